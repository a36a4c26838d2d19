//! A sheet written from top to bottom, with the few ways in which cells are set.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Url, Worksheet, XlsxError};

/// The most letters of a cell.
const LETTERS_MAX: usize = 32_000;

/// How a cell is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Plain,
    Head,
    /// A state: what is not known, apart from what is.
    State,
    Total,
}

/// A sheet in the making.
pub(super) struct Page<'s> {
    sheet: &'s mut Worksheet,
    /// The next row to write.
    pub(super) row: u32,
}

impl Page<'_> {
    /// Begins a sheet of a name, set up to be printed: as wide as the paper, the mark on every page.
    pub(super) fn new<'s>(sheet: &'s mut Worksheet, name: &str, mark: &str) -> Result<Page<'s>, XlsxError> {
        const LETTER: u8 = 1;
        let plain = |text: &str| text.replace('&', "&&");
        sheet.set_name(name)?;
        sheet
            .set_landscape()
            .set_paper_size(LETTER)
            .set_print_fit_to_pages(1, 0);
        sheet.set_header(format!("&L{}&R{}", plain(name), plain(mark)));
        sheet.set_footer("&R&P / &N");
        Ok(Page { sheet, row: 0 })
    }

    /// Widths of the first columns, then of all others that a sheet has.
    pub(super) fn widths(&mut self, widths: &[f64]) -> Result<(), XlsxError> {
        for (column, width) in (0..).zip(widths) {
            self.sheet.set_column_width(column, *width)?;
        }
        Ok(())
    }

    /// Keeps the rows above in sight, and on every printed page.
    pub(super) fn freeze(&mut self, columns: u16) -> Result<(), XlsxError> {
        self.sheet.set_freeze_panes(self.row, columns)?;
        self.sheet
            .set_repeat_rows(self.row.saturating_sub(1), self.row.saturating_sub(1))?;
        Ok(())
    }

    pub(super) fn text(&mut self, column: u16, words: &str, look: Look) -> Result<(), XlsxError> {
        let words: String = words.chars().filter(|c| !c.is_control()).take(LETTERS_MAX).collect();
        self.sheet
            .write_string_with_format(self.row, column, words, &format(look))?;
        Ok(())
    }

    pub(super) fn number(&mut self, column: u16, number: u64, look: Look) -> Result<(), XlsxError> {
        let format = format(look).set_num_format("#,##0").set_align(FormatAlign::Right);
        // A count beyond 2^53 would be rounded; none of a country's is.
        self.sheet
            .write_number_with_format(self.row, column, number as f64, &format)?;
        Ok(())
    }

    /// A part of a whole as a percentage.
    pub(super) fn part(&mut self, column: u16, part: Option<f64>, look: Look) -> Result<(), XlsxError> {
        let Some(part) = part else {
            return self.text(column, "—", look);
        };
        let format = format(look).set_num_format("0.0%").set_align(FormatAlign::Right);
        self.sheet.write_number_with_format(self.row, column, part, &format)?;
        Ok(())
    }

    /// Words that lead to a sheet.
    pub(super) fn link(&mut self, column: u16, sheet: &str, words: &str) -> Result<(), XlsxError> {
        let url = Url::new(format!("internal:'{sheet}'!A1"));
        self.sheet.write_url_with_text(self.row, column, url, words)?;
        Ok(())
    }

    /// A row of texts, and on to the next.
    pub(super) fn texts(&mut self, words: &[&str], look: Look) -> Result<(), XlsxError> {
        for (column, words) in (0..).zip(words) {
            self.text(column, words, look)?;
        }
        self.row += 1;
        Ok(())
    }
}

fn format(look: Look) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match look {
        Look::Title => format.set_bold().set_font_size(12),
        Look::Plain => format,
        Look::Head => format
            .set_bold()
            .set_text_wrap()
            .set_background_color(Color::RGB(0x00F4_F1ED))
            .set_border_bottom(FormatBorder::Thin),
        Look::State => format
            .set_font_color(Color::RGB(0x005A_5754))
            .set_background_color(Color::RGB(0x00F4_F1ED)),
        Look::Total => format.set_bold().set_border_top(FormatBorder::Thin),
    }
}
