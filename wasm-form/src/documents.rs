//! What the reducer does to the files of documents: they are chosen, replaced, made pages of a PDF, put in
//! another order.

use package::DocumentType;
use rules::Document;
use worker::message::{CannotFit, Findings};
use worker::sending::Sent;

use crate::chosen_file::{ChosenFile, FileName, FileNumber, Look};
use crate::state::State;

/// Takes files in, the first of them in the place of another one.
pub fn choose(state: &mut State, files: Vec<FileName>, replaces: Option<FileNumber>) {
    let place = replaces.and_then(|number| place(state, number));
    let (place, page_of) = match place {
        Some(place) => (place, state.files.remove(place).file.page_of),
        None => (state.files.len(), None),
    };
    let chosen = files.into_iter().map(|file| ChosenFile::new(FileName { page_of, ..file }));
    state.files.splice(place..place, chosen);
    remake(state, page_of);
}

/// Changes a file, if it is there.
pub fn change(state: &mut State, number: FileNumber, change: impl FnOnce(&mut ChosenFile, &Document)) {
    let Some(chosen) = state.files.iter_mut().find(|chosen| chosen.file.number == number) else { return };
    // A draft may name a document that the service has no longer.
    let Some(document) = state.page.service.document(&chosen.file.document) else { return };
    change(chosen, document);
}

/// Makes one PDF of the pictures that were chosen for a document: it takes the place of the first. Where there
/// is such a PDF, they become further pages of it.
pub fn join(state: &mut State, document: &str, number: FileNumber) {
    let made = state.files_for(document).find(|chosen| state.pages_of(chosen.file.number).next().is_some());
    let made = made.map(|pdf| pdf.file.number);
    let number = made.unwrap_or(number);
    let mut first = None;
    for (at, chosen) in state.files.iter_mut().enumerate() {
        let is_loose = chosen.file.document == document && chosen.file.page_of.is_none();
        if is_loose && chosen.can_be_a_page() {
            first.get_or_insert(at);
            chosen.file.page_of = Some(number);
            // What was offered for it alone is nothing to a page.
            chosen.look = Look::Right;
        }
    }
    match (made, first) {
        (Some(_), Some(_)) => remake(state, made),
        (None, Some(first)) => {
            let name = [document, ".", DocumentType::Pdf.extension()].concat();
            let pdf = FileName { number, document: document.to_owned(), name, bytes: 0, page_of: None };
            state.files.insert(first, ChosenFile::new(pdf));
        }
        (_, None) => {}
    }
}

/// Takes in what has become of a PDF, if it is still to have these pages.
pub fn joined(
    state: &mut State,
    number: FileNumber,
    pages: &[FileNumber],
    joined: Result<Findings, (Option<FileNumber>, CannotFit)>,
) {
    if !state.pages_of(number).map(|page| page.file.number).eq(pages.iter().copied()) {
        return;
    }
    match joined {
        Ok(findings) => change(state, number, |pdf, document| {
            pdf.take_in(Some(findings), document);
            // It was made as small as it can be.
            if pdf.look == Look::Fitting {
                pdf.cannot_fit(CannotFit::TooDetailed, document);
            }
        }),
        // What is wrong is said at the page.
        Err((Some(page), why)) => {
            change(state, page, |page, document| page.cannot_fit(why, document));
            change(state, number, |pdf, _| pdf.look = Look::Wrong(Vec::new(), None));
        }
        Err((None, why)) => change(state, number, |pdf, document| {
            pdf.findings = None;
            pdf.cannot_fit(why, document);
        }),
    }
}

/// Lets a page change places with the one before it.
pub fn move_up(state: &mut State, number: FileNumber) {
    let Some(page) = place(state, number) else { return };
    let pdf = state.files[page].file.page_of;
    let before = state.files[..page].iter().rposition(|chosen| pdf.is_some() && chosen.file.page_of == pdf);
    if let Some(before) = before {
        state.files.swap(before, page);
        remake(state, pdf);
    }
}

/// Makes a PDF the pictures again that it was made of.
pub fn split(state: &mut State, number: FileNumber) {
    state.files.retain(|chosen| chosen.file.number != number);
    for chosen in state.files.iter_mut().filter(|chosen| chosen.file.page_of == Some(number)) {
        chosen.file.page_of = None;
        // One that is too large by itself needs a smaller one.
        chosen.look = Look::Reading;
    }
}

/// Takes a file out, with its pages; or a page, with its PDF if it was the last one.
pub fn remove(state: &mut State, number: FileNumber) {
    let pdf = place(state, number).and_then(|at| state.files[at].file.page_of);
    state.files.retain(|chosen| chosen.file.number != number && chosen.file.page_of != Some(number));
    match pdf {
        Some(pdf) if state.pages_of(pdf).next().is_none() => {
            state.files.retain(|chosen| chosen.file.number != pdf);
        }
        _ => remake(state, pdf),
    }
}

/// The worker has failed: what it was looking at when it did is not looked at again, for it may have been
/// the reason.
pub fn worker_fails(state: &mut State) {
    let waiting: Vec<FileNumber> = (state.files.iter())
        .filter(|chosen| matches!(chosen.look, Look::Reading | Look::Fitting))
        .map(|chosen| chosen.file.number)
        .collect();
    for number in waiting {
        change(state, number, |chosen, document| match chosen.look {
            Look::Reading => chosen.take_in(None, document),
            _ => chosen.cannot_fit(CannotFit::NotDecoded, document),
        });
    }
}

/// A file that was right may be gone: the browser has lost it, or the worker that had it in its memory.
pub fn look_again(state: &mut State) {
    let is_right = |chosen: &&mut ChosenFile| chosen.look == Look::Right;
    state.files.iter_mut().filter(is_right).for_each(|chosen| chosen.look = Look::Reading);
}

/// What these files are, document by document.
pub fn sent<'f>(files: impl Iterator<Item = &'f ChosenFile>) -> Vec<Sent> {
    let mut sent: Vec<Sent> = Vec::new();
    for ChosenFile { file, .. } in files {
        match sent.iter_mut().find(|one| one.document == file.document) {
            Some(one) => {
                one.count += 1;
                one.bytes += file.bytes;
            }
            None => sent.push(Sent { document: file.document.clone(), count: 1, bytes: file.bytes }),
        }
    }
    sent
}

fn place(state: &State, number: FileNumber) -> Option<usize> {
    state.files.iter().position(|chosen| chosen.file.number == number)
}

/// A PDF whose pages have changed is made anew.
fn remake(state: &mut State, pdf: Option<FileNumber>) {
    if let Some(number) = pdf {
        change(state, number, |pdf, _| {
            pdf.look = Look::Reading;
            // What was kept of it under its number is not it any more.
            pdf.file.bytes = 0;
        });
    }
}
