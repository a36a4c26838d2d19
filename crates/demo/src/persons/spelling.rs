//! How words are miswritten: slips of the finger, spelling by ear, and misreading of a scan.

use fastrand::Rng;

/// Rows of the keyboard, for keys that lie side by side.
const KEYBOARD: [&str; 4] = ["1234567890", "QWERTYUIOP", "ASDFGHJKLÑ", "ZXCVBNM"];

/// What sounds alike, or nearly, in Mexico.
const BY_EAR: [(&str, &str); 30] = [
    ("B", "V"),
    ("V", "B"),
    ("S", "Z"),
    ("Z", "S"),
    ("CE", "SE"),
    ("CI", "SI"),
    ("SE", "CE"),
    ("SI", "CI"),
    ("LL", "Y"),
    ("YA", "LLA"),
    ("YO", "LLO"),
    ("GE", "JE"),
    ("GI", "JI"),
    ("JE", "GE"),
    ("JI", "GI"),
    ("X", "J"),
    ("QUE", "KE"),
    ("QUI", "KI"),
    ("CA", "KA"),
    ("K", "C"),
    ("I", "Y"),
    ("Y", "I"),
    ("NV", "MB"),
    ("MP", "NP"),
    ("Ñ", "NI"),
    ("RR", "R"),
    ("H", ""),
    ("HU", "GU"),
    ("TH", "T"),
    ("PH", "F"),
];

/// What a reading machine takes for something else.
const BY_EYE: [(&str, &str); 14] = [
    ("O", "0"),
    ("I", "1"),
    ("L", "1"),
    ("S", "5"),
    ("B", "8"),
    ("Z", "2"),
    ("RN", "M"),
    ("M", "RN"),
    ("E", "F"),
    ("G", "6"),
    ("U", "V"),
    ("CL", "D"),
    ("Q", "O"),
    ("H", "N"),
];

/// A slip: a letter more, one less, another one, or two in the wrong order.
pub(super) fn slip(word: &mut String, rng: &mut Rng) {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 {
        return;
    }
    let at = rng.usize(..letters.len());
    match rng.u8(..5) {
        0 => letters.insert(at, beside(letters[at], rng)),
        1 => drop(letters.remove(at)),
        2 => letters.swap(at.max(1) - 1, at.max(1)),
        3 => letters[at] = beside(letters[at], rng),
        _ => letters[at] = like(letters[at], rng),
    }
    *word = letters.into_iter().collect();
}

/// A key beside another one.
fn beside(key: char, rng: &mut Rng) -> char {
    let rows = KEYBOARD.iter().find(|row| row.contains(key));
    let Some(row) = rows.map(|row| row.chars().collect::<Vec<_>>()) else {
        return like(key, rng);
    };
    let at = row.iter().position(|other| *other == key).unwrap_or_default();
    row[if rng.bool() {
        (at + 1).min(row.len() - 1)
    } else {
        at.max(1) - 1
    }]
}

/// Another digit for a digit, another letter for anything else.
fn like(key: char, rng: &mut Rng) -> char {
    if key.is_ascii_digit() {
        rng.digit(10)
    } else {
        rng.uppercase()
    }
}

/// Spells a word by ear, where it has a sound with two spellings.
pub(super) fn by_ear(word: &mut String, rng: &mut Rng) {
    if !swap_one(word, &BY_EAR, rng) && word.starts_with(['A', 'E', 'I', 'O', 'U']) {
        word.insert(0, 'H');
    }
}

/// Misreads a word.
pub(super) fn by_eye(word: &mut String, rng: &mut Rng) {
    swap_one(word, &BY_EYE, rng);
}

/// Changes one of the places where a pair applies.
fn swap_one(word: &mut String, pairs: &[(&'static str, &'static str)], rng: &mut Rng) -> bool {
    let places = |(from, to): &(&'static str, &'static str)| {
        let found: Vec<_> = word.match_indices(from).map(|(at, _)| (at, *from, *to)).collect();
        found
    };
    let places: Vec<_> = pairs.iter().flat_map(places).collect();
    let Some((at, from, to)) = rng.choice(&places).copied() else {
        return false;
    };
    word.replace_range(at..at + from.len(), to);
    true
}
