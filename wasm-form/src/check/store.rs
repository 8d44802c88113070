//! What the first part of the form shows, and whom it tells what is touched.

use std::cell::RefCell;
use std::rc::Rc;

use rules::Answer;
use worker::browser::clock;
use yew::Callback;

use super::{Check, Touch};
use crate::browser::{address, page};
use crate::fragment;

/// A question (by its id), and the answer that was given to it or taken back.
pub type Given = (String, Option<Answer>);

/// What is shared by the roots of the form.
pub struct Store {
    shown: RefCell<Rc<Check>>,
    /// Draw the roots anew.
    redraw: RefCell<Vec<Callback<()>>>,
    /// The rest of the form, once it is there.
    rest: RefCell<Option<Callback<Touch>>>,
    /// What only the rest can do, until it is there.
    waiting: RefCell<Vec<Touch>>,
    /// What was answered since this part is live and while it is alone.
    given: RefCell<Vec<Given>>,
}

impl Store {
    /// A form that shows this.
    pub fn new(check: Check) -> Rc<Self> {
        Rc::new(Self {
            shown: RefCell::new(Rc::new(check)),
            redraw: RefCell::default(),
            rest: RefCell::default(),
            waiting: RefCell::default(),
            given: RefCell::default(),
        })
    }

    /// What is shown.
    pub fn shown(&self) -> Rc<Check> {
        Rc::clone(&self.shown.borrow())
    }

    /// Has a root drawn anew whenever that changes.
    pub fn draws(&self, redraw: Callback<()>) {
        self.redraw.borrow_mut().push(redraw);
    }

    /// Shows something else.
    pub fn show(&self, check: Check) {
        if check.looks_like(&self.shown()) {
            return;
        }
        *self.shown.borrow_mut() = Rc::new(check);
        self.redraw.borrow().iter().for_each(|redraw| redraw.emit(()));
    }

    /// Begins, after the first rendering: with the day, and with the answers in the page's address. Of two
    /// answers the one that was just given counts.
    pub fn begin(&self) {
        let mut check = (*self.shown()).clone();
        check.today = Some(clock::today());
        for (question, answer) in fragment::read(&check.page.service, &address::fragment()).iter() {
            if check.answers.get(question).is_none() {
                check.answers.set(question, answer.clone());
            }
        }
        self.decide(check);
    }

    /// Does what was touched, or has it done.
    pub fn touch(&self, touch: Touch) {
        if let Some(rest) = &*self.rest.borrow() {
            return rest.emit(touch);
        }
        match touch {
            Touch::Answer(question, answer) => {
                let mut check = (*self.shown()).clone();
                match &answer {
                    Some(answer) => check.answers.set(question.as_str(), answer.clone()),
                    None => check.answers.clear(&question),
                }
                self.given.borrow_mut().push((question, answer));
                self.decide(check);
            }
            Touch::Focus(id) => page::focus(&id),
            Touch::SaveCalendar(_) | Touch::TakeOver => self.waiting.borrow_mut().push(touch),
        }
    }

    /// The rest of the form is there: it is told what is touched from now on. Gives the answers that were
    /// given while it was not.
    pub fn hand_over(&self, rest: Callback<Touch>) -> Vec<Given> {
        self.waiting.take().into_iter().for_each(|touch| rest.emit(touch));
        *self.rest.borrow_mut() = Some(rest);
        self.given.take()
    }

    fn decide(&self, mut check: Check) {
        check.decide();
        address::set_fragment(&fragment::write(&check.page.service, &check.answers));
        self.show(check);
    }
}
