//! Which cubes to count so that every requested table is a margin of one of them.
//!
//! Counting costs one increment per row and cube, so a cube of four columns that serves six two-way
//! tables saves five increments. This module only plans; it never sees a row. Greedy weighted set
//! cover: Chvátal (1979), "A greedy heuristic for the set-covering problem".

use std::collections::{BTreeMap, BTreeSet};

/// The most cells of a cube that serves several tables: its 16-bit counters then stay near the core.
pub(crate) const CUBE_CELLS_MAX: u64 = 16_384;

/// Filters in canonical form: by column, each column once, with the codes it allows.
pub(crate) type Keep = Vec<(usize, Vec<bool>)>;

/// What a request asks, in canonical form.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// Columns of the table, as requested.
    pub(crate) axes: Vec<usize>,
    /// Filters on rows.
    pub(crate) keep: Keep,
}

/// A cross-tabulation to count and the requests that are margins of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cube {
    /// Columns, row-major: the last varies fastest.
    pub(crate) columns: Vec<usize>,
    /// Only rows of this universe are counted; all rows when there is none.
    pub(crate) universe: Option<usize>,
    /// Requests read off it, by position.
    pub(crate) requests: Vec<usize>,
}

/// The cubes, and the filters that some of them count under.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) universes: Vec<Keep>,
    pub(crate) cubes: Vec<Cube>,
}

/// The number of cells of a table over `columns`, or nothing when it is beyond 64 bits.
pub(crate) fn cells(columns: &[usize], cardinalities: &[usize]) -> Option<u64> {
    columns
        .iter()
        .try_fold(1, |cells: u64, &column| cells.checked_mul(cardinalities[column] as u64))
}

/// Plans the cubes for `questions` over a frame of `rows` rows.
///
/// `share` guesses how many rows in a thousand pass a filter; a wrong guess costs time, never truth.
pub(crate) fn plan(questions: &[Question], cardinalities: &[usize], rows: usize, share: impl Fn(&Keep) -> u64) -> Plan {
    let (universes, universe_of) = gather_universes(questions);
    let shares: Vec<u64> = universes.iter().map(share).collect();
    let mut cubes = Vec::new();
    let mut from = 0;
    while from < questions.len() {
        let until = batch_end(questions, from);
        let batch = (&questions[from..until], &universe_of[from..until]);
        let mut planner = Planner::new(batch, cardinalities, rows as u64, &shares);
        planner.cover();
        cubes.extend(planner.finish(from));
        from = until;
    }
    Plan { universes, cubes }
}

/// The distinct filters, and which of them each question counts under.
fn gather_universes(questions: &[Question]) -> (Vec<Keep>, Vec<Option<usize>>) {
    let mut known: BTreeMap<&Keep, usize> = BTreeMap::new();
    let mut universes = Vec::new();
    let mut number = |keep| {
        *known.entry(keep).or_insert_with(|| {
            universes.push(keep.clone());
            universes.len() - 1
        })
    };
    let keeps = questions.iter().map(|question| &question.keep);
    let universe_of = keeps.map(|keep| (!keep.is_empty()).then(|| number(keep))).collect();
    (universes, universe_of)
}

/// A set of the columns in play, one bit each.
type Columns = u128;

/// Filters on more columns than this are only counted under their universe, never opened.
const OPEN_COLUMNS_MAX: usize = 8;

/// The columns that counting a question can touch: its axes, and its filters when it may be opened.
fn in_play(question: &Question) -> impl Iterator<Item = usize> + '_ {
    let filters = if may_open(question) {
        question.keep.as_slice()
    } else {
        &[]
    };
    question
        .axes
        .iter()
        .copied()
        .chain(filters.iter().map(|&(column, _)| column))
}

/// Whether the filters are few enough to be dimensions of a cube.
fn may_open(question: &Question) -> bool {
    question.axes.len() + question.keep.len() <= OPEN_COLUMNS_MAX
}

/// How far questions go on from `from` before more columns are in play than a set can hold.
fn batch_end(questions: &[Question], from: usize) -> usize {
    let mut columns = BTreeSet::new();
    let fits = |question: &&Question| {
        columns.extend(in_play(question));
        columns.len() <= Columns::BITS as usize
    };
    from + questions[from..].iter().take_while(fits).count()
}

/// A question as the planner sees it.
struct Demand {
    axes: Columns,
    /// Axes and filters together, when the filters may be summed out of a cube.
    open: Option<Columns>,
    universe: Option<usize>,
}

impl Demand {
    /// Columns that a cube under `universe` must have to answer this, or nothing when none can.
    fn needs(&self, universe: Option<usize>) -> Option<Columns> {
        match universe {
            None => self.open,
            Some(_) if self.universe == universe => Some(self.axes),
            Some(_) => None,
        }
    }
}

/// A cube in the making.
#[derive(Clone, Copy)]
struct Draft {
    columns: Columns,
    universe: Option<usize>,
    cells: u64,
    served: u64,
}

/// A greedy cover of one batch of questions.
struct Planner<'a> {
    questions: &'a [Question],
    cardinalities: &'a [usize],
    rows: u64,
    shares: &'a [u64],
    columns: Vec<usize>,
    demands: Vec<Demand>,
    pending: Vec<usize>,
    cubes: Vec<(Draft, Vec<usize>)>,
}

impl<'a> Planner<'a> {
    /// Numbers the columns in play and puts the largest questions first.
    fn new(
        (questions, universe_of): (&'a [Question], &[Option<usize>]),
        cardinalities: &'a [usize],
        rows: u64,
        shares: &'a [u64],
    ) -> Self {
        let columns: BTreeSet<usize> = questions.iter().flat_map(in_play).collect();
        let mut planner = Self {
            questions,
            cardinalities,
            rows,
            shares,
            columns: columns.into_iter().collect(),
            demands: Vec::new(),
            pending: (0..questions.len()).collect(),
            cubes: Vec::new(),
        };
        let demand = |(question, &universe)| planner.demand(question, universe);
        planner.demands = questions.iter().zip(universe_of).map(demand).collect();
        let size = |&at: &usize| cells(&questions[at].axes, cardinalities).unwrap_or(u64::MAX);
        planner.pending.sort_by_key(|at| std::cmp::Reverse(size(at)));
        planner
    }

    /// The question's columns as sets.
    fn demand(&self, question: &Question, universe: Option<usize>) -> Demand {
        let axes = self.set(question.axes.iter().copied());
        let open = may_open(question).then(|| self.set(in_play(question)));
        Demand { axes, open, universe }
    }

    /// The set of these columns.
    fn set(&self, columns: impl Iterator<Item = usize>) -> Columns {
        let bit = |column| self.columns.binary_search(&column).map_or(0, |at| 1 << at);
        columns.map(bit).fold(0, |set: Columns, bit: Columns| set | bit)
    }

    /// The cells that `columns` would have, or nothing above the limit of a shared cube.
    fn cells(&self, columns: Columns) -> Option<u64> {
        let mut left = columns;
        let mut product: u64 = 1;
        while left != 0 {
            let column = self.columns[left.trailing_zeros() as usize];
            product = product.saturating_mul(self.cardinalities[column] as u64);
            left &= left - 1;
        }
        (product <= CUBE_CELLS_MAX).then_some(product)
    }

    /// Picks the cheapest cube per question until none is pending.
    fn cover(&mut self) {
        while !self.pending.is_empty() {
            let draft = self.best();
            let (served, pending) = match draft {
                Some(draft) => self.pending.iter().partition(|&&at| self.serves(&draft, at)),
                // The largest question fits no shared cube, so it is counted alone.
                None => (vec![self.pending[0]], self.pending[1..].to_vec()),
            };
            let alone = Draft {
                columns: 0,
                universe: None,
                cells: u64::MAX,
                served: 1,
            };
            self.cubes.push((draft.unwrap_or(alone), served));
            self.pending = pending;
        }
    }

    /// The best cube grown from the first few pending questions; nothing when the first fits none.
    fn best(&self) -> Option<Draft> {
        let first = self.seeds(self.pending[0]).next()?;
        let seeds = self
            .pending
            .iter()
            .take(self.seeds_max())
            .flat_map(|&at| self.seeds(at));
        let grown = seeds.map(|seed| self.grow(seed));
        let better = |best, draft| if self.beats(&draft, &best) { draft } else { best };
        Some(grown.fold(self.grow(first), better))
    }

    /// How many seeds to try: planning must stay small beside counting.
    fn seeds_max(&self) -> usize {
        let work = self.rows / (1 + self.questions.len() as u64 * 64);
        work.clamp(1, 32) as usize
    }

    /// The question as a cube of its own: with its filters summed out later, or counted under them.
    fn seeds(&self, at: usize) -> impl Iterator<Item = Draft> + '_ {
        let own = self.demands[at].universe;
        let universes = [None, own].into_iter().take(if own.is_some() { 2 } else { 1 });
        universes.filter_map(move |universe| self.draft(self.demands[at].needs(universe)?, universe))
    }

    /// A draft over these columns, when they stay within the limit.
    fn draft(&self, columns: Columns, universe: Option<usize>) -> Option<Draft> {
        let cells = self.cells(columns)?;
        let mut draft = Draft {
            columns,
            universe,
            cells,
            served: 0,
        };
        draft.served = self.pending.iter().filter(|&&at| self.serves(&draft, at)).count() as u64;
        Some(draft)
    }

    /// Whether question `at` is a margin of the draft.
    fn serves(&self, draft: &Draft, at: usize) -> bool {
        let needs = self.demands[at].needs(draft.universe);
        needs.is_some_and(|needs| needs & !draft.columns == 0)
    }

    /// Adds the columns of one more question at a time while that lowers the price of a question.
    fn grow(&self, mut draft: Draft) -> Draft {
        loop {
            let needs = self
                .pending
                .iter()
                .filter_map(|&at| self.demands[at].needs(draft.universe));
            let steps: BTreeSet<Columns> = needs
                .map(|needs| needs | draft.columns)
                .filter(|&grown| grown != draft.columns)
                .collect();
            let drafts = steps
                .into_iter()
                .filter_map(|columns| self.draft(columns, draft.universe));
            let best = drafts.reduce(|best, next| if self.beats(&next, &best) { next } else { best });
            match best {
                Some(best) if self.beats(&best, &draft) => draft = best,
                _ => return draft,
            }
        }
    }

    /// Whether `draft` answers questions for less than `rival`.
    fn beats(&self, draft: &Draft, rival: &Draft) -> bool {
        let price = |draft: &Draft| u128::from(self.cost(draft));
        price(draft) * u128::from(rival.served) < price(rival) * u128::from(draft.served)
    }

    /// What counting a draft costs, in tenths of a nanosecond on an ordinary core.
    fn cost(&self, draft: &Draft) -> u64 {
        let columns = u64::from(draft.columns.count_ones());
        let per_thousand_rows = match draft.universe.map(|universe| self.shares[universe]) {
            None => 1_000 * (12 + 2 * columns),
            // Few rows are joined one by one, many all together; see `Pass::join`.
            Some(share) => share * 12 + (1_000 * 2).min(share * 8) * columns,
        };
        let blocks = 1 + self.rows / crate::tabulate::BLOCK_ROWS as u64;
        let selecting = self.selecting(draft);
        self.rows * (per_thousand_rows + selecting) / 1_000 + draft.cells * (5 * blocks + 15 * draft.served)
    }

    /// The draft's part in finding the rows of its universe, which all cubes under it share.
    fn selecting(&self, draft: &Draft) -> u64 {
        let sharing = self
            .demands
            .iter()
            .filter(|demand| demand.universe == draft.universe)
            .count();
        if draft.universe.is_some() {
            15_000 * draft.served / sharing.max(1) as u64
        } else {
            0
        }
    }

    /// The cubes with the caller's numbers for columns and questions.
    fn finish(self, offset: usize) -> Vec<Cube> {
        let cubes = self.cubes.iter().map(|(draft, served)| {
            let requests = served.iter().map(|at| at + offset).collect();
            if draft.cells == u64::MAX {
                let at = served[0];
                let columns = self.questions[at].axes.clone();
                return Cube {
                    columns,
                    universe: self.demands[at].universe,
                    requests,
                };
            }
            let chosen = |&at: &usize| draft.columns >> at & 1 == 1;
            let mut columns: Vec<usize> = (0..self.columns.len())
                .filter(chosen)
                .map(|at| self.columns[at])
                .collect();
            // The longest column last: margins are then summed in long runs.
            columns.sort_by_key(|&column| (self.cardinalities[column], column));
            Cube {
                columns,
                universe: draft.universe,
                requests,
            }
        });
        cubes.collect()
    }
}

#[cfg(test)]
mod tests;
