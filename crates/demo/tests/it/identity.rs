//! The identities of the made-up country: the very ones of its truth, nobody's, and without weight in any figure.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use catalogue::{Authority, Catalogue, Files, Language};
use demo::{Demo, DemoReturn, Margins, TRUTH_HEAD};
use intake::{
    Asked, Cell, Check, Identity, Limits, Notice, Nowhere, Outcome, Rows, SheetInfo, Words, read, sheet_name,
};

struct Made {
    catalogue: Catalogue,
    margins: Margins,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| Made {
        catalogue: Catalogue::read(Files::embedded()).expect("the catalogue is sound"),
        margins: Margins::of_2019().expect("the margins are sound"),
    })
}

fn country() -> Demo<'static> {
    let Made { catalogue, margins } = made();
    Demo::new(catalogue, margins, 2019, 1).expect("the country is made")
}

/// Every workbook of the country, written once.
fn returns() -> &'static [DemoReturn] {
    static RETURNS: OnceLock<Vec<DemoReturn>> = OnceLock::new();
    RETURNS.get_or_init(|| {
        let demo = country();
        let written = |id| demo.returned(id).expect("the workbook is written");
        demo.authorities().into_iter().map(written).collect()
    })
}

/// Every row of a workbook by sheet: field and text, the fields by the machine row.
#[derive(Default)]
struct Sheets {
    sheet: String,
    fields: BTreeMap<u16, String>,
    rows: Vec<(String, BTreeMap<String, String>)>,
}

impl Rows for Sheets {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        sheet.name.clone_into(&mut self.sheet);
        self.fields.clear();
    }

    fn row(&mut self, _: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        let text = |cell: &Cell<'_>| match cell {
            Cell::Text(text) => (*text).to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Date { year, month, day } => format!("{year:04}-{month:02}-{day:02}"),
            _ => String::new(),
        };
        if self.fields.is_empty() {
            if cells.iter().any(|(_, cell)| *cell == Cell::Text("count")) {
                self.fields = cells.iter().map(|(column, cell)| (*column, text(cell))).collect();
            }
        } else {
            let own = cells
                .iter()
                .filter_map(|(column, cell)| Some((self.fields.get(column)?.clone(), text(cell))));
            self.rows.push((self.sheet.clone(), own.collect()));
        }
        ControlFlow::Continue(())
    }

    fn notice(&mut self, _: Notice) {}
}

fn rows_of(returned: &DemoReturn) -> Vec<(String, BTreeMap<String, String>)> {
    let mut sheets = Sheets::default();
    read(Cursor::new(&returned.bytes), "v.xlsx", &Limits::default(), &mut sheets).expect("the workbook is read");
    // The visible headings come under the machine row.
    sheets
        .rows
        .retain(|(_, row)| row.get("count").is_none_or(|count| !count.starts_with("Número")));
    sheets.rows
}

/// The fields of identity that any register asks.
fn identity_fields() -> BTreeSet<&'static str> {
    let fields = made().catalogue.registers().flat_map(|register| register.fields());
    fields
        .filter(|field| field.is_identity())
        .map(|field| field.id.as_str())
        .collect()
}

fn checked(words: &Words, returned: &DemoReturn, identity: Identity) -> Outcome {
    let asked = Asked {
        authority: Some(&returned.authority),
        identity,
        ..Asked::default()
    };
    let mut check = Check::new(&made().catalogue, words, asked, Nowhere);
    read(Cursor::new(&returned.bytes), "v.xlsx", &Limits::default(), &mut check).expect("the workbook is read");
    check.finish().0
}

#[test]
fn what_goes_in_is_the_same_with_identities_and_without() {
    let words = Words::of(&made().catalogue);
    let without = country().without_identities();
    assert!(
        returns()
            .iter()
            .map(|one| one.authority.as_str())
            .eq(without.authorities())
    );
    assert!(without.identity_senders().is_empty());
    let senders = country().identity_senders();
    println!("{} of {} authorities bring identity", senders.len(), returns().len());
    // One in four is enough to see, and quick.
    let sent = returns().iter().filter(|one| senders.contains(&one.authority));
    for one in sent.step_by(4) {
        let authority = &one.authority;
        let other = without.returned(authority).expect("the workbook is written");
        assert!(one.truth == other.truth, "{authority}: another truth");
        let (sealed, refused) = (
            checked(&words, one, Identity::Sealed),
            checked(&words, &other, Identity::Refused),
        );
        assert!(
            !sealed.refused && !refused.refused,
            "{authority}: {:?}",
            sealed.findings.counts()
        );
        assert_eq!(sealed.parts, refused.parts, "{authority}");
        assert_eq!(sealed.findings.counts(), refused.findings.counts(), "{authority}");
    }
}

#[test]
fn names_and_birth_dates_are_those_of_the_truth_and_the_rest_is_nobodys() {
    let head: Vec<&str> = TRUTH_HEAD.trim_end().split(',').collect();
    let at = |field: &str| head.iter().position(|own| *own == field).expect("the truth has it");
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let some = ["pros-09-cmx", "court-09-cmx", "fed-ceav", "fed-inm"];
    for returned in returns().iter().filter(|one| some.contains(&one.authority.as_str())) {
        let truth: BTreeMap<(String, &str), Vec<&str>> = returned
            .truth
            .lines()
            .map(|line| line.split(',').collect::<Vec<&str>>())
            .map(|line| {
                let register = made().catalogue.register(line[at("register")]).expect("a register");
                ((sheet_name(register, Language::Es), line[at("local_id")]), line)
            })
            .collect();
        for (sheet, row) in rows_of(returned) {
            let of = |field: &str| row.get(field).map_or("", String::as_str);
            let is_named = identity_fields().iter().any(|field| !of(field).is_empty());
            let Some(line) = truth.get(&(sheet, of("local_id"))) else {
                assert!(!is_named, "{row:?}: the truth knows nobody of it");
                continue;
            };
            if !is_named {
                continue;
            }
            for field in ["given_name", "first_surname", "second_surname", "birth_date"] {
                assert_eq!(of(field), line[at(field)], "{row:?}");
            }
            assert_eq!((of("curp"), of("email"), of("document")), ("", "", ""));
            assert!(of("telephone").is_empty() || of("telephone").starts_with("55 0000 "));
            assert!(of("address").is_empty() || of("address").ends_with(", colonia Ficticia"));
            assert!(of("narrative").is_empty() || of("narrative").starts_with("Relato inventado. "));
            assert!(["", "1"].contains(&of("count")), "identity is of one person: {row:?}");
            for field in identity_fields().into_iter().filter(|field| !of(field).is_empty()) {
                *seen.entry(field).or_default() += 1;
            }
        }
    }
    let count = |field: &str| seen.get(field).copied().unwrap_or_default();
    let named = count("given_name");
    assert!(named > 200, "{seen:?}");
    assert!(
        (named / 4..named).contains(&count("address")) && (named / 6..named).contains(&count("telephone")),
        "{seen:?}"
    );
    assert!((1..named / 10).contains(&count("narrative")), "{seen:?}");
}

#[test]
fn the_senders_are_those_whose_workbooks_bring_it() {
    let demo = country();
    let senders = demo.identity_senders();
    let mut bring = Vec::new();
    for returned in returns() {
        let authority = &returned.authority;
        let fields = identity_fields();
        let named = |(_, row): &(String, BTreeMap<String, String>)| {
            fields
                .iter()
                .any(|field| row.get(*field).is_some_and(|text| !text.is_empty()))
        };
        if rows_of(returned).iter().any(named) {
            bring.push(authority.clone());
            let known = Authority::of(&made().catalogue, authority).expect("an authority");
            assert!(known.may_send_identity(&made().catalogue), "{authority}");
        }
    }
    assert_eq!(senders, bring);
    assert!((20..104).contains(&senders.len()), "{} senders", senders.len());
}

#[test]
fn the_same_seed_gives_the_same_identities() {
    let bytes = || {
        country()
            .returned("pros-29-tla")
            .expect("the workbook is written")
            .bytes
    };
    assert!(bytes() == bytes());
}
