//! What one address and one upload may ask for, before anything is looked up.
//!
//! Loose for an address, since behind one of a mobile network there are thousands of phones; what really
//! bounds an endpoint is how many uploads may be open, and how many bytes they may have. An upload has its
//! own limit: whoever knows its id cannot keep the store busy with it.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZero;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;

use crate::addresses::{self, Addresses, Neighbour};
use crate::app::AppState;
use crate::config::Limits;
use crate::ids::UploadId;
use crate::problem::{Kind, Refusal};

/// How many requests are counted before those are forgotten that do not matter any more.
const FORGET_EVERY: u32 = 1024;

/// Who connected, as [`crate::listen`] tells.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

type Rates<K> = RateLimiter<K, governor::state::keyed::HashMapStateStore<K>, governor::clock::DefaultClock>;

/// What was asked lately, and what is being answered.
pub struct Guard {
    /// The addresses that are connected.
    pub addresses: Arc<Addresses>,
    creations: Rates<Neighbour>,
    requests: Rates<u64>,
    counted: AtomicU32,
    /// For uploads: their hashes under this key take less room than their names.
    key: RandomState,
    under_way: Arc<Mutex<HashMap<u64, usize>>>,
}

impl Guard {
    /// Nothing was asked yet.
    pub fn new(limits: &Limits) -> Self {
        let count = |count: u32| NonZero::new(count).unwrap_or(NonZero::<u32>::MIN);
        Self {
            addresses: Arc::default(),
            creations: RateLimiter::hashmap(Quota::per_minute(count(limits.max_creations_per_minute))),
            requests: RateLimiter::hashmap(Quota::per_second(count(limits.max_requests_per_second))),
            counted: AtomicU32::new(0),
            key: RandomState::new(),
            under_way: Arc::default(),
        }
    }

    /// Counts that an upload is begun.
    ///
    /// # Errors
    /// When the address that asks for it has begun too many lately.
    pub fn begin(&self, peer: Option<Peer>, headers: &HeaderMap, trusted: &[IpNet]) -> Result<(), Refusal> {
        // Without a connection there is no address: tests call the application itself.
        let Some(Peer(peer)) = peer else { return Ok(()) };
        self.forget();
        let client = self.addresses.neighbour(addresses::client(peer, headers, trusted));
        self.creations.check_key(&client).map_err(|_| too_many(10))
    }

    /// A place for a request for this upload, if it is asked for neither too often nor by too many.
    fn enter(&self, id: &UploadId, most: usize) -> Option<UnderWay> {
        self.forget();
        let upload = self.key.hash_one(id.as_str());
        self.requests.check_key(&upload).ok()?;
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let count = under_way.entry(upload).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(UnderWay { all: Arc::clone(&self.under_way), upload })
    }

    /// Keeps memory from growing with every address and every id that was ever asked for.
    fn forget(&self) {
        if self.counted.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGET_EVERY) {
            self.creations.retain_recent();
            self.requests.retain_recent();
        }
    }
}

/// A request for an upload that is being answered; it counts until this is dropped.
struct UnderWay {
    all: Arc<Mutex<HashMap<u64, usize>>>,
    upload: u64,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.upload) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.upload);
            }
        }
    }
}

/// Lets a request for `/files` through, or refuses it.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Refusal> {
    // `/files/` is no upload: it creates one, as `/files` does.
    let rest = request.uri().path().strip_prefix("/files/").filter(|rest| !rest.is_empty());
    let id = rest.and_then(|rest| rest.split('/').next());
    let _under_way = match id {
        Some(id) => {
            // As it is written: what handlers see was decoded, and would not be the same for the limits.
            let id = UploadId::parse(id).ok_or_else(|| Refusal::new(Kind::UnknownUpload))?;
            Some(state.guard.enter(&id, state.limits.max_waiting).ok_or_else(|| too_many(1))?)
        }
        None => {
            if request.method() == Method::POST {
                let peer = request.extensions().get::<Peer>().copied();
                state.guard.begin(peer, request.headers(), &state.limits.trusted_proxy)?;
            }
            None
        }
    };
    Ok(next.run(request).await)
}

fn too_many(seconds: u32) -> Refusal {
    Refusal::new(Kind::TooManyRequests).retry_after(seconds)
}
