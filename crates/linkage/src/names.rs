//! Names of persons as they are written in Mexico, and elsewhere: capitals without accents, abbreviations in full,
//! particles apart, the sound of a Spanish name.
//!
//! Nothing here assumes that a name is Spanish; a name of another language goes through unharmed.

mod abbreviations;
mod full;
mod order;
mod phonetic;
mod qgrams;

use unicode_normalization::UnicodeNormalization;

pub use full::{FullName, split_full_name};
pub use order::NameWords;
pub use phonetic::phonetic;
pub use qgrams::{padded_bigrams, qgrams};

/// Words that join the parts of a surname and are written or left out at will.
const PARTICLES: [&str; 12] = ["DE", "DEL", "LA", "LAS", "LOS", "EL", "Y", "E", "DA", "DO", "DI", "DOS"];

/// What precedes the husband's surname: it and all that follows are no part of a woman's own name.
const WIDOW: [&str; 5] = ["VDA", "VIUDA", "SRA", "SENORA", "VD"];

/// The plain capital of a letter or digit: `é` → `E`, `ñ` → `N`; `None` for anything else.
#[must_use]
pub fn plain_letter(c: char) -> Option<char> {
    match c {
        'A'..='Z' | '0'..='9' => Some(c),
        'a'..='z' => Some(c.to_ascii_uppercase()),
        _ if c.is_ascii() => None,
        'ñ' | 'Ñ' => Some('N'),
        _ => std::iter::once(c)
            .nfd()
            .next()
            .map(|base| base.to_ascii_uppercase())
            .filter(|base| base.is_alphanumeric()),
    }
}

/// Capitals without accents, words parted by one space; hyphens and points part words, apostrophes vanish,
/// and a letter that a clerk's machine spoilt between two others (`MU#OZ`, `MU?OZ`) is the Ñ it was.
///
/// `"  Núñez-Del  Río "` → `"NUNEZ DEL RIO"`, `"O'Brien"` → `"OBRIEN"`.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = out.ends_with(|b: char| b.is_ascii_alphabetic()) && rest.peek().is_some_and(|n| n.is_alphabetic());
        match plain_letter(c) {
            Some(letter) => out.push(letter),
            None if inside && matches!(c, '#' | '?' | '\u{FFFD}' | '¥' | '¤') => out.push('N'),
            None if matches!(c, '\'' | '’' | '`' | '´' | '<' | '"' | '\u{300}'..='\u{36F}') => {}
            None if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            None => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A given name or names: [`normalise`]d, abbreviations in full (`Ma. Gpe.` → `MARIA GUADALUPE`), particles left out.
#[must_use]
pub fn given_name(text: &str) -> String {
    let pointed = text.contains('.');
    let plain = normalise(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let expand = pointed || words.len() > 1;
    let full: Vec<&str> = words
        .iter()
        .map(|word| if expand { abbreviations::in_full(word) } else { word })
        .collect();
    without_particles(&full)
}

/// A surname: [`normalise`]d, particles left out (`de la Cruz` → `CRUZ`), the husband's surname left out
/// (`López vda. de García` → `LOPEZ`).
#[must_use]
pub fn surname(text: &str) -> String {
    let plain = normalise(text);
    let words: Vec<&str> = plain.split(' ').collect();
    let own = words.iter().position(|word| WIDOW.contains(word)).filter(|&at| at > 0);
    without_particles(&words[..own.unwrap_or(words.len())])
}

/// Whether a normalised word is a particle.
#[must_use]
pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// The words that are no particles, or all of them when there are no others.
fn without_particles(words: &[&str]) -> String {
    let own: Vec<&str> = words.iter().copied().filter(|word| !is_particle(word)).collect();
    if own.is_empty() { words.join(" ") } else { own.join(" ") }
}
