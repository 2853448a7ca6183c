//! Events of an account and its payments.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Payload, Subject, Summary, first_text, payload};
use crate::json::Fields;
use crate::time::UnixSeconds;

payload! {
    /// `payment.done` and `payment.fail`: a payment was made, or failed.
    ///
    /// The payload does not say which account paid.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/payment/#payment-done>,
    /// <https://developers.cloud66.com/v3/webhooks/payment/#payment-fail>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct PaymentEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// Amount with its currency, for example `$29.00`. Kept as a string, since its format is not documented.
        pub charged_amount: Option<String>,
        /// Why the payment failed.
        pub reason: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for PaymentEvent {
    fn reason(&self, _: &str) -> Option<&str> {
        first_text([&self.reason])
    }

    // Nothing in the payload says which account it is: that of the address that the webhook came to.
    fn subject(&self) -> Option<Subject> {
        Some(Subject::account())
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.text("amount", self.charged_amount.as_deref())
    }
}

payload! {
    /// `account.suspended`: an account was suspended.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/account/#suspended>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct AccountEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// Name of the account. Personal data.
        pub account_name: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for AccountEvent {
    fn subject(&self) -> Option<Subject> {
        Some(Subject::account())
    }

    // All that the event has is personal data, which does not belong in a log.
    fn describe(&self, _: &str, _: &mut Summary<'_, '_>) -> fmt::Result {
        Ok(())
    }
}
