//! Arbitrary text, and arbitrary instants in every documented form. Those of whole events come from `strategies`.

use chrono::{DateTime, FixedOffset};
use proptest::prelude::*;

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
