//! Reads every documented payload into the type that typify makes of its event, and compares what is written back.

use serde_json::Value;

#[allow(clippy::all)]
mod types {
    typify::import_types!("webhook-event.schema.json");
}
mod every_event;

/// An event read into its type, and written again.
type Written = fn(Value) -> serde_json::Result<Value>;

fn written<T: serde::de::DeserializeOwned + serde::Serialize>(payload: Value) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_value::<T>(payload)?)
}

/// Whether all of a value came back. An empty array and null are written as absent.
fn is_in(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before.iter().all(|(name, value)| {
            let is_nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            after.get(name).map_or(is_nothing, |found| is_in(value, found))
        }),
        _ => before == after,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (mut read, mut all) = (0, 0);
    for file in std::fs::read_dir(&arguments[1]).unwrap() {
        let payload: Value = serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap();
        let (event_type, written) = every_event::EVENTS.iter().find(|(name, _)| *name == payload["event_type"]).unwrap();
        all += 1;
        match written(payload.clone()) {
            Ok(after) => {
                assert!(is_in(&payload, &after), "{event_type}: {after}");
                read += 1;
            }
            // It takes a code, which is one of its table or any other integer, for both at once.
            Err(error) => assert!(error.to_string().contains("expected struct"), "{event_type}: {error}"),
        }
    }
    assert_eq!(all, every_event::EVENTS.len());
    println!("  {read} of {all} documented payloads read into the types of their events, and nothing lost");
    assert!(std::fs::read_to_string(&arguments[2]).unwrap().contains(&format!("typify reads only the {read} events")));
}
