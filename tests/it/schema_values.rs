//! Values for the sweep of `schema_sweep.rs`, the same in every run: numbers, dates and other texts at the edges, and anything.

use chrono::{DateTime, Utc};
use cloud66_webhooks::EventType;
use cloud66_webhooks::time::Rfc3339;
use serde_json::{Value, json};
use serde_with::DeserializeAs;

/// Another one makes other values.
pub(crate) const SEED: u64 = 14;

/// `splitmix64`: the same values everywhere, and no dependency.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const NUMBERS: [&str; 44] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "2",
    "7",
    "99",
    "100",
    "3.0",
    "1.5",
    "-2.5",
    "1e2",
    "1e-7",
    "0.1",
    "1640995200",
    "4503599627370495.0",
    "4503599627370495.5",
    "4503599627370496.0",
    "-4503599627370496.0",
    "4503599627370497",
    "9007199254740991",
    "9007199254740991.0",
    "9007199254740992",
    "9007199254740993",
    "9007199254740994.0",
    "-9007199254740993",
    "1e18",
    "9223372036854775806",
    "9223372036854775807",
    "9223372036854775808",
    "9223372036854774784.0",
    "-9223372036854775808",
    "-9223372036854775809",
    "-9223372036854777856",
    "18446744073709551615",
    "18446744073709551616",
    "18446744073709549568.0",
    "1e19",
    "1e20",
    "1e30",
    "1e308",
    "-1e308",
    "5e-324",
];

const TEXTS: [&str; 40] = [
    "",
    " ",
    "a",
    "0",
    "1",
    "3.0",
    "true",
    "null",
    "[]",
    "{}",
    "failed",
    "FAILED",
    "ok",
    "Ok",
    "bck_ok",
    "BCK_FAILED",
    "HLT_OK",
    "hlt_broken",
    "STK_QUEUED",
    "not verified",
    "Not Restored",
    "unable to verify",
    "verification failed",
    "restored",
    "mysql",
    "postgresql",
    "up",
    "UTC",
    "2024-02-30",
    "failed\n",
    "\nfailed",
    "fa\u{131}led",
    "\u{17f}tk_ok",
    "OK\u{0}",
    "\u{202e}ok",
    "日本語😀",
    "\u{212a}",
    "550e8400-e29b-41d4-a716-446655440001",
    "192.0.2.1",
    "a.b[0]",
];

pub(crate) fn number(random: &mut Random) -> Value {
    match random.below(6) {
        0 => json!(random.next().cast_signed()),
        1 => json!(random.next()),
        2 => json!((random.next() % 2_000) as f64 - 1_000.0),
        3 => json!(random.below(60).cast_signed() - 20),
        _ => serde_json::from_str(random.pick(&NUMBERS)).unwrap(),
    }
}

/// A timestamp in one of many spellings, most of them right.
pub(crate) fn date(random: &mut Random) -> String {
    const PLAIN: [[&str; 4]; 7] = [
        ["2024", "2021", "1999", "2015"],
        ["01", "02", "12", "06"],
        ["01", "28", "15", "09"],
        ["00", "10", "23", "14"],
        ["00", "30", "59", "12"],
        ["00", "30", "59", "33"],
        ["", ".5", ".000", ".988310784"],
    ];
    const EDGES: [&[&str]; 7] = [
        &["0000", "0001", "9999", "1900", "2000", "2023", "1970", "999", "12024", "-001", "+024", "20 4"],
        &["00", "02", "04", "11", "13", "1", "-1"],
        &["00", "28", "29", "30", "31", "32", "1", "1 "],
        &["00", "23", "24", "25", "1", "+1"],
        &["00", "59", "60", "61", "5"],
        &["00", "59", "60", "61", "5", ""],
        &[".", ".1", ".123456789", ".1234567890", ".99999999999999999999", ",5", ".5.5", ".-5", ".１"],
    ];
    const ZONES: [&str; 26] = [
        "Z",
        "z",
        " UTC",
        "+00:00",
        "-00:00",
        "+0000",
        "-0000",
        "+01:00",
        "-08:00",
        "+0545",
        "-1030",
        "+23:59",
        "-2359",
        "+24:00",
        "+14:60",
        "+5:30",
        "+05",
        "+053",
        "",
        "UTC",
        " utc",
        " GMT",
        " Z",
        "+00:00\n",
        "Z ",
        "\u{2212}08:00",
    ];
    let mut parts = PLAIN.map(|all| random.pick(&all));
    if random.one_in(3) {
        // The ends of the four digits, and the leap second, which are each more than one odd part.
        let (year, month, day) =
            random.pick(&[("0000", "01", "01"), ("9999", "12", "31"), ("2016", "12", "31"), ("0000", "02", "29")]);
        (parts[0], parts[1], parts[2]) = (year, month, day);
        (parts[3], parts[4], parts[5]) = random.pick(&[
            ("23", "59", "60"),
            ("00", "00", "00"),
            ("23", "59", "59"),
            ("15", "59", "60"),
            ("12", "30", "60"),
        ]);
    }
    for part in 0..7 {
        if random.one_in(12) {
            parts[part] = random.pick(EDGES[part]);
        }
    }
    let zone = if random.one_in(2) { random.below(3) } else { random.below(ZONES.len()) };
    let separator = random.pick(&["T", "T", "T", " ", " ", "t", "_", "", "  "]);
    let [year, month, day, hour, minute, second, fraction] = parts;
    format!("{year}-{month}-{day}{separator}{hour}:{minute}:{second}{fraction}{}", ZONES[zone])
}

/// One character less, more or changed.
pub(crate) fn misspelled(text: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = random.below(characters.len() + 1);
    let other = random.pick(&['0', '9', 'a', 'Z', ' ', '-', ':', '.', '+', '\n', '\r', 'ſ', 'K', '\u{2028}']);
    match random.below(3) {
        0 => characters.insert(at, other),
        1 if at < characters.len() => characters[at] = other,
        _ if at < characters.len() => drop(characters.remove(at)),
        _ => characters.push(other),
    }
    characters.into_iter().collect()
}

pub(crate) fn text(random: &mut Random) -> String {
    match random.below(8) {
        0 => date(random),
        1 => EventType::all().nth(random.below(EventType::all().len())).unwrap().to_string(),
        2 => "x".repeat(random.below(300)),
        3 => misspelled(random.pick(&TEXTS), random),
        _ => random.pick(&TEXTS).to_owned(),
    }
}

/// Any value, whatever the schema says.
pub(crate) fn anything(depth: usize, random: &mut Random) -> Value {
    match random.below(if depth < 4 { 10 } else { 7 }) {
        0 | 1 => Value::Null,
        2 => json!(random.one_in(2)),
        3 | 4 => number(random),
        5 | 6 => json!(text(random)),
        7 => (0..random.below(4)).map(|_| anything(depth + 1, random)).collect(),
        _ => Value::Object((0..random.below(4)).map(|_| (text(random), anything(depth + 1, random))).collect()),
    }
}

/// Whether it is the text of a date to the crate.
pub(crate) fn is_read(text: &str) -> bool {
    let read: Result<DateTime<Utc>, serde_json::Error> = Rfc3339::deserialize_as(json!(text));
    read.is_ok()
}
