//! Charts drawn as SVG: which one suits a table, and what is said with it. A chart repeats its table and
//! never says more.

mod bars;
pub(crate) mod funnel;
mod line;
mod stacked;
mod svg;
mod tiles;

use catalogue::{Shares, Table, Take};
use statistics::{Category, Computed, Share};

use crate::{
    book::Book,
    finding,
    html::escape,
    number::{count, percent},
    table::known,
    variable::{self, Variable},
};

/// The most bars of a chart; the table has the rest.
const BARS_MAX: usize = 12;

/// The most categories side by side in one bar.
const SERIES_MAX: usize = 6;

/// A chart: what it says, what is not known, the drawing.
pub(crate) struct Chart {
    pub(crate) title: String,
    pub(crate) under: String,
    pub(crate) svg: String,
}

impl Chart {
    /// The chart with its number, which is that of its table.
    pub(crate) fn numbered(self, book: &Book<'_>, number: &str) -> Chart {
        let title = format!("{} {number}. {}", book.say("Figura", "Figure"), self.title);
        Chart { title, ..self }
    }

    /// The chart as a figure of a page; `id` is what it belongs to.
    pub(crate) fn html(&self, id: &str) -> String {
        let (title, id, under) = (escape(&self.title), escape(id), escape(&self.under));
        format!(
            "<figure class=\"chart\" id=\"chart-{id}\">\n<figcaption><b>{title}.</b> {under}</figcaption>\n{}</figure>\n",
            self.svg
        )
    }
}

/// Draws the chart that suits a table; none where it would show no more than a sentence.
pub(crate) fn of_table(book: &Book<'_>, table: &Table, computed: &Computed) -> Option<Chart> {
    let rows = variable::of_rows(book.diagnosis.catalogue, table, book.language)?;
    let occurring = known(&computed.rows)
        .filter(|(at, _)| computed.row_totals[*at] > 0)
        .count();
    if occurring < 2 {
        return None;
    }
    let unknown = finding::unknown(book, computed);
    let (title, svg) = match computed.columns.is_empty() {
        false => stacked(book, computed, &rows, &unknown)?,
        true if matches!(rows.take, Some(Take::Year | Take::Month)) => series(book, computed, &unknown),
        true if has_tiles(&rows) => map(book, table, computed, &rows, &unknown),
        true => categories(book, table, computed, &rows, &unknown),
    };
    Some(Chart {
        title,
        under: unknown,
        svg,
    })
}

/// Whether the codes of a list have a place on the map of tiles.
fn has_tiles(rows: &Variable<'_>) -> bool {
    let codes = rows.list.map(catalogue::List::codes).unwrap_or_default();
    codes
        .first()
        .is_some_and(|code| code.attributes.contains_key("tile_row"))
}

/// The rows to draw: in the order of a scale, or by size.
fn order(computed: &Computed, rows: &Variable<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = known(&computed.rows)
        .map(|(at, _)| at)
        .filter(|at| computed.row_totals[*at] > 0)
        .collect();
    let is_scale = rows.take.is_some() || rows.list.is_some_and(|list| list.ordered);
    if !is_scale {
        order.sort_by_key(|at| {
            (
                computed.rows[*at].id == finding::OTHERS,
                std::cmp::Reverse(computed.row_totals[*at]),
                *at,
            )
        });
    }
    order.truncate(BARS_MAX);
    order
}

fn categories(
    book: &Book<'_>,
    table: &Table,
    computed: &Computed,
    rows: &Variable<'_>,
    unknown: &str,
) -> (String, String) {
    let title = finding::of_categories(book, table, computed);
    let bar = |at: usize| {
        let value = computed.row_totals[at];
        let share = computed
            .share(at, 0)
            .map(|share| format!(" · {}", percent(share.value, book.language)));
        bars::Bar {
            label: computed.rows[at].label.get(book.language),
            value,
            shown: count(value) + &share.unwrap_or_default(),
        }
    };
    let order = order(computed, rows);
    let drawn: Vec<bars::Bar<'_>> = order.iter().map(|at| bar(*at)).collect();
    let svg = bars::Bars {
        title: &title,
        description: unknown,
        bars: &drawn,
    }
    .svg();
    (title, svg)
}

fn series(book: &Book<'_>, computed: &Computed, unknown: &str) -> (String, String) {
    let title = finding::of_series(book, computed);
    let point = |(at, category): (usize, &'_ Category)| {
        Some(line::Point {
            label: category.label.get(book.language).to_owned(),
            time: time(&category.id)?,
            value: computed.row_totals[at],
            shown: count(computed.row_totals[at]),
        })
    };
    let points: Vec<line::Point> = known(&computed.rows).filter_map(point).collect();
    let svg = line::Line {
        title: &title,
        description: unknown,
        points: &points,
    }
    .svg();
    (title, svg)
}

/// The place in time of a year, `2016`, or a month, `2016-05`.
fn time(id: &str) -> Option<i64> {
    match id.split_once('-') {
        Some((year, month)) => Some(year.parse::<i64>().ok()? * 12 + month.parse::<i64>().ok()?),
        None => id.parse().ok(),
    }
}

fn map(book: &Book<'_>, table: &Table, computed: &Computed, rows: &Variable<'_>, unknown: &str) -> (String, String) {
    let title = finding::of_categories(book, table, computed);
    let tile = |(at, category): (usize, &'_ Category)| {
        let list = rows.list?;
        let attributes = &list.code(list.position(&category.id)?)?.attributes;
        let place = |name: &str| attributes.get(name)?.parse::<u32>().ok();
        Some(tiles::Tile {
            row: place("tile_row")?,
            column: place("tile_col")?,
            short: attributes
                .get("abbr")
                .map_or(category.id.as_str(), String::as_str)
                .to_owned(),
            label: category.label.get(book.language).to_owned(),
            value: computed.row_totals[at],
            shown: count(computed.row_totals[at]),
        })
    };
    let drawn: Vec<tiles::Tile> = known(&computed.rows).filter_map(tile).collect();
    let svg = tiles::Tiles {
        title: &title,
        description: unknown,
        tiles: &drawn,
    }
    .svg();
    (title, svg)
}

/// Bars of parts: the rows of the table divided by its columns, or the other way round where percentages are
/// of the column.
fn stacked(book: &Book<'_>, computed: &Computed, rows: &Variable<'_>, unknown: &str) -> Option<(String, String)> {
    let divided = Divided {
        computed,
        by_column: computed.shares == Shares::Column,
    };
    let (bars, parts) = divided.places(rows);
    if !(2..=SERIES_MAX).contains(&parts.len()) || bars.len() > BARS_MAX || divided.overlap(&bars, &parts) {
        return None;
    }
    let part = |bar: usize, part: usize| {
        let share = divided
            .share(bar, part)
            .map(|share| percent(share.value, book.language));
        (divided.cell(bar, part), share)
    };
    let bar = |at: &usize| stacked::Bar {
        label: divided.bars()[*at].label.get(book.language).to_owned(),
        parts: parts.iter().map(|one| part(*at, *one)).collect(),
    };
    let drawn: Vec<stacked::Bar> = bars.iter().map(bar).collect();
    let key = |at: &usize| divided.parts()[*at].label.get(book.language).to_owned();
    let keys: Vec<String> = parts.iter().map(key).collect();
    let plain = book.say("Distribución de lo conocido", "Distribution of the known");
    let title = finding::of_two(book, computed).unwrap_or_else(|| plain.to_owned());
    let svg = stacked::Stacked {
        title: &title,
        description: unknown,
        keys: &keys,
        bars: &drawn,
    }
    .svg();
    Some((title, svg))
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
    fn places(&self, rows: &Variable<'_>) -> (Vec<usize>, Vec<usize>) {
        let occurs = |at: &usize| self.computed.column_totals[*at] > 0;
        let columns = known(&self.computed.columns).map(|(at, _)| at).filter(occurs).collect();
        let rows = order(self.computed, rows);
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
        bars.iter()
            .any(|bar| parts.iter().map(|part| self.cell(*bar, *part)).sum::<u64>() > totals[*bar])
    }
}
