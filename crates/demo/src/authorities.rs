//! Who answers in the synthetic country, and how much.

/// An authority of the synthetic country.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answering {
    /// Its id in the list `authority`.
    pub(crate) id: &'static str,
    /// Victims it knows of; its other registers follow from their number.
    pub(crate) victims: usize,
    /// Whether it hands in one row a person (else lines that stand for several).
    pub(crate) single: bool,
}

const fn answering(id: &'static str, victims: usize, single: bool) -> Answering {
    Answering { id, victims, single }
}

/// The authorities: prosecutors, courts, victim commissions and federal agencies.
pub(crate) const ANSWERING: [Answering; 15] = [
    answering("fed-pgr", 160, true),
    answering("pros-09-cmx", 320, true),
    answering("pros-07-chp", 240, true),
    answering("pros-21-pue", 140, true),
    answering("pros-29-tla", 60, true),
    answering("pros-02-bcn", 110, false),
    answering("pros-08-chh", 130, false),
    answering("court-09-cmx", 90, true),
    answering("court-07-chp", 60, true),
    answering("court-21-pue", 40, true),
    answering("fed-ceav", 120, true),
    answering("ceav-15-mex", 70, false),
    answering("fed-inm", 80, true),
    answering("fed-sre", 50, true),
    answering("fed-sesnsp", 200, false),
];

/// How many rows an authority has of a register for each hundred victims.
pub(crate) fn per_hundred(register: &str) -> usize {
    match register {
        "victims" => 100,
        "investigations" => 60,
        "accused" => 45,
        "indirect_victims" => 40,
        "judgments" => 40,
        "sentenced_persons" => 60,
        "judgment_victims" => 80,
        "training" => 12,
        "facilities" => 4,
        _ => 150,
    }
}
