//! What the vendor documents, said a second time for the tests: every field of every object with its kind, and what each
//! event carries. Generators, damages and expectations come from it, so that they do not come from the code under test.

use cloud66_webhooks::EventType;
use serde_json::{Map, Value, json};

/// The type of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Text,
    Integer,
    /// An integer that is not negative.
    Size,
    Flag,
    /// An instant, written in RFC 3339.
    Date,
    /// An instant, written as `2024-02-15 14:30:00 UTC`.
    Spaced,
    /// An integer code of a table with these codes.
    Code(i64, i64),
    /// A word of the list of databases.
    Word,
    TextOrCode(i64, i64),
    TextOrFlag,
    TextOrInteger,
    TextOrObject(&'static str),
    /// Any value.
    Any,
    List(Box<Kind>),
    Object(&'static str),
    /// An object whose keys are data.
    Named(&'static str),
}

/// How a field sits in its event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    Plain,
    /// Documented among the fields of the event, and also read nested.
    Inline,
    /// Documented nested, and also read from among the fields of the event.
    Nested,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub form: Form,
}

/// A field is `name:kind`, with `!` after it if it is required. `[..]` is a list, `{..}` an object, and `<..>` one whose keys are
/// data.
const OBJECTS: &[(&str, &str)] = &[
    (
        "Stack",
        "uid:text! name:text! account_id:int git:text git_branch:text environment:text cloud:text fqdn:text \
         language:text framework:text status:code0..7 health:code0..4 last_activity:spaced \
         last_activity_iso:date maintenance_mode:bool has_loadbalancer:bool created_at:date updated_at:date \
         deploy_directory:text cloud_status:text backend:text version:text revision:text is_busy:bool \
         account_name:text is_cluster:bool is_inside_cluster:bool cluster_name:text application_address:text \
         configstore_namespace:text namespaces:[text] considerations:{Considerations} redeploy_hook:text \
         created_at_iso:date updated_at_iso:date",
    ),
    ("Considerations", "warnings:[text] notices:[text]"),
    (
        "Backup",
        "id:int! server_uid:text db_type:word! database_name:text! file_base:text backup_date_iso:date \
         backup_status:code0..1 backup_result:text restore_status:code0..3 restore_result:text \
         created_at_iso:date updated_at_iso:date verify_status:code0..4 verify_result:text storage_path:text \
         skip_tables:text backup_size:size error_message:text file_name:text logical_backup:bool backup_date:date",
    ),
    (
        "Server",
        "uid:text! vendor_uid:text name:text! address:text distro:text distro_version:text dns_record:text \
         user_name:text server_type:text server_roles:[text] server_group_id:int stack_uid:text \
         has_agent:bool params:any created_at:date updated_at:date region:text availability_zone:text \
         ext_ipv4:text int_ipv4:text ext_ipv6:text int_ipv6:text health_state:code0..4 personal_key:bool \
         has_deploy_gateway:bool deploy_gateway_address:text deploy_gateway_user_name:text \
         ssh_private_key:text notifications:<ServerNotification> is_kubernetes_master:bool",
    ),
    ("ServerNotification", "value:any reason:text asof:date"),
    ("ServerReference", "uid:text name:text"),
    (
        "Agent",
        "uid:text! status:int server:text created_at:date updated_at:date created_at_iso:date \
         updated_at_iso:date",
    ),
    (
        "Container",
        "uid:text name:text server_uid:text server_name:text service_name:text! image:text! command:text \
         started_at:date ports:[PortMapping] private_ip:text docker_ip:text health_state:text|code0..3 \
         health_message:text health_source:text capture_output:bool restart_on_deploy:bool created_at:date \
         updated_at:date status:text",
    ),
    ("PortMapping", "container:int http:int https:int"),
    (
        "DeployContext",
        "id:int triggered_by:text triggered_via:text|{CodeMeaning} deploy_type:text|{CodeMeaning} \
         stack_id:int uid:text type:text created_at:date updated_at:date \
         apply_infrastructure_upgrades:bool apply_security_upgrades:bool async_action_id:int \
         authorized_by:text auto_update_docker_versions:bool deploy_strategy:text \
         deployment_profile_id:int force_infrastructure_upgrades:bool github_deployment_id:int \
         reboot_servers:bool is_advanced:bool scaler_id:int take_server_snapshots:bool \
         started_at:date finished_at:date started_at_iso:date finished_at_iso:date \
         outcome:text|{CodeMeaning} git_hash:text deploy_session:text is_head:bool is_live:bool \
         reverted:bool reverted_by:text reverted_at:date reverted_at_iso:date error_message:text",
    ),
    ("CodeMeaning", "code:text|int meaning:text"),
    (
        "Service",
        "name:text! containers:[ServiceContainer] source_type:text git_ref:text image_name:text \
         image_uid:text image_tag:text command:text build_command:text deploy_command:text wrap_command:text \
         desired_count:int",
    ),
    (
        "ServiceContainer",
        "id:text status:text uid:text name:text server_uid:text server_name:text service_name:text \
         image:text command:text started_at:date ports:[PortMapping] private_ip:text docker_ip:text \
         health_state:text|code0..3 health_message:text health_source:text capture_output:bool \
         restart_on_deploy:bool created_at:date updated_at:date",
    ),
    (
        "Image",
        "uid:text service_name:text image_name:text image_tag:text build_result:text triggered_by:text \
         triggered_via:text|{CodeMeaning} created_at:date",
    ),
    (
        "Job",
        "uid:text! name:text! type:text cron:text status:text|code0..3 paused:bool params:any \
         created_at:date updated_at:date",
    ),
    (
        "SslCertificate",
        "stack_id:int name:text server_names:text! lets_encrypt:bool has_intermediate_cert:bool \
         ssl_termination:text|bool status:text|code-1..4! cert_expiry:date days_until_expiry:int \
         error_message:text created_at:date updated_at:date uuid:text server_group_id:int \
         sha256_fingerprint:text ca_name:text type:text wildcard:bool dns_provider_uuid:text expires_at:date \
         certificate:text key:text intermediate_certificate:text",
    ),
    (
        "CloudObject",
        "id:int! object_type:text! network_object_id:text object_name:text stack_id:int stack_name:text \
         account_id:int account_email:text cloud_symbol:text vendor_id:text status:text created_at:date \
         updated_at:date error_message:text",
    ),
    (
        "ActiveProtectAction",
        "server:text address:text! country:text country_code:text attack:text port:int banned:bool \
         action_date:date",
    ),
    ("WatchedFile", "server:text file_path:text! is_changed:bool created_at:date updated_at:date"),
    (
        "Scaler",
        "server_group:text metric:text min_count:int max_count:int scale_up_threshold:int \
         scale_down_threshold:int current_count:int target_count:int action:text",
    ),
    ("ScoreChange", "change:text from:text to:text"),
];

/// What an event carries besides `timestamp` and `event_type`, and which of its fields say what it is about: with another value
/// of any other field it is about the same thing. `*` marks an object that is documented among the event's fields, `~` one that is
/// documented nested and was once published the other way.
///
/// A new event type has to be added here, or every test that walks through all of them fails.
fn documented(event_type: &EventType) -> (&'static str, &'static str) {
    match event_type.as_str() {
        "stack.created" | "application.health_check.failed" => ("*stack:{Stack}!", "uid"),
        "stack.provision.ok" | "stack.provision.fail" => ("*stack:{Stack}! deploy_context:{DeployContext}", "uid"),
        "stack.redeploy.ok" | "stack.redeploy.fail" | "stack.deploy.started" => {
            ("~stack:{Stack}! deploy_context:{DeployContext}", "stack.uid")
        }
        "stack.stackscore.changed" => ("*stack:{Stack}! diff:<ScoreChange>", "uid"),
        "stack.redeploy.hook.fail" => ("*stack:{Stack}! reason:text", "uid"),
        "application.update.pending"
        | "application.update.started"
        | "application.update.succeeded"
        | "application.update.failed" => ("*stack:{Stack}! type_symbol:text", "uid"),
        "application.integration.configured" | "application.integration.removed" => {
            ("*stack:{Stack}! integration_name:text", "uid integration_name")
        }
        "server.stopped" | "server.backon" => ("*agent:{Agent}!", "uid"),
        "server.ip.change.fail" => ("*agent:{Agent}! new_ext_ipv4:text", "uid"),
        "container.down" => ("*container:{Container}!", "uid"),
        "process.down" => ("process_name:text server:{ServerReference}", "server.uid process_name"),
        "web.process.started" | "web.process.stopped" | "web.process.unknown" => {
            ("stack:text server:text", "stack server")
        }
        "free.disk.space.alert" | "free.disk.space.normal" => ("server:text", "server"),
        "service.build.ok" | "service.build.fail" => {
            ("~stack:{Stack}! service:{Service}! build_outcome:text image:{Image}", "stack.uid service.name")
        }
        "cloud_object.delete.ok" | "cloud_object.delete.fail" => {
            ("cloud_object_delete_queue:{CloudObject}!", "cloud_object_delete_queue.id")
        }
        "ssl_certificate.install.ok" | "ssl_certificate.install.fail" | "ssl_certificate.expire.soon" => {
            ("ssl_certificate:{SslCertificate}!", "ssl_certificate.stack_id ssl_certificate.server_names")
        }
        "app.auth" | "app.deauth" => ("user:text app:text", "app"),
        "active.protect.block" => ("~server:{Server}! activeprotect_action:{ActiveProtectAction}!", "server.uid"),
        "active.protect.change" => {
            ("~server:{Server}! watched_file:{WatchedFile}!", "server.uid watched_file.file_path")
        }
        "ssh_key.downloaded" => ("*stack:{Stack}! server:text user_email:text", "uid"),
        "managed_backup.fail" | "backup.verification.failed" => {
            ("~stack:{Stack}! backup:{Backup}! error_message:text", "stack.uid backup.db_type backup.database_name")
        }
        "db.slave.ok" | "db.slave.failed" => ("*server:{Server}! db_type:word detail:text", "uid"),
        "payment.done" | "payment.fail" => ("charged_amount:text reason:text", ""),
        "account.suspended" => ("account_name:text", ""),
        "job.fail" | "job.backon" => ("*job:{Job}! run_data:text", "uid"),
        "autoscaling.failed" | "autoscaling.actions" => ("*stack:{Stack}! scaler:{Scaler} action_message:text", "uid"),
        other => panic!("{other} is new: say in tests/it/model.rs what it carries"),
    }
}

/// An alert, and what the vendor documents as its end.
pub const PAIRS: &[(&str, &str)] = &[
    ("stack.provision.fail", "stack.provision.ok"),
    ("stack.redeploy.fail", "stack.redeploy.ok"),
    ("application.update.failed", "application.update.succeeded"),
    ("server.stopped", "server.backon"),
    ("web.process.stopped", "web.process.started"),
    ("web.process.unknown", "web.process.started"),
    ("free.disk.space.alert", "free.disk.space.normal"),
    ("service.build.fail", "service.build.ok"),
    ("cloud_object.delete.fail", "cloud_object.delete.ok"),
    ("ssl_certificate.install.fail", "ssl_certificate.install.ok"),
    ("db.slave.failed", "db.slave.ok"),
    ("payment.fail", "payment.done"),
    ("job.fail", "job.backon"),
    ("autoscaling.failed", "autoscaling.actions"),
];

/// The alerts of which no end is documented.
pub const ENDLESS: &[&str] = &[
    "stack.redeploy.hook.fail",
    "application.health_check.failed",
    "server.ip.change.fail",
    "container.down",
    "process.down",
    "ssl_certificate.expire.soon",
    "active.protect.change",
    "managed_backup.fail",
    "backup.verification.failed",
    "account.suspended",
];

/// Where each event says why, first the one that counts most. For the other events there is no such field.
pub const REASONS: &[(&str, &[&str])] = &[
    ("stack.provision.fail", &["deploy_context.error_message"]),
    ("stack.redeploy.fail", &["deploy_context.error_message"]),
    ("stack.redeploy.hook.fail", &["reason"]),
    ("container.down", &["health_message"]),
    ("service.build.fail", &["image.build_result"]),
    ("cloud_object.delete.fail", &["cloud_object_delete_queue.error_message"]),
    ("ssl_certificate.install.fail", &["ssl_certificate.error_message"]),
    ("managed_backup.fail", &["error_message", "backup.error_message", "backup.backup_result"]),
    ("backup.verification.failed", &["error_message", "backup.verify_result", "backup.error_message"]),
    ("db.slave.ok", &["detail"]),
    ("db.slave.failed", &["detail"]),
    ("payment.done", &["reason"]),
    ("payment.fail", &["reason"]),
    ("job.fail", &["run_data"]),
    ("job.backon", &["run_data"]),
    ("autoscaling.failed", &["action_message"]),
    ("autoscaling.actions", &["action_message"]),
];

/// The fields whose codes say whether an event is so: those that contradict it, those that agree with it, and the field of the
/// message that belongs to the code. No other field is taken for a contradiction, whatever it says.
#[rustfmt::skip]
pub const EVIDENCE: &[(&str, &str, &str, &str, Option<&str>)] = &[
    ("stack.provision.fail", "deploy_context.outcome", r#"["success", " Ok"]"#, r#"["failed", "failure"]"#, None),
    ("stack.provision.ok", "deploy_context.outcome", r#"["failed"]"#, r#"["success"]"#, None),
    ("stack.redeploy.fail", "deploy_context.outcome", r#"["success"]"#, r#"["failed"]"#, None),
    ("stack.redeploy.fail", "stack.status", "[1]", "[2]", None),
    ("stack.redeploy.ok", "deploy_context.outcome", r#"["failed"]"#, r#"["success"]"#, None),
    ("stack.redeploy.ok", "stack.status", "[2]", "[1]", None),
    ("application.health_check.failed", "health", "[3]", "[4]", None),
    ("container.down", "health_state", r#"[1, "health_up", "CNT_HEALTH_UP"]"#, r#"[2, "CNT_HEALTH_DOWN"]"#, Some("health_message")),
    ("service.build.ok", "build_outcome", r#"["failed"]"#, r#"["success"]"#, Some("image.build_result")),
    ("service.build.ok", "image.build_result", r#"["failed"]"#, r#"["success"]"#, None),
    ("service.build.fail", "build_outcome", r#"["success"]"#, r#"["failed"]"#, Some("image.build_result")),
    ("service.build.fail", "image.build_result", r#"["success"]"#, r#"["failed"]"#, None),
    ("cloud_object.delete.ok", "cloud_object_delete_queue.status", r#"["failed"]"#, r#"["deleted"]"#, None),
    ("cloud_object.delete.fail", "cloud_object_delete_queue.status", r#"["deleted"]"#, r#"["failed"]"#, None),
    ("ssl_certificate.install.ok", "ssl_certificate.status", r#"["failed", 2]"#, r#"["installed", 3]"#, None),
    ("ssl_certificate.install.fail", "ssl_certificate.status", r#"["installed", 3]"#, r#"["failed", 2]"#, None),
    ("active.protect.change", "watched_file.is_changed", "[false]", "[true]", None),
    ("managed_backup.fail", "backup.backup_status", "[0]", "[1]", Some("backup.backup_result")),
    ("backup.verification.failed", "backup.verify_status", "[0, 1, 2]", "[3]", Some("backup.verify_result")),
    ("job.fail", "status", r#"[2, "success"]"#, r#"[3, "failed"]"#, None),
    ("job.backon", "status", r#"[3, "failed"]"#, r#"[2, "success"]"#, None),
];

/// The paths of the fields that say what an event is about.
pub fn identifying(event_type: &EventType) -> impl Iterator<Item = &'static str> {
    documented(event_type).1.split_whitespace()
}

/// The fields of an event as its payload type has them: an inline object is one field.
pub fn payload_fields(event_type: &EventType) -> Vec<Field> {
    parse_fields(documented(event_type).0)
}

/// The fields of an event on the wire, in the documented form: those of an inline object one by one, and the two that every
/// event has.
pub fn event_fields(event_type: &EventType) -> Vec<Field> {
    let mut fields = Vec::new();
    for field in payload_fields(event_type) {
        match (field.form, &field.kind) {
            (Form::Inline, Kind::Object(name)) => fields.extend(object_fields(name)),
            _ => fields.push(field),
        }
    }
    fields.extend(parse_fields("timestamp:int! event_type:text!"));
    fields
}

pub fn object_fields(name: &str) -> Vec<Field> {
    let (_, fields) = OBJECTS.iter().find(|(object, _)| *object == name).unwrap();
    parse_fields(fields)
}

pub fn object_names() -> impl Iterator<Item = &'static str> {
    OBJECTS.iter().map(|(name, _)| *name)
}

fn parse_fields(fields: &'static str) -> Vec<Field> {
    let parse = |text: &'static str| {
        let form = match text.as_bytes()[0] {
            b'*' => Form::Inline,
            b'~' => Form::Nested,
            _ => Form::Plain,
        };
        let (name, kind) = text.trim_start_matches(['*', '~']).split_once(':').unwrap();
        let required = kind.ends_with('!');
        Field { name, kind: parse_kind(kind.trim_end_matches('!')), required, form }
    };
    fields.split_whitespace().map(parse).collect()
}

fn parse_kind(text: &'static str) -> Kind {
    let (is_text_too, kind) = text.strip_prefix("text|").map_or((false, text), |kind| (true, kind));
    if let Some(element) = kind.strip_prefix('[') {
        return Kind::List(Box::new(parse_kind(element.trim_end_matches(']'))));
    }
    if let Some(name) = kind.strip_prefix('<') {
        return Kind::Named(name.trim_end_matches('>'));
    }
    if let Some((first, last)) = kind.strip_prefix("code").and_then(|codes| codes.split_once("..")) {
        let (first, last) = (first.parse().unwrap(), last.parse().unwrap());
        return if is_text_too { Kind::TextOrCode(first, last) } else { Kind::Code(first, last) };
    }
    match (kind, is_text_too) {
        ("text", _) => Kind::Text,
        ("int", false) => Kind::Integer,
        ("int", true) => Kind::TextOrInteger,
        ("size", _) => Kind::Size,
        ("bool", false) => Kind::Flag,
        ("bool", true) => Kind::TextOrFlag,
        ("date", _) => Kind::Date,
        ("spaced", _) => Kind::Spaced,
        ("word", _) => Kind::Word,
        ("any", _) => Kind::Any,
        (object, false) => Kind::Object(object.trim_matches(['{', '}'])),
        (object, true) => Kind::TextOrObject(object.trim_matches(['{', '}'])),
    }
}

/// A value of this kind, with every documented field (`full`) or the required ones only.
pub fn value(kind: &Kind, full: bool) -> Value {
    match kind {
        Kind::Text | Kind::TextOrCode(..) | Kind::TextOrFlag | Kind::TextOrInteger => json!("some text"),
        Kind::Integer => json!(-7),
        Kind::Size => json!(7),
        Kind::Flag => json!(true),
        Kind::Date => json!("2024-01-15T10:30:00Z"),
        Kind::Spaced => json!("2024-01-15 10:30:00 UTC"),
        Kind::Code(_, last) => json!(last),
        Kind::Word => json!("redis"),
        Kind::Any => json!([1, "x"]),
        Kind::List(element) => json!([value(element, full)]),
        Kind::Object(name) | Kind::TextOrObject(name) => object(name, full),
        Kind::Named(name) => json!({"first": object(name, full)}),
    }
}

pub fn object(name: &str, full: bool) -> Value {
    Value::Object(values(&object_fields(name), full))
}

pub fn event(event_type: &EventType, full: bool) -> Value {
    let mut event = values(&event_fields(event_type), full);
    event.insert("timestamp".to_owned(), json!(1_757_011_079));
    event.insert("event_type".to_owned(), json!(event_type.as_str()));
    Value::Object(event)
}

fn values(fields: &[Field], full: bool) -> Map<String, Value> {
    let wanted = fields.iter().filter(|field| full || field.required);
    wanted.map(|field| (field.name.to_owned(), value(&field.kind, full))).collect()
}
