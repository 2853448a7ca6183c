//! What stands around the receiver: nginx, systemd, Prometheus. `examples/receiver/tests/around` installs them, and runs these.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;
use std::{fs, thread};

use crate::support::{
    Client, Directory, Process, SECRET, delivery, delivery_with, free_address, post, program, wait_until,
};

fn deploy(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file)
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Not a kill, which would leave nginx's workers behind.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

fn is_well(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

/// The snippet as it is, but for the addresses, TLS, and where the log goes.
#[test]
#[ignore = "needs nginx: run tests/around"]
fn behind_nginx_deliveries_arrive_the_secret_is_in_no_log_and_idle_connections_hold_up_nobody() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    let (address, dir) = (free_address(), directory.0.display());
    let snippet = fs::read_to_string(deploy("nginx.conf")).unwrap();
    let mut changed = String::new();
    for line in snippet.lines().filter(|line| !line.contains("ssl_certificate")) {
        let line =
            line.replace("443 ssl", &address.to_string()).replace("127.0.0.1:8066", &process.address.to_string());
        changed += &(line.replace("/var/log/nginx", &dir.to_string()) + "\n");
    }
    let conf = directory.0.join("nginx.conf");
    let main = format!(
        "daemon off; pid {dir}/pid; error_log {dir}/error.log info; worker_rlimit_nofile 40000;\n\
         events {{ worker_connections 20000; }}\nhttp {{ client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy;\n\
         fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;\n{changed}}}\n"
    );
    fs::write(&conf, main).unwrap();
    let nginx =
        Command::new("nginx").arg("-c").arg(&conf).arg("-e").arg(directory.0.join("error.log")).spawn().unwrap();
    let nginx = Server(nginx);
    wait_until("nginx listens", || Client::connect(address).is_ok());
    // More than the receiver itself takes. Each is a file here and there.
    let idle: Vec<Client> = (0..2000).map(|_| Client::new(address)).collect();
    for number in 0..100 {
        assert_eq!(post(address, &delivery(number)), 200);
    }
    drop(idle);
    let large = delivery_with(100, &format!(r#","x":"{}""#, "x".repeat(200_000)));
    assert_eq!(post(address, &large), 200);
    assert_eq!(Client::new(address).request("POST", "/somebody-else", "", b"{}").0, 404);
    wait_until("all are handled", || database.count("done") == 101);
    assert_eq!(database.rows()[100].3, large);
    process.stop();
    // Where nobody listens, nginx would log the request as an error.
    assert_eq!(post(address, &delivery(101)), 502);
    drop(nginx);
    let log = fs::read_to_string(directory.0.join("receiver.log")).unwrap();
    assert!(log.contains(" POST 200 ") && log.contains(" POST 404 ") && log.contains(" POST 502 "), "{log}");
    for file in fs::read_dir(&directory.0).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "log") {
            assert!(!fs::read_to_string(&file).unwrap().contains(SECRET), "{} has the secret", file.display());
        }
    }
}

#[test]
#[ignore = "needs systemd-analyze: run tests/around"]
fn the_unit_and_its_socket_are_well_formed() {
    let directory = Directory::new();
    // It wants the program to be there.
    let unit = fs::read_to_string(deploy("receiver.service")).unwrap();
    assert!(unit.contains("ExecStart=/usr/local/bin/receiver\n"));
    let unit = unit.replace("/usr/local/bin/receiver", env!("CARGO_BIN_EXE_receiver"));
    fs::write(directory.0.join("receiver.service"), unit).unwrap();
    fs::copy(deploy("receiver.socket"), directory.0.join("receiver.socket")).unwrap();
    for file in ["receiver.service", "receiver.socket"] {
        let said = is_well(Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(directory.0.join(file)));
        assert!(!said.contains("receiver"), "{said}");
    }
}

/// systemd's own tool hands over the socket, and starts the program at the first connection.
#[test]
#[ignore = "needs systemd-socket-activate: run tests/around"]
fn a_socket_of_systemd_is_taken() {
    let directory = Directory::new();
    let (database, address) = (directory.database(), free_address());
    let receiver = program(&database);
    let mut command = Command::new("systemd-socket-activate");
    command.args(["--listen", &address.to_string()]);
    for (name, value) in receiver.get_envs().filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?))) {
        command.arg(format!("--setenv={name}={value}"));
    }
    let _server = Server(command.arg(receiver.get_program()).spawn().unwrap());
    wait_until("it listens", || Client::connect(address).is_ok());
    assert_eq!(post(address, &delivery(1)), 200);
    wait_until("it is handled", || database.count("done") == 1);
}

/// Prometheus scrapes the receiver, and the rules are asked what they say.
#[test]
#[ignore = "needs Prometheus: run tests/around"]
fn the_alerts_fire_when_they_should_and_only_then() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    wait_until("the store was asked", || process.metric("receiver_store_is_well") == 1);
    let page = directory.0.join("page");
    fs::write(&page, process.page("/metrics").1.split_once("# ").map(|(_, page)| format!("# {page}")).unwrap())
        .unwrap();
    let check = format!("promtool check metrics < {}", page.display());
    let said = Command::new("sh").args(["-c", &check]).output().unwrap();
    // It also wants a text of help for each, which is in the README.
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.lines().all(|line| line.ends_with("no help text")), "{said}");

    // The rules as they are, but for how long something must last.
    let rules = fs::read_to_string(deploy("alerts.yml")).unwrap();
    is_well(Command::new("promtool").args(["check", "rules"]).arg(deploy("alerts.yml")));
    let rules = rules.replace("for: 1m", "for: 1s").replace("for: 30s", "for: 1s").replace("> 600", "> 5");
    fs::write(directory.0.join("alerts.yml"), rules).unwrap();
    let conf = format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: [alerts.yml]\nscrape_configs:\n\
         - {{job_name: receiver, static_configs: [{{targets: ['{}']}}]}}\n",
        process.metrics
    );
    fs::write(directory.0.join("prometheus.yml"), conf).unwrap();
    let address = free_address();
    let mut prometheus = Command::new("prometheus");
    prometheus.arg(format!("--config.file={}", directory.0.join("prometheus.yml").display()));
    prometheus.arg(format!("--storage.tsdb.path={}", directory.0.join("tsdb").display()));
    let _prometheus = Server(
        prometheus.args([format!("--web.listen-address={address}"), "--log.level=error".into()]).spawn().unwrap(),
    );
    let fires = |name: &str| {
        let Ok(mut client) = Client::connect(address) else { return false };
        let (_, page) = client.request("GET", "/api/v1/query?query=ALERTS", "", b"");
        page.split(r#"{"__name__""#).any(|alert| alert.contains(&format!("\"{name}\"")) && alert.contains("firing"))
    };
    wait_until("Prometheus has scraped", || {
        let query = |mut client: Client| client.request("GET", "/api/v1/query?query=receiver_store_is_well", "", b"").1;
        Client::connect(address).is_ok_and(|client| query(client).contains(r#""1"]"#))
    });
    thread::sleep(Duration::from_secs(4));
    let names = ["IsDown", "LosesDeliveries", "StoreIsNotWell", "HasDeliveriesToLookAt", "IsBehind", "AnswersSlowly"];
    let names = names.map(|name| format!("Receiver{name}"));
    assert!(!names.iter().any(|name| fires(name)), "one fires where nothing is wrong");

    assert_eq!(post(process.address, b"garbage"), 200);
    wait_until("the unreadable one alerts", || fires("ReceiverHasDeliveriesToLookAt"));
    assert!(program(&database).args(["acknowledge", "0"]).status().unwrap().success());
    wait_until("it alerts no more", || !fires("ReceiverHasDeliveriesToLookAt"));
    let mut client = Client::new(process.address);
    client.send(format!("POST /{SECRET} HTTP/1.1\r\nHost: example.com\r\nContent-Length: 999999\r\n\r\n").as_bytes());
    assert_eq!(client.answer().unwrap().0, 413);
    wait_until("the lost one alerts", || fires("ReceiverLosesDeliveries"));
    // One that no worker takes: its next attempt is far away.
    database.query::<(i64,)>(
        "INSERT INTO deliveries (arrival, next_attempt, event_type, state, reason, body)
         VALUES (0, 9000000000000, 'new', 'waiting', '', x'7b') RETURNING id",
    );
    wait_until("the one that waits alerts", || fires("ReceiverIsBehind"));
    fs::remove_file(directory.0.join("receiver.db")).unwrap();
    wait_until("the file that is gone alerts", || fires("ReceiverStoreIsNotWell"));
    process.kill();
    wait_until("the receiver that is gone alerts", || fires("ReceiverIsDown"));
}

/// Between a delivery's arrival and its answer, the disk is told to write it: the system calls of the program show that.
#[test]
#[ignore = "needs strace: run tests/around"]
fn a_delivery_is_flushed_before_it_is_answered() {
    let directory = Directory::new();
    let process = Process::start(&directory.database());
    let trace = directory.0.join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-s", "12", "-e", "trace=fsync,fdatasync,read,recvfrom,write,writev,sendto"]);
    let strace = strace.arg("-o").arg(&trace).args(["-p", &process.child.id().to_string()]).spawn().unwrap();
    let _strace = Server(strace);
    // It reads its timer all the time.
    wait_until("it is traced", || fs::metadata(&trace).is_ok_and(|trace| trace.len() > 0));
    for number in 0..5 {
        assert_eq!(post(process.address, &delivery(number)), 200);
    }
    process.stop();
    let (mut is_flushed, mut answers) = (false, 0);
    for line in fs::read_to_string(&trace).unwrap().lines() {
        if line.contains("\"POST /") {
            is_flushed = false;
        } else if line.contains("sync(") && line.contains("receiver.db-wal") {
            is_flushed = true;
        } else if line.contains("\"HTTP/1.1 200") {
            assert!(is_flushed, "answered before it was flushed: {line}");
            answers += 1;
        }
    }
    assert_eq!(answers, 5);
}
