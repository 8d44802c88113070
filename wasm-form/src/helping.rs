//! What the worker is asked for when the state changes, and what its news mean.

use js_sys::{Array, Uint8Array};
use package::{Layout, Problem};
use rules::Date;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};
use worker::message::{FileRef, Parcel, Shipment};
use worker::sealed::Sealed;
use worker::sending::Drawn;
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
        let pages = pages(after, chosen.file.number);
        let has_changed =
            was.is_none_or(|was| was.look != chosen.look || pages != self::pages(before, was.file.number));
        if chosen.is_page() && chosen.thumbnail.is_none() && !was.is_some_and(ChosenFile::is_page) {
            orders.push((Order::Thumbnail(chosen.reference()), Vec::new()));
        }
        if has_begun || has_changed {
            orders.extend(order(after, chosen, &pages, new_number, files));
        }
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

/// The pages of a PDF, and whether each of them is there.
fn pages(state: &State, pdf: FileNumber) -> Vec<(FileRef, bool)> {
    state.pages_of(pdf).map(|page| (page.reference(), page.look == Look::Right)).collect()
}

/// What the worker tells of sending has ended by itself.
fn is_by_hand(action: &Action) -> bool {
    matches!(action, Action::Stop | Action::Pause | Action::Forget)
}

/// What is to be done about a file that is in this state now.
fn order(
    state: &State,
    chosen: &ChosenFile,
    pages: &[(FileRef, bool)],
    new_number: fn() -> FileNumber,
    files: &mut Vec<(FileNumber, File)>,
) -> Option<Asked> {
    let service = &state.page.service;
    let limits = ChosenFile::limits(service.document(&chosen.file.document)?);
    let file = chosen.reference();
    match chosen.look {
        Look::Reading if !pages.is_empty() && file.bytes == 0 => {
            // A page that is still being looked at, or wrong, is no page yet.
            let pages =
                pages.iter().map(|(page, is_right)| is_right.then_some(*page)).collect::<Option<_>>()?;
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

/// The package as it is for a day, its name, and its frame.
///
/// # Errors
/// It cannot be made.
fn parcel(state: &State, today: Date) -> Result<(Parcel, String, JsValue), Problem> {
    let (statement, documents) = state.statement(today);
    let layout = Layout::new(statement, &documents)?;
    let files: Vec<FileRef> = state.files_to_send().map(ChosenFile::reference).collect();
    let (parcel, frame) = Parcel::of(&layout, &files);
    Ok((parcel, layout.bag().to_owned(), Uint8Array::from(&*frame).into()))
}

/// The order to send the application, on this day, with what was drawn if its upload is a new one: that one
/// is sealed to the keys of this page, one that was begun earlier to those that it was begun with.
///
/// # Errors
/// The package cannot be made.
pub fn send(state: &State, today: Date, drawn: Drawn) -> Result<Asked, Problem> {
    let (fresh, _, frame) = parcel(state, today)?;
    let mut frames = Vec::new();
    let begun = state.upload.as_ref().and_then(|upload| {
        let (parcel, _, frame) = parcel(state, upload.today).ok()?;
        frames.push(frame);
        Some((upload.clone(), parcel))
    });
    frames.push(frame);
    let Drawn { key, secret } = drawn;
    let recipients = state.page.recipients.clone();
    let sealed = (!recipients.is_empty()).then_some(Sealed { secret, recipients });
    let shipment = Shipment {
        endpoint: state.page.endpoint.clone(),
        service: state.page.service.id.clone(),
        begun,
        parcel: fresh,
        today,
        key,
        sealed,
    };
    Ok((Order::Send(Box::new(shipment)), frames))
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
            act(Action::Fitted(number, Offer { fitted, before, after, is_close: false }));
        }
        News::NotFitted(number, why) => act(Action::NotFitted(number, why)),
        News::Joined { number, pages, joined } => act(Action::Joined { number, pages, joined }),
        News::Thumbnail(number) => {
            act(Action::Thumbnail(number, page::address_of(&blob(&attached))));
        }
        News::NotKept(number) => act(Action::NotKept(number)),
        News::Shown(_) => page::show(&blob(&attached)),
        News::Exported(Some(name)) => {
            // A browser that saves nothing has said so itself.
            let _ = page::save_blob(&name, &blob(&attached));
        }
        News::Exported(None) => act(Action::NotExported),
        News::Announce(upload) => act(Action::Announce(upload)),
        News::Reach(sending) => act(Action::Reach(sending)),
        News::Happened(happening) => act(Action::Happened(happening)),
        News::Receive(received) => act(Action::Receive(*received)),
    }
}

#[cfg(test)]
mod tests {
    use package::{Digest, DocumentType, FileType, Inspection};
    use worker::message::Findings;

    use super::*;
    use crate::chosen_file::FileName;
    use crate::reduce::reduce;
    use crate::sample::live;

    fn asked(before: &State, action: Action) -> (State, Vec<String>) {
        let after = reduce(before.clone(), action.clone());
        let orders = orders(before, &after, &action, || 99, &mut Vec::new());
        (after, orders.iter().map(|(order, _)| serde_json::to_string(order).expect("plain data")).collect())
    }

    fn file(number: FileNumber) -> FileName {
        let name = [&number.to_string(), ".jpg"].concat();
        FileName { number, document: "letter".to_owned(), name, bytes: 1_000, page_of: None }
    }

    fn picture() -> Option<Findings> {
        let kind = Some(FileType::Document(DocumentType::Jpeg));
        let inspection = Inspection { kind, bytes: 1_000, pixels: None, defects: Vec::new() };
        Some(Findings { inspection, digest: Digest::of(b"bytes") })
    }

    /// If it broke, a PDF would be made of a page that the worker does not have yet, and stay wrong.
    #[test]
    fn a_pdf_is_made_once_each_of_its_pages_is_there() {
        let (state, _) = asked(&live(), Action::Choose { files: vec![file(1), file(2)], replaces: None });
        let (state, _) = asked(&state, Action::Looked(1, picture()));
        let (state, _) = asked(&state, Action::Looked(2, picture()));
        let (state, orders) = asked(&state, Action::Join("letter".to_owned(), 9));
        assert!(orders.len() == 3 && orders[0].contains("Join"), "{orders:?}");
        assert!(orders[1..].iter().all(|order| order.contains("Thumbnail")), "{orders:?}");

        let (state, orders) = asked(&state, Action::Choose { files: vec![file(3)], replaces: Some(2) });
        assert!(orders.len() == 1 && orders[0].contains("Look"), "{orders:?}");
        let (state, orders) = asked(&state, Action::Looked(3, picture()));
        assert!(orders.len() == 2 && orders[0].contains("Join"), "{orders:?}");
        let (_, orders) = asked(&state, Action::MoveUp(3));
        assert!(orders.len() == 1 && orders[0].contains("Join"), "{orders:?}");
    }
}
