//! Documents: what is needed, within which limits, and the files chosen for it.

use rules::text::bytes;
use rules::{Document, DocumentType};
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, MouseEvent, TargetCast, classes, html};

use super::{View, described_by, problem};
use crate::chosen_file::{ChosenFile, FileNumber, Look};
use crate::message::Wish;
use crate::missing::set_problems;
use crate::state::Action;
use crate::words::Word;

impl View<'_> {
    pub(super) fn documents(self) -> Html {
        let limits = &self.service().limits;
        let total = bytes(limits.max_total_bytes, self.lang());
        let most = limits.max_files.to_string();
        html! {
            <section id="documents" aria-labelledby="documents-title">
                <h2 id="documents-title" tabindex="-1">{ self.say(Word::Documents) }</h2>
                <p>{ self.fill(Word::TotalLimit, &[("size", &total), ("count", &most)]) }</p>
                <p class="help">{ self.text(&limits.note) }</p>
                <ul class="documents">
                    { for self.service().documents.iter().map(|document| self.document(document)) }
                </ul>
                { self.totals() }
            </section>
        }
    }

    /// A document that is not asked for is hidden, unless files were chosen for it: they are not lost.
    fn document(self, document: &Document) -> Html {
        let id = &document.id;
        let need = self.state.need(id);
        let count = self.state.files_for(id).count();
        let hidden = self.is_live() && need.is_none() && count == 0;
        let not_asked = self.is_live() && need.is_none() && count > 0;
        // What is wrong with a file is said at the file.
        let missing = self.problem_at(id).filter(|_| count == 0);
        let limits_id = [id, "-limits"].concat();
        let described = [
            &limits_id,
            " ",
            &described_by(id, document.help.is_some(), missing.is_some()).unwrap_or_default(),
        ]
        .concat();
        let files = self.state.files_for(id).map(|chosen| self.file(document, chosen));
        html! {
            <li class="document" data-document={id.clone()} {hidden}>
                <h3><label for={id.clone()}>{ self.text(&document.label) }</label></h3>
                { self.condition(id) }
                <p class="optional">{ self.say(if document.required { Word::Required } else { Word::Optional }) }</p>
                { self.help(id, document.help.as_ref()) }
                <p class="limits" id={limits_id}>{ self.limits(document) }</p>
                { problem(id, missing) }
                // The browser's own words beside its button say that no file is chosen, whatever is listed
                // below: once there is a list, a label takes the button's place.
                <input
                    type="file" id={id.clone()} name={id.clone()} multiple={document.max_files > 1}
                    class={self.is_live().then_some("unseen")} accept={document.types.join(",")}
                    aria-describedby={described} aria-invalid={missing.is_some().then_some("true")}
                    onchange={self.choose(id, None)}
                />
                <label class="button" for={id.clone()} hidden={!self.is_live()}>
                    { self.say(if count == 0 { Word::ChooseFile } else { Word::ChooseAnother }) }
                </label>
                <p class="notice" hidden={!not_asked}>{ self.say(Word::NotAsked) }</p>
                <ul class="files" aria-label={self.say(Word::ChosenFiles)}>{ for files }</ul>
                { self.citations(&document.sources) }
            </li>
        }
    }

    /// What is accepted, in words: `JPEG, PNG, PDF; at most 2 MB each; …`.
    fn limits(self, document: &Document) -> String {
        let types = DocumentType::names(&document.types);
        let size = bytes(document.max_bytes, self.lang());
        let count = document.max_files.to_string();
        let limits = self.fill(Word::Limits, &[("types", &types), ("size", &size), ("count", &count)]);
        match document.min_long_side {
            None => limits.to_string(),
            Some(pixels) => {
                let pixels = self.fill(Word::PixelLimit, &[("pixels", &pixels.to_string())]);
                [&limits, " ", &pixels].concat()
            }
        }
    }

    fn choose(self, document: &str, replaces: Option<FileNumber>) -> Callback<Event> {
        let document = document.to_owned();
        self.on(move |event: Event| {
            let field = event.target_unchecked_into::<HtmlInputElement>();
            Wish::Choose { document: document.clone(), replaces, field }
        })
    }

    fn file(self, document: &Document, chosen: &ChosenFile) -> Html {
        let number = chosen.file.number;
        let name = chosen.file.name.as_str();
        let (state, class) = match &chosen.look {
            Look::Reading => (Word::Looking, "looking"),
            Look::Wrong(_) => (Word::FileWrong, "wrong"),
            Look::Right(..) => (Word::FileRight, "right"),
        };
        let page = &self.state.page;
        let problems = chosen.problems().iter().map(|problem| {
            let text = page.words.package_problem(problem, &page.service, page.lang);
            html! { <p class="problem">{ text }</p> }
        });
        let words = [("name", name)];
        html! {
            // By its number, so that a file keeps its row when another one goes.
            <li key={number} class={classes!("file", class)}>
                <p>
                    <b>{ name.to_owned() }</b>{ " · " }{ bytes(chosen.file.bytes, self.lang()) }{ " · " }
                    <span role="status">{ self.say(state) }</span>
                </p>
                <div role="alert">{ for problems }</div>
                <label class="button">
                    { self.say(Word::Replace) }<span class="unseen">{ " " }{ name.to_owned() }</span>
                    <input
                        class="unseen" type="file" accept={document.types.join(",")}
                        onchange={self.choose(&document.id, Some(number))}
                    />
                </label>
                <button
                    type="button" aria-label={self.fill(Word::RemoveFile, &words)}
                    onclick={self.on(move |_: MouseEvent| Action::Remove(number))}
                >{ self.say(Word::Remove) }</button>
            </li>
        }
    }

    /// How much there is altogether, and what is wrong with that.
    fn totals(self) -> Html {
        let size: u64 = self.state.files_to_send().map(|chosen| chosen.file.bytes).sum();
        let count = self.state.files_to_send().count();
        let limit = self.service().limits.max_total_bytes;
        let words = [
            ("count", count.to_string()),
            ("size", bytes(size, self.lang())),
            ("limit", bytes(limit, self.lang())),
        ];
        let total = self.fill(Word::Total, &words.each_ref().map(|(name, word)| (*name, word.as_str())));
        let page = &self.state.page;
        let too_much = set_problems(self.state).into_iter().filter(|problem| {
            problem.code.params().contains(&"most") || problem.code == package::Code::TotalTooLarge
        });
        let too_much = too_much.map(|problem| {
            let text = page.words.package_problem(&problem, &page.service, page.lang);
            html! { <p class="problem">{ text }</p> }
        });
        html! {
            <div id="total" class="total" role="status">
                <p hidden={count == 0}>{ total }</p>
                { for too_much }
            </div>
        }
    }
}
