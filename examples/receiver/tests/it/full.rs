//! A store that is full.

use std::process::Command;

use crate::support::{Directory, Process, delivery_with, post, program, wait_until};

/// The system lets no file of the receiver grow beyond 2 MiB: to the database that is a disk that takes no more.
#[test]
fn what_does_not_fit_is_answered_503_and_the_receiver_recovers() {
    let directory = Directory::new();
    let database = directory.database();
    let receiver = program(&database);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -S -f 4096; exec \"$0\""]).arg(receiver.get_program());
    command.envs(receiver.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let process = Process::spawn(&mut command);

    let body = |number| delivery_with(number, &format!(r#","x":"{}""#, "x".repeat(100 * 1024)));
    let (mut stored, mut refused) = (Vec::new(), 0);
    for number in 0..100 {
        match post(process.address, &body(number)) {
            200 => stored.push(number),
            503 => refused += 1,
            status => panic!("answered {status}"),
        }
    }
    assert!(stored.len() >= 5 && refused >= 20, "{} stored, {refused} refused", stored.len());
    let kept = |numbers: &[usize]| {
        let rows = database.rows();
        numbers.iter().all(|number| rows.iter().any(|(.., kept)| *kept == body(*number)))
    };
    assert!(kept(&stored), "something was answered and is not there");
    assert_eq!(database.rows().len(), stored.len());

    let lifted = Command::new("prlimit").arg(format!("--pid={}", process.child.id())).arg("--fsize=unlimited").status();
    assert!(lifted.unwrap().success());
    for number in 100..110 {
        // Its place in memory came back too.
        wait_until("it takes deliveries again", || post(process.address, &body(number)) == 200);
        stored.push(number);
    }
    wait_until("all are handled", || database.count("done") == stored.len());
    assert!(kept(&stored));
    assert!(process.metric("receiver_refused_total{status=\"503\"}") >= refused);
    let log = process.stop();
    assert!(log.iter().any(|line| line.contains("could not be stored")), "{log:#?}");
}
