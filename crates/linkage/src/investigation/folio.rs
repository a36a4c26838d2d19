//! The folio of an investigation as prosecutors write it, taken apart: `CI-FED/CDMX/UEITA/0123/2016`, `AP/PGR/UEITMPO/45/2013`.

use crate::names::normalise;

/// What kind of file a folio names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FolioKind {
    /// Carpeta de investigación, of the accusatorial system.
    Investigation,
    /// Averiguación previa, of the system before it.
    PreliminaryInquiry,
    /// Acta circunstanciada, from which no investigation has come yet: a file of its own.
    DetailedReport,
    /// The folio does not say.
    Unsaid,
}

/// A folio taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folio {
    /// What kind of file.
    pub kind: FolioKind,
    /// The offices it names, in capitals without accents, in the order written: `FED`, `CDMX`, `UEITA`.
    pub office: Vec<String>,
    /// Its number, without leading zeros.
    pub number: u64,
    /// Its year, of four digits.
    pub year: u16,
}

/// Longest folio that is read.
const LONGEST: usize = 120;

/// Reads a folio; `None` when no number and year are in it. The year is the last number that can be one, the number is the
/// last of the others.
#[must_use]
pub fn read_folio(text: &str) -> Option<Folio> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = normalise(&text.replace(['/', '-', '.', '_', '\\', ':', '#'], " "));
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let numbers: Vec<usize> = (0..words.len()).filter(|at| is_number(words[*at])).collect();
    let year_at = *numbers.iter().rev().find(|at| year(words[**at]).is_some())?;
    let number_at = *numbers.iter().rev().find(|at| **at != year_at)?;
    let other = |(at, word): (usize, &&str)| (at != year_at && at != number_at).then(|| (*word).to_owned());
    let mut office: Vec<String> = words.iter().enumerate().filter_map(other).collect();
    let kind = take_kind(&mut office);
    Some(Folio {
        kind,
        office,
        number: words[number_at].parse().ok()?,
        year: year(words[year_at])?,
    })
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|sign| sign.is_ascii_digit())
}

/// A year of an investigation: 1990 to 2099, or two digits at the end of old folios.
fn year(word: &str) -> Option<u16> {
    let number: u16 = word.parse().ok()?;
    match (word.len(), number) {
        (4, 1990..=2099) => Some(number),
        (2, 0..=49) => Some(2000 + number),
        (2, 90..=99) => Some(1900 + number),
        _ => None,
    }
}

/// Words of a folio that name no office.
const FILLING: [&str; 6] = ["DE", "INVESTIGACION", "PREVIA", "CIRCUNSTANCIADA", "NUM", "NO"];

/// Takes the words that name the kind of file out of the offices. `AC` names one only where the folio begins with it.
fn take_kind(office: &mut Vec<String>) -> FolioKind {
    if office.first().is_some_and(|word| word == "AC" || word == "ACTA") {
        office.remove(0);
        office.retain(|word| !FILLING.contains(&word.as_str()));
        return FolioKind::DetailedReport;
    }
    let of = |word: &str| match word {
        "CI" | "CDI" | "NUC" | "CARPETA" => Some(FolioKind::Investigation),
        "AP" | "AVERIGUACION" => Some(FolioKind::PreliminaryInquiry),
        _ => None,
    };
    let kind = office.iter().find_map(|word| of(word)).unwrap_or(FolioKind::Unsaid);
    office.retain(|word| of(word).is_none() && !FILLING.contains(&word.as_str()));
    kind
}

impl Folio {
    /// The same folio, of an office where it names none: a number without an office is of whoever writes it.
    #[must_use]
    pub fn of_office(mut self, office: &str) -> Folio {
        if self.office.is_empty() {
            self.office.push(office.to_owned());
        }
        self
    }

    /// Whether both can be the same file: number and year equal, kinds not in conflict, and all offices of the one that names
    /// fewer among those of the other. A folio without any office can be anybody's and is the same only as one without too.
    #[must_use]
    pub fn is_same(&self, other: &Folio) -> bool {
        let (few, many) = match self.office.len() <= other.office.len() {
            true => (self, other),
            false => (other, self),
        };
        let named = few.office.iter().all(|office| many.office.contains(office));
        self.may_be(other) && named && few.office.is_empty() == many.office.is_empty()
    }

    /// Whether number and year are equal and the kinds not in conflict, whatever the office.
    #[must_use]
    pub fn may_be(&self, other: &Folio) -> bool {
        let kinds = self.kind == other.kind || [self.kind, other.kind].contains(&FolioKind::Unsaid);
        (self.number, self.year) == (other.number, other.year) && kinds
    }
}
