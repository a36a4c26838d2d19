//! Long jobs outlive the process that does them.

use store::{Job, Store};

use crate::{house::House, subjects::write};

#[test]
fn a_job_left_half_done_waits_again() {
    let house = House::new();
    let store = Store::create(&house.access).unwrap();
    let number = write(&store, "ask_job", "job", |writing| writing.ask_job(&Job::default())).unwrap();
    store.tell_job(number, 1, 3).unwrap();
    assert!(store.waiting_jobs().unwrap().is_empty(), "somebody does it");
    drop(store);
    let store = Store::open(&house.access).unwrap();
    assert_eq!(store.resume_jobs().unwrap(), 1);
    let again = store.waiting_jobs().unwrap().remove(0);
    assert_eq!((again.number, again.done), (number, 0));
}
