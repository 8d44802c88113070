//! The receipt: what was received, and what comes next; and the receipts of earlier applications.

use rules::text::bytes;
use yew::{Html, MouseEvent, html};

use super::View;
use crate::action::Action;
use crate::draft::KEPT_FOR_DAYS;
use crate::format;
use crate::message::Wish;
use crate::words::Word;
use worker::sending::{Received, Sent};

impl View<'_> {
    /// The receipt of the application that was just sent, in the place of the form.
    pub(super) fn receipt(self, received: &Received, earlier: &[Received]) -> Html {
        html! {
            <section id="receipt" data-receipt={received.receipt.receipt.clone()} aria-labelledby="receipt-title">
                <h2 id="receipt-title" tabindex="-1">{ self.say(Word::Receipt) }</h2>
                if received.is_earlier {
                    <p class="notice">{ self.say(Word::ReceiptEarlier) }</p>
                }
                { self.paper(received, html! {
                    <button type="button" id="print" class="primary" onclick={self.on(|_: MouseEvent| Wish::Print)}>
                        { self.say(Word::Print) }
                    </button>
                }) }
                <h3>{ self.say(Word::StartAnother) }</h3>
                <p>{ self.say(Word::StartAnotherMeans) }</p>
                <button type="button" id="start-another" onclick={self.on(|_: MouseEvent| Action::StartAnother)}>
                    { self.say(Word::StartAnother) }
                </button>
                { self.receipts(earlier) }
                { self.draft() }
            </section>
        }
    }

    /// Receipts that are kept in this browser, to be opened one by one.
    pub(super) fn receipts(self, receipts: &[Received]) -> Html {
        if receipts.is_empty() {
            return Html::default();
        }
        let one = |received: &Received| {
            let receipt = &received.receipt;
            let moment = format::moment(&receipt.received, &self.state.page.words);
            html! {
                <details key={receipt.receipt.clone()}>
                    <summary>{ &receipt.receipt }{ " · " }{ moment }</summary>
                    { self.paper(received, Html::default()) }
                </details>
            }
        };
        html! {
            <section class="receipts" aria-labelledby="receipts-title">
                <h3 id="receipts-title">{ self.say(Word::Receipts) }</h3>
                <p>{ self.fill(Word::ReceiptsMean, &[("days", &KEPT_FOR_DAYS.to_string())]) }</p>
                { for receipts.iter().map(one) }
            </section>
        }
    }

    /// What a receipt says, and ways to keep it: `print` is one that takes the whole page.
    fn paper(self, received: &Received, print: Html) -> Html {
        let receipt = &received.receipt;
        let code = &receipt.receipt;
        let moment = format::moment(&receipt.received, &self.state.page.words);
        let row =
            |name: Word, value: Html| html! { <div><dt>{ self.say(name) }</dt><dd>{ value }</dd></div> };
        let save = |wish: fn(String) -> Wish| {
            let code = code.clone();
            self.on(move |_: MouseEvent| wish(code.clone()))
        };
        html! {
            <>
                // By its code: this much of it is saved as a text.
                <div class="paper" id={code.clone()}>
                    <code class="code">{ code.clone() }</code>
                    <dl class="summary">
                        { row(Word::ReceiptService, self.text(&self.service.title).into()) }
                        { row(Word::ReceiptOffice, self.state.page.office.clone().into()) }
                        { row(Word::ReceivedAt, html! { <time datetime={receipt.received.clone()}>{ moment }</time> }) }
                        if !received.sent.is_empty() {
                            { row(Word::SentDocuments, received.sent.iter().map(|sent| self.sent(sent)).collect()) }
                        }
                        { row(Word::Digest, html! { <span class="digest">{ receipt.sha256.clone() }</span> }) }
                    </dl>
                    <p>{ self.say(Word::ReceiptMeans) }{ " " }<a id={status_id(code)} href={self.state.page.status_address(code)}>{ self.say(Word::Status) }</a></p>
                    if receipt.sealed {
                        <p class="was-sealed">{ self.fill(Word::ReceiptSealed, &[("office", &self.state.page.office)]) }</p>
                    }
                    { self.deadlines(&receipt.deadlines) }
                </div>
                <div class="actions">
                    { print }
                    <button type="button" onclick={save(Wish::SaveText)}>{ self.say(Word::SaveText) }</button>
                    <button type="button" onclick={save(Wish::SaveData)}>{ self.say(Word::SaveData) }</button>
                </div>
            </>
        }
    }

    fn sent(self, sent: &Sent) -> Html {
        let Some(document) = self.service.document(&sent.document) else { return Html::default() };
        let words = [
            ("document", self.text(&document.label).to_string()),
            ("count", sent.count.to_string()),
            ("size", bytes(sent.bytes, self.lang)),
        ];
        let words = words.each_ref().map(|(name, word)| (*name, word.as_str()));
        html! { <div>{ self.fill(Word::SentDocument, &words) }</div> }
    }
}

/// The id of the link to where the application with this receipt stands.
pub fn status_id(code: &str) -> String {
    [code, "-status"].concat()
}
