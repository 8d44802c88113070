//! An inverted index in files by the first letters of its words, each small enough for a slow link.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Document, Posting};

/// A chunk with more postings than this is split by the next letter. A posting is 6 bytes of JSON and 2 of
/// brotli, so that a chunk has about 8 KB: a sixth of a second at 400 kbit/s.
const MOST_POSTINGS: usize = 4000;

/// Words by the letters that begin them, and the documents that they lead to.
pub struct Chunks<'a> {
    chunks: BTreeMap<String, Words<'a>>,
    documents: &'a [Document],
}

type Words<'a> = Vec<(&'a str, &'a [Posting])>;

impl<'a> Chunks<'a> {
    /// Splits an index.
    pub fn of(words: &'a BTreeMap<String, Vec<Posting>>, documents: &'a [Document]) -> Self {
        let all = words.iter().map(|(word, postings)| (word.as_str(), postings.as_slice())).collect();
        let mut chunks = BTreeMap::new();
        split(all, 1, &mut chunks);
        Self { chunks, documents }
    }

    /// What the chunks are called: the letters that begin their words. A word is in the chunk with the longest
    /// key that begins it.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.chunks.keys().map(String::as_str)
    }

    /// What is in each.
    pub fn json(&self) -> impl Iterator<Item = (&str, Value)> {
        self.chunks.iter().map(|(key, words)| (key.as_str(), self.chunk(words)))
    }

    fn chunk(&self, words: &Words<'_>) -> Value {
        let used = words.iter().flat_map(|(_, postings)| *postings).map(|posting| (posting.document, 0));
        let mut numbers: BTreeMap<usize, usize> = used.collect();
        numbers.values_mut().enumerate().for_each(|(at, number)| *number = at);
        let documents: Vec<_> = numbers.keys().map(|at| self.documents[*at].address.as_str()).collect();
        let lengths: Vec<_> = numbers.keys().map(|at| self.documents[*at].lengths).collect();
        let words: Vec<_> = words
            .iter()
            .map(|(word, postings)| {
                let mut entry = vec![json!(word)];
                entry.extend([0, 1, 2].map(|field| {
                    let counted = postings.iter().filter(|posting| posting.count[field] > 0);
                    let pairs =
                        counted.flat_map(|posting| [numbers[&posting.document], posting.count[field]]);
                    json!(pairs.collect::<Vec<_>>())
                }));
                Value::Array(entry)
            })
            .collect();
        json!({ "documents": documents, "lengths": lengths, "words": words })
    }
}

fn split<'a>(words: Words<'a>, letters: usize, chunks: &mut BTreeMap<String, Words<'a>>) {
    let mut by_beginning: BTreeMap<String, Words<'a>> = BTreeMap::new();
    for (word, postings) in words {
        by_beginning.entry(beginning(word, letters)).or_default().push((word, postings));
    }
    for (key, words) in by_beginning {
        let postings: usize = words.iter().map(|(_, postings)| postings.len()).sum();
        let can_be_split = words.iter().any(|(word, _)| word.chars().count() > letters);
        if postings > MOST_POSTINGS && words.len() > 1 && can_be_split {
            // Words that end here stay under this key.
            let (ended, longer): (Vec<_>, Vec<_>) =
                words.into_iter().partition(|(word, _)| word.chars().count() <= letters);
            if !ended.is_empty() {
                chunks.insert(key, ended);
            }
            split(longer, letters + 1, chunks);
        } else {
            chunks.insert(key, words);
        }
    }
}

/// The first letters of a word; `_` for those that have no place in the name of a file.
fn beginning(word: &str, letters: usize) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    word.chars().take(letters).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_chunk_is_split_and_no_word_gets_lost() {
        // If it broke, a word of a large guide would be looked for in a file that lacks it.
        let postings = vec![Posting { document: 0, count: [0, 0, 1] }; MOST_POSTINGS / 2 + 1];
        let words: BTreeMap<_, _> = ["p", "paspor", "pasal", "perpanjangan", "visa"]
            .map(|word| (word.to_owned(), postings.clone()))
            .into();
        let documents = [Document { address: "a/".to_owned(), lengths: [1, 1, 1] }];
        let chunks = Chunks::of(&words, &documents);
        for word in words.keys() {
            let longest = chunks.keys().filter(|key| word.starts_with(key)).max_by_key(|key| key.len());
            let longest = longest.unwrap_or_else(|| panic!("no chunk for {word}"));
            assert!(chunks.chunks[longest].iter().any(|(held, _)| held == word), "{word} in {longest}");
        }
        assert!(chunks.keys().all(|key| key != "pe" || chunks.chunks[key].len() == 1));
    }
}
