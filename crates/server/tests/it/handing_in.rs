//! Handing in as a registrar meets it, without script: from the file to its receipt.

use axum::http::StatusCode;

use crate::house::{House, Page, Visitor};

const REGISTRAR: &str = "registro.pros-09-cmx";
/// What is never to be read on a page, made up.
const NAME: &str = "Zutanita Inventada";

/// Victims as CSV; of the last two the sex is none.
fn victims(with_names: bool) -> String {
    let mut text = "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,\
                    destination,detected_on,offences,exploitation_form,recruitment_means,count"
        .to_owned();
    text += if with_names { ",given_name\n" } else { "\n" };
    for row in 1..=4 {
        let sex = if row > 2 { "Zeppelin" } else { "Mujer" };
        text += &format!("V-{row},{sex},20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2026-09-01,art13,S.I.,S.I.,1");
        text += &if with_names {
            format!(",{NAME}\n")
        } else {
            "\n".to_owned()
        };
    }
    text
}

fn upload(visitor: &mut Visitor<'_>, text: &str) -> Page {
    let fields = [("period", "2026-09"), ("register", "victims"), ("purpose", "prueba")];
    visitor.upload("/hand-in", &fields, "víctimas.csv", text.as_bytes())
}

fn mend(visitor: &mut Visitor<'_>, at: &str, (row, column, value, was): (&str, &str, &str, &str)) -> Page {
    let fields = [
        ("sheet", ""),
        ("row", row),
        ("column", column),
        ("value", value),
        ("was", was),
    ];
    visitor.post(&format!("{at}/mend"), &fields)
}

pub(crate) fn a_registrar_goes_from_the_file_to_its_receipt() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let page = visitor.get("/hand-in");
    assert!(page.text.contains("enctype=\"multipart/form-data\""), "{}", page.text);
    let preview = upload(&mut visitor, &victims(true));
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let at = preview.address.clone();
    assert!(at.starts_with("/hand-in/"), "{at}");
    assert!(preview.text.contains("identidad, se sella") && preview.text.contains("cerrado"));
    let findings = visitor.get(&format!("{at}/findings"));
    assert!(findings.text.contains("Corregir las 2"), "{}", findings.text);
    let code = between(&findings.text, "name=\"code\" value=\"", "\"");
    let fields = [
        ("code", code.as_str()),
        ("field", "sex"),
        ("from", "Zeppelin"),
        ("value", "Mujer"),
    ];
    let mended = visitor.post(&format!("{at}/mend-alike"), &fields);
    assert!(mended.text.contains("Se corrigieron 2 celdas"), "{}", mended.text);
    let receipt = visitor.post(&format!("{at}/hand-in"), &[]);
    assert_eq!(receipt.address, format!("{at}/receipt"));
    assert!(receipt.text.contains("víctimas (corregido).xlsx"), "{}", receipt.text);
    let again = visitor.post(&format!("{at}/hand-in"), &[]);
    assert_eq!((again.status, again.address), (StatusCode::OK, format!("{at}/receipt")));
    let list = visitor.get("/returns");
    assert_eq!(list.text.matches("href=\"/returns/").count(), 1, "{}", list.text);
    let changes = visitor.get("/returns/1/changes");
    assert_eq!(changes.status, StatusCode::OK);
    for page in [
        &preview,
        &findings,
        &mended,
        &receipt,
        &again_of(&mut visitor, &at),
        &list,
        &changes,
    ] {
        assert!(!page.text.contains(NAME), "a name on {}", page.address);
    }
}

fn again_of(visitor: &mut Visitor<'_>, at: &str) -> Page {
    visitor.get(at)
}

pub(crate) fn what_is_typed_wrong_is_said_beside_it_and_kept() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let fields = [("period", "septiembre"), ("purpose", "prueba")];
    let page = visitor.upload("/hand-in", &fields, "a.csv", b"x");
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("aria-invalid=\"true\"") && page.text.contains("value=\"septiembre\""));
    let refused = visitor.upload("/hand-in", &[("period", "2026-09")], "a.csv", b"");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("F-001"), "{}", refused.text);
    let at = upload(&mut visitor, &victims(false)).address;
    let script = "<script>alert(1)</script>";
    let page = mend(&mut visitor, &at, ("5", "1", script, "Zeppelin"));
    assert!(!page.text.contains(script), "what was typed is text");
    let page = mend(&mut visitor, &at, ("5", "1", "Hombre", "Zeppelin"));
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "another tab mended it");
    assert!(page.text.contains("Alguien corrigió ya esta celda"));
    let page = mend(&mut visitor, &at, ("999", "1", "Hombre", ""));
    assert!(page.text.contains("Ese renglón no existe"));
    for address in [format!("{at}9"), format!("{at}9/findings")] {
        let page = visitor.get(&address);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
}

pub(crate) fn workbooks_go_out_and_mended_rows_come_back() {
    let house = House::new();
    let mut visitor = house.signed_in(REGISTRAR);
    let at = upload(&mut visitor, &victims(true)).address;
    for file in ["marked.xlsx", "waiting.xlsx"] {
        let page = visitor.get(&format!("{at}/{file}"));
        assert!(page.bytes.starts_with(b"PK"), "{file}");
        let named = page.headers["content-disposition"].to_str().unwrap();
        assert!(named.starts_with("attachment;"), "{named}");
    }
    assert!(visitor.get("/hand-in/template.xlsx").bytes.starts_with(b"PK"));
    let rows: Vec<String> = victims(false)
        .replace("Zeppelin", "Hombre")
        .lines()
        .enumerate()
        .filter(|(line, _)| *line == 0 || *line > 2)
        .map(|(line, text)| match line {
            0 => format!("{text},Renglón del archivo"),
            line => format!("{text},{}", line + 1),
        })
        .collect();
    let page = visitor.upload(&format!("{at}/rows"), &[], "rows.csv", rows.join("\n").as_bytes());
    assert!(page.text.contains("Se corrigieron 2 celdas"), "{}", page.text);
    let unread = visitor.upload(&format!("{at}/rows"), &[], "rows.xlsx", b"PK\x03\x04 no");
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    let undone = visitor.post(&format!("{at}/undo"), &[("sheet", ""), ("row", "5"), ("column", "1")]);
    assert!(undone.text.contains("Zeppelin"));
    let gone = visitor.post(&format!("{at}/cancel"), &[]);
    assert_eq!(gone.address, "/hand-in");
    assert!(!gone.text.contains("Archivos sin terminar"));
}

pub(crate) fn a_file_is_of_who_uploaded_it() {
    let house = House::new();
    let at = upload(&mut house.signed_in(REGISTRAR), &victims(false)).address;
    let mut other = house.signed_in("registro.pros-15-mex");
    for address in [at.clone(), format!("{at}/findings"), format!("{at}/marked.xlsx")] {
        let page = other.get(&address);
        assert!(
            page.status.is_client_error() && !page.text.contains("Zeppelin"),
            "{address}"
        );
    }
    assert!(other.post(&format!("{at}/cancel"), &[]).status.is_client_error());
    let mut analyst = house.signed_in("analisis");
    assert!(analyst.get("/hand-in").status.is_client_error());
}

fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}"));
    rest.split_once(after).unwrap().0.to_owned()
}
