//! What is looked up in a dictionary (7.3.7), without making objects of it.

use super::token::{Token, Tokens, integer};

/// The entries of a dictionary: names, and values as they are written.
pub(super) struct Dictionary<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Dictionary<'a> {
    /// Reads the dictionary that some bytes begin with.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut tokens = Tokens::of_all(bytes);
        if tokens.token() != Some(Token::DictionaryOpen) {
            return None;
        }
        let mut entries = Vec::new();
        loop {
            match tokens.token()? {
                Token::DictionaryClose => return Some(Self(entries)),
                Token::Name(name) => entries.push((name, value(bytes, &mut tokens)?)),
                _ => return None,
            }
        }
    }

    /// All entries in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + '_ {
        self.0.iter().copied()
    }

    /// The value of a name as it is written.
    pub(super) fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.entries().find(|(other, _)| *other == name.as_bytes()).map(|(_, value)| value)
    }

    /// The value of a name, if it is a name.
    pub(super) fn name(&self, name: &str) -> Option<&'a [u8]> {
        self.get(name)?.strip_prefix(b"/")
    }

    /// The value of a name, if it is a whole number.
    pub(super) fn integer(&self, name: &str) -> Option<u32> {
        integer(self.get(name)?)
    }

    /// The number of the object that a name refers to.
    pub(super) fn reference(&self, name: &str) -> Option<u32> {
        reference(self.get(name)?)
    }

    /// The value of a name, if it is an array of whole numbers.
    pub(super) fn integers(&self, name: &str) -> Option<Vec<u32>> {
        let inner = self.get(name)?.strip_prefix(b"[")?;
        let mut tokens = Tokens::of_all(inner);
        let mut integers = Vec::new();
        loop {
            match tokens.token()? {
                Token::Word(word) => integers.push(integer(word)?),
                Token::ArrayClose => return Some(integers),
                _ => return None,
            }
        }
    }
}

/// The number in `12 0 R` (7.3.10).
pub(super) fn reference(value: &[u8]) -> Option<u32> {
    let mut tokens = Tokens::of_all(value);
    match (tokens.token(), tokens.token(), tokens.token()) {
        (Some(Token::Word(number)), Some(Token::Word(_)), Some(Token::Word(b"R"))) => integer(number),
        _ => None,
    }
}

/// The bytes of the next value.
fn value<'a>(bytes: &'a [u8], tokens: &mut Tokens<'_>) -> Option<&'a [u8]> {
    let mut depth = 0_usize;
    let mut start = None;
    loop {
        let token = tokens.token()?;
        let start = *start.get_or_insert(tokens.start);
        match token {
            Token::ArrayOpen | Token::DictionaryOpen => depth += 1,
            Token::ArrayClose | Token::DictionaryClose => depth = depth.checked_sub(1)?,
            Token::Stray => return None,
            _ => {}
        }
        if depth == 0 {
            if let Token::Word(first) = token {
                // A number may be the first of the three words of a reference.
                let mut ahead = tokens.clone();
                let words = (ahead.token(), ahead.token());
                if let (Some(Token::Word(second)), Some(Token::Word(b"R"))) = words
                    && integer(first).is_some()
                    && integer(second).is_some()
                {
                    tokens.start = ahead.start;
                    tokens.end = ahead.end;
                }
            }
            return Some(&bytes[start..tokens.end]);
        }
    }
}
