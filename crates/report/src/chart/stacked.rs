//! Bars of parts: each bar is the known of a category, divided; the key names the parts in their order.

use catalogue::{Label, Language};

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};
use crate::number::{count, percent};

/// A chart of bars of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Stacked {
    /// What the parts are, in their order.
    pub keys: Vec<Label>,
    /// The bars.
    pub bars: Vec<StackedBar>,
}

/// One bar: its parts with their counts, and their percentages of the known, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct StackedBar {
    /// Its category.
    pub label: Label,
    /// A part for each key.
    pub parts: Vec<(u64, Option<f64>)>,
}

const STEP: f64 = 38.0;
const KEY: f64 = 20.0;

impl Stacked {
    /// Draws it; how far down it goes.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language) -> f64 {
        let keys: Vec<&str> = self.keys.iter().map(|key| key.get(language)).collect();
        let mut top = key(svg, &keys, "s") + 6.0;
        for bar in &self.bars {
            let label = fit(bar.label.get(language), WIDTH);
            svg.text("t", (0.0, top + 13.0), Anchor::Start, &label);
            parts(svg, &keys, bar, (top + 18.0, language));
            top += STEP;
        }
        top
    }
}

/// A key, on as many lines as it needs, its swatches of numbered classes; how far down it goes.
pub(super) fn key(svg: &mut Svg, keys: &[&str], class: &str) -> f64 {
    let (mut x, mut y) = (0.0, 0.0);
    for (at, key) in keys.iter().enumerate() {
        let words = fit(key, WIDTH - 20.0);
        let wide = 20.0 + width_of(&words) + 8.0;
        if x > 0.0 && x + wide > WIDTH + 8.0 {
            (x, y) = (0.0, y + KEY);
        }
        match class {
            "z" => svg.path(&format!("z{at}"), &[(x, y + 8.5), (x + 14.0, y + 8.5)]),
            _ => svg.rect(&format!("{class}{at}"), [x, y + 2.0, 13.0, 13.0], None),
        }
        svg.text("t", (x + 18.0, y + 13.0), Anchor::Start, &words);
        x += wide;
    }
    y + KEY
}

fn parts(svg: &mut Svg, keys: &[&str], bar: &StackedBar, (top, language): (f64, Language)) {
    let all: u64 = bar.parts.iter().map(|(count, _)| count).sum();
    let mut x = 0.0;
    for (at, (number, part)) in bar.parts.iter().enumerate().filter(|(_, (number, _))| *number > 0) {
        let width = WIDTH * *number as f64 / all.max(1) as f64;
        let shown = part.map_or_else(|| count(*number), |part| percent(part, language));
        let title = format!("{}: {}", keys.get(at).copied().unwrap_or_default(), shown);
        svg.rect(&format!("s{at}"), [x, top, width, 16.0], Some(&title));
        if width > width_of(&shown) + 4.0 {
            svg.text(&format!("i{at}"), (x + width / 2.0, top + 12.5), Anchor::Middle, &shown);
        }
        x += width;
    }
}
