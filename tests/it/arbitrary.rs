//! Generators of arbitrary events of every type, out of the list of documented fields in `model`.

use chrono::{DateTime, FixedOffset, Utc};
use cloud66_webhooks::EventType;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::model::{self, Field, Kind};

/// An event as JSON: documented fields there, null or absent, and undocumented ones in every object. Their names begin
/// with `new_`, which no documented one does.
pub fn event(event_type: &EventType) -> BoxedStrategy<Value> {
    let event_type = event_type.as_str().to_owned();
    (timestamp(), object(&model::wire_fields(&EventType::from(event_type.as_str()))))
        .prop_map(move |(timestamp, event)| {
            let Value::Object(mut event) = event else { unreachable!() };
            event.insert("timestamp".to_owned(), timestamp);
            event.insert("event_type".to_owned(), json!(event_type));
            Value::Object(event)
        })
        .boxed()
}

/// The whole range of chrono's instants, most of it near today.
fn timestamp() -> impl Strategy<Value = Value> {
    let (first, last) = (DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp());
    prop_oneof![4 => 0..4_000_000_000_i64, 1 => first..=last].prop_map(Value::from)
}

fn object(fields: &[Field]) -> BoxedStrategy<Value> {
    let fields: Vec<BoxedStrategy<(String, Option<Value>)>> = fields.iter().map(entry).collect();
    let unknown = vec(("new_[a-zA-Z0-9_-]{0,8}", json()), 0..3);
    (fields, unknown)
        .prop_map(|(known, unknown)| {
            let known = known.into_iter().filter_map(|(name, value)| Some((name, value?)));
            Value::Object(known.chain(unknown).collect())
        })
        .boxed()
}

fn entry(field: &Field) -> BoxedStrategy<(String, Option<Value>)> {
    let name = field.name.to_owned();
    let value = value(&field.kind).prop_map(Some);
    let value = if field.required {
        value.boxed()
    } else {
        prop_oneof![4 => value, 1 => Just(Some(Value::Null)), 3 => Just(None)].boxed()
    };
    value.prop_map(move |value| (name.clone(), value)).boxed()
}

pub fn value(kind: &Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Text => text().prop_map(Value::from).boxed(),
        Kind::Integer => whole(any::<i64>()).boxed(),
        Kind::Size => prop_oneof![any::<u64>(), 0..1000_u64].prop_map(Value::from).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Date | Kind::Spaced => instant().prop_map(Value::from).boxed(),
        Kind::Code(first, last) => whole(prop_oneof![*first..=*last, any::<i64>()]).boxed(),
        Kind::Word => prop_oneof!["mysql|postgresql|redis|mongodb", "[a-z_]{0,20}"].prop_map(Value::from).boxed(),
        Kind::TextOrCode(first, last) => prop_oneof![value(&Kind::Text), value(&Kind::Code(*first, *last))].boxed(),
        Kind::TextOrFlag => prop_oneof![value(&Kind::Text), value(&Kind::Flag)].boxed(),
        Kind::TextOrInteger => prop_oneof![value(&Kind::Text), value(&Kind::Integer)].boxed(),
        Kind::TextOrObject(name) => prop_oneof![value(&Kind::Text), value(&Kind::Object(name))].boxed(),
        Kind::Any => json().prop_filter("null is no value", |value| !value.is_null()).boxed(),
        Kind::List(element) => vec(value(element), 0..4).prop_map(Value::from).boxed(),
        Kind::Object(name) => object(&model::object_fields(name)),
        Kind::Named(name) => vec(("[a-z][a-z0-9_-]{0,8}", object(&model::object_fields(name))), 0..4)
            .prop_map(|entries| Value::Object(entries.into_iter().collect()))
            .boxed(),
    }
}

/// An integer, now and then spelled with a fraction of zero.
fn whole(integer: impl Strategy<Value = i64>) -> impl Strategy<Value = Value> {
    (integer, 0..10).prop_map(|(integer, spelling)| {
        let exact = integer.abs() < 1 << 52;
        if spelling == 0 && exact { json!(integer as f64) } else { json!(integer) }
    })
}

/// Text of all kinds of characters, those that break lines among them.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -~]{0,12}",
        1 => "[a-zäöüß日本語😀\u{0}\n\r\t\u{1b}\u{7f}\u{85}\u{202e}\u{2028}\u{feff}\"\\\\]{0,12}",
    ]
}

/// An instant in every text form that is documented, with a fraction of up to nine digits.
pub fn instant() -> impl Strategy<Value = String> {
    let (first, last) = (year_begins(1), year_begins(9999));
    let seconds = prop_oneof![2 => 1_400_000_000..1_900_000_000_i64, 1 => first..last];
    let fraction = prop_oneof![3 => Just(String::new()), 2 => "\\.[0-9]{1,9}"];
    (seconds, fraction, 0..6, -14 * 60..=14 * 60_i32).prop_map(|(seconds, fraction, form, minutes)| {
        let utc = DateTime::from_timestamp(seconds, 0).unwrap();
        let local = utc.with_timezone(&FixedOffset::east_opt(minutes * 60).unwrap());
        let utc_with = |separator: &str| utc.format(&format!("%Y-%m-%d{separator}%H:%M:%S")).to_string();
        let local_with = |separator: &str| local.format(&format!("%Y-%m-%d{separator}%H:%M:%S")).to_string();
        match form {
            0 => format!("{}{fraction}Z", utc_with("T")),
            1 => format!("{}{fraction} UTC", utc_with(" ")),
            2 => format!("{}{fraction}+00:00", utc_with("T")),
            3 => format!("{}{fraction}+0000", utc_with("T")),
            4 => format!("{}{fraction}{}", local_with("T"), local.format("%:z")),
            _ => format!("{}{fraction}{}", local_with("T"), local.format("%z")),
        }
    })
}

/// A day after the beginning of a year, so that no offset leads out of the years that have four digits.
fn year_begins(year: i32) -> i64 {
    chrono::NaiveDate::from_ymd_opt(year, 1, 2).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp()
}

/// Any JSON value, up to some depth.
pub fn json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("not in JSON", |number| number.is_finite().then(|| Value::from(number))),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![vec(inner.clone(), 0..3).prop_map(Value::from), json_object(inner)]
    })
    .boxed()
}

/// An object with any fields.
pub fn json_object(inner: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    vec((text(), inner), 0..3).prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>()))
}
