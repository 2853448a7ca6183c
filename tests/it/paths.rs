//! A path says which field is meant, and can be read back: no two places have one path.

use serde_json::{Value, json};

use crate::arbitrary;
use crate::support::{event, refused, sample_with};
use proptest::prelude::*;

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
            let (index, behind) = index.split_once(']').unwrap();
            steps.push(Step::Index(index.parse().unwrap()));
            rest = behind;
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
    drift[0].path().unwrap().to_owned()
}

const NAMES: [&str; 16] = [
    "a",
    "a.b",
    "a\".b",
    "a\"].b",
    "[\"a\"]",
    "[0]",
    "",
    ".",
    "\\",
    "\\\"",
    "a b",
    "\n",
    "\u{1}",
    "\u{202e}",
    "ä😀\u{e0001}",
    "…",
];

#[test]
fn every_name_is_read_back_from_the_path_of_its_drift() {
    let mut seen = std::collections::BTreeSet::new();
    for name in NAMES {
        let mut json = sample_with("managed_backup.fail", "/stack/considerations", json!({}));
        json["stack"]["considerations"][name] = json!(1);
        let path = path_of_drift(&json);
        let expected = ["stack", "considerations", name].map(|name| Step::Name(name.to_owned()));
        assert_eq!(read(&path), expected, "{path}");
        assert!(seen.insert(path));

        // A path of an unknown name and a known one, which is not the path of one name.
        let json = sample_with("stack.stackscore.changed", "/diff", json!({ name: {"from": 5} }));
        let path = path_of_drift(&json);
        assert_eq!(read(&path), ["diff", name, "from"].map(|name| Step::Name(name.to_owned())), "{path}");
        assert!(seen.insert(path));
    }
    // Of two drifts of one event each has its own.
    let json = json!({"timestamp": 1, "event_type": "process.down", "a\".b[\"c": 1, "a": 1, "a.b": 1, "a\"": {"b": 1}});
    let paths: std::collections::BTreeSet<String> =
        event(&json).drift().iter().map(|drift| drift.path().unwrap().to_owned()).collect();
    assert_eq!(paths.into_iter().collect::<Vec<_>>(), ["[\"a.b\"]", "[\"a\\\"\"]", "[\"a\\\".b[\\\"c\"]", "a"]);
}

#[test]
fn every_name_is_read_back_from_the_path_of_an_error() {
    for name in NAMES {
        let inner = json!({ name: [{ name: "@" }] }).to_string().replace("\"@\"", r#"{"z":1,"z":2}"#);
        let text = format!(r#"{{"timestamp":1,"event_type":"x.y","new":{inner}}}"#);
        let error = text.parse::<cloud66_webhooks::WebhookEvent>().unwrap_err();
        let path = error.path().unwrap();
        let name = Step::Name(name.to_owned());
        let expected = [Step::Name("new".to_owned()), name.clone(), Step::Index(0), name, Step::Name("z".to_owned())];
        assert_eq!(read(path), expected, "{path}");
        // `Deserialize` says the same.
        let message = serde_json::from_str::<cloud66_webhooks::WebhookEvent>(&text).unwrap_err().to_string();
        assert!(message.contains(path), "{message}");
    }
}

/// What is cut off says so, and is not taken for a shorter name.
#[test]
fn a_name_that_is_cut_off_says_so() {
    for (name, is_whole) in
        [("x".repeat(64), true), ("x".repeat(65), false), ("ä".repeat(64), true), ("ä".repeat(65), false)]
    {
        let mut json = json!({"timestamp": 1, "event_type": "process.down"});
        json[&name] = json!(1);
        let path = path_of_drift(&json);
        assert_eq!(path.ends_with('…') || path.ends_with("…]"), !is_whole, "{path}");
        if is_whole {
            assert_eq!(read(&path), [Step::Name(name)]);
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
        let error = text.parse::<cloud66_webhooks::WebhookEvent>().unwrap_err();
        assert_eq!(error.path(), Some(&*format!("{longest}{shown}")));
    }
}

proptest! {
    #[test]
    fn any_name_is_read_back(name in arbitrary::text(), other in arbitrary::text()) {
        let json = sample_with("stack.stackscore.changed", "/diff", json!({ format!("{name}!"): { format!("{other}!"): 1 } }));
        let path = path_of_drift(&json);
        let expected = ["diff".to_owned(), format!("{name}!"), format!("{other}!")].map(Step::Name);
        prop_assert_eq!(read(&path), expected, "{}", path);
    }
}

/// The path goes all the way into an unknown value, whatever is wrong there.
#[test]
fn a_path_goes_all_the_way_into_an_unknown_value() {
    for wrong in ["1e999", r#""\ud800""#, "x", r#""\q""#, "tru", "", "01"] {
        for event_type in ["x.y", "payment.done"] {
            let body = format!(r#"{{"timestamp":1,"event_type":"{event_type}","a":{{"b":{{"c":{wrong}}}}}}}"#);
            assert_eq!(refused(body.as_bytes()).path(), Some("a.b.c"), "{body}");
            let body = body.replace(r#"{"c":"#, r#"[1,{"c":"#);
            assert_eq!(refused(body.as_bytes()).path(), Some("a.b[1].c"), "{body}");
        }
    }
    // The end of the body in it, too.
    let body = r#"{"timestamp":1,"event_type":"x.y","a":{"b":{"c":[1,2"#;
    assert_eq!(refused(body.as_bytes()).path(), Some("a.b.c[2]"));
}
