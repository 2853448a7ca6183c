//! Prints how long this crate takes beside each rival, as Markdown. Contenders of a case take turns, and the fastest turn of
//! each counts: whatever else the machine does can only make a turn slower. The words behind the command choose cases by a part of their name.

use std::time::Duration;

use cloud66_webhooks_benches::{Case, Contender, cases};

/// How often the contenders of a case take turns.
const ROUNDS: usize = 301;
/// How long one turn lasts, about.
const TURN: Duration = Duration::from_millis(1);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    println!("| case | contender | time | ratio | at most | |");
    println!("|---|---|--:|--:|--:|---|");
    let mut missed = 0;
    for mut case in cases() {
        if words.is_empty() || words.iter().any(|word| case.name.contains(word)) {
            missed += measure(&mut case);
        }
    }
    println!();
    println!("{missed} targets missed");
}

fn measure(case: &mut Case) -> usize {
    let turns: Vec<u64> = case.contenders.iter_mut().map(turn).collect();
    let mut times = vec![Vec::new(); turns.len()];
    for _ in 0..ROUNDS {
        for ((contender, turn), times) in case.contenders.iter_mut().zip(&turns).zip(&mut times) {
            times.push((contender.run)(*turn).as_secs_f64() * 1e9 / *turn as f64);
        }
    }
    let mut missed = 0;
    let mut name = format!("{}, {} bytes", case.name, case.bytes);
    for (contender, rival) in case.contenders.iter().zip(&times) {
        let ratio = fastest(&times[0]) / fastest(rival);
        let (target, verdict) = match contender.target {
            None => (String::new(), ""),
            Some(target) if ratio <= target => (format!("{target:.2}"), "yes"),
            Some(target) => {
                missed += 1;
                (format!("{target:.2}"), "**no**")
            }
        };
        println!("| {name} | {} | {} | {ratio:.3} | {target} | {verdict} |", contender.name, show(fastest(rival)));
        name.clear();
    }
    missed
}

/// How many times make a turn.
fn turn(contender: &mut Contender) -> u64 {
    let mut times = 1;
    loop {
        let elapsed = (contender.run)(times);
        if elapsed >= TURN / 2 || times > 1 << 24 {
            let turn = times as f64 * TURN.as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
            return (turn as u64).max(1);
        }
        times *= 2;
    }
}

fn fastest(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn show(nanoseconds: f64) -> String {
    if nanoseconds < 1e4 { format!("{nanoseconds:.0} ns") } else { format!("{:.1} µs", nanoseconds / 1e3) }
}
