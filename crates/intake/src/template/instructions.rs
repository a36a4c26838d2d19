//! The first sheet: what the workbook is, for whom, how it is filled in, and a link to every sheet.

use catalogue::{Authority, Catalogue, Language};
use register::Form;
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::{look::Look, rows, sheet_name, words::words};
use crate::Identity;

/// Width of the column of texts, in characters, and the height of a line, in points.
const TEXT_WIDTH: usize = 104;
const LINE_HEIGHT: u32 = 15;

/// Writes the instructions.
pub(crate) fn write(
    sheet: &mut Worksheet,
    catalogue: &Catalogue,
    authority: Authority<'_>,
    (forms, identity): (&[&Form<'_>], Identity),
    look: &Look,
    language: Language,
) -> Result<(), XlsxError> {
    let words = words(language);
    sheet.set_name(words.instructions)?;
    sheet.set_column_width(0, 32)?.set_column_width(1, TEXT_WIDTH as f64)?;
    sheet
        .set_landscape()
        .set_paper_size(1)
        .set_print_fit_to_pages(1, 0)
        .set_screen_gridlines(false);
    sheet.write_string_with_format(0, 0, words.title, &look.title)?;
    sheet.write_string_with_format(1, 0, words.for_whom, &look.strong)?;
    sheet.write_string_with_format(1, 1, authority.code().label.get(language), &look.strong)?;
    // No blank rows: the reader has a word to say about each.
    let mut row = 2;
    sheet.set_row_height(0, 30)?.set_row_height(1, 28)?;
    let counts = counts(forms, language);
    let has_identity = identity == Identity::Sealed && forms.iter().any(|form| asks_identity(form));
    let of_identity = if has_identity {
        words.identity
    } else {
        words.no_identity
    };
    for (title, text) in words.guide {
        let (title, text) = if text.is_empty() {
            &of_identity
        } else {
            &(*title, *text)
        };
        sheet.write_string_with_format(row, 0, *title, &look.strong)?;
        paragraph(sheet, row, &text.replace("{counts}", &counts), look)?;
        row += 1;
    }
    row = contents(sheet, row, (forms, identity), look, language)?;
    let edition: String = catalogue.edition().chars().take(12).collect();
    sheet.write_string_with_format(row, 0, words.edition, &look.plain)?;
    sheet.write_string_with_format(row, 1, edition, &look.plain)?;
    Ok(())
}

/// The list of sheets, each with a link and what it is for; returns the row after it.
fn contents(
    sheet: &mut Worksheet,
    from: u32,
    (forms, identity): (&[&Form<'_>], Identity),
    look: &Look,
    language: Language,
) -> Result<u32, XlsxError> {
    let words = words(language);
    sheet.set_row_height(from, 30)?;
    sheet.write_string_with_format(from, 0, words.sheets, &look.subtitle)?;
    let mut row = from + 1;
    for form in forms {
        let register = form.register();
        let name = sheet_name(register, language);
        let heading = rows::heading_row(form, identity) + 1;
        let link = Url::new(format!("internal:'{}'!A{heading}", name.replace('\'', "''"))).set_text(&name);
        sheet.write_url_with_format(row, 0, link, &look.link)?;
        let (note, basis) = (register.note.get(language), register.basis.join(", "));
        paragraph(sheet, row, &format!("{note} {}: {basis}.", words.basis), look)?;
        row += 1;
    }
    Ok(row)
}

fn asks_identity(form: &Form<'_>) -> bool {
    form.register().fields().iter().any(catalogue::Field::is_identity)
}

/// A text over as many lines as it needs; not every program finds the height by itself.
fn paragraph(sheet: &mut Worksheet, row: u32, text: &str, look: &Look) -> Result<(), XlsxError> {
    let lines = u32::try_from(text.chars().count() / (TEXT_WIDTH - 2) + 1).unwrap_or(1);
    sheet.set_row_height(row, lines * LINE_HEIGHT + 5)?;
    sheet.write_string_with_format(row, 1, text, &look.plain)?;
    Ok(())
}

/// The headings under which the registers count, without repetition.
fn counts(forms: &[&Form<'_>], language: Language) -> String {
    let mut labels: Vec<String> = Vec::new();
    for form in forms {
        let field = form.register().fields().get(form.count_field());
        let label = field.map_or_else(String::new, |field| quoted(field.label.get(language), language));
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join(", ")
}

fn quoted(label: &str, language: Language) -> String {
    match language {
        Language::Es => format!("«{label}»"),
        Language::En => format!("“{label}”"),
    }
}
