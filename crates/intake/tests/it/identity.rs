//! Identity: refused, or sealed and repeated nowhere.

use intake::{Asked, Check, Identity, Limits, Nowhere, Outcome, Words, read};
use proptest::prelude::*;

use crate::sealing::{Row, Vault, catalogue, checked, codes, csv, jsonl, sealed, told, victim, workbook};

const NAMED: [(&str, &str); 10] = [
    ("given_name", "Quetzallix"),
    ("first_surname", "Xilónenqz"),
    ("second_surname", "Zyanyaqx"),
    ("birth_date", "1987-04-13"),
    ("curp", "BOXW310820HNERXN09"),
    ("address", "Calle Inexistenteqz 7, Colonia Ninguna"),
    ("telephone", "tel. 55 0000 1234"),
    ("email", "quetzallix@nadie.example"),
    ("narrative", "Contó que la llevaron con engañosqz.\nNo quiso decir más."),
    ("document", "quetzallix-declaracionqz.pdf"),
];

/// Pieces of what identifies that row's person.
const PIECES: [&str; 11] = [
    "uetzalli",
    "nenqz",
    "Zyanya",
    "1987-0",
    "19870413",
    "BOXW31",
    "Inexistente",
    "0000 1234",
    "nadie.example",
    "ngañosqz",
    "declaracionqz",
];

fn says_nothing(outcome: &Outcome, vault: &Vault) {
    let told = told(catalogue(), outcome, vault);
    for piece in PIECES {
        assert!(!told.contains(piece), "{piece}: {told}");
    }
}

/// Refused for a column of identity, or for what looks like it in a row read before the columns were known.
fn is_refused_for_identity(outcome: &Outcome) -> bool {
    outcome.refused && codes(outcome).iter().any(|code| ["M-010", "C-020"].contains(code))
}

fn every_format(rows: &[Row<'_>]) -> [(Vec<u8>, &'static str); 3] {
    [
        (csv(rows), "victimas.csv"),
        (jsonl(rows), "victimas.jsonl"),
        (workbook(&[("Víctimas", rows)]), "victimas.xlsx"),
    ]
}

#[test]
fn what_is_sealed_goes_to_the_vault_whole_and_nowhere_else() {
    for (bytes, name) in every_format(&[victim("V-1", &NAMED), victim("V-2", &[])]) {
        let (outcome, vault) = sealed(&bytes, name);
        assert!(!outcome.refused, "{name}: {:?}", outcome.findings);
        assert_eq!(vault.sealed.len(), 2, "{name}: {:?}", outcome.findings);
        for (field, text) in NAMED {
            assert_eq!(vault.value(0, field), Some(text), "{name} {field}");
        }
        assert!(vault.sealed[1].is_empty());
        assert!(
            outcome.announced.is_empty(),
            "a document about a person is announced to nobody"
        );
        says_nothing(&outcome, &vault);
    }
}

#[test]
fn what_is_refused_refuses_the_file_in_every_format() {
    for field in NAMED {
        for (bytes, name) in every_format(&[victim("V-1", &[field])]) {
            let (outcome, vault) = checked(&bytes, name, Some("pros-21-pue"), Identity::Refused);
            assert!(
                is_refused_for_identity(&outcome),
                "{name} {field:?}: {:?}",
                codes(&outcome)
            );
            assert!(vault.sealed.iter().all(Vec::is_empty));
            says_nothing(&outcome, &vault);
        }
    }
    let (outcome, _) = checked(
        &csv(&[victim("V-1", &[("given_name", "")])]),
        "v.csv",
        None,
        Identity::Refused,
    );
    assert!(!outcome.refused, "a column with nothing in it is no identity");
}

#[test]
fn nobody_in_particular_and_who_shelters_victims_may_not_send_it() {
    let bytes = csv(&[victim("V-1", &NAMED)]);
    let of_kind = |kind: &str| {
        let codes = catalogue().list("authority").unwrap().codes().iter();
        let mut own = codes.filter(|code| code.attributes.get("kind").is_some_and(|own| own == kind));
        own.next().map(|code| code.id.as_str())
    };
    let (society, abroad) = (of_kind("civil_society"), of_kind("international"));
    assert!(society.is_some() && abroad.is_some());
    for authority in [None, society, abroad, Some("nobody-00")] {
        let (outcome, vault) = checked(&bytes, "v.csv", authority, Identity::Sealed);
        assert!(
            is_refused_for_identity(&outcome),
            "{authority:?}: {:?}",
            codes(&outcome)
        );
        assert!(vault.sealed.iter().all(Vec::is_empty));
        says_nothing(&outcome, &vault);
    }
}

#[test]
fn what_looks_like_identity_elsewhere_still_refuses_the_file() {
    for (field, text) in [
        ("file_number", "BOXW310820HNERXN09"),
        ("local_id", "quetzallix@nadie.example"),
        ("observaciones", "tel. 55 0000 1234"),
        ("Nonbre de la victima", "BOXW310820HNERXN09"),
    ] {
        let (outcome, vault) = sealed(&csv(&[victim("V-1", &[(field, text)])]), "v.csv");
        assert!(
            outcome.refused && codes(&outcome).contains(&"C-020"),
            "{field}: {:?}",
            codes(&outcome)
        );
        assert!(vault.sealed.iter().all(Vec::is_empty));
        says_nothing(&outcome, &Vault::default());
    }
}

#[test]
fn a_cell_of_identity_that_is_wrong_is_said_without_repeating_it() {
    for (field, text, code) in [
        ("curp", "BOXW310820HNERXN08", "C-025"),
        ("curp", "Quetzallix", "C-025"),
        ("birth_date", "Quetzallix", "C-004"),
        ("birth_date", "1850-04-13", "C-017"),
        ("birth_date", "1905-04-13", ""),
        ("birth_date", "04/05/1987", "C-005"),
        ("given_name", "Quetzallix\u{202E}", "C-026"),
        ("given_name", "Que\u{200B}tzallix", "C-026"),
        ("given_name", "Quetzallix\u{0}", "C-026"),
        ("given_name", "Quetzalli\nXicotencatl", "C-026"),
        ("first_surname", "Xicot\u{FFFD}ncatl", "C-026"),
        ("address", "Calle Inexistente 7\nColonia Ninguna", ""),
        ("narrative", "engaños\u{2066}", "C-026"),
        ("given_name", "ND", "C-010"),
        ("given_name", "S.I.", ""),
        ("second_surname", "N.A.", ""),
    ] {
        let (outcome, vault) = sealed(&jsonl(&[victim("V-1", &[(field, text)])]), "v.jsonl");
        let own = outcome.findings.kept().iter().filter(|one| one.field == field);
        let own: Vec<_> = own.collect();
        assert_eq!(
            own.iter().map(|one| one.code.as_ref()).collect::<String>(),
            code,
            "{field} {text:?}"
        );
        assert!(
            own.iter().all(|one| one.value == "•••" && !one.near.contains(text)),
            "{own:?}"
        );
        says_nothing(&outcome, &vault);
        let is_error = matches!(code, "C-025" | "C-004" | "C-017" | "C-026");
        assert_eq!(
            (vault.payloads.len(), vault.waiting.len()),
            if is_error { (0, 1) } else { (1, 0) },
            "{text:?}"
        );
    }
}

#[test]
fn every_finding_about_identity_reads_well_without_it() {
    let rows = [victim(
        "V-1",
        &[
            ("birth_date", "04/05/1987"),
            ("curp", "Quetzallix"),
            ("given_name", "\u{202E}x"),
        ],
    )];
    let (outcome, _) = sealed(&csv(&rows), "v.csv");
    let says = |code: &str, language| {
        let finding = outcome.findings.kept().iter().find(|one| one.code == code).unwrap();
        let sentence = register::sentence(catalogue(), finding, language);
        assert!(!sentence.mend.is_empty() && !sentence.says.contains("{") && !sentence.mend.contains("{"));
        sentence.says
    };
    for language in catalogue::Language::ALL {
        for code in ["C-005", "C-025", "C-026"] {
            let says = says(code, language);
            assert!(!says.contains("«»") && !says.contains("“”"), "{says}");
        }
    }
    assert!(says("C-005", catalogue::Language::Es).contains("•••"));
}

#[test]
fn a_long_account_is_taken_and_a_longer_one_is_not() {
    let letters = |count: usize| "ñ".repeat(count);
    for (field, fits) in [("given_name", 200), ("narrative", 4_000), ("address", 200)] {
        let (one, other) = (letters(fits), letters(fits + 1));
        let (outcome, vault) = sealed(&csv(&[victim("V-1", &[(field, &one)])]), "v.csv");
        assert_eq!(
            vault.value(0, field),
            Some(one.as_str()),
            "{field}: {:?}",
            outcome.findings
        );
        let (outcome, vault) = sealed(&csv(&[victim("V-1", &[(field, &other)])]), "v.csv");
        let finding = outcome.findings.kept().iter().find(|one| one.code == "C-013").unwrap();
        assert_eq!(
            (finding.value.as_str(), finding.other.as_str()),
            ("•••", fits.to_string().as_str())
        );
        assert_eq!(vault.waiting.len(), 1);
        assert!(!told(catalogue(), &outcome, &vault).contains("ññ"));
    }
}

#[test]
fn identity_is_of_one_person() {
    for (count, is_of_one) in [
        ("", true),
        ("1", true),
        ("2", false),
        ("0", false),
        ("S.I.", false),
        ("N.A.", false),
    ] {
        let mut more = NAMED.to_vec();
        more.push(("count", count));
        let (outcome, vault) = sealed(&csv(&[victim("V-1", &more)]), "v.csv");
        assert_eq!(
            codes(&outcome).contains(&"C-024"),
            !is_of_one,
            "{count}: {:?}",
            codes(&outcome)
        );
        assert_eq!(
            (vault.payloads.len(), vault.waiting.len()),
            if is_of_one { (1, 0) } else { (0, 1) },
            "{count}"
        );
        says_nothing(&outcome, &vault);
    }
    let (outcome, _) = sealed(
        &csv(&[victim("V-1", &[("count", "12"), ("given_name", "S.I.")])]),
        "v.csv",
    );
    assert!(!codes(&outcome).contains(&"C-024"), "S.I. is no identity");
}

#[test]
fn a_row_that_waits_waits_without_identity_and_without_what_nobody_knows() {
    let mut more = NAMED.to_vec();
    more.extend([
        ("sex", "Zyanya?"),
        ("Apodo", "Xicotito"),
        ("Primer apelido", "Xicotito"),
    ]);
    let (outcome, vault) = sealed(&csv(&[victim("V-1", &more)]), "v.csv");
    let [cells] = vault.waiting.as_slice() else {
        panic!("{:?}", outcome.findings)
    };
    let headings: Vec<&str> = cells.iter().map(|(heading, _)| heading.as_str()).collect();
    assert!(
        headings.contains(&"local_id") && headings.contains(&"sex"),
        "{headings:?}"
    );
    let fields = catalogue().register("victims").unwrap().fields();
    for field in fields.iter().filter(|field| field.is_identity()) {
        assert!(!headings.contains(&field.id.as_str()), "{}", field.id);
    }
    assert!(
        !headings.contains(&"Apodo") && !headings.contains(&"Primer apelido"),
        "{headings:?}"
    );
    assert!(!told(catalogue(), &outcome, &vault).contains("Xicotito"));
}

#[test]
fn rules_compare_identity_and_say_so_without_it() {
    let rows = [
        victim("V-1", &[("birth_date", "2017-02-04")]),
        victim("V-2", &[("birth_date", "1987")]),
        victim("V-3", &[("birth_date", "2019-12-31")]),
    ];
    let (outcome, vault) = sealed(&csv(&rows), "v.csv");
    let found: Vec<_> = outcome
        .findings
        .kept()
        .iter()
        .filter(|one| one.field == "birth_date")
        .collect();
    assert!(
        found
            .iter()
            .all(|one| one.code.starts_with("V-") && one.value.is_empty()),
        "{found:?}"
    );
    let rows: Vec<_> = found.iter().filter_map(|one| one.at.row).collect();
    assert_eq!(rows, [2, 2, 4, 4], "born after the facts and the detection: {found:?}");
    assert_eq!(vault.payloads.len(), 3, "a doubt about identity holds no row back");
    let told = told(catalogue(), &outcome, &vault);
    assert!(!told.contains("2017-02-04") && !told.contains("2019-12-31"), "{told}");
}

#[test]
fn a_check_that_is_printed_has_no_identity_in_it() {
    let words = Words::of(catalogue());
    let asked = Asked {
        authority: Some("pros-21-pue"),
        identity: Identity::Sealed,
        register: Some("victims"),
        ..Asked::default()
    };
    let mut check = Check::new(catalogue(), &words, asked, Nowhere);
    let rows: Vec<Row<'_>> = (0..3).map(|_| victim("V-1", &NAMED)).collect();
    read(
        std::io::Cursor::new(csv(&rows)),
        "v.csv",
        &Limits::default(),
        &mut check,
    )
    .unwrap();
    let printed = format!("{check:?}");
    for piece in PIECES {
        assert!(!printed.contains(piece), "{piece}");
    }
}

/// A text that stands nowhere else.
fn unique(at: usize, text: &str) -> String {
    format!("zq{at}{text}qz")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_of_identity_is_told_kept_counted_or_printed(
        texts in proptest::collection::vec("[a-zñA-Z0-9 @.:;,/=+'\"\u{202E}\u{300}Ã-]{0,40}", 9),
        count in "(|1|2|0|S\\.I\\.|x)", sex in "(F|M|x|)", format in 0usize..3,
    ) {
        let fields = ["given_name", "first_surname", "second_surname", "birth_date", "curp", "address", "telephone", "narrative", "document"];
        let texts: Vec<String> = texts.iter().enumerate().map(|(at, text)| unique(at, text)).collect();
        let mut more: Vec<(&str, &str)> = fields.iter().copied().zip(texts.iter().map(String::as_str)).collect();
        more.extend([("count", count.as_str()), ("sex", sex.as_str())]);
        let rows = [victim("V-1", &more), victim("V-2", &[])];
        let (bytes, name) = every_format(&rows)[format].clone();
        for identity in [Identity::Sealed, Identity::Refused] {
            let (outcome, vault) = checked(&bytes, name, Some("pros-21-pue"), identity);
            let told = told(catalogue(), &outcome, &vault).to_lowercase();
            for (at, _) in fields.iter().enumerate() {
                prop_assert!(!told.contains(&format!("zq{at}")), "{identity:?} {name} {at}: {told}");
            }
            prop_assert!(!told.contains("qz"), "{identity:?} {name}: {told}");
            prop_assert_eq!(identity == Identity::Refused, outcome.refused, "{:?}", outcome.findings);
        }
    }
}
