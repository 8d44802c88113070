//! The time and the day.

use rules::Date;

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Western Indonesian time, WIB, is seven hours ahead of UTC all year round.
const WIB: u64 = 7 * 60 * 60 * 1000;

/// Milliseconds since 1970.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

/// The day in western Indonesia: the one by which the endpoint decides, wherever the applicant is.
pub fn today() -> Date {
    let first = Date::new(1970, 1, 1).expect("1970 began with a first of January");
    first.plus(((now() + WIB) / DAY) as i64)
}
