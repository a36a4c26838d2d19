//! A file under way is read once: after a correction every rule runs over what was read, and says what it would say of the
//! file itself.

use std::fs;

use operations::{Door, Mend, OperationError, Outcome, StoreError};

use crate::{
    office::{Office, PROSECUTION, victims},
    under_way::{Desk, begin, five, mend, outcome},
};

fn by(door: &Door, office: &Office, number: i64, desk: &Desk) -> Result<Outcome, OperationError> {
    let mut none = |_| ();
    let with = (desk.with(), catalogue::Language::Es, &mut none as &mut dyn FnMut(u64));
    Ok(door.checked(&office.as_of("rita"), number, with)?.outcome)
}

pub(crate) fn what_was_read_says_after_every_correction_what_the_file_says() {
    let office = Office::sealing();
    let desk = Desk::new(1);
    let number = five(&office, "rita", PROSECUTION, &desk);
    let corrections: [&[Mend]; 7] = [
        &[],
        &[mend(6, 1, "Mujer")],
        // Rules over several rows: the number of another row, then the sum of a column.
        &[mend(3, 0, "V-1"), mend(4, 0, "V-1")],
        &[mend(2, 13, "0")],
        &[mend(2, 13, "1"), mend(3, 2, "doscientos")],
        &[mend(5, 9, "2031-01-01"), mend(5, 6, "S.I.")],
        &[mend(4, 0, "")],
    ];
    for mends in corrections {
        if !mends.is_empty() {
            office
                .door
                .mend(&office.as_of("rita"), number, (mends, desk.with()))
                .unwrap();
        }
        let (kept, anew) = (
            outcome(&office, "rita", number, &desk),
            by(&office.another_door(), &office, number, &desk),
        );
        assert_eq!(format!("{kept:?}"), format!("{:?}", anew.unwrap()), "after {mends:?}");
    }
}

pub(crate) fn a_file_is_not_read_again_and_only_its_session_opens_what_was_read() {
    let office = Office::sealing();
    let desk = Desk::new(1);
    let number = five(&office, "rita", PROSECUTION, &desk);
    outcome(&office, "rita", number, &desk);
    let other = by(&office.door, &office, number, &Desk::new(2));
    assert!(
        matches!(other, Err(OperationError::Store(StoreError::OfAnotherSession))),
        "{other:?}"
    );
    for entry in fs::read_dir(office.store().join("under_way")).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    office
        .door
        .mend(&office.as_of("rita"), number, (&[mend(6, 1, "Mujer")], desk.with()))
        .unwrap();
    assert_eq!(
        outcome(&office, "rita", number, &desk).parts[0].waiting,
        0,
        "the file is gone, and is not needed"
    );
    office.door.cancel_hand_in(&office.as_of("rita"), number).unwrap();
    let again = begin(&office, "rita", (PROSECUTION, "2016"), &victims("2016", 3, true), &desk);
    assert_eq!(
        outcome(&office, "rita", again.number.unwrap(), &desk).rows,
        3,
        "another file is another"
    );
}
