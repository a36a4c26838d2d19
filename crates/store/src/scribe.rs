//! Group commit: entries of many readers in one transaction, so that each can wait until its own is durable without
//! waiting for a disk of its own.

use std::{
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use register::Actor;

use crate::{
    Access, Store, StoreError, account,
    log::{self, Act},
    turn::Who,
};

/// Most entries of one transaction.
const BATCH_MAX: usize = 200;
/// How long the first entry of a batch waits for others at most.
const WINDOW: Duration = Duration::from_millis(2);
/// A batch is closed when nobody came for this long.
const LULL: Duration = Duration::from_micros(200);

/// What somebody asks the scribe to write.
#[derive(Debug)]
enum Asked {
    Note(Box<Noted>),
    /// A session was used; nobody waits for it.
    Seen {
        token: String,
        at: String,
    },
}

/// An entry on its way to the log.
#[derive(Debug)]
struct Noted {
    actor: Actor,
    at: String,
    act: String,
    object: String,
    records: Vec<i64>,
    done: SyncSender<Result<(), String>>,
}

/// What is written together.
#[derive(Debug, Default)]
struct Batch {
    notes: Vec<Noted>,
    seen: Vec<(String, String)>,
}

/// Writes the entries of many threads; dropped, it ends when the last is written.
#[derive(Debug)]
pub struct Scribe {
    to: Option<Sender<Asked>>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// A scribe with a connection of its own.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn start(access: &Access) -> Result<Scribe, StoreError> {
        Ok(Scribe::of(Store::open(access)?))
    }

    /// A scribe for those who share an open store, with a connection of its own.
    ///
    /// # Errors
    /// When the database cannot be opened once more.
    pub fn beside(store: &Store) -> Result<Scribe, StoreError> {
        Ok(Scribe::of(store.again()?))
    }

    fn of(store: Store) -> Scribe {
        let (to, from) = channel();
        let thread = thread::spawn(move || serve(&store, &from));
        Scribe {
            to: Some(to),
            thread: Some(thread),
        }
    }

    /// Writes an entry; durable on return.
    ///
    /// # Errors
    /// When the actor has no purpose, or it could not be written: then what was asked must not be answered.
    pub fn note(&self, actor: &Actor, at: &str, act: &str, object: &str, records: &[i64]) -> Result<(), StoreError> {
        log::witness(actor, at)?;
        let (done, wait) = sync_channel(1);
        let noted = Noted {
            actor: actor.clone(),
            at: at.to_owned(),
            act: act.to_owned(),
            object: object.to_owned(),
            records: records.to_vec(),
            done,
        };
        self.ask(Asked::Note(Box::new(noted)))?;
        wait.recv().map_err(|_| gone())?.map_err(StoreError::Unlogged)
    }

    /// Writes soon that a session was used; it is no act, and nobody waits for it.
    pub(crate) fn seen(&self, token: &str, at: &str) -> Result<(), StoreError> {
        let (token, at) = (token.to_owned(), at.to_owned());
        self.ask(Asked::Seen { token, at })
    }

    fn ask(&self, what: Asked) -> Result<(), StoreError> {
        self.to.as_ref().ok_or_else(gone)?.send(what).map_err(|_| gone())
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        drop(self.to.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn gone() -> StoreError {
    StoreError::Unlogged("the writer of the log has stopped".to_owned())
}

fn serve(store: &Store, from: &Receiver<Asked>) {
    while let Ok(first) = from.recv() {
        let mut batch = Batch::default();
        batch.push(first);
        let end = Instant::now() + WINDOW;
        while batch.len() < BATCH_MAX {
            let left = end.saturating_duration_since(Instant::now());
            match from.recv_timeout(left.min(LULL)) {
                Ok(next) => batch.push(next),
                Err(_) => break,
            }
        }
        let written = batch.written(store).map_err(|error| error.to_string());
        for noted in &batch.notes {
            let _ = noted.done.send(written.clone());
        }
    }
}

impl Noted {
    fn act(&self) -> Act<'_> {
        Act {
            actor: &self.actor,
            at: &self.at,
            act: &self.act,
            object: &self.object,
            records: &self.records,
            content: "",
        }
    }
}

impl Batch {
    fn push(&mut self, asked: Asked) {
        match asked {
            Asked::Note(noted) => self.notes.push(*noted),
            Asked::Seen { token, at } => self.seen.push((token, at)),
        }
    }

    fn len(&self) -> usize {
        self.notes.len() + self.seen.len()
    }

    fn written(&self, store: &Store) -> Result<(), StoreError> {
        let acts: Vec<Act<'_>> = self.notes.iter().map(Noted::act).collect();
        let entered = store.begin_as(Who::Scribe)?;
        for (token, at) in &self.seen {
            account::seen(&entered, token, at)?;
        }
        match acts.is_empty() {
            true => entered.commit(),
            false => store.end(entered, &acts),
        }
    }
}
