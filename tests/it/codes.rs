//! The tables of codes against the vendor's, copied by hand; and that every integer survives.

use std::collections::HashMap;

use cloud66_webhooks::{
    BackupStatus, ContainerHealth, DbType, EventType, JobStatus, OrText, RestoreStatus, ServerHealth, ServerName,
    SslCertificateStatus, StackHealth, StackStatus, StatusCode, VerifyStatus,
};
use proptest::prelude::*;
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

/// Tests one table. The variants are named here, so that a code cannot change its meaning unseen.
macro_rules! table {
    ($module:ident: $code:ident, $rows:ident, [$($variant:ident),*]) => {
        mod $module {
            use super::*;

            #[test]
            fn it_is_the_vendors() {
                let variants = [$($code::$variant),*];
                assert_eq!($code::all().collect::<Vec<_>>(), variants);
                assert_eq!(variants.len(), $rows.len());
                for (variant, (code, vendor_name, label)) in variants.into_iter().zip($rows) {
                    assert_eq!($code::from(code), variant);
                    assert_eq!(i64::from(variant), code);
                    assert_eq!(variant.code(), code);
                    assert_eq!(variant.vendor_name(), Some(vendor_name));
                    assert_eq!(variant.label(), label);
                    assert_eq!(variant.to_string(), label.unwrap_or(vendor_name));
                    assert_eq!(format!("{variant:<30}|").trim_end_matches('|').trim_end(), variant.to_string());
                    assert_eq!(serde_json::to_value(variant).unwrap(), json!(code));
                    assert_eq!(serde_json::from_value::<$code>(json!(code)).unwrap(), variant);
                }
            }

            #[test]
            fn the_vendors_words_are_understood() {
                for (code, vendor_name, label) in $rows {
                    let constant = vendor_name.split_once('_').unwrap().1;
                    for word in [Some(vendor_name), Some(constant), label].into_iter().flatten() {
                        for word in [word.to_owned(), word.to_lowercase(), word.to_uppercase(), swapped(word)] {
                            assert_eq!($code::from_word(&word), Some($code::from(code)), "{word}");
                            let read: $code = serde_json::from_value(json!(word)).unwrap();
                            assert_eq!(serde_json::to_value(read).unwrap(), json!(code), "{word}");
                        }
                    }
                }
                for word in ["", " ", "nonsense", " ok", "ok ", "o", "okay", "1.0", "0x1"] {
                    assert_eq!($code::from_word(word), None, "{word}");
                    assert!(serde_json::from_value::<$code>(json!(word)).is_err(), "{word}");
                }
                assert_eq!(($code::from_word("0"), $code::from_word("1")), (None, None));
            }

            /// JSON has no other names than strings, so there a code is a string of digits.
            #[test]
            fn a_code_as_the_name_of_a_field_comes_back() {
                let codes = $code::all().chain([i64::MIN, -1, 7_777, i64::MAX].map($code::from));
                let counts: HashMap<i64, u32> = codes.map(i64::from).zip(0..).collect();
                let counts: HashMap<Key<$code>, u32> =
                    counts.into_iter().map(|(code, count)| (Key($code::from(code)), count)).collect();
                let text = serde_json::to_string(&counts).unwrap();
                assert_eq!(serde_json::from_str::<HashMap<Key<$code>, u32>>(&text).unwrap(), counts, "{text}");
                let value = serde_json::to_value(&counts).unwrap();
                assert_eq!(serde_json::from_value::<HashMap<Key<$code>, u32>>(value).unwrap(), counts);
                let ordinary = HashMap::from([($code::from(1), 3)]);
                assert_eq!(serde_json::to_string(&ordinary).unwrap(), "{\"1\":3}");
                assert_eq!(serde_json::from_str::<HashMap<$code, u32>>("{\"1\":3}").unwrap(), ordinary);
            }

            #[test]
            fn code_that_is_generic_over_the_tables_says_the_same() {
                fn rows<C: StatusCode>() -> Vec<(i64, Option<&'static str>, Option<&'static str>, String)> {
                    C::all().map(|code| (code.code(), code.vendor_name(), code.label(), code.to_string())).collect()
                }
                let expected: Vec<_> = $code::all()
                    .map(|code| (code.code(), code.vendor_name(), code.label(), code.to_string()))
                    .collect();
                assert_eq!(rows::<$code>(), expected);
                assert_eq!(<$code as StatusCode>::from_word($rows[0].1), Some($code::from($rows[0].0)));
                let unknown = $code::from(7_777);
                assert_eq!((StatusCode::is_recognized(unknown), StatusCode::label(unknown)), (false, None));
                assert!($code::all().all(StatusCode::is_recognized));
            }

            proptest! {
                #[test]
                fn every_integer_survives(code in prop_oneof![any::<i64>(), -10..20_i64]) {
                    let typed = $code::from(code);
                    prop_assert_eq!(i64::from(typed), code);
                    let known = $rows.iter().any(|row| row.0 == code);
                    prop_assert_eq!(matches!(typed, $code::Unrecognized(_)), !known);
                    if !known {
                        prop_assert_eq!(format!("{typed:?}"), format!("Unrecognized({code})"));
                        prop_assert_eq!(typed.label(), None);
                        prop_assert_eq!(typed.vendor_name(), None);
                        prop_assert_eq!(typed.to_string(), format!("unrecognized code {code}"));
                    }
                    prop_assert_eq!(serde_json::to_string(&typed).unwrap(), code.to_string());
                    prop_assert_eq!(serde_json::from_str::<$code>(&code.to_string()).unwrap(), typed);
                }
            }

            #[test]
            fn the_ends_of_the_range_survive() {
                for code in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
                    assert_eq!(serde_json::to_value($code::from(code)).unwrap(), json!(code));
                    assert_eq!(serde_json::from_value::<$code>(json!(code)).unwrap().code(), code);
                }
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
    for (word, code) in [("ok", 0), ("FAILED", 1), ("bck_failed", 1), ("BCK_OK", 0)] {
        let read = event(&sample_with("managed_backup.fail", "/backup/backup_status", word));
        assert_eq!(read.backup().unwrap().backup_status.unwrap().code(), code);
        assert_eq!(read.drift(), []);
        assert_eq!(serde_json::to_value(&read).unwrap()["backup"]["backup_status"], json!(code));
    }
    let read = event(&sample_with("managed_backup.fail", "/stack/health", "Unknown"));
    assert_eq!(read.stack().unwrap().health, Some(StackHealth::Unknown));
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
