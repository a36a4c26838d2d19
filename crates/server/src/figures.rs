//! Numbers and instants as people read them; templates use these as filters.

use catalogue::Language;

/// A whole number with its groups of three: a thin space in Spanish, a comma in English.
pub(crate) fn whole(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let between = match language {
        Language::Es => '\u{202f}',
        Language::En => ',',
    };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * between.len_utf8());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(between);
        }
        out.push(digit);
    }
    out
}

/// A part of a whole as a percentage, to the unit.
pub(crate) fn share(part: f64, language: Language) -> String {
    match language {
        Language::Es => format!("{:.0}\u{a0}%", part * 100.0),
        Language::En => format!("{:.0}%", part * 100.0),
    }
}

/// Filters of the templates.
#[expect(unreachable_pub, reason = "what the macro makes of a filter is public")]
pub(crate) mod filters {
    use askama::{Result, Values};

    /// An instant (RFC 3339, UTC) to the minute; nothing for one that never was.
    #[askama::filter_fn]
    pub(crate) fn instant(at: impl std::fmt::Display, _: &dyn Values) -> Result<String> {
        let at = at.to_string();
        let day = at.get(..10).unwrap_or_default();
        let minute = at.get(11..16).unwrap_or_default();
        Ok(if at.is_empty() {
            "–".to_owned()
        } else {
            format!("{day} {minute} UTC")
        })
    }

    /// The beginning of a long name, enough to know it again.
    #[askama::filter_fn]
    pub(crate) fn short(id: impl std::fmt::Display, _: &dyn Values) -> Result<String> {
        Ok(id.to_string().chars().take(12).collect())
    }
}
