//! How a delimited file separates its columns and its lines.

/// The separators tried, the most usual first.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines looked at.
const LINES_MAX: usize = 100;

/// A file's separators, as its first lines show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) line_break: u8,
    /// How many fields most lines have.
    pub(crate) width: usize,
    /// Length of a first line that only names the separator, as Excel writes it.
    pub(crate) preamble_len: usize,
}

impl Dialect {
    pub(crate) fn delimiter_name(&self) -> &'static str {
        match self.delimiter {
            b';' => ";",
            b'\t' => "tab",
            b'|' => "|",
            _ => ",",
        }
    }
}

/// Reads the dialect off the beginning of a file.
pub(crate) fn sniff(beginning: &str) -> Dialect {
    let line_break = if beginning.contains('\n') || !beginning.contains('\r') {
        b'\n'
    } else {
        b'\r'
    };
    let (declared, preamble_len) = declared_delimiter(beginning, line_break);
    let sample = &beginning.as_bytes()[preamble_len..];
    let counts = count_separators(sample, line_break);
    let delimiter = declared.unwrap_or_else(|| most_regular(&counts));
    let index = CANDIDATES.iter().position(|candidate| *candidate == delimiter);
    let width = index.map_or(1, |index| 1 + mode(&counts, index).0);
    Dialect {
        delimiter,
        line_break,
        width,
        preamble_len,
    }
}

/// Excel's own first line `sep=;`, which it hides from view.
fn declared_delimiter(beginning: &str, line_break: u8) -> (Option<u8>, usize) {
    let line_len = beginning
        .bytes()
        .position(|byte| byte == line_break)
        .map_or(beginning.len(), |at| at + 1);
    let line = beginning[..line_len].trim_end_matches(['\n', '\r']).trim_matches('"');
    match line.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] if CANDIDATES.contains(delimiter) => {
            (Some(*delimiter), line_len)
        }
        _ => (None, 0),
    }
}

/// For each of the first lines, how often each candidate stands outside quotes.
fn count_separators(sample: &[u8], line_break: u8) -> Vec<[usize; 4]> {
    let mut lines = Vec::new();
    let (mut counts, mut quoted, mut filled) = ([0; 4], false, false);
    for &byte in sample {
        filled |= !byte.is_ascii_whitespace();
        if byte == b'"' {
            quoted = !quoted;
        } else if quoted {
            continue;
        } else if byte == line_break {
            if filled {
                lines.push(counts);
            }
            if lines.len() == LINES_MAX {
                return lines;
            }
            (counts, filled) = ([0; 4], false);
        } else if let Some(index) = CANDIDATES.iter().position(|candidate| *candidate == byte) {
            counts[index] += 1;
        }
    }
    if filled && (lines.is_empty() || counts != [0; 4]) {
        lines.push(counts);
    }
    lines
}

/// The count most lines agree on, when any has the separator, and how many agree.
fn mode(lines: &[[usize; 4]], index: usize) -> (usize, usize) {
    let mut best = (0, 0);
    for line in lines.iter().filter(|line| line[index] > 0) {
        let support = lines.iter().filter(|other| other[index] == line[index]).count();
        if support > best.1 {
            best = (line[index], support);
        }
    }
    best
}

/// The separator that most lines, the first among them, have equally often.
fn most_regular(lines: &[[usize; 4]]) -> u8 {
    let score = |index: usize| {
        let (count, support) = mode(lines, index);
        let heads = lines.first().is_some_and(|line| count > 0 && line[index] == count);
        (support + if heads { lines.len() } else { 0 }) * 32 + count.min(31)
    };
    let best = (0..CANDIDATES.len())
        .rev()
        .max_by_key(|&index| score(index))
        .unwrap_or(0);
    CANDIDATES[best]
}
