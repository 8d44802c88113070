//! What can be wrong with a document or a package: a stable code and its parameters.
//!
//! No wording here: templates for each code live in `content/ui/{id,en}.toml`, table `[problem]`,
//! with the parameters below as placeholders. The JSON form,
//! `{"code":"too-large","params":{"name":"…","size":2100000,"limit":2000000}}`, is what the worker
//! tells the page, what `upload verify` prints and what a refusal lists.
//!
//! A parameter's name says its unit, so that a template's filler needs no table of codes:
//! `size` and `limit` are bytes; `width`, `height` and `least` are pixels; `count` and `most` are
//! pieces, and `most` of pixels is millions of them; `name` is a file's name; `document`, `group` and `service` are ids of the definition, `detail` is a field's name;
//! `earliest` and `latest` are days;
//! `found` and `accepted` are document types ("JPEG, PDF").

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One thing that is wrong, without words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// What is wrong.
    pub code: Code,
    /// Its particulars; the names are [`Code::params`].
    pub params: BTreeMap<String, Param>,
}

/// A particular of a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// Bytes, pixels or pieces.
    Number(u64),
    /// A name or an id.
    Text(String),
}

impl From<u64> for Param {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Problem {
    /// A problem without particulars as yet.
    pub fn new(code: Code) -> Self {
        Self { code, params: BTreeMap::new() }
    }

    /// The same problem with one more particular, which must be one of [`Code::params`].
    #[must_use]
    pub fn with(mut self, param: &str, value: impl Into<Param>) -> Self {
        debug_assert!(self.code.params().contains(&param), "{:?} has no parameter {param}", self.code);
        self.params.insert(param.to_owned(), value.into());
        self
    }
}

/// The one table of codes: variant, stable spelling, parameters.
macro_rules! codes {
    ($($(#[$doc:meta])+ $code:ident = $spelling:literal { $($param:ident)* })+) => {
        /// What is wrong, as a closed set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])+ $code,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// The stable kebab-case spelling: in JSON, and the key in `content/ui`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $spelling,)+ }
            }

            /// The names of the parameters that a problem of this code carries: all of them, always.
            pub fn params(self) -> &'static [&'static str] {
                match self { $(Self::$code => &[$(stringify!($param)),*],)+ }
            }
        }
    };
}

codes! {
    // One document, by its bytes.

    /// The document has no bytes.
    Empty = "empty" { name }
    /// Its bytes are of no known type.
    UnknownType = "unknown-type" { name accepted }
    /// Its bytes are a web page, whatever its name says: often a saved error page.
    LooksLikeHtml = "looks-like-html" { name accepted }
    /// A known type that is not accepted here, or not the type the application states.
    WrongType = "wrong-type" { name found accepted }
    /// A HEIC picture, which phones save unless they are told otherwise, and few browsers can show.
    Heic = "heic" { name accepted }
    /// A JPEG that stops before its end.
    TruncatedJpeg = "truncated-jpeg" { name }
    /// A PNG that stops before its end.
    TruncatedPng = "truncated-png" { name }
    /// A PDF that stops before its end.
    TruncatedPdf = "truncated-pdf" { name }
    /// A PDF that asks for a password or restricts its reader.
    EncryptedPdf = "encrypted-pdf" { name }
    /// A PDF that carries scripts, or starts programs.
    PdfWithScript = "pdf-with-script" { name }
    /// A PDF that carries other files.
    PdfWithAttachment = "pdf-with-attachment" { name }
    /// The file cannot be read, or holds a picture without a size.
    Unreadable = "unreadable" { name }
    /// More bytes than the document may have.
    TooLarge = "too-large" { name size limit }
    /// The picture has more pixels than a phone can hold once it is decoded.
    TooManyPixels = "too-many-pixels" { name width height most }
    /// The picture's long side has fewer pixels than can be read.
    ImageTooSmall = "image-too-small" { name width height least }

    // The documents together.

    /// A required document is missing.
    MissingDocument = "missing-document" { document }
    /// More files than one document may have.
    TooMany = "too-many" { document count most }
    /// More files than the application may have.
    TooManyInTotal = "too-many-in-total" { count most }
    /// More bytes than all documents together may have.
    TotalTooLarge = "total-too-large" { size limit }
    /// A document that the decision does not ask for.
    DocumentNotListed = "document-not-listed" { document }

    // A package, by its bytes.

    /// The bytes are not a ZIP file.
    NotAZip = "not-a-zip" { }
    /// The ZIP file stops early or is not in the one form that packages have.
    ZipDamaged = "zip-damaged" { }
    /// More bytes than a package may have.
    PackageTooLarge = "package-too-large" { size limit }
    /// An entry that does not belong there.
    UnexpectedEntry = "unexpected-entry" { name }
    /// An entry that should be there.
    MissingEntry = "missing-entry" { name }
    /// An entry whose bytes are not those that the package states.
    DigestMismatch = "digest-mismatch" { name }
    /// An entry whose length is not the one that the package states.
    SizeMismatch = "size-mismatch" { name }
    /// A BagIt file that is not in the one form that packages have.
    ManifestMalformed = "manifest-malformed" { name }

    // A package, by its meaning.

    /// The application cannot be read or contradicts itself.
    ApplicationMalformed = "application-malformed" { }
    /// The application is for a service that is not known here.
    ServiceUnknown = "service-unknown" { service }
    /// An answer is not one that the service knows.
    AnswerInvalid = "answer-invalid" { question }
    /// A required detail is missing.
    MissingDetail = "missing-detail" { detail }
    /// A detail that the service does not ask for.
    DetailNotListed = "detail-not-listed" { detail }
    /// A detail is longer, in characters, than it may be.
    DetailTooLong = "detail-too-long" { detail count most }
    /// Characters that cannot be seen.
    NotPlainText = "not-plain-text" { detail }
    /// Not an e-mail address.
    NotAnEmail = "not-an-email" { detail }
    /// Not a telephone number.
    NotAPhoneNumber = "not-a-phone-number" { detail }
    /// Not the number of a passport.
    NotAPassportNumber = "not-a-passport-number" { detail }
    /// Not an Indonesian identity number.
    NotANik = "not-a-nik" { detail }
    /// Not a day that exists.
    DetailNotADate = "detail-not-a-date" { detail }
    /// A day before the first that makes sense.
    DetailTooEarly = "detail-too-early" { detail earliest }
    /// A day after the last that makes sense.
    DetailTooLate = "detail-too-late" { detail latest }
    /// Not the code of a state.
    UnknownCountry = "unknown-country" { detail }
    /// Not one of a detail's options.
    DetailUnknownOption = "detail-unknown-option" { detail }
    /// More members of a group, such as guests, than there may be.
    TooManyMembers = "too-many-members" { group most }
    /// The recorded decision is not what the rules say to the recorded answers.
    DecisionDiffers = "decision-differs" { }
    /// The rules do not let this application be sent.
    NotAcceptable = "not-acceptable" { verdict }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spelling = String::deserialize(deserializer)?;
        let code = Self::ALL.iter().find(|code| code.as_str() == spelling);
        code.copied().ok_or_else(|| de::Error::custom("unknown problem code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clients and templates depend on this form.
    #[test]
    fn json_form_is_stable_both_ways() {
        let problem = Problem::new(Code::TooLarge)
            .with("name", "paspor.jpg")
            .with("size", 2_100_000_u64)
            .with("limit", 2_000_000_u64);
        let json = r#"{"code":"too-large","params":{"limit":2000000,"name":"paspor.jpg","size":2100000}}"#;
        assert_eq!(serde_json::to_string(&problem).expect("plain data"), json);
        assert_eq!(serde_json::from_str::<Problem>(json).expect("the same form"), problem);
    }

    /// Two codes with one spelling would share one template.
    #[test]
    fn spellings_differ_and_are_kebab_case() {
        let mut spellings: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        spellings.sort_unstable();
        assert!(spellings.is_sorted_by(|a, b| a < b));
        for spelling in spellings {
            assert!(spelling.bytes().all(|b| b == b'-' || b.is_ascii_lowercase()), "{spelling}");
        }
    }
}
