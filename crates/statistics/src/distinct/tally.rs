//! The correction of a table's numbers by groups of rows that are one person: no allocation for a row or a group.

use catalogue::Bucket;

use super::side::{Known, Side};
use crate::{
    Column, Computed, Facts, Margins,
    linked::{Groups, Redrawn},
    persons::quantiles,
    tables::{Members, Ready},
};

/// Corrects numbers of a table, group by group.
pub(crate) struct Tally<'a> {
    rows: Option<Side<'a>>,
    columns: Option<Side<'a>>,
    keep: Vec<(&'a Column, &'a [bool])>,
    layout: Layout,
    changes: Vec<i64>,
    /// Which numbers have been changed since changes were last taken.
    touched: Vec<usize>,
    with_two_answers: u64,
    /// The rows of the group at hand that are in the table's universe.
    inside: Vec<u32>,
    known: [Known; 2],
    cells: Vec<usize>,
}

/// Where each number of a table stands in one line: the total, what is known, not applicable and not asked of it, the
/// rows' totals, the columns', the cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    rows: usize,
    columns: usize,
}

const TOTAL: usize = 0;
const KNOWN: usize = 1;
const NOT_APPLICABLE: usize = 2;
const NOT_ASKED: usize = 3;
const HEAD: usize = 4;

impl Layout {
    fn width(self) -> usize {
        self.columns.max(1)
    }

    fn row(self, row: usize) -> usize {
        HEAD + row
    }

    fn column(self, column: usize) -> usize {
        HEAD + self.rows + column
    }

    fn cell(self, row: usize, column: usize) -> usize {
        HEAD + self.rows + self.columns + row * self.width() + column
    }

    fn len(self) -> usize {
        self.cell(self.rows, 0)
    }

    /// The numbers of a table in one line.
    pub(super) fn numbers(self, computed: &Computed) -> Vec<i64> {
        let head = [
            computed.total,
            computed.known,
            computed.not_applicable,
            computed.not_asked,
        ];
        let numbers = head.iter().chain(&computed.row_totals);
        let numbers = numbers.chain(&computed.column_totals).chain(&computed.cells);
        numbers.map(|number| *number as i64).collect()
    }

    pub(super) fn margins(self, numbers: &[i64]) -> Margins {
        let number = |at: usize| u64::try_from(numbers[at]).unwrap_or_default();
        Margins {
            total: number(TOTAL),
            row_totals: (0..self.rows).map(|at| number(self.row(at))).collect(),
            column_totals: (0..self.columns).map(|at| number(self.column(at))).collect(),
            cells: (self.cell(0, 0)..self.len()).map(number).collect(),
        }
    }

    /// Puts numbers in the place of a table's.
    pub(super) fn put(self, computed: &mut Computed, numbers: &[i64]) {
        let number = |at: usize| u64::try_from(numbers[at]).unwrap_or_default();
        computed.known = number(KNOWN);
        computed.not_applicable = number(NOT_APPLICABLE);
        computed.not_asked = number(NOT_ASKED);
        let margins = self.margins(numbers);
        computed.total = margins.total;
        computed.row_totals = margins.row_totals;
        computed.column_totals = margins.column_totals;
        computed.cells = margins.cells;
    }
}

impl<'a> Tally<'a> {
    pub(crate) fn new(ready: &'a Ready<'_>, facts: &'a Facts, members: &'a Members) -> Tally<'a> {
        let layout = Layout {
            rows: members.rows.len(),
            columns: members.columns.len(),
        };
        let side = |variable: &'a Option<_>, of: &'a Option<Vec<Vec<usize>>>| {
            let (variable, of) = variable.as_ref().zip(of.as_ref())?;
            Some(Side::new(facts, variable, of))
        };
        let keep = ready.keep.iter();
        Tally {
            rows: side(&ready.rows, &members.rows_of),
            columns: side(&ready.columns, &members.columns_of),
            keep: keep
                .map(|(column, allowed)| (&facts.frame().columns()[*column], allowed.as_slice()))
                .collect(),
            layout,
            changes: vec![0; layout.len()],
            touched: Vec::new(),
            with_two_answers: 0,
            inside: Vec::new(),
            known: Default::default(),
            cells: Vec::new(),
        }
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// Persons met so far whose records answer one variable differently.
    pub(super) fn with_two_answers(&self) -> u64 {
        self.with_two_answers
    }

    /// What counting these groups once changes of each number.
    pub(super) fn changed(&mut self, groups: &Groups) -> Vec<i64> {
        groups.iter().for_each(|rows| self.group(rows, 1));
        self.touched.clear();
        std::mem::replace(&mut self.changes, vec![0; self.layout.len()])
    }

    /// The quantiles of what the draws change of each number, against what was decided: most are changed by none.
    pub(super) fn quantiles(&mut self, drawn: &[Redrawn]) -> [Vec<i64>; 2] {
        let mut all: Vec<(usize, i64)> = Vec::new();
        for redrawn in drawn {
            redrawn.before.iter().for_each(|rows| self.group(rows, -1));
            redrawn.after.iter().for_each(|rows| self.group(rows, 1));
            self.touched.sort_unstable();
            self.touched.dedup();
            for at in self.touched.drain(..) {
                let change = std::mem::take(&mut self.changes[at]);
                if change != 0 {
                    all.push((at, change));
                }
            }
        }
        all.sort_unstable();
        let mut ends = [vec![0; self.layout.len()], vec![0; self.layout.len()]];
        for of_one in all.chunk_by(|one, next| one.0 == next.0) {
            let mut changes: Vec<i64> = of_one.iter().map(|(_, change)| *change).collect();
            changes.resize(drawn.len(), 0);
            changes.sort_unstable();
            if let Some((low, high)) = quantiles(&changes) {
                (ends[0][of_one[0].0], ends[1][of_one[0].0]) = (low, high);
            }
        }
        ends
    }

    /// The rows of a group that are in the table's universe; what they say is put together when there are two or more.
    fn gather(&mut self, rows: &[u32]) -> bool {
        let keep = &self.keep;
        let is_in = |row: &u32| {
            let allows = |(column, allowed): &(&Column, &[bool])| {
                column.code(*row as usize).is_some_and(|code| allowed[code as usize])
            };
            keep.iter().all(allows)
        };
        self.inside.clear();
        self.inside.extend(rows.iter().copied().filter(is_in));
        if self.inside.len() < 2 {
            return false;
        }
        for (side, known) in [&self.rows, &self.columns].into_iter().zip(&mut self.known) {
            if let Some(side) = side {
                side.together(&self.inside, known);
            }
        }
        self.complete();
        true
    }

    /// The cells that the person is in, ascending: each row of theirs, with its unknown completed by the others.
    fn complete(&mut self) {
        self.cells.clear();
        let Some(rows) = &self.rows else { return };
        for row in &self.inside {
            let columns: &[usize] = match &self.columns {
                Some(columns) => columns.completed(*row, &self.known[1]),
                None => &[0],
            };
            for at in rows.completed(*row, &self.known[0]) {
                let cell = |column: &usize| self.layout.cell(*at, *column);
                self.cells.extend(columns.iter().map(cell));
            }
        }
        self.cells.sort_unstable();
        self.cells.dedup();
    }

    /// Counts a group once, or takes back that it was counted so (-1).
    fn group(&mut self, rows: &[u32], by: i64) {
        if !self.gather(rows) {
            return;
        }
        let (inside, cells) = (std::mem::take(&mut self.inside), std::mem::take(&mut self.cells));
        inside.iter().for_each(|row| self.add_row(*row, -by));
        let known = std::mem::take(&mut self.known);
        let mut bucket = Bucket::Known;
        let mut is_contradicted = false;
        for (side, known) in [&self.rows, &self.columns].into_iter().zip(&known) {
            if let Some(side) = side {
                bucket = bucket.max(known.bucket());
                is_contradicted |= side.is_contradicted(known);
            }
        }
        self.with_two_answers += u64::from(is_contradicted);
        self.add_head(bucket, by);
        self.add_margins(&known[0].categories, &known[1].categories, by);
        cells.iter().for_each(|cell| self.change(*cell, by));
        (self.inside, self.cells, self.known) = (inside, cells, known);
    }

    /// What a row adds when it is counted as reported, or takes away.
    fn add_row(&mut self, row: u32, by: i64) {
        let of = |side: &Option<Side<'a>>| side.as_ref().map(|side| (side.of(row), side.bucket(row)));
        let (rows, columns) = (of(&self.rows), of(&self.columns));
        let bucket = |side: Option<(&[usize], Bucket)>| side.map_or(Bucket::Known, |(_, bucket)| bucket);
        self.add_head(bucket(rows).max(bucket(columns)), by);
        let (rows, columns) = (rows.map(|(rows, _)| rows), columns.map(|(columns, _)| columns));
        self.add_margins(rows.unwrap_or_default(), columns.unwrap_or_default(), by);
        for row in rows.unwrap_or_default() {
            for column in columns.unwrap_or(&[0]) {
                self.change(self.layout.cell(*row, *column), by);
            }
        }
    }

    fn add_head(&mut self, bucket: Bucket, by: i64) {
        self.change(TOTAL, by);
        match bucket {
            Bucket::Known => self.change(KNOWN, by),
            Bucket::NotApplicable => self.change(NOT_APPLICABLE, by),
            Bucket::NotAsked => self.change(NOT_ASKED, by),
            Bucket::NoInformation => {}
        }
    }

    fn add_margins(&mut self, rows: &[usize], columns: &[usize], by: i64) {
        rows.iter().for_each(|row| self.change(self.layout.row(*row), by));
        columns
            .iter()
            .for_each(|column| self.change(self.layout.column(*column), by));
    }

    fn change(&mut self, at: usize, by: i64) {
        // What was not changed before, or was changed back, is noted; twice does no harm.
        if self.changes[at] == 0 {
            self.touched.push(at);
        }
        self.changes[at] += by;
    }

    /// The rows of a group that stand behind a figure, all of them or none: `None` when fewer than two are in the
    /// universe, and each row speaks for itself.
    pub(crate) fn behind(&mut self, rows: &[u32], row: Option<usize>, column: Option<usize>) -> Option<(&[u32], bool)> {
        if !self.gather(rows) {
            return None;
        }
        let is_in = match (row, column) {
            (None, None) => true,
            (Some(row), None) => self.known[0].categories.contains(&row),
            (None, Some(column)) => self.known[1].categories.contains(&column),
            (Some(row), Some(column)) => self.cells.binary_search(&self.layout.cell(row, column)).is_ok(),
        };
        Some((&self.inside, is_in))
    }
}
