//! The audit in the browser: the log with its filters, who looked at one person, alerts, the proof, and what is taken
//! away; and that nobody else comes there.

use axum::http::StatusCode;
use operations::TRAINING_PASSWORD;

use crate::{handed::NAME, house::House};

pub(crate) fn the_auditor_sees_who_looked_and_hands_it_over() {
    let house = House::new();
    let record = house.handed_in("pros-09-cmx", 1);
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let fields = [
        ("compartment", "person"),
        ("purpose", "una vida corre peligro"),
        ("password", TRAINING_PASSWORD),
    ];
    let opened = custodian.post(&format!("/identities/{record}/emergency"), &fields);
    assert!(opened.text.contains("Zutanita"), "{}", opened.text);
    let mut auditor = house.signed_in("auditoria");
    let page = auditor.get(&format!("/audit/person?record={record}"));
    assert_eq!(page.address, format!("/audit/records/{record}"));
    let address = page.address;
    let without = auditor.post(&address, &[]);
    assert_eq!(
        without.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "what for is asked first"
    );
    let page = auditor.post(&address, &[("purpose", "lo pide la persona")]);
    for text in [
        "custodia1.pros-09-cmx",
        "una vida corre peligro",
        "Bitácora de la persona",
    ] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    NAME.split(' ')
        .for_each(|name| assert!(!page.text.contains(name), "{name}"));
    let alerts = auditor.get("/audit/alerts");
    assert!(alerts.text.contains("abrió en emergencia"), "{}", alerts.text);
}

pub(crate) fn the_log_is_filtered_and_read_page_by_page() {
    let house = House::new();
    let mut auditor = house.signed_in("auditoria");
    for _ in 0..60 {
        auditor.get("/audit/alerts");
    }
    let page = auditor.get("/audit/log?act=see_alerts&account=auditoria");
    assert_eq!(page.text.matches("<tr>").count(), 51, "a page and its head");
    let older = page
        .text
        .split("href=\"")
        .find(|link| link.contains("before="))
        .unwrap();
    let older = older.split_once('"').unwrap().0.replace("&#38;", "&");
    assert!(
        older.starts_with("/audit/log?account=auditoria&act=see_alerts&before="),
        "{older}"
    );
    let rest = auditor.get(&older);
    assert_eq!(rest.text.matches("<tr>").count(), 11, "{}", rest.text);
    assert!(auditor.get("/audit/log?day=1999-01-01").text.contains("Ningún asiento"));
    let empty = auditor.get("/audit/log?account=nobody&day=");
    assert!(empty.text.contains("Ningún asiento"), "{}", empty.text);
    let hostile = auditor.get("/audit/log?account=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&before=-5");
    assert!(!hostile.text.contains("<script>alert"), "{}", hostile.text);
}

pub(crate) fn the_auditor_verifies_and_takes_the_proof_away() {
    let house = House::new();
    let mut auditor = house.signed_in("auditoria");
    let page = auditor.get("/audit");
    assert!(page.text.contains("Estado de la bitácora"), "{}", page.text);
    let page = auditor.post("/audit/verify", &[]);
    assert!(
        page.text.contains("Nada fue alterado") && page.text.contains("segundos"),
        "{}",
        page.text
    );
    let page = auditor.post("/audit/checkpoint", &[]);
    assert!(
        page.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let page = auditor.post("/audit/bundle", &[("purpose", "prueba"), ("password", "not this")]);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = auditor.post(
        "/audit/bundle",
        &[("purpose", "prueba"), ("password", TRAINING_PASSWORD)],
    );
    assert!(operations::read_bundle(&page.text).is_ok(), "{}", page.text);
    for address in ["/audit/security", "/audit/rights"] {
        let page = auditor.get(address);
        assert_eq!(
            (page.status, page.text.matches("<h1>").count()),
            (StatusCode::OK, 1),
            "{address}"
        );
    }
}

pub(crate) fn whoever_has_nothing_to_do_with_it_reads_no_entry() {
    let house = House::new();
    let mut administrator = house.signed_in("administracion1");
    let page = administrator.get("/audit/log");
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(
        !page.text.contains("found_training"),
        "entries on accounts alone: {}",
        page.text
    );
    for account in ["registro.pros-09-cmx", "coordinacion"] {
        let mut other = house.signed_in(account);
        for address in ["/audit/log", "/audit/alerts", "/audit/records/4294967297"] {
            let page = other.get(address);
            assert!(page.status.is_client_error(), "{account} {address}: {}", page.status);
        }
        let bundle = other.post("/audit/bundle", &[("purpose", "ver"), ("password", TRAINING_PASSWORD)]);
        assert!(bundle.status.is_client_error(), "{account}");
    }
}

pub(crate) fn an_alert_is_marked_as_seen_once_with_a_reason_and_never_by_who_caused_it() {
    let house = House::new();
    let record = house.handed_in("pros-09-cmx", 1);
    let mut custodian = house.signed_in("custodia1.pros-09-cmx");
    let fields = [
        ("compartment", "person"),
        ("purpose", "una vida corre peligro"),
        ("password", TRAINING_PASSWORD),
    ];
    custodian.post(&format!("/identities/{record}/emergency"), &fields);
    let own = custodian.get("/audit/alerts");
    assert!(
        own.text.contains("por atender") && !own.text.contains("action=\"/audit/alerts/1\""),
        "{}",
        own.text
    );
    let refused = custodian.post("/audit/alerts/1", &[("purpose", "fui yo")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Quien causó una alerta"), "{}", refused.text);
    let mut auditor = house.signed_in("auditoria");
    assert!(auditor.get("/audit/alerts").text.contains("Una está por atender"));
    let unreasoned = auditor.post("/audit/alerts/1", &[("purpose", "")]);
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unreasoned.text.contains("qué encontró o qué hizo; queda"),
        "{}",
        unreasoned.text
    );
    let hostile = auditor.post("/audit/alerts/1", &[("purpose", "<script>alert(1)</script>")]);
    assert!(hostile.text.contains("quedó como atendida") && !hostile.text.contains("<script>alert"));
    assert!(hostile.text.contains("Todas están atendidas"), "{}", hostile.text);
    let again = auditor.post("/audit/alerts/1", &[("purpose", "otra vez")]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(auditor.get("/audit/log?act=mark_alert").text.contains("alert 1"));
    let none = house
        .signed_in("registro.pros-09-cmx")
        .post("/audit/alerts/1", &[("purpose", "x")]);
    assert_eq!(none.status, StatusCode::FORBIDDEN, "{}", none.text);
}

pub(crate) fn everybody_reads_what_the_log_has_of_them_and_of_nobody_else() {
    let house = House::new();
    house.signed_in("registro.pros-15-mex").get("/returns");
    let mut registrar = house.signed_in("registro.pros-09-cmx");
    registrar.get("/returns");
    assert_eq!(registrar.get("/audit/log").status, StatusCode::FORBIDDEN);
    let home = registrar.get("/");
    assert!(home.text.contains("href=\"/activity\""), "{}", home.text);
    let own = registrar.get("/activity");
    assert_eq!(own.status, StatusCode::OK);
    for said in ["Mi actividad", "Se negó un acto", "Ver su propia actividad"] {
        assert!(own.text.contains(said), "{said}: {}", own.text);
    }
    let foreign = house.site_entries_of("registro.pros-15-mex");
    assert!(!foreign.is_empty());
    for seq in foreign {
        assert!(
            !own.text.contains(&format!(">{seq}</td>")),
            "entry {seq} is of somebody else"
        );
    }
    for _ in 0..60 {
        registrar.get("/returns");
    }
    let first = registrar.get("/activity");
    let (_, after) = first.text.split_once("href=\"/activity?before=").unwrap();
    let older = registrar.get(&format!("/activity?before={}", after.split_once('"').unwrap().0));
    assert!(older.text.contains("Empezar una sesión"), "{}", older.text);
    assert_eq!(registrar.get("/activity?before=-9").status, StatusCode::OK);
}

impl House {
    /// The places in the log of what an account did.
    fn site_entries_of(&self, account: &str) -> Vec<i64> {
        let door = self.door();
        let caller = door.operator("", "test").unwrap().for_purpose("a test");
        let (entries, _) = door.read_log(&caller, 0, 10_000).unwrap();
        let own = entries.into_iter().filter(|one| one.actor.account == account);
        own.map(|one| one.seq).collect()
    }
}
