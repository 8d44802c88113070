//! From answers to a decision: verdict, reasons with their evidence, checklist, deadlines.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::condition::{Base, Finding, Situation, Truth};
use crate::flip::{Flip, flips};
use crate::{
    Answers, Citation, Date, DayKind, Deadline, Document, Effect, FeeUnit, Rule, Service, ServiceFee, Text,
    YearNotCovered,
};

/// What the answers lead to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The service's id.
    pub service: String,
    /// The day for which it was decided.
    pub today: Date,
    /// The outcome.
    pub verdict: Verdict,
    /// Every rule that applies, in the order of the definition.
    pub reasons: Vec<Reason>,
    /// Questions that are asked, not answered, and still matter; in the order they are asked.
    pub unanswered: Vec<String>,
    /// The documents that are known to be needed.
    pub documents: Vec<DocumentNeed>,
    /// The deadlines that are known to apply.
    pub deadlines: Vec<DeadlineDay>,
    /// The fees that are known to apply, as they are on the day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<FeeDue>,
    /// Single changes of an answer that would change the verdict.
    pub flip: Vec<Flip>,
}

/// The outcome of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// By the sources the application can be made.
    Eligible,
    /// It cannot.
    NotEligible,
    /// It can, from a later day on.
    NotYet,
    /// The sources do not settle it.
    AskOffice,
    /// An answer is missing that matters.
    NeedsAnswers,
}

impl Verdict {
    /// Its name in JSON, and the key of its words in `content/ui/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::NotEligible => "not-eligible",
            Self::NotYet => "not-yet",
            Self::AskOffice => "ask-office",
            Self::NeedsAnswers => "needs-answers",
        }
    }

    /// An application with this verdict can be handed in: the office decides where sources do not.
    pub fn may_apply(self) -> bool {
        matches!(self, Self::Eligible | Self::AskOffice)
    }
}

/// A rule that applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's id.
    pub rule: String,
    /// What it does to the verdict.
    pub effect: Effect,
    /// The answers that decided it.
    pub answers: Vec<String>,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// The same sources, with the article and the date where they are known.
    pub cited: Vec<Cited>,
    /// Why.
    pub text: Text,
    /// With [`Effect::NotYet`]: the first day on which it will be possible, if that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_from: Option<Date>,
}

/// A source of a rule that applies: what somebody can look up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The source's id.
    pub source: String,
    /// The article in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// When the source was published: a year, a month or a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A document that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNeed {
    /// The document's id.
    pub id: String,
    /// Whether the application is incomplete without it.
    pub required: bool,
    /// The answers that made it needed, or `general`.
    pub because: Vec<String>,
    /// Each file, in bytes.
    pub max_bytes: u64,
    /// Media types that are accepted.
    pub types: Vec<String>,
}

/// A deadline that applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineDay {
    /// The deadline's id.
    pub id: String,
    /// The day; none while the day it counts from is not known.
    pub date: Option<Date>,
    /// Which days it counts.
    pub kind: DayKind,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// How many months, where it counts these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u16>,
    /// What it counts from: a question, another deadline, an event, `today`, or a date.
    pub from: String,
    /// The date cannot be worked out because no holidays are known for this year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_year: Option<i32>,
}

/// A fee that applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeDue {
    /// Its id in `fees.toml`.
    pub id: String,
    /// The answers that made it apply, or `general`.
    pub because: Vec<String>,
    /// The amount; several where the sources disagree, none where it was not found.
    pub rupiah: Vec<u64>,
    /// What the amount is for, if not for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<FeeUnit>,
}

/// Decides. Answers that do not fit their question count as missing ([`Answers::problems`] names them).
pub fn decide(service: &Service, answers: &Answers, today: Date) -> Decision {
    let decision = outcome(service, answers, today);
    let flip = flips(Situation { service, answers, today }, decision.verdict);
    Decision { flip, ..decision }
}

/// Decides, and leaves open what would change the verdict: that takes many times as long.
pub fn outcome(service: &Service, answers: &Answers, today: Date) -> Decision {
    let situation = Situation { service, answers, today };
    let view = View::of(situation);
    let verdict = view.verdict();
    Decision {
        service: service.id.clone(),
        today,
        verdict,
        reasons: applying(view.rules).map(|(rule, because)| reason(situation, rule, because)).collect(),
        unanswered: in_order(service, &view.matters),
        documents: applying(view.documents)
            .map(|(document, because)| document_need(service, document, because))
            .collect(),
        deadlines: applying(view.deadlines)
            .map(|(deadline, _)| deadline_day(situation, deadline, None))
            .collect(),
        fees: applying(view.fees).filter_map(|(fee, because)| fee_due(situation, fee, because)).collect(),
        flip: Vec::new(),
    }
}

/// Everything in a service that has a condition, looked at in one situation.
pub(crate) struct View<'a> {
    rules: Vec<(&'a Rule, Finding<'a>)>,
    documents: Vec<(&'a Document, Finding<'a>)>,
    deadlines: Vec<(&'a Deadline, Finding<'a>)>,
    fees: Vec<(&'a ServiceFee, Finding<'a>)>,
    /// The questions that are asked, not answered, and can still change any of the above.
    matters: BTreeSet<&'a str>,
}

impl<'a> View<'a> {
    pub(crate) fn of(situation: Situation<'a>) -> Self {
        let service = situation.service;
        let holds = |rule: &Rule| {
            rule.from.is_none_or(|from| from <= situation.today)
                && rule.until.is_none_or(|until| situation.today <= until)
        };
        let rules: Vec<_> = (service.rules.iter().filter(|rule| holds(rule)))
            .map(|rule| (rule, situation.find(&rule.when)))
            .collect();
        let documents: Vec<_> = (service.documents.iter())
            .map(|document| (document, situation.optional(document.when.as_ref())))
            .collect();
        let deadlines: Vec<_> =
            (service.deadlines.iter()).map(|deadline| (deadline, situation.deadline(deadline))).collect();

        let fees: Vec<_> =
            (service.fees.iter()).map(|fee| (fee, situation.optional(fee.when.as_ref()))).collect();

        let findings = (rules.iter().map(|(_, finding)| finding))
            .chain(documents.iter().map(|(_, finding)| finding))
            .chain(deadlines.iter().map(|(_, finding)| finding))
            .chain(fees.iter().map(|(_, finding)| finding));
        let mut matters: BTreeSet<_> = findings
            .filter(|finding| finding.truth == Truth::Unknown)
            .flat_map(|finding| finding.because.iter().copied())
            .collect();
        // A deadline that applies also needs the day it counts from.
        for (deadline, finding) in &deadlines {
            if let (Truth::True, Base::Question(question)) = (finding.truth, &deadline.at.base)
                && situation.value(question).is_none()
            {
                matters.insert(question);
            }
        }
        Self { rules, documents, deadlines, fees, matters }
    }

    /// The precedence of DESIGN.md: a reason against comes before a missing answer, which comes before
    /// what only the office can settle.
    pub(crate) fn verdict(&self) -> Verdict {
        let applies = |effect| {
            self.rules.iter().any(|(rule, finding)| rule.effect == effect && finding.truth == Truth::True)
        };
        if applies(Effect::NotEligible) {
            Verdict::NotEligible
        } else if !self.matters.is_empty() {
            Verdict::NeedsAnswers
        } else if applies(Effect::AskOffice) {
            Verdict::AskOffice
        } else if applies(Effect::NotYet) {
            Verdict::NotYet
        } else {
            Verdict::Eligible
        }
    }
}

fn applying<'a, T>(findings: Vec<(T, Finding<'a>)>) -> impl Iterator<Item = (T, BTreeSet<&'a str>)> {
    findings
        .into_iter()
        .filter(|(_, finding)| finding.truth == Truth::True)
        .map(|(thing, finding)| (thing, finding.because))
}

/// These questions' ids, in the order they are asked.
fn in_order(service: &Service, questions: &BTreeSet<&str>) -> Vec<String> {
    let ids = service.questions.iter().map(|question| &question.id);
    ids.filter(|id| questions.contains(id.as_str())).cloned().collect()
}

fn reason(situation: Situation<'_>, rule: &Rule, because: BTreeSet<&str>) -> Reason {
    Reason {
        rule: rule.id.clone(),
        effect: rule.effect,
        answers: in_order(situation.service, &because),
        sources: rule.sources.iter().map(|citation| citation.source.clone()).collect(),
        cited: rule.sources.iter().map(|citation| cited(situation.service, citation)).collect(),
        text: rule.reason.clone(),
        possible_from: rule.possible_from.as_ref().and_then(|moment| situation.moment(moment)),
    }
}

fn cited(service: &Service, citation: &Citation) -> Cited {
    let Citation { source, article } = citation.clone();
    let date = service.cited.get(&source).and_then(|source| source.date.clone());
    Cited { source, article, date }
}

/// The ids of the questions that made something apply, or `general`.
fn because(service: &Service, questions: &BTreeSet<&str>) -> Vec<String> {
    let mut because = in_order(service, questions);
    if because.is_empty() {
        because.push("general".to_owned());
    }
    because
}

/// A fee as it is on the day; none on a day that no row covers, which `check` keeps out of the time for
/// which the service is reviewed.
fn fee_due(situation: Situation<'_>, fee: &ServiceFee, questions: BTreeSet<&str>) -> Option<FeeDue> {
    let row = fee.on(situation.today)?;
    let because = because(situation.service, &questions);
    Some(FeeDue { id: fee.id.clone(), because, rupiah: row.rupiah.clone(), per: row.per })
}

fn document_need(service: &Service, document: &Document, questions: BTreeSet<&str>) -> DocumentNeed {
    let because = because(service, &questions);
    DocumentNeed {
        id: document.id.clone(),
        required: document.required,
        because,
        max_bytes: document.max_bytes,
        types: document.types.clone(),
    }
}

/// An event of a service, and the day on which it happened.
type Happened<'a> = Option<(&'a str, Date)>;

/// The deadlines that count from an event which happened on this day, directly or from one another. Those
/// that not everybody has are left out: whose they are is in the answers, which nobody asks for here.
pub fn deadlines_after(service: &Service, event: &str, day: Date) -> Vec<DeadlineDay> {
    let answers = Answers::default();
    let situation = Situation { service, answers: &answers, today: day };
    let is_meant = |deadline: &&Deadline| deadline.when.is_none() && counts_from(service, deadline, event);
    let meant = service.deadlines.iter().filter(is_meant);
    meant.map(|deadline| deadline_day(situation, deadline, Some((event, day)))).collect()
}

/// Whether a deadline counts from an event; `check` lets no circle through.
fn counts_from(service: &Service, deadline: &Deadline, event: &str) -> bool {
    match &deadline.at.base {
        Base::Event(id) => id == event,
        Base::Deadline(id) => {
            service.deadline(id).is_some_and(|earlier| counts_from(service, earlier, event))
        }
        Base::Today | Base::Date(_) | Base::Question(_) => false,
    }
}

fn deadline_day(situation: Situation<'_>, deadline: &Deadline, happened: Happened<'_>) -> DeadlineDay {
    let (date, missing_year) = match due(situation, deadline, happened) {
        Ok(date) => (date, None),
        Err(YearNotCovered(year)) => (None, Some(year)),
    };
    DeadlineDay {
        id: deadline.id.clone(),
        date,
        kind: deadline.kind(),
        days: deadline.at.offset.as_ref().map_or(Some(0), |offset| offset.span.days()),
        months: deadline.at.offset.as_ref().and_then(|offset| offset.span.months()),
        from: match &deadline.at.base {
            Base::Today => "today".to_owned(),
            Base::Date(date) => date.to_string(),
            Base::Question(id) | Base::Deadline(id) | Base::Event(id) => id.clone(),
        },
        missing_year,
    }
}

/// The day of a deadline, if the day it counts from is known. One that counts from another deadline
/// takes that one's day whether or not the other applies by itself; `check` lets no circle through.
fn due(
    situation: Situation<'_>,
    deadline: &Deadline,
    happened: Happened<'_>,
) -> Result<Option<Date>, YearNotCovered> {
    let base = match &deadline.at.base {
        Base::Today => Some(situation.today),
        Base::Date(date) => Some(*date),
        Base::Question(id) => situation.date(id),
        Base::Deadline(id) => match situation.service.deadline(id) {
            Some(earlier) => due(situation, earlier, happened)?,
            None => None,
        },
        Base::Event(id) => happened.filter(|(event, _)| event == id).map(|(_, day)| day),
    };
    match (base, &deadline.at.offset) {
        (Some(base), Some(offset)) => offset.from(base, situation.service).map(Some),
        (base, _) => Ok(base),
    }
}
