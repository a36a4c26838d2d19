//! An authority's own workbook, ready to be filled in without training: instructions, a sheet a register with
//! drop-downs and notes, and the hidden sheets by which it is known when it comes back.
//!
//! Identity has columns only where it is sealed. A template never decides: Excel warns, the check judges.

use std::fmt;

use catalogue::{Authority, Catalogue, Language, Register};
use register::Form;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::{Identity, check::MARK_SHEET};

pub(crate) mod choices;
pub(crate) mod columns;
pub(crate) mod dress;
mod instructions;
pub(crate) mod look;
mod rows;
pub(crate) mod typed;
pub(crate) mod words;

use dress::Dresser;
use words::words;

/// The version of the template's layout.
const FORMAT: &str = "1";
/// Rows that have drop-downs when the sheet is empty.
pub(crate) const ROWS_READY: u32 = 2_000;

/// A register and rows to write beneath its headings; each row is fields and what stands in them.
pub type Filled<'a> = (&'a str, Vec<Vec<(&'a str, String)>>);

/// A template that cannot be made.
#[derive(Debug)]
pub enum TemplateError {
    /// The catalogue has no such register.
    UnknownRegister(String),
    /// The authority does not keep this register.
    NotKept {
        /// The register's id.
        register: String,
        /// The authority's id.
        authority: String,
    },
    /// The authority keeps no register at all.
    NothingKept(String),
    /// A row names a field that the register does not ask in a template.
    UnknownField {
        /// The register's id.
        register: String,
        /// What was taken for a field's id.
        field: String,
    },
    /// The workbook cannot be written: a catalogue beyond what a spreadsheet can hold.
    Workbook(XlsxError),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TemplateError::UnknownRegister(id) => write!(f, "there is no register {id}; see the files in registers/"),
            TemplateError::NotKept { register, authority } => {
                write!(
                    f,
                    "{authority} does not keep the register {register}; add its kind to kept_by, or leave it out"
                )
            }
            TemplateError::NothingKept(id) => write!(f, "{id} keeps no register; add its kind to kept_by of one"),
            TemplateError::UnknownField { register, field } => {
                write!(
                    f,
                    "the template of {register} has no field {field}; fields of identity are in it only where they are sealed"
                )
            }
            TemplateError::Workbook(error) => write!(f, "the workbook cannot be written: {error}"),
        }
    }
}

impl std::error::Error for TemplateError {}

impl From<XlsxError> for TemplateError {
    fn from(error: XlsxError) -> TemplateError {
        TemplateError::Workbook(error)
    }
}

/// An authority's empty workbook: the registers it keeps, or those asked for. Where identity is sealed its columns
/// stand together at the right; an authority that may not send it has none all the same.
///
/// # Errors
/// When a register asked for is unknown or not kept by the authority, or none is left.
pub fn template(
    catalogue: &Catalogue,
    authority: Authority<'_>,
    registers: Option<&[&str]>,
    language: Language,
    identity: Identity,
) -> Result<Vec<u8>, TemplateError> {
    let chosen = match registers {
        Some(ids) => ids
            .iter()
            .map(|id| kept(catalogue, authority, id))
            .collect::<Result<Vec<_>, _>>()?,
        None => kept_by(catalogue, authority),
    };
    let sheets: Vec<_> = chosen.into_iter().map(|form| (form, None)).collect();
    workbook(catalogue, authority, (&sheets, identity), language)
}

/// The same workbook with rows beneath the headings instead of the example; only the registers given.
///
/// A code given by its id is written by its label, several codes (`;` between them) in their columns; whole
/// numbers and dates known to the day are typed; anything else stands as it was given, mistakes included.
///
/// # Errors
/// As [`template`], and when a row names a field that the sheet does not have.
pub fn template_with_rows(
    catalogue: &Catalogue,
    authority: Authority<'_>,
    filled: &[Filled<'_>],
    language: Language,
    identity: Identity,
) -> Result<Vec<u8>, TemplateError> {
    let sheets = filled
        .iter()
        .map(|(id, rows)| Ok((kept(catalogue, authority, id)?, Some(rows.as_slice()))));
    let sheets = sheets.collect::<Result<Vec<_>, TemplateError>>()?;
    workbook(catalogue, authority, (&sheets, identity), language)
}

/// The name of a register's sheet in a template.
#[must_use]
pub fn sheet_name(register: &Register, language: Language) -> String {
    let many = register.many.get(language);
    let mut letters = many.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    valid_name(&capital)
}

/// A name as spreadsheets allow it: no more than 31 characters, none of them reserved.
pub(crate) fn valid_name(name: &str) -> String {
    let allowed: String = name
        .chars()
        .map(|c| {
            if "[]:*?/\\".contains(c) || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let short: String = allowed.trim_matches([' ', '\'']).chars().take(31).collect();
    short.trim_end_matches([' ', '\'']).to_owned()
}

/// A workbook that says nothing of when or where it was made.
pub(crate) fn new_workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // The room has no clock: a fixed day, so that the same catalogue gives the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_author("sintra")
            .set_creation_datetime(&day),
    );
    Ok(book)
}

type Sheet<'c, 'r> = (Form<'c>, Option<&'r [Vec<(&'r str, String)>]>);

fn kept<'c>(catalogue: &'c Catalogue, authority: Authority<'_>, id: &str) -> Result<Form<'c>, TemplateError> {
    let form = Form::of(catalogue, id).ok_or_else(|| TemplateError::UnknownRegister(id.to_owned()))?;
    if authority.keeps(form.register()) {
        return Ok(form);
    }
    Err(TemplateError::NotKept {
        register: id.to_owned(),
        authority: authority.id().to_owned(),
    })
}

/// The registers an authority keeps, in the order of the Diagnosis' paragraphs.
fn kept_by<'c>(catalogue: &'c Catalogue, authority: Authority<'_>) -> Vec<Form<'c>> {
    let mut kept: Vec<&Register> = catalogue
        .registers()
        .filter(|register| authority.keeps(register))
        .collect();
    kept.sort_by_key(|register| (first_paragraph(register), &register.id));
    kept.into_iter()
        .filter_map(|register| Form::of(catalogue, &register.id))
        .collect()
}

fn first_paragraph(register: &Register) -> u32 {
    let numbers = register
        .basis
        .iter()
        .filter_map(|basis| basis.strip_prefix('¶')?.parse().ok());
    numbers.min().unwrap_or(u32::MAX)
}

fn workbook(
    catalogue: &Catalogue,
    authority: Authority<'_>,
    (sheets, identity): (&[Sheet<'_, '_>], Identity),
    language: Language,
) -> Result<Vec<u8>, TemplateError> {
    let identity = identity.granted(catalogue, Some(authority));
    if sheets.is_empty() {
        return Err(TemplateError::NothingKept(authority.id().to_owned()));
    }
    let mut book = new_workbook(words(language).title)?;
    let mut dresser = Dresser::new(language);
    let forms: Vec<&Form<'_>> = sheets.iter().map(|(form, _)| form).collect();
    instructions::write(
        book.add_worksheet(),
        catalogue,
        authority,
        (&forms, identity),
        &dresser.look,
        language,
    )?;
    for (form, rows) in sheets {
        rows::register_sheet(book.add_worksheet(), form, *rows, identity, &mut dresser)?;
    }
    mark(book.add_worksheet(), catalogue, authority, &forms, language)?;
    dresser.choices.write(book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}

/// What the template says of itself to the check, a key and a value a row.
fn mark(
    sheet: &mut Worksheet,
    catalogue: &Catalogue,
    authority: Authority<'_>,
    forms: &[&Form<'_>],
    language: Language,
) -> Result<(), XlsxError> {
    sheet.set_name(MARK_SHEET)?.set_hidden(true);
    let mut lines = vec![
        ("format".to_owned(), FORMAT.to_owned()),
        ("authority".to_owned(), authority.id().to_owned()),
        ("edition".to_owned(), catalogue.edition().to_owned()),
        ("language".to_owned(), language.code().to_owned()),
    ];
    let version = |form: &&Form<'_>| {
        let register = form.register();
        (format!("version {}", register.id), register.version.to_string())
    };
    lines.extend(forms.iter().map(version));
    for (row, (key, value)) in (0u32..).zip(lines) {
        sheet.write_string(row, 0, key)?.write_string(row, 1, value)?;
    }
    Ok(())
}
