//! The words of a PDF, names and keywords, as its bytes go by.

/// Longest name that means something here, with each letter written as `#xx` (ISO 32000-1, 7.3.5).
const LONGEST: usize = "/".len() + 3 * "EmbeddedFiles".len();

/// Enough to see that a value is a dictionary or a reference to one: "4294967295 65535 R".
const VALUE: usize = 40;

/// What the words have shown.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) is_encrypted: bool,
    pub(super) has_script: bool,
    pub(super) has_attachment: bool,
}

/// The word at hand, and what else must be kept of those before it.
#[derive(Default)]
pub(super) struct Words {
    /// The word so far. One that is too long is kept one byte too long, which is none of those known.
    word: Vec<u8>,
    /// The entry whose value is being collected.
    entry: Option<Entry>,
    /// What follows the entry's name.
    value: Vec<u8>,
    /// The object at hand is an object stream.
    is_object_stream: bool,
}

/// An entry that means something only if its value is a dictionary: words about encryption in a page's
/// own text do not go on like that, and a name of two letters comes up by chance.
#[derive(Clone, Copy)]
enum Entry {
    /// Of a trailer, or of a cross-reference stream: how the document is encrypted (7.6.1). Neither place
    /// is ever compressed or encrypted itself.
    Encrypt,
    /// Of a file specification: the files that it embeds (7.11.3).
    EmbeddedFiles,
}

impl Words {
    /// Takes in the next byte; whether it was the last one before the data of an object stream.
    pub(super) fn begins_object_stream(&mut self, byte: u8, found: &mut Found) -> bool {
        if self.entry.is_some() {
            // The value is over at the latest where the next name begins.
            if byte == b'/' || self.value.len() == VALUE {
                self.finish(found);
            } else {
                self.value.push(byte);
            }
        }
        if is_regular(byte) {
            if self.word.len() <= LONGEST {
                self.word.push(byte);
            }
            return false;
        }
        let begins = !self.word.is_empty() && self.end_word(byte, found);
        self.word.clear();
        if byte == b'/' {
            self.word.push(byte);
        }
        begins
    }

    /// Says that there are no more bytes, or none that matter to the entry at hand.
    pub(super) fn finish(&mut self, found: &mut Found) {
        let is_so = is_dictionary(&self.value);
        match self.entry.take() {
            Some(Entry::Encrypt) => found.is_encrypted |= is_so,
            Some(Entry::EmbeddedFiles) => found.has_attachment |= is_so,
            None => {}
        }
    }

    /// Judges a whole word, which this byte delimits.
    fn end_word(&mut self, byte: u8, found: &mut Found) -> bool {
        unescape(&mut self.word);
        match &self.word[..] {
            // An action's type, or the document's own scripts (12.6.4.16, 7.7.4); programs to start
            // (12.6.4.5); films and sounds, which bring their own scripts (Adobe's extension level 3).
            b"/JavaScript" | b"/Launch" | b"/RichMedia" => found.has_script = true,
            // A stream that holds a file, or the list of those (7.11.4, 7.7.4).
            b"/EmbeddedFile" | b"/EmbeddedFiles" => found.has_attachment = true,
            b"/Encrypt" => self.collect(Entry::Encrypt, byte),
            b"/EF" => self.collect(Entry::EmbeddedFiles, byte),
            // Its type, and an entry without which it cannot be read (7.5.7, table 16).
            b"/ObjStm" | b"/First" => self.is_object_stream = true,
            b"endobj" => self.is_object_stream = false,
            b"stream" => return std::mem::take(&mut self.is_object_stream),
            _ => {}
        }
        false
    }

    /// Begins to collect an entry's value, which may begin with this byte.
    fn collect(&mut self, entry: Entry, byte: u8) {
        self.value.clear();
        if byte != b'/' {
            self.value.push(byte);
            self.entry = Some(entry);
        }
    }
}

/// White space (7.2.2, table 1).
fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// Neither white space nor a delimiter (7.2.2, table 2): part of a word.
fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Replaces `#xx` by the character that it stands for (7.3.5).
fn unescape(word: &mut Vec<u8>) {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let mut at = 0;
    while at + 2 < word.len() {
        if word[at] == b'#'
            && let (Some(high), Some(low)) = (value(word[at + 1]), value(word[at + 2]))
        {
            word[at] = (high << 4 | low) as u8;
            word.drain(at + 1..at + 3);
        }
        at += 1;
    }
}

/// `<<` or `12 0 R`, after white space (7.2.2, 7.3.7, 7.3.10).
fn is_dictionary(value: &[u8]) -> bool {
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    let mut words = value.split(|byte| is_white(*byte)).filter(|word| !word.is_empty());
    let [first, second, third] = [(); 3].map(|()| words.next().unwrap_or_default());
    let is_reference = value.first().is_some_and(|byte| is_white(*byte))
        && is_number(first)
        && is_number(second)
        && third.starts_with(b"R");
    first.starts_with(b"<<") || is_reference
}
