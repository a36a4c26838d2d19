//! The vault: who a record is about, sealed under a data key of its own, one compartment apart from the other. The
//! data keys of a return stand under its return key, and that under the institution's public key, so that nothing
//! kept here opens them.

use rusqlite::OptionalExtension;
use seal::{PrivateKey, PublicKey, Secret};

use crate::{Store, StoreError, Writing, disk, encoding};

/// What an identity or its key is bound to: institution, record, compartment and register.
pub(crate) fn place(institution: &str, record: i64, compartment: &str, register: &str) -> Vec<u8> {
    format!("identity {institution} {record} {compartment} {register}").into_bytes()
}

impl Store {
    /// The public key of an institution; `None` before it is enrolled.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn institution_key(&self, institution: &str) -> Result<Option<PublicKey>, StoreError> {
        let sql = "SELECT public_key FROM institution WHERE id = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let text: Option<String> = statement.query_row([institution], |row| row.get(0)).optional()?;
        let read = |text: String| {
            text.parse()
                .map_err(|error| StoreError::damaged("institution", "public_key", 0, error))
        };
        text.map(read).transpose()
    }

    /// The compartments of a record that hold something, whether or not they can still be opened.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn compartments(&self, record: i64) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT compartment FROM identity WHERE record = ?1 ORDER BY compartment";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all = statement.query_map([record], |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }

    /// The key of one compartment of one record, which only the institution's private key gives.
    ///
    /// # Errors
    /// When the record has no identity, it was erased, or the key is another institution's.
    pub fn compartment_key(&self, record: i64, compartment: &str, own: &PrivateKey) -> Result<Secret, StoreError> {
        let register = self.record(record)?.register;
        let absent = || StoreError::Nobody(format!("the record {record} has no identity here, or it was erased"));
        let sql = "SELECT r.institution, r.wrapped, k.wrapped FROM return_key r, identity_key k
                   WHERE r.return_ = ?1 AND k.record = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row((record >> 32, record), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        });
        let (institution, return_key, data_key): (String, Vec<u8>, Vec<u8>) = found.optional()?.ok_or_else(absent)?;
        let at = format!("return {institution} {}", record >> 32).into_bytes();
        let return_key = seal::unwrap(&return_key, own, &at)?;
        let data_key = seal::unwrap_under(&data_key, &return_key, &place(&institution, record, "", &register))?;
        Ok(data_key.derive(compartment))
    }

    /// What is in one compartment of one record, given its key: the JSON that [`register::write_identity`] wrote.
    ///
    /// # Errors
    /// When there is none, or it does not open: another key, another place, or damage.
    pub fn compartment(&self, record: i64, compartment: &str, key: &Secret) -> Result<String, StoreError> {
        let kept = self.record(record)?;
        let institution = self.returned(kept.number)?.authority;
        let sql = "SELECT sealed FROM identity WHERE record = ?1 AND compartment = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let sealed: Option<Vec<u8>> = statement
            .query_row((record, compartment), |row| row.get(0))
            .optional()?;
        let sealed = sealed.ok_or_else(|| StoreError::Nobody(format!("the record {record} has no {compartment}")))?;
        let plain = seal::open(key, &place(&institution, record, compartment, &kept.register), &sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|error| StoreError::damaged("identity", "sealed", record, error))
    }

    /// The hash of a record's wrapped key; `None` when it has none, or no longer.
    fn identity_proof(&self, record: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT wrapped FROM identity_key WHERE record = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let wrapped: Option<Vec<u8>> = statement.query_row([record], |row| row.get(0)).optional()?;
        Ok(wrapped.map(|wrapped| disk::hexadecimal(&ledger::leaf(&wrapped))))
    }

    /// The hash by which an erasure would be proved: of the key of a record's identity, or of what it can be linked by
    /// where it came without one; `None` when it has neither, or no longer.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn erasure_proof(&self, record: i64) -> Result<Option<String>, StoreError> {
        if let Some(proof) = self.identity_proof(record)? {
            return Ok(Some(proof));
        }
        let sql = "SELECT bytes FROM encoding WHERE record = ?1 ORDER BY kind, key";
        let mut statement = self.connection().prepare_cached(sql)?;
        let all: Vec<Vec<u8>> = statement
            .query_map([record], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok((!all.is_empty()).then(|| disk::hexadecimal(&ledger::leaf(&all.concat()))))
    }

    /// What became of a record's identity: erased, blocked, or nothing of these.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn record_stage(&self, record: i64) -> Result<&'static str, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM erased WHERE record = ?1),
                          EXISTS (SELECT 1 FROM blocked WHERE record = ?1),
                          EXISTS (SELECT 1 FROM revision v JOIN part p ON p.return_ = v.id >> 32 AND p.position = v.part
                                  JOIN replaced d ON d.return_ = p.return_ AND d.register = p.register
                                  WHERE v.id = ?1)";
        let mut statement = self.connection().prepare_cached(sql)?;
        let found = statement.query_row([record], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(match found {
            (true, _, _) => "erased",
            (_, true, _) => "blocked",
            (_, _, true) => "replaced",
            _ => "current",
        })
    }

    /// Whether a record is a decoy: nobody's, there to be watched.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_canary(&self, record: i64) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM canary WHERE record = ?1)";
        Ok(self
            .connection()
            .prepare_cached(sql)?
            .query_row([record], |row| row.get(0))?)
    }

    /// Every decoy, in order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn canaries(&self) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT record FROM canary ORDER BY record")?;
        let all = statement.query_map([], |row| row.get(0))?;
        Ok(all.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// Marks a record as a decoy.
    ///
    /// # Errors
    /// When it is one, or it cannot be written.
    pub fn mark_canary(&self, record: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO canary (record, at) VALUES (?1, ?2)";
        self.transaction.execute(sql, (record, &self.at))?;
        Ok(())
    }

    /// Blocks the identity of a record: it is kept and opened no more.
    ///
    /// # Errors
    /// When it is blocked, or it cannot be written.
    pub fn block(&self, record: i64, basis: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO blocked (record, at, basis) VALUES (?1, ?2, ?3)";
        self.transaction.execute(sql, (record, &self.at, basis))?;
        Ok(())
    }

    /// Erases the identity of a record by destroying its data key, every grant of it, what it could be linked
    /// by, and the key of the file that brought it when that file is sealed. Of a record that came without identity, what it
    /// could be linked by is erased all the same. Answers the proof: the hash of what was destroyed.
    ///
    /// # Errors
    /// When there is nothing to erase, or it cannot be written.
    pub fn erase(&self, record: i64, basis: &str) -> Result<String, StoreError> {
        let absent = || StoreError::Nobody(format!("the record {record} has no identity to erase"));
        let proof = self.store.erasure_proof(record)?.ok_or_else(absent)?;
        let sql = "INSERT INTO erased (record, at, basis, proof) VALUES (?1, ?2, ?3, ?4)";
        self.transaction.execute(sql, (record, &self.at, basis, &proof))?;
        self.transaction
            .execute("DELETE FROM identity_key WHERE record = ?1", [record])?;
        encoding::erase(&self.transaction, record)?;
        let sql = "DELETE FROM original WHERE institution <> '' AND sha256 IN
                       (SELECT sha256 FROM return_ WHERE number = ?1) AND institution IN
                       (SELECT authority FROM return_ WHERE number = ?1)";
        self.transaction.execute(sql, [record >> 32])?;
        let sql =
            "UPDATE opening SET granted = NULL, state = 'expired' WHERE record = ?1 AND state IN ('asked', 'granted')";
        self.transaction.execute(sql, [record])?;
        Ok(proof)
    }
}

impl Store {
    /// Rewrites the journal of the database, so that no page of before an erasure is left in it.
    ///
    /// # Errors
    /// When another process reads meanwhile; the next erasure or opening does it again.
    pub fn forget(&self) -> Result<(), StoreError> {
        let busy: i64 = self
            .connection()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
    }
}
