//! Requests to the endpoint, each with a watchdog: a connection that hangs is worse than one that fails.
//!
//! By `XMLHttpRequest`, because `fetch` does not tell how much of a body has gone out: only who sees that
//! can tell a slow link from a dead one.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, XmlHttpRequest};

/// Milliseconds within which something has to move: bytes of the body, or the answer once they are gone.
/// By then the last bytes may still be in the device's own buffers, 64 KiB of which take that long at
/// 25 kbit/s; what the endpoint has got of them by then it keeps.
const PATIENCE: u32 = 20_000;

/// A request.
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// A path or a whole address.
    pub url: &'a str,
    /// Names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, if it has one.
    pub body: Option<Blob>,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    request: XmlHttpRequest,
    /// Its body, as text.
    pub body: String,
}

impl Answer {
    /// A header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.get_response_header(name).ok().flatten()
    }

    /// A header that is a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }
}

/// Requests, one after the other. A clone is the same.
#[derive(Clone, Default)]
pub struct Requests(Rc<RefCell<Option<XmlHttpRequest>>>);

impl Requests {
    /// Ends the one under way, as if the connection were lost.
    pub fn abort(&self) {
        if let Some(http) = self.0.take() {
            // What cannot be aborted has ended.
            let _ = http.abort();
        }
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    /// There was none, or nothing moved for too long. Why does not matter, and browsers do not tell.
    pub async fn send(&self, request: Request<'_>) -> Result<Answer, JsValue> {
        let http = XmlHttpRequest::new()?;
        *self.0.borrow_mut() = Some(http.clone());
        let answer = answer(http, request).await;
        *self.0.borrow_mut() = None;
        answer
    }
}

async fn answer(http: XmlHttpRequest, request: Request<'_>) -> Result<Answer, JsValue> {
    http.open(request.method, request.url)?;
    for (name, value) in request.headers {
        http.set_request_header(name, value)?;
    }
    let watchdog = Rc::new(RefCell::new(None));
    let watch = {
        let http = http.clone();
        move || {
            let http = http.clone();
            // What cannot be aborted has ended.
            *watchdog.borrow_mut() = Some(Timeout::new(PATIENCE, move || drop(http.abort())));
        }
    };
    watch();
    let moved = Closure::<dyn Fn()>::new(watch);
    // To listen to the body makes a request to another origin one that is asked for beforehand; with the
    // headers of tus it is that anyhow.
    http.upload()?.set_onprogress(Some(moved.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve, _| http.set_onloadend(Some(&resolve)));
    http.send_with_opt_blob(request.body.as_ref())?;
    JsFuture::from(ended).await?;
    match http.status()? {
        0 => Err(JsValue::NULL),
        status => Ok(Answer { status, body: http.response_text()?.unwrap_or_default(), request: http }),
    }
}
