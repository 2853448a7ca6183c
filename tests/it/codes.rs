//! The tables of codes against the vendor's, copied by hand; that every integer survives; and the open list of words.

use std::collections::HashMap;
use std::hash::Hash;

use cloud66_webhooks::{
    BackupStatus, ContainerHealth, DbType, EventType, JobStatus, OrText, RestoreStatus, ServerHealth, ServerName,
    SslCertificateStatus, StackHealth, StackStatus, StatusCode, VerifyStatus,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{event, sample_with};

type Row = (i64, &'static str, Option<&'static str>);

const STACK_STATUS: [Row; 8] = [
    (0, "STK_QUEUED", Some("Pending analysis")),
    (1, "STK_SUCCESS", Some("Deployed successfully")),
    (2, "STK_FAILED", Some("Deployment failed")),
    (3, "STK_ANALYSING", Some("Analyzing")),
    (4, "STK_ANALYSED", Some("Analyzed")),
    (5, "STK_QUEUED_FOR_DEPLOYING", Some("Queued for deployment")),
    (6, "STK_DEPLOYING", Some("Deploying")),
    (7, "STK_TERMINAL_FAILURE", Some("Unable to analyze")),
];
const SKYCAP_LABELS: [&str; 8] = [
    "Pending analysis",
    "Built successfully",
    "Build failed",
    "Analyzing",
    "Analyzed",
    "Queued for build",
    "Building",
    "Unable to analyze",
];
const HEALTH: [Row; 5] = [
    (0, "HLT_UNKNOWN", Some("Unknown")),
    (1, "HLT_BUILDING", Some("Building")),
    (2, "HLT_PARTIAL", Some("Impaired")),
    (3, "HLT_OK", Some("Healthy")),
    (4, "HLT_BROKEN", Some("Failed")),
];
const BACKUP_STATUS: [Row; 2] = [(0, "BCK_OK", Some("Ok")), (1, "BCK_FAILED", Some("Failed"))];
const RESTORE_STATUS: [Row; 4] = [
    (0, "RST_NA", Some("Not Restored")),
    (1, "RST_RESTORING", Some("Restoring")),
    (2, "RST_OK", Some("Restored")),
    (3, "RST_FAILED", Some("Restore Failed")),
];
const VERIFY_STATUS: [Row; 5] = [
    (0, "VRF_NA", Some("Not Verified")),
    (1, "VRF_VERIFING", Some("Verifying")),
    (2, "VRF_OK", Some("Verified")),
    (3, "VRF_FAILED", Some("Verification Failed")),
    (4, "VRF_INTERNAL_ISSUE", Some("Unable to Verify")),
];
const CONTAINER_HEALTH: [Row; 4] = [
    (0, "CNT_HEALTH_UNVERIFIED", None),
    (1, "CNT_HEALTH_UP", None),
    (2, "CNT_HEALTH_DOWN", None),
    (3, "CNT_HEALTH_NA", None),
];
const JOB_STATUS: [Row; 4] = [
    (0, "ST_UPDATED", Some("Updated")),
    (1, "ST_STARTED", Some("Started")),
    (2, "ST_SUCCESS", Some("Success")),
    (3, "ST_FAILED", Some("Failed")),
];
const SSL_CERTIFICATE_STATUS: [Row; 6] = [
    (-1, "ST_NOT_APPLICABLE", Some("Not Applicable")),
    (0, "ST_NOT_INSTALLED", Some("Not Installed")),
    (1, "ST_INSTALLING", Some("Installing")),
    (2, "ST_FAILED", Some("Failed")),
    (3, "ST_INSTALLED", Some("Installed")),
    (4, "ST_REMOVING", Some("Removing")),
];

/// A code in a wrapper of a user's own, as the name of a field.
#[derive(Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
struct Key<C>(C);

/// What code sees that is generic over the tables.
fn check_table<C>(variants: &[C], rows: &[Row])
where
    C: StatusCode + Eq + Hash + Serialize + DeserializeOwned,
{
    assert_eq!(C::all().collect::<Vec<_>>(), variants);
    assert_eq!(variants.len(), rows.len());
    for (variant, (code, vendor_name, label)) in variants.iter().zip(rows) {
        assert_eq!((C::from(*code), variant.code()), (*variant, *code));
        assert_eq!((variant.vendor_name(), variant.label()), (Some(*vendor_name), *label));
        assert_eq!(variant.to_string(), label.unwrap_or(vendor_name));
        // The vendor's words, with and without the prefix of the constant, in any case, are written as the code.
        let constant = vendor_name.split_once('_').unwrap().1;
        for word in [Some(*vendor_name), Some(constant), *label].into_iter().flatten() {
            for word in [word.to_owned(), word.to_lowercase(), word.to_uppercase(), swapped(word)] {
                assert_eq!(C::from_word(&word), Some(*variant), "{word}");
                let read: C = serde_json::from_value(json!(word)).unwrap();
                assert_eq!(serde_json::to_value(read).unwrap(), json!(code), "{word}");
            }
        }
    }
    for word in ["", " ", "nonsense", " ok", "ok ", "o", "okay", "1.0", "0x1", "01", "+1"] {
        assert_eq!(C::from_word(word), None, "{word}");
        assert!(serde_json::from_value::<C>(json!(word)).is_err(), "{word}");
    }
    assert_eq!((C::from_word("0"), C::from_word("1")), (None, None));

    // Every integer survives, also as the name of a field, which JSON has as a string of digits.
    for code in (-10..20).chain([7_777, i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX]) {
        let typed = C::from(code);
        let is_listed = rows.iter().any(|row| row.0 == code);
        assert_eq!((typed.code(), typed.is_recognized()), (code, is_listed));
        if !is_listed {
            assert_eq!(format!("{typed:?}"), format!("Unrecognized({code})"));
            assert_eq!((typed.label(), typed.vendor_name()), (None, None));
            assert_eq!(typed.to_string(), format!("unrecognized code {code}"));
        }
        assert_eq!(serde_json::to_value(typed).unwrap(), json!(code));
        assert_eq!(serde_json::from_value::<C>(json!(code)).unwrap(), typed);
        let text = serde_json::to_string(&HashMap::from([(Key(typed), 3)])).unwrap();
        assert_eq!(text, format!("{{\"{code}\":3}}"));
        assert_eq!(serde_json::from_str::<HashMap<Key<C>, u32>>(&text).unwrap(), HashMap::from([(Key(typed), 3)]));
        let value = json!({code.to_string(): 3});
        assert_eq!(serde_json::from_value::<HashMap<C, u32>>(value).unwrap(), HashMap::from([(typed, 3)]));
    }
}

/// Tests one table. The variants are named here, so that a code cannot change its meaning unseen.
macro_rules! table {
    ($test:ident: $code:ident, $rows:ident, [$($variant:ident),*]) => {
        #[test]
        fn $test() {
            check_table(&[$($code::$variant),*], &$rows);
            // The methods of the type itself.
            assert!($code::all().eq(<$code as StatusCode>::all()));
            for code in $code::all().chain([$code::from(7_777)]) {
                assert_eq!((code.code(), i64::from(code)), (StatusCode::code(code), StatusCode::code(code)));
                assert_eq!(code.is_recognized(), StatusCode::is_recognized(code));
                assert_eq!(code.is_recognized(), !matches!(code, $code::Unrecognized(_)));
                assert_eq!(code.vendor_name(), StatusCode::vendor_name(code));
                assert_eq!(code.label(), StatusCode::label(code));
                assert_eq!($code::from_word(&code.to_string()), <$code as StatusCode>::from_word(&code.to_string()));
            }
        }
    };
}

table!(stack_status: StackStatus, STACK_STATUS,
    [Queued, Success, Failed, Analysing, Analysed, QueuedForDeploying, Deploying, TerminalFailure]);
table!(stack_health: StackHealth, HEALTH, [Unknown, Building, Partial, Ok, Broken]);
table!(server_health: ServerHealth, HEALTH, [Unknown, Building, Partial, Ok, Broken]);
table!(backup_status: BackupStatus, BACKUP_STATUS, [Ok, Failed]);
table!(restore_status: RestoreStatus, RESTORE_STATUS, [NotRestored, Restoring, Restored, Failed]);
table!(verify_status: VerifyStatus, VERIFY_STATUS, [NotVerified, Verifying, Verified, Failed, InternalIssue]);
table!(container_health: ContainerHealth, CONTAINER_HEALTH, [Unverified, Up, Down, NotApplicable]);
table!(job_status: JobStatus, JOB_STATUS, [Updated, Started, Success, Failed]);
table!(ssl_certificate_status: SslCertificateStatus, SSL_CERTIFICATE_STATUS,
    [NotApplicable, NotInstalled, Installing, Failed, Installed, Removing]);

fn swapped(word: &str) -> String {
    word.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect()
}

#[test]
fn a_skycap_stack_has_labels_of_its_own() {
    for (status, label) in StackStatus::all().zip(SKYCAP_LABELS) {
        assert_eq!(status.skycap_label(), Some(label));
        for (framework, expected) in [("skycap", Some(label)), ("rails", status.label())] {
            let mut json = sample_with("managed_backup.fail", "/stack/status", status.code());
            json["stack"]["framework"] = json!(framework);
            assert_eq!(event(&json).stack().unwrap().status_label(), expected);
        }
    }
    assert_eq!(StackStatus::from(8).skycap_label(), None);
    let without = sample_with("managed_backup.fail", "/stack/status", Value::Null);
    assert_eq!(event(&without).stack().unwrap().status_label(), None);
}

/// A word for a code is written back as the integer, in an event too.
#[test]
fn words_in_events_become_integers() {
    for (pointer, word, code) in [
        ("/backup/backup_status", "ok", 0),
        ("/backup/backup_status", "FAILED", 1),
        ("/backup/backup_status", "bck_failed", 1),
        ("/stack/health", "Unknown", 0),
    ] {
        let read = event(&sample_with("managed_backup.fail", pointer, word));
        assert_eq!(read.drift(), [], "{word}");
        assert_eq!(serde_json::to_value(&read).unwrap().pointer(pointer), Some(&json!(code)), "{word}");
    }
}

/// Text in the examples, an integer in the vendor's own client: each comes back as it came, and both are understood.
#[test]
fn text_or_code_loses_neither() {
    for (value, code, shown) in [
        (json!("active"), None, "active"),
        (json!("failed"), Some(JobStatus::Failed), "failed"),
        (json!("ST_FAILED"), Some(JobStatus::Failed), "ST_FAILED"),
        (json!(3), Some(JobStatus::Failed), "Failed"),
        (json!(9), Some(JobStatus::from(9)), "unrecognized code 9"),
        (json!(""), None, "\"\""),
        (json!("a\nb"), None, "a\\u{a}b"),
    ] {
        let read = event(&sample_with("job.fail", "/status", value.clone()));
        let status = read.job().unwrap().status.as_ref().unwrap();
        assert_eq!(status.code(), code, "{value}");
        assert_eq!(status.to_string(), shown);
        assert_eq!(serde_json::to_value(&read).unwrap()["status"], value);
        assert_eq!(matches!(status, OrText::Text(_)), value.is_string());
    }
    assert_eq!(OrText::from(JobStatus::Failed), OrText::Typed(JobStatus::Failed));
    for value in [json!(true), json!(false), json!("load_balancer")] {
        let json = sample_with("ssl_certificate.install.ok", "/ssl_certificate/ssl_termination", value.clone());
        assert_eq!(serde_json::to_value(event(&json)).unwrap()["ssl_certificate"]["ssl_termination"], value);
    }
}

#[test]
fn kinds_of_databases_are_an_open_list() {
    let known = ["mysql", "postgresql", "redis", "mongodb"];
    assert_eq!(DbType::all().map(|db_type| db_type.as_str().to_owned()).collect::<Vec<_>>(), known);
    assert_eq!(DbType::all().collect::<Vec<_>>(), [DbType::Mysql, DbType::Postgresql, DbType::Redis, DbType::Mongodb]);
    for word in known.into_iter().chain(["", "cassandra", "MySQL", "a\nb"]) {
        let db_type = DbType::from(word);
        assert_eq!(db_type.is_recognized(), known.contains(&word), "{word}");
        assert_eq!(db_type, DbType::from(word.to_owned()));
        assert_eq!(Ok(db_type.clone()), word.parse());
        assert_eq!((db_type.as_str(), db_type.as_ref()), (word, word));
        assert!(db_type == word && db_type == *word);
        assert_eq!(serde_json::to_value(&db_type).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<DbType>(json!(word)).unwrap(), db_type);
        assert!(!format!("{db_type} {db_type:?}").contains('\n'));
    }
    let error = serde_json::from_value::<DbType>(json!(5)).unwrap_err();
    assert_eq!(error.to_string(), "expected a string, found a number");
}

/// What is shown lines up in a table.
#[test]
fn a_width_counts_for_all_that_is_shown() {
    assert_eq!(format!("{:>6}|{:<6}|", DbType::Redis, DbType::from("a\n")), " redis|a\\u{a}|");
    assert_eq!(format!("{:<24}|", EventType::from("new.event")), "new.event               |");
    assert_eq!(
        format!("{:<10}|{:>24}|", BackupStatus::Ok, BackupStatus::from(99)),
        "Ok        |    unrecognized code 99|"
    );
    assert_eq!(format!("{:^8}|", OrText::<JobStatus>::Text("odd".to_owned())), "  odd   |");
    assert_eq!(format!("{:<8}|", ServerName::from("web-1")), "web-1   |");
}
