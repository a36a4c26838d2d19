//! A log that was tampered with by somebody who has the database's key and drops its triggers: five ways, at two
//! hundred places each, and every one is found.
//!
//! A *clumsy* hand changes entries and leaves the kept root as it is, or signs with a key of its own: what lies in the
//! store gives it away. A *careful* hand reckons the root anew and takes away or re-signs the checkpoints that would
//! speak against it: only a checkpoint that somebody outside has kept finds that, and finds it always.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};

use ledger::{Checkpoint, Signer, Tree};
use register::Actor;
use rusqlite::Connection;
use seal::Secret;
use store::{Scribe, Store};

use crate::house::{House, empty, hexadecimal, master};

/// Entries of the log.
const ENTRIES: usize = 2000;
/// Places at which each way of tampering is tried.
const PLACES: usize = 200;

/// A log, and somebody with the key of its database.
struct Forger {
    house: House,
    store: Store,
    database: Connection,
    outside: Vec<Checkpoint>,
}

/// A log of many entries, some of which saw records, with the checkpoints of many minutes.
fn long_log(house: &House) {
    let scribe = Scribe::start(&house.access).unwrap();
    thread::scope(|scope| {
        for writer in 0..50 {
            let scribe = &scribe;
            scope.spawn(move || {
                for turn in 0..ENTRIES / 50 {
                    let actor = Actor::new(&format!("ana{writer}"), "pros-09", "quarterly return");
                    let at = format!("2026-06-01T12:{turn:02}:{writer:02}Z");
                    let records: &[i64] = if writer % 10 == 0 { &[7, 100 + turn as i64] } else { &[] };
                    scribe.note(&actor, &at, "read", "return 1", records).unwrap();
                }
            });
        }
    });
}

impl Forger {
    fn new() -> Forger {
        let (house, store) = empty();
        long_log(&house);
        let database = house.raw();
        let sql = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'";
        let drops: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
        database.execute_batch(&drops).unwrap();
        let keeps = ["log_entry", "log_tip", "checkpoint", "touch"]
            .map(|table| format!("CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table};"));
        database
            .execute_batch(&format!(
                "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; {}",
                keeps.concat()
            ))
            .unwrap();
        let note = store.checkpoint().unwrap();
        let outside = vec![note.checkpoint(&store.verifier()).unwrap()];
        let forger = Forger {
            house,
            store,
            database,
            outside,
        };
        let whole = forger.store.verify_log(&forger.outside).unwrap();
        assert_eq!((whole.entries as usize, whole.faults.len()), (ENTRIES, 0));
        assert!(whole.checkpoints > 10, "{} checkpoints hold", whole.checkpoints);
        forger
    }

    fn run(&self, sql: &str) {
        self.database.execute_batch(sql).unwrap();
    }

    /// Puts the log back as it was, when nothing before a place was changed.
    fn restore(&self, place: i64) {
        self.run(&format!(
            "BEGIN;
             DELETE FROM log_entry WHERE seq >= {place};
             INSERT INTO log_entry SELECT * FROM kept_log_entry WHERE seq >= {place};
             DELETE FROM log_tip; INSERT INTO log_tip SELECT * FROM kept_log_tip;
             DELETE FROM checkpoint WHERE size >= {place};
             INSERT INTO checkpoint SELECT * FROM kept_checkpoint WHERE size >= {place};
             DELETE FROM touch; INSERT INTO touch SELECT * FROM kept_touch;
             COMMIT"
        ));
    }

    fn finds(&self, outside: &[Checkpoint]) -> bool {
        !self.store.verify_log(outside).unwrap().faults.is_empty()
    }

    /// The trees of the log as it stands now: those of some sizes, as far as it goes, and the last.
    fn trees(&self, sizes: &BTreeSet<u64>) -> (BTreeMap<u64, Tree>, Tree) {
        let mut statement = self
            .database
            .prepare_cached("SELECT entry FROM log_entry ORDER BY seq")
            .unwrap();
        let mut rows = statement.query([]).unwrap();
        let (mut tree, mut trees) = (Tree::new(), BTreeMap::new());
        while let Some(row) = rows.next().unwrap() {
            tree.push(ledger::leaf(row.get_ref(0).unwrap().as_bytes().unwrap()));
            if sizes.contains(&tree.size()) {
                trees.insert(tree.size(), tree.clone());
            }
        }
        (trees, tree)
    }

    /// Makes the kept root, the index of accesses and the checkpoints of the store agree with what stands there now:
    /// those that no longer hold are signed anew, or with no signer, taken away.
    fn cover_up(&self, signer: Option<&Signer>) {
        let kept = self.store.checkpoints().unwrap().into_iter();
        let kept: Vec<Checkpoint> = kept
            .map(|note| note.checkpoint(&self.store.verifier()).unwrap())
            .collect();
        let (trees, last) = self.trees(&kept.iter().map(|one| one.size).collect());
        self.run("BEGIN; DELETE FROM touch");
        let sql = "INSERT INTO touch SELECT r.value, e.seq FROM log_entry e, json_each(e.entry, '$.records') r
                   WHERE instr(e.entry, '\"records\":[7,') > 0";
        self.run(sql);
        let sql = "UPDATE log_tip SET size = ?1, tree = ?2";
        self.database
            .execute(sql, (last.size() as i64, last.to_bytes()))
            .unwrap();
        for held in kept {
            let now = trees.get(&held.size).map(Tree::root);
            if now == Some(held.root) {
                continue;
            }
            let size = held.size as i64;
            self.database
                .execute("DELETE FROM checkpoint WHERE size = ?1", [size])
                .unwrap();
            if let (Some(signer), Some(root)) = (signer, now) {
                let note = signer.sign(&Checkpoint { root, ..held });
                let sql = "INSERT INTO checkpoint VALUES (?1, '2026-06-01T12:00:00Z', ?2)";
                self.database.execute(sql, (size, note.to_string())).unwrap();
            }
        }
        self.run("COMMIT");
    }
}

/// Two hundred places of the log, the first and the last among them, the others by a seed.
fn places() -> Vec<i64> {
    let mut seed = 0x5eed_u64;
    let mut places = vec![1, ENTRIES as i64];
    while places.len() < PLACES {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        places.push((seed % ENTRIES as u64) as i64 + 1);
    }
    places
}

/// Tampers at every place, clumsily and carefully, and counts what is found.
fn found_everywhere(tamper: impl Fn(&Forger, i64)) {
    let forger = Forger::new();
    for (turn, place) in places().into_iter().enumerate() {
        tamper(&forger, place);
        assert!(forger.finds(&[]), "clumsily at {place}");
        forger.cover_up(None);
        if turn % 10 == 0 {
            assert!(!forger.finds(&[]), "what lies in the store cannot tell, at {place}");
        }
        assert!(forger.finds(&forger.outside), "carefully at {place}");
        forger.restore(place - 1);
    }
    assert!(
        !forger.finds(&forger.outside),
        "nothing is found where nothing was done"
    );
}

#[test]
fn an_edited_entry_is_found() {
    found_everywhere(|forger, place| {
        let sql = "UPDATE log_entry SET entry = replace(entry, '\"act\":\"read\"', '\"act\":\"look\"') WHERE seq = ?1";
        assert_eq!(forger.database.execute(sql, [place]).unwrap(), 1);
    });
}

#[test]
fn an_entry_deleted_in_the_middle_is_found() {
    found_everywhere(|forger, place| {
        // The last one deleted is a tail cut off; here another follows.
        let place = place.min(ENTRIES as i64 - 1);
        forger.run(&format!(
            "DELETE FROM log_entry WHERE seq = {place}; UPDATE log_entry SET seq = seq - 1 WHERE seq > {place}"
        ));
    });
}

#[test]
fn a_tail_that_was_cut_off_is_found() {
    found_everywhere(|forger, place| forger.run(&format!("DELETE FROM log_entry WHERE seq >= {place}")));
}

#[test]
fn entries_in_another_order_are_found() {
    found_everywhere(|forger, place| {
        let place = place.min(ENTRIES as i64 - 1);
        forger.run(&format!(
            "UPDATE log_entry SET seq = -1 WHERE seq = {place};
             UPDATE log_entry SET seq = {place} WHERE seq = {place} + 1;
             UPDATE log_entry SET seq = {place} + 1 WHERE seq = -1"
        ));
    });
}

/// The signer of a store's checkpoints, as whoever has its key makes it.
fn signer_of(master: &Secret) -> Signer {
    let seed = master.derive("checkpoints");
    let name = &hexadecimal(&seed.tag(b"origin"))[..16];
    Signer::from_seed(&format!("sintra/{name}"), seed.expose()).unwrap()
}

#[test]
fn a_log_written_anew_is_found() {
    let forger = Forger::new();
    let own = signer_of(&master(forger.house.around()));
    // The name may be the same; the key is not.
    let stranger = Signer::from_seed(own.verifier().name(), &[7; 32]).unwrap();
    assert_eq!(own.verifier(), forger.store.verifier());
    for place in places() {
        let sql = "UPDATE log_entry SET entry = replace(entry, '\"pros-09\"', '\"pros-10\"') WHERE seq >= ?1";
        forger.database.execute(sql, [place]).unwrap();
        let rewritten = |signer| {
            forger.cover_up(signer);
            (forger.finds(&[]), forger.finds(&forger.outside))
        };
        let sql_last = "SELECT max(size) FROM checkpoint";
        let last: i64 = forger.database.query_row(sql_last, [], |row| row.get(0)).unwrap();
        if place <= last {
            assert_eq!(rewritten(Some(&stranger)), (true, true), "by a stranger, at {place}");
            forger.restore(place);
            forger.database.execute(sql, [place]).unwrap();
        }
        // Whoever has the store's key signs as the store does: only the outside can tell.
        assert_eq!(
            rewritten(Some(&own)),
            (false, true),
            "by the holder of the key, at {place}"
        );
        forger.restore(place);
    }
    assert!(!forger.finds(&forger.outside));
}
