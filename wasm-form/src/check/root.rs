//! The places of the page where the first part of the form is drawn.

use std::rc::Rc;

use yew::{Callback, Component, Context, Html, Properties};

use super::view::{Base, View};
use super::{Store, Touch};

/// One of these places. One component for both: another would be paid for by the byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Questions and outcome, before the rest of the form.
    Check,
    /// The bar with the verdict, behind it.
    Bar,
}

/// What a place is drawn from.
#[derive(Clone, Properties)]
pub struct RootProps {
    /// What is shown.
    pub store: Rc<Store>,
    /// Which place it is.
    pub place: Place,
}

/// Yew asks this in order to skip a rendering; a root is given its properties only once.
impl PartialEq for RootProps {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

/// What is drawn in such a place.
pub struct Root {
    tell: Callback<Touch>,
}

impl Component for Root {
    type Message = ();
    type Properties = RootProps;

    fn create(context: &Context<Self>) -> Self {
        let store = Rc::clone(&context.props().store);
        store.draws(context.link().callback(|()| ()));
        Self { tell: Callback::from(move |touch| store.touch(touch)) }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let check = context.props().store.shown();
        let view = View { base: Base::of_check(&check, &self.tell), check: &check };
        match context.props().place {
            Place::Check => view.check(),
            Place::Bar => view.verdict_bar(),
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        let RootProps { store, place } = context.props();
        if first && *place == Place::Check {
            store.begin();
            // Where there is one: not where a page is made.
            #[cfg(feature = "browser")]
            crate::load::rest(Rc::clone(store));
        }
    }
}
