//! The plan of the report: its sections, in order, and the table each shows. It stands in the catalogue,
//! so that a new register or table needs no change here.

use catalogue::{Catalogue, Label, Language};
use serde::Deserialize;

/// The plan's file.
pub(crate) const PLAN: &str = "report/sections.toml";

/// The file of words for sentences about categories.
pub(crate) const PHRASES: &str = "report/phrases.toml";

/// A section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// The id: the name of its text and of its page.
    pub(crate) id: String,
    /// The part of the report it stands in.
    pub(crate) part: Label,
    /// Its heading.
    pub(crate) title: Label,
    /// The register that must have data for the section to speak; none when it always does.
    #[serde(default)]
    pub(crate) register: Option<String>,
    /// Beginnings of the ids of its tables; where several sections fit, the longest beginning wins.
    #[serde(default)]
    pub(crate) tables: Vec<String>,
    /// Whether it shows the ratios and the funnel.
    #[serde(default)]
    pub(crate) ratios: bool,
    /// Whether it shows the overlaps of authorities and the pathways of persons.
    #[serde(default)]
    pub(crate) persons: bool,
}

/// What is said of the persons or files of a category: «were women».
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phrase {
    /// The list.
    pub(crate) list: String,
    /// The code.
    pub(crate) code: String,
    /// The registers of which it may be said.
    pub(crate) registers: Vec<String>,
    /// The words that follow «70 % of the direct victims».
    pub(crate) says: Label,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    #[serde(default)]
    section: Vec<Plan>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFile {
    #[serde(default)]
    phrase: Vec<Phrase>,
}

/// The sections.
///
/// # Errors
/// What is wrong with the file, and where.
pub(crate) fn sections(catalogue: &Catalogue) -> Result<Vec<Plan>, toml::de::Error> {
    let text = catalogue.files().text(PLAN).unwrap_or_default();
    toml::from_str::<PlanFile>(text).map(|file| file.section)
}

/// The phrases.
///
/// # Errors
/// What is wrong with the file, and where.
pub(crate) fn phrases(catalogue: &Catalogue) -> Result<Vec<Phrase>, toml::de::Error> {
    let text = catalogue.files().text(PHRASES).unwrap_or_default();
    toml::from_str::<PhraseFile>(text).map(|file| file.phrase)
}

/// The section that shows a table: the one that names the longest beginning of its id.
pub(crate) fn home(sections: &[Plan], table: &str) -> Option<usize> {
    let fits = |plan: &Plan| {
        plan.tables
            .iter()
            .filter(|begins| table.starts_with(begins.as_str()))
            .map(String::len)
            .max()
    };
    let fitting = sections
        .iter()
        .enumerate()
        .filter_map(|(at, plan)| Some((fits(plan)?, at)));
    fitting
        .max_by_key(|(length, at)| (*length, std::cmp::Reverse(*at)))
        .map(|(_, at)| at)
}

/// The path of a section's text.
pub(crate) fn text_path(section: &str, language: Language) -> String {
    format!("report/{}/{section}.md", language.code())
}
