//! Your details: what the office needs to know and what decides nothing.

use rules::{Detail, DetailKind};
use web_sys::HtmlInputElement;
use yew::{AttrValue, Html, InputEvent, TargetCast, html};

use super::{View, described_by, problem};
use crate::missing::{Missing, in_details};
use crate::state::Action;
use crate::words::Word;

impl View<'_> {
    pub(super) fn details(self) -> Html {
        let missing = if self.state.shows_missing { in_details(self.state) } else { Vec::new() };
        html! {
            <section id="details" aria-labelledby="details-title">
                <h2 id="details-title">{ self.say(Word::Details) }</h2>
                <p>{ self.fill(Word::DetailsIntroduction, &[("office", &self.state.page.office)]) }</p>
                { for self.service().details.iter().map(|detail| self.detail(detail, &missing)) }
            </section>
        }
    }

    fn detail(self, detail: &Detail, missing: &[Missing]) -> Html {
        let id = &detail.id;
        let kind = match detail.kind {
            DetailKind::Email => "email",
            DetailKind::Tel => "tel",
            DetailKind::Date { .. } => "date",
            _ => "text",
        };
        let wrong = missing.iter().find(|missing| missing.at == *id).map(|missing| missing.text.as_str());
        let optional = if detail.required { AttrValue::default() } else { self.say(Word::Optional) };
        html! {
            <div class="detail">
                <label for={id.clone()}>
                    { self.text(&detail.label) }{ " " }<span class="optional">{ optional }</span>
                </label>
                { self.help(id, detail.help.as_ref()) }
                { problem(id, wrong) }
                <input
                    type={kind} id={id.clone()} name={id.clone()}
                    value={self.state.details.get(id).map(|value| AttrValue::from(value.clone()))}
                    maxlength={detail.max_length.to_string()}
                    autocomplete={detail.autocomplete.clone()}
                    aria-describedby={described_by(id, detail.help.is_some(), wrong.is_some())}
                    aria-invalid={wrong.is_some().then_some("true")}
                    aria-required={detail.required.then_some("true")}
                    oninput={self.on({
                        let id = id.clone();
                        move |event: InputEvent| {
                            let value = event.target_unchecked_into::<HtmlInputElement>().value();
                            Action::Enter(id.clone(), value)
                        }
                    })}
                />
            </div>
        }
    }
}
