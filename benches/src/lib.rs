//! The cases and their contenders, for the two programs that time them: `cargo bench -p cloud66-webhooks-benches` (criterion)
//! and `cargo run --release -p cloud66-webhooks-benches` (the table of ratios).

pub mod bodies;
pub mod rivals;

use std::hint::black_box;
use std::time::{Duration, Instant};

use cloud66_webhooks::{EventType, WebhookEvent};
use serde_json::Value;

use rivals::{dropping, keeping};

/// What is done with one body, and who does it.
pub struct Case {
    pub name: &'static str,
    pub bytes: usize,
    /// The first one is this crate, and all others are compared to it.
    pub contenders: Vec<Contender>,
}

pub struct Contender {
    pub name: &'static str,
    /// The most that the time of this crate may be, in times of this one.
    pub target: Option<f64>,
    /// Does it so many times and says how long that took.
    pub run: Box<dyn FnMut(u64) -> Duration>,
}

impl Contender {
    fn at_most(mut self, target: f64) -> Self {
        self.target = Some(target);
        self
    }
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
    Contender { name, target: None, run: Box::new(run) }
}

/// simd-json overwrites the body that it reads. It gets fresh copies, and making them is not timed: a receiver that has no
/// further use for the body need not copy it.
fn simd_json<T: serde::de::DeserializeOwned + 'static>(body: &[u8]) -> Contender {
    let body = body.to_vec();
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
    Contender { name: "simd-json, plain struct", target: None, run: Box::new(run) }
}

fn sonic<T: serde::de::DeserializeOwned + 'static>(body: &[u8]) -> Contender {
    let body = body.to_vec();
    contender("sonic-rs, plain struct", move || sonic_rs::from_slice::<T>(black_box(&body)).expect("reads"))
}

fn json<T: serde::de::DeserializeOwned + 'static>(name: &'static str, body: &[u8]) -> Contender {
    let body = body.to_vec();
    contender(name, move || serde_json::from_slice::<T>(black_box(&body)).expect("reads"))
}

fn from_slice(body: &[u8]) -> Contender {
    let body = body.to_vec();
    contender("this crate, `from_slice`", move || WebhookEvent::from_slice(black_box(&body)).expect("reads"))
}

/// A body read by all. `Plain` is the struct without a tag, which sonic-rs and simd-json read: they need not find out which
/// event it is, and skip `event_type`.
fn reading<Plain: serde::de::DeserializeOwned + 'static>(name: &'static str, body: &[u8], targets: Targets) -> Case {
    let aim = |contender: Contender, target: Option<f64>| Contender { target, ..contender };
    Case {
        name,
        bytes: body.len(),
        contenders: vec![
            from_slice(body),
            json::<WebhookEvent>("this crate, `Deserialize` by serde_json", body),
            aim(json::<dropping::Tagged>("derived tag", body), targets.tag),
            json::<keeping::Tagged>("derived tag, unknown fields kept", body),
            aim(json::<Value>("`serde_json::Value`", body), targets.value),
            json::<Plain>("serde_json, plain struct", body),
            aim(sonic::<Plain>(body), targets.simd),
            aim(simd_json::<Plain>(body), targets.simd),
        ],
    }
}

#[derive(Clone, Copy, Default)]
struct Targets {
    tag: Option<f64>,
    value: Option<f64>,
    simd: Option<f64>,
}

/// All cases.
pub fn cases() -> Vec<Case> {
    let backup = &EventType::ManagedBackupFail;
    let (pretty, compact) = (bodies::pretty(backup), bodies::compact(backup));
    assert!(bodies::same(&pretty, &compact) && bodies::same(&pretty, &bodies::tag_last(&pretty)));
    let documented = Targets { tag: Some(0.55), value: Some(0.60), simd: Some(1.00) };
    let tag_last = Targets { tag: Some(0.75), ..Targets::default() };
    let flattened = Targets { tag: Some(0.45), ..Targets::default() };
    let stack = &EventType::StackCreated;
    let disk = &EventType::FreeDiskSpaceAlert;
    vec![
        reading::<dropping::BackupEvent>("documented backup event", &pretty, documented),
        reading::<dropping::BackupEvent>("documented backup event, compact", &compact, documented),
        reading::<dropping::BackupEvent>("backup event, `event_type` last", &bodies::tag_last(&pretty), tag_last),
        reading::<dropping::BackupEvent>(
            "backup event, `event_type` last, compact",
            &bodies::tag_last(&compact),
            tag_last,
        ),
        reading::<dropping::StackEvent>("flattened stack event", &bodies::pretty(stack), flattened),
        reading::<dropping::StackEvent>("flattened stack event, compact", &bodies::compact(stack), flattened),
        reading::<dropping::DiskSpaceEvent>("small event", &bodies::pretty(disk), Targets::default()),
        reading::<dropping::DiskSpaceEvent>("small event, compact", &bodies::compact(disk), Targets::default()),
        generic("unrecognized event", &bodies::unrecognized(&pretty)),
        generic("unrecognized event, compact", &bodies::unrecognized(&compact)),
        writing("writing a documented backup event", &pretty),
        unknown_fields(),
        peeking("event type only", &pretty),
        peeking("event type only, compact", &compact),
    ]
}

fn generic(name: &'static str, body: &[u8]) -> Case {
    let contenders = vec![from_slice(body), json::<Value>("`serde_json::Value`", body).at_most(1.15)];
    Case { name, bytes: body.len(), contenders }
}

fn unknown_fields() -> Case {
    let body = bodies::full_of_unknown_fields();
    let contenders = vec![
        from_slice(&body),
        json::<Value>("`serde_json::Value`", &body).at_most(1.15),
        json::<keeping::Tagged>("derived tag, unknown fields kept", &body),
    ];
    Case { name: "1 MiB of unknown fields", bytes: body.len(), contenders }
}

fn peeking(name: &'static str, body: &[u8]) -> Case {
    let bytes = body.to_vec();
    let peek = contender("this crate, `EventType::peek`", move || EventType::peek(black_box(&bytes)).expect("reads"));
    let full = Contender { name: "this crate, full parse", ..from_slice(body) };
    Case { name, bytes: body.len(), contenders: vec![peek, full.at_most(0.10)] }
}

/// Into compact JSON, from values that were read before.
fn writing(name: &'static str, body: &[u8]) -> Case {
    fn writer<T: serde::Serialize + 'static>(
        name: &'static str,
        value: T,
        write: impl Fn(&T) -> Vec<u8> + 'static,
    ) -> Contender {
        contender(name, move || write(black_box(&value)))
    }

    let event = WebhookEvent::from_slice(body).expect("reads");
    let tagged = || serde_json::from_slice::<dropping::Tagged>(body).expect("reads");
    let keeping: keeping::Tagged = serde_json::from_slice(body).expect("reads");
    let value: Value = serde_json::from_slice(body).expect("reads");
    assert!(bodies::same(
        &serde_json::to_vec(&event).expect("writes"),
        &serde_json::to_vec(&tagged()).expect("writes")
    ));
    fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
        serde_json::to_vec(value).expect("writes")
    }
    Case {
        name,
        bytes: json(&event).len(),
        contenders: vec![
            writer("this crate", event, json),
            writer("derived tag", tagged(), json).at_most(1.05),
            writer("derived tag, unknown fields kept", keeping, json),
            writer("`serde_json::Value`", value, json),
            writer("sonic-rs, derived tag", tagged(), |event| sonic_rs::to_vec(event).expect("writes")),
            writer("simd-json, derived tag", tagged(), |event| simd_json::to_vec(event).expect("writes")),
        ],
    }
}
