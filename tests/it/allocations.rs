//! How often reading an event asks for memory.

use cloud66_webhooks::{EventType, Sample, WebhookEvent};

use crate::allocator::measure;

/// One for each of the 32 strings and arrays that are not empty, one for the box of the event, and eight for the tree of the body.
#[test]
fn the_documented_backup_event_takes_few_allocations_that_it_does_not_keep() {
    let body = Sample::of(&EventType::ManagedBackupFail).unwrap().json.as_bytes();
    let (event, heap) = measure(|| WebhookEvent::from_slice(body).unwrap());
    assert!(event.backup().is_some());
    assert_eq!(heap.allocations, 41);
}

#[test]
fn the_event_type_alone_takes_at_most_eight() {
    for sample in Sample::all() {
        let (event_type, heap) = measure(|| EventType::peek(sample.json.as_bytes()));
        assert_eq!(event_type, Some(sample.event_type.clone()));
        assert!(heap.allocations <= 8, "{}: {} allocations", sample.event_type, heap.allocations);
    }
}
