//! Stores that cannot keep, or cannot yet.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use sqlx::Connection;

use crate::support::{Database, Directory, Process, delivery, free_address, post, program, subcommand, wait_until};

#[test]
fn what_is_only_in_memory_and_parameters_are_refused() {
    let directory = Directory::new();
    for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite:", "sqlite:file::memory:", "sqlite:x.db?mode=memory"] {
        for arguments in [&["list"][..], &[]] {
            let database = Database(url.to_owned());
            let output = program(&database).args(arguments).current_dir(&directory.0).output().unwrap();
            let complaint = String::from_utf8(output.stderr).unwrap();
            assert!(!output.status.success() && complaint.contains("DATABASE_URL: "), "{url} {complaint}");
            assert!(output.stdout.is_empty(), "it announced itself");
        }
    }
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 0);
}

/// Root may write anywhere, so this is another user where the test is root.
#[test]
fn a_directory_without_write_permission_is_refused_at_start() {
    let directory = Directory::new();
    let database = directory.database();
    assert!(Process::start(&database).stop().concat().is_empty());
    for file in fs::read_dir(&directory.0).unwrap() {
        fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(0o666)).unwrap();
    }
    fs::set_permissions(&directory.0, fs::Permissions::from_mode(0o555)).unwrap();
    let receiver = program(&database);
    let copy = Directory::new();
    let binary = copy.0.join("receiver");
    fs::copy(receiver.get_program(), &binary).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(&binary);
    command.envs(receiver.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    fs::set_permissions(&directory.0, fs::Permissions::from_mode(0o755)).unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && output.stdout.is_empty(), "{complaint}");
    assert!(complaint.contains("DATABASE_URL: "), "{complaint}");
}

#[test]
fn a_file_that_is_deleted_while_it_runs_is_noticed() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    assert_eq!(post(process.address, &delivery(1)), 200);
    assert_eq!((process.page("/ready").0, process.page("/live").0), (200, 200));
    fs::remove_file(directory.0.join("receiver.db")).unwrap();
    assert_eq!(post(process.address, &delivery(2)), 503);
    assert_eq!((process.page("/ready").0, process.page("/live").0), (503, 200));
    wait_until("the gauge says it", || process.page("/metrics").1.contains("receiver_store_is_well 0"));
    let log = process.stop();
    assert!(log.iter().any(|line| line.contains("ERROR") && line.contains("receiver.db was deleted")), "{log:#?}");
}

#[test]
fn a_lock_is_waited_for_nearly_as_long_as_the_sender_waits() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    let url = database.0.clone();
    let (locked, is_locked) = std::sync::mpsc::channel();
    let holder = thread::spawn(move || {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
            sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.unwrap();
            locked.send(()).unwrap();
            tokio::time::sleep(Duration::from_secs(15)).await;
            sqlx::query("COMMIT").execute(&mut connection).await.unwrap();
        });
    });
    is_locked.recv().unwrap();
    let start = Instant::now();
    assert_eq!(post(process.address, &delivery(1)), 200);
    assert!(start.elapsed() > Duration::from_secs(10), "there was no lock");
    holder.join().unwrap();
    wait_until("it is handled", || database.count("done") == 1);
    // Nothing else gave up either, such as the claim of a worker.
    let log = process.stop();
    assert!(!log.iter().any(|line| line.contains("ERROR")), "{log:#?}");
}

#[test]
fn a_clean_stop_leaves_one_file_that_is_complete() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    for number in 0..10 {
        assert_eq!(post(process.address, &delivery(number)), 200);
    }
    assert!(directory.0.join("receiver.db-wal").exists());
    process.stop();
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1);
    assert!(subcommand(&database, &["retry", "1"]).status.success());
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1);
    let copy = Directory::new();
    fs::copy(directory.0.join("receiver.db"), copy.0.join("receiver.db")).unwrap();
    assert_eq!(copy.database().rows().len(), 10);
}

/// Passes on what comes to `listener`, to a PostgreSQL that was not there before.
pub fn forward(listener: TcpListener, to: String) {
    thread::spawn(move || {
        for near in listener.incoming() {
            let (near, far) = (near.unwrap(), TcpStream::connect(&to).unwrap());
            let pairs = [(near.try_clone().unwrap(), far.try_clone().unwrap()), (far, near)];
            for (mut from, mut to) in pairs {
                thread::spawn(move || {
                    let mut bytes = [0; 4096];
                    while let Ok(length @ 1..) = from.read(&mut bytes) {
                        let _ = to.write_all(&bytes[..length]);
                    }
                    let _ = to.shutdown(std::net::Shutdown::Both);
                });
            }
        }
    });
}

#[test]
fn a_database_that_is_not_there_yet_is_waited_for_until_sigterm() {
    let database = Database(format!("postgres://somebody:hunter2@{}/deliveries", free_address()));
    let mut child = program(&database).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    thread::sleep(Duration::from_secs(5));
    assert!(child.try_wait().unwrap().is_none(), "it did not wait");
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let start = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && log.contains("waiting for the database"), "{log}");
    assert!(output.stdout.is_empty(), "it announced itself before it could receive");
    assert!(!log.contains("hunter2"), "{log}");
}
