//! A writing: the one way to change anything. It ends with an entry in the log or it leaves nothing.

use crate::{
    Store, StoreError,
    log::{self, Act},
    turn::Entered,
};
use register::Actor;

/// An open transaction with the right to write, and whoever stands behind it. Dropped before
/// [`Writing::finish`], it leaves nothing; everything read through the store meanwhile is as it will be written.
#[derive(Debug)]
pub struct Writing<'s> {
    pub(crate) store: &'s Store,
    pub(crate) transaction: Entered<'s>,
    pub(crate) actor: Actor,
    pub(crate) at: String,
}

impl Store {
    /// Begins to write.
    ///
    /// # Errors
    /// When the actor has no account or purpose, the instant is none, or another process does not stop writing.
    pub fn write(&self, actor: &Actor, at: &str) -> Result<Writing<'_>, StoreError> {
        log::witness(actor, at)?;
        Ok(Writing {
            store: self,
            transaction: self.begin()?,
            actor: actor.clone(),
            at: at.to_owned(),
        })
    }
}

impl Writing<'_> {
    /// The instant of the writing.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Who writes.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Ends it, with its entry in the log; `records` are those that somebody saw or changed by it.
    ///
    /// # Errors
    /// When it cannot be written; then nothing of it is.
    pub fn finish(self, act: &str, object: &str, records: &[i64]) -> Result<(), StoreError> {
        let act = Act {
            actor: &self.actor,
            at: &self.at,
            act,
            object,
            records,
            content: "",
        };
        self.store.end(self.transaction, &[act])
    }
}
