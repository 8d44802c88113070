//! A service on a day as diagrams: what it leads to in every situation at once.
//!
//! [`rules::outcome`] decides one situation; this decides all of them by the same definition, and a test
//! holds the two against each other on services made at random.

use rules::check::Part;
use rules::{Answers, Date, Effect, FeeUnit, Service, Verdict};

use crate::diagram::{Diagram, Diagrams, Join, terminal};
use crate::domain::Domains;
use crate::parts::parts;
use crate::reading::Reading;

/// Results of a diagram that is a truth. Their order makes *and* the least and *or* the greatest of two.
pub const FALSE: u16 = 0;
/// It depends on answers that are missing.
pub const UNKNOWN: u16 = 1;
/// It holds.
pub const TRUE: u16 = 2;

/// Results of the diagram of the verdict, by their index: where several apply, the last one counts.
pub const VERDICTS: [Verdict; 5] =
    [Verdict::Eligible, Verdict::NotYet, Verdict::AskOffice, Verdict::NeedsAnswers, Verdict::NotEligible];

/// The result that stands for a verdict.
pub fn rank(verdict: Verdict) -> u16 {
    VERDICTS.iter().position(|known| *known == verdict).expect("every verdict is listed") as u16
}

/// The verdict that a rule leads to when no stronger one applies; none for a note.
pub fn promised(effect: Effect) -> Option<Verdict> {
    match effect {
        Effect::NotEligible => Some(Verdict::NotEligible),
        Effect::NotYet => Some(Verdict::NotYet),
        Effect::AskOffice => Some(Verdict::AskOffice),
        Effect::Note => None,
    }
}

/// Steps that a better example is worth.
const WORTH_STEPS: usize = 10_000;

/// All situations on a day: the answers that are tried, and the diagrams over them.
pub struct World {
    /// The answers.
    pub domains: Domains,
    /// The diagrams.
    pub diagrams: Diagrams,
    /// What a result of the diagram of something that applies says beside that it does: `said[result - 1]`.
    said: Vec<Said>,
}

/// What is said of something that applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// No more than that it applies.
    Applies,
    /// From, or by, this day.
    Day(Date),
    /// An amount.
    Rupiah(Vec<u64>, Option<FeeUnit>),
    /// A document that an application is complete without.
    Optional,
}

/// What a service leads to in every situation of a [`World`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Of each question of the service: is it asked? A truth.
    pub asked: Vec<Diagram>,
    /// Rules, documents, deadlines, fees and details, in this order.
    pub parts: Vec<PartLook>,
    /// The verdict, as an index into [`VERDICTS`].
    pub verdict: Diagram,
}

/// What becomes of a part of a service in every situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLook {
    /// Which part.
    pub part: Part,
    /// Does it apply? A truth.
    pub truth: Diagram,
    /// 0 where it does not, or not certainly; otherwise what [`World::said`] of it.
    pub outcome: Diagram,
    /// What it does to the verdict, as an index into [`VERDICTS`].
    pub effect: Diagram,
}

impl Look {
    /// What becomes of a part.
    pub fn part(&self, part: &Part) -> &PartLook {
        self.parts.iter().find(|known| known.part == *part).expect("every part that has a condition is there")
    }
}

impl World {
    /// An empty one. `room` is that of its [`Diagrams`].
    pub fn new(domains: Domains, room: usize) -> Self {
        Self { diagrams: Diagrams::new(domains.sizes(), room), domains, said: Vec::new() }
    }

    /// What the result of the outcome of a part says; none where it does not apply.
    pub fn said(&self, outcome: u16) -> Option<&Said> {
        outcome.checked_sub(1).map(|index| &self.said[usize::from(index)])
    }

    /// The result that says this.
    pub(crate) fn say(&mut self, said: Said) -> u16 {
        let index = self.said.iter().position(|known| *known == said).unwrap_or_else(|| {
            self.said.push(said);
            self.said.len() - 1
        });
        index as u16 + 1
    }

    /// Looks at a service.
    pub fn look(&mut self, service: &Service) -> Look {
        let mut reading = Reading::of(self, service);
        let parts = parts(service).map(|part| reading.part(&part)).collect();
        let asked = reading.into_asked();
        self.with_verdict(asked, parts)
    }

    /// Looks again at a service of which only `part` has changed since `before`.
    pub fn look_again(&mut self, service: &Service, part: &Part, before: &Look) -> Look {
        if matches!(part, Part::Question(_)) {
            return self.look(service);
        }
        let mut reading = Reading::again(self, service, before.asked.clone());
        let parts = (before.parts.iter())
            // A deadline can count from another one, and moves with it.
            .map(|known| match (&known.part, part) {
                (Part::Deadline(_), Part::Deadline(_)) => reading.part(&known.part),
                (same, part) if same == part => reading.part(same),
                _ => known.clone(),
            })
            .collect();
        self.with_verdict(before.asked.clone(), parts)
    }

    fn with_verdict(&mut self, asked: Vec<Diagram>, parts: Vec<PartLook>) -> Look {
        let eligible = terminal(rank(Verdict::Eligible));
        let verdict = self.diagrams.join_all(Join::Greatest, eligible, parts.iter().map(|part| part.effect));
        Look { asked, parts, verdict }
    }

    /// 1 where a part applies, 0 elsewhere.
    pub fn applies(&mut self, part: &PartLook) -> Diagram {
        self.diagrams.map(part.truth, |truth| u16::from(truth == TRUE))
    }

    /// 1 where the verdict is one of these, 0 elsewhere.
    pub fn verdict_is(&mut self, look: &Look, verdict: impl Fn(Verdict) -> bool) -> Diagram {
        self.diagrams.map(look.verdict, |result| u16::from(verdict(VERDICTS[usize::from(result)])))
    }

    /// 1 where both are 1, of two functions that are 0 or 1.
    pub fn both(&mut self, one: Diagram, other: Diagram) -> Diagram {
        self.diagrams.join(Join::Least, one, other)
    }

    /// What a good example has: first, no missing answer that matters; then, of each question, no answer
    /// if it is not asked, as in a form. Each is 1 where that is so.
    pub fn natural(&mut self, service: &Service, look: &Look) -> Vec<Diagram> {
        let mut all = vec![self.verdict_is(look, |verdict| verdict != Verdict::NeedsAnswers)];
        for (question, asked) in service.questions.iter().zip(&look.asked) {
            let asked = self.diagrams.map(*asked, |truth| u16::from(truth == TRUE));
            let Some(variable) = self.domains.variable(&question.id) else { continue };
            let answers = self.domains.answers(variable);
            let missing = |value: usize| terminal(u16::from(answers[value].is_none()));
            let missing = self.diagrams.test(variable, missing);
            all.push(self.diagrams.join(Join::Greatest, asked, missing));
        }
        all
    }

    /// 1 where a service asks or leads to something else than another one, which differs from it in what
    /// its parts say but has the same parts.
    pub fn difference(&mut self, one: &Look, other: &Look) -> Diagram {
        let asked = one.asked.iter().copied().zip(other.asked.iter().copied());
        let pairs = one.parts.iter().zip(&other.parts).map(|(one, other)| (one.outcome, other.outcome));
        let pairs = asked.chain(pairs);
        let pairs: Vec<_> = pairs.chain([(one.verdict, other.verdict)]).collect();
        let each: Vec<_> =
            pairs.into_iter().map(|(one, other)| self.diagrams.join(Join::Differ, one, other)).collect();
        self.diagrams.join_all(Join::Greatest, terminal(0), each)
    }

    /// Answers with which a diagram has this result, if there are any; what is missing may be anything.
    pub fn situation(&self, diagram: Diagram, result: u16) -> Option<Answers> {
        self.diagrams.path(diagram, result).map(|path| self.domains.situation(&path))
    }

    /// Answers with which a diagram is 1; and, if these are found soon, all that are `preferred`, or the
    /// first of them.
    pub fn best_situation(&self, diagram: Diagram, preferred: &[Diagram]) -> Option<Answers> {
        let with = |number: usize| {
            let wanted: Vec<_> =
                preferred[..number].iter().chain([&diagram]).map(|diagram| (*diagram, 1)).collect();
            let path = self.diagrams.path_of_all(&wanted, WORTH_STEPS)?;
            Some(self.domains.situation(&path))
        };
        [preferred.len(), 1].into_iter().find_map(with).or_else(|| self.situation(diagram, 1))
    }
}
