//! A path says which field is meant, and can be read back: no two places have one path.

use cloud66_webhooks::WebhookEvent;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::arbitrary;
use crate::support::{assert_clean, event, refused, sample, sample_with};

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Name(String),
    Index(usize),
}

/// Reads a path by the rules that its documentation gives: `a.b`, `[5]`, and a JSON string in brackets.
fn read(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let mut strings = serde_json::Deserializer::from_str(&rest[1..]).into_iter::<String>();
            steps.push(Step::Name(strings.next().unwrap().unwrap()));
            let end = strings.byte_offset();
            rest = quoted[end - 1..].strip_prefix(']').unwrap_or_else(|| panic!("{path}"));
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']').unwrap();
            steps.push(Step::Index(index.parse().unwrap()));
            rest = after;
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            steps.push(Step::Name(name[..end].to_owned()));
            rest = &name[end..];
        }
    }
    steps
}

fn path_of_drift(json: &Value) -> String {
    let drift = event(json).drift();
    assert_eq!(drift.len(), 1, "{drift:?}");
    let line = drift[0].to_string();
    assert_clean(&line);
    assert!(!line.contains("MARKER"), "{line}");
    drift[0].path().unwrap().to_owned()
}

/// A name in the path of an unknown field, in that of an odd value in an object whose names are data, and in that of an error.
fn assert_is_read_back(name: &str) {
    let step = |name: &str| Step::Name(name.to_owned());
    let mut json = sample("managed_backup.fail");
    json["stack"]["considerations"] = json!({ name: "MARKER" });
    let path = path_of_drift(&json);
    assert_eq!(read(&path), ["stack", "considerations", name].map(step), "{path}");

    let path = path_of_drift(&sample_with("stack.stackscore.changed", "/diff", json!({ name: {"from": 5} })));
    assert_eq!(read(&path), ["diff", name, "from"].map(step), "{path}");

    let quoted = Value::from(name).to_string();
    let inner = format!(r#"{{{quoted}:[{{{quoted}:{{"z":1,"z":2}}}}]}}"#);
    let text = format!(r#"{{"timestamp":1,"event_type":"x.y","new":{inner}}}"#);
    let error = text.parse::<WebhookEvent>().unwrap_err();
    let path = error.path().unwrap();
    assert_eq!(read(path), [step("new"), step(name), Step::Index(0), step(name), step("z")], "{path}");
    // `Deserialize` says the same.
    let message = serde_json::from_str::<WebhookEvent>(&text).unwrap_err().to_string();
    assert!(message.contains(path), "{message}");
}

#[test]
fn every_name_is_read_back() {
    for name in
        ["a", "a.b", "a\".b", "a\"].b", "[\"a\"]", "[0]", "", ".", "\\", "\\\"", "a b", "\n", "ä😀\u{e0001}", "…"]
    {
        assert_is_read_back(name);
    }
}

proptest! {
    #[test]
    fn any_name_is_read_back(name in arbitrary::text()) {
        assert_is_read_back(&name);
    }
}

/// What is cut off says so, and is not taken for a shorter name.
#[test]
fn a_name_that_is_cut_off_says_so() {
    for character in ["x", "ä"] {
        for length in [64, 65, 100_000] {
            let name = character.repeat(length);
            let path = path_of_drift(&json!({"timestamp": 1, "event_type": "process.down", (&*name): 1}));
            if length == 64 {
                assert_eq!(read(&path), [Step::Name(name)]);
            } else {
                assert_eq!(path, format!("[\"{}\"…]", character.repeat(64)));
            }
        }
    }
}

/// A path of more than a thousand bytes has no more steps, and says so once.
#[test]
fn a_path_that_is_cut_off_says_so() {
    let longest = format!("new.{}{}", format!("{}.", "x".repeat(64)).repeat(15), "y".repeat(21));
    assert_eq!(longest.len(), 1000);
    for (more, shown) in [
        (r#"{"a":1,"a":2}"#, ".a"),
        (r#"{"a":{"b":{"c":1,"c":2}}}"#, ".a…"),
        (r#"[{"a":1,"a":2}]"#, "[0]…"),
        (r#"[[[{"a":1,"a":2}]]]"#, "[0]…"),
    ] {
        let json = longest.rsplit('.').fold(more.to_owned(), |json, name| format!(r#"{{"{name}":{json}}}"#));
        let text = json.replacen('{', r#"{"timestamp":1,"event_type":"x.y","#, 1);
        let error = text.parse::<WebhookEvent>().unwrap_err();
        assert_eq!(error.path(), Some(&*format!("{longest}{shown}")));
    }
}

/// Whatever is wrong there, and the end of the body in it too.
#[test]
fn a_path_goes_all_the_way_into_an_unknown_value() {
    for wrong in ["1e999", r#""\ud800""#, "x", r#""\q""#, "tru", "", "01"] {
        for event_type in ["x.y", "payment.done"] {
            let body = format!(r#"{{"timestamp":1,"event_type":"{event_type}","a":{{"b":[1,{{"c":{wrong}}}]}}}}"#);
            assert_eq!(refused(body.as_bytes()).path(), Some("a.b[1].c"), "{body}");
        }
    }
    let body = r#"{"timestamp":1,"event_type":"x.y","a":{"b":{"c":[0,[1,2"#;
    assert_eq!(refused(body.as_bytes()).path(), Some("a.b.c[1][2]"));
}
