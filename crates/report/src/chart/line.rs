//! A line through years or months, from zero; each point has its number while they fit. Time is true to
//! scale, and the line breaks where a year or month has no row.

use super::svg::{Anchor, Svg, WIDTH};

/// One point.
pub(crate) struct Point {
    pub(crate) label: String,
    /// Its place in time: a count of years, or of months.
    pub(crate) time: i64,
    pub(crate) value: u64,
    pub(crate) shown: String,
}

/// A chart of one line.
pub(crate) struct Line<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// In the order of time.
    pub(crate) points: &'a [Point],
}

const TOP: f64 = 22.0;
const FLOOR: f64 = 170.0;
const SIDE: f64 = 26.0;

/// The most points that each carry their number.
const LABELLED_MAX: usize = 9;

/// The most points that each have a dot.
const DOTTED_MAX: usize = 24;

impl Line<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let mut svg = Svg::new();
        let places = self.places();
        svg.path("axis", &[(0.0, FLOOR), (WIDTH, FLOOR)]);
        for run in self.runs() {
            svg.path("l", &places[run]);
        }
        for (at, point) in self.points.iter().enumerate() {
            let (x, y) = places[at];
            let has_value = self.has_value(at);
            if has_value || self.points.len() <= DOTTED_MAX {
                svg.dot("b", (x, y));
            }
            if has_value {
                svg.text("v", (x, y - 8.0), Anchor::Middle, &point.shown);
            }
            if has_value && self.has_label(x) {
                svg.text("t", (x, FLOOR + 18.0), self.anchor(x), &point.label);
            }
        }
        svg.finish(FLOOR + 26.0, self.title, self.description)
    }

    fn places(&self) -> Vec<(f64, f64)> {
        let most = self
            .points
            .iter()
            .map(|point| point.value)
            .max()
            .unwrap_or_default()
            .max(1) as f64;
        let from = self.points.first().map_or(0, |point| point.time);
        let span = self.points.last().map_or(1, |point| point.time - from).max(1) as f64;
        let place = |point: &Point| {
            let x = SIDE + (WIDTH - 2.0 * SIDE) * (point.time - from) as f64 / span;
            (x, FLOOR - (FLOOR - TOP) * point.value as f64 / most)
        };
        self.points.iter().map(place).collect()
    }

    /// Runs of points with no time missing between them.
    fn runs(&self) -> Vec<std::ops::Range<usize>> {
        let is_break = |at: &usize| self.points[*at].time != self.points[*at - 1].time + 1;
        let starts: Vec<usize> = std::iter::once(0)
            .chain((1..self.points.len()).filter(is_break))
            .collect();
        let ends = starts.iter().skip(1).copied().chain([self.points.len()]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| *start..end)
            .filter(|run| run.len() > 1)
            .collect()
    }

    /// Few points all carry their number; of many, the first, the last and the first of the highest.
    fn has_value(&self, at: usize) -> bool {
        let most = self.points.iter().map(|point| point.value).max();
        let highest = self.points.iter().position(|point| Some(point.value) == most);
        self.points.len() <= LABELLED_MAX || at == 0 || at + 1 == self.points.len() || Some(at) == highest
    }

    /// Whether a label under the axis has room beside those of the ends.
    fn has_label(&self, x: f64) -> bool {
        let is_end = x <= SIDE || x >= WIDTH - SIDE;
        self.points.len() <= LABELLED_MAX || is_end || (WIDTH * 0.25..WIDTH * 0.75).contains(&x)
    }

    fn anchor(&self, x: f64) -> Anchor {
        match x {
            _ if self.points.len() <= LABELLED_MAX => Anchor::Middle,
            x if x <= SIDE => Anchor::Start,
            x if x >= WIDTH - SIDE => Anchor::End,
            _ => Anchor::Middle,
        }
    }
}
