//! What the search of a large guide weighs: `cargo run -p site --example search_growth -- 10000 [FOLDER]`.
//!
//! Makes as many pages as are asked for, out of words that get rarer as those of a language do (Zipf), and
//! prints what a reader loads of their index. With a folder it writes the same pages as HTML, for Pagefind.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rules::Lang;
use site::address::Place;
use site::search::{Index, Page};
use site::write::brotli;

/// Different words of the guide: about as many as 10,000 pages of a field have.
const VOCABULARY: u64 = 60_000;
const SECTIONS: u64 = 7;
const WORDS: u64 = 90;

/// Numbers that are the same in every run (a multiplicative congruential generator by Lehmer).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0 * 48_271 % 0x7fff_ffff;
        self.0
    }

    /// A word by its rank: the first is as frequent as all of the next few, and so on.
    fn word(&mut self) -> String {
        let share = self.next() as f64 / f64::from(0x7fff_ffff_u32);
        let rank = ((VOCABULARY as f64).powf(share) - 1.0) as u64;
        let mut letters = Numbers(rank * 7919 + 17);
        let mut word = String::new();
        for _ in 0..2 + letters.next() % 3 {
            // Letters begin words about as often as they do in Indonesian.
            word.push(char::from(b"ppkkkmmssdttbbaijlnrghcuwoy"[(letters.next() % 27) as usize]));
            word.push(char::from(b"aaaaiiueeo"[(letters.next() % 10) as usize]));
        }
        word
    }

    fn text(&mut self, words: u64) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let pages = arguments.next().and_then(|pages| pages.parse().ok()).unwrap_or(10_000_u64);
    let folder = arguments.next();
    let mut numbers = Numbers(1);
    let mut index = Index::new(Lang::Id);
    let mut query = String::new();
    for number in 0..pages {
        let (title, description) = (numbers.text(5), numbers.text(15));
        let mut html = String::new();
        for section in 0..SECTIONS {
            let (heading, text) = (numbers.text(4), numbers.text(WORDS));
            write!(html, "<section><h2 id=\"s{section}\">{heading}</h2><p>{text}</p></section>")
                .expect("memory");
            query = heading;
        }
        if let Some(folder) = &folder {
            let folder = Path::new(folder).join(format!("id/p{number}"));
            fs::create_dir_all(&folder).expect("a folder");
            let page = format!(
                "<!doctype html><html lang=\"id\"><title>{title}</title><body><h1>{title}</h1>{html}"
            );
            fs::write(folder.join("index.html"), page).expect("written");
        }
        let place = Place::Guide(format!("p{number}"));
        index.add(&Page { place: &place, title: &title, description: &description, html: &html });
    }
    let (files, data) = index.finish();
    let weigh = |path: &str| {
        let mut sizes: Vec<_> =
            files.iter().filter(|file| file.path.contains(path)).map(|file| file.bytes.len()).collect();
        sizes.sort_unstable();
        let largest =
            files.iter().filter(|file| file.path.contains(path)).max_by_key(|file| file.bytes.len());
        let middle =
            files.iter().find(|file| file.path.contains(path) && file.bytes.len() == sizes[sizes.len() / 2]);
        let packed = [middle, largest].map(|file| file.map_or(0, |file| brotli(&file.bytes).len()));
        println!(
            "{path}: {} files, brotli: {} in the middle, {} the largest",
            sizes.len(),
            packed[0],
            packed[1]
        );
    };
    println!("{pages} pages; a query: {query}");
    println!("data of the index page: {} (brotli)", brotli(data.as_bytes()).len());
    weigh("/cari/w/");
    weigh("/cari/t/");
}
