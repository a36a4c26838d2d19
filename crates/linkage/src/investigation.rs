//! Files of investigation: which of them are one file, or came out of one. Passed on for incompetence, accumulated or
//! split, a file gets a new folio at each office and is counted there again. Folios that name each other link for
//! certain, with the reason; dates, offences, place and number of victims link the rest with a probability.

mod alike;
mod chance;
mod folio;

pub use alike::{AlikeFiles, link_alike};
pub use chance::discount_chance;
pub use folio::{Folio, FolioKind, read_folio};
use std::collections::BTreeMap;

/// One file of investigation as one office reports it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Investigation {
    /// Number of the authority that reports it.
    pub source: u16,
    /// Its own folio.
    pub own: Option<Folio>,
    /// Folios it came from: received for incompetence, split from, accumulated.
    pub came_from: Vec<Folio>,
    /// Folios it was passed to.
    pub passed_to: Vec<Folio>,
    /// Day it was opened, as days since 1 January 1970.
    pub opened: Option<i32>,
    /// Day of the facts, as days since 1 January 1970.
    pub facts: Option<i32>,
    /// Codes of the offences, ascending.
    pub offences: Vec<u16>,
    /// Place of the facts: state times 1 000 plus municipality (INEGI), municipality 0 when only the state is known.
    pub place: Option<u32>,
    /// Number of victims.
    pub victims: Option<u32>,
    /// Numbers of the authorities it was passed on to: the one that is named, and its units. Empty when it was not.
    pub sent_to: Vec<u16>,
}

/// Why two files are linked for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Both have the same folio of their own: one file reported twice.
    SameFolio,
    /// One says that it came from the other: received, split or accumulated.
    CameFrom,
    /// One says that it was passed to the other.
    PassedTo,
    /// Both came from one file: split, or passed on together.
    OneOrigin,
    /// Both were passed to one file: accumulated there.
    OneDestination,
}

impl Reason {
    /// Every reason, the first to hold first.
    pub const ALL: [Reason; 5] = [
        Reason::SameFolio,
        Reason::CameFrom,
        Reason::PassedTo,
        Reason::OneOrigin,
        Reason::OneDestination,
    ];

    /// The id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Reason::SameFolio => "same_folio",
            Reason::CameFrom => "came_from",
            Reason::PassedTo => "passed_to",
            Reason::OneOrigin => "one_origin",
            Reason::OneDestination => "one_destination",
        }
    }
}

/// Two files linked for certain: smaller number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileLink {
    /// Number of the first file.
    pub a: u32,
    /// Number of the second file.
    pub b: u32,
    /// Why: the first of the reasons that hold.
    pub reason: Reason,
}

/// Most mentions of one number and year that are compared with each other; what is over is said.
const MOST: usize = 300;

/// Links of files by folio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolioLinks {
    /// The links by number, each pair once.
    pub links: Vec<FileLink>,
    /// Mentions of folios that were not compared because too many share a number and year.
    pub left_out: usize,
}

/// How a file mentions a folio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mention {
    Own,
    CameFrom,
    PassedTo,
}

/// A file, how it mentions a folio, and the folio.
type Mentioned<'f> = (u32, Mention, &'f Folio);

/// Links files whose folios name each other.
#[must_use]
pub fn link_by_folio(files: &[Investigation]) -> FolioLinks {
    let mut by_number: BTreeMap<(u64, u16), Vec<Mentioned>> = BTreeMap::new();
    for (file, number) in files.iter().zip(0u32..) {
        for (mention, folio) in mentions(file) {
            by_number
                .entry((folio.number, folio.year))
                .or_default()
                .push((number, mention, folio));
        }
    }
    let mut found = FolioLinks::default();
    let mut links: BTreeMap<(u32, u32), Reason> = BTreeMap::new();
    for mentions in by_number.values() {
        found.left_out += mentions.len().saturating_sub(MOST);
        let mentions = &mentions[..mentions.len().min(MOST)];
        for (at, one) in mentions.iter().enumerate() {
            for other in mentions[at + 1..]
                .iter()
                .filter(|other| other.0 != one.0 && one.2.is_same(other.2))
            {
                let pair = (one.0.min(other.0), one.0.max(other.0));
                let reason = reason(one.1, other.1);
                links
                    .entry(pair)
                    .and_modify(|known| *known = reason.min(*known))
                    .or_insert(reason);
            }
        }
    }
    found.links = links
        .into_iter()
        .map(|((a, b), reason)| FileLink { a, b, reason })
        .collect();
    found
}

fn mentions(file: &Investigation) -> impl Iterator<Item = (Mention, &Folio)> {
    let own = file.own.iter().map(|folio| (Mention::Own, folio));
    let from = file.came_from.iter().map(|folio| (Mention::CameFrom, folio));
    own.chain(from)
        .chain(file.passed_to.iter().map(|folio| (Mention::PassedTo, folio)))
}

/// Why two files that mention one folio are linked.
fn reason(one: Mention, other: Mention) -> Reason {
    match (one, other) {
        (Mention::Own, Mention::Own) => Reason::SameFolio,
        (Mention::Own, Mention::CameFrom) | (Mention::CameFrom, Mention::Own) => Reason::CameFrom,
        (Mention::Own, Mention::PassedTo) | (Mention::PassedTo, Mention::Own) => Reason::PassedTo,
        (Mention::CameFrom, Mention::CameFrom) => Reason::OneOrigin,
        (Mention::PassedTo, Mention::PassedTo) => Reason::OneDestination,
        // The folio that one came from and the other went to is a third file, between the two.
        (Mention::CameFrom, Mention::PassedTo) | (Mention::PassedTo, Mention::CameFrom) => Reason::CameFrom,
    }
}
