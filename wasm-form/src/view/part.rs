//! A part of the form that is drawn again only when what it shows has changed: on a cheap phone to draw all
//! of it takes a tenth of a second, which is felt with every key.

use std::rc::Rc;

use yew::{Component, Context, Html, Properties, html};

use super::{Ties, View};
use crate::missing::Missing;
use crate::state::State;

/// How a part is drawn: `at` is the place of what it shows among others of its kind.
type Draw = fn(View<'_>, at: usize) -> Html;

/// Whether a part looks the same in two states.
type Same = fn(&State, &State, at: usize) -> bool;

/// What a part is drawn from.
#[derive(Clone, Properties)]
pub struct PartProps {
    state: Rc<State>,
    ties: Ties,
    problems: Rc<Vec<Missing>>,
    draw: Draw,
    same: Same,
    at: usize,
}

/// Yew asks this in order to leave a part as it is.
impl PartialEq for PartProps {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (&self.state, &other.state);
        // Before a day is known everything is there to be read.
        let is_alike = (one.today, one.is_elsewhere) == (two.today, two.is_elsewhere);
        is_alike && self.problems == other.problems && (self.same)(one, two, self.at)
    }
}

/// A part of the form.
pub struct Part;

impl Component for Part {
    type Message = ();
    type Properties = PartProps;

    fn create(_context: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let PartProps { state, ties, problems, draw, at, .. } = context.props();
        draw(View::new(state, ties, problems), *at)
    }
}

impl View<'_> {
    /// A part that is drawn so, and is the same in states of which `same` says so.
    pub(super) fn part(self, at: usize, draw: Draw, same: Same) -> Html {
        html! {
            <Part
                state={Rc::clone(self.state)} ties={self.ties.clone()} problems={Rc::clone(self.problems)}
                {draw} {same} {at}
            />
        }
    }
}
