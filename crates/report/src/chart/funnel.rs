//! The funnel of justice: what each stage counts, and the ratio between a stage and the one before.

use super::svg::{Anchor, Svg, WIDTH, fit, width_of};

/// One stage.
pub(crate) struct Step {
    pub(crate) label: String,
    /// What it counts; `None` while no figure was received.
    pub(crate) value: Option<u64>,
    /// The ratio to the stage before, in words.
    pub(crate) ratio: Option<String>,
}

/// A funnel.
pub(crate) struct Funnel<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// What stands for a number that is not there.
    pub(crate) none: &'a str,
    pub(crate) steps: &'a [Step],
}

const STEP: f64 = 58.0;

impl Funnel<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let mut svg = Svg::new();
        let most = self
            .steps
            .iter()
            .filter_map(|step| step.value)
            .max()
            .unwrap_or_default()
            .max(1);
        let shown = |step: &Step| step.value.map_or_else(|| self.none.to_owned(), crate::number::count);
        let longest = self.steps.iter().map(|step| width_of(&shown(step))).fold(0.0, f64::max);
        for (at, step) in self.steps.iter().enumerate() {
            let top = at as f64 * STEP;
            svg.text("t", (0.0, top + 13.0), Anchor::Start, &fit(&step.label, WIDTH));
            let width = (WIDTH - longest - 10.0) * step.value.unwrap_or_default() as f64 / most as f64;
            if step.value.is_some() {
                svg.rect("b", [0.0, top + 18.0, width.max(1.0), 15.0], None);
            }
            svg.text("v", (width.max(1.0) + 6.0, top + 30.0), Anchor::Start, &shown(step));
            if let Some(ratio) = &step.ratio {
                svg.text("r", (0.0, top + 47.0), Anchor::Start, &fit(ratio, WIDTH + 30.0));
            }
        }
        let steps: Vec<String> = self
            .steps
            .iter()
            .map(|step| format!("{}: {}", step.label, shown(step)))
            .collect();
        svg.finish(
            self.steps.len() as f64 * STEP,
            self.title,
            &format!("{}. {}", steps.join("; "), self.description),
        )
    }
}
