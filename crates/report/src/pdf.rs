//! The report as a PDF document to be printed and signed: the same texts, tables and charts as the pages, set
//! in type. What prints and what does not is said in [`body`]; the tables that do not are named where they
//! would stand.

mod body;
mod code;
mod listed;
mod table;
mod world;

use catalogue::Language;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{Diagnosis, book::Book};

use self::world::World;

/// Why a document could not be set: what the typesetter said. It is our fault, not the data's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfError(String);

impl std::fmt::Display for PdfError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the report could not be set as PDF: {}", self.0)
    }
}

impl std::error::Error for PdfError {}

/// How often other documents may be set before what this one left in the typesetter's memory goes.
const KEPT_ROUNDS: usize = 2;

/// Sets the report in one language. The same diagnosis gives the same bytes; the document is of the day on
/// which the vintage was frozen, whenever it is set.
///
/// # Errors
/// When the typesetter refuses what was written for it.
pub fn pdf(diagnosis: &Diagnosis<'_>, language: Language) -> Result<Vec<u8>, PdfError> {
    let book = Book::new(diagnosis, language);
    let written = body::write(&book);
    let world = World::new(written.code, written.drawings).map_err(PdfError)?;
    let document = typst::compile::<PagedDocument>(&world).output.map_err(said)?;
    let bytes = export(&book, &document);
    typst::comemo::evict(KEPT_ROUNDS);
    bytes
}

/// Writes the document to the standard for readers who do not see it (PDF/UA-1). A name with a letter that no
/// font of ours has keeps it from conforming, not from being written: then it is tagged and claims nothing.
fn export(book: &Book<'_>, document: &PagedDocument) -> Result<Vec<u8>, PdfError> {
    let standard = PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default();
    let conforming = typst_pdf::pdf(document, &options(book, standard));
    conforming
        .or_else(|_| typst_pdf::pdf(document, &options(book, PdfStandards::default())))
        .map_err(said)
}

fn options(book: &Book<'_>, standards: PdfStandards) -> PdfOptions {
    let facts = book.diagnosis.vintage;
    PdfOptions {
        ident: Smart::Custom(format!("{} {}", facts.id, book.language.code())),
        creator: Smart::Custom(Some("sintra".to_owned())),
        standards,
        ..PdfOptions::default()
    }
}

fn said(errors: impl IntoIterator<Item = typst::diag::SourceDiagnostic>) -> PdfError {
    let words: Vec<String> = errors.into_iter().map(|error| error.message.to_string()).collect();
    PdfError(words.join("; "))
}
