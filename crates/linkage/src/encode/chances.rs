//! What pairs of records taken at random look like: the one thing about a whole file that its sender must tell, since
//! records without a common key cannot be compared by whoever links them.
//!
//! It is counted by the sender on a sample of its own records, under a salt that is thrown away: how many random pairs
//! agree on which fields, and nothing of any record.

use crate::comparison::Pattern;
use std::collections::BTreeMap;

/// Patterns of pairs taken at random, and how many pairs have each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chances(BTreeMap<Pattern, u64>);

impl Chances {
    /// Counts one more pair.
    pub(crate) fn count(&mut self, pattern: Pattern) {
        *self.0.entry(pattern).or_default() += 1;
    }

    /// Adds what another sender counted.
    pub fn add(&mut self, other: &Chances) {
        for (pattern, count) in &other.0 {
            *self.0.entry(*pattern).or_default() += count;
        }
    }

    /// The patterns with their counts.
    #[must_use]
    pub fn patterns(&self) -> Vec<(Pattern, f64)> {
        self.0
            .iter()
            .map(|(pattern, count)| (*pattern, *count as f64))
            .collect()
    }

    /// One line a pattern: its levels in hexadecimal, a comma, its count.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0
            .iter()
            .map(|(pattern, count)| format!("{:x},{count}\n", pattern.0))
            .collect()
    }

    /// What `to_text` wrote; `None` when a line is not of that form, or there are more than 100 000.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut chances = Chances::default();
        for line in text.lines() {
            let (pattern, count) = line.split_once(',')?;
            let pattern = Pattern(u64::from_str_radix(pattern, 16).ok()?);
            let count: u64 = count.trim().parse().ok().filter(|count| *count <= 1 << 40)?;
            chances.0.insert(pattern, count);
        }
        (chances.0.len() <= 100_000).then_some(chances)
    }
}
