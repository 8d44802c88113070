//! Sends a package, however often the connection breaks, and ends with a receipt or a refusal.
//!
//! The order of things:
//! 1. Put the package together and digest it.
//! 2. Give up an upload that was begun before something was changed; if it has arrived already, its
//!    receipt is the receipt. So two applications are never made of one.
//! 3. Announce the package under a key made here: announced twice, it is still one upload.
//! 4. Ask how much has arrived, send slices from there on; after any failure wait, and ask again.
//! 5. Fetch the receipt.

use std::cell::Cell;
use std::rc::Rc;

use package::{Code, Layout, Problem};
use rules::Date;
use web_sys::Blob;

use super::clock;
use super::files::SLICE;
use super::parcel::Parcel;
use super::tus;
use super::wake::Wake;
use super::window;
use crate::backoff;
use crate::page_data::PageData;
use crate::sending::{Progress, Received, Sending, Upload};
use crate::setback::Setback;
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

/// A package on its way.
struct Delivery {
    parcel: Parcel,
    upload: Upload,
    /// The address of an upload of other bytes, begun earlier, while it may still arrive.
    earlier: Option<String>,
    progress: Progress,
}

impl Job {
    /// Sends until there is a receipt, a refusal, no way to go on, or nobody who wants it.
    pub async fn run(self) {
        let page = self.page();
        let mut delivery = match self.prepare().await {
            Ok(delivery) => delivery,
            Err(problem) => {
                let reason = page.words.package_problem(&problem, &page.service, page.lang);
                return self.tell(Action::Reach(Sending::Halted(reason)));
            }
        };
        let (mut failures, mut uploads) = (0, 1);
        while !self.is_stopped.get() {
            let before = delivery.progress.sent;
            let answered = match self.attempt(&mut delivery).await {
                Ok(received) => return self.tell(Action::Receive(received)),
                Err(Setback::Refused(problems)) => {
                    return self.tell(Action::Reach(Sending::Refused(problems)));
                }
                Err(Setback::Gone(_)) if uploads < MOST_UPLOADS => {
                    uploads += 1;
                    delivery.upload = Upload { key: new_key(), url: None, ..delivery.upload };
                    self.tell(Action::Announce(delivery.upload.clone()));
                    continue;
                }
                Err(Setback::Gone(status) | Setback::NoEndpoint(status)) => {
                    let reason = page.words.filled(Word::NoEndpoint, &[("status", &status.to_string())]);
                    return self.tell(Action::Reach(Sending::Halted(reason)));
                }
                Err(Setback::Unknown(status)) => Some(status),
                Err(Setback::TryAgain) => None,
            };
            // A link that moves anything at all is worth being asked again soon.
            failures = if delivery.progress.sent > before { 1 } else { failures + 1 };
            self.wait(failures, answered, delivery.progress).await;
        }
    }

    /// The package, and the upload that it goes into: the one that was begun with these very bytes, or
    /// else a new one.
    async fn prepare(&self) -> Result<Delivery, Problem> {
        let begun = self.state.upload.as_ref();
        if let Some(upload) = begun
            && let Ok((parcel, sha256)) = self.pack(upload.today).await
            && sha256 == upload.sha256
        {
            return Ok(Delivery::new(parcel, upload.clone(), None));
        }
        let today = self.state.today.unwrap_or_else(clock::today);
        let (parcel, sha256) = self.pack(today).await?;
        let upload = Upload { key: new_key(), sha256, today, url: None };
        // An upload whose address never came back got no bytes, and without them it is no application:
        // its key can be let go.
        let earlier = begun.and_then(|upload| upload.url.clone());
        if earlier.is_none() {
            self.tell(Action::Announce(upload.clone()));
        }
        Ok(Delivery::new(parcel, upload, earlier))
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
    async fn attempt(&self, delivery: &mut Delivery) -> Result<Received, Setback> {
        let Delivery { parcel, upload, earlier, progress } = delivery;
        if let Some(url) = earlier {
            if let Some(received) = settle(url).await? {
                return Ok(received);
            }
            *earlier = None;
            self.tell(Action::Announce(upload.clone()));
        }
        let url = match &upload.url {
            Some(url) => url.clone(),
            None => {
                let page = self.page();
                let url = tus::create(&page.endpoint, &page.service.id, upload, progress.total).await?;
                upload.url = Some(url.clone());
                self.tell(Action::Announce(upload.clone()));
                url
            }
        };
        progress.sent = tus::offset(&url).await?;
        while progress.sent < progress.total {
            if self.is_stopped.get() {
                return Err(Setback::TryAgain);
            }
            self.tell(Action::Reach(Sending::Uploading(*progress)));
            let slice = parcel.slice(progress.sent, SLICE)?;
            progress.sent = match tus::patch(&url, progress.sent, slice).await? {
                Some(offset) => offset,
                None => tus::offset(&url).await?,
            };
        }
        self.tell(Action::Reach(Sending::Checking));
        // If it has none, the endpoint still works on it, or knows it no more: the next go tells.
        tus::receipt(&url).await?.ok_or(Setback::TryAgain)
    }

    async fn wait(&self, failures: u32, answered: Option<u16>, progress: Progress) {
        let wait = backoff::wait(failures, (js_sys::Math::random() * 1000.0) as u32);
        let seconds = wait.div_ceil(1000);
        self.tell(Action::Reach(Sending::Waiting { seconds, answered, progress }));
        self.wake.sleep(wait).await;
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

impl Delivery {
    fn new(parcel: Parcel, upload: Upload, earlier: Option<String>) -> Self {
        let progress = Progress { sent: 0, total: parcel.layout.bytes() };
        Self { parcel, upload, earlier, progress }
    }
}

/// What has become of an upload of other bytes: its receipt, if it had arrived; or else it is given up
/// here, and will not arrive any more.
async fn settle(url: &str) -> Result<Option<Received>, Setback> {
    if tus::give_up(url).await? {
        return Ok(None);
    }
    let received = tus::receipt(url).await?.ok_or(Setback::TryAgain)?;
    Ok(Some(Received { is_earlier: true, ..received }))
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
