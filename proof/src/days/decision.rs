//! The days of the decision that are tried.
//!
//! The day of the decision is one more question in the system of comparisons: days pass and nothing changes
//! but on those that follow, by a chain of comparisons, from a fixed day, and on those of rules and fees.
//!
//! Months are approximated: what holds only while a month is long or short, as *before today + 30 days* and
//! *on or after today + 1 month* together do, may hold on days between those tried.

use std::collections::BTreeSet;

use rules::{Date, Service, TODAY};

use super::{Comparisons, Side, date_questions};

/// The days of the decision that tell apart all that services can tell apart from the first to the last day
/// that is looked at.
pub(crate) struct DecisionDays {
    /// Those that are tried.
    pub(crate) days: BTreeSet<Date>,
    /// How many there are.
    pub(crate) all: usize,
    /// 1 if every chain was followed, as in [`Days`].
    pub(crate) share: f64,
}

/// Days of the decision that are tried, unless more than these are written in the service. Real services
/// have five.
const MOST_DECISION_DAYS: usize = 40;

impl DecisionDays {
    /// The days of the decision for these services: the first and the last for which they are reviewed and
    /// those on which a rule or, in between, a fee changes; those on which a comparison turns out otherwise,
    /// each with the day beside it; and, where there is room, `more` days.
    pub(crate) fn of(services: &[&Service], more: impl IntoIterator<Item = Date>) -> Self {
        let mut days: BTreeSet<_> = services.iter().flat_map(|service| dated(service)).collect();
        let range = days.first().copied().zip(days.last().copied()).unwrap_or((Date::MIN, Date::MIN));
        let mut questions = date_questions(services);
        questions.push(TODAY);
        let today = questions.len() - 1;
        let mut comparisons = Comparisons { today: Side::Question(today), questions, all: Vec::new() };
        services.iter().for_each(|service| comparisons.of_service(service));
        let bounds = comparisons.bounds(services, range);
        let (mut found, share) = comparisons.ends_of_chains(&bounds, |_| Vec::new());
        let crossings: Vec<_> = found.swap_remove(today).difference(&days).copied().collect();
        let all = days.len() + crossings.len();
        // Where there are too many, some from everywhere.
        let room = MOST_DECISION_DAYS.saturating_sub(days.len()).min(crossings.len());
        days.extend((0..room).map(|number| crossings[number * crossings.len() / room]));
        let left_out = all - days.len();
        for day in more {
            if days.len() < MOST_DECISION_DAYS {
                days.insert(day);
            }
        }
        Self { all: days.len() + left_out, days, share }
    }
}

/// The first and the last day for which a service is reviewed, and the days on which a rule or, in between,
/// a fee changes, each with the day before.
fn dated(service: &Service) -> BTreeSet<Date> {
    let (first, last) = (service.reviewed, service.review_by);
    let mut days = BTreeSet::from([first, last]);
    for rule in &service.rules {
        days.extend(rule.from.iter().flat_map(|from| [from.plus(-1), *from]));
        days.extend(rule.until.iter().flat_map(|until| [*until, until.plus(1)]));
    }
    for row in service.fees.iter().flat_map(|fee| &fee.rows) {
        days.extend([row.from.plus(-1), row.from].into_iter().filter(|day| first <= *day && *day <= last));
    }
    days
}
