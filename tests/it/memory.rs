//! What a hostile body costs: memory, work and time grow no faster than what was sent.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cloud66_webhooks::{EventType, Sample, WebhookEvent};

use crate::allocator::{Heap, measure};
use crate::support::{OneIn, numbers_are_exact, unwrapped};

/// As `guide::limits` states, reading holds at most so many times the length of the body,
const READING: f64 = 47.0;
/// and so much for the elements of known arrays, of which at most a thousand are typed in each;
const TYPED: f64 = 2.0 * 1024.0 * 1024.0;
/// and writing holds so many times the length of the JSON.
const WRITING: f64 = 40.0;
/// Work is in proportion too: the bytes that are asked for in all, released or not, and how often. By the square, it would be a
/// thousand times as much.
const IN_ALL: f64 = 300.0;
const ALLOCATIONS: u64 = 5;

#[test]
fn the_stated_bounds_are_those_of_the_tests() {
    let mebibytes = TYPED / 1024.0 / 1024.0;
    let [limits, readme] = [include_str!("../../src/guide/limits.md"), include_str!("../../README.md")].map(unwrapped);
    assert!(limits.contains(&format!("at most {READING} times its length, plus {mebibytes} MiB")));
    let whole = READING / 4.0 + mebibytes;
    assert!(limits.contains(&format!("with 256 KiB of JSON it is {whole} MiB")));
    assert!(limits.contains(&format!("Writing an event takes less than {WRITING} times the length of its JSON")));
    assert!(readme.contains(&format!("at most {READING} times its length plus {mebibytes} MiB")));
}

/// Where there can be many values: `<` and `>` are around what comes again and again, `@` is a value, and `#` a name of its own.
const UNTYPED: [&str; 13] = [
    r#"{"event_type":"process.down","timestamp":1,"a":[<@>]}"#,
    r#"{"event_type":"process.down","timestamp":1,<#:@>}"#,
    r#"{"event_type":"x.y","timestamp":1,"a":[<@>]}"#,
    r#"{"event_type":"x.y","timestamp":1,<#:@>}"#,
    r#"{"a":[<@>],"event_type":"process.down","timestamp":1}"#,
    r#"{<#:@>,"event_type":"process.down","timestamp":1}"#,
    r#"{"event_type":"job.fail","timestamp":1,"uid":"u","name":"n","params":[<@>]}"#,
    r#"{"event_type":"stack.created","timestamp":1,"uid":"u","name":"n",<#:@>}"#,
    r#"{"event_type":"stack.created","timestamp":1,"uid":"u","name":"n","environment":[<@>]}"#,
    r#"{"event_type":"stack.redeploy.ok","timestamp":1,"stack":{"uid":"u","name":"n",<#:@>}}"#,
    // Nested where it is documented flat, and the other way round.
    r#"{"event_type":"stack.created","timestamp":1,"stack":{"uid":"u","name":"n",<#:@>}}"#,
    r#"{"event_type":"stack.redeploy.ok","timestamp":1,"uid":"u","name":"n",<#:@>}"#,
    r#"{"event_type":"stack.redeploy.ok","timestamp":1,"uid":"u","name":"n","considerations":{"warnings":{<#:@>}}}"#,
];

/// The known arrays, also with a value at the end that is kept, and all others with it.
const ARRAYS: [&str; 10] = [
    r#"{"event_type":"stack.created","timestamp":1,"uid":"u","name":"n","namespaces":[<@>]}"#,
    r#"{"event_type":"stack.created","timestamp":1,"uid":"u","name":"n","namespaces":[<@>,5]}"#,
    r#"{"event_type":"stack.redeploy.ok","timestamp":1,"uid":"u","name":"n","considerations":{"warnings":[<@>]}}"#,
    r#"{"event_type":"container.down","timestamp":1,"service_name":"s","image":"i","ports":[<@>]}"#,
    r#"{"event_type":"container.down","timestamp":1,"service_name":"s","image":"i","ports":[<@>,5]}"#,
    CONTAINERS,
    r#"{"event_type":"service.build.ok","timestamp":1,"uid":"u","name":"n","service":{"name":"n","containers":[<@>,5]}}"#,
    r#"{"event_type":"db.slave.ok","timestamp":1,"uid":"u","name":"n","notifications":{<#:@>}}"#,
    r#"{"event_type":"stack.stackscore.changed","timestamp":1,"uid":"u","name":"n","diff":{<#:@>}}"#,
    r#"{"event_type":"stack.stackscore.changed","timestamp":1,"uid":"u","name":"n","diff":{<#:@>,"odd":5}}"#,
];
const CONTAINERS: &str =
    r#"{"event_type":"service.build.ok","timestamp":1,"uid":"u","name":"n","service":{"name":"n","containers":[<@>]}}"#;

/// Values that are large in memory for their length, or may be: small ones, chains, and texts with escapes.
fn values() -> Vec<String> {
    let small = ["0", "1e300", r#""""#, "[]", "{}", "[0]", r#"{"":0}"#];
    let elements = [r#"{"id":5}"#, r#"{"ports":[{}]}"#, r#"{"http":"a"}"#, r#"{"from":"A"}"#];
    let nested = |open: &str, inside: &str, close: &str| open.repeat(100) + inside + &close.repeat(100);
    let long = format!("\"{}\"", "x".repeat(1 << 14));
    let texts = [r"\u0001", r"\ud83d\ude00", r#"\n\""#].map(|text| format!("\"{}\"", text.repeat(50)));
    let names = texts.clone().map(|name| format!("{{{name}:0}}"));
    let chains = [("[", "", "]"), ("[[],", "0", "]"), (r#"{"":"#, "0", "}"), (r#"{"a":"#, &long, "}")]
        .map(|(open, inside, close)| nested(open, inside, close));
    let plain = small.into_iter().chain(elements).map(str::to_owned);
    plain.chain(texts).chain(names).chain(chains).chain([long]).collect()
}

/// A name as short as it can be, without being a duplicate or that of a documented field.
fn name(mut number: usize) -> String {
    let digits: Vec<char> = (' '..='~').filter(|c| !matches!(c, '"' | '\\' | '#' | '@' | 'a' | 'e' | 'i')).collect();
    let mut name = String::new();
    while name.is_empty() || number > 0 {
        name.push(digits[number % digits.len()]);
        number /= digits.len();
    }
    format!("\"{name}\"")
}

fn body(place: &str, value: &str, count: usize) -> String {
    let (head, rest) = place.split_once('<').unwrap();
    let (part, tail) = rest.split_once('>').unwrap();
    let parts: Vec<String> = (0..count).map(|number| part.replace('#', &name(number)).replace('@', value)).collect();
    format!("{head}{}{tail}", parts.join(","))
}

/// A body that is longer than this. The list of its values has just grown: it holds twice what it needs, and half of that again
/// while it is copied.
fn grown_body(place: &str, value: &str, length: usize) -> String {
    let each = body(place, value, 2).len() - body(place, value, 1).len();
    let counts = (0..).map(|power| (1 << power) + 1);
    body(place, value, counts.into_iter().find(|count| count * each > length).unwrap())
}

/// All that is done with a body: how many times its length may be held, the length, and what it takes.
fn steps(body: &str) -> Vec<(&'static str, f64, usize, Heap)> {
    let broken = format!("{}x", &body[..body.len() - 1]);
    let (event, read) = measure(|| body.parse::<WebhookEvent>().unwrap_or_else(|error| panic!("{error}")));
    let by_serde = |text: &str| measure(|| serde_json::from_str::<WebhookEvent>(text).is_ok()).1;
    let by_reader = measure(|| serde_json::from_reader::<_, WebhookEvent>(body.as_bytes()).is_ok()).1;
    let refused = measure(|| broken.parse::<WebhookEvent>().unwrap_err()).1;
    let (cut, _) = body.split_at(body.len() * 2 / 3);
    let cut_off = measure(|| cut.parse::<WebhookEvent>().unwrap_err()).1;
    // Each level of objects around what cannot be read is read once more.
    let unreadable = body.replace("0}", "1e400}");
    let salvaged = measure(|| unreadable.parse::<WebhookEvent>().is_ok()).1;
    let shown = measure(|| (event.drift(), event.to_string())).1;
    let (json, written) = measure(|| serde_json::to_string(&event).unwrap());
    vec![
        ("from_str", READING, body.len(), read),
        ("Deserialize", READING, body.len(), by_serde(body)),
        ("Deserialize from a reader", READING, body.len(), by_reader),
        ("from_str of a broken body", READING, body.len(), refused),
        ("from_str of a body that is cut off", READING, cut.len(), cut_off),
        ("Deserialize of a broken body", READING, body.len(), by_serde(&broken)),
        ("from_str of an unreadable value", READING, body.len(), salvaged),
        ("drift and Display", READING, body.len(), shown),
        ("Serialize", WRITING, json.len().max(body.len()), written),
    ]
}

/// The most that each step held, in lengths of the body, `room` not counted.
type Worst = BTreeMap<&'static str, f64>;

fn check(worst: &mut Worst, body: &str, room: f64) {
    for (step, bound, length, heap) in steps(body) {
        let lengths = |bytes: u64| (bytes as f64 - room) / length as f64;
        let (held, in_all) = (lengths(heap.peak), lengths(heap.total));
        let within = held < bound && in_all < IN_ALL && heap.allocations < ALLOCATIONS * length as u64;
        assert!(within, "{step}: {held:.1} and {in_all:.1} times {length} bytes, {heap:?}: {body:.300}");
        let most = worst.entry(step).or_default();
        *most = most.max(held);
    }
}

/// These values in these places, so that a bound is that of the worst and not of an example.
fn check_all(every: usize) {
    let (mut worst, mut one_in) = (Worst::new(), OneIn::new(every));
    for value in values() {
        for place in UNTYPED {
            if one_in.takes() {
                check(&mut worst, &grown_body(place, &value, 4_000), 0.0);
            }
        }
        for place in ARRAYS {
            if one_in.takes() {
                check(&mut worst, &grown_body(place, &value, 4_000), TYPED);
                // As many as are typed.
                check(&mut worst, &body(place, &value, 1_000.min((1 << 14) / value.len() + 1)), TYPED);
            }
        }
    }
    let bounds_say_something = worst["from_str"] > READING - 10.0 && worst["Serialize"] > WRITING - 4.0;
    assert!(bounds_say_something, "{worst:?}");
}

#[test]
fn a_hostile_body_takes_a_bounded_multiple_of_its_length() {
    check_all(5);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn every_hostile_body_takes_a_bounded_multiple_of_its_length() {
    check_all(1);
}

/// Arrays in the elements of an array, each of them short enough to be typed.
#[test]
fn typed_elements_take_no_more_than_their_room() {
    let mut worst = Worst::new();
    for (ports, port) in [(513, "{}"), (33, r#"{"http":"a"}"#)] {
        let container = format!(r#"{{"ports":[{}]}}"#, vec![port; ports].join(","));
        check(&mut worst, &body(CONTAINERS, &container, (1 << 18) / container.len()), TYPED);
    }
    assert!(worst["from_str"] > READING - 10.0, "{worst:?}");
}

/// Names are found without a look at all others. An allocation does not show that, so that it takes a clock: a step takes some
/// hundredths of a second, and with work that grows by the square seven seconds and more.
#[test]
fn many_names_take_no_more_than_their_share_of_time() {
    fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = run();
        assert!(began.elapsed() < Duration::from_secs(3), "{what}: {:?}", began.elapsed());
        result
    }
    let names: Vec<String> = (0..25_000).map(|number| format!(r#","k{number}":{number}"#)).collect();
    let (all, reversed) = (names.concat(), names.iter().rev().map(String::as_str).collect::<String>());
    for place in [
        r#"{"event_type":"x.y","timestamp":1@}"#,
        r#"{"event_type":"stack.created","timestamp":1,"new":{"k":1@},"stack":{"uid":"u","name":"n"}}"#,
        // Inline where it should be nested: the fields of the stack are picked out of all others.
        r#"{"event_type":"stack.redeploy.ok","timestamp":1,"uid":"u","name":"n","git":"g"@,"fqdn":"f"}"#,
        // In two objects that are put together.
        r#"{"event_type":"stack.created","timestamp":1,"git":"g"@,"stack":{"uid":"u","name":"n"@}}"#,
    ] {
        let parse = |names: &str| place.replace('@', names).parse::<WebhookEvent>();
        let event = timed("reading", || parse(&all)).unwrap();
        let other = timed("reading by Deserialize", || {
            serde_json::from_str::<WebhookEvent>(&place.replace('@', &reversed)).unwrap()
        });
        assert!(timed("comparing", || event == other), "in any order");
        timed("drift", || event.drift());
        timed("writing", || serde_json::to_string(&event)).unwrap();
        let error = timed("refusing", || parse(&(all.clone() + &all))).unwrap_err();
        assert_eq!(error.reason(), "duplicate field");
        let kept = timed("keeping the first", || serde_json::to_string(error.raw())).unwrap();
        assert!(kept.contains(&all));
    }
}

/// The 32 strings and arrays of the event, its box, and the tree of the body: little is not kept.
#[test]
fn the_documented_backup_event_takes_few_allocations() {
    let sample = Sample::of(&EventType::ManagedBackupFail).unwrap();
    let read = measure(|| WebhookEvent::from_str(sample.json).unwrap()).1;
    let peeked = measure(|| EventType::peek(sample.json.as_bytes()).unwrap()).1;
    // With `arbitrary_precision`, a number is a string on its way.
    assert!(numbers_are_exact() || read.allocations <= 41, "{read:?}");
    assert!(peeked.allocations <= 8, "{peeked:?}");
}
