//! Horizontal bars: a category each, its label above, its number at the end.

use catalogue::{Label, Language};

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};
use crate::number::percent;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its category.
    pub label: Label,
    /// What it counts.
    pub value: u64,
    /// Its part of the known, 0 to 1, when it has one.
    pub part: Option<f64>,
}

const STEP: f64 = 36.0;

/// Draws bars; how far down they go.
pub(super) fn draw(svg: &mut Svg, bars: &[Bar], language: Language) -> f64 {
    let shown: Vec<String> = bars.iter().map(|bar| bar.shown(svg, language)).collect();
    let longest = shown.iter().map(|shown| width_of(shown)).fold(0.0, f64::max);
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or_default().max(1);
    for (at, (bar, shown)) in bars.iter().zip(&shown).enumerate() {
        let top = at as f64 * STEP;
        let width = ((WIDTH - longest - 10.0) * bar.value as f64 / most as f64).max(1.0);
        svg.text(
            "t",
            (0.0, top + 13.0),
            Anchor::Start,
            &fit(bar.label.get(language), WIDTH),
        );
        svg.rect("b", [0.0, top + 18.0, width, 13.0], None);
        svg.text("v", (width + 6.0, top + 29.0), Anchor::Start, shown);
    }
    bars.len() as f64 * STEP
}

impl Bar {
    fn shown(&self, svg: &Svg, language: Language) -> String {
        let part = self.part.map(|part| format!(" · {}", percent(part, language)));
        svg.number(self.value) + &part.unwrap_or_default()
    }
}
