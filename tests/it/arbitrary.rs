//! Arbitrary text, and arbitrary instants in every documented form. Those of whole events come from `strategies`.

use proptest::prelude::*;

/// Text of all kinds of characters, those that break lines among them.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -~]{0,12}",
        1 => "[a-zäöüß日本語😀\u{0}\n\r\t\u{1b}\u{7f}\u{85}\u{202e}\u{2028}\u{feff}\"\\\\]{0,12}",
    ]
}

/// An instant in every text form that is documented, with a fraction of up to nine digits. No offset leads out of the years that
/// have four digits.
pub fn instant() -> impl Strategy<Value = String> {
    "([0-9]{3}[1-9]|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])[T ]\
        ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z| UTC|[+-](0[0-9]|1[0-3]):?[0-5][0-9])"
}
