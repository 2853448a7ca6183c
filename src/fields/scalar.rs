//! One JSON value as it arrives, and what numbers it can be.

use std::collections::HashMap;

use serde_json::Number;

use super::push_string;
use crate::path::Problem;

/// A JSON value, as far as types distinguish it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// An integer beyond an `i64`.
    Unsigned(u64),
    /// A number with a fraction or an exponent, or beyond 64 bits.
    Decimal(f64),
    /// The digits of a decimal, as `serde_json` passes it on with `arbitrary_precision`.
    Digits(&'a str),
    Text(&'a str),
    Array,
    Object,
    Bytes,
}

impl Scalar<'_> {
    /// What is wrong if something else is expected.
    pub(crate) fn unexpected(&self, expected: &'static str) -> Problem {
        let found = match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Unsigned(_) | Self::Decimal(_) | Self::Digits(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Bytes => "bytes",
        };
        Problem::Expected { expected, found }
    }

    /// The string that it is.
    pub(crate) fn text(&self) -> Result<&str, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.unexpected("a string")),
        }
    }

    /// The boolean that it is.
    pub(crate) fn boolean(&self) -> Result<bool, Problem> {
        match self {
            Self::Boolean(value) => Ok(*value),
            other => Err(other.unexpected("a boolean")),
        }
    }

    /// The scalar as JSON, or why it cannot be JSON.
    pub(crate) fn to_json(self) -> Result<String, Problem> {
        let mut json = String::new();
        match self {
            Self::Null => json.push_str("null"),
            Self::Boolean(value) => json.push_str(if value { "true" } else { "false" }),
            Self::Integer(value) => json = value.to_string(),
            Self::Unsigned(value) => json = value.to_string(),
            Self::Decimal(value) => {
                json = Number::from_f64(value).ok_or(Problem::NotFinite)?.to_string();
            }
            Self::Digits(digits) => json.push_str(digits),
            Self::Text(text) => push_string(&mut json, text),
            Self::Array | Self::Object | Self::Bytes => return Err(self.unexpected("a JSON value")),
        }
        Ok(json)
    }

    /// The scalar that a JSON text contains.
    pub(crate) fn of_json(json: &str) -> Scalar<'_> {
        match json.as_bytes() {
            [b'{', ..] => Scalar::Object,
            [b'[', ..] => Scalar::Array,
            [b'"', text @ .., b'"'] => Scalar::Text(std::str::from_utf8(text).unwrap_or_default()),
            [b't' | b'f', ..] => Scalar::Boolean(json == "true"),
            [b'n', ..] => Scalar::Null,
            _ => Scalar::of_number(json),
        }
    }

    /// The scalar for the text of a number.
    pub(crate) fn of_number(digits: &str) -> Scalar<'_> {
        match digits.parse::<Number>() {
            Ok(number) if !digits.starts_with("-0") => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Scalar::Integer(value),
                (None, Some(value)) => Scalar::Unsigned(value),
                (None, None) => Scalar::Digits(digits),
            },
            _ => Scalar::Digits(digits),
        }
    }

    /// The integer that it is: `3`, or a decimal that is exactly one, `3.0`. JSON Schema makes no difference between the two.
    ///
    /// Below 2^52 an `f64` has room for a fraction, so that it is an integer only if it was written as one: see [`inexact`].
    pub(crate) fn whole(&self, expected: &'static str) -> Result<i128, Problem> {
        let value = match self {
            Scalar::Integer(value) => return Ok((*value).into()),
            Scalar::Unsigned(value) => return Ok((*value).into()),
            Scalar::Decimal(value) => *value,
            Scalar::Digits(digits) => {
                let value: f64 = digits.parse().unwrap_or(f64::INFINITY);
                // Otherwise any fraction will do.
                if value.abs() > EXACT || is_whole(digits) { value } else { 0.5 }
            }
            other => return Err(other.unexpected(expected)),
        };
        if value.fract() != 0.0 && value.is_finite() {
            return Err(Problem::Expected { expected, found: "a number with a fraction" });
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^52")]
        if value.abs() <= EXACT { Ok(value as i128) } else { Err(TOO_LARGE) }
    }
}

/// The last integer below 2^52, from where on an `f64` has no room for a fraction.
pub(super) const EXACT: f64 = 4_503_599_627_370_495.0;

/// What has a CBOR tag, or is an enum of another format.
pub(crate) const TAGGED: Problem = Problem::Expected { expected: "any JSON value", found: "a value with a tag" };
pub(crate) const TOO_LARGE: Problem = Problem::Expected { expected: "a 64-bit integer", found: "a larger number" };

/// Whether a decimal is an integer: all digits after the decimal point, as the exponent moves it, are zeros.
pub(super) fn is_whole(digits: &str) -> bool {
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = whole.trim_start_matches('-').bytes().chain(fraction.bytes());
    let Some(last) = all.enumerate().filter(|(_, digit)| *digit != b'0').map(|(place, _)| place).last() else {
        return true;
    };
    // The last nonzero digit has to be before the decimal point, once that is moved.
    let point = i64::try_from(whole.trim_start_matches('-').len()).unwrap_or(i64::MAX);
    let moved = exponent.parse::<i64>().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    i64::try_from(last).is_ok_and(|last| last < point.saturating_add(moved))
}

/// The number for an integer, rounded as in JSON's text if it has more than 64 bits and `serde_json` does not hold it. Those
/// come from CBOR, or from a `Value` under `arbitrary_precision`.
#[expect(clippy::cast_precision_loss, reason = "rounded as in JSON's text")]
pub(crate) fn signed(value: i128) -> Option<Number> {
    Number::from_i128(value).or_else(|| Number::from_f64(value as f64))
}

/// The same without a sign.
#[expect(clippy::cast_precision_loss, reason = "rounded as in JSON's text")]
pub(crate) fn unsigned(value: u128) -> Option<Number> {
    Number::from_u128(value).or_else(|| Number::from_f64(value as f64))
}

/// The decimals of a text that `serde_json` rounds to an integer although they have a fraction, such as `3.0000000000000001`,
/// by the bits of the rounded value.
pub(crate) fn inexact(text: &str) -> Option<HashMap<u64, String>> {
    let mut inexact = None;
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        let found = rest.split_at_checked(start).map_or("", |(_, found)| found);
        let end = if found.starts_with('"') {
            string_length(found)
        } else {
            found.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(found.len())
        };
        let (token, behind) = found.split_at_checked(end).unwrap_or((found, ""));
        if let Ok(value) = token.parse::<f64>()
            && value.fract() == 0.0
            && !is_whole(token)
        {
            inexact.get_or_insert_with(HashMap::new).insert(value.to_bits(), token.to_owned());
        }
        rest = behind;
    }
    inexact
}

/// The length of a JSON string, with its quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end.saturating_add(2))
}
