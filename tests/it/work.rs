//! Tolerance is not super-linear: what is allocated for a body of twice the length is at most a little more than twice as much.

use cloud66_webhooks::WebhookEvent;

use crate::allocator::measure_all;
use crate::support::backup_event;

/// A body with so many of something.
type Body = fn(usize) -> String;

fn repeated(part: &str, count: usize) -> String {
    vec![part; count].join(",")
}

fn fields(part: &str, count: usize) -> String {
    (0..count).map(|number| format!(r#","k{number}":{part}"#)).collect()
}

/// What cannot be typed, in each place where it is kept.
const BODIES: [(&str, Body); 13] = [
    ("an odd end of an array of strings", |n| {
        backup_event(&format!(r#","namespaces":[{},5]"#, repeated("\"a\"", n)), "", "")
    }),
    ("an odd beginning of it", |n| backup_event(&format!(r#","namespaces":[5,{}]"#, repeated("\"a\"", n)), "", "")),
    ("odd elements only", |n| backup_event(&format!(r#","namespaces":[{}]"#, repeated("5", n)), "", "")),
    ("a value of another type", |n| backup_event(&format!(r#","environment":[{}]"#, repeated("5", n)), "", "")),
    ("an object of another type", |n| {
        backup_event(&format!(r#","considerations":{{"warnings":{{"a":1{}}}}}"#, fields("[0]", n)), "", "")
    }),
    ("an odd container at the end", |n| {
        format!(
            r#"{{"event_type":"service.build.ok","timestamp":1,"stack":{{"uid":"s","name":"n"}},"service":{{"name":"n","containers":[{},5]}}}}"#,
            repeated(r#"{"id":"a","x":1}"#, n)
        )
    }),
    ("odd fields in all containers", |n| {
        format!(
            r#"{{"event_type":"service.build.ok","timestamp":1,"stack":{{"uid":"s","name":"n"}},"service":{{"name":"n","containers":[{}]}}}}"#,
            repeated(r#"{"id":5,"ports":[{"http":"a"},5]}"#, n)
        )
    }),
    ("an odd area at the end of a score", |n| {
        format!(
            r#"{{"event_type":"stack.stackscore.changed","timestamp":1,"uid":"s","name":"n","diff":{{"a":{{}}{},"z":5}}}}"#,
            fields(r#"{"from":"A"}"#, n)
        )
    }),
    ("odd fields in all areas", |n| {
        format!(
            r#"{{"event_type":"stack.stackscore.changed","timestamp":1,"uid":"s","name":"n","diff":{{"a":{{}}{}}}}}"#,
            fields(r#"{"from":5}"#, n)
        )
    }),
    ("a flat stack that is documented nested", |n| {
        format!(
            r#"{{"event_type":"stack.redeploy.ok","timestamp":1,"uid":"s","name":"n","namespaces":[{},5]{}}}"#,
            repeated("\"a\"", n),
            fields("1", n)
        )
    }),
    ("a nested stack that is documented flat", |n| {
        format!(
            r#"{{"event_type":"stack.created","timestamp":1,"stack":{{"uid":"s","name":"n","namespaces":[{},5]{}}}}}"#,
            repeated("\"a\"", n),
            fields("1", n)
        )
    }),
    ("all of it before the event type", |n| {
        format!(
            r#"{{"timestamp":1,"uid":"s","name":"n","namespaces":[{},5]{},"event_type":"stack.created"}}"#,
            repeated("\"a\"", n),
            fields("1", n)
        )
    }),
    ("a broken end", |n| backup_event(&fields("[5]", n), "", &fields("{}", n)) + "x"),
];

/// One way to use a body. What it returns is dropped after the count.
type Way = (&'static str, fn(&str));

const WAYS: [Way; 5] = [
    ("from_slice", |body| drop(WebhookEvent::from_slice(body.as_bytes()))),
    ("Deserialize", |body| drop(serde_json::from_str::<WebhookEvent>(body))),
    ("from_reader", |body| drop(serde_json::from_reader::<_, WebhookEvent>(body.as_bytes()))),
    ("drift and Display", |body| {
        if let Ok(event) = body.parse::<WebhookEvent>() {
            drop((event.drift(), event.to_string()));
        }
    }),
    ("read, write and read", |body| {
        if let Ok(event) = body.parse::<WebhookEvent>() {
            let text = serde_json::to_string(&event).unwrap();
            let again: WebhookEvent = text.parse().unwrap();
            assert_eq!(serde_json::to_string(&again).unwrap(), text);
        }
    }),
];

#[test]
fn twice_the_body_takes_twice_the_work() {
    let mut worst = (0.0, String::new());
    for (what, body) in BODIES {
        for (way, run) in WAYS {
            let work = |count: usize| {
                let body = body(count);
                let (allocations, bytes) = measure_all(|| run(&body));
                (allocations as f64, bytes as f64)
            };
            // Fewer than are typed at most, and without what does not depend on their number.
            let (none, one, four) = (work(1), work(200), work(800));
            for (kind, factor) in [
                ("allocations", (four.0 - none.0) / (one.0 - none.0).max(50.0)),
                ("bytes", (four.1 - none.1) / (one.1 - none.1)),
            ] {
                if factor > worst.0 {
                    worst = (factor, format!("{kind} of {what} by {way}"));
                }
            }
        }
    }
    println!("four times the body takes up to {:.2} times: {}", worst.0, worst.1);
    // Linear is 4, quadratic is 16. A buffer that doubles may have just done so.
    assert!(worst.0 < 5.0, "{worst:?}");
}

/// Two events whose unknown fields come in another order are compared in a time that grows with their number.
#[test]
fn events_are_compared_in_any_order() {
    let body = |numbers: &mut dyn Iterator<Item = usize>| {
        let fields: Vec<String> = numbers.map(|number| format!(r#""k{number}":{number}"#)).collect();
        format!(r#"{{"timestamp":1,"event_type":"x.y",{}}}"#, fields.join(","))
    };
    let [one, other] = [body(&mut (0..50_000)), body(&mut (0..50_000).rev())];
    let [one, other]: [WebhookEvent; 2] = [one.parse().unwrap(), other.parse().unwrap()];
    let begin = std::time::Instant::now();
    assert_eq!(one, other);
    // A second on a busy machine; each with all others would be minutes.
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
}
