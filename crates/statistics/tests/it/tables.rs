//! Tables against a slow count that nobody could get wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;
use statistics::{Cells, Column, Counts, Frame, Request, RequestError, Weights, tabulate};

/// The occupied cells of a table, counted row by row.
fn slow(frame: &Frame, request: &Request) -> BTreeMap<u64, u64> {
    let mut cells = BTreeMap::new();
    let code = |column: usize, row: usize| frame.columns()[column].code(row).unwrap() as usize;
    for row in 0..frame.rows() {
        let kept = request.keep.iter().all(|(column, allowed)| allowed[code(*column, row)]);
        let place = |at: u64, &axis: &usize| at * frame.columns()[axis].cardinality() as u64 + code(axis, row) as u64;
        let weight = match frame.weights() {
            Weights::Ones => 1,
            Weights::Counts(counts) => u64::from(counts[row]),
        };
        if kept && weight > 0 {
            *cells.entry(request.axes.iter().fold(0, place)).or_insert(0) += weight;
        }
    }
    cells
}

/// A draw of columns, and of requests over them.
fn questions() -> impl Strategy<Value = (Frame, Vec<Request>)> {
    let cardinality = prop_oneof![6 => 1usize..12, 1 => 1usize..=300];
    (prop::collection::vec(cardinality, 1..8), 0usize..400).prop_flat_map(|(cardinalities, rows)| {
        let columns: Vec<_> = cardinalities.iter().map(|&size| column(size, rows)).collect();
        let requests = prop::collection::vec(request(cardinalities), 0..16);
        (columns, weights(rows), requests)
            .prop_map(move |(columns, weights, requests)| (Frame::new(rows, weights, columns).unwrap(), requests))
    })
}

fn column(cardinality: usize, rows: usize) -> impl Strategy<Value = Column> {
    let codes = prop::collection::vec(0..cardinality as u32, rows);
    codes.prop_map(move |codes| Column::new(&codes, cardinality).unwrap())
}

fn weights(rows: usize) -> impl Strategy<Value = Weights> {
    let counts = |count| prop::collection::vec(count, rows).prop_map(Weights::new);
    prop_oneof![
        Just(Weights::Ones),
        counts((0u32..40).boxed()),
        counts(prop_oneof![Just(0), 1u32..3, Just(u32::MAX)].boxed()),
    ]
}

fn request(cardinalities: Vec<usize>) -> impl Strategy<Value = Request> {
    let columns: Vec<usize> = (0..cardinalities.len()).collect();
    let axes = prop::sample::subsequence(columns.clone(), 0..=columns.len().min(4)).prop_shuffle();
    let filter = prop::sample::select(columns).prop_flat_map(move |column| {
        let allowed = prop::collection::vec(any::<bool>(), cardinalities[column]);
        // Few distinct filters, so that several requests share a universe.
        let first = (0..cardinalities[column]).map(|code| code == 0).collect();
        (Just(column), prop_oneof![Just(first), allowed])
    });
    let keep = prop_oneof![Just(Vec::new()).boxed(), prop::collection::vec(filter, 0..4).boxed()];
    (axes, keep).prop_map(|(axes, keep)| Request { axes, keep })
}

/// Checks each table against the slow count.
fn agree(frame: &Frame, requests: &[Request], tables: &[Counts]) {
    assert_eq!(tables.len(), requests.len());
    for (request, table) in requests.iter().zip(tables) {
        let expected = slow(frame, request);
        assert_eq!(table.occupied().collect::<BTreeMap<_, _>>(), expected, "{request:?}");
        assert_eq!(table.total(), expected.values().sum::<u64>());
    }
}

proptest! {
    #[test]
    fn every_table_equals_the_slow_count((frame, requests) in questions()) {
        for threads in [1, 2] {
            agree(&frame, &requests, &tabulate(&frame, &requests, threads).unwrap());
        }
    }
}

/// A frame of several blocks, the last one odd, with columns of the given sizes.
fn long(rows: usize, cardinalities: &[u32], weights: Weights) -> Frame {
    let columns = cardinalities.iter().zip(1u32..).map(|(&size, prime)| {
        let codes: Vec<u32> = (0..rows as u32)
            .map(|row| row.wrapping_mul(2_654_435_761).rotate_left(prime * 3) % size)
            .collect();
        Column::new(&codes, size as usize).unwrap()
    });
    Frame::new(rows, weights, columns.collect()).unwrap()
}

fn over(axes: &[usize]) -> Request {
    Request {
        axes: axes.to_vec(),
        keep: Vec::new(),
    }
}

#[test]
fn several_blocks_on_several_threads_give_the_same_sums() {
    let rows = 3 * 65_536 + 4_097;
    for weights in [
        Weights::Ones,
        Weights::new((0..rows as u32).map(|row| row % 5).collect()),
        Weights::new((0..rows as u32).map(|row| u32::MAX - row).collect()),
    ] {
        let frame = long(rows, &[1, 4, 6, 34, 120, 300], weights);
        let mut requests: Vec<Request> = (0..6)
            .flat_map(|b| (0..b).map(move |a| over(&[b, a])))
            .chain([over(&[]), over(&[5, 4, 3])])
            .collect();
        // One state is read row by row, most states are all joined and then picked.
        let states = [|state: usize| state == 7, |state| state != 7];
        for chosen in states.map(|chosen| (0..34).map(chosen).collect::<Vec<bool>>()) {
            requests.push(Request {
                axes: vec![5, 2],
                keep: vec![(3, chosen.clone())],
            });
            requests.push(Request {
                axes: vec![5, 4],
                keep: vec![(3, chosen)],
            });
        }
        let alone = tabulate(&frame, &requests, 1).unwrap();
        agree(&frame, &requests, &alone);
        assert_eq!(alone, tabulate(&frame, &requests, 2).unwrap());
        assert_eq!(alone, tabulate(&frame, &requests, 7).unwrap());
    }
}

#[test]
fn a_single_cell_takes_a_whole_block_without_overflow() {
    let rows = 65_536 * 2 + 1;
    let column = Column::new(&vec![0; rows], 1).unwrap();
    let frame = Frame::new(rows, Weights::Ones, vec![column.clone()]).unwrap();
    assert_eq!(tabulate(&frame, &[over(&[0])], 1).unwrap()[0].get(&[0]), rows as u64);
    for weight in [65_535, 65_536, u32::MAX] {
        let frame = Frame::new(rows, Weights::new(vec![weight; rows]), vec![column.clone()]).unwrap();
        let total = rows as u64 * u64::from(weight);
        assert_eq!(
            tabulate(&frame, &[over(&[0]), over(&[])], 1).unwrap()[0].get(&[0]),
            total
        );
    }
}

#[test]
fn a_table_beyond_the_dense_limit_keeps_only_what_occurs() {
    let frame = long(70_000, &[300, 299, 298, 2], Weights::Ones);
    let half = Request {
        axes: vec![2, 0, 1],
        keep: vec![(3, vec![true, false])],
    };
    let requests = [over(&[0, 1, 2]), half, over(&[1, 2])];
    let tables = tabulate(&frame, &requests, 2).unwrap();
    assert!(matches!(tables[0].cells(), Cells::Sparse(_)));
    assert!(matches!(tables[2].cells(), Cells::Dense(_)));
    agree(&frame, &requests, &tables);
    let (cell, sum) = tables[0].occupied().next().unwrap();
    let codes = [cell / (299 * 298), cell / 298 % 299, cell % 298].map(|code| code as usize);
    assert_eq!(tables[0].get(&codes), sum);
    assert_eq!(tables[0].get(&[300, 0, 0]), 0);
}

#[test]
fn an_empty_frame_has_empty_tables() {
    let frame = Frame::new(0, Weights::Ones, vec![Column::new(&[], 0).unwrap()]).unwrap();
    let tables = tabulate(&frame, &[over(&[]), over(&[0])], 2).unwrap();
    assert_eq!((tables[0].total(), tables[1].total()), (0, 0));
    assert_eq!(tabulate(&frame, &[], 1), Ok(Vec::new()));
}

#[test]
fn more_columns_than_a_set_holds_are_planned_in_batches() {
    let frame = long(500, &[3; 200], Weights::Ones);
    let requests: Vec<Request> = (0..199).map(|at| over(&[at + 1, at])).collect();
    agree(&frame, &requests, &tabulate(&frame, &requests, 1).unwrap());
}

#[test]
fn a_request_that_does_not_fit_is_refused() {
    let frame = long(10, &[2, 3, 4, 5, 6], Weights::Ones);
    let refused = |request| tabulate(&frame, &[request], 1).unwrap_err();
    assert_eq!(refused(over(&[5])), RequestError::UnknownColumn { column: 5 });
    assert_eq!(refused(over(&[0, 1, 0])), RequestError::RepeatedAxis { column: 0 });
    assert_eq!(refused(over(&[0, 1, 2, 3, 4])), RequestError::TooManyAxes { axes: 5 });
    let short = Request {
        axes: vec![],
        keep: vec![(1, vec![true])],
    };
    assert_eq!(
        refused(short),
        RequestError::FilterLength {
            column: 1,
            expected: 3,
            found: 1
        }
    );
}
