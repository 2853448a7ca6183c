//! Depth: what is accepted or kept can be written and read again, whichever way it came in.

use cloud66_webhooks::objects::{Server, Stack};
use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::{EventType, Fields, RawEvent, Untyped, WebhookEvent};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::support::{backup_event, refused};
use crate::ways_in::ways_in;

/// Arrays and objects in each other, as text.
fn nested(levels: usize) -> [String; 2] {
    ["[".repeat(levels) + &"]".repeat(levels), "{\"a\":".repeat(levels) + "1" + &"}".repeat(levels)]
}

/// The same in memory, where they can be of any depth.
fn deep(levels: usize) -> [Value; 2] {
    [
        (1..levels).fold(json!([]), |inner, _| Value::Array(vec![inner])),
        (0..levels).fold(json!(1), |inner, _| Value::from_iter([("a", inner)])),
    ]
}

/// JSON with a value in the place of `"@"`.
fn with(around: &str, value: &Value) -> Value {
    fn replace(json: &mut Value, value: &Value) {
        match json {
            Value::String(text) if text == "@" => *json = value.clone(),
            Value::Array(elements) => elements.iter_mut().for_each(|element| replace(element, value)),
            Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, value)),
            _ => {}
        }
    }
    let mut json = serde_json::from_str(around).unwrap();
    replace(&mut json, value);
    json
}

/// On a stack that is a quarter of a usual thread's: an unoptimized build would overflow it if depth cost stack.
#[test]
fn nesting_of_any_depth_is_an_error_that_keeps_the_rest() {
    let test = || {
        let closed = nested(10_000);
        let open = closed.each_ref().map(|deep| deep.trim_end_matches([']', '}']));
        for deep in closed.iter().map(String::as_str).chain(open) {
            let error = refused(deep.as_bytes());
            assert_eq!((error.event_type(), EventType::peek(deep.as_bytes())), (None, None));
            for body in [
                backup_event(&format!(r#","extra":{deep}"#), "", ""),
                backup_event(&format!(r#","namespaces":[{deep}]"#), "", ""),
                backup_event(&format!(r#","considerations":{deep}"#), "", ""),
                backup_event(&format!(r#","status":{deep}"#), "", ""),
                backup_event("", &format!(r#","backup_size":{deep}"#), ""),
                backup_event("", "", &format!(r#","extra":[1,{{"a":{deep}}}]"#)),
            ] {
                let error = refused(body.as_bytes());
                assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
                assert_eq!(error.timestamp().unwrap().timestamp(), 1_757_011_079);
                assert!(error.raw().fields().contains("timestamp"));
                assert!(error.to_string().len() < 1200, "{error}");
            }
            // In front of the tag, and under the tag itself.
            let error = refused(format!(r#"{{"a":{deep},"event_type":"server.stopped"}}"#).as_bytes());
            let is_closed = deep.ends_with([']', '}']);
            assert_eq!(error.event_type(), is_closed.then_some(&EventType::ServerStopped));
            let error = refused(format!(r#"{{"timestamp":1,"event_type":{deep},"a":1}}"#).as_bytes());
            assert_eq!((error.event_type(), error.timestamp().unwrap().timestamp()), (None, 1));
        }
        let error = refused(backup_event("", "", &format!(r#","extra":{},"z":1"#, closed[0])).as_bytes());
        let path = format!("extra{}", "[0]".repeat(126));
        let said = format!("managed_backup.fail: {path}: recursion limit exceeded at line 1 column 289");
        assert_eq!((error.to_string(), error.is_syntax()), (said, true));
        // All but the deep one.
        let mut kept: Vec<&str> = error.raw().fields().names().collect();
        kept.sort_unstable();
        assert_eq!(kept, ["backup", "event_type", "stack", "timestamp", "z"]);
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(test).unwrap().join().unwrap();
}

/// There is one limit, 127 levels, for all ways in. What is read can be written and read again; what is refused is refused
/// everywhere, and what is kept of it can be written and read again too.
#[test]
fn one_limit_of_depth_for_every_way_in() {
    // The number is how many levels are around the value when it is written.
    for (around, outside) in [
        (r#"{"timestamp":1,"event_type":"process.down","new":"@"}"#, 1),
        (r#"{"timestamp":1,"event_type":"x.y","new":"@"}"#, 1),
        (
            r#"{"timestamp":1,"event_type":"stack.created","stack":{"uid":"u","name":"n","considerations":{"new":"@"}}}"#,
            3,
        ),
        // An optional value that cannot be typed, any JSON, a map, and an element of a known array.
        (r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n","namespaces":["a","@"]}"#, 2),
        (r#"{"timestamp":1,"event_type":"job.fail","uid":"u","name":"n","params":"@"}"#, 1),
        (r#"{"timestamp":1,"event_type":"db.slave.ok","uid":"u","name":"n","notifications":{"k":{"value":"@"}}}"#, 3),
        (r#"{"timestamp":1,"event_type":"container.down","service_name":"s","image":"i","ports":[{"new":"@"}]}"#, 3),
        // These are written nested, one level deeper.
        (
            r#"{"timestamp":1,"event_type":"active.protect.block","uid":"u","name":"n","activeprotect_action":{"address":"a"},"params":"@"}"#,
            2,
        ),
        (
            r#"{"timestamp":1,"event_type":"active.protect.block","uid":"u","name":"n","activeprotect_action":{"address":"a"},"distro":"@"}"#,
            2,
        ),
    ] {
        for levels in 126 - outside..=129 - outside {
            for deep in deep(levels) {
                let json = with(around, &deep);
                let what = format!("{levels} levels in {around}");
                let fits = outside + levels <= 127;
                let text = json.to_string();
                let read = text.parse::<WebhookEvent>();
                for (way, other) in ways_in(&json) {
                    // An envelope of text is a level more for `serde_json`.
                    if way != "field" || outside + levels != 127 {
                        assert_eq!(other.is_ok(), fits, "{what} by {way}: {other:?}");
                    }
                    assert!(other.ok().is_none_or(|other| Some(&other) == read.as_ref().ok()), "{what} by {way}");
                }
                match read {
                    Ok(event) => {
                        let written = serde_json::to_value(&event).unwrap();
                        let again = ways_in(&written).into_iter().filter(|(way, _)| *way != "field");
                        again.for_each(|(way, again)| assert_eq!(again.as_ref(), Ok(&event), "{what} by {way}"));
                    }
                    Err(error) => {
                        let kept = serde_json::to_string(error.raw()).unwrap();
                        assert_eq!(&serde_json::from_str::<RawEvent>(&kept).unwrap(), error.raw(), "{what}");
                        assert_eq!(WebhookEvent::try_from(error.into_raw()).ok(), kept.parse().ok(), "{what}");
                    }
                }
            }
        }
    }
}

/// Types of the model by themselves have it too, out of a text and out of a value of any depth.
#[test]
fn one_limit_of_depth_for_each_type_alone() {
    fn check<T: DeserializeOwned + Serialize + PartialEq>(around: &str, outside: usize) {
        for levels in 126 - outside..=129 - outside {
            for deep in deep(levels) {
                let what = format!("{} with {levels} levels", std::any::type_name::<T>());
                let json = with(around, &deep);
                let by_text = serde_json::from_str::<T>(&json.to_string());
                let by_value = serde_json::from_value::<T>(json);
                let fits = outside + levels <= 127;
                assert_eq!((by_text.is_ok(), by_value.is_ok()), (fits, fits), "{what}");
                if let (Ok(read), Ok(other)) = (by_text, by_value) {
                    let text = serde_json::to_string(&read).unwrap();
                    assert!(read == other && serde_json::from_str::<T>(&text).unwrap() == read, "{what}");
                }
            }
        }
    }
    check::<Fields>(r#"{"new":"@"}"#, 1);
    check::<RawEvent>(r#"{"event_type":"x.y","new":"@"}"#, 1);
    check::<Server>(r#"{"uid":"u","name":"n","new":"@"}"#, 1);
    check::<Stack>(r#"{"uid":"u","name":"n","considerations":{"new":"@"}}"#, 2);
    check::<BackupEvent>(
        r#"{"timestamp":1,"stack":{"uid":"u","name":"n"},"backup":{"id":1,"db_type":"m","database_name":"d","new":"@"}}"#,
        2,
    );
}

/// What is in memory is no text with a place in it, and says what is wrong in the words of this crate.
#[test]
fn what_is_in_memory_and_too_deep_is_named() {
    const TOO_DEEP: &str = "more than 127 nested arrays and objects";
    for (event_type, name, levels, reason) in [
        ("x.y", "new", 127, TOO_DEEP),
        ("process.down", "new", 1000, TOO_DEEP),
        // It is read before the depth of the other fields is known.
        ("x.y", "event_type", 126, "expected a string, found an array"),
        ("x.y", "event_type", 127, TOO_DEEP),
        ("x.y", "event_type", 1000, TOO_DEEP),
    ] {
        let [deep, _] = deep(levels);
        let mut raw = RawEvent::new(&EventType::from(event_type), chrono::DateTime::UNIX_EPOCH);
        let mut json = Value::from(raw.clone().into_fields());
        json[name] = deep.clone();
        raw.insert(name, deep);
        for error in [WebhookEvent::try_from(raw).unwrap_err(), WebhookEvent::try_from(json).unwrap_err()] {
            assert_eq!((error.path(), error.reason(), error.is_data()), (Some(name), reason, true), "{levels}");
        }
    }
}

/// A value that was set by hand is read and written up to the limit. Beyond it, writing fails: nothing is lost in silence.
#[test]
fn a_value_that_is_set_is_written_if_it_can_be_read() {
    for levels in [126, 127, 128, 200] {
        let [deep, _] = deep(levels);
        let expected = if levels <= 127 { deep.clone() } else { Value::Null };
        let mut fields = Fields::new();
        fields.insert("deep", deep.clone());
        let untyped = Untyped::from(deep.clone());
        assert_eq!((fields.get("deep"), untyped.value()), (Some(expected.clone()), expected), "{levels} levels");
        let written = (levels <= 126).then(|| format!("{{\"deep\":{deep}}}"));
        assert_eq!(serde_json::to_string(&fields).ok(), written, "{levels} levels");
        assert_eq!(serde_json::to_string(&untyped).ok(), (levels <= 126).then(|| deep.to_string()), "{levels} levels");
        let mut other = Fields::new();
        other.insert("deep", vec![deep]);
        assert!(fields != other && fields == fields.clone(), "{levels} levels");
    }
}

/// A value that cannot be read, because it is nested too deep or for another reason, costs only the field that it is in, down to eight
/// levels of objects, the event included. Further in, it costs the value around it.
#[test]
fn what_cannot_be_read_costs_only_the_field_that_it_is_in() {
    let [arrays, objects] = nested(500);
    for bad in [arrays, objects, r#""\ud800""#.to_owned(), r#"{"\ud800":1}"#.to_owned()] {
        let body = backup_event("", &format!(r#","new":{{"kept":1,"bad":{bad}}},"file_name":"a""#), r#","last":5"#);
        let error = refused(body.as_bytes());
        let raw = serde_json::to_value(error.raw()).unwrap();
        assert_eq!((&raw["backup"]["new"]["kept"], &raw["last"]), (&json!(1), &json!(5)), "{raw}");
        let mended = WebhookEvent::try_from(error.into_raw()).unwrap();
        assert_eq!(mended.backup().unwrap().file_name.as_deref(), Some("a"));

        let innermost = json!({"kept": 8, "bad": "@"});
        let chain = (1..8).rev().fold(innermost, |inner, level| json!({"kept": level, "inner": inner})).to_string();
        let body = format!(r#"{{"event_type":1,"outer":{}}}"#, chain.replace("\"@\"", &bad));
        let kept = (1..7).rev().fold(json!({"kept": 7}), |inner, level| json!({"kept": level, "inner": inner}));
        assert_eq!(refused(body.as_bytes()).raw().fields().get("outer"), Some(kept));
    }
}
