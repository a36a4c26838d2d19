//! A table of a vintage as people read it: its chart with a sentence, its figures, its files, and how to cite it.

use axum::{
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use catalogue::{Counting, Language, Question};
use operations::{Address, Answered as Computed, Held};
use report::{
    Site,
    chart::{Chart, INHABITANTS, charts, csv_of, rates},
    web_table,
};

use crate::{
    figures::whole,
    forms::{Fields, encoded},
    pages::builder::{self, Choice, counts},
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
    /// Counts and rates, where the rows are places.
    pub(crate) pers: Vec<Way>,
    /// The same counted as reported, as linked, and each once, where that can be asked.
    pub(crate) countings: Vec<Way>,
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
    pub(crate) label: String,
    pub(crate) address: String,
    pub(crate) is_here: bool,
}

/// What is shown of a table: the drawing asked for, and the address to which `&chart=` and `&as=` are added.
pub(crate) struct Showing<'a> {
    pub(crate) computed: &'a Computed,
    pub(crate) language: Language,
    pub(crate) address: String,
    pub(crate) kind: &'a str,
    /// Whether per 100 000 inhabitants, where the rows are places.
    pub(crate) per: bool,
}

impl Showing<'_> {
    fn charts(&self) -> Vec<Chart> {
        let Computed {
            held,
            table,
            computed,
            boundaries,
        } = self.computed;
        let boundaries = boundaries.as_ref();
        let mut charts = match self.is_rated() {
            true => rates(&held.law, (table, computed), &held.cut, boundaries),
            false => charts(&held.law, table, computed, &held.cut, boundaries),
        };
        for chart in &mut charts {
            chart.title.es += &counted(self.computed, Words(Language::Es));
            chart.title.en += &counted(self.computed, Words(Language::En));
        }
        charts
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
            pers: self.pers(t),
            countings: self.countings(t),
            table: web_table(&held.law, (table, computed), &held.cut, (language, &site)),
            files: self.files(chosen.is_some(), t),
            cite: cite(held, table.title.get(language), t),
            address: format!(
                "{}{}{}",
                turn.visit.site.settings.public_address,
                self.address,
                self.as_rates()
            ),
        }
    }

    fn kinds(&self, charts: &[Chart], chosen: Option<&Chart>, t: Words) -> Vec<Way> {
        let way = |chart: &Chart| {
            let kind = chart.drawing.kind();
            Way {
                label: label_of(kind, t).to_owned(),
                address: format!("{}{}&chart={kind}", self.address, self.as_rates()),
                is_here: chosen.is_some_and(|chosen| chosen.drawing.kind() == kind),
            }
        };
        if charts.len() < 2 {
            Vec::new()
        } else {
            charts.iter().map(way).collect()
        }
    }

    /// Whether its rows are places whose inhabitants are known.
    fn has_rates(&self) -> bool {
        let Computed {
            held, table, computed, ..
        } = self.computed;
        !rates(&held.law, (table, computed), &held.cut, None).is_empty()
    }

    fn is_rated(&self) -> bool {
        self.per && self.has_rates()
    }

    /// What is added to the address of rates.
    fn as_rates(&self) -> String {
        match self.is_rated() {
            true => format!("&per={INHABITANTS}"),
            false => String::new(),
        }
    }

    /// Counts or rates, where the rows are places whose inhabitants are known.
    fn pers(&self, t: Words) -> Vec<Way> {
        if !self.has_rates() {
            return Vec::new();
        }
        let way = |per: bool| Way {
            label: if per { t.answer_rates() } else { t.answer_counts() }.to_owned(),
            address: match per {
                true => format!("{}&per={INHABITANTS}", self.address),
                false => self.address.clone(),
            },
            is_here: per == self.is_rated(),
        };
        [false, true].map(way).into()
    }

    /// The addresses of the same question counted in each way; a sum and a single total have but one.
    fn countings(&self, t: Words) -> Vec<Way> {
        let Computed { held, table, .. } = self.computed;
        let question = Question::of_table(table).filter(|one| one.sum.is_empty());
        let (Some(question), Some(register)) = (question, held.law.register(&table.of)) else {
            return Vec::new();
        };
        let way = |one: Choice| Way {
            address: builder::address(
                &held.vintage.id,
                &Question {
                    count: Counting::of(&one.id).unwrap_or_default(),
                    ..question.clone()
                },
            ),
            label: one.label,
            is_here: one.is_chosen,
        };
        counts(register, table.count, t).into_iter().map(way).collect()
    }

    fn files(&self, has_chart: bool, t: Words) -> Vec<Way> {
        let all = [
            (t.answer_csv(), "csv", true),
            (t.answer_svg(), "svg", has_chart),
            (t.answer_png(), "png", has_chart),
        ];
        let way = |&(label, ending, _): &(&'static str, &str, bool)| Way {
            label: label.to_owned(),
            address: format!(
                "{}{}&chart={}&as={ending}",
                self.address,
                self.as_rates(),
                encoded(self.kind)
            ),
            is_here: false,
        };
        all.iter().filter(|(_, _, is_there)| *is_there).map(way).collect()
    }

    /// The answer as a file.
    pub(crate) fn file(&self, ending: &str) -> Answered {
        let Computed {
            held, table, computed, ..
        } = self.computed;
        if ending == "csv" && !self.is_rated() {
            let text = csv_of(&held.law, (table, computed), &held.cut, self.language);
            return Ok(self.download("text/csv; charset=utf-8", ending, text.into_bytes()));
        }
        let charts = self.charts();
        let chart = self.chosen(&charts).ok_or_else(|| Problem::from(Wrong::NotFound))?;
        match ending {
            "csv" => Ok(self.download("text/csv; charset=utf-8", ending, chart.csv(self.language).into_bytes())),
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

/// How a title goes on where not every record is counted: what was counted, and between which numbers its total is.
fn counted(answered: &Computed, t: Words) -> String {
    let total = Address {
        table: answered.table.id.clone(),
        row: None,
        column: None,
    };
    let three = answered.computed.three(&total);
    match (answered.table.count, three.map(|three| three.distinct)) {
        (Counting::Reported, _) => String::new(),
        (Counting::Linked, _) => t.answer_only_linked().to_owned(),
        (_, Some(once)) if once.is_uncertain() => t.answer_once_between(whole(once.high, t.0), whole(once.low, t.0)),
        _ => t.answer_once().to_owned(),
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

/// Whether an address asks for rates per 100 000 inhabitants.
pub(crate) fn is_per(fields: &Fields) -> bool {
    fields.get("per") == INHABITANTS.to_string()
}

/// The values of an address.
pub(crate) fn asked(turn: &Turn<'_>) -> Fields {
    let query = turn.visit.address.split_once('?').map_or("", |(_, query)| query);
    Fields::parse(query.as_bytes())
}
