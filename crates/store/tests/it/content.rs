//! The holder of the database's key alters what an authority handed in: it is found, whatever was altered.

use crate::house::{House, empty, hand_in, new_return};

/// What is altered, with every trigger out of the way, and what is left to say that it was.
const ALTERATIONS: [(&str, &str); 7] = [
    (
        "a payload",
        "UPDATE revision SET payload = payload || ' ' WHERE id = (1 << 32) + 2",
    ),
    (
        "a count",
        "UPDATE revision SET count = count + 1 WHERE id = (1 << 32) + 2",
    ),
    (
        "a row number",
        "UPDATE revision SET row = row + 100 WHERE id = (1 << 32) + 2",
    ),
    (
        "a record more",
        "INSERT INTO revision SELECT id + 50, part, row, count, payload FROM revision WHERE id = (1 << 32) + 1",
    ),
    ("a record less", "DELETE FROM revision WHERE id = (1 << 32) + 3"),
    (
        "the period",
        "UPDATE return_ SET period_from = '2001-01-01' WHERE number = 1",
    ),
    (
        "whose it is",
        "UPDATE return_ SET crosswalk = 'another' WHERE number = 1",
    ),
];

#[test]
fn a_record_altered_by_the_holder_of_the_key_is_found() {
    let (house, store) = empty();
    hand_in(&store, new_return("2017", 1), "first", 4).unwrap();
    hand_in(&store, new_return("2018", 2), "second", 3).unwrap();
    drop(store);
    assert_eq!(house.open().verify(&[]).unwrap().faults, [""; 0]);
    for (what, sql) in ALTERATIONS {
        let altered = House::copy_of(&house);
        let raw = altered.raw();
        raw.execute_batch(
            "DROP TRIGGER revision_is_never_changed; DROP TRIGGER revision_is_never_deleted;
             DROP TRIGGER return__is_never_changed;",
        )
        .unwrap();
        assert_eq!(raw.execute(sql, []).unwrap(), 1, "{what}");
        drop(raw);
        let faults = altered.open().verify(&[]).unwrap().faults;
        let says = "the records of return 1 are not those that were received";
        assert_eq!(faults, [says], "{what}");
    }
}
