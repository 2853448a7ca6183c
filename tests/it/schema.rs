//! The schemas agree with what the crate reads and writes, but where `schema/README.md` says that they cannot.

use std::cell::RefCell;
use std::sync::LazyLock;

use cloud66_webhooks::schema::{open, strict};
use cloud66_webhooks::{Drift, EventType, Sample, WebhookEvent};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value, json};

use crate::model::{self, Form};
use crate::support::{OneIn, path_of, sample_with, set};

pub(crate) static STRICT: LazyLock<Validator> = LazyLock::new(|| validator(&strict()));
pub(crate) static OPEN: LazyLock<Validator> = LazyLock::new(|| validator(&open()));

fn validator(schema: &schemars::Schema) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema.as_value()).expect("a valid schema")
}

fn read(payload: &Value) -> Option<WebhookEvent> {
    WebhookEvent::try_from(payload.clone()).ok()
}

/// A documented event, all of which has the documented types.
fn is_typed(event: &WebhookEvent) -> bool {
    event.event_type().is_recognized() && !event.drift().iter().any(Drift::is_unexpected_type)
}

#[derive(Clone, Copy, Debug)]
enum Verdict {
    Refused,
    Read,
    Typed,
}

/// What the crate does with a payload, or what of the promises does not hold for it.
fn verdict(payload: &Value) -> Result<Verdict, &'static str> {
    let Some(event) = read(payload) else {
        let is_valid = OPEN.is_valid(payload) || STRICT.is_valid(payload);
        return if is_valid { Err("a schema accepts what is not read") } else { Ok(Verdict::Refused) };
    };
    if !OPEN.is_valid(payload) {
        return Err("open refuses what is read");
    }
    if !is_typed(&event) {
        return if STRICT.is_valid(payload) { Err("strict accepts what is not typed") } else { Ok(Verdict::Read) };
    }
    let written = serde_json::to_value(&event).unwrap();
    // One of the listed exceptions.
    let fields = model::payload_fields(event.event_type());
    let stays_nested = fields.iter().any(|field| field.form == Form::Inline && written[field.name].is_object());
    let is_valid = stays_nested || STRICT.is_valid(&written);
    if is_valid { Ok(Verdict::Typed) } else { Err("strict refuses what is written") }
}

/// A documented payload in its forms: as it is, with its stack, server, agent, container or job the other way round, and with
/// something of both. Not all of them are read.
pub(crate) fn forms(payload: &Value) -> Vec<Value> {
    let mut forms = vec![payload.clone()];
    let event_type = EventType::from(payload["event_type"].as_str().unwrap());
    if !event_type.is_recognized() {
        return forms;
    }
    let fields = payload.as_object().unwrap();
    let mut add = |without: &str, more: &Map<String, Value>| {
        let mut form = fields.clone();
        form.remove(without);
        form.extend(more.clone());
        forms.push(form.into());
    };
    for key in ["stack", "server"] {
        if let Some(Value::Object(nested)) = fields.get(key) {
            add(key, nested);
            add("", nested);
        }
    }
    if let Some(action) = fields.get("activeprotect_action") {
        let older = Map::from_iter([("fail2ban_action".to_owned(), action.clone())]);
        add("", &older);
        add("activeprotect_action", &older);
    }
    let documented = model::payload_fields(&event_type);
    for inline in documented.iter().filter(|field| field.form == Form::Inline) {
        add("", &Map::from_iter([(inline.name.to_owned(), json!({}))]));
    }
    let own = documented.iter().filter(|field| field.form == Form::Plain).map(|field| field.name);
    let own: Vec<&str> = own.chain(["timestamp", "event_type"]).collect();
    for key in ["stack", "server", "agent", "container", "job"].into_iter().filter(|_| fields.contains_key("uid")) {
        let (mut outer, nested): (Map<_, _>, Map<_, _>) =
            fields.clone().into_iter().partition(|(name, _)| own.contains(&&**name));
        outer.insert(key.to_owned(), nested.into());
        forms.push(outer.clone().into());
        // Flat fields without a value beside the nested object. The damage gives them values.
        outer.extend([("region".to_owned(), Value::Null), ("namespaces".to_owned(), json!([]))]);
        forms.push(outer.into());
    }
    forms
}

/// JSON pointers to all that is in a value, each after those to what is in it.
pub(crate) fn pointers(value: &Value) -> Vec<String> {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.replace('~', "~0").replace('/', "~1"), field)).collect()
        }
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, element)| (index.to_string(), element)).collect()
        }
        _ => vec![],
    };
    let all = inside.into_iter().flat_map(|(step, value)| {
        let inside = pointers(value).into_iter().map(|pointer| format!("/{step}{pointer}"));
        inside.chain([format!("/{step}")]).collect::<Vec<_>>()
    });
    all.collect()
}

/// What is put in a place: a value of each kind, and those at the edges of one.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let values = r#"[
        null, true, 0, -7, 99, 3.0, 1.5, "", "failed", "HLT_OK",
        "2021-01-04T21:32:33+0000", "2021-01-04 21:32:33 UTC", "2014-12-31T12:13:39.000Z", "2021-13-04T21:32:33Z",
        "2021-02-29 21:32:33 UTC", "2020-02-29T23:59:60Z", "2020-02-29T22:59:60Z", "2021-01-04T21:32:33",
        [], [5], ["a"], [{}], {}, {"uid": "u", "name": "n"}, {"a": {"change": "up"}}
    ]"#;
    serde_json::from_str(values).unwrap()
});

/// Puts a value in a place of a payload, or removes what is there. An element of an array stays.
fn change(payload: &mut Value, pointer: &str, value: Option<&Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (value, payload.pointer_mut(parent)) {
        (Some(value), _) => *payload.pointer_mut(pointer).unwrap() = value.clone(),
        (None, Some(Value::Object(fields))) => drop(fields.remove(name)),
        _ => {}
    }
}

/// The least of a payload that is read: without every field that need not be there.
pub(crate) fn least(payload: &Value) -> Value {
    let mut least = payload.clone();
    for pointer in pointers(payload) {
        let mut shorter = least.clone();
        change(&mut shorter, &pointer, None);
        if read(&shorter).is_some() && shorter.get("event_type") == payload.get("event_type") {
            least = shorter;
        }
    }
    least
}

/// In every field that is not required.
const MARKER: &str = "marker-of-a-secret";

/// A documented payload with everything marked that is not required, by values of the right type and of a wrong one.
fn marked(payload: &Value) -> Value {
    let least = least(payload);
    let mut marks = [json!(MARKER), json!([[MARKER]])].into_iter().cycle();
    let mut marked = payload.clone();
    for pointer in pointers(payload).iter().rev().filter(|pointer| least.pointer(pointer).is_none()) {
        if let Some(place) = marked.pointer_mut(pointer) {
            *place = marks.next().unwrap();
        }
    }
    for place in pointers(&least).into_iter().chain([String::new()]) {
        let secrets = ["redeploy_hook", "ssh_private_key", "key", "unknown"].into_iter();
        for secret in secrets.filter(|_| least.pointer(&place).unwrap().is_object()) {
            set(&mut marked, &format!("{place}/{secret}"), marks.next().unwrap());
        }
    }
    marked
}

/// Visits documented payloads in each of their forms with one thing changed: one in so many of all changes, and one in so many of
/// those in what is required where everything else is marked. Told is what was changed, and whether it is marked.
pub(crate) fn for_changed_payloads(every: [usize; 2], visit: &mut dyn FnMut(&str, bool, &Value)) {
    let mut one_in = every.map(OneIn::new);
    for sample in Sample::all() {
        let payload: Value = serde_json::from_str(sample.json).unwrap();
        assert!(OPEN.is_valid(&payload) && STRICT.is_valid(&payload), "{}", sample.event_type);
        let marked = marked(&payload);
        let plain_forms = forms(&payload).into_iter().map(|form| (false, form));
        for (is_marked, form) in plain_forms.chain(forms(&marked).into_iter().map(|form| (true, form))) {
            if read(&form).is_none() {
                visit(&format!("{}: a form that is not read", sample.event_type), false, &form);
                continue;
            }
            let is_mark = |value: &Value| !value.is_object() && value.to_string().contains(MARKER);
            for place in pointers(&form).iter().filter(|place| !is_mark(form.pointer(place).unwrap())) {
                for value in VALUES.iter().map(Some).chain([None]).filter(|_| one_in[usize::from(is_marked)].takes()) {
                    let mut changed = form.clone();
                    change(&mut changed, place, value);
                    let now = value.map_or_else(|| "removed".to_owned(), |value| format!("= {value}"));
                    visit(&format!("{}: {place} {now}", sample.event_type), is_marked, &changed);
                }
            }
        }
    }
}

#[test]
fn schemas_and_crate_agree_on_every_form_with_one_change() {
    // Primes, so that they fall on every place and every kind of change in turn.
    compare_changed_payloads([97, 11]);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn schemas_and_crate_agree_on_every_form_with_one_change_of_each_kind_everywhere() {
    compare_changed_payloads([1, 1]);
}

/// A fault is also reported where it is, and no message holds what is not required. With `anyOf` it would stand at the root, and
/// show the payload.
fn compare_changed_payloads(every: [usize; 2]) {
    let mut counts = [0; 3];
    for_changed_payloads(every, &mut |what, is_marked, payload| {
        let verdict = verdict(payload).unwrap_or_else(|broken| panic!("{what}: {broken}\n{payload}"));
        counts[verdict as usize] += 1;
        if !matches!(verdict, Verdict::Refused) || what.ends_with("not read") {
            return;
        }
        let mut errors = OPEN.iter_errors(payload).peekable();
        let first = errors.peek().unwrap();
        let mut place = first.instance_path().to_string();
        if let ValidationErrorKind::Required { property } = first.kind() {
            place = format!("{place}/{}", property.as_str().unwrap());
        }
        let error = WebhookEvent::try_from(payload.clone()).unwrap_err();
        assert_eq!(Some(&*path_of(&place)), error.path(), "{what}\n{payload}");
        let shown = errors.map(|error| error.to_string()).find(|message| message.contains(MARKER));
        assert!(!is_marked || shown.is_none(), "{what}: {shown:?}\n{payload}");
    });
    assert!(counts.iter().all(|count| *count > 500), "{counts:?}");
}

/// What stands in a timestamp, part by part, the first three of each the usual: what is read, what is not, and the ends of it.
const TIMESTAMP: [&str; 5] = [
    "2024-02-15|2024-02-29|2021-12-31|2016-12-31|0000-01-01|0000-02-29|0001-01-01|9999-12-31|2023-02-29|1900-02-29|\
     2000-02-29|2024-02-30|2021-04-31|2021-13-01|2021-00-10|2021-01-00|2021-01-32|2021-1-01|999-01-01|12024-01-01|\
     -001-01-01|+024-01-01|20240215|２024-02-15",
    "T|T| |t||_|  ",
    "14:30:00|00:00:00|23:59:59|23:59:60|22:59:60|14:30:60|12:30:61|24:00:00|23:60:00|14:30|1:30:00|14:30:5|+1:30:00",
    "|.5|.000|.123456789|.1234567890|.|,5|.5.5|.-5|.１",
    "Z| UTC|-08:00|z|+00:00|-0000|+0545|+23:59|-2359|+24:00|+14:60|+5:30|+05||UTC| utc| GMT| Z|Z |Z\n|Z\u{2028}|\
     +00:00\n|\u{2212}08:00",
];

/// A timestamp of these parts, and whether it is one of which schema and crate may disagree.
fn timestamp() -> impl Strategy<Value = (String, bool)> {
    let parts = TIMESTAMP.map(|parts| parts.split('|').collect::<Vec<_>>());
    parts.map(|part| prop_oneof![3 => select(part[..3].to_vec()), 1 => select(part)]).prop_map(|parts| {
        let [day, _, time, fraction, zone] = parts;
        let is_at_an_end = time.ends_with(":60") || ["0000-01-01", "9999-12-31"].contains(&day);
        let has_offset = zone.starts_with(['+', '-']);
        (parts.concat(), (is_at_an_end && has_offset) || fraction == ".1234567890")
    })
}

/// Tries so many cases, the same in every run or others each time. Of each verdict there must be some.
fn try_cases<S: Strategy>(
    cases: u32,
    rng_seed: RngSeed,
    strategy: S,
    verdict: impl Fn(S::Value) -> Result<Verdict, String>,
) {
    let counts = RefCell::new([0; 3]);
    let config = Config { cases, rng_seed, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&strategy, |case| {
        let verdict = verdict(case).map_err(TestCaseError::fail)?;
        counts.borrow_mut()[verdict as usize] += 1;
        Ok(())
    });
    tried.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(counts.borrow().iter().all(|count| *count > cases / 10), "{counts:?}");
}

#[test]
fn schemas_and_crate_agree_on_timestamps() {
    compare_timestamps(2_000, RngSeed::Fixed(0));
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn schemas_and_crate_agree_on_many_timestamps() {
    compare_timestamps(200_000, RngSeed::Random);
}

fn compare_timestamps(cases: u32, seed: RngSeed) {
    let field = select(vec!["timestamp", "created_at", "last_activity"]);
    try_cases(cases, seed, (field, timestamp()), |(field, (text, may_disagree))| {
        let mut payload = json!({ "timestamp": 0, "event_type": "stack.created", "uid": "u", "name": "n" });
        payload[field] = json!(text);
        match verdict(&payload) {
            Err(broken) if may_disagree && broken.contains("accepts") => Ok(Verdict::Refused),
            verdict => verdict.map_err(str::to_owned),
        }
    });
}

/// Payloads of all events, documented and with drift, in any of their forms and with up to two changes.
#[cfg(feature = "proptest")]
fn arbitrary_payload() -> impl Strategy<Value = Value> {
    use cloud66_webhooks::strategies::{Form, delivery};
    use proptest::sample::Index;

    let numbers = r"[
        -0.0, 1e2, 1e-7, 0.1, 4503599627370495.0, 4503599627370495.5, 9007199254740993, 8210266876799, 8210266876800,
        -8334601228800, -8334601228801, 9223372036854775807, -9223372036854775808
    ]";
    let numbers: Vec<Value> = serde_json::from_str(numbers).unwrap();
    let value = prop_oneof![select(VALUES.clone()), select(numbers)];
    let changes = proptest::collection::vec((any::<Index>(), proptest::option::weighted(0.8, value)), 0..3);
    let delivery = prop_oneof![delivery(Form::Documented), delivery(Form::WithDrift)];
    (delivery, any::<Index>(), changes).prop_map(|(delivery, form, changes)| {
        let mut payload = form.get(forms(&delivery).as_slice()).clone();
        for (place, value) in changes {
            let places = pointers(&payload);
            change(&mut payload, &places[place.index(places.len())], value.as_ref());
        }
        replace_listed_numbers(&mut payload);
        payload
    })
}

/// Those beyond 64 bits, and from 2^52 on with a fraction or an exponent.
#[cfg(feature = "proptest")]
fn replace_listed_numbers(value: &mut Value) {
    match value {
        Value::Number(number)
            if number.as_i64().is_none() && number.as_f64().unwrap().abs() >= 4_503_599_627_370_496.0 =>
        {
            *value = json!(5);
        }
        Value::Array(elements) => elements.iter_mut().for_each(replace_listed_numbers),
        Value::Object(fields) => fields.values_mut().for_each(replace_listed_numbers),
        _ => {}
    }
}

#[cfg(feature = "proptest")]
#[test]
fn schemas_and_crate_agree_on_arbitrary_deliveries() {
    compare_arbitrary_deliveries(200, RngSeed::Fixed(0));
}

#[cfg(feature = "proptest")]
#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn schemas_and_crate_agree_on_many_arbitrary_deliveries() {
    compare_arbitrary_deliveries(100_000, RngSeed::Random);
}

#[cfg(feature = "proptest")]
fn compare_arbitrary_deliveries(cases: u32, seed: RngSeed) {
    try_cases(cases, seed, arbitrary_payload(), |payload| verdict(&payload).map_err(str::to_owned));
}

/// Integers and timestamps at their bounds, and the places where schema and crate cannot agree, as `schema/README.md` lists them.
#[test]
fn the_bounds_and_the_listed_exceptions() {
    // Whether open accepts it, whether it is read, whether strict accepts it, and whether it is typed.
    for (pointer, value, expected) in [
        ("/backup/id", "9223372036854775807", [true, true, true, true]),
        ("/backup/id", "-9223372036854775808", [true, true, true, true]),
        ("/backup/backup_size", "-1", [true, true, false, false]),
        ("/timestamp", "8210266876799", [true, true, true, true]),
        ("/timestamp", "8210266876800", [false, false, false, false]),
        ("/timestamp", "-8334601228800", [true, true, true, true]),
        ("/timestamp", "-8334601228801", [false, false, false, false]),
        ("/timestamp", "1e19", [false, false, false, false]),
        ("/timestamp", "1.5", [false, false, false, false]),
        // An integer with a fraction or an exponent, from 2^52 on.
        ("/backup/id", "1e18", [true, false, true, false]),
        ("/backup/backup_size", "9007199254740994.0", [true, true, true, false]),
        // Where numbers are doubles, as beyond 64 bits they are in Rust and always in JavaScript, this is rounded to the bound.
        ("/backup/id", "-9223372036854775809", [true, false, true, false]),
        // Strict leaves the bounds of 64 bits to the format.
        ("/backup/id", "9223372036854775808", [false, false, true, false]),
        ("/backup/id", "-9223372036854777856", [false, false, true, false]),
        ("/backup/id", "1e30", [false, false, true, false]),
        ("/backup/backup_status", "9223372036854775808", [true, true, true, false]),
        // A second 60 that its offset does not make a leap second, and an offset that leads out of the years 0 to 9999.
        ("/timestamp", r#""1990-12-31T15:59:60-08:00""#, [true, true, false, true]),
        ("/timestamp", r#""1990-12-31T15:59:60-07:00""#, [true, false, false, false]),
        ("/timestamp", r#""0000-01-01T00:00:00+01:00""#, [true, false, false, false]),
        ("/backup/backup_date_iso", r#""0000-01-01T00:00:00+01:00""#, [true, true, true, false]),
        // `date-time` knows more digits of a fraction.
        ("/backup/backup_date_iso", r#""2024-01-15T10:30:00.1234567890Z""#, [true, true, true, false]),
    ] {
        let payload = sample_with("managed_backup.fail", pointer, serde_json::from_str::<Value>(value).unwrap());
        let read = read(&payload);
        let is_typed = read.as_ref().is_some_and(is_typed);
        let found = [OPEN.is_valid(&payload), read.is_some(), STRICT.is_valid(&payload), is_typed];
        assert_eq!(found, expected, "{pointer}: {value}");
    }
    // An object that came nested, with an unknown field: written nested.
    let job = json!({"uid": "job-1", "name": "nightly", "run_data": "of the job"});
    let payload = json!({ "timestamp": 0, "event_type": "job.fail", "job": job });
    assert!(OPEN.is_valid(&payload) && !STRICT.is_valid(&payload));
    assert_eq!(serde_json::to_value(read(&payload).unwrap()).unwrap(), payload);
}
