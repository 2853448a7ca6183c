//! The cases under criterion: the same contenders as in the table of ratios, with criterion's statistics and history.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

fn events(criterion: &mut Criterion) {
    for (_, make) in cloud66_webhooks_benches::CASES {
        let case = make();
        let mut group = criterion.benchmark_group(case.name);
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
