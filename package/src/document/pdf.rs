//! A look at a PDF without parsing it: whether its end is there, and whether it is encrypted.

use crate::problem::Code;

/// What a PDF's header begins with (ISO 32000-1, 7.5.2).
pub(super) const SIGNATURE: &[u8] = b"%PDF-";

/// The last line, somewhere in the last bytes of the file (7.5.5 and annex H.3.4.4, note 18).
const END: &[u8] = b"%%EOF";
const TAIL: usize = 1024;

/// The entry of a trailer, or of a cross-reference stream's dictionary, that says how the document is
/// encrypted (7.6.1). Neither place is ever compressed or encrypted itself.
const ENCRYPT: &[u8] = b"/Encrypt";
/// Enough to see that the value is a dictionary or a reference to one: "4294967295 65535 R".
const VALUE: usize = 40;

#[derive(Default)]
pub(super) struct Scan {
    /// The last 1,024 bytes so far.
    tail: Vec<u8>,
    /// How many bytes of the entry's name are matched.
    matched: usize,
    /// What follows the name, while it is being collected.
    value: Vec<u8>,
    is_encrypted: bool,
}

impl Scan {
    pub(super) fn update(&mut self, chunk: &[u8]) {
        self.tail.extend(&chunk[chunk.len().saturating_sub(TAIL)..]);
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
        for byte in chunk {
            if self.matched == ENCRYPT.len() {
                // The value is over at the latest where the next name begins.
                if *byte == ENCRYPT[0] || self.value.len() == VALUE {
                    self.is_encrypted |= is_dictionary(&self.value);
                    self.value.clear();
                    self.matched = usize::from(*byte == ENCRYPT[0]);
                } else {
                    self.value.push(*byte);
                }
            } else if *byte == ENCRYPT[self.matched] {
                self.matched += 1;
            } else {
                // The name's first byte occurs in it once, so a failed match can only start afresh.
                self.matched = usize::from(*byte == ENCRYPT[0]);
            }
        }
    }

    /// What is wrong with it.
    pub(super) fn defects(&self) -> Vec<Code> {
        let has_end = self.tail.windows(END.len()).any(|window| window == END);
        let is_encrypted = self.is_encrypted || is_dictionary(&self.value);
        let found = [(!has_end, Code::TruncatedPdf), (is_encrypted, Code::EncryptedPdf)];
        (found.into_iter().filter(|(is_so, _)| *is_so)).map(|(_, code)| code).collect()
    }
}

/// `<<` or `12 0 R`, after white space (7.2.2, 7.3.7, 7.3.10). Words about encryption in a page's own
/// text do not go on like that.
fn is_dictionary(value: &[u8]) -> bool {
    let is_white = |b: &u8| matches!(b, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ');
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    let mut words = value.split(is_white).filter(|word| !word.is_empty());
    let [first, second, third] = [(); 3].map(|()| words.next().unwrap_or_default());
    let is_reference = value.first().is_some_and(is_white)
        && is_number(first)
        && is_number(second)
        && third.starts_with(b"R");
    first.starts_with(b"<<") || is_reference
}
