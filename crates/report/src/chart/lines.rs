//! Lines through years or months, from zero, each with the interval in which its values may lie. Time is
//! true to scale, and a line breaks where a year or month has no row.

use catalogue::{Label, Language};

use super::{
    stacked::key,
    svg::{Anchor, Svg, WIDTH},
    twin::Number,
};

/// A chart of lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// The lines; a single one needs no key.
    pub series: Vec<Series>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is of.
    pub label: Label,
    /// Its points, in the order of time.
    pub points: Vec<Point>,
}

/// One point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its year or month, in words.
    pub label: Label,
    /// Its place in time: a count of years, or of months.
    pub time: i64,
    /// The number: a count, or a part of the known.
    pub number: Number,
    /// The least and the most it could be, in the unit of the number.
    pub interval: Option<(f64, f64)>,
}

const TOP: f64 = 22.0;
const FLOOR: f64 = 170.0;
const SIDE: f64 = 26.0;

/// The most points that each carry their number.
const LABELLED_MAX: usize = 9;

/// The most points that each have a dot.
const DOTTED_MAX: usize = 24;

impl Point {
    fn value(&self) -> f64 {
        self.number.value().unwrap_or_default()
    }
}

impl Lines {
    /// Draws it; how far down it goes.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language) -> f64 {
        let frame = Frame::of(self);
        let lower = match self.series.as_slice() {
            [] | [_] => 0.0,
            many => {
                let keys: Vec<&str> = many.iter().map(|one| one.label.get(language)).collect();
                key(svg, &keys, "z") + 4.0
            }
        };
        let mut inner = svg.alike();
        inner.path("axis", &[(0.0, FLOOR), (WIDTH, FLOOR)]);
        for (at, series) in self.series.iter().enumerate() {
            band(&mut inner, &frame, series, &format!("w{at}"));
        }
        for (at, series) in self.series.iter().enumerate() {
            let is_alone = self.series.len() == 1;
            let class = if is_alone { "l".to_owned() } else { format!("z{at}") };
            line(&mut inner, &frame, series, &class);
            if is_alone {
                marks(&mut inner, &frame, series, language);
            }
        }
        self.axis(&mut inner, &frame, language);
        svg.put((0.0, lower), inner);
        lower + FLOOR + 26.0
    }

    /// The labels of time, and for several lines the value at the top of the scale.
    fn axis(&self, svg: &mut Svg, frame: &Frame, language: Language) {
        let Some(longest) = self.series.iter().max_by_key(|series| series.points.len()) else {
            return;
        };
        for (at, point) in longest.points.iter().enumerate() {
            let (x, _) = frame.place(point);
            if has_value(&longest.points, at) && has_label(&longest.points, x) {
                let anchor = anchor(&longest.points, x);
                svg.text("t", (x, FLOOR + 18.0), anchor, point.label.get(language));
            }
        }
        if self.series.len() > 1 {
            svg.path("axis", &[(0.0, TOP), (6.0, TOP)]);
            svg.text("r", (9.0, TOP + 4.0), Anchor::Start, &frame.top(longest, language));
        }
    }
}

/// The scales of a chart of lines.
struct Frame {
    from: i64,
    span: f64,
    most: f64,
}

impl Frame {
    fn of(lines: &Lines) -> Frame {
        let points = || lines.series.iter().flat_map(|series| &series.points);
        let from = points().map(|point| point.time).min().unwrap_or_default();
        let until = points().map(|point| point.time).max().unwrap_or_default();
        let high = |point: &Point| {
            point
                .interval
                .map_or(point.value(), |(_, most)| most.max(point.value()))
        };
        let most = points().map(high).fold(0.0, f64::max);
        Frame {
            from,
            span: until.saturating_sub(from).max(1) as f64,
            most: if most > 0.0 { most } else { 1.0 },
        }
    }

    fn at(&self, time: i64, value: f64) -> (f64, f64) {
        let x = SIDE + (WIDTH - 2.0 * SIDE) * (time - self.from) as f64 / self.span;
        (x, FLOOR - (FLOOR - TOP) * value / self.most)
    }

    fn place(&self, point: &Point) -> (f64, f64) {
        self.at(point.time, point.value())
    }

    /// The value at the top of the scale, in words.
    fn top(&self, series: &Series, language: Language) -> String {
        match series.points.first().map(|point| point.number) {
            Some(Number::Part(_)) => Number::Part(self.most).text(language),
            _ => Number::Count(self.most.round() as u64).text(language),
        }
    }
}

/// The area between the least and the most of each run of points that has both.
fn band(svg: &mut Svg, frame: &Frame, series: &Series, class: &str) {
    for run in runs(&series.points) {
        let edge =
            |(point, (least, most)): (&Point, (f64, f64))| (frame.at(point.time, least), frame.at(point.time, most));
        let with = series.points[run]
            .iter()
            .filter_map(|point| Some((point, point.interval?)));
        let (mut lower, upper): (Vec<_>, Vec<_>) = with.map(edge).unzip();
        if lower.len() > 1 {
            lower.reverse();
            svg.area(class, &[upper, lower].concat());
        }
    }
}

fn line(svg: &mut Svg, frame: &Frame, series: &Series, class: &str) {
    let places: Vec<(f64, f64)> = series.points.iter().map(|point| frame.place(point)).collect();
    for run in runs(&series.points) {
        match run.len() {
            1 if class != "l" => svg.dot("b", places[run.start]),
            1 => {}
            _ => svg.path(class, &places[run]),
        }
    }
}

/// The dots of a single line, and the numbers that have room.
fn marks(svg: &mut Svg, frame: &Frame, series: &Series, language: Language) {
    for (at, point) in series.points.iter().enumerate() {
        let (x, y) = frame.place(point);
        let has_value = has_value(&series.points, at);
        if has_value || series.points.len() <= DOTTED_MAX {
            svg.dot("b", (x, y));
        }
        if has_value {
            svg.text("v", (x, y - 8.0), Anchor::Middle, &point.number.text(language));
        }
    }
}

/// Runs of points with no time missing between them.
fn runs(points: &[Point]) -> Vec<std::ops::Range<usize>> {
    let is_break = |at: &usize| points[*at].time != points[*at - 1].time + 1;
    let starts: Vec<usize> = std::iter::once(0).chain((1..points.len()).filter(is_break)).collect();
    let ends = starts.iter().skip(1).copied().chain([points.len()]);
    let run = |(start, end): (&usize, usize)| *start..end;
    starts.iter().zip(ends).map(run).filter(|run| !run.is_empty()).collect()
}

/// Few points all carry their number; of many, the first, the last and the first of the highest.
fn has_value(points: &[Point], at: usize) -> bool {
    let most = points.iter().map(Point::value).fold(0.0, f64::max);
    let highest = points.iter().position(|point| point.value() >= most);
    points.len() <= LABELLED_MAX || at == 0 || at + 1 == points.len() || Some(at) == highest
}

/// Whether a label under the axis has room beside those of the ends.
fn has_label(points: &[Point], x: f64) -> bool {
    let is_end = x <= SIDE || x >= WIDTH - SIDE;
    points.len() <= LABELLED_MAX || is_end || (WIDTH * 0.25..WIDTH * 0.75).contains(&x)
}

fn anchor(points: &[Point], x: f64) -> Anchor {
    match x {
        _ if points.len() <= LABELLED_MAX => Anchor::Middle,
        x if x <= SIDE => Anchor::Start,
        x if x >= WIDTH - SIDE => Anchor::End,
        _ => Anchor::Middle,
    }
}
