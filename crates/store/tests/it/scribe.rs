//! Group commit: what is acknowledged is in the log, and nothing is acknowledged that is not.

use std::{collections::BTreeSet, thread};

use register::Actor;
use store::{Scribe, StoreError};

use crate::house::{House, actor, empty, instant};

/// Notes acts from many threads at once, and answers the objects of those that were acknowledged.
fn note_all(scribe: &Scribe, threads: usize, each: usize) -> BTreeSet<String> {
    let note = |thread: usize| {
        let objects = (0..each).map(move |turn| format!("act {thread}-{turn}"));
        let is_done = |object: &String| {
            let done = scribe.note(&actor(), &instant(1), "read", object, &[thread as i64 + 1]);
            assert!(matches!(done, Ok(()) | Err(StoreError::Unlogged(_))), "{done:?}");
            done.is_ok()
        };
        objects.filter(is_done).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|thread| scope.spawn(move || note(thread))).collect();
        all.into_iter().flat_map(|one| one.join().unwrap()).collect()
    })
}

/// The objects of the log, which must be whole.
fn logged(house: &House) -> BTreeSet<String> {
    let store = house.open();
    let log = store.log(0, u32::MAX).unwrap();
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
    let objects: BTreeSet<String> = log.iter().map(|entry| entry.object.clone()).collect();
    assert_eq!(objects.len(), log.len(), "each once");
    objects
}

#[test]
fn every_entry_that_was_acknowledged_is_in_a_log_that_holds() {
    let (house, store) = empty();
    let scribe = Scribe::start(&house.access).unwrap();
    let acknowledged = note_all(&scribe, 40, 25);
    assert_eq!(acknowledged.len(), 1000);
    assert_eq!(logged(&house), acknowledged, "while the scribe is at work");
    assert_eq!(store.accesses(7).unwrap().len(), 25);
    drop(scribe);
    assert_eq!(logged(&house), acknowledged);
}

#[test]
fn a_scribe_and_other_writers_share_one_log() {
    let (house, store) = empty();
    let scribe = Scribe::start(&house.access).unwrap();
    thread::scope(|scope| {
        let through = scope.spawn(|| note_all(&scribe, 8, 20));
        for turn in 0..20 {
            let object = format!("own {turn}");
            store.note(&actor(), &instant(1), "read", &object, &[]).unwrap();
        }
        assert_eq!(through.join().unwrap().len(), 160);
    });
    assert_eq!(logged(&house).len(), 180);
}

#[test]
fn nobody_writes_through_a_scribe_without_a_purpose() {
    let (house, _store) = empty();
    let scribe = Scribe::start(&house.access).unwrap();
    let nobody = scribe.note(&Actor::new("ana", "", " "), &instant(1), "read", "x", &[]);
    assert!(matches!(nobody, Err(StoreError::NoPurpose)));
    let undated = scribe.note(&actor(), "ayer", "read", "x", &[]);
    assert!(matches!(undated, Err(StoreError::NotAnInstant(_))));
    assert!(logged(&house).is_empty());
}

#[test]
fn nothing_is_acknowledged_that_the_database_refuses() {
    let (house, _store) = empty();
    let scribe = Scribe::start(&house.access).unwrap();
    let database = house.raw();
    database
        .execute_batch(
            "CREATE TRIGGER refuses BEFORE INSERT ON log_entry WHEN NEW.seq > 70
             BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END",
        )
        .unwrap();
    let acknowledged = note_all(&scribe, 20, 10);
    assert!(acknowledged.len() <= 70, "{}", acknowledged.len());
    assert_eq!(logged(&house), acknowledged);
    let refused = scribe.note(&actor(), &instant(1), "read", "late", &[]);
    // One alone fits when the last batch of many did not.
    if let Err(error) = refused {
        assert!(error.to_string().contains("the disk is gone"), "{error}");
        assert!(
            error
                .to_string()
                .contains("nothing is answered that the log does not have"),
            "{error}"
        );
    }
    // When it is back, so is the scribe.
    database.execute_batch("DROP TRIGGER refuses").unwrap();
    scribe.note(&actor(), &instant(1), "read", "again", &[]).unwrap();
    assert!(logged(&house).contains("again"));
}

#[test]
fn nothing_is_acknowledged_when_the_store_is_gone() {
    let (house, store) = empty();
    let scribe = Scribe::start(&house.access).unwrap();
    assert_eq!(note_all(&scribe, 4, 5).len(), 20);
    drop(store);
    house.raw().execute_batch("DROP TABLE log_tip").unwrap();
    assert!(note_all(&scribe, 4, 5).is_empty());
    let kept: i64 = house
        .raw()
        .query_row("SELECT count(*) FROM log_entry", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 20);
}

/// A disk that really refuses: no file of the child may grow beyond some size.
#[cfg(unix)]
mod full {
    use std::{
        env,
        io::Write,
        path::Path,
        process::{Command, Stdio},
    };

    use store::Scribe;

    use super::{logged, note_all};
    use crate::house::{access, empty};

    const AROUND: &str = "STORE_FULL_HOUSE";

    /// Does nothing unless the test runs it as a process of its own.
    #[test]
    fn the_child_of_the_full_disk() {
        let Ok(around) = env::var(AROUND) else { return };
        let scribe = Scribe::start(&access(Path::new(&around))).unwrap();
        let acknowledged = note_all(&scribe, 4, 100);
        let mut out = std::io::stdout();
        for object in acknowledged {
            writeln!(out, "\nacknowledged {object}").unwrap();
        }
    }

    #[test]
    fn nothing_is_acknowledged_that_a_full_disk_did_not_take() {
        let (house, store) = empty();
        drop(store);
        let limited = "ulimit -f 2000; trap '' XFSZ; exec \"$0\" \"$@\"";
        let out = Command::new("sh")
            .args(["-c", limited])
            .arg(env::current_exe().unwrap())
            .args([
                "--exact",
                "scribe::full::the_child_of_the_full_disk",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(AROUND, house.around())
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(out.status.success(), "{:?}", out.status);
        let out = String::from_utf8(out.stdout).unwrap();
        let acknowledged: Vec<&str> = out
            .lines()
            .filter_map(|line| line.strip_prefix("acknowledged "))
            .collect();
        let many = acknowledged.len();
        assert!(
            (1..400).contains(&many),
            "the disk took {many} of 400 before it was full"
        );
        assert_eq!(logged(&house), acknowledged.into_iter().map(str::to_owned).collect());
    }
}
