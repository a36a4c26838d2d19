//! The clock of the house: the only place that asks what time it is.

use jiff::Timestamp;

/// The present instant, RFC 3339 in UTC, to the millisecond.
#[must_use]
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}
