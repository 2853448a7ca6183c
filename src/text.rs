//! Text from outside on its way into a log line: one clean line, of bounded length.

use std::fmt::{self, Write};

/// More of one value than this does not help an operator, and a line has an end.
const LONGEST: usize = 200;

/// Shows a text with its control characters escaped, and cut off after 200 characters.
pub(crate) struct Clean<'a>(&'a str);

pub(crate) fn clean(text: &str) -> Clean<'_> {
    Clean(text)
}

impl Clean<'_> {
    fn write_to(&self, out: &mut impl Write) -> fmt::Result {
        for (count, character) in self.0.chars().enumerate() {
            if count == LONGEST {
                return out.write_char('…');
            }
            if breaks_a_line(character) {
                write!(out, "{}", character.escape_unicode())?;
            } else {
                out.write_char(character)?;
            }
        }
        Ok(())
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

/// Whether a character could end the line, move the cursor, or show text in another order than it stands in.
fn breaks_a_line(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}
