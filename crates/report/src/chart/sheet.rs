//! A chart as a document of its own: its title over it, under it how to read it, what is missing and the source.

use catalogue::Language;

use super::{
    Chart,
    svg::{Anchor, Svg, WIDTH, lines},
};
use crate::number::say;

const MARGIN: f64 = 20.0;
const TITLE_LETTERS: usize = 52;
const NOTE_LETTERS: usize = 72;

/// Writes it.
pub(super) fn write(chart: &Chart, language: Language) -> String {
    let mut words = Svg::painted();
    let mut y = MARGIN;
    for line in lines(chart.title.get(language), TITLE_LETTERS) {
        y += 16.0;
        words.text("h", (MARGIN, y), Anchor::Start, &line);
        y += 4.0;
    }
    y += 14.0;
    let mut drawing = Svg::painted();
    let height = chart.drawing.draw(&mut drawing, language);
    words.put((MARGIN, y), drawing);
    y += height + 12.0;
    for line in notes(chart, language) {
        y += 15.0;
        words.text("r", (MARGIN, y), Anchor::Start, &line);
    }
    let size = [WIDTH + 2.0 * MARGIN, y + MARGIN];
    let mut sheet = Svg::painted();
    sheet.rect("page", [0.0, 0.0, size[0], size[1]], None);
    sheet.put((0.0, 0.0), words);
    sheet.finish(size, chart.title.get(language), &chart.description(language))
}

/// What stands under the drawing, in lines.
fn notes(chart: &Chart, language: Language) -> Vec<String> {
    let read = match chart.read.get(language) {
        "" => String::new(),
        words => format!("{}: {words}", say(language, "Cómo leer", "How to read")),
    };
    let notes = [&read, chart.coverage.get(language), chart.source.get(language)];
    notes.iter().flat_map(|note| lines(note, NOTE_LETTERS)).collect()
}
