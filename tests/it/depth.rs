//! Depth: what is accepted or kept can be written and read again, whichever way it came in.

use cloud66_webhooks::objects::{Server, Stack};
use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::{EventType, Fields, RawEvent, Untyped, WebhookEvent};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::support::{backup_event, parsed, refused};

const DEEP: usize = 20_000;

/// Runs it on a stack that is a quarter of a usual thread's: an unoptimized build would overflow it if depth cost stack.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(test).unwrap().join().unwrap();
}

#[test]
fn nesting_of_any_depth_is_an_error_that_keeps_the_rest() {
    on_a_small_stack(|| {
        let lists = |close: bool| "[".repeat(DEEP) + &if close { "]".repeat(DEEP) } else { String::new() };
        let objects =
            |close: bool| "{\"a\":".repeat(DEEP) + "1" + &if close { "}".repeat(DEEP) } else { String::new() };
        for deep in [lists(true), lists(false), objects(true), objects(false)] {
            let error = refused(deep.as_bytes());
            assert_eq!(error.event_type(), None);
            assert_eq!(EventType::peek(deep.as_bytes()), None);

            for body in [
                backup_event(&format!(r#","extra":{deep}"#), "", ""),
                backup_event(&format!(r#","namespaces":[{deep}]"#), "", ""),
                backup_event(&format!(r#","considerations":{deep}"#), "", ""),
                backup_event(&format!(r#","environment":{deep}"#), "", ""),
                backup_event(&format!(r#","status":{deep}"#), "", ""),
                backup_event("", &format!(r#","backup_size":{deep}"#), ""),
                backup_event("", &format!(r#","created_at_iso":{deep}"#), ""),
                backup_event("", "", &format!(r#","extra":{deep}"#)),
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
            let closed = deep.ends_with([']', '}']);
            assert_eq!(error.event_type(), closed.then_some(&EventType::ServerStopped));
            let error = refused(format!(r#"{{"timestamp":1,"event_type":{deep},"a":1}}"#).as_bytes());
            assert_eq!(error.event_type(), None);
            assert_eq!(error.timestamp().unwrap().timestamp(), 1);
            // An event type that nobody knows.
            let error = refused(format!(r#"{{"event_type":"x.y","timestamp":1,"a":{deep}}}"#).as_bytes());
            assert_eq!(error.event_type().unwrap().as_str(), "x.y");
        }
        let error = refused(backup_event("", "", &format!(r#","extra":{},"z":1"#, lists(true))).as_bytes());
        let path = format!("extra{}", "[0]".repeat(126));
        assert_eq!(
            error.to_string(),
            format!("managed_backup.fail: {path}: recursion limit exceeded at line 1 column 289")
        );
        assert!(error.is_syntax());
        // All but the deep one.
        let mut kept: Vec<&str> = error.raw().fields().iter().map(|(name, _)| name).collect();
        kept.sort_unstable();
        assert_eq!(kept, ["backup", "event_type", "stack", "timestamp", "z"]);
    });
}

#[test]
fn json_within_text_is_no_way_around_the_limit_of_depth() {
    // serde_json has a key of its own for text that is JSON, and its `Value` would read that anew, with a new limit.
    on_a_small_stack(|| {
        let mut nested = json!(1);
        for _ in 0..10 {
            let deep = "[".repeat(120) + &nested.to_string() + &"]".repeat(120);
            nested = json!({ "$serde_json::private::RawValue": deep });
        }
        for body in [
            json!({ "event_type": "x.y", "timestamp": 1, "extra": nested }).to_string(),
            json!({ "a": nested, "event_type": "x.y", "timestamp": 1 }).to_string(),
            backup_event(&format!(r#","extra":{nested}"#), "", ""),
        ] {
            let event = parsed(&body);
            assert_eq!(serde_json::to_string(&event).unwrap().len(), body.len());
        }
    });
}

/// A payload of each way to read: typed and nested, typed and flat, and unrecognized; with a field of its own, and inside of an
/// object that is known. The number is how many levels are around the value of the field.
const AROUND: [(&str, usize); 10] = [
    (r#"{"timestamp":1,"event_type":"process.down","new":@}"#, 1),
    (r#"{"new":@,"timestamp":1,"event_type":"process.down"}"#, 1),
    (r#"{"timestamp":1,"event_type":"x.y","new":@}"#, 1),
    (r#"{"timestamp":1,"event_type":"stack.created","stack":{"uid":"u","name":"n","considerations":{"new":@}}}"#, 3),
    (
        r#"{"timestamp":1,"event_type":"managed_backup.fail","stack":{"uid":"u","name":"n"},"backup":{"id":1,"db_type":"m","database_name":"d","new":@}}"#,
        2,
    ),
    // An optional value that cannot be typed.
    (
        r#"{"timestamp":1,"event_type":"managed_backup.fail","stack":{"uid":"u","name":"n","namespaces":["a",@]},"backup":{"id":1,"db_type":"m","database_name":"d"}}"#,
        3,
    ),
    // Any JSON, a map, an element of a known array, and an object that came flat where it is documented nested.
    (r#"{"timestamp":1,"event_type":"job.fail","uid":"u","name":"n","params":@}"#, 1),
    (r#"{"timestamp":1,"event_type":"db.slave.ok","uid":"u","name":"n","notifications":{"k":{"value":@}}}"#, 3),
    (
        r#"{"timestamp":1,"event_type":"container.down","uid":"u","name":"n","service_name":"s","image":"i","ports":[{"new":@}]}"#,
        3,
    ),
    (
        // It is written nested, one level deeper.
        r#"{"timestamp":1,"event_type":"managed_backup.fail","uid":"u","name":"n","considerations":{"new":@},"backup":{"id":1,"db_type":"m","database_name":"d"}}"#,
        3,
    ),
];

fn nested(levels: usize) -> [String; 2] {
    ["[".repeat(levels) + &"]".repeat(levels), "{\"a\":".repeat(levels) + "1" + &"}".repeat(levels)]
}

/// Whether this is read again by whatever was written from it.
fn assert_can_be_written_and_read(event: &WebhookEvent, what: &str) {
    let text = serde_json::to_string(event).unwrap();
    assert_eq!(text.parse::<WebhookEvent>().as_ref(), Ok(event), "{what}");
    assert_eq!(&serde_json::from_str::<WebhookEvent>(&text).unwrap(), event, "{what}");
    let mut cbor = Vec::new();
    ciborium::into_writer(event, &mut cbor).unwrap();
    assert_eq!(&ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).unwrap(), event, "{what}");
    let value = serde_json::to_value(event).unwrap();
    assert_eq!(WebhookEvent::try_from(value).as_ref(), Ok(event), "{what}");
}

/// A body as a `Value`, which `serde_json` reads to any depth if it is told to.
fn to_cbor_of_any_depth(around: &str, levels: usize, is_array: bool) -> Vec<u8> {
    let mut deep = if is_array { ciborium::Value::Array(vec![]) } else { 1.into() };
    for _ in if is_array { 1..levels } else { 0..levels } {
        deep =
            if is_array { ciborium::Value::Array(vec![deep]) } else { ciborium::Value::Map(vec![("a".into(), deep)]) };
    }
    fn replace(value: &mut ciborium::Value, deep: &ciborium::Value) {
        match value {
            ciborium::Value::Text(text) if text == "@" => *value = deep.clone(),
            ciborium::Value::Array(elements) => elements.iter_mut().for_each(|value| replace(value, deep)),
            ciborium::Value::Map(fields) => fields.iter_mut().for_each(|(_, value)| replace(value, deep)),
            _ => {}
        }
    }
    let json: Value = serde_json::from_str(&around.replace('@', "\"@\"")).unwrap();
    let mut event = crate::ways_in::to_cbor_value(&json);
    replace(&mut event, &deep);
    let mut cbor = Vec::new();
    ciborium::into_writer(&event, &mut cbor).unwrap();
    cbor
}

/// There is one limit, 127 levels, for all ways in. What is read can be written and read again; what is refused is refused
/// everywhere, and what is kept of it can be written and read again too.
#[test]
fn one_limit_of_depth_for_every_way_in() {
    for (around, outside) in AROUND {
        for levels in 100..=130 {
            for (deep, is_array) in nested(levels).into_iter().zip([true, false]) {
                let body = around.replace('@', &deep);
                let what = format!("{levels} levels, array: {is_array}, in {around}");
                let fits = outside + levels <= 127;
                let read = WebhookEvent::from_slice(body.as_bytes());
                assert_eq!(
                    read.is_ok(),
                    fits,
                    "from_slice: {what}: {}",
                    read.map_err(|error| error.to_string()).err().unwrap_or_default()
                );
                let generic = serde_json::from_str::<WebhookEvent>(&body);
                assert_eq!(generic.is_ok(), fits, "Deserialize: {what}");
                let reader = serde_json::from_reader::<_, WebhookEvent>(body.as_bytes());
                assert_eq!(reader.is_ok(), fits, "from_reader: {what}");
                let flattened = serde_json::from_str::<Flattened>(&body);
                assert_eq!(flattened.is_ok(), fits, "flattened: {what}");
                // `serde_json` counts the levels of the text, and the envelope too.
                let before = around.split('@').next().unwrap();
                let opened = before.matches(['{', '[']).count() - before.matches(['}', ']']).count();
                let enveloped = serde_json::from_str::<[WebhookEvent; 1]>(&format!("[{body}]"));
                assert_eq!(enveloped.is_ok(), fits && 1 + opened + levels <= 127, "enveloped: {what}");
                let cbor = to_cbor_of_any_depth(around, levels, is_array);
                let by_cbor = ciborium::de::from_reader_with_recursion_limit::<WebhookEvent, _>(cbor.as_slice(), 1000);
                assert_eq!(by_cbor.is_ok(), fits, "CBOR: {what}");
                if let (Ok(event), Ok(generic), Ok(by_cbor)) = (&read, &generic, &by_cbor) {
                    assert_eq!((event, event), (generic, by_cbor), "{what}");
                    assert_can_be_written_and_read(event, &what);
                    continue;
                }
                let error = read.unwrap_err();
                let kept = serde_json::to_string(error.raw()).unwrap();
                assert_eq!(&serde_json::from_str::<RawEvent>(&kept).unwrap(), error.raw(), "{what}");
                // What is kept is an event less than the deep field, or lacks what is required: the same by both ways.
                match (WebhookEvent::try_from(error.raw().clone()), WebhookEvent::from_slice(kept.as_bytes())) {
                    (Ok(one), Ok(other)) => {
                        assert_eq!(one, other, "{what}");
                        assert_can_be_written_and_read(&one, &what);
                    }
                    (Err(one), Err(other)) => {
                        assert_eq!((one.path(), one.reason()), (other.path(), other.reason()), "{what}");
                    }
                    (one, other) => panic!("{what}: {one:?} and {other:?}"),
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Flattened {
    #[serde(flatten)]
    _event: WebhookEvent,
}

/// Types of the model by themselves have it too, out of a text and out of a value of any depth.
#[test]
fn one_limit_of_depth_for_each_type_alone() {
    fn check<T: DeserializeOwned + Serialize + PartialEq>(around: &str, outside: usize) {
        for levels in 100..=130 {
            for (deep, is_array) in nested(levels).into_iter().zip([true, false]) {
                let what = format!("{} with {levels} levels, array: {is_array}", std::any::type_name::<T>());
                let fits = outside + levels <= 127;
                let cbor = to_cbor_of_any_depth(around, levels, is_array);
                let by_cbor = ciborium::de::from_reader_with_recursion_limit::<T, _>(cbor.as_slice(), 1000);
                assert_eq!(by_cbor.is_ok(), fits, "CBOR: {what}");
                let by_text = serde_json::from_str::<T>(&around.replace('@', &deep));
                assert_eq!(by_text.is_ok(), fits, "{what}");
                if let (Ok(read), Ok(other)) = (by_text, by_cbor) {
                    assert!(read == other, "{what}");
                    let text = serde_json::to_string(&read).unwrap();
                    assert!(serde_json::from_str::<T>(&text).unwrap() == read, "{what}");
                    let value = serde_json::to_value(&read).unwrap();
                    assert!(serde_json::from_value::<T>(value).unwrap() == read, "{what}");
                }
            }
        }
    }
    check::<Untyped>("@", 0);
    check::<Fields>(r#"{"new":@}"#, 1);
    check::<RawEvent>(r#"{"event_type":"x.y","new":@}"#, 1);
    check::<Server>(r#"{"uid":"u","name":"n","new":@}"#, 1);
    check::<Stack>(r#"{"uid":"u","name":"n","considerations":{"new":@}}"#, 2);
    check::<BackupEvent>(
        r#"{"timestamp":1,"stack":{"uid":"u","name":"n"},"backup":{"id":1,"db_type":"m","database_name":"d","new":@}}"#,
        2,
    );
}

/// The same for what is in memory, which can be of any depth.
#[test]
fn one_limit_of_depth_for_what_is_in_memory() {
    for event_type in ["x.y", "process.down"] {
        for levels in (100..=130).chain([1000]) {
            let mut deep = json!([]);
            for _ in 1..levels {
                deep = json!([deep]);
            }
            let fits = levels < 127;
            let mut raw = RawEvent::new(&EventType::from(event_type), chrono::DateTime::UNIX_EPOCH);
            raw.insert("new", deep.clone());
            let value = json!({"timestamp": 0, "event_type": event_type, "new": deep});
            for (way, read) in [
                ("TryFrom<RawEvent>", WebhookEvent::try_from(raw)),
                ("TryFrom<Value>", WebhookEvent::try_from(value.clone())),
            ] {
                let what = format!("{event_type}, {levels} levels by {way}");
                assert_eq!(read.is_ok(), fits, "{what}");
                match read {
                    Ok(event) => assert_can_be_written_and_read(&event, &what),
                    Err(error) => {
                        assert!(error.is_data(), "{what}");
                        assert_eq!(error.reason(), "more than 127 nested arrays and objects", "{what}");
                        assert!(error.path().unwrap().starts_with("new"), "{what}");
                    }
                }
            }
            assert_eq!(serde_json::from_value::<WebhookEvent>(value).is_ok(), fits, "{event_type}, {levels} levels");
        }
    }
}

/// An event type that is an array is read before the depth of the other fields is known.
#[test]
fn an_event_type_in_memory_may_be_of_any_depth() {
    for levels in [1, 125, 126, 127, 1000] {
        let deep = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let error = WebhookEvent::try_from(json!({"timestamp": 0, "event_type": deep})).unwrap_err();
        let expected =
            if levels <= 126 { "expected a string, found an array" } else { "more than 127 nested arrays and objects" };
        assert_eq!((error.path(), error.reason()), (Some("event_type"), expected), "{levels} levels");
    }
}

/// A value that was set by hand is read and written up to the limit. Beyond it, writing fails: nothing is lost in silence.
#[test]
fn a_value_that_is_set_is_written_if_it_can_be_read() {
    for levels in [126, 127, 128, 200] {
        let deep = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let expected = if levels <= 127 { deep.clone() } else { Value::Null };
        let mut fields = Fields::new();
        fields.insert("deep", deep.clone());
        let untyped = Untyped::from(deep.clone());
        assert_eq!((fields.get("deep"), untyped.value()), (Some(expected.clone()), expected), "{levels} levels");
        assert_eq!(
            serde_json::to_string(&fields).ok(),
            (levels <= 126).then(|| format!("{{\"deep\":{deep}}}")),
            "{levels} levels"
        );
        assert_eq!(serde_json::to_string(&untyped).ok(), (levels <= 127).then(|| deep.to_string()), "{levels} levels");
        let mut other = Fields::new();
        other.insert("deep", json!([deep]));
        assert!(fields != other && fields == fields.clone(), "{levels} levels");
    }
}

/// A value beyond the limit in an unknown field of the backup costs that field, and not the backup.
#[test]
fn what_is_too_deep_costs_only_the_field_that_it_is_in() {
    for levels in [126, 127, 128, 500] {
        // So does what serde_json cannot read for another reason.
        for deep in nested(levels).into_iter().chain([r#""\ud800""#.to_owned(), r#"{"\ud800":1}"#.to_owned()]) {
            let body =
                backup_event("", &format!(r#","new":{{"kept":1,"deep":{deep}}},"file_name":"a""#), r#","last":5"#);
            let error = refused(body.as_bytes());
            let raw = serde_json::to_value(error.raw()).unwrap();
            let backup = &raw["backup"];
            assert_eq!((&backup["id"], &backup["file_name"]), (&json!(7), &json!("a")), "{levels}: {raw}");
            assert_eq!((&backup["new"]["kept"], &raw["last"]), (&json!(1), &json!(5)), "{levels}: {raw}");
            let mended = WebhookEvent::try_from(error.into_raw()).unwrap();
            assert_eq!(mended.backup().unwrap().id, 7);
        }
    }
}

/// It is left out by itself in objects of up to seven levels. Further in it costs the value on the eighth level around it.
#[test]
fn what_is_too_deep_is_left_out_by_itself_down_to_the_eighth_level() {
    for levels in 1..=10_usize {
        let innermost = json!({"kept": levels, "deep": "DEEP"});
        let chain = (1..levels).rev().fold(innermost, |inner, level| json!({"kept": level, "inner": inner}));
        let body = json!({"event_type": 1, "outer": chain}).to_string();
        let raw = serde_json::to_value(refused(body.replace("\"DEEP\"", &nested(500)[0]).as_bytes()).raw()).unwrap();
        for level in 1..=levels {
            let kept = raw.pointer(&format!("/outer{}/kept", "/inner".repeat(level - 1)));
            let expected = (level <= 7).then(|| json!(level));
            assert_eq!(kept, expected.as_ref(), "level {level} of {levels}: {raw}");
        }
    }
}

/// Fields of an object that came among those of the event are written nested, so one level deeper.
#[test]
fn what_is_written_nested_may_be_as_deep_as_it_is_then() {
    for levels in 123..=128 {
        let body = |status: &str| {
            format!(
                r#"{{"timestamp":1,"event_type":"managed_backup.fail","uid":"u","name":"n","status":{status},"backup":{{"id":1,"db_type":"x","database_name":"d"}}}}"#
            )
        };
        let odd = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let text = body(&odd.to_string());
        let mut raw: RawEvent = serde_json::from_str(&body("1")).unwrap();
        raw.insert("status", odd);
        let ways = [text.parse().ok(), serde_json::from_str(&text).ok(), WebhookEvent::try_from(raw).ok()];
        for (way, event) in ways.into_iter().enumerate() {
            assert_eq!(event.is_some(), levels <= 125, "{levels} levels, way {way}");
            if let Some(event) = event {
                let event: WebhookEvent = event;
                assert_eq!(parsed(&serde_json::to_string(&event).unwrap()), event, "{levels} levels, way {way}");
            }
        }
    }
}
