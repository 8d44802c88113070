//! The days that are tried as answers; [`DecisionDays`] are found in the same way.
//!
//! Conditions compare days: an answer with the day of the decision, with a fixed day, with another
//! answer, each with some days or months added. Whatever a set of such comparisons and their opposites
//! allows, it allows with each day *as late as possible*. Each is then the latest day that follows from a
//! chain of comparisons which begins at a given day (the day of the decision, a fixed day, the last day
//! that makes sense) and passes no question twice: shortest paths in a system of difference constraints.
//! The ends of all such chains are therefore enough, and they are what is tried. So are the days *as
//! early as possible*, so that both sides of each threshold are seen as an editor would try them.
//!
//! A month is not always equally long. Two answers that are compared by months and by nearly as many days
//! (six months and 182 days) can narrow each other down along a circle, a few days at a time. A chain may
//! therefore come back to a question if it narrows it by no more than months differ, three times; a circle
//! that narrows more than that allows nothing.

mod decision;

use std::collections::{BTreeSet, HashSet, VecDeque};

use rules::{
    Base, Comparison, Condition, Date, Holidays, Moment, Offset, QuestionKind, Service, Span, TODAY,
};

use crate::parts::conditions;

pub(crate) use decision::DecisionDays;

/// The ends of chains of comparisons, for each date question.
pub(crate) struct Days<'a> {
    questions: Vec<&'a str>,
    found: Vec<BTreeSet<Date>>,
    /// 1 if every chain was followed; otherwise the share, at most, of those that were, shorter ones first.
    pub(crate) share: f64,
}

/// Chains that are followed. Real services have some hundreds.
const MOST_CHAINS: usize = 50_000;

/// What stands on a side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A given day.
    Day(Date),
    /// The answer to a date question, by its number.
    Question(usize),
}

/// *left < right + offset*, or *left ≤ right + offset* where `equal`; looked at with its opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Compared {
    left: Side,
    right: Side,
    offset: Option<Offset>,
    equal: bool,
}

/// Which end of the days that are possible.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Latest,
    Earliest,
}

/// A chain of comparisons: the question it has come to, on what day, and by which way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Chain {
    number: usize,
    day: Date,
    /// The day on which it passed each question.
    passed: Vec<Option<Date>>,
    /// How often it may still come back to one.
    circles: u8,
}

/// Days by which lengths of the same number of months differ.
const MONTHS_DIFFER_BY: i64 = 3;
/// How often a chain may come back to a question it has passed, where months make that lead anywhere.
const MOST_CIRCLES: u8 = 3;

impl Chain {
    /// The chain with one comparison more, unless that leads in a circle to nothing new.
    fn on_to(&self, end: End, number: usize, day: Date) -> Option<Self> {
        let narrower = self.passed[number].map(|before| match end {
            End::Latest => before.days_since(day),
            End::Earliest => day.days_since(before),
        });
        let circles = match narrower {
            None => self.circles,
            Some(1..=MONTHS_DIFFER_BY) => self.circles.checked_sub(1)?,
            Some(_) => return None,
        };
        let mut passed = self.passed.clone();
        passed[number] = Some(day);
        Some(Self { number, day, passed, circles })
    }
}

impl<'a> Days<'a> {
    /// The days that tell apart all that these services, and `more` conditions on answers to their
    /// questions, can tell apart on a day.
    pub(crate) fn of(
        today: Date,
        services: &[&'a Service],
        more: impl IntoIterator<Item = &'a Condition>,
    ) -> Self {
        let mut comparisons =
            Comparisons { today: Side::Day(today), questions: date_questions(services), all: Vec::new() };
        services.iter().for_each(|service| comparisons.of_service(service));
        more.into_iter().for_each(|condition| comparisons.of_condition(condition));
        let bounds = comparisons.bounds(services, (today, today));
        let (found, share) = comparisons.ends_of_chains(&bounds, |end| {
            let bound = bounds.iter().map(|(first, last)| if end == End::Latest { *last } else { *first });
            bound.enumerate().collect()
        });
        Self { questions: comparisons.questions, found, share }
    }

    /// The days to try as an answer to a question.
    pub(crate) fn to_try(&self, question: &str) -> impl Iterator<Item = Date> {
        let number = self.questions.iter().position(|known| *known == question);
        number.into_iter().flat_map(|number| self.found[number].iter().copied())
    }
}

/// The questions about days, each once.
fn date_questions<'a>(services: &[&'a Service]) -> Vec<&'a str> {
    let mut questions: Vec<&str> = Vec::new();
    for question in services.iter().flat_map(|service| &service.questions) {
        if matches!(question.kind, QuestionKind::Date { .. }) && !questions.contains(&&*question.id) {
            questions.push(&question.id);
        }
    }
    questions
}

/// Everything that compares days.
struct Comparisons<'a> {
    /// The day of the decision: a given day, or one to be found like an answer.
    today: Side,
    questions: Vec<&'a str>,
    all: Vec<Compared>,
}

impl<'a> Comparisons<'a> {
    fn of_service(&mut self, service: &'a Service) {
        conditions(service).for_each(|condition| self.of_condition(condition));
        // Whether the day from which something is possible has come.
        for moment in service.rules.iter().filter_map(|rule| rule.possible_from.as_ref()) {
            self.add(Some(self.today), true, moment);
        }
        for question in &service.questions {
            let QuestionKind::Date { earliest, latest } = &question.kind else { continue };
            let left = self.answer(&question.id);
            earliest.iter().for_each(|moment| self.add(left, false, moment));
            latest.iter().for_each(|moment| self.add(left, true, moment));
        }
    }

    fn of_condition(&mut self, condition: &'a Condition) {
        match condition {
            Condition::All(several) | Condition::Any(several) => {
                several.iter().for_each(|one| self.of_condition(one));
            }
            Condition::Not(inner) => self.of_condition(inner),
            Condition::OneOf { .. } | Condition::Is { .. } => {}
            Condition::Date { question, is, moment } => {
                // `before` and `on or after` part the days at the same place, and so do the other two.
                let equal = matches!(is, Comparison::OnOrBefore | Comparison::After);
                let left = if question == TODAY { Some(self.today) } else { self.answer(question) };
                self.add(left, equal, moment);
            }
        }
    }

    fn answer(&self, question: &str) -> Option<Side> {
        self.questions.iter().position(|known| *known == question).map(Side::Question)
    }

    /// Sides that are no days (a question of another kind, an event) compare to nothing.
    fn add(&mut self, left: Option<Side>, equal: bool, moment: &Moment) {
        let right = match &moment.base {
            Base::Today => Some(self.today),
            Base::Date(date) => Some(Side::Day(*date)),
            Base::Question(id) => self.answer(id),
            Base::Deadline(_) | Base::Event(_) => None,
        };
        let (Some(left), Some(right)) = (left, right) else { return };
        let compared = Compared { left, right, offset: moment.offset.clone(), equal };
        if left != right && !self.all.contains(&compared) {
            self.all.push(compared);
        }
    }

    /// Follows every chain within the bounds, for either end: those that begin at a day that is compared, and
    /// at `more` given days, by number of the question.
    fn ends_of_chains(
        &self,
        bounds: &[(Date, Date)],
        more: impl Fn(End) -> Vec<(usize, Date)>,
    ) -> (Vec<BTreeSet<Date>>, f64) {
        let months =
            self.all.iter().any(|compared| match (compared.left, compared.right, &compared.offset) {
                (Side::Question(_), Side::Question(_), Some(offset)) => {
                    matches!(offset.span, Span::Months(_))
                }
                _ => false,
            });
        let circles = if months { MOST_CIRCLES } else { 0 };
        let (mut found, mut share) = (vec![BTreeSet::new(); self.questions.len()], 1.0f64);
        for end in [End::Latest, End::Earliest] {
            let mut seen = HashSet::new();
            let mut open = VecDeque::new();
            let mut reach = |chain: Option<Chain>, open: &mut VecDeque<_>| {
                let Some(chain) = chain else { return };
                let (first, last) = bounds[chain.number];
                // Beyond the bounds nothing is possible.
                if (first..=last).contains(&chain.day) && seen.insert(chain.clone()) {
                    found[chain.number].insert(chain.day);
                    open.push_back(chain);
                }
            };
            let nowhere =
                Chain { number: 0, day: Date::MIN, passed: vec![None; self.questions.len()], circles };
            let given = self.all.iter().filter_map(|compared| compared.after_given_day(end));
            for (number, day) in more(end).into_iter().chain(given) {
                reach(nowhere.on_to(end, number, day), &mut open);
            }
            let mut followed = 0;
            while let Some(chain) = open.pop_front() {
                if followed == MOST_CHAINS {
                    share = share.min(followed as f64 / (followed + open.len() + 1) as f64);
                    break;
                }
                followed += 1;
                for compared in &self.all {
                    if let Some((next, day)) = compared.after_answer(end, chain.number, chain.day) {
                        reach(chain.on_to(end, next, day), &mut open);
                    }
                }
            }
        }
        (found, share)
    }

    /// Of each question, the first and last day that make sense as an answer in any of the services, on any
    /// day of the decision from `first` to `last`. Where a service sets no bound, a year more than all
    /// comparisons in a row can reach is as good as none. The day of the decision itself is one of these.
    fn bounds(&self, services: &[&Service], (first, last): (Date, Date)) -> Vec<(Date, Date)> {
        let reach =
            366 + last.days_since(first) + self.all.iter().map(|compared| compared.reach(first)).sum::<i64>();
        let of_question = |question: &&str| {
            let mut bounds: Option<(Date, Date)> = None;
            for question in services.iter().filter_map(|service| service.question(question)) {
                let QuestionKind::Date { earliest, latest } = &question.kind else { continue };
                let day = |moment: &Option<Moment>, today: Date, open| {
                    moment.as_ref().and_then(|moment| day(moment, today)).unwrap_or(today.plus(open))
                };
                let (first, last) = (day(earliest, first, -reach), day(latest, last, reach));
                bounds = Some(bounds.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
            bounds.unwrap_or((first, last))
        };
        self.questions.iter().map(of_question).collect()
    }
}

/// A moment that depends on no answer.
fn day(moment: &Moment, today: Date) -> Option<Date> {
    let base = match &moment.base {
        Base::Today => today,
        Base::Date(date) => *date,
        Base::Question(_) | Base::Deadline(_) | Base::Event(_) => return None,
    };
    Some(shift(&moment.offset, base))
}

impl Compared {
    /// How far from the day of the decision it can lead, in days.
    fn reach(&self, today: Date) -> i64 {
        let day = |side: Side| match side {
            Side::Day(day) => day,
            Side::Question(_) => today,
        };
        // Months differ by three days; the day beside a threshold is tried too.
        let right = shift(&self.offset, day(self.right));
        right.days_since(day(self.right)).abs()
            + right.days_since(today).abs()
            + day(self.left).days_since(today).abs()
            + 4
    }

    /// What follows for an answer where the other side is a given day.
    fn after_given_day(&self, end: End) -> Option<(usize, Date)> {
        match (self.left, self.right) {
            (Side::Question(left), Side::Day(day)) => Some((left, self.left_end(end, day))),
            (Side::Day(day), Side::Question(right)) => Some((right, self.right_end(end, day))),
            (Side::Day(_), Side::Day(_)) | (Side::Question(_), Side::Question(_)) => None,
        }
    }

    /// What follows for another answer where the answer to question `number` is this day.
    fn after_answer(&self, end: End, number: usize, day: Date) -> Option<(usize, Date)> {
        match (self.left, self.right) {
            (Side::Question(left), Side::Question(right)) if right == number => {
                Some((left, self.left_end(end, day)))
            }
            (Side::Question(left), Side::Question(right)) if left == number => {
                Some((right, self.right_end(end, day)))
            }
            _ => None,
        }
    }

    /// The latest left side where the comparison holds, or the earliest where it does not.
    fn left_end(&self, end: End, right: Date) -> Date {
        let threshold = shift(&self.offset, right);
        match (end, self.equal) {
            (End::Latest, true) | (End::Earliest, false) => threshold,
            (End::Latest, false) => threshold.plus(-1),
            (End::Earliest, true) => threshold.plus(1),
        }
    }

    /// The latest right side where the comparison does not hold, or the earliest where it does.
    fn right_end(&self, end: End, left: Date) -> Date {
        let latest = latest_within(&self.offset, if self.equal { left.plus(-1) } else { left });
        if end == End::Latest { latest } else { latest.plus(1) }
    }
}

/// A day with an offset. Conditions count calendar days and months, for which no holidays are needed.
fn shift(offset: &Option<Offset>, day: Date) -> Date {
    let Some(Offset { later, span }) = offset else { return day };
    let shifted =
        if *later { Holidays::default().after(day, *span) } else { Holidays::default().before(day, *span) };
    shifted.unwrap_or(day)
}

/// The latest day that `offset` brings to `most` or earlier. An offset keeps the order of days, but
/// months bring several days of a long month to the last day of a short one.
fn latest_within(offset: &Option<Offset>, most: Date) -> Date {
    let mut day = most.plus(most.days_since(shift(offset, most)));
    while shift(offset, day) > most && day > Date::MIN {
        day = day.plus(-1);
    }
    while day < Date::MAX && shift(offset, day.plus(1)) <= most {
        day = day.plus(1);
    }
    day
}
