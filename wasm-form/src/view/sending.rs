//! How far sending has come, in words and as a bar.

use worker::sending::{Progress, Sending};
use yew::{Html, MouseEvent, html};

use super::View;
use crate::action::Action;
use crate::format;
use crate::message::Wish;
use crate::words::Word;

/// Progress is announced each time it passes another step of so many percent, not at each chunk.
const ANNOUNCED_PERCENT: u64 = 25;

impl View<'_> {
    pub(super) fn sending(self) -> Html {
        let (name, stage, progress) = match &self.state.sending {
            Sending::Preparing => ("preparing", self.say(Word::Preparing), None),
            Sending::Uploading(progress) => ("uploading", self.say(Word::Uploading), Some(*progress)),
            Sending::Waiting { seconds, answered, progress } => {
                let (word, status) = match answered {
                    None => (Word::Waiting, String::new()),
                    Some(status) => (Word::UnknownAnswer, status.to_string()),
                };
                let words = self.fill(word, &[("seconds", &seconds.to_string()), ("status", &status)]);
                ("waiting", words, Some(*progress))
            }
            Sending::Checking => ("checking", self.say(Word::Checking), None),
            Sending::Paused(progress) => ("paused", self.say(Word::Paused), Some(*progress)),
            Sending::NotYet | Sending::Halted(_) | Sending::Refused(_) | Sending::Received => {
                return Html::default();
            }
        };
        let (is_waiting, is_paused) = (name == "waiting", name == "paused");
        html! {
            <div id="sending" class="sending" tabindex="-1" data-state={name}>
                <p role="status"><strong>{ stage }</strong></p>
                { progress.map_or_else(Html::default, |progress| self.progress(progress)) }
                // It keeps its place, or another button would come to be under the finger.
                <p class={is_paused.then_some("invisible")}>{ self.say(Word::SendingMeans) }</p>
                <button type="button" id="try-now" hidden={!is_waiting} onclick={self.on(|_: MouseEvent| Wish::TryNow)}>
                    { self.say(Word::TryNow) }
                </button>
                <button type="button" id="pause" hidden={is_paused} onclick={self.on(|_: MouseEvent| Action::Pause)}>
                    { self.say(Word::Pause) }
                </button>
                <button type="button" id="resume" class="primary" hidden={!is_paused} onclick={self.on(|_: MouseEvent| Wish::Resume)}>
                    { self.say(Word::Resume) }
                </button>
                <button type="button" id="stop" onclick={self.on(|_: MouseEvent| Action::Stop)}>
                    { self.say(Word::Stop) }
                </button>
            </div>
        }
    }

    fn progress(self, progress: Progress) -> Html {
        let Progress { sent, total, speed } = progress;
        // What was kept of a sending that waits since the last visit may not say how much there is.
        if total == 0 {
            return Html::default();
        }
        let left = speed.filter(|speed| *speed > 0).map(|speed| {
            let time = format::duration((total - sent) / speed, &self.state.page.words);
            self.fill(Word::TimeLeft, &[("time", &time), ("speed", &rules::text::bytes(speed, self.lang))])
        });
        let percent = format::percent(sent, total);
        let announced = (percent - percent % ANNOUNCED_PERCENT).to_string();
        let size = |bytes| rules::text::bytes(bytes, self.lang);
        let (sent_size, total_size, percent) = (size(sent), size(total), percent.to_string());
        let words = [("sent", sent_size.as_str()), ("total", &total_size), ("percent", &percent)];
        html! {
            <>
                <progress
                    id="progress" max={total.to_string()} value={sent.to_string()} aria-label={self.say(Word::Progress)}
                />
                <p class="amount">{ self.fill(Word::Amount, &words) }</p>
                <p class="amount">{ left.unwrap_or_default() }</p>
                <p class="unseen" role="status">{ self.fill(Word::Percent, &[("percent", &announced)]) }</p>
                { self.queue(progress) }
            </>
        }
    }

    /// The files, and how far each of them is: they lie in the package one behind the other, and what else is
    /// in it is small, and mostly in front.
    fn queue(self, progress: Progress) -> Html {
        let files: u64 = self.state.files_in_order().map(|chosen| chosen.file.bytes).sum();
        let mut start = progress.total.saturating_sub(files);
        let rows = self.state.files_in_order().map(|chosen| {
            let end = start + chosen.file.bytes;
            let stage = match progress.sent {
                sent if sent >= end => Word::HasArrived,
                sent if sent > start => Word::OnItsWay,
                _ => Word::ComesLater,
            };
            start = end;
            html! { <li>{ chosen.file.name.clone() }{ " · " }{ self.say(stage) }</li> }
        });
        html! { <ul class="queue" aria-label={self.say(Word::Queue)}>{ for rows }</ul> }
    }
}
