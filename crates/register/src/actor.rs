//! Who acts, from where and for what: the words that stand in the log.

/// The person behind an act, as the log names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: String,
    /// The person whose account it is: two accounts of one person are one person.
    pub person: String,
    /// The institution (list `authority`), or empty for the system's own operator.
    pub institution: String,
    /// What the act is for, in words that stand in the log.
    pub purpose: String,
    /// The number of the office or file that asks for the act, or empty.
    pub reference: String,
    /// From where: the address or the terminal.
    pub from: String,
    /// The second person, where the act needs two; otherwise empty.
    pub second: String,
}

impl Actor {
    /// An actor whose account and person have one name.
    #[must_use]
    pub fn new(account: &str, institution: &str, purpose: &str) -> Actor {
        Actor {
            account: account.to_owned(),
            person: account.to_owned(),
            institution: institution.to_owned(),
            purpose: purpose.to_owned(),
            ..Actor::default()
        }
    }

    /// The same, from an address or a terminal.
    #[must_use]
    pub fn at(self, from: &str) -> Actor {
        Actor {
            from: from.to_owned(),
            ..self
        }
    }
}
