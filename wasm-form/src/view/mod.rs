//! What the form looks like: functions from the state to HTML, one file for each section.
//!
//! The prerendered page and the first rendering after it must have the same structure, so what depends
//! on the day is drawn only when the day is known ([`View::is_live`]).

mod details;
pub mod documents;
mod evidence;
mod fees;
mod field;
mod flips;
pub mod offer;
mod outcome;
mod part;
mod questions;
pub mod receipt;
mod report;
mod review;
mod sending;

use std::rc::Rc;

use rules::{Answer, Detail, DetailKind, Lang, Question, QuestionKind, Service, Text};
use yew::{AttrValue, Callback, Html, html};

use crate::message::{Message, Wish};
use crate::missing::Missing;
use crate::state::State;
use crate::words::Word;
use worker::sending::Sending;

/// What every view needs: the state to draw and where to send messages.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What is drawn.
    pub state: &'a Rc<State>,
    /// Where messages go.
    pub tell: &'a Callback<Message>,
    /// What is wrong, where it is shown.
    pub problems: &'a Rc<Vec<Missing>>,
}

impl View<'_> {
    /// The whole form.
    pub fn draw(self) -> Html {
        if let (Sending::Received, [newest, earlier @ ..]) = (&self.state.sending, &*self.state.receipts) {
            return self.receipt(newest, earlier);
        }
        let is_held = self.state.sending.holds_the_form() || self.state.is_elsewhere;
        html! {
            // It has nowhere to be posted to; "dialog" is the method that sends nothing anywhere, so
            // that no key puts personal data into the page's address while there is no wasm.
            <form
                id="application" method="dialog" novalidate=true autocomplete="on"
                class={self.state.is_report_open.then_some("reports")}
            >
                { self.elsewhere() }
                // A fieldset, because it switches off everything in it; it groups nothing.
                <fieldset class="entries" role="presentation" disabled={is_held}>
                    { self.part(0, |view, _| view.questions(), |one, two, _| one.answers == two.answers) }
                    { self.part(0, |view, _| view.outcome(), |one, two, _| one.answers == two.answers) }
                    { self.part(0, |view, _| view.details(), |one, two, _| {
                        one.answers == two.answers && one.details == two.details
                    }) }
                    { self.documents() }
                </fieldset>
                { self.review() }
                { self.verdict_bar() }
            </form>
        }
    }

    /// What to do about a form that is filled in in another tab.
    fn elsewhere(self) -> Html {
        let is_elsewhere = self.state.is_elsewhere;
        html! {
            <div id="elsewhere" class="notice" role="alert" tabindex="-1" hidden={!is_elsewhere}>
                if is_elsewhere {
                    <p class="kind">{ self.say(Word::Elsewhere) }</p>
                    <p>{ self.say(Word::ElsewhereMeans) }</p>
                    { self.button("take-over", Word::TakeOver, || Wish::TakeOver) }
                }
            </div>
        }
    }

    fn is_live(self) -> bool {
        self.state.today.is_some() && !self.state.is_elsewhere
    }

    fn service(&self) -> &Service {
        &self.state.page.service
    }

    fn lang(self) -> Lang {
        self.state.page.lang
    }

    fn say(self, word: Word) -> AttrValue {
        self.state.page.words.get(word).to_owned().into()
    }

    fn fill(self, word: Word, values: &[(&str, &str)]) -> AttrValue {
        self.state.page.words.filled(word, values).into()
    }

    fn text(self, text: &Text) -> AttrValue {
        text.get(self.lang()).to_owned().into()
    }

    fn date(self, date: rules::Date) -> String {
        self.state.page.words.date(date)
    }

    /// A callback that sends what `make` makes of an event.
    fn on<E, M: Into<Message>>(self, make: impl Fn(E) -> M + 'static) -> Callback<E> {
        let tell = self.tell.clone();
        Callback::from(move |event| tell.emit(make(event).into()))
    }

    /// A paragraph of help that a field refers to, if there is help.
    fn help(self, field: &str, help: Option<&Text>) -> Html {
        help.map(|help| html! { <p class="help" id={help_id(field)}>{ self.text(help) }</p> })
            .unwrap_or_default()
    }

    /// The value of a detail in words.
    fn detail_value(self, detail: &Detail, value: &str) -> AttrValue {
        let shown = match &detail.kind {
            DetailKind::Choice(options) => {
                let option = options.iter().find(|option| option.id == value);
                option.map(|option| option.label.get(self.lang()).to_owned())
            }
            DetailKind::Country => {
                let country = self.state.page.countries.iter().find(|country| country.code == value);
                country.map(|country| country.name.clone())
            }
            DetailKind::Date { .. } => value.parse().ok().map(|date| self.date(date)),
            _ => None,
        };
        shown.unwrap_or_else(|| value.to_owned()).into()
    }

    /// What is wrong at the element with this id.
    fn problem_at(&self, id: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.at == id).map(|problem| problem.text.as_str())
    }

    /// The same, in a paragraph.
    fn problem(self, id: &str) -> Html {
        problem(id, self.problem_at(id))
    }

    /// An answer in words.
    fn answer(self, question: &Question, answer: &Answer) -> AttrValue {
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
}

fn help_id(field: &str) -> String {
    [field, "-help"].concat()
}

fn problem_id(field: &str) -> String {
    [field, "-problem"].concat()
}

/// What a field is described by: its help, its problem, both or neither.
fn described_by(field: &str, has_help: bool, has_problem: bool) -> Option<String> {
    match (has_help, has_problem) {
        (false, false) => None,
        (true, false) => Some(help_id(field)),
        (false, true) => Some(problem_id(field)),
        (true, true) => Some([&help_id(field), " ", &problem_id(field)].concat()),
    }
}

/// What is wrong with a field, in a paragraph that is always there, so that it is announced when it is
/// filled and no other element moves.
fn problem(field: &str, text: Option<&str>) -> Html {
    html! { <p class="problem" id={problem_id(field)} aria-live="polite">{ text.unwrap_or_default().to_owned() }</p> }
}
