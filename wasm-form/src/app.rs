//! The rest of the form as a component: state, what draws it, and what the browser has to do when it changes.

use std::rc::Rc;

use yew::{Component, Context, Html};

use crate::browser::page;
use crate::check::Touch;
use crate::effects::Effects;
use crate::focus::focus_after;
use crate::message::Message;
use crate::missing::{Missing, shown_at_fields};
use crate::page_data::AppProps;
use crate::reduce::reduce;
use crate::state::State;
use crate::view::{Ties, View};

/// The rest of the form, drawn by functions ([`crate::view`]). It has the state of all of it.
pub struct App {
    state: Rc<State>,
    problems: Rc<Vec<Missing>>,
    ties: Ties,
    effects: Effects,
    /// The id of the element to move to, once it has been drawn.
    focus: Option<String>,
}

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(context: &Context<Self>) -> Self {
        let AppProps { data, store, typed } = context.props();
        let tell = context.link().callback(|message| message);
        let ties =
            Ties { touch: context.link().callback(|touch: Touch| Message::from(touch)), tell: tell.clone() };
        let effects = Effects::new(Rc::clone(data), tell);
        let (given, answers) = (store.hand_over(ties.touch.clone()), store.shown().answers.clone());
        let state = Rc::new(State { given, answers, ..State::new(Rc::clone(data), typed) });
        Self { state, problems: Rc::default(), ties, effects, focus: None }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let action = match message {
            Message::Act(action) => Some(action),
            Message::Wish(wish) => self.effects.fulfil(wish, &self.state),
        };
        let Some(action) = action else { return false };
        let before = Rc::clone(&self.state);
        self.state = Rc::new(reduce((*before).clone(), action.clone()));
        self.problems = Rc::new(shown_at_fields(&self.state));
        let store = &context.props().store;
        store.show(self.state.shown(&store.shown(), &self.problems));
        self.focus = focus_after(&before, &self.state, &action);
        self.effects.follow(&before, &self.state, &action);
        true
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        View::new(&self.state, &self.ties, &self.problems).draw()
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if first {
            self.effects.begin(context.props().typed.files.clone());
        }
        page::choose_options();
        if let Some(id) = self.focus.take() {
            page::focus(&id);
        }
    }
}
