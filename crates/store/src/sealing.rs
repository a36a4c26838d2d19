//! Seals the identities of a return on its way in. The rows go to a thread of their own in batches and come back sealed,
//! so that sealing and storing share the work of two cores; nothing unsealed reaches the database.

use std::{
    ops::Range,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};

use catalogue::Compartment;
use rand_chacha::ChaCha20Rng;
use rusqlite::{Connection, Statement};
use seal::{PublicKey, Secret, Zeroize, Zeroizing};

use crate::{Store, StoreError, chance, spool::Row, vault::place};

/// Compartments of a batch.
const BATCH: usize = 256;
/// Batches on their way at most.
const AHEAD: usize = 4;

/// Seals what a return brings of identities.
#[derive(Debug)]
pub(crate) struct Sealing<'s> {
    identity: Statement<'s>,
    data_key: Statement<'s>,
    institution: String,
    pub(crate) public: PublicKey,
    return_key: Secret,
    generator: ChaCha20Rng,
    batch: Batch,
    on_their_way: usize,
    has_sealed: bool,
    sealer: Sealer,
}

/// The thread that seals; it ends when nothing more can come.
#[derive(Debug)]
struct Sealer {
    to: Option<Sender<Batch>>,
    from: Receiver<Batch>,
    thread: Option<JoinHandle<()>>,
}

/// Rows of one register: first their identities in the clear, then the same sealed.
#[derive(Debug, Default)]
struct Batch {
    register: String,
    words: Zeroizing<String>,
    rows: Vec<Unsealed>,
    sealed: Vec<Sealed>,
    keys: Vec<(i64, Vec<u8>)>,
}

/// A record, and where in the words of its batch each compartment stands.
#[derive(Debug)]
struct Unsealed {
    record: i64,
    compartments: Vec<(Compartment, Range<usize>)>,
}

/// A compartment of a record as it is stored.
#[derive(Debug)]
struct Sealed {
    record: i64,
    compartment: Compartment,
    bytes: Vec<u8>,
}

impl<'s> Sealing<'s> {
    pub(crate) fn new(store: &'s Store, institution: &str, public: PublicKey) -> Result<Sealing<'s>, StoreError> {
        let mut generator = chance::generator()?;
        let connection = store.connection();
        let return_key = Secret::draw(&mut generator);
        Ok(Sealing {
            identity: connection.prepare("INSERT INTO identity (record, compartment, sealed) VALUES (?1, ?2, ?3)")?,
            data_key: connection.prepare("INSERT INTO identity_key (record, wrapped) VALUES (?1, ?2)")?,
            institution: institution.to_owned(),
            public,
            sealer: Sealer::start(institution.to_owned(), return_key.clone())?,
            return_key,
            generator,
            batch: Batch::default(),
            on_their_way: 0,
            has_sealed: false,
        })
    }

    /// Takes the identity of a row, and stores what has come back sealed meanwhile.
    pub(crate) fn row(&mut self, register: &str, row: &Row, record: i64) -> Result<(), StoreError> {
        if self.batch.register != register {
            self.send()?;
            register.clone_into(&mut self.batch.register);
        }
        let from = self.batch.words.len();
        self.batch.words.push_str(&row.words);
        let moved =
            |(compartment, range): &(Compartment, Range<usize>)| (*compartment, from + range.start..from + range.end);
        let compartments = row.compartments.iter().map(moved).collect();
        self.has_sealed = true;
        self.batch.rows.push(Unsealed { record, compartments });
        if self.batch.rows.len() >= BATCH {
            self.send()
        } else {
            Ok(())
        }
    }

    /// Sends the batch to be sealed, and stores those that are back; waits for one when too many are on their way.
    fn send(&mut self) -> Result<(), StoreError> {
        if self.batch.rows.is_empty() {
            return Ok(());
        }
        let next = Batch {
            register: self.batch.register.clone(),
            ..Batch::default()
        };
        self.sealer.send(std::mem::replace(&mut self.batch, next))?;
        self.on_their_way += 1;
        while let Some(batch) = self.sealer.back(self.on_their_way >= AHEAD)? {
            self.store(&batch)?;
        }
        Ok(())
    }

    fn store(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.on_their_way -= 1;
        for one in &batch.sealed {
            self.identity.execute((one.record, one.compartment.id(), &one.bytes))?;
        }
        for (record, wrapped) in &batch.keys {
            self.data_key.execute((record, wrapped))?;
        }
        Ok(())
    }

    /// Stores the rest, and the return's key, wrapped to the institution.
    pub(crate) fn finish(mut self, connection: &Connection, number: i64) -> Result<(), StoreError> {
        self.send()?;
        while self.on_their_way > 0 {
            if let Some(batch) = self.sealer.back(true)? {
                self.store(&batch)?;
            }
        }
        if !self.has_sealed {
            return Ok(());
        }
        let place = format!("return {} {number}", self.institution).into_bytes();
        let wrapped = seal::wrap(&self.return_key, &self.public, &place, &mut self.generator);
        let sql = "INSERT INTO return_key (return_, institution, wrapped) VALUES (?1, ?2, ?3)";
        connection.execute(sql, (number, &self.institution, wrapped))?;
        Ok(())
    }
}

impl Sealer {
    fn start(institution: String, return_key: Secret) -> Result<Sealer, StoreError> {
        let mut generator = chance::generator()?;
        let (to, coming) = channel::<Batch>();
        let (back, from) = channel();
        let thread = thread::spawn(move || {
            for mut batch in coming {
                batch.seal(&institution, &return_key, &mut generator);
                if back.send(batch).is_err() {
                    break;
                }
            }
        });
        Ok(Sealer {
            to: Some(to),
            from,
            thread: Some(thread),
        })
    }

    fn send(&self, batch: Batch) -> Result<(), StoreError> {
        let sent = self.to.as_ref().map(|to| to.send(batch));
        sent.and_then(Result::ok).ok_or(StoreError::Abandoned)
    }

    /// The next batch that is back, if one is, or after waiting for it.
    fn back(&self, waits: bool) -> Result<Option<Batch>, StoreError> {
        if waits {
            return self.from.recv().map(Some).map_err(|_| StoreError::Abandoned);
        }
        Ok(self.from.try_recv().ok())
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        drop(self.to.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Batch {
    /// Seals every compartment under a key of its record, and the key under the return's; the words are overwritten.
    fn seal(&mut self, institution: &str, return_key: &Secret, generator: &mut ChaCha20Rng) {
        for Unsealed { record, compartments } in &self.rows {
            let data_key = Secret::draw(generator);
            for (compartment, range) in compartments {
                let key = data_key.derive(compartment.id());
                let place = place(institution, *record, compartment.id(), &self.register);
                let plain = self.words.get(range.clone()).unwrap_or_default();
                self.sealed.push(Sealed {
                    record: *record,
                    compartment: *compartment,
                    bytes: seal::seal(&key, &place, plain.as_bytes(), generator),
                });
            }
            let place = place(institution, *record, "", &self.register);
            let wrapped = seal::wrap_under(&data_key, return_key, &place, generator);
            self.keys.push((*record, wrapped));
        }
        self.words.zeroize();
    }
}
