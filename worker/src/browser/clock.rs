//! The time and the day.

use rules::Date;

/// Milliseconds since 1970.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// The day in western Indonesia: the one by which the endpoint decides, wherever the applicant is.
pub fn today() -> Date {
    Date::in_jakarta((now() / 1000) as i64)
}
