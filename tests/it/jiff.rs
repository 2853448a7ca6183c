//! Timestamps of chrono as those of jiff, and back.

use chrono::{DateTime, TimeDelta, Utc};
use cloud66_webhooks::WebhookEvent;
use cloud66_webhooks::time::{from_jiff, to_jiff};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::support::{event, sample_with};

#[test]
fn every_timestamp_of_jiff_comes_back() {
    for timestamp in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH, Timestamp::new(-1, -1).unwrap()] {
        assert_eq!(to_jiff(from_jiff(timestamp)).unwrap(), timestamp);
    }
    let before_1970 = from_jiff("1969-12-31T23:59:59.75Z".parse().unwrap());
    assert_eq!(before_1970, "1969-12-31T23:59:59.75Z".parse::<DateTime<Utc>>().unwrap());
}

proptest! {
    #[test]
    fn both_say_the_same_instant(seconds in -60_000_000_000_i64..=250_000_000_000, nanosecond in 0_u32..1_000_000_000) {
        let instant = DateTime::from_timestamp(seconds, nanosecond).unwrap();
        let timestamp = to_jiff(instant).unwrap();
        prop_assert_eq!(timestamp.as_nanosecond(), i128::from(seconds) * 1_000_000_000 + i128::from(nanosecond));
        prop_assert_eq!(from_jiff(timestamp), instant);
    }
}

/// What chrono has and jiff has not: leap seconds, and years of five digits.
#[test]
fn a_leap_second_is_the_second_before_it_and_a_far_year_is_an_error() {
    let leap = event(&sample_with("server.stopped", "/created_at", "2016-12-31T23:59:60.25Z"));
    let WebhookEvent::ServerStopped(leap) = leap else { panic!() };
    assert_eq!(to_jiff(leap.agent.created_at.unwrap()).unwrap(), "2016-12-31T23:59:59.25Z".parse().unwrap());
    let latest = from_jiff(Timestamp::MAX);
    assert!(to_jiff(latest + TimeDelta::days(1)).is_err());
    assert!(to_jiff(DateTime::<Utc>::MIN_UTC).is_err());
}
