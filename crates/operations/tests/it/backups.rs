//! A backup opens for its keepers alone, comes back as it was, and what is no backup writes nothing.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use age::{Encryptor, secrecy::SecretString};
use operations::{Door, Keeper, OperationError, new_keeper, restore};
use tempfile::TempDir;

use crate::office::{Office, PERSON, PROSECUTION, edition, folder, key, plain, record, refused};

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: folder() }
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("inner/store")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("inner/store.key")
    }

    fn restore(&self, backup: &Path, keeper: &Keeper) -> Result<(), OperationError> {
        fs::create_dir_all(self.folder.path().join("inner")).unwrap();
        restore(backup, keeper, &self.store(), &self.key())
    }

    /// What lies under it, but for the folder that was there before.
    fn files(&self) -> Vec<PathBuf> {
        fn under(folder: &Path, into: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.is_symlink() {
                    under(&path, into);
                }
                into.push(path);
            }
        }
        let mut all = Vec::new();
        under(self.folder.path(), &mut all);
        all.retain(|path| !path.ends_with("inner"));
        all
    }
}

fn office() -> (Office, i64) {
    let office = Office::sealing();
    let number = office.receive("rita", PROSECUTION, ("2016", 1));
    (office, record(number, 1))
}

fn back_up(office: &Office, name: &str, keepers: &[Keeper]) -> PathBuf {
    let out = office.folder.path().join(name);
    office
        .door
        .back_up(&office.as_of("ana"), &office.key(), &out, keepers)
        .unwrap();
    out
}

pub(crate) fn what_comes_back_verifies_and_opens_the_same_identity() {
    let (office, record) = office();
    let opening = office.granted("reme", "eva", record);
    let (recipient, identity) = new_keeper();
    let (second, other) = new_keeper();
    let words = "una frase larga para el respaldo".to_owned();
    let keepers = [Keeper::Recipient(recipient), Keeper::Recipient(second)];
    let for_two = back_up(&office, "two.age", &keepers);
    let for_words = back_up(&office, "words.age", &[Keeper::Passphrase(words.clone())]);
    for (backup, keeper) in [
        (&for_two, Keeper::Recipient(identity)),
        (&for_two, Keeper::Recipient(other)),
        (&for_words, Keeper::Passphrase(words)),
    ] {
        let place = Place::new();
        place.restore(backup, &keeper).unwrap();
        let clock = office.clock.clone();
        let door = Door::open(&place.store(), key(&place.key()), edition()).unwrap();
        let door = door.with_clock(move || clock.now());
        assert_eq!(door.prove_restored("here").unwrap().faults, Vec::<String>::new());
        let opened = door.open_identity(&office.as_of("reme"), opening).unwrap();
        assert_eq!(plain(&opened), PERSON);
        refused_twice(place.restore(backup, &keeper));
    }
}

fn refused_twice(again: Result<(), OperationError>) {
    assert!(refused(again).contains("already"));
}

pub(crate) fn a_backup_is_for_somebody_and_replaces_no_file() {
    let (office, _) = office();
    let out = office.folder.path().join("store.age");
    let try_to = |keepers: &[Keeper]| office.door.back_up(&office.as_of("ana"), &office.key(), &out, keepers);
    let (recipient, _) = new_keeper();
    let words = Keeper::Passphrase("una frase larga".to_owned());
    for keepers in [
        vec![],
        vec![Keeper::Recipient("age1nobody".to_owned())],
        vec![Keeper::Recipient(recipient.clone()), words],
    ] {
        assert!(try_to(&keepers).is_err() && !out.exists());
    }
    try_to(&[Keeper::Recipient(recipient.clone())]).unwrap();
    let before = fs::read(&out).unwrap();
    assert!(try_to(&[Keeper::Recipient(recipient)]).is_err());
    assert_eq!(before, fs::read(&out).unwrap());
}

pub(crate) fn cut_flipped_or_for_another_it_is_refused_and_leaves_nothing() {
    let (office, _) = office();
    let (recipient, identity) = new_keeper();
    let backup = back_up(&office, "store.age", &[Keeper::Recipient(recipient)]);
    let keeper = Keeper::Recipient(identity);
    let whole = fs::read(&backup).unwrap();
    let broken = office.folder.path().join("broken.age");
    let try_to = |bytes: &[u8], keeper: &Keeper| {
        fs::write(&broken, bytes).unwrap();
        let place = Place::new();
        assert!(place.restore(&broken, keeper).is_err());
        assert_eq!(place.files(), Vec::<PathBuf>::new());
    };
    for at in [0, 1, 100, whole.len() / 2, whole.len() - 1] {
        try_to(&whole[..at], &keeper);
    }
    for at in [0, 30, 150, 300, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        try_to(&flipped, &keeper);
    }
    try_to(&whole, &Keeper::Recipient(new_keeper().1));
    try_to(&whole, &Keeper::Recipient("no identity".to_owned()));
    try_to(&whole, &Keeper::Passphrase("una frase".to_owned()));
}

/// An archive that somebody else sealed to us: anybody can who knows the recipient, or the passphrase.
fn sealed(office: &Office, entries: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> PathBuf {
    let mut archive = tar::Builder::new(Vec::new());
    entries(&mut archive);
    let plain = archive.into_inner().unwrap();
    let path = office.folder.path().join("hostile.age");
    let mut out = Encryptor::with_user_passphrase(SecretString::from("words".to_owned()))
        .wrap_output(fs::File::create(&path).unwrap())
        .unwrap();
    out.write_all(&plain).unwrap();
    out.finish().unwrap();
    path
}

/// An entry whose path the library would not write.
fn put(archive: &mut tar::Builder<Vec<u8>>, path: &str, kind: tar::EntryType, link: &str) {
    let mut header = tar::Header::new_gnu();
    header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
    header.as_gnu_mut().unwrap().linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(if kind == tar::EntryType::Regular { 4 } else { 0 });
    header.set_cksum();
    let body: &[u8] = if kind == tar::EntryType::Regular { b"evil" } else { b"" };
    archive.append(&header, body).unwrap();
}

pub(crate) fn a_hostile_archive_writes_nothing() {
    use tar::EntryType::{Block, Char, Continuous, Directory, Fifo, Link, Regular, Symlink};
    let office = Office::found();
    let hostile = [
        ("../evil", Regular, ""),
        ("store/../../evil", Regular, ""),
        ("store/./../../evil", Regular, ""),
        ("/tmp/sintra-evil", Regular, ""),
        ("evil", Regular, ""),
        ("store.key/evil", Regular, ""),
        ("store/evil", Regular, ""),
        ("store/sintra.db-wal", Regular, ""),
        ("store/temporary/evil", Regular, ""),
        ("store", Regular, ""),
        ("store/originals", Symlink, "/tmp"),
        ("store/sintra.db", Symlink, "/etc/passwd"),
        ("store/sintra.db", Link, "/etc/passwd"),
        ("store.key", Symlink, "/etc/passwd"),
        ("store.key", Directory, ""),
        ("../evil", Directory, ""),
        ("store/evil", Directory, ""),
        ("store/sintra.db", Directory, ""),
        ("store/pipe", Fifo, ""),
        ("store/device", Char, ""),
        ("store/device", Block, ""),
        ("store/sintra.db", Continuous, ""),
    ];
    let keeper = Keeper::Passphrase("words".to_owned());
    for (path, kind, link) in hostile {
        let backup = sealed(&office, |archive| {
            put(archive, "store.key", Regular, "");
            put(archive, path, kind, link);
        });
        let place = Place::new();
        let done = place.restore(&backup, &keeper);
        assert!(done.is_err(), "{path} {kind:?}");
        assert_eq!(place.files(), Vec::<PathBuf>::new(), "{path} {kind:?}");
    }
    assert!(!Path::new("/tmp/sintra-evil").exists());
    // One file twice, and one that is no database.
    for twice in [["store/sintra.db", "store/sintra.db"], ["store.key", "store.key"]] {
        let backup = sealed(&office, |archive| {
            twice.iter().for_each(|path| put(archive, path, Regular, ""))
        });
        let place = Place::new();
        assert!(place.restore(&backup, &keeper).is_err());
        assert_eq!(place.files(), Vec::<PathBuf>::new());
    }
}
