//! Payloads for the sweep of `schema_sweep.rs`: grown from a schema, or documented and then changed.

use std::collections::BTreeMap;

use cloud66_webhooks::EventType;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::schema_values::{Random, SEED, anything, date, is_read, misspelled, number, text};

/// What a schema says of one value, with its references followed, and its parts put together.
#[derive(Default)]
struct Said<'a> {
    types: Vec<&'a str>,
    properties: BTreeMap<&'a str, Vec<&'a Value>>,
    required: Vec<&'a str>,
    values: Vec<&'a Value>,
    items: Option<&'a Value>,
    more: Option<&'a Value>,
    minimum: Option<&'a Value>,
    maximum: Option<&'a Value>,
    pattern: Option<&'a str>,
    is_date: bool,
}

pub(crate) struct Grower<'a> {
    schema: &'a Value,
    /// Every property of the schema, with what the schema says of it.
    properties: Vec<(&'a str, &'a Value)>,
    /// Texts that match a pattern of the schema.
    matching: BTreeMap<&'a str, Vec<String>>,
    /// In one of so many places is something that the schema does not say.
    pub(crate) odd: usize,
}

impl<'a> Grower<'a> {
    pub(crate) fn new(schema: &'a Value) -> Self {
        let mut grower = Self { schema, properties: Vec::new(), matching: BTreeMap::new(), odd: 1 };
        let mut patterns = Vec::new();
        grower.collect(schema, &mut patterns);
        // Its own generator, with a seed too.
        let seed = SEED.to_le_bytes().repeat(4);
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        for pattern in patterns {
            let body = pattern.trim_start_matches('^').trim_end_matches('$');
            let Ok(strategy) = proptest::string::string_regex(body) else { panic!("{pattern}") };
            let texts = (0..300).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
            grower.matching.insert(pattern, texts);
        }
        grower
    }

    /// The properties and patterns of all that is inside of a schema.
    fn collect(&mut self, schema: &'a Value, patterns: &mut Vec<&'a str>) {
        match schema {
            Value::Object(keywords) => {
                for (keyword, value) in keywords {
                    match (keyword.as_str(), value) {
                        ("properties", Value::Object(properties)) => {
                            self.properties.extend(properties.iter().map(|(name, schema)| (name.as_str(), schema)));
                            properties.values().for_each(|schema| self.collect(schema, patterns));
                        }
                        ("$defs", Value::Object(definitions)) => {
                            definitions.values().for_each(|schema| self.collect(schema, patterns));
                        }
                        ("pattern", Value::String(pattern)) => patterns.push(pattern),
                        ("examples" | "const" | "enum", _) => {}
                        _ => self.collect(value, patterns),
                    }
                }
            }
            Value::Array(schemas) => schemas.iter().for_each(|schema| self.collect(schema, patterns)),
            _ => {}
        }
    }

    /// Adds what a schema says. Of what two parts say, the last one counts.
    fn gather(&self, schema: &'a Value, said: &mut Said<'a>, random: &mut Random) {
        let Value::Object(keywords) = schema else { return };
        let text_of = |name: &str| keywords.get(name).and_then(Value::as_str);
        if let Some(reference) = text_of("$ref") {
            self.gather(self.schema.pointer(&reference[1..]).unwrap(), said, random);
        }
        for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.gather(part, said, random);
        }
        match keywords.get("type") {
            Some(Value::String(only)) => said.types = vec![only],
            Some(Value::Array(several)) => said.types = several.iter().filter_map(Value::as_str).collect(),
            _ => {}
        }
        for (name, property) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
            said.properties.entry(name).or_default().push(property);
        }
        said.required
            .extend(keywords.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str));
        for values in ["const", "enum"] {
            match keywords.get(values) {
                Some(Value::Array(several)) => said.values = several.iter().collect(),
                Some(one) => said.values = vec![one],
                None => {}
            }
        }
        said.items = keywords.get("items").or(said.items);
        said.more = keywords.get("additionalProperties").or(said.more);
        said.minimum = keywords.get("minimum").or(said.minimum);
        said.maximum = keywords.get("maximum").or(said.maximum);
        said.pattern = text_of("pattern").or(said.pattern);
        said.is_date |= text_of("format") == Some("date-time");
        if let Some(branches) = keywords.get("anyOf").and_then(Value::as_array) {
            self.gather(random.one_of(branches), said, random);
        }
    }

    /// A value of which most places are as a schema says.
    fn grow(&self, schema: &'a Value, depth: usize, random: &mut Random) -> Value {
        if random.one_in(self.odd) || depth > 12 {
            return anything(depth, random);
        }
        let mut said = Said::default();
        self.gather(schema, &mut said, random);
        if !said.values.is_empty() {
            return random.pick(&said.values).clone();
        }
        let kind = match &*said.types {
            [] if said.properties.is_empty() => return anything(depth, random),
            [] => "object",
            // Null is one of the types of every optional value.
            [kind, "null"] if !random.one_in(6) => kind,
            several => random.pick(several),
        };
        match kind {
            "object" => Value::Object(self.object(&said, depth, random)),
            "array" => {
                let count = if random.one_in(400) { 999 + random.below(3) } else { random.below(4) };
                let element = |random: &mut Random| match said.items {
                    Some(_) if count > 900 => json!("a"),
                    Some(items) => self.grow(items, depth + 1, random),
                    None => anything(depth, random),
                };
                (0..count).map(|_| element(random)).collect()
            }
            "string" => json!(self.string(&said, random)),
            "integer" => self.integer(&said, random),
            "boolean" => json!(random.one_in(2)),
            "null" => Value::Null,
            other => unreachable!("{other}"),
        }
    }

    fn object(&self, said: &Said<'a>, depth: usize, random: &mut Random) -> Map<String, Value> {
        let mut fields = Map::new();
        // Of a property that two parts speak of, the last one is about the chosen form.
        let is_one_form = !random.one_in(3);
        let how_full = 1 + random.below(4);
        for (name, schemas) in &said.properties {
            let is_there =
                if said.required.contains(name) { !random.one_in(2 * self.odd) } else { random.one_in(how_full) };
            if is_there {
                let schema = if is_one_form { schemas.last().copied().unwrap() } else { random.pick(schemas) };
                fields.insert((*name).to_owned(), self.grow(schema, depth + 1, random));
            }
        }
        if let Some(schema) = said.more {
            let count = if random.one_in(200) { 999 + random.below(3) } else { random.below(4) };
            let key = |index: usize, random: &mut Random| if count > 900 { index.to_string() } else { text(random) };
            for index in 0..count {
                let value = if count > 900 { json!({}) } else { self.grow(schema, depth + 1, random) };
                fields.insert(key(index, random), value);
            }
        }
        if random.one_in(4) {
            self.unknown_field(&mut fields, depth, random);
        }
        fields
    }

    /// A field that is not documented here, most often one that is documented elsewhere.
    fn unknown_field(&self, fields: &mut Map<String, Value>, depth: usize, random: &mut Random) {
        let (name, schema) = random.pick(&self.properties);
        let name = match random.below(6) {
            0 => text(random),
            1 => name.to_uppercase(),
            _ => name.to_owned(),
        };
        let value = if random.one_in(3) { anything(depth, random) } else { self.grow(schema, depth + 1, random) };
        fields.insert(name, value);
    }

    /// One that the schema allows, or now and then one just beyond.
    fn integer(&self, said: &Said<'_>, random: &mut Random) -> Value {
        let small = random.below(30);
        if self.is_at_an_edge(random) {
            let (least, most) = (said.minimum.and_then(Value::as_i64), said.maximum.and_then(Value::as_i64));
            return match random.below(4) {
                0 => least.and_then(|least| least.checked_sub(1)).map_or(json!(-1e19), Value::from),
                1 => most.and_then(|most| most.checked_add(1)).map_or(json!(2e19), Value::from),
                _ => number(random),
            };
        }
        match (random.below(8), said.minimum, said.maximum) {
            (0, Some(edge), _) | (1, _, Some(edge)) => edge.clone(),
            (2, ..) => json!(small as f64),
            _ => json!(small),
        }
    }

    fn string(&self, said: &Said<'_>, random: &mut Random) -> String {
        let is_date = said.is_date || said.pattern.is_some_and(|pattern| pattern.contains("[0-9]{4}"));
        let spelled = match said.pattern {
            Some(pattern) if !is_date || random.one_in(2) => random.one_of(&self.matching[pattern]).clone(),
            None if !is_date => text(random),
            _ if self.is_at_an_edge(random) => date(random),
            _ => random
                .pick(&["2024-02-15T14:30:00Z", "2021-01-04T21:32:33+00:00", "2014-12-31T12:13:39.000Z"])
                .to_owned(),
        };
        if random.one_in(3 * self.odd) { misspelled(&spelled, random) } else { spelled }
    }

    /// A fault hides others, so there are few in one payload.
    fn is_at_an_edge(&self, random: &mut Random) -> bool {
        random.one_in(self.odd.div_ceil(4))
    }

    /// A payload of one of the events, now and then with the event type of another, or of none.
    pub(crate) fn event(&self, random: &mut Random) -> Value {
        let event_type = EventType::all().nth(random.below(EventType::all().len())).unwrap();
        let name: String = event_type.as_str().split(['.', '_']).map(capitalized).collect();
        let mut payload = self.grow(&self.schema["$defs"][&*name], 0, random);
        if random.one_in(30) && payload.is_object() {
            payload["event_type"] = if random.one_in(8) { anything(1, random) } else { json!(text(random)) };
        }
        payload
    }

    /// A documented payload in one of its forms, changed in a few places.
    pub(crate) fn changed(&self, samples: &[Value], random: &mut Random) -> Value {
        let mut payload = random.one_of(samples).clone();
        for _ in 0..=random.below(4) {
            self.change(&mut payload, random);
        }
        payload
    }

    /// A documented payload in one of its forms, with one value of the same kind but of another spelling.
    pub(crate) fn spelled_otherwise(samples: &[Value], random: &mut Random) -> Value {
        let mut payload = random.one_of(samples).clone();
        let pointers = pointers(&payload);
        let pointer = random.one_of(&pointers);
        let value = payload.pointer_mut(pointer).unwrap();
        match value {
            Value::String(spelled) if is_read(spelled) => *spelled = date(random),
            Value::String(spelled) => *spelled = text(random),
            // Where a code is, a word may be too.
            Value::Number(_) if random.one_in(3) => *value = json!(text(random)),
            Value::Number(_) => *value = number(random),
            _ => *value = anything(1, random),
        }
        payload
    }

    fn change(&self, payload: &mut Value, random: &mut Random) {
        let pointers = pointers(payload);
        let (from, to) = (random.one_of(&pointers).clone(), random.one_of(&pointers).clone());
        let (parent, name) = from.rsplit_once('/').unwrap_or_default();
        let value = payload.pointer(&from).unwrap().clone();
        let as_documented: Vec<(&str, &Value)> =
            self.properties.iter().copied().filter(|(known, _)| *known == name).collect();
        let target = payload.pointer_mut(&to);
        match (random.below(8), target) {
            // A value that the field may have somewhere.
            (0 | 1, _) if !as_documented.is_empty() => {
                let (_, schema) = random.pick(&as_documented);
                *payload.pointer_mut(&from).unwrap() = self.grow(schema, 1, random);
            }
            (2, _) if !from.is_empty() => *payload.pointer_mut(&from).unwrap() = anything(1, random),
            (3, _) => {
                if let Some(Value::Object(fields)) = payload.pointer_mut(parent) {
                    fields.remove(name);
                }
            }
            (4, Some(Value::Object(fields))) => self.unknown_field(fields, 1, random),
            // Fields from one object to another: nested and flat at once, and older names.
            (5, Some(Value::Object(fields))) => match value {
                Value::Object(others) => fields.extend(others),
                other => drop(fields.insert(name.to_owned(), other)),
            },
            (6, Some(Value::Object(fields))) => {
                let (other, _) = random.pick(&self.properties);
                fields.insert(other.to_owned(), value);
            }
            (_, Some(Value::String(text))) => *text = misspelled(text, random),
            (_, Some(Value::Number(spelled))) => {
                if let Some(integer) = spelled.as_i64() {
                    *payload.pointer_mut(&to).unwrap() = json!(integer as f64);
                }
            }
            _ => {}
        }
    }
}

/// Where the values of a payload are.
fn pointers(payload: &Value) -> Vec<String> {
    let mut pointers = vec![String::new()];
    let mut next = 0;
    while let Some(pointer) = pointers.get(next).cloned() {
        next += 1;
        match payload.pointer(&pointer) {
            Some(Value::Object(fields)) => {
                let escaped = |name: &String| name.replace('~', "~0").replace('/', "~1");
                pointers.extend(fields.keys().map(|name| format!("{pointer}/{}", escaped(name))));
            }
            Some(Value::Array(elements)) => {
                pointers.extend((0..elements.len().min(4)).map(|index| format!("{pointer}/{index}")));
            }
            _ => {}
        }
    }
    pointers
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + characters.as_str())
}
