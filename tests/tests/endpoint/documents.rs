//! Documents and packages, made here: pictures and PDFs that are whole, of any size.

use std::fs;
use std::path::{Path, PathBuf};

use super::program::{printed, upload, upload_on, workspace};
use super::{SERVICE, TODAY};

/// Answers that may apply, and that ask for every document.
pub const ANSWERS: &str = r#"{"visa_origin":"visit-visa","activity":"worker","itk_expires":"2026-12-31",
    "applicant":"foreign-national","has_guarantor":true,"has_responsible_person":false,"filing_state":"not-filed"}"#;

pub const DETAILS: &str = r#"{"full_name":"Ardhi Contoh"}"#;

/// The service by which a lodging tells of its guests: a group of details for each.
pub const GUESTS: &str = "lapor-orang-asing";

/// Answers of a lodging.
pub const LODGING: &str =
    r#"{"place":"lodging","asked_by_officer":false,"apoa":"not-recorded","first_arrival":"2026-11-20"}"#;

/// Bytes that do not repeat, so that a piece in the wrong place is noticed.
fn filler(bytes: usize) -> Vec<u8> {
    (0..bytes as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect()
}

/// A PNG of 1200×900 pixels and a little more than this many bytes.
pub fn png(bytes: usize) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    let header = [&1200_u32.to_be_bytes()[..], &900_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", filler(bytes)), (b"IEND", Vec::new())] {
        png.extend((data.len() as u32).to_be_bytes());
        png.extend(kind);
        png.extend(data);
        png.extend([0; 4]);
    }
    png
}

/// A PDF of a little more than this many bytes.
pub fn pdf(bytes: usize) -> Vec<u8> {
    [b"%PDF-1.4\n%", &filler(bytes)[..], b"\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"].concat()
}

/// The files of an application, in a folder of their own.
pub struct Application {
    folder: tempfile::TempDir,
    service: &'static str,
    content: PathBuf,
    documents: Vec<String>,
    recipient: Option<String>,
}

impl Application {
    fn new(service: &'static str, answers: &str, details: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let content = workspace().join("content");
        let application = Self { folder, service, content, documents: Vec::new(), recipient: None };
        application.write("answers.json", answers.as_bytes());
        application.write("details.json", details.as_bytes());
        application
    }

    /// One with every document that is asked for, about 5 MB in total.
    pub fn complete() -> Self {
        Self::smaller(1)
    }

    /// The same with documents so many times smaller.
    pub fn smaller(times: usize) -> Self {
        let mut application = Self::new(SERVICE, ANSWERS, DETAILS);
        application.attach("passport", "paspor.png", &png(1_900_000 / times));
        application.attach("passport", "halaman visa.pdf", &pdf(1_500_000 / times));
        application.attach("itk", "itk.pdf", &pdf(900_000 / times));
        application.attach("guarantee", "jaminan.pdf", &pdf(400_000 / times));
        application.attach("guarantor-identity", "ktp.png", &png(300_000 / times));
        application.attach("special-requirements", "syarat.pdf", &pdf(10_000));
        application
    }

    /// One of a lodging, with these details of its guests.
    pub fn of_guests(details: &serde_json::Value) -> Self {
        let mut application = Self::new(GUESTS, LODGING, &details.to_string());
        application.attach("passport-photo", "paspor.png", &png(20_000));
        application
    }

    /// The same, packed by other definitions.
    pub fn by(self, content: &Path) -> Self {
        Self { content: content.to_owned(), ..self }
    }

    /// The same, sealed to this key.
    pub fn sealed_to(self, recipient: &str) -> Self {
        Self { recipient: Some(recipient.to_owned()), ..self }
    }

    /// One without the documents whose id is this.
    pub fn without(document: &str) -> Self {
        let mut application = Self::complete();
        application.documents.retain(|attached| !attached.starts_with(&format!("{document}=")));
        application
    }

    /// One whose answers or details are these.
    pub fn with(file: &str, json: &str) -> Self {
        let application = Self::complete();
        application.write(file, json.as_bytes());
        application
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        path
    }

    fn attach(&mut self, document: &str, name: &str, bytes: &[u8]) {
        let path = self.write(name, bytes);
        self.documents.push(format!("{document}={}", path.display()));
    }

    /// Writes more behind the end of one of its files.
    pub fn append(&self, name: &str, more: &[u8]) {
        let path = self.folder.path().join(name);
        let whole = fs::read(path).expect("a file of it");
        self.write(name, &[&whole, more].concat());
    }

    /// Runs `upload pack`: the package if it was made, and what was printed.
    pub fn pack(&self) -> (Option<Vec<u8>>, String) {
        let out = self.folder.path().join("package.zip");
        let mut pack = upload_on(&self.content, "pack");
        pack.args([self.service, "--today", TODAY]).arg("--out").arg(&out);
        pack.arg("--answers").arg(self.folder.path().join("answers.json"));
        pack.arg("--details").arg(self.folder.path().join("details.json"));
        for document in &self.documents {
            pack.args(["--document", document]);
        }
        if let Some(recipient) = &self.recipient {
            pack.args(["--recipient", recipient]);
        }
        let output = pack.output().expect("pack runs");
        assert_eq!(output.status.success(), out.exists(), "{output:?}");
        (fs::read(out).ok(), printed(&output))
    }
}

/// A complete package.
pub fn package() -> Vec<u8> {
    let (package, printed) = Application::complete().pack();
    package.unwrap_or_else(|| panic!("the package is made: {printed}"))
}

/// Runs `upload verify` on a file: whether it is valid, and what was printed as JSON.
pub fn verify(path: &Path) -> (bool, serde_json::Value) {
    let output = upload("verify").arg(path).args(["--format", "json"]).output().expect("verify runs");
    let document = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.success(), document)
}
