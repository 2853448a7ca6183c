//! Events of SSL certificates.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::SslCertificate;
use crate::time;
use crate::wire::payload;

payload! {
    /// An SSL certificate was installed, could not be, or expires soon.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/ssl/#install-ok>.
    pub struct SslCertificateEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// The certificate.
        pub ssl_certificate: SslCertificate,
    }
}

impl Payload for SslCertificateEvent {
    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let certificate = &self.ssl_certificate;
        line.part(certificate)?;
        line.named("status", Some(&certificate.status))?;
        line.text("error", certificate.error_message.as_ref())?;
        line.named("expires", certificate.cert_expiry.or(certificate.expires_at).map(time::show))
    }
}
