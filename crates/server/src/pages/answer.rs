//! A table of a vintage as people read it: its chart with a sentence, its figures, its files, and how to cite it.

use axum::{
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use catalogue::Language;
use operations::{Answered as Computed, Held};
use report::{
    Site,
    chart::{Chart, charts, csv_of},
    web_table,
};

use crate::{
    forms::{Fields, encoded},
    problem::{Problem, Wrong},
    turn::{Answered, Turn},
    words::Words,
};

/// Pixels of an image to download.
const IMAGE_WIDTH: u32 = 1280;

/// An answer on a page.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What was asked: the title of the table.
    pub(crate) asked: String,
    /// The finding, or nothing where there is no chart.
    pub(crate) finding: String,
    /// The drawing.
    pub(crate) svg: String,
    /// How to read it, what is not known, where it comes from.
    pub(crate) notes: Vec<String>,
    /// Other drawings of the same figures.
    pub(crate) kinds: Vec<Way>,
    /// The table.
    pub(crate) table: String,
    /// Files to download.
    pub(crate) files: Vec<Way>,
    /// The text by which it is cited.
    pub(crate) cite: String,
    /// The address that always shows the same.
    pub(crate) address: String,
}

/// A link.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) label: &'static str,
    pub(crate) address: String,
    pub(crate) is_here: bool,
}

/// What is shown of a table: the drawing asked for, and the address to which `&chart=` and `&as=` are added.
pub(crate) struct Showing<'a> {
    pub(crate) computed: &'a Computed,
    pub(crate) language: Language,
    pub(crate) address: String,
    pub(crate) kind: &'a str,
}

impl Showing<'_> {
    fn charts(&self) -> Vec<Chart> {
        let Computed {
            held,
            table,
            computed,
            boundaries,
        } = self.computed;
        charts(&held.law, table, computed, &held.cut, boundaries.as_ref())
    }

    /// The drawing asked for, or the most fitting.
    fn chosen<'c>(&self, charts: &'c [Chart]) -> Option<&'c Chart> {
        let asked = charts.iter().find(|chart| chart.drawing.kind() == self.kind);
        asked.or(charts.first())
    }

    /// The answer as it stands in a page.
    pub(crate) fn answer(&self, turn: &Turn<'_>) -> Answer {
        let Computed {
            held, table, computed, ..
        } = self.computed;
        let (language, t) = (self.language, turn.t());
        let charts = self.charts();
        let chosen = self.chosen(&charts);
        let site = Site {
            report: format!("/diagnosis/{}", held.vintage.id),
            trace: format!("/trace?vintage={}&figure=", held.vintage.id),
        };
        Answer {
            asked: table.title.get(language).to_owned(),
            finding: chosen.map_or_else(String::new, |chart| chart.title.get(language).to_owned()),
            svg: chosen.map_or_else(String::new, |chart| chart.svg(language)),
            notes: chosen.map_or_else(Vec::new, |chart| notes(chart, t)),
            kinds: self.kinds(&charts, chosen, t),
            table: web_table(&held.law, (table, computed), &held.cut, (language, &site)),
            files: self.files(chosen.is_some(), t),
            cite: cite(held, table.title.get(language), t),
            address: format!("{}{}", turn.visit.site.settings.public_address, self.address),
        }
    }

    fn kinds(&self, charts: &[Chart], chosen: Option<&Chart>, t: Words) -> Vec<Way> {
        let way = |chart: &Chart| {
            let kind = chart.drawing.kind();
            Way {
                label: label_of(kind, t),
                address: format!("{}&chart={kind}", self.address),
                is_here: chosen.is_some_and(|chosen| chosen.drawing.kind() == kind),
            }
        };
        if charts.len() < 2 {
            Vec::new()
        } else {
            charts.iter().map(way).collect()
        }
    }

    fn files(&self, has_chart: bool, t: Words) -> Vec<Way> {
        let all = [
            (t.answer_csv(), "csv", true),
            (t.answer_svg(), "svg", has_chart),
            (t.answer_png(), "png", has_chart),
        ];
        let way = |&(label, ending, _): &(&'static str, &str, bool)| Way {
            label,
            address: format!("{}&chart={}&as={ending}", self.address, encoded(self.kind)),
            is_here: false,
        };
        all.iter().filter(|(_, _, is_there)| *is_there).map(way).collect()
    }

    /// The answer as a file.
    pub(crate) fn file(&self, ending: &str) -> Answered {
        let Computed {
            held, table, computed, ..
        } = self.computed;
        if ending == "csv" {
            let text = csv_of(&held.law, (table, computed), &held.cut, self.language);
            return Ok(self.download("text/csv; charset=utf-8", ending, text.into_bytes()));
        }
        let charts = self.charts();
        let chart = self.chosen(&charts).ok_or_else(|| Problem::from(Wrong::NotFound))?;
        match ending {
            "svg" => Ok(self.download("image/svg+xml", ending, chart.file(self.language).into_bytes())),
            "png" => {
                let drawn = chart.png(self.language, IMAGE_WIDTH);
                let bytes = drawn.map_err(|error| Problem::from(Wrong::Broken(error.to_string())))?;
                Ok(self.download("image/png", ending, bytes))
            }
            _ => Err(Wrong::NotFound.into()),
        }
    }

    fn download(&self, kind: &'static str, ending: &str, bytes: Vec<u8>) -> Response {
        let Computed { held, table, .. } = self.computed;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name: String = table
            .id
            .chars()
            .take(80)
            .map(|c| if is_plain(c) { c } else { '-' })
            .collect();
        let disposition = format!("attachment; filename=\"{name}-{}.{ending}\"", held.cut.vintage);
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static(kind)),
            (
                CONTENT_DISPOSITION,
                HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
            ),
        ];
        (headers, bytes).into_response()
    }
}

fn notes(chart: &Chart, t: Words) -> Vec<String> {
    let read = match chart.read.get(t.0) {
        "" => String::new(),
        words => format!("{}: {words}", t.answer_read()),
    };
    let notes = [
        read,
        chart.coverage.get(t.0).to_owned(),
        chart.source.get(t.0).to_owned(),
    ];
    notes.into_iter().filter(|note| !note.is_empty()).collect()
}

fn label_of(kind: &str, t: Words) -> &'static str {
    match kind {
        "bars" => t.answer_bars(),
        "stacked" => t.answer_stacked(),
        "lines" => t.answer_lines(),
        "multiples" => t.answer_multiples(),
        "tiles" => t.answer_tiles(),
        "map" => t.answer_map(),
        _ => t.answer_funnel(),
    }
}

fn cite(held: &Held, title: &str, t: Words) -> String {
    t.answer_cite(held.cut.as_of, title, &held.vintage.id)
}

/// The vintage that an address names, or the latest.
pub(crate) fn vintage_of(fields: &Fields) -> &str {
    match fields.get("vintage") {
        "" => "latest",
        asked => asked,
    }
}

/// The values of an address.
pub(crate) fn asked(turn: &Turn<'_>) -> Fields {
    let query = turn.visit.address.split_once('?').map_or("", |(_, query)| query);
    Fields::parse(query.as_bytes())
}
