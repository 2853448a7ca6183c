//! How one area of a stack's score changed.

use super::object;
use crate::json::Fields;

object! {
    /// How one area of a stack's score changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#stackscore-changed>.
    #[derive(Default)]
    pub struct ScoreChange {
        /// Direction: `up` or `down`.
        pub change: Option<String>,
        /// Score before, a letter.
        pub from: Option<String>,
        /// Score now, a letter.
        pub to: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
