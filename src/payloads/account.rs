//! Events of an account and its payments.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::wire::payload;

payload! {
    /// A payment was made, or failed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/payment/#payment-done>.
    pub struct PaymentEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// Amount with its currency, for example `$29.00`. It stays text: how it is written elsewhere is not documented.
        pub charged_amount: Option<String>,
        /// Why the payment failed.
        pub reason: Option<String>,
    }
}

impl Payload for PaymentEvent {
    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.text("amount", self.charged_amount.as_ref())?;
        line.text("reason", self.reason.as_ref())
    }
}

payload! {
    /// An account was suspended.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/account/#suspended>.
    pub struct AccountEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// Name of the account. Personal data.
        pub account_name: Option<String>,
    }
}

impl Payload for AccountEvent {
    // All that the event has is personal data, which has no place in a log.
    fn describe(&self, _: &mut Line<'_, '_>) -> fmt::Result {
        Ok(())
    }
}
