//! How far sending has come, in words and as a bar.

use yew::{Html, MouseEvent, html};

use super::View;
use crate::format;
use crate::message::Wish;
use crate::sending::{Progress, Sending};
use crate::state::Action;
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
            Sending::NotYet | Sending::Halted(_) | Sending::Refused(_) | Sending::Received => {
                return Html::default();
            }
        };
        let is_waiting = name == "waiting";
        html! {
            <div id="sending" class="sending" tabindex="-1" data-state={name}>
                <p role="status"><strong>{ stage }</strong></p>
                { progress.map_or_else(Html::default, |progress| self.progress(progress)) }
                <p>{ self.say(Word::SendingMeans) }</p>
                <button type="button" id="try-now" hidden={!is_waiting} onclick={self.on(|_: MouseEvent| Wish::TryNow)}>
                    { self.say(Word::TryNow) }
                </button>
                <button type="button" id="stop" onclick={self.on(|_: MouseEvent| Action::Stop)}>
                    { self.say(Word::Stop) }
                </button>
            </div>
        }
    }

    fn progress(self, progress: Progress) -> Html {
        let Progress { sent, total } = progress;
        let percent = format::percent(sent, total);
        let announced = (percent - percent % ANNOUNCED_PERCENT).to_string();
        let size = |bytes| rules::text::bytes(bytes, self.lang());
        let (sent_size, total_size, percent) = (size(sent), size(total), percent.to_string());
        let words = [("sent", sent_size.as_str()), ("total", &total_size), ("percent", &percent)];
        html! {
            <>
                <progress
                    id="progress" max={total.to_string()} value={sent.to_string()} aria-label={self.say(Word::Progress)}
                />
                <p class="amount">{ self.fill(Word::Amount, &words) }</p>
                <p class="unseen" role="status">{ self.fill(Word::Percent, &[("percent", &announced)]) }</p>
            </>
        }
    }
}
