//! How a cell knows: the states in which an answer is not a value. Zero is a value and no state.

/// A state of an answer that is not a value (codes `value_state` of the Diagnosis, ¶82 note 18, and the
/// states that official series and older forms need). Ids and labels stand in `states.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It applies, and the authority says that it does not have the datum (S.I.).
    NoInformation,
    /// It does not apply (N.A.).
    NotApplicable,
    /// Looked for and not identified: a substantive answer (¶48, ¶61).
    Unidentified,
    /// The authority did not answer the request (¶13).
    NotAnswered,
    /// The authority does not operate (¶13).
    NotOperating,
    /// Reported in a form that cannot be analysed (¶38 note 6, ¶56).
    NotAnalysable,
    /// Zero declared with no system of records behind it (¶89 note 21).
    DeclaredZero,
    /// Withheld by confidentiality.
    Withheld,
    /// The version of the form that was filled in did not ask it.
    NotAsked,
    /// The source has not reported this period yet: a blank future month, for instance.
    NotReported,
    /// Reported for several categories together that the law separates (¶184).
    NotSeparated,
}

/// What a state means for a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Part of the known base.
    Known,
    /// Applicable and not known: outside the base, inside the coverage.
    NoInformation,
    /// Outside both.
    NotApplicable,
    /// The form did not ask: outside both, and counted apart.
    NotAsked,
}

impl State {
    /// Every state, in the order in which tables print them.
    pub const ALL: [State; 11] = [
        State::NoInformation,
        State::NotApplicable,
        State::Unidentified,
        State::NotAnswered,
        State::NotOperating,
        State::NotAnalysable,
        State::DeclaredZero,
        State::Withheld,
        State::NotAsked,
        State::NotReported,
        State::NotSeparated,
    ];

    /// The id by which files name the state; never reused.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            State::NoInformation => "SI",
            State::NotApplicable => "NA",
            State::Unidentified => "UNID",
            State::NotAnswered => "NOT_ANSWERED",
            State::NotOperating => "NOT_OPERATING",
            State::NotAnalysable => "NOT_ANALYSABLE",
            State::DeclaredZero => "DECLARED_ZERO_NO_SYSTEM",
            State::Withheld => "WITHHELD",
            State::NotAsked => "NOT_ASKED",
            State::NotReported => "NOT_REPORTED",
            State::NotSeparated => "NOT_SEPARATED",
        }
    }

    /// The state of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<State> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// What the state means for a percentage (*unidentified* is an answer, ¶48, so it is known).
    #[must_use]
    pub fn bucket(self) -> Bucket {
        match self {
            State::Unidentified => Bucket::Known,
            State::NotApplicable => Bucket::NotApplicable,
            State::NotAsked => Bucket::NotAsked,
            _ => Bucket::NoInformation,
        }
    }
}
