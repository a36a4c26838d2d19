//! A small country for tests: a store with accounts, institutions that seal, returns with made-up identities, and a
//! clock that the test moves.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

use catalogue::{Catalogue, Files, Role};
use jiff::{SignedDuration, Timestamp};
use operations::{
    Ask, Caller, Cost, Credentials, Door, Doors, HandedIn, KeyFile, NewAccount, OneTime, Opened, OperationError,
    Reader, Received, Share, asked_of, receive_with,
};
use tempfile::TempDir;

/// An institution that may hold identity.
pub(crate) const PROSECUTION: &str = "pros-09-cmx";
/// Another, in another state.
pub(crate) const OTHER: &str = "pros-15-mex";
/// A third one, whose key waits to be confirmed.
pub(crate) const THIRD: &str = "pros-13-hid";
/// A shelter in the state of the first, made up for the tests: it never holds identity.
pub(crate) const SHELTER: &str = "test-shelter";
/// From where everybody acts.
pub(crate) const HERE: &str = "terminal test";

/// What every person of the tests is called in the register.
pub(crate) const PERSON: [(&str, &str); 3] = [
    ("given_name", "Zutanita"),
    ("first_surname", "Inventada"),
    ("birth_date", "1990-02-03"),
];
/// Where they can be found.
pub(crate) const CONTACT: [(&str, &str); 2] = [("address", "Calle Inexistente 5"), ("telephone", "55 0000 0000")];
/// What happened.
pub(crate) const NARRATIVE: &str = "Relato inventado para la prueba.";
/// The file that says who they are.
pub(crate) const DOCUMENT: &str = "acta-inventada.pdf";

/// A clock that stands still until it is moved.
#[derive(Clone, Debug)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    fn new() -> Clock {
        Clock(Arc::new(AtomicI64::new(1_800_000_000_000)))
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        self.0
            .fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn seconds(&self) -> u64 {
        u64::try_from(self.now().as_second()).unwrap()
    }
}

/// A store with its people.
pub(crate) struct Office {
    pub(crate) folder: TempDir,
    pub(crate) clock: Clock,
    pub(crate) door: Door,
    seeds: RefCell<BTreeMap<String, OneTime>>,
    inside: RefCell<BTreeMap<String, Caller>>,
}

impl Office {
    /// Two administrators, who have set their passwords.
    pub(crate) fn found() -> Office {
        let folder = folder();
        let clock = Clock::new();
        let path = folder.path().join("store.key");
        let door = Door::create(&folder.path().join("store"), key(&path), edition()).unwrap();
        let office = Office {
            door: under(&clock, door),
            folder,
            clock,
            seeds: RefCell::default(),
            inside: RefCell::default(),
        };
        let first = [
            new("ana", "Ana Ruiz", "", &[Role::Administrator]),
            new("luis", "Luis Paz", "", &[Role::Administrator]),
        ];
        let invitations = office.door.found(&first, HERE).unwrap();
        for (one, invitation) in first.iter().zip(invitations) {
            office.activate(&one.name, &invitation);
        }
        office
    }

    /// The same, with a registrar, a reviewer and two custodians of the prosecution, its key, and an auditor.
    pub(crate) fn sealing() -> Office {
        let office = Office::found();
        office.hire("rita", PROSECUTION, &[Role::Registrar]);
        office.hire("reme", PROSECUTION, &[Role::Reviewer]);
        office.hire("eva", PROSECUTION, &[Role::Custodian]);
        office.hire("raul", PROSECUTION, &[Role::Custodian]);
        office.hire("aura", "", &[Role::Auditor]);
        office.enrol(PROSECUTION, ["eva", "raul"]);
        office
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("store.key")
    }

    /// One more door to the same store.
    pub(crate) fn another_door(&self) -> Door {
        let door = Door::open(&self.store(), key(&self.key()), edition()).unwrap();
        under(&self.clock, door)
    }

    /// So many doors that threads share, with one scribe.
    pub(crate) fn shared_doors(&self, count: usize) -> Doors {
        let doors = Doors::open(&self.store(), key(&self.key()), edition(), count).unwrap();
        let clock = self.clock.clone();
        doors.with_clock(move || clock.now())
    }

    /// So many doors to the same store.
    pub(crate) fn doors(&self, count: usize) -> Vec<Door> {
        (0..count).map(|_| self.another_door()).collect()
    }

    /// The same store and people, as they are now, in another folder.
    pub(crate) fn copied(&self) -> Office {
        let to = folder();
        self.door_is_at_rest();
        copy(self.folder.path(), to.path());
        let path = to.path().join("store.key");
        let door = Door::open(&to.path().join("store"), key(&path), edition()).unwrap();
        Office {
            door: under(&self.clock, door),
            folder: to,
            clock: self.clock.clone(),
            seeds: self.seeds.clone(),
            inside: self.inside.clone(),
        }
    }

    /// Nothing of it lies in the journal alone.
    fn door_is_at_rest(&self) {
        crate::raw::Raw::of(self).rest();
    }

    /// Adds an account whose person is called as it, and sets its password.
    pub(crate) fn hire(&self, name: &str, institution: &str, roles: &[Role]) {
        self.hire_as(name, name, institution, roles);
    }

    /// Adds an account of a person, and sets its password.
    pub(crate) fn hire_as(&self, name: &str, person: &str, institution: &str, roles: &[Role]) {
        let new = new(name, person, institution, roles);
        let invitation = self.door.add_account(&self.as_of("ana"), &new).unwrap();
        self.activate(name, &invitation);
    }

    pub(crate) fn activate(&self, name: &str, invitation: &str) {
        let set = self
            .door
            .activate(name, invitation, &password(name), (Cost::SMALL, HERE));
        if let Some((_, seed)) = set.unwrap().one_time {
            self.seeds
                .borrow_mut()
                .insert(name.to_owned(), OneTime::read(&seed).unwrap());
        }
        self.inside.borrow_mut().remove(name);
    }

    /// The code that the telephone of an account shows now.
    pub(crate) fn code(&self, name: &str) -> String {
        let seeds = self.seeds.borrow();
        seeds
            .get(name)
            .map_or(String::new(), |seed| seed.code(self.clock.seconds()))
    }

    /// Signs in, by whatever door; a code serves once.
    pub(crate) fn sign_in(&self, name: &str) -> Result<Caller, OperationError> {
        self.door.sign_in(Credentials {
            account: name,
            password: &password(name),
            code: &self.code(name),
            from: HERE,
            session: None,
        })
    }

    /// An account that signed in once, with a purpose and an office number.
    pub(crate) fn as_of(&self, name: &str) -> Caller {
        self.bare(name).for_purpose("a test").by_office("1/2026")
    }

    /// An account that signed in once, without a word more.
    pub(crate) fn bare(&self, name: &str) -> Caller {
        if let Some(known) = self.inside.borrow().get(name) {
            return known.clone();
        }
        let caller = self.sign_in(name).unwrap();
        self.inside.borrow_mut().insert(name.to_owned(), caller.clone());
        caller
    }

    /// The key ceremony of an institution, whose second custodian confirms.
    pub(crate) fn enrol(&self, institution: &str, custodians: [&str; 2]) -> Vec<Share> {
        let names = custodians.map(str::to_owned);
        let number = self
            .door
            .enrol_institution(&self.as_of("ana"), institution, &names)
            .unwrap();
        self.door.confirm_enrolment(&self.as_of(custodians[1]), number).unwrap()
    }

    /// Hands in victims of a year, with identity where the institution seals; answers the return's number.
    pub(crate) fn receive(&self, by: &str, institution: &str, (year, count): (&str, usize)) -> i64 {
        let path = self.write(&format!("{institution}-{year}.csv"), &victims(year, count, true));
        let received = self.hand_in(by, institution, year, &path, &[]).unwrap();
        let receipt = received.receipt.unwrap_or_else(|| panic!("{:?}", received.outcome));
        receipt.returned.number
    }

    /// Hands in rows of a register as they stand; all are accepted. Answers the return's number.
    pub(crate) fn receive_rows(
        &self,
        (by, institution): (&str, &str),
        (register, year): (&str, &str),
        text: &str,
    ) -> i64 {
        let path = self.write(&format!("{register}-{institution}-{year}.csv"), text);
        let of = (register, year, path.as_path(), &[][..]);
        let received = hand_in_of(&self.door, &self.as_of(by), institution, of).unwrap();
        let receipt = received.receipt.unwrap_or_else(|| panic!("{:?}", received.outcome));
        let (accepted, rows) = (receipt.returned.parts[0].accepted, text.lines().count() as u64 - 1);
        assert_eq!(accepted, rows, "{:?}", received.outcome.findings);
        receipt.returned.number
    }

    pub(crate) fn hand_in(
        &self,
        by: &str,
        institution: &str,
        period: &str,
        path: &Path,
        annexes: &[PathBuf],
    ) -> Result<Received, OperationError> {
        hand_in(&self.door, &self.as_of(by), institution, (period, path, annexes))
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Asks and grants; answers the opening's number.
    pub(crate) fn granted(&self, asker: &str, custodian: &str, record: i64) -> i64 {
        let number = self.door.request_opening(&self.as_of(asker), record, "person").unwrap();
        self.door.grant_opening(&self.as_of(custodian), number).unwrap();
        number
    }

    /// Blocks, and erases with two custodians; answers the proof.
    pub(crate) fn erase(&self, reviewer: &str, custodians: [&str; 2], record: i64) -> String {
        self.door.block_record(&self.as_of(reviewer), record).unwrap();
        let number = self.door.propose_erasure(&self.as_of(custodians[0]), record).unwrap();
        self.door.confirm_erasure(&self.as_of(custodians[1]), number).unwrap()
    }
}

/// Hands in a file of victims by a door.
pub(crate) fn hand_in(
    door: &Door,
    caller: &Caller,
    institution: &str,
    (period, path, annexes): (&str, &Path, &[PathBuf]),
) -> Result<Received, OperationError> {
    hand_in_of(door, caller, institution, ("victims", period, path, annexes))
}

/// Hands in a file of a register by a door.
fn hand_in_of(
    door: &Door,
    caller: &Caller,
    institution: &str,
    (register, period, path, annexes): (&str, &str, &Path, &[PathBuf]),
) -> Result<Received, OperationError> {
    let ask = Ask {
        authority: Some(institution),
        period: Some(period),
        register: Some(register),
        crosswalk: None,
    };
    let asked = asked_of(door.catalogue(), ask)?;
    let handed = HandedIn {
        path,
        annexes,
        received_at: &door.now(),
    };
    receive_with(door, &Reader::this_program()?, caller, asked, handed)
}

/// The record of a return by its place in it, from 1.
pub(crate) fn record(number: i64, at: i64) -> i64 {
    (number << 32) + at
}

/// An account to be.
pub(crate) fn new(name: &str, person: &str, institution: &str, roles: &[Role]) -> NewAccount {
    NewAccount {
        name: name.to_owned(),
        person: person.to_owned(),
        institution: institution.to_owned(),
        roles: roles.to_vec(),
    }
}

/// The password of an account of the tests; it does not hold the account's name.
pub(crate) fn password(name: &str) -> String {
    format!("siete caballos verdes, {} letras", name.len())
}

pub(crate) fn key(path: &Path) -> KeyFile<'_> {
    KeyFile { path, passphrase: "" }
}

/// The edition of today, with a shelter among the authorities.
pub(crate) fn edition() -> Catalogue {
    let mut files = Files::embedded();
    let path = "authorities/authorities.csv";
    let mut text = files.text(path).unwrap().to_owned();
    text += &format!("{SHELTER},Un albergue,A shelter,,¶91,shelter,state,09,0,,,,,\n");
    files.put(path, text);
    Catalogue::read(files).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Victims of a year as CSV, one a row; the last row waits when there are more than three: it says no sex.
pub(crate) fn victims(year: &str, count: usize, with_identity: bool) -> String {
    let mut text = String::from(
        "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,destination,\
         detected_on,offences,exploitation_form,recruitment_means,count",
    );
    if with_identity {
        text += ",given_name,first_surname,birth_date,address,telephone,narrative,document";
    }
    for row in 1..=count {
        let sex = if count > 3 && row == count { "Zeppelin" } else { "Mujer" };
        text += &format!("\nV-{row},{sex},20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,{year}-05-01,art13,S.I.,S.I.,1");
        if with_identity {
            let [name, surname, born] = PERSON.map(|(_, value)| value);
            let [address, telephone] = CONTACT.map(|(_, value)| value);
            text += &format!(",{name},{surname},{born},{address},{telephone},{NARRATIVE},{DOCUMENT}");
        }
    }
    text + "\n"
}

/// What was opened, as fields and values.
pub(crate) fn plain(opened: &Opened) -> Vec<(&str, &str)> {
    opened
        .iter()
        .map(|(field, value)| (field.as_str(), value.as_str()))
        .collect()
}

/// A folder in memory where there is one: nothing here needs to outlive the test.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        return tempfile::tempdir_in(memory).unwrap();
    }
    tempfile::tempdir().unwrap()
}

/// What many do at once, each by a door of their own.
pub(crate) fn at_once<R: Send>(doors: Vec<Door>, act: impl Fn(&Door) -> R + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let act = &act;
        let all: Vec<_> = doors.into_iter().map(|door| scope.spawn(move || act(&door))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn under(clock: &Clock, door: Door) -> Door {
    let clock = clock.clone();
    door.with_clock(move || clock.now())
}

/// Copies a folder with everything in it, and its rights.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The sentence of a refusal; anything else is a failure of the test.
pub(crate) fn refused<V: std::fmt::Debug>(done: Result<V, OperationError>) -> String {
    match done {
        Err(OperationError::Refused(says)) => says,
        other => panic!("this should have been refused, and was {other:?}"),
    }
}
