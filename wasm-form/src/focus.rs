//! Where to move when something has happened: whoever sees only a part of the page, or none of it, is
//! taken to what has changed.

use crate::action::Action;
use crate::members;
use crate::state::State;
use crate::view::documents::page_id;
use crate::view::offer::pair_id;
use worker::sending::Sending;

/// Where to move once `action` has led from one state to the other: the id of an element.
pub fn focus_after(before: &State, after: &State, action: &Action) -> Option<String> {
    let was_under_way = before.sending.holds_the_form();
    match (action, &after.sending) {
        // Whoever comes back to what they have sent wants to know how far it is; anybody else has not
        // asked for anything yet.
        (Action::Begin { .. }, Sending::Received) => Some("receipt-title".to_owned()),
        (Action::Begin { .. }, Sending::NotYet) if before.is_elsewhere => Some("check-title".to_owned()),
        (Action::Begin { .. }, stage) => stage.holds_the_form().then(|| "sending".to_owned()),
        (Action::Remove(number), _) => {
            let removed = before.files.iter().find(|chosen| chosen.file.number == *number);
            removed.map(|chosen| chosen.file.document.clone())
        }
        // The button that was pressed is gone.
        (Action::Accept(number) | Action::Split(number), _) => {
            let changed = before.files.iter().find(|chosen| chosen.file.number == *number);
            changed.map(|chosen| chosen.file.document.clone())
        }
        (Action::Zoom(number, true), _) => Some(pair_id(*number)),
        (Action::Join(document, _), _) => Some(document.clone()),
        (Action::MoveUp(number), _) => Some(page_id(*number)),
        (Action::Pause, Sending::Paused(_)) => Some("resume".to_owned()),
        (Action::Elsewhere, _) => Some("elsewhere".to_owned()),
        (Action::AddMember(group), _) => {
            let first = members::details_of(&after.page.service, group)
                .find(|detail| after.asks(detail.when.as_ref()))?;
            Some(first.name(Some(after.members(group))))
        }
        // The one that has taken its place; the last one, or what adds one, after the last.
        (Action::RemoveMember(group, member), _) => Some(match after.members(group).min(*member) {
            0 => members::add_id(group),
            member => members::member_id(group, member),
        }),
        (Action::Forget | Action::StartAnother, _) => Some("check-title".to_owned()),
        (Action::ShowMissing, _) => Some("missing".to_owned()),
        (Action::Send(_), Sending::NotYet | Sending::Halted(_) | Sending::Refused(_)) => {
            Some("missing".to_owned())
        }
        (
            Action::Looked(..) | Action::Joined { .. } | Action::Fitted(..) | Action::NotFitted(..),
            Sending::NotYet,
        ) if was_under_way => Some("missing".to_owned()),
        (_, Sending::NotYet) if was_under_way => Some("send".to_owned()),
        (_, Sending::Refused(_) | Sending::Halted(_)) if was_under_way => Some("refused".to_owned()),
        (_, Sending::Received) if was_under_way => Some("receipt-title".to_owned()),
        (Action::Resume(_), stage) if stage.is_under_way() => Some("sending".to_owned()),
        (_, stage) if stage.holds_the_form() && !was_under_way => Some("sending".to_owned()),
        _ => None,
    }
}
