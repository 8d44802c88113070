//! What a statement rests on: its sources, and the answers that led to it.

use rules::{Confidence, Source};
use yew::{Html, html};

use super::View;
use crate::words::Word;

impl View<'_> {
    /// The sources with these ids.
    pub(super) fn sources(self, ids: &[String]) -> Html {
        let sources = ids.iter().filter_map(|id| self.service().cited.get(id));
        html! {
            <ul class="sources" aria-label={self.say(Word::Sources)}>
                { for sources.map(|source| self.source(source)) }
            </ul>
        }
    }

    /// In short, for it stands beside each statement: what else is to be known of it is in the list of
    /// sources at the end of the page.
    fn source(self, source: &Source) -> Html {
        let title = self.text(&source.title);
        let title = match &source.url {
            Some(url) => html! { <a href={url.clone()}>{ title }</a> },
            None => html! { title },
        };
        // A year or a month alone is shown as it is written.
        let published = source.date.as_ref().map(|date| {
            let shown = date.parse().map_or_else(|_| date.clone(), |date| self.date(date));
            [", ", &shown].concat()
        });
        let confidence = match source.confidence {
            Confidence::Official => Word::Official,
            Confidence::Secondary => Word::Secondary,
            Confidence::Uncertain => Word::Uncertain,
        };
        html! {
            <li>
                { title }{ ", " }{ &source.publisher }{ published.unwrap_or_default() }{ ". " }
                <span class="confidence">{ self.say(confidence) }</span>
            </li>
        }
    }

    /// The answers to these questions, as they were given.
    pub(super) fn because(self, questions: &[String]) -> Html {
        let answers = questions.iter().filter_map(|id| {
            let question = self.service().question(id)?;
            let answer = self.state.answers.get(id)?;
            Some(html! {
                <li>{ self.text(&question.label) }{ " " }<b>{ self.answer(question, answer) }</b></li>
            })
        });
        html! { <ul class="because" aria-label={self.say(Word::Because)}>{ for answers }</ul> }
    }
}
