//! A smaller file beside the one that was chosen: somebody has to look whether it can be read.

use rules::Document;
use rules::text::bytes;
use yew::{Html, MouseEvent, html};

use super::View;
use crate::action::Action;
use crate::chosen_file::{ChosenFile, Offer};
use crate::words::Word;

/// How many times as large as the space for it a picture is shown when it is looked at closely.
const CLOSE: u32 = 4;

impl View<'_> {
    pub(super) fn offer(self, document: &Document, chosen: &ChosenFile, offer: &Offer) -> Html {
        let number = chosen.file.number;
        let is_close = offer.zoom > 1;
        let (zoom, word) = if is_close { (1, Word::ZoomBack) } else { (CLOSE, Word::Zoom) };
        let limit = bytes(document.max_bytes, self.lang());
        let is_picture = offer.fitted.findings.inspection.pixels.is_some();
        html! {
            <div class="offer">
                <p>{ self.fill(Word::Offer, &[("limit", &limit)]) }</p>
                <div class="pair">
                    { self.side(Word::Before, &offer.before, chosen.file.bytes, offer.zoom, is_picture) }
                    { self.side(Word::After, &offer.after, offer.fitted.findings.inspection.bytes, offer.zoom, is_picture) }
                </div>
                <div class="actions">
                    <button
                        type="button" class="primary" data-accept={number.to_string()}
                        onclick={self.on(move |_: MouseEvent| Action::Accept(number))}
                    >{ self.say(Word::Accept) }</button>
                    <button
                        type="button" hidden={!is_picture}
                        onclick={self.on(move |_: MouseEvent| Action::Zoom(number, zoom))}
                    >{ self.say(word) }</button>
                </div>
            </div>
        }
    }

    fn side(self, word: Word, address: &str, size: u64, zoom: u32, is_picture: bool) -> Html {
        let caption = self.fill(word, &[("size", &bytes(size, self.lang()))]);
        let style = ["width:", &(zoom * 100).to_string(), "%"].concat();
        html! {
            <figure>
                <figcaption>{ caption.clone() }</figcaption>
                if is_picture {
                    // It can be moved by keyboard too.
                    <div class="pane" tabindex="0" role="group" aria-label={caption.clone()}>
                        <img src={address.to_owned()} alt={caption} {style} />
                    </div>
                } else {
                    <a href={address.to_owned()} target="_blank">{ self.say(Word::Open) }</a>
                }
            </figure>
        }
    }
}
