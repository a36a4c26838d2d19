//! What a section is made of before it is a page or a sheet of paper: headings, paragraphs, lists, tables
//! that list things. Each kind of document writes these in its own way.

use statistics::Address;

/// A piece of a document.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// A heading under that of its section: 1 or 2, and the place that links to it reach.
    Heading(usize, Vec<Run>, Option<String>),
    Paragraph(Vec<Run>),
    List(Vec<Vec<Run>>),
    Table(Grid),
}

/// Words that are set in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) words: String,
    pub(crate) is_strong: bool,
    pub(crate) is_emphasis: bool,
    /// What the words are a figure of, or the name of.
    pub(crate) address: Option<String>,
    /// Where the words lead in the document, when they name no figure.
    pub(crate) place: Option<Place>,
}

/// A place in the document: a page and an anchor in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) page: &'static str,
    pub(crate) anchor: String,
}

/// A table that lists things, as against one that counts records.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) caption: String,
    /// Headings with what stands under them.
    pub(crate) heads: Vec<(String, Under)>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) total: Option<Vec<Cell>>,
}

/// What stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Under {
    /// What the row is about.
    Name,
    Number,
    /// A few words, which break into lines.
    Words,
    /// A date or a period, which does not.
    Short,
}

/// A cell of a grid.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// The row's heading.
    Name(Vec<Run>),
    Words(String),
    Short(String),
    Count(u64),
    /// Part of a whole, 0 to 1.
    Part(f64),
    /// A figure of a table, and how many of its records lack the number.
    Figure(Address, u64, u64),
    /// A figure in its own place.
    Own(Address, u64),
    /// A quotient, and the ratio it is.
    Quotient(String, f64),
    /// There is no base to give a number; the ratio it would be, when it is one.
    None(Option<String>),
    /// Where it comes from, and its name in the catalogue.
    Source(String, String),
}

impl Run {
    /// Plain words.
    pub(crate) fn plain(words: impl Into<String>) -> Run {
        Run {
            words: words.into(),
            ..Run::default()
        }
    }

    /// The words of a figure.
    pub(crate) fn figure(address: impl Into<String>, words: impl Into<String>) -> Run {
        Run {
            address: Some(address.into()),
            ..Run::plain(words)
        }
    }

    /// Words that lead to a place.
    pub(crate) fn to(place: Place, words: impl Into<String>) -> Run {
        Run {
            place: Some(place),
            ..Run::plain(words)
        }
    }

    /// Words that weigh more.
    pub(crate) fn strong(words: impl Into<String>) -> Run {
        Run {
            is_strong: true,
            ..Run::plain(words)
        }
    }
}

impl Block {
    /// A paragraph of plain words.
    pub(crate) fn words(words: impl Into<String>) -> Block {
        Block::Paragraph(vec![Run::plain(words)])
    }
}

/// The words of runs, without how they are set.
pub(crate) fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.words.as_str()).collect()
}
