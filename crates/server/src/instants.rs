//! Instants as people read them: day and time, in UTC, which every office of the country can compare.

/// An instant in RFC 3339 as day and time; what is none stays as it is.
pub(crate) fn plain(instant: &str) -> String {
    match (instant.get(..10), instant.get(11..19)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => instant.to_owned(),
    }
}

/// The time of day so many minutes after an instant.
pub(crate) fn after(instant: &str, minutes: u32) -> String {
    let part = |at: usize| instant.get(at..at + 2).and_then(|text| text.parse::<u32>().ok());
    match (part(11), part(14), part(17)) {
        (Some(hour), Some(minute), Some(second)) => {
            let all = (hour * 60 + minute + minutes) % (24 * 60);
            format!("{:02}:{:02}:{second:02} UTC", all / 60, all % 60)
        }
        _ => instant.to_owned(),
    }
}
