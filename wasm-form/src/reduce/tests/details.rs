//! Details: fields that come and go, members of groups, and when what is wrong is said.

use super::*;
use crate::missing::shown_at_fields;

fn add(state: State) -> State {
    reduce(state, Action::AddMember("guest".to_owned()))
}

fn remove(state: State, member: u32) -> State {
    reduce(state, Action::RemoveMember("guest".to_owned(), member))
}

fn sent_details(state: &State) -> Vec<String> {
    state.statement(date("2026-11-21")).0.details.into_keys().collect()
}

fn shown(state: &State) -> Vec<String> {
    shown_at_fields(state).into_iter().map(|one| one.at).collect()
}

#[test]
fn a_detail_that_is_not_asked_for_is_kept_and_neither_missing_nor_sent() {
    let state = enter(complete(), "sponsor_nik", "3171234567890123");
    assert!(missing(&state).is_empty());
    assert_eq!(sent_details(&state), ["guest.1.guest_name", "name"]);
    let state = answer(state, "sponsored", Answer::Boolean(true));
    assert_eq!(sent_details(&state), ["guest.1.guest_name", "name", "sponsor_nik"]);
}

#[test]
fn members_come_and_go_within_their_limits() {
    let state = complete();
    assert_eq!((prerendered().members("guest"), state.members("guest")), (1, 1));
    let state = add(add(add(state)));
    assert_eq!(state.members("guest"), 3, "at most three");
    let at: Vec<_> = missing(&state).into_iter().map(|one| one.at).collect();
    assert_eq!(at, ["guest.2.guest_name", "guest.3.guest_name"], "each is asked for all of it");

    let state = enter(enter(state, "guest.3.guest_name", "Grace"), "guest.3.nationality", "IDN");
    let state = remove(state, 2);
    assert_eq!(
        sent_details(&state),
        ["guest.1.guest_name", "guest.2.guest_name", "guest.2.nationality", "name"]
    );
    assert_eq!(remove(remove(remove(state, 2), 1), 1).members("guest"), 1, "at least one");
}

#[test]
fn a_member_without_anything_entered_survives_a_reload() {
    let draft = Draft::of(&add(complete()), 0);
    assert_eq!(reduce(prerendered(), begin(draft)).members("guest"), 2);
}

#[test]
fn too_many_members_are_told_at_the_last_one() {
    let mut draft = Draft::of(&complete(), 0);
    // A definition that is newer than the draft can allow fewer.
    draft.details.extend((2..=7).map(|guest| (format!("guest.{guest}.guest_name"), "Grace".to_owned())));
    let at: Vec<_> = missing(&reduce(prerendered(), begin(draft))).into_iter().map(|one| one.at).collect();
    assert!(at.contains(&"guest.4".to_owned()), "{at:?}");
}

#[test]
fn what_is_wrong_is_shown_once_its_field_is_left_and_all_of_it_once_sending_was_asked_for() {
    let leave = |state: State, name: &str| reduce(state, Action::Leave(name.to_owned()));
    let state = enter(complete(), "guest.1.nationality", "XYZ");
    assert_eq!(shown(&state), [""; 0], "it is still being typed");
    let state = leave(state, "guest.1.nationality");
    assert_eq!(shown(&state), ["guest.1.nationality"]);
    let state = leave(enter(state, "name", " "), "name");
    assert_eq!(shown(&state), ["guest.1.nationality"], "what is missing may come yet");
    let state = reduce(state, Action::Send(date("2026-11-21")));
    assert_eq!(shown(&state), ["name", "guest.1.nationality"]);
    let state = enter(state, "guest.1.nationality", "IDN");
    assert_eq!(shown(&state), ["name"], "it is right at once");
}

#[test]
fn what_is_said_of_one_member_is_not_said_of_the_next() {
    let state = enter(add(complete()), "guest.1.born", "2027-01-01");
    let state = reduce(state, Action::Leave("guest.1.born".to_owned()));
    assert_eq!(shown(&state), ["guest.1.born"]);
    let state = enter(state, "guest.2.born", "2028-01-01");
    assert_eq!(shown(&remove(state, 1)), [""; 0]);
}
