//! Documented payloads, mutated structurally: fields taken away, doubled, renamed, moved, replaced; then the checks of
//! `bytes`, and that no value of an unknown field, or of an unexpected type, shows anywhere.

use std::sync::OnceLock;

use cloud66_webhooks::Sample;
use serde_json::Value;

use super::bytes::{LEVELS, check_body, check_value, choice};
use super::json::{Node, has_rounded, levels};

/// What may stand in the place of any value.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "7",
    "1.0",
    "-0.0",
    "1.5",
    "1e3",
    "1e400",
    "1E-400",
    "3.0000000000000001",
    "9007199254740993.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "100000000000000000000000000000000",
    "0.1234567890123456789",
    "8210266876799",
    "8210266876800",
    "-8334601228800",
    "\"\"",
    "\"a\"",
    "\"0\"",
    "\"ok\"",
    "\"FAILED\"",
    "\"bck_failed\"",
    "\"Live\"",
    "\"active\"",
    "\"2024-02-15 14:30:00 UTC\"",
    "\"2024-02-15T14:30:00.123456789+02:00\"",
    "\"2021-01-04T21:32:33+0000\"",
    "\"2024-13-01T00:00:00Z\"",
    "\"2016-12-31T23:59:60Z\"",
    "\"9999-12-31T23:59:59-01:00\"",
    "\"0000-01-01T00:00:00+01:00\"",
    "\"0001-01-01T00:00:00Z\"",
    "\"2024-02-15T14:30:00\"",
    "\"127.0.0.1\"",
    "\"::1\"",
    r#""\ud800""#,
    r#""\u0000""#,
    r#""\u202e\u001b[31m\n\r""#,
    r#""\ud83d\ude00""#,
    "\"https://user:pw@example.com/x.git\"",
    "[]",
    "[null]",
    "[1,\"a\"]",
    "[[]]",
    "{}",
    r#"{"a":1}"#,
    r#"{"a":1,"a":2}"#,
    r#"{"uid":"u","name":"n"}"#,
    r#"{"id":1,"db_type":"x","database_name":"d"}"#,
    r#"{"$serde_json::private::RawValue":"[1]"}"#,
    r#"{"$serde_json::private::Number":"1"}"#,
    r#"{"":{"":[]}}"#,
    "nul",
    "'x'",
    "01",
    "+1",
    "\"\\x\"",
    "[1,]",
];

/// Stands in unknown fields and in values of an unexpected type only, so it must not be shown.
const HIDDEN: &str = "hidden-7f3a";

/// Whatever field has one of these, the marker is not what it is documented to have.
const ODD: &[&str] = &[
    r#"{"never-documented":"@"}"#,
    r#"[{"never-documented":"@"}]"#,
    r#"[["@"]]"#,
    r#"{"never-documented":["@",{"x":"@"}],"neither":{"@":1}}"#,
    r#"["a",["@"]]"#,
    r#"[1.5,"@"]"#,
];

/// What of the samples a mutation may use: the payloads, and every key that stands in one of them.
struct Material {
    payloads: Vec<Node>,
    names: Vec<String>,
}

fn material() -> &'static Material {
    fn collect(node: &Node, names: &mut Vec<String>) {
        match node {
            Node::Text(_) => {}
            Node::List(elements) => elements.iter().for_each(|element| collect(element, names)),
            Node::Object(fields) => {
                for (name, value) in fields {
                    names.push(name.clone());
                    collect(value, names);
                }
            }
        }
    }
    static MATERIAL: OnceLock<Material> = OnceLock::new();
    MATERIAL.get_or_init(|| {
        let payloads: Vec<Node> =
            Sample::all().map(|sample| serde_json::from_str(sample.json).expect("JSON")).collect();
        // Documented, but not in the examples.
        let more =
            ["reason", "diff", "type_symbol", "integration_name", "scaler", "image", "detail", "run_data", "", "a.b"];
        let mut names: Vec<String> = more.into_iter().map(str::to_owned).collect();
        payloads.iter().for_each(|payload| collect(payload, &mut names));
        names.sort_unstable();
        names.dedup();
        Material { payloads, names }
    })
}

/// Decisions, taken from the bytes of the fuzzer; zeros when they are used up.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    fn below(&mut self, limit: usize) -> usize {
        let wide = if limit > 256 { self.byte() * 256 } else { 0 };
        (wide + self.byte()) % limit.max(1)
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Some value below `node`, or `node` itself.
fn somewhere<'n>(node: &'n mut Node, choices: &mut Choices<'_>) -> &'n mut Node {
    let children = match node {
        Node::Text(_) => 0,
        Node::List(elements) => elements.len(),
        Node::Object(fields) => fields.len(),
    };
    // 0 stays here, so that bytes which are used up end the walk.
    let choice = choices.below(children + 1);
    if choice == 0 {
        return node;
    }
    match node {
        Node::Text(_) => node,
        Node::List(elements) => somewhere(&mut elements[choice - 1], choices),
        Node::Object(fields) => somewhere(&mut fields[choice - 1].1, choices),
    }
}

fn mutate(payload: &mut Node, choices: &mut Choices<'_>) {
    let material = material();
    let action = choices.below(15);
    // Only one of the mutations asks, and it takes a walk through all of the payload.
    let is_deep = action == 12 && payload.levels() > LEVELS;
    let node = somewhere(payload, choices);
    match (action, &mut *node) {
        (0, _) => *node = Node::Text((*choices.of(VALUES)).to_owned()),
        (1, Node::Object(fields)) if !fields.is_empty() => {
            let index = choices.below(fields.len());
            fields.remove(index);
        }
        (2, Node::Object(fields)) if !fields.is_empty() => {
            let copy = fields[choices.below(fields.len())].clone();
            fields.insert(choices.below(fields.len() + 1), copy);
        }
        (3, Node::Object(fields)) if !fields.is_empty() => {
            let index = choices.below(fields.len());
            fields[index].0.clone_from(choices.of(&material.names));
        }
        // A value of another payload.
        (4, _) => {
            let mut other = choices.of(&material.payloads).clone();
            *node = somewhere(&mut other, choices).clone();
        }
        (5, _) => *node = Node::List(vec![node.clone()]),
        (6, _) => *node = Node::Object(vec![(choices.of(&material.names).clone(), node.clone())]),
        // Nested becomes spread,
        (7, Node::Object(fields)) if !fields.is_empty() => {
            let index = choices.below(fields.len());
            if let (name, Node::Object(inner)) = fields.remove(index) {
                fields.extend(inner);
                if choices.below(4) == 0 {
                    fields.push((name, Node::Object(Vec::new())));
                }
            }
        }
        // and spread becomes nested.
        (8, Node::Object(fields)) => {
            let from = choices.below(fields.len() + 1);
            let inner = fields.split_off(from);
            fields.push((choices.of(&material.names).clone(), Node::Object(inner)));
        }
        (9, Node::Object(fields)) if !fields.is_empty() => {
            let field = fields.remove(choices.below(fields.len()));
            fields.insert(choices.below(fields.len() + 1), field);
        }
        (10, Node::Object(fields)) => {
            let name = choices.of(&material.names).clone();
            fields.push((name, Node::Text((*choices.of(VALUES)).to_owned())));
        }
        (11, Node::Object(fields)) => fields.reverse(),
        (11, Node::List(elements)) => elements.extend(elements.clone()),
        // Around the limit of depth, wherever it is put.
        (12, _) if !is_deep => {
            let levels = 117 + choices.below(14);
            let kind = choices.below(3);
            for level in 0..levels {
                let inner = std::mem::replace(node, Node::List(Vec::new()));
                *node = match (kind, level % 2) {
                    (0, _) | (2, 0) => Node::List(vec![inner]),
                    _ => Node::Object(vec![("a".to_owned(), inner)]),
                };
            }
        }
        // Among others, and a little deeper.
        (13, _) => {
            let [before, after] = [0; 2].map(|_| Node::Text((*choices.of(VALUES)).to_owned()));
            let inner = std::mem::replace(node, Node::List(Vec::new()));
            *node = Node::List(vec![before, inner, after]);
        }
        // As many as are counted and no longer listed.
        (14, Node::Object(fields)) => {
            let value = *choices.of(VALUES);
            let count = 90 + choices.below(20);
            fields.extend((0..count).map(|index| (format!("new{index}"), Node::Text(value.to_owned()))));
        }
        _ => {}
    }
}

/// The body that is made of the bytes, and its value if it has one.
pub fn body(data: &[u8]) -> (String, Option<Value>) {
    let mut choices = Choices(data);
    let mut payload = choices.of(&material().payloads).clone();
    let mut mutations = 0;
    while !choices.is_empty() && mutations < 12 {
        mutate(&mut payload, &mut choices);
        mutations += 1;
    }
    // These come last, so that no mutation makes a documented value of them. Without mutations the payload is broken.
    if choices.below(2) == 0 {
        let odd = choices.of::<&str>(ODD).replace('@', HIDDEN);
        *somewhere(&mut payload, &mut choices) = serde_json::from_str(&odd).expect("JSON");
    }
    if let Node::Object(fields) = somewhere(&mut payload, &mut choices) {
        let hidden = format!("{{\"x\": [\"{HIDDEN}\", {{\"a\": \"{HIDDEN}\"}}]}}");
        fields.push(("never-documented".to_owned(), Node::Text(hidden)));
    }
    let mut text = String::new();
    payload.write(&mut text);
    match choices.below(8) {
        1 => text.push_str(choices.of::<&str>(VALUES)),
        2 => text.truncate(choices.below(text.len())),
        _ => {
            let value = payload.value().filter(|_| !has_rounded(&text));
            return (text, value);
        }
    }
    (text, None)
}

pub fn check(data: &[u8]) {
    let (text, value) = body(data);
    // What is less deep goes in as a value in the checks of the text.
    if let Some(value) = value.filter(|value| levels(value) > LEVELS - 10) {
        check_value(&value, Some(HIDDEN));
    }
    let read = check_body(text.as_bytes(), Some(HIDDEN));
    // It is slow, and differs from the `Debug` of one line in its spaces only.
    if let Ok(event) = read
        && choice(data).is_multiple_of(16)
    {
        let shown = format!("{event:#?}");
        assert!(!shown.contains(HIDDEN), "shows what must not be shown: {shown}");
    }
}
