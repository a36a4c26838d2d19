//! A plan serves every question once, from cubes within their limit.

use proptest::prelude::*;

use super::*;

/// Whether the cube holds every column that the question needs of it.
fn holds(plan: &Plan, cube: &Cube, question: &Question) -> bool {
    let axes = question.axes.iter().all(|axis| cube.columns.contains(axis));
    let filters = || question.keep.iter().all(|(column, _)| cube.columns.contains(column));
    axes && match cube.universe {
        Some(universe) => plan.universes[universe] == question.keep,
        None => filters(),
    }
}

fn check(questions: &[Question], cardinalities: &[usize], rows: usize) -> Plan {
    let plan = plan(questions, cardinalities, rows, |_| 300);
    let mut served: Vec<usize> = plan.cubes.iter().flat_map(|cube| cube.requests.clone()).collect();
    served.sort_unstable();
    assert_eq!(served, (0..questions.len()).collect::<Vec<_>>());
    for cube in &plan.cubes {
        assert!(
            cube.requests.iter().all(|&at| holds(&plan, cube, &questions[at])),
            "{cube:?}"
        );
        let small = cells(&cube.columns, cardinalities).is_some_and(|cells| cells <= CUBE_CELLS_MAX);
        assert!(small || cube.requests.len() == 1, "{cube:?} is large and shared");
    }
    plan
}

fn over(axes: &[usize]) -> Question {
    Question {
        axes: axes.to_vec(),
        keep: Keep::new(),
    }
}

proptest! {
    #[test]
    fn every_question_is_served_within_the_limit(
        cardinalities in prop::collection::vec(1usize..300, 12),
        axes in prop::collection::vec(prop::sample::subsequence((0..12).collect::<Vec<_>>(), 0..4), 0..40),
        filtered in prop::collection::vec(prop::option::of(0usize..12), 40),
        rows in 0usize..20_000_000,
    ) {
        let keep = |column: &Option<usize>| {
            column.iter().map(|&column| (column, vec![false; cardinalities[column]])).collect()
        };
        let questions: Vec<Question> =
            axes.into_iter().zip(&filtered).map(|(axes, column)| Question { axes, keep: keep(column) }).collect();
        check(&questions, &cardinalities, rows);
    }
}

#[test]
fn one_cube_of_four_columns_serves_six_pairs() {
    let pairs: Vec<Question> = (0..4).flat_map(|b| (0..b).map(move |a| over(&[a, b]))).collect();
    let plan = check(&pairs, &[4, 6, 5, 8], 10_000_000);
    assert_eq!(plan.cubes.len(), 1);
    assert_eq!(plan.cubes[0].columns, [0, 2, 1, 3]);
}

#[test]
fn a_table_too_large_to_share_is_counted_alone() {
    let plan = check(&[over(&[0, 1]), over(&[0])], &[300, 300], 10_000_000);
    assert_eq!(plan.cubes.len(), 2);
}

#[test]
fn a_small_frame_is_not_given_a_large_cube() {
    let plan = check(&[over(&[0, 1]), over(&[2, 3])], &[10, 10, 10, 10], 100);
    assert_eq!(plan.cubes.len(), 2);
}

#[test]
fn a_filter_that_many_tables_share_becomes_their_universe() {
    let keep = vec![(4, vec![false; 200])];
    let question = |axes: [usize; 2]| Question {
        axes: axes.to_vec(),
        keep: keep.clone(),
    };
    let pairs: Vec<Question> = (0..4).flat_map(|b| (0..b).map(move |a| question([a, b]))).collect();
    let plan = check(&pairs, &[4, 6, 5, 8, 200], 10_000_000);
    assert_eq!(plan.cubes.len(), 1);
    assert_eq!(plan.cubes[0].universe, Some(0));
}
