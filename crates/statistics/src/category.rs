//! What a table's rows and columns are.

use catalogue::{Bucket, Label, State};

/// A category of a table's rows or columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The id in figures' addresses.
    pub id: String,
    /// What people read.
    pub label: Label,
    /// Known, or a state and what it means for percentages.
    pub bucket: Bucket,
}

impl Category {
    /// Whether it is an answer that says something: known, and no state (not identified is known, and says nothing).
    #[must_use]
    pub fn is_answer(&self) -> bool {
        self.bucket == Bucket::Known && State::of(&self.id).is_none()
    }
}
