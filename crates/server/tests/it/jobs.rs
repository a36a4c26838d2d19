//! Long jobs: asked for, done by the one thread, watched; taken up again.

use std::{thread::sleep, time::Duration};

use axum::http::StatusCode;
use operations::Reader;

use crate::house::{House, Page, Visitor};

impl House {
    /// Does the jobs that wait, beside the site.
    pub(crate) fn work(&self) {
        let reader = Reader::this_program().unwrap();
        while self.door().work(&reader).unwrap() {}
    }
}

pub(crate) fn a_job_is_asked_for_done_and_its_files_are_taken_by_whoever_asked_alone() {
    let house = House::new();
    house.handed_in("pros-09-cmx", 3);
    let mut coordinator = house.signed_in("coordinacion");
    let asked = coordinator.post("/jobs", &[("kind", "freeze"), ("purpose", "the yearly vintage")]);
    assert_eq!(asked.address, "/jobs/1", "{}", asked.text);
    assert_eq!(
        asked.headers["refresh"], "3",
        "a page that waits refreshes itself without script"
    );
    house.site.begin_working();
    let over = |number: i64| {
        let mut other = coordinator.copied();
        for _ in 0..300 {
            let page = other.get(&format!("/jobs/{number}"));
            if !page.headers.contains_key("refresh") {
                return page;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("job {number} does not end");
    };
    assert!(over(1).text.contains("Terminado"));
    let mut coordinator = coordinator.copied();
    let stream = coordinator.get("/jobs/1/stream");
    assert!(stream.text.contains("data: done"), "{}", stream.text);
    assert_eq!(coordinator.get("/jobs/2").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        house.signed_in("analisis").get("/jobs/1").status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let refused = house
        .signed_in("registro.pros-09-cmx")
        .post("/jobs", &[("kind", "freeze"), ("purpose", "x")]);
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
}

/// Victims in a file, so many.
fn file(rows: usize) -> String {
    let head = "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,\
                destination,detected_on,offences,exploitation_form,recruitment_means,count";
    let row = |row: usize| format!("\nV-{row},Mujer,20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2026-09-01,art13,S.I.,S.I.,1");
    head.to_owned() + &(0..rows).map(row).collect::<String>()
}

fn uploaded(visitor: &mut Visitor<'_>, rows: usize) -> String {
    let fields = [("period", "2026-09"), ("register", "victims"), ("purpose", "prueba")];
    let page = visitor.upload("/hand-in", &fields, "muchas.csv", file(rows).as_bytes());
    assert!(page.address.starts_with("/hand-in/"), "{}", page.text);
    page.address
}

pub(crate) fn a_long_file_is_received_as_a_job_that_ends_with_its_receipt() {
    let house = House::new();
    let mut visitor = house.signed_in("registro.pros-09-cmx");
    let at = uploaded(&mut visitor, 2_100);
    let job = visitor.post(&format!("{at}/hand-in"), &[]);
    assert_eq!(job.address, "/jobs/1", "{}", job.text);
    assert_eq!(job.headers["refresh"], "3", "it refreshes itself without script");
    assert!(
        job.text.contains("data-stream") && job.text.contains("Recibir un archivo"),
        "{}",
        job.text
    );
    let twice = visitor.post(&format!("{at}/hand-in"), &[]);
    assert_eq!(twice.address, "/jobs/1", "asked twice, it is one job");
    let mend = [
        ("sheet", ""),
        ("row", "2"),
        ("column", "1"),
        ("value", "Hombre"),
        ("was", "Mujer"),
    ];
    let mended = visitor.post(&format!("{at}/mend"), &mend);
    assert!(
        mended.status.is_client_error() && mended.text.contains("está recibiendo este archivo"),
        "{}",
        mended.text
    );
    assert_eq!(visitor.get(&format!("{at}/findings")).address, "/jobs/1");
    let other = house.signed_in("registro.pros-15-mex").get("/jobs/1");
    assert!(other.status.is_client_error());
    house.site.begin_working();
    let receipt = ended(&mut visitor, "/jobs/1");
    assert_eq!(receipt.address, format!("{at}/receipt"), "{}", receipt.text);
    assert!(receipt.text.contains("muchas.csv"), "{}", receipt.text);
    let stream = visitor.get("/jobs/1/stream");
    assert!(stream.text.contains("data: done"), "{}", stream.text);
}

pub(crate) fn what_only_its_session_opens_goes_on_when_that_session_looks_after_a_restart() {
    let house = House::new();
    let mut visitor = house.signed_in("registro.pros-09-cmx");
    let at = uploaded(&mut visitor, 2_050);
    visitor.post(&format!("{at}/hand-in"), &[]);
    // Another process of the same store: it has no key in memory, as after a restart.
    house.work();
    assert!(
        !visitor.get("/returns").text.contains("muchas.csv"),
        "nothing was received without the key"
    );
    let again = house.again();
    again.site.begin_working();
    let mut other = again.visitor_like(&visitor);
    let receipt = ended(&mut other, "/jobs/1");
    assert_eq!(receipt.address, format!("{at}/receipt"), "{}", receipt.text);
}

pub(crate) fn a_small_file_is_received_at_once() {
    let house = House::new();
    let mut visitor = house.signed_in("registro.pros-09-cmx");
    let at = uploaded(&mut visitor, 40);
    let receipt = visitor.post(&format!("{at}/hand-in"), &[]);
    assert_eq!(receipt.address, format!("{at}/receipt"), "{}", receipt.text);
}

/// The page to which a job leads when it is over.
fn ended(visitor: &mut Visitor<'_>, address: &str) -> Page {
    for _ in 0..300 {
        let page = visitor.get(address);
        if !page.headers.contains_key("refresh") {
            return page;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("{address} does not end");
}
