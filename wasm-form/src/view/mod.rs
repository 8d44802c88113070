//! What the rest of the form looks like: functions from the state to HTML, one file for each section.
//!
//! The prerendered page and the first rendering after it must have the same structure, so what depends
//! on the day is drawn only when the day is known ([`Base::is_live`]).

mod details;
pub mod documents;
mod field;
pub mod offer;
mod part;
pub mod receipt;
mod report;
mod review;
mod sending;

use std::ops::Deref;
use std::rc::Rc;

use rules::{Detail, DetailKind};
use worker::sending::Sending;
use yew::{AttrValue, Callback, Html, html};

use crate::check::Touch;
use crate::check::view::{Base, problem};
use crate::message::Message;
use crate::missing::Missing;
use crate::state::State;

/// What every view needs: the state to draw and where to send messages.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What the views of the first part need too.
    base: Base<'a>,
    /// What is drawn.
    state: &'a Rc<State>,
    /// Where messages go.
    ties: &'a Ties,
    /// What is wrong, where it is shown.
    problems: &'a Rc<Vec<Missing>>,
}

/// Where messages go: those of the first part's views, and all.
#[derive(Clone)]
pub struct Ties {
    /// What is touched in views that the first part has too.
    pub touch: Callback<Touch>,
    /// Everything.
    pub tell: Callback<Message>,
}

impl<'a> Deref for View<'a> {
    type Target = Base<'a>;

    fn deref(&self) -> &Base<'a> {
        &self.base
    }
}

impl<'a> View<'a> {
    /// A view of this state.
    pub fn new(state: &'a Rc<State>, ties: &'a Ties, problems: &'a Rc<Vec<Missing>>) -> Self {
        let page = &state.page;
        let base = Base {
            lang: page.lang,
            service: &page.service,
            conditions: &page.conditions,
            words: &page.words,
            today: state.today,
            is_live: state.today.is_some() && !state.is_elsewhere,
            problems,
            tell: &ties.touch,
        };
        Self { base, state, ties, problems }
    }

    /// All of it; or the receipt in the place of the form.
    pub fn draw(self) -> Html {
        if let (Sending::Received, [newest, earlier @ ..]) = (&self.state.sending, &*self.state.receipts) {
            return self.receipt(newest, earlier);
        }
        let is_held = self.state.sending.holds_the_form() || self.state.is_elsewhere;
        html! {
            <>
                // A fieldset, because it switches off everything in it; it groups nothing.
                <fieldset class="entries" role="presentation" disabled={is_held}>
                    { self.part(0, |view, _| view.details(), |one, two, _| {
                        one.answers == two.answers && one.details == two.details
                    }) }
                    { self.documents() }
                </fieldset>
                { self.review() }
            </>
        }
    }

    /// A callback that sends what `make` makes of an event.
    fn on<E, M: Into<Message>>(self, make: impl Fn(E) -> M + 'static) -> Callback<E> {
        let tell = self.ties.tell.clone();
        Callback::from(move |event| tell.emit(make(event).into()))
    }

    /// The value of a detail in words.
    fn detail_value(self, detail: &Detail, value: &str) -> AttrValue {
        let shown = match &detail.kind {
            DetailKind::Choice(options) => {
                let option = options.iter().find(|option| option.id == value);
                option.map(|option| option.label.get(self.lang).to_owned())
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

    /// What is wrong at the element with this id, in a paragraph.
    fn problem(self, id: &str) -> Html {
        problem(id, self.problem_at(id))
    }
}
