//! The field of a detail, for each kind of detail.

use rules::{Detail, DetailKind, TextFormat};
use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, InputEvent, TargetCast, html};

use super::View;
use crate::action::Action;
use crate::check::view::described_by;
use crate::page_data::Country;
use crate::words::Word;

/// The options of every field for a state, as HTML: as elements they would be drawn and compared anew,
/// 254 for each guest, with every keystroke.
pub(super) struct Countries(AttrValue);

impl Countries {
    pub(super) fn new(countries: &[Country]) -> Self {
        let mut options = String::new();
        for Country { code, name } in countries {
            // Names are content: no markup, but perhaps an ampersand.
            let name = name.replace('&', "&amp;").replace('<', "&lt;");
            options.extend(["<option value=\"", code, "\">", &name, "</option>"]);
        }
        Self(options.into())
    }
}

impl View<'_> {
    /// A detail with its field, for a member of its group if it has one.
    pub(super) fn field(self, detail: &Detail, member: Option<u32>, countries: &Countries) -> Html {
        let name = detail.name(member);
        let optional = if detail.required { AttrValue::default() } else { self.say(Word::Optional) };
        html! {
            // By its name: fields come and go with the answers, and keep what was entered.
            <div class="detail" key={name.clone()}>
                <label for={name.clone()}>
                    { self.text(&detail.label) }{ " " }<span class="optional">{ optional }</span>
                </label>
                { self.condition(&detail.id) }
                { self.help(&name, detail.help.as_ref()) }
                { self.problem(&name) }
                { self.control(detail, name, countries) }
            </div>
        }
    }

    fn control(self, detail: &Detail, name: String, countries: &Countries) -> Html {
        let is_wrong = self.problem_at(&name).is_some();
        let described = described_by(&name, detail.help.is_some(), is_wrong);
        let invalid = is_wrong.then_some("true");
        let required = detail.required.then_some("true");
        let autocomplete = detail.autocomplete.clone();
        // While nothing is known of a field it is left alone.
        let value = self.state.details.get(&name).cloned().or_else(|| self.is_live.then(String::new));
        let value = value.map(AttrValue::from);
        let oninput = self.entered(&name);
        let onchange = self.on({
            let name = name.clone();
            move |_: Event| Action::Leave(name.clone())
        });
        let options = match &detail.kind {
            DetailKind::Multiline => {
                return html! {
                    <textarea
                        id={name.clone()} {name} {value} {autocomplete} {oninput} {onchange} rows="4"
                        aria-describedby={described} aria-invalid={invalid} aria-required={required}
                    />
                };
            }
            DetailKind::Country => Html::from_html_unchecked(countries.0.clone()),
            DetailKind::Choice(options) => options
                .iter()
                .map(|option| html! { <option value={option.id.clone()}>{ self.text(&option.label) }</option> })
                .collect(),
            kind => {
                let (kind, inputmode, autocapitalize) = match kind {
                    DetailKind::Email => ("email", None, None),
                    DetailKind::Tel => ("tel", None, None),
                    DetailKind::Date { .. } => ("date", None, None),
                    DetailKind::Text { format: Some(TextFormat::Nik) } => ("text", Some("numeric"), None),
                    DetailKind::Text { format: Some(TextFormat::PassportNumber) } => {
                        ("text", None, Some("characters"))
                    }
                    _ => ("text", None, None),
                };
                return html! {
                    <input
                        type={kind} {inputmode} {autocapitalize}
                        id={name.clone()} {name} {value} {autocomplete} {oninput} {onchange}
                        // Shown only where the browser knows no date fields.
                        placeholder={(kind == "date").then(|| self.say(Word::DayFormat))}
                        aria-describedby={described} aria-invalid={invalid} aria-required={required}
                    />
                };
            }
        };
        html! {
            // The browser is told which option is chosen once its options are there: `page::choose_options`.
            <select
                id={name.clone()} {name} data-value={value} {autocomplete} {oninput} {onchange}
                aria-describedby={described} aria-invalid={invalid} aria-required={required}
            >
                <option value="">{ self.say(Word::ChooseOne) }</option>
                { options }
            </select>
        }
    }

    fn entered(self, name: &str) -> Callback<InputEvent> {
        let name = name.to_owned();
        self.on(move |event: InputEvent| {
            // Text areas and selects have a value in the same place.
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            Action::Enter(name.clone(), value)
        })
    }
}
