//! Every documented payload is typed, holds nothing unknown, and comes back as the same JSON.

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::Value;

use crate::support::differences;

#[test]
fn every_documented_payload_is_typed_and_lossless() {
    assert_eq!(Sample::all().len(), 48);
    for sample in Sample::all() {
        let event: WebhookEvent = sample.json.parse().unwrap_or_else(|error| panic!("{}: {error}", sample.event_type));
        assert!(!matches!(event, WebhookEvent::Unrecognized(_)), "{} is not typed", sample.event_type);
        assert_eq!(event.event_type(), sample.event_type);
        assert_eq!(event.drift(), [], "{}", sample.event_type);
        assert_eq!(event, sample.event());

        let documented: Value = serde_json::from_str(sample.json).unwrap();
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(differences(&documented, &written), [""; 0], "{}", sample.event_type);
        assert_eq!(written.to_string().parse::<WebhookEvent>().unwrap(), event);
        println!("{event}");
    }
}

#[test]
fn every_event_type_has_its_sample() {
    let types: Vec<EventType> = EventType::all().collect();
    let sampled: Vec<EventType> = Sample::all().map(|sample| sample.event_type).collect();
    assert_eq!(types, sampled);
}
