//! What the answers lead to: verdict, reasons, deadlines, and what would change the verdict.

use rules::{DayKind, DeadlineDay, Decision, Reason, Verdict};
use yew::{Html, MouseEvent, classes, html};

use super::{Base, View};
use crate::calendar;
use crate::check::{Stage, Touch};
use crate::words::Word;

impl View<'_> {
    /// The region of the verdict is there before there is a verdict, so that the verdict is announced.
    pub(super) fn outcome(self) -> Html {
        let decision = self.check.decision.as_deref();
        html! {
            <section id="outcome" aria-labelledby="outcome-title">
                <h2 id="outcome-title">{ self.say(Word::Outcome) }</h2>
                <div
                    id="verdict" class="verdict" tabindex="-1" aria-live="polite"
                    data-verdict={decision.map(|decision| decision.verdict.name())}
                >
                    { decision.map_or_else(Html::default, |decision| self.verdict(decision)) }
                </div>
                <div class="outcome">
                    { decision.map_or_else(Html::default, |decision| self.consequences(decision)) }
                </div>
            </section>
        }
    }

    fn verdict(self, decision: &Decision) -> Html {
        let (icon, explanation) = match decision.verdict {
            Verdict::Eligible => ("✓", Word::EligibleMeans),
            Verdict::NotEligible => ("✕", Word::NotEligibleMeans),
            Verdict::NotYet => ("→", Word::NotYetMeans),
            Verdict::AskOffice => ("?", Word::AskOfficeMeans),
            Verdict::NeedsAnswers => ("…", Word::NeedsAnswersMeans),
        };
        html! {
            <>
                <h3 class="verdict-name">
                    <span class="icon" aria-hidden="true">{ icon }</span>{ " " }
                    <strong>{ self.verdict_name(decision.verdict) }</strong>
                </h3>
                <p>{
                    self.service.verdict(decision.verdict)
                        .map_or_else(|| self.say(explanation), |words| self.text(&words.means))
                }</p>
            </>
        }
    }

    /// The verdict where it can be seen from every question, with the way to its reasons. It says nothing
    /// that is not in the region above, so it is not announced.
    pub fn verdict_bar(self) -> Html {
        let verdict = self.check.decision.as_ref().map_or(Verdict::NeedsAnswers, |decision| decision.verdict);
        let why = if verdict == Verdict::NeedsAnswers { Word::SeeWhich } else { Word::SeeWhy };
        if self.check.stage == Stage::Received {
            return Html::default();
        }
        let hidden = !self.is_live || self.check.answers.is_empty() || self.check.stage == Stage::UnderWay;
        html! {
            <p class="bar" {hidden} data-bar={verdict.name()}>
                <b>{ self.verdict_name(verdict) }</b>{ " " }{ self.link_to("verdict", self.say(why)) }
            </p>
        }
    }

    pub(super) fn verdict_name(self, verdict: Verdict) -> yew::AttrValue {
        if let Some(words) = self.service.verdict(verdict) {
            return self.text(&words.title);
        }
        self.say(match verdict {
            Verdict::Eligible => Word::Eligible,
            Verdict::NotEligible => Word::NotEligible,
            Verdict::NotYet => Word::NotYet,
            Verdict::AskOffice => Word::AskOffice,
            Verdict::NeedsAnswers => Word::NeedsAnswers,
        })
    }

    fn consequences(self, decision: &Decision) -> Html {
        html! {
            <>
                { self.list(Word::Reasons, "reasons", decision.reasons.iter().map(|reason| self.reason(reason)).collect()) }
                if decision.verdict == Verdict::Eligible {
                    <h3>{ self.say(Word::LookedAt) }</h3>
                    { self.because(self.service.questions.iter().map(|question| &question.id)) }
                }
                { self.list(
                    Word::Unanswered, "unanswered",
                    decision.unanswered.iter().map(|question| self.unanswered(question)).collect(),
                ) }
                // A day to file by, or a fee, would contradict the verdict that there is nothing to file.
                if decision.verdict != Verdict::NotEligible {
                    { self.deadlines(&decision.deadlines) }
                    { self.fees(decision) }
                }
                { self.flips(decision) }
            </>
        }
    }

    fn reason(self, reason: &Reason) -> Html {
        let (effect, name) = match reason.effect.verdict() {
            Some(verdict) => (self.verdict_name(verdict), verdict.name()),
            None => (self.say(Word::Note), "note"),
        };
        let possible_from = reason.possible_from.map(|date| {
            html! { <p>{ self.fill(Word::PossibleFrom, &[("date", &self.date(date))]) }</p> }
        });
        html! {
            <li class="reason" data-rule={reason.rule.clone()} data-effect={name}>
                <p><strong>{ effect }{ ":" }</strong>{ " " }{ self.text(&reason.text) }</p>
                { possible_from.unwrap_or_default() }
                { self.because(reason.answers.iter()) }
                { self.unofficial(reason) }
                { self.sources(reason.cited.iter().map(|cited| (&cited.source, &cited.article))) }
            </li>
        }
    }

    fn unanswered(self, id: &str) -> Html {
        let label = self.service.question(id).map(|question| self.text(&question.label));
        html! { <li>{ self.link_to(id, label.unwrap_or_default()) }</li> }
    }
}

impl Base<'_> {
    /// By when what is due.
    pub fn deadlines(self, days: &[DeadlineDay]) -> Html {
        let has_days = self.today.is_some_and(|today| calendar::has_days(days, today));
        let save = self.on({
            let days = days.to_vec();
            move |_: MouseEvent| Touch::SaveCalendar(days.clone())
        });
        html! {
            <>
                { self.list(Word::Deadlines, "deadlines", days.iter().map(|day| self.deadline(day)).collect()) }
                if has_days {
                    <button type="button" class="calendar" onclick={save}>{ self.say(Word::Calendar) }</button>
                }
            </>
        }
    }

    fn deadline(self, day: &DeadlineDay) -> Html {
        let Some(deadline) = self.service.deadline(&day.id) else { return Html::default() };
        let date = match (day.date, day.missing_year) {
            (Some(date), _) => {
                html! { <time datetime={date.to_string()}>{ self.date(date) }</time> }
            }
            (None, Some(year)) => html! { self.fill(Word::MissingYear, &[("year", &year.to_string())]) },
            (None, None) => html! { self.say(Word::DayNotKnown) },
        };
        let counted = match day.kind {
            DayKind::Calendar => Word::CountsCalendarDays,
            DayKind::Working => Word::CountsWorkingDays,
        };
        let has_passed = day.date.zip(self.today).is_some_and(|(date, today)| date < today);
        html! {
            <li class={classes!("deadline", has_passed.then_some("passed"))} data-deadline={day.id.clone()}>
                <p>{ self.text(&deadline.label) }{ ": " }<strong>{ date }</strong></p>
                if has_passed {
                    <p class="has-passed">{ self.say(Word::DeadlinePassed) }</p>
                }
                <p class="counted">{ self.say(counted) }</p>
                { deadline.help.as_ref().map(|help| html! { <p class="help">{ self.text(help) }</p> })
                    .unwrap_or_default() }
                { self.citations(&deadline.sources) }
            </li>
        }
    }
}
