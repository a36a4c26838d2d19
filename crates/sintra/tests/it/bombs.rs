//! Files built to do harm: refused at once, with little memory, and nothing of them is stored.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    hostile::check,
    house::{json, run_well},
};

const SPREADSHEET: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The parts of a workbook of one sheet, but for the sheet itself and its texts.
fn frame() -> [(&'static str, String); 4] {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let part =
        |path: &str, is: &str| format!("<Override PartName=\"/xl/{path}.xml\" ContentType=\"{kind}.{is}+xml\"/>");
    let parts = [
        part("workbook", "sheet.main"),
        part("worksheets/sheet1", "worksheet"),
        part("sharedStrings", "sharedStrings"),
    ];
    let types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.\
         openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{}</Types>",
        parts.concat()
    );
    let link =
        |id: &str, is: &str, to: &str| format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{is}\" Target=\"{to}\"/>");
    let links = |inner: String| format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>");
    let book = format!(
        "<workbook {SPREADSHEET} xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let inner = link("r1", "worksheet", "worksheets/sheet1.xml") + &link("r2", "sharedStrings", "sharedStrings.xml");
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", links(link("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links(inner)),
    ]
}

/// A workbook whose one sheet and whose texts are these; `zeros` MiB of zeros stand inside the sheet's cell.
fn workbook(path: &Path, before: &str, zeros: usize, after: &str, texts: &str) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    let options = SimpleFileOptions::default();
    for (name, text) in frame().into_iter().chain([("xl/sharedStrings.xml", texts.to_owned())]) {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    zip.write_all(before.as_bytes()).unwrap();
    let block = vec![b'0'; 1 << 20];
    (0..zeros).for_each(|_| zip.write_all(&block).unwrap());
    zip.write_all(after.as_bytes()).unwrap();
    zip.finish().unwrap();
}

fn no_texts() -> String {
    format!("<sst {SPREADSHEET} count=\"0\" uniqueCount=\"0\"></sst>")
}

/// Opens a sheet at a first cell of text, and closes it.
fn sheet(text: &str) -> (String, String) {
    let open = format!("<worksheet {SPREADSHEET}><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{text}");
    (open, "</t></is></c></row></sheetData></worksheet>".to_owned())
}

/// The file is refused in time, with this finding, and an import of it stores nothing.
fn is_refused(path: &Path, code: &str, most: Duration) {
    let seen = check(path);
    assert_eq!(seen.status.code(), Some(4), "{}", seen.said);
    assert!(
        json(&seen.said)["counts"][code].is_u64(),
        "{code} is not said: {}",
        seen.said
    );
    assert!(seen.took < most, "{} took {:?}", path.display(), seen.took);
    let store = path.with_extension("store");
    let arguments = [
        "import",
        path.to_str().unwrap(),
        "--authority",
        "pros-09-cmx",
        "--period",
        "2016",
        "--json",
    ];
    assert!(json(&run_well(&store, &arguments, &[4]))["receipt"].is_null());
    assert_eq!(run_well(&store, &["returns"], &[0]), "");
    assert!(!run_well(&store, &["log"], &[0]).contains("receive"));
    assert_eq!(files(&store), [store.join("sintra.db"), store.join("temporary/door")]);
}

/// Every file under a folder, those of the open database's journal aside.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push(path)
        }
    }
    found.retain(|path| !path.to_string_lossy().ends_with("-wal") && !path.to_string_lossy().ends_with("-shm"));
    found.sort();
    found
}

#[test]
fn half_a_gigabyte_of_zeros_in_a_workbook_is_refused_within_five_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let (path, (before, after)) = (folder.path().join("zeros.xlsx"), sheet(""));
    workbook(&path, &before, 512, &after, &no_texts());
    assert!(fs::metadata(&path).unwrap().len() < 2 << 20);
    is_refused(&path, "F-007", Duration::from_secs(5));
}

#[test]
fn a_workbook_that_declares_four_thousand_million_texts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, (before, after)) = (folder.path().join("texts.xlsx"), sheet("sex"));
    let texts = format!("<sst {SPREADSHEET} count=\"1\" uniqueCount=\"4294967295\"><si><t>sex</t></si></sst>");
    workbook(&path, &before, 0, &after, &texts);
    is_refused(&path, "F-010", Duration::from_secs(5));
}

#[test]
fn a_cell_in_the_last_corner_of_the_sheet_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (path, (before, _)) = (folder.path().join("far.xlsx"), sheet("sex"));
    let after = "</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    workbook(&path, &before, 0, after, &no_texts());
    is_refused(&path, "F-011", Duration::from_secs(5));
}

#[test]
fn a_billion_laughs_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("laughs.xlsx");
    let entity = |at: usize| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10));
    let entities: String = (1..10).map(entity).collect();
    let (open, after) = sheet("&l9;");
    let before = format!("<!DOCTYPE x [<!ENTITY l0 \"lol\">{entities}]>{open}");
    workbook(&path, &before, 0, &after, &no_texts());
    is_refused(&path, "F-006", Duration::from_secs(5));
}

#[test]
fn a_gigabyte_of_nothing_is_refused_under_whatever_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["nothing.csv", "nothing.xlsx"] {
        let path = folder.path().join(name);
        File::create(&path).unwrap().set_len(1 << 30).unwrap();
        is_refused(&path, "F-002", Duration::from_secs(60));
    }
}
