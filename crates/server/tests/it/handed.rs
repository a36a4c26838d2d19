//! Returns with made-up identities, handed in beside the site.

use std::{fs, path::Path};

use operations::{Ask, Door, HandedIn, KeyFile, Reader, asked_of, receive_with};

use crate::house::House;

/// What the person of every record is called.
pub(crate) const NAME: &str = "Zutanita Inventada";
/// Where they can be found.
pub(crate) const ADDRESS: &str = "Calle Inexistente 5";
/// What happened.
pub(crate) const NARRATIVE: &str = "Relato inventado para la prueba";

const HEAD: &str = "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,\
                    destination,detected_on,offences,exploitation_form,recruitment_means,count,given_name,\
                    first_surname,birth_date,address,telephone,narrative,document";

impl House {
    /// One more door to the store of the site.
    pub(crate) fn door(&self) -> Door {
        let (store, key) = (self.folder.path().join("store"), self.folder.path().join("store.key"));
        let (catalogue, _) = operations::catalogue_from(None, None).unwrap();
        let key = KeyFile {
            path: &key,
            passphrase: "",
        };
        Door::open(&store, key, catalogue).unwrap()
    }

    /// Hands in so many victims of 2016 by an institution; answers the number of the first record.
    pub(crate) fn handed_in(&self, institution: &str, count: usize) -> i64 {
        self.received(institution, "victims", (&victims(count), None))
    }

    /// Hands in victims of 2016, each by given name, surnames and date of birth as cells, encoded with a key.
    pub(crate) fn handed_in_persons(&self, institution: &str, persons: &[String], key: &Path) -> i64 {
        self.received(institution, "victims", (&named(persons), Some(key)))
    }

    /// An institution hands in files of investigation, each by its folio and the folio that it came from; answers the
    /// first record.
    pub(crate) fn handed_in_files(&self, institution: &str, files: &[(&str, &str)]) -> i64 {
        let head = "local_id,file_number,origin_file,inquiry_type,opened_on,origin_of_investigation,offences,facts_on,\
                    facts_state,participation,procedural_status";
        let row = |(row, (folio, origin)): (usize, &(&str, &str))| {
            format!("\nN-{row},{folio},{origin},CI,2016-05-10,S.I.,art13,2016-05-01,09,S.I.,PENDING")
        };
        let rows: String = files.iter().enumerate().map(row).collect();
        self.received(institution, "investigations", (&format!("{head}{rows}\n"), None))
    }

    fn received(&self, institution: &str, register: &str, (text, linkage): (&str, Option<&Path>)) -> i64 {
        let mut door = self.door();
        if let Some(path) = linkage {
            door = door.with_linkage_key(path).unwrap();
        }
        let path = self.folder.path().join(format!("{register}.csv"));
        fs::write(&path, text).unwrap();
        let ask = Ask {
            authority: Some(institution),
            period: Some("2016"),
            register: Some(register),
            crosswalk: None,
        };
        let asked = asked_of(door.catalogue(), ask).unwrap();
        let caller = door.operator(institution, "test").unwrap().for_purpose("a test");
        let handed = HandedIn {
            path: &path,
            annexes: &[],
            received_at: &door.now(),
        };
        let reader = Reader::this_program().unwrap();
        let received = receive_with(&door, &reader, &caller, asked, handed).unwrap();
        let receipt = received.receipt.unwrap_or_else(|| panic!("{:?}", received.outcome));
        (receipt.returned.number << 32) + 1
    }
}

/// Victims with a name of their own.
fn named(persons: &[String]) -> String {
    let head = "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,destination,\
                detected_on,offences,exploitation_form,recruitment_means,count,given_name,first_surname,second_surname,\
                birth_date";
    let row = |(row, person): (usize, &String)| {
        format!("\nV-{row},Mujer,20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-05-01,art13,S.I.,S.I.,1,{person}")
    };
    let rows: String = persons.iter().enumerate().map(row).collect();
    format!("{head}{rows}\n")
}

fn victims(count: usize) -> String {
    let (given, surname) = NAME.split_once(' ').unwrap();
    let row = |row: usize| {
        format!(
            "\nV-{row},Mujer,20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-05-01,art13,S.I.,S.I.,1,{given},{surname},\
             1990-02-03,{ADDRESS},55 0000 0000,{NARRATIVE},acta.pdf"
        )
    };
    let rows: String = (1..=count).map(row).collect();
    format!("{HEAD}{rows}\n")
}
