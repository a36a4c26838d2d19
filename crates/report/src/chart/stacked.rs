//! Bars of parts: each bar is the known of a category, divided; the key names the parts in their order.

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};

/// One bar: its parts with their counts and percentages.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) parts: Vec<(u64, Option<String>)>,
}

/// A chart of bars of parts.
pub(crate) struct Stacked<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) keys: &'a [String],
    pub(crate) bars: &'a [Bar],
}

const STEP: f64 = 38.0;
const KEY: f64 = 20.0;

impl Stacked<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let mut svg = Svg::new();
        let mut top = self.key(&mut svg) + 6.0;
        for bar in self.bars {
            svg.text("t", (0.0, top + 13.0), Anchor::Start, &fit(&bar.label, WIDTH));
            self.parts(&mut svg, bar, top + 18.0);
            top += STEP;
        }
        svg.finish(top, self.title, self.description)
    }

    /// The key, on as many lines as it needs; how far down it goes.
    fn key(&self, svg: &mut Svg) -> f64 {
        let (mut x, mut y) = (0.0, 0.0);
        for (at, key) in self.keys.iter().enumerate() {
            let words = fit(key, WIDTH - 20.0);
            let wide = 20.0 + width_of(&words) + 8.0;
            if x > 0.0 && x + wide > WIDTH + 8.0 {
                (x, y) = (0.0, y + KEY);
            }
            svg.rect(&format!("s{at}"), [x, y + 2.0, 13.0, 13.0], None);
            svg.text("t", (x + 18.0, y + 13.0), Anchor::Start, &words);
            x += wide;
        }
        y + KEY
    }

    fn parts(&self, svg: &mut Svg, bar: &Bar, top: f64) {
        let all: u64 = bar.parts.iter().map(|(count, _)| count).sum();
        let mut x = 0.0;
        for (at, (count, shown)) in bar.parts.iter().enumerate().filter(|(_, (count, _))| *count > 0) {
            let width = WIDTH * *count as f64 / all.max(1) as f64;
            let shown = shown.clone().unwrap_or_else(|| crate::number::count(*count));
            let title = format!("{}: {}", self.keys[at], shown);
            svg.rect(&format!("s{at}"), [x, top, width, 16.0], Some(&title));
            if width > width_of(&shown) + 4.0 {
                svg.text(&format!("i{at}"), (x + width / 2.0, top + 12.5), Anchor::Middle, &shown);
            }
            x += width;
        }
    }
}
