//! Members of a group of details that repeats, such as guests: their values are kept by names like
//! `guest.2.passport_number`, so to add or to remove a member is to add or to rename values.

use package::Details;
use rules::{Detail, Group, Service};

/// The details of a group, in the order of the definition.
pub fn details_of<'s>(service: &'s Service, group: &str) -> impl Iterator<Item = &'s Detail> {
    service.details.iter().filter(move |detail| detail.group.as_deref() == Some(group))
}

/// How many members of a group the prerendered page has: those that have to be, one at least, to be read.
pub fn at_first(service: &Service, group: &str) -> u32 {
    service.groups.get(group).map_or(0, |group| group.at_least.max(1))
}

/// Whether the field with this name is one of a group.
pub fn is_of(group: &str, name: &str) -> bool {
    number_in(group, name).is_some()
}

/// The id of the element around the fields of a member.
pub fn member_id(group: &str, member: u32) -> String {
    [group, ".", &member.to_string()].concat()
}

/// The id of the button that adds a member.
pub fn add_id(group: &str) -> String {
    [group, ".add"].concat()
}

/// Adds a member at the end, unless there are as many as there may be: its values are empty.
pub fn add(service: &Service, group: &str, details: &mut Details) {
    let count = service.members(group, details);
    if service.groups.get(group).is_some_and(|Group { at_most, .. }| count < *at_most) {
        let names = details_of(service, group).map(|detail| detail.name(Some(count + 1)));
        details.extend(names.map(|name| (name, String::new())));
    }
}

/// Removes a member, unless there are as few as there have to be: the numbers of those after it go down
/// by one.
pub fn remove(service: &Service, group: &str, member: u32, details: &mut Details) {
    let count = service.members(group, details);
    if service.groups.get(group).is_none_or(|Group { at_least, .. }| count <= *at_least) {
        return;
    }
    let renamed = |(name, value): (String, String)| match number_in(group, &name) {
        Some((number, _)) if number == member => None,
        Some((number, id)) if number > member => {
            Some(([&member_id(group, number - 1), ".", id].concat(), value))
        }
        _ => Some((name, value)),
    };
    *details = std::mem::take(details).into_iter().filter_map(renamed).collect();
}

/// The number of the member that this name of a field is about, and the id of the detail.
fn number_in<'n>(group: &str, name: &'n str) -> Option<(u32, &'n str)> {
    let (number, id) = name.strip_prefix(group)?.strip_prefix('.')?.split_once('.')?;
    Some((number.parse().ok()?, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn details(values: &[(&str, &str)]) -> Details {
        values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_member_is_added_up_to_the_limit_and_counts_before_anything_is_entered() {
        let service = sample::service();
        let mut entered = details(&[("guest.1.guest_name", "Ada")]);
        add(&service, "guest", &mut entered);
        assert_eq!(service.members("guest", &entered), 2);
        add(&service, "guest", &mut entered);
        add(&service, "guest", &mut entered);
        assert_eq!(service.members("guest", &entered), 3, "at most three");
    }

    /// If it broke, one guest's passport number would be reported as another's.
    #[test]
    fn the_values_of_later_members_move_down_together() {
        let service = sample::service();
        let mut entered = details(&[
            ("guest.1.guest_name", "Ada"),
            ("guest.1.nationality", "GBR"),
            ("guest.2.guest_name", "Budi"),
            ("guest.3.guest_name", "Chandra"),
            ("guest.3.nationality", "IND"),
            ("name", "Dewi"),
        ]);
        remove(&service, "guest", 1, &mut entered);
        let left = [
            ("guest.1.guest_name", "Budi"),
            ("guest.2.guest_name", "Chandra"),
            ("guest.2.nationality", "IND"),
            ("name", "Dewi"),
        ];
        assert_eq!(entered, details(&left));
        remove(&service, "guest", 2, &mut entered);
        remove(&service, "guest", 1, &mut entered);
        assert_eq!(entered, details(&[left[0], left[3]]), "at least one");
    }
}
