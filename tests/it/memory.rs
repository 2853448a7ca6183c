//! How much memory a hostile body can take: the most bytes held at one moment while it is read, over its length.

use cloud66_webhooks::WebhookEvent;

use crate::allocator::measure;

const LENGTH: usize = 1 << 20;

/// A body of about a mebibyte: `head`, as many of `parts` as fit, `tail`.
fn body(head: &str, mut part: impl FnMut(usize) -> String, tail: &str) -> String {
    let mut body = head.to_owned();
    for number in 0.. {
        if body.len() + tail.len() >= LENGTH {
            break;
        }
        if number > 0 {
            body.push(',');
        }
        body.push_str(&part(number));
    }
    body + tail
}

/// Bodies that take the most memory that somebody thought of. Each comes whole, and broken at its end, so that it goes
/// through the error with its `raw()`.
fn hostile() -> Vec<(&'static str, String)> {
    let unknown = r#"{"event_type":"x.y","timestamp":1,"#;
    let known = r#"{"event_type":"process.down","timestamp":1,"#;
    let stack = r#"{"event_type":"stack.created","timestamp":1,"uid":"s","name":"n","#;
    let nested = r#"{"event_type":"managed_backup.fail","timestamp":1,"stack":{"uid":"s","name":"n","#;
    let end = r#"},"backup":{"id":1,"db_type":"m","database_name":"d"}}"#;
    let late = |tail: &str| format!(r#"{tail},"event_type":"process.down","timestamp":1}}"#);
    // Names as short as they can be without standing twice.
    let name = |number: usize| format!("\"{number:x}\"");
    vec![
        ("a list of zeros", body(&format!("{known}\"a\":["), |_| "0".into(), "]}")),
        ("a list of empty lists", body(&format!("{known}\"a\":["), |_| "[]".into(), "]}")),
        ("a list of lists of one", body(&format!("{known}\"a\":["), |_| "[0]".into(), "]}")),
        ("a list of empty texts", body(&format!("{known}\"a\":["), |_| "\"\"".into(), "]}")),
        ("a list of objects of one", body(&format!("{known}\"a\":["), |_| "{\"\":0}".into(), "]}")),
        // The list has just grown, so that it holds twice what it needs, and half of that again while it is copied.
        ("a list of objects of one that has just grown", {
            format!("{known}\"a\":[{}{{\"\":0}}]}}", "{\"\":0},".repeat(1 << 17))
        }),
        ("deep lists", body(&format!("{known}\"a\":["), |_| "[".repeat(100) + &"]".repeat(100), "]}")),
        ("small fields", body(known, |number| name(number) + ":0", "}")),
        ("small fields of an unknown event", body(unknown, |number| name(number) + ":0", "}")),
        ("small fields of a flattened stack", body(stack, |number| name(number) + ":0", "}")),
        ("small fields of a nested stack", body(nested, |number| name(number) + ":0", end)),
        ("lists of one in fields", body(known, |number| name(number) + ":[0]", "}")),
        ("objects of one in fields", body(known, |number| name(number) + ":{\"\":0}", "}")),
        ("texts of a known list", body(&format!("{stack}\"namespaces\":["), |_| "\"\"".into(), "]}")),
        (
            "containers of a known list",
            body(
                r#"{"event_type":"service.build.ok","timestamp":1,"stack":{"uid":"s","name":"n"},"service":{"name":"n","source_type":"","git_ref":"","image_name":"","containers":["#,
                |_| "{}".into(),
                "]}}",
            ),
        ),
        ("areas of a score", body(&format!("{stack}\"diff\":{{"), |number| name(number) + ":{}", "}}")),
        ("a stack spread where it should be nested", {
            let head = r#"{"event_type":"managed_backup.fail","timestamp":1,"backup":{"id":1,"db_type":"m","database_name":"d"},"uid":"s","name":"n","considerations":{"warnings":["#;
            body(head, |_| "\"\"".into(), "]}}")
        }),
        ("zeros before the event type", body("{\"a\":[", |_| "0".into(), &late("]"))),
        ("fields before the event type", body("{", |number| name(number) + ":0", &late("").replacen("},", "", 1))),
        ("one text", body(&format!("{known}\"a\":\""), |_| "x".repeat(LENGTH - 100), "\"}")),
    ]
}

#[test]
fn a_hostile_body_takes_a_bounded_multiple_of_its_length() {
    let mut worst = (0.0, String::new());
    for (what, whole) in hostile() {
        let broken = whole[..whole.len() - 1].to_owned() + "x";
        for (state, body) in [("read", &whole), ("refused", &broken)] {
            let (read, heap) = measure(|| WebhookEvent::from_slice(body.as_bytes()));
            assert_eq!(read.is_ok(), state == "read", "{what}: {:?}", read.map_err(|error| error.to_string()).err());
            let (_, serde) = measure(|| serde_json::from_slice::<WebhookEvent>(body.as_bytes()).is_ok());
            for (way, heap) in [("from_slice", heap), ("Deserialize", serde)] {
                let ratio = heap.peak as f64 / body.len() as f64;
                println!("{ratio:6.1}  {what}, {state} by {way}");
                if ratio > worst.0 {
                    worst = (ratio, format!("{what}, {state} by {way}"));
                }
            }
        }
    }
    println!("worst: {:.1} times the body: {}", worst.0, worst.1);
    assert!(worst.0 < 110.0, "{worst:?}");
}
