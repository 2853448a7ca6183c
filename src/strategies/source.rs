//! The strategies of JSON and of what is read from it. All of them follow the strict schema, so that no type, field or event has a
//! line here.

use std::fmt;

use crate::time::range;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::Union;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Which values a strategy makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// The documented ones: any values of the documented types, and optional fields that may be null or absent. There is no
    /// drift in them.
    #[default]
    Documented,
    /// Documented values and drift: unknown fields, values of an unexpected type in optional fields, unrecognized codes and event
    /// types, other forms of timestamps, and integers with a fraction of zero. Older names, objects in their other form, and words in
    /// place of codes are not among them.
    WithDrift,
}

/// Implements `Arbitrary` for an object or a payload: `arbitrary!(Stack);` expands to strategies that read what the schema of a
/// `Stack` makes.
macro_rules! arbitrary {
    ($name:ident) => {
        // rustdoc does not see the condition of the macro's call.
        #[cfg_attr(docsrs, doc(cfg(feature = "proptest")))]
        impl proptest::arbitrary::Arbitrary for $name {
            type Parameters = $crate::strategies::source::Form;
            type Strategy = proptest::strategy::BoxedStrategy<Self>;

            fn arbitrary_with(form: Self::Parameters) -> Self::Strategy {
                $crate::strategies::source::typed($crate::strategies::source::Source::of::<Self>(form).whole())
            }
        }
    };
}
pub(crate) use arbitrary;

/// What is read from JSON.
#[expect(clippy::expect_used, reason = "a test reads what is made")]
pub(crate) fn typed<T: DeserializeOwned + fmt::Debug + 'static>(json: BoxedStrategy<Value>) -> BoxedStrategy<T> {
    json.prop_map(|json| serde_json::from_value(json).expect("what the schema describes is read")).boxed()
}

/// The strict schema of a type, and what is made of it.
pub(crate) struct Source {
    pub(super) root: Value,
    form: Form,
}

impl Source {
    pub(crate) fn of<T: JsonSchema>(form: Form) -> Self {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        Self { root: generator.into_root_schema_for::<T>().into(), form }
    }

    /// The JSON of the type.
    pub(crate) fn whole(&self) -> BoxedStrategy<Value> {
        self.value(&self.root)
    }

    pub(super) fn value(&self, schema: &Value) -> BoxedStrategy<Value> {
        let get = |keyword| schema.get(keyword);
        let list = |keyword| get(keyword).and_then(Value::as_array);
        if let Some(definition) =
            get("$ref").and_then(Value::as_str).and_then(|path| self.root.pointer(path.trim_start_matches('#')))
        {
            return self.value(definition);
        }
        if let Some(constant) = get("const") {
            return Just(constant.clone()).boxed();
        }
        if let Some(parts) = list("allOf") {
            let parts: Vec<_> = parts.iter().map(|part| self.value(part)).collect();
            return parts
                .prop_map(|parts| {
                    let fields = parts.iter().filter_map(Value::as_object).flatten();
                    fields.map(|(name, value)| (name, value.clone())).collect()
                })
                .boxed();
        }
        if let Some(branches) = list("anyOf") {
            // Beside the codes of a table, this is any other one.
            let any_code = json!({ "type": "integer" });
            let branches = branches.iter().filter(|branch| self.with_drift() || **branch != any_code);
            return Union::new(branches.map(|branch| self.value(branch))).boxed();
        }
        match get("type") {
            Some(Value::String(kind)) => self.value_of(kind, schema),
            Some(Value::Array(kinds)) => {
                let kinds = kinds.iter().filter_map(Value::as_str);
                Union::new(kinds.map(|kind| self.value_of(kind, schema))).boxed()
            }
            _ => any_json(),
        }
    }

    fn value_of(&self, kind: &str, schema: &Value) -> BoxedStrategy<Value> {
        let get = |keyword| schema.get(keyword);
        match kind {
            "string" if get("format").is_some_and(|format| format == "date-time") => self.timestamp(["T", "Z"]),
            // Nothing else has a pattern.
            "string" if get("pattern").is_some() => self.timestamp([" ", " UTC"]),
            "string" => match get("examples").and_then(Value::as_array) {
                Some(words) if !self.with_drift() => select(words.clone()).boxed(),
                _ => text().prop_map(Value::from).boxed(),
            },
            // Nothing else has a greatest value.
            "integer" if get("maximum").is_some() && self.with_drift() => {
                // A fraction of a second is not written.
                prop_oneof![3 => seconds(), 1 => date_and_time(ZONES, "")].boxed()
            }
            "integer" if get("maximum").is_some() => seconds(),
            "integer" => {
                let least = get("minimum").and_then(Value::as_i64).unwrap_or(i64::MIN);
                let integer = prop_oneof![3 => least.max(-100)..1000, 1 => least..=i64::MAX];
                let with_fraction = self.with_drift();
                let spelled = move |(integer, small)| match i32::try_from(integer) {
                    Ok(integer) if with_fraction && small => json!(f64::from(integer)),
                    _ => json!(integer),
                };
                (integer, proptest::bool::weighted(0.1)).prop_map(spelled).boxed()
            }
            "boolean" => any::<bool>().prop_map(Value::from).boxed(),
            "array" => {
                vec(get("items").map_or_else(any_json, |items| self.value(items)), 0..4).prop_map(Value::from).boxed()
            }
            "object" => self.object(schema),
            _ => Just(Value::Null).boxed(),
        }
    }

    fn object(&self, schema: &Value) -> BoxedStrategy<Value> {
        if let Some(named) = schema.get("additionalProperties") {
            return vec(("[a-z_]{1,8}", self.value(named)), 0..4).prop_map(Value::from_iter).boxed();
        }
        let required = schema.get("required").and_then(Value::as_array);
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let fields: Vec<_> = properties
            .map(|(name, property)| {
                let is_required = required.is_some_and(|required| required.iter().any(|required| required == name));
                let value = self.value(property).prop_map(Some);
                let value = match self.form {
                    _ if is_required => value.boxed(),
                    Form::Documented => prop_oneof![3 => value, 2 => Just(None)].boxed(),
                    Form::WithDrift => prop_oneof![3 => value, 2 => Just(None), 1 => any_json().prop_map(Some)].boxed(),
                };
                (Just(name.clone()), value)
            })
            .collect();
        let unknown = if self.with_drift() { unknown() } else { Just(Vec::new()).boxed() };
        let known = |(name, value): (String, Option<Value>)| Some((name, value?));
        (fields, unknown)
            .prop_map(move |(fields, unknown)| fields.into_iter().filter_map(known).chain(unknown).collect())
            .boxed()
    }

    /// A timestamp that is documented with this separator and this zone.
    fn timestamp(&self, documented: [&'static str; 2]) -> BoxedStrategy<Value> {
        match self.form {
            Form::Documented => date_and_time(&[documented], "(\\.[0-9]{3})?"),
            Form::WithDrift => prop_oneof![
                4 => date_and_time(&[documented], ""),
                3 => date_and_time(ZONES, "(\\.[0-9]{1,9})?"),
                1 => seconds(),
            ]
            .boxed(),
        }
    }

    fn with_drift(&self) -> bool {
        self.form == Form::WithDrift
    }
}

/// The ways to write a timestamp: what is between date and time, and the zone.
const ZONES: &[[&str; 2]] = &[
    ["T", "Z"],
    ["t", "z"],
    [" ", " UTC"],
    ["T", " UTC"],
    ["T", "+00:00"],
    ["T", "+0000"],
    [" ", "-08:00"],
    ["T", "+0530"],
];

/// A date and a time of day in one of the ways, with a fraction that matches the pattern.
fn date_and_time(zones: &[[&'static str; 2]], fraction: &'static str) -> BoxedStrategy<Value> {
    // No zone leads out of the years that have four digits.
    let date = (1..=9998_u16, 1..=12_u8, 1..=28_u8);
    let time = (0..24_u8, 0..60_u8, 0..60_u8);
    (date, time, fraction, select(zones.to_vec()))
        .prop_map(|((year, month, day), (hour, minute, second), fraction, [separator, zone])| {
            let date = format!("{year:04}-{month:02}-{day:02}");
            json!(format!("{date}{separator}{hour:02}:{minute:02}:{second:02}{fraction}{zone}"))
        })
        .boxed()
}

/// Unix seconds, most of them near today.
pub(super) fn seconds() -> BoxedStrategy<Value> {
    let (first, last) = range();
    prop_oneof![4 => 0..4_000_000_000_i64, 1 => first..=last].prop_map(Value::from).boxed()
}

/// Undocumented fields.
pub(super) fn unknown() -> BoxedStrategy<Vec<(String, Value)>> {
    vec((name(), any_json()), 0..3).boxed()
}

/// A name that no documented field has.
fn name() -> BoxedStrategy<String> {
    prop_oneof!["new_[a-zA-Z0-9_-]{0,8}", text().prop_map(|name| format!("new {name}"))].boxed()
}

/// Any JSON value, up to some depth. No string in it is a timestamp or a word for a code.
fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        name().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((name(), inner), 0..3).prop_map(Value::from_iter)
        ]
    })
    .boxed()
}

/// Text of all kinds of characters, among them those that break a line or hide in it.
pub(super) fn text() -> BoxedStrategy<String> {
    let odd = "[xäß日😀\u{0}\n\r\t\u{1b}\u{7f}\u{85}\u{202e}\u{2028}\u{feff}\"\\\\]{0,12}";
    prop_oneof![3 => "[ -~]{0,12}", 1 => odd].boxed()
}
