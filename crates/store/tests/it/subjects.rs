//! Persons who do not exist, handed in with their identity, and the institutions that can open it.

use catalogue::Date;
use register::{Actor, Answer, Checked, Form, Receipt};
use seal::PrivateKey;
use store::{NewReturn, Store, StoreError, Writing, generator};

use crate::{
    house::{actor, fill, hand_in, instant, new_letter, new_return},
    small,
    under_way::asked,
};

/// A person, made up.
pub(crate) struct Subject {
    pub(crate) given_name: String,
    pub(crate) telephone: String,
    pub(crate) what_happened: String,
    pub(crate) paper: String,
    /// Of T1: it stands in the record.
    pub(crate) place: String,
}

impl Subject {
    pub(crate) fn named(name: &str) -> Subject {
        Subject {
            given_name: name.to_owned(),
            telephone: format!("{name}-tel"),
            what_happened: format!("{name}-told"),
            paper: format!("{name}.pdf"),
            place: "plaza".to_owned(),
        }
    }

    fn answers(&self) -> [Answer<'_>; small::SUBJECT.len()] {
        [
            Answer::Text(&self.given_name),
            Answer::Date(Date::parse("1999-05-10").unwrap()),
            Answer::Text(&self.telephone),
            Answer::Text(&self.what_happened),
            Answer::Text(&self.paper),
            Answer::Text(&self.place),
            Answer::Number(1),
        ]
    }
}

/// The compartments of a subject's identity.
pub(crate) const COMPARTMENTS: [&str; 4] = ["contact", "document", "narrative", "person"];

/// Gives an institution its key, and answers the private half.
pub(crate) fn enrol(store: &Store, institution: &str) -> PrivateKey {
    let key = PrivateKey::draw(&mut generator().unwrap());
    let acts = |writing: &Writing<'_>| writing.enrol(institution, &key.public());
    write(store, "enrol", &format!("institution {institution}"), acts).unwrap();
    key
}

/// One writing, with its entry in the log.
pub(crate) fn write<T>(
    store: &Store,
    act: &str,
    object: &str,
    acts: impl FnOnce(&Writing<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let writing = store.write(&actor(), &instant(4))?;
    let done = acts(&writing)?;
    writing.finish(act, object, &[])?;
    Ok(done)
}

/// A return of an institution.
pub(crate) fn return_of(institution: &str, period: &str) -> NewReturn {
    NewReturn {
        authority: institution.to_owned(),
        ..new_return(period, 1)
    }
}

/// Hands in persons; the file's content is `text`.
pub(crate) fn hand_in_subjects(
    store: &Store,
    new: NewReturn,
    text: &str,
    subjects: &[Subject],
) -> Result<Receipt, StoreError> {
    let catalogue = small::catalogue(1);
    let form = Form::of(&catalogue, "subjects").unwrap();
    let staged = store.stage_original(&mut text.as_bytes(), 1 << 20)?;
    let mut receiving = store.receive(&actor(), new, staged)?;
    receiving.part(&form, "Personas")?;
    for (row, subject) in (2..).zip(subjects) {
        receiving.row(&Checked::admit(&form, &subject.answers(), row, 0).unwrap())?;
    }
    receiving.finish(false)
}

/// What is in a compartment, as the holder of a private key reads it.
pub(crate) fn opened(store: &Store, record: i64, compartment: &str, own: &PrivateKey) -> Result<String, StoreError> {
    let key = store.compartment_key(record, compartment, own)?;
    store.compartment(record, compartment, &key)
}

/// The id of a record: of a return, the nth from 1.
pub(crate) fn record(number: i64, nth: i64) -> i64 {
    (number << 32) + nth
}

/// Puts something in every table, two persons of `pros-14` in return 3 among it, of whom the first is erased.
/// Answers the institution's key.
pub(crate) fn furnish(store: &Store) -> PrivateKey {
    hand_in(store, new_return("2017", 1), "a", 1).unwrap();
    let catalogue = small::catalogue(1);
    let stage = |text: &str| store.stage_original(&mut text.as_bytes(), 100).unwrap();
    let under_way = asked();
    let begin = |writing: &Writing<'_>| writing.begin_under_way(&under_way, &stage("b"), None);
    let number = write(store, "begin_hand_in", "hand-in", begin).unwrap();
    let mut receiving = store.receive(&actor(), new_return("2017", 2), stage("b")).unwrap();
    receiving.ends(number).unwrap();
    fill(&mut receiving, &catalogue, "b", 1, true).unwrap();
    receiving.annex("sentencia.pdf", stage("annex")).unwrap();
    receiving.finish(false).unwrap();
    store.note_letter(&actor(), new_letter("DECLINED", 3)).unwrap();
    let freezer = Actor::new("ana", "", "freeze");
    let vintage = store.new_vintage().unwrap();
    vintage.create("people.csv").unwrap().finish().unwrap();
    vintage.finish(&freezer, &instant(3), "v1", "{}").unwrap();
    let key = enrol(store, "pros-14");
    let subjects = ["Uno", "Dos"].map(Subject::named);
    hand_in_subjects(store, return_of("pros-14", "2017"), "c", &subjects).unwrap();
    let (first, second) = (record(3, 1), record(3, 2));
    store
        .note(&actor(), &instant(4), "read", "records", &[first, second])
        .unwrap();
    let acts = |writing: &Writing<'_>| {
        writing.mark_canary(second)?;
        writing.block(second, "court order")?;
        writing.raise("canary", "record")?;
        writing.mark_alert(1, "looked into")?;
        writing.erase(first, "request")
    };
    write(store, "erase", "record", acts).unwrap();
    key
}
