//! A smaller file beside the one that was chosen: somebody has to look whether it can be read.

use rules::Document;
use rules::text::bytes;
use yew::{Html, MouseEvent, classes, html};

use super::View;
use crate::action::Action;
use crate::chosen_file::{ChosenFile, FileNumber, Offer};
use crate::words::Word;

/// The id of what shows both files.
pub fn pair_id(number: FileNumber) -> String {
    ["pair-", &number.to_string()].concat()
}

/// The id of the button that puts the smaller file in its place.
pub fn accept_id(number: FileNumber) -> String {
    ["accept-", &number.to_string()].concat()
}

impl View<'_> {
    pub(super) fn offer(self, document: &Document, chosen: &ChosenFile, offer: &Offer) -> Html {
        let number = chosen.file.number;
        let word = if offer.is_close { Word::ZoomBack } else { Word::Zoom };
        let is_close = !offer.is_close;
        let limit = bytes(document.max_bytes, self.lang);
        let made = &offer.fitted.findings.inspection;
        let is_too_large = chosen.file.bytes > document.max_bytes;
        let why = if is_too_large { Word::OfferSmaller } else { Word::OfferJpeg };
        // Both as large as the smaller one is in pixels, so that what the one has lost shows beside the other.
        // An attribute of its own: the page's policy lets no style in but the page's.
        let width = made.pixels.map(|pixels| match offer.is_close {
            true => pixels.width.to_string(),
            false => "100%".to_owned(),
        });
        let side = |word, address, size| self.side(word, address, size, width.clone());
        html! {
            <div class="offer">
                <p>{ self.fill(why, &[("limit", &limit)]) }</p>
                <div id={pair_id(number)} class={classes!("pair", offer.is_close.then_some("close"))} tabindex="-1">
                    { side(Word::Before, &offer.before, chosen.file.bytes) }
                    { side(Word::After, &offer.after, made.bytes) }
                </div>
                <div class="actions">
                    <button
                        type="button" class="primary" id={accept_id(number)} data-accept={number.to_string()}
                        onclick={self.on(move |_: MouseEvent| Action::Accept(number))}
                    >{ self.say(Word::Accept) }</button>
                    <button
                        type="button" hidden={width.is_none()}
                        onclick={self.on(move |_: MouseEvent| Action::Zoom(number, is_close))}
                    >{ self.say(word) }</button>
                </div>
            </div>
        }
    }

    fn side(self, word: Word, address: &str, size: u64, width: Option<String>) -> Html {
        let caption = self.fill(word, &[("size", &bytes(size, self.lang))]);
        html! {
            <figure>
                <figcaption>{ caption.clone() }</figcaption>
                if let Some(width) = width {
                    // It can be moved by keyboard too.
                    <div class="pane" tabindex="0" role="region" aria-label={caption.clone()}>
                        <img src={address.to_owned()} alt={caption} {width} />
                    </div>
                } else {
                    <a href={address.to_owned()} target="_blank">
                        { self.say(Word::Open) }<span class="unseen">{ " " }{ caption }</span>
                    </a>
                }
            </figure>
        }
    }
}
