//! Strings that must not reach a log: secrets, and addresses that may contain one.

use std::fmt;

use crate::names::string_value;
use crate::text::clean_part;

/// A secret, such as the address of a redeployment hook. In JSON it is a string.
///
/// `Debug` and `Display` show `[redacted]`. Serializing writes the secret, because nothing in a delivery may get lost: store
/// serialized events as you store secrets. `PartialEq` does not run in constant time.
///
/// ```
/// use cloud66_webhooks::Secret;
///
/// let hook = Secret::from("https://hooks.example.com/abc123");
/// assert_eq!(format!("{hook} {hook:?}"), "[redacted] Secret([redacted])");
/// assert_eq!(hook.expose(), "https://hooks.example.com/abc123");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret([redacted])")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

string_value!(Secret: "password");

/// The address of a source repository, in any of git's forms. In JSON it is a string.
///
/// An address such as `https://user:token@git.example.com/app.git` contains a credential. `Debug` and `Display` replace any login
/// other than `git`, and everything after the path, with `[redacted]`. [`expose`](RepositoryAddress::expose) returns the whole
/// address.
///
/// ```
/// use cloud66_webhooks::RepositoryAddress;
///
/// let git = RepositoryAddress::from("https://deploy:t0ken@git.example.com/app.git");
/// assert_eq!(git.to_string(), "https://[redacted]@git.example.com/app.git");
/// let git = RepositoryAddress::from("git@git.example.com:app.git");
/// assert_eq!(git.to_string(), "git@git.example.com:app.git");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RepositoryAddress(String);

impl RepositoryAddress {
    /// The whole address, including a credential.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RepositoryAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let rest = match self.0.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => {
                write!(formatter, "{}://", clean_part(scheme))?;
                rest
            }
            _ => &self.0,
        };
        let ends_the_path = ['?', '#', ';', '&'];
        let rest = match split_login(rest) {
            // What comes after the `@` may be the end of a query as well as the host.
            Some((login, _)) if login.contains(ends_the_path) => return formatter.write_str("[redacted]"),
            Some((login, rest)) => {
                write!(formatter, "{}@", if login == "git" { login } else { "[redacted]" })?;
                rest
            }
            None => rest,
        };
        match rest.split_once(ends_the_path) {
            Some((rest, _)) => write!(formatter, "{}?[redacted]", clean_part(rest)),
            None => write!(formatter, "{}", clean_part(rest)),
        }
    }
}

/// The login, and what comes after it. The last `@` counts, because the credential may contain one. Some programs also take `%40` and
/// the like for an `@`. Without an `@` any of these counts, and after one those in front of the path: in the path it is a plain sign.
fn split_login(address: &str) -> Option<(&str, &str)> {
    let Some((login, rest)) = address.rsplit_once('@') else { return split_at_another_sign(address) };
    let authority = rest.split('/').next().unwrap_or(rest);
    let Some((_, host)) = split_at_another_sign(authority) else { return Some((login, rest)) };
    let after = rest.get(authority.len().saturating_sub(host.len())..).unwrap_or_default();
    Some((address.strip_suffix(after).unwrap_or_default(), after))
}

/// At the last `@` that is escaped, escaped twice, full-width or small.
fn split_at_another_sign(text: &str) -> Option<(&str, &str)> {
    let signs = ["%40", "%2540", "\u{ff20}", "\u{fe6b}"];
    signs.into_iter().filter_map(|sign| text.rsplit_once(sign)).min_by_key(|(_, after)| after.len())
}

impl fmt::Debug for RepositoryAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RepositoryAddress({self})")
    }
}

string_value!(RepositoryAddress);
