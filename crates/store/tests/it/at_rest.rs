//! What lies on the disk says nothing to whoever has the folder and not the key, and nobody opens it with another.

use std::{fs, io::Write, path::Path};

use register::{Actor, Waiting};
use rusqlite::Connection;
use seal::Cost;
use store::{Access, Keys, NewLetter, Store, StoreError};

use crate::{
    house::{House, actor, empty, files, fill, hexadecimal, instant, new_letter, new_return},
    small,
    subjects::{Subject, enrol, hand_in_subjects, return_of},
};

/// A text as anybody might look for it: as it is, in UTF-16, in base64 at any offset, in hexadecimal.
pub(crate) fn spellings(text: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let hex = hexadecimal(text.as_bytes());
    let mut all = vec![
        text.as_bytes().to_vec(),
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    // What stands before shifts the digits; those at the edges depend on it, and those within do not.
    for before in 0..3 {
        let shifted = [&vec![b' '; before], text.as_bytes()].concat();
        let digits = base64(&shifted);
        all.push(digits[4..4 + (shifted.len() - 3) / 3 * 4 - 4].to_vec());
    }
    all
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: u32| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[at as usize & 63];
    let group = |three: &[u8]| {
        let all = three.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        [all >> 18, all >> 12, all >> 6, all].map(digit)
    };
    bytes.chunks(3).flat_map(group).collect()
}

pub(crate) fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Which of the texts occur, in any spelling, in a file or in a name under a folder.
fn found(folder: &Path, texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folder) {
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let bytes = [fs::read(&path).unwrap().as_slice(), name.as_bytes()].concat();
        for text in texts {
            if spellings(text).iter().any(|spelling| has(&bytes, spelling)) {
                found.push(format!("{text} in {name}"));
            }
        }
    }
    found
}

#[test]
fn the_search_finds_every_spelling() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let text = "Canario-7381 amarillo";
    for spelling in spellings(text) {
        fs::write(&path, [b"before", &spelling[..], b"after"].concat()).unwrap();
        assert_eq!(found(folder.path(), &[text, "Canario-7382 amarillo"]).len(), 1);
    }
    for before in ["", "1", "12", "123"] {
        fs::write(&path, base64(format!("{before}{text} and more").as_bytes())).unwrap();
        assert_eq!(found(folder.path(), &[text]).len(), 1, "{before}");
    }
    fs::write(&path, "nothing of it").unwrap();
    assert!(found(folder.path(), &[text]).is_empty());
}

#[test]
fn no_byte_of_what_is_kept_lies_readable_in_the_folder() {
    let canaries = [
        "record-canary-55120",
        "waiting-canary-55121",
        "original-canary-55122",
        "annex-canary-55123",
        "vintage-canary-55124",
        "manifest-canary-55125",
        "letter-canary-55126",
        "purpose-canary-55127",
        "name-canary-55128",
        "place-canary-55129",
        "sealed-original-canary-55130",
    ];
    let [
        record,
        waiting,
        original,
        annex,
        vintage,
        manifest,
        letter,
        purpose,
        name,
        place,
        sealed,
    ] = canaries;
    let (house, store) = empty();
    let catalogue = small::catalogue(1);
    let staged = store
        .stage_original(&mut original.repeat(99).as_bytes(), 1 << 20)
        .unwrap();
    let sha256 = staged.sha256.clone();
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, record, 30, true).unwrap();
    let cells = [("Sexo", waiting), ("Sexo", "")];
    receiving.waiting(&Waiting { row: 9, cells: &cells }).unwrap();
    let staged = store.stage_original(&mut annex.as_bytes(), 1 << 20).unwrap();
    receiving.annex(annex, staged).unwrap();
    receiving.finish(false).unwrap();
    let noted = NewLetter {
        note: letter.to_owned(),
        ..new_letter("DECLINED", 2)
    };
    store.note_letter(&Actor::new("ana", "", purpose), noted).unwrap();
    let folder = store.new_vintage().unwrap();
    let mut file = folder.create("people.csv").unwrap();
    file.write_all(vintage.repeat(9999).as_bytes()).unwrap();
    file.finish().unwrap();
    folder.finish(&actor(), &instant(3), "v1", manifest).unwrap();
    enrol(&store, "pros-14");
    let subject = Subject {
        place: place.to_owned(),
        ..Subject::named(name)
    };
    hand_in_subjects(&store, return_of("pros-14", "2017"), sealed, &[subject]).unwrap();
    let left = store.stage_original(&mut original.as_bytes(), 1 << 20).unwrap();

    let texts = [&canaries[..], &[sha256.as_str()]].concat();
    let wal = house.path().join("sintra.db-wal");
    assert!(fs::metadata(wal).unwrap().len() > 0, "the journal is searched too");
    assert_eq!(found(house.around(), &texts), [""; 0]);
    drop((left, store));
    assert_eq!(found(house.around(), &texts), [""; 0]);
}

/// The errors of opening a store with these keys, and of making one where it is.
fn refused(house: &House, keys: Keys) -> StoreError {
    let access = Access {
        keys,
        ..house.access.clone()
    };
    assert!(Store::create(&access).is_err());
    Store::open(&access).unwrap_err()
}

#[test]
fn another_key_opens_nothing_and_changes_nothing() {
    let (house, store) = empty();
    drop(store);
    let before = files(house.path()).into_iter().map(|path| fs::read(path).unwrap());
    let before: Vec<_> = before.collect();
    let error = refused(&house, Keys::draw().unwrap());
    assert!(matches!(error, StoreError::NoKey(_)), "{error}");
    assert!(
        error.to_string().contains("give its own key file with --key"),
        "{error}"
    );
    let after = files(house.path()).into_iter().map(|path| fs::read(path).unwrap());
    assert_eq!(after.collect::<Vec<_>>(), before);

    let database = Connection::open(house.path().join("sintra.db")).unwrap();
    let read = database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
    assert!(read.unwrap_err().to_string().contains("not a database"));
    house.open();
}

#[test]
fn a_key_file_that_is_missing_or_none_of_ours_is_refused_with_a_sentence() {
    let house = House::new();
    let missing = Keys::read(&house.around().join("nothing"), "").unwrap_err();
    assert!(matches!(missing, StoreError::NoKey(_)), "{missing}");
    assert!(missing.to_string().contains("nothing"), "{missing}");
    for text in [
        "",
        "x",
        "sintra-key-1 plain",
        "sintra-key-1 plain\nabc",
        "sintra-key-2 plain\n00",
    ] {
        let path = house.around().join("other");
        private(&path, text);
        let error = Keys::read(&path, "").unwrap_err().to_string();
        assert!(error.contains("is no key file of this program"), "{text}: {error}");
    }
    let again = Keys::draw().unwrap().write(&house.key(), None).unwrap_err();
    assert!(
        again.to_string().contains("write the key file"),
        "a key is never overwritten"
    );
}

/// Writes a file that only its owner can read.
fn private(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    let mode = |mode| fs::set_permissions(house.key(), fs::Permissions::from_mode(mode)).unwrap();
    let written = fs::metadata(house.key()).unwrap().permissions().mode() & 0o777;
    assert_eq!(written & 0o077, 0, "as it is written, only its owner reads it");
    for open in [0o644, 0o640, 0o604, 0o620] {
        mode(open);
        let error = Keys::read(&house.key(), "").unwrap_err();
        assert!(matches!(error, StoreError::NoKey(_)), "{error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
    mode(0o600);
    Keys::read(&house.key(), "").unwrap();
}

#[test]
fn a_locked_key_opens_with_its_passphrase_only() {
    let house = House::new();
    let (keys, path) = (Keys::draw().unwrap(), house.around().join("locked"));
    keys.write(&path, Some(("tres palabras largas", Cost::SMALL))).unwrap();
    assert!(Keys::is_locked(&path).unwrap() && !Keys::is_locked(&house.key()).unwrap());
    let access = |keys| Access {
        keys,
        ..house.access.clone()
    };
    drop(Store::create(&access(keys)).unwrap());
    for wrong in ["", "tres palabras", "Tres palabras largas"] {
        let error = Keys::read(&path, wrong).unwrap_err();
        assert!(matches!(error, StoreError::NoKey(_)), "{error}");
        assert!(error.to_string().contains("passphrase"), "{error}");
    }
    let read = Keys::read(&path, "tres palabras largas").unwrap();
    Store::open(&access(read)).unwrap();
}
