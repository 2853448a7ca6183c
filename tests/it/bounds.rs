//! What is shown is bounded: lines, complaints, lists of drift and `Debug`; and what is typed of an array.

use cloud66_webhooks::{Drift, EventType, WebhookEvent};
use serde_json::{Value, json};

use crate::expected::mismatch;
use crate::model::{self, Kind};
use crate::places;
use crate::support::{
    OneIn, assert_clean, backup_event, differences, event, parsed, read, refused, sample_with, unwrapped,
};

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
        format!("it is {elements} bytes instead of these {more}, and more for arrays in arrays."),
        format!("`drift` lists at most {} entries", MOST_DRIFT - 1),
    ] {
        assert!(limits.contains(&stated), "{stated}");
    }
}

#[test]
fn a_long_text_is_kept_and_not_shown() {
    let long = "x".repeat(1 << 20);
    let event = parsed(&format!(r#"{{"event_type":"{long}","timestamp":1,"{long}":"{long}"}}"#));
    let error = refused(format!(r#"{{"event_type":"{long}","timestamp":"{long}","{long}":"{long}","#).as_bytes());
    let WebhookEvent::Unrecognized(unrecognized) = &event else { panic!("{event}") };
    for fields in [unrecognized.fields(), error.raw().fields()] {
        assert!(fields.get(&long).unwrap() == *long && fields.get("event_type").unwrap() == *long);
    }
    assert!(event.event_type() == &*long && error.event_type().unwrap() == &*long);
    let shown = [event.to_string(), event.drift()[0].to_string(), error.to_string()];
    assert!(shown.iter().all(|shown| shown.len() < 500), "{shown:?}");
}

/// What becomes the longest in a line, what becomes the longest in `Debug`, and others of which every character is escaped.
fn long_texts() -> [String; 6] {
    ["\u{e0001}", "\u{7f}", "\u{1}", "\u{202e}\"\\", "😀", "x"].map(|text| text.repeat(400))
}

/// An event with this in all of its texts, and as the name of an unknown field.
fn with_text(event_type: &EventType, text: &str) -> Value {
    let mut json = model::event(event_type, true);
    for place in places::places(event_type, &json).into_iter().rev() {
        // What is inside of a value that was replaced is gone.
        if json.pointer(&place.object).is_none_or(|object| !object.is_object()) {
            continue;
        }
        if let Kind::Named(name) = place.kind {
            let texts = model::object_fields(name).into_iter().filter(|field| field.kind == Kind::Text);
            let filled: Value = texts.map(|field| (field.name.to_owned(), json!(text))).collect();
            let named = (0..20).map(|number| (format!("{number}{text}"), filled.clone()));
            place.set(&mut json, named.collect());
        } else if mismatch(&place.kind, &json!(text)).is_none() {
            place.set(&mut json, json!(text));
        }
    }
    json[text] = json!(1);
    json
}

/// Every event with each text, or one in several of them: what an operator sees of it, and `Debug`, in which what is absent is shown
/// too.
fn show_long_texts(every: usize) {
    let (mut longest, mut factor, mut one_in) = (0, 0.0_f64, OneIn::new(every));
    for event_type in EventType::all() {
        let texts = long_texts();
        let texts = texts.iter().enumerate().filter(|(index, _)| *index < 2 || one_in.takes());
        let events = texts.map(|(_, text)| with_text(&event_type, text));
        for json in events.chain([true, false].map(|full| model::event(&event_type, full))) {
            let body = json.to_string();
            let event = event(&json);
            let line = event.to_string();
            assert_clean(&line);
            longest = longest.max(line.len());
            assert!(line.len() <= LONGEST_LINE, "{event_type}: {} bytes", line.len());
            assert!(event.drift().iter().all(|drift| drift.to_string().len() <= LONGEST_COMPLAINT), "{event_type}");

            let error = body[..body.len() - 1].parse::<WebhookEvent>().unwrap_err();
            for shown in [format!("{event:?}"), format!("{error:?}")] {
                let most = DEBUG_FACTOR * body.len() + DEBUG_MORE;
                assert!(shown.len() <= most, "{} bytes of {}: {shown:.200}", shown.len(), body.len());
                if body.len() > 10_000 {
                    factor = factor.max(shown.len() as f64 / body.len() as f64);
                }
            }
        }
    }
    let unrecognized = json!({"event_type": long_texts()[0], "timestamp": 1});
    assert!(event(&unrecognized).to_string().len() <= LONGEST_COMPLAINT);
    println!("the longest line has {longest} bytes, and Debug takes {factor} times the body");
    assert!(longest > LONGEST_LINE / 4, "a bound of {LONGEST_LINE} says nothing: {longest}");
    assert!(factor > 5.0, "a bound of {DEBUG_FACTOR} says nothing: {factor}");
}

#[test]
fn no_line_is_longer_than_its_bound_and_debug_is_a_multiple_of_what_was_sent() {
    show_long_texts(7);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn no_line_of_any_text_is_longer_than_its_bound() {
    show_long_texts(1);
}

/// Names that are chosen to make complaints long: long, escaped, and nested; and the longest that is not cut off.
#[test]
fn no_complaint_is_longer_than_its_bound() {
    let mut bodies = Vec::new();
    for name in long_texts().into_iter().chain([64, 5_000].map(|length| "x".repeat(length))) {
        let quoted = json!(name).to_string();
        // A chain of objects, and a duplicate or a field that is not documented at its end.
        for end in ["1", r#"{"a":1,"a":2}"#] {
            let chain = format!("{{{quoted}:").repeat(20) + end + &"}".repeat(20);
            bodies.push(backup_event("", "", &format!(r#","new":{chain}"#)));
            bodies.push(backup_event(&format!(",{quoted}:{chain}"), "", ""));
            bodies.push(format!(r#"{{"timestamp":1,"event_type":{quoted},{quoted}:{chain}}}"#));
        }
        // Behind one long name, and after many.
        let notifications = json!({name.clone(): {"asof": 1.5, "new": 1}});
        let diff: Value = (0..20).map(|number| (format!("{number}{name}"), json!({"from": 5}))).collect();
        bodies.push(sample_with("db.slave.ok", "/notifications", notifications).to_string());
        bodies.push(sample_with("stack.stackscore.changed", "/diff", diff).to_string());
    }
    let (mut longest, mut events, mut errors) = (0, 0, 0);
    for body in bodies {
        let shown = match body.parse::<WebhookEvent>() {
            Ok(event) => {
                events += 1;
                let drift = event.drift();
                let paths = drift.iter().map(|drift| drift.path().unwrap_or_default().to_owned());
                drift.iter().flat_map(|drift| [drift.to_string(), format!("{drift:?}")]).chain(paths).collect()
            }
            Err(error) => {
                errors += 1;
                let by_serde = serde_json::from_str::<WebhookEvent>(&body).unwrap_err();
                vec![error.to_string(), error.path().unwrap().to_owned(), by_serde.to_string()]
            }
        };
        for shown in shown {
            assert_clean(&shown);
            assert!(shown.len() <= LONGEST_COMPLAINT, "{} bytes: {shown:.200}", shown.len());
            longest = longest.max(shown.len());
        }
    }
    assert!(events > 5 && errors > 5, "{events} {errors}");
    assert!(longest > LONGEST_COMPLAINT / 2, "a bound of {LONGEST_COMPLAINT} says nothing: {longest}");
}

/// The first hundred, at least one of each kind, for which a service may look, and how many more there are.
#[test]
fn drift_lists_a_hundred_and_counts_the_rest() {
    for count in [0, 1, 100, 101, 102, 5_000] {
        let many: String = (0..count).map(|number| format!(r#","k{number}":1"#)).collect();
        let drift = parsed(&backup_event("", "", &many)).drift();
        let mut expected: Vec<String> = (0..count).map(|number| format!("unknown field `k{number}`")).collect();
        if count > 100 {
            expected.splice(100.., [format!("and {} more", count - 100)]);
            let more = drift.last().unwrap();
            assert!(more.path().is_none() && !more.is_unknown_field() && !more.is_unexpected_type());
        }
        assert_eq!(drift.iter().map(Drift::to_string).collect::<Vec<_>>(), expected);
    }
    let many: String = (0..150).map(|number| format!(r#","k{number}":1"#)).collect();
    let drift = parsed(&backup_event(&many, r#","verify_status":77,"file_base":[],"file_name":[]"#, "")).drift();
    assert_eq!(drift.iter().filter(|drift| drift.is_unexpected_type()).count(), 1);
    assert_eq!(drift.iter().filter(|drift| drift.is_unrecognized_code()).count(), 1);
    assert_eq!((drift.len(), drift[100].to_string().as_str()), (MOST_DRIFT, "and 53 more"));
}

/// An array, or an object whose names are data, of more than a thousand elements is kept as it came. Those in it are counted by
/// themselves. `Debug` of an element that is typed shows all of its fields, of which there are most in a container of a service.
#[test]
fn a_thousand_elements_are_typed_and_no_more() {
    let names = |count: usize| (0..count).map(|number| format!("n{number}"));
    let reasons = |count: usize| names(count).map(|name| (name, json!({"reason": "full"}))).collect::<Value>();
    let ports = |count: usize| json!({"ports": vec![json!({"http": 80}); count]});
    let mut most_shown = 0;
    for (event_type, pointer, value, path) in [
        ("managed_backup.fail", "/stack/namespaces", names(1000).collect(), None),
        ("managed_backup.fail", "/stack/namespaces", names(1001).collect(), Some("stack.namespaces")),
        ("db.slave.ok", "/notifications", reasons(1000), None),
        ("db.slave.ok", "/notifications", reasons(1001), Some("notifications")),
        ("service.build.ok", "/service/containers", json!(vec![json!({}); 1000]), None),
        ("service.build.ok", "/service/containers", json!(vec![ports(1); 1000]), None),
        ("service.build.ok", "/service/containers", json!(vec![ports(1); 1001]), Some("service.containers")),
        ("service.build.ok", "/service/containers", json!([ports(1000)]), None),
        ("service.build.ok", "/service/containers", json!([ports(1001)]), Some("service.containers[0].ports")),
    ] {
        let json = sample_with(event_type, pointer, value);
        let event = event(&json);
        let said = |path| format!("unexpected type in `{path}`: expected at most 1000 elements, found more");
        let drift: Vec<String> = event.drift().iter().map(Drift::to_string).collect();
        assert_eq!(drift, path.map(said).into_iter().collect::<Vec<_>>(), "{pointer}");
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(differences(&json, &written), [""; 0], "{pointer}");
        assert_eq!(read(&written).as_ref(), Ok(&event), "{pointer}");
        let (shown, length) = (format!("{event:?}").len(), json.to_string().len());
        assert!(shown <= DEBUG_FACTOR * length + ELEMENTS_MORE, "{shown} bytes of {length}");
        most_shown = most_shown.max(shown);
    }
    assert!(most_shown > ELEMENTS_MORE / 2, "{most_shown} bytes need no room of their own");
}
