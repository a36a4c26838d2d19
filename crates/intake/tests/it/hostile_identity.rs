//! Identity where it should not be or as nobody should write it: sealed or left out, and never told.

use intake::{Identity, Outcome};
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::gathered::workbook as raw_workbook;
use crate::sealing::{Row, Vault, catalogue, checked, codes, csv, jsonl, sealed, told, victim, workbook, write};

const NAME: &str = "Quetzallix";

fn says_nothing(outcome: &Outcome, vault: &Vault) {
    let told = told(catalogue(), outcome, vault);
    for piece in [NAME, "quetzallix", "QUETZALLIX", "BOXW31"] {
        assert!(!told.contains(piece), "{piece}: {told}");
    }
}

/// What each finding of a code is of.
fn found<'o>(outcome: &'o Outcome, code: &str) -> Vec<&'o register::Finding> {
    outcome.findings.kept().iter().filter(|one| one.code == code).collect()
}

#[test]
fn a_misspelt_heading_is_told_and_its_column_kept_nowhere() {
    for identity in [Identity::Sealed, Identity::Refused] {
        let rows = [victim("V-1", &[("Nonbre de la víctma", NAME), ("sex", "x")])];
        let (outcome, vault) = checked(&csv(&rows), "v.csv", Some("pros-21-pue"), identity);
        let found = found(&outcome, "M-021");
        assert_eq!(found.len(), 1, "{:?}", codes(&outcome));
        assert_eq!(
            (found[0].value.as_str(), found[0].other.as_str()),
            ("Nonbre de la víctma", "Nombre de la víctima")
        );
        assert_eq!(vault.waiting.len(), 1);
        says_nothing(&outcome, &vault);
    }
}

#[test]
fn the_second_column_of_one_field_is_neither_sealed_nor_kept() {
    let curp = "BOXW310820HNERXN09";
    let rows = [victim(
        "V-1",
        &[
            ("Nombre", "Ana"),
            ("given_name", NAME),
            ("CURP", curp),
            ("clave curp", curp),
        ],
    )];
    let (outcome, vault) = sealed(&csv(&rows), "v.csv");
    assert!(!outcome.refused, "{:?}", codes(&outcome));
    assert_eq!(found(&outcome, "M-004").len(), 2);
    assert_eq!(
        (vault.value(0, "given_name"), vault.value(0, "curp")),
        (Some("Ana"), Some(curp))
    );
    says_nothing(&outcome, &vault);
}

/// A victims' sheet with a column of names that a spreadsheet's means have been used on.
fn dressed(dress: impl Fn(&mut rust_xlsxwriter::Worksheet, u16)) -> (Outcome, Vault) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Víctimas").unwrap();
    let rows = [victim("V-1", &[("Nombre", NAME)]), victim("V-2", &[("Nombre", NAME)])];
    write(sheet, &rows);
    dress(sheet, u16::try_from(rows[0].len() - 1).unwrap());
    sealed(&book.save_to_buffer().unwrap(), "v.xlsx")
}

#[test]
fn hidden_merged_and_computed_names_are_sealed_like_any_other() {
    let (outcome, vault) = dressed(|sheet, column| {
        sheet.set_column_hidden(column).unwrap();
    });
    assert_eq!(found(&outcome, "F-103").len(), 1, "{:?}", codes(&outcome));
    assert_eq!(vault.value(1, "given_name"), Some(NAME));
    says_nothing(&outcome, &vault);

    let (outcome, vault) = dressed(|sheet, column| {
        sheet.merge_range(1, column, 2, column, NAME, &Format::new()).unwrap();
    });
    assert_eq!(found(&outcome, "F-104").len(), 1, "{:?}", codes(&outcome));
    assert_eq!(
        (vault.value(0, "given_name"), vault.value(1, "given_name")),
        (Some(NAME), None)
    );
    says_nothing(&outcome, &vault);

    let (outcome, vault) = dressed(|sheet, column| {
        let formula = Formula::new("=CONCATENATE(\"Quetza\",\"llix\")").set_result(NAME);
        sheet.write_formula(1, column, formula).unwrap();
    });
    assert_eq!(found(&outcome, "F-105").len(), 1, "{:?}", codes(&outcome));
    assert_eq!(vault.value(0, "given_name"), Some(NAME));
    says_nothing(&outcome, &vault);
}

#[test]
fn a_formula_as_text_stays_the_text_it_is() {
    let text = "=HYPERLINK(\"http://nadie.example\",\"Quetzallix\")";
    let (outcome, vault) = sealed(&csv(&[victim("V-1", &[("given_name", text)])]), "v.csv");
    assert_eq!(vault.value(0, "given_name"), Some(text));
    says_nothing(&outcome, &vault);
}

#[test]
fn every_sheet_has_its_own_columns() {
    let (one, other) = ([victim("V-1", &[])], [victim("V-2", &[("Nombre", NAME)])]);
    let (outcome, vault) = sealed(&workbook(&[("Víctimas", &one), ("Más víctimas", &other)]), "v.xlsx");
    assert_eq!(
        (vault.value(0, "given_name"), vault.value(1, "given_name")),
        (None, Some(NAME))
    );
    says_nothing(&outcome, &vault);
    // A sheet of no register is not read, and nothing of it is repeated.
    let notes: [Row<'_>; 1] = [vec![("a", "x"), ("b", NAME)]];
    let (outcome, vault) = sealed(&workbook(&[("Notas", &notes), ("Víctimas", &other)]), "v.xlsx");
    assert_eq!(found(&outcome, "M-001").len(), 1, "{:?}", codes(&outcome));
    says_nothing(&outcome, &vault);
}

#[test]
fn a_name_of_a_megabyte_is_refused_by_its_length() {
    let long = NAME.repeat(110_000);
    let rows = [victim("V-1", &[("given_name", &long)]), victim("V-2", &[])];
    for (bytes, name) in [(csv(&rows), "v.csv"), (jsonl(&rows), "v.jsonl")] {
        let (outcome, vault) = sealed(&bytes, name);
        assert_eq!(found(&outcome, "C-013").len(), 1, "{name}: {:?}", codes(&outcome));
        assert_eq!((vault.payloads.len(), vault.waiting.len()), (1, 1), "{name}");
        says_nothing(&outcome, &vault);
    }
}

#[test]
fn what_the_reader_notices_of_a_name_does_not_repeat_it() {
    let misread = "QuetzallixÃ\u{AD}a";
    let (outcome, vault) = sealed(&csv(&[victim("V-1", &[("given_name", misread)])]), "v.csv");
    assert_eq!(found(&outcome, "F-115")[0].value, "•••", "{:?}", codes(&outcome));
    says_nothing(&outcome, &vault);
    // In a column that is counted it is shown, so that it can be mended.
    let (outcome, _) = sealed(&csv(&[victim("V-1", &[("file_number", "FiscalÃ\u{AD}a 7")])]), "v.csv");
    assert!(found(&outcome, "F-115")[0].value.contains("FiscalÃ\u{AD}a"));

    let mut open = csv(&[victim("V-1", &[("given_name", NAME)])]);
    let before = ",".repeat(victim("V-2", &[]).len());
    open.extend(format!("\"V-2{before}Quetzallix\r\n").bytes());
    let (outcome, vault) = sealed(&open, "v.csv");
    assert_eq!(found(&outcome, "F-119")[0].value, "•••", "{:?}", codes(&outcome));
    says_nothing(&outcome, &vault);

    let mut broken = jsonl(&[victim("V-1", &[("given_name", NAME)])]);
    broken.extend(b"{\"given_name\":\"Quetzallix\",\n");
    broken.extend(b"{\"given_name\":{\"x\":\"Quetzallix\"},\"local_id\":\"V-2\"}\n");
    let (outcome, vault) = sealed(&broken, "v.jsonl");
    assert_eq!(found(&outcome, "F-125")[0].value, "•••", "{:?}", codes(&outcome));
    assert_eq!(found(&outcome, "F-124").len(), 1);
    says_nothing(&outcome, &vault);
}

#[test]
fn a_cell_that_claims_to_be_an_error_is_not_repeated() {
    let heads = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>local_id</t></is></c>\
                 <c r=\"B1\" t=\"inlineStr\"><is><t>given_name</t></is></c></row>";
    let cell = |text: &str| {
        let row =
            format!("<row r=\"2\"><c r=\"A2\" t=\"str\"><v>V-1</v></c><c r=\"B2\" t=\"e\"><v>{text}</v></c></row>");
        raw_workbook(&format!("<sheetData>{heads}{row}</sheetData>"), &[])
    };
    let (outcome, vault) = sealed(&cell("#REF!"), "v.xlsx");
    assert_eq!(found(&outcome, "F-107")[0].value, "•••", "{:?}", codes(&outcome));
    assert_eq!(found(&outcome, "C-018")[0].value, "•••");
    says_nothing(&outcome, &vault);
    let (outcome, vault) = sealed(&cell(NAME), "v.xlsx");
    assert!(outcome.refused, "{:?}", codes(&outcome));
    says_nothing(&outcome, &vault);
}

/// The names stand in the first column, where totals and notes are looked for.
fn names_first(name: &str) -> Row<'_> {
    let mut row = vec![("Nombre", name)];
    row.extend(victim("V-1", &[]));
    row
}

#[test]
fn a_name_that_looks_like_a_total_or_a_note_is_a_name() {
    let long = format!("{NAME} de la Santísima Trinidad de los Ángeles y Fuentes");
    for name in [
        "Fuentes Quetzallix",
        "Totalán Quetzallix",
        "Nota Quetzallix",
        &long,
        "Total",
    ] {
        let (outcome, vault) = sealed(&csv(&[names_first(name)]), "v.csv");
        let is_total = name == "Total";
        assert_eq!(
            codes(&outcome).contains(&"M-007"),
            is_total,
            "{name}: {:?}",
            codes(&outcome)
        );
        assert_eq!(vault.value(0, "given_name"), (!is_total).then_some(name));
        says_nothing(&outcome, &vault);
        // Alone in its row it waits for the rest.
        let (outcome, vault) = sealed(&csv(&[names_first("Ana"), vec![("Nombre", name)]]), "v.csv");
        assert!(!codes(&outcome).contains(&"M-020"), "{name}");
        assert_eq!(vault.waiting.len(), usize::from(!is_total), "{name}");
        says_nothing(&outcome, &vault);
        // And where identity is refused it is refused here too.
        let (outcome, _) = checked(
            &csv(&[names_first(name)]),
            "v.csv",
            Some("pros-21-pue"),
            Identity::Refused,
        );
        assert_eq!(outcome.refused, !is_total, "{name}");
    }
}

#[test]
fn an_example_row_in_which_a_name_was_written_is_no_example() {
    let fields = catalogue().register("victims").unwrap().fields();
    let example = fields.iter().filter(|field| !field.example.is_empty());
    let mut row: Row<'_> = example
        .map(|field| (field.id.as_str(), field.example.as_str()))
        .collect();
    assert!(codes(&sealed(&csv(&[row.clone()]), "v.csv").0).contains(&"M-008"));
    row.push(("given_name", NAME));
    let (outcome, vault) = sealed(&csv(&[row.clone()]), "v.csv");
    assert!(!codes(&outcome).contains(&"M-008"), "{:?}", codes(&outcome));
    says_nothing(&outcome, &vault);
    let (outcome, _) = checked(&csv(&[row]), "v.csv", Some("pros-21-pue"), Identity::Refused);
    assert!(outcome.refused);
}

#[test]
fn telephones_typed_as_numbers_are_texts_and_dates_in_the_place_of_names_are_not() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Víctimas").unwrap();
    let row = victim(
        "V-1",
        &[
            ("telephone", "x"),
            ("given_name", "x"),
            ("second_surname", "x"),
            ("file_number", "x"),
        ],
    );
    write(sheet, std::slice::from_ref(&row));
    let at = |field: &str| u16::try_from(row.iter().position(|(own, _)| *own == field).unwrap()).unwrap();
    sheet.write_number(1, at("telephone"), 5_500_001_234.0).unwrap();
    sheet.write_number(1, at("file_number"), 77.0).unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(1987, 4, 13).unwrap();
    sheet
        .write_datetime_with_format(1, at("given_name"), &day, &Format::new().set_num_format("yyyy-mm-dd"))
        .unwrap();
    sheet.write_boolean(1, at("second_surname"), true).unwrap();
    let (outcome, vault) = sealed(&book.save_to_buffer().unwrap(), "v.xlsx");
    let wrong: Vec<&str> = found(&outcome, "C-027").iter().map(|one| one.field.as_str()).collect();
    assert_eq!(wrong, ["given_name", "second_surname"], "{:?}", outcome.findings);
    assert!(!told(catalogue(), &outcome, &vault).contains("1987"));

    sheet_with_number_only();
}

/// The same number alone goes in, digit by digit.
fn sheet_with_number_only() {
    let rows = ["{\"telephone\":5500001234}", "{\"telephone\":\"55 0000 1234\"}"];
    for (line, number) in rows.iter().zip(["5500001234", "55 0000 1234"]) {
        let text = String::from_utf8(jsonl(&[victim("V-1", &[])])).unwrap();
        let joined = text.trim_end().replacen('}', &format!(",{}", &line[1..]), 1);
        let (outcome, vault) = sealed(joined.as_bytes(), "v.jsonl");
        assert_eq!(vault.value(0, "telephone"), Some(number), "{:?}", outcome.findings);
        assert!(!told(catalogue(), &outcome, &vault).contains("1234"));
    }
}
