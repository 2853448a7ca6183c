//! The cases and their contenders, for the programs that measure them: `benches/run` (the table of ratios), `counts`
//! (instructions) and `cargo bench -p cloud66-webhooks-benches` (criterion).
//!
//! The cfg `old` is set by `benches/run`, which lays out the crate at an older commit and builds these sources against both.

pub mod bodies;
pub mod derived;
pub mod rivals;

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use cloud66_webhooks::EventType;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use rivals::{dropping, keeping, required};

/// What is done with one body, and who does it.
pub struct Case {
    pub name: String,
    /// The first one is this crate, and all others are compared to it.
    pub contenders: Vec<Contender>,
}

pub struct Contender {
    pub name: &'static str,
    /// The most that the time of this crate may be, in times of this one.
    pub at_most: Option<f64>,
    /// Does it so many times and says how long that took.
    pub run: Box<dyn FnMut(u64) -> Duration>,
}

impl Contender {
    fn at_most(mut self, at_most: f64) -> Self {
        self.at_most = Some(at_most);
        self
    }

    /// Whether the short table shows it: what has an aim, the older version, and the control.
    pub fn is_essential(&self) -> bool {
        self.at_most.is_some() || self.name == OLD || self.name == ITSELF
    }

    fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
}

/// The older version, which `benches/run` names.
#[cfg(old)]
pub const OLD: &str = concat!("this crate at ", env!("OLD"));
#[cfg(not(old))]
pub const OLD: &str = "this crate, older";
pub const ITSELF: &str = "this crate once more (control)";
pub const VALUE: &str = "`serde_json::Value`";
pub const SCAN: &str = "`IgnoredAny`, a scan";
/// What any reader that gets fields from serde_json asks of it, and nothing else.
pub const WALK: &str = "names and values, one by one";
/// What reading cannot be cheaper than: to look at every byte, and to ask for the memory that the public types need, fill it
/// and give it back.
pub const FLOOR: &str = "floor: a scan and a clone of the event";

/// Whether what contenders work on is put at another place in each process. It makes some percent of difference, and the same
/// contender would have the better place in each process otherwise.
pub static SCATTER: AtomicBool = AtomicBool::new(false);

/// A copy of a body for one contender.
fn place(body: &[u8]) -> Vec<u8> {
    if SCATTER.load(Relaxed) {
        let random = RandomState::new().build_hasher().finish() as usize;
        std::mem::forget(Vec::<u8>::with_capacity(1 + random % 4096));
    }
    body.to_vec()
}

/// Times `work`, and the release of what it makes.
fn contender<T>(name: &'static str, work: impl Fn() -> T + 'static) -> Contender {
    let run = move |times| {
        let start = Instant::now();
        for _ in 0..times {
            drop(black_box(work()));
        }
        start.elapsed()
    };
    Contender { name, at_most: None, run: Box::new(run) }
}

/// What this crate does, for each of its versions.
macro_rules! version {
    ($module:ident, $version:ident, $name:expr) => {
        pub mod $module {
            use std::hint::black_box;

            use $version::{EventType, WebhookEvent};

            use serde::de::IgnoredAny;

            use super::{Contender, FLOOR, contender, json, place, writer};

            pub fn from_slice(body: &[u8]) -> Contender {
                let body = place(body);
                contender($name, move || WebhookEvent::from_slice(black_box(&body)).expect("reads"))
            }

            pub fn deserialize(body: &[u8]) -> Contender {
                json::<WebhookEvent>($name, body)
            }

            pub fn write(body: &[u8]) -> Contender {
                writer($name, event(body), |event| serde_json::to_vec(event).expect("writes"))
            }

            pub fn line(body: &[u8]) -> Contender {
                writer($name, event(body), WebhookEvent::to_string)
            }

            pub fn drift(body: &[u8]) -> Contender {
                writer($name, event(body), WebhookEvent::drift)
            }

            pub fn peek(body: &[u8]) -> Contender {
                let body = place(body);
                contender($name, move || EventType::peek(black_box(&body)).expect("reads"))
            }

            #[allow(dead_code, reason = "the older version needs none")]
            pub fn floor(body: &[u8]) -> Contender {
                let (body, event) = (place(body), event(body));
                contender(FLOOR, move || {
                    serde_json::from_slice::<IgnoredAny>(black_box(&body)).expect("reads");
                    black_box(&event).clone()
                })
            }

            fn event(body: &[u8]) -> WebhookEvent {
                WebhookEvent::from_slice(&place(body)).expect("reads")
            }
        }
    };
}

version! { new, cloud66_webhooks, "this crate" }
#[cfg(old)]
version! { old, cloud66_webhooks_old, super::OLD }

/// This crate and, where it is at hand, its older version, doing one thing with one body.
macro_rules! versions {
    ($what:ident, $body:expr) => {{
        #[allow(unused_mut, reason = "without `old` there is one only")]
        let mut contenders = vec![new::$what($body)];
        #[cfg(old)]
        contenders.push(old::$what($body));
        contenders
    }};
}

/// simd-json overwrites the body that it reads. It gets fresh copies, and making them is not timed: a receiver that has no
/// further use for the body need not copy it.
fn simd_json<T: DeserializeOwned + 'static>(name: &'static str, body: &[u8]) -> Contender {
    let body = place(body);
    let run = move |times: u64| {
        let mut elapsed = Duration::ZERO;
        let mut left = times;
        while left > 0 {
            let batch = left.min(16);
            let mut copies = vec![body.clone(); batch as usize];
            let start = Instant::now();
            for copy in &mut copies {
                drop(black_box(simd_json::from_slice::<T>(black_box(copy)).expect("reads")));
            }
            elapsed += start.elapsed();
            left -= batch;
        }
        elapsed
    };
    Contender { name, at_most: None, run: Box::new(run) }
}

fn sonic<T: DeserializeOwned + 'static>(name: &'static str, body: &[u8]) -> Contender {
    let body = place(body);
    contender(name, move || sonic_rs::from_slice::<T>(black_box(&body)).expect("reads"))
}

fn json<T: DeserializeOwned + 'static>(name: &'static str, body: &[u8]) -> Contender {
    let body = place(body);
    contender(name, move || serde_json::from_slice::<T>(black_box(&body)).expect("reads"))
}

fn writer<T: 'static, R: 'static>(name: &'static str, value: T, write: impl Fn(&T) -> R + 'static) -> Contender {
    contender(name, move || write(black_box(&value)))
}

/// Every name and value of a body, as serde hands them out, with nothing done with them.
struct Walk;

impl<'de> Deserialize<'de> for Walk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self, E> {
        black_box(value);
        Ok(self)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self, E> {
        black_box(value);
        Ok(self)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self, E> {
        black_box(value);
        Ok(self)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self, E> {
        black_box(value);
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, value: &str) -> Result<Self, E> {
        black_box(value);
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}

/// Makes a case when it is needed: making all of them takes longer than counting the instructions of one.
pub type Make = fn() -> Case;

/// All cases, with the words by which they are chosen.
pub const CASES: &[(&str, Make)] = &[
    ("backup compact", || backup("backup event, compact", &bodies::compact(BACKUP), [0.45, 0.45, 0.85, 0.80])),
    ("backup indented", || backup("backup event, indented", &bodies::pretty(BACKUP), [0.55, 0.60, 1.00, 1.00])),
    ("last compact", || tagged("`event_type` last, compact", &bodies::tag_last(&bodies::compact(BACKUP)), 0.55)),
    ("last indented", || tagged("`event_type` last, indented", &bodies::tag_last(&bodies::pretty(BACKUP)), 0.55)),
    ("stack compact", || tagged("flattened stack event, compact", &bodies::compact(STACK), 0.33)),
    ("stack indented", || tagged("flattened stack event, indented", &bodies::pretty(STACK), 0.33)),
    ("deserialize compact", || deserialize("backup event by `Deserialize`, compact", &bodies::compact(BACKUP))),
    ("deserialize indented", || deserialize("backup event by `Deserialize`, indented", &bodies::pretty(BACKUP))),
    ("unrecognized compact", || {
        generic("unrecognized event, compact", &bodies::unrecognized(&bodies::compact(BACKUP)))
    }),
    ("unrecognized indented", || {
        generic("unrecognized event, indented", &bodies::unrecognized(&bodies::pretty(BACKUP)))
    }),
    ("unknown", unknown_fields),
    ("small compact", || tagged("small event, compact", &bodies::compact(DISK), 1.00)),
    ("small indented", || tagged("small event, indented", &bodies::pretty(DISK), 1.00)),
    ("write", writing),
    ("line", || case("line of a backup event", BACKUP, |body| versions!(line, body))),
    ("drift", || case("`drift()` of a backup event", BACKUP, |body| versions!(drift, body))),
    ("peek", || case("`EventType::peek`", BACKUP, peeking)),
];

const BACKUP: &EventType = &EventType::ManagedBackupFail;
const STACK: &EventType = &EventType::StackCreated;
const DISK: &EventType = &EventType::FreeDiskSpaceAlert;

fn sized(name: &str, body: &[u8], contenders: Vec<Contender>) -> Case {
    Case { name: format!("{name}, {} bytes", body.len()), contenders }
}

fn case(name: &str, event_type: &EventType, contenders: fn(&[u8]) -> Vec<Contender>) -> Case {
    let body = bodies::compact(event_type);
    sized(name, &body, contenders(&body))
}

fn backup(name: &str, body: &[u8], [tag, value, sonic_rs, simd]: [f64; 4]) -> Case {
    let mut contenders = versions!(from_slice, body);
    contenders.extend([
        new::from_slice(body).named(ITSELF),
        json::<dropping::Tagged>("derived tag", body).at_most(tag),
        json::<keeping::Tagged>("derived tag, unknown fields kept", body),
        json::<Value>(VALUE, body).at_most(value),
        json::<required::BackupEvent>("plain struct, all required", body),
        json::<dropping::BackupEvent>("plain struct with `Option`s", body),
        sonic::<required::BackupEvent>("sonic-rs, plain struct, all required", body).at_most(sonic_rs),
        simd_json::<required::BackupEvent>("simd-json, plain struct, all required", body).at_most(simd),
        sonic::<dropping::BackupEvent>("sonic-rs, plain struct with `Option`s", body),
        simd_json::<dropping::BackupEvent>("simd-json, plain struct with `Option`s", body),
        json::<IgnoredAny>(SCAN, body),
        json::<Walk>(WALK, body),
        new::floor(body),
    ]);
    sized(name, body, contenders)
}

fn tagged(name: &str, body: &[u8], tag: f64) -> Case {
    let mut contenders = versions!(from_slice, body);
    contenders.extend([
        json::<dropping::Tagged>("derived tag", body).at_most(tag),
        json::<Value>(VALUE, body),
        json::<IgnoredAny>(SCAN, body),
        json::<Walk>(WALK, body),
        new::floor(body),
    ]);
    sized(name, body, contenders)
}

fn deserialize(name: &str, body: &[u8]) -> Case {
    let mut contenders = versions!(deserialize, body);
    contenders.extend([
        json::<dropping::Tagged>("derived tag", body).at_most(0.60),
        json::<IgnoredAny>(SCAN, body),
        json::<Walk>(WALK, body),
        new::floor(body),
    ]);
    sized(name, body, contenders)
}

fn generic(name: &str, body: &[u8]) -> Case {
    let mut contenders = versions!(from_slice, body);
    contenders.extend([
        json::<Value>(VALUE, body).at_most(0.60),
        json::<IgnoredAny>(SCAN, body),
        json::<Walk>(WALK, body),
        new::floor(body),
    ]);
    sized(name, body, contenders)
}

fn unknown_fields() -> Case {
    let body = &bodies::full_of_unknown_fields();
    let mut contenders = versions!(from_slice, body);
    contenders.extend([
        json::<Value>(VALUE, body).at_most(0.70),
        json::<keeping::Tagged>("derived tag, unknown fields kept", body),
        json::<IgnoredAny>(SCAN, body),
        json::<Walk>(WALK, body),
        new::floor(body),
    ]);
    sized("1 MiB of unknown fields", body, contenders)
}

fn peeking(body: &[u8]) -> Vec<Contender> {
    let mut contenders = versions!(peek, body);
    contenders.push(new::from_slice(body).named("this crate, full read").at_most(0.10));
    contenders
}

/// Into compact JSON, from values that were read before.
fn writing() -> Case {
    fn to_vec<T: serde::Serialize>(value: &T) -> Vec<u8> {
        serde_json::to_vec(value).expect("writes")
    }

    let body = &bodies::compact(BACKUP);
    let mut contenders = versions!(write, body);
    let fast: required::Tagged = serde_json::from_slice(&place(body)).expect("reads");
    let slow: dropping::Tagged = serde_json::from_slice(&place(body)).expect("reads");
    let again: dropping::Tagged = serde_json::from_slice(&place(body)).expect("reads");
    let value: Value = serde_json::from_slice(&place(body)).expect("reads");
    let spelled: required::Tagged<String> = serde_json::from_slice(&place(body)).expect("reads");
    contenders.extend([
        writer("derived tag, dates by `to_rfc3339`, no `Option`s", fast, to_vec).at_most(0.80),
        writer("derived tag, dates that are spelled already, no `Option`s", spelled, to_vec),
        writer("derived tag, dates by chrono's `Serialize`, `Option`s", slow, to_vec),
        writer("the same by sonic-rs", again, |event| sonic_rs::to_vec(event).expect("writes")),
        writer(VALUE, value, to_vec),
    ]);
    sized("writing a backup event", body, contenders)
}

/// What reading the documented backup event may ask of the allocator, by each of those that the table names.
pub fn allocating() -> Vec<Contender> {
    let body = &bodies::compact(BACKUP);
    let mut contenders = versions!(from_slice, body);
    contenders.extend([json::<dropping::Tagged>("derived tag", body), json::<Value>(VALUE, body)]);
    contenders
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloud66_webhooks::{Sample, WebhookEvent};

    /// A rival that says something else, or reads less, would be no rival.
    #[test]
    fn the_rivals_read_and_write_what_the_crate_does() {
        let mut unknown = 0;
        for sample in Sample::all() {
            let body = sample.json.as_bytes();
            let event = WebhookEvent::from_slice(body).expect("reads");
            let rival: derived::Event = match serde_json::from_slice(body) {
                Ok(rival) => rival,
                // An event that was added since.
                Err(error) if error.to_string().contains("unknown variant") => {
                    unknown += 1;
                    continue;
                }
                Err(error) => panic!("{}: {error}", sample.event_type),
            };
            let (event, rival) =
                (serde_json::to_vec(&event).expect("writes"), serde_json::to_vec(&rival).expect("writes"));
            let rival: derived::Event = serde_json::from_slice(&rival).expect("the rival reads what it wrote");
            assert_eq!(
                serde_json::from_slice::<derived::Event>(&event).expect("reads"),
                rival,
                "{}",
                sample.event_type
            );
        }
        assert!(unknown < Sample::all().len() / 4, "the rival does not know {unknown} events");
        let (compact, pretty) = (bodies::compact(BACKUP), bodies::pretty(BACKUP));
        assert!(bodies::same(&pretty, &compact) && bodies::same(&pretty, &bodies::tag_last(&pretty)));
        // Written by both, since empty lists are left out by both.
        let event = WebhookEvent::from_slice(&compact).expect("reads");
        let dropping: dropping::Tagged = serde_json::from_slice(&compact).expect("reads");
        let (event, dropping) = (serde_json::to_vec(&event), serde_json::to_vec(&dropping));
        assert!(bodies::same(&event.expect("writes"), &dropping.expect("writes")));
    }
}
