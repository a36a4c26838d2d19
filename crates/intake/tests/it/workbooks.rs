//! What a workbook hides, merges, computes or misdates.

use std::io::Cursor;

use calamine::{Data, Ods, Reader};
use intake::{Cell, NoticeKind as Kind};

use crate::gathered::{archive, gather_read, outside, refusal, show, workbook, workbook_with};

const CELL: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>"#;

fn data(rows: &str) -> String {
    format!("<sheetData>{rows}</sheetData>")
}

#[test]
fn hidden_rows_and_columns_are_read_and_told() {
    let sheet = format!(
        r#"<cols><col min="3" max="5" width="9" hidden="1"/></cols>{}"#,
        data(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>"#)
    );
    let gathered = gather_read(&workbook(&sheet, &[]), "x.xlsx");
    assert_eq!(gathered.rows().len(), 2);
    assert_eq!(gathered.of(Kind::HiddenRow)[0].row, Some(2));
    let columns = gathered.of(Kind::HiddenColumn);
    assert_eq!((columns[0].column, columns[0].value.as_str()), (Some(2), "C:E"));
    assert_eq!(columns[0].sheet.as_deref(), Some("Hoja1"));
}

#[test]
fn merged_cells_are_told() {
    let sheet = format!("{}<mergeCells><mergeCell ref=\"B2:D2\"/></mergeCells>", data(CELL));
    let gathered = gather_read(&workbook(&sheet, &[]), "x.xlsx");
    let merged = gathered.of(Kind::MergedCells);
    assert_eq!(
        (merged[0].row, merged[0].column, merged[0].value.as_str()),
        (Some(2), Some(1), "B2:D2")
    );
}

#[test]
fn a_formula_counts_and_one_without_value_is_worse() {
    let rows = r#"<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>SUM(A1)</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>A1</f></c></row>"#;
    let gathered = gather_read(&workbook(&data(rows), &[]), "x.xlsx");
    assert_eq!(gathered.rows(), [(1, vec![(0, "#2".into())])]);
    let formula = gathered.of(Kind::Formula);
    assert_eq!(
        (formula[0].value.as_str(), formula[0].row, formula[0].column),
        ("4", Some(1), Some(0))
    );
    let valueless: Vec<_> = gathered
        .of(Kind::FormulaWithoutValue)
        .iter()
        .map(|n| n.value.clone())
        .collect();
    assert_eq!(valueless, ["B1", "D1"]);
}

#[test]
fn an_error_value_is_an_error_and_told() {
    let rows = r##"<row r="3"><c r="B3" t="e"><v>#REF!</v></c></row>"##;
    let gathered = gather_read(&workbook(&data(rows), &[]), "x.xlsx");
    assert_eq!(gathered.rows(), [(3, vec![(1, "!#REF!".into())])]);
    let errors = gathered.of(Kind::ErrorValue);
    assert_eq!(
        (errors[0].row, errors[0].column, errors[0].value.as_str()),
        (Some(3), Some(1), "#REF!")
    );
}

#[test]
fn dates_follow_the_epoch_of_the_workbook() {
    let styles = br#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let rows = r#"<row r="1"><c r="A1" s="1"><v>42000</v></c><c r="B1" s="1"><v>42000.75</v></c><c r="C1"><v>42000</v></c><c r="D1" s="1"><v>0.5</v></c></row>"#;
    let parts: [(&str, &[u8]); 1] = [("xl/styles.xml", styles)];
    let from_1900 = gather_read(&workbook(&data(rows), &parts), "x.xlsx");
    assert_eq!(from_1900.table(), [["@2014-12-27", "@2014-12-27", "#42000", "#0.5"]]);
    let from_1904 = gather_read(
        &workbook_with(&data(rows), r#"<workbookPr date1904="1"/>"#, &parts),
        "x.xlsx",
    );
    assert_eq!(from_1904.table(), [["@2018-12-28", "@2018-12-28", "#42000", "#0.5"]]);
    assert!(from_1900.of(Kind::Epoch1904).is_empty());
    assert_eq!(from_1904.of(Kind::Epoch1904).len(), 1);
}

#[test]
fn a_lying_dimension_is_told() {
    let sheet = |dimension| {
        format!(
            "<dimension ref=\"{dimension}\"/>{}",
            data(r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>"#)
        )
    };
    for (dimension, lies) in [("A1:B1", 0), ("A1", 1), ("A1:XFD1048576", 1), ("C5:D9", 1)] {
        let gathered = gather_read(&workbook(&sheet(dimension), &[]), "x.xlsx");
        assert_eq!(gathered.of(Kind::DimensionLies).len(), lies, "{dimension}");
    }
}

#[test]
fn links_and_objects_are_told() {
    let parts: [(&str, &[u8]); 3] = [
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        ("xl/embeddings/oleObject1.bin", b"\xD0\xCF"),
        ("xl/media/image1.png", b"\x89PNG"),
    ];
    let gathered = gather_read(&workbook(&data(CELL), &parts), "x.xlsx");
    assert_eq!(gathered.of(Kind::ExternalLink)[0].value, "1");
    assert_eq!(gathered.of(Kind::EmbeddedObject)[0].value, "2");
}

#[test]
fn hidden_sheets_are_read_and_told() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "a").unwrap();
    book.add_worksheet()
        .set_name("oculta")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "b")
        .unwrap();
    let gathered = gather_read(&book.save_to_buffer().unwrap(), "x.xlsx");
    assert_eq!(gathered.rows().len(), 2);
    assert_eq!(gathered.of(Kind::HiddenSheet)[0].value, "oculta");
}

#[test]
fn a_workbook_without_a_filled_cell_is_told() {
    let gathered = gather_read(&workbook(&data(""), &[]), "x.xlsx");
    assert_eq!(gathered.of(Kind::NoRows).len(), 1);
}

fn ods(styles: &str, table: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn an_open_document_tells_what_it_hides_and_repeats() {
    let styles = r#"<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>"#;
    let table = r##"<table:table table:name="oculta" table:style-name="ta2"><table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>S&amp;I.<text:s text:c="2"/>x</text:p><text:p>y</text:p><office:annotation><text:p>nota</text:p></office:annotation></table:table-cell></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell/><table:table-cell office:value-type="float" office:value="3.5" table:formula="of:=1+2.5" table:number-columns-spanned="2"><text:p>3,5</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="2015-03-07T10:00:00"><text:p>7 mar</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell table:formula="of:=A1"/><table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"##;
    let gathered = gather_read(&ods(styles, table), "x.ods");
    let twice = vec![(0, "S&I.  x\ny".to_owned()), (1, "S&I.  x\ny".to_owned())];
    assert_eq!(
        gathered.rows(),
        [
            (1, twice.clone()),
            (2, twice),
            (3, vec![(1, "#3.5".into()), (3, "@2015-03-07".into())]),
            (4, vec![(0, "?true".into()), (2, "!#REF!".into())]),
        ]
    );
    assert_eq!(gathered.of(Kind::HiddenSheet)[0].value, "oculta");
    assert_eq!(gathered.of(Kind::HiddenColumn)[0].value, "B:C");
    assert_eq!(gathered.of(Kind::HiddenRow)[0].row, Some(3));
    assert_eq!(gathered.of(Kind::MergedCells)[0].value, "B3:C3");
    assert_eq!(gathered.of(Kind::Formula)[0].value, "2");
    assert_eq!(gathered.of(Kind::FormulaWithoutValue)[0].value, "B4");
}

#[test]
fn an_open_document_that_repeats_a_value_without_end_is_refused() {
    for row in [
        r#"<table:table-row><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="4294967295"/></table:table-row>"#,
        r#"<table:table-row table:number-rows-repeated="4294967295"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>"#,
    ] {
        let table = format!(r#"<table:table table:name="a">{row}</table:table>"#);
        assert_eq!(refusal(&ods("", &table), "x.ods"), Kind::FarCell);
    }
}

/// Our reader of OpenDocument against the library's, on files of others.
#[test]
fn open_documents_of_others_read_as_the_library_reads_them() {
    let Some(folder) = outside("hostile/calamine") else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".ods") || ["issue_594_dos.ods", "pass_protected.ods"].contains(&name.as_str()) {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let mut library = Ods::new(Cursor::new(&bytes)).unwrap();
        let mut expected = Vec::new();
        for sheet in library.sheet_names() {
            let range = library.worksheet_range(&sheet).unwrap();
            for (row, column, value) in range.used_cells().filter(|(_, _, value)| **value != Data::Empty) {
                let (row_first, column_first) = range.start().unwrap();
                let shown = match value {
                    Data::Float(number) => show(&Cell::Number(*number)),
                    Data::Bool(flag) => show(&Cell::Bool(*flag)),
                    Data::DateTimeIso(text) => format!("@{}", &text[..10]),
                    other => other.to_string(),
                };
                if !shown.is_empty() {
                    expected.push((row as u32 + row_first + 1, (column as u32 + column_first) as u16, shown));
                }
            }
        }
        let gathered = gather_read(&bytes, &name);
        let found: Vec<_> = gathered
            .rows()
            .into_iter()
            .flat_map(|(row, cells)| cells.into_iter().map(move |(column, text)| (row, column, text)))
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}
