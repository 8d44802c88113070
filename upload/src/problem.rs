//! What the endpoint answers when it does not do what was asked: problem documents (RFC 9457).
//!
//! One table holds every code with its status and its words. What is wrong with a *package* has its
//! codes in the `package` crate and its words in the content; here it is only carried.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use package::Param;
use rules::Text;
use serde::{Deserialize, Serialize};

use crate::store::fault;
use crate::words;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A form is not written as browsers write them.
    BadForm,
    /// A header is missing or cannot be read: `{header}`.
    BadHeader,
    /// A field of Upload-Metadata is missing or has the wrong form: `{field}`.
    BadMetadata,
    /// The connection broke, or the body was not well formed.
    BodyBroken,
    /// The body goes on beyond the announced length.
    BodyTooLong,
    /// More forms are being received than memory is set aside for.
    FormsBusy,
    /// A body is not what its checksum says.
    ChecksumMismatch,
    /// A body with a checksum is larger than `{limit_bytes}`.
    ChecksumTooLarge,
    /// Too many bodies with a checksum are held in memory already.
    ChecksumsBusy,
    /// An upload of no bytes was announced.
    EmptyUpload,
    /// There is no room in the store for more of an upload that was begun.
    InsufficientStorage,
    /// The key names an upload of another package.
    KeyTaken,
    /// There is no room in the store, and nothing was begun.
    NoRoom,
    /// A package that is not sealed, where only sealed ones are taken.
    NotSealed,
    /// Nothing arrived for `{seconds}`.
    NoProgress,
    /// The package was refused; the list of problems says why.
    PackageRefused,
    /// An upload came in so many small pieces that it cannot go on.
    PiecesTooSmall,
    /// A sealed package, where something needs a plain one: it has to be opened first.
    Sealed,
    /// A sealed package that is not whole, or was changed.
    SealDamaged,
    /// A sealed package, where no key is known to which it could be sealed.
    SealedWithoutKey,
    /// The endpoint is being stopped.
    ShuttingDown,
    /// The store cannot be read or written.
    StoreUnavailable,
    /// The package is larger than `{limit_bytes}`.
    TooLarge,
    /// One upload, or one address, is asked for too often.
    TooManyRequests,
    /// More uploads are open than the endpoint allows.
    TooManyUploads,
    /// Fewer bytes arrived than `{bytes_per_second}` on average.
    TooSlow,
    /// No such algorithm for a checksum; these are known: `{known}`.
    UnknownChecksum,
    /// No such page of the endpoint or the site.
    UnknownPage,
    /// No receipt has this code.
    UnknownReceipt,
    /// No service has this id: `{service}`.
    UnknownService,
    /// No upload has this address.
    UnknownUpload,
    /// A header of an extension of the protocol that is not spoken: `{header}`.
    UnsupportedExtension,
    /// Another version of the protocol was asked for.
    UnsupportedVersion,
    /// The upload expired or was given up.
    UploadEnded,
    /// A package that was received cannot be given up.
    UploadReceived,
    /// There is no receipt before all bytes have arrived.
    UploadUnfinished,
    /// A PATCH has another content type than the protocol's.
    WrongContentType,
    /// None of the keys opens a sealed package.
    WrongKey,
    /// The bytes are not for where the upload stands: `{offset}`.
    WrongOffset,
}

struct Row {
    code: &'static str,
    status: StatusCode,
    id: &'static str,
    en: &'static str,
}

impl Kind {
    #[rustfmt::skip] // A table reads better when its rows look alike.
    fn row(self) -> Row {
        let row = |code, status, id, en| Row { code, status, id, en };
        use StatusCode as S;
        match self {
            Self::BadForm => row("bad-form", S::BAD_REQUEST, "Kiriman formulir ini tidak utuh atau tidak dapat dibaca. Tidak ada yang disimpan; kirim lagi.", "What was sent of this form is not whole or cannot be read. Nothing was stored; send again."),
            Self::BadHeader => row("bad-header", S::BAD_REQUEST, "Header {header} tidak ada atau tidak dapat dibaca.", "The header {header} is missing or cannot be read."),
            Self::BadMetadata => row("bad-metadata", S::BAD_REQUEST, "Isian {field} pada Upload-Metadata tidak ada atau bentuknya salah.", "The field {field} of Upload-Metadata is missing or has the wrong form."),
            Self::BodyBroken => row("body-broken", S::BAD_REQUEST, "Kiriman terputus. Bagian yang sudah tiba tetap tersimpan; lanjutkan dari sana.", "The transfer broke off. What had arrived is kept; continue from there."),
            Self::BodyTooLong => row("body-too-long", S::PAYLOAD_TOO_LARGE, "Kiriman melebihi panjang yang diumumkan.", "More bytes were sent than the announced length."),
            Self::ChecksumMismatch => row("checksum-mismatch", checksum_mismatch(), "Kiriman tidak cocok dengan checksum-nya dan tidak disimpan. Kirim lagi dari byte {offset}.", "The bytes do not match their checksum and were not kept. Send them again from byte {offset}."),
            Self::ChecksumTooLarge => row("checksum-too-large", S::PAYLOAD_TOO_LARGE, "Satu kiriman dengan Upload-Checksum paling besar {limit_bytes} byte. Kirim dalam potongan yang lebih kecil.", "What is sent with Upload-Checksum may have {limit_bytes} bytes at most. Send it in smaller pieces."),
            Self::ChecksumsBusy => row("checksums-busy", S::SERVICE_UNAVAILABLE, "Terlalu banyak kiriman dengan Upload-Checksum sedang berjalan. Coba lagi sebentar lagi, atau tanpa checksum.", "Too much is being sent with Upload-Checksum at the moment. Try again shortly, or without a checksum."),
            Self::EmptyUpload => row("empty-upload", S::UNPROCESSABLE_ENTITY, "Paket tidak boleh kosong: Upload-Length harus lebih dari 0.", "A package cannot be empty: Upload-Length must be more than 0."),
            Self::FormsBusy => row("forms-busy", S::SERVICE_UNAVAILABLE, "Terlalu banyak formulir sedang dikirim. Tidak ada yang disimpan; coba lagi dalam beberapa menit.", "Too many forms are being sent. Nothing was stored; try again in a few minutes."),
            Self::InsufficientStorage => row("insufficient-storage", S::INSUFFICIENT_STORAGE, "Tempat penyimpanan penuh. Bagian yang sudah tiba tetap tersimpan; coba lagi nanti.", "The storage is full. What had arrived is kept; try again later."),
            Self::KeyTaken => row("key-taken", S::CONFLICT, "Kunci ini sudah dipakai untuk paket lain.", "This key belongs to an upload of another package."),
            // Not 408, nor is being too slow: tus-js-client and Uppy give up on what begins with a 4.
            Self::NoProgress => row("no-progress", S::SERVICE_UNAVAILABLE, "Tidak ada data yang tiba selama {seconds} detik. Bagian yang sudah tiba tetap tersimpan; lanjutkan dari sana.", "Nothing arrived for {seconds} seconds. What had arrived is kept; continue from there."),
            Self::NoRoom => row("no-room", S::INSUFFICIENT_STORAGE, "Tempat penyimpanan penuh. Tidak ada yang disimpan; coba lagi nanti.", "The storage is full. Nothing was stored; try again later."),
            Self::NotSealed => row("not-sealed", S::UNPROCESSABLE_ENTITY, "Paket ini tidak tersegel, dan di sini hanya paket tersegel yang diterima; isinya tidak disimpan. Muat ulang halaman formulir lalu kirim lagi, atau segel dengan `upload pack --recipient`.", "This package is not sealed, and only sealed ones are taken here; nothing of it was stored. Load the page of the form again and send again, or seal it with `upload pack --recipient`."),
            Self::PackageRefused => row("package-refused", S::UNPROCESSABLE_ENTITY, "Paket tidak diterima.", "The package was not accepted."),
            Self::PiecesTooSmall => row("pieces-too-small", S::BAD_REQUEST, "Unggahan ini tiba dalam terlalu banyak potongan kecil dan tidak dapat dilanjutkan. Batalkan, lalu mulai lagi dengan potongan yang lebih besar.", "This upload came in too many small pieces and cannot go on. Give it up, and begin again with larger ones."),
            Self::Sealed => row("sealed", S::UNPROCESSABLE_ENTITY, "Paket ini tersegel. Buka dengan `upload open --identity KUNCI PAKET`.", "This package is sealed. Open it with `upload open --identity KEY PACKAGE`."),
            Self::SealDamaged => row("seal-damaged", S::UNPROCESSABLE_ENTITY, "Paket tersegel ini rusak: tidak utuh, atau diubah setelah disegel.", "This sealed package is damaged: it is not whole, or was changed after it was sealed."),
            Self::SealedWithoutKey => row("sealed-without-key", S::UNPROCESSABLE_ENTITY, "Paket ini tersegel, tetapi di sini tidak ada kunci kantor, jadi tidak seorang pun dapat membukanya. Muat ulang halaman formulir lalu kirim lagi.", "This package is sealed, but no key of an office is set up here, so nobody could open it. Load the page of the form again and send again."),
            Self::ShuttingDown => row("shutting-down", S::SERVICE_UNAVAILABLE, "Layanan sedang dimulai ulang. Coba lagi sebentar lagi.", "The service is restarting. Try again in a moment."),
            Self::StoreUnavailable => row("store-unavailable", S::SERVICE_UNAVAILABLE, "Penyimpanan sedang tidak dapat dipakai. Coba lagi sebentar lagi.", "The storage cannot be used at the moment. Try again shortly."),
            Self::TooLarge => row("upload-too-large", S::PAYLOAD_TOO_LARGE, "Paket lebih besar daripada {limit_bytes} byte.", "The package is larger than {limit_bytes} bytes."),
            Self::TooManyRequests => row("too-many-requests", S::TOO_MANY_REQUESTS, "Terlalu banyak permintaan. Coba lagi sebentar lagi.", "Too many requests. Try again in a moment."),
            Self::TooManyUploads => row("too-many-uploads", S::SERVICE_UNAVAILABLE, "Terlalu banyak unggahan sedang berjalan. Coba lagi nanti.", "Too many uploads are under way. Try again later."),
            Self::TooSlow => row("too-slow", S::SERVICE_UNAVAILABLE, "Data yang tiba kurang dari {bytes_per_second} byte per detik. Bagian yang sudah tiba tetap tersimpan; lanjutkan dari sana.", "Fewer than {bytes_per_second} bytes a second arrived. What had arrived is kept; continue from there."),
            Self::UnknownChecksum => row("unknown-checksum", S::BAD_REQUEST, "Algoritme pada Upload-Checksum tidak dikenal; yang dikenal: {known}.", "The algorithm in Upload-Checksum is not known; these are: {known}."),
            Self::UnknownPage => row("unknown-page", S::NOT_FOUND, "Alamat ini tidak ada.", "There is nothing at this address."),
            Self::UnknownReceipt => row("unknown-receipt", S::NOT_FOUND, "Tidak ada tanda terima dengan kode ini.", "There is no receipt with this code."),
            Self::UnknownService => row("unknown-service", S::UNPROCESSABLE_ENTITY, "Layanan {service} tidak dikenal di sini.", "The service {service} is not known here."),
            Self::UnknownUpload => row("unknown-upload", S::NOT_FOUND, "Tidak ada unggahan di alamat ini.", "There is no upload at this address."),
            Self::UnsupportedExtension => row("unsupported-extension", S::BAD_REQUEST, "Header {header} termasuk ekstensi tus yang tidak didukung di sini.", "The header {header} belongs to an extension of tus that is not supported here."),
            Self::UnsupportedVersion => row("unsupported-version", S::PRECONDITION_FAILED, "Header Tus-Resumable harus 1.0.0.", "The header Tus-Resumable must be 1.0.0."),
            Self::UploadEnded => row("upload-ended", S::GONE, "Unggahan ini sudah kedaluwarsa atau dibatalkan. Mulai unggahan baru.", "This upload has expired or was given up. Start a new one."),
            Self::UploadReceived => row("upload-received", S::CONFLICT, "Paket sudah diterima dan tidak dapat dibatalkan di sini.", "The package has been received and cannot be given up here."),
            Self::UploadUnfinished => row("upload-unfinished", S::NOT_FOUND, "Belum semua data tiba; tanda terima belum ada.", "Not all bytes have arrived; there is no receipt yet."),
            Self::WrongContentType => row("wrong-content-type", S::UNSUPPORTED_MEDIA_TYPE, "Content-Type harus application/offset+octet-stream.", "The Content-Type must be application/offset+octet-stream."),
            Self::WrongKey => row("wrong-key", S::UNPROCESSABLE_ENTITY, "Paket ini disegel untuk kunci lain: tidak ada kunci dalam berkas ini yang membukanya.", "This package was sealed to another key: none of those in the key file opens it."),
            Self::WrongOffset => row("wrong-offset", S::CONFLICT, "Unggahan ini sudah berada di byte {offset}; lanjutkan dari sana.", "This upload stands at byte {offset}; continue from there."),
        }
    }
}

/// The status that tus has for this; HTTP knows no such one.
fn checksum_mismatch() -> StatusCode {
    StatusCode::from_u16(460).expect("it has three digits")
}

/// One thing that is wrong, in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What it is, for programs.
    pub code: String,
    /// The particulars, which the text also names.
    pub params: BTreeMap<String, Param>,
    /// What it is, for people.
    pub text: Text,
    /// The id of the element of the form where it can be put right, if there is one; for a page only.
    #[serde(skip)]
    pub at: Option<String>,
}

impl Problem {
    /// A problem whose words need no particulars.
    pub fn of(kind: Kind) -> Self {
        let Row { code, id, en, .. } = kind.row();
        let text = Text { id: id.to_owned(), en: en.to_owned() };
        Self { code: code.to_owned(), params: BTreeMap::new(), text, at: None }
    }
}

/// A request that is not carried out: why, and what the client needs to go on.
#[derive(Clone, Debug)]
pub struct Refusal {
    kind: Kind,
    params: BTreeMap<&'static str, Param>,
    problems: Vec<Problem>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal whose words need no particulars.
    pub fn new(kind: Kind) -> Self {
        Self { kind, params: BTreeMap::new(), problems: Vec::new(), headers: Vec::new() }
    }

    /// The package was refused for these reasons.
    pub fn of_package(problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::new(Kind::PackageRefused) }
    }

    /// Fills a placeholder of the words.
    pub fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// Adds a header to the answer.
    pub fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether this is why.
    pub fn is(&self, kind: Kind) -> bool {
        self.kind == kind
    }

    /// The same where nothing was begun, of which something could be kept.
    pub fn nothing_begun(mut self) -> Self {
        if self.kind == Kind::InsufficientStorage {
            self.kind = Kind::NoRoom;
        }
        self
    }

    /// All that is wrong with a package, where that is why.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What is said to people.
    pub fn words(&self) -> Text {
        let Row { id, en, .. } = self.kind.row();
        let values: Vec<_> =
            self.params.iter().map(|(name, value)| (*name, words::written(name, value))).collect();
        words::fill(id, en, &values)
    }

    /// Asks the client to come back after this many seconds.
    pub fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, seconds)
    }
}

impl From<object_store::Error> for Refusal {
    fn from(error: object_store::Error) -> Self {
        tracing::error!(error = %fault::kind(&error), "the store failed");
        // Somebody has to make room, which takes longer than a hiccup.
        if fault::is_for_want_of_room(&error) {
            return Self::new(Kind::InsufficientStorage).retry_after(60);
        }
        Self::new(Kind::StoreUnavailable).retry_after(5)
    }
}

/// Which problem an answer tells, for log and metrics.
#[derive(Clone, Copy, Debug)]
pub struct ProblemCode(pub &'static str);

/// The document as it is sent.
#[derive(Serialize)]
struct Document<'a> {
    /// `about:blank`: the status says what kind of problem it is, `code` which one.
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: &'static str,
    problems: &'a [Problem],
}

impl IntoResponse for Refusal {
    fn into_response(mut self) -> Response {
        let Row { code, status, .. } = self.kind.row();
        let text = self.words();
        let detail = text.en.clone();
        if self.problems.is_empty() {
            let params = self.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            self.problems.push(Problem { code: code.to_owned(), params, text, at: None });
        }
        // Only the status that is tus's own has no name in HTTP.
        let title = status.canonical_reason().unwrap_or("Checksum Mismatch");
        let document = Document {
            r#type: "about:blank",
            title,
            status: status.as_u16(),
            detail: &detail,
            code,
            problems: &self.problems,
        };
        let mut response = (status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.headers);
        response.extensions_mut().insert(ProblemCode(code));
        response
    }
}
