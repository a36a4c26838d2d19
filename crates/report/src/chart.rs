//! Charts as values: what suits a table, what is said with it, and the drawing as SVG, PNG or figures. A
//! chart repeats its table and never says more.

mod arcs;
mod bars;
pub(crate) mod captioned;
mod choose;
mod csv;
pub(crate) mod funnel;
mod geojson;
mod lines;
mod map;
mod multiples;
mod outline;
mod paint;
mod pathway;
mod png;
mod rates;
mod sheet;
mod stacked;
mod svg;
mod tiles;
mod twin;
mod upset;

use catalogue::{Date, Label, Language, Table};
use statistics::Computed;

use crate::{Audience, Diagnosis, book::Book, number::day};

pub use bars::Bar;
pub use choose::{charts, csv_of};
pub use funnel::Stage;
pub use lines::{Lines, Point, Series};
pub use map::{Boundaries, BoundariesError, Map, Region};
pub use multiples::{Multiples, Panel};
pub use outline::{Imported, import};
pub use pathway::Milestone;
pub use png::PngError;
pub use rates::{INHABITANTS, rates};
pub use stacked::{Stacked, StackedBar};
pub use tiles::Tile;
pub use twin::{Number, Twin, TwinCell, TwinRow};
pub use upset::{Upset, UpsetRow, UpsetSet};

use svg::{Svg, WIDTH};

/// The stylesheet of drawings in a page: light, dark, forced colours and print.
pub const STYLE: &str = include_str!("chart/screen.css");

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it draws: the id of a table, an overlap or a pathway, or `funnel`.
    pub id: String,
    /// What the figures say, in one sentence without its full stop.
    pub title: Label,
    /// How to read it.
    pub read: Label,
    /// How much is not known; empty when all is.
    pub coverage: Label,
    /// Where the figures come from, and what was known when.
    pub source: Label,
    /// What is drawn.
    pub drawing: Drawing,
    /// The same figures as a table.
    pub twin: Twin,
    /// The vintage and its cut-off, for the machine-readable file.
    pub cut: Cut,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Horizontal bars.
    Bars(Vec<Bar>),
    /// Bars divided into parts.
    Stacked(Stacked),
    /// Lines through time, with their intervals.
    Lines(Lines),
    /// Small charts on one scale.
    Multiples(Multiples),
    /// A square for each state.
    Tiles(Vec<Tile>),
    /// A map with boundaries.
    Map(Map),
    /// Bars, tiles or a map whose values are rates, in hundredths.
    Rates(Box<Drawing>),
    /// The stages of justice.
    Funnel(Vec<Stage>),
    /// Which sets persons are in, exactly.
    Upset(Upset),
    /// The steps of persons.
    Pathway(Vec<Milestone>),
}

/// The vintage that figures come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first digits of the vintage's id.
    pub vintage: String,
    /// What was known on this day.
    pub as_of: Date,
    /// Who may read the figures.
    pub audience: Audience,
}

/// The most fitting chart of a table of a report.
pub(crate) fn of_report(book: &Book<'_>, table: &Table, computed: &Computed) -> Option<Chart> {
    let cut = Cut::of(book.diagnosis);
    choose::first((book.diagnosis.catalogue, &book.phrases), table, computed, &cut)
}

impl Drawing {
    /// The kind of drawing, as an address names it: `bars`, `stacked`, `lines`, `multiples`, `tiles`, `map`, `funnel`,
    /// `upset`, `pathway`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Drawing::Bars(_) => "bars",
            Drawing::Stacked(_) => "stacked",
            Drawing::Lines(_) => "lines",
            Drawing::Multiples(_) => "multiples",
            Drawing::Tiles(_) => "tiles",
            Drawing::Map(_) => "map",
            Drawing::Rates(drawing) => drawing.kind(),
            Drawing::Funnel(_) => "funnel",
            Drawing::Upset(_) => "upset",
            Drawing::Pathway(_) => "pathway",
        }
    }

    /// Draws it; how far down it goes.
    fn draw(&self, svg: &mut Svg, language: Language) -> f64 {
        match self {
            Drawing::Bars(bars) => bars::draw(svg, bars, language),
            Drawing::Stacked(stacked) => stacked.draw(svg, language),
            Drawing::Lines(lines) => lines.draw(svg, language),
            Drawing::Multiples(multiples) => multiples.draw(svg, language),
            Drawing::Tiles(tiles) => tiles::draw(svg, tiles, language),
            Drawing::Map(map) => map.draw(svg, language),
            Drawing::Rates(drawing) => {
                svg.count_hundredths();
                drawing.draw(svg, language)
            }
            Drawing::Funnel(stages) => funnel::draw(svg, stages, language),
            Drawing::Upset(upset) => upset.draw(svg, language),
            Drawing::Pathway(steps) => pathway::draw(svg, steps, language),
        }
    }
}

impl Chart {
    /// The drawing for a page that has the title, the notes and the table beside it. It bears no style and no
    /// id, so that a strict content policy lets it stand and two of them do not meet.
    #[must_use]
    pub fn svg(&self, language: Language) -> String {
        self.drawn(Svg::painted(), language)
    }

    /// The same for a page that bears [`STYLE`] in itself: shapes with their classes only.
    pub(crate) fn bare(&self, language: Language) -> String {
        self.drawn(Svg::bare(), language)
    }

    fn drawn(&self, mut svg: Svg, language: Language) -> String {
        let height = self.drawing.draw(&mut svg, language);
        svg.finish([WIDTH, height], self.title.get(language), &self.description(language))
    }

    /// The figures in words, then what is not known: for those who do not see the drawing.
    fn description(&self, language: Language) -> String {
        let words = format!("{}. {}", self.twin.words(language), self.coverage.get(language));
        words.trim_end().to_owned()
    }

    /// The drawing as a document that stands alone: with its title, how to read it, its source and cut-off.
    #[must_use]
    pub fn file(&self, language: Language) -> String {
        sheet::write(self, language)
    }

    /// The document of [`Chart::file`] as an image; `width` in pixels is kept between 320 and 2560.
    ///
    /// # Errors
    /// [`PngError`] when it cannot be drawn.
    pub fn png(&self, language: Language, width: u32) -> Result<Vec<u8>, PngError> {
        png::draw(&self.file(language), width)
    }

    /// The figures as comma-separated values with a heading: UTF-8 with its mark, lines end with CR LF. Each row
    /// names its figure, the vintage and the source.
    #[must_use]
    pub fn csv(&self, language: Language) -> String {
        csv::write(&self.twin, (&self.cut, self.source.get(language)), language)
    }
}

impl Cut {
    /// The cut of a diagnosis.
    #[must_use]
    pub fn of(diagnosis: &Diagnosis<'_>) -> Cut {
        Cut {
            vintage: diagnosis.vintage.short().to_owned(),
            as_of: diagnosis.vintage.as_of,
            audience: diagnosis.vintage.audience,
        }
    }

    /// The source of figures, with the vintage and its day.
    pub(crate) fn source(&self, cites: &str, language: Language) -> String {
        let say = |es, en| crate::number::say(language, es, en);
        let mark = match self.audience {
            Audience::Reserved => say("reservado", "reserved"),
            Audience::Synthetic => say("datos inventados", "made-up data"),
        };
        let from = if cites.is_empty() {
            String::new()
        } else {
            format!("{cites}. ")
        };
        format!(
            "{}: {from}{} {}, {} {} ({mark}).",
            say("Fuente", "Source"),
            say("Corte", "Vintage"),
            self.vintage,
            say("lo conocido al", "what was known on"),
            day(self.as_of, language),
        )
    }
}
