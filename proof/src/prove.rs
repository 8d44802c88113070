//! Everything that is looked for in a service, and what was looked at to find it.

mod asked;
mod questions;
mod rules;

use std::collections::BTreeSet;

use ::rules::check::Part;
use ::rules::examples::Example;
use ::rules::{Answers, Date, Service, Verdict, outcome};

use crate::days::DecisionDays;
use crate::diagram::{Diagram, terminal};
use crate::domain::Domains;
use crate::guard;
use crate::situations::{Look, World};

/// Something that is wrong with a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable name for this kind of finding.
    pub code: &'static str,
    /// The part that it is about.
    pub part: Part,
    /// What is wrong and what to do, for an editor. May have several lines.
    pub message: String,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Combinations of answers, over all days. The greatest number there is stands for any greater one.
    pub situations: u128,
    /// Days of the decision that were looked at.
    pub days: usize,
    /// Days of the decision that tell everything apart: more, where there would be too many.
    pub all_days: usize,
    /// Which share of the situations that tell everything apart these are: 1 where all of them were looked
    /// at. Less, where there would be too many: then every second answer to the question with most of
    /// them was left out, as often as it took, and nothing is said to be the same in *all* situations.
    pub share: f64,
}

impl Coverage {
    /// Whether all situations were looked at, so that something can be said to happen in none.
    pub fn is_whole(&self) -> bool {
        self.share == 1.0 && self.days == self.all_days
    }
}

/// What came of looking at a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub coverage: Coverage,
    /// Small changes to the service that some example notices.
    pub guarded: usize,
}

/// Looks at a service in every situation, and holds its examples against every small change to it.
///
/// The service has to be checked. Examples that do not hold guard nothing, and are passed over.
pub fn prove(service: &Service, examples: &[Example]) -> Proof {
    let days = DecisionDays::of(&[service], examples.iter().map(|example| example.today));
    let mut survey = Survey::of(service, &days);
    let mut findings = Vec::new();
    survey.rules(&mut findings);
    survey.questions(&mut findings);
    survey.what_is_asked_for(&mut findings);
    let wrong: BTreeSet<_> = findings.iter().map(|finding| finding.part.clone()).collect();
    let holds = |example: &&Example| {
        example.expected.differences(&outcome(service, &example.answers, example.today)).is_empty()
    };
    let holding: Vec<_> = examples.iter().filter(holds).collect();
    let guarded = guard::guard(service, &days.days, &holding, &wrong, &mut findings);
    // Half of the situations do not show that something never happens.
    if !survey.coverage().is_whole() {
        findings.retain(|finding| !SAYS_NEVER.contains(&finding.code));
    }
    Proof { findings, coverage: survey.coverage(), guarded }
}

/// Findings that are about all situations, and cannot be had from a part of them.
const SAYS_NEVER: [&str; 13] = [
    "rule-never-fires",
    "rule-shadowed",
    "contradictory-rules",
    "verdict-never-happens",
    "question-never-asked",
    "question-changes-nothing",
    "options-alike",
    "document-never-asked",
    "document-always-asked",
    "deadline-never-applies",
    "fee-never-applies",
    "detail-never-asked",
    "condition-part-changes-nothing",
];

/// A service on every day that is looked at.
struct Survey<'a> {
    service: &'a Service,
    days: Vec<(World, Look)>,
    /// Days that would have to be looked at.
    all_days: usize,
    /// The share of the chains to these that was followed.
    chains: f64,
}

/// Room for the diagrams of one day: a hundred megabytes at the very most, and a second. The services of
/// this repository take a hundredth of it.
pub(crate) const ROOM: usize = 9_000_000;

impl<'a> Survey<'a> {
    fn of(service: &'a Service, DecisionDays { days, all, share }: &DecisionDays) -> Self {
        let day = |today: &Date| look(Domains::of(*today, &[service], []), |world| world.look(service));
        Self { service, days: days.iter().map(day).collect(), all_days: *all, chains: *share }
    }

    fn coverage(&self) -> Coverage {
        let situations =
            self.days.iter().fold(0u128, |sum, (world, _)| sum.saturating_add(world.domains.situations()));
        let shares = self.days.iter().map(|(world, _)| {
            // A day on which even what was made of the diagrams took too much room does not count.
            if world.diagrams.is_full() { 0.0 } else { world.domains.share() }
        });
        let share = shares.fold(self.chains, f64::min);
        Coverage { situations, days: self.days.len(), all_days: self.all_days, share }
    }

    /// The first situation in which the function is 1.
    fn somewhere(
        &mut self,
        mut function: impl FnMut(&mut World, &Look) -> Diagram,
    ) -> Option<(Date, Answers)> {
        self.days.iter_mut().find_map(|(world, look)| {
            let diagram = function(world, look);
            Some((world.domains.today, world.situation(diagram, 1)?))
        })
    }

    /// The function is 0 in every situation.
    fn never(&mut self, mut function: impl FnMut(&mut World, &Look) -> Diagram) -> bool {
        self.days.iter_mut().all(|(world, look)| function(world, look) == terminal(0))
    }

    /// A part applies nowhere.
    fn never_applies(&mut self, part: &Part) -> bool {
        self.never(|world, look| world.applies(look.part(part)))
    }

    /// Whether any application can be sent.
    fn some_may_apply(&mut self) -> bool {
        !self.never(|world, look| world.verdict_is(look, Verdict::may_apply))
    }
}

/// Looks at situations with as many answers as there is room for.
pub(crate) fn look<T>(mut domains: Domains, mut look: impl FnMut(&mut World) -> T) -> (World, T) {
    loop {
        // A third is for looking, the rest for what is made of it.
        let mut world = World::new(domains.clone(), ROOM / 3);
        let looked = look(&mut world);
        if !world.diagrams.is_full() || !domains.halve() {
            world.diagrams.make_room(ROOM);
            return (world, looked);
        }
    }
}
