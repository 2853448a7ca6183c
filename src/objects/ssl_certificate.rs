//! The SSL certificate, as webhooks and as the API have it.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::codes::{OrText, SslCertificateStatus};
use crate::json::Fields;
use crate::secret::Secret;
use crate::text::{clean, comma_separated, if_any, write_noun};

object! {
    /// An SSL certificate.
    ///
    /// The webhooks are documented with a layout of their own, the first twelve fields here. The others are those of the API's
    /// object, which has `type` in place of `lets_encrypt`, and `expires_at` in place of `cert_expiry`. Only `server_names` and
    /// `status` are in every published certificate. [`is_lets_encrypt`](SslCertificate::is_lets_encrypt) and
    /// [`expiry`](SslCertificate::expiry) answer from either layout.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/ssl/>, <https://developers.cloud66.com/v3/models/ssl-certificate>.
    pub struct SslCertificate {
        /// Numeric identifier of the stack.
        pub stack_id: Option<i64>,
        /// Name of the certificate. May be null in the API.
        pub name: Option<String>,
        /// Domain names that the certificate covers, separated by commas.
        ///
        /// [`domains`](SslCertificate::domains) has them one by one.
        pub server_names: String,
        /// Whether the certificate is from Let's Encrypt. In webhooks; the API has `type`.
        pub lets_encrypt: Option<bool>,
        /// Whether there is an intermediate certificate.
        pub has_intermediate_cert: Option<bool>,
        /// Whether SSL ends at the load balancer. A boolean in webhooks and in the vendor's Go client, a string in the API's documentation.
        pub ssl_termination: Option<OrText<bool>>,
        /// State of the installation. A word in webhooks, such as `installed` or `failed`; an integer code in the API.
        pub status: OrText<SslCertificateStatus>,
        /// When the certificate expires. In webhooks; the API has `expires_at`.
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
        /// Numeric identifier of the group of servers that has the certificate. In the API's objects.
        pub server_group_id: Option<i64>,
        /// SHA-256 fingerprint. In the API's objects; absent if the certificate could not be read.
        pub sha256_fingerprint: Option<String>,
        /// Name of the authority that issued the certificate. In the API's objects; absent if it was uploaded.
        pub ca_name: Option<String>,
        /// Kind of the certificate: `lets_encrypt` or `manual`. In the API's objects.
        pub r#type: Option<String>,
        /// Whether this is a wildcard certificate. In the API's objects.
        pub wildcard: Option<bool>,
        /// Identifier of the DNS provider that validates the domain. In the API's objects.
        pub dns_provider_uuid: Option<String>,
        /// When the certificate expires. In the API's objects; absent if it could not be determined.
        pub expires_at: Option<DateTime<Utc>>,
        /// Secret: the certificate. For uploads; documented to be always null otherwise.
        pub certificate: Option<Secret>,
        /// Secret: the private key. For uploads; documented to be always null otherwise.
        pub key: Option<Secret>,
        /// Secret: the intermediate certificate. For uploads; documented to be always null otherwise.
        pub intermediate_certificate: Option<Secret>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl SslCertificate {
    /// The domain names that the certificate covers, one by one.
    ///
    /// ```
    /// use cloud66_webhooks::objects::SslCertificate;
    ///
    /// let json = r#"{"server_names": "a.example, b.example", "status": "installed"}"#;
    /// let certificate: SslCertificate = serde_json::from_str(json)?;
    /// assert_eq!(certificate.domains().collect::<Vec<_>>(), ["a.example", "b.example"]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        comma_separated(&self.server_names)
    }

    /// Whether the certificate is from Let's Encrypt, according to `lets_encrypt` or else `type`.
    ///
    /// `None` if both are absent, or for a `type` other than the two that are documented.
    ///
    /// ```
    /// use cloud66_webhooks::objects::SslCertificate;
    ///
    /// let webhook = r#"{
    ///     "server_names": "example.com", "status": "installed", "lets_encrypt": true
    /// }"#;
    /// let api = r#"{
    ///     "server_names": "example.com", "status": 3, "type": "lets_encrypt"
    /// }"#;
    /// for json in [webhook, api] {
    ///     let certificate: SslCertificate = serde_json::from_str(json)?;
    ///     assert_eq!(certificate.is_lets_encrypt(), Some(true));
    /// }
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn is_lets_encrypt(&self) -> Option<bool> {
        self.lets_encrypt.or(match self.r#type.as_deref() {
            Some("lets_encrypt") => Some(true),
            Some("manual") => Some(false),
            _ => None,
        })
    }

    /// When the certificate expires, according to `cert_expiry` or else `expires_at`.
    #[must_use]
    pub fn expiry(&self) -> Option<DateTime<Utc>> {
        self.cert_expiry.or(self.expires_at)
    }
}

/// For example `certificate Awesome SSL Certificate for example.com`, or `certificate for example.com` without a name. `{:#}`
/// begins with the name or the domains.
impl fmt::Display for SslCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "certificate ")?;
        let names = clean(&self.server_names);
        match if_any(self.name.as_deref()) {
            Some(name) => write!(formatter, "{name} for {names}"),
            None if formatter.alternate() => write!(formatter, "{names}"),
            None => write!(formatter, "for {names}"),
        }
    }
}
