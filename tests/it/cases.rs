//! What the vendor publishes elsewhere, inside the events that carry it: objects of its API, and payloads of older pages. Names
//! and values are invented, the shapes are not.

use std::collections::HashMap;

use cloud66_webhooks::{BackupStatus, ContainerHealth, OrText, SslCertificateStatus, WebhookEvent};
use serde_json::{Value, json};

use crate::support::{differences, error, event};
use crate::ways_in::ways_in;

/// Reads an event by every way in: nothing is lost, and this is its drift.
fn read(json: &Value, drift: &[&str]) -> WebhookEvent {
    let read = event(json);
    let lines: Vec<String> = read.drift().iter().map(ToString::to_string).collect();
    assert_eq!(lines, drift, "{json}");
    assert_eq!(differences(json, &serde_json::to_value(&read).unwrap()), [""; 0], "{json}");
    for (way, other) in ways_in(json) {
        assert_eq!(other.as_ref(), Ok(&read), "{way}: {json}");
    }
    read
}

/// The event with these fields besides its head.
fn with(event_type: &str, fields: Value) -> Value {
    let mut event = fields;
    event["timestamp"] = json!(1_700_000_000);
    event["event_type"] = json!(event_type);
    event
}

/// The event of a stack whose fields are among its own.
fn with_flat_stack(event_type: &str, fields: Value) -> Value {
    let mut event = with(event_type, fields);
    event["uid"] = json!("st-1");
    event["name"] = json!("shop");
    event["environment"] = json!("staging");
    event
}

fn stack() -> Value {
    json!({"uid": "st-1", "name": "shop", "environment": "staging"})
}

/// The API's deployments say what the webhooks say as text by a code with its meaning.
#[test]
fn a_deployment_with_codes_and_meanings() {
    let json = with_flat_stack(
        "stack.provision.ok",
        json!({"deploy_context": {
            "id": 31, "triggered_by": "ops@shop.example", "triggered_via": {"code": 0, "meaning": "web"},
            "started_at": "2021-03-04T05:06:07Z", "outcome": {"code": 1, "meaning": "success"},
            "deploy_type": {"code": 0, "meaning": "build"},
        }}),
    );
    let event = read(&json, &[]);
    let deployment = event.deploy_context().unwrap();
    let meaning = |value: &Option<OrText<_>>| value.as_ref().and_then(OrText::meaning).map(ToOwned::to_owned);
    assert_eq!(meaning(&deployment.triggered_via).as_deref(), Some("web"));
    assert_eq!(meaning(&deployment.outcome).as_deref(), Some("success"));
    assert_eq!(meaning(&deployment.deploy_type).as_deref(), Some("build"));
    assert_eq!(deployment.started_at.unwrap().timestamp(), 1_614_834_367);
    assert_eq!(event.to_string(), "Stack provisioned: shop (staging), via web, at 2023-11-14 22:13:20 UTC");
}

/// The same with words for the codes, as a public chat bot reads it.
#[test]
fn a_deployment_with_words_for_the_codes() {
    let json = with_flat_stack(
        "stack.redeploy.ok",
        json!({"deploy_context": {
            "id": 32, "triggered_by": "ops@shop.example", "triggered_via": {"code": "web", "meaning": "Web Interface"},
            "outcome": {"code": "success", "meaning": "Successful"},
            "deploy_type": {"code": "redeploy", "meaning": "Redeploy"}, "started_at": "2021-03-04T05:06:07Z",
        }}),
    );
    let mut nested = json.clone();
    for name in ["uid", "name", "environment"] {
        nested.as_object_mut().unwrap().remove(name);
    }
    nested["stack"] = stack();
    let event = event(&json);
    assert_eq!(event.drift(), []);
    assert_eq!(event, read(&nested, &[]));
    // Written as documented, which is nested here.
    assert_eq!(differences(&nested, &serde_json::to_value(&event).unwrap()), [""; 0]);
    let via = event.deploy_context().unwrap().triggered_via.as_ref().unwrap();
    assert_eq!((via.meaning(), via.to_string().as_str()), (Some("Web Interface"), "Web Interface"));
    let OrText::Typed(via) = via else { panic!("{via:?}") };
    assert_eq!(via.code, Some(OrText::Text("web".to_owned())));
}

#[test]
fn a_container_without_a_name() {
    let json = with(
        "container.down",
        json!({
            "uid": "c0ffee", "server_uid": "sv-1", "server_name": "Elk", "service_name": "web",
            "image": "registry.example/shop", "ports": [{"container": 3000, "http": 80, "https": 443}],
            "docker_ip": null, "health_state": 2,
        }),
    );
    let event = read(&json, &[]);
    let container = event.container().unwrap();
    assert_eq!((container.name.as_deref(), container.uid.as_deref()), (None, Some("c0ffee")));
    assert_eq!(container.health_state.as_ref().unwrap().code(), Some(ContainerHealth::Down));
    assert_eq!(event.to_string(), "Container down: c0ffee (service web), server Elk, at 2023-11-14 22:13:20 UTC");
}

#[test]
fn a_container_without_ports() {
    for ports in [Some(json!(null)), Some(json!([])), None] {
        let mut json = with("container.down", json!({"name": "c", "service_name": "w", "image": "i"}));
        if let Some(ports) = ports {
            json["ports"] = ports;
        }
        assert_eq!(read(&json, &[]).container().unwrap().ports, []);
    }
}

/// The API has `type` where the webhooks have `lets_encrypt`, and other names for the expiry.
#[test]
fn a_certificate_of_the_api() {
    let certificate = json!({
        "uuid": "ssl-1", "name": "shop-cert", "server_names": "shop.example", "type": "lets_encrypt", "status": 3,
        "ssl_termination": true, "has_intermediate_cert": true,
    });
    for event_type in ["ssl_certificate.install.ok", "ssl_certificate.install.fail", "ssl_certificate.expire.soon"] {
        let event = read(&with(event_type, json!({ "ssl_certificate": certificate })), &[]);
        let certificate = event.certificate().unwrap();
        assert_eq!((certificate.lets_encrypt, certificate.is_lets_encrypt()), (None, Some(true)));
        assert_eq!(certificate.status.code(), Some(SslCertificateStatus::Installed));
    }
    let whole = json!({
        "uuid": "ssl-2", "name": null, "server_group_id": null, "server_names": "shop.example,www.shop.example",
        "sha256_fingerprint": null, "ca_name": "Some CA", "type": "manual", "wildcard": false,
        "dns_provider_uuid": null, "ssl_termination": "load_balancer", "has_intermediate_cert": false, "status": 2,
        "created_at": "2021-03-04T05:06:07Z", "updated_at": "2021-03-04T05:06:07Z",
        "expires_at": "2021-06-02T05:06:07Z", "certificate": null, "key": null, "intermediate_certificate": null,
    });
    let event = read(&with("ssl_certificate.install.fail", json!({ "ssl_certificate": whole })), &[]);
    let certificate = event.certificate().unwrap();
    assert_eq!((certificate.name.as_deref(), certificate.is_lets_encrypt()), (None, Some(false)));
    assert_eq!(certificate.expiry().unwrap().timestamp(), 1_622_610_367);
}

/// The first page of this event had no backup. Nothing but the delivery's own fields says what failed, so it is not typed, and
/// the error has all of it.
#[test]
fn a_failed_backup_without_a_backup() {
    let json =
        with_flat_stack("managed_backup.fail", json!({"backup_result": "no database could be found to restore to"}));
    let error = error(&json);
    assert_eq!((error.path(), error.reason()), (Some("backup"), "missing field"));
    assert_eq!(serde_json::to_value(error.raw()).unwrap(), json);
}

#[test]
fn the_older_name_of_a_ban() {
    let action = json!({"address": "198.51.100.7", "attack": "SSH", "banned": true, "port": 22});
    let server = json!({"uid": "sv-1", "name": "Elk"});
    let older = with("active.protect.block", json!({"server": server, "fail2ban_action": action}));
    let newer = with("active.protect.block", json!({"server": server, "activeprotect_action": action}));
    let read = read(&newer, &[]);
    for (way, other) in ways_in(&older) {
        assert_eq!(other.as_ref(), Ok(&read), "{way}");
    }
    // It is written under the newer name, and that is not drift.
    assert_eq!(serde_json::to_value(event(&older)).unwrap(), newer);
    assert_eq!(event(&older).drift(), []);
    // Where both are there, the older one is an unknown field.
    let mut both = older;
    both["activeprotect_action"] = action;
    for (way, other) in ways_in(&both) {
        let event = other.unwrap_or_else(|error| panic!("{way}: {error}"));
        assert_eq!(serde_json::to_value(&event).unwrap(), both, "{way}");
        assert_eq!(event.drift()[0].to_string(), "unknown field `fail2ban_action`", "{way}");
    }
    // An error has the name that was delivered.
    let odd = with("active.protect.block", json!({"server": server, "fail2ban_action": {"address": 5}}));
    assert_eq!(error(&odd).path(), Some("fail2ban_action.address"));
}

#[test]
fn a_word_for_the_health_of_a_container() {
    for word in ["unhealthy", "CNT_HEALTH_DOWN", "health_down"] {
        let json = with(
            "container.down",
            json!({"name": "web.otter", "service_name": "web", "image": "nginx", "ports": [], "health_state": word}),
        );
        let event = read(&json, &[]);
        let health = event.container().unwrap().health_state.as_ref().unwrap();
        let code = if word == "unhealthy" { None } else { Some(ContainerHealth::Down) };
        assert_eq!((health, health.code()), (&OrText::Text(word.to_owned()), code));
    }
}

#[test]
fn a_service_of_2014() {
    for event_type in ["service.build.ok", "service.build.fail"] {
        let service = json!({"name": "web", "containers": []});
        let event = read(&with(event_type, json!({"stack": stack(), "service": service})), &[]);
        assert_eq!(
            (event.service().unwrap().name.as_str(), event.service().unwrap().git_ref.as_deref()),
            ("web", None)
        );
    }
}

#[test]
fn whole_containers_in_a_service() {
    let service = json!({
        "name": "web", "source_type": "image", "git_ref": "", "image_name": "", "image_uid": "", "image_tag": "",
        "command": null, "build_command": null, "deploy_command": null, "wrap_command": null, "desired_count": 2,
        "containers": [
            {"uid": "c0ffee", "name": "web.otter", "server_uid": "sv-1", "server_name": "Bison",
             "service_name": "web", "image": "nginx", "health_state": 0, "status": "started", "ports": []},
            {"uid": "decaf", "server_uid": "sv-2", "server_name": "Elk", "service_name": "web",
             "image": "registry.example/shop", "command": null, "started_at": "2021-03-04T05:06:07Z",
             "ports": [{"container": 3000, "http": 80, "https": 443}], "private_ip": "192.0.2.4",
             "docker_ip": "192.0.2.5", "health_state": "unhealthy", "health_message": "", "health_source": "none",
             "capture_output": false, "restart_on_deploy": true, "created_at": "2021-03-04T05:06:07Z",
             "updated_at": "2021-03-04T05:06:07Z"},
            {"id": "c3", "status": "running", "server_uid": "sv-1"},
        ],
    });
    let event = read(&with("service.build.ok", json!({"stack": stack(), "service": service})), &[]);
    let containers = &event.service().unwrap().containers;
    assert_eq!(containers.len(), 3);
    assert_eq!((containers[0].name.as_deref(), containers[0].id.as_deref()), (Some("web.otter"), None));
    assert_eq!(containers[1].ports[0].https, Some(443));
    assert_eq!(containers[2].id.as_deref(), Some("c3"));
}

/// The vendor's Go client has any value there.
#[test]
fn the_parameters_of_a_server_are_any_json() {
    for params in [json!([]), json!(["a"]), json!(5), json!("text"), json!(true), json!({"a": {"b": null}})] {
        let json = with("db.slave.failed", json!({"uid": "sv-1", "name": "Elk", "params": params}));
        let event = event(&json);
        assert_eq!(event.drift(), []);
        assert_eq!(serde_json::to_value(&event).unwrap()["params"], params);
        assert_eq!(event.server().unwrap().params.as_ref().unwrap().value(), params);
        for (way, other) in ways_in(&json) {
            assert_eq!(other.as_ref(), Ok(&event), "{way}");
        }
    }
}

/// A redeployment with the layout of a deployment that ended.
#[test]
fn how_a_redeployment_ended() {
    let json = with(
        "stack.redeploy.fail",
        json!({"stack": stack(), "deploy_context": {
            "triggered_by": "ops", "started_at": "2021-03-04T05:06:07Z", "outcome": "failed", "error_message": "x",
        }}),
    );
    let event = read(&json, &[]);
    let deployment = event.deploy_context().unwrap();
    assert_eq!(deployment.outcome.as_ref().and_then(OrText::meaning), Some("failed"));
    assert_eq!((deployment.error_message.as_deref(), event.reason()), (Some("x"), Some("x")));
    assert_eq!(deployment.started_at.unwrap().timestamp(), 1_614_834_367);
}

#[test]
fn a_deployment_that_says_only_when_it_started() {
    let context = json!({"started_at": "2021-03-04T05:06:07Z"});
    let json = with("stack.redeploy.ok", json!({"stack": stack(), "deploy_context": context}));
    assert_eq!(read(&json, &[]).deploy_context().unwrap().triggered_by, None);
}

/// A leap second is an instant of its own, whatever the offset says the time of day is.
#[test]
fn a_leap_second_with_an_offset() {
    for (text, written) in [
        ("2016-12-31T15:59:60-08:00", "2016-12-31T23:59:60Z"),
        ("2017-01-01T05:29:60.25+05:30", "2016-12-31T23:59:60.250Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
    ] {
        let mut json = with(
            "managed_backup.fail",
            json!({"stack": stack(), "backup": {"id": 1, "db_type": "mysql", "database_name": "orders"}}),
        );
        json["stack"]["created_at"] = json!(text);
        let event = event(&json);
        assert_eq!(event.drift(), [], "{text}");
        assert_eq!(serde_json::to_value(&event).unwrap()["stack"]["created_at"], written);
    }
}

/// Kept and not typed: a newline is no part of a timestamp.
#[test]
fn a_newline_behind_a_timestamp() {
    for (name, text) in [("created_at", "2024-02-15T14:30:00Z\n"), ("last_activity", "2024-02-15 14:30:00 UTC\n")] {
        let mut json = with(
            "managed_backup.fail",
            json!({"stack": stack(), "backup": {"id": 1, "db_type": "mysql", "database_name": "orders"}}),
        );
        json["stack"][name] = json!(text);
        let event = event(&json);
        assert_eq!(event.drift().len(), 1);
        assert!(event.drift()[0].is_unexpected_type());
        assert_eq!(serde_json::to_value(&event).unwrap()["stack"][name], text);
    }
}

#[test]
fn codes_are_counted_in_a_map() {
    let counts = HashMap::from([(BackupStatus::Failed, 3), (BackupStatus::from(9), 1)]);
    let text = serde_json::to_string(&counts).unwrap();
    assert_eq!(serde_json::from_str::<HashMap<BackupStatus, u32>>(&text).unwrap(), counts);
}

/// The other objects of the API, each in an event that carries it: a whole stack, server, backup, job and watched file.
#[test]
fn whole_objects_of_the_api() {
    let stack = json!({
        "uid": "st-1", "name": "shop", "git": "git@git.example:shop/shop.git", "git_branch": "main",
        "environment": "production", "cloud": "DigitalOcean", "fqdn": "shop.example", "language": "ruby",
        "framework": "rails", "status": 1, "health": 3, "last_activity": "2021-03-04 05:06:07 UTC",
        "last_activity_iso": "2021-03-04T05:06:07Z", "maintenance_mode": false, "has_loadbalancer": false,
        "created_at": "2021-03-04 05:06:07 UTC", "updated_at": "2021-03-04 05:06:07 UTC",
        "deploy_directory": "/var/deploy/shop", "cloud_status": "partial", "backend": "nginx", "version": "1.0.0",
        "revision": "1", "is_busy": false, "account_name": "shop", "is_cluster": false, "is_inside_cluster": false,
        "cluster_name": "", "application_address": "shop.example", "configstore_namespace": null,
        "namespaces": ["shop"], "considerations": {}, "redeploy_hook": "https://hooks.example/abc",
        "created_at_iso": "2021-03-04T05:06:07Z", "updated_at_iso": "2021-03-04T05:06:07Z",
    });
    let server = json!({
        "uid": "sv-1", "vendor_uid": "1234", "name": "Elk", "address": "192.0.2.4", "distro": "ubuntu",
        "distro_version": "24.04", "dns_record": "elk.shop.example", "user_name": "root", "server_type": "digitalocean",
        "server_roles": ["docker", "web"], "server_group_id": 7, "stack_uid": "st-1", "has_agent": true,
        "params": {"deployment_directory": "/var/deploy"}, "created_at": "2021-03-04T05:06:07Z",
        "updated_at": "2021-03-04T05:06:07Z", "region": "ams3", "availability_zone": "", "ext_ipv4": "192.0.2.4",
        "int_ipv4": "198.51.100.4", "ext_ipv6": null, "int_ipv6": null, "health_state": 3, "personal_key": true,
        "has_deploy_gateway": false, "deploy_gateway_address": null, "deploy_gateway_user_name": null,
        "notifications": {"reboot": {"value": true, "reason": "kernel", "asof": "2021-03-04T05:06:07Z"}},
        "is_kubernetes_master": false,
    });
    let backup = json!({
        "id": 1, "server_uid": "sv-1", "filename": "shop-1", "db_type": "mysql", "database_name": "orders",
        "file_base": "shop", "backup_date": "2021-03-04T05:06:07Z", "backup_date_iso": "2021-03-04T05:06:07Z",
        "backup_status": 1, "backup_result": "got error 2013", "restore_status": 0, "restore_result": null,
        "created_at": "2021-03-04T05:06:07Z", "updated_at": "2021-03-04T05:06:07Z",
        "created_at_iso": "2021-03-04T05:06:07Z", "updated_at_iso": "2021-03-04T05:06:07Z", "verify_status": 0,
        "verify_result": null, "storage_path": "s3", "skip_tables": null, "backup_size": 0, "file_name": "shop.gz",
        "logical_backup": true,
    });
    let job = json!({
        "uid": "jb-1", "name": "nightly", "type": "DockerHostTaskJob", "cron": "0 3 * * *", "status": 0,
        "params": {"task": "rake", "service_name": "web"}, "created_at": "2021-03-04T05:06:07Z",
        "updated_at": "2021-03-04T05:06:07Z", "paused": false, "paused_cron": null,
    });
    let file = json!({
        "server": "sv-1", "file_path": "/etc/passwd", "is_changed": true, "created_at": "2021-03-04T05:06:07Z",
        "updated_at": "2021-03-04T05:06:07Z",
    });

    read(&with("stack.created", stack.clone()), &[]);
    read(
        &with("managed_backup.fail", json!({ "stack": stack, "backup": backup })),
        // These three are the API's alone.
        &["unknown field `backup.created_at`", "unknown field `backup.filename`", "unknown field `backup.updated_at`"],
    );
    read(&with("db.slave.failed", server.clone()), &[]);
    read(&with("job.fail", job), &["unknown field `paused_cron`"]);
    let read = read(&with("active.protect.change", json!({ "server": server, "watched_file": file })), &[]);
    assert_eq!(read.server().unwrap().notifications.as_ref().unwrap()["reboot"].reason.as_deref(), Some("kernel"));
}
