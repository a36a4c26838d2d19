//! What makes a sheet easy to fill in: headings with notes, drop-downs, widths, frozen panes, print set-up.

use catalogue::{Kind, Language};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Note, Worksheet, XlsxError};

use super::{
    choices::Choices,
    columns::{Column, how_many},
    look::{Look, Shape},
    words::words,
};
use register::column_letters;

/// Widest and narrowest column, in characters.
const WIDTHS: (usize, usize) = (11, 34);
/// Rows frozen, at most.
const FROZEN_MAX: u32 = 8;
/// Width of a printed page, in characters that can still be read.
const PAGE_WIDTH: usize = 200;
/// Characters in a line of a note, and its size in pixels.
const NOTE_LINE: usize = 40;
const NOTE_WIDTH: u32 = 300;
const NOTE_LINE_HEIGHT: u32 = 19;

/// Dresses sheets of one workbook, which share their lists of choices.
#[derive(Debug)]
pub(crate) struct Dresser {
    pub(crate) look: Look,
    pub(crate) choices: Choices,
    pub(crate) language: Language,
}

impl Dresser {
    pub(crate) fn new(language: Language) -> Dresser {
        Dresser {
            look: Look::new(),
            choices: Choices::new(language),
            language,
        }
    }

    /// Writes a heading with its note.
    pub(crate) fn heading(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        at: u16,
        column: &Column<'_>,
    ) -> Result<(), XlsxError> {
        let format = self.look.heading(column.is_required());
        sheet.write_string_with_format(row, at, column.heading(self.language), format)?;
        sheet.insert_note(row, at, &note(&self.help(column)))?;
        Ok(())
    }

    /// What a heading's note says: what to write, whether it must be, what may stand instead, and why.
    pub(crate) fn help(&self, column: &Column<'_>) -> String {
        let words = words(self.language);
        let field = column.field;
        let mut lines = vec![field.note.get(self.language)];
        lines.push(if field.required { words.required } else { words.optional });
        lines.push(if field.may_not_apply {
            words.takes_both
        } else {
            words.takes_no_information
        });
        if how_many(field) > 1 {
            lines.push(words.several);
        }
        let cite = field.cite.join(", ");
        let basis = format!("{}: {cite}", words.basis);
        if !cite.is_empty() {
            lines.push(&basis);
        }
        lines
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Gives a column its width, its format and what it accepts, for rows from one to another.
    pub(crate) fn column(
        &mut self,
        sheet: &mut Worksheet,
        at: u16,
        column: &Column<'_>,
        (first, last): (u32, u32),
    ) -> Result<(), XlsxError> {
        let accepts = self.accepts(at, column, first)?;
        let width = self.width(column);
        sheet.set_column_width(at, width as f64)?;
        sheet.set_column_format(at, &Shape::of(column.field.kind).format())?;
        if let Some(accepts) = accepts {
            sheet.add_data_validation(first, at, last, at, &accepts)?;
        }
        Ok(())
    }

    /// Freezes the panes under the heading and sets the page.
    pub(crate) fn sheet<'c>(
        &self,
        sheet: &mut Worksheet,
        heading: u32,
        columns: impl Iterator<Item = &'c Column<'c>>,
    ) -> Result<(), XlsxError> {
        sheet.set_row_height(heading, 48)?;
        // A heading far down would leave no room to scroll.
        if heading < FROZEN_MAX {
            sheet.set_freeze_panes(heading + 1, 0)?;
        }
        let width: usize = columns.map(|column| self.width(column)).sum();
        let pages = u16::try_from(width.div_ceil(PAGE_WIDTH)).unwrap_or(1).max(1);
        sheet.set_landscape().set_paper_size(1).set_print_fit_to_pages(pages, 0);
        sheet.set_repeat_rows(heading, heading)?.set_repeat_columns(0, 0)?;
        sheet.set_footer("&L&A&R&P / &N");
        Ok(())
    }

    fn width(&self, column: &Column<'_>) -> usize {
        let heading = column.heading(self.language);
        let word = heading
            .split_whitespace()
            .map(|word| word.chars().count() + 2)
            .max()
            .unwrap_or(0);
        let third = heading.chars().count() / 3 + 4;
        let choices = column.list.map_or(0, |list| self.choices.longest(list, column.field));
        let text = if matches!(column.field.kind, Kind::Text | Kind::Link | Kind::File) {
            18
        } else {
            0
        };
        word.max(third).max(choices).max(text).clamp(WIDTHS.0, WIDTHS.1)
    }

    /// What the spreadsheet accepts without a warning; it never forbids, since the check decides.
    fn accepts(&mut self, at: u16, column: &Column<'_>, first: u32) -> Result<Option<DataValidation>, XlsxError> {
        let words = words(self.language);
        let cell = format!("{}{}", column_letters(at), first + 1);
        let validation = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
        let validation = match (column.list, column.field.kind) {
            (Some(list), _) => {
                let range = Formula::new(self.choices.range(list, column.field));
                let validation = validation
                    .allow_list_formula(range)
                    .set_error_title(words.not_in_list_title)?;
                validation.set_error_message(words.not_in_list)?
            }
            (None, Kind::Date) => {
                let validation = validation.allow_custom(Formula::new(date_rule(&cell)));
                let validation = validation
                    .set_input_title(words.date_title)?
                    .set_input_message(words.date)?;
                validation
                    .set_error_title(words.date_title)?
                    .set_error_message(words.not_a_date)?
            }
            (None, Kind::Year | Kind::Integer | Kind::Decimal | Kind::Money) => {
                let validation = validation.allow_custom(Formula::new(number_rule(&cell, column)));
                validation
                    .set_error_title(words.number_title)?
                    .set_error_message(words.not_a_number)?
            }
            _ => return Ok(None),
        };
        Ok(Some(validation))
    }
}

/// A note beside a cell, large enough for its text.
pub(crate) fn note(text: &str) -> Note {
    let lines: usize = text.lines().map(|line| line.chars().count() / NOTE_LINE + 1).sum();
    let lines = u32::try_from(lines).unwrap_or(1).clamp(2, 24);
    let note = Note::new(text.chars().take(2_000).collect::<String>())
        .add_author_prefix(false)
        .set_author("sintra");
    note.set_width(NOTE_WIDTH).set_height((lines + 1) * NOTE_LINE_HEIGHT)
}

/// A day of the last hundred years or so; a text passes, since it may be S.I., a month or a year.
fn date_rule(cell: &str) -> String {
    format!("=IF(ISNUMBER({cell}),AND({cell}>=DATE(1930,1,1),{cell}<=DATE(2100,12,31)),TRUE)")
}

fn number_rule(cell: &str, column: &Column<'_>) -> String {
    let bounds = match (column.field.range, column.field.kind) {
        (Some(range), _) => range,
        (None, Kind::Year) => [1900, 2100],
        (None, _) => [0, 999_999_999_999],
    };
    let whole = matches!(column.field.kind, Kind::Year | Kind::Integer);
    let whole = if whole {
        format!(",{cell}=INT({cell})")
    } else {
        String::new()
    };
    let [least, most] = bounds;
    // A count also declares of the whole register that the authority does not keep it, or does not operate.
    let declared = match column.field.id.as_str() {
        "count" => format!(",{cell}=\"0*\",{cell}=\"N.O.\""),
        _ => String::new(),
    };
    let states = format!("OR({cell}=\"S.I.\",{cell}=\"N.A.\"{declared})");
    format!("=IF(ISNUMBER({cell}),AND({cell}>={least},{cell}<={most}{whole}),{states})")
}
