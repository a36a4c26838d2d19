//! What a return brought, as one hash in the entry of the log that received it: whose it is, for which period, its file
//! and every record. Whoever holds the database's key can alter a record, and not unseen.

use std::collections::HashMap;

use register::Returned;
use sha2::{Digest, Sha256};

use crate::{Store, StoreError, Verified, disk};

/// The hash of a return while its records come.
#[derive(Debug, Default)]
pub(crate) struct Content(Sha256);

impl Content {
    /// The hash of a return of which no record has come yet.
    pub(crate) fn of(returned: &Returned) -> Content {
        let mut content = Content::default();
        let period = returned.period.to_string();
        for word in [&returned.authority, &period, &returned.sha256, &returned.crosswalk] {
            content.text(word);
        }
        content
    }

    /// Takes in a record as it is stored.
    pub(crate) fn record(&mut self, (id, part, row, count): (i64, i64, i64, i64), payload: &str) {
        for number in [id, part, row, count] {
            self.0.update(number.to_le_bytes());
        }
        self.text(payload);
    }

    /// A text with its length, so that no two run into one.
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    /// The hash, hexadecimal.
    pub(crate) fn finish(self) -> String {
        disk::hexadecimal(&self.0.finalize())
    }
}

impl Store {
    /// Proves that the records of each return are those that its entry in the log names.
    pub(crate) fn verify_content(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let mut logged = self.logged_content()?;
        let mut all = HashMap::new();
        for returned in self.returns()? {
            all.insert(returned.number, Content::of(&returned));
        }
        let sql = "SELECT id, part, row, count, payload FROM revision ORDER BY id";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut strays = 0u64;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let payload = row.get_ref(4)?.as_str().unwrap_or_default();
            match all.get_mut(&(id >> 32)) {
                Some(content) => content.record((id, row.get(1)?, row.get(2)?, row.get(3)?), payload),
                None => strays += 1,
            }
        }
        if strays > 0 {
            verified.faults.push(format!("{strays} records are of no return"));
        }
        for (number, content) in all {
            if logged.remove(&format!("return {number}")) != Some(content.finish()) {
                let says = format!("the records of return {number} are not those that were received");
                verified.faults.push(says);
            }
        }
        Ok(())
    }

    /// The hash that each entry of a receipt has, by what it received.
    fn logged_content(&self) -> Result<HashMap<String, String>, StoreError> {
        // No text within an entry has these letters: its quotation marks have a backslash there.
        let sql = "SELECT json_extract(entry, '$.object'), json_extract(entry, '$.content') FROM log_entry
                   WHERE instr(entry, '\"act\":\"receive\"') > 0";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}
