//! What a statement rests on: its sources, and the answers that led to it.

use rules::{Citation, Confidence, Reason, Source};
use yew::{Html, html};

use super::{Base, View};
use crate::words::Word;

impl Base<'_> {
    /// What is cited: sources by their ids, with the article in each.
    pub(super) fn sources<'s>(self, cited: impl Iterator<Item = (&'s String, &'s Option<String>)>) -> Html {
        let sources = cited.filter_map(|(id, article)| Some((self.service.cited.get(id)?, article)));
        html! {
            <ul class="sources" aria-label={self.say(Word::Sources)}>
                { for sources.map(|(source, article)| self.source(source, article.as_deref())) }
            </ul>
        }
    }

    /// Sources as they are cited.
    pub fn citations(self, citations: &[Citation]) -> Html {
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
}

impl View<'_> {
    /// What has to be said of a reason that no official source gives.
    pub(super) fn unofficial(self, reason: &Reason) -> Html {
        let confidence = |id: &String| self.service.cited.get(id).map(|source| source.confidence);
        if reason.sources.iter().any(|id| confidence(id) == Some(Confidence::Official)) {
            return Html::default();
        }
        html! { <p class="unofficial">{ self.say(Word::Unofficial) }</p> }
    }

    /// The answers to these questions, as they were given; those that are not asked are left out.
    pub(super) fn because<'q>(self, questions: impl Iterator<Item = &'q String>) -> Html {
        let answers = questions.filter_map(|id| {
            let question = self.service.question(id)?;
            if !self.check.asks(question.when.as_ref()) {
                return None;
            }
            let answer = self.check.answers.get(id)?;
            Some(html! {
                <li>{ self.text(&question.label) }{ " " }<b>{ self.answer(question, answer) }</b></li>
            })
        });
        html! { <ul class="because" aria-label={self.say(Word::Because)}>{ for answers }</ul> }
    }
}
