//! What the search of the guide is made with: files that a browser fetches a few of, for one query.
//!
//! Every section of a page is a document. The words of all documents are an inverted index, in files by the
//! first letters of the words ([`chunks`]); the text of each page is a file of its own ([`text`]), from which
//! the browser takes the line that it shows. Words are looked up by their stems too ([`stem`]). The browser's
//! side is `site/search/search.js`, with MiniSearch; docs/search.md weighs it beside Pagefind.
//!
//! No file has a number that changes when another page does: a changed page rewrites its own text and the
//! files of its own words.

mod chunks;
mod script;
mod stem;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use rules::Lang;
use serde_json::json;

use crate::address::Place;
use crate::write::File;

use chunks::Chunks;
pub use script::Script;
use text::Section;

/// Postings that a word keeps: no reader goes through more, and a word that is everywhere would make the file
/// of its letter grow with the guide.
const MOST_POSTINGS: usize = 200;

/// Longer ones are addresses.
const LONGEST_WORD: usize = 24;

/// A page that is searched.
pub struct Page<'a> {
    /// Where it is.
    pub place: &'a Place,
    /// Its title.
    pub title: &'a str,
    /// What it is about, in a sentence.
    pub description: &'a str,
    /// Its content, made by this crate.
    pub html: &'a str,
}

/// The index of one language, as far as it has been made. It keeps words, and not the text of pages.
pub struct Index {
    lang: Lang,
    documents: Vec<Document>,
    words: BTreeMap<String, Vec<Posting>>,
    files: Vec<File>,
}

/// A section of a page.
struct Document {
    /// Its address below that of the language: `services/paspor/#syarat`.
    address: String,
    /// How many different words there are in its title, heading and text.
    lengths: [usize; FIELDS],
}

/// Title of the page, heading, text.
const FIELDS: usize = 3;

/// A word in a document.
#[derive(Clone, Copy)]
struct Posting {
    document: usize,
    /// How often, by field.
    count: [usize; FIELDS],
}

impl Posting {
    /// About how well the document would be found by this word. Only to keep the better ones.
    fn weight(&self) -> usize {
        let [title, heading, text] = self.count;
        title * 8 + heading * 4 + text.min(3)
    }
}

impl Index {
    /// An index with nothing in it.
    pub fn new(lang: Lang) -> Self {
        Self { lang, documents: Vec::new(), words: BTreeMap::new(), files: Vec::new() }
    }

    /// Adds a page.
    pub fn add(&mut self, page: &Page<'_>) {
        let mut sections = text::sections(page.html);
        // What a page is about is found with its title.
        if let Some(first) = sections.first_mut().filter(|first| first.id.is_empty()) {
            first.text = format!("{} {}", page.description, first.text).trim().to_owned();
        } else {
            let text = page.description.to_owned();
            sections.insert(0, Section { id: String::new(), heading: String::new(), text });
        }
        let path = page.place.path(self.lang);
        let path = path.trim_start_matches(&format!("/{}/", self.lang.tag())[..]).to_owned();
        for section in &sections {
            let title = if section.id.is_empty() { page.title } else { "" };
            let fields = [title, &section.heading, &section.text].map(|field| self.terms(field));
            let document = self.documents.len();
            let lengths = [&fields[0], &fields[1], &fields[2]].map(BTreeMap::len);
            for (field, terms) in fields.into_iter().enumerate() {
                for (term, count) in terms {
                    let postings = self.words.entry(term).or_default();
                    match postings.last_mut().filter(|last| last.document == document) {
                        Some(last) => last.count[field] = count,
                        None => {
                            let mut posting = Posting { document, count: [0; FIELDS] };
                            posting.count[field] = count;
                            postings.push(posting);
                        }
                    }
                    if postings.len() > 2 * MOST_POSTINGS {
                        keep_the_best(postings);
                    }
                }
            }
            let anchor = if section.id.is_empty() { String::new() } else { format!("#{}", section.id) };
            self.documents.push(Document { address: format!("{path}{anchor}"), lengths });
        }
        let parts: Vec<_> = sections.iter().map(|part| json!([part.id, part.heading, part.text])).collect();
        let text = json!({ "title": page.title, "parts": parts });
        self.files.push(self.file(&format!("t/{path}index.json"), &text));
    }

    /// Every word of a text with its stems, and how often it is there.
    fn terms(&self, text: &str) -> BTreeMap<String, usize> {
        let mut terms = BTreeMap::new();
        for word in words(text).filter(|word| !stem::is_stop_word(self.lang, word)) {
            for term in stem::terms(self.lang, &word) {
                *terms.entry(term).or_default() += 1;
            }
        }
        terms
    }

    /// The files, and what the index page tells the script.
    pub fn finish(mut self) -> (Vec<File>, String) {
        self.words.values_mut().for_each(keep_the_best);
        let chunks = Chunks::of(&self.words, &self.documents);
        let mut files = std::mem::take(&mut self.files);
        let keys: BTreeSet<_> = chunks.keys().map(str::to_owned).collect();
        files.extend(chunks.json().map(|(key, json)| self.file(&format!("w/{key}.json"), &json)));
        let count = self.documents.len();
        // Rounded: a word more on one page need not change the page of the index.
        let average = |field: usize| {
            let sum: usize = self.documents.iter().map(|document| document.lengths[field]).sum();
            (sum as f64 / count.max(1) as f64 * 10.0).round() / 10.0
        };
        let data = json!({
            "count": count,
            "average": [average(0), average(1), average(2)],
            "keys": keys.into_iter().collect::<Vec<_>>().join(" "),
            "stop": stem::stop_words(self.lang),
            "ends": stem::ends(self.lang),
            "beginnings": stem::beginnings(self.lang),
        });
        (files, data.to_string())
    }

    fn file(&self, path: &str, json: &serde_json::Value) -> File {
        File { path: format!("{}/cari/{path}", self.lang.tag()), bytes: json.to_string().into_bytes() }
    }
}

/// Leaves the postings out that are worth least, and keeps the order of the others.
fn keep_the_best(postings: &mut Vec<Posting>) {
    if postings.len() > MOST_POSTINGS {
        postings.sort_by_key(|posting| (usize::MAX - posting.weight(), posting.document));
        postings.truncate(MOST_POSTINGS);
        postings.sort_by_key(|posting| posting.document);
    }
}

/// The words of a text as they are looked up. `search.js` takes them apart in the same way.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let is_word = |word: &&str| (2..=LONGEST_WORD).contains(&word.chars().count());
    words.filter(is_word).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const HTML: &str = "<p>Untuk pemegang ITAS.<sup><a href=\"#source-1\">1</a></sup></p>\
        <section><h2 id=\"syarat\">Syarat &amp; dokumen</h2><p>Paspor yang <b>berlaku</b>.</p></section>";

    fn index(pages: usize) -> (Vec<File>, String) {
        let mut index = Index::new(Lang::Id);
        for number in 0..pages {
            let place = Place::Service(format!("perpanjangan-{number}"));
            let page = Page { place: &place, title: "Perpanjangan", description: "Tentang.", html: HTML };
            index.add(&page);
        }
        index.finish()
    }

    fn read(files: &[File], path: &str) -> Value {
        let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}"));
        serde_json::from_slice(&file.bytes).expect("JSON")
    }

    #[test]
    fn a_word_leads_to_the_section_that_it_is_in_and_its_stem_too() {
        // If it broke, results would lead to the top of a page, or *memperpanjang* would find nothing.
        let (files, data) = index(1);
        let text = read(&files, "id/cari/t/services/perpanjangan-0/index.json");
        assert_eq!(text["parts"][1], json!(["syarat", "Syarat & dokumen", "Paspor yang berlaku."]));
        let chunk = read(&files, "id/cari/w/p.json");
        let words: Vec<_> =
            chunk["words"].as_array().expect("words").iter().map(|entry| entry[0].clone()).collect();
        for word in ["panjang", "perpanjangan", "paspor"] {
            assert!(words.contains(&word.into()), "{word} in {words:?}");
        }
        assert!(!words.contains(&"syarat".into()), "{words:?}");
        assert!(chunk["documents"].to_string().contains("services/perpanjangan-0/#syarat"), "{chunk}");
        let data: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!(data["count"], 2);
    }

    #[test]
    fn the_file_of_a_letter_does_not_grow_with_the_guide() {
        // If it broke, a guide of 10,000 pages would send megabytes for the first word.
        let size = |pages: usize| {
            let (files, _) = index(pages);
            files.into_iter().find(|file| file.path == "id/cari/w/p.json").expect("a chunk").bytes.len()
        };
        assert!(size(1000) < size(200) * 3 / 2, "{} {}", size(200), size(1000));
    }
}
