//! Where orders come in: one after the other is done, so that no file is taken away while it is read, and
//! no two large pictures are in memory at once. Sending goes on beside them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent, PerformanceResourceTiming};

use super::http::Requests;
use super::parcel::OpenParcel;
use super::picture::{self, Picture};
use super::send::Job;
use super::shelf::Shelf;
use super::wake::Wake;
use super::{envelope, papers, scope, tus};
use crate::message::{
    CannotFit, FileNumber, FileRef, Findings, FitLimits, Fitted, News, Order, Parcel, Shipment,
};
use crate::pace::Pace;

/// Everything that the worker holds on to.
struct Desk {
    shelf: RefCell<Rc<Shelf>>,
    /// Orders with what came along.
    waiting: RefCell<VecDeque<(Order, Array)>>,
    is_busy: Cell<bool>,
    pace: Rc<RefCell<Pace>>,
    /// The requests of the sending under way.
    requests: RefCell<Requests>,
    /// Ends its wait.
    wake: RefCell<Wake>,
    /// Ends that sending.
    stop: RefCell<Rc<Cell<bool>>>,
}

/// Begins to take orders.
pub fn open() {
    let desk = Rc::new(Desk {
        shelf: RefCell::new(Rc::new(Shelf::nowhere())),
        waiting: RefCell::default(),
        is_busy: Cell::new(false),
        pace: Rc::default(),
        requests: RefCell::default(),
        wake: RefCell::default(),
        stop: RefCell::default(),
    });
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Array = event.data().unchecked_into();
        if let Some(order) = envelope::open(&message) {
            Rc::clone(&desk).take_in(order, message);
        }
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    // It listens for as long as there is a worker.
    listen.forget();
    tell(News::Ready { speed: speed_of_loading() });
}

impl Desk {
    fn take_in(self: Rc<Self>, order: Order, attached: Array) {
        match order {
            // These do not wait for what is done to a document.
            Order::TryNow => return self.wake.borrow().now(),
            Order::Stop => return self.stop(),
            _ => {}
        }
        self.waiting.borrow_mut().push_back((order, attached));
        if !self.is_busy.replace(true) {
            spawn_local(async move {
                // The borrow is over before the order is carried out.
                while let Some((order, attached)) = self.next() {
                    self.carry_out(order, attached).await;
                }
                self.is_busy.set(false);
            });
        }
    }

    fn next(&self) -> Option<(Order, Array)> {
        self.waiting.borrow_mut().pop_front()
    }

    async fn carry_out(&self, order: Order, attached: Array) {
        let shelf = Rc::clone(&self.shelf.borrow());
        match order {
            Order::Open { service, keeps } => {
                let shelf = Shelf::open(service, keeps).await;
                *self.shelf.borrow_mut() = Rc::new(shelf);
            }
            Order::Take { number, is_hopeless } => {
                let file: Blob = attached.shift().unchecked_into();
                let findings = if is_hopeless {
                    shelf.look_only(number, file).await
                } else {
                    take(&shelf, number, &file).await
                };
                tell(News::Looked(number, findings.ok()));
            }
            Order::Look(file) => tell(News::Looked(file.number, shelf.look(file).await.ok())),
            Order::Fit { file, to, limits, is_pdf } => match fit(&shelf, file, to, limits, is_pdf).await {
                Ok((fitted, before, after)) => post(News::Fitted(file.number, fitted), [before, after]),
                Err(why) => tell(News::NotFitted(file.number, why)),
            },
            Order::Join { pages, to, limits } => {
                let joined = join(&shelf, &pages, to, limits).await;
                let pages = pages.iter().map(|page| page.number).collect();
                tell(News::Joined { number: to, pages, joined });
            }
            Order::Thumbnail(file) => {
                if let Ok(picture) = shelf.whole(file).await
                    && let Ok(thumbnail) = picture::thumbnail(&picture).await
                {
                    post(News::Thumbnail(file.number), [thumbnail]);
                }
            }
            Order::Show(file) => {
                if let Ok(shown) = papers::to_show(&shelf, file).await {
                    post(News::Shown(file.number), [shown]);
                }
            }
            Order::Discard(numbers) => {
                for number in numbers {
                    shelf.discard(number).await;
                }
            }
            Order::Export { name, parcel } => {
                let parcel = open_parcel(parcel, &attached, &shelf);
                match parcel.slice(0, parcel.bytes()).await {
                    Ok(whole) => post(News::Exported(Some(name)), [whole]),
                    Err(_) => tell(News::Exported(None)),
                }
            }
            Order::Send(shipment) => self.send(*shipment, attached, &shelf),
            // They were not put in the queue.
            Order::TryNow | Order::Stop => {}
            // If this does not get through, the endpoint removes it when it expires.
            Order::GiveUp(url) => {
                spawn_local(async move { drop(tus::give_up(&Requests::default(), &url).await) })
            }
        }
    }

    fn send(&self, shipment: Shipment, attached: Array, shelf: &Rc<Shelf>) {
        self.stop();
        let Shipment { endpoint, service, begun, parcel, today, key, sealed } = shipment;
        let begun = begun.map(|(upload, parcel)| (upload, open_parcel(parcel, &attached, shelf)));
        let job = Job {
            endpoint,
            service,
            begun,
            parcel: open_parcel(parcel, &attached, shelf),
            today,
            key,
            sealed,
            requests: self.requests.borrow().clone(),
            pace: Rc::clone(&self.pace),
            wake: self.wake.borrow().clone(),
            is_stopped: Rc::clone(&self.stop.borrow()),
            tell,
        };
        spawn_local(job.run());
    }

    /// Stops what is being sent, if anything is.
    fn stop(&self) {
        self.stop.replace(Rc::default()).set(true);
        self.requests.take().abort();
        self.wake.take().now();
    }
}

/// A package whose frame is the next of what came along, not sealed.
fn open_parcel(parcel: Parcel, attached: &Array, shelf: &Rc<Shelf>) -> OpenParcel {
    let frame: Uint8Array = attached.shift().unchecked_into();
    OpenParcel::plain(parcel, frame, shelf)
}

/// Takes a file in, and says if there is no room for it.
async fn take(shelf: &Shelf, number: FileNumber, file: &Blob) -> Result<Findings, JsValue> {
    let (findings, is_kept) = shelf.take(number, file).await?;
    if !is_kept {
        tell(News::NotKept(number));
    }
    Ok(findings)
}

/// Makes a file smaller: it, and both to be shown.
async fn fit(
    shelf: &Shelf,
    file: FileRef,
    to: FileNumber,
    limits: FitLimits,
    is_pdf: bool,
) -> Result<(Fitted, Blob, Blob), CannotFit> {
    let unreadable = |_: JsValue| CannotFit::Unreadable;
    let (before, after) = if is_pdf {
        let before = papers::to_show(shelf, file).await.map_err(unreadable)?;
        let after = papers::shrink(&before, limits).await?;
        (before, after)
    } else {
        let before = shelf.whole(file).await.map_err(unreadable)?;
        let after = Picture::decode(&before).await?.fit(limits).await?;
        (before, after)
    };
    let findings = take(shelf, to, &after).await.map_err(unreadable)?;
    Ok((Fitted { number: to, findings }, before, after))
}

/// Makes one PDF of pictures.
async fn join(
    shelf: &Shelf,
    pages: &[FileRef],
    to: FileNumber,
    limits: FitLimits,
) -> Result<Findings, (Option<FileNumber>, CannotFit)> {
    let mut pictures = Vec::new();
    for page in pages {
        let picture = shelf.whole(*page).await;
        pictures.push(picture.map_err(|_| (Some(page.number), CannotFit::Unreadable))?);
    }
    let pdf = papers::join(&pictures, limits).await;
    let pdf = pdf.map_err(|(at, why)| (at.map(|at| pages[at].number), why))?;
    take(shelf, to, &pdf).await.map_err(|_| (None, CannotFit::Unreadable))
}

fn tell(news: News) {
    post(news, []);
}

fn post<const N: usize>(news: News, attached: [Blob; N]) {
    // Everything in it can be cloned.
    let _ = scope().post_message(&envelope::close(&news, &attached.map(JsValue::from)));
}

/// Bytes a second at which the largest part of this worker came over the link.
fn speed_of_loading() -> Option<u64> {
    let loaded = scope().performance()?.get_entries_by_type("resource");
    let speed = |entry: JsValue| {
        let entry: PerformanceResourceTiming = entry.unchecked_into();
        let seconds = (entry.response_end() - entry.start_time()) / 1000.0;
        // What came from the browser's own store says nothing about the link.
        (entry.transfer_size() > 20_000.0 && seconds > 0.0).then(|| (entry.transfer_size() / seconds) as u64)
    };
    loaded.iter().find_map(speed)
}
