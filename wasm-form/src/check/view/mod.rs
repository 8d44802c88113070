//! What the first part of the form looks like: functions from what is shown to HTML, one file for each thing.
//!
//! The prerendered page and the first rendering after it must have the same structure, so what depends
//! on the day is drawn only when the day is known.

mod evidence;
mod fees;
mod flips;
mod outcome;
mod questions;

use std::collections::BTreeMap;
use std::ops::Deref;

use rules::{Answer, Date, Lang, Question, QuestionKind, Service, Text};
use yew::{AttrValue, Callback, Html, MouseEvent, html};

use super::{Check, Stage, Touch};
use crate::missing::Missing;
use crate::words::{Word, Words};

/// What every view of the form needs, the rest of it too ([`crate::view`]).
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The definition.
    pub service: &'a Service,
    /// When something (by its id) is asked for, as a sentence.
    pub conditions: &'a BTreeMap<String, String>,
    /// The words of the interface.
    pub words: &'a Words,
    /// The day, once it is known.
    pub today: Option<Date>,
    /// The form has come to life, and is filled in here.
    pub is_live: bool,
    /// What is wrong, where it is shown.
    pub problems: &'a [Missing],
    /// Where it is told what is touched.
    pub tell: &'a Callback<Touch>,
}

/// What the views of the first part need besides.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What every view needs.
    pub base: Base<'a>,
    /// What is drawn.
    pub check: &'a Check,
}

impl<'a> Deref for View<'a> {
    type Target = Base<'a>;

    fn deref(&self) -> &Base<'a> {
        &self.base
    }
}

impl View<'_> {
    /// Questions and outcome; nothing, while a receipt is in their place.
    pub fn check(self) -> Html {
        let Check { stage, is_elsewhere, waits_for_rest, .. } = *self.check;
        if stage == Stage::Received {
            return Html::default();
        }
        html! {
            <>
                { self.elsewhere() }
                // A fieldset, because it switches off everything in it; it groups nothing.
                <fieldset class="entries" role="presentation" disabled={stage != Stage::Open || is_elsewhere}>
                    { self.questions() }
                    { self.outcome() }
                </fieldset>
                <p class="notice" role="status" hidden={!waits_for_rest}>
                    if waits_for_rest {
                        { self.say(Word::RestWaits) }
                    }
                </p>
            </>
        }
    }

    /// What to do about a form that is filled in in another tab.
    fn elsewhere(self) -> Html {
        let is_elsewhere = self.check.is_elsewhere;
        html! {
            <div id="elsewhere" class="notice" role="alert" tabindex="-1" hidden={!is_elsewhere}>
                if is_elsewhere {
                    <p class="kind">{ self.say(Word::Elsewhere) }</p>
                    <p>{ self.say(Word::ElsewhereMeans) }</p>
                    <button type="button" id="take-over" onclick={self.on(|_: MouseEvent| Touch::TakeOver)}>
                        { self.say(Word::TakeOver) }
                    </button>
                }
            </div>
        }
    }
}

impl<'a> Base<'a> {
    /// For what the first part shows.
    pub fn of_check(check: &'a Check, tell: &'a Callback<Touch>) -> Self {
        Self {
            lang: check.page.lang,
            service: &check.page.service,
            conditions: &check.page.conditions,
            words: &check.page.words,
            today: check.today,
            is_live: check.today.is_some() && !check.is_elsewhere,
            problems: &check.problems,
            tell,
        }
    }

    /// A word, sentence or template of the interface.
    pub fn say(self, word: Word) -> AttrValue {
        self.words.get(word).to_owned().into()
    }

    /// The same with its placeholders filled.
    pub fn fill(self, word: Word, values: &[(&str, &str)]) -> AttrValue {
        self.words.filled(word, values).into()
    }

    /// A text in the language of the page.
    pub fn text(self, text: &Text) -> AttrValue {
        text.get(self.lang).to_owned().into()
    }

    /// A day in words.
    pub fn date(self, date: Date) -> String {
        self.words.date(date)
    }

    /// A callback that tells what an event touches.
    pub fn on<E>(self, touched: impl Fn(E) -> Touch + 'static) -> Callback<E> {
        let tell = self.tell.clone();
        Callback::from(move |event| tell.emit(touched(event)))
    }

    /// A paragraph of help that a field refers to, if there is help.
    pub fn help(self, field: &str, help: Option<&Text>) -> Html {
        help.map(|help| html! { <p class="help" id={help_id(field)}>{ self.text(help) }</p> })
            .unwrap_or_default()
    }

    /// When a question, detail or document is asked for: for reading, before the wasm shows what is asked for.
    pub fn condition(self, id: &str) -> Html {
        let condition = self.conditions.get(id);
        condition
            .map(|condition| html! { <div class="condition" hidden={self.is_live}>{ condition }</div> })
            .unwrap_or_default()
    }

    /// What is wrong at the element with this id.
    pub fn problem_at(&self, id: &str) -> Option<&'a str> {
        self.problems.iter().find(|problem| problem.at == id).map(|problem| problem.text.as_str())
    }

    /// An answer in words.
    pub fn answer(self, question: &Question, answer: &Answer) -> AttrValue {
        match (answer, &question.kind) {
            (Answer::Boolean(true), _) => self.say(Word::Yes),
            (Answer::Boolean(false), _) => self.say(Word::No),
            (Answer::Text(id), QuestionKind::Choice(options)) => {
                let option = options.iter().find(|option| option.id == *id);
                option.map_or_else(|| id.clone().into(), |option| self.text(&option.label))
            }
            (Answer::Text(text), _) => {
                text.parse().map_or_else(|_| text.clone(), |date| self.date(date)).into()
            }
        }
    }

    /// A list under its heading; nothing at all, if it is empty.
    pub fn list(self, title: Word, class: &'static str, items: Vec<Html>) -> Html {
        if items.is_empty() {
            return Html::default();
        }
        html! {
            <>
                <h3>{ self.say(title) }</h3>
                <ul {class}>{ for items }</ul>
            </>
        }
    }

    /// A link that moves to a field. The page's address is left alone: it holds the answers.
    pub fn link_to(self, id: &str, text: AttrValue) -> Html {
        let target = id.to_owned();
        let onclick = self.on(move |event: MouseEvent| {
            event.prevent_default();
            Touch::Focus(target.clone())
        });
        html! { <a href={["#", id].concat()} {onclick}>{ text }</a> }
    }
}

fn help_id(field: &str) -> String {
    [field, "-help"].concat()
}

fn problem_id(field: &str) -> String {
    [field, "-problem"].concat()
}

/// What a field is described by: its help, its problem, both or neither.
pub fn described_by(field: &str, has_help: bool, has_problem: bool) -> Option<String> {
    match (has_help, has_problem) {
        (false, false) => None,
        (true, false) => Some(help_id(field)),
        (false, true) => Some(problem_id(field)),
        (true, true) => Some([&help_id(field), " ", &problem_id(field)].concat()),
    }
}

/// What is wrong with a field, in a paragraph that is always there, so that it is announced when it is
/// filled and no other element moves.
pub fn problem(field: &str, text: Option<&str>) -> Html {
    html! { <p class="problem" id={problem_id(field)} aria-live="polite">{ text.unwrap_or_default().to_owned() }</p> }
}
