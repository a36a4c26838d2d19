//! The figures of a chart as a table: all that its table counts, also what the drawing has no room for.

use catalogue::{Bucket, Label, Language, Shares};
use statistics::{Category, Computed, Share};

use crate::{
    html::address,
    number::{count, percent, quotient, range, say},
};

/// The figures of a chart as a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Twin {
    /// What the rows are.
    pub head: Label,
    /// Headings of the columns of numbers.
    pub columns: Vec<Label>,
    /// The rows: answers, then states, then the total.
    pub rows: Vec<TwinRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct TwinRow {
    /// The id of its category, or `*` for the total.
    pub id: String,
    /// What people read.
    pub label: Label,
    /// Whether it is an answer, as against a state or the total.
    pub is_answer: bool,
    /// A cell for each column.
    pub cells: Vec<TwinCell>,
}

/// One number, with the address by which it can be traced.
#[derive(Clone, Debug, PartialEq)]
pub struct TwinCell {
    /// The number.
    pub number: Number,
    /// The address of its figure, `victims.by_sex[F]`, when it is one.
    pub figure: Option<String>,
}

/// A number as people and as machines read it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// There is none.
    None,
    /// A count.
    Count(u64),
    /// Part of the known, 0 to 1.
    Part(f64),
    /// The least and the most a part could be, 0 to 1.
    Range((f64, f64)),
    /// A quotient.
    Quotient(f64),
    /// The least and the most a count could be.
    Between((u64, u64)),
    /// Days, negative when what is later came first.
    Days(i64),
}

impl Number {
    /// The number itself, when it is one.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Number::None | Number::Range(_) | Number::Between(_) => None,
            Number::Days(days) => Some(days as f64),
            Number::Count(number) => Some(number as f64),
            Number::Part(value) | Number::Quotient(value) => Some(value),
        }
    }

    /// The number as people read it.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        match self {
            Number::None => "—".to_owned(),
            Number::Count(number) => count(number),
            Number::Part(part) => percent(part, language),
            Number::Range(bounds) => format!("{}{}", range(bounds), say(language, "\u{a0}%", "%")),
            Number::Quotient(value) => quotient(value),
            Number::Between((least, most)) => format!("{}–{}", count(least), count(most)),
            Number::Days(days) if days < 0 => format!("−{}", count(days.unsigned_abs())),
            Number::Days(days) => count(days.unsigned_abs()),
        }
    }

    /// The number as machines read it: digits, a point, parts as percentages.
    #[must_use]
    pub fn plain(self) -> String {
        match self {
            Number::None => String::new(),
            Number::Count(number) => number.to_string(),
            Number::Part(part) => format!("{:.4}", part * 100.0),
            Number::Range((least, most)) => format!("{:.4}–{:.4}", least * 100.0, most * 100.0),
            Number::Quotient(value) => format!("{value:.4}"),
            Number::Between((least, most)) => format!("{least}–{most}"),
            Number::Days(days) => days.to_string(),
        }
    }
}

/// Words in both languages.
pub(super) fn both(es: &str, en: &str) -> Label {
    Label {
        es: es.to_owned(),
        en: en.to_owned(),
    }
}

impl Twin {
    /// The whole of a computed table; `head` is the variable of its rows, `measure` what its cells count.
    pub(super) fn of(computed: &Computed, head: Label, measure: Label) -> Twin {
        let layout = Layout::of(computed);
        Twin {
            head,
            columns: layout.heads(computed, measure),
            rows: layout.rows(computed),
        }
    }

    /// The answers in words, the first of them: for those who do not see the drawing.
    pub(super) fn words(&self, language: Language) -> String {
        const ROWS_MAX: usize = 32;
        let cell = |(head, cell): (&Label, &TwinCell)| match self.columns.len() {
            0..=3 => cell.number.text(language),
            _ => format!("{} {}", head.get(language), cell.number.text(language)),
        };
        let has_number = |(_, cell): &(&Label, &TwinCell)| cell.number != Number::None;
        let row = |row: &TwinRow| {
            let cells: Vec<String> = self
                .columns
                .iter()
                .zip(&row.cells)
                .filter(has_number)
                .map(cell)
                .collect();
            format!("{}: {}", row.label.get(language), cells.join(" · "))
        };
        let answers = self.rows.iter().filter(|row| row.is_answer).take(ROWS_MAX);
        answers.map(row).collect::<Vec<String>>().join("; ")
    }
}

/// Which columns a twin has.
struct Layout {
    is_two_way: bool,
    has_shares: bool,
    has_bounds: bool,
    /// Whether persons are counted once, so that the three numbers stand side by side.
    has_three: bool,
}

impl Layout {
    fn of(computed: &Computed) -> Layout {
        let has_shares = computed.shares != Shares::None && !computed.rows.is_empty();
        Layout {
            is_two_way: !computed.columns.is_empty(),
            has_shares,
            has_bounds: has_shares && computed.needs_bounds(),
            has_three: computed.persons.is_some(),
        }
    }

    fn heads(&self, computed: &Computed, measure: Label) -> Vec<Label> {
        let mut heads: Vec<Label> = computed.columns.iter().map(|column| column.label.clone()).collect();
        heads.push(if self.is_two_way {
            both("Total", "Total")
        } else {
            measure
        });
        let known = |column: &&Category| column.bucket == Bucket::Known;
        if self.has_three {
            heads.push(both("Informado", "Reported"));
            heads.push(both("Vinculable", "Linkable"));
            heads.push(both("Entre", "Between"));
        }
        let parts: Vec<Option<&Label>> = match self.is_two_way {
            true => computed
                .columns
                .iter()
                .filter(known)
                .map(|column| Some(&column.label))
                .collect(),
            false => vec![None],
        };
        for part in parts.into_iter().filter(|_| self.has_shares) {
            heads.push(part_head(part, &both("% de lo conocido", "% of the known")));
            if self.has_bounds {
                heads.push(part_head(part, &both("puede ser, %", "may be, %")));
            }
        }
        heads
    }

    fn rows(&self, computed: &Computed) -> Vec<TwinRow> {
        let of = |is_known: bool| {
            let is_it = move |(_, row): &(usize, &Category)| (row.bucket == Bucket::Known) == is_known;
            computed.rows.iter().enumerate().filter(is_it)
        };
        let category = |(at, row): (usize, &Category)| TwinRow {
            id: row.id.clone(),
            label: row.label.clone(),
            is_answer: row.bucket == Bucket::Known,
            cells: self.cells(computed, Some(at)),
        };
        let mut rows: Vec<TwinRow> = of(true).chain(of(false)).map(category).collect();
        rows.push(TwinRow {
            id: "*".to_owned(),
            label: both("Total", "Total"),
            is_answer: false,
            cells: self.cells(computed, None),
        });
        rows
    }

    /// The cells of a row, or of the total.
    fn cells(&self, computed: &Computed, row: Option<usize>) -> Vec<TwinCell> {
        let id = row.map(|at| computed.rows[at].id.as_str());
        let column = |(at, column): (usize, &Category)| TwinCell {
            number: Number::Count(row.map_or_else(|| computed.column_totals[at], |row| computed.cell(row, at))),
            figure: Some(address(&computed.id, id, Some(&column.id)).to_string()),
        };
        let mut cells: Vec<TwinCell> = computed.columns.iter().enumerate().map(column).collect();
        cells.push(TwinCell {
            number: Number::Count(row.map_or(computed.total, |row| computed.row_totals[row])),
            figure: Some(address(&computed.id, id, None).to_string()),
        });
        if let Some(three) = computed.three(&address(&computed.id, id, None)) {
            let between = Number::Between((three.distinct.low, three.distinct.high));
            let numbers = [Number::Count(three.reported), Number::Count(three.linked), between];
            cells.extend(numbers.map(|number| TwinCell { number, figure: None }));
        }
        let known = (0..computed.columns.len()).filter(|at| computed.columns[*at].bucket == Bucket::Known);
        let places: Vec<usize> = if self.is_two_way { known.collect() } else { vec![0] };
        for at in places.into_iter().filter(|_| self.has_shares) {
            let share = row.and_then(|row| computed.share(row, at));
            cells.extend(self.parts(share));
        }
        cells
    }

    fn parts(&self, share: Option<Share>) -> Vec<TwinCell> {
        let cell = |number| TwinCell { number, figure: None };
        let mut cells = vec![cell(share.map_or(Number::None, |share| Number::Part(share.value)))];
        if self.has_bounds {
            cells.push(cell(share.map_or(Number::None, |share| Number::Range(share.bounds))));
        }
        cells
    }
}

fn part_head(part: Option<&Label>, of: &Label) -> Label {
    let Some(part) = part else { return of.clone() };
    Label {
        es: format!("{}, {}", part.es, of.es),
        en: format!("{}, {}", part.en, of.en),
    }
}
