//! How long it takes to prove a service of twelve questions and forty rules, and of how many situations:
//! `cargo run --release -p proof --example twelve_questions`.

#[path = "../tests/all/generate.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod generate;

use std::time::Instant;

use generate::Size;
use proof::prove;

fn main() {
    let size =
        Size { questions: 12, rules: 40, documents: 12, deadlines: 6, width: 2, months: false, dates: true };
    for seed in 1..=10 {
        let service = generate::service(size, seed);
        let start = Instant::now();
        let proof = prove(&service, &[]);
        let coverage = proof.coverage;
        println!(
            "service {seed}: {} situations on {} days, {:.0} % of them all, {} findings, {:.2} s",
            coverage.situations,
            coverage.days,
            coverage.share * 100.0,
            proof.findings.len(),
            start.elapsed().as_secs_f64(),
        );
    }
}
