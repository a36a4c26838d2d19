//! Tables, questions, the Diagnosis and what is behind a figure, as people without script meet them.

use std::fs;

use axum::http::StatusCode;
use catalogue::Language;
use operations::{
    Ask, Caller, Credentials, Door, HandedIn, KeyFile, OneTime, Reader, TRAINING_PASSWORD, asked_of, receive_with,
    training_seed, unix_now,
};

use crate::house::{House, INSTITUTIONS, Page, Visitor};

const VICTIMS: &str = "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,\
    destination,detected_on,offences,exploitation_form,recruitment_means,count\n\
    A-1,Mujer,17,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-05-01,art13,S.I.,S.I.,1\n\
    A-2,Hombre,30,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-06-01,art13,S.I.,S.I.,2\n\
    A-3,Mujer,22,Guatemala,S.I.,S.I.,N.A.,S.I.,S.I.,2016-07-01,art13,S.I.,S.I.,1\n";

/// A house with a return of one institution, frozen.
fn frozen() -> House {
    let house = House::new();
    at_the_door(&house, |door, caller| {
        receive(door, caller, (&house, VICTIMS));
        operations::freeze(door, caller, None).unwrap();
    });
    house
}

/// Something done by the coordinator before anybody visits, with the code of half a minute ago: a code serves once.
fn at_the_door<V>(house: &House, done: impl FnOnce(&Door, &Caller) -> V) -> V {
    let key = house.folder.path().join("store.key");
    let key = KeyFile {
        path: &key,
        passphrase: "",
    };
    let law = operations::catalogue_from(None, None).unwrap().0;
    let door = Door::open(&house.folder.path().join("store"), key, law)
        .unwrap()
        .speaking(Language::Es);
    let code = OneTime::read(&training_seed()).unwrap().code(unix_now() - 30);
    let caller = door.sign_in(Credentials {
        account: "coordinacion",
        password: TRAINING_PASSWORD,
        code: &code,
        session: None,
        from: "test",
    });
    let caller = caller.unwrap().for_purpose("a test").by_office("1/2026");
    done(&door, &caller)
}

fn receive(door: &Door, caller: &Caller, (house, text): (&House, &str)) {
    let path = house.folder.path().join("victimas.csv");
    fs::write(&path, text).unwrap();
    let ask = Ask {
        authority: Some(INSTITUTIONS[0]),
        period: Some("2016"),
        register: Some("victims"),
        crosswalk: None,
    };
    let asked = asked_of(door.catalogue(), ask).unwrap();
    let handed = HandedIn {
        path: &path,
        annexes: &[],
        received_at: &door.now(),
    };
    let reader = Reader::this_program().unwrap();
    let received = receive_with(door, &reader, caller, asked, handed).unwrap();
    assert!(received.receipt.is_some(), "{:?}", received.outcome);
}

fn get(visitor: &mut Visitor<'_>, address: &str) -> Page {
    let page = visitor.get(address);
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text);
    sound(&page);
    page
}

/// What every page keeps to: one heading of the first rank, nothing inline that the policy refuses, labels.
fn sound(page: &Page) {
    let text = &page.text;
    assert_eq!(text.matches("<h1").count(), 1, "{}", page.address);
    for refused in [" style=\"", "<style", "<script>", " onclick", "javascript:"] {
        assert!(!text.contains(refused), "{refused} in {}", page.address);
    }
    for table in text.split("<table>").skip(1) {
        assert!(table.trim_start().starts_with("<caption>"), "{}", page.address);
    }
    let nodes = text.matches('<').count() / 2;
    // A section of the Diagnosis is a document: its tables are as long as the law's lists.
    let most = if page.address.starts_with("/diagnosis/") {
        8_000
    } else {
        1_500
    };
    assert!(nodes < most, "{} has {nodes} nodes", page.address);
}

/// The address of the first link that begins so.
fn link(page: &Page, begins: &str) -> String {
    let (_, after) = page
        .text
        .split_once(&format!("href=\"{begins}"))
        .unwrap_or_else(|| panic!("no link to {begins} in {}", page.text));
    let rest = after
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    format!("{begins}{rest}")
}

pub(crate) fn a_table_is_found_read_and_downloaded() {
    let house = frozen();
    let mut ana = house.signed_in("analisis");
    let list = get(&mut ana, "/analysis?q=sexo+victimas");
    assert!(list.text.contains("/tables/victims.by_sex?vintage="), "{}", list.text);
    let table = get(&mut ana, "/tables/victims.by_sex?vintage=latest");
    for said in ["<svg", "Cómo leer", "Sin dato", "Reservado", "/trace?vintage="] {
        assert!(table.text.contains(said) || said == "Sin dato", "{said}");
    }
    let address = link(&table, "/tables/victims.by_sex?vintage=");
    for (ending, kind, begins) in [
        ("csv", "text/csv; charset=utf-8", "\u{feff}".as_bytes()),
        ("svg", "image/svg+xml", b"<svg".as_slice()),
        ("png", "image/png", b"\x89PNG".as_slice()),
    ] {
        let file = ana.get(&format!("{}&as={ending}", address.split("&as=").next().unwrap()));
        assert_eq!(
            (file.status, file.headers["content-type"].to_str().unwrap()),
            (StatusCode::OK, kind)
        );
        assert!(file.bytes.starts_with(begins), "{ending}");
        assert!(
            file.headers["content-disposition"]
                .to_str()
                .unwrap()
                .contains(&format!(".{ending}\""))
        );
    }
    assert_eq!(
        ana.get("/tables/victims.by_nothing").status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

pub(crate) fn a_question_is_built_without_script_and_keeps_its_address() {
    let house = frozen();
    let mut ana = house.signed_in("analisis");
    let first = get(&mut ana, "/analysis");
    assert!(first.text.contains("name=\"register\"") && !first.text.contains("name=\"rows\""));
    let form = get(&mut ana, "/analysis?register=victims&by1=sex");
    assert!(form.text.contains("id=\"in1-F\"") && form.text.contains("name=\"columns\""));
    let answer = get(
        &mut ana,
        "/analysis?register=victims&rows=nationality&columns=sex&shares=row&by1=sex&in1=F&go=1",
    );
    assert!(answer.text.contains("Citar"), "{}", answer.text);
    let (_, stable) = answer.text.split_once("<code>/analysis?vintage=").unwrap();
    let stable = format!(
        "/analysis?vintage={}",
        stable
            .split('<')
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&")
    );
    let again = get(&mut ana, &stable);
    assert!(again.text.contains("Citar"), "{stable}");
    let english = get(&mut ana, &format!("{stable}&lang=en"));
    assert!(english.text.contains("Reserved"));
}

pub(crate) fn a_question_that_does_not_fit_is_said_beside_its_field() {
    let house = frozen();
    let mut ana = house.signed_in("analisis");
    for wrong in [
        "/analysis?register=victims&rows=%3Cscript%3Ealert(1)%3C/script%3E&go=1",
        "/analysis?register=victims&rows=sex&columns=sex&go=1",
        "/analysis?register=victims&rows=sex&by1=sex&in1=XX&go=1",
        "/analysis?register=%27%20OR%201=1&rows=sex&go=1",
        "/analysis?register=victims&rows=given_name&go=1",
    ] {
        let page = ana.get(wrong);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            page.text.contains("role=\"alert\"") && !page.text.contains("<script>alert"),
            "{wrong}"
        );
        sound(&page);
    }
}

pub(crate) fn an_institution_sees_its_own_figures_and_no_report() {
    let house = frozen();
    let mut own = house.signed_in("registro.pros-09-cmx");
    let table = get(&mut own, "/tables/victims.by_sex");
    assert!(
        table.text.contains("pros-09-cmx") || table.text.contains("utoridad"),
        "{}",
        table.text
    );
    let mut other = house.signed_in("registro.pros-15-mex");
    let empty = get(&mut other, "/tables/victims.by_sex");
    assert!(
        !empty.text.contains("<svg class=\"drawing\""),
        "another's figures are not seen"
    );
    let refused = own.post(
        "/diagnosis",
        &[("vintage", "latest"), ("purpose", "leer por curiosidad")],
    );
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        house.signed_in("auditoria").get("/tables/victims.by_sex").status,
        StatusCode::FORBIDDEN
    );
}

pub(crate) fn the_diagnosis_asks_its_purpose_and_every_figure_leads_behind_it() {
    let house = frozen();
    let mut coco = house.signed_in("coordinacion");
    let asked = get(&mut coco, "/diagnosis");
    assert!(asked.text.contains("name=\"purpose\""));
    assert_eq!(
        coco.post("/diagnosis", &[("purpose", "no")]).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let cover = coco.post(
        "/diagnosis",
        &[("vintage", "latest"), ("purpose", "Sesión de la Comisión")],
    );
    assert_eq!(cover.status, StatusCode::OK, "{}", cover.text);
    assert!(cover.text.contains("Sesión de la Comisión") && cover.text.contains("class=\"contents\""));
    let section = get(
        &mut coco,
        &link(&cover, "/diagnosis/")
            .split('#')
            .next()
            .unwrap()
            .replace("/index", ""),
    );
    assert_eq!(section.text.matches("<h1").count(), 1);
    let behind = get(&mut coco, "/trace?vintage=latest&figure=victims.by_sex%5BF%5D");
    for said in ["pros", "victimas.csv", "Huella SHA-256", "A-1", "A-3"] {
        assert!(behind.text.contains(said) || said == "pros", "{said}: {}", behind.text);
    }
    assert!(!behind.text.replace("SHA-256", "").contains("A-2"));
}

pub(crate) fn behind_a_figure_is_seen_only_for_a_purpose() {
    let house = frozen();
    let mut ana = house.signed_in("analisis");
    let asked = get(&mut ana, "/trace?vintage=latest&figure=victims.by_sex%5BF%5D");
    assert!(asked.text.contains("name=\"purpose\"") && !asked.text.contains("A-1"));
    let address = "/trace";
    let fields = [
        ("vintage", "latest"),
        ("figure", "victims.by_sex[F]"),
        ("purpose", "Una cifra que se discute"),
    ];
    let behind = ana.post(address, &fields);
    assert!(
        behind.status == StatusCode::OK && behind.text.contains("A-1"),
        "{}",
        behind.text
    );
    let wrong = ana.get("/trace?vintage=latest&figure=%3Cscript%3E");
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && !wrong.text.contains("<script>"));
    let log = house.signed_in("auditoria").get("/log");
    assert!(log.text.contains("Una cifra que se discute") || log.status != StatusCode::OK);
}

pub(crate) fn places_are_drawn_per_inhabitant_with_the_source_of_both() {
    let house = House::new();
    let text = VICTIMS
        .replace("17,Mexico,S.I.", "17,Mexico,Ciudad de México")
        .replace("30,Mexico,S.I.", "30,Mexico,Estado de México")
        .replace("2016-05-01,art13,S.I.,S.I.,1", "2016-05-01,art13,S.I.,S.I.,9");
    at_the_door(&house, |door, caller| {
        receive(door, caller, (&house, &text));
        operations::freeze(door, caller, None).unwrap();
    });
    let mut ana = house.signed_in("analisis");
    let address = "/analysis?register=victims&rows=origin_state&go=1";
    let counts = get(&mut ana, address);
    assert!(counts.text.contains("por cada 100 000 habitantes"), "{}", counts.text);
    assert!(!counts.text.contains("La tasa mayor"));
    let rates = get(&mut ana, &format!("{address}&per=100000"));
    // 9 of 9 209 944 are 0.10; 2 of 16 992 418 are 0.01.
    for said in [
        "La tasa mayor es la de Ciudad de México: 0.10",
        "INEGI, censo de 2020",
        "no cuánto ocurre",
        "per=100000",
    ] {
        assert!(rates.text.contains(said), "{said}: {}", rates.text);
    }
    let file = ana.get(&format!("{address}&per=100000&as=csv")).text;
    assert!(
        file.contains(",9,9209944,0.1000,") && file.contains(",2,16992418,0.0100,"),
        "{file}"
    );
    for chart in ["tiles", "bars"] {
        let drawn = ana.get(&format!("{address}&per=100000&chart={chart}&as=svg")).text;
        assert!(drawn.contains("0.10") && drawn.contains("<svg"), "{chart}: {drawn}");
    }
    let no_places = get(&mut ana, "/analysis?register=victims&rows=sex&go=1&per=100000");
    assert!(!no_places.text.contains("habitantes"));
}
