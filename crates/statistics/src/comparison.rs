//! Figures that somebody else published, held against the same figures computed from records.

use catalogue::{Catalogue, How, Published, PublishedFigure};

use crate::{Address, Category, Computed};

/// A published figure beside ours.
#[derive(Clone, Debug)]
pub struct Compared<'c> {
    /// The published figure.
    pub figure: &'c PublishedFigure,
    /// Ours, rounded as the published one is printed; none when it is not computed.
    pub computed: Option<f64>,
    /// Whether ours is what was printed, as exactly as it was said.
    pub equal: bool,
    /// Why it is not computed or not equal: the id of a reason.
    pub why_not: Option<&'c str>,
}

/// The reason given when a table that a figure is computed from is not there.
pub const NO_TABLE: &str = "no_table";

/// The reason given when ours is another number and nobody has said why.
pub const DIFFERS: &str = "differs";

/// Computes every figure of a publication that can be computed, and compares.
#[must_use]
pub fn compared<'c>(catalogue: &Catalogue, published: &'c Published, computed: &[Computed]) -> Vec<Compared<'c>> {
    let figures = Figures { catalogue, computed };
    published
        .figures()
        .iter()
        .map(|figure| figures.compare(figure))
        .collect()
}

struct Figures<'a> {
    catalogue: &'a Catalogue,
    computed: &'a [Computed],
}

impl Figures<'_> {
    fn compare<'c>(&self, figure: &'c PublishedFigure) -> Compared<'c> {
        let exact = figure.how.and_then(|how| self.value(how, figure));
        let equal = exact.is_some_and(|exact| is_as_printed(figure, exact));
        let reason = match (figure.how, exact) {
            _ if equal => None,
            (Some(_), None) => Some(figure.why_not.as_deref().unwrap_or(NO_TABLE)),
            _ => Some(figure.why_not.as_deref().unwrap_or(DIFFERS)),
        };
        Compared {
            figure,
            computed: exact.map(f64::round),
            equal,
            why_not: reason,
        }
    }

    fn value(&self, how: How, figure: &PublishedFigure) -> Option<f64> {
        let (over, under) = (figure.over.as_str(), figure.under.as_str());
        match how {
            How::Count => self.sum(over),
            How::Percent if under.is_empty() => {
                let address = Address::parse(over)?;
                let share = self.table(&address.table)?.figure(&address)?.share?;
                Some(share.value * scale(&figure.unit))
            }
            How::Percent => {
                let under = self.sum(under).filter(|under| *under > 0.0)?;
                Some(self.sum(over)? / under * scale(&figure.unit))
            }
            How::Codes => self.codes(over),
            How::Rank => self.rank(over),
            _ => self.rows(how, over, under),
        }
    }

    fn table(&self, id: &str) -> Option<&Computed> {
        self.computed.iter().find(|table| table.id == id)
    }

    /// Terms with spaces between, added up; a category that does not occur is zero.
    fn sum(&self, terms: &str) -> Option<f64> {
        terms.split_whitespace().map(|term| self.term(term)).sum()
    }

    fn term(&self, term: &str) -> Option<f64> {
        let number = match term.split_once(':') {
            Some(("known", table)) => self.table(table)?.known,
            Some((_, table)) => self.table(table)?.no_information(),
            None => {
                let address = Address::parse(term)?;
                self.table(&address.table)?
                    .figure(&address)
                    .map_or(0, |figure| figure.value)
            }
        };
        Some(number as f64)
    }

    /// Codes of a list that have the attributes asked for; the order of words is `list attribute=value …`.
    fn codes(&self, over: &str) -> Option<f64> {
        let mut words = over.split_whitespace();
        let list = self.catalogue.list(words.next()?)?;
        let wanted: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
        let has = |code: &&catalogue::Code| {
            wanted.iter().all(|(name, values)| {
                code.attributes
                    .get(*name)
                    .is_some_and(|own| values.split('|').any(|value| own == value))
            })
        };
        Some(list.codes().iter().filter(has).count() as f64)
    }

    fn rank(&self, over: &str) -> Option<f64> {
        let address = Address::parse(over)?;
        let table = self.table(&address.table)?;
        let column = match &address.column {
            None => None,
            Some(id) => Some(place(&table.columns, id)?),
        };
        let value = |row: usize| column.map_or(table.row_totals[row], |column| table.cell(row, column));
        let own = value(place(&table.rows, address.row.as_ref()?)?);
        let before = known(&table.rows).filter(|row| value(*row) > own).count();
        (own > 0).then_some(before as f64 + 1.0)
    }

    /// Rows of a table that are counted, less those that `named` has already named.
    fn rows(&self, how: How, over: &str, named: &str) -> Option<f64> {
        let (id, column) = match Address::parse(over) {
            Some(address) => (address.table, address.column),
            None => (over.to_owned(), None),
        };
        let table = self.table(&id)?;
        let column = column.and_then(|column| place(&table.columns, &column));
        let counted = known(&table.rows).filter(|row| is_counted(how, table, *row, column));
        // The row of others stands for several.
        let others = known(&table.rows).any(|row| table.rows[row].id == "OTHERS" && how == How::Rows);
        let more = if others { table.others.saturating_sub(1) } else { 0 };
        let named = named.split_whitespace().count();
        Some((counted.count() + more).saturating_sub(named) as f64)
    }
}

/// Whether a row is one of those that are counted.
fn is_counted(how: How, table: &Computed, row: usize, column: Option<usize>) -> bool {
    let filled = || known(&table.columns).filter(|column| table.cell(row, *column) > 0);
    let has_some = table.row_totals[row] > 0;
    match how {
        How::Rows => column.map_or(table.row_totals[row], |column| table.cell(row, column)) > 0,
        How::RowsWithout => column.map_or(!has_some, |column| has_some && table.cell(row, column) == 0),
        How::RowsOnly => filled().count() == 1 && filled().next() == column,
        How::RowsFull => has_some && filled().count() == known(&table.columns).count(),
        How::RowsInPart => (1..known(&table.columns).count()).contains(&filled().count()),
        How::RowsUnknown => has_some && filled().count() == 0,
        How::Count | How::Percent | How::Rank | How::Codes => false,
    }
}

fn known(categories: &[Category]) -> impl Iterator<Item = usize> + '_ {
    (0..categories.len()).filter(|at| categories[*at].is_answer())
}

fn place(categories: &[Category], id: &str) -> Option<usize> {
    categories.iter().position(|category| category.id == id)
}

/// What a whole is printed as.
fn scale(unit: &str) -> f64 {
    if unit == "per_10" { 10.0 } else { 100.0 }
}

/// Whether a figure is what was printed, to the rounding printed and as exactly as it was said.
fn is_as_printed(figure: &PublishedFigure, exact: f64) -> bool {
    let Ok(printed) = figure.published.parse::<f64>() else {
        return false;
    };
    let rounded = exact.round();
    match figure.qualifier.as_str() {
        "almost" => (printed * 0.9..=printed).contains(&rounded),
        "just_over" => (printed..=printed * 1.1).contains(&rounded),
        "more_than" => exact > printed,
        "at_least" => exact >= printed,
        "at_most" => exact <= printed,
        "approx" => (exact - printed).abs() <= printed * 0.1,
        _ => (rounded - printed).abs() < f64::EPSILON,
    }
}
