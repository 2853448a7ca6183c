//! What is shown is bounded, and so is the work: neither grows faster than what was sent.

use std::time::{Duration, Instant};

use cloud66_webhooks::{EventType, WebhookEvent};
use serde_json::{Value, json};

use crate::model::{self, Kind};
use crate::places;
use crate::support::{OneIn, assert_clean, backup_event, differences, event, parsed, refused, sample_with, unwrapped};

/// No line of an event is longer, in bytes, whatever is in its texts.
const LONGEST_LINE: usize = 40_000;
/// No path, line of drift or error is longer, whatever the names are.
const LONGEST_COMPLAINT: usize = 4_000;
/// `Debug` of an event or an error is not longer than so many times the body,
const DEBUG_FACTOR: usize = 6;
/// and so many bytes more.
const DEBUG_MORE: usize = 4_000;
/// The same with elements of known arrays, of which each is shown with all of its fields.
const ELEMENTS_MORE: usize = 400_000;
/// `drift()` lists no more, and then how many there are beyond.
const MOST_DRIFT: usize = 101;

/// The numbers of the documentation are those that are held here.
#[test]
fn the_stated_bounds_of_what_is_shown_are_those_of_the_tests() {
    let grouped = |number: usize| match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{thousands},{:03}", number % 1000),
    };
    let [line, complaint, more, elements] = [LONGEST_LINE, LONGEST_COMPLAINT, DEBUG_MORE, ELEMENTS_MORE].map(grouped);
    let limits = unwrapped(include_str!("../../src/guide/limits.md"));
    for stated in [
        format!(
            "`Display` of an event takes at most {line} bytes, and that of an error or a [`Drift`](crate::Drift) at most {complaint}."
        ),
        format!("takes at most {DEBUG_FACTOR} times the length of the body, plus {more} bytes."),
        format!("it is {elements} bytes instead of these {more}."),
        format!("`drift` lists at most {} entries", MOST_DRIFT - 1),
    ] {
        assert!(limits.contains(&stated), "{stated}");
    }
}

#[test]
fn long_texts_are_kept_and_not_shown() {
    let long = "x".repeat(10 << 20);
    let event = parsed(&backup_event(&format!(r#","environment":"{long}","extra":"{long}""#), "", ""));
    assert_eq!(event.stack().unwrap().environment.as_deref(), Some(long.as_str()));
    assert_eq!(event.stack().unwrap().unknown.get("extra").unwrap(), long.as_str());
    assert!(event.to_string().len() < 500);

    let event = parsed(&format!(r#"{{"event_type":"{long}","timestamp":1,"{long}":1}}"#));
    assert_eq!(event.event_type().as_str(), long);
    assert!(event.to_string().len() < 500);
    assert!(event.drift().iter().all(|drift| drift.to_string().len() < 500));

    let error = refused(format!(r#"{{"event_type":"{long}","timestamp":"{long}","{long}":"#).as_bytes());
    assert_eq!(error.event_type().unwrap().as_str(), long);
    assert!(error.to_string().len() < 500);
    let error = refused(backup_event("", "", &format!(r#","{long}":{{"a":1,"a":2}}"#)).as_bytes());
    assert!(error.to_string().len() < 500);
    assert!(error.path().unwrap().len() < 500);
}

#[test]
fn many_fields_take_no_more_than_their_share_of_time() {
    read_in_time(4);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn a_million_fields_take_no_more_than_their_share_of_time() {
    read_in_time(1);
}

/// A part of a million fields, in as much of the time.
fn read_in_time(part: u32) {
    let many = |count: u32| -> String { (0..count / part).map(|number| format!(r#","k{number}":{number}"#)).collect() };
    let start = Instant::now();
    let million = backup_event("", "", &many(1_000_000));
    assert!(million.parse::<WebhookEvent>().is_ok());
    assert!((million + "x").parse::<WebhookEvent>().is_err());

    // All the rest with fewer: this is an unoptimized build.
    let many = many(100_000);
    for body in [
        backup_event(&many, "", ""),
        backup_event("", "", &many),
        format!(r#"{{"event_type":"x.y","timestamp":1{many}}}"#),
        format!(r#"{{"uid":"s","name":"shop"{many},"timestamp":1,"event_type":"stack.created"}}"#),
        // Spread where it should be nested: the fields of the stack are picked out of all others.
        format!(
            r#"{{"timestamp":1,"event_type":"stack.redeploy.ok","uid":"s","name":"shop","framework":"x"{many},"fqdn":"y"}}"#
        ),
    ] {
        let event: WebhookEvent = body.parse().unwrap();
        assert!(serde_json::to_string(&event).unwrap().len() >= body.len());
        assert_eq!(event.drift().len(), if event.event_type().is_recognized() { MOST_DRIFT } else { 1 });
        let error = WebhookEvent::from_slice(format!("{body}x").as_bytes()).unwrap_err();
        assert_eq!(error.event_type(), Some(event.event_type()));
        assert_eq!(serde_json::from_str::<WebhookEvent>(&body).unwrap(), event);
    }
    // Seconds on an idle machine; with work that grows by the square it would be many minutes.
    assert!(start.elapsed() < Duration::from_secs(300) / part, "{:?}", start.elapsed());
}

/// Names that are known already are found as quickly as new ones, in an error too, which keeps the first of each.
#[test]
fn many_fields_that_come_twice_take_no_more_than_their_share_of_time() {
    let many = |count: usize| -> String { (0..count).map(|number| format!(r#","k{number}":1"#)).collect() };
    let (all, start) = (many(50_000), Instant::now());
    for twice in [
        format!(r#"{{"event_type":"x.y","timestamp":1{all}{all}}}"#),
        format!(r#"{{"event_type":"x.y","timestamp":1{all}{}}}"#, r#","k49999":1"#.repeat(50_000)),
        backup_event("", "", &format!(r#","new":{{"k":1{all}{all}}}"#)),
    ] {
        let error = refused(twice.as_bytes());
        assert_eq!(error.reason(), "duplicate field");
        assert!(serde_json::to_string(error.raw()).unwrap().contains(&all));
    }
    // In two objects that are put together.
    let body = format!(
        r#"{{"event_type":"stack.created","timestamp":1,"git":"g"{all},"stack":{{"uid":"u","name":"n"{all}}}}}"#
    );
    assert!(body.parse::<WebhookEvent>().is_ok());
    // A second or two on an idle machine; with work that grows by the square it would be minutes.
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

/// Texts and names that are as long as they can be when they are shown: every character escaped, by many bytes each.
fn long_texts() -> [String; 5] {
    [
        "x".repeat(10_000),
        "\u{e0001}".repeat(10_000),
        "\u{1}".repeat(10_000),
        "\u{202e}\"\\".repeat(10_000),
        "😀".repeat(10_000),
    ]
}

/// All texts of an event at once, of every event: the text that becomes the longest, and of the other four one in several.
#[test]
fn no_line_is_longer_than_its_bound() {
    show_long_texts(7);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn no_line_of_any_text_is_longer_than_its_bound() {
    show_long_texts(1);
}

fn show_long_texts(every: usize) {
    let mut longest = 0;
    let mut one_in = OneIn::new(every);
    for event_type in EventType::all() {
        for (index, text) in long_texts().into_iter().enumerate() {
            if index != 1 && !one_in.takes() {
                continue;
            }
            let mut json = model::event(&event_type, true);
            for place in places::places(&event_type, &json).into_iter().rev() {
                // What is inside of a value that was replaced is gone.
                if json.pointer(&place.object).is_none_or(|object| !object.is_object()) {
                    continue;
                }
                let text = json!(text);
                match place.kind {
                    Kind::Text
                    | Kind::Word
                    | Kind::TextOrCode(..)
                    | Kind::TextOrFlag
                    | Kind::TextOrInteger
                    | Kind::TextOrObject(_) => {
                        place.set(&mut json, text);
                    }
                    Kind::Named(name) => {
                        let areas =
                            (0..50).map(|number| (format!("{number}{}", text.as_str().unwrap()), filled(name, &text)));
                        place.set(&mut json, Value::Object(areas.collect()));
                    }
                    _ => {}
                }
            }
            let event = event(&json);
            let line = event.to_string();
            assert_clean(&line);
            longest = longest.max(line.len());
            assert!(line.len() <= LONGEST_LINE, "{event_type}: {} bytes", line.len());
            assert!(event.drift().iter().all(|drift| drift.to_string().len() <= LONGEST_COMPLAINT), "{event_type}");
        }
    }
    let unrecognized = json!({"event_type": long_texts()[1], "timestamp": 1});
    assert!(event(&unrecognized).to_string().len() <= LONGEST_COMPLAINT);
    println!("the longest line has {longest} bytes");
    assert!(longest > LONGEST_LINE / 4, "a bound of {LONGEST_LINE} says nothing: {longest}");
}

/// An object of the model with this text in all of its fields.
fn filled(name: &str, text: &Value) -> Value {
    let fields = model::object_fields(name).into_iter().filter(|field| field.kind == Kind::Text);
    Value::Object(fields.map(|field| (field.name.to_owned(), text.clone())).collect())
}

/// Names that are chosen to make complaints long: long, escaped, and nested.
fn bodies_of_long_names() -> Vec<String> {
    let mut bodies = Vec::new();
    for name in [
        "\u{1}".repeat(200),
        "😀".repeat(200),
        "\"\\".repeat(100),
        "\u{e0001}".repeat(64),
        "x".repeat(64),
        "\u{7f}".repeat(3_000),
        "x".repeat(60_000),
    ] {
        let quoted = json!(name).to_string();
        // A chain of objects, 73 kB and more of names, and a duplicate or a wrong value at its end.
        for end in ["1", r#"{"a":1,"a":2}"#] {
            let levels = 100.min(200_000 / quoted.len()).max(1);
            let chain = format!("{{{quoted}:").repeat(levels) + end + &"}".repeat(levels);
            bodies.push(backup_event("", "", &format!(r#","new":{chain}"#)));
            bodies.push(backup_event(&format!(",{quoted}:{chain}"), "", ""));
            bodies.push(format!(r#"{{"timestamp":1,"event_type":{quoted},{quoted}:{chain}}}"#));
        }
        // Many fields behind one long name.
        let fields: String = (0..2_000).map(|number| format!(r#""{number}":1,"#)).collect();
        bodies.push(format!(
            r#"{{"timestamp":1,"event_type":"db.slave.ok","uid":"u","name":"n","notifications":{{{quoted}:{{{fields}"z":1}}}}}}"#
        ));
        let odd: String = (0..500)
            .map(|number| format!(r#","{number}{}":{{"from":5,"x":1}}"#, &quoted[1..quoted.len() - 1]))
            .collect();
        bodies.push(format!(
            r#"{{"timestamp":1,"event_type":"stack.stackscore.changed","uid":"u","name":"n","diff":{{"a":{{}}{odd}}}}}"#
        ));
    }
    bodies
}

#[test]
fn no_complaint_is_longer_than_its_bound() {
    let (mut longest, mut read, mut refused_ones) = (0, 0, 0);
    for body in bodies_of_long_names() {
        let mut check = |shown: &str| {
            assert_clean(shown);
            longest = longest.max(shown.len());
            assert!(shown.len() <= LONGEST_COMPLAINT, "{} bytes: {shown:.200}", shown.len());
        };
        match body.parse::<WebhookEvent>() {
            Ok(event) => {
                read += 1;
                let drift = event.drift();
                assert!(drift.len() <= MOST_DRIFT, "{}", drift.len());
                for drift in &drift {
                    check(&drift.to_string());
                    check(&format!("{drift:?}"));
                    check(drift.path().unwrap_or_default());
                }
            }
            Err(error) => {
                refused_ones += 1;
                check(&error.to_string());
                check(error.path().unwrap_or_default());
                check(error.reason());
                check(&serde_json::from_str::<WebhookEvent>(&body).unwrap_err().to_string());
            }
        }
    }
    println!("the longest complaint has {longest} bytes");
    assert!(read > 5 && refused_ones > 5, "{read} {refused_ones}");
}

/// More than a hundred things: the first hundred, and how many more there are.
#[test]
fn drift_lists_a_hundred_and_counts_the_rest() {
    for count in [0, 1, 99, 100, 101, 102, 5_000] {
        let many: String = (0..count).map(|number| format!(r#","k{number}":1"#)).collect();
        let drift = parsed(&backup_event("", "", &many)).drift();
        assert_eq!(drift.len(), count.min(MOST_DRIFT), "{count}");
        match drift.last() {
            Some(more) if count > 100 => {
                assert_eq!(more.to_string(), format!("and {} more", count - 100));
                assert_eq!(more.path(), None);
                assert!(!more.is_unknown_field() && !more.is_unexpected_type() && !more.is_unrecognized_code());
            }
            Some(last) => assert_eq!(last.to_string(), format!("unknown field `k{}`", count - 1)),
            None => assert_eq!(count, 0),
        }
    }
}

/// A service asks whether there is a value of an unexpected type. It is listed, however much else comes before it.
#[test]
fn each_kind_of_drift_is_listed() {
    let many: String = (0..150).map(|number| format!(r#","k{number}":1"#)).collect();
    let drift = parsed(&backup_event(&many, r#","verify_status":77,"file_base":[],"file_name":[]"#, "")).drift();
    assert_eq!(drift.len(), MOST_DRIFT);
    assert_eq!(drift.iter().filter(|drift| drift.is_unexpected_type()).count(), 1);
    assert_eq!(drift.iter().filter(|drift| drift.is_unrecognized_code()).count(), 1);
    assert_eq!(drift.last().unwrap().to_string(), "and 53 more");
}

/// What `Debug` shows of an event of every type, or of its error, grows with the body by a bounded factor. What is absent is shown
/// too, which counts in short bodies.
#[test]
fn debug_is_a_multiple_of_what_was_sent() {
    let (mut factor, mut most_more) = (0.0_f64, 0);
    let mut check = |shown: &str, body: &str| {
        let more = shown.len().saturating_sub(DEBUG_FACTOR * body.len());
        assert!(more <= DEBUG_MORE, "{} bytes of {}: {shown:.200}", shown.len(), body.len());
        most_more = most_more.max(more);
        if body.len() >= 10_000 {
            factor = factor.max(shown.len() as f64 / body.len() as f64);
        }
    };
    for event_type in EventType::all() {
        for full in [true, false] {
            let json = model::event(&event_type, full);
            let body = json.to_string();
            check(&format!("{:?}", event(&json)), &body);
            let error = body[..body.len() - 1].parse::<WebhookEvent>().unwrap_err();
            check(&format!("{error:?}"), &body);
        }
        for text in long_texts().into_iter().chain(["\u{7f}".repeat(10_000)]) {
            let mut json = model::event(&event_type, true);
            for field in model::event_fields(&event_type) {
                if field.kind == Kind::Text && field.name != "event_type" {
                    json[field.name] = json!(text);
                }
            }
            json[text] = json!(1);
            let body = json.to_string();
            check(&format!("{:?}", event(&json)), &body);
            let error = body[..body.len() - 1].parse::<WebhookEvent>().unwrap_err();
            check(&format!("{error:?}"), &body);
        }
    }
    println!("Debug takes {factor} times the body, and {most_more} bytes beyond the factor");
    assert!(factor > 5.0, "a bound of {DEBUG_FACTOR} says nothing: {factor}");
}

/// An empty element takes three bytes of a body, and is shown with all of its fields, of which there are most in a container of a
/// service. The ports of one are the only array in an array.
#[test]
fn debug_of_elements_is_a_multiple_of_what_was_sent() {
    let mut most = 0;
    for (element, count) in [("{}".to_owned(), 1_000), (format!(r#"{{"ports":[{}]}}"#, ["{}"; 999].join(",")), 1)] {
        let elements = vec![element; count].join(",");
        let body = format!(
            r#"{{"timestamp":1,"event_type":"service.build.ok","stack":{{"uid":"u","name":"n"}},"service":{{"name":"x","containers":[{elements}]}}}}"#
        );
        let read = parsed(&body);
        assert!(read.drift().is_empty(), "typed");
        let shown = format!("{read:?}").len();
        assert!(shown <= DEBUG_FACTOR * body.len() + ELEMENTS_MORE, "{shown} bytes of {}", body.len());
        most = most.max(shown);
    }
    assert!(most > ELEMENTS_MORE / 2, "{most} bytes need no room of their own");
}

/// An array, or an object whose names are data, of more than a thousand elements is kept as it came.
#[test]
fn a_thousand_elements_are_typed_and_no_more() {
    for count in [999, 1000, 1001, 1002] {
        let names: Vec<String> = (0..count).map(|number| format!("n{number}")).collect();
        let notifications: Value = names.iter().map(|name| (name.clone(), json!({"reason": "full"}))).collect();
        for (event_type, path, value) in
            [("managed_backup.fail", "stack.namespaces", json!(names)), ("db.slave.ok", "notifications", notifications)]
        {
            let json = sample_with(event_type, &format!("/{}", path.replace('.', "/")), value);
            let event = event(&json);
            let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
            let said = format!("unexpected type in `{path}`: expected at most 1000 elements, found more");
            assert_eq!(drift, if count > 1000 { vec![said] } else { vec![] }, "{count}");
            assert_eq!(differences(&json, &serde_json::to_value(&event).unwrap()), Vec::<String>::new());
        }
    }
}

/// A longer array is kept as a whole, and those in it are counted by themselves.
#[test]
fn a_thousand_elements_of_an_array_are_typed() {
    let containers = "/service/containers";
    for (count, ports, path) in [
        (1000, 1, None),
        (1, 1000, None),
        (1001, 1, Some("service.containers")),
        (1, 1001, Some("service.containers[0].ports")),
    ] {
        let container = json!({"ports": vec![json!({"http": 80}); ports]});
        let json = sample_with("service.build.ok", containers, json!(vec![container; count]));
        let read = event(&json);
        let said = |path| format!("unexpected type in `{path}`: expected at most 1000 elements, found more");
        let drift: Vec<String> = read.drift().iter().map(ToString::to_string).collect();
        assert_eq!(drift, path.map(said).into_iter().collect::<Vec<_>>(), "{count} with {ports}");
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written.pointer(containers), json.pointer(containers), "{count} with {ports}");
        assert_eq!(event(&written), read, "{count} with {ports}");
    }
}
