//! Calls for data in a browser: opened, answered, followed on the board, extended, closed.

use axum::http::StatusCode;

use crate::house::{House, Page, Visitor};

/// A call that is well made, for the victims and investigations of two offices.
const CALL: [(&str, &str); 8] = [
    ("title", "Diagnóstico 2016"),
    ("from", "2016"),
    ("until", ""),
    ("due", "2199-12-31"),
    ("register", "victims"),
    ("register", "investigations"),
    ("authority", "pros-09-cmx"),
    ("authority", "pros-15-mex"),
];

fn opened(coordinator: &mut Visitor<'_>) -> Page {
    let page = coordinator.post("/calls/new", &CALL);
    assert_eq!(
        (page.status, page.address.as_str()),
        (StatusCode::OK, "/calls/1"),
        "{}",
        page.text
    );
    page
}

/// How often something stands on a page.
fn times(page: &Page, what: &str) -> usize {
    page.text.matches(what).count()
}

pub(crate) fn a_coordinator_opens_a_call_and_sees_its_board_extends_and_closes_it() {
    let house = House::new();
    let mut coordinator = house.signed_in("coordinacion");
    let blank = coordinator.get("/calls/new");
    assert_eq!(times(&blank, "name=\"authority\""), 104);
    let board = opened(&mut coordinator);
    assert_eq!(times(&board, "<td class=\"no\""), 4, "{}", board.text);
    assert!(board.text.contains("No ha respondido"));
    let latest = coordinator.get("/board");
    assert_eq!(latest.address, "/calls/1");
    let letter = coordinator.get("/calls/1/letter/pros-15-mex");
    assert!(
        letter.text.contains("2199-12-31") && letter.text.contains("firma de quien solicita"),
        "{}",
        letter.text
    );
    let nobody = coordinator.get("/calls/1/letter/pros-13-hid");
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let more = [
        ("authority", "pros-15-mex"),
        ("due", "2200-02-01"),
        ("reason", "lo pidió por oficio"),
    ];
    let extended = coordinator.post("/calls/1/extend", &more);
    assert!(
        extended.text.contains("Plazo ampliado: 2200-02-01"),
        "{}",
        extended.text
    );
    let csv = coordinator.get("/calls/1/board.csv");
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 5);
    let closed = coordinator.post("/calls/1/close", &[("reason", "terminó el plazo")]);
    assert!(closed.text.contains("terminó el plazo") && !closed.text.contains("/calls/1/close"));
    let again = coordinator.post("/calls/1/close", &[("reason", "otra vez")]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("se cerró"), "{}", again.text);
    let none = coordinator.get("/board");
    assert!(none.text.contains("Elija un periodo"), "{}", none.text);
    let of_period = coordinator.get("/board?period=2016&kind=court&only=open");
    assert_eq!(of_period.status, StatusCode::OK);
    assert!(
        of_period.text.contains("/board.csv?period=2016-01-01%2F2016-12-31"),
        "{}",
        of_period.text
    );
    assert_eq!(
        coordinator
            .get("/board.csv?period=2016")
            .text
            .lines()
            .next()
            .map(|head| head.contains("days_late")),
        Some(true)
    );
}

pub(crate) fn a_registrar_sees_what_is_asked_and_declares_zero() {
    let house = House::new();
    opened(&mut house.signed_in("coordinacion"));
    let mut registrar = house.signed_in("registro.pros-09-cmx");
    let home = registrar.get("/");
    assert!(
        home.text.contains("0 de 2 registros respondidos") && home.text.contains("faltan"),
        "{}",
        home.text
    );
    let ask = registrar.get("/calls/1/zero/victims");
    assert!(ask.text.contains("Sí, declarar cero"), "{}", ask.text);
    assert_eq!(registrar.get("/calls/1/zero/judgments").status, StatusCode::NOT_FOUND);
    let declared = registrar.post("/calls/1/zero", &[("register", "victims")]);
    assert_eq!(declared.address, "/calls/1");
    assert!(
        declared.text.contains("Declaró cero") && declared.text.contains("1 de 2"),
        "{}",
        declared.text
    );
    assert!(
        !declared.text.contains("pros-15-mex") && !declared.text.contains("Estado de México"),
        "{}",
        declared.text
    );
    assert_eq!(registrar.get("/calls/2").status, StatusCode::NOT_FOUND);
    for refused in ["/board?period=2016", "/calls/1/board.csv"] {
        assert_eq!(registrar.get(refused).status, StatusCode::FORBIDDEN, "{refused}");
    }
    assert_eq!(
        registrar.post("/calls/1/close", &[("reason", "no")]).status,
        StatusCode::FORBIDDEN
    );
}

pub(crate) fn what_is_wrong_in_a_call_is_said_beside_its_field() {
    let house = House::new();
    let mut coordinator = house.signed_in("coordinacion");
    let page = coordinator.post(
        "/calls/new",
        &[("from", "junio"), ("due", "mañana"), ("note", "lo escrito queda")],
    );
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for place in ["#title", "#from", "#due"] {
        assert!(
            page.text.contains(&format!("href=\"{place}\"")),
            "{place}: {}",
            page.text
        );
    }
    assert_eq!(times(&page, "aria-invalid=\"true\""), 3);
    assert!(page.text.contains("lo escrito queda") && page.text.contains("value=\"junio\""));
    let mut past = CALL.to_vec();
    past[3] = ("due", "2020-01-01");
    let page = coordinator.post("/calls/new", &past);
    assert!(page.text.contains("2020-01-01 ya pasó"), "{}", page.text);
    coordinator.language = "en";
    assert!(
        coordinator
            .post("/calls/new", &past)
            .text
            .contains("2020-01-01 is past")
    );
    assert_eq!(coordinator.get("/calls/99").status, StatusCode::NOT_FOUND);
    assert!(coordinator.get("/board?period=junio").text.contains("not understood"));
}

pub(crate) fn hostile_words_are_shown_as_words() {
    let house = House::new();
    let mut coordinator = house.signed_in("coordinacion");
    let mut hostile = CALL.to_vec();
    hostile[0] = ("title", "<script>alert(1)</script>");
    hostile.push(("note", "'; DROP TABLE call; -- =cmd|' /C calc'!A0"));
    let page = coordinator.post("/calls/new", &hostile);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(!page.text.contains("<script>alert"));
    let list = coordinator.get("/calls");
    assert!(list.text.contains("alert(1)") && !list.text.contains("<script>alert"));
    let kind = coordinator.get("/calls/1?kind=%22%3E%3Cscript%3E&only=%3Cb%3E");
    assert!(!kind.text.contains("\"><script>"), "{}", kind.text);
}
