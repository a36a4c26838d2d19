//! Numbers as people write them in Mexico: point for decimals, comma or space for thousands.

/// Reads a number; `None` when the text is none.
pub(crate) fn parse(text: &str) -> Option<f64> {
    if text.len() > 32 {
        return None;
    }
    if let Ok(number) = text.parse::<i64>() {
        return Some(number as f64);
    }
    let bare = text.trim_start_matches('$').trim_end_matches('%').trim();
    let groups: Vec<&str> = bare.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let (last, grouped) = groups.split_last()?;
    let whole = last.split('.').next().unwrap_or(last);
    let thousands = grouped.iter().skip(1).all(|group| group.len() == 3) && (grouped.is_empty() || whole.len() == 3);
    let digits = groups.concat();
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    (thousands && plain).then(|| digits.parse().ok()).flatten()
}

/// A number as text without an exponent or a needless fraction: `9`, `123456789012`, `2.5`.
pub(crate) fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, plain};

    #[test]
    fn thousands_and_decimals() {
        for (text, number) in [
            ("37", 37.0),
            ("1,234", 1234.0),
            ("1 234 567", 1_234_567.0),
            ("$2,500.50", 2500.5),
            ("-3", -3.0),
        ] {
            assert_eq!(parse(text), Some(number), "{text}");
        }
        for text in ["1,23", "12,34,567", "uno", "1e5", "", "NaN", "inf"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(plain(9.0), "9");
    }
}
