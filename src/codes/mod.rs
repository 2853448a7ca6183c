//! Integer codes as open enums over the vendor's tables, and words as open string enums. The tables are in `status` and
//! `db_type`; the macros that make enums of them in `code` and `word`.

mod code;
mod db_type;
mod or_text;
mod status;
mod word;

pub(crate) use code::{Code, Row, code_of, codes, label};
pub use db_type::DbType;
pub use or_text::OrText;
pub use status::{
    BackupStatus, ContainerHealth, JobStatus, RestoreStatus, ServerHealth, SslCertificateStatus, StackHealth,
    StackStatus, VerifyStatus,
};
pub(crate) use word::Unlisted;
pub(crate) use word::words;
