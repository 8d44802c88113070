//! Sends a package, however often the connection breaks, and ends with a receipt or a refusal.
//!
//! The protocol is tus 1.0.0 with creation. The order of things:
//! 1. Put the package together and digest it.
//! 2. Announce it under a key made here: announced twice, it is still one upload.
//! 3. Ask how much has arrived, send slices from there on; after any failure wait, and ask again.
//! 4. Fetch the receipt.

use std::cell::Cell;
use std::rc::Rc;

use package::{Code, Layout, Problem};
use rules::{Date, Text};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::clock;
use super::files::SLICE;
use super::http::{self, Answer, Request};
use super::json;
use super::parcel::Parcel;
use super::wake::Wake;
use super::window;
use crate::backoff;
use crate::page_data::PageData;
use crate::sending::{Progress, Received, Refusal, Sending, Upload};
use crate::state::{Action, State};
use crate::words::Word;

/// How often a new upload is begun because the endpoint has given one up.
const MOST_UPLOADS: u32 = 3;

/// What sending needs.
pub struct Job {
    /// The state when sending was asked for.
    pub state: State,
    /// The files to send, in the order of [`State::files_to_send`].
    pub files: Vec<Blob>,
    /// Ends a wait early.
    pub wake: Wake,
    /// Set when sending is given up.
    pub is_stopped: Rc<Cell<bool>>,
    /// Takes the news, until it is stopped.
    pub tell: Box<dyn Fn(Action)>,
}

/// Why an attempt has ended without a receipt.
enum Setback {
    /// No answer, or one that asks to come back later.
    TryAgain,
    /// The endpoint knows the upload no more, or under this key another one.
    Gone,
    /// The endpoint has refused the package: its answer's body and status.
    Refused(Answer),
}

impl From<JsValue> for Setback {
    fn from(_no_answer: JsValue) -> Self {
        Self::TryAgain
    }
}

impl Job {
    /// Sends until there is a receipt, a refusal, or nobody who wants it.
    pub async fn run(self) {
        let (parcel, mut upload) = match self.prepare().await {
            Ok(prepared) => prepared,
            Err(problem) => {
                let page = self.page();
                let text = |lang| page.words.package_problem(&problem, &page.service, lang);
                return self.tell(Action::Reach(Sending::Refused(vec![Text::each(text)])));
            }
        };
        let (mut failures, mut uploads) = (0, 1);
        let mut progress = Progress { sent: 0, total: parcel.layout.bytes() };
        while !self.is_stopped.get() {
            let before = progress.sent;
            match self.attempt(&parcel, &mut upload, &mut progress).await {
                Ok(received) => return self.tell(Action::Reach(Sending::Received(received))),
                Err(Setback::Refused(answer)) => {
                    return self.tell(Action::Reach(Sending::Refused(self.problems(&answer))));
                }
                Err(Setback::Gone) if uploads < MOST_UPLOADS => {
                    uploads += 1;
                    upload = Upload { key: new_key(), url: None, ..upload };
                    self.tell(Action::Announce(upload.clone()));
                }
                Err(Setback::Gone | Setback::TryAgain) => {
                    // A link that moves anything at all is worth being asked again soon.
                    failures = if progress.sent > before { 1 } else { failures + 1 };
                    self.wait(failures, progress).await;
                }
            }
        }
    }

    /// The package, and the upload that it goes into: the one that was begun with these very bytes, or
    /// else a new one.
    async fn prepare(&self) -> Result<(Parcel, Upload), Problem> {
        if let Some(upload) = &self.state.upload {
            let (parcel, sha256) = self.pack(upload.today).await?;
            if sha256 == upload.sha256 {
                return Ok((parcel, upload.clone()));
            }
        }
        let today = self.state.today.unwrap_or_else(clock::today);
        let (parcel, sha256) = self.pack(today).await?;
        let upload = Upload { key: new_key(), sha256, today, url: None };
        self.tell(Action::Announce(upload.clone()));
        Ok((parcel, upload))
    }

    async fn pack(&self, today: Date) -> Result<(Parcel, String), Problem> {
        let (statement, documents) = self.state.statement(today);
        let layout = Layout::new(statement, &documents)?;
        let parcel = Parcel { layout, files: self.files.clone() };
        let sha256 = parcel.sha256().await.map_err(|_| {
            // A browser does not say which of them it has lost.
            let names: Vec<_> = self.state.files_to_send().map(|chosen| chosen.file.name.as_str()).collect();
            Problem::new(Code::Unreadable).with("name", names.join(", "))
        })?;
        Ok((parcel, sha256))
    }

    /// One go, from wherever the upload stands to the receipt.
    async fn attempt(
        &self,
        parcel: &Parcel,
        upload: &mut Upload,
        progress: &mut Progress,
    ) -> Result<Received, Setback> {
        let url = match &upload.url {
            Some(url) => url.clone(),
            None => {
                let url = self.create(upload, progress.total).await?;
                upload.url = Some(url.clone());
                self.tell(Action::Announce(upload.clone()));
                url
            }
        };
        progress.sent = offset(&url).await?;
        while progress.sent < progress.total {
            if self.is_stopped.get() {
                return Err(Setback::TryAgain);
            }
            self.tell(Action::Reach(Sending::Uploading(*progress)));
            progress.sent = match patch(&url, parcel, progress.sent).await? {
                Some(offset) => offset,
                None => offset(&url).await?,
            };
        }
        self.tell(Action::Reach(Sending::Checking));
        let answer = get(&url).await?;
        match answer.status {
            // The endpoint still works on it; if it does not know it any more, the next question tells.
            404 => Err(Setback::TryAgain),
            _ => {
                let answer = expect(200, answer)?;
                match json::read(&answer.body) {
                    Some(receipt) => Ok(Received { document: answer.body, receipt }),
                    None => Err(Setback::Refused(answer)),
                }
            }
        }
    }

    async fn create(&self, upload: &Upload, length: u64) -> Result<String, Setback> {
        let page = self.page();
        let metadata = [
            "service ",
            &base64(&page.service.id),
            ",sha256 ",
            &base64(&upload.sha256),
            ",key ",
            &base64(&upload.key),
        ];
        let request = Request {
            method: "POST",
            url: &page.endpoint,
            headers: &[TUS, ("Upload-Length", &length.to_string()), ("Upload-Metadata", &metadata.concat())],
            body: None,
        };
        let answer = http::send(request).await?;
        if answer.status == 409 {
            return Err(Setback::Gone);
        }
        expect(201, answer)?.header("Location").ok_or(Setback::TryAgain)
    }

    async fn wait(&self, failures: u32, progress: Progress) {
        let wait = backoff::wait(failures, (js_sys::Math::random() * 1000.0) as u32);
        let seconds = wait.div_ceil(1000);
        self.tell(Action::Reach(Sending::Waiting { seconds, progress }));
        self.wake.sleep(wait).await;
    }

    fn problems(&self, answer: &Answer) -> Vec<Text> {
        let status = answer.status.to_string();
        Refusal::texts(
            json::read(&answer.body),
            &self.page().words.filled(Word::UnknownAnswer, &[("status", &status)]),
        )
    }

    fn page(&self) -> &PageData {
        &self.state.page
    }

    fn tell(&self, action: Action) {
        if !self.is_stopped.get() {
            (self.tell)(action);
        }
    }
}

const TUS: (&str, &str) = ("Tus-Resumable", "1.0.0");

/// How much has arrived, in bytes.
async fn offset(url: &str) -> Result<u64, Setback> {
    let answer = http::send(Request { method: "HEAD", url, headers: &[TUS], body: None }).await?;
    expect(200, answer)?.number("Upload-Offset").ok_or(Setback::TryAgain)
}

/// Sends the slice at `offset`, and says how much has arrived by then; none, if the upload stands
/// elsewhere (an answer was lost on the way) and has to be asked.
async fn patch(url: &str, parcel: &Parcel, offset: u64) -> Result<Option<u64>, Setback> {
    let request = Request {
        method: "PATCH",
        url,
        headers: &[
            TUS,
            ("Content-Type", "application/offset+octet-stream"),
            ("Upload-Offset", &offset.to_string()),
        ],
        body: Some(parcel.slice(offset, SLICE)?.into()),
    };
    let answer = http::send(request).await?;
    if answer.status == 409 {
        return Ok(None);
    }
    expect(204, answer).map(|answer| answer.number("Upload-Offset"))
}

async fn get(url: &str) -> Result<Answer, JsValue> {
    let url = [url, "/receipt"].concat();
    http::send(Request { method: "GET", url: &url, headers: &[], body: None }).await
}

/// The answer, if it has this status; else what to make of it.
fn expect(status: u16, answer: Answer) -> Result<Answer, Setback> {
    match answer.status {
        got if got == status => Ok(answer),
        404 | 410 => Err(Setback::Gone),
        // Too slow, locked, too early, too many requests, and whatever is wrong at the other end.
        408 | 409 | 423 | 425 | 429 | 500.. => Err(Setback::TryAgain),
        _ => Err(Setback::Refused(answer)),
    }
}

/// 128 random bits, in hexadecimal digits.
fn new_key() -> String {
    let mut bytes = [0; 16];
    // Without its random numbers a browser has no secure connections either.
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .expect("every browser with wasm has random numbers");
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Base 64 of ASCII text, as `Upload-Metadata` wants it.
fn base64(text: &str) -> String {
    window().btoa(text).expect("ids and hexadecimal digits are ASCII")
}
