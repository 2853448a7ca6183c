//! What the vendor publishes elsewhere, `schema/conformance/elsewhere.json`: nothing is lost, and what is documented is typed.

use cloud66_webhooks::{OrText, SslCertificateStatus, WebhookEvent};
use serde_json::Value;

use crate::support::{differences, event, folder};
use crate::ways_in::ways_in;

/// Names and payloads.
fn cases() -> Vec<(String, Value)> {
    let text = std::fs::read_to_string(folder("schema/conformance").join("elsewhere.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let accepted = cases.into_iter().filter(|case| case["accepted"] == true);
    accepted.map(|mut case| (case["name"].as_str().unwrap().to_owned(), case["payload"].take())).collect()
}

fn of(name: &str) -> WebhookEvent {
    let (_, payload) = cases().into_iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("no {name}"));
    event(&payload)
}

/// What is written otherwise than it came, and what it is written as.
const OTHERWISE: [(&str, &str); 2] = [
    (
        "a deployment with words for the codes, and the fields of the stack among those of the event",
        "a deployment with words for the codes, as a chat bot reads it",
    ),
    ("a ban under its older name", "a ban"),
];

#[test]
fn by_every_way_in_nothing_of_it_is_lost() {
    for (name, payload) in cases() {
        let read = event(&payload);
        for (way, other) in ways_in(&payload) {
            assert_eq!(other.as_ref(), Ok(&read), "{name}: {way}");
        }
        match OTHERWISE.iter().find(|(otherwise, _)| *otherwise == name) {
            Some((_, written)) => assert_eq!(read, of(written)),
            None => assert_eq!(differences(&payload, &serde_json::to_value(&read).unwrap()), [""; 0], "{name}"),
        }
    }
}

/// The API's deployments say what the webhooks say as text by a code with its meaning.
#[test]
fn a_code_with_its_meaning_is_typed() {
    let event = of("a deployment of the API, with codes and their meanings");
    let deployment = event.deploy_context().unwrap();
    let meaning = |value: &Option<OrText<_>>| value.as_ref().and_then(OrText::meaning).map(ToOwned::to_owned);
    assert_eq!(meaning(&deployment.triggered_via).as_deref(), Some("web"));
    assert_eq!(meaning(&deployment.outcome).as_deref(), Some("success"));
    assert_eq!(meaning(&deployment.deploy_type).as_deref(), Some("build"));

    let event = of("a deployment with words for the codes, as a chat bot reads it");
    let via = event.deploy_context().unwrap().triggered_via.as_ref().unwrap();
    assert_eq!((via.meaning(), via.to_string().as_str()), (Some("Web Interface"), "Web Interface"));
    let OrText::Typed(via) = via else { panic!("{via:?}") };
    assert_eq!(via.code, Some(OrText::Text("web".to_owned())));

    let event = of("a failed redeployment with the fields of a deployment that ended");
    let outcome = event.deploy_context().unwrap().outcome.as_ref();
    assert_eq!((outcome.and_then(OrText::meaning), event.reason()), (Some("failed"), Some("x")));
}

/// The API has `type` where the webhooks have `lets_encrypt`, and another name for the expiry.
#[test]
fn a_certificate_of_the_api_answers_like_one_of_a_webhook() {
    let event = of("a certificate of the API");
    let certificate = event.certificate().unwrap();
    assert_eq!((certificate.lets_encrypt, certificate.is_lets_encrypt()), (None, Some(true)));
    assert_eq!(certificate.status.code(), Some(SslCertificateStatus::Installed));
    let event = of("a whole certificate of the API");
    let certificate = event.certificate().unwrap();
    assert_eq!((certificate.name.as_deref(), certificate.is_lets_encrypt()), (None, Some(false)));
    assert_eq!(certificate.expiry().unwrap().timestamp(), 1_622_610_367);
}

/// It is an instant of its own, whatever the offset says the time of day is.
#[test]
fn a_leap_second_with_an_offset_is_written_in_utc() {
    for (text, written) in [
        ("2016-12-31T15:59:60-08:00", "2016-12-31T23:59:60Z"),
        ("2017-01-01T05:29:60.25+05:30", "2016-12-31T23:59:60.250Z"),
    ] {
        let event = of(&format!("a leap second with an offset, {text}"));
        assert_eq!(serde_json::to_value(event).unwrap()["stack"]["created_at"], written);
    }
}
