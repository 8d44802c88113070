//! Sends a package, however often the connection breaks, and ends with a receipt or a refusal.
//!
//! The order of things:
//! 1. Seal the package, where the office has a key, and digest what will be sent.
//! 2. Give up an upload that was begun before something was changed; if it has arrived already, its
//!    receipt is the receipt. So two applications are never made of one.
//! 3. Announce the package under the page's key: announced twice, it is still one upload.
//! 4. Ask how much has arrived, send pieces from there on; after any failure wait, and ask again.
//! 5. Fetch the receipt.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::Crypto;

use super::clock;
use super::http::Requests;
use super::parcel::OpenParcel;
use super::tus;
use super::wake::Wake;
use crate::backoff;
use crate::message::News;
use crate::pace::Pace;
use crate::sealed::Sealed;
use crate::sending::{Drawn, Halt, Happening, Progress, Received, Sending, Upload, What};
use crate::setback::Setback;

/// How often a new upload is begun because the endpoint has given one up.
const MOST_UPLOADS: u32 = 3;

/// What sending needs.
pub struct Job {
    /// Where uploads are created.
    pub endpoint: String,
    /// The service's id.
    pub service: String,
    /// The upload that was begun earlier, and the package as it would be for that, not sealed yet.
    pub begun: Option<(Upload, OpenParcel)>,
    /// The package as it is now, not sealed yet.
    pub parcel: OpenParcel,
    /// The day for which that was decided.
    pub today: rules::Date,
    /// The key for its upload, if that is a new one.
    pub key: String,
    /// What that is sealed with; none, where the office has no key.
    pub sealed: Option<Sealed>,
    /// Where its requests go.
    pub requests: Requests,
    /// What the link has shown of itself.
    pub pace: Rc<RefCell<Pace>>,
    /// Ends a wait early.
    pub wake: Wake,
    /// Set when sending is given up.
    pub is_stopped: Rc<Cell<bool>>,
    /// Takes the news, until it is stopped.
    pub tell: fn(News),
}

/// A package on its way.
struct Delivery {
    parcel: OpenParcel,
    upload: Upload,
    /// The address of an upload of other bytes, begun earlier, while it may still arrive.
    earlier: Option<String>,
    progress: Progress,
}

impl Job {
    /// Sends until there is a receipt, a refusal, no way to go on, or nobody who wants it.
    pub async fn run(mut self) {
        let mut delivery = match self.prepare().await {
            Ok(delivery) => delivery,
            Err(halt) => return self.end(Sending::Halted(halt), 0),
        };
        self.note(What::Begun, 0);
        let (mut failures, mut uploads) = (0, 1);
        while !self.is_stopped.get() {
            let before = delivery.progress.sent;
            let ended = self.attempt(&mut delivery).await;
            let sent = delivery.progress.sent;
            let answered = match ended {
                Ok(received) => return self.tell(News::Receive(Box::new(received))),
                Err(Setback::Refused(problems)) => return self.end(Sending::Refused(problems), sent),
                Err(Setback::Gone(_)) if uploads < MOST_UPLOADS => {
                    uploads += 1;
                    delivery.upload = Upload { key: new_key(), url: None, ..delivery.upload };
                    self.note(What::Anew, sent);
                    self.tell(News::Announce(delivery.upload.clone()));
                    continue;
                }
                Err(Setback::Gone(status) | Setback::NoEndpoint(status)) => {
                    self.note(What::Answered(status), sent);
                    return self.end(Sending::Halted(Halt::NoEndpoint(status)), sent);
                }
                Err(Setback::Unreadable) => return self.end(Sending::Halted(Halt::Unreadable), sent),
                Err(Setback::Unknown(status)) => Some(status),
                Err(Setback::TryAgain) => None,
            };
            if self.is_stopped.get() {
                return;
            }
            self.note(answered.map_or(What::Lost, What::Answered), sent);
            self.pace.borrow_mut().lost();
            // A link that moves anything at all is worth being asked again soon.
            failures = if sent > before { 1 } else { failures + 1 };
            self.wait(failures, answered, delivery.progress).await;
        }
    }

    /// The upload that the package goes into: the one that was begun with these very bytes, or else a new
    /// one.
    ///
    /// # Errors
    /// A document cannot be read, or the package cannot be sealed.
    async fn prepare(&mut self) -> Result<Delivery, Halt> {
        let begun = self.begun.take();
        let mut earlier = None;
        if let Some((upload, parcel)) = begun {
            // What was begun before the office had a key does not go on readable: the page promises more now.
            let may_go_on = upload.sealed.is_some() || self.sealed.is_none();
            let parcel = parcel.sealed(upload.sealed.as_ref()).filter(|_| may_go_on);
            // What was begun may hold a file that is gone; then it is not what is to be sent now.
            if let Some(parcel) = parcel
                && parcel.sha256().await.is_ok_and(|sha256| sha256 == upload.sha256)
            {
                return Ok(Delivery::new(parcel, upload, None));
            }
            // An upload whose address never came back got no bytes, and without them it is no application:
            // its key can be let go.
            earlier = upload.url;
        }
        // A key that is none was let through by nobody who builds a guide. Nothing is sent readable instead.
        let parcel = self.parcel.clone().sealed(self.sealed.as_ref()).ok_or(Halt::Worker)?;
        let sha256 = parcel.sha256().await.map_err(|_| Halt::Unreadable)?;
        let (key, sealed) = (self.key.clone(), self.sealed.clone());
        let upload = Upload { key, sha256, today: self.today, url: None, sealed };
        if earlier.is_none() {
            self.tell(News::Announce(upload.clone()));
        }
        Ok(Delivery::new(parcel, upload, earlier))
    }

    /// One go, from wherever the upload stands to the receipt.
    async fn attempt(&self, delivery: &mut Delivery) -> Result<Received, Setback> {
        let Delivery { parcel, upload, earlier, progress } = delivery;
        if let Some(url) = earlier {
            if let Some(received) = settle(&self.requests, url).await? {
                return Ok(received);
            }
            *earlier = None;
            self.tell(News::Announce(upload.clone()));
        }
        let url = match &upload.url {
            Some(url) => url.clone(),
            None => {
                let url = tus::create(&self.requests, &self.endpoint, &self.service, upload, progress.total)
                    .await?;
                upload.url = Some(url.clone());
                self.tell(News::Announce(upload.clone()));
                url
            }
        };
        progress.sent = tus::offset(&self.requests, &url).await?;
        while progress.sent < progress.total {
            if self.is_stopped.get() {
                return Err(Setback::TryAgain);
            }
            let pace = *self.pace.borrow();
            progress.speed = pace.speed();
            self.tell(News::Reach(Sending::Uploading(*progress)));
            let piece = parcel.slice(progress.sent, pace.piece()).await;
            let piece = piece.map_err(|_| Setback::Unreadable)?;
            if self.is_stopped.get() {
                return Err(Setback::TryAgain);
            }
            let (begun, bytes) = (clock::now(), piece.size() as u64);
            let Some(offset) = tus::patch(&self.requests, &url, progress.sent, piece).await? else {
                // Somebody else sends it too, or an answer was lost: not to be asked without a pause.
                return Err(Setback::TryAgain);
            };
            self.pace.borrow_mut().arrived(bytes, clock::now() - begun);
            progress.sent = offset;
        }
        self.tell(News::Reach(Sending::Checking));
        // If it has none, the endpoint still works on it, or knows it no more: the next go tells.
        tus::receipt(&self.requests, &url).await?.ok_or(Setback::TryAgain)
    }

    async fn wait(&self, failures: u32, answered: Option<u16>, progress: Progress) {
        let wait = backoff::wait(failures, (js_sys::Math::random() * 1000.0) as u32);
        let seconds = wait.div_ceil(1000);
        self.tell(News::Reach(Sending::Waiting { seconds, answered, progress }));
        self.wake.sleep(wait).await;
    }

    fn note(&self, what: What, sent: u64) {
        self.tell(News::Happened(Happening { at: clock::now(), what, sent }));
    }

    fn end(&self, stage: Sending, sent: u64) {
        self.note(What::Ended, sent);
        self.tell(News::Reach(stage));
    }

    fn tell(&self, news: News) {
        if !self.is_stopped.get() {
            (self.tell)(news);
        }
    }
}

impl Delivery {
    fn new(parcel: OpenParcel, upload: Upload, earlier: Option<String>) -> Self {
        let progress = Progress { total: parcel.bytes(), ..Progress::default() };
        Self { parcel, upload, earlier, progress }
    }
}

/// What has become of an upload of other bytes: its receipt, if it had arrived; or else it is given up
/// here, and will not arrive any more.
async fn settle(requests: &Requests, url: &str) -> Result<Option<Received>, Setback> {
    if tus::give_up(requests, url).await? {
        return Ok(None);
    }
    let received = tus::receipt(requests, url).await?.ok_or(Setback::TryAgain)?;
    Ok(Some(Received { is_earlier: true, ..received }))
}

/// The key of a new upload: 128 random bits.
fn new_key() -> String {
    random_digits::<16>()
}

/// What a new upload needs that is drawn by chance.
pub fn draw() -> Drawn {
    Drawn { key: new_key(), secret: random_digits::<32>() }
}

/// So many random bytes, in hexadecimal digits.
fn random_digits<const N: usize>() -> String {
    let mut bytes = [0; N];
    // The same property in a window and in a worker; without its random numbers a browser has no secure
    // connections either.
    Reflect::get(&js_sys::global(), &"crypto".into())
        .and_then(|crypto| crypto.unchecked_into::<Crypto>().get_random_values_with_u8_array(&mut bytes))
        .expect("every browser with wasm has random numbers");
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
