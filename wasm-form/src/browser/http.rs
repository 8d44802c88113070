//! Requests to the endpoint, each with a watchdog: a connection that hangs is worse than one that fails.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, Headers, RequestInit, Response};

use super::{settled, window};

/// Milliseconds within which a request has to be answered. A slice of 256 KiB takes that long at
/// 70 kbit/s; what has arrived of a slower one is kept by the endpoint, and sending goes on from there.
const PATIENCE: u32 = 30_000;

/// A request.
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// A path or a whole address.
    pub url: &'a str,
    /// Names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, if it has one.
    pub body: Option<JsValue>,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    headers: Headers,
    /// Its body, as text.
    pub body: String,
}

impl Answer {
    /// A header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// A header that is a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }
}

/// Sends a request and waits for the answer.
///
/// # Errors
/// There was none in time. Why does not matter, and browsers do not tell.
pub async fn send(request: Request<'_>) -> Result<Answer, JsValue> {
    let controller = AbortController::new()?;
    let signal = controller.signal();
    let _watchdog = Timeout::new(PATIENCE, move || controller.abort());

    let headers = Headers::new()?;
    for (name, value) in request.headers {
        headers.set(name, value)?;
    }
    let options = RequestInit::new();
    options.set_method(request.method);
    options.set_headers(&headers);
    options.set_signal(Some(&signal));
    if let Some(body) = &request.body {
        options.set_body(body);
    }
    let response: Response = settled(window().fetch_with_str_and_init(request.url, &options)).await?;
    let body = settled::<JsValue>(response.text()?).await?;
    Ok(Answer {
        status: response.status(),
        headers: response.headers(),
        body: body.as_string().unwrap_or_default(),
    })
}
