//! Documents and applications made in code, whole ones to begin with.

use package::{
    Accepted, Details, Digest, DocumentDigest, DocumentType, Inspection, Inspector, KnownService, Layout,
    PackageLimits, Part, Problem, Segment, Sha256, Statement, verify,
};
use rules::{Answer, Answers, Date, Service, decide};

use crate::service::service;

/// A JPEG of this size: enough of it for a walk through its markers, among them a 0xFF in the picture
/// data and a thumbnail with an end of its own.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let thumbnail = b"\xFF\xD8\xFF\xD9";
    let mut bytes = b"\xFF\xD8\xFF\xE1\x00\x06".to_vec();
    bytes.extend(thumbnail);
    bytes.extend(b"\xFF\xC0\x00\x0B\x08");
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\x00");
    bytes.extend(b"\xFF\xC4\x00\x03\x00\xFF\xFF\xDA\x00\x02");
    bytes.extend(b"picture data \xFF\x00 with a stuffed byte \xFF\xD0 and a restart\xFF\xD9");
    bytes
}

/// A PNG of this size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let checked = [kind, data].concat();
        let crc = Digest::of(&checked).crc32;
        [&(data.len() as u32).to_be_bytes()[..], &checked, &crc.to_be_bytes()].concat()
    };
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(b"IHDR", &[&size[..], &[8, 2, 0, 0, 0]].concat()),
        chunk(b"IDAT", b"picture data, and the letters IEND in it"),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// A PDF with this trailer dictionary, or these objects.
pub fn pdf(trailer: impl AsRef<[u8]>) -> Vec<u8> {
    let beginning = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n";
    [beginning, trailer.as_ref(), b"\nstartxref\n9\n%%EOF\n"].concat()
}

/// An object stream with these objects, deflated, as it stands in a PDF.
pub fn object_stream(objects: &[u8]) -> Vec<u8> {
    // With enough before them that repeats, or the deflated bytes would be longer, and not be used.
    let pages = b"<< /Type /Page >> ".repeat(50);
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&[&b"7 0 "[..], &pages, objects].concat(), 6);
    let header = format!(
        "8 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\r\n",
        data.len()
    );
    [header.as_bytes(), &data, b"\nendstream\nendobj\n"].concat()
}

/// A HEIF or AVIF picture of this brand, compatible with another, with a size box for each size.
pub fn heif(brand: &[u8; 4], compatible: &[u8; 4], sizes: &[(u32, u32)]) -> Vec<u8> {
    let mut bytes = [b"\0\0\0\x14ftyp", &brand[..], b"\0\0\0\0", compatible].concat();
    bytes.extend(b"\0\0\x01\0meta\0\0\0\0...iiispe, a word");
    for (width, height) in sizes {
        bytes.extend(b"\0\0\0\x14ispe\0\0\0\0");
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
    }
    bytes.extend(b"\0\0\0\x20mdatpicture data");
    bytes
}

/// A WebP that begins with this chunk.
pub fn webp(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [b"RIFF\xF0\0\0\0WEBP", &kind[..], &(data.len() as u32).to_le_bytes(), data, &[0; 20]].concat()
}

/// What an inspector says of bytes in one chunk.
pub fn inspect(bytes: &[u8]) -> Inspection {
    let mut inspector = Inspector::default();
    inspector.update(bytes);
    inspector.finish()
}

/// The day on which the applications here are made.
pub fn today() -> Date {
    "2026-11-21".parse().unwrap()
}

/// An application that is accepted until a test changes it.
#[derive(Clone)]
pub struct Applicant {
    pub service: Service,
    pub definition_sha256: Sha256,
    pub answers: Answers,
    pub details: Details,
    pub documents: Vec<(String, DocumentType, Vec<u8>)>,
    pub change: fn(&mut Statement),
}

impl Default for Applicant {
    fn default() -> Self {
        let service = service();
        let definition_sha256 = Sha256::of(&serde_json::to_vec(&service).unwrap());
        let applicant = Self {
            service,
            definition_sha256,
            answers: Answers::default(),
            details: Details::new(),
            documents: Vec::new(),
            change: |_| {},
        };
        applicant
            .answer("visa_origin", Answer::Text("visit-visa".to_owned()))
            .answer("has_guarantor", Answer::Boolean(true))
            .detail("full_name", "Ana Contoh")
            .document("passport", DocumentType::Jpeg, jpeg(1200, 900))
            .document("guarantee", DocumentType::Pdf, pdf("<< /Root 1 0 R >>"))
            .document("passport", DocumentType::Png, png(900, 1200))
    }
}

impl Applicant {
    pub fn answer(mut self, question: &str, answer: Answer) -> Self {
        self.answers.set(question, answer);
        self
    }

    pub fn detail(mut self, id: &str, value: &str) -> Self {
        self.details.insert(id.to_owned(), value.to_owned());
        self
    }

    pub fn document(mut self, id: &str, kind: DocumentType, bytes: Vec<u8>) -> Self {
        self.documents.push((id.to_owned(), kind, bytes));
        self
    }

    pub fn without(mut self, id: &str) -> Self {
        self.documents.retain(|(other, ..)| other != id);
        self
    }

    /// Changes what is stated after it was decided.
    pub fn after_deciding(mut self, change: fn(&mut Statement)) -> Self {
        self.change = change;
        self
    }

    pub fn statement(&self) -> Statement {
        let mut statement = Statement {
            definition_sha256: self.definition_sha256,
            answers: self.answers.clone(),
            details: self.details.clone(),
            decision: decide(&self.service, &self.answers, today()),
        };
        (self.change)(&mut statement);
        statement
    }

    pub fn layout(&self) -> Layout {
        let digests: Vec<_> = (self.documents.iter())
            .map(|(id, kind, bytes)| DocumentDigest {
                id: id.clone(),
                kind: *kind,
                digest: Digest::of(bytes),
            })
            .collect();
        Layout::new(self.statement(), &digests).unwrap()
    }

    pub fn package(&self) -> Vec<u8> {
        let layout = self.layout();
        let segments = layout.segments().flat_map(|segment| match segment {
            Segment::Bytes(bytes) => bytes,
            Segment::Document(index) => &self.documents[*index].2,
        });
        segments.copied().collect()
    }

    pub fn part<'a>(&'a self, part: Part<'a>) -> &'a [u8] {
        match part {
            Part::Bytes(bytes) => bytes,
            Part::Document { index, offset, length } => {
                &self.documents[index].2[offset as usize..][..length as usize]
            }
        }
    }

    /// What the endpoint says of these bytes.
    pub fn verdict_on(&self, package: &[u8], today: Option<Date>) -> Result<Accepted, Vec<Problem>> {
        let known = KnownService { service: &self.service, definition_sha256: self.definition_sha256 };
        let services = |id: &str| (id == self.service.id).then_some(known);
        let limits = PackageLimits::of(&self.service.limits);
        verify(package, limits, services, today).expect("reading from memory does not fail")
    }

    /// What the endpoint says of this package, as JSON: one line for each problem.
    pub fn problems(&self) -> Vec<String> {
        problems(self.verdict_on(&self.package(), None))
    }
}

/// Each problem as `code {"param":value}`.
pub fn problems(verdict: Result<Accepted, Vec<Problem>>) -> Vec<String> {
    let problems = verdict.err().unwrap_or_default();
    problems.iter().map(line).collect()
}

/// A problem as `code {"param":value}`.
pub fn line(problem: &Problem) -> String {
    format!("{} {}", problem.code.as_str(), serde_json::to_string(&problem.params).unwrap())
}
