//! The SSL certificate, as webhooks and as the API have it.

use std::fmt;

use chrono::{DateTime, Utc};

use super::backup::comma_separated;
use crate::Secret;
use crate::codes::{OrText, SslCertificateStatus};
use crate::text::clean;
use crate::wire::object;

object! {
    /// An SSL certificate.
    ///
    /// The webhooks are documented with a layout of their own, the first twelve fields here, and all of it that was published has
    /// `name`, `server_names`, `lets_encrypt` and `status`. The other fields are those of the API's object, which for its part
    /// lacks `lets_encrypt`: it is not read alone.
    /// Sources: <https://developers.cloud66.com/v3/webhooks/ssl/>, <https://developers.cloud66.com/v3/models/ssl-certificate>.
    pub struct SslCertificate {
        /// Number of the stack.
        pub stack_id: Option<i64>,
        /// Name of the certificate.
        pub name: String,
        /// Domain names that the certificate covers, separated by commas.
        ///
        /// [`domains`](SslCertificate::domains) has them one by one.
        pub server_names: String,
        /// Whether the certificate is from Let's Encrypt.
        pub lets_encrypt: bool,
        /// Whether there is an intermediate certificate.
        pub has_intermediate_cert: Option<bool>,
        /// Whether SSL ends at the load balancer. A boolean in webhooks and in the vendor's Go client, text in the API's documentation.
        pub ssl_termination: Option<OrText<bool>>,
        /// State of the installation. Text in webhooks, such as `installed` or `failed`, and an integer code in the API.
        pub status: OrText<SslCertificateStatus>,
        /// When the certificate expires.
        pub cert_expiry: Option<DateTime<Utc>>,
        /// Days until the certificate expires, in `ssl_certificate.expire.soon`.
        pub days_until_expiry: Option<i64>,
        /// What went wrong, in `ssl_certificate.install.fail`.
        pub error_message: Option<String>,
        /// When the record of the certificate was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the record of the certificate was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// Identifier of the certificate. In the API's objects.
        pub uuid: Option<String>,
        /// Number of the group of servers that has the certificate. In the API's objects.
        pub server_group_id: Option<i64>,
        /// SHA-256 fingerprint. In the API's objects; absent if the certificate could not be read.
        pub sha256_fingerprint: Option<String>,
        /// Name of the authority that issued the certificate. In the API's objects; absent if it was uploaded.
        pub ca_name: Option<String>,
        /// Kind of the certificate: `lets_encrypt` or `manual`. In the API's objects.
        pub r#type: Option<String>,
        /// Whether the certificate covers all names below a domain. In the API's objects.
        pub wildcard: Option<bool>,
        /// Identifier of the DNS provider that proves the domain. In the API's objects.
        pub dns_provider_uuid: Option<String>,
        /// When the certificate expires. In the API's objects; absent if that could not be found out.
        pub expires_at: Option<DateTime<Utc>>,
        /// Secret: the certificate. For uploads; documented to be always null otherwise.
        pub certificate: Option<Secret>,
        /// Secret: the private key. For uploads; documented to be always null otherwise.
        pub key: Option<Secret>,
        /// Secret: the intermediate certificate. For uploads; documented to be always null otherwise.
        pub intermediate_certificate: Option<Secret>,
    }
}

impl SslCertificate {
    /// The domain names that the certificate covers.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        comma_separated(Some(&self.server_names))
    }
}

/// `certificate Awesome SSL Certificate for example.com`, as it stands in the line for an operator.
impl fmt::Display for SslCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "certificate {} for {}", clean(&self.name), clean(&self.server_names))
    }
}
