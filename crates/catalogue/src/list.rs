//! Code lists: the closed sets of answers, from sex to the 26 offences, the states and the authorities.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{Date, GroupRule, Label, State, fold};

/// A list of codes, in the order in which tables print them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The id by which fields name the list.
    pub id: String,
    /// What the list is of.
    pub label: Label,
    /// Where the list comes from: paragraphs (`¶39`), articles (`LG 10`), standards.
    pub cite: Vec<String>,
    /// The states that an answer of this list may take instead of a code.
    #[serde(default)]
    pub states: Vec<String>,
    /// For a long list, the CSV file that holds its codes (`id,es,en,also,from,until,cite` and attributes).
    #[serde(default)]
    pub codes_in: Option<String>,
    /// Attributes whose values are codes of another list: attribute → list id.
    #[serde(default)]
    pub refers: BTreeMap<String, String>,
    /// Whether the order is a scale (age bands, years), so that tables never sort it by size.
    #[serde(default)]
    pub ordered: bool,
    #[serde(skip)]
    pub(crate) codes: Vec<Code>,
    #[serde(skip)]
    pub(crate) by_id: HashMap<String, u16>,
    #[serde(skip)]
    pub(crate) by_word: HashMap<String, Vec<u16>>,
    #[serde(skip)]
    pub(crate) file: String,
}

/// One code of a list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Stable, never reused.
    pub id: String,
    /// What people read.
    pub label: Label,
    /// Other spellings under which files bring this code.
    #[serde(default)]
    pub also: Vec<String>,
    /// First day on which the code may be used (ISO date), when not always.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day on which the code may be used (ISO date), when not always.
    #[serde(default)]
    pub until: Option<String>,
    /// The article or paragraph of this very code, when it has one of its own.
    #[serde(default)]
    pub cite: Vec<String>,
    /// What else is known of the code: the family of an offence, the kind of an authority.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The code's name in other standards (`htcds`, `ctdc`, `glotip`, `iccs`, `sdmx`).
    #[serde(default)]
    pub standard: BTreeMap<String, String>,
    /// Wordings and penalties by date, for an offence.
    #[serde(default)]
    pub version: Vec<CodeVersion>,
    /// For a code of a reporting group: which offence sets fall in it.
    #[serde(default)]
    pub when: Option<GroupRule>,
}

/// One wording of an offence, in force between two days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeVersion {
    /// The law version (list `law_version`).
    pub law: String,
    /// First day in force (ISO date).
    pub from: String,
    /// Last day in force, or none while it is the present one.
    #[serde(default)]
    pub until: Option<String>,
    /// Prison, least and most, in years.
    #[serde(default)]
    pub prison_years: Option<[u32; 2]>,
    /// Fine, least and most, in days.
    #[serde(default)]
    pub fine_days: Option<[u32; 2]>,
    /// How the text was verified.
    #[serde(default)]
    pub verified: Option<String>,
}

/// What a word found in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// One code.
    Code(u16),
    /// The word stands for more than one code.
    Several,
    /// The word is not in the list.
    None,
}

impl List {
    /// The codes, in order.
    #[must_use]
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The code at a position.
    #[must_use]
    pub fn code(&self, at: u16) -> Option<&Code> {
        self.codes.get(usize::from(at))
    }

    /// The position of a code by its exact id.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<u16> {
        self.by_id.get(id).copied()
    }

    /// Finds a word as people write it: an id, a label in either language, or another spelling. A word that
    /// people use for two codes (`M` is *mujer* to some and *male* to others) finds several, whatever the ids.
    #[must_use]
    pub fn find(&self, word: &str) -> Found {
        match self.by_word.get(&fold(word)).map(Vec::as_slice) {
            None | Some([]) => Found::None,
            Some([one]) => Found::Code(*one),
            Some(_) => Found::Several,
        }
    }

    /// Whether an answer of this list may be in this state.
    #[must_use]
    pub fn allows(&self, state: State) -> bool {
        self.states.iter().any(|id| id == state.id())
    }

    /// The codes in force on a day.
    pub fn in_force(&self, day: Date) -> impl Iterator<Item = (u16, &Code)> {
        (0u16..).zip(&self.codes).filter(move |(_, code)| code.in_force(day))
    }

    /// Fills the indexes from the codes.
    pub(crate) fn index(&mut self) {
        for (at, code) in (0u16..).zip(&self.codes) {
            self.by_id.entry(code.id.clone()).or_insert(at);
            let words = [&code.id, &code.label.es, &code.label.en];
            for word in words.into_iter().chain(&code.also) {
                let places = self.by_word.entry(fold(word)).or_default();
                if !places.contains(&at) {
                    places.push(at);
                }
            }
        }
    }
}

impl Code {
    /// Whether the code could be used on a day; a date of lesser precision counts if any of its days does.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        let bound = |text: &Option<String>| text.as_deref().and_then(Date::parse);
        bound(&self.from).is_none_or(|from| day.last_day() >= from)
            && bound(&self.until).is_none_or(|until| day.first_day() <= until)
    }
}

impl CodeVersion {
    /// Whether this wording was in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        Date::parse(&self.from).is_some_and(|from| day >= from)
            && self
                .until
                .as_deref()
                .and_then(Date::parse)
                .is_none_or(|until| day <= until)
    }
}
