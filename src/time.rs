//! Instants: every spelling that Cloud 66 has published is read, and each field is written in its documented one.
//!
//! All text is read by one rule, whichever field it stands in: a date, `T` or a space, a time of day, perhaps a fraction of
//! up to nine digits, and the zone as `Z`, ` UTC`, `+00:00` or `+0000`, with the offset of any zone. `T` and `Z` may be small.
//!
//! | decided | how |
//! |---|---|
//! | zone | needed; the instant is kept in UTC, and written in UTC |
//! | fraction | kept, and written again with 3, 6 or 9 digits |
//! | leap second | `23:59:60`, written in UTC, is an instant of its own, as chrono has it; any other second 60 is an error |
//! | years | 0000 to 9999, after the change to UTC |
//! | before 1970 | an instant like others, also as negative Unix seconds |
//! | Unix seconds | whole, and in the range of chrono's [`DateTime`] |

use std::fmt::{self, Write as _};

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use serde::de::Deserializer;
use serde::ser::{Error as _, SerializeMap, Serializer};
use serde_json::Number;
use serde_with::{DeserializeAs, SerializeAs};

use crate::drift::DriftCollector;
use crate::wire::{Form, Leaf, Problem, Scalar, Trace, parse_whole, read_leaf};

/// How an instant is spelled on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `2024-02-15T14:30:00Z`
    Rfc3339,
    /// `2024-02-15 14:30:00 UTC`
    Spaced,
}

/// Reads an instant in any documented text form; the error says what is wrong, without the text.
pub(crate) fn parse(text: &str) -> Result<DateTime<Utc>, &'static str> {
    match plain(text) {
        Some(instant) => Ok(instant),
        None => parse_any(text),
    }
}

/// Reads the two forms that nearly all fields have, `2024-02-15T14:30:00Z` and `2024-02-15 14:30:00 UTC`, and nothing that
/// [`parse_any`] would read otherwise. It is there for speed alone: a body is full of dates.
fn plain(text: &str) -> Option<DateTime<Utc>> {
    #[rustfmt::skip]
    let [
        y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, zone @ ..
    ] = text.as_bytes() else {
        return None;
    };
    if zone != b"Z" && zone != b" UTC" {
        return None;
    }
    let digits = |tens: &u8, ones: &u8| {
        let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        digits.then(|| u32::from(tens & 15).wrapping_mul(10).wrapping_add(u32::from(ones & 15)))
    };
    let year = digits(y1, y2)?.wrapping_mul(100).wrapping_add(digits(y3, y4)?);
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), digits(mo1, mo2)?, digits(d1, d2)?)?;
    Some(date.and_hms_opt(digits(h1, h2)?, digits(m1, m2)?, digits(s1, s2)?)?.and_utc())
}

fn parse_any(text: &str) -> Result<DateTime<Utc>, &'static str> {
    const FORM: &str = "expected a form like 2024-02-15T14:30:00Z";
    // `YYYY-MM-DDTHH:MM:SS`, as RFC 3339 has it; chrono checks the digits.
    let (date, rest) = text.split_at_checked(10).ok_or(FORM)?;
    let (separator, rest) = rest.split_at_checked(1).ok_or(FORM)?;
    let (time, rest) = rest.split_at_checked(8).ok_or(FORM)?;
    if !matches!(separator, "T" | "t" | " ") {
        return Err(FORM);
    }
    let (fraction, zone) = rest.split_at_checked(fraction_length(rest)).ok_or(FORM)?;
    if fraction.len() > 10 {
        return Err("a fraction of a second has at most nine digits");
    }
    let (hours, minutes) = match zone {
        "" => return Err("no time zone"),
        "Z" | "z" | " UTC" => ("+00", "00"),
        _ => {
            let (hours, minutes) = zone.split_at_checked(3).ok_or(FORM)?;
            (hours, minutes.strip_prefix(':').unwrap_or(minutes))
        }
    };
    if !hours.starts_with(['+', '-']) {
        return Err(FORM);
    }
    let mut spelled = Buffer::new();
    for piece in [date, "T", time, fraction, hours, ":", minutes] {
        spelled.write_str(piece).map_err(|_| FORM)?;
    }
    let instant = DateTime::parse_from_rfc3339(spelled.as_str())
        .map_err(|error| match error.kind() {
            chrono::format::ParseErrorKind::OutOfRange => "no such day, time of day or offset",
            _ => FORM,
        })?
        .with_timezone(&Utc);
    if instant.nanosecond() >= 1_000_000_000 && (time != "23:59:60" || (instant.hour(), instant.minute()) != (23, 59)) {
        return Err("a second 60 is possible at 23:59 UTC only");
    }
    if !(0..=9999).contains(&instant.year()) {
        return Err("in UTC the year has more than four digits or is negative");
    }
    Ok(instant)
}

/// The length of `.` and the digits behind it.
fn fraction_length(text: &str) -> usize {
    text.strip_prefix('.').map_or(0, |digits| {
        let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        text.len().saturating_sub(rest.len())
    })
}

/// Room for the longest spelling, so that reading an instant takes no allocation.
struct Buffer {
    bytes: [u8; 40],
    length: usize,
}

impl Buffer {
    fn new() -> Self {
        Self { bytes: [0; 40], length: 0 }
    }

    fn as_str(&self) -> &str {
        // Whole texts are copied in, or nothing.
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Write for Buffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length.checked_add(text.len()).ok_or(fmt::Error)?;
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// The fraction as chrono spells it: nothing, or 3, 6 or 9 digits.
struct Spelled {
    instant: DateTime<Utc>,
    spelling: Spelling,
}

impl fmt::Display for Spelled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.spelling {
            // The same as chrono's `Debug` of a UTC time, and in spite of its allocation faster.
            Spelling::Rfc3339 => formatter.write_str(&self.instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            // chrono's own `Display` of a UTC time is this very form.
            Spelling::Spaced => write!(formatter, "{}", self.instant),
        }
    }
}

pub(crate) fn write<S: Serializer>(
    instant: &DateTime<Utc>,
    spelling: Spelling,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let year_fits = (0..=9999).contains(&instant.year());
    let mut spelled = Buffer::new();
    if !year_fits || write!(spelled, "{}", Spelled { instant: *instant, spelling }).is_err() {
        return Err(S::Error::custom("an instant outside of the years 0 to 9999 has no documented form"));
    }
    serializer.serialize_str(spelled.as_str())
}

/// How an instant is shown to an operator, `2025-09-04 18:37:59 UTC`.
pub(crate) fn show(instant: DateTime<Utc>) -> impl fmt::Display {
    Spelled { instant, spelling: Spelling::Spaced }
}

/// What Unix seconds say.
pub(crate) fn from_unix_seconds(number: &Number) -> Result<DateTime<Utc>, Problem> {
    let seconds = parse_whole(number)?;
    DateTime::from_timestamp(seconds, 0).ok_or(Problem::Instant("out of the range of time"))
}

/// What stands under `timestamp`, or what is wrong with it.
pub(crate) fn unix_seconds(scalar: Scalar<'_>) -> Result<DateTime<Utc>, Problem> {
    match scalar {
        Scalar::Number(number) => from_unix_seconds(&number),
        other => Err(other.unexpected("Unix seconds as an integer")),
    }
}

/// For `serde_with`: any documented text form in, RFC 3339 out.
///
/// All instants of this crate but two kinds are in this form, and the API's objects are full of it, so it is here for your
/// own types too:
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
/// let old: Deployment = serde_json::from_str(r#"{"started_at": "2021-01-04T21:32:33+0000"}"#)?;
/// assert_eq!(old.started_at.to_rfc3339(), "2021-01-04T21:32:33+00:00");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rfc3339;

/// For `serde_with`: any documented text form in, `2024-02-15 14:30:00 UTC` out, as `last_activity` is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Spaced;

/// `serde_with`'s two traits. `serde_with_adapter!(Spaced);` expands to what reads any form, and writes `Spelling::Spaced`.
macro_rules! serde_with_adapter {
    ($name:ident) => {
        impl<'de> DeserializeAs<'de, DateTime<Utc>> for $name {
            fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
                let mut trace = Trace::default();
                crate::wire::Wire::read(deserializer, &mut trace).map_err(|error| trace.explain(error))
            }
        }

        impl SerializeAs<DateTime<Utc>> for $name {
            fn serialize_as<S: Serializer>(source: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
                write(source, Spelling::$name, serializer)
            }
        }
    };
}

serde_with_adapter!(Rfc3339);
serde_with_adapter!(Spaced);

/// RFC 3339 in UTC, `2024-01-15T10:30:00Z`; every other documented text form is read too.
impl Leaf for DateTime<Utc> {
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem> {
        match scalar {
            Scalar::Text(text) => parse(&text).map_err(Problem::Instant),
            other => Err(other.unexpected("a date and time as text")),
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, Spelling::Rfc3339, serializer)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schema(Spelling::Rfc3339, generator)
    }
}

/// The form of `last_activity`.
impl Form<Option<DateTime<Utc>>> for Spaced {
    type Slot = Option<DateTime<Utc>>;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        <crate::wire::Documented as Form<Option<DateTime<Utc>>>>::read(deserializer, slot, trace)
    }

    fn finish(
        slot: Self::Slot,
        _: &'static str,
        _: &mut crate::Fields,
        _: &mut Trace,
    ) -> Option<Option<DateTime<Utc>>> {
        Some(slot)
    }

    fn write<M: SerializeMap>(value: &Option<DateTime<Utc>>, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        match value {
            Some(instant) => map.serialize_entry(name, &Shown(instant)),
            None => Ok(()),
        }
    }

    fn drift(_: &Option<DateTime<Utc>>, _: &mut DriftCollector) {}

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        (crate::schema::nullable(schema(Spelling::Spaced, generator)), false)
    }
}

/// The form of every event's `timestamp`: Unix seconds.
pub(crate) struct UnixSeconds;

impl Form<DateTime<Utc>> for UnixSeconds {
    type Slot = Option<DateTime<Utc>>;

    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        *slot = Some(read_leaf(deserializer, trace, unix_seconds)?);
        Ok(())
    }

    fn finish(
        slot: Self::Slot,
        name: &'static str,
        unknown: &mut crate::Fields,
        trace: &mut Trace,
    ) -> Option<DateTime<Utc>> {
        <crate::wire::Documented as Form<DateTime<Utc>>>::finish(slot, name, unknown, trace)
    }

    fn write<M: SerializeMap>(value: &DateTime<Utc>, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, &value.timestamp())
    }

    fn drift(_: &DateTime<Utc>, _: &mut DriftCollector) {}

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        let (first, last) = (DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp());
        (crate::schema::integer(first, last, generator), true)
    }
}

/// An instant in the form of [`Spaced`], where serde wants a `Serialize`.
struct Shown<'a>(&'a DateTime<Utc>);

impl serde::Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.0, Spelling::Spaced, serializer)
    }
}

/// The documented spelling, or under the deserialize contract the pattern of all that [`parse`] reads.
#[cfg(feature = "schemars")]
pub(crate) fn schema(spelling: Spelling, generator: &schemars::SchemaGenerator) -> schemars::Schema {
    if generator.contract().is_deserialize() {
        return crate::schema::matching(&crate::schema::any_instant());
    }
    match spelling {
        Spelling::Rfc3339 => schemars::json_schema!({ "type": "string", "format": "date-time" }),
        Spelling::Spaced => crate::schema::matching(&crate::schema::spaced_instant()),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_any, plain};

    /// Every text that differs from a plain one in one byte, and every pair of digits in every place.
    #[test]
    fn the_short_way_reads_nothing_differently() {
        for text in ["2024-02-15T14:30:00Z", "2024-02-15 14:30:00 UTC", "0000-12-31T23:59:59Z"] {
            assert!(plain(text).is_some(), "{text}");
            assert_eq!(plain(text), parse_any(text).ok());
            let changed = (0..text.len()).flat_map(|at| (0..128_u8).map(move |byte| (at, byte)));
            let one_byte = changed.map(|(at, byte)| {
                let mut bytes = text.as_bytes().to_vec();
                bytes.splice(at..=at, [byte]);
                String::from_utf8(bytes).unwrap_or_default()
            });
            let pairs = [0_usize, 2, 5, 8, 11, 14, 17].into_iter().flat_map(|at| (0..100).map(move |pair| (at, pair)));
            let two_digits = pairs.map(|(at, pair)| {
                let mut changed = text.to_owned();
                changed.replace_range(at..at.saturating_add(2), &format!("{pair:02}"));
                changed
            });
            for text in one_byte.chain(two_digits) {
                if let Some(instant) = plain(&text) {
                    assert_eq!(parse_any(&text), Ok(instant), "{text}");
                }
            }
        }
    }
}
