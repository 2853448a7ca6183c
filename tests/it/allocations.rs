//! How often reading an event asks for memory.

use cloud66_webhooks::{EventType, Sample, WebhookEvent};

use crate::allocator::measure;

/// The texts and lists of the payload take 29, each exactly one; the rest is the box of the event and what `serde_json`
/// needs at its beginning.
#[test]
fn the_documented_backup_event_takes_at_most_40_allocations() {
    let body = Sample::of(&EventType::ManagedBackupFail).unwrap().json.as_bytes();
    let (event, heap) = measure(|| WebhookEvent::from_slice(body).unwrap());
    assert!(event.backup().is_some());
    assert!(heap.allocations <= 40, "{} allocations", heap.allocations);
}

#[test]
fn the_event_type_alone_takes_at_most_one() {
    for sample in Sample::all() {
        let (event_type, heap) = measure(|| EventType::peek(sample.json.as_bytes()));
        assert_eq!(event_type, Some(sample.event_type.clone()));
        assert!(heap.allocations <= 1, "{}: {} allocations", sample.event_type, heap.allocations);
    }
}
