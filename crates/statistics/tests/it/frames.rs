//! Columns, dictionaries and frames.

use proptest::prelude::*;
use statistics::{Codes, Column, ColumnBuilder, Frame, FrameError, Interner, Weights};

/// The codes of a column, row by row.
fn codes(column: &Column) -> Vec<u32> {
    (0..column.rows()).map(|row| column.code(row).unwrap()).collect()
}

proptest! {
    #[test]
    fn a_dictionary_gives_back_every_answer(answers in prop::collection::vec(0u64..700, 0..900)) {
        let mut interner = Interner::new();
        answers.iter().for_each(|answer| interner.push(answer));
        let (column, entries) = interner.finish();
        prop_assert!(entries.is_sorted());
        prop_assert_eq!(column.cardinality(), entries.len());
        let back: Vec<u64> = codes(&column).iter().map(|&code| entries[code as usize]).collect();
        prop_assert_eq!(back, answers);
    }

    #[test]
    fn the_order_of_rows_does_not_change_a_dictionary(
        answers in prop::collection::vec("[a-d]{0,3}", 1..80),
        turn in 0usize..80,
    ) {
        let mut turned = answers.clone();
        turned.rotate_left(turn % answers.len());
        let intern = |answers: &[String]| {
            let mut interner: Interner<String> = Interner::new();
            answers.iter().for_each(|answer| interner.push(answer.as_str()));
            interner.finish()
        };
        let ((column, entries), (turned_column, turned_entries)) = (intern(&answers), intern(&turned));
        prop_assert_eq!(entries, turned_entries);
        let mut expected = codes(&column);
        expected.rotate_left(turn % answers.len());
        prop_assert_eq!(codes(&turned_column), expected);
    }
}

#[test]
fn a_column_widens_only_when_its_codes_ask_for_it() {
    let mut builder = ColumnBuilder::new();
    let width = |builder: &ColumnBuilder| builder.clone().finish().bytes_per_row();
    builder.push(255);
    assert_eq!(width(&builder), 1);
    builder.push(256);
    assert_eq!(width(&builder), 2);
    builder.push(65_535);
    assert_eq!(width(&builder), 2);
    builder.push(65_536);
    builder.push(3);
    assert_eq!(width(&builder), 4);
    let column = builder.finish();
    assert_eq!(codes(&column), [255, 256, 65_535, 65_536, 3]);
    assert_eq!(column.cardinality(), 65_537);
}

#[test]
fn a_renumbering_must_be_a_permutation() {
    let mut column = Column::new(&[0, 2, 1], 3).unwrap();
    for wrong in [&[0, 1][..], &[0, 1, 1], &[0, 1, 3]] {
        assert_eq!(column.recode(wrong), Err(FrameError::NotAPermutation));
    }
    column.recode(&[2, 0, 1]).unwrap();
    assert_eq!(column.codes(), &Codes::U8(vec![2, 1, 0]));
}

#[test]
fn columns_are_derived_from_one_or_two_others() {
    let ages = Column::new(&[3, 17, 18, 40], 41).unwrap();
    let sexes = Column::new(&[0, 1, 0, 1], 2).unwrap();
    let mut frame = Frame::new(4, Weights::new(vec![1, 1, 0, 7]), vec![ages, sexes]).unwrap();
    assert_eq!(frame.bytes_per_row(), 6);
    let bands: Vec<u32> = (0..41).map(|age| u32::from(age >= 18)).collect();
    let band = frame.derive(0, &bands, 2).unwrap();
    let group = frame.derive_pair(band, 1, &[0, 1, 2, 2], 3).unwrap();
    assert_eq!(codes(&frame.columns()[band]), [0, 0, 1, 1]);
    assert_eq!(codes(&frame.columns()[group]), [0, 1, 2, 2]);
    assert_eq!(frame.derive(9, &[], 1), Err(FrameError::UnknownColumn { column: 9 }));
    assert_eq!(
        frame.derive(1, &[0], 1),
        Err(FrameError::MapLength { expected: 2, found: 1 })
    );
    assert_eq!(
        frame.derive(1, &[0, 5], 2),
        Err(FrameError::CodeOutOfRange {
            code: 5,
            cardinality: 2
        })
    );
}

#[test]
fn rows_that_are_all_one_need_no_weights() {
    assert_eq!(Weights::new(vec![1, 1]), Weights::Ones);
    let short = Frame::new(3, Weights::new(vec![1, 2]), Vec::new());
    assert_eq!(short, Err(FrameError::RowsDiffer { expected: 3, found: 2 }));
}
