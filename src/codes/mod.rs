//! Integer codes as open enums over the vendor's tables, and words as open string enums. The tables are in `status` and
//! `db_type`; the macros that make enums of them in `code` and `word`.

mod code;
mod db_type;
mod or_text;
#[cfg(feature = "schemars")]
pub(crate) mod schema;
mod status;
mod word;

pub use code::StatusCode;
pub(crate) use code::{Row, Table, UnlistedCode, code_impls, code_of, codes, read_code, show};
pub use db_type::DbType;
pub use or_text::OrText;
pub use status::{
    BackupStatus, ContainerHealth, JobStatus, RestoreStatus, ServerHealth, SslCertificateStatus, StackHealth,
    StackStatus, VerifyStatus,
};
pub(crate) use word::{Unlisted, word_impls, words};
