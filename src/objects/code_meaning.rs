//! A code with its meaning.

use std::fmt;

use super::object;
use crate::codes::OrText;
use crate::json::Fields;
use crate::text::{clean, is_blank};

object! {
    /// A code with its meaning.
    ///
    /// The API has this object where the webhooks are documented with a string, so such a field is an
    /// [`OrText<CodeMeaning>`](crate::OrText). No table of these codes is published.
    ///
    /// Source: the API's deployments, for example `{"code": 0, "meaning": "web"}`.
    #[derive(Default)]
    pub struct CodeMeaning {
        /// The code: an integer, or a word such as `web`.
        pub code: Option<OrText<i64>>,
        /// The meaning of the code, as the vendor shows it.
        pub meaning: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl OrText<CodeMeaning> {
    /// The string, or else the meaning of the code, or else the code if that is a word.
    ///
    /// A blank string counts as none.
    ///
    /// ```
    /// use cloud66_webhooks::objects::DeployContext;
    ///
    /// let webhook = r#"{"outcome": "success"}"#;
    /// let api = r#"{"outcome": {"code": 1, "meaning": "success"}}"#;
    /// for json in [webhook, api] {
    ///     let deployment: DeployContext = serde_json::from_str(json)?;
    ///     assert_eq!(deployment.outcome.unwrap().meaning(), Some("success"));
    /// }
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn meaning(&self) -> Option<&str> {
        let text = match self {
            Self::Text(text) => Some(text),
            Self::Typed(value) => match (&value.meaning, &value.code) {
                (Some(meaning), _) if !is_blank(meaning) => Some(meaning),
                (_, Some(OrText::Text(code))) => Some(code),
                _ => None,
            },
        };
        text.map(String::as_str).filter(|text| !is_blank(text))
    }
}

/// The meaning, or else the code, on one line.
impl fmt::Display for CodeMeaning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.meaning, &self.code) {
            (Some(meaning), _) if !is_blank(meaning) => clean(meaning).fmt(formatter),
            (_, Some(code)) => code.fmt(formatter),
            _ => Ok(()),
        }
    }
}
