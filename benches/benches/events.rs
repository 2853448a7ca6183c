//! The cases under criterion: the same contenders as in the table of ratios, with criterion's statistics and history.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn events(criterion: &mut Criterion) {
    for case in cloud66_webhooks_benches::cases() {
        let mut group = criterion.benchmark_group(case.name);
        group.throughput(Throughput::Bytes(case.bytes as u64));
        for mut contender in case.contenders {
            group.bench_function(BenchmarkId::from_parameter(contender.name), |bencher| {
                bencher.iter_custom(|times| (contender.run)(times));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, events);
criterion_main!(benches);
