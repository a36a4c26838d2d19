//! What a report is made from: computed tables and ratios, and the facts of the vintage behind them.

use catalogue::{Catalogue, Date, Label, Severity, Table};
use register::{Period, ReturnState};
use statistics::{Across, Computed, ComputedRatio, Contradicted};

/// A diagnosis ready to be written.
#[derive(Clone, Copy, Debug)]
pub struct Diagnosis<'a> {
    /// The law as data, of the vintage's edition.
    pub catalogue: &'a Catalogue,
    /// Every table computed, in any order; a register without data may be absent.
    pub tables: &'a [Computed],
    /// Every ratio computed.
    pub ratios: &'a [ComputedRatio],
    /// What is known of persons over all registers; the default where the vintage has no linkage.
    pub across: &'a Across,
    /// Every contradiction looked for, with what was found.
    pub contradictions: &'a [Contradicted],
    /// What each authority asked answered, in the order of the list `authority`.
    pub authorities: &'a [AuthorityAnswer],
    /// The vintage.
    pub vintage: &'a VintageFacts,
}

/// The facts of a vintage that a reader needs to judge its figures.
#[derive(Clone, Debug)]
pub struct VintageFacts {
    /// The vintage's id: the hash of its content, hexadecimal.
    pub id: String,
    /// When it was frozen, RFC 3339 in UTC.
    pub frozen_at: String,
    /// The cut-off: what was known on this day.
    pub as_of: Date,
    /// The first day of the period it speaks about; `None` from the first record on.
    pub period_from: Option<Date>,
    /// The last day of the period; `None` up to the cut-off.
    pub period_until: Option<Date>,
    /// The catalogue's edition.
    pub edition: String,
    /// The returns received up to the cut-off.
    pub returns: Vec<ReturnLine>,
    /// Who may read the report.
    pub audience: Audience,
}

/// One return, as the report lists it.
#[derive(Clone, Debug)]
pub struct ReturnLine {
    /// Its number.
    pub number: i64,
    /// The authority.
    pub authority: Label,
    /// The registers it brought, by id.
    pub registers: Vec<String>,
    /// The period it speaks about.
    pub period: Period,
    /// When it was received, RFC 3339 in UTC.
    pub received_at: String,
    /// Rows of its file.
    pub rows: u64,
    /// Rows that went in.
    pub accepted: u64,
    /// Rows that wait for their correction.
    pub waiting: u64,
    /// Where it stands.
    pub state: ReturnState,
}

/// What one authority was asked, what it answered and how well: a page of the annex.
#[derive(Clone, Debug)]
pub struct AuthorityAnswer {
    /// Its id in the list `authority`.
    pub id: String,
    /// Its name.
    pub name: Label,
    /// Its kind, in words.
    pub kind: Label,
    /// Its answer as a whole: a code of the list `response_status`.
    pub state: String,
    /// Its answer in words.
    pub state_words: Label,
    /// The registers it keeps, each with its answer.
    pub registers: Vec<RegisterAnswer>,
    /// The minimum of article 88 VIII: each field with what it gave of it; empty when it reported no victim.
    pub minimum: Vec<MinimumField>,
    /// What was found in its returns, the gravest first.
    pub findings: Vec<FindingTally>,
    /// The numbers of its returns.
    pub returns: Vec<i64>,
}

/// An authority's answer about one register.
#[derive(Clone, Debug)]
pub struct RegisterAnswer {
    /// The register.
    pub register: String,
    /// A code of the list `response_status`: records, a zero, S.I., N.A., no answer …
    pub state: String,
    /// The same in words.
    pub state_words: Label,
    /// What the records that went in stand for.
    pub stands_for: u64,
    /// Rows that wait for their correction.
    pub waiting: u64,
}

/// One field of the minimum of article 88 VIII, as one authority gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimumField {
    /// The field's heading.
    pub label: Label,
    /// Victims of whom it is known.
    pub known: u64,
    /// Victims to whom it applies.
    pub applicable: u64,
}

/// How often one thing was found in an authority's returns.
#[derive(Clone, Debug)]
pub struct FindingTally {
    /// Its code.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What it says, without the particulars of a place.
    pub says: Label,
    /// How often.
    pub count: u64,
}

/// Who may read a document. What is public will need tables that passed disclosure control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Exact figures, for those with the right to them; marked on every page.
    Reserved,
    /// A made-up country, for training: nobody in it is real, and every page says so.
    Synthetic,
}

impl<'a> Diagnosis<'a> {
    /// A computed table.
    pub(crate) fn computed(&self, id: &str) -> Option<&'a Computed> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// A ratio.
    pub(crate) fn ratio(&self, id: &str) -> Option<&'a ComputedRatio> {
        self.ratios.iter().find(|ratio| ratio.id == id)
    }

    /// The catalogue's tables that were computed, in the catalogue's order.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&'a Table, &'a Computed)> + '_ {
        self.catalogue
            .tables()
            .iter()
            .filter_map(|table| Some((table, self.computed(&table.id)?)))
    }

    /// Returns that brought a register, and their rows that wait.
    pub(crate) fn returned(&self, register: &str) -> (usize, u64) {
        let brought = |line: &&ReturnLine| line.registers.iter().any(|id| id == register);
        self.vintage
            .returns
            .iter()
            .filter(brought)
            .fold((0, 0), |(lines, waiting), line| (lines + 1, waiting + line.waiting))
    }
}

impl VintageFacts {
    /// The first digits of the id, enough to name it in print.
    pub(crate) fn short(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }
}
