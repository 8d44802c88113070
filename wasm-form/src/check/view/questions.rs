//! Check yourself: the questions.

use rules::{Answer, Question, QuestionKind};
use web_sys::HtmlInputElement;
use yew::{AttrValue, Event, Html, TargetCast, html};

use super::{View, described_by, problem};
use crate::check::Touch;
use crate::words::Word;

impl View<'_> {
    pub(super) fn questions(self) -> Html {
        let wrong = self.check.wrong_answers();
        let question = |question: &Question| {
            let problem = wrong.iter().find(|problem| problem.question == question.id);
            let wrong = problem.map(|problem| self.words.answer_problem(&problem.kind));
            self.question(question, wrong.as_deref().or_else(|| self.problem_at(&question.id)))
        };
        html! {
            <section id="check" aria-labelledby="check-title">
                <h2 id="check-title" tabindex="-1">{ self.say(Word::Check) }</h2>
                <p>{ self.say(Word::CheckIntroduction) }</p>
                { for self.service.questions.iter().map(question) }
            </section>
        }
    }

    /// A question stays in the page while it is not asked, hidden: nothing moves in front of whoever is
    /// using the form, and an answer given before is there again.
    fn question(self, question: &Question, problem_text: Option<&str>) -> Html {
        let id = &question.id;
        let hidden = !self.check.asks(question.when.as_ref());
        let described = described_by(id, question.help.is_some(), problem_text.is_some());
        let label = self.text(&question.label);
        let about = html! {
            <>
                { self.condition(id) }
                { self.help(id, question.help.as_ref()) }
                { problem(id, problem_text) }
            </>
        };
        match &question.kind {
            QuestionKind::Choice(options) => {
                let options = options.iter().map(|option| {
                    let answer = Answer::Text(option.id.clone());
                    (AttrValue::from(option.id.clone()), self.text(&option.label), answer)
                });
                self.group(question, hidden, described, about, options.collect())
            }
            QuestionKind::Boolean => {
                let options = [("true", Word::Yes, true), ("false", Word::No, false)];
                let options = options.map(|(value, word, answer)| {
                    (AttrValue::from(value), self.say(word), Answer::Boolean(answer))
                });
                self.group(question, hidden, described, about, options.into())
            }
            QuestionKind::Date { .. } => html! {
                <div class="question" {hidden}>
                    <label for={id.clone()}>{ label }</label>
                    { about }
                    <input
                        type="date" id={id.clone()} name={id.clone()}
                        value={self.typed_day(id)}
                        // Shown only where the browser knows no date fields.
                        placeholder={self.say(Word::DayFormat)}
                        aria-describedby={described}
                        aria-invalid={problem_text.is_some().then_some("true")}
                        onchange={self.on({
                            let id = id.clone();
                            move |event: Event| {
                                let value = event.target_unchecked_into::<HtmlInputElement>().value();
                                let answer = (!value.is_empty()).then(|| Answer::Text(value.trim().to_owned()));
                                Touch::Answer(id.clone(), answer)
                            }
                        })}
                    />
                </div>
            },
        }
    }

    /// A choice, as radio buttons: value, label and answer of each. The first has the question's id, so
    /// that the question can be moved to.
    fn group(
        self,
        question: &Question,
        hidden: bool,
        described: Option<String>,
        about: Html,
        options: Vec<(AttrValue, AttrValue, Answer)>,
    ) -> Html {
        let name = &question.id;
        let given = self.check.answers.get(name);
        let radio = |(at, (value, label, answer)): (usize, (AttrValue, AttrValue, Answer))| {
            let id = (at == 0).then(|| name.clone());
            let checked = given == Some(&answer);
            let onchange = self.on({
                let name = name.clone();
                move |_: Event| Touch::Answer(name.clone(), Some(answer.clone()))
            });
            html! {
                <label class="option">
                    <input type="radio" {id} name={name.clone()} {value} {checked} {onchange} />
                    <span>{ label }</span>
                </label>
            }
        };
        html! {
            <fieldset class="question" {hidden} aria-describedby={described}>
                <legend>{ self.text(&question.label) }</legend>
                { about }
                { for options.into_iter().enumerate().map(radio) }
            </fieldset>
        }
    }

    /// A day as it stands in its field. While nothing is known of the field it is left alone.
    fn typed_day(self, id: &str) -> Option<AttrValue> {
        match self.check.answers.get(id) {
            Some(Answer::Text(text)) => Some(text.clone().into()),
            Some(Answer::Boolean(_)) | None => self.is_live.then(|| AttrValue::from("")),
        }
    }
}
