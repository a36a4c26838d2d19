//! Which charts suit a table: by what its rows are and by how many they are.

use catalogue::{Catalogue, Counting, Label, Language, List, Measure, Shares, Table, Take, Unit};
use statistics::{Category, Computed, Share};

use super::{
    Bar, Boundaries, Chart, Cut, Drawing, Lines, Map, Multiples, Number, Panel, Point, Region, Series, Stacked,
    StackedBar, Tile, Twin, csv, twin::both,
};
use crate::{
    finding::{self, Telling},
    plan::{self, Phrase},
    table::known,
    variable::{self, Variable},
};

/// The most bars of a chart; the table has the rest.
pub(super) const BARS_MAX: usize = 12;

/// The most categories side by side in one bar, and the most lines.
const SERIES_MAX: usize = 6;

/// The most small charts.
const PANELS_MAX: usize = 12;

/// The charts that suit a table, the most fitting first; none where they would show no more than a sentence.
/// With boundaries, states are drawn on them too.
#[must_use]
pub fn charts(
    catalogue: &Catalogue,
    table: &Table,
    computed: &Computed,
    cut: &Cut,
    boundaries: Option<&Boundaries>,
) -> Vec<Chart> {
    let phrases = plan::phrases(catalogue).unwrap_or_default();
    let Some(choice) = Choice::of(catalogue, &phrases, table, computed) else {
        return Vec::new();
    };
    let drawings = choice.drawings(boundaries);
    drawings.into_iter().map(|drawing| choice.chart(drawing, cut)).collect()
}

/// The figures of any table as comma-separated values, as [`Chart::csv`] writes them.
#[must_use]
pub fn csv_of(catalogue: &Catalogue, (table, computed): (&Table, &Computed), cut: &Cut, language: Language) -> String {
    let twin = Twin::of(computed, head(catalogue, table), measure(catalogue, table));
    let source = cut.source(&table.cite.join(", "), language);
    csv::write(&twin, (cut, &source), language)
}

/// What the rows of a table are.
fn head(catalogue: &Catalogue, table: &Table) -> Label {
    let label = |language| {
        let rows = variable::of_rows(catalogue, table, language);
        rows.map_or_else(String::new, |rows| rows.label)
    };
    Label {
        es: label(Language::Es),
        en: label(Language::En),
    }
}

/// What the cells of a table count.
fn measure(catalogue: &Catalogue, table: &Table) -> Label {
    let Measure::Sum(field) = &table.measure else {
        let of_files = catalogue.register(&table.of).is_some_and(|one| one.unit == Unit::File);
        return match (table.count, of_files) {
            (Counting::Distinct, true) => both("Expedientes, una vez", "Files, once"),
            (Counting::Distinct, false) => both("Personas, una vez", "Persons, once"),
            (Counting::Linked, _) => both("Vinculable", "Linkable"),
            (Counting::Reported, _) => both("Número", "Number"),
        };
    };
    let register = catalogue.register(&table.of);
    let field = register.and_then(|register| register.field(field));
    field.map_or_else(|| both("Suma", "Sum"), |field| field.label.clone())
}

/// The most fitting chart of a table of a report.
pub(crate) fn first(
    (catalogue, phrases): (&Catalogue, &[Phrase]),
    table: &Table,
    computed: &Computed,
    cut: &Cut,
) -> Option<Chart> {
    let choice = Choice::of(catalogue, phrases, table, computed)?;
    let drawing = choice.drawings(None).into_iter().next()?;
    Some(choice.chart(drawing, cut))
}

/// A table that has something to draw.
pub(super) struct Choice<'a> {
    catalogue: &'a Catalogue,
    phrases: &'a [Phrase],
    table: &'a Table,
    computed: &'a Computed,
    pub(super) rows: Variable<'a>,
}

impl<'a> Choice<'a> {
    /// None where fewer than two categories occur.
    pub(super) fn of(
        catalogue: &'a Catalogue,
        phrases: &'a [Phrase],
        table: &'a Table,
        computed: &'a Computed,
    ) -> Option<Choice<'a>> {
        let occurs = |(at, _): &(usize, &Category)| computed.row_totals[*at] > 0;
        let occurring = known(&computed.rows).filter(occurs).count();
        let rows = variable::of_rows(catalogue, table, Language::Es)?;
        (occurring > 1).then_some(Choice {
            catalogue,
            phrases,
            table,
            computed,
            rows,
        })
    }

    fn drawings(&self, boundaries: Option<&Boundaries>) -> Vec<Drawing> {
        let drawings = match (self.computed.columns.is_empty(), self.is_time()) {
            (true, true) => [Some(self.series()), None, None],
            (true, false) => [self.map(boundaries), self.tiles(), Some(self.bars())],
            (false, is_time) => {
                let lines = if is_time { self.lines() } else { None };
                [self.stacked(), lines, self.multiples()]
            }
        };
        drawings.into_iter().flatten().collect()
    }

    fn is_time(&self) -> bool {
        matches!(self.rows.take, Some(Take::Year | Take::Month))
    }

    fn is_scale(&self) -> bool {
        self.rows.take.is_some() || self.rows.list.is_some_and(|list| list.ordered)
    }

    /// The chart of a drawing, with its words.
    pub(super) fn chart(&self, drawing: Drawing, cut: &Cut) -> Chart {
        let cites = self.table.cite.join(", ");
        Chart {
            id: self.table.id.clone(),
            title: self.told(|told| self.title(told)),
            read: read(&drawing, self.computed),
            coverage: self.told(|told| finding::unknown(told, self.computed)),
            source: Label {
                es: cut.source(&cites, Language::Es),
                en: cut.source(&cites, Language::En),
            },
            twin: Twin::of(
                self.computed,
                head(self.catalogue, self.table),
                measure(self.catalogue, self.table),
            ),
            drawing,
            cut: cut.clone(),
        }
    }

    /// Words in both languages.
    fn told(&self, words: impl Fn(&Telling<'_>) -> String) -> Label {
        let telling = |language| Telling {
            catalogue: self.catalogue,
            phrases: self.phrases,
            language,
        };
        Label {
            es: words(&telling(Language::Es)),
            en: words(&telling(Language::En)),
        }
    }

    fn title(&self, told: &Telling<'_>) -> String {
        let plain = told.say("Distribución de lo conocido", "Distribution of the known");
        match (self.computed.columns.is_empty(), self.is_time()) {
            (false, _) => finding::of_two(told, self.computed).unwrap_or_else(|| plain.to_owned()),
            (true, true) => finding::of_series(told, self.computed),
            (true, false) => finding::of_categories(told, self.table, self.computed),
        }
    }

    /// The rows to draw: in the order of a scale, or by size.
    fn order(&self) -> Vec<usize> {
        let computed = self.computed;
        let places = known(&computed.rows).map(|(at, _)| at);
        let mut order: Vec<usize> = places.filter(|at| computed.row_totals[*at] > 0).collect();
        if !self.is_scale() {
            let is_others = |at: &usize| computed.rows[*at].id == finding::OTHERS;
            order.sort_by_key(|at| (is_others(at), std::cmp::Reverse(computed.row_totals[*at]), *at));
        }
        order.truncate(BARS_MAX);
        order
    }

    fn bars(&self) -> Drawing {
        let computed = self.computed;
        let bar = |at: usize| Bar {
            label: computed.rows[at].label.clone(),
            value: computed.row_totals[at],
            part: computed.share(at, 0).map(|share| share.value),
        };
        Drawing::Bars(self.order().into_iter().map(bar).collect())
    }

    fn series(&self) -> Drawing {
        let point = |(at, category): (usize, &Category)| {
            Some(Point {
                label: category.label.clone(),
                time: time(&category.id)?,
                number: Number::Count(self.computed.row_totals[at]),
                interval: None,
            })
        };
        let series = Series {
            label: measure(self.catalogue, self.table),
            points: known(&self.computed.rows).filter_map(point).collect(),
        };
        Drawing::Lines(Lines { series: vec![series] })
    }

    /// Each column's part of the known through time, with what it could be where much is missing.
    fn lines(&self) -> Option<Drawing> {
        let computed = self.computed;
        let columns: Vec<(usize, &Category)> = occurring(computed).collect();
        if computed.shares != Shares::Row || !(1..=SERIES_MAX).contains(&columns.len()) {
            return None;
        }
        let point = |at: usize, row: &Category, column: usize| {
            let share = computed.share(at, column)?;
            Some(Point {
                label: row.label.clone(),
                time: time(&row.id)?,
                number: Number::Part(share.value),
                interval: computed.needs_bounds().then_some(share.bounds),
            })
        };
        let series = |(column, category): &(usize, &Category)| Series {
            label: category.label.clone(),
            points: known(&computed.rows)
                .filter_map(|(at, row)| point(at, row, *column))
                .collect(),
        };
        Some(Drawing::Lines(Lines {
            series: columns.iter().map(series).collect(),
        }))
    }

    /// Small charts where one of the variables is a scale: one for each category of the other.
    fn multiples(&self) -> Option<Drawing> {
        let computed = self.computed;
        let columns: Vec<(usize, &Category)> = occurring(computed).collect();
        let rows: Vec<(usize, &Category)> = known(&computed.rows).collect();
        let counting = rows.iter().filter(|(at, _)| computed.row_totals[*at] > 0);
        let (panels, steps, by_row) = match (self.is_scale(), self.has_scale_in_columns()) {
            (true, _) => (columns, rows, false),
            (false, true) => (counting.copied().collect(), known(&computed.columns).collect(), true),
            (false, false) => return None,
        };
        let cell = |panel: usize, step: usize| match by_row {
            true => computed.cell(panel, step),
            false => computed.cell(step, panel),
        };
        let panel = |(at, category): &(usize, &Category)| Panel {
            label: category.label.clone(),
            values: steps.iter().map(|(step, _)| cell(*at, *step)).collect(),
        };
        (2..=PANELS_MAX).contains(&panels.len()).then(|| {
            Drawing::Multiples(Multiples {
                steps: steps.iter().map(|(_, step)| step.label.clone()).collect(),
                panels: panels.iter().map(panel).collect(),
            })
        })
    }

    fn has_scale_in_columns(&self) -> bool {
        let columns = variable::of_columns(self.catalogue, self.table, Language::Es);
        columns.is_some_and(|columns| columns.take.is_some() || columns.list.is_some_and(|list| list.ordered))
    }

    pub(super) fn tiles(&self) -> Option<Drawing> {
        let list = self.rows.list.filter(|list| has_tiles(list))?;
        let tile = |(at, category): (usize, &Category)| {
            let attributes = &list.code(list.position(&category.id)?)?.attributes;
            let place = |name: &str| attributes.get(name)?.parse::<u32>().ok();
            let short = attributes.get("abbr").map_or(category.id.as_str(), String::as_str);
            Some(Tile {
                id: category.id.clone(),
                row: place("tile_row")?,
                column: place("tile_col")?,
                short: short.to_owned(),
                label: category.label.clone(),
                value: self.computed.row_totals[at],
            })
        };
        Some(Drawing::Tiles(known(&self.computed.rows).filter_map(tile).collect()))
    }

    pub(super) fn map(&self, boundaries: Option<&Boundaries>) -> Option<Drawing> {
        let boundaries = boundaries?;
        let has_outline = |(_, category): &(usize, &Category)| boundaries.outline(&category.id).is_some();
        let region = |(at, category): (usize, &Category)| Region {
            id: category.id.clone(),
            label: category.label.clone(),
            value: self.computed.row_totals[at],
        };
        let named = known(&self.computed.rows).filter(has_outline);
        let regions: Vec<Region> = named.map(region).collect();
        let is_of_places =
            self.rows.list.is_some_and(has_tiles) || self.rows.list.is_some_and(|list| list.id == "municipality");
        (is_of_places && !regions.is_empty()).then(|| {
            Drawing::Map(Map {
                boundaries: boundaries.clone(),
                regions,
            })
        })
    }

    /// Bars of parts: the rows of the table divided by its columns, or the other way round where percentages are
    /// of the column.
    fn stacked(&self) -> Option<Drawing> {
        let divided = Divided {
            computed: self.computed,
            by_column: self.computed.shares == Shares::Column,
        };
        let (bars, parts) = divided.places(self.order());
        if !(2..=SERIES_MAX).contains(&parts.len()) || bars.len() > BARS_MAX || divided.overlap(&bars, &parts) {
            return None;
        }
        let part = |bar: usize, part: usize| {
            (
                divided.cell(bar, part),
                divided.share(bar, part).map(|share| share.value),
            )
        };
        let bar = |at: &usize| StackedBar {
            label: divided.bars()[*at].label.clone(),
            parts: parts.iter().map(|one| part(*at, *one)).collect(),
        };
        Some(Drawing::Stacked(Stacked {
            keys: parts.iter().map(|at| divided.parts()[*at].label.clone()).collect(),
            bars: bars.iter().map(bar).collect(),
        }))
    }
}

/// The known columns that count anything.
fn occurring(computed: &Computed) -> impl Iterator<Item = (usize, &Category)> {
    known(&computed.columns).filter(|(at, _)| computed.column_totals[*at] > 0)
}

/// Whether the codes of a list have a place on the map of tiles.
fn has_tiles(list: &List) -> bool {
    let first = list.codes().first();
    first.is_some_and(|code| code.attributes.contains_key("tile_row"))
}

/// The place in time of a year, `2016`, or a month, `2016-05`.
fn time(id: &str) -> Option<i64> {
    match id.split_once('-') {
        Some((year, month)) => Some(year.parse::<i64>().ok()? * 12 + month.parse::<i64>().ok()?),
        None => id.parse().ok(),
    }
}

/// How a drawing is read.
fn read(drawing: &Drawing, computed: &Computed) -> Label {
    let of_known = computed.shares != Shares::None;
    match drawing {
        Drawing::Bars(_) if of_known => both(
            "La longitud de cada barra es su número; el porcentaje es de lo conocido.",
            "The length of each bar is its number; the percentage is of the known.",
        ),
        Drawing::Bars(_) => both(
            "La longitud de cada barra es su número.",
            "The length of each bar is its number.",
        ),
        Drawing::Stacked(_) => both(
            "Cada barra es lo conocido de una categoría, dividido en partes; las barras miden lo mismo, aunque cuenten distinto.",
            "Each bar is the known of a category, divided into parts; bars are equally long, though they count differently.",
        ),
        Drawing::Lines(lines) if lines.series.len() > 1 || computed.needs_bounds() && !computed.columns.is_empty() => {
            both(
                "Cada línea es un porcentaje de lo conocido; la franja, lo menos y lo más que podría ser si se conociera todo.",
                "Each line is a percentage of the known; the band, the least and the most it could be if all were known.",
            )
        }
        Drawing::Lines(_) => both(
            "La altura es el número de cada fecha; la línea se corta donde no hay dato.",
            "The height is the number of each date; the line breaks where there is no datum.",
        ),
        Drawing::Multiples(_) => both(
            "Todas las gráficas tienen la misma escala: una barra doble de alta cuenta el doble.",
            "All charts have the same scale: a bar twice as high counts twice as much.",
        ),
        Drawing::Tiles(_) => both(
            "Cada cuadro es una entidad, del mismo tamaño para todas. Más oscuro es más; en blanco, ninguno. No es una tasa.",
            "Each square is a state, of one size for all. Darker is more; blank is none. It is no rate.",
        ),
        Drawing::Map(_) => both(
            "Más oscuro es más; en blanco, ninguno. Es un conteo y no una tasa: una entidad grande no cuenta más por su tamaño.",
            "Darker is more; blank is none. It is a count and no rate: a large state does not count more for its size.",
        ),
        Drawing::Rates(_) | Drawing::Funnel(_) | Drawing::Upset(_) | Drawing::Pathway(_) => Label::default(),
    }
}

/// A table of two variables seen as bars and their parts.
struct Divided<'a> {
    computed: &'a Computed,
    /// Whether the bars are the columns.
    by_column: bool,
}

impl Divided<'_> {
    fn bars(&self) -> &[Category] {
        if self.by_column {
            &self.computed.columns
        } else {
            &self.computed.rows
        }
    }

    fn parts(&self) -> &[Category] {
        if self.by_column {
            &self.computed.rows
        } else {
            &self.computed.columns
        }
    }

    /// Which bars to draw, and which parts of each.
    fn places(&self, rows: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
        let columns = occurring(self.computed).map(|(at, _)| at).collect();
        if self.by_column {
            (columns, rows)
        } else {
            (rows, columns)
        }
    }

    fn cell(&self, bar: usize, part: usize) -> u64 {
        if self.by_column {
            self.computed.cell(part, bar)
        } else {
            self.computed.cell(bar, part)
        }
    }

    fn share(&self, bar: usize, part: usize) -> Option<Share> {
        if self.by_column {
            self.computed.share(part, bar)
        } else {
            self.computed.share(bar, part)
        }
    }

    /// Whether a record may be in several parts of a bar, so that the parts do not make up the bar.
    fn overlap(&self, bars: &[usize], parts: &[usize]) -> bool {
        let totals = if self.by_column {
            &self.computed.column_totals
        } else {
            &self.computed.row_totals
        };
        let sum = |bar: &usize| parts.iter().map(|part| self.cell(*bar, *part)).sum::<u64>();
        bars.iter().any(|bar| sum(bar) > totals[*bar])
    }
}
