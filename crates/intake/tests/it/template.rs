//! The template: our own reader takes it back, and a spreadsheet program finds everything in its place.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetVisible, Xlsx};
use catalogue::{Authority, Catalogue, Kind, Language, Tier};
use intake::{Filled, Identity, TemplateError, sheet_name, template, template_with_rows};

use crate::checking::{authority, catalogue, checked, lines};

fn empty(catalogue: &Catalogue, language: Language) -> Vec<u8> {
    template(catalogue, authority(catalogue), None, language, Identity::Refused).unwrap()
}

pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

pub(crate) fn row(cells: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    cells.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

pub(crate) fn victim() -> Vec<(&'static str, String)> {
    row(&[
        ("local_id", "0042"),
        ("file_number", "FGE/12/2017"),
        ("sex", "M"),
        ("age", "17"),
        ("nationality", "GTM"),
        ("origin_state", "N.A."),
        ("marital_status", "S.I."),
        ("migratory_status", "S.I."),
        ("vulnerability_groups", "INDIGENOUS; TRANSIT"),
        ("facts_on", "2016-11"),
        ("facts_state", "21"),
        ("facts_municipality", "21114"),
        ("destination", "29"),
        ("detected_on", "2017-02-03"),
        ("offences", "art10; art13; art16; art21; art24; art30"),
        ("purposes", "III;VI"),
        ("exploitation_form", "SEXUAL"),
        ("recruitment_means", "S.I."),
        ("count", "1"),
    ])
}

#[test]
fn every_authority_gets_a_template_that_the_check_takes_back() {
    let catalogue = catalogue();
    let mut kinds = Vec::new();
    for code in catalogue.list("authority").unwrap().codes() {
        let authority = Authority::of(&catalogue, &code.id).unwrap();
        if kinds.contains(&authority.kind()) || !catalogue.registers().any(|register| authority.keeps(register)) {
            continue;
        }
        kinds.push(authority.kind());
        let bytes = template(&catalogue, authority, None, Language::Es, Identity::Refused).unwrap();
        assert!(Xlsx::new(Cursor::new(bytes)).is_ok(), "{}", code.id);
    }
    assert!(kinds.len() > 5, "{kinds:?}");
}

#[test]
fn an_empty_template_has_its_example_and_nothing_else() {
    let catalogue = catalogue();
    for language in Language::ALL {
        let (outcome, kept) = checked(&catalogue, &empty(&catalogue, language), "plantilla.xlsx");
        let codes: Vec<&str> = outcome.findings.counts().keys().map(AsRef::as_ref).collect();
        assert_eq!(codes, ["M-008", "M-018"], "{:#?}", lines(&outcome));
        assert!(kept.rows.is_empty());
        let registers = catalogue
            .registers()
            .filter(|register| authority(&catalogue).keeps(register))
            .count();
        assert_eq!(outcome.parts.len(), registers);
    }
}

#[test]
fn what_is_filled_in_is_what_is_read() {
    let catalogue = catalogue();
    let zero = row(&[("count", "0")]);
    for language in Language::ALL {
        let sum = row(&[("sex", "F"), ("age_band", "A18P"), ("count", "37")]);
        let rest = victim()
            .into_iter()
            .filter(|(field, _)| !["local_id", "file_number", "age"].contains(field));
        let sum = rest
            .filter(|(field, _)| !["sex", "count"].contains(field))
            .chain(sum)
            .collect();
        let filled: [Filled<'_>; 2] = [("victims", vec![victim(), sum]), ("investigations", vec![zero.clone()])];
        let bytes =
            template_with_rows(&catalogue, authority(&catalogue), &filled, language, Identity::Refused).unwrap();
        let (outcome, kept) = checked(&catalogue, &bytes, "victimas.xlsx");
        assert_eq!(lines(&outcome), Vec::<String>::new());
        assert_eq!((kept.rows.len(), kept.waiting), (3, 0));
        let (register, payload) = &kept.rows[0];
        assert_eq!(register, "victims");
        let answers: serde_json::Value = serde_json::from_str(payload).unwrap();
        for (field, text) in victim() {
            let said = match &answers[field] {
                serde_json::Value::Array(codes) => {
                    let mut codes: Vec<_> = codes.iter().filter_map(|code| code.as_str()).collect();
                    let mut given: Vec<_> = text.split(';').map(str::trim).collect();
                    codes.sort_unstable();
                    given.sort_unstable();
                    assert_eq!(codes, given, "{field}");
                    continue;
                }
                serde_json::Value::Object(state) if state["state"] == "SI" => "S.I.".to_owned(),
                serde_json::Value::Object(_) => "N.A.".to_owned(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(said, text, "{field}");
        }
        assert_eq!(kept.rows.last().unwrap().0, "investigations");
    }
}

#[test]
fn mistakes_are_written_as_they_are() {
    let catalogue = catalogue();
    let mut wrong = victim();
    wrong.push(("age_band", "de todo".to_owned()));
    wrong.push(("recorded_on", "31/02/2017".to_owned()));
    let filled: [Filled<'_>; 1] = [("victims", vec![wrong])];
    let bytes = template_with_rows(
        &catalogue,
        authority(&catalogue),
        &filled,
        Language::Es,
        Identity::Refused,
    )
    .unwrap();
    let (outcome, _) = checked(&catalogue, &bytes, "x.xlsx");
    let codes: Vec<String> = outcome.findings.counts().keys().map(ToString::to_string).collect();
    assert_eq!(codes, ["C-001", "C-004"], "{:#?}", lines(&outcome));
}

#[test]
fn sheets_rows_and_choices_are_where_people_look_for_them() {
    let catalogue = catalogue();
    let bytes = empty(&catalogue, Language::Es);
    let mut book = Xlsx::new(Cursor::new(&bytes)).unwrap();
    let sheets: Vec<_> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    assert_eq!(sheets[0], ("Instrucciones".to_owned(), SheetVisible::Visible));
    assert_eq!(sheets[1].0, "Víctimas directas");
    let hidden: Vec<_> = sheets
        .iter()
        .filter(|(_, visible)| *visible != SheetVisible::Visible)
        .collect();
    assert_eq!(
        hidden.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["_sintra", "_sintra_listas"]
    );
    let victims = book.worksheet_range("Víctimas directas").unwrap();
    let line = |row: u32| -> Vec<String> {
        let width = victims.end().unwrap().1;
        (0..=width)
            .map(|column| victims.get_value((row, column)).map_or(String::new(), Data::to_string))
            .collect()
    };
    let machine = line(0);
    let at = machine.iter().position(|id| id == "offences.3").unwrap();
    assert_eq!(line(1)[at], "Delitos de la Ley General (3)");
    assert_eq!(line(1)[at - 2], "Delitos de la Ley General *");
    assert!(machine.contains(&"offences.5".to_owned()) && !machine.contains(&"purposes.4".to_owned()));
    let sex = machine.iter().position(|id| id == "sex").unwrap();
    assert_eq!(line(2)[sex], "Mujer");
    for register in catalogue.registers() {
        for field in register.fields().iter().filter(|field| field.tier == Tier::T2) {
            assert!(
                !machine.contains(&field.id) || register.id != "victims",
                "{} is identity",
                field.id
            );
        }
        assert!(sheet_name(register, Language::Es).chars().count() <= 31);
    }
    let choices = book.worksheet_range("_sintra_listas").unwrap();
    let of = |list: &str| -> Vec<String> {
        let column =
            (0..choices.width() as u32).find(|at| choices.get_value((0, *at)) == Some(&Data::String(list.into())));
        let values = (1..choices.height() as u32).filter_map(|row| choices.get_value((row, column.unwrap())));
        values
            .filter(|value| **value != Data::Empty)
            .map(Data::to_string)
            .collect()
    };
    assert_eq!(
        of("municipality").len(),
        catalogue.list("municipality").unwrap().codes().len() + 2
    );
    assert!(of("sex").ends_with(&["S.I.".to_owned(), "N.A.".to_owned()]) || of("sex").ends_with(&["S.I.".to_owned()]));
}

#[test]
fn a_sheet_has_drop_downs_notes_and_frozen_headings() {
    let catalogue = catalogue();
    let bytes = empty(&catalogue, Language::Es);
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    let register = catalogue.register("victims").unwrap();
    let lists = register.fields().iter().filter(|field| field.is_coded()).count();
    assert!(sheet.matches("type=\"list\"").count() >= lists);
    assert!(!sheet.contains("errorStyle=\"stop\"") && sheet.contains("errorStyle=\"warning\""));
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("ySplit=\"2\""));
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToHeight=\"0\""));
    assert!(!sheet.contains("<autoFilter"));
    assert!(register.fields().iter().any(|field| field.kind == Kind::Date) && sheet.contains("DATE(1930,1,1)"));
    let notes = part(&bytes, "xl/comments1.xml");
    assert!(notes.contains("Obligatorio (*).") && notes.contains("LG 88 VIII"));
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("location=\"'Víctimas directas'!A2\""));
}

#[test]
fn the_same_catalogue_gives_the_same_bytes() {
    let catalogue = catalogue();
    assert_eq!(empty(&catalogue, Language::En), empty(&catalogue, Language::En));
    let properties = part(&empty(&catalogue, Language::En), "docProps/core.xml");
    assert!(properties.contains("2000-01-01"), "{properties}");
}

#[test]
fn what_cannot_be_made_says_why() {
    let catalogue = catalogue();
    let make = |registers: &[&str]| {
        template(
            &catalogue,
            authority(&catalogue),
            Some(registers),
            Language::Es,
            Identity::Refused,
        )
    };
    assert!(matches!(make(&["nothing"]), Err(TemplateError::UnknownRegister(id)) if id == "nothing"));
    assert!(matches!(make(&[]), Err(TemplateError::NothingKept(_))));
    let filled: [Filled<'_>; 1] = [("victims", vec![row(&[("name", "x")])])];
    let made = template_with_rows(
        &catalogue,
        authority(&catalogue),
        &filled,
        Language::Es,
        Identity::Refused,
    );
    assert!(matches!(made, Err(TemplateError::UnknownField { field, .. }) if field == "name"));
}

#[test]
fn the_template_says_how_to_speak_of_a_whole_register_and_the_cell_takes_it() {
    let catalogue = catalogue();
    for (language, words) in [(Language::Es, "0* si"), (Language::En, "0* when")] {
        let bytes = empty(&catalogue, language);
        let texts = part(&bytes, "xl/sharedStrings.xml");
        assert!(texts.contains(words) && texts.contains("N.O."), "{words}");
        let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
        assert!(
            sheet.contains("=\"0*\"") || sheet.contains("=&quot;0*&quot;"),
            "{words}"
        );
    }
    let declared = row(&[("count", "0*")]);
    let filled: [Filled<'_>; 1] = [("victims", vec![declared])];
    let bytes = template_with_rows(
        &catalogue,
        authority(&catalogue),
        &filled,
        Language::Es,
        Identity::Refused,
    )
    .unwrap();
    let (outcome, kept) = checked(&catalogue, &bytes, "victimas.xlsx");
    assert_eq!(lines(&outcome), Vec::<String>::new());
    assert_eq!((kept.rows.len(), kept.waiting), (1, 0));
}
