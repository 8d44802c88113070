//! The content folder, checked: what every page is made of, and everything that is wrong with it.

mod front_matter;
mod guides;
mod offices;
pub mod settings;
pub mod topics;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rules::check::{Checked, Places};
use rules::examples::Example;
use rules::problem::Problem;
use rules::words::Words;
use rules::{Confidence, Date, Lang, Library, Service, check, examples};
use serde::{Deserialize, Serialize};

use crate::address::Place;
use crate::each::Each;
use crate::load::Folder;
use crate::memory::{KnownPage, Memory};
use crate::offline::{self, Offline, OfflineWords};
use crate::report::Report;
use crate::words::{GuideWords, form_words};

use front_matter::service_prose;
pub use offices::{Office, Offices};
pub use settings::Site;
pub use topics::{Topic, TopicKind};

/// Everything in a content folder.
pub struct Content {
    /// The day for which the guide is made.
    pub today: Date,
    /// What holds for the whole site.
    pub site: Site,
    /// The words of its pages.
    pub words: Each<GuideWords>,
    /// What keeps its pages on the reader's device.
    pub offline: Each<Offline>,
    /// The words of the form, and of problems.
    pub form: Each<wasm_form::Words>,
    /// Words for the endpoint, by table and key; the names of states among them, by their code.
    pub endpoint: Each<BTreeMap<&'static str, BTreeMap<String, String>>>,
    /// What services and pages share: sources, holidays, fees, figures.
    pub library: Library,
    /// The immigration offices.
    pub offices: Offices,
    /// The headings of the index page; none where the content has no `topics.toml`.
    pub topics: Vec<Topic>,
    /// Pages of prose, in the order of the menu.
    pub guides: Vec<Guide>,
    /// Services whose definition and pages are sound.
    pub services: Vec<ServicePages>,
    /// Pages that have no translation, or no sound service: not published, but checked with the rest.
    pub incomplete: Vec<Incomplete>,
    /// The pages that there will be once every problem is mended: what links may lead to.
    pub places: BTreeSet<Place>,
}

/// A page of prose, in every language.
pub struct Guide {
    /// Where it is.
    pub place: Place,
    /// Its place in the menu; none, and it is not there.
    pub order: Option<u32>,
    /// What it says.
    pub pages: Each<GuidePage>,
}

/// A page of prose.
pub struct GuidePage {
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// When and how well it was checked.
    pub review: Review,
    /// Its text.
    pub prose: Markdown,
    /// What an earlier build found in this text; none, if it has to be rendered to know.
    pub(crate) known: Option<Arc<KnownPage>>,
    /// The fingerprint of the whole file.
    pub(crate) fingerprint: u64,
}

/// When a page was checked against its sources, and how far they carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The day it was checked.
    pub reviewed: Date,
    /// The day by which it has to be checked again.
    pub review_by: Date,
    /// How far its sources carry, together.
    pub confidence: Confidence,
}

/// The text of a page, not rendered yet.
pub struct Markdown {
    /// Its file in the content folder.
    pub file: String,
    /// The whole file.
    pub text: Arc<str>,
    /// Where the Markdown starts in it.
    pub start: usize,
    /// Sources of the page as a whole.
    pub sources: Vec<String>,
}

/// A service with the prose on it.
pub struct ServicePages {
    /// What it means.
    pub service: Service,
    /// The text of its definition.
    pub text: String,
    /// Where its parts stand in it.
    pub places: Places,
    /// What its page says.
    pub prose: Each<Markdown>,
    /// Situations worked out, in the order of `examples.toml`.
    pub examples: Vec<Example>,
}

/// A page that something is missing for.
pub struct Incomplete {
    /// Its language.
    pub lang: Lang,
    /// Its text.
    pub prose: Markdown,
    /// What it is about.
    pub about: Subject,
}

/// What an incomplete page is about, and so what placeholders it may have.
pub enum Subject {
    /// The guide at large.
    Guide,
    /// A service; none, if its definition is not sound.
    Service(Option<Box<Service>>),
}

impl Content {
    /// The service with this id.
    pub fn service(&self, id: &str) -> Option<&ServicePages> {
        let at = self.services.binary_search_by(|pages| pages.service.id.as_str().cmp(id)).ok()?;
        Some(&self.services[at])
    }

    /// The pages of prose that the menu lists.
    pub fn in_menu(&self) -> impl Iterator<Item = &Guide> {
        // They come first: a page without a place in the menu costs the other pages nothing.
        self.guides.iter().take_while(|guide| guide.order.is_some())
    }
}

/// Reads everything, and reports everything that is wrong. There is content to go on with unless the
/// site's own files are missing or broken. What is `known` of pages of prose is not found out again.
pub fn read(folder: &Folder, today: Date, known: &Memory, report: &mut Report) -> Option<Content> {
    let mut reader = Reader { folder, report, incomplete: Vec::new() };
    let library = reader.library();
    let offices = reader.offices(&library);
    let site = reader.site();
    let guides = reader.guides(&library, known);
    let services = reader.services(&library);
    let topics = reader.topics();
    let interface = reader.words()?;
    Some(Content {
        today,
        site: site?,
        words: interface.each(|words| GuideWords::of(words, "guide")),
        offline: Each::make(|lang| Offline::of(lang, interface.get(lang))),
        form: interface.each(form_words),
        endpoint: Each::make(|lang| endpoint_words(interface.get(lang), &library, lang)),
        library,
        offices,
        topics,
        guides,
        services,
        places: reader.places(),
        incomplete: reader.incomplete,
    })
}

struct Reader<'a> {
    folder: &'a Folder,
    report: &'a mut Report,
    incomplete: Vec<Incomplete>,
}

impl<'a> Reader<'a> {
    /// A file that there has to be.
    fn file(&mut self, path: &str) -> Option<&'a str> {
        let text = self.folder.text(path);
        if text.is_none() {
            self.report.missing_file(path, "missing-file", "this file has to be there");
        }
        text
    }

    fn site(&mut self) -> Option<Site> {
        let text = self.file("site.toml")?;
        let mut problems = Vec::new();
        let site = settings::read(text, &mut problems);
        self.report.add("site.toml", text, problems);
        site
    }

    fn library(&mut self) -> Library {
        self.file(Library::FILES[0]);
        let (library, problems) = Library::read(self.folder.below(""));
        for (file, problems) in problems {
            self.report.add(&file, self.folder.text(&file).unwrap_or_default(), problems);
        }
        library
    }

    /// The list of offices is there only where a guide has use for it.
    fn offices(&mut self, library: &Library) -> Offices {
        const FILE: &str = "offices.toml";
        let Some(text) = self.folder.text(FILE) else { return Offices::default() };
        let mut problems = Vec::new();
        let offices = offices::read(text, &library.sources, &mut problems);
        self.report.add(FILE, text, problems);
        offices
    }

    /// Without the file the index page lists the pages as they come.
    fn topics(&mut self) -> Vec<Topic> {
        const FILE: &str = "topics.toml";
        let Some(text) = self.folder.text(FILE) else { return Vec::new() };
        let places = self.places();
        let mut problems = Vec::new();
        let topics = topics::read(text, &places, &mut problems);
        // A broken list lacks pages for another reason.
        let missing = if problems.is_empty() { topics::without_topic(&topics, &places) } else { Vec::new() };
        self.report.add(FILE, text, problems);
        for place in missing {
            let (file, id) = match place {
                Place::Service(id) => (format!("services/{id}/service.toml"), format!("services/{id}")),
                Place::Guide(slug) => {
                    let file = |lang: Lang| format!("guide/{slug}.{}.md", lang.tag());
                    let files = Lang::ALL.map(file);
                    let first = files.iter().find(|file| self.folder.text(file).is_some());
                    (first.unwrap_or(&files[0]).clone(), slug.clone())
                }
                _ => continue,
            };
            let message = format!("this page is in no topic: add `{id}` to one in topics.toml");
            let problem = Problem::error("no-topic", 0..0, message);
            self.report.add(&file, self.folder.text(&file).unwrap_or_default(), vec![problem]);
        }
        topics
    }

    fn words(&mut self) -> Option<Each<Words>> {
        let file = |lang: Lang| format!("ui/{}.toml", lang.tag());
        let texts = Each::make(|lang| self.file(&file(lang))).all().ok()?;
        let read = texts.each(|text| Words::read(text));
        for lang in Lang::ALL {
            let ((words, problems), (other, _)) = (read.get(lang), read.get(lang.other()));
            let mut problems = problems.clone();
            // What the other language has, and every code of a file or package that can be wrong.
            let codes = package::Code::ALL.iter().map(|code| code.as_str());
            let known: Vec<_> = other.table("problem").map(|(key, _)| key).chain(codes).collect();
            problems.extend(words.check_keys(lang, "guide", GuideWords::KEYS));
            problems.extend(words.check_keys(lang, offline::TABLE, OfflineWords::KEYS));
            problems.extend(words.check_keys(lang, "form", wasm_form::FORM_WORDS));
            problems.extend(words.check_keys(lang, "problem", &known));
            // The endpoint declares these keys, and does not start without them.
            for table in ["status", "apply", "summary"] {
                let known: Vec<_> = other.table(table).map(|(key, _)| key).collect();
                problems.extend(words.check_keys(lang, table, &known));
            }
            problems.extend(words.check_placeholders(other));
            self.report.add(&file(lang), texts.get(lang), problems);
        }
        Some(read.map(|(words, _)| words))
    }

    fn services(&mut self, library: &Library) -> Vec<ServicePages> {
        let mut services = Vec::new();
        for id in self.service_ids() {
            let below = format!("services/{id}");
            let service = self.service(&id, &below, library);
            let prose = Each::make(|lang| {
                let file = format!("{below}/{}.md", lang.tag());
                let (text, _) = page(self.folder, &file, self.report)?;
                let mut problems = Vec::new();
                let prose = service_prose(file.clone(), &text, &library.sources, &mut problems);
                self.report.add(&file, &text, problems);
                prose
            });
            match (service, prose.all()) {
                (Some((service, places, examples)), Ok(prose)) => {
                    let text =
                        self.folder.text(&format!("{below}/service.toml")).unwrap_or_default().to_owned();
                    services.push(ServicePages { service, text, places, prose, examples });
                }
                (service, prose) => {
                    let pages = prose.map_or_else(|some| some, Each::into_vec);
                    self.incomplete.extend(pages.into_iter().map(|(lang, prose)| Incomplete {
                        lang,
                        prose,
                        about: Subject::Service(service.clone().map(|(service, ..)| Box::new(service))),
                    }));
                }
            }
        }
        services
    }

    /// A service, if its definition is sound, and its examples.
    fn service(
        &mut self,
        id: &str,
        below: &str,
        library: &Library,
    ) -> Option<(Service, Places, Vec<Example>)> {
        let file = format!("{below}/service.toml");
        let text = self.file(&file)?;
        let Checked { service, places, problems } = check::check(id, text, library);
        self.report.add(&file, text, problems);

        let file = format!("{below}/examples.toml");
        let text = self.file(&file)?;
        let service = service?;
        let (examples, problems) = examples::check(&service, text);
        self.report.add(&file, text, problems);
        Some((service, places, examples))
    }

    /// The names of the pages of prose, whatever language they exist in.
    fn slugs(&self) -> BTreeSet<String> {
        let names = self.folder.below("guide/").filter_map(|(name, _)| name.strip_suffix(".md"));
        names.filter_map(|name| name.rsplit_once('.')).map(|(slug, _)| slug.to_owned()).collect()
    }

    fn service_ids(&self) -> BTreeSet<String> {
        let files = self.folder.below("services/").filter_map(|(file, _)| file.split_once('/'));
        files.map(|(id, _)| id.to_owned()).collect()
    }

    fn places(&self) -> BTreeSet<Place> {
        let guides = self.slugs().into_iter().map(|slug| guide_place(&slug));
        let services = self.service_ids().into_iter().flat_map(|id| {
            [Place::Services, Place::Service(id.clone()), Place::Rules(id.clone()), Place::Apply(id)]
        });
        guides.chain(services).chain([Place::Search, Place::Offline]).collect()
    }
}

/// A page's text, which has to be there in every language, and its fingerprint.
fn page(folder: &Folder, file: &str, report: &mut Report) -> Option<(Arc<str>, u64)> {
    let text = folder.shared(file);
    if text.is_none() {
        report.missing_file(file, "missing-page", "this page exists in another language only");
    }
    text
}

fn endpoint_words(
    words: &Words,
    library: &Library,
    lang: Lang,
) -> BTreeMap<&'static str, BTreeMap<String, String>> {
    let owned = |(key, words): (&str, &str)| (key.to_owned(), words.to_owned());
    let tables = ["form", "problem", "status", "apply", "summary"];
    let tables = tables.map(|table| (table, words.table(table).map(owned).collect()));
    let states = library.countries.iter().map(|(code, name)| (code.as_str(), name.get(lang)));
    tables.into_iter().chain([("country", states.map(owned).collect())]).collect()
}

fn guide_place(slug: &str) -> Place {
    if slug == "index" { Place::Home } else { Place::Guide(slug.to_owned()) }
}
