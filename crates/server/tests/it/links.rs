//! Matches in a browser: linked as a job, reviewed by what agrees, decided with a reason, undone, asked of the origin.

use std::fs;

use axum::http::StatusCode;

use crate::house::{House, INSTITUTIONS, Page, Visitor};

const GIVEN: [&str; 8] = [
    "Zutana",
    "Fulana",
    "Mengana",
    "Perengana",
    "Citlali",
    "Nayeli",
    "Itzel",
    "Yareli",
];
const SURNAMES: [&str; 8] = [
    "Inventada",
    "Ficticia",
    "Supuesta",
    "Imaginada",
    "Quimera",
    "Novela",
    "Leyenda",
    "Relato",
];

/// The names and the date of birth of a made-up person, as cells.
fn person(number: usize) -> String {
    let mixed = number.wrapping_mul(2_654_435_761) >> 7;
    let of = |names: &[&str], by: usize| names[mixed / by % names.len()].to_owned();
    let (given, first, second) = (of(&GIVEN, 3), of(&SURNAMES, 11), of(&SURNAMES, 257));
    let date = format!(
        "{}-{:02}-{:02}",
        1960 + mixed % 45,
        1 + mixed / 45 % 12,
        1 + mixed / 540 % 28
    );
    format!("{given},{first},{second},{date}")
}

/// Two institutions hand in victims with their identity, some of them the same persons, one of them twice; they are
/// encoded as they come in.
fn handed_in(house: &House) {
    let key = house.folder.path().join("linkage.key");
    let bytes: Vec<u8> = (0..32u8).map(|at| at.wrapping_mul(37).wrapping_add(5)).collect();
    fs::write(&key, bytes).unwrap();
    for (institution, from) in INSTITUTIONS.iter().zip([0, 40]) {
        let twice = from..=from;
        let persons: Vec<String> = (from..from + 60).chain(twice).map(person).collect();
        house.handed_in_persons(institution, &persons, &key);
    }
}

/// Links as a coordinator asks for it, and answers the page of the linkage.
fn linked(house: &House, coordinator: &mut Visitor<'_>) -> Page {
    let asked = coordinator.post("/links/run", &[("purpose", "contar una sola vez")]);
    assert_eq!(asked.address, "/jobs/1", "{}", asked.text);
    house.work();
    coordinator.get("/links")
}

/// The address of the first pair that waits.
fn first(page: &Page) -> String {
    let (_, after) = page.text.split_once("href=\"/links/").unwrap();
    format!("/links/{}", after.split_once('"').unwrap().0)
}

pub(crate) fn a_pair_is_reviewed_by_what_agrees_and_decided_with_a_reason() {
    let house = House::new();
    handed_in(&house);
    let mut coordinator = house.signed_in("coordinacion");
    let before = coordinator.get("/links");
    assert!(
        before.text.contains("Todavía no se ha vinculado nada"),
        "{}",
        before.text
    );
    let page = linked(&house, &mut coordinator);
    assert!(page.text.contains("Hay 2 pares"), "{}", page.text);
    assert!(page.text.contains("gemelas y homónimas"));
    let address = first(&page);
    let pair = coordinator.get(&address);
    assert!(
        pair.text.contains("igual") && pair.text.contains("Fecha de nacimiento"),
        "{}",
        pair.text
    );
    for name in GIVEN.iter().chain(&SURNAMES) {
        assert!(
            !pair.text.contains(name) && !page.text.contains(name),
            "{name} is on a page"
        );
    }
    let unreasoned = coordinator.post(&address, &[("what", "confirm"), ("reason", "")]);
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unreasoned.text.contains("sin nombres ni claves"), "{}", unreasoned.text);
    let confirmed = coordinator.post(&address, &[("what", "confirm"), ("reason", "un solo expediente")]);
    assert!(
        confirmed.text.contains("Confirmado: es una sola persona"),
        "{}",
        confirmed.text
    );
    assert!(coordinator.get("/links").text.contains("Hay 1 pares"));
    let undone = coordinator.post(&address, &[("what", "undo"), ("reason", "se leyó mal")]);
    assert!(
        undone.text.contains("Nadie lo ha decidido") && undone.text.contains("Deshecho"),
        "{}",
        undone.text
    );
    let mut auditor = house.signed_in("auditoria");
    let seen = auditor.get(&address);
    assert!(seen.text.contains("un solo expediente") && !seen.text.contains("Es una sola persona</button>"));
}

pub(crate) fn an_institution_is_asked_about_its_own_record_and_told_nothing_else() {
    let house = House::new();
    handed_in(&house);
    let mut coordinator = house.signed_in("coordinacion");
    let page = linked(&house, &mut coordinator);
    let address = first(&page);
    let pair = coordinator.get(&address);
    let (_, after) = pair.text.split_once("name=\"what\" value=\"reject\"").unwrap();
    let (_, after) = after.split_once("name=\"what\" value=\"").unwrap();
    let record: i64 = after.split_once('"').unwrap().0.parse().unwrap();
    let asked = coordinator.post(
        &address,
        &[("what", &record.to_string()), ("reason", "revise la fecha")],
    );
    assert!(asked.text.contains("Se preguntó al origen"), "{}", asked.text);
    let own = INSTITUTIONS[usize::from(record >> 32 == 2)];
    let other = INSTITUTIONS[usize::from(record >> 32 != 2)];
    let mut registrar = house.signed_in(&format!("registro.{own}"));
    let questions = registrar.get("/questions");
    assert!(
        questions.text.contains("revise la fecha") && !questions.text.contains(&address),
        "{}",
        questions.text
    );
    let (_, after) = questions.text.split_once("action=\"/questions/").unwrap();
    let question = format!("/questions/{}", after.split_once('"').unwrap().0);
    let nobody = house.signed_in(&format!("registro.{other}")).get("/questions");
    assert!(!nobody.text.contains("revise la fecha"));
    let done = registrar.post(&question, &[("answer", "stands"), ("reason", "consta en el acta")]);
    assert!(done.text.contains("como en el expediente"), "{}", done.text);
    assert!(coordinator.get(&address).text.contains("consta en el acta"));
    for closed in ["/links", &address] {
        assert_eq!(registrar.get(closed).status, StatusCode::FORBIDDEN, "{closed}");
    }
}

pub(crate) fn a_pair_of_files_is_shown_by_its_agreement_and_no_folio() {
    let house = House::new();
    let [one, other] = INSTITUTIONS;
    house.handed_in_files(one, &[("CI/UNO/0071/2016", ""), ("CI/UNO/0072/2016", "")]);
    house.handed_in_files(other, &[("CI/DOS/0145/2016", "CI/UNO/71/2016")]);
    let mut coordinator = house.signed_in("coordinacion");
    let page = linked(&house, &mut coordinator);
    assert!(page.text.contains("Expedientes de investigación"), "{}", page.text);
    assert!(
        page.text.contains("Expedientes distintos entre ellos</dt><dd>2"),
        "{}",
        page.text
    );
    let mut pair = coordinator.get("/links/1");
    for words in [
        "los folios lo dicen",
        "Uno dice que viene del otro",
        "Día de los hechos",
        "Son dos expedientes</button>",
    ] {
        assert!(pair.text.contains(words), "{words}: {}", pair.text);
    }
    let rejected = [("what", "reject"), ("reason", "el antecedente era otro")];
    pair = coordinator.post("/links/1", &rejected);
    assert!(pair.text.contains("Descartado: son dos expedientes"), "{}", pair.text);
    assert!(coordinator.get("/links").text.contains("ellos</dt><dd>3"));
    for folio in ["UNO/00", "UNO/71", "DOS/01", "0071", "0145"] {
        assert!(
            !pair.text.contains(folio) && !page.text.contains(folio),
            "{folio} is on a page"
        );
    }
}

pub(crate) fn a_question_counts_each_person_once_with_its_interval_and_says_so_in_title_files_and_address() {
    let house = House::new();
    handed_in(&house);
    let mut coordinator = house.signed_in("coordinacion");
    let question = "/analysis?register=victims&rows=authority&shares=total";
    let freeze = [("kind", "freeze"), ("purpose", "contar")];
    coordinator.post("/jobs", &freeze);
    house.work();
    let form = coordinator.get("/analysis?register=victims");
    assert!(form.text.contains("value=\"distinct\""), "{}", form.text);
    let early = coordinator.get(&format!("{question}&count=distinct&go=1"));
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("no hay nada vinculado"), "{}", early.text);
    coordinator.post("/links/run", &[("purpose", "contar una sola vez")]);
    house.work();
    coordinator.post("/jobs", &freeze);
    house.work();
    let once = coordinator.get(&format!("{question}&count=distinct&go=1"));
    for said in [
        "; cada persona una vez",
        "; contando una sola vez",
        "Entre",
        "Vinculable",
        "count=distinct",
        "count=linked",
    ] {
        assert!(once.text.contains(said), "{said}: {}", once.text);
    }
    let (_, after) = once.text.split_once("<code>/analysis?").unwrap();
    let stable = after
        .split('<')
        .next()
        .unwrap()
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    assert!(stable.contains("count=distinct"), "{stable}");
    let file = coordinator.get(&format!("/analysis?{stable}&as=csv")).text;
    for said in ["Personas, una vez", "Informado", "Entre"] {
        assert!(file.contains(said), "{said}: {file}");
    }
    assert!(file.lines().last().unwrap().contains(",122,122,"), "{file}");
    let linked = coordinator.get(&format!("{question}&count=linked&go=1"));
    assert!(
        linked.text.contains("solo registros que pudieron vincularse"),
        "{}",
        linked.text
    );
    let unfit = coordinator.get("/analysis?register=facilities&rows=authority&count=distinct&go=1");
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unfit.text.contains("href=\"#count\"") && unfit.text.contains("id=\"count\""),
        "{}",
        unfit.text
    );
}
