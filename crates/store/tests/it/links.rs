//! Encodings and links as the store keeps them: apart from every payload, append-only, and gone with an identity.

use std::ops::ControlFlow;

use store::{Link, LinkDecision, LinkRun, NewEncoding, Store, Writing};

use crate::{
    house::{House, actor, empty},
    subjects::{Subject, enrol, hand_in_subjects, record, return_of, write},
};

const KEY: &str = "0011223344556677";

fn encoding(bytes: &[u8]) -> NewEncoding {
    NewEncoding {
        kind: "person",
        key: KEY.to_owned(),
        version: 1,
        bytes: bytes.to_vec(),
    }
}

fn two_records() -> (House, Store) {
    let (house, store) = empty();
    enrol(&store, "pros-14");
    let subjects = ["Uno", "Dos"].map(Subject::named);
    hand_in_subjects(&store, return_of("pros-14", "2017"), "c", &subjects).unwrap();
    let keep = |writing: &Writing<'_>| {
        writing.keep_encoding(record(1, 1), &encoding(b"first"))?;
        writing.keep_encoding(record(1, 2), &encoding(b"second"))
    };
    write(&store, "encode", "records", keep).unwrap();
    (house, store)
}

fn in_force(store: &Store) -> Vec<(i64, Vec<u8>)> {
    let mut all = Vec::new();
    store
        .encoded(("person", KEY), |one| {
            all.push((one.record, one.bytes.to_vec()));
            ControlFlow::<()>::Continue(())
        })
        .unwrap();
    all
}

#[test]
fn an_encoding_goes_with_the_identity_and_never_otherwise() {
    let (house, store) = two_records();
    assert_eq!(
        in_force(&store),
        [(record(1, 1), b"first".to_vec()), (record(1, 2), b"second".to_vec())]
    );
    let raw = house.raw();
    for sql in ["DELETE FROM encoding", "UPDATE encoding SET bytes = x'00'"] {
        assert!(raw.execute_batch(sql).is_err(), "{sql}");
    }
    write(&store, "erase", "record", |writing: &Writing<'_>| {
        writing.erase(record(1, 1), "request")
    })
    .unwrap();
    assert_eq!(in_force(&store), [(record(1, 2), b"second".to_vec())]);
    assert_eq!(
        (
            store.encodings_of(record(1, 1)).unwrap(),
            store.encodings_of(record(1, 2)).unwrap()
        ),
        (0, 1)
    );
}

#[test]
fn what_is_blocked_or_a_decoy_is_not_linked() {
    let (_house, store) = two_records();
    write(&store, "block", "record", |writing: &Writing<'_>| {
        writing.block(record(1, 1), "order")
    })
    .unwrap();
    write(&store, "mark", "record", |writing: &Writing<'_>| {
        writing.mark_canary(record(1, 2))
    })
    .unwrap();
    assert!(in_force(&store).is_empty());
    assert!(store.linkage_keys().unwrap().is_empty());
}

#[test]
fn runs_links_and_decisions_are_kept_as_they_were() {
    let (house, store) = two_records();
    let link = Link {
        number: 0,
        run: 0,
        a: record(1, 1),
        b: record(1, 2),
        weight: 3.5,
        pattern: "sex:1/2:1.00".to_owned(),
        state: "review".to_owned(),
    };
    let run = LinkRun {
        kind: "person".to_owned(),
        key: KEY.to_owned(),
        anew: true,
        records: 2,
        ..LinkRun::default()
    };
    let keep = |writing: &Writing<'_>| writing.keep_link_run(&run, std::slice::from_ref(&link));
    assert_eq!(write(&store, "link", "run", keep).unwrap(), 1);
    let decision = LinkDecision {
        a: link.b,
        b: link.a,
        act: "reject".to_owned(),
        reason: "two persons".to_owned(),
        ..LinkDecision::default()
    };
    write(&store, "decide", "pair", |writing: &Writing<'_>| {
        writing.keep_link_decision(&decision)
    })
    .unwrap();
    let kept = store.link(1).unwrap().unwrap();
    assert_eq!((kept.a, kept.weight, kept.state.as_str()), (link.a, 3.5, "review"));
    let said = store.decisions_of_pair(link.b, link.a).unwrap();
    assert_eq!(
        (said.len(), said[0].account.as_str(), said[0].a),
        (1, actor().account.as_str(), link.a)
    );
    let raw = house.raw();
    for table in ["link_run", "link", "link_decision", "linkage_key", "linkage_chances"] {
        let triggers: i64 = raw
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1",
                [table],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(triggers, 2, "{table} is append-only");
    }
    let unreasoned = LinkDecision {
        reason: " ".to_owned(),
        ..decision
    };
    assert!(
        write(&store, "decide", "pair", |writing: &Writing<'_>| writing
            .keep_link_decision(&unreasoned))
        .is_err()
    );
}
