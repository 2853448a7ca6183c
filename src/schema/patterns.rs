//! Regular expressions for what has more forms than one keyword can say. All are in the subset that every engine knows.

const DAY: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const TIME: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";
const LEAP_SECOND: &str = "23:59:60";
const FRACTION: &str = "(?:[.][0-9]{1,9})?";
const OFFSET: &str = "[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]";
const NO_OFFSET: &str = "[+-]00:?00";

/// Every spelling of an instant that is read: a day that exists, a time of day, and a zone.
pub(crate) fn any_instant() -> String {
    format!("^{DAY}[Tt ](?:{TIME}{FRACTION}(?:[Zz]| UTC|{OFFSET})|{LEAP_SECOND}{FRACTION}(?:[Zz]| UTC|{NO_OFFSET}))$")
}

/// The spelling of `last_activity`, `2024-02-15 14:30:00 UTC`.
pub(crate) fn spaced_instant() -> String {
    format!("^{DAY} (?:{TIME}|{LEAP_SECOND}){FRACTION} UTC$")
}

/// One of the words, in any case. JSON Schema has no flag for that, so each letter is spelled in both.
pub(crate) fn words_in_any_case(words: impl Iterator<Item = &'static str>) -> String {
    let mut patterns: Vec<String> = words.map(in_any_case).collect();
    patterns.sort();
    patterns.dedup();
    format!("^(?:{})$", patterns.join("|"))
}

fn in_any_case(word: &str) -> String {
    let spell = |letter: char| match letter {
        letter if letter.is_ascii_alphabetic() => {
            format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase())
        }
        letter => letter.to_string(),
    };
    word.chars().map(spell).collect()
}
