//! A pathway: how many persons come to each step, and under it what is to be known of the step.

use catalogue::{Label, Language};

use super::{
    svg::{Anchor, Svg, WIDTH, fit, lines, width_of},
    upset::shown,
};

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    /// What it is.
    pub label: Label,
    /// The persons who reached it.
    pub value: u64,
    /// Between which numbers, where it is uncertain.
    pub between: Option<(u64, u64)>,
    /// What is to be known: the time it took, and how much could be followed.
    pub notes: Vec<Label>,
}

const LINE: f64 = 15.0;
const NOTE_LETTERS: usize = 66;

/// Draws it; how far down it goes.
pub(super) fn draw(svg: &mut Svg, steps: &[Milestone], language: Language) -> f64 {
    let most = steps.iter().map(|step| step.value).max().unwrap_or_default().max(1);
    let longest = steps.iter().map(|step| width_of(&step.shown())).fold(0.0, f64::max);
    let mut top = 0.0;
    for step in steps {
        svg.text(
            "t",
            (0.0, top + 13.0),
            Anchor::Start,
            &fit(step.label.get(language), WIDTH),
        );
        let width = ((WIDTH - longest - 24.0) * step.value as f64 / most as f64).max(1.0);
        svg.rect("b", [0.0, top + 18.0, width, 15.0], None);
        svg.text("v", (width + 6.0, top + 30.0), Anchor::Start, &step.shown());
        top += 34.0;
        for line in step
            .notes
            .iter()
            .flat_map(|note| lines(note.get(language), NOTE_LETTERS))
        {
            top += LINE;
            svg.text("r", (0.0, top - 2.0), Anchor::Start, &line);
        }
        top += 12.0;
    }
    top
}

impl Milestone {
    fn shown(&self) -> String {
        shown(self.value, self.between)
    }
}
