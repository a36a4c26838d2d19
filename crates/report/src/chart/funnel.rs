//! The funnel of justice: what each stage counts, and the ratio between a stage and the one before.

use catalogue::{Label, Language};

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};
use crate::number::{count, quotient};

/// One stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// What is counted.
    pub label: Label,
    /// How many; `None` while no figure was received.
    pub value: Option<u64>,
    /// The address of the figure.
    pub figure: String,
    /// The ratio to the stage before, with its name.
    pub ratio: Option<(Label, f64)>,
}

const STEP: f64 = 58.0;

/// Draws it; how far down it goes.
pub(super) fn draw(svg: &mut Svg, stages: &[Stage], language: Language) -> f64 {
    let most = stages.iter().filter_map(|stage| stage.value).max().unwrap_or_default();
    let longest = stages.iter().map(|stage| width_of(&stage.shown())).fold(0.0, f64::max);
    for (at, stage) in stages.iter().enumerate() {
        let top = at as f64 * STEP;
        let label = fit(stage.label.get(language), WIDTH);
        svg.text("t", (0.0, top + 13.0), Anchor::Start, &label);
        let part = stage.value.unwrap_or_default() as f64 / most.max(1) as f64;
        let width = ((WIDTH - longest - 10.0) * part).max(1.0);
        if stage.value.is_some() {
            svg.rect("b", [0.0, top + 18.0, width, 15.0], None);
        }
        svg.text("v", (width + 6.0, top + 30.0), Anchor::Start, &stage.shown());
        if let Some((name, value)) = &stage.ratio {
            let words = format!("{}: {}", name.get(language), quotient(*value));
            svg.text("r", (0.0, top + 47.0), Anchor::Start, &fit(&words, WIDTH + 30.0));
        }
    }
    stages.len() as f64 * STEP
}

impl Stage {
    fn shown(&self) -> String {
        self.value.map_or_else(|| "—".to_owned(), count)
    }
}
