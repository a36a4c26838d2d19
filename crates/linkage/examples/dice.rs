//! How many pairs of filters a second one core compares: `cargo run --release -p linkage --example dice`.

use linkage::{
    dice::{Search, all_pairs},
    encode::{FILTER_WORDS, Filter},
};

/// A filter with about four in ten bits set.
fn filter(chance: &mut fastrand::Rng) -> Filter {
    let mut filter = Filter([0; FILTER_WORDS]);
    for bit in 0..1024 {
        if chance.f32() < 0.4 {
            filter.set(bit);
        }
    }
    filter
}

fn main() {
    let mut chance = fastrand::Rng::with_seed(1);
    let left: Vec<Filter> = (0..40_000).map(|_| filter(&mut chance)).collect();
    let right: Vec<Filter> = (0..40_000).map(|_| filter(&mut chance)).collect();
    let search = Search {
        threshold: 0.7,
        most: 100,
    };
    let before = cpu_seconds();
    let found = all_pairs(&left, &right, search);
    let took = cpu_seconds() - before;
    let millions = found.compared as f64 / took / 1e6;
    println!(
        "pairs {} hits {} cpu_s {took:.2} million_pairs_per_cpu_s {millions:.0}",
        found.compared,
        found.hits.len()
    );
}

/// Processor time of this process so far, all threads, in seconds of a hundredth.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    fields.iter().sum::<f64>() / 100.0
}
