//! Who acts, from where and for what: nothing reaches the store without it.

/// The person or process behind an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: String,
    /// The institution (list `authority`), or empty for the system's own operator.
    pub institution: String,
    /// What the act is for, in words that stand in the log.
    pub purpose: String,
}

impl Caller {
    /// A caller.
    #[must_use]
    pub fn new(account: &str, institution: &str, purpose: &str) -> Caller {
        Caller {
            account: account.to_owned(),
            institution: institution.to_owned(),
            purpose: purpose.to_owned(),
        }
    }
}
