//! What a statement rests on: its sources, and the answers that led to it.

use rules::{Citation, Confidence, Source};
use yew::{Html, html};

use super::View;
use crate::words::Word;

impl View<'_> {
    /// What is cited: sources by their ids, with the article in each.
    pub(super) fn sources<'s>(self, cited: impl Iterator<Item = (&'s String, &'s Option<String>)>) -> Html {
        let sources = cited.filter_map(|(id, article)| Some((self.service().cited.get(id)?, article)));
        html! {
            <ul class="sources" aria-label={self.say(Word::Sources)}>
                { for sources.map(|(source, article)| self.source(source, article.as_deref())) }
            </ul>
        }
    }

    pub(super) fn citations(self, citations: &[Citation]) -> Html {
        self.sources(citations.iter().map(|Citation { source, article }| (source, article)))
    }

    /// In short, for it stands beside each statement: what else is to be known of it is in the list of
    /// sources at the end of the page.
    fn source(self, source: &Source, article: Option<&str>) -> Html {
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
        let article =
            article.map(|article| [", ", &self.fill(Word::Article, &[("article", article)])].concat());
        let confidence = match source.confidence {
            Confidence::Official => Word::Official,
            Confidence::Secondary => Word::Secondary,
            Confidence::Uncertain => Word::Uncertain,
        };
        html! {
            <li>
                { title }{ article.unwrap_or_default() }{ ", " }{ &source.publisher }
                { published.unwrap_or_default() }{ ". " }
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
