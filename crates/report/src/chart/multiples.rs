//! Small multiples: one small chart for each category, all on one scale, so that they can be compared.

use catalogue::{Label, Language};

use super::svg::{Anchor, Svg, WIDTH, fit};
use crate::number::count;

/// A chart of small charts.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiples {
    /// What the bars of each are, in their order: years, months, bands of age.
    pub steps: Vec<Label>,
    /// The small charts.
    pub panels: Vec<Panel>,
}

/// One small chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Its category.
    pub label: Label,
    /// A count for each step.
    pub values: Vec<u64>,
}

const ACROSS: usize = 2;
const GAP: f64 = 24.0;
const TOP: f64 = 36.0;
const FLOOR: f64 = 96.0;
const HIGH: f64 = 124.0;

impl Multiples {
    /// Draws it; how far down it goes.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language) -> f64 {
        let values = self.panels.iter().flat_map(|panel| &panel.values);
        let most = values.copied().max().unwrap_or_default().max(1);
        let wide = (WIDTH - GAP) / ACROSS as f64;
        for (at, panel) in self.panels.iter().enumerate() {
            let place = ((at % ACROSS) as f64 * (wide + GAP), (at / ACROSS) as f64 * HIGH);
            let mut inner = svg.alike();
            self.panel(&mut inner, panel, (most, wide), language);
            svg.put(place, inner);
        }
        self.panels.len().div_ceil(ACROSS) as f64 * HIGH
    }

    fn panel(&self, svg: &mut Svg, panel: &Panel, (most, wide): (u64, f64), language: Language) {
        svg.text("v", (0.0, 13.0), Anchor::Start, &fit(panel.label.get(language), wide));
        let step = wide / panel.values.len().max(1) as f64;
        let highest = panel.values.iter().max().copied().unwrap_or_default();
        let mut is_said = false;
        for (at, value) in panel.values.iter().enumerate() {
            let (x, height) = (at as f64 * step, (FLOOR - TOP) * *value as f64 / most as f64);
            let name = self.steps.get(at).map(|label| label.get(language)).unwrap_or_default();
            let title = format!("{name}: {}", count(*value));
            svg.rect("b", [x + step * 0.1, FLOOR - height, step * 0.8, height], Some(&title));
            if *value == highest && highest > 0 && !is_said {
                is_said = true;
                let (x, anchor) = near(x + step / 2.0, wide);
                svg.text("r", (x, FLOOR - height - 4.0), anchor, &count(*value));
            }
        }
        svg.path("axis", &[(0.0, FLOOR), (wide, FLOOR)]);
        self.ends(svg, wide, language);
    }

    /// The first step and the last, under the axis.
    fn ends(&self, svg: &mut Svg, wide: f64, language: Language) {
        let label =
            |label: Option<&Label>| fit(label.map(|one| one.get(language)).unwrap_or_default(), wide / 2.0 - 6.0);
        svg.text("r", (0.0, FLOOR + 14.0), Anchor::Start, &label(self.steps.first()));
        if self.steps.len() > 1 {
            svg.text("r", (wide, FLOOR + 14.0), Anchor::End, &label(self.steps.last()));
        }
    }
}

/// A place for words that do not leave the panel.
fn near(x: f64, wide: f64) -> (f64, Anchor) {
    match x / wide {
        part if part < 0.15 => (0.0, Anchor::Start),
        part if part > 0.85 => (wide, Anchor::End),
        _ => (x, Anchor::Middle),
    }
}
