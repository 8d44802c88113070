//! Where the focus goes.

use super::receipts::received;
use super::*;
use crate::focus::focus_after;

fn focus(before: State, action: Action) -> Option<String> {
    let after = reduce(before.clone(), action.clone());
    focus_after(&before, &after, &action)
}

#[test]
fn the_focus_moves_to_what_has_changed() {
    let send = || Action::Send(date("2026-11-21"));
    assert_eq!(focus(live(), send()).as_deref(), Some("missing"));
    assert_eq!(focus(complete(), send()).as_deref(), Some("sending"));
    assert_eq!(focus(sending(), Action::Stop).as_deref(), Some("send"));
    assert_eq!(focus(sending(), Action::Reach(Sending::Checking)), None);
    assert_eq!(focus(sending(), Action::Reach(Sending::Refused(Vec::new()))).as_deref(), Some("refused"));
    assert_eq!(focus(complete(), Action::Remove(1)).as_deref(), Some("photo"));
    let resumed = begin(Draft::of(&sending(), 0));
    assert_eq!(focus(prerendered(), resumed).as_deref(), Some("sending"), "after a reload");
    assert_eq!(focus(prerendered(), begin(Draft::of(&complete(), 0))), None);
    assert_eq!(focus(sending(), Action::Receive(received("7K3M"))).as_deref(), Some("receipt-title"));
    let shown = reduce(sending(), Action::Receive(received("7K3M")));
    assert_eq!(focus(shown, Action::StartAnother).as_deref(), Some("check-title"));
    assert_eq!(focus(complete(), Action::Answer("origin".to_owned(), None)), None);
}

#[test]
fn the_focus_follows_the_members() {
    let guest = || "guest".to_owned();
    let add = |state: State| reduce(state, Action::AddMember(guest()));
    let two = add(complete());
    assert_eq!(focus(complete(), Action::AddMember(guest())).as_deref(), Some("guest.2.guest_name"));
    assert_eq!(focus(add(two.clone()), Action::RemoveMember(guest(), 2)).as_deref(), Some("guest.2"));
    assert_eq!(focus(two, Action::RemoveMember(guest(), 2)).as_deref(), Some("guest.1"));
}
