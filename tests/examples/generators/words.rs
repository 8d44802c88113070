//! Words by chance, but always the same ones. No numbers among them: in a guide a number is a reference.

/// The languages of the corpus.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Indonesian.
    Id,
    /// English.
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// As addresses say it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}

/// Parts of a page that have a heading.
pub const PARTS: usize = 5;

/// Sources that the guide's own list has.
pub const SOURCES: [&str; 8] = [
    "imigrasi-alih-status",
    "permenkumham-22-2023",
    "permenkumham-11-2024",
    "permen-imipas-5-2025",
    "kepmen-visa-2023",
    "imigrasi-biaya",
    "catatan-visa-2026",
    "panduan",
];

const INDONESIAN: [&str; 48] = [
    "izin",
    "tinggal",
    "kantor",
    "imigrasi",
    "permohonan",
    "dokumen",
    "paspor",
    "penjamin",
    "pemegang",
    "tanggal",
    "berlaku",
    "perpanjangan",
    "unggah",
    "berkas",
    "ukuran",
    "foto",
    "wawancara",
    "biaya",
    "tagihan",
    "alamat",
    "wilayah",
    "kerja",
    "petugas",
    "jawaban",
    "syarat",
    "bukti",
    "surat",
    "kuasa",
    "pemohon",
    "keluarga",
    "pekerja",
    "pelajar",
    "peneliti",
    "aturan",
    "sumber",
    "keterangan",
    "jadwal",
    "antrean",
    "layanan",
    "portal",
    "akun",
    "sandi",
    "telepon",
    "surel",
    "salinan",
    "asli",
    "terjemahan",
    "perubahan",
];

const ENGLISH: [&str; 48] = [
    "permit",
    "stay",
    "office",
    "immigration",
    "application",
    "document",
    "passport",
    "guarantor",
    "holder",
    "day",
    "valid",
    "extension",
    "upload",
    "file",
    "size",
    "photo",
    "interview",
    "fee",
    "bill",
    "address",
    "area",
    "work",
    "officer",
    "answer",
    "requirement",
    "proof",
    "letter",
    "proxy",
    "applicant",
    "family",
    "worker",
    "student",
    "researcher",
    "rule",
    "source",
    "statement",
    "schedule",
    "queue",
    "service",
    "portal",
    "account",
    "password",
    "telephone",
    "mail",
    "copy",
    "original",
    "translation",
    "change",
];

/// Where the words of one page come from.
pub struct Words {
    lang: Lang,
    state: u64,
}

impl Words {
    /// The words of a topic in a language.
    pub fn new(lang: Lang, topic: u32) -> Self {
        let lang_seed = if lang == Lang::Id { 1 } else { 2 };
        Self { lang, state: u64::from(topic) << 2 | lang_seed }
    }

    /// A number below `limit`, evenly enough (SplitMix64).
    pub fn below(&mut self, limit: u32) -> u32 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(limit.max(1))) as u32
    }

    fn word(&mut self) -> &'static str {
        let words = if self.lang == Lang::Id { &INDONESIAN } else { &ENGLISH };
        words[self.below(words.len() as u32) as usize]
    }

    /// So many words.
    pub fn phrase(&mut self, length: usize) -> String {
        (0..length).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// A sentence of 8 to 19 words.
    pub fn sentence(&mut self) -> String {
        let length = 8 + self.below(12) as usize;
        format!("{}.", capital(&self.phrase(length)))
    }

    /// The heading of a part; no two on a page are the same.
    pub fn heading(&mut self, part: usize) -> String {
        const NAMES: [&str; PARTS] = ["Alfa", "Bravo", "Charlie", "Delta", "Echo"];
        format!("{} {}", NAMES[part], self.phrase(3))
    }

    /// The title of a topic.
    pub fn title(&mut self, topic: u32) -> String {
        format!("{} {topic}", capital(&self.phrase(3)))
    }
}

fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}
