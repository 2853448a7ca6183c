//! Timestamps of chrono as those of jiff, and back.

use ::jiff::{Error, Timestamp};
use chrono::{DateTime, TimeDelta, Timelike, Utc};

/// A timestamp of a payload as one of jiff (feature `jiff`).
///
/// jiff has no leap seconds. One becomes the second before it, with its fraction, as jiff reads `23:59:60` itself.
///
/// # Errors
///
/// If the year is not within -9999 to 9999. Unix seconds may be that far away; a string cannot.
///
/// ```
/// use cloud66_webhooks::{WebhookEvent, time};
///
/// let body = br#"{"timestamp": 1640995200, "event_type": "payment.done"}"#;
/// let event = WebhookEvent::from_slice(body)?;
/// assert_eq!(time::to_jiff(event.timestamp())?.to_string(), "2022-01-01T00:00:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_jiff(timestamp: DateTime<Utc>) -> Result<Timestamp, Error> {
    // Within a leap second, there are more nanoseconds than a second has.
    let nanosecond = timestamp.nanosecond() % 1_000_000_000;
    Timestamp::new(timestamp.timestamp(), nanosecond.cast_signed())
}

/// A timestamp of jiff as one for a payload (feature `jiff`). It loses nothing.
///
/// ```
/// use cloud66_webhooks::time;
///
/// let timestamp: jiff::Timestamp = "2024-02-15T14:30:00.25Z".parse()?;
/// assert_eq!(time::from_jiff(timestamp).to_rfc3339(), "2024-02-15T14:30:00.250+00:00");
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn from_jiff(timestamp: Timestamp) -> DateTime<Utc> {
    let second = DateTime::from_timestamp(timestamp.as_second(), 0);
    // Before 1970, it is negative.
    let fraction = TimeDelta::nanoseconds(timestamp.subsec_nanosecond().into());
    // What jiff can represent, chrono can: the default is never used.
    second.and_then(|second| second.checked_add_signed(fraction)).unwrap_or_default()
}
