//! Names cut into overlapping pieces: what MinHash and encodings are made of.

/// The q-grams of a normalised name, as windows of its bytes; the whole when it is shorter than `q`.
///
/// Normalised names are plain capitals, so that a byte is a letter.
pub fn qgrams(name: &str, q: usize) -> impl Iterator<Item = &[u8]> {
    let whole = (name.len() < q && !name.is_empty()).then_some(name.as_bytes());
    name.as_bytes().windows(q.max(1)).chain(whole)
}

/// The bigrams of a normalised name with a blank before and after: `ANA` → ` A`, `AN`, `NA`, `A `.
pub fn padded_bigrams(name: &str) -> impl Iterator<Item = [u8; 2]> + '_ {
    let bytes = name.as_bytes();
    let at = |place: usize| place.checked_sub(1).and_then(|p| bytes.get(p)).copied().unwrap_or(b' ');
    let pieces = if bytes.is_empty() { 0 } else { bytes.len() + 1 };
    (0..pieces).map(move |place| [at(place), at(place + 1)])
}
