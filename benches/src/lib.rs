//! The cases: one body and what is done with it, by this crate and by a rival. `benches/run` counts their instructions, and
//! `cargo bench -p cloud66-webhooks-benches` takes their times.

pub mod bodies;

use std::hint::black_box;

use cloud66_webhooks::{EventType, WebhookEvent};
use rivals::Event;
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

/// Does it once, and drops what it makes.
pub type Work = Box<dyn Fn()>;

pub struct Case {
    pub name: &'static str,
    pub rival: &'static str,
    /// The most that this crate may take, in instructions of the rival. Without it, the row is what cannot be reached.
    pub at_most: Option<f64>,
    pub ours: Work,
    pub theirs: Work,
}

const DERIVED: &str = "derived tag";
const VALUE: &str = "`serde_json::Value`";

pub fn cases() -> Vec<Case> {
    let backup = &bodies::compact(&EventType::ManagedBackupFail);
    let last = &bodies::tag_last(backup);
    let reversed = &bodies::reversed(backup);
    let stack = &bodies::compact(&EventType::StackCreated);
    let unrecognized = &bodies::unrecognized(backup);
    let unknown = &bodies::full_of_unknown_fields(backup);
    let small = &bodies::compact(&EventType::FreeDiskSpaceAlert);
    let (event, derived) = (slice(backup), json::<Event>(backup));
    // To look at every byte, and to ask for the memory that the public types need, to fill it and to give it back.
    let (body, kept) = (backup.clone(), event.clone());
    let floor: Work = Box::new(move || {
        json::<IgnoredAny>(black_box(&body));
        drop(black_box(black_box(&kept).clone()));
    });
    let case = |name, rival, at_most, ours, theirs| Case { name, rival, at_most: Some(at_most), ours, theirs };
    vec![
        case("backup event", DERIVED, 0.80, reader(backup, slice), reader(backup, json::<Event>)),
        case("backup event, `event_type` last", DERIVED, 0.80, reader(last, slice), reader(last, json::<Event>)),
        case("backup event, fields reversed", DERIVED, 0.80, reader(reversed, slice), reader(reversed, json::<Event>)),
        case(
            "backup event, by `Deserialize`",
            DERIVED,
            0.80,
            reader(backup, json::<WebhookEvent>),
            reader(backup, json::<Event>),
        ),
        case(
            "backup event, reversed, by `Deserialize`",
            DERIVED,
            0.80,
            reader(reversed, json::<WebhookEvent>),
            reader(reversed, json::<Event>),
        ),
        case("backup event", VALUE, 0.62, reader(backup, slice), reader(backup, json::<Value>)),
        case("stack event, flattened", DERIVED, 0.58, reader(stack, slice), reader(stack, json::<Event>)),
        case("small event", DERIVED, 1.00, reader(small, slice), reader(small, json::<Event>)),
        case("unrecognized event", VALUE, 0.70, reader(unrecognized, slice), reader(unrecognized, json::<Value>)),
        case("1 MiB of unknown fields", VALUE, 0.70, reader(unknown, slice), reader(unknown, json::<Value>)),
        case("writing the backup event", DERIVED, 1.05, writer(event), writer(derived)),
        Case {
            at_most: None,
            ..case("backup event", "a scan and a clone of the event", 0.0, reader(backup, slice), floor)
        },
    ]
}

fn slice(body: &[u8]) -> WebhookEvent {
    WebhookEvent::from_slice(body).expect("reads")
}

fn json<T: DeserializeOwned>(body: &[u8]) -> T {
    serde_json::from_slice(body).expect("reads")
}

fn reader<T: 'static>(body: &[u8], read: fn(&[u8]) -> T) -> Work {
    let body = body.to_vec();
    Box::new(move || drop(black_box(read(black_box(&body)))))
}

fn writer(value: impl Serialize + 'static) -> Work {
    Box::new(move || drop(black_box(serde_json::to_vec(black_box(&value)).expect("writes"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloud66_webhooks::Sample;

    /// Without null and empty arrays, which the crate does not write.
    fn pruned(value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| (name, pruned(value)));
                fields.filter(|(_, value)| !value.is_null() && *value != Value::Array(Vec::new())).collect()
            }
            other => other,
        }
    }

    /// A rival that says something else, or reads less, would be no rival.
    #[test]
    fn the_rivals_read_and_write_what_the_crate_does() {
        let rewritten = |body: &[u8]| pruned(serde_json::to_value(json::<Event>(body)).expect("writes"));
        for sample in Sample::all() {
            let body = sample.json.as_bytes();
            let written = serde_json::to_vec(&slice(body)).expect("writes");
            assert_eq!(rewritten(body), rewritten(&written), "{}", sample.event_type);
        }
    }

    #[test]
    fn the_bodies_say_the_same_in_another_order() {
        let body = bodies::compact(&EventType::ManagedBackupFail);
        for other in [bodies::tag_last(&body), bodies::reversed(&body)] {
            assert_ne!(other, body);
            assert_eq!(json::<Value>(&other), json::<Value>(&body));
        }
        assert!(bodies::reversed(&body).starts_with(b"{\"backup\":{"));
        assert!(bodies::full_of_unknown_fields(&body).len() > 1_048_000);
    }
}
