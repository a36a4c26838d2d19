//! What is known of persons over all registers: overlaps and pathways, each as a chart with its tables. Without a
//! linkage there is nothing of it, and the section's text says so.

use catalogue::Label;
use statistics::{Address, Estimate};

use crate::{
    Diagnosis,
    block::Block,
    book::Book,
    chart::{Chart, Cut, captioned::Captioned},
    html::address,
    html_block, overlap, pathway,
    section::Section,
};

/// A chart, when there is one, and the tables under it.
pub(crate) struct Drawn {
    pub(crate) id: String,
    pub(crate) chart: Option<Chart>,
    pub(crate) blocks: Vec<Block>,
}

/// Every overlap, then every pathway.
pub(crate) fn drawn(book: &Book<'_>) -> Vec<Drawn> {
    let diagnosis = book.diagnosis;
    let cut = Cut::of(diagnosis);
    let overlaps = overlap::pairs(diagnosis).map(|(overlap, computed)| Drawn {
        id: overlap.id.clone(),
        chart: overlap::chart(overlap, computed, &cut),
        blocks: overlap::tables(book, overlap, computed),
    });
    let pathways = pathway::pairs(diagnosis).map(|(pathway, computed)| Drawn {
        id: pathway.id.clone(),
        chart: pathway::chart(pathway, computed, &cut),
        blocks: pathway::table(book, pathway, computed),
    });
    overlaps.chain(pathways).collect()
}

/// The number of a chart in its section.
pub(crate) fn number(section: &Section<'_>, at: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let letter = LETTERS.get(at).map_or('Z', |letter| char::from(*letter));
    format!("{}.{letter}", section.number)
}

/// Writes them as HTML.
pub(crate) fn write(book: &Book<'_>, section: &Section<'_>) -> String {
    let one = |(at, drawn): (usize, &Drawn)| {
        let chart = drawn.chart.as_ref().map_or_else(String::new, |chart| {
            Captioned::of(book, chart, &number(section, at)).html(&drawn.id)
        });
        chart + &html_block::write(book, &section.plan.id, &drawn.blocks)
    };
    drawn(book).iter().enumerate().map(one).collect()
}

/// One figure of an overlap or a pathway.
pub(crate) struct PersonsFigure<'d> {
    /// The overlap or pathway.
    pub(crate) table: &'d str,
    pub(crate) cite: &'d [String],
    pub(crate) of: Address,
    /// Who, or which step.
    pub(crate) label: Label,
    pub(crate) persons: Estimate,
}

/// Every figure of overlaps and pathways.
pub(crate) fn figures<'d>(diagnosis: &Diagnosis<'d>) -> Vec<PersonsFigure<'d>> {
    let mut figures = Vec::new();
    for (overlap, computed) in overlap::pairs(diagnosis) {
        let own = overlap::figures(computed).into_iter();
        figures.extend(own.map(|(of, label, persons)| PersonsFigure {
            table: &overlap.id,
            cite: &overlap.cite,
            of,
            label,
            persons,
        }));
    }
    for (pathway, computed) in pathway::pairs(diagnosis) {
        let steps = pathway.step.iter().zip(&computed.steps);
        figures.extend(steps.map(|(step, reached)| PersonsFigure {
            table: &pathway.id,
            cite: &pathway.cite,
            of: address(&pathway.id, Some(&step.id), None),
            label: step.label.clone(),
            persons: reached.persons,
        }));
    }
    figures
}

/// The charts of overlaps and pathways, for pages of their own; none without a linkage.
#[must_use]
pub fn persons_charts(diagnosis: &Diagnosis<'_>) -> Vec<Chart> {
    let cut = Cut::of(diagnosis);
    let overlaps = overlap::pairs(diagnosis).filter_map(|(one, computed)| overlap::chart(one, computed, &cut));
    let pathways = pathway::pairs(diagnosis).filter_map(|(one, computed)| pathway::chart(one, computed, &cut));
    overlaps.chain(pathways).collect()
}
