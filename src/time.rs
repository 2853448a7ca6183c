//! Timestamps: every format that Cloud 66 has published is read, and each field is written in its documented one.
//!
//! Timestamps are read by one rule, in any field: Unix seconds as an integer, or a string with a date, `T` or a space, a time of day, an
//! optional fraction of up to nine digits, and the time zone as `Z`, ` UTC`, or an offset such as `+00:00` or `-0800`. `T` and `Z` may be lowercase.
//!
//! | part | rule |
//! |---|---|
//! | time zone | required; the timestamp is kept and written in UTC |
//! | fraction | kept, and written with 3, 6 or 9 digits |
//! | leap second | 23:59:60 in UTC is represented as chrono does it; any other second 60 is an error |
//! | years | 0 to 9999 in UTC; writing another one as a string fails |
//! | before 1970 | allowed, also as negative Unix seconds |
//! | Unix seconds | in an event's `timestamp` in the whole range of chrono's [`DateTime`]; a fraction of a second is not written |

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use serde::de::Deserializer;
use serde::ser::{Serialize, Serializer};
use serde_with::{DeserializeAs, SerializeAs};

#[cfg(feature = "jiff")]
pub use crate::jiff::{from_jiff, to_jiff};
use crate::json::Node;
use crate::path::{Failure, Problem, Result};
use crate::wire::{EVENT_TYPE, Form, Members, Spelling, Value, View};

/// A second in nanoseconds.
const SECOND: u32 = 1_000_000_000;

/// Reads a timestamp in any documented format. The error says what is wrong, without the string.
#[inline]
pub(crate) fn parse(text: &str) -> Result<DateTime<Utc>, &'static str> {
    const FORM: &str = "a string not in the format 2024-02-15T14:30:00Z";
    const NO_SUCH: &str = "a date, time or offset that does not exist";
    let number = |tens: &u8, ones: &u8| {
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        is_number.then(|| u32::from(tens & 15).wrapping_mul(10).wrapping_add(u32::from(ones & 15))).ok_or(FORM)
    };
    #[rustfmt::skip]
    let [
        y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, ..
    ] = text.as_bytes() else {
        return Err(FORM);
    };
    let year = number(y1, y2)?.wrapping_mul(100).wrapping_add(number(y3, y4)?).cast_signed();
    let date = NaiveDate::from_ymd_opt(year, number(mo1, mo2)?, number(d1, d2)?).ok_or(NO_SUCH)?;
    let rest = text.get(19..).ok_or(FORM)?;
    let (nanosecond, zone) = match rest.strip_prefix('.') {
        None => (0, rest),
        Some(rest) => {
            let zone = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
            let digits = rest.strip_suffix(zone).ok_or(FORM)?;
            let missing =
                9_usize.checked_sub(digits.len()).ok_or("a fraction of a second with more than nine digits")?;
            let number: u32 = digits.parse().map_err(|_| FORM)?;
            ((0..missing).fold(number, |number, _| number.wrapping_mul(10)), zone)
        }
    };
    // A leap second is the second before it, with the nanoseconds of two.
    let (second, nanosecond) = match number(s1, s2)? {
        60 => (59, nanosecond.wrapping_add(SECOND)),
        second => (second, nanosecond),
    };
    let local = date.and_hms_nano_opt(number(h1, h2)?, number(m1, m2)?, second, nanosecond).ok_or(NO_SUCH)?;
    let utc = match zone.as_bytes() {
        b"Z" | b"z" | b" UTC" => local.and_utc(),
        b"" => return Err("a string without a time zone"),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] | [sign @ (b'+' | b'-'), h1, h2, m1, m2] => {
            let minutes = Some(number(m1, m2)?).filter(|minutes| *minutes < 60).ok_or(NO_SUCH)?;
            let seconds = number(h1, h2)?.wrapping_mul(60).wrapping_add(minutes).wrapping_mul(60).cast_signed();
            let offset = FixedOffset::east_opt(if *sign == b'-' { seconds.wrapping_neg() } else { seconds });
            local.and_local_timezone(offset.ok_or(NO_SUCH)?).single().ok_or(NO_SUCH)?.to_utc()
        }
        _ => return Err(FORM),
    };
    if utc.nanosecond() >= SECOND && (utc.hour(), utc.minute()) != (23, 59) {
        return Err("a leap second at a time other than 23:59:60 UTC");
    }
    if !(0..=9999).contains(&utc.year()) {
        return Err("a year outside 0 to 9999 in UTC");
    }
    Ok(utc)
}

/// `2024-02-15T14:30:00Z`, as chrono's `to_rfc3339_opts` with `AutoSi` has it. `None` for what cannot be read again.
fn rfc3339<'b>(timestamp: &DateTime<Utc>, buffer: &'b mut Spelling) -> Option<&'b str> {
    spell(timestamp, b'T', b"Z", buffer)
}

/// `2024-02-15 14:30:00 UTC`, as chrono's `Display` has it. `None` for what cannot be read again.
fn spaced<'b>(timestamp: &DateTime<Utc>, buffer: &'b mut Spelling) -> Option<&'b str> {
    spell(timestamp, b' ', b" UTC", buffer)
}

/// A timestamp from its digits. chrono's own formatting takes ten times as long, and a body is full of dates.
fn spell<'b>(timestamp: &DateTime<Utc>, separator: u8, zone: &[u8], buffer: &'b mut Spelling) -> Option<&'b str> {
    let utc = timestamp.naive_utc();
    let year = u32::try_from(utc.year()).ok().filter(|year| *year <= 9999)?;
    // Within a leap second, there are more nanoseconds than a second has.
    let (is_leap, nanoseconds) = (utc.nanosecond() / SECOND, utc.nanosecond() % SECOND);
    if is_leap == 1 && (utc.hour(), utc.minute(), utc.second()) != (23, 59, 59) {
        return None;
    }
    let digits = |number: u32| [number / 10 % 10, number % 10].map(|digit| b'0' | u8::try_from(digit).unwrap_or(0));
    let ([y1, y2], [y3, y4]) = (digits(year / 100), digits(year));
    let ([mo1, mo2], [d1, d2]) = (digits(utc.month()), digits(utc.day()));
    let ([h1, h2], [m1, m2]) = (digits(utc.hour()), digits(utc.minute()));
    let [s1, s2] = digits(utc.second().wrapping_add(is_leap));
    let ([n1, n2], [n3, n4]) = (digits(nanoseconds / 10_000_000), digits(nanoseconds / 100_000));
    let ([n5, n6], [n7, n8]) = (digits(nanoseconds / 1000), digits(nanoseconds / 10));
    let [_, n9] = digits(nanoseconds);
    #[rustfmt::skip]
    let bytes = [
        y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, separator, h1, h2, b':', m1, m2, b':', s1, s2,
        b'.', n1, n2, n3, n4, n5, n6, n7, n8, n9,
    ];
    let length = match nanoseconds {
        0 => 19,
        _ if nanoseconds % 1_000_000 == 0 => 23,
        _ if nanoseconds % 1000 == 0 => 26,
        _ => 29,
    };
    *buffer.first_chunk_mut()? = bytes;
    let spelled = buffer.get_mut(..zone.len().checked_add(length)?)?;
    spelled.get_mut(length..)?.copy_from_slice(zone);
    std::str::from_utf8(spelled).ok()
}

/// For `serde_with`: reads a timestamp in any of the [documented formats](self), writes RFC 3339.
///
/// Most timestamps of the webhooks and of the API have this format. It is public so that you can use it in your own types:
///
/// ```
/// use chrono::{DateTime, Utc};
/// use cloud66_webhooks::time::Rfc3339;
/// use serde_with::{DeserializeAs, SerializeAs};
///
/// #[derive(serde::Deserialize)]
/// struct Deployment {
///     #[serde(deserialize_with = "Rfc3339::deserialize_as")]
///     started_at: DateTime<Utc>,
/// }
///
/// let json = r#"{"started_at": "2021-01-04T21:32:33+0000"}"#;
/// let old: Deployment = serde_json::from_str(json)?;
/// assert_eq!(old.started_at.to_rfc3339(), "2021-01-04T21:32:33+00:00");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rfc3339;

/// For `serde_with`: reads a timestamp in any of the [documented formats](self), writes `2024-02-15 14:30:00 UTC`, as in `last_activity`.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use cloud66_webhooks::time::Spaced;
/// use serde_with::{DeserializeAs, SerializeAs};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Activity {
///     #[serde(deserialize_with = "Spaced::deserialize_as")]
///     #[serde(serialize_with = "Spaced::serialize_as")]
///     at: DateTime<Utc>,
/// }
///
/// let activity: Activity = serde_json::from_str(r#"{"at": "2024-02-15T14:30:00Z"}"#)?;
/// assert_eq!(serde_json::to_string(&activity)?, r#"{"at":"2024-02-15 14:30:00 UTC"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Spaced;

/// `serde_with`'s two traits. `serde_with_adapter!(Spaced, spaced);` expands to what reads any form, and writes what `spaced` says.
macro_rules! serde_with_adapter {
    ($name:ident, $spell:ident) => {
        impl<'de> DeserializeAs<'de, DateTime<Utc>> for $name {
            fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
                crate::json::read(deserializer, <DateTime<Utc> as Value>::read)
            }
        }

        impl SerializeAs<DateTime<Utc>> for $name {
            fn serialize_as<S: Serializer>(source: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
                View::Spelled(source, $spell).serialize(serializer)
            }
        }
    };
}

serde_with_adapter!(Rfc3339, rfc3339);
serde_with_adapter!(Spaced, spaced);

/// Reads a timestamp in any form. As Unix seconds it may be one that has no other form.
pub(crate) fn read(node: &Node<'_>) -> Result<DateTime<Utc>> {
    match node {
        Node::Text(text) => parse(text).map_err(unexpected),
        number => DateTime::from_timestamp(number.integer(EXPECTED)?, 0).ok_or_else(|| unexpected(OUT_OF_RANGE)),
    }
}

const EXPECTED: &str = "a timestamp";
const OUT_OF_RANGE: &str = "a number out of range";

#[cold]
fn unexpected(found: &'static str) -> Failure {
    Failure::new(Problem::Expected { expected: EXPECTED, found })
}

/// RFC 3339 in UTC, `2024-01-15T10:30:00Z`; every other form is read too.
impl Value for DateTime<Utc> {
    #[inline(never)]
    fn read(node: &Node<'_>) -> Result<Self> {
        let has_form = |timestamp: &Self| (0..=9999).contains(&timestamp.year());
        Some(read(node)?).filter(has_form).ok_or_else(|| unexpected(OUT_OF_RANGE))
    }

    fn view(&self) -> View<'_> {
        View::Spelled(self, rfc3339)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::parts::date_time()
    }
}

/// The form of `last_activity`.
impl Form<Option<DateTime<Utc>>> for Spaced {
    const REQUIRED: bool = false;

    fn take(members: &mut Members<'_>, name: &str) -> Result<Option<DateTime<Utc>>> {
        Ok(members.optional(name, DateTime::read))
    }

    fn view(value: &Option<DateTime<Utc>>) -> View<'_> {
        value.as_ref().map_or(View::Absent, |timestamp| View::Spelled(timestamp, spaced))
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::optional(crate::schema::parts::spaced_timestamp()).into()
    }
}

/// The first and the last of all Unix seconds that are a timestamp.
#[cfg(feature = "schemars")]
pub(crate) fn range() -> (i64, i64) {
    (DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp())
}

/// The form of every event's `timestamp`: Unix seconds. It takes `event_type` too, so that it is no unknown field: no payload has a
/// field for it.
pub(crate) struct UnixSeconds;

impl Form<DateTime<Utc>> for UnixSeconds {
    const REQUIRED: bool = true;

    fn take(members: &mut Members<'_>, name: &str) -> Result<DateTime<Utc>> {
        let timestamp = members.required(name, read)?;
        members.take(EVENT_TYPE);
        Ok(timestamp)
    }

    fn view(value: &DateTime<Utc>) -> View<'_> {
        View::Integer(value.timestamp())
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::unix_seconds(range(), generator).into()
    }
}
