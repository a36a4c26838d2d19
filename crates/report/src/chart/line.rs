//! A line through years or months, from zero, each point with its number while they fit.

use super::svg::{Anchor, Svg, WIDTH};

/// One point.
pub(crate) struct Point {
    pub(crate) label: String,
    pub(crate) value: u64,
    pub(crate) shown: String,
}

/// A chart of one line.
pub(crate) struct Line<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) points: &'a [Point],
}

const TOP: f64 = 22.0;
const FLOOR: f64 = 170.0;
const SIDE: f64 = 26.0;

/// The most points that each carry their number.
const LABELLED_MAX: usize = 9;

impl Line<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let mut svg = Svg::new();
        let most = self
            .points
            .iter()
            .map(|point| point.value)
            .max()
            .unwrap_or_default()
            .max(1);
        let gaps = self.points.len().saturating_sub(1).max(1) as f64;
        let place = |at: usize, value: u64| {
            let x = SIDE + (WIDTH - 2.0 * SIDE) * at as f64 / gaps;
            (x, FLOOR - (FLOOR - TOP) * value as f64 / most as f64)
        };
        let places: Vec<(f64, f64)> = self
            .points
            .iter()
            .enumerate()
            .map(|(at, point)| place(at, point.value))
            .collect();
        svg.path("axis", &[(0.0, FLOOR), (WIDTH, FLOOR)]);
        svg.path("l", &places);
        for (at, point) in self.points.iter().enumerate() {
            let (x, y) = places[at];
            svg.dot("b", (x, y));
            if self.is_labelled(at, most) {
                svg.text("v", (x, y - 8.0), Anchor::Middle, &point.shown);
                svg.text("t", (x, FLOOR + 18.0), self.anchor(at), &point.label);
            }
        }
        svg.finish(FLOOR + 26.0, self.title, self.description)
    }

    /// Few points all carry their number; of many, the first, the last and the first of the highest.
    fn is_labelled(&self, at: usize, most: u64) -> bool {
        let highest = self.points.iter().position(|point| point.value == most);
        self.points.len() <= LABELLED_MAX || at == 0 || at + 1 == self.points.len() || self.is_apart(at, highest)
    }

    /// The highest point, when its words do not run into those of the ends.
    fn is_apart(&self, at: usize, highest: Option<usize>) -> bool {
        let room = self.points.len() / 6;
        Some(at) == highest && at > room && at + room + 1 < self.points.len()
    }

    fn anchor(&self, at: usize) -> Anchor {
        match at {
            _ if self.points.len() <= LABELLED_MAX => Anchor::Middle,
            0 => Anchor::Start,
            _ if at + 1 == self.points.len() => Anchor::End,
            _ => Anchor::Middle,
        }
    }
}
