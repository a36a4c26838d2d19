//! Long jobs: asked for, done by the one thread, watched; taken up again.

use std::{thread::sleep, time::Duration};

use axum::http::StatusCode;

use crate::house::House;

impl House {
    /// Does the jobs that wait, beside the site.
    pub(crate) fn work(&self) {
        while self.door().work().unwrap() {}
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
