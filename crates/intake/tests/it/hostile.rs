//! Files made to do harm, and files that others' readers stumbled over.

use std::io::{Cursor, Write};

use intake::{Limits, NoticeKind as Kind};
use zip::write::SimpleFileOptions;

use crate::gathered::{archive, gather, gather_within, outside, refusal, workbook};

/// Files on which the library beneath aborts or asks for all memory: only a
/// child process may open them.
const CHILD_PROCESS_ONLY: [&str; 3] = ["OOM_alloc.xls", "OOM_alloc2.xls", "OOM_alloc3.xls"];

const SHEET: &str = r#"<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData>"#;

#[test]
fn every_file_that_hurt_somebody_gives_rows_or_a_refusal() {
    let Some(folder) = outside("hostile") else {
        return;
    };
    let mut told = Vec::new();
    for entry in ["calamine", "readxl"]
        .iter()
        .flat_map(|sub| std::fs::read_dir(folder.join(sub)).unwrap())
    {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let table = [".xlsx", ".xlsb", ".xlsm", ".ods", ".xls"]
            .iter()
            .any(|ending| name.ends_with(ending));
        if !table || CHILD_PROCESS_ONLY.contains(&name.as_str()) {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let outcome = std::panic::catch_unwind(|| gather(&bytes, &name));
        told.push(match outcome {
            Err(_) => format!("{name}: PANIC in the library"),
            Ok((_, Err(refusal))) => format!("{name}: {}", refusal.0),
            Ok((gathered, Ok(()))) => {
                let empty = gathered.rows().is_empty();
                assert_eq!(empty, !gathered.of(Kind::NoRows).is_empty(), "{name}");
                continue;
            }
        });
    }
    told.sort();
    println!("{}", told.join("\n"));
}

#[test]
fn a_text_bomb_is_refused_from_its_directory() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .unwrap();
    let zeros = vec![0; 1 << 20];
    (0..512).for_each(|_| zip.write_all(&zeros).unwrap());
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(refusal(&bomb, "x.xlsx"), Kind::UnpacksTooLarge);
}

#[test]
fn a_bomb_that_declares_a_small_size_is_refused_while_unpacking() {
    let mut bomb = workbook(SHEET, &[("xl/sharedStrings.xml", &vec![b' '; 64 << 20])]);
    // The true size stands in the local and in the central header.
    let (size, lie) = ((64u32 << 20).to_le_bytes(), 100_000u32.to_le_bytes());
    let places: Vec<_> = memchr::memmem::find_iter(&bomb, &size).collect();
    assert_eq!(places.len(), 2);
    places.into_iter().for_each(|at| bomb[at..at + 4].copy_from_slice(&lie));
    assert_eq!(refusal(&bomb, "x.xlsx"), Kind::Damaged);
}

#[test]
fn an_absurd_count_of_shared_texts_is_refused() {
    for count in [
        "4294967295",
        "18446744073709551615",
        "99999999999999999999999",
        "100000",
    ] {
        let texts = format!(r#"<?xml version="1.0"?><sst count="1" uniqueCount="{count}"><si><t>x</t></si></sst>"#);
        let file = workbook(SHEET, &[("xl/sharedStrings.xml", texts.as_bytes())]);
        assert_eq!(refusal(&file, "x.xlsx"), Kind::SharedStringCount, "{count}");
    }
    let padded = format!("<!--{}--><sst uniqueCount = '4294967295'/>", " ".repeat(100_000));
    let file = workbook(SHEET, &[("xl/SharedStrings.xml", padded.as_bytes())]);
    assert_eq!(refusal(&file, "x.xlsx"), Kind::SharedStringCount);
}

#[test]
fn a_far_cell_is_refused() {
    for cell in ["XFD1048576", "A1048576", "GS1", "IV5"] {
        let row: String = cell.chars().filter(char::is_ascii_digit).collect();
        let sheet = format!(r#"<sheetData><row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>"#);
        assert_eq!(refusal(&workbook(&sheet, &[]), "x.xlsx"), Kind::FarCell, "{cell}");
    }
    let styled = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row></sheetData>"#;
    assert_eq!(
        gather(&workbook(styled, &[]), "x.xlsx").1,
        Ok(()),
        "an empty cell is nowhere"
    );
}

#[test]
fn a_part_that_no_workbook_has_is_refused() {
    for name in [
        "../../etc/passwd",
        "/etc/passwd",
        "xl\\..\\..\\x.xml",
        "C:\\x.xml",
        "run.exe",
        "xl/a.zip",
        "word/document.xml",
    ] {
        assert_eq!(
            refusal(&workbook(SHEET, &[(name, b"x")]), "x.xlsx"),
            Kind::ForbiddenPart,
            "{name}"
        );
    }
}

#[test]
fn a_link_in_the_archive_is_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("xl/workbook.xml", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    assert_eq!(
        refusal(&zip.finish().unwrap().into_inner(), "x.xlsx"),
        Kind::ForbiddenPart
    );
}

#[test]
fn a_hundred_thousand_parts_are_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in 0..100_000 {
        zip.start_file(format!("xl/{part}.xml"), SimpleFileOptions::default())
            .unwrap();
    }
    assert_eq!(
        refusal(&zip.finish().unwrap().into_inner(), "x.xlsx"),
        Kind::TooManyParts
    );
}

#[test]
fn macros_are_refused_under_any_name() {
    assert_eq!(
        refusal(&workbook(SHEET, &[("xl/vbaProject.bin", b"x")]), "x.xlsx"),
        Kind::Macros
    );
    assert_eq!(
        refusal(&workbook(SHEET, &[("xl/macrosheets/sheet1.xml", b"<x/>")]), "x.xlsx"),
        Kind::Macros
    );
    let types = br#"<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>"#;
    let file = archive(&[("[Content_Types].xml", types), ("xl/workbook.xml", b"<workbook/>")]);
    assert_eq!(refusal(&file, "x.xlsx"), Kind::Macros);
}

#[test]
fn rows_that_run_backwards_are_refused() {
    let sheet =
        r#"<sheetData><row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>"#;
    assert_eq!(refusal(&workbook(sheet, &[]), "x.xlsx"), Kind::Damaged);
    let sheet = format!("<dimension ref=\"B9:A1\"/>{SHEET}");
    assert_eq!(refusal(&workbook(&sheet, &[]), "x.xlsx"), Kind::Damaged);
}

#[test]
fn entities_are_never_expanded() {
    let lol = r#"<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>"#;
    let sheet = format!("{lol}{}", SHEET.replace("<t>x</t>", "<t>&b;&f;</t>"));
    let (gathered, outcome) = gather(&workbook(&sheet, &[]), "x.xlsx");
    let shown = format!("{:?}", gathered.rows());
    assert!(
        outcome.is_err() || !(shown.contains("lol") || shown.contains("root")),
        "{shown}"
    );
}

#[test]
fn a_shared_text_repeated_without_end_is_refused() {
    let texts = format!("<sst><si><t>{}</t></si></sst>", "y".repeat(30_000));
    let rows: String = (1..=20_000)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let file = workbook(
        &format!("<sheetData>{rows}</sheetData>"),
        &[("xl/sharedStrings.xml", texts.as_bytes())],
    );
    assert_eq!(refusal(&file, "x.xlsx"), Kind::UnpacksTooLarge);
}

#[test]
fn an_archive_cut_anywhere_is_refused() {
    let file = workbook(SHEET, &[]);
    for length in (4..file.len()).step_by(37) {
        refusal(&file[..length], "x.xlsx");
    }
}

#[test]
fn an_archive_with_one_byte_changed_never_panics() {
    let file = workbook(SHEET, &[]);
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 0x55;
        let _ = gather_within(&changed, "x.xlsx", &Limits::default());
    }
}
