//! Words in the two languages of the system, and the folded form in which people's spellings meet.

use serde::Deserialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The languages everything people read is written in; Spanish is the language of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Spanish.
    #[default]
    Es,
    /// English.
    En,
}

impl Language {
    /// Both, Spanish first.
    pub const ALL: [Language; 2] = [Language::Es, Language::En];

    /// The two-letter code of ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::Es => "es",
            Language::En => "en",
        }
    }

    /// The language of a two-letter code, or `None` when it is neither of ours.
    #[must_use]
    pub fn of(code: &str) -> Option<Language> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// The same words in Spanish and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

impl Label {
    /// The words in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Es => &self.es,
            Language::En => &self.en,
        }
    }

    /// Whether a language is missing.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.es.trim().is_empty() || self.en.trim().is_empty()
    }
}

/// The form in which two spellings of one word are equal: lower case, without accents, single spaces,
/// no full stops or slashes (`S/I`, `s.i.` and `SI` fold alike; `Niño` and `NINO` too).
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '.' | '/' | '\u{200b}' | '\u{feff}' | '¿' | '?' | '"' => {}
            c if c.is_whitespace() || c == '_' => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spellings_of_one_word_meet() {
        for (one, other) in [
            ("S.I.", "s/i"),
            ("Niño ", "NINO"),
            ("  Estado   de México", "estado de mexico"),
            ("PERM_RES", "perm res"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }
}
