//! The clock of the house: the only place that asks what time it is.

use jiff::Timestamp;

/// The present instant in seconds since 1970, as one-time codes and witnesses count.
#[must_use]
pub fn unix_now() -> u64 {
    u64::try_from(Timestamp::now().as_second()).unwrap_or_default()
}
