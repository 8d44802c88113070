//! The form as a component: state, what draws it, and what the browser has to do when it changes.

use std::rc::Rc;

use yew::{Callback, Component, Context, Html};

use crate::browser::page;
use crate::effects::Effects;
use crate::focus::focus_after;
use crate::message::Message;
use crate::missing::shown_at_fields;
use crate::page_data::AppProps;
use crate::reduce::reduce;
use crate::state::State;
use crate::view::View;

/// The whole form: the only component there is, drawn by functions ([`crate::view`]).
pub struct App {
    state: Rc<State>,
    tell: Callback<Message>,
    effects: Effects,
    /// The id of the element to move to, once it has been drawn.
    focus: Option<String>,
}

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(context: &Context<Self>) -> Self {
        let tell = context.link().callback(|message| message);
        let effects = Effects::new(Rc::clone(&context.props().data), tell.clone());
        Self { state: Rc::new(State::new(context.props())), tell, effects, focus: None }
    }

    fn update(&mut self, _context: &Context<Self>, message: Message) -> bool {
        let action = match message {
            Message::Act(action) => Some(action),
            Message::Wish(wish) => self.effects.fulfil(wish, &self.state),
        };
        let Some(action) = action else { return false };
        let before = Rc::clone(&self.state);
        self.state = Rc::new(reduce((*before).clone(), action.clone()));
        self.focus = focus_after(&before, &self.state, &action);
        self.effects.follow(&before, &self.state, &action);
        true
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        let problems = Rc::new(shown_at_fields(&self.state));
        View { state: &self.state, tell: &self.tell, problems: &problems }.draw()
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
