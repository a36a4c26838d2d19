//! The levels of numbers that a clerk copies sign by sign, and of years.

use crate::similarity::{edit_distance, within_one_edit};

/// The level of two different numbers.
pub(super) fn number_level(a: &[u8], b: &[u8]) -> u8 {
    match (edit_distance(a, b, 2), a.len().min(b.len())) {
        (0 | 1, 3..) => 2,
        (2, 7..) => 3,
        _ => 4,
    }
}

/// The level of two different years.
pub(super) fn year_level(a: &str, b: &str) -> u8 {
    let year = |text: &str| text.parse().unwrap_or(0i32);
    match (year(a) - year(b)).abs() {
        0 => 1,
        1 => 2,
        _ if within_one_edit(a.as_bytes(), b.as_bytes()) => 3,
        _ => 4,
    }
}
