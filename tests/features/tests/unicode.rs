//! What Display escapes, compared with Unicode's own tables: over all characters, and not over a list of ours.
#![allow(missing_docs)]

use cloud66_webhooks::{EventType, WebhookEvent};
use icu_properties::props::{BinaryProperty, DefaultIgnorableCodePoint, EnumeratedProperty, GeneralCategory};

/// Cc, Cf, Zl, Zp, and what has the property `Default_Ignorable_Code_Point`.
fn is_invisible(character: char) -> bool {
    let category = GeneralCategory::for_char(character);
    matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    ) || DefaultIgnorableCodePoint::for_char(character)
}

#[test]
fn the_tables_are_those_of_unicode() {
    let count = (char::MIN..=char::MAX).filter(|character| is_invisible(*character)).count();
    assert!(count > 4_000, "{count}");
    for invisible in ['\u{ad}', '\u{34f}', '\u{180e}', '\u{2060}', '\u{3164}', '\u{fff9}', '\u{e0041}', '\u{e01ef}'] {
        assert!(is_invisible(invisible), "{invisible:?}");
    }
    assert!(!is_invisible('a') && !is_invisible(' ') && !is_invisible('\u{a0}'));
}

/// In a line for an operator, in a path and in a drift.
#[test]
fn every_invisible_character_is_escaped_and_no_other() {
    let mut wrong = Vec::new();
    for character in char::MIN..=char::MAX {
        // As an event type it is what `Display` shows, and not only within a text.
        let shown = EventType::from(format!("a{character}b")).to_string();
        let is_escaped = !shown.contains(character);
        if is_escaped != is_invisible(character) {
            wrong.push(format!("U+{:04X} is {}escaped", u32::from(character), if is_escaped { "" } else { "not " }));
        }
    }
    assert!(wrong.is_empty(), "{} characters: {:?}", wrong.len(), &wrong[..wrong.len().min(40)]);
}

#[test]
fn none_passes_a_line_a_path_or_an_error() {
    let all: Vec<char> = (char::MIN..=char::MAX).filter(|character| is_invisible(*character)).collect();
    for some in all.chunks(30) {
        let text: String = some.iter().collect();
        let name = serde_json::Value::from(text).to_string();
        let body = format!(
            r#"{{"timestamp":1,"event_type":"stack.created","uid":"u","name":{name},"environment":{name},{name}:1}}"#
        );
        let event: WebhookEvent = body.parse().unwrap();
        let twice = body.replacen(&format!("{name}:1"), &format!("{name}:1,{name}:2"), 1);
        let error = twice.parse::<WebhookEvent>().unwrap_err();
        let raw: WebhookEvent = format!(r#"{{"timestamp":1,"event_type":{name},{name}:1}}"#).parse().unwrap();
        for shown in [
            event.to_string(),
            event.drift()[0].to_string(),
            event.drift()[0].path().unwrap().to_owned(),
            error.to_string(),
            error.path().unwrap().to_owned(),
            raw.to_string(),
            raw.drift()[0].to_string(),
            format!("{:?}", raw.event_type()),
        ] {
            assert!(!shown.contains(is_invisible), "{shown:?}");
        }
    }
}
