//! The times of the cases, for those who want them: `cargo bench -p cloud66-webhooks-benches`.

use cloud66_webhooks_benches::cases;
use divan::Bencher;

fn main() {
    divan::main();
}

fn names() -> impl Iterator<Item = String> {
    cases().into_iter().map(|case| format!("{}, {}", case.name, case.rival))
}

fn work(name: &str, is_ours: bool) -> cloud66_webhooks_benches::Work {
    let case = cases().into_iter().find(|case| format!("{}, {}", case.name, case.rival) == name).expect("a case");
    if is_ours { case.ours } else { case.theirs }
}

#[divan::bench(args = names())]
fn ours(bencher: Bencher, name: &str) {
    let work = work(name, true);
    bencher.bench_local(work);
}

#[divan::bench(args = names())]
fn rival(bencher: Bencher, name: &str) {
    let work = work(name, false);
    bencher.bench_local(work);
}
