//! How a name sounds in Spanish: one key for the spellings that are heard alike.

/// The phonetic key of a normalised name: the key of each word, joined by spaces.
///
/// Mute H falls away; B and V, S, C before E or I, and Z, LL and Y, G before E or I and J, QU, K and hard C, N and Ñ, X and S
/// each have one sign; doubled letters are one; vowels after the first letter are kept apart only by A, E/I, O/U.
///
/// `phonetic("VASQUEZ") == phonetic("BAZQUES")`, `phonetic("HERNANDEZ") == phonetic("ERNANDES")`.
#[must_use]
pub fn phonetic(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split(' ').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        sound(word.as_bytes(), &mut out);
    }
    out
}

/// Writes the sounds of one word of plain capitals.
fn sound(word: &[u8], out: &mut String) {
    let start = out.len();
    let mut at = 0;
    while at < word.len() {
        let (sign, taken) = sign(word, at);
        at += taken;
        if let Some(sign) = sign
            && (out.len() == start || !out.ends_with(sign))
        {
            out.push(sign);
        }
    }
}

/// The sign of the sound that begins at `at`, and the letters it takes.
fn sign(word: &[u8], at: usize) -> (Option<char>, usize) {
    let next = word.get(at + 1).copied().unwrap_or(b' ');
    let front = matches!(next, b'E' | b'I');
    match (word[at], next) {
        (b'C', b'H') => (Some('X'), 2),
        (b'P', b'H') => (Some('F'), 2),
        (b'Q', b'U') | (b'C', b'K') => (Some('K'), 2),
        (b'L', b'L') => (Some('Y'), 2),
        (b'G', b'U') if matches!(word.get(at + 2), Some(b'E' | b'I')) => (Some('G'), 2),
        (b'G', b'E' | b'I') => (Some('J'), 1),
        (b'S', b'H') => (Some('X'), 2),
        (b'S', b'C') if matches!(word.get(at + 2), Some(b'E' | b'I')) => (Some('S'), 2),
        (b'H', _) => (None, 1),
        (b'V' | b'B', _) => (Some('B'), 1),
        (b'W', _) => (Some('U'), 1),
        (b'C', _) => (Some(if front { 'S' } else { 'K' }), 1),
        (b'Z' | b'X' | b'S', _) => (Some('S'), 1),
        (b'K' | b'Q', _) => (Some('K'), 1),
        (b'Y', b' ') => (Some('I'), 1),
        (b'M', b'B' | b'P' | b'V' | b'F') => (Some('N'), 1),
        (letter, _) => (Some(char::from(letter)), 1),
    }
}
