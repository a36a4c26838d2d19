//! The template where identity is sealed: its columns stand together, say what becomes of them, and come back whole.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use catalogue::{Authority, Language};
use intake::{Annotator, Asked, Filled, Identity, Limits, read, sheet_name, template, template_with_rows};

use crate::sealing::{Vault, catalogue, codes, told};
use crate::template::{part, victim};

fn office() -> Authority<'static> {
    Authority::of(catalogue(), "pros-21-pue").unwrap()
}

fn empty(authority: Authority<'_>, language: Language, identity: Identity) -> Vec<u8> {
    template(catalogue(), authority, None, language, identity).unwrap()
}

/// The rows of a register's sheet, as text.
fn rows(bytes: &[u8], register: &str, language: Language) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = sheet_name(catalogue().register(register).unwrap(), language);
    let range = book.worksheet_range(&name).unwrap();
    range
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect()
}

/// Checks a workbook of the office, whatever its registers.
fn checked(bytes: &[u8], identity: Identity) -> (intake::Outcome, Vault) {
    let words = intake::Words::of(catalogue());
    let asked = Asked {
        authority: Some(office().id()),
        identity,
        ..Asked::default()
    };
    let mut check = intake::Check::new(catalogue(), &words, asked, Vault::default());
    read(Cursor::new(bytes), "v.xlsx", &Limits::default(), &mut check).unwrap();
    check.finish()
}

#[test]
fn identity_stands_at_the_right_under_a_heading_that_says_what_becomes_of_it() {
    for (language, says) in [
        (Language::Es, "Identidad: se sella al recibirse"),
        (Language::En, "Identity: sealed on receipt"),
    ] {
        let bytes = empty(office(), language, Identity::Sealed);
        for register in ["victims", "indirect_victims", "accused"] {
            let rows = rows(&bytes, register, language);
            let known = catalogue().register(register).unwrap();
            let is_identity = |id: &String| known.field(id.split('.').next().unwrap()).unwrap().is_identity();
            let first = rows[1].iter().position(is_identity).unwrap();
            assert!(rows[1][first..].iter().all(is_identity), "{register}: {:?}", rows[1]);
            assert_eq!(
                rows[1].len() - first,
                known
                    .fields()
                    .iter()
                    .filter(|field| field.is_identity() && !field.is_encoding())
                    .count(),
                "nobody types an encoding"
            );
            assert!(rows[0][first].starts_with(says), "{:?}", rows[0]);
            assert!(
                rows[0]
                    .iter()
                    .enumerate()
                    .all(|(at, text)| at == first || text.is_empty())
            );
            assert_eq!(rows[2][first], known.field("given_name").unwrap().label.get(language));
            assert!(
                rows[3][first..].iter().all(String::is_empty),
                "nobody stands in the example"
            );
        }
        let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
        assert!(sheet.contains("ySplit=\"3\"") && !sheet.contains("<mergeCell"));
        let notes = part(&bytes, "xl/comments1.xml");
        assert!(notes.contains(if language == Language::Es {
            "segunda persona"
        } else {
            "second person"
        }));
        let texts = part(&bytes, "xl/sharedStrings.xml");
        assert!(!texts.contains(">Nunca escriba<") && !texts.contains(">Never write<"));
        assert!(texts.contains(">Identidad<") || texts.contains(">Identity<"));
        assert!(
            part(&bytes, "xl/worksheets/sheet1.xml").contains("A3\""),
            "the link leads to the headings"
        );
    }
}

#[test]
fn an_empty_template_of_identity_has_its_example_and_nothing_else() {
    for language in Language::ALL {
        let bytes = empty(office(), language, Identity::Sealed);
        for identity in [Identity::Sealed, Identity::Refused] {
            let (outcome, vault) = checked(&bytes, identity);
            assert_eq!(codes(&outcome), ["M-008", "M-018"], "{:?}", outcome.findings);
            assert!(vault.payloads.is_empty() && !outcome.refused);
        }
    }
}

#[test]
fn who_may_not_send_identity_and_registers_of_no_persons_have_no_such_column() {
    let list = catalogue().list("authority").unwrap();
    let never = list
        .codes()
        .iter()
        .filter_map(|code| Authority::of(catalogue(), &code.id));
    let never = never.filter(|authority| !authority.may_send_identity(catalogue()));
    let mut templates = 0;
    for authority in never
        .filter(|one| catalogue().registers().any(|register| one.keeps(register)))
        .take(12)
    {
        let (one, other) = [Identity::Sealed, Identity::Refused]
            .map(|identity| empty(authority, Language::Es, identity))
            .into();
        assert!(one == other, "{}", authority.id());
        templates += 1;
    }
    assert!(templates > 1);
    let bytes = empty(office(), Language::Es, Identity::Sealed);
    assert_eq!(
        rows(&bytes, "investigations", Language::Es)[0][0],
        "local_id",
        "its first row is the machine's"
    );
}

fn named() -> Vec<u8> {
    let mut ana = victim();
    ana.retain(|(field, _)| *field != "migratory_status");
    let own = [
        ("migratory_status", "S.I."),
        ("given_name", "QUETZALLIX"),
        ("first_surname", "XILÓNENQZ"),
        ("birth_date", "2000-05-10"),
        ("telephone", "55 0000 1234"),
        ("narrative", "Contó que la llevaron con engañosqz."),
    ];
    ana.extend(own.map(|(field, text)| (field, text.to_owned())));
    let mut year = victim();
    year.retain(|(field, _)| !["local_id", "age", "file_number"].contains(field));
    year.extend([
        ("local_id", "0043".to_owned()),
        ("file_number", "FGE/13/2017".to_owned()),
        ("age", "17".to_owned()),
        ("birth_date", "1999".to_owned()),
    ]);
    let filled: [Filled<'_>; 1] = [("victims", vec![ana, year])];
    template_with_rows(catalogue(), office(), &filled, Language::Es, Identity::Sealed).unwrap()
}

#[test]
fn what_is_written_under_identity_comes_back_to_be_sealed() {
    let (outcome, vault) = checked(&named(), Identity::Sealed);
    assert_eq!(codes(&outcome), Vec::<&str>::new(), "{:?}", outcome.findings);
    for (row, field, value) in [
        (0, "given_name", "QUETZALLIX"),
        (0, "first_surname", "XILÓNENQZ"),
        (0, "birth_date", "2000-05-10"),
        (0, "telephone", "55 0000 1234"),
        (0, "narrative", "Contó que la llevaron con engañosqz."),
        (1, "birth_date", "1999"),
    ] {
        assert_eq!(vault.value(row, field), Some(value), "{field}");
    }
    let told = told(catalogue(), &outcome, &vault);
    assert!(!told.contains("QUETZALLIX") && !told.contains("2000-05"), "{told}");
    let (outcome, _) = checked(&named(), Identity::Refused);
    assert!(outcome.refused && codes(&outcome).contains(&"M-010"));
}

#[test]
fn a_template_without_identity_takes_none() {
    let filled: [Filled<'_>; 1] = [("victims", vec![vec![("given_name", "x".to_owned())]])];
    let society = catalogue().list("authority").unwrap().codes().iter();
    let society = society.filter_map(|code| Authority::of(catalogue(), &code.id));
    let mut society = society.filter(|one| one.kind() == "civil_society");
    let society = society.next().unwrap();
    for (authority, identity) in [(office(), Identity::Refused), (society, Identity::Sealed)] {
        let made = template_with_rows(catalogue(), authority, &filled, Language::Es, identity);
        assert!(made.unwrap_err().to_string().contains("only where they are sealed"));
    }
}

#[test]
fn the_annotated_copy_shows_its_sender_the_cells_and_can_be_handed_in_again() {
    let asked = Asked {
        authority: Some(office().id()),
        identity: Identity::Sealed,
        ..Asked::default()
    };
    let original = named();
    let (outcome, _) = checked(&original, Identity::Sealed);
    let mut annotator = Annotator::new(catalogue(), asked, &outcome.findings, Language::Es);
    read(Cursor::new(&original), "v.xlsx", &Limits::default(), &mut annotator).unwrap();
    let copy = annotator.finish().unwrap();
    assert_eq!(
        rows(&copy, "victims", Language::Es),
        rows(&original, "victims", Language::Es)
    );
    let sheet = part(&copy, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains("ySplit=\"3\""), "the headings are known under the group");
    let (again, vault) = checked(&copy, Identity::Sealed);
    assert_eq!(codes(&again), Vec::<&str>::new(), "{:?}", again.findings);
    assert_eq!(vault.value(0, "given_name"), Some("QUETZALLIX"));
}
