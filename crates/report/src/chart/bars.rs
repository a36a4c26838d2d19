//! Horizontal bars: a category each, its label above, its number at the end.

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};

/// One bar.
pub(crate) struct Bar<'a> {
    pub(crate) label: &'a str,
    pub(crate) value: u64,
    pub(crate) shown: String,
}

/// A chart of bars.
pub(crate) struct Bars<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) bars: &'a [Bar<'a>],
}

const STEP: f64 = 36.0;

impl Bars<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let mut svg = Svg::new();
        let longest = self.bars.iter().map(|bar| width_of(&bar.shown)).fold(0.0, f64::max);
        let most = self.bars.iter().map(|bar| bar.value).max().unwrap_or_default().max(1);
        for (at, bar) in self.bars.iter().enumerate() {
            let top = at as f64 * STEP;
            let width = (WIDTH - longest - 10.0) * bar.value as f64 / most as f64;
            svg.text("t", (0.0, top + 13.0), Anchor::Start, &fit(bar.label, WIDTH));
            svg.rect("b", [0.0, top + 18.0, width.max(1.0), 13.0], None);
            svg.text("v", (width.max(1.0) + 6.0, top + 29.0), Anchor::Start, &bar.shown);
        }
        svg.finish(self.bars.len() as f64 * STEP, self.title, &self.description())
    }

    /// The bars in words, then what is not known.
    fn description(&self) -> String {
        let bars: Vec<String> = self
            .bars
            .iter()
            .map(|bar| format!("{}: {}", bar.label, bar.shown))
            .collect();
        format!("{}. {}", bars.join("; "), self.description)
            .trim_end()
            .to_owned()
    }
}
