//! How much memory a hostile body can take: the most bytes held at one moment while it is read, over its length.

use cloud66_webhooks::WebhookEvent;

use crate::allocator::measure;
use crate::support::{OneIn, unwrapped};

const LENGTH: usize = 1 << 16;

/// A name as short as it can be, without being a duplicate or that of a documented field.
fn name(mut number: usize) -> String {
    let digits: Vec<char> = (' '..='~').filter(|c| !matches!(c, '"' | '\\' | '#' | '@' | 'a' | 'e' | 'i')).collect();
    let mut name = String::from('"');
    while name.len() == 1 || number > 0 {
        name.push(digits[number % digits.len()]);
        number /= digits.len();
    }
    name + "\""
}

/// A body of about 64 KiB.
fn body(head: &str, part: impl FnMut(usize) -> String, tail: &str) -> String {
    body_of(LENGTH, head, part, tail)
}

/// A body of about this length: `head`, as many parts as fit, `tail`.
fn body_of(length: usize, head: &str, mut part: impl FnMut(usize) -> String, tail: &str) -> String {
    let mut body = head.to_owned();
    for number in 0.. {
        if number > 0 && body.len() + tail.len() >= length {
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
    vec![
        ("a list of zeros", body(&format!("{known}\"a\":["), |_| "0".into(), "]}")),
        ("a list of empty lists", body(&format!("{known}\"a\":["), |_| "[]".into(), "]}")),
        ("a list of lists of one", body(&format!("{known}\"a\":["), |_| "[0]".into(), "]}")),
        ("a list of empty texts", body(&format!("{known}\"a\":["), |_| "\"\"".into(), "]}")),
        ("a list of objects of one", body(&format!("{known}\"a\":["), |_| "{\"\":0}".into(), "]}")),
        // The list has just grown, so that it holds twice what it needs, and half of that again while it is copied.
        ("a list of objects of one that has just grown", {
            format!("{known}\"a\":[{}{{\"\":0}}]}}", "{\"\":0},".repeat(1 << 13))
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

/// The bound that `guide::limits` states: so many times the length of the body, and so much for the elements of known arrays,
/// of which at most a thousand are typed in each array.
const FACTOR: f64 = 47.0;
const TYPED: f64 = 2.0 * 1024.0 * 1024.0;

/// The most bytes that were held, over the bound, by two ways in, for the body and for what is left of it when its last byte is
/// wrong.
fn shares(what: &str, whole: &str) -> Vec<(f64, String)> {
    let broken = whole[..whole.len() - 1].to_owned() + "x";
    let mut shares = Vec::new();
    for (state, body) in [("read", whole), ("refused", &broken)] {
        let (read, heap) = measure(|| WebhookEvent::from_slice(body.as_bytes()));
        assert_eq!(read.is_ok(), state == "read", "{what}: {:?}", read.map_err(|error| error.to_string()).err());
        let (_, serde) = measure(|| serde_json::from_slice::<WebhookEvent>(body.as_bytes()).is_ok());
        for (way, heap) in [("from_slice", heap), ("Deserialize", serde)] {
            let share = (heap.peak as f64 - TYPED) / body.len() as f64;
            shares.push((share, format!("{what}, {state} by {way}: {} bytes for {}", heap.peak, body.len())));
        }
    }
    shares
}

fn assert_bounded(mut all: Vec<(f64, String)>) {
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (share, what) in all.iter().take(12) {
        println!("{share:6.1}  {what}");
    }
    assert!(all[0].0 < FACTOR, "{:?}", all[0]);
}

#[test]
fn a_hostile_body_takes_a_bounded_multiple_of_its_length() {
    assert_bounded(hostile().iter().flat_map(|(what, whole)| shares(what, whole)).collect());
}

/// Without the room for typed elements: what is unknown takes no more than its factor, however short the body.
#[test]
fn what_is_unknown_takes_no_more_than_the_factor() {
    for (what, whole) in hostile() {
        if what.contains("known list") || what.contains("areas") || what.contains("spread") {
            continue;
        }
        for (share, what) in shares(what, &whole) {
            let share = share + TYPED / whole.len() as f64;
            assert!(share < FACTOR, "{share:.1} {what}");
        }
    }
}

/// Values that are large in memory for their length, or may be: small ones, chains, and texts with escapes.
fn units() -> Vec<(String, String)> {
    let plain = ["0", "-9223372036854775808", "1e300", "0.1", "true", "null", r#""""#, r#""a""#, "[]", "{}", "[0]"];
    let mut units: Vec<(String, String)> = plain.into_iter().map(|unit| (unit.to_owned(), unit.to_owned())).collect();
    for depth in [1, 2, 3, 5, 10, 50, 120] {
        units.push((format!("objects {depth} deep"), r#"{"":"#.repeat(depth) + "0" + &"}".repeat(depth)));
        units.push((format!("arrays {depth} deep"), "[".repeat(depth) + &"]".repeat(depth)));
        units.push((
            format!("arrays of two, {depth} deep"),
            "[[],".repeat(depth.min(40)) + "0" + &"]".repeat(depth.min(40)),
        ));
    }
    for (what, text) in [("control characters", r"\u0001"), ("surrogates", r"\ud83d\ude00"), ("escapes", r#"\n\""#)] {
        units.push((format!("a text of {what}"), format!("\"{}\"", text.repeat(50))));
        units.push((format!("a name of {what}"), format!("{{\"{}\":0}}", text.repeat(50))));
    }
    units
}

/// Where such values can be: `@` is one of many, behind a name of its own where there is `#`.
const HOLDERS: [(&str, &str, &str, &str); 14] = [
    ("an unknown array", r#"{"event_type":"process.down","timestamp":1,"a":["#, "@", "]}"),
    ("unknown fields", r#"{"event_type":"process.down","timestamp":1,"#, "#:@", "}"),
    ("unknown fields of an unknown event", r#"{"event_type":"x.y","timestamp":1,"#, "#:@", "}"),
    ("an array of an unknown event", r#"{"event_type":"x.y","timestamp":1,"a":["#, "@", "]}"),
    ("an array before the event type", r#"{"a":["#, "@", r#"],"event_type":"process.down","timestamp":1}"#),
    ("fields before the event type", r#"{"timestamp":1,"#, "#:@", r#","event_type":"process.down"}"#),
    (
        "fields of a nested stack that is documented flat",
        r#"{"event_type":"stack.created","timestamp":1,"stack":{"uid":"u","name":"n","#,
        "#:@",
        "}}",
    ),
    ("namespaces", r#"{"event_type":"stack.created","timestamp":1,"uid":"u","name":"n","namespaces":["#, "@", "]}"),
    (
        "namespaces with an odd end",
        r#"{"event_type":"stack.created","timestamp":1,"uid":"u","name":"n","namespaces":["#,
        "@",
        ",5]}",
    ),
    ("ports", r#"{"event_type":"container.down","timestamp":1,"service_name":"s","image":"i","ports":["#, "@", "]}"),
    (
        "ports with an odd end",
        r#"{"event_type":"container.down","timestamp":1,"service_name":"s","image":"i","ports":["#,
        "@",
        ",5]}",
    ),
    (
        "areas of a score",
        r#"{"event_type":"stack.stackscore.changed","timestamp":1,"uid":"u","name":"n","diff":{"#,
        "#:@",
        "}}",
    ),
    (
        "areas of a score with an odd end",
        r#"{"event_type":"stack.stackscore.changed","timestamp":1,"uid":"u","name":"n","diff":{"#,
        "#:@",
        r#","odd":5}}"#,
    ),
    ("parameters", r#"{"event_type":"job.fail","timestamp":1,"uid":"u","name":"n","params":["#, "@", "]}"),
];

/// These values in these places: the factor is that of the worst, and not of an example. There are 38 values, and 5 goes into that
/// no whole number of times: each place gets some, and each value some places.
#[test]
fn no_shape_takes_more_than_the_factor() {
    try_shapes(5);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn no_shape_of_all_takes_more_than_the_factor() {
    try_shapes(1);
}

fn try_shapes(every: usize) {
    let mut all = Vec::new();
    let mut one_in = OneIn::new(every);
    for (holder, head, part, tail) in HOLDERS {
        for (unit, json) in units() {
            if !one_in.takes() {
                continue;
            }
            let whole = body_of(1 << 16, head, |number| part.replace('@', &json).replace('#', &name(number)), tail);
            // Only elements of known types have room of their own.
            let is_typed = ["namespaces", "ports", "areas"].iter().any(|typed| holder.starts_with(typed));
            let room = if is_typed { 0.0 } else { TYPED / whole.len() as f64 };
            all.extend(
                shares(&format!("{unit} in {holder}"), &whole).into_iter().map(|(share, what)| (share + room, what)),
            );
        }
    }
    assert!(all.len() > 1_500 / every, "{}", all.len());
    assert_bounded(all);
}

/// The smallest elements of the known arrays, whose typed values are far larger than they.
#[test]
fn typed_elements_take_no_more_than_their_room() {
    let containers = r#"{"event_type":"service.build.ok","timestamp":1,"stack":{"uid":"s","name":"n"},"service":{"name":"n","containers":["#;
    let mut all = Vec::new();
    for (what, part, tail) in [
        ("containers", "{}", "]}}"),
        ("containers with an odd end", "{}", ",5]}}"),
        ("containers with an odd field", r#"{"id":5}"#, "]}}"),
        ("containers with ports", r#"{"ports":[{}]}"#, "]}}"),
    ] {
        for length in [1 << 13, 14_000, 1 << 16, 1 << 18] {
            all.extend(shares(what, &body_of(length, containers, |_| part.to_owned(), tail)));
        }
    }
    // Arrays in the elements of an array, each of them short enough.
    let ports_of = [2, 33, 65, 513, 1000];
    for (port, ports) in
        ["{}", r#"{"http":5}"#, r#"{"http":"a"}"#].iter().flat_map(|port| ports_of.map(|of| (port, of)))
    {
        let container = format!(r#"{{"ports":[{}]}}"#, vec![*port; ports].join(","));
        for count in [1, 1000 / ports, 1000 / ports + 1, (1 << 18) / container.len()] {
            let whole = format!("{containers}{}]}}}}", vec![&*container; count].join(","));
            all.extend(shares(&format!("{count} containers with {ports} ports {port}"), &whole));
        }
    }
    let notifications = r#"{"timestamp":1,"event_type":"db.slave.ok","server":{"uid":"a","name":"n","notifications":{"#;
    let areas = r#"{"timestamp":1,"event_type":"stack.stackscore.changed","uid":"a","name":"n","diff":{"#;
    for (what, head, tail) in [("notifications", notifications, "}}}"), ("areas", areas, "}}")] {
        for (part, length) in [("{}", 1 << 14), ("0", 7_400), ("0", 1 << 16), ("0", 1 << 18), ("0", 700_000)] {
            all.extend(shares(what, &body_of(length, head, |number| format!("{}:{part}", name(number)), tail)));
        }
    }
    assert_bounded(all);
}

/// Fields take the most when their list has just grown, so the lengths lie close together.
#[test]
fn many_small_fields_take_no_more_than_the_factor() {
    let mut all = Vec::new();
    for length in (7_000..15_000).step_by(120) {
        for (holder, head, part, tail) in HOLDERS.into_iter().filter(|(_, _, part, _)| part.contains('#')) {
            let whole = body_of(length, head, |number| part.replace('@', "0").replace('#', &name(number)), tail);
            let room = if holder.starts_with("areas") { 0.0 } else { TYPED / whole.len() as f64 };
            all.extend(shares(holder, &whole).into_iter().map(|(share, what)| (share + room, what)));
        }
    }
    assert_bounded(all);
}

/// How much writing takes, which `guide::limits` states too.
const WRITING: f64 = 40.0;

/// What is kept becomes a tree while it is written.
#[test]
fn writing_takes_no_more_than_its_factor() {
    let array = |count: usize, element: &str| vec![element; count].join(",");
    let grown = |inside: &str| format!("{}{inside}", array((1 << 13) + 1, "0"));
    let long = format!("\"{}\"", "x".repeat(1 << 14));
    let nested = [120, 60].map(|levels| {
        let objects = format!("{}{long}{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        let mixed = format!("{}{long}{}", "[{\"a\":".repeat(levels / 2), "}]".repeat(levels / 2));
        [("nested objects", objects), ("nested arrays and objects", mixed)]
    });
    let nested = nested
        .into_iter()
        .flatten()
        .map(|(what, value)| (what, format!(r#"{{"event_type":"x.y","timestamp":1,"a":{value}}}"#)));
    let events = [grown(""), grown(",[]"), grown(&format!(",[{}]", array(1 << 12, "0"))), array(1 << 13, "[0]")]
        .map(|elements| ("an array", format!(r#"{{"event_type":"x.y","timestamp":1,"a":[{elements}]}}"#)));
    let mut worst = (0.0, String::new());
    for (what, body) in hostile().into_iter().chain(events).chain(nested) {
        let event: WebhookEvent = body.parse().unwrap();
        let (text, heap) = measure(|| serde_json::to_string(&event).unwrap());
        let share = heap.peak as f64 / text.len().max(body.len()) as f64;
        println!("{share:6.1}  {what}");
        worst = if share > worst.0 { (share, what.to_owned()) } else { worst };
    }
    assert!((WRITING - 4.0..WRITING).contains(&worst.0), "{worst:?}");
}

/// The numbers of the documentation are those that are held here.
#[test]
fn the_stated_bounds_are_those_of_the_tests() {
    let mebibytes = TYPED / 1024.0 / 1024.0;
    let [limits, readme] = [include_str!("../../src/guide/limits.md"), include_str!("../../README.md")].map(unwrapped);
    assert!(limits.contains(&format!("at most {FACTOR} times its length, plus {mebibytes} MiB")));
    let whole = FACTOR / 4.0 + mebibytes;
    assert!(limits.contains(&format!("with 256 KiB of JSON it is {whole} MiB")));
    assert!(limits.contains(&format!("Writing an event takes less than {WRITING} times the length of its JSON")));
    assert!(readme.contains(&format!("at most {FACTOR} times its length plus {mebibytes} MiB")));
}
