//! Opening an identity in the browser: one person asks, another grants, the first opens once; whoever is of elsewhere
//! learns nothing, and what was opened is on no other page.

use axum::http::StatusCode;
use operations::TRAINING_PASSWORD;

use crate::{
    handed::{ADDRESS, NAME, NARRATIVE},
    house::{House, Page, Visitor},
};

const OWN: &str = "pros-09-cmx";
/// What tries to be more than text.
const HOSTILE: &str = "\"><script>alert(1)</script>'; DROP TABLE opening;-- =HYPERLINK(1)";

fn sealed(page: &Page) {
    let (given, surname) = NAME.split_once(' ').unwrap();
    for secret in [given, surname, ADDRESS, NARRATIVE] {
        assert!(!page.text.contains(secret), "{}: {secret}", page.address);
        for (name, value) in &page.headers {
            assert!(!value.to_str().unwrap_or_default().contains(secret), "{name}");
        }
        assert!(!page.address.contains(secret), "{}", page.address);
    }
}

/// Asks for a compartment and answers the opening's number.
fn asked(by: &mut Visitor<'_>, record: i64, compartment: &str, purpose: &str) -> i64 {
    let page = by.post(
        &format!("/identities/{record}/ask"),
        &[
            ("compartment", compartment),
            ("purpose", purpose),
            ("office_number", "FGR/12/2026"),
        ],
    );
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    sealed(&page);
    page.address.rsplit('/').next().unwrap().parse().unwrap()
}

fn decided(by: &mut Visitor<'_>, number: i64, decision: &str) -> Page {
    let fields = [("purpose", "resolver la petición"), ("password", TRAINING_PASSWORD)];
    by.post(&format!("/openings/{number}/{decision}"), &fields)
}

fn opened(by: &mut Visitor<'_>, number: i64) -> Page {
    by.post(&format!("/openings/{number}/open"), &[("password", TRAINING_PASSWORD)])
}

pub(crate) fn one_asks_another_grants_the_first_opens_and_the_auditor_sees_who_looked() {
    let house = House::new();
    let record = house.handed_in(OWN, 3);
    let mut registrar = house.signed_in("registro.pros-09-cmx");
    let list = registrar.get("/identities");
    assert!(list.text.contains("/identities/returns/1"), "{}", list.text);
    let records = registrar.get("/identities/returns/1");
    assert!(
        records.text.contains(&format!("/identities/{record}")),
        "{}",
        records.text
    );
    let page = registrar.get(&format!("/identities/{record}"));
    assert!(page.text.contains("20 de 20"), "{}", page.text);
    assert!(
        !page.text.contains("value=\"narrative\""),
        "a registrar asks for no narrative"
    );
    [&list, &records, &page].into_iter().for_each(sealed);
    let number = asked(&mut registrar, record, "person", "corregir el nombre");
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let waits = custodian.get("/identities");
    assert!(waits.text.contains(&format!("/openings/{number}")), "{}", waits.text);
    let granted = decided(&mut custodian, number, "grant");
    assert_eq!(granted.status, StatusCode::OK, "{}", granted.text);
    let before = registrar.get(&format!("/openings/{number}"));
    assert!(before.text.contains("Abrir y ver"), "{}", before.text);
    let page = opened(&mut registrar, number);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for word in NAME.split(' ').chain(["registro.pros-09-cmx"]) {
        assert!(page.text.contains(word), "{word}: {}", page.text);
    }
    assert!(!page.text.contains(ADDRESS), "one compartment, no other");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["refresh"], format!("300; url=/identities/{record}"));
    let (_, title) = page.text.split_once("<title>").unwrap();
    assert!(!title.split_once("</title>").unwrap().0.contains("Zutanita"));
    let after = [
        registrar.get(&format!("/identities/{record}")),
        registrar.get("/identities"),
        custodian.get("/identities"),
        custodian.get(&format!("/openings/{number}")),
        waits,
        granted,
        before,
    ];
    after.iter().for_each(sealed);
    assert!(after[0].text.contains("19 de 20"), "{}", after[0].text);
    let mut auditor = house.signed_in("auditoria");
    let page = auditor.post(
        &format!("/audit/records/{record}"),
        &[("purpose", "lo pide la persona")],
    );
    sealed(&page);
    for text in [
        "registro.pros-09-cmx",
        "corregir el nombre",
        "FGR/12/2026",
        "custodia1.pros-09-cmx",
    ] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
}

pub(crate) fn a_grant_serves_once_whatever_the_number_of_tabs() {
    let house = House::new();
    let record = house.handed_in(OWN, 1);
    let mut registrar = house.signed_in("registro.pros-09-cmx");
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let number = asked(&mut registrar, record, "person", "corregir");
    let early = opened(&mut registrar, number);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "before it is granted");
    sealed(&early);
    decided(&mut custodian, number, "grant");
    let second_tab = decided(&mut custodian, number, "grant");
    assert_eq!(second_tab.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(opened(&mut registrar, number).text.contains("Zutanita"));
    let again = opened(&mut registrar, number);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);
    assert!(
        again.text.contains("otra apertura"),
        "it says the way out: {}",
        again.text
    );
    sealed(&again);
    let reloaded = registrar.get(&format!("/openings/{number}/open"));
    assert_eq!(
        reloaded.address,
        format!("/openings/{number}"),
        "a reload opens nothing"
    );
    let refused = asked(&mut registrar, record, "document", "corregir");
    let page = decided(&mut custodian, refused, "refuse");
    assert!(page.text.contains("negada"), "{}", page.text);
    assert_eq!(opened(&mut registrar, refused).status, StatusCode::UNPROCESSABLE_ENTITY);
}

pub(crate) fn a_wrong_password_or_an_empty_purpose_shows_the_form_again() {
    let house = House::new();
    let record = house.handed_in(OWN, 1);
    let mut reviewer = house.signed_in("revision.pros-09-cmx");
    let mut custodian = house.signed_in("custodia2.pros-09-cmx");
    let page = reviewer.post(
        &format!("/identities/{record}/ask"),
        &[("compartment", "contact"), ("office_number", "FGR/7")],
    );
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("href=\"#ask-purpose\""), "{}", page.text);
    assert!(page.text.contains("value=\"FGR/7\""), "what was typed stands");
    let number = asked(&mut reviewer, record, "contact", "citar a la víctima");
    let wrong = custodian.post(
        &format!("/openings/{number}/grant"),
        &[("purpose", "decidir esto"), ("password", "no es la contraseña")],
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("aria-invalid=\"true\"") && wrong.text.contains("value=\"decidir esto\""));
    assert!(
        !wrong.text.contains("no es la contraseña"),
        "a password comes back nowhere"
    );
    assert!(wrong.text.contains("no son correctos"), "in Spanish: {}", wrong.text);
}

pub(crate) fn another_institution_learns_nothing_not_even_whether_a_record_is_there() {
    let house = House::new();
    let record = house.handed_in(OWN, 1);
    let mut own = house.signed_in("registro.pros-09-cmx");
    let number = asked(&mut own, record, "person", "corregir");
    for account in ["registro.pros-15-mex", "custodia1.pros-15-mex", "administracion1"] {
        let mut other = house.signed_in(account);
        let absent = record + 999;
        let pairs = [
            (format!("/identities/{record}"), format!("/identities/{absent}")),
            ("/openings/1".to_owned(), "/openings/999".to_owned()),
            ("/identities/returns/1".to_owned(), "/identities/returns/999".to_owned()),
        ];
        for (there, nowhere) in pairs {
            let [one, two] = [there, nowhere].map(|address| {
                let page = other.get(&address);
                let encoded: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
                let text = page.text.replace(&address, "").replace(&encoded, "");
                (page.status, without_number(&without_form(&text), &address))
            });
            assert_eq!(one, two, "{account}");
            assert!(one.0.is_client_error(), "{account}: {}", one.0);
        }
        for form in ["ask", "emergency", "block", "erase", "decoy"] {
            let fields = [
                ("compartment", "person"),
                ("purpose", "ver"),
                ("office_number", "1"),
                ("password", TRAINING_PASSWORD),
            ];
            let [one, two] = [record, absent].map(|record| {
                let page = other.post(&format!("/identities/{record}/{form}"), &fields);
                (page.status, without_form(&page.text.replace(&record.to_string(), "")))
            });
            assert_eq!(one, two, "{account} {form}");
        }
        let page = opened(&mut other, number);
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        sealed(&page);
    }
}

/// A page without the number that stands at the end of its address.
fn without_number(text: &str, address: &str) -> String {
    let number = address.rsplit('/').next().unwrap();
    text.replace(&format!("/{number}\""), "")
        .replace(&format!("<strong>{number}</strong>"), "")
}

/// A page without the token of its forms, which is another each time.
fn without_form(text: &str) -> String {
    let mut parts = text.split("name=\"form\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.split_once('"').unwrap().1)
}

pub(crate) fn hostile_text_comes_back_as_text() {
    let house = House::new();
    let record = house.handed_in(OWN, 1);
    let mut registrar = house.signed_in("registro.pros-09-cmx");
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let page = registrar.post(
        &format!("/identities/{record}/ask"),
        &[
            ("compartment", "person"),
            ("purpose", HOSTILE),
            ("office_number", HOSTILE),
        ],
    );
    let number: i64 = page.address.rsplit('/').next().unwrap().parse().unwrap();
    decided(&mut custodian, number, "grant");
    let pages = [
        page,
        registrar.get("/identities"),
        registrar.get(&format!("/identities/{record}")),
        custodian.get(&format!("/openings/{number}")),
        registrar.post(&format!("/identities/{record}/ask"), &[("purpose", HOSTILE)]),
        house
            .signed_in("auditoria")
            .post(&format!("/audit/records/{record}"), &[("purpose", "ver")]),
        house.signed_in("custodia2.pros-09-cmx").get("/audit/log"),
    ];
    for page in pages {
        assert!(page.text.contains("alert(1)"), "{} shows it", page.address);
        assert!(!page.text.contains("<script>alert"), "{}", page.address);
        assert!(!page.text.contains(HOSTILE), "{}", page.address);
    }
}

pub(crate) fn an_emergency_opens_at_once_and_is_reviewed() {
    let house = House::new();
    let record = house.handed_in(OWN, 1);
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let fields = [
        ("compartment", "contact"),
        ("purpose", "una vida corre peligro"),
        ("password", TRAINING_PASSWORD),
    ];
    let page = custodian.post(&format!("/identities/{record}/emergency"), &fields);
    assert!(page.text.contains(ADDRESS), "{}", page.text);
    assert_eq!(page.headers["refresh"], format!("300; url=/identities/{record}"));
    let mut auditor = house.signed_in("auditoria");
    let list = auditor.get("/identities");
    assert!(
        list.text.contains("abierta en emergencia") && list.text.contains("Revisar"),
        "{}",
        list.text
    );
    let review = [("purpose", "revisar"), ("says", "Sí lo fue; consta el oficio.")];
    let page = auditor.post("/openings/1/review", &review);
    assert!(page.text.contains("Sí lo fue"), "{}", page.text);
    [&list, &page].into_iter().for_each(sealed);
}

pub(crate) fn two_persons_block_and_erase_an_identity() {
    let house = House::new();
    let record = house.handed_in(OWN, 2);
    let mut reviewer = house.signed_in("revision.pros-09-cmx");
    let stated = [("purpose", "lo pidió la persona"), ("office_number", "ARCO/3")];
    let page = reviewer.post(&format!("/identities/{record}/block"), &stated);
    assert!(page.text.contains("quedó bloqueado"), "{}", page.text);
    assert_eq!(
        reviewer.get(&format!("/identities/{record}")).status,
        StatusCode::NOT_FOUND
    );
    let page = reviewer.post(&format!("/identities/{record}"), &stated);
    assert!(page.text.contains("Proponer el borrado"), "{}", page.text);
    let page = reviewer.post(&format!("/identities/{record}/erase"), &stated);
    assert_eq!(page.address, "/proposals/1", "{}", page.text);
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    assert!(custodian.get("/identities").text.contains("/proposals/1"));
    let fields = [stated[0], stated[1], ("password", TRAINING_PASSWORD)];
    let page = custodian.post("/proposals/1/confirm", &fields);
    assert!(page.text.contains("fue destruida"), "{}", page.text);
    let again = custodian.post("/proposals/1/confirm", &fields);
    assert_eq!(again.status, StatusCode::NOT_FOUND, "it waits no more");
}
