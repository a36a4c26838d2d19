//! The documents handed in with a return: kept among the originals under their hash, as received, never opened.

use register::{Actor, Annex, Returned};
use rusqlite::Connection;
use seal::PublicKey;

use crate::{
    Staged, Store, StoreError,
    log::{self, Act},
    returns::whole,
};

impl Store {
    /// Adds documents to a return that was received before, and answers the return with how many were new: the
    /// same name with the same content has one effect.
    ///
    /// # Errors
    /// When there is no such return, the actor has no purpose, or they cannot be kept.
    pub fn attach(
        &self,
        actor: &Actor,
        at: &str,
        number: i64,
        annexes: Vec<(String, Staged)>,
    ) -> Result<(Returned, u64), StoreError> {
        log::witness(actor, at)?;
        let transaction = self.begin()?;
        let Returned {
            annexes: known,
            authority,
            ..
        } = self.returned(number)?;
        let is_new = |(name, staged): &(String, Staged)| {
            let same = |one: &Annex| one.name == *name && one.sha256 == staged.sha256;
            !known.iter().any(same)
        };
        let new: Vec<(String, Staged)> = annexes.into_iter().filter(is_new).collect();
        if !new.is_empty() {
            write(&transaction, number, &new)?;
            let to = self.institution_key(&authority)?;
            self.place_annexes(&transaction, &new, to.as_ref().map(|key| (authority.as_str(), key)))?;
            let act = Act {
                actor,
                at,
                act: "attach",
                object: &format!("return {number}"),
                records: &[],
                content: "",
            };
            self.end(transaction, &[act])?;
        }
        Ok((self.returned(number)?, new.len() as u64))
    }

    /// Puts documents in their place, before the return that names them is there.
    pub(crate) fn place_annexes(
        &self,
        transaction: &Connection,
        annexes: &[(String, Staged)],
        to: Option<(&str, &PublicKey)>,
    ) -> Result<(), StoreError> {
        let mut staged = annexes.iter().map(|(_, staged)| staged);
        staged.try_for_each(|staged| self.place_original(transaction, staged, to))
    }

    /// The documents of a return, in the order of their names.
    pub(crate) fn annexes(&self, number: i64) -> Result<Vec<Annex>, StoreError> {
        let sql = "SELECT name, sha256, size_bytes FROM annex WHERE return_ = ?1 ORDER BY name, sha256";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([number])?;
        let mut annexes = Vec::new();
        while let Some(row) = rows.next()? {
            annexes.push(Annex {
                name: row.get(0)?,
                sha256: row.get(1)?,
                size_bytes: whole("annex", "size_bytes", number, row.get(2)?)?,
            });
        }
        Ok(annexes)
    }
}

/// Names the documents of a return, within the transaction of the caller.
pub(crate) fn write(connection: &Connection, number: i64, annexes: &[(String, Staged)]) -> Result<(), StoreError> {
    let sql = "INSERT INTO annex (return_, name, sha256, size_bytes) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = connection.prepare_cached(sql)?;
    for (name, staged) in annexes {
        let size = i64::try_from(staged.size_bytes).unwrap_or(i64::MAX);
        insert.execute((number, name, &staged.sha256, size))?;
    }
    Ok(())
}
