//! What it costs by these answers, as it is on the day.

use rules::{Decision, FeeDue};
use yew::{Html, html};

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
        let Some(fee) = self.service.fees.iter().find(|fee| fee.id == due.id) else {
            return Html::default();
        };
        let amount = self.words.fee().amount(&due.rupiah, due.per, self.lang);
        let sources = fee.on(decision.today).map(|row| self.citations(&row.sources));
        html! {
            <li class="fee" data-fee={due.id.clone()}>
                <p>{ self.text(&fee.label) }{ ": " }<strong>{ amount }</strong></p>
                { sources.unwrap_or_default() }
            </li>
        }
    }
}
