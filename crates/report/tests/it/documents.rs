//! The PDF document and the workbook: that they are written, always the same, and that no words of people
//! become commands in them.

use std::{collections::BTreeSet, io::Cursor, thread};

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use catalogue::Language;
use report::{pdf, workbook};

use crate::small::{HOSTILE, Small, authority};

/// A small country with hostile words wherever people write.
fn hostile() -> Small {
    let mut small = Small::new();
    small.authorities = vec![authority("pros-01", HOSTILE)];
    for line in &mut small.vintage.returns {
        line.authority.es = HOSTILE.to_owned();
    }
    for table in &mut small.tables {
        for row in &mut table.rows {
            row.label.es = format!("{HOSTILE}\"\n{{}}");
        }
    }
    small
}

#[test]
fn the_same_diagnosis_gives_the_same_bytes() {
    let small = Small::new();
    let diagnosis = small.diagnosis();
    let one = pdf(&diagnosis, Language::Es).unwrap();
    let other = thread::scope(|scope| {
        let thread = scope.spawn(|| pdf(&diagnosis, Language::Es).unwrap());
        thread.join().unwrap()
    });
    assert!(one == other && one.starts_with(b"%PDF-"));
    assert!(one != pdf(&diagnosis, Language::En).unwrap());
    assert!(workbook(&diagnosis).unwrap() == workbook(&Small::new().diagnosis()).unwrap());
}

#[test]
fn the_document_conforms_to_the_standard_for_those_who_do_not_see_it() {
    for small in [Small::new(), Small::empty(), hostile()] {
        let bytes = pdf(&small.diagnosis(), Language::Es).unwrap();
        let claim = b"pdfuaid:part";
        assert!(bytes.windows(claim.len()).any(|window| window == claim));
    }
}

#[test]
fn the_document_is_of_the_day_of_the_vintage() {
    let bytes = pdf(&Small::new().diagnosis(), Language::En).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("2026-11-02"));
}

#[test]
fn letters_that_no_font_has_do_not_keep_the_document_from_being_written() {
    let mut small = Small::new();
    small.authorities = vec![authority("pros-01", "漢字 \u{10ffff}")];
    assert!(pdf(&small.diagnosis(), Language::Es).unwrap().starts_with(b"%PDF-"));
}

fn read(small: &Small) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(workbook(&small.diagnosis()).unwrap())).unwrap()
}

/// The rows of a sheet whose first cell is a text.
fn row<'r>(sheet: &'r Range<Data>, first: &str) -> &'r [Data] {
    let is_it = |row: &&[Data]| row.first() == Some(&Data::String(first.to_owned()));
    sheet.rows().find(is_it).unwrap_or_else(|| panic!("no row {first}"))
}

#[test]
fn every_table_has_a_sheet_with_numbers_and_percentages() {
    let small = Small::new();
    let mut book = read(&small);
    let names = book.sheet_names();
    assert_eq!(names.len(), 3 + small.tables.len());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let sheet = book.worksheet_range("people.by_sex").unwrap();
    let women = row(&sheet, "F");
    assert_eq!(
        women[1..5],
        [
            Data::String("Mujer".into()),
            Data::String("Female".into()),
            Data::String("sí · yes".into()),
            Data::Float(9.0),
        ]
    );
    let Data::Float(share) = women[5] else {
        panic!("{women:?}")
    };
    assert!((share - 9.0 / 11.0).abs() < 1e-12);
    let unknown = row(&sheet, "SI");
    assert_eq!(
        (&unknown[3], &unknown[4]),
        (&Data::String("sin dato · not known".into()), &Data::Float(4.0))
    );
    assert_eq!(row(&sheet, "*")[4], Data::Float(16.0));
    assert_eq!(women[8], Data::String("people.by_sex[F]".into()));
    let two = book.worksheet_range("people.state_by_sex").unwrap();
    assert_eq!(
        (&row(&two, "01")[4], &row(&two, "01")[5]),
        (&Data::Float(7.0), &Data::Float(1.0))
    );
}

#[test]
fn the_index_names_every_table() {
    let small = Small::new();
    let index = read(&small).worksheet_range("index").unwrap();
    for table in &small.tables {
        assert_eq!(row(&index, &table.id)[3], Data::Float(table.total as f64));
    }
}

#[test]
fn no_words_become_a_formula() {
    let small = hostile();
    let mut book = read(&small);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{name}");
    }
    let sheet = book.worksheet_range("authorities").unwrap();
    assert_eq!(row(&sheet, "pros-01")[1], Data::String(HOSTILE.to_owned()));
}
