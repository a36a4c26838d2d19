//! Accounts in the browser: an invitation becomes a person with a password; a key is made by two; nobody sees a secret
//! twice.

use axum::http::StatusCode;
use operations::{OneTime, TRAINING_PASSWORD};

use crate::house::{House, Page, Visitor};

/// What a page shows between two texts.
fn between<'p>(page: &'p Page, before: &str, after: &str) -> &'p str {
    let (_, rest) = page
        .text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before}: {}", page.text));
    rest.split_once(after).unwrap().0
}

const NEW: &str = "siete caballos verdes y un tren";

fn invited(by: &mut Visitor<'_>, name: &str, role: &str, institution: &str) -> String {
    let fields = [
        ("name", name),
        ("person", name),
        ("institution", institution),
        ("role", role),
        ("office_number", "OF/1"),
        ("password", TRAINING_PASSWORD),
    ];
    let page = by.post("/accounts/new", &fields);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    between(&page, "<code>", "</code>").to_owned()
}

fn activated(house: &House, name: &str, invitation: &str) -> Page {
    let fields = [
        ("account", name),
        ("invitation", invitation),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ];
    house.visitor().post("/activate", &fields)
}

/// Signs in with the seed that the page showed.
fn enters<'h>(house: &'h House, name: &str, page: &Page) -> Visitor<'h> {
    let seed = OneTime::read(between(page, "<p class=\"hash\">", "</p>")).unwrap();
    let code = seed.code(operations::unix_now());
    let mut visitor = house.visitor();
    visitor.get("/sign-in");
    let inside = visitor.post("/sign-in", &[("account", name), ("password", NEW), ("code", &code)]);
    assert!(!inside.address.starts_with("/sign-in"), "{}", inside.text);
    visitor
}

pub(crate) fn an_invitation_becomes_an_account_once() {
    let house = House::new();
    let mut administrator = house.signed_in("administracion1");
    let code = invited(&mut administrator, "nueva.pros-09-cmx", "reviewer", "pros-09-cmx");
    let unlike = house.visitor().post(
        "/activate",
        &[
            ("account", "nueva.pros-09-cmx"),
            ("invitation", &code),
            ("new_password", NEW),
        ],
    );
    assert_eq!(unlike.status, StatusCode::UNPROCESSABLE_ENTITY);
    let weak = house.visitor().post(
        "/activate",
        &[
            ("account", "nueva.pros-09-cmx"),
            ("invitation", &code),
            ("new_password", "12345678"),
            ("new_password_again", "12345678"),
        ],
    );
    assert!(weak.text.contains("de las primeras que se prueban"), "{}", weak.text);
    let page = activated(&house, "nueva.pros-09-cmx", &code);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("class=\"qr\"") && page.text.matches("<li><code>").count() == 8);
    assert_eq!(page.headers["cache-control"], "no-store");
    let again = activated(&house, "nueva.pros-09-cmx", &code);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!again.text.contains("<li><code>"));
    let mut person = enters(&house, "nueva.pros-09-cmx", &page);
    assert!(person.get("/account").text.contains("nueva.pros-09-cmx"));
    let list = administrator.get("/accounts?institution=pros-09-cmx");
    assert!(
        list.text.contains("/accounts/of/nueva.pros-09-cmx") && !list.text.contains("pros-15-mex<"),
        "{}",
        list.text
    );
    assert!(!list.text.contains(&code), "an invitation is shown once");
}

pub(crate) fn an_account_is_changed_reset_and_closed_with_the_password_alone() {
    let house = House::new();
    let mut administrator = house.signed_in("administracion1");
    let address = "/accounts/of/registro.pros-09-cmx";
    let wrong = [
        ("role", "reviewer"),
        ("office_number", "OF/2"),
        ("password", "no es esta"),
    ];
    let page = administrator.post(&format!("{address}/roles"), &wrong);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let apart = [
        ("role", "auditor"),
        ("role", "registrar"),
        ("office_number", "OF/2"),
        ("password", TRAINING_PASSWORD),
    ];
    let page = administrator.post(&format!("{address}/roles"), &apart);
    assert!(page.text.contains("Dé una de las dos"), "{}", page.text);
    let right = [
        ("role", "reviewer"),
        ("office_number", "OF/2"),
        ("password", TRAINING_PASSWORD),
    ];
    let page = administrator.post(&format!("{address}/roles"), &right);
    assert!(page.text.contains("Las funciones cambiaron"), "{}", page.text);
    let stated = [("purpose", "perdió el teléfono"), ("password", TRAINING_PASSWORD)];
    let page = administrator.post(&format!("{address}/reset"), &stated);
    assert!(page.text.contains("una sola vez"), "{}", page.text);
    let page = administrator.post(&format!("{address}/close"), &stated);
    assert!(page.text.contains("quedó cerrada"), "{}", page.text);
    let own = administrator.get("/accounts/of/administracion1");
    assert!(
        own.text.contains("no la administra"),
        "nobody manages their own: {}",
        own.text
    );
    let absent = administrator.post("/accounts/of/nobody/close", &stated);
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

pub(crate) fn two_persons_make_the_key_of_an_institution_and_hand_it_on() {
    let house = House::new();
    let mut administrator = house.signed_in("administracion1");
    let institution = "pros-13-hid";
    let names = ["c1.pros-13-hid", "c2.pros-13-hid", "c3.pros-13-hid"];
    let pages = names.map(|name| {
        let code = invited(&mut administrator, name, "custodian", institution);
        activated(&house, name, &code)
    });
    let page = administrator.get("/keys");
    assert!(page.text.contains("enrol-pros-13-hid"), "{}", page.text);
    let mut fields = vec![
        ("institution", institution),
        ("custodian", names[0]),
        ("purpose", "convenio"),
        ("office_number", "OF/3"),
        ("password", TRAINING_PASSWORD),
    ];
    let alone = administrator.post("/keys/enrol", &fields);
    assert_eq!(
        alone.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "two custodians at least"
    );
    fields.push(("custodian", names[1]));
    let page = administrator.post("/keys/enrol", &fields);
    assert_eq!(page.address, "/proposals/1", "{}", page.text);
    assert!(
        !page.text.contains("id=\"confirm\""),
        "whoever proposes does not confirm"
    );
    let mut custodian = enters(&house, names[0], &pages[0]);
    let confirm = [("purpose", "cotejé la huella"), ("password", NEW)];
    let page = custodian.post("/proposals/1/confirm", &confirm);
    assert_eq!(page.text.matches("class=\"card share\"").count(), 5, "{}", page.text);
    let again = custodian.post("/proposals/1/confirm", &confirm);
    assert_eq!(again.status, StatusCode::NOT_FOUND, "shares are shown once");
    let add = |account| {
        [
            ("account", account),
            ("purpose", "otra custodia"),
            ("office_number", "OF/4"),
            ("password", NEW),
        ]
    };
    let page = custodian.post("/keys/add", &add("nobody"));
    assert!(page.text.contains("No hay ninguna cuenta"), "{}", page.text);
    let page = custodian.post("/keys/add", &add(names[2]));
    assert!(page.text.contains("tiene ya la llave"), "{}", page.text);
    let page = administrator.get("/keys");
    assert!(names.iter().all(|name| page.text.contains(name)), "{}", page.text);
}

pub(crate) fn one_changes_the_own_password_and_leaves_everywhere() {
    let house = House::new();
    let mut one = house.signed_in("analisis");
    let other = house.signed_in("coordinacion");
    drop(other);
    let fields = [
        ("password", TRAINING_PASSWORD),
        ("new_password", NEW),
        ("new_password_again", NEW),
    ];
    let page = one.post("/account/password", &fields);
    assert!(page.text.contains("La contraseña cambió"), "{}", page.text);
    let page = one.get("/account/rights");
    assert!(
        page.text.contains("Qué puedo hacer") && page.text.contains("Análisis"),
        "{}",
        page.text
    );
    let page = one.post("/account/sign-out", &[]);
    assert!(page.text.contains("Salió del sistema"), "{}", page.text);
    let old = house.visitor().sign_in("analisis", TRAINING_PASSWORD);
    assert_eq!(old.status, StatusCode::FORBIDDEN, "the old password opens nothing");
    let mut again = house.visitor();
    assert!(again.sign_in("analisis", NEW).text.contains("Mis pendientes"));
}

pub(crate) fn whoever_administers_nothing_comes_to_no_account() {
    let house = House::new();
    for account in ["registro.pros-09-cmx", "custodia1.pros-09-cmx", "coordinacion"] {
        let mut other = house.signed_in(account);
        for address in ["/accounts", "/accounts/new", "/accounts/of/administracion1"] {
            let page = other.get(address);
            assert!(page.status.is_client_error(), "{account} {address}");
            assert!(!page.text.contains("administracion2"), "{account} {address}");
        }
        let page = other.post("/accounts/new", &[("name", "x"), ("person", "x"), ("role", "auditor")]);
        assert!(page.status.is_client_error(), "{account}: {}", page.text);
    }
}
