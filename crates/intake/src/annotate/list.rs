//! The first sheet of the copy: how many findings of each code, then each with its place and the way out.

use catalogue::{Catalogue, Language};
use register::{Finding, Findings, Sentence, sentence};
use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet, XlsxError};

use super::{NoCopy, Seen, words::words};
use crate::template::look::{Look, Shape, marked};

/// Spreadsheets hold this many links in a sheet; a few are left to others.
const LINKS_MAX: usize = 65_000;
/// Widths of the columns, in characters.
const WIDTHS: [f64; 10] = [11.0, 9.0, 10.0, 24.0, 9.0, 9.0, 26.0, 26.0, 60.0, 60.0];
/// Height of a row of headings, in points.
const HEADING_HEIGHT: u32 = 24;
/// Column of what is wrong.
const SAYS: u16 = 8;

/// What the list is made from.
pub(crate) struct Listed<'l> {
    pub(crate) catalogue: &'l Catalogue,
    pub(crate) findings: &'l Findings,
    pub(crate) seen: &'l [Seen],
    pub(crate) no_copy: Option<NoCopy>,
    pub(crate) language: Language,
}

impl Listed<'_> {
    /// Writes the list.
    pub(crate) fn write(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        let words = words(self.language);
        sheet.set_name(words.sheet)?;
        for (column, width) in (0u16..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        sheet
            .set_landscape()
            .set_paper_size(1)
            .set_print_fit_to_pages(1, 0)
            .set_footer("&L&A&R&P / &N");
        sheet.write_string_with_format(0, 0, words.title, &look.title)?;
        let mut row = 1;
        for line in self.opening() {
            sheet.write_string(row, 0, line)?;
            row += 1;
        }
        if self.findings.counts().is_empty() {
            return Ok(());
        }
        let row = self.counts(sheet, row, look)?;
        self.places(sheet, row, look)
    }

    fn opening(&self) -> Vec<&'static str> {
        let words = words(self.language);
        if self.findings.counts().is_empty() {
            return vec![words.nothing];
        }
        match self.no_copy {
            None => vec![words.what_to_do, words.severities],
            Some(NoCopy::TooLarge) => vec![words.too_large, words.severities],
            Some(NoCopy::Refused) => vec![words.refused, words.severities],
        }
    }

    /// How many of each code; returns the row after.
    fn counts(&self, sheet: &mut Worksheet, from: u32, look: &Look) -> Result<u32, XlsxError> {
        let words = words(self.language);
        sheet.set_row_height(from, HEADING_HEIGHT)?;
        for (column, title) in [
            (0, words.how_many),
            (1, words.code),
            (2, words.severity),
            (3, words.listed),
            (SAYS, words.example),
        ] {
            sheet.write_string_with_format(from, column, title, &look.optional)?;
        }
        let mut row = from + 1;
        for (code, count) in self.findings.counts() {
            let kept: Vec<&Finding> = self
                .findings
                .kept()
                .iter()
                .filter(|finding| finding.code == *code)
                .collect();
            let example = kept
                .first()
                .map(|finding| sentence(self.catalogue, finding, self.language));
            sheet.write_number_with_format(row, 0, *count as f64, &to_the_left(look))?;
            sheet.write_string(row, 1, code.as_ref())?;
            if let Some(example) = &example {
                self.severity(sheet, row, example)?;
                sheet.write_string(row, SAYS, &example.says)?;
            }
            let capped = (kept.len() as u64) < *count;
            let listed = if capped {
                words.first_of.replace("{kept}", &kept.len().to_string())
            } else {
                words.all.to_owned()
            };
            sheet.write_string(row, 3, listed)?;
            row += 1;
        }
        Ok(row)
    }

    /// Each finding, the gravest first.
    fn places(&self, sheet: &mut Worksheet, from: u32, look: &Look) -> Result<(), XlsxError> {
        sheet.set_row_height(from, HEADING_HEIGHT)?;
        for (column, title) in (0u16..).zip(words(self.language).columns) {
            sheet.write_string_with_format(from, column, *title, &look.required)?;
        }
        let mut listed: Vec<(Sentence, &Finding)> = self
            .findings
            .kept()
            .iter()
            .map(|finding| (sentence(self.catalogue, finding, self.language), finding))
            .collect();
        listed
            .sort_by(|(one, first), (other, second)| other.severity.cmp(&one.severity).then(first.at.cmp(&second.at)));
        let mut row = from + 1;
        for (at, (sentence, finding)) in listed.iter().enumerate() {
            self.line(sheet, row, sentence, finding, look, at < LINKS_MAX)?;
            row += 1;
        }
        sheet.autofilter(from, 0, row - 1, SAYS + 1)?;
        Ok(())
    }

    fn line(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        sentence: &Sentence,
        finding: &Finding,
        look: &Look,
        linked: bool,
    ) -> Result<(), XlsxError> {
        if let Some((link, shown)) = self.target(finding).filter(|_| linked) {
            sheet.write_url_with_format(row, 0, Url::new(link).set_text(shown), &look.link)?;
        }
        sheet.write_string_with_format(row, 1, finding.code.as_ref(), &look.plain)?;
        self.severity(sheet, row, sentence)?;
        sheet.write_string_with_format(row, 3, &finding.at.sheet, &look.plain)?;
        if let Some(own) = finding.at.row {
            sheet.write_number_with_format(row, 4, own, &to_the_left(look))?;
        }
        sheet.write_string_with_format(row, 5, finding.at.column_letters(), &look.plain)?;
        let field = self.field(finding);
        sheet.write_string_with_format(row, 6, &field, &look.plain)?;
        // A finding on an empty cell carries the field's heading as its value.
        let value = if finding.value == field {
            ""
        } else {
            finding.value.as_str()
        };
        sheet.write_string_with_format(row, 7, value, &Shape::Text.format().set_text_wrap())?;
        sheet.write_string_with_format(row, SAYS, &sentence.says, &look.plain)?;
        sheet.write_string_with_format(row, SAYS + 1, &sentence.mend, &look.plain)?;
        let longest = sentence.says.chars().count().max(sentence.mend.chars().count());
        let lines = u32::try_from((longest / 56 + 1).max(finding.value.chars().count() / 23 + 1)).unwrap_or(1);
        sheet.set_row_height(row, lines.min(20) * 15 + 3)?;
        Ok(())
    }

    fn severity(&self, sheet: &mut Worksheet, row: u32, sentence: &Sentence) -> Result<(), XlsxError> {
        let word = words(self.language).severity(sentence.severity);
        let format: Format = marked(Shape::General.format(), sentence.severity);
        sheet.write_string_with_format(row, 2, word, &format)?;
        Ok(())
    }

    /// Where a finding's link leads, and the cell it shows: for a whole column, its heading.
    fn target(&self, finding: &Finding) -> Option<(String, String)> {
        let seen = self
            .seen
            .iter()
            .find(|seen| seen.name == finding.at.sheet)
            .filter(|_| self.no_copy.is_none())?;
        let letters = if finding.at.column.is_some() {
            finding.at.column_letters()
        } else {
            "A".to_owned()
        };
        let row = finding.at.row.unwrap_or_else(|| seen.heading.unwrap_or(0) + 1);
        let cell = format!("{letters}{row}");
        Some((format!("internal:'{}'!{cell}", seen.copy.replace('\'', "''")), cell))
    }

    /// The field by the heading that people know.
    fn field(&self, finding: &Finding) -> String {
        let own = self
            .seen
            .iter()
            .find(|seen| seen.name == finding.at.sheet)
            .and_then(|seen| seen.register.as_deref());
        let own = own.and_then(|id| self.catalogue.register(id)?.field(&finding.field));
        let any = || {
            self.catalogue
                .registers()
                .find_map(|register| register.field(&finding.field))
        };
        own.or_else(any).map_or_else(
            || finding.field.clone(),
            |field| field.label.get(self.language).to_owned(),
        )
    }
}

/// Numbers that name something, such as a row, stand where words do.
fn to_the_left(look: &Look) -> Format {
    look.plain.clone().set_align(FormatAlign::Left)
}
