//! What changes of a file under way: that it begins, that cells are mended, that it ends.

use rusqlite::OptionalExtension;
use seal::Secret;

use super::{KeptMend, NewUnderWay, place, remove};
use crate::{Staged, StoreError, Writing, chance};

impl Writing<'_> {
    /// Keeps a file that was staged as under way, for the account that writes, and answers its number. The same file
    /// uploaded again for the same return goes on where it was, with its mends, and is of this session now. `own` is
    /// the secret of the session that it is bound to; without any, it stands under the store's key.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin_under_way(&self, new: &NewUnderWay, staged: &Staged, own: Option<&Secret>) -> Result<i64, StoreError> {
        let number = match self.same(new, &staged.sha256)? {
            Some(number) => number,
            None => self.insert(new, staged)?,
        };
        let key = self.wrapped(number, staged, own)?;
        let sql = "UPDATE under_way SET sealed = ?2, key = ?3, bound = ?4, begun_at = ?5, file_name = ?6,
                   purpose = ?7, reference = ?8 WHERE number = ?1";
        let row = (
            number,
            &staged.sealed,
            key,
            own.is_some(),
            &self.at,
            &new.file_name,
            &new.purpose,
            &new.reference,
        );
        self.transaction.prepare_cached(sql)?.execute(row)?;
        self.store.put_under_way(staged)?;
        Ok(number)
    }

    /// Notes how many rows of data a file under way has.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn count_under_way(&self, number: i64, rows: u64) -> Result<(), StoreError> {
        let sql = "UPDATE under_way SET rows = ?2 WHERE number = ?1";
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.transaction.prepare_cached(sql)?.execute((number, rows))?;
        Ok(())
    }

    fn same(&self, new: &NewUnderWay, sha256: &str) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT number FROM under_way WHERE account = ?1 AND authority = ?2 AND period_from = ?3
                   AND period_until = ?4 AND register = ?5 AND crosswalk = ?6 AND sha256 = ?7";
        let (from, until) = (new.period.from().to_string(), new.period.until().to_string());
        let of = (
            &self.actor.account,
            &new.authority,
            from,
            until,
            &new.register,
            &new.crosswalk,
            sha256,
        );
        Ok(self.transaction.query_row(sql, of, |row| row.get(0)).optional()?)
    }

    fn insert(&self, new: &NewUnderWay, staged: &Staged) -> Result<i64, StoreError> {
        let sql =
            "INSERT INTO under_way (account, authority, period_from, period_until, register, crosswalk, file_name,
                                          sha256, size_bytes, sealed, key, bound, begun_at, purpose, reference)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '', x'', 0, ?10, '', '')";
        self.transaction.prepare_cached(sql)?.execute((
            &self.actor.account,
            &new.authority,
            new.period.from().to_string(),
            new.period.until().to_string(),
            &new.register,
            &new.crosswalk,
            &new.file_name,
            &staged.sha256,
            i64::try_from(staged.size_bytes).unwrap_or(i64::MAX),
            &self.at,
        ))?;
        Ok(self.transaction.last_insert_rowid())
    }

    fn wrapped(&self, number: i64, staged: &Staged, own: Option<&Secret>) -> Result<Vec<u8>, StoreError> {
        let (files, place) = (self.store.keys.files(), place(number, &staged.sha256));
        let under = own.unwrap_or(&files);
        Ok(seal::wrap_under(&staged.key, under, &place, &mut chance::generator()?))
    }

    /// Keeps a document with a file under way; one of the same name takes its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_annex(
        &self,
        number: i64,
        name: &str,
        (staged, own): (&Staged, Option<&Secret>),
    ) -> Result<(), StoreError> {
        let key = self.wrapped(number, staged, own)?;
        let sql = "INSERT OR REPLACE INTO under_way_annex (under_way, name, sha256, size_bytes, sealed, key, bound)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let size = i64::try_from(staged.size_bytes).unwrap_or(i64::MAX);
        let row = (number, name, &staged.sha256, size, &staged.sealed, key, own.is_some());
        self.transaction.prepare_cached(sql)?.execute(row)?;
        self.store.put_under_way(staged)
    }

    /// Takes a document away; its file goes when the folder is tidied.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_annex(&self, number: i64, name: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM under_way_annex WHERE under_way = ?1 AND name = ?2";
        Ok(self.transaction.prepare_cached(sql)?.execute((number, name))? > 0)
    }

    /// Keeps a mend; one of the same cell takes its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_mend(&self, number: i64, mend: &KeptMend) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO mend (under_way, sheet, row, column, field, was, value, at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (sheet, field, was) = (&mend.sheet, &mend.field, &mend.was);
        let row = (number, sheet, mend.row, mend.column, field, was, &mend.value, &mend.at);
        self.transaction.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Takes a mend back: the cell says again what the file says. Tells whether there was one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_mend(&self, number: i64, (sheet, row, column): (&str, u32, u16)) -> Result<bool, StoreError> {
        let sql = "DELETE FROM mend WHERE under_way = ?1 AND sheet = ?2 AND row = ?3 AND column = ?4";
        let dropped = self
            .transaction
            .prepare_cached(sql)?
            .execute((number, sheet, row, column))?;
        Ok(dropped > 0)
    }

    /// Ends a file under way; its file goes when the folder is tidied.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_under_way(&self, number: i64) -> Result<bool, StoreError> {
        remove(&self.transaction, number)
    }

    /// Ends a file under way because the return that it would be is there already.
    ///
    /// # Errors
    /// When it is under way no more.
    pub fn end_under_way(&self, number: i64, returned: i64) -> Result<(), StoreError> {
        super::end(&self.transaction, number, (&self.actor.account, returned))
    }
}
