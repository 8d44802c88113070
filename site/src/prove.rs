//! Services in all their situations: what is wrong with them, and what was looked at to find it.
//!
//! Asked by `site check` only. A proof is for editors, before they publish; building a page takes none.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proof::{Finding, Proof, prove};
use rules::problem::Problem;

use crate::content::Content;
use crate::report::Report;

/// What was looked at to prove a service.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The service's id.
    pub service: String,
    /// What came of it; its findings are in the report.
    pub proof: Proof,
    /// Number of its examples.
    pub examples: usize,
    /// How long it took.
    pub took: Duration,
}

/// Proves every service whose definition and pages are sound, and reports what is wrong with it.
pub fn check(content: &Content, report: &mut Report) -> Vec<Proved> {
    let services = content.services.iter().map(|pages| {
        let start = Instant::now();
        let mut proof = prove(&pages.service, &pages.examples);
        let took = start.elapsed();
        let file = format!("services/{}/service.toml", pages.service.id);
        let problems = std::mem::take(&mut proof.findings).into_iter().map(|finding| {
            let Finding { code, part, message } = finding;
            Problem::error(code, pages.places.of(&part), message)
        });
        report.add(&file, &pages.text, problems.collect());
        Proved { service: pages.service.id.clone(), proof, examples: pages.examples.len(), took }
    });
    services.collect()
}

impl Proved {
    /// `paspor: 2,550,916,800 situations on 2 days, all of them; 40 examples guard 221 changes; 0.03 s`
    pub fn in_words(&self) -> String {
        let Self { service, proof: Proof { coverage, guarded, .. }, examples, took } = self;
        let mut words =
            format!("{service}: {} situations on {} days, ", thousands(coverage.situations), coverage.days);
        if coverage.days < coverage.all_days {
            write!(words, "of {} days that tell everything apart (too many)", coverage.all_days)
        } else if coverage.share < 1.0 {
            let percent = coverage.share * 100.0;
            write!(
                words,
                "{percent:.1} % of them (too many: every second answer to the largest questions left out)"
            )
        } else {
            write!(words, "all of them")
        }
        .expect("writing to a String does not fail");
        write!(words, "; {examples} examples guard {guarded} changes; {:.2} s", took.as_secs_f64())
            .expect("writing to a String does not fail");
        words
    }
}

/// A number with a comma after each thousand.
pub fn thousands(number: u128) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let numbers = [0, 12, 123, 1234, 123_456, 1_234_567];
        assert_eq!(numbers.map(thousands), ["0", "12", "123", "1,234", "123,456", "1,234,567"]);
    }
}
