//! Tables that count each person, or file, once: the reported numbers, corrected by the clusters of two rows or more.
//!
//! For each such cluster, what its rows added to cells and margins is taken away, and what the person adds is put in its
//! place. Margins are corrected by the same rows as cells are, and never added up from them.

mod side;
mod tally;

use catalogue::Bucket;

use crate::{
    Category, Computed, Counts, Facts, Persons, Request,
    linked::Linked,
    tables::{Members, Ready, others_category, stay},
};
pub(crate) use tally::Tally;

/// A category as it is printed, with those of the variable that it takes in.
type Printed = (Category, Vec<usize>);

/// A table that counts persons once, from counts of what was reported and of what could be linked.
pub(crate) fn distinct(
    ready: &Ready<'_>,
    facts: &Facts,
    linked: &Linked,
    request: &Request,
    [reported, could_link]: [&Counts; 2],
) -> Computed {
    let (members, others) = printed(ready, facts, linked, &ready.filled(request, reported, &ready.members()));
    let mut computed = ready.filled(request, reported, &members);
    let mut tally = Tally::new(ready, facts, &members);
    let layout = tally.layout();
    let (was_reported, was_linked) = (
        layout.numbers(&computed),
        layout.numbers(&ready.filled(request, could_link, &members)),
    );
    let settled = sum(&was_reported, &tally.changed(&linked.settled));
    let decided = sum(&settled, &tally.changed(&linked.decided));
    let with_two_answers = tally.with_two_answers();
    let [low, high] = match linked.drawn.as_slice() {
        [] => [decided.clone(), decided.clone()],
        drawn => tally.quantiles(drawn).map(|changed| sum(&decided, &changed)),
    };
    let [reported, linked_alone, low, high] = [was_reported, was_linked, low, high].map(|all| layout.margins(&all));
    computed.persons = Some(Persons {
        reported,
        linked: linked_alone,
        low,
        high,
        draws: linked.drawn.len(),
        with_two_answers,
    });
    computed.others = others;
    layout.put(&mut computed, &decided);
    computed
}

fn sum(numbers: &[i64], changes: &[i64]) -> Vec<i64> {
    numbers
        .iter()
        .zip(changes)
        .map(|(number, change)| number + change)
        .collect()
}

/// The categories that are printed, and how many of them are put together as others.
fn printed(ready: &Ready<'_>, facts: &Facts, linked: &Linked, reported: &Computed) -> (Members, usize) {
    let members = ready.members();
    let [rows_are_long, columns_are_long] = ready.are_long();
    let alone = |categories: &[Category], kept: Vec<usize>| -> Vec<Printed> {
        kept.into_iter().map(|at| (categories[at].clone(), vec![at])).collect()
    };
    let columns = stay(&members.columns, &reported.column_totals, columns_are_long);
    let columns = alone(&members.columns, columns);
    let rows = stay(&members.rows, &reported.row_totals, rows_are_long);
    let Some(top) = ready.table.top else {
        let rows = alone(&members.rows, rows);
        return (members.merged(rows, columns), 0);
    };
    let mut tally = Tally::new(ready, facts, &members);
    let layout = tally.layout();
    let settled = sum(&layout.numbers(reported), &tally.changed(&linked.settled));
    let totals = layout
        .margins(&sum(&settled, &tally.changed(&linked.decided)))
        .row_totals;
    let (rows, others) = largest(&members.rows, rows, &totals, top);
    (members.merged(rows, columns), others)
}

/// The largest known categories, by persons and not by records; the rest as others; the states.
fn largest(categories: &[Category], rows: Vec<usize>, totals: &[u64], top: usize) -> (Vec<Printed>, usize) {
    let is_known = |at: &usize| categories[*at].bucket == Bucket::Known;
    let (mut known, states): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(is_known);
    known.retain(|at| totals[*at] > 0);
    known.sort_by_key(|at| std::cmp::Reverse(totals[*at]));
    let others = known.split_off(top.min(known.len()));
    let alone = |at: usize| (categories[at].clone(), vec![at]);
    let mut printed: Vec<Printed> = known.into_iter().map(alone).collect();
    let count = others.len();
    if count > 0 {
        printed.push((others_category(count), others));
    }
    printed.extend(states.into_iter().map(alone));
    (printed, count)
}

impl Members {
    /// The same codes in the categories that are printed.
    fn merged(self, rows: Vec<Printed>, columns: Vec<Printed>) -> Members {
        Members {
            rows_of: self.rows_of.map(|of| moved(&of, &rows)),
            columns_of: self.columns_of.map(|of| moved(&of, &columns)),
            rows: rows.into_iter().map(|(category, _)| category).collect(),
            columns: columns.into_iter().map(|(category, _)| category).collect(),
        }
    }
}

/// Members by code, in categories that are printed, each once.
fn moved(of: &[Vec<usize>], printed: &[Printed]) -> Vec<Vec<usize>> {
    let place = |at: &usize| printed.iter().position(|(_, takes_in)| takes_in.contains(at));
    let one = |members: &Vec<usize>| {
        let mut places: Vec<usize> = members.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    of.iter().map(one).collect()
}
