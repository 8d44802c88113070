//! What it costs by these answers, as it is on the day.

use rules::text::rupiah;
use rules::{Decision, FeeDue, FeeUnit};
use yew::{AttrValue, Html, html};

use super::View;
use crate::words::Word;

impl View<'_> {
    pub(super) fn fees(self, decision: &Decision) -> Html {
        if decision.fees.is_empty() {
            return Html::default();
        }
        html! {
            <>
                <h3>{ self.say(Word::Fees) }</h3>
                <p class="counted">{ self.fill(Word::FeesDay, &[("date", &self.date(decision.today))]) }</p>
                <ul class="fees">{ for decision.fees.iter().map(|due| self.fee(due, decision)) }</ul>
            </>
        }
    }

    fn fee(self, due: &FeeDue, decision: &Decision) -> Html {
        let Some(fee) = self.service().fees.iter().find(|fee| fee.id == due.id) else {
            return Html::default();
        };
        let sources = fee.on(decision.today).map(|row| self.citations(&row.sources));
        html! {
            <li class="fee" data-fee={due.id.clone()}>
                <p>{ self.text(&fee.label) }{ ": " }<strong>{ self.amount(due) }</strong></p>
                { sources.unwrap_or_default() }
            </li>
        }
    }

    /// Where sources disagree each amount is said, and where none was found that is said.
    fn amount(self, due: &FeeDue) -> AttrValue {
        let amounts: Vec<_> = due.rupiah.iter().map(|amount| rupiah(*amount, self.lang())).collect();
        let per_day = |amount: &String| match due.per {
            None => amount.clone(),
            Some(FeeUnit::Day) => self.fill(Word::FeePerDay, &[("amount", amount)]).to_string(),
        };
        match amounts.as_slice() {
            [] => self.say(Word::FeeUnknown),
            [amount] => per_day(amount).into(),
            several => {
                let amounts = several.iter().map(per_day).collect::<Vec<_>>().join(" / ");
                self.fill(Word::FeeDisagree, &[("amounts", &amounts)])
            }
        }
    }
}
