//! The annotated copy: the same file to the check, and a marked one to its reader.

use std::io::{Cursor, Read, Write};

use catalogue::{Catalogue, Language};
use intake::{Annotator, Asked, Filled, Identity, Limits, Outcome, read, template, template_with_rows};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::checking::{authority, catalogue, checked, lines};
use crate::gathered::{Event, gather_read};
use crate::template::{part, row, victim};

fn annotated(catalogue: &Catalogue, bytes: &[u8], name: &str, outcome: &Outcome, language: Language) -> Vec<u8> {
    annotated_within(catalogue, bytes, name, outcome, language, u64::MAX)
}

fn annotated_within(
    catalogue: &Catalogue,
    bytes: &[u8],
    name: &str,
    outcome: &Outcome,
    language: Language,
    cells: u64,
) -> Vec<u8> {
    let asked = Asked {
        authority: Some(authority(catalogue).id()),
        ..Asked::default()
    };
    let mut annotator = Annotator::new(catalogue, asked, &outcome.findings, language).cells_max(cells);
    read(Cursor::new(bytes), name, &Limits::default(), &mut annotator).ok();
    annotator.finish().unwrap()
}

/// The same workbook with one text in the place of another, as if typed over.
fn corrected(bytes: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut copy = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "xl/sharedStrings.xml" {
            let mut strings = String::from_utf8(text).unwrap();
            for (was, is) in changes {
                assert!(strings.contains(&format!(">{was}<")), "{was}");
                strings = strings.replace(&format!(">{was}<"), &format!(">{is}<"));
            }
            text = strings.into_bytes();
        }
        copy.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        copy.write_all(&text).unwrap();
    }
    copy.finish().unwrap().into_inner()
}

/// A return in our own template with a few mistakes.
fn with_mistakes(catalogue: &Catalogue) -> Vec<u8> {
    let mut wrong = victim();
    wrong.retain(|(field, _)| !["local_id", "marital_status", "age"].contains(field));
    wrong.extend(row(&[
        ("local_id", "0043"),
        ("age_band", "=de todo"),
        ("recorded_on", "31/02/2017"),
    ]));
    let empty = row(&[("local_id", "0044"), ("sex", "F"), ("detected_on", "2017-03-01")]);
    let filled: [Filled<'_>; 2] = [("victims", vec![victim(), wrong, empty]), ("investigations", vec![])];
    template_with_rows(
        catalogue,
        authority(catalogue),
        &filled,
        Language::Es,
        Identity::Refused,
    )
    .unwrap()
}

fn assert_same(original: &Outcome, copy: &Outcome) {
    assert_eq!(lines(original), lines(copy));
    assert_eq!(original.findings.counts(), copy.findings.counts());
    assert_eq!(original.parts, copy.parts);
}

#[test]
fn the_copy_has_the_findings_of_the_original_and_corrected_has_none() {
    let catalogue = catalogue();
    let original = with_mistakes(&catalogue);
    let (outcome, _) = checked(&catalogue, &original, "entrega.xlsx");
    let codes: Vec<String> = outcome.findings.counts().keys().map(ToString::to_string).collect();
    assert!(
        codes.iter().any(|code| code == "C-001") && codes.iter().any(|code| code == "C-003"),
        "{codes:?}"
    );
    for language in Language::ALL {
        let copy = annotated(&catalogue, &original, "entrega.xlsx", &outcome, language);
        let (again, _) = checked(&catalogue, &copy, "entrega.xlsx");
        assert_same(&outcome, &again);
        let twice = annotated(&catalogue, &copy, "entrega.xlsx", &again, language);
        assert_same(&outcome, &checked(&catalogue, &twice, "entrega.xlsx").0);
    }
}

#[test]
fn a_corrected_copy_is_clean() {
    let catalogue = catalogue();
    let mut wrong = victim();
    wrong.retain(|(field, _)| *field != "age");
    wrong.extend(row(&[("age_band", "=de todo"), ("recorded_on", "31/02/2017")]));
    let filled: [Filled<'_>; 1] = [("victims", vec![wrong])];
    let original = template_with_rows(
        &catalogue,
        authority(&catalogue),
        &filled,
        Language::Es,
        Identity::Refused,
    )
    .unwrap();
    let (outcome, kept) = checked(&catalogue, &original, "x.xlsx");
    assert_eq!(kept.waiting, 1, "{:#?}", lines(&outcome));
    assert!(lines(&outcome).len() >= 2);
    let copy = annotated(&catalogue, &original, "x.xlsx", &outcome, Language::Es);
    let band = &catalogue.list("age_band").unwrap().codes()[0].label.es;
    let mended = corrected(&copy, &[("=de todo", band), ("31/02/2017", "2017-02-28")]);
    let (outcome, kept) = checked(&catalogue, &mended, "x.xlsx");
    assert_eq!((lines(&outcome), kept.rows.len()), (Vec::new(), 1));
}

#[test]
fn a_template_sent_back_untouched_is_copied_whole() {
    let catalogue = catalogue();
    let original = template(&catalogue, authority(&catalogue), None, Language::Es, Identity::Refused).unwrap();
    let (outcome, _) = checked(&catalogue, &original, "x.xlsx");
    let copy = annotated(&catalogue, &original, "x.xlsx", &outcome, Language::Es);
    assert_same(&outcome, &checked(&catalogue, &copy, "x.xlsx").0);
    let sheets = |bytes: &[u8]| -> Vec<(String, bool)> {
        let events = gather_read(bytes, "x.xlsx").events.into_iter();
        let sheets = events.filter_map(|event| match event {
            Event::Sheet(_, name, visible) => Some((name, visible)),
            _ => None,
        });
        sheets.collect()
    };
    let (before, after) = (sheets(&original), sheets(&copy));
    assert_eq!(after[0], ("Hallazgos".to_owned(), true));
    assert_eq!(after[1..], before[..]);
}

#[test]
fn marks_notes_links_and_drop_downs_are_in_the_copy() {
    let catalogue = catalogue();
    let original = with_mistakes(&catalogue);
    let (outcome, _) = checked(&catalogue, &original, "x.xlsx");
    let copy = annotated(&catalogue, &original, "x.xlsx", &outcome, Language::Es);
    let styles = part(&copy, "xl/styles.xml");
    assert!(
        styles.contains("FFF4B0A8") && styles.contains("FFFFE699"),
        "no colour of errors or of warnings"
    );
    let sheet = part(&copy, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains("type=\"list\"") && sheet.contains("ySplit=\"2\"") && sheet.contains("hidden=\"1\""));
    assert!(!sheet.contains("<f>"), "a text became a formula");
    let notes = part(&copy, "xl/comments1.xml");
    assert!(notes.contains("Error C-001") && notes.contains("→ "), "{notes}");
    let list = part(&copy, "xl/worksheets/sheet1.xml");
    assert!(list.contains("location=\"'Víctimas directas'!"));
    let strings = part(&copy, "xl/sharedStrings.xml");
    for word in ["Hallazgos de la revisión", "Qué está mal", "Grupo de edad", "C-001"] {
        assert!(strings.contains(word), "{word}");
    }
}

/// Somebody's own workbook: titles above, columns of their own, every kind of cell, a hidden sheet.
fn own_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet().set_name("Víctimas directas").unwrap();
    sheet
        .write(0, 0, "Fiscalía")
        .unwrap()
        .write(1, 2, "Primer semestre")
        .unwrap();
    let headings = [
        "Sexo",
        "Edad",
        "Nacionalidad",
        "Fecha de detección",
        "Delito",
        "Color",
        "Estado civil",
        "Situación migratoria",
        "Grupo vulnerable",
        "Destino",
        "Forma de explotación",
        "Forma de captación",
    ];
    sheet.write_row(3, 1, headings).unwrap();
    let rest = ["S.I.", "S.I.", "S.I.", "S.I.", "S.I.", "S.I."];
    for row in 4..9 {
        sheet.write_row(row, 1, ["M", "17", "México"]).unwrap();
        sheet.write(row, 5, "art. 10").unwrap();
        sheet.write_row(row, 7, rest).unwrap();
    }
    sheet.write(4, 4, ExcelDateTime::from_ymd(2017, 2, 3).unwrap()).unwrap();
    sheet
        .write_with_format(4, 4, ExcelDateTime::from_ymd(2017, 2, 3).unwrap(), &date)
        .unwrap();
    sheet.write(5, 4, "03/02/2017").unwrap().write(5, 2, 17.5).unwrap();
    sheet.write(6, 4, 2017).unwrap().write(6, 6, true).unwrap();
    sheet
        .write_formula(7, 4, Formula::new("=#REF!").set_result("#REF!"))
        .unwrap();
    sheet.write(8, 4, "  @mañana ").unwrap();
    sheet.write(10, 1, "Total").unwrap().write(10, 2, 5).unwrap();
    let hidden = book.add_worksheet().set_name("Borrador").unwrap().set_hidden(true);
    hidden.write(5, 5, "nada").unwrap();
    book.add_worksheet().set_name("Vacía").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn every_value_of_somebodys_own_workbook_stands_where_it_stood() {
    let catalogue = catalogue();
    let original = own_workbook();
    let (outcome, _) = checked(&catalogue, &original, "x.xlsx");
    let copy = annotated(&catalogue, &original, "x.xlsx", &outcome, Language::Es);
    let values = |bytes: &[u8]| -> Vec<Event> {
        let events = gather_read(bytes, "x.xlsx").events.into_iter();
        let events = events.filter(|event| !matches!(event, Event::Notice(_)));
        let own = events.skip_while(|event| !matches!(event, Event::Sheet(_, name, _) if name == "Víctimas directas"));
        let own = own.take_while(|event| !matches!(event, Event::Sheet(_, name, _) if name == "_sintra_listas"));
        let own = own.map(|event| match event {
            Event::Sheet(_, name, visible) => Event::Sheet(0, name, visible),
            other => other,
        });
        own.collect()
    };
    assert_eq!(values(&original), values(&copy));
    assert_same(&outcome, &checked(&catalogue, &copy, "x.xlsx").0);
}

#[test]
fn a_text_file_becomes_a_workbook_without_formulas() {
    let catalogue = catalogue();
    let text = "Número interno,Sexo,Edad,Nacionalidad,Fecha de detección,Delitos de la Ley General,Estado civil,\
        Situación migratoria,Grupo en situación de vulnerabilidad,Entidad de destino,Forma de explotación,Forma de captación\n\
        0007,F,19,México,15/02/2017,art10,S.I.,S.I.,S.I.,S.I.,S.I.,S.I.\n\
        0008,F,+20,=1+1,2017-02-16,@art,S.I.,S.I.,S.I.,S.I.,S.I.,S.I.\n\
        0009,F,21,México,06/2017,-,S.I.,S.I.,S.I.,S.I.,S.I.,S.I.\n";
    let (outcome, _) = checked(&catalogue, text.as_bytes(), "v.csv");
    let copy = annotated(&catalogue, text.as_bytes(), "v.csv", &outcome, Language::Es);
    assert!(!part(&copy, "xl/worksheets/sheet2.xml").contains("<f>"));
    let (again, _) = checked(&catalogue, &copy, "v.xlsx");
    // What was said of the text as a text (its encoding, its commas) is not said of a workbook.
    let bare = |outcome: &Outcome| -> Vec<String> {
        let lines = lines(outcome).into_iter().filter(|line| !line.starts_with("F-1"));
        lines.map(|line| line.replace("Víctimas directas!", "!")).collect()
    };
    assert_eq!(bare(&outcome), bare(&again));
    let read = gather_read(&copy, "v.xlsx");
    let table = read.rows();
    let line = table.iter().find(|(_, cells)| cells[0].1 == "0007").unwrap();
    assert_eq!((line.1[2].1.as_str(), line.1[4].1.as_str()), ("#19", "@2017-02-15"));
    assert!(
        read.events
            .iter()
            .any(|event| matches!(event, Event::Sheet(1, name, true) if name == "Víctimas directas"))
    );
}

#[test]
fn a_text_that_is_of_no_register_is_copied_as_data() {
    let catalogue = catalogue();
    let text = "a,b\n1,=2\n";
    let (outcome, _) = checked(&catalogue, text.as_bytes(), "v.csv");
    let copy = annotated(&catalogue, text.as_bytes(), "v.csv", &outcome, Language::En);
    let events = gather_read(&copy, "v.xlsx").events;
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Sheet(0, name, _) if name == "Findings"))
    );
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Sheet(1, name, _) if name == "Data"))
    );
    assert!(events.contains(&Event::Row(2, vec![(0, "1".to_owned()), (1, "=2".to_owned())])));
}

#[test]
fn too_many_cells_or_a_refused_file_get_the_list_alone() {
    let catalogue = catalogue();
    let original = with_mistakes(&catalogue);
    let (outcome, _) = checked(&catalogue, &original, "x.xlsx");
    let list = annotated_within(&catalogue, &original, "x.xlsx", &outcome, Language::Es, 50);
    let sheets = gather_read(&list, "x.xlsx").events;
    assert_eq!(
        sheets.iter().filter(|event| matches!(event, Event::Sheet(..))).count(),
        1
    );
    assert!(part(&list, "xl/sharedStrings.xml").contains("demasiado grande"));
    let damaged = &original[..original.len() / 2];
    let list = annotated(&catalogue, damaged, "x.xlsx", &outcome, Language::Es);
    assert!(part(&list, "xl/sharedStrings.xml").contains("no pudo leerse"));
}

#[test]
fn a_thousand_equal_mistakes_are_listed_and_more_are_counted() {
    let catalogue = catalogue();
    let mut wrong = victim();
    wrong.retain(|(field, _)| !["local_id", "sex"].contains(field));
    wrong.extend(row(&[("sex", "otra cosa")]));
    let filled: [Filled<'_>; 1] = [("victims", vec![wrong; 1_200])];
    let original = template_with_rows(
        &catalogue,
        authority(&catalogue),
        &filled,
        Language::Es,
        Identity::Refused,
    )
    .unwrap();
    let (outcome, _) = checked(&catalogue, &original, "x.xlsx");
    let copy = annotated(&catalogue, &original, "x.xlsx", &outcome, Language::Es);
    assert!(part(&copy, "xl/sharedStrings.xml").contains("los primeros 1000"));
    assert_same(&outcome, &checked(&catalogue, &copy, "x.xlsx").0);
}
