//! Cases captured by form, without script: saved, compared, corrected and handed in.

use axum::http::StatusCode;

use crate::house::{House, Page, Visitor};

const REGISTRAR: &str = "registro.pros-09-cmx";

/// A case that is complete, with what is changed in it.
fn case<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("register", "victims"),
        ("period", "2026-09"),
        ("based_on", "0"),
        ("f.local_id", "V-1"),
        ("f.sex", "Mujer"),
        ("f.age", "20"),
        ("f.nationality", "México"),
        ("s.origin_state", "S.I."),
        ("s.marital_status", "S.I."),
        ("s.migratory_status", "N.A."),
        ("s.vulnerability_groups", "S.I."),
        ("s.destination", "S.I."),
        ("f.detected_on", "2026-09-01"),
        ("f.offences", "art13"),
        ("s.exploitation_form", "S.I."),
        ("s.recruitment_means", "S.I."),
        ("f.count", "1"),
    ];
    for (name, value) in changed {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

fn saved(visitor: &mut Visitor<'_>, changed: &[(&str, &str)]) -> Page {
    visitor.post("/cases", &case(changed))
}

pub(crate) fn a_case_is_captured_corrected_and_handed_in() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let form = visitor.get("/cases/new?register=victims&period=2026-09");
    for part in [
        "S.I., sin información",
        "N.A., no aplica",
        "name=\"f.sex\"",
        "type=\"checkbox\"",
    ] {
        assert!(form.text.contains(part), "{part} in {}", form.text);
    }
    assert!(!form.text.contains("name=\"f.given_name\""), "no name is asked for");
    let page = saved(&mut visitor, &[("f.age", "doscientos")]);
    assert_eq!(page.address, "/cases/1?saved=1");
    assert!(
        page.text.contains("href=\"#f.age\"") && page.text.contains("aria-invalid"),
        "{}",
        page.text
    );
    assert!(visitor.get("/cases").text.contains("disabled"), "nothing is ready");
    let page = visitor.post("/cases/1", &case(&[("based_on", "1")]));
    assert!(page.text.contains("listo para entregar"), "{}", page.text);
    let revisions = visitor.get("/cases/1/revisions");
    assert!(revisions.text.contains("doscientos") && revisions.text.contains("Versión 2"));
    let receipt = visitor.post("/cases/hand-in", &[("register", "victims"), ("period", "2026-09")]);
    assert_eq!(receipt.address, "/returns/1", "{}", receipt.text);
    assert_eq!(
        visitor.get("/cases/1").status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it was handed in"
    );
    saved(&mut visitor, &[("f.local_id", "V-2")]);
    let refused = visitor.post("/cases/hand-in", &[("register", "victims"), ("period", "2026-09")]);
    assert!(refused.text.contains("La entrega 1"), "{}", refused.text);
    let back = visitor.post("/cases/reopen", &[("register", "victims"), ("period", "2026-09")]);
    assert!(back.text.contains("Un caso volvió"), "{}", back.text);
    let receipt = visitor.post("/cases/hand-in", &[("register", "victims"), ("period", "2026-09")]);
    assert_eq!(receipt.address, "/returns/2", "{}", receipt.text);
}

pub(crate) fn what_is_not_kept_is_said_beside_the_field_with_what_was_typed() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let page = saved(&mut visitor, &[("f.local_id", "AAAA900203MDFXXX09")]);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Esto identifica a una persona"), "{}", page.text);
    let page = saved(&mut visitor, &[("period", "ayer")]);
    assert!(page.text.contains("Eso no es un periodo") && page.text.contains("value=\"V-1\""));
    let page = saved(&mut visitor, &[("f.local_id", "<script>x1</script>")]);
    assert!(!page.text.contains("<script>x1"), "what was typed is text");
    assert_eq!(visitor.get("/cases/new?register=nothing").status, StatusCode::NOT_FOUND);
}

pub(crate) fn a_stale_case_shows_both_and_loses_nothing() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    saved(&mut visitor, &[]);
    visitor.post("/cases/1", &case(&[("based_on", "1"), ("f.age", "31")]));
    let stale = visitor.post("/cases/1", &case(&[("based_on", "1"), ("f.age", "42")]));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.text.contains("value=\"42\"") && stale.text.contains("«31»"),
        "{}",
        stale.text
    );
    let other = house.signed_in("registro.pros-15-mex").get("/cases/1");
    assert!(other.status.is_client_error() && !other.text.contains("V-1"));
}

pub(crate) fn a_question_that_does_not_apply_is_not_asked() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let page = saved(&mut visitor, &[]);
    assert!(!page.text.contains("name=\"f.labour_sector\""), "no labour is told of");
    let page = visitor.post(
        "/cases/1",
        &case(&[
            ("based_on", "1"),
            ("f.exploitation_form", "LABOUR"),
            ("s.exploitation_form", ""),
        ]),
    );
    assert!(page.text.contains("name=\"f.labour_sector\""), "{}", page.text);
}

/// What is never to be read again, made up.
const NAME: &str = "Zutanita";

/// The names of a case, and what for.
fn identified<'a>(given: &'a str, born: &'a str, revision: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("register", "victims"),
        ("period", "2026-09"),
        ("purpose", "registro de la víctima"),
        ("r.1", revision),
        ("i.1.given_name", given),
        ("i.1.first_surname", "Inventada"),
        ("i.1.birth_date", born),
    ]
}

pub(crate) fn identities_are_asked_for_at_the_last_step_sealed_and_kept_nowhere_before() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    saved(&mut visitor, &[]);
    let list = visitor.get("/cases");
    let address = "/cases/identities?register=victims&period=2026-09";
    assert!(list.text.contains(&address.replace('&', "&amp;")), "{}", list.text);
    let form = visitor.get(address);
    assert!(form.text.contains("name=\"i.1.given_name\"") && form.text.contains("se sella al entregar"));
    let unstated = visitor.post("/cases/identities", &identified(NAME, "1990-02-03", "1")[..2]);
    assert_eq!(
        unstated.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "what for is asked first"
    );
    let wrong = visitor.post("/cases/identities", &identified(NAME, "1990-22-33", "1"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(
        wrong.text.contains("href=\"#i.1.birth_date\"") && wrong.text.contains(NAME),
        "{}",
        wrong.text
    );
    let stale = visitor.post("/cases/identities", &identified(NAME, "1990-02-03", "7"));
    assert!(stale.text.contains("cambi"), "{}", stale.text);
    for kept in [
        visitor.get("/cases/1"),
        visitor.get("/cases/1/revisions"),
        visitor.get("/cases"),
        visitor.get(address),
    ] {
        assert!(!kept.text.contains(NAME), "a name on {}", kept.address);
    }
    house.holds_nowhere(NAME);
    let receipt = visitor.post("/cases/identities", &identified(NAME, "1990-02-03", "1"));
    assert_eq!(receipt.address, "/returns/1", "{}", receipt.text);
    assert!(!receipt.text.contains(NAME));
    house.holds_nowhere(NAME);
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let fields = [
        ("compartment", "person"),
        ("purpose", "una vida corre peligro"),
        ("password", operations::TRAINING_PASSWORD),
    ];
    let record = (1i64 << 32) + 1;
    let opened = custodian.post(&format!("/identities/{record}/emergency"), &fields);
    assert!(
        opened.text.contains(NAME) && opened.text.contains("Inventada"),
        "{}",
        opened.text
    );
}

pub(crate) fn whoever_seals_nothing_is_asked_for_no_identity() {
    let house = House::new();
    let address = "/cases/identities?register=victims&period=2026-09";
    let mut other = house.signed_in("coordinacion");
    assert_eq!(other.get(address).status, StatusCode::FORBIDDEN);
    assert!(
        other
            .post("/cases/identities", &identified(NAME, "1990-02-03", "1"))
            .status
            .is_client_error()
    );
    let mut visitor = house.signed_in(REGISTRAR);
    saved(&mut visitor, &[]);
    assert_eq!(
        visitor.get("/cases/identities?register=training&period=2026-09").status,
        StatusCode::FORBIDDEN
    );
    let unasked = visitor.post("/cases/1", &case(&[("based_on", "1"), ("f.given_name", NAME)]));
    assert!(!unasked.text.contains(NAME), "the form of the case has no such field");
}

impl House {
    /// No file of the store's folder has these words in clear, and the log has them in no entry.
    fn holds_nowhere(&self, words: &str) {
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap();
                let has = bytes.windows(words.len()).any(|part| part == words.as_bytes());
                assert!(!has, "{words} in {}", path.display());
            }
        }
        let door = self.door();
        let caller = door.operator("", "test").unwrap().for_purpose("a test");
        let (entries, _) = door.read_log(&caller, 0, 10_000).unwrap();
        assert!(entries.iter().all(|one| !format!("{one:?}").contains(words)));
    }
}
