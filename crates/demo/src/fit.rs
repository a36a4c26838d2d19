//! A table of whole numbers with given row and column sums: iterative proportional fitting (Deming and Stephan,
//! 1940), then rounding that keeps every sum.

use std::collections::VecDeque;

/// What is asked of a table: its margins, and the cells that are already known.
pub(crate) struct Asked<'a> {
    /// The sum of each row.
    pub(crate) rows: &'a [u64],
    /// The sum of each column.
    pub(crate) columns: &'a [u64],
    /// Row by row, the cells that are given; the others are free.
    pub(crate) given: &'a [Option<u64>],
}

/// The margins cannot all be met together with the given cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unmet;

/// Rounds of fitting; what is left after them, rounding mends.
const ROUNDS: usize = 60;
/// How far from its margin a fitted sum may be.
const CLOSE: f64 = 1e-9;

/// Fits the table: row by row, whole numbers that meet every row sum, column sum and given cell.
pub(crate) fn fit(asked: &Asked<'_>) -> Result<Vec<u64>, Unmet> {
    let left = Left::of(asked)?;
    let fitted = left.proportional();
    let mut rounding = Rounding::of(&left, &fitted);
    rounding.whole(&fitted)?;
    let free = rounding.cells;
    Ok(asked
        .given
        .iter()
        .zip(free)
        .map(|(given, free)| given.unwrap_or(free))
        .collect())
}

/// What the free cells must add up to, once the given ones are taken away.
struct Left {
    rows: Vec<u64>,
    columns: Vec<u64>,
    is_free: Vec<bool>,
}

impl Left {
    fn of(asked: &Asked<'_>) -> Result<Left, Unmet> {
        let width = asked.columns.len();
        let (mut rows, mut columns) = (asked.rows.to_vec(), asked.columns.to_vec());
        for (at, given) in asked.given.iter().enumerate() {
            let Some(given) = given else { continue };
            for sum in [&mut rows[at / width], &mut columns[at % width]] {
                *sum = sum.checked_sub(*given).ok_or(Unmet)?;
            }
        }
        if rows.iter().sum::<u64>() != columns.iter().sum::<u64>() {
            return Err(Unmet);
        }
        let is_free = asked.given.iter().map(Option::is_none).collect();
        Ok(Left { rows, columns, is_free })
    }

    /// Scales rows and columns in turn until both margins hold.
    fn proportional(&self) -> Vec<f64> {
        let width = self.columns.len();
        let mut cells: Vec<f64> = self.is_free.iter().map(|free| f64::from(u8::from(*free))).collect();
        for _ in 0..ROUNDS {
            for (row, sum) in cells.chunks_mut(width.max(1)).zip(&self.rows) {
                scale(row.iter_mut(), *sum);
            }
            let mut furthest: f64 = 0.0;
            for (column, sum) in self.columns.iter().enumerate() {
                let factor = scale(cells.iter_mut().skip(column).step_by(width), *sum);
                furthest = furthest.max((factor - 1.0).abs());
            }
            if furthest < CLOSE {
                break;
            }
        }
        cells
    }
}

/// Scales cells to a sum and answers the factor.
fn scale<'a>(cells: impl Iterator<Item = &'a mut f64>, sum: u64) -> f64 {
    let cells: Vec<&mut f64> = cells.collect();
    let now: f64 = cells.iter().map(|cell| **cell).sum();
    if now <= 0.0 {
        return 1.0;
    }
    let factor = sum as f64 / now;
    cells.into_iter().for_each(|cell| *cell *= factor);
    factor
}

/// Whole cells on their way to their margins: what rows and columns still lack.
struct Rounding<'a> {
    left: &'a Left,
    cells: Vec<u64>,
    rows: Vec<u64>,
    columns: Vec<u64>,
}

impl<'a> Rounding<'a> {
    /// Every cell rounded down, and never beyond what its margins can bear.
    fn of(left: &'a Left, fitted: &[f64]) -> Rounding<'a> {
        let width = left.columns.len();
        let mut rounding = Rounding {
            left,
            cells: vec![0; fitted.len()],
            rows: left.rows.clone(),
            columns: left.columns.clone(),
        };
        for (at, cell) in fitted.iter().enumerate() {
            let (row, column) = (at / width, at % width);
            let whole = ((cell + CLOSE).floor() as u64)
                .min(rounding.rows[row])
                .min(rounding.columns[column]);
            rounding.put(row, column, whole);
        }
        rounding
    }

    fn put(&mut self, row: usize, column: usize, units: u64) {
        self.cells[row * self.left.columns.len() + column] += units;
        self.rows[row] -= units;
        self.columns[column] -= units;
    }

    /// Gives every row its last units: to the column with the largest fraction that still lacks one, and when
    /// none does, by moving units of other rows out of the way.
    fn whole(&mut self, fitted: &[f64]) -> Result<(), Unmet> {
        let width = self.left.columns.len();
        for row in 0..self.rows.len() {
            let mut order: Vec<usize> = (0..width).filter(|column| self.is_free(row, *column)).collect();
            let fraction = |column: &usize| fitted[row * width + column].fract();
            order.sort_by(|one, other| fraction(other).total_cmp(&fraction(one)));
            let mut nth = 0;
            while self.rows[row] > 0 {
                // A second round over the columns only when the first has given each one unit.
                let next = order[nth.min(order.len())..]
                    .iter()
                    .chain(&order)
                    .copied()
                    .find(|column| self.columns[*column] > 0);
                match next {
                    Some(column) => self.put(row, column, 1),
                    None => self.make_way(row)?,
                }
                nth += 1;
            }
        }
        Ok(())
    }

    fn is_free(&self, row: usize, column: usize) -> bool {
        self.left.is_free[row * self.left.columns.len() + column]
    }

    /// Finds a chain of moves, each a unit of some row from one column to another, from a column that this row
    /// may use to one that still lacks units; then gives the row its unit (an augmenting path, Ford and
    /// Fulkerson, 1956).
    fn make_way(&mut self, row: usize) -> Result<(), Unmet> {
        let width = self.left.columns.len();
        let mut came: Vec<Option<(usize, usize)>> = vec![None; width];
        let mut seen: Vec<bool> = (0..width).map(|column| self.is_free(row, column)).collect();
        let mut queue: VecDeque<usize> = (0..width).filter(|column| seen[*column]).collect();
        while let Some(from) = queue.pop_front() {
            if self.columns[from] > 0 {
                self.walk_back(row, from, &came);
                return Ok(());
            }
            for other in (0..self.rows.len()).filter(|other| self.left.is_free[other * width + from]) {
                if self.cells[other * width + from] == 0 {
                    continue;
                }
                for to in 0..width {
                    if !seen[to] && self.is_free(other, to) {
                        (seen[to], came[to]) = (true, Some((other, from)));
                        queue.push_back(to);
                    }
                }
            }
        }
        Err(Unmet)
    }

    fn walk_back(&mut self, row: usize, end: usize, came: &[Option<(usize, usize)>]) {
        let width = self.left.columns.len();
        self.columns[end] -= 1;
        let mut at = end;
        while let Some((other, from)) = came[at] {
            self.cells[other * width + at] += 1;
            self.cells[other * width + from] -= 1;
            at = from;
        }
        self.cells[row * width + at] += 1;
        self.rows[row] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Unmet, fit};

    fn sums(cells: &[u64], width: usize) -> (Vec<u64>, Vec<u64>) {
        let rows = cells.chunks(width).map(|row| row.iter().sum()).collect();
        let columns = (0..width)
            .map(|column| cells.iter().skip(column).step_by(width).sum())
            .collect();
        (rows, columns)
    }

    #[test]
    fn every_margin_is_met_in_whole_numbers() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..300 {
            let (height, width) = (rng.usize(1..30), rng.usize(1..9));
            let truth: Vec<u64> = (0..height * width).map(|_| rng.u64(0..9)).collect();
            // Whatever is given of a table that exists can be met.
            let given: Vec<Option<u64>> = truth.iter().map(|cell| (rng.u8(..4) == 0).then_some(*cell)).collect();
            let (rows, columns) = sums(&truth, width);
            let asked = Asked {
                rows: &rows,
                columns: &columns,
                given: &given,
            };
            let cells = fit(&asked).expect("a table with these margins exists");
            assert_eq!(sums(&cells, width), (rows, columns));
            assert!(
                given
                    .iter()
                    .zip(&cells)
                    .all(|(given, cell)| given.is_none_or(|given| given == *cell))
            );
        }
    }

    #[test]
    fn independence_is_kept_where_nothing_speaks_against_it() {
        let asked = Asked {
            rows: &[60, 40],
            columns: &[50, 50],
            given: &[None; 4],
        };
        assert_eq!(fit(&asked), Ok(vec![30, 30, 20, 20]));
    }

    #[test]
    fn margins_that_cannot_be_met_are_refused() {
        let given = [Some(0), None, Some(0), None];
        let asked = Asked {
            rows: &[3, 3],
            columns: &[2, 4],
            given: &given,
        };
        assert_eq!(fit(&asked), Err(Unmet));
        let asked = Asked {
            rows: &[3],
            columns: &[2],
            given: &[None],
        };
        assert_eq!(fit(&asked), Err(Unmet));
    }

    #[test]
    fn a_unit_in_the_way_is_moved() {
        // Row 0 may use only column 0, which the fractions would give to row 1.
        let given = [None, Some(0), None, None];
        let asked = Asked {
            rows: &[1, 1],
            columns: &[1, 1],
            given: &given,
        };
        assert_eq!(fit(&asked), Ok(vec![1, 0, 0, 1]));
    }
}
