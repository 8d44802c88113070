//! Packages that this crate would never make: entries of one's own choice, in an otherwise right bag.

use std::io::{Cursor, Read as _};

use package::{Digest, Sha256};

/// Paths in the bag and their bytes, in the order of the ZIP file.
pub struct Forgery {
    pub bag: String,
    pub entries: Vec<(String, Vec<u8>)>,
}

impl Forgery {
    /// Takes a package apart.
    pub fn of(package: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
        let mut bag = String::new();
        let entries = (0..archive.len())
            .map(|index| {
                let mut file = archive.by_index(index).unwrap();
                let name = file.name().unwrap().into_owned();
                let (folder, path) = name.split_once('/').unwrap();
                bag = folder.to_owned();
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                (path.to_owned(), bytes)
            })
            .collect();
        Self { bag, entries }
    }

    /// Adds an entry at the end.
    pub fn with(mut self, path: &str, bytes: &[u8]) -> Self {
        self.entries.push((path.to_owned(), bytes.to_vec()));
        self
    }

    /// Leaves an entry out.
    pub fn without(mut self, path: &str) -> Self {
        self.entries.retain(|(other, _)| other != path);
        self
    }

    /// Changes the text of an entry.
    pub fn edit(mut self, path: &str, from: &str, to: &str) -> Self {
        let (_, bytes) = self.entries.iter_mut().find(|(other, _)| other == path).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{path} does not contain {from}");
        *bytes = text.replace(from, to).into_bytes();
        self
    }

    /// Turns the order of a text's lines around.
    pub fn reversed(self, path: &str) -> Self {
        let (_, bytes) = self.entries.iter().find(|(other, _)| other == path).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let reversed: String = text.split_inclusive('\n').rev().collect();
        self.edit(path, &text, &reversed)
    }

    /// Makes both manifests say what the entries are, and the bag's name too.
    pub fn sealed(mut self) -> Self {
        self.seal("manifest-sha256.txt", |path| path.starts_with("data/"));
        self.seal("tagmanifest-sha256.txt", |path| {
            !path.starts_with("data/") && path != "tagmanifest-sha256.txt"
        });
        let application = self.entries.iter().find(|(path, _)| path == "data/application.json").unwrap();
        self.bag = format!("small-permit-{}", &Sha256::of(&application.1).hex()[..16]);
        self
    }

    fn seal(&mut self, manifest: &str, covers: fn(&str) -> bool) {
        let lines = self.entries.iter().filter(|(path, _)| covers(path));
        let text: String = lines.map(|(path, bytes)| format!("{}  {path}\n", Sha256::of(bytes))).collect();
        let (_, bytes) = self.entries.iter_mut().find(|(path, _)| path == manifest).unwrap();
        *bytes = text.into_bytes();
    }

    /// The ZIP file, put together here and not by the crate under test.
    pub fn package(&self) -> Vec<u8> {
        let (mut zip, mut central) = (Vec::new(), Vec::new());
        for (path, bytes) in &self.entries {
            let name = format!("{}/{path}", self.bag);
            let mut common = vec![10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
            common.extend(Digest::of(bytes).crc32.to_le_bytes());
            common.extend([(bytes.len() as u32).to_le_bytes(); 2].concat());
            common.extend((name.len() as u16).to_le_bytes());
            common.extend([0, 0]);
            let offset = (zip.len() as u32).to_le_bytes();
            central.extend([b"PK\x01\x02\x0A\0", &common[..], &[0; 10], &offset, name.as_bytes()].concat());
            zip.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
        }
        let count = (self.entries.len() as u16).to_le_bytes();
        let (length, offset) = ((central.len() as u32).to_le_bytes(), (zip.len() as u32).to_le_bytes());
        let end = [b"PK\x05\x06\0\0\0\0", &count[..], &count, &length, &offset, &[0, 0]].concat();
        [zip, central, end].concat()
    }
}
