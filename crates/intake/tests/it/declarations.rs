//! What an authority declares of a whole register, and sums that contradict their parts.

use register::Finding;

use crate::checking::{Kept, catalogue, checked};

const HEAD: &str = "local_id,facility_kind,unit_type,unit_budget,facility_state,as_of,operating,capacity,\
                    staff_women,staff_men,staff_unknown,staff_total,count";

fn facilities(rows: &str) -> (intake::Outcome, Kept) {
    checked(&catalogue(), format!("{HEAD}\n{rows}\n").as_bytes(), "unidades.csv")
}

fn row(key: &str, women: u32, count: &str) -> String {
    format!(
        "{key},UNIT,FISCALIA,OWN,21,2017-07-31,YES,,{women},1,0,{},{count}",
        women + 1
    )
}

/// What was found in the cells; how the text file is written is no matter here.
fn codes(outcome: &intake::Outcome) -> Vec<&str> {
    let all = outcome.findings.counts().keys().map(AsRef::as_ref);
    all.filter(|code: &&str| !code.starts_with('F')).collect()
}

fn of<'o>(outcome: &'o intake::Outcome, code: &str) -> Vec<&'o Finding> {
    outcome
        .findings
        .kept()
        .iter()
        .filter(|finding| finding.code == code)
        .collect()
}

#[test]
fn a_state_in_the_count_speaks_of_the_whole_register_and_needs_nothing_else() {
    for (said, state) in [
        ("S.I.", "SI"),
        ("sin información", "SI"),
        ("N.A.", "NA"),
        ("0*", "DECLARED_ZERO_NO_SYSTEM"),
        ("0 *", "DECLARED_ZERO_NO_SYSTEM"),
        ("DECLARED_ZERO_NO_SYSTEM", "DECLARED_ZERO_NO_SYSTEM"),
        ("Cero declarado sin registro que lo respalde", "DECLARED_ZERO_NO_SYSTEM"),
        ("N.O.", "NOT_OPERATING"),
        ("No opera", "NOT_OPERATING"),
        ("Reservado", "WITHHELD"),
    ] {
        let (outcome, kept) = facilities(&format!(",,,,,,,,,,,,{said}"));
        assert_eq!(codes(&outcome), [""; 0], "{said}");
        let part = &outcome.parts[0];
        assert_eq!((part.accepted, part.waiting, part.stands_for), (1, 0, 0), "{said}");
        let answers: serde_json::Value = serde_json::from_str(&kept.rows[0].1).unwrap();
        assert_eq!(answers["count"]["state"], state, "{said}");
    }
}

#[test]
fn a_state_in_every_cell_is_the_same_declaration_although_a_date_cannot_be_out_of_place() {
    let (outcome, _) = facilities("N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.");
    assert_eq!(
        (codes(&outcome), outcome.parts[0].accepted, outcome.parts[0].stands_for),
        (vec![], 1, 0)
    );
    let (outcome, _) = facilities("N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,N.A.,0");
    assert_eq!((codes(&outcome), outcome.parts[0].accepted), (vec![], 1));
    let (outcome, _) = facilities("B-1,UNIT,FISCALIA,OWN,21,N.A.,YES,,,,,,1");
    assert!(
        codes(&outcome).contains(&"C-012"),
        "of a unit that exists the date is asked"
    );
}

#[test]
fn an_empty_count_is_still_one_and_a_state_that_declares_nothing_is_not_taken() {
    let (outcome, _) = facilities(&row("B-1", 3, ""));
    assert_eq!(outcome.parts[0].stands_for, 1);
    let (outcome, _) = facilities(&row("B-1", 3, "No se preguntó"));
    assert_eq!((codes(&outcome), outcome.parts[0].waiting), (vec!["C-021"], 1));
}

#[test]
fn a_declaration_beside_data_is_a_contradiction() {
    for declared in ["S.I.", "0", "0*"] {
        let (outcome, _) = facilities(&format!("{}\n,,,,,,,,,,,,{declared}", row("B-1", 3, "1")));
        let found = of(&outcome, "R-011");
        assert_eq!(found.len(), 1, "{declared}: {:?}", codes(&outcome));
        assert_eq!((found[0].at.row, found[0].value.as_str()), (Some(3), declared));
        assert_eq!((outcome.parts[0].accepted, outcome.parts[0].stands_for), (2, 1));
    }
    let (outcome, _) = facilities(&row("B-1", 3, "S.I."));
    assert_eq!(codes(&outcome), ["R-011"], "its own row has data");
    let (outcome, _) = facilities(&format!("{}\n{}", row("B-1", 3, "0"), row("B-2", 3, "2")));
    assert_eq!(
        codes(&outcome),
        [""; 0],
        "a line of a table that stands for none declares nothing"
    );
}

#[test]
fn a_total_that_is_not_the_sum_of_its_parts_is_told_with_both_numbers() {
    let rows = format!("{}\n{}", row("B-1", 3, "1"), row("B-2", 4, ""));
    let (outcome, _) = facilities(&format!("{rows}\nTOTAL,,,,,,,,7,2,0,9,2"));
    assert_eq!(codes(&outcome), ["M-007"]);
    let (outcome, _) = facilities(&format!("{rows}\nTotal de unidades,,,,,,,,\"1,007\",2,0,9,3"));
    let found: Vec<(u32, String, &str, &str)> = of(&outcome, "R-010")
        .into_iter()
        .map(|one| {
            let at = &one.at;
            (at.row.unwrap(), at.column_letters(), &*one.value, &*one.other)
        })
        .collect();
    assert_eq!(found, [(4, "I".to_owned(), "1007", "7"), (4, "M".to_owned(), "3", "2")]);
    assert_eq!(outcome.parts[0].stands_for, 2, "the return goes in");
}

#[test]
fn rows_that_wait_are_parts_too_and_what_cannot_be_read_is_not_compared() {
    let waits = row("B-2", 4, "1").replace("UNIT", "CASTILLO");
    let (outcome, _) = facilities(&format!("{}\n{waits}\nTOTAL,,,,,,,,7,2,0,9,2", row("B-1", 3, "1")));
    assert_eq!((outcome.parts[0].waiting, of(&outcome, "R-010").len()), (1, 0));
    let unread = row("B-2", 4, "1").replace(",4,1,0,5,", ",cuatro,1,0,5,");
    let (outcome, _) = facilities(&format!("{}\n{unread}\nTOTAL,,,,,,,,7,2,0,9,2", row("B-1", 3, "1")));
    assert_eq!((outcome.parts[0].waiting, of(&outcome, "R-010").len()), (1, 0));
}

#[test]
fn totals_of_groups_and_totals_on_top_are_understood() {
    let (one, two) = (row("B-1", 3, "1"), row("B-2", 4, "1"));
    let (outcome, _) = facilities(&format!(
        "{one}\nTotal norte,,,,,,,,3,1,0,4,1\n{two}\nTotal sur,,,,,,,,4,1,0,5,1\nTotal,,,,,,,,7,2,0,9,2"
    ));
    assert_eq!(codes(&outcome), ["M-007"]);
    let (outcome, _) = facilities(&format!("Total,,,,,,,,7,2,0,9,2\n{one}\n{two}"));
    assert_eq!(codes(&outcome), ["M-007"]);
}
