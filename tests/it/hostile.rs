//! Hostile input: whatever is sent, there is an event or an error, at once, and nothing of what could be read is lost.

use cloud66_webhooks::{EventType, Fields};
use serde_json::{Value, json};

use crate::model::Kind;
use crate::places;
use crate::support::{assert_clean, backup_event, parsed, path_of, read, refused, set};

/// Neither an empty name nor those under which `serde_json` hands over numbers and text mean anything, except for a number.
#[test]
fn a_name_is_no_more_than_a_name() {
    for name in ["", "a", "$serde_json::private::RawValue", "$serde_json::private::Number"] {
        // An object with this name and digits is how `serde_json` hands over a number.
        let is_number = name.ends_with("Number");
        for value in ["[1]", "x", "5"].into_iter().filter(|value| !is_number || *value != "5") {
            let odd = format!(r#"{{"{name}":"{value}"}}"#);
            for body in [
                format!(r#"{{"event_type":"x.y","timestamp":1,"extra":{odd},"more":[{odd}]}}"#),
                format!(r#"{{"timestamp":1,"event_type":"process.down","{name}":{odd}}}"#),
                backup_event(&format!(r#","{name}":"{value}""#), "", &format!(r#","{name}":1"#)),
                // It may be what is named, also the first and only one.
                format!(
                    r#"{{"timestamp":1,"event_type":"db.slave.ok","uid":"u","name":"n","notifications":{{"{name}":{{}}}}}}"#
                ),
            ] {
                assert_eq!(serde_json::to_string(&parsed(&body)).unwrap(), body);
            }
            let fields: Fields = serde_json::from_str(&format!(r#"{{"extra":{odd}}}"#)).unwrap();
            assert_eq!(fields.get("extra"), Some(json!({name: value})));
            assert_ne!(fields, serde_json::from_str::<Fields>(r#"{"extra":null}"#).unwrap());
            // Neither is it a way to write a number or a text in the place of a field.
            let body = backup_event("", &format!(r#","backup_size":{odd}"#), "");
            let event = parsed(&body);
            let said = "unexpected type in `backup.backup_size`: expected an integer, found an object";
            assert_eq!(event.drift()[0].to_string(), said);
            assert_eq!(serde_json::to_string(&event).unwrap(), body);
            let body = body.replace("\"id\":7", &format!("\"id\":{odd}"));
            assert_eq!(refused(body.as_bytes()).reason(), "expected an integer, found an object");
        }
    }
}

/// In the place of every value, in a list of texts, and as a name in every object.
#[test]
fn texts_cannot_break_the_line_or_turn_it_around() {
    let hostile = "a\r\n\t\0\u{1b}[31mred\u{202e}evil\u{2066}\u{200f}\u{2028}\u{85}\u{feff}\u{7f}";
    places::for_each(|_, whole, place| {
        let mut json = whole.clone();
        let is_list = matches!(&place.kind, Kind::List(element) if **element == Kind::Text);
        place.set(&mut json, if is_list { json!([hostile]) } else { json!(hostile) });
        json.pointer_mut(&place.object).unwrap()[hostile] = json!(hostile);
        match read(&json) {
            Ok(event) => {
                assert_clean(&event.to_string());
                assert_clean(&format!("{event:?}"));
                event.drift().iter().for_each(|drift| assert_clean(&format!("{drift} {drift:?}")));
                assert_eq!(serde_json::to_value(&event).unwrap(), json);
            }
            Err(error) => {
                assert_clean(&format!("{error} {error:?}"));
                assert_eq!(serde_json::to_value(error.raw()).unwrap(), json);
            }
        }
    });
    let quoted = json!(hostile).to_string();
    let error = refused(format!(r#"{{"event_type":{quoted},"timestamp":1,{quoted}:{{"a":1,"a":1}}}}"#).as_bytes());
    assert_eq!(
        error.to_string(),
        "a\\u{d}\\u{a}\\u{9}\\u{0}\\u{1b}[31mred\\u{202e}evil\\u{2066}\\u{200f}\\u{2028}\\u{85}\\u{feff}\\u{7f}: \
         [\"a\\u000d\\u000a\\u0009\\u0000\\u001b[31mred\\u202eevil\\u2066\\u200f\\u2028\\u0085\\ufeff\\u007f\"].a: \
         duplicate field at line 1 column 140"
    );
    let event = parsed(&format!(r#"{{"event_type":{quoted},"timestamp":1}}"#));
    assert_eq!(event.event_type().as_str(), hostile);
}

/// At every level: among the documented fields, in what is not documented, and in what has a type and cannot be typed.
#[test]
fn a_name_that_comes_twice_is_an_error() {
    let is_refused = |whole: &Value, object: &str, name: &str, path: &str| {
        let mut twice = whole.clone();
        let fields = twice.pointer_mut(object).unwrap();
        fields["#"] = fields[name].clone();
        let text = twice.to_string().replacen("\"#\"", &json!(name).to_string(), 1);
        let error = refused(text.as_bytes());
        assert_eq!((error.reason(), error.path()), ("duplicate field", Some(path)), "{text}");
        assert_eq!(error.event_type().map(EventType::as_str), whole["event_type"].as_str(), "{error}");
    };
    places::for_each(|_, whole, place| {
        is_refused(whole, &place.object, &place.name, &place.path);
        let is_kept = !place.required && !matches!(place.kind, Kind::TextOrObject(_) | Kind::Object(_));
        let kept = is_kept.then(|| place.pointer());
        for pointer in kept.into_iter().chain([format!("{}/new", place.object)]) {
            let mut json = whole.clone();
            set(&mut json, &pointer, json!([1, {"b": {"a": 1}}]));
            is_refused(&json, &format!("{pointer}/1/b"), "a", &format!("{}[1].b.a", path_of(&pointer)));
        }
    });
}
