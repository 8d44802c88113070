//! The receipt: what was received, and what comes next.

use yew::{Html, MouseEvent, html};

use super::View;
use crate::format;
use crate::message::Wish;
use crate::sending::Received;
use crate::words::Word;

impl View<'_> {
    pub(super) fn receipt(self, received: &Received) -> Html {
        let receipt = &received.receipt;
        let moment = format::moment(&receipt.received, &self.state.page.words);
        html! {
            <section id="receipt" data-receipt={receipt.receipt.clone()} aria-labelledby="receipt-title">
                <h2 id="receipt-title" tabindex="-1">{ self.say(Word::Receipt) }</h2>
                if received.is_earlier {
                    <p class="notice">{ self.say(Word::ReceiptEarlier) }</p>
                }
                <p class="code">{ receipt.receipt.clone() }</p>
                <dl class="summary">
                    <div><dt>{ self.say(Word::ReceiptService) }</dt><dd>{ self.text(&self.service().title) }</dd></div>
                    <div><dt>{ self.say(Word::ReceiptOffice) }</dt><dd>{ self.state.page.office.clone() }</dd></div>
                    <div>
                        <dt>{ self.say(Word::ReceivedAt) }</dt>
                        <dd><time datetime={receipt.received.clone()}>{ moment }</time></dd>
                    </div>
                    <div><dt>{ self.say(Word::Digest) }</dt><dd class="digest">{ receipt.sha256.clone() }</dd></div>
                </dl>
                <p>{ self.say(Word::ReceiptMeans) }</p>
                { self.deadlines(&receipt.deadlines) }
                <div class="actions">
                    <button type="button" id="print" class="primary" onclick={self.on(|_: MouseEvent| Wish::Print)}>
                        { self.say(Word::Print) }
                    </button>
                    <button type="button" id="save-page" onclick={self.on(|_: MouseEvent| Wish::SavePage)}>
                        { self.say(Word::SavePage) }
                    </button>
                    <button type="button" id="save-data" onclick={self.on(|_: MouseEvent| Wish::SaveData)}>
                        { self.say(Word::SaveData) }
                    </button>
                </div>
                { self.draft() }
            </section>
        }
    }
}
