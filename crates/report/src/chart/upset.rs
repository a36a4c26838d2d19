//! An UpSet plot: sets with a letter each, and a row for each exact combination of them, with full dots for its sets and
//! a bar for its persons (Lex and others, 2014).

use catalogue::{Label, Language};

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};
use crate::number::count;

/// An UpSet plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Upset {
    /// The sets; at most 26 have a letter.
    pub sets: Vec<UpsetSet>,
    /// The combinations, the largest first.
    pub rows: Vec<UpsetRow>,
}

/// One set.
#[derive(Clone, Debug, PartialEq)]
pub struct UpsetSet {
    /// What it is.
    pub label: Label,
    /// All that are in it.
    pub value: u64,
}

/// One combination: what is in exactly these sets.
#[derive(Clone, Debug, PartialEq)]
pub struct UpsetRow {
    /// The sets, by their places, ascending.
    pub members: Vec<usize>,
    /// How many.
    pub value: u64,
    /// Between which numbers, where it is uncertain.
    pub between: Option<(u64, u64)>,
}

const KEY: f64 = 20.0;
const STEP: f64 = 24.0;
const COLUMN: f64 = 17.0;
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W",
    "X", "Y", "Z",
];

impl Upset {
    /// Draws it; how far down it goes.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language) -> f64 {
        let mut top = 0.0;
        for (set, letter) in self.sets.iter().zip(LETTERS) {
            let number = count(set.value);
            let room = WIDTH - 20.0 - width_of(&number) - 8.0;
            svg.text("v", (0.0, top + 13.0), Anchor::Start, letter);
            svg.text(
                "t",
                (20.0, top + 13.0),
                Anchor::Start,
                &fit(set.label.get(language), room),
            );
            svg.text("v", (WIDTH, top + 13.0), Anchor::End, &number);
            top += KEY;
        }
        top += 10.0;
        for (at, letter) in (0..self.sets.len()).zip(LETTERS) {
            svg.text("r", (column(at), top + 11.0), Anchor::Middle, letter);
        }
        top += 18.0;
        let most = self.rows.iter().map(|row| row.value).max().unwrap_or_default().max(1);
        let longest = self.rows.iter().map(|row| width_of(&row.shown())).fold(0.0, f64::max);
        let left = column(self.sets.len()) + 2.0;
        let scale = (WIDTH - left - longest - 24.0).max(1.0) / most as f64;
        for row in &self.rows {
            self.dots(svg, row, top);
            let width = (scale * row.value as f64).max(1.0);
            svg.rect("b", [left, top + 4.0, width, 14.0], None);
            svg.text("v", (left + width + 6.0, top + 15.5), Anchor::Start, &row.shown());
            top += STEP;
        }
        top
    }

    fn dots(&self, svg: &mut Svg, row: &UpsetRow, top: f64) {
        let y = top + 11.0;
        if let (Some(first), Some(last)) = (row.members.first(), row.members.last())
            && first != last
        {
            svg.path("l", &[(column(*first), y), (column(*last), y)]);
        }
        for at in 0..self.sets.len().min(LETTERS.len()) {
            let class = if row.members.contains(&at) { "b" } else { "q0" };
            svg.dot(class, (column(at), y));
        }
    }
}

fn column(at: usize) -> f64 {
    6.0 + at as f64 * COLUMN
}

impl UpsetRow {
    fn shown(&self) -> String {
        shown(self.value, self.between)
    }
}

/// A number with the numbers between which it lies.
pub(super) fn shown(value: u64, between: Option<(u64, u64)>) -> String {
    let between = between.map(|(low, high)| format!(" ({}–{})", count(low), count(high)));
    count(value) + &between.unwrap_or_default()
}
