//! Events of SSL certificates.

use std::fmt;

use chrono::{DateTime, Utc};

use super::evidence::agreement;
use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, is_failure, payload};
use crate::codes::{OrText, SslCertificateStatus};
use crate::json::Fields;
use crate::objects::SslCertificate;
use crate::time::UnixSeconds;

const EXPIRES_SOON: &str = "ssl_certificate.expire.soon";

payload! {
    /// `ssl_certificate.install.ok`, `ssl_certificate.install.fail` and `ssl_certificate.expire.soon`: an SSL certificate was
    /// installed, could not be, or expires soon.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/ssl/#install-ok>,
    /// <https://developers.cloud66.com/v3/webhooks/ssl/#install-fail>,
    /// <https://developers.cloud66.com/v3/webhooks/ssl/#expire-soon>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct SslCertificateEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The certificate.
        pub ssl_certificate: SslCertificate,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for SslCertificateEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { certificate: Some(&self.ssl_certificate), ..Parts::default() }
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        first_text([&self.ssl_certificate.error_message]).filter(|_| is_failure(event_type))
    }

    fn subject(&self) -> Option<Subject> {
        let certificate = &self.ssl_certificate;
        let stack = certificate.stack_id.map(|stack| stack.to_string());
        let domains = certificate.domains().collect::<Vec<_>>().join(",");
        let names = [("stack_id", stack.as_deref()), ("server_names", Some(&*domains))];
        let by_uuid = Subject::new(SubjectKind::Certificate, [("uuid", certificate.uuid.as_deref())]);
        by_uuid.filter(|_| domains.is_empty()).or_else(|| Subject::new(SubjectKind::Certificate, names))
    }

    // A certificate that expires soon is installed.
    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        let status = &self.ssl_certificate.status;
        let succeeded = match status.code() {
            _ if event_type == EXPIRES_SOON => return Vec::new(),
            Some(SslCertificateStatus::Installed) => Some(true),
            Some(SslCertificateStatus::Failed) => Some(false),
            _ => None,
        };
        let says = match status {
            OrText::Text(word) => word.clone(),
            OrText::Typed(code) => code.to_string(),
        };
        vec![Evidence::new("status", Some(says), agreement(event_type, succeeded))]
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        let certificate = &self.ssl_certificate;
        summary.part(&format_args!("{certificate:#}"))?;
        match (certificate.expiry(), certificate.days_until_expiry) {
            (Some(expiry), _) => summary.part(&format_args!("expires {expiry}")),
            (None, Some(days)) => summary.part(&format_args!("expires in {days} days")),
            (None, None) => Ok(()),
        }
    }
}
