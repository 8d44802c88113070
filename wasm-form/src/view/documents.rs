//! Documents: what is needed, within which limits, and the files chosen for it.

use package::{Code, Problem};
use rules::text::bytes;
use rules::{Document, DocumentType};
use web_sys::HtmlInputElement;
use worker::message::CannotFit;
use yew::{Callback, Event, Html, MouseEvent, TargetCast, classes, html};

use super::View;
use crate::action::Action;
use crate::check::view::{described_by, problem};
use crate::chosen_file::{ChosenFile, FileNumber, Look};
use crate::format;
use crate::message::{Message, Wish};
use crate::missing::set_problems;
use crate::state::State;
use crate::words::Word;

impl View<'_> {
    pub(super) fn documents(self) -> Html {
        let limits = &self.service.limits;
        let total = bytes(limits.max_total_bytes, self.lang);
        let most = limits.max_files.to_string();
        html! {
            <section id="documents" aria-labelledby="documents-title">
                <h2 id="documents-title" tabindex="-1">{ self.say(Word::Documents) }</h2>
                <p>{ self.fill(Word::TotalLimit, &[("size", &total), ("count", &most)]) }</p>
                <p class="help">{ self.text(&limits.note) }</p>
                <p class="help">{ self.say(Word::Cleaned) }</p>
                <p class="notice" role="status" hidden={!self.state.waits_for_worker}>
                    { self.say(Word::WorkerWaits) }
                </p>
                <ul class="documents">
                    { for (0..self.service.documents.len()).map(|at| {
                        self.part(at, |view, at| view.document(&view.service.documents[at]), looks_the_same)
                    }) }
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
        let hidden = self.is_live && need.is_none() && count == 0;
        let not_asked = self.is_live && need.is_none() && count > 0;
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
                { self.too_many(id) }
                // The browser's own words beside its button say that no file is chosen, whatever is listed
                // below: once there is a list, a label takes the button's place.
                <input
                    type="file" id={id.clone()} name={id.clone()} multiple={document.max_files > 1}
                    class={self.is_live.then_some("unseen")} accept={to_choose_from(document)}
                    aria-describedby={described} aria-invalid={missing.is_some().then_some("true")}
                    onchange={self.choose(id, None)}
                />
                <label class="button" for={id.clone()} hidden={!self.is_live}>
                    { self.say(if count == 0 { Word::ChooseFile } else { Word::ChooseAnother }) }
                </label>
                <p class="notice" hidden={!not_asked}>{ self.say(Word::NotAsked) }</p>
                <ul class="files" aria-label={self.say(Word::ChosenFiles)}>{ for files }</ul>
                { self.join(document) }
                { self.citations(&document.sources) }
            </li>
        }
    }

    /// What is accepted, in words: `JPEG, PNG, PDF; at most 2 MB each; …`.
    fn limits(self, document: &Document) -> String {
        let types = DocumentType::names(&document.types);
        let size = bytes(document.max_bytes, self.lang);
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

    /// More files than this document may have.
    fn too_many(self, id: &str) -> Html {
        let page = &self.state.page;
        let is_this = |problem: &Problem| {
            problem.code == Code::TooMany && problem.params.get("document") == Some(&id.into())
        };
        let problem = set_problems(self.state).into_iter().find(is_this);
        let text = problem.map(|problem| page.words.package_problem(&problem, &page.service, page.lang));
        html! { <p class="problem" role="alert">{ text.unwrap_or_default() }</p> }
    }

    /// Two pictures or more can be one PDF, and so can one that is not taken as it is.
    fn join(self, document: &Document) -> Html {
        let pictures = self.state.files_for(&document.id).filter(|chosen| chosen.can_be_a_page()).count();
        let is_made = |chosen: &ChosenFile| self.state.pages_of(chosen.file.number).next().is_some();
        let has_one = self.state.files_for(&document.id).any(is_made);
        let least = if has_one || !document.takes(DocumentType::Jpeg) { 1 } else { 2 };
        if pictures < least || !document.takes(DocumentType::Pdf) {
            return Html::default();
        }
        let id = document.id.clone();
        let limit = bytes(document.max_bytes, self.lang);
        html! {
            <div class="join">
                <p class="help">{ self.fill(Word::JoinMeans, &[("limit", &limit)]) }</p>
                <button type="button" data-join={id.clone()} onclick={self.on(move |_: MouseEvent| Wish::Join(id.clone()))}>
                    { self.say(Word::Join) }
                </button>
            </div>
        }
    }

    fn file(self, document: &Document, chosen: &ChosenFile) -> Html {
        let number = chosen.file.number;
        let (state, class) = match &chosen.look {
            Look::Reading => (Word::Looking, "looking"),
            Look::Fitting => (Word::Fitting, "looking"),
            Look::Offered(_) => (Word::Offered, "offered"),
            Look::Wrong(..) => (Word::FileWrong, "wrong"),
            Look::Right => (Word::FileRight, "right"),
        };
        let offer = match &chosen.look {
            Look::Offered(offer) => self.offer(document, chosen, offer),
            _ => Html::default(),
        };
        let pages: Vec<Html> =
            self.state.pages_of(number).enumerate().map(|(at, page)| self.page(document, at, page)).collect();
        let is_made = !pages.is_empty();
        html! {
            // By its number, so that a file keeps its row when another one goes.
            <li key={number} class={classes!("file", class)} data-state={class}>
                <p>
                    <b>{ chosen.file.name.clone() }</b>{ " · " }
                    { bytes(chosen.file.bytes, self.lang) }{ " · " }
                    <span role="status">
                        <span class="unseen">{ chosen.file.name.clone() }{ " " }</span>{ self.say(state) }
                    </span>
                </p>
                { self.uses(chosen.file.bytes, document.max_bytes) }
                <p class="notice" hidden={!chosen.is_loose}>{ self.say(Word::NotKept) }</p>
                { self.wrong(chosen) }
                { offer }
                if is_made {
                    <p>{ self.say(Word::LookAtPages) }</p>
                    <ol class="pages" aria-label={self.say(Word::Pages)}>{ for pages }</ol>
                    { self.button_at(Word::Split, "", move || Action::Split(number)) }
                    { self.button_at(Word::Open, &chosen.file.name, move || Wish::Show(number)) }
                } else {
                    { self.replace(document, chosen) }
                }
                { self.remove(chosen) }
            </li>
        }
    }

    /// A page of a PDF that is made here.
    fn page(self, document: &Document, at: usize, page: &ChosenFile) -> Html {
        let number = page.file.number;
        let words = [("number", &*(at + 1).to_string()), ("name", &*page.file.name)];
        html! {
            <li key={number} id={page_id(number)} class="file" tabindex="-1">
                if let Some(thumbnail) = &page.thumbnail {
                    // The name beside it says as much as can be said.
                    <img src={thumbnail.clone()} alt="" />
                }
                <p>{ self.fill(Word::Page, &words) }</p>
                { self.wrong(page) }
                if at > 0 {
                    { self.button_at(Word::MoveUp, &page.file.name, move || Action::MoveUp(number)) }
                }
                { self.replace(document, page) }
                { self.remove(page) }
            </li>
        }
    }

    /// What is wrong with a file, and why no smaller one could be made.
    fn wrong(self, chosen: &ChosenFile) -> Html {
        let page = &self.state.page;
        let problems = chosen.problems().iter().map(|problem| {
            let text = page.words.package_problem(problem, &page.service, page.lang);
            html! { <p class="problem">{ text }</p> }
        });
        let why = match &chosen.look {
            // What is said of HEIC has its own remedy.
            Look::Wrong(problems, _) if problems.iter().any(|problem| problem.code == Code::Heic) => None,
            Look::Wrong(_, Some(why)) => Some(match why {
                CannotFit::NotDecoded | CannotFit::Unreadable => Word::CannotDecode,
                CannotFit::NoCanvas => Word::CannotDraw,
                CannotFit::TooDetailed => Word::CannotShrink,
                CannotFit::NotPictures => Word::CannotRepack,
            }),
            _ => None,
        };
        html! {
            <div role="alert">
                { for problems }
                { for why.map(|why| html! { <p>{ self.say(why) }</p> }) }
            </div>
        }
    }

    fn replace(self, document: &Document, chosen: &ChosenFile) -> Html {
        html! {
            <label class="button">
                { self.say(Word::Replace) }<span class="unseen">{ " " }{ chosen.file.name.clone() }</span>
                <input
                    class="unseen" type="file" accept={to_choose_from(document)}
                    onchange={self.choose(&document.id, Some(chosen.file.number))}
                />
            </label>
        }
    }

    fn remove(self, chosen: &ChosenFile) -> Html {
        let number = chosen.file.number;
        html! {
            <button
                type="button" aria-label={self.fill(Word::RemoveFile, &[("name", &chosen.file.name)])}
                data-remove={number.to_string()} onclick={self.on(move |_: MouseEvent| Action::Remove(number))}
            >{ self.say(Word::Remove) }</button>
        }
    }

    /// A button for one of several files: its name follows, for those who hear it alone.
    fn button_at<M: Into<Message>>(self, word: Word, name: &str, make: impl Fn() -> M + 'static) -> Html {
        html! {
            <button type="button" onclick={self.on(move |_: MouseEvent| make())}>
                { self.say(word) }<span class="unseen">{ " " }{ name.to_owned() }</span>
            </button>
        }
    }

    /// How much of a limit is used, as a bar and in words.
    fn uses(self, size: u64, limit: u64) -> Html {
        let [used, most] = [size, limit].map(|size| bytes(size, self.lang));
        let label = self.fill(Word::UsesOf, &[("size", &used), ("limit", &most)]);
        html! {
            <meter
                max={limit.max(size).to_string()} high={limit.to_string()} optimum="0" value={size.to_string()}
                aria-label={label}
            />
        }
    }

    /// How much there is altogether, and what is wrong with that.
    fn totals(self) -> Html {
        let size: u64 = self.state.files_to_send().map(|chosen| chosen.file.bytes).sum();
        let count = self.state.files_to_send().count();
        let limit = self.service.limits.max_total_bytes;
        let words = [
            ("count", count.to_string()),
            ("size", bytes(size, self.lang)),
            ("limit", bytes(limit, self.lang)),
        ];
        let total = self.fill(Word::Total, &words.each_ref().map(|(name, word)| (*name, word.as_str())));
        let page = &self.state.page;
        let too_much = set_problems(self.state)
            .into_iter()
            .filter(|problem| matches!(problem.code, Code::TooManyInTotal | Code::TotalTooLarge));
        let too_much = too_much.map(|problem| {
            let text = page.words.package_problem(&problem, &page.service, page.lang);
            html! { <p class="problem">{ text }</p> }
        });
        let time = self.state.speed.filter(|speed| *speed > 0 && size > 0).map(|speed| {
            let time = format::duration(size / speed, &page.words);
            self.fill(Word::TotalTime, &[("time", &time), ("speed", &bytes(speed, self.lang))])
        });
        html! {
            <div id="total" class="total">
                if count > 0 {
                    { self.uses(size, limit) }
                }
                <p hidden={count == 0} role="status">{ total }</p>
                { for too_much }
                <p hidden={time.is_none()}>{ time.unwrap_or_default() }</p>
            </div>
        }
    }
}

/// What may be chosen: also pictures that a JPEG can be made of. Not HEIC, for phones that save it hand out a
/// JPEG where they are not told that the page takes it.
fn to_choose_from(document: &Document) -> String {
    let others = if document.takes(DocumentType::Jpeg) { ",image/webp,image/avif,image/gif" } else { "" };
    document.types.join(",") + others
}

/// The id of a page of a PDF.
pub fn page_id(number: FileNumber) -> String {
    ["page-", &number.to_string()].concat()
}

/// Whether a document and its files look the same in two states.
fn looks_the_same(one: &State, two: &State, at: usize) -> bool {
    let id = &one.page.service.documents[at].id;
    fn files<'s>(state: &'s State, id: &str) -> impl Iterator<Item = &'s ChosenFile> {
        state.files.iter().filter(move |chosen| chosen.file.document == id)
    }
    one.answers == two.answers && files(one, id).eq(files(two, id))
}
