//! Events in your own envelope, through a queue as CBOR and back: `cargo run --example queue`.
//!
//! A `WebhookEvent` implements serde's traits, so an envelope around it is a derived struct, and any self-describing format
//! carries it. The queue here is a channel of bytes; replace it with your broker.

use std::io::{self, Write};
use std::sync::mpsc;
use std::thread;

use cloud66_webhooks::{Sample, WebhookEvent};
use serde::{Deserialize, Serialize};

/// The event in a field of its own. The envelope's names cannot collide with the vendor's.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Envelope {
    id: u64,
    /// Unix seconds.
    received_at: i64,
    event: WebhookEvent,
}

/// The event flattened into the envelope, for consumers that expect the vendor's fields at the top level.
///
/// Choose names that no event has: several have a `uid` or a `name` at the top level.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct FlatEnvelope {
    delivery_id: u64,
    #[serde(flatten)]
    event: WebhookEvent,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (queue, consumer) = mpsc::sync_channel::<Vec<u8>>(8);
    let producer = thread::spawn(move || -> Result<(), String> {
        for (id, sample) in (1..).zip(Sample::all()) {
            let event = sample.event();
            // A service uses its clock here. The timestamp of the sample keeps the output of this example stable.
            let envelope = Envelope { id, received_at: event.timestamp().timestamp(), event };
            queue.send(to_cbor(&envelope)?).map_err(|error| error.to_string())?;
        }
        Ok(())
    });

    let mut out = io::stdout();
    for message in consumer {
        let envelope: Envelope = ciborium::from_reader(message.as_slice())?;
        writeln!(out, "{} {} bytes: {}", envelope.id, message.len(), envelope.event)?;

        let flat = FlatEnvelope { delivery_id: envelope.id, event: envelope.event };
        let back: FlatEnvelope = ciborium::from_reader(to_cbor(&flat)?.as_slice())?;
        if back != flat {
            return Err(format!("{} changed on its way through CBOR", flat.event.event_type()).into());
        }
    }
    producer.join().map_err(|_| "the producer panicked")??;
    Ok(())
}

fn to_cbor(value: &impl Serialize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
