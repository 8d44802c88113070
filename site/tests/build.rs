//! Builds after the first: they make only what has changed, and come to what a first build would come to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rules::Date;
use site::build::{Built, Order};
use site::live::Preview;
use site::load::Folder;
use site::releases::is_hashed;
use site::shell::Shell;
use site::write::Target;
use tempfile::TempDir;

/// Pages of prose beside those of the base.
const TOPICS: usize = 20;

/// A small sound content folder, and what is built of it.
struct Place {
    folder: TempDir,
    today: Date,
    compress: bool,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            today: "2026-11-22".parse().expect("a day"),
            compress: false,
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        copy(&root.join("tests/tests/problems/base"), &place.content());
        copy(&root.join("content/ui"), &place.content().join("ui"));
        // Without it the index lists every page; with it each page has to be in a topic.
        fs::remove_file(place.content().join("topics.toml")).expect("the base has topics");
        for topic in 0..TOPICS {
            for lang in ["id", "en"] {
                let order = if topic == 0 { "order = 9\n" } else { "" };
                let next = (topic + 1) % TOPICS;
                place.write(
                    &format!("guide/topic-{topic}.{lang}.md"),
                    &format!(
                        "+++\ntitle = \"Topic {topic}\"\ndescription = \"About {topic}.\"\nsources = [\"garden-act\"]\n\
                         reviewed = \"2026-11-21\"\nreview_by = \"2027-03-21\"\nconfidence = \"official\"\n{order}+++\n\n\
                         ## Part\n\nWords.[^garden-act] [Next](/{lang}/topic-{next}/#part)\n"
                    ),
                );
            }
        }
        place
    }

    fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.content().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.content().join(path)).expect("the file is there");
        assert!(text.contains(old), "{path}: {old}");
        self.write(path, &text.replace(old, new));
    }

    fn build_into(&self, out: &Path) -> Built {
        let folder = Folder::read(&self.content()).expect("the content can be read");
        let order =
            Order { folder: &folder, shell: &Shell::without_form(), recipients: &[], today: self.today };
        let target = Target { out: out.to_owned(), compress: self.compress, is_preview: false };
        order.build(&target).expect("written")
    }

    /// Builds what has changed, and holds it against a build from nothing.
    fn build(&self) -> usize {
        let built = self.build_into(&self.out());
        assert_eq!(built.report.human("content"), "");
        let fresh = self.folder.path().join("fresh");
        self.build_into(&fresh);
        let (ours, anew) = (files(&self.out()), files(&fresh));
        let paths: BTreeSet<_> = ours.keys().chain(anew.keys()).collect();
        // What pages of the last release still ask for stays.
        let is_kept = |path: &Path| !anew.contains_key(path) && is_hashed(&path.to_string_lossy());
        let differs = |path: &&PathBuf| ours.get(*path) != anew.get(*path) && !is_kept(path);
        let others: Vec<_> = paths.into_iter().filter(differs).collect();
        assert!(others.is_empty(), "a build from nothing comes to something else: {others:?}");
        fs::remove_dir_all(fresh).expect("removed");
        built.changed
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("copied");
        }
    }
}

/// Every file below a folder, but for what the generator notes for itself.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if path.is_dir() {
                folders.push(path);
            } else if !is_hidden {
                let inner = path.strip_prefix(root).expect("below the root").to_owned();
                found.insert(inner, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// If it broke, readers would see pages that are older than what they were made of, or editors would wait for
/// pages that nothing changed.
#[test]
fn each_change_is_built_where_it_shows_and_nowhere_else() {
    let mut place = Place::new();
    let all = place.build();
    assert_eq!(place.build(), 0, "nothing changed");

    place.edit("guide/topic-3.en.md", "Words.", "Other words.");
    assert_eq!(place.build(), 2, "the page, and the list for whoever saves the guide");
    place.edit("guide/topic-3.en.md", "\"Topic 3\"", "\"Another title\"");
    assert_eq!(place.build(), 3, "and the index; no page names one that is not in the menu");
    let in_every_page =
        |changed: usize, what: &str| assert!(changed > 2 * TOPICS && changed <= all, "{what}: {changed}");
    place.edit("guide/topic-0.en.md", "\"Topic 0\"", "\"In the menu\"");
    let english = place.build();
    assert!(english > TOPICS && english < 2 * TOPICS + 10, "the menu of every English page: {english}");
    place.edit("site.toml", "This guide is independent.", "This guide depends on nobody.");
    assert!(place.build() > TOPICS, "a sentence of every English page");
    place.edit("ui/id.toml", "[guide]\n", "[guide]\n# A remark.\n");
    assert_eq!(place.build(), 0, "a remark shows nowhere");
    place.edit(
        "sources.toml",
        "[garden-act]\n",
        "[garden-act]\nnote = { id = \"Catatan.\", en = \"A note.\" }\n",
    );
    in_every_page(place.build(), "every page cites that source");
    place.today = "2027-04-01".parse().expect("a day");
    in_every_page(place.build(), "every page says that it is overdue");
}

/// If it broke, a page that was taken away would be published for ever, or a new one would not be listed.
#[test]
fn pages_come_and_go() {
    let place = Place::new();
    place.build();
    for lang in ["id", "en"] {
        let text =
            fs::read_to_string(place.content().join(format!("guide/topic-1.{lang}.md"))).expect("a page");
        place.write(&format!("guide/new.{lang}.md"), &text);
    }
    assert_eq!(
        place.build(),
        7,
        "in each language the page, the index, the list for saving; and the sitemap"
    );
    for lang in ["id", "en"] {
        fs::remove_file(place.content().join(format!("guide/new.{lang}.md"))).expect("removed");
    }
    assert_eq!(place.build(), 5, "all of these but the pages");
    for lang in ["id", "en"] {
        let path = |name: &str| place.content().join(format!("guide/{name}.{lang}.md"));
        place.edit(
            &format!("guide/topic-8.{lang}.md"),
            &format!("/{lang}/topic-9/"),
            &format!("/{lang}/topic-9b/"),
        );
        fs::rename(path("topic-9"), path("topic-9b")).expect("renamed");
    }
    place.build();
    assert!(!place.out().join("en/new/index.html").exists());
}

/// If it broke, a link to a heading that is no longer there would be found only when its own page is edited.
#[test]
fn what_is_wrong_with_a_page_that_did_not_change_is_still_found() {
    let place = Place::new();
    place.build();
    let before = files(&place.out());
    place.edit("guide/topic-5.en.md", "## Part", "## Section");
    for _ in 0..2 {
        let built = place.build_into(&place.out());
        let said = built.report.human("content");
        assert!(said.contains("guide/topic-4.en.md:12:"), "{said}");
        assert!(said.contains("no heading there has the id `part`"), "{said}");
        assert!(files(&place.out()) == before, "nothing is published with an error");
    }
    place.edit("guide/topic-5.en.md", "## Section", "## Part");
    assert_eq!(place.build(), 0);
}

/// If it broke, what somebody changed or removed in the folder would stay so, or be served compressed as it was.
#[test]
fn what_others_did_to_the_folder_is_mended() {
    let mut place = Place::new();
    place.compress = true;
    place.build_into(&place.out());
    let page = place.out().join("en/topic-2/index.html");
    let good = fs::read(&page).expect("a page");
    fs::write(&page, "x").expect("written");
    fs::remove_file(place.out().join("en/topic-3/index.html.br")).expect("removed");
    fs::write(place.out().join("form.wasm"), "w".repeat(1000)).expect("written");
    let built = place.build_into(&place.out());
    assert_eq!(built.changed, 1);
    assert_eq!(fs::read(&page).expect("a page"), good);
    for made in ["en/topic-3/index.html.br", "form.wasm.br", "form.wasm.gz"] {
        assert!(place.out().join(made).exists(), "{made}");
    }
    // The variants are of what the file is now.
    let mut plain = Vec::new();
    let compressed = fs::read(place.out().join("en/topic-2/index.html.br")).expect("a variant");
    brotli::BrotliDecompress(&mut &compressed[..], &mut plain).expect("brotli");
    assert_eq!(plain, good);
}

/// If it broke, a host that compresses by itself would serve variants of earlier pages.
#[test]
fn without_compressing_no_variant_of_an_earlier_page_stays() {
    let mut place = Place::new();
    place.compress = true;
    place.build_into(&place.out());
    place.compress = false;
    place.edit("guide/topic-3.en.md", "Words.", "Other words.");
    assert_eq!(place.build_into(&place.out()).changed, 2);
    let variant = |page: &str| place.out().join(page).join("index.html.br").exists();
    assert!(!variant("en/topic-3") && variant("en/topic-4"));
}

/// If it broke, two builds of one guide could not be compared, and its packages' definitions would differ.
#[test]
fn any_number_of_threads_makes_the_same_files() {
    let place = Place::new();
    let built = [1, 2, 7].map(|threads| {
        let out = place.folder.path().join(threads.to_string());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| place.build_into(&out));
        files(&out)
    });
    assert!(built[0] == built[1] && built[1] == built[2]);
    // What is wrong is told in the same order, too.
    for topic in [3, 11, 17] {
        place.edit(&format!("guide/topic-{topic}.id.md"), "[^garden-act]", "[^none]");
    }
    let told = [1, 7].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| place.build_into(&place.out())).report.human("content")
    });
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].matches("unknown-source").count(), 3, "{}", told[0]);
}

/// If it broke, a page could grow past what arrives with the first packets, and nobody would be told.
#[test]
fn a_page_that_is_too_heavy_by_a_kilobyte_fails_the_build_by_its_name() {
    let place = Place::new();
    // Words that cannot be made much smaller: letters of a sequence without a pattern.
    let mut state = 1_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + u8::try_from((state >> 24) % 26).expect("a letter"))
    };
    let heavy: String = (0..9_000).map(|_| letter()).collect();
    place.edit("guide/topic-6.en.md", "Words.", &format!("{heavy}."));
    place.build();
    let page = place.out().join("en/topic-6/index.html");
    let budget = site::compress::brotli(&fs::read(&page).expect("a page")).len() - 1_000;

    place.edit("site.toml", "name =", &format!("budgets.guide_page = {budget}\nname ="));
    let built = place.build_into(&place.out());
    let told = built.report.human("content");
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with("content/site.toml:1:22: error[over-budget]: en/topic-6/index.html"), "{told}");
    assert!(told.contains("1,000 more than its budget"), "{told}");
    // Where there is no earlier page, too.
    let empty = place.folder.path().join("empty");
    assert_eq!(place.build_into(&empty).report.human("content"), told);
    let table = built.content.expect("sound content").site.budgets.table(&built.made, &built.weights);
    assert!(table.contains("en/topic-6/index.html"), "{table}");

    place.edit("site.toml", &budget.to_string(), &(budget + 1_000).to_string());
    assert_eq!(place.build_into(&place.out()).report.human("content"), "");
}

/// If it broke, an editor would look at pages of a moment ago, or at problems that are mended.
#[test]
fn a_preview_follows_its_content() {
    let place = Place::new();
    let shell = Shell::without_form();
    let content = place.content();
    let mut preview = Preview::new(&content, &place.out(), &shell, &[]);
    let mut build = |changed: &[&str]| {
        let changed: BTreeSet<_> = changed.iter().map(|path| content.join(path)).collect();
        preview.build((!changed.is_empty()).then_some(&changed), place.today).expect("written")
    };
    let page = || fs::read_to_string(place.out().join("en/topic-8/index.html")).expect("a page");
    let state = || fs::read_to_string(place.out().join("live.json")).expect("the state");

    assert!(build(&[]) > 2 * TOPICS);
    assert!(page().contains("/live.js") && state().contains("\"problems\":\"\""));
    place.edit("guide/topic-8.en.md", "Words.", "Other words.");
    assert_eq!(build(&["guide/topic-8.en.md"]), 1);
    assert!(page().contains("Other words."));

    place.edit("guide/topic-8.en.md", "/en/topic-9/", "/en/nowhere/");
    build(&["guide/topic-8.en.md"]);
    assert!(state().contains("there is no page `/en/nowhere/`"), "{}", state());
    // The problem stays while something else is edited, and goes when it is mended.
    place.edit("guide/topic-2.en.md", "Words.", "Other words.");
    build(&["guide/topic-2.en.md"]);
    assert!(state().contains("/en/nowhere/"), "{}", state());
    place.edit("guide/topic-8.en.md", "/en/nowhere/", "/en/topic-9/");
    build(&["guide/topic-8.en.md"]);
    assert!(state().contains("\"problems\":\"\""), "{}", state());

    // Another build took the place of the folder: its pages do not look for newer ones.
    fs::remove_dir_all(place.out()).expect("removed");
    place.build_into(&place.out());
    place.edit("guide/topic-2.en.md", "Other words.", "Words.");
    build(&["guide/topic-2.en.md"]);
    assert!(page().contains("/live.js"));
}
