//! Findings: something wrong in a return, with its address and the way out.

use std::{borrow::Cow, collections::BTreeMap};

use catalogue::{Catalogue, Language, Severity};

/// Where in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The sheet, or empty for a file without sheets.
    pub sheet: String,
    /// The row as the spreadsheet numbers it, or `None` for the whole sheet or file.
    pub row: Option<u32>,
    /// The column, 0 for A.
    pub column: Option<u16>,
}

impl Address {
    /// The column's letters, as the spreadsheet shows them.
    #[must_use]
    pub fn column_letters(&self) -> String {
        self.column.map(column_letters).unwrap_or_default()
    }
}

/// The letters by which spreadsheets name a column, 0 being A.
#[must_use]
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut left = u32::from(column) + 1;
    while left > 0 {
        letters.push(b'A' + ((left - 1) % 26) as u8);
        left = (left - 1) / 26;
    }
    letters.iter().rev().map(|byte| char::from(*byte)).collect()
}

/// Something wrong in a return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// The code: of `findings.toml`, or the id of a register's rule.
    pub code: Cow<'static, str>,
    /// Where.
    pub at: Address,
    /// The field's id, when it is of a field.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// The list, or the other thing the sentence needs.
    pub other: String,
    /// The nearest right answers.
    pub near: String,
    /// How many, when the finding stands for several.
    pub count: u64,
}

/// What a finding says in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// How grave.
    pub severity: Severity,
    /// What is wrong.
    pub says: String,
    /// How to mend it.
    pub mend: String,
}

/// The sentences of a finding.
///
/// A code without an entry in the catalogue is our own fault; it still says its code, so that the official
/// can dictate it.
#[must_use]
pub fn sentence(catalogue: &Catalogue, finding: &Finding, language: Language) -> Sentence {
    let Some((severity, says, mend)) = catalogue.sentence(&finding.code) else {
        let says = finding.code.to_string();
        return Sentence {
            severity: Severity::Error,
            says,
            mend: String::new(),
        };
    };
    let fill = |text: &str| {
        // Without a near answer, the sentence that would offer it is left out.
        let kept = text
            .split_inclusive(". ")
            .filter(|part| !finding.near.is_empty() || !part.contains("{near}"));
        let text: String = kept.collect();
        text.trim_end()
            .replace("{value}", &finding.value)
            .replace("{list}", &finding.other)
            .replace("{other}", &finding.other)
            .replace("{near}", &finding.near)
            .replace("{field}", &finding.field)
            .replace("{count}", &finding.count.to_string())
    };
    Sentence {
        severity,
        says: fill(says.get(language)),
        mend: fill(mend.get(language)),
    }
}

/// The findings of a file: the first of each code are kept whole, all are counted, so that a file with a
/// million equal mistakes costs no more than one with a thousand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<Cow<'static, str>, u64>,
}

impl Findings {
    /// How many findings of one code are kept whole.
    pub const KEPT_PER_CODE: u64 = 1_000;

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        if self.count(&finding.code) {
            self.kept.push(finding);
        }
    }

    /// Counts one more of a code, and tells whether it is still to be kept whole; the finding itself need
    /// not be built when it is not.
    pub fn count(&mut self, code: &str) -> bool {
        let Some(count) = self.counts.get_mut(code) else {
            self.counts.insert(Cow::Owned(code.to_owned()), 1);
            return true;
        };
        *count += 1;
        *count <= Self::KEPT_PER_CODE
    }

    /// Adds a finding already counted with [`Findings::count`].
    pub fn keep(&mut self, finding: Finding) {
        self.kept.push(finding);
    }

    /// The findings kept, in the order in which they were found.
    #[must_use]
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// Every code with how often it was found.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<Cow<'static, str>, u64> {
        &self.counts
    }

    /// How many findings there are of a severity.
    #[must_use]
    pub fn of(&self, catalogue: &Catalogue, severity: Severity) -> u64 {
        let grave = |code: &str| catalogue.sentence(code).is_none_or(|(own, ..)| own == severity);
        self.counts
            .iter()
            .filter(|(code, _)| grave(code))
            .map(|(_, count)| count)
            .sum()
    }

    /// Whether nothing was found, notes aside.
    #[must_use]
    pub fn is_clean(&self, catalogue: &Catalogue) -> bool {
        [Severity::Warning, Severity::Error, Severity::Refusal]
            .iter()
            .all(|one| self.of(catalogue, *one) == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn columns_have_the_letters_of_the_spreadsheet() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            let at = Address {
                column: Some(column),
                ..Address::default()
            };
            assert_eq!(at.column_letters(), letters);
        }
    }
}
