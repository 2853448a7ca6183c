//! A search for cases in which schema and crate disagree and that `schema/README.md` does not list: values grown from the strict
//! schema, and documented payloads changed in many places.
//!
//! Both sides speak of a JSON value, so nothing here is about text: no duplicate fields, no numbers beyond an `f64`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use cloud66_webhooks::schema::{open, strict};
use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::model::{self, Field, Form, Kind};
use crate::schema::{forms, is_typed, validator};
use crate::schema_grower::Grower;
use crate::schema_values::{Random, SEED, anything, is_read};

/// A way in which `schema/README.md` says that schema and crate disagree, and what takes it out of a payload.
type Listed = (&'static str, fn(&mut Value));

const LISTED: [Listed; 6] = [
    ("an integer beyond 64 bits", |payload| {
        everywhere(payload, &|value| {
            let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
            (number.abs() >= 9.2e18 && value.as_i64().is_none())
                .then(|| if number < 0.0 { json!(-5) } else { json!(5) })
        });
    }),
    ("an integer with a fraction or an exponent from 2^52 on", |payload| {
        everywhere(payload, &|value| {
            let number = value.as_f64().filter(|_| value.is_f64())?;
            // Of what is an integer to JSON Schema, and in the bounds of a type.
            let is_listed = number.abs() >= 4_503_599_627_370_496.0 && (-9.3e18..1.9e19).contains(&number);
            is_listed.then(|| if number < 0.0 { json!(-5) } else { json!(5) })
        });
    }),
    ("an offset that leads out of the years 0000 to 9999", |payload| {
        everywhere(payload, &|value| {
            let text = value.as_str()?;
            let rest = text.strip_prefix("0000-01-01").or_else(|| text.strip_prefix("9999-12-31"))?;
            // On another day it would be read.
            (!is_read(text) && is_read(&format!("2000-01-01{rest}"))).then(|| json!(PLAIN_DATE))
        });
    }),
    ("a second 60 with an offset", |payload| {
        everywhere(payload, &|value| {
            let text = value.as_str()?;
            let is_in_utc = text.ends_with(['Z', 'z']) || text.ends_with("UTC");
            (text.get(17..19) == Some("60") && !is_in_utc).then(|| json!(PLAIN_DATE))
        });
    }),
    ("more than nine digits of a fraction", |payload| {
        everywhere(payload, &|value| {
            let (time, fraction) = value.as_str()?.split_once('.')?;
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            // With less digits it would be read.
            (fraction.len() > zone.len() + 9 && is_read(&format!("{time}{zone}"))).then(|| json!(PLAIN_DATE))
        });
    }),
    ("a nested object with unknown fields, or with fields of its names beside it", |payload| {
        let Value::Object(event) = payload else { return };
        let Some(event_type) = event.get("event_type").and_then(Value::as_str).map(EventType::from) else { return };
        for Field { name: key, kind, form, .. } in model::payload_fields(&event_type) {
            let (Form::Spread, Kind::Object(object)) = (form, kind) else { continue };
            let documented = model::object_fields(object);
            let is_own = |name: &String| documented.iter().any(|field| field.name == name);
            if let Some(Value::Object(nested)) = event.get_mut(key) {
                nested.retain(|name, _| is_own(name));
                event.retain(|name, _| !is_own(name));
            }
        }
    }),
];

const PLAIN_DATE: &str = "2024-02-15T14:30:00Z";

/// Puts another value in the place of each for which there is one.
fn everywhere(value: &mut Value, other: &dyn Fn(&Value) -> Option<Value>) {
    if let Some(other) = other(value) {
        *value = other;
    }
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| everywhere(element, other)),
        Value::Object(fields) => fields.values_mut().for_each(|field| everywhere(field, other)),
        _ => {}
    }
}

/// A promise that does not hold.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Broken {
    /// Open accepts what the crate does not read, or refuses what it does.
    Open,
    /// Strict accepts what the crate does not read as a documented event without a value of an unexpected type.
    Strict,
    /// Strict refuses what the crate wrote.
    Written,
}

struct Sweep {
    open: Validator,
    strict: Validator,
    counts: BTreeMap<String, usize>,
    /// Event types, and whether one was read.
    seen: BTreeSet<(String, bool)>,
    found: Vec<String>,
}

impl Sweep {
    fn broken(&self, payload: &Value) -> Option<Broken> {
        let read = WebhookEvent::try_from(payload.clone());
        if self.open.is_valid(payload) != read.is_ok() {
            return Some(Broken::Open);
        }
        let is_typed = is_typed(&read);
        match read.ok().filter(|event| is_typed && event.event_type().is_recognized()) {
            None => self.strict.is_valid(payload).then_some(Broken::Strict),
            Some(event) => {
                let written = serde_json::to_value(&event).unwrap();
                (!self.strict.is_valid(&written)).then_some(Broken::Written)
            }
        }
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    fn visit(&mut self, payload: &Value) {
        let read = WebhookEvent::try_from(payload.clone());
        let from_text = WebhookEvent::from_slice(payload.to_string().as_bytes());
        assert_eq!(is_typed(&from_text), is_typed(&read), "{payload}");
        let verdict = match &read {
            Ok(event) if !event.event_type().is_recognized() => "read, of an unrecognized event type",
            Ok(_) if is_typed(&read) => "read",
            Ok(_) => "read with values of an unexpected type",
            Err(_) => "refused",
        };
        let valid = match (self.open.is_valid(payload), self.strict.is_valid(payload)) {
            (true, true) => "valid under both",
            (true, false) => "valid under open",
            (false, true) => "valid under strict",
            (false, false) => "valid under neither",
        };
        self.count(format!("{verdict}, {valid}"));
        if let Some(Value::String(event_type)) = payload.get("event_type") {
            self.seen.insert((event_type.clone(), read.is_ok()));
        }
        let mut broken = self.broken(payload);
        // One of the listed is the reason if it makes a difference to take it out. In the end all agree.
        let mut changed = payload.clone();
        for (name, take_out) in LISTED {
            let Some(before) = broken else { return };
            take_out(&mut changed);
            broken = self.broken(&changed);
            if broken != Some(before) {
                self.count(format!("disagree, {before:?}: {name}"));
            }
        }
        if let Some(broken) = broken {
            let shown: String = payload.to_string().chars().take(1_500).collect();
            self.found.push(format!("{broken:?}: {shown}"));
        }
    }
}

fn sweep(count: usize) -> Sweep {
    let (open, strict) = (open(), strict());
    let mut grower = Grower::new(strict.as_value());
    let samples: Vec<Value> =
        Sample::all().flat_map(|sample| forms(&serde_json::from_str(sample.json).unwrap())).collect();
    let mut sweep = Sweep {
        open: validator(&open),
        strict: validator(&strict),
        counts: BTreeMap::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    let mut random = Random(SEED);
    let mut seen = HashSet::new();
    while seen.len() < count {
        grower.odd = random.pick(&[20, 60, 200, 1_000]);
        let (from, payload) = match random.below(40) {
            0 => ("anything", anything(0, &mut random)),
            1..10 => {
                ("a documented payload, one value spelled otherwise", Grower::spelled_otherwise(&samples, &mut random))
            }
            10..20 => ("a documented payload, changed", grower.changed(&samples, &mut random)),
            20..30 => ("grown from the schema", grower.event(&mut random)),
            // Some forms are those of an event that is documented otherwise, and read by nobody.
            _ => {
                let event = grower.event(&mut random);
                let known = event.get("event_type").and_then(Value::as_str);
                let is_known = known.is_some_and(|known| EventType::from(known).is_recognized());
                let forms = if is_known { forms(&event) } else { vec![event] };
                ("grown from the schema, in another form", random.one_of(&forms).clone())
            }
        };
        let mut hasher = DefaultHasher::new();
        payload.hash(&mut hasher);
        if seen.insert(hasher.finish()) {
            sweep.count(format!("made: {from}"));
            sweep.visit(&payload);
        }
    }
    println!("{count} different payloads");
    for (what, count) in &sweep.counts {
        println!("{count:>8} {what}");
    }
    let few: Vec<&String> = sweep.found.iter().take(10).collect();
    assert!(few.is_empty(), "{} disagree as the README does not say, among them {few:#?}", sweep.found.len());
    for kind in [
        "read, valid under both",
        "read with values of an unexpected type, valid under open",
        "refused, valid under neither",
    ] {
        let found = sweep.counts.get(kind).copied().unwrap_or_default();
        assert!(found > count / 20, "{kind}: {found}");
    }
    sweep
}

#[test]
fn schema_and_crate_disagree_only_where_the_readme_says() {
    sweep(2_000);
}

#[test]
#[ignore = "it takes a minute, optimized: .ci/run weekly"]
fn schema_and_crate_disagree_only_where_the_readme_says_in_half_a_million_payloads() {
    let sweep = sweep(500_000);
    for (listed, _) in LISTED {
        assert!(sweep.counts.keys().any(|what| what.ends_with(listed)), "nothing shows {listed}");
    }
    for event_type in EventType::all() {
        for is_read in [true, false] {
            assert!(sweep.seen.contains(&(event_type.to_string(), is_read)), "{event_type}: {is_read}");
        }
    }
}
