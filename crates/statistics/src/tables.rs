//! All tables of a register in one pass: requests to the frame, and counts folded into categories.

use catalogue::{Bucket, Catalogue, Counting, Measure, Table};

use crate::{
    Computed, Counts, Facts, FrameError, Request, RequestError,
    distinct::distinct,
    fact::Fact,
    tabulate,
    variable::{Value, Variable, Variables, is_in},
};

/// Why tables cannot be computed: our own fault, since the catalogue's check admits only tables that can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablesError(pub String);

/// A table with its variables found.
pub(crate) struct Ready<'c> {
    pub(crate) table: &'c Table,
    pub(crate) rows: Option<Variable<'c>>,
    pub(crate) columns: Option<Variable<'c>>,
    pub(crate) keep: Vec<(usize, Vec<bool>)>,
    numbers: Option<(usize, Vec<Fact>)>,
}

/// Computes tables of one register in one pass over its frame; the result does not depend on `threads`. A table that
/// counts persons or files once is left out where no linkage of the register was taken in ([`Facts::link`]).
///
/// # Errors
/// [`TablesError`] when a table names what the register lacks.
pub fn compute<'c>(
    catalogue: &'c Catalogue,
    facts: &mut Facts,
    tables: &[&'c Table],
    threads: usize,
) -> Result<Vec<Computed>, TablesError> {
    let mut ready = Vec::new();
    let (register, is_linked) = (facts.register.clone(), facts.is_linked());
    let can = |table: &&&Table| table.of == register && (is_linked || table.count == Counting::Reported);
    for table in tables.iter().filter(can) {
        ready.push(Ready::new(catalogue, facts, table)?);
    }
    let requests: Vec<Vec<Request>> = ready.iter().map(|ready| ready.requests(facts)).collect();
    let counts = tabulate(&facts.frame, &requests.concat(), threads)?;
    let mut left = counts.as_slice();
    let mut computed = Vec::new();
    for (ready, requests) in ready.iter().zip(&requests) {
        let (own, rest) = left.split_at(requests.len());
        left = rest;
        computed.push(match (own, &facts.linked) {
            ([reported, could_link], Some(linked)) => {
                distinct(ready, facts, linked, &requests[0], [reported, could_link])
            }
            _ => ready.fold(&requests[0], &own[0]),
        });
    }
    Ok(computed)
}

/// The categories of a table, and for each code of its variables those that it is a member of.
pub(crate) struct Members {
    pub(crate) rows: Vec<crate::Category>,
    pub(crate) columns: Vec<crate::Category>,
    pub(crate) rows_of: Option<Vec<Vec<usize>>>,
    pub(crate) columns_of: Option<Vec<Vec<usize>>>,
}

impl<'c> Ready<'c> {
    pub(crate) fn new(catalogue: &'c Catalogue, facts: &mut Facts, table: &'c Table) -> Result<Ready<'c>, TablesError> {
        let mut variables =
            Variables::of(catalogue, facts).ok_or_else(|| TablesError(format!("{} has no register", table.id)))?;
        let mut find = |name: &String| {
            let found = variables.resolve(name)?;
            found.ok_or_else(|| TablesError(format!("{}: there is no variable {name}", table.id)))
        };
        let rows = table.rows.first().map(&mut find).transpose()?;
        let columns = table.columns.first().map(&mut find).transpose()?;
        let keep = table.universe.iter().map(|(name, codes)| {
            let variable = find(name)?;
            Ok((variable.column, variable.allowed(codes)))
        });
        let keep = keep.collect::<Result<Vec<_>, TablesError>>()?;
        let numbers = match &table.measure {
            Measure::Count => None,
            Measure::Sum(field) => {
                let (column, facts) = variables
                    .numbers(field)
                    .ok_or_else(|| TablesError(format!("{}: {field} has no numbers", table.id)))?;
                Some((column, facts.to_vec()))
            }
        };
        Ok(Ready {
            table,
            rows,
            columns,
            keep,
            numbers,
        })
    }

    fn axes(&self) -> [Option<usize>; 3] {
        [
            self.rows.as_ref().map(|variable| variable.column),
            self.columns.as_ref().map(|variable| variable.column),
            self.numbers.as_ref().map(|(column, _)| *column),
        ]
    }

    /// What to ask of the frame; two variables of one column ask for it once. A table that counts persons once asks
    /// for what was reported and for what could be linked.
    fn requests(&self, facts: &Facts) -> Vec<Request> {
        let mut axes = Vec::new();
        for axis in self.axes().into_iter().flatten() {
            if !axes.contains(&axis) {
                axes.push(axis);
            }
        }
        let reported = Request {
            axes,
            keep: self.keep.clone(),
        };
        let mut could_link = reported.clone();
        if let Some(linked) = &facts.linked {
            could_link.keep.push((linked.takes_part, vec![false, true]));
        }
        match self.table.count {
            Counting::Reported => vec![reported],
            Counting::Linked => vec![could_link],
            Counting::Distinct => vec![reported, could_link],
        }
    }

    /// The table's categories, and in which of them each code of its variables is.
    pub(crate) fn members(&self) -> Members {
        let side = |variable: &Option<Variable<'c>>| {
            let categories = variable.as_ref().map(Variable::categories).unwrap_or_default();
            let of = |value: &Value| -> Vec<usize> {
                (0..categories.len())
                    .filter(|at| is_in(value, &categories[*at].0))
                    .collect()
            };
            let members = variable
                .as_ref()
                .map(|variable| variable.values.iter().map(of).collect::<Vec<_>>());
            (categories.into_iter().map(|(_, one)| one).collect(), members)
        };
        let ((rows, rows_of), (columns, columns_of)) = (side(&self.rows), side(&self.columns));
        Members {
            rows,
            columns,
            rows_of,
            columns_of,
        }
    }

    /// Folds counts by dictionary entry into categories.
    fn fold(&self, request: &Request, counts: &Counts) -> Computed {
        let mut computed = self.filled(request, counts, &self.members());
        let [rows_are_long, columns_are_long] = self.are_long();
        drop_empty(&mut computed, rows_are_long, columns_are_long);
        if let Some(top) = self.table.top {
            keep_largest(&mut computed, top);
        }
        computed
    }

    /// Whether the list of the rows, and of the columns, is too long to print every code.
    pub(crate) fn are_long(&self) -> [bool; 2] {
        [&self.rows, &self.columns].map(|variable| variable.as_ref().is_some_and(Variable::is_long))
    }

    /// Counts by dictionary entry in the categories that its codes are members of.
    pub(crate) fn filled(&self, request: &Request, counts: &Counts, members: &Members) -> Computed {
        let multiple = |variable: &Option<Variable<'c>>| variable.as_ref().is_some_and(|variable| variable.is_multiple);
        let is_multiple = multiple(&self.rows) || multiple(&self.columns);
        let mut computed = Computed::empty(self.table, members.rows.clone(), members.columns.clone(), is_multiple);
        for (cell, count) in counts.occupied() {
            let codes = codes_of(cell, counts.shape());
            let code = |axis: Option<usize>| {
                let at = request.axes.iter().position(|own| Some(*own) == axis)?;
                codes.get(at).copied()
            };
            let [row, column, number] = self.axes().map(code);
            let Some(count) = self.measured(&mut computed, count, number) else {
                continue;
            };
            let (rows, columns) = (of(&members.rows_of, row), of(&members.columns_of, column));
            add(&mut computed, rows, columns, count);
        }
        computed
    }

    /// What a cell adds: its records, or their known numbers.
    fn measured(&self, computed: &mut Computed, count: u64, number: Option<usize>) -> Option<u64> {
        match (&self.numbers, number) {
            (None, _) => Some(count),
            (Some((_, facts)), Some(code)) => match facts.get(code) {
                Some(Fact::Number(number)) => Some(count * u64::try_from(*number).unwrap_or_default()),
                _ => {
                    computed.without_number += count;
                    None
                }
            },
            (Some(_), None) => None,
        }
    }
}

/// The categories that a code is a member of.
fn of(members: &Option<Vec<Vec<usize>>>, code: Option<usize>) -> Option<&[usize]> {
    Some(&members.as_ref()?[code?])
}

/// Adds a count to the cells, margins and bases it belongs to.
fn add(computed: &mut Computed, rows: Option<&[usize]>, columns: Option<&[usize]>, count: u64) {
    computed.total += count;
    let bucket = |categories: &[crate::Category], members: Option<&[usize]>| {
        members
            .and_then(|members| members.first())
            .map_or(Bucket::Known, |at| categories[*at].bucket)
    };
    match bucket(&computed.rows, rows).max(bucket(&computed.columns, columns)) {
        Bucket::Known => computed.known += count,
        Bucket::NotApplicable => computed.not_applicable += count,
        Bucket::NotAsked => computed.not_asked += count,
        Bucket::NoInformation => {}
    }
    for column in columns.unwrap_or_default() {
        computed.column_totals[*column] += count;
    }
    let width = computed.columns.len().max(1);
    for row in rows.unwrap_or_default() {
        computed.row_totals[*row] += count;
        for column in columns.unwrap_or(&[0]) {
            computed.cells[row * width + column] += count;
        }
    }
}

/// The codes of a cell's number, one for each axis.
fn codes_of(cell: u64, shape: &[usize]) -> Vec<usize> {
    let mut left = cell;
    let mut codes: Vec<usize> = shape
        .iter()
        .rev()
        .map(|size| {
            let code = left % *size as u64;
            left /= *size as u64;
            code as usize
        })
        .collect();
    codes.reverse();
    codes
}

/// States that no record of the universe has are no rows of the table, nor are such codes of a long list.
pub(crate) fn stay(categories: &[crate::Category], totals: &[u64], is_long: bool) -> Vec<usize> {
    (0..categories.len())
        .filter(|at| (categories[*at].bucket == Bucket::Known && !is_long) || totals[*at] > 0)
        .collect()
}

fn drop_empty(computed: &mut Computed, rows_are_long: bool, columns_are_long: bool) {
    let rows = stay(&computed.rows, &computed.row_totals, rows_are_long);
    let columns = stay(&computed.columns, &computed.column_totals, columns_are_long);
    select(computed, &rows, &columns);
}

fn select(computed: &mut Computed, rows: &[usize], columns: &[usize]) {
    let width = if computed.columns.is_empty() {
        vec![0]
    } else {
        columns.to_vec()
    };
    computed.cells = rows
        .iter()
        .flat_map(|row| width.iter().map(|column| computed.cell(*row, *column)))
        .collect();
    computed.row_totals = rows.iter().map(|row| computed.row_totals[*row]).collect();
    computed.column_totals = columns.iter().map(|column| computed.column_totals[*column]).collect();
    computed.rows = rows.iter().map(|row| computed.rows[*row].clone()).collect();
    computed.columns = columns.iter().map(|column| computed.columns[*column].clone()).collect();
}

/// Keeps the largest known rows and puts the others together; states stay.
fn keep_largest(computed: &mut Computed, top: usize) {
    let known = |at: &usize| computed.rows[*at].bucket == Bucket::Known;
    let mut order: Vec<usize> = (0..computed.rows.len()).filter(known).collect();
    order.sort_by_key(|at| std::cmp::Reverse(computed.row_totals[*at]));
    order.retain(|at| computed.row_totals[*at] > 0);
    let (largest, rest) = order.split_at(top.min(order.len()));
    let states: Vec<usize> = (0..computed.rows.len()).filter(|at| !known(at)).collect();
    let width = computed.columns.len().max(1);
    let others: Vec<u64> = (0..width)
        .map(|column| rest.iter().map(|row| computed.cell(*row, column)).sum())
        .collect();
    let others_total = rest.iter().map(|row| computed.row_totals[*row]).sum();
    let (count, at) = (rest.len(), largest.len());
    let chosen: Vec<usize> = largest.iter().copied().chain(states).collect();
    let columns: Vec<usize> = (0..computed.columns.len()).collect();
    select(computed, &chosen, &columns);
    if count > 0 {
        computed.rows.insert(at, others_category(count));
        computed.row_totals.insert(at, others_total);
        computed.cells.splice(at * width..at * width, others);
        computed.others = count;
    }
}

/// The row of so many smaller categories put together.
pub(crate) fn others_category(count: usize) -> crate::Category {
    let label = catalogue::Label {
        es: format!("Otros ({count})"),
        en: format!("Others ({count})"),
    };
    crate::Category {
        id: "OTHERS".to_owned(),
        label,
        bucket: Bucket::Known,
    }
}

impl From<FrameError> for TablesError {
    fn from(error: FrameError) -> TablesError {
        TablesError(error.to_string())
    }
}

impl From<RequestError> for TablesError {
    fn from(error: RequestError) -> TablesError {
        TablesError(error.to_string())
    }
}

impl std::fmt::Display for TablesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a table cannot be computed: {}", self.0)
    }
}

impl std::error::Error for TablesError {}
