//! Strings: shown as one clean line of bounded length, and taken apart.

use std::fmt::{self, Write};

/// A value is shown to this many characters: more does not help an operator.
const LONGEST: usize = 200;

/// Shows a string with its invisible characters escaped, and cut off after 200 characters.
pub(crate) struct Clean<'a> {
    text: &'a str,
    quote: &'static str,
}

/// The string on one line. A blank one is shown in quotation marks: otherwise it would leave a hole in the line.
pub(crate) fn clean(text: &str) -> Clean<'_> {
    Clean { text, quote: if is_blank(text) { "\"" } else { "" } }
}

/// The same for a string that is delimited where it is shown, or is a part of one.
pub(crate) fn clean_part(text: &str) -> Clean<'_> {
    Clean { text, quote: "" }
}

/// The string on one line, if there is something to read in it.
pub(crate) fn if_any(text: Option<&str>) -> Option<Clean<'_>> {
    text.filter(|text| !is_blank(text)).map(clean_part)
}

/// Writes the noun in front of a name, which `{:#}` leaves out.
pub(crate) fn write_noun(formatter: &mut fmt::Formatter<'_>, noun: &str) -> fmt::Result {
    formatter.write_str(if formatter.alternate() { "" } else { noun })
}

/// Whether there is nothing to read in a string.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

impl Clean<'_> {
    fn write_to(&self, out: &mut impl Write) -> fmt::Result {
        out.write_str(self.quote)?;
        // Most strings are short and plain; they need no look at each character.
        if self.text.len() <= LONGEST && self.text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            out.write_str(self.text)?;
        } else {
            for character in self.text.chars().take(LONGEST) {
                if is_invisible(character) {
                    write!(out, "{}", character.escape_unicode())?;
                } else {
                    out.write_char(character)?;
                }
            }
            if self.text.chars().nth(LONGEST).is_some() {
                out.write_char('…')?;
            }
        }
        out.write_str(self.quote)
    }
}

impl fmt::Display for Clean<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if formatter.width().is_none() {
            return self.write_to(formatter);
        }
        let mut text = String::new();
        self.write_to(&mut text)?;
        formatter.pad(&text)
    }
}

/// Whether a character could end the line, move the cursor, change the order in which text is shown, or hide in it: Unicode's
/// general categories Cc, Cf, Zl and Zp, and what has the property `Default_Ignorable_Code_Point`.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The names in a comma-separated string.
pub(crate) fn comma_separated(names: &str) -> impl Iterator<Item = &str> {
    names.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// The name on the wire for a field's name: `r#type` is `type`.
pub(crate) const fn wire_name(name: &'static str) -> &'static str {
    if let [b'r', b'#', rest @ ..] = name.as_bytes()
        && let Ok(name) = std::str::from_utf8(rest)
    {
        return name;
    }
    name
}
