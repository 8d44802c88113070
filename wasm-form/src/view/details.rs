//! Your details: what the office needs to know and what decides nothing. Which fields there are, and how
//! often a group of them repeats, is data; how a field of each kind looks is in [`super::field`].

use rules::{Detail, Group};
use yew::{Html, MouseEvent, html};

use super::View;
use super::field::Countries;
use crate::action::Action;
use crate::members::{add_id, details_of, member_id};
use crate::words::Word;

impl View<'_> {
    pub(super) fn details(self) -> Html {
        let details = &self.service.details;
        let countries = Countries::new(&self.state.page.countries);
        let at_place = |(at, detail): (usize, &Detail)| match &detail.group {
            None => self.asked(detail, None, &countries),
            // A group stands where the first of its details does.
            Some(group) if details[..at].iter().all(|earlier| earlier.group.as_ref() != Some(group)) => {
                self.members(group, &countries)
            }
            Some(_) => Html::default(),
        };
        html! {
            <section id="details" aria-labelledby="details-title">
                <h2 id="details-title">{ self.say(Word::Details) }</h2>
                <p>{ self.fill(Word::DetailsIntroduction, &[("office", &self.state.page.office)]) }</p>
                { for details.iter().enumerate().map(at_place) }
            </section>
        }
    }

    /// The field of a detail; nothing, while it is not asked for. What was entered into it is kept.
    fn asked(self, detail: &Detail, member: Option<u32>, countries: &Countries) -> Html {
        if self.state.asks(detail.when.as_ref()) {
            self.field(detail, member, countries)
        } else {
            Html::default()
        }
    }

    /// The members of a group, one after the other, and the button that adds one.
    fn members(self, id: &str, countries: &Countries) -> Html {
        let Some(group) = self.service.groups.get(id) else { return Html::default() };
        if !details_of(self.service, id).any(|detail| self.state.asks(detail.when.as_ref())) {
            return Html::default();
        }
        let count = self.state.members(id);
        let name = |member: u32| [group.label.get(self.lang), " ", &member.to_string()].concat();
        let limits = [
            ("group", group.label.get(self.lang)),
            ("count", &count.to_string()),
            ("least", &group.at_least.to_string()),
            ("most", &group.at_most.to_string()),
        ];
        let add = self.on({
            let group = id.to_owned();
            move |_: MouseEvent| Action::AddMember(group.clone())
        });
        html! {
            <>
                { for (1..=count).map(|member| self.member(id, group, member, &name(member), countries)) }
                <div class="more">
                    // Announced when a member has come or gone.
                    <p class="help" role="status">{ self.fill(Word::Members, &limits) }</p>
                    <button
                        type="button" id={add_id(id)} onclick={add}
                        hidden={!self.is_live || count >= group.at_most}
                    >{ self.fill(Word::AddMember, &[("member", &name(count + 1))]) }</button>
                </div>
            </>
        }
    }

    fn member(self, id: &str, group: &Group, member: u32, name: &str, countries: &Countries) -> Html {
        let place = member_id(id, member);
        let remove = self.on({
            let group = id.to_owned();
            move |_: MouseEvent| Action::RemoveMember(group.clone(), member)
        });
        let fields = details_of(self.service, id).map(|detail| self.asked(detail, Some(member), countries));
        html! {
            <fieldset class="member" id={place.clone()} tabindex="-1">
                <legend>{ name.to_owned() }</legend>
                { self.problem(&place) }
                { for fields }
                <button
                    type="button" onclick={remove}
                    hidden={!self.is_live || self.state.members(id) <= group.at_least}
                >{ self.fill(Word::RemoveMember, &[("member", name)]) }</button>
            </fieldset>
        }
    }
}
