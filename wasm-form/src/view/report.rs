//! The report of a failure, and what helps where sending does not: the finished package, the office.

use yew::{Event, Html, MouseEvent, TargetCast, html};

use rules::Field;
use rules::text::bytes;
use web_sys::{Element, HtmlInputElement};

use super::View;
use crate::action::Action;
use crate::message::Wish;
use crate::report;
use crate::words::Word;

/// The id of the report, and the name under which it is saved.
const PAPER: &str = "report";

impl View<'_> {
    /// The report, in a fold of its own: nobody is troubled with it while there is hope.
    pub(super) fn report(self) -> Html {
        if !report::is_due(self.state) {
            return Html::default();
        }
        html! {
            <details class="report" ontoggle={self.on(|event: Event| {
                Wish::OpenReport(event.target_unchecked_into::<Element>().has_attribute("open"))
            })}>
                <summary>{ self.say(Word::Report) }</summary>
                <p>{ self.say(Word::ReportMeans) }</p>
                <label class="option">
                    <input
                        type="checkbox" id="name-in-report" checked={self.state.is_named_in_report}
                        onchange={self.on(|event: Event| {
                            Action::NameInReport(event.target_unchecked_into::<HtmlInputElement>().checked())
                        })}
                    />
                    { self.say(Word::NameInReport) }
                </label>
                { self.provinces() }
                { self.paper_of_failure() }
                <div class="actions">
                    { self.button("print-report", Word::Print, || Wish::Print) }
                    { self.button("save-report", Word::SaveReport, || Wish::SaveText(PAPER.to_owned())) }
                </div>
            </details>
        }
    }

    /// The finished package, to be carried where no link leads.
    pub(super) fn package(self) -> Html {
        html! {
            <div class="package">
                <p>{ self.say(Word::SavePackageMeans) }</p>
                { self.button("save-package", Word::SavePackage, || Wish::SavePackage) }
            </div>
        }
    }

    fn paper_of_failure(self) -> Html {
        let state = self.state;
        let row =
            |name: Word, value: Html| html! { <div><dt>{ self.say(name) }</dt><dd>{ value }</dd></div> };
        let progress = state.sending.progress().unwrap_or_default();
        // Where it ended the last line of what happened says how much had arrived.
        let arrived = progress.sent.max(state.happenings.last().map_or(0, |last| last.sent));
        html! {
            // This much of it is saved as a text.
            <div class="paper" id={PAPER}>
                <h3>{ self.say(Word::Report) }</h3>
                <dl class="summary">
                    { row(Word::ReceiptService, self.text(&self.service.title).into()) }
                    { row(Word::ReceiptOffice, state.page.office.clone().into()) }
                    if state.is_named_in_report {
                        { self.names() }
                    }
                    { row(Word::ReportSealed, self.say(if state.seals() { Word::Yes } else { Word::No }).into()) }
                    { row(Word::ReportArrived, bytes(arrived, self.lang).into()) }
                    if let Some(upload) = &state.upload {
                        { row(Word::Digest, html! { <span class="digest">{ upload.sha256.clone() }</span> }) }
                    }
                </dl>
                <h4>{ self.say(Word::ReportCause) }</h4>
                <ul>{ for report::causes(state).into_iter().map(|cause| html! { <li>{ cause }</li> }) }</ul>
                <h4>{ self.say(Word::ReportPackage) }</h4>
                <ul>{ for state.files_to_send().filter_map(|chosen| {
                    let document = self.service.document(&chosen.file.document)?;
                    let digest = chosen.digest()?;
                    let size = bytes(chosen.file.bytes, self.lang);
                    Some(html! {
                        <li>
                            { self.text(&document.label) }{ " · " }{ digest.kind.name() }{ " · " }{ size }
                            <span class="digest">{ digest.digest.sha256.hex() }</span>
                        </li>
                    })
                }) }</ul>
                <h4>{ self.say(Word::ReportHappened) }</h4>
                <dl class="happened">{ for report::lines(state).map(|(moment, line)| html! {
                    <div><dt>{ moment }</dt><dd>{ line }</dd></div>
                }) }</dl>
                { self.offices() }
            </div>
        }
    }

    /// The name of the applicant, or of whoever else is asked for theirs.
    fn names(self) -> Html {
        let fields = self.state.situation().map(|situation| situation.fields(&self.state.details));
        let is_name = |field: &Field| field.detail.autocomplete.as_deref() == Some("name");
        let first = fields.unwrap_or_default().into_iter().find(is_name);
        first.map_or_else(Html::default, |field| {
            let label = self.service.field_label(&field.name, self.lang).unwrap_or_default();
            let value = self.state.details.get(&field.name).cloned().unwrap_or_default();
            html! { <div><dt>{ label }</dt><dd>{ value }</dd></div> }
        })
    }

    fn provinces(self) -> Html {
        let Some(offices) = &self.state.offices else {
            return html! { <p class="help">{ self.say(Word::NoOffices) }</p> };
        };
        let chosen = &self.state.province;
        html! {
            <div class="detail">
                <label for="province">{ self.say(Word::ChooseProvince) }</label>
                <select id="province" data-value={chosen.clone()} onchange={self.on(|event: Event| {
                    Action::Province(event.target_unchecked_into::<HtmlInputElement>().value())
                })}>
                    <option value="">{ self.say(Word::ChooseOne) }</option>
                    { for offices.provinces.iter().map(|province| html! {
                        <option value={province.name.clone()}>{ &province.name }</option>
                    }) }
                </select>
            </div>
        }
    }

    fn offices(self) -> Html {
        let Some(offices) = &self.state.offices else { return Html::default() };
        let province = offices.provinces.iter().find(|province| province.name == self.state.province);
        let Some(province) = province else { return Html::default() };
        html! {
            <>
                <h4>{ self.say(Word::ReportOffice) }</h4>
                <ul class="offices">{ for province.offices.iter().map(|office| html! {
                    <li>
                        { self.fill(Word::OfficeName, &[("name", &office.name), ("city", &office.city)]) }
                        if let Some(address) = &office.address {
                            <span class="help">{ address }</span>
                        }
                    </li>
                }) }</ul>
                <p class="help">{ self.fill(Word::OfficesUnofficial, &[("date", &self.date(offices.read))]) }</p>
            </>
        }
    }

    /// A button that asks for something.
    pub(super) fn button(self, id: &'static str, word: Word, wish: fn() -> Wish) -> Html {
        html! {
            <button type="button" {id} onclick={self.on(move |_: MouseEvent| wish())}>{ self.say(word) }</button>
        }
    }
}
