//! Facts that change by date are rows that follow on each other day by day: no gap, no overlap.

use crate::Date;
use crate::problem::Problem;
use crate::toml::Span;

/// For how long a row holds, and where that is written.
pub(crate) struct Period {
    /// The first day; always before, if absent.
    pub from: Option<Date>,
    /// The last day; for ever, if absent.
    pub until: Option<Date>,
    /// The place in the file.
    pub span: Span,
}

/// Holds the periods of `what` (*the rows of `x`*) against each other, in whatever order they are written.
pub(crate) fn check_periods(what: &str, mut periods: Vec<Period>, problems: &mut Vec<Problem>) {
    periods.sort_by_key(|period| period.from);
    for period in &periods {
        if let (Some(from), Some(until)) = (period.from, period.until)
            && until < from
        {
            let message = "`until` comes before `from`: this never holds";
            problems.push(Problem::error("date-order", period.span, message));
        }
    }
    for pair in periods.windows(2) {
        let [earlier, later] = pair else { unreachable!("windows of two have two") };
        let (next, from) = (earlier.until.map(|until| until.plus(1)), later.from);
        if next.is_none() || from.is_none() || from < next {
            let both = from.map_or_else(String::new, |from| format!(" on {from}"));
            let message =
                format!("{what} overlap{both}: the earlier one has to end (`until`) the day before");
            problems.push(Problem::error("dated-overlap", later.span, message));
        } else if let (Some(next), Some(from)) = (next, from)
            && next < from
        {
            let last = from.plus(-1);
            let message = format!("{what} leave a gap: none holds from {next} to {last}");
            problems.push(Problem::error("dated-gap", later.span, message));
        }
    }
}
