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
