//! Review and send: what will be sent, what is still missing, the button.

use worker::sending::Sending;
use yew::{Html, MouseEvent, html};

use super::View;
use crate::message::Wish;
use crate::missing::missing;
use crate::report;
use crate::words::Word;

impl View<'_> {
    /// Without the wasm nothing can be sent, so there is nothing to review either.
    pub(super) fn review(self) -> Html {
        html! {
            <section id="review" aria-labelledby="review-title" hidden={!self.is_live}>
                <h2 id="review-title">{ self.say(Word::Review) }</h2>
                if self.is_live {
                    { self.summary() }
                    { self.what_is_missing() }
                    { self.refused() }
                    if self.state.sending.holds_the_form() {
                        { self.sending() }
                    } else {
                        <p>{ self.fill(Word::SendIntroduction, &[("office", &self.state.page.office)]) }</p>
                        { self.who_can_read() }
                        <button type="button" id="send" class="primary" onclick={self.on(|_: MouseEvent| Wish::Send)}>
                            { self.say(Word::Send) }
                        </button>
                    }
                    { self.report() }
                    { self.package() }
                    { self.draft() }
                    { self.receipts(&self.state.receipts) }
                }
            </section>
        }
    }

    /// Who can read what is sent: those with the office's key, or whoever has the endpoint's store.
    fn who_can_read(self) -> Html {
        let (word, class) = match self.state.seals() {
            true => (Word::SendSealed, "sealed"),
            false => (Word::SendReadable, "notice"),
        };
        html! { <p id="who-can-read" {class}>{ self.fill(word, &[("office", &self.state.page.office)]) }</p> }
    }

    /// What would be sent: answers to the questions that are asked, details, files.
    fn summary(self) -> Html {
        let state = self.state;
        let answers = self
            .service
            .questions
            .iter()
            .filter(|question| state.asks(question.when.as_ref()))
            .filter_map(|question| {
                Some((self.text(&question.label), self.answer(question, state.answers.get(&question.id)?)))
            });
        let fields = state.situation().map(|situation| situation.fields(&state.details)).unwrap_or_default();
        let details = fields.into_iter().filter_map(|field| {
            let value = state.details.get(&field.name)?.trim();
            let label = self.service.field_label(&field.name, self.lang)?;
            (!value.is_empty()).then(|| (label.into(), self.detail_value(field.detail, value)))
        });
        let files = state.files_to_send().filter_map(|chosen| {
            let document = self.service.document(&chosen.file.document)?;
            let size = rules::text::bytes(chosen.file.bytes, self.lang);
            Some((self.text(&document.label), [&chosen.file.name, " · ", &size].concat().into()))
        });
        let rows: Vec<_> = answers.chain(details).chain(files).collect();
        html! {
            <dl class="summary">
                { for rows.into_iter().map(|(name, value)| html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }) }
            </dl>
        }
    }

    fn what_is_missing(self) -> Html {
        let missing = if self.state.shows_missing { missing(self.state) } else { Vec::new() };
        let items = missing.into_iter().map(|missing| {
            html! { <li>{ self.link_to(&missing.at, missing.text.into()) }</li> }
        });
        html! {
            <div id="missing" class="errors" tabindex="-1" aria-labelledby="missing-title" role="group" hidden={items.len() == 0}>
                <h3 id="missing-title">{ self.say(Word::Missing) }</h3>
                <ul>{ for items }</ul>
            </div>
        }
    }

    /// Why the last sending has ended, if it was refused or could not go on.
    fn refused(self) -> Html {
        let (title, problems, remedy) = match &self.state.sending {
            Sending::Refused(problems) => {
                let problems = problems.iter().map(|problem| self.text(problem)).collect();
                (Word::Refused, problems, self.say(Word::RefusedMeans))
            }
            // The reason has its own remedy.
            Sending::Halted(halt) => {
                (Word::Missing, vec![report::halted(self.state, halt).into()], "".into())
            }
            _ => (Word::Refused, Vec::new(), "".into()),
        };
        html! {
            <div id="refused" class="errors" tabindex="-1" role="group" aria-labelledby="refused-title" hidden={problems.is_empty()}>
                <h3 id="refused-title">{ self.say(title) }</h3>
                <ul>{ for problems.into_iter().map(|problem| html! { <li>{ problem }</li> }) }</ul>
                <p>{ remedy }</p>
            </div>
        }
    }

    /// What is kept in this browser, and how to be rid of it.
    pub(super) fn draft(self) -> Html {
        let kept = if self.state.keeps_drafts { Word::DraftKept } else { Word::DraftNotKept };
        let days = crate::draft::KEPT_FOR_DAYS.to_string();
        html! {
            <div class="draft">
                <p>{ self.fill(kept, &[("days", &days)]) }</p>
                if let Some(expires) = self.state.expires.filter(|_| self.state.keeps_drafts) {
                    <p>{ self.fill(Word::KeptUntil, &[("date", &self.date(rules::Date::in_jakarta((expires / 1000) as i64)))]) }</p>
                }
                <button type="button" id="delete" onclick={self.on(|_: MouseEvent| Wish::DeleteEverything)}>
                    { self.say(Word::DeleteEverything) }
                </button>
            </div>
        }
    }
}
