//! Cells that say nothing: empty, S.I., N.A. and their spellings. They are missing, never a disagreement.

/// Whole cells that stand for "not known" or "not applicable", already in capitals without accents or points.
const SAYS_NOTHING: [&str; 28] = [
    "SI",
    "S I",
    "NA",
    "N A",
    "ND",
    "N D",
    "NI",
    "N I",
    "NAN",
    "NULL",
    "NONE",
    "NIL",
    "UNKNOWN",
    "UNK",
    "SD",
    "S D",
    "SN",
    "DESCONOCIDO",
    "DESCONOCIDA",
    "SE DESCONOCE",
    "SE IGNORA",
    "IGNORADO",
    "SIN DATO",
    "SIN INFORMACION",
    "SIN DATOS",
    "NO APLICA",
    "NO ESPECIFICADO",
    "NO IDENTIFICADO",
];

/// Spellings that are also names or codes of their own: only with their points do they say nothing as a name.
const ALSO_NAMES: [&str; 6] = ["SI", "NA", "NI", "SN", "ND", "SD"];

/// Whether a cell says nothing. `text` is as written.
///
/// ```text
/// "" "-" "S.I." "s/i" "N/A" "NA" "Se desconoce" "XXX" "999"(no) → missing
/// ```
#[must_use]
pub fn is_missing(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() || !trimmed.chars().any(char::is_alphanumeric) {
        return true;
    }
    let begins = trimmed.starts_with(|c: char| matches!(c.to_ascii_uppercase(), 'S' | 'N' | 'U' | 'D' | 'I' | 'X'));
    begins && trimmed.len() <= 24 && (repeats_x(trimmed) || SAYS_NOTHING.contains(&bare(trimmed).as_str()))
}

/// As [`is_missing`], for names: `SI` or `NA` without points is a name (Na Li, Si Nguyen) unless in capitals as R writes it.
#[must_use]
pub fn is_missing_name(text: &str) -> bool {
    let trimmed = text.trim();
    let pointed = trimmed.contains(['.', '/']);
    is_missing(trimmed) && (pointed || trimmed == "NA" || !ALSO_NAMES.contains(&bare(trimmed).as_str()))
}

/// Capitals without accents, points or strokes.
fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match crate::names::plain_letter(c) {
            Some(letter) => out.push(letter),
            None if c.is_whitespace() && !out.is_empty() => out.push(' '),
            None => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// `XX`, `XXX`: what an office writes over a name it withholds.
fn repeats_x(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|b| b.eq_ignore_ascii_case(&b'x'))
}
