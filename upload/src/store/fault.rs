//! What may be said of an error of the store, and whether it is for want of room.
//!
//! The library's errors name the object, and with it the upload; a server's answer repeats the name, or
//! the key that signed the request. So nothing of their text is passed on, only what kind they are.

use std::error::Error as StdError;
use std::io;

use object_store::Error;

/// What kind of error it is, for the log and the terminal: without names, addresses and keys.
pub fn kind(error: &Error) -> String {
    let what = match error {
        Error::NotFound { .. } => "no such object or bucket",
        Error::InvalidPath { .. } => "a name that the store does not take",
        Error::AlreadyExists { .. } => "the object exists",
        Error::Precondition { .. } => "a condition that did not hold",
        Error::NotModified { .. } => "not modified",
        Error::NotSupported { .. } | Error::NotImplemented { .. } => "the store cannot do this",
        Error::PermissionDenied { .. } => "permission denied",
        Error::Unauthenticated { .. } => "the store does not know these credentials",
        Error::UnknownConfigurationKey { .. } => "an unknown setting",
        _ => "the store failed",
    };
    match causes(error).find_map(particular) {
        Some(particular) => format!("{what} ({particular})"),
        None => what.to_owned(),
    }
}

/// The same as an error of its own.
pub fn said(error: Error) -> anyhow::Error {
    anyhow::Error::msg(kind(&error))
}

/// Whether the store has no room left, for anybody or for this user.
pub fn is_for_want_of_room(error: &Error) -> bool {
    io_kinds(error).any(|kind| matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}

fn io_kinds(error: &Error) -> impl Iterator<Item = io::ErrorKind> {
    causes(error).filter_map(|cause| Some(cause.downcast_ref::<io::Error>()?.kind()))
}

fn causes(error: &Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let mut next = Some(error as &(dyn StdError + 'static));
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

/// What an inner cause adds: the operating system's kind of error, a server's status, or how the
/// connection failed.
fn particular(cause: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return Some(error.kind().to_string());
    }
    #[cfg(feature = "cloud")]
    if let Some(error) = cause.downcast_ref::<object_store::client::HttpError>() {
        return Some(format!("{:?}", error.kind()).to_lowercase());
    }
    // The library keeps the type to itself that carries the status. Its text does begin so.
    let text = cause.to_string();
    let (_, rest) = text.split_once("non-2xx status code: ")?;
    Some(format!("status {}", rest.chars().take_while(char::is_ascii_digit).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error::Generic { store: "a store", source: source.into() }
    }

    /// If it broke, the log would hold names of uploads, or keys.
    #[test]
    fn nothing_of_an_errors_text_is_passed_on() {
        let secret = "uploads/0123/part-0 AKIAEXAMPLE";
        for (error, said) in [
            (generic(secret), "the store failed"),
            (
                generic(io::Error::new(io::ErrorKind::StorageFull, secret)),
                "the store failed (no storage space)",
            ),
            (
                generic(format!(
                    "PUT {secret} - Server returned non-2xx status code: 503 Slow Down: {secret}"
                )),
                "the store failed (status 503)",
            ),
            (Error::PermissionDenied { path: secret.to_owned(), source: secret.into() }, "permission denied"),
        ] {
            assert_eq!(kind(&error), said);
        }
    }

    /// If it broke, a full disk would look like a broken one, and the operator would look in the wrong place.
    #[test]
    fn want_of_room_is_told_from_other_failures() {
        assert!(is_for_want_of_room(&generic(io::Error::from(io::ErrorKind::StorageFull))));
        assert!(is_for_want_of_room(&generic(io::Error::from(io::ErrorKind::QuotaExceeded))));
        assert!(!is_for_want_of_room(&generic(io::Error::from(io::ErrorKind::PermissionDenied))));
        assert!(!is_for_want_of_room(&generic("no storage space")));
    }
}
