//! The words of a PDF file (7.2 and 7.3), one after another.

/// The smallest parts that mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A number or a keyword.
    Word(&'a [u8]),
    /// A name, without its solidus, its escapes as they are.
    Name(&'a [u8]),
    /// A string of either kind.
    Text,
    /// `<<`
    DictionaryOpen,
    /// `>>`
    DictionaryClose,
    /// `[`
    ArrayOpen,
    /// `]`
    ArrayClose,
    /// A delimiter that closes nothing, or a brace, which only functions have.
    Stray,
}

/// Tokens of some bytes.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    /// No further bytes follow, so that a word may end where they do.
    is_all: bool,
    /// Where the token at hand begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl<'a> Tokens<'a> {
    /// Tokens of bytes that others follow.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, is_all: false, start: 0, end: 0 }
    }

    /// Tokens of bytes that are all there are.
    pub(super) fn of_all(bytes: &'a [u8]) -> Self {
        Self { bytes, is_all: true, start: 0, end: 0 }
    }

    /// The next token, unless further bytes could be part of it. Then `start` says where it begins.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        self.start = self.end;
        loop {
            let rest = &self.bytes[self.start..];
            self.start += rest.iter().position(|byte| !is_white(*byte)).unwrap_or(rest.len());
            if *self.bytes.get(self.start)? != b'%' {
                break;
            }
            // A comment lasts to the end of its line (7.2.3).
            let rest = &self.bytes[self.start..];
            self.start += rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
        }
        let rest = &self.bytes[self.start..];
        let (token, length) = match rest {
            [b'[', ..] => (Token::ArrayOpen, 1),
            [b']', ..] => (Token::ArrayClose, 1),
            [b'<', b'<', ..] => (Token::DictionaryOpen, 2),
            [b'>', b'>', ..] => (Token::DictionaryClose, 2),
            [b'<' | b'>'] => return None,
            [b'<', ..] => (Token::Text, 1 + rest.iter().position(|byte| *byte == b'>')?),
            [b'(', ..] => (Token::Text, text(rest)?),
            [b')' | b'>' | b'{' | b'}', ..] => (Token::Stray, 1),
            [b'/', name @ ..] => {
                let length = self.word(name)?;
                (Token::Name(&name[..length]), 1 + length)
            }
            _ => {
                let length = self.word(rest)?;
                (Token::Word(&rest[..length]), length)
            }
        };
        self.end = self.start + length;
        Some(token)
    }

    /// Length of the regular characters at the start, unless more of them may follow.
    fn word(&self, bytes: &[u8]) -> Option<usize> {
        let end = bytes.iter().position(|byte| is_white(*byte) || b"()<>[]{}/%".contains(byte));
        end.or(self.is_all.then_some(bytes.len()))
    }
}

/// Length of a literal string, in which parentheses come in pairs or after a backslash (7.3.4.2).
fn text(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// White-space characters (table 1).
pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// A whole number that is not negative and has room in 32 bits.
pub(super) fn integer(word: &[u8]) -> Option<u32> {
    if word.is_empty() {
        return None;
    }
    word.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}
