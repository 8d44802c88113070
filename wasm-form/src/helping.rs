//! What the worker is asked for when the state changes, and what its news mean.

use js_sys::{Array, Uint8Array};
use package::Layout;
use rules::Date;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};
use worker::message::{FileRef, Parcel, Shipment};
use worker::sending::{Halt, Sending};
use worker::{News, Order};

use crate::action::Action;
use crate::browser::helper::Heard;
use crate::browser::page;
use crate::chosen_file::{ChosenFile, FileNumber, Look, Offer};
use crate::message::Message;
use crate::state::State;

/// An order, and what comes along.
type Asked = (Order, Vec<JsValue>);

/// What a change of the state asks of the worker. `files` are those that it does not have yet.
pub fn orders(
    before: &State,
    after: &State,
    action: &Action,
    new_number: fn() -> FileNumber,
    files: &mut Vec<(FileNumber, File)>,
) -> Vec<Asked> {
    let mut orders = Vec::new();
    let has_begun = matches!(action, Action::Begin { .. });
    for chosen in &after.files {
        let was = before.files.iter().find(|was| was.file.number == chosen.file.number);
        // Of a PDF whose pages have changed again the look is the same as before.
        let pages = |state: &State| state.pages_of(chosen.file.number).map(ChosenFile::reference).collect();
        let (pages, pages_before): (Vec<FileRef>, Vec<FileRef>) = (pages(after), pages(before));
        let is_new = has_begun || was.is_none_or(|was| was.look != chosen.look) || pages != pages_before;
        if is_new {
            orders.extend(order(after, chosen, pages, new_number, files));
        }
    }
    if after.is_ready_to_pack() && (!before.is_ready_to_pack() || has_begun) {
        orders.extend(send(after));
    }
    if before.sending.is_under_way() && !after.sending.is_under_way() && is_by_hand(action) {
        orders.push((Order::Stop, Vec::new()));
    }
    if matches!(action, Action::Forget)
        && let Some(url) = before.upload.as_ref().and_then(|upload| upload.url.clone())
    {
        orders.push((Order::GiveUp(url), Vec::new()));
    }
    orders
}

/// What the worker tells of sending has ended by itself.
fn is_by_hand(action: &Action) -> bool {
    matches!(action, Action::Stop | Action::Pause | Action::Forget)
}

/// What is to be done about a file that is in this state now.
fn order(
    state: &State,
    chosen: &ChosenFile,
    pages: Vec<FileRef>,
    new_number: fn() -> FileNumber,
    files: &mut Vec<(FileNumber, File)>,
) -> Option<Asked> {
    let service = &state.page.service;
    let limits = ChosenFile::limits(service.document(&chosen.file.document)?);
    let file = chosen.reference();
    match chosen.look {
        Look::Reading if !pages.is_empty() && file.bytes == 0 => {
            Some((Order::Join { pages, to: file.number, limits }, Vec::new()))
        }
        Look::Reading => Some(match files.iter().position(|(number, _)| *number == file.number) {
            Some(at) => {
                let (number, taken) = files.remove(at);
                let is_hopeless = file.bytes > service.limits.max_total_bytes;
                (Order::Take { number, is_hopeless }, vec![taken.into()])
            }
            None => (Order::Look(file), Vec::new()),
        }),
        Look::Fitting => {
            let is_pdf = chosen.is_pdf();
            Some((Order::Fit { file, to: new_number(), limits, is_pdf }, Vec::new()))
        }
        Look::Offered(_) | Look::Wrong(..) | Look::Right => None,
    }
}

/// The package as it is for a day, with its frame; none, if it cannot be made.
fn parcel(state: &State, today: Date) -> Result<(Parcel, String, JsValue), package::Problem> {
    let (statement, documents) = state.statement(today);
    let layout = Layout::new(statement, &documents)?;
    let files: Vec<FileRef> = state.files_to_send().map(ChosenFile::reference).collect();
    let (parcel, frame) = Parcel::of(&layout, &files);
    Ok((parcel, layout.bag().to_owned(), Uint8Array::from(&*frame).into()))
}

fn send(state: &State) -> Option<Asked> {
    let today = state.today?;
    // That it can be made was seen when sending was asked for.
    let (fresh, _, frame) = parcel(state, today).ok()?;
    let mut frames = Vec::new();
    let begun = state.upload.as_ref().and_then(|upload| {
        let (parcel, _, frame) = parcel(state, upload.today).ok()?;
        frames.push(frame);
        Some((upload.clone(), parcel))
    });
    frames.push(frame);
    let shipment = Shipment {
        endpoint: state.page.endpoint.clone(),
        service: state.page.service.id.clone(),
        begun,
        parcel: fresh,
        today,
    };
    Some((Order::Send(Box::new(shipment)), frames))
}

/// The order for the package as a file; none, while something is missing.
pub fn export(state: &State) -> Option<(Order, JsValue)> {
    // The one that was begun, where one was: two packages would be two applications.
    let today = state.upload.as_ref().map(|upload| upload.today).or(state.today)?;
    let (parcel, bag, frame) = parcel(state, today).ok()?;
    Some((Order::Export { name: bag + ".zip", parcel }, frame))
}

/// What the worker's news mean to the form.
pub fn hear(heard: Heard, tell: impl Fn(Message)) {
    let act = |action: Action| tell(action.into());
    let (news, attached) = match heard {
        Heard::News(news, attached) => (news, attached),
        Heard::NotLoaded => return act(Action::Worker(None)),
        Heard::Failed => return act(Action::WorkerFails),
    };
    let blob = |attached: &Array| -> Blob { attached.shift().unchecked_into() };
    match news {
        News::Ready { speed } => act(Action::Worker(Some(speed))),
        News::Looked(number, findings) => act(Action::Looked(number, findings)),
        News::Fitted(number, fitted) => {
            let [before, after] = [blob(&attached), blob(&attached)].map(|blob| page::address_of(&blob));
            act(Action::Fitted(number, Offer { fitted, before, after, zoom: 1 }));
        }
        News::NotFitted(number, why) => act(Action::NotFitted(number, why)),
        News::Joined { number, pages, joined } => act(Action::Joined { number, pages, joined }),
        News::NotKept => act(Action::DraftsFail),
        News::Shown(_) => page::show(&blob(&attached)),
        News::Exported(Ok(name)) => {
            // A browser that saves nothing has said so itself.
            let _ = page::save_blob(&name, &blob(&attached));
        }
        News::Exported(Err(_)) => act(Action::Reach(Sending::Halted(Halt::Unreadable))),
        News::Announce(upload) => act(Action::Announce(upload)),
        News::Reach(sending) => act(Action::Reach(sending)),
        News::Happened(happening) => act(Action::Happened(happening)),
        News::Receive(received) => act(Action::Receive(*received)),
    }
}
