//! Single bits of the database flipped on the disk: each is found, and nothing that is read of it is wrong.

use std::{fmt, fs, time::Instant};

use store::{Store, StoreError};

use crate::{
    house::{House, actor, empty, instant},
    subjects::{furnish, record},
};

const FLIPS: usize = 400;
const SEED: u64 = 0x5eed_2026;

/// All that is read of a store, each as it is printed.
fn readings(store: &Store) -> Vec<Result<String, StoreError>> {
    fn told<T: fmt::Debug>(read: Result<T, StoreError>) -> Result<String, StoreError> {
        read.map(|read| format!("{read:?}"))
    }
    let mut all = vec![
        told(store.returns()),
        told(store.current(None)),
        told(store.log(0, 1000)),
        told(store.accesses(record(3, 2))),
        told(store.findings(2)),
        told(store.waiting(2)),
        told(store.letters(None)),
        told(store.vintages()),
        told(store.compartments(record(3, 2))),
        told(store.record_stage(record(3, 1))),
    ];
    let ids = [record(1, 1), record(2, 1), record(3, 1), record(3, 2)];
    all.extend(ids.map(|id| told(store.record(id))));
    all
}

/// Whether an error says that something is damaged, and not that it never was.
fn admits(error: &StoreError) -> bool {
    !matches!(
        error,
        StoreError::NoReturn(_) | StoreError::NoRecord(_) | StoreError::Nobody(_)
    )
}

/// Whether what is wrong with a store is found when it is opened and proved. Meanwhile nothing may be read that is not
/// so.
fn is_found(house: &House, right: &[String], flipped: &str) -> bool {
    let store = match Store::open(&house.access) {
        Ok(store) => store,
        Err(error) => return admits(&error),
    };
    for (read, right) in readings(&store).into_iter().zip(right) {
        match read {
            Ok(read) => assert_eq!(&read, right, "{flipped}"),
            Err(error) => assert!(admits(&error), "{flipped}: {error}"),
        }
    }
    store.verify(&[]).map_or(true, |verified| !verified.faults.is_empty())
}

#[test]
fn every_flipped_bit_of_the_database_is_found() {
    println!("seed {SEED:#x}");
    let begun = Instant::now();
    let (house, store) = empty();
    furnish(&store);
    let right: Vec<String> = readings(&store).into_iter().map(Result::unwrap).collect();
    drop(store);
    let path = house.path().join("sintra.db");
    let whole = fs::read(&path).unwrap();
    assert!(
        !is_found(&house, &right, "nothing"),
        "nothing is found where nothing was done"
    );

    let (mut seed, mut found) = (SEED, 0);
    for _ in 0..FLIPS {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let (byte, bit) = ((seed >> 3) as usize % whole.len(), seed & 7);
        let mut copy = whole.clone();
        copy[byte] ^= 1 << bit;
        fs::write(&path, copy).unwrap();
        let flipped = format!("bit {bit} of byte {byte}");
        assert!(is_found(&house, &right, &flipped), "{flipped} of {}", whole.len());
        found += 1;
    }
    println!(
        "{found} of {FLIPS} flips of a database of {} KiB found, in {:.1} s",
        whole.len() / 1024,
        begun.elapsed().as_secs_f64()
    );
}

/// What a loss of power leaves of a page that was being brought over from the journal: the journal still has it.
#[test]
fn a_page_that_the_journal_still_has_is_no_damage() {
    let (house, store) = empty();
    furnish(&store);
    store.forget().unwrap();
    store.note(&actor(), &instant(5), "read", "return 1", &[]).unwrap();
    let torn = House::copy_of(&house);
    drop(store);
    let path = torn.path().join("sintra.db");
    let (mut bytes, journal) = (
        fs::read(&path).unwrap(),
        fs::read(torn.path().join("sintra.db-wal")).unwrap(),
    );
    // The first frame of the journal is of the page whose number stands at the frame's beginning, after the head.
    let page = u32::from_be_bytes(journal[32..36].try_into().unwrap()) as usize;
    bytes[page * 16384 - 9000] ^= 1;
    fs::write(&path, bytes).unwrap();

    let store = torn.open();
    assert_eq!(store.log(0, 1000).unwrap().last().unwrap().at, instant(5));
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
}
