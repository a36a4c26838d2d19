//! Acts in any order, against a naive model of what the store should then know.

use std::collections::BTreeMap;

use proptest::prelude::*;
use seal::PrivateKey;
use store::{Account, Opening, Store, StoreError};

use crate::{
    house::{House, actor, empty, hand_in, instant, new_letter, new_return},
    subjects::{Subject, enrol, hand_in_subjects, opened, record, return_of},
};

#[derive(Clone, Debug)]
enum Act {
    /// A return of so many rows; its text tells whether it came before.
    Receive {
        text: u8,
        rows: u32,
    },
    /// A return of so many persons.
    Persons {
        many: usize,
    },
    Letter,
    Freeze {
        id: u8,
    },
    Read {
        records: Vec<i64>,
    },
    Account {
        name: u8,
        state: u8,
    },
    Ask {
        nth: usize,
    },
    Answer {
        nth: usize,
        state: u8,
    },
    Erase {
        nth: usize,
    },
    /// Begun, and dropped before its end.
    Dropped,
    /// The store is closed and opened again.
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..4u8, 0..3u32).prop_map(|(text, rows)| Act::Receive { text, rows }),
        (1..3usize).prop_map(|many| Act::Persons { many }),
        Just(Act::Letter),
        (0..3u8).prop_map(|id| Act::Freeze { id }),
        proptest::collection::vec(1..6i64, 0..4).prop_map(|records| Act::Read { records }),
        (0..3u8, 0..3u8).prop_map(|(name, state)| Act::Account { name, state }),
        (0..9usize).prop_map(|nth| Act::Ask { nth }),
        (0..9usize, 0..4u8).prop_map(|(nth, state)| Act::Answer { nth, state }),
        (0..9usize).prop_map(|nth| Act::Erase { nth }),
        Just(Act::Dropped),
        Just(Act::Reopen),
    ]
}

/// What the store should know, kept in the plainest way.
#[derive(Default)]
struct Model {
    log: Vec<(String, String, Vec<i64>)>,
    returns: i64,
    received: Vec<u8>,
    persons: Vec<(i64, bool)>,
    letters: usize,
    vintages: Vec<u8>,
    accounts: BTreeMap<String, String>,
    openings: Vec<(i64, &'static str)>,
}

impl Model {
    fn entry(&mut self, act: &str, object: &str, records: &[i64]) {
        let mut records = records.to_vec();
        records.sort_unstable();
        records.dedup();
        self.log.push((act.to_owned(), object.to_owned(), records));
    }

    fn accesses(&self, record: i64) -> Vec<i64> {
        let seen = (1..)
            .zip(&self.log)
            // What was done with a whole return was done with each of its records.
            .filter(|(_, (_, _, records))| records.contains(&record) || records.contains(&(record >> 32 << 32)));
        seen.map(|(seq, _)| seq).collect()
    }
}

const ANSWERS: [&str; 4] = ["granted", "opened", "refused", "expired"];

/// A store and its model, going through the same acts.
struct Both {
    house: House,
    store: Option<Store>,
    key: PrivateKey,
    model: Model,
}

impl Both {
    fn new() -> Both {
        let (house, store) = empty();
        let key = enrol(&store, "pros-14");
        let mut model = Model::default();
        model.entry("enrol", "institution pros-14", &[]);
        Both {
            house,
            store: Some(store),
            key,
            model,
        }
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// Writes something, with its entry in the log of both.
    fn write(&mut self, act: &str, records: &[i64], does: impl FnOnce(&store::Writing<'_>)) {
        let writing = self.store().write(&actor(), &instant(2)).unwrap();
        does(&writing);
        writing.finish(act, "x", records).unwrap();
        self.model.entry(act, "x", records);
    }

    fn receive(&mut self, text: u8, rows: u32) {
        let done = hand_in(self.store(), new_return("2017", 1), &format!("file {text}"), rows);
        if self.model.received.contains(&text) {
            assert!(matches!(done, Err(StoreError::AlreadyReceived { .. })));
        } else {
            done.unwrap();
            self.received();
            self.model.received.push(text);
        }
    }

    fn received(&mut self) {
        self.model.returns += 1;
        let object = format!("return {}", self.model.returns);
        let all = self.model.returns;
        self.model.entry("receive", &object, &[all << 32]);
    }

    fn persons(&mut self, many: usize) {
        let persons: Vec<Subject> = (0..many).map(|_| Subject::named("Ana")).collect();
        let text = format!("persons {}", self.model.returns);
        hand_in_subjects(self.store(), return_of("pros-14", "2017"), &text, &persons).unwrap();
        self.received();
        let ids = (1..=many as i64).map(|nth| (record(self.model.returns, nth), true));
        self.model.persons.extend(ids);
    }

    fn account(&mut self, name: u8, state: u8) {
        let account = Account {
            name: format!("account {name}"),
            person: "Ana".to_owned(),
            institution: String::new(),
            roles: "auditor".to_owned(),
            state: ["invited", "active", "closed"][usize::from(state)].to_owned(),
            public_key: String::new(),
            locked: String::new(),
            one_time: None,
            last_step: 0,
            recovery: String::new(),
            invitation: String::new(),
            changed_at: String::new(),
        };
        self.write("account", &[], |writing| writing.keep_account(&account).unwrap());
        self.model.accounts.insert(account.name, account.state);
    }

    fn ask(&mut self, nth: usize) {
        let Some((id, _)) = pick(&self.model.persons, nth) else {
            return;
        };
        let opening = Opening {
            number: 0,
            record: id,
            compartment: "person".to_owned(),
            institution: "pros-14".to_owned(),
            purpose: "hearing".to_owned(),
            reference: String::new(),
            account: "ana".to_owned(),
            person: "ana".to_owned(),
            asked_at: instant(2),
            state: "asked".to_owned(),
            granted_by: String::new(),
            granted_at: String::new(),
            granted: None,
            opened_at: String::new(),
            emergency: false,
            review: String::new(),
        };
        let number = self.model.openings.len() as i64 + 1;
        self.write("ask", &[id], |writing| {
            assert_eq!(writing.keep_opening(&opening).unwrap(), number);
        });
        self.model.openings.push((id, "asked"));
    }

    fn answer(&mut self, nth: usize, state: u8) {
        let openings = self.model.openings.len();
        if openings == 0 {
            return;
        }
        let at = nth % openings;
        let state = ANSWERS[usize::from(state)];
        let mut opening = self.store().opening(at as i64 + 1).unwrap();
        opening.state = state.to_owned();
        opening.granted = (state == "granted").then(|| b"key".to_vec());
        self.write(state, &[opening.record], |writing| {
            writing.keep_opening(&opening).unwrap();
        });
        self.model.openings[at].1 = state;
    }

    fn erase(&mut self, nth: usize) {
        let Some((id, is_there)) = pick(&self.model.persons, nth) else {
            return;
        };
        if !is_there {
            let writing = self.store().write(&actor(), &instant(2)).unwrap();
            assert!(matches!(writing.erase(id, "x"), Err(StoreError::Nobody(_))));
            return;
        }
        self.write("erase", &[id], |writing| drop(writing.erase(id, "x").unwrap()));
        for (known, is_there) in &mut self.model.persons {
            *is_there &= *known != id;
        }
        for (known, state) in &mut self.model.openings {
            if *known == id && ["asked", "granted"].contains(state) {
                *state = "expired";
            }
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Receive { text, rows } => self.receive(*text, *rows),
            Act::Persons { many } => self.persons(*many),
            Act::Letter => {
                self.store().note_letter(&actor(), new_letter("DECLINED", 1)).unwrap();
                self.model.letters += 1;
                let object = format!("answer {}", self.model.letters);
                self.model.entry("answer", &object, &[]);
            }
            Act::Freeze { id } => {
                let vintage = self.store().new_vintage().unwrap();
                vintage.create("a").unwrap().finish().unwrap();
                let name = format!("v{id}");
                vintage.finish(&actor(), &instant(2), &name, "{}").unwrap();
                self.model.entry("freeze", &format!("vintage {name}"), &[]);
                if !self.model.vintages.contains(id) {
                    self.model.vintages.push(*id);
                }
            }
            Act::Read { records } => {
                self.store().note(&actor(), &instant(1), "read", "x", records).unwrap();
                self.model.entry("read", "x", records);
            }
            Act::Account { name, state } => self.account(*name, *state),
            Act::Ask { nth } => self.ask(*nth),
            Act::Answer { nth, state } => self.answer(*nth, *state),
            Act::Erase { nth } => self.erase(*nth),
            Act::Dropped => {
                let writing = self.store().write(&actor(), &instant(2)).unwrap();
                writing.raise("canary", "x").unwrap();
                drop(writing);
            }
            Act::Reopen => {
                drop(self.store.take());
                self.store = Some(self.house.open());
            }
        }
    }

    fn compare(&self) {
        let (store, model) = (self.store(), &self.model);
        let log = store.log(0, u32::MAX).unwrap();
        let told = log.into_iter().map(|entry| (entry.act, entry.object, entry.records));
        assert_eq!(told.collect::<Vec<_>>(), model.log);
        let verified = store.verify(&[]).unwrap();
        assert_eq!(
            (verified.faults.len(), verified.entries),
            (0, model.log.len() as u64),
            "{verified:?}"
        );
        for id in (0..7).chain(model.persons.iter().map(|(id, _)| *id)) {
            let seen = store
                .accesses(id)
                .unwrap()
                .iter()
                .map(|entry| entry.seq)
                .collect::<Vec<_>>();
            assert_eq!(seen, model.accesses(id), "record {id}");
        }
        for (id, is_there) in &model.persons {
            assert_eq!(opened(store, *id, "person", &self.key).is_ok(), *is_there);
            assert_eq!(store.record_stage(*id).unwrap() == "erased", !is_there);
        }
        let openings = store.openings().unwrap();
        let told = openings.iter().map(|one| (one.record, one.state.as_str()));
        assert_eq!(told.collect::<Vec<_>>(), model.openings);
        let accounts = store.accounts().unwrap().into_iter().map(|one| (one.name, one.state));
        assert_eq!(accounts.collect::<BTreeMap<_, _>>(), model.accounts);
        let counts = (
            store.returns().unwrap().len() as i64,
            store.letters(None).unwrap().len(),
        );
        assert_eq!(counts, (model.returns, model.letters));
        assert_eq!(store.vintages().unwrap().len(), model.vintages.len());
        assert!(store.alerts().unwrap().is_empty(), "what was dropped left nothing");
    }
}

fn pick<T: Copy>(all: &[T], nth: usize) -> Option<T> {
    all.get(nth % all.len().max(1)).copied()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn acts_in_any_order_leave_what_the_model_says(acts in proptest::collection::vec(act(), 1..30)) {
        let mut both = Both::new();
        for act in &acts {
            both.act(act);
        }
        both.compare();
    }
}
