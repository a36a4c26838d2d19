//! What is written of a return in its one transaction: its rows, what was found and counted, and its files in their
//! places.

use rusqlite::Connection;

use super::{Receiving, as_stored};
use crate::{
    NewEncoding, StoreError, annex,
    content::Content,
    counted, draft, encoding, replacement,
    sealing::Sealing,
    spool::{Row, Rows},
    under_way,
};

impl Receiving<'_, '_> {
    /// Writes everything of the return but its entry in the log, and answers the hash of its records.
    pub(super) fn write_all(&mut self, transaction: &Connection, rows: Rows) -> Result<String, StoreError> {
        let (number, store) = (self.returned.number, self.store);
        let public = store.institution_key(&self.returned.authority)?;
        let sealing = public
            .map(|public| Sealing::new(store, &self.returned.authority, public))
            .transpose()?;
        let mut content = Content::of(&self.returned);
        let sealing = self.write_rows(transaction, rows, (&mut content, sealing))?;
        self.write_findings(transaction)?;
        self.write_return(transaction)?;
        self.write_parts(transaction)?;
        self.write_finding_counts(transaction)?;
        counted::write(transaction, number, &self.counted)?;
        encoding::write_chances(transaction, number, &self.chances)?;
        if let Some(under_way) = self.ends {
            under_way::end(transaction, under_way, (&self.actor.account, number))?;
        }
        self.end_drafts(transaction)?;
        annex::write(transaction, number, &self.annexes)?;
        // The file is in place before the return is: no return ever lacks its original.
        let authority = self.returned.authority.as_str();
        let to = sealing.as_ref().map(|sealing| (authority, &sealing.public));
        store.place_original(transaction, &self.staged, to)?;
        store.place_annexes(transaction, &self.annexes, to)?;
        sealing.map_or(Ok(()), |sealing| sealing.finish(transaction, number))?;
        Ok(content.finish())
    }

    /// Ends the drafts that became this return, unless one of them is no longer what the file was made of.
    fn end_drafts(&self, transaction: &Connection) -> Result<(), StoreError> {
        let sql = "SELECT 1 FROM draft WHERE number = ?1 AND revision = ?2";
        for (number, revision) in &self.drafts {
            if !transaction.prepare_cached(sql)?.exists((number, revision))? {
                return Err(StoreError::DraftChanged(*number));
            }
            draft::drop_draft(transaction, *number)?;
        }
        Ok(())
    }

    /// Writes the rows, each record with the next id, and hands what identifies persons to be sealed.
    fn write_rows<'t>(
        &self,
        transaction: &Connection,
        mut rows: Rows,
        (content, mut sealing): (&mut Content, Option<Sealing<'t>>),
    ) -> Result<Option<Sealing<'t>>, StoreError> {
        let sql = "INSERT INTO revision (id, part, row, count, payload) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut revision = transaction.prepare_cached(sql)?;
        let sql = "INSERT INTO waiting (return_, part, row, cells) VALUES (?1, ?2, ?3, ?4)";
        let mut waiting = transaction.prepare_cached(sql)?;
        let (number, mut row) = (self.returned.number, Row::default());
        let mut last = number << 32;
        while rows.next(&mut row)? {
            if row.is_waiting {
                waiting.execute((number, row.part, row.row, &row.text))?;
                continue;
            }
            last += 1;
            revision.execute((last, row.part, row.row, row.count, &row.text))?;
            let place = (last, i64::from(row.part), i64::from(row.row), i64::from(row.count));
            content.record(place, &row.text);
            if let Some(encoding) = NewEncoding::unpack(&row.encoding) {
                encoding::write(transaction, last, &encoding)?;
            }
            match &mut sealing {
                _ if row.compartments.is_empty() => {}
                Some(sealing) => sealing.row(self.register_of(&row), &row, last)?,
                None => return Err(StoreError::NoVault),
            }
        }
        Ok(sealing)
    }

    fn register_of(&self, row: &Row) -> &str {
        let part = self.returned.parts.get(row.part as usize);
        part.map_or("", |part| part.register.as_str())
    }

    fn write_findings(&self, transaction: &Connection) -> Result<(), StoreError> {
        let sql = "INSERT INTO finding (return_, code, sheet, row, column, field, value, other, near, count)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let mut insert = transaction.prepare_cached(sql)?;
        for finding in &self.found {
            let at = &finding.at;
            insert.execute((
                self.returned.number,
                finding.code.as_ref(),
                &at.sheet,
                at.row,
                at.column,
                &finding.field,
                &finding.value,
                &finding.other,
                &finding.near,
                as_stored(finding.count),
            ))?;
        }
        Ok(())
    }

    fn write_return(&self, transaction: &Connection) -> Result<(), StoreError> {
        let one = &self.returned;
        let sql = "INSERT INTO return_ (number, authority, period_from, period_until, file_name, sha256,
                                        size_bytes, crosswalk, edition, received_at, received_from, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        transaction.prepare_cached(sql)?.execute((
            one.number,
            &one.authority,
            one.period.from().to_string(),
            one.period.until().to_string(),
            &one.file_name,
            &one.sha256,
            as_stored(one.size_bytes),
            &one.crosswalk,
            &one.edition,
            &one.received_at,
            &one.received_from,
            one.state.id(),
        ))?;
        Ok(())
    }

    fn write_parts(&mut self, transaction: &Connection) -> Result<(), StoreError> {
        let sql = "INSERT INTO part (return_, position, register, version, sheet, rows, accepted, waiting, stands_for)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut insert = transaction.prepare_cached(sql)?;
        for (position, part) in (0i64..).zip(&self.returned.parts) {
            insert.execute((
                self.returned.number,
                position,
                &part.register,
                part.version,
                &part.sheet,
                as_stored(part.rows),
                as_stored(part.accepted),
                as_stored(part.waiting),
                as_stored(part.stands_for),
            ))?;
        }
        replacement::write(transaction, &mut self.returned)
    }

    fn write_finding_counts(&self, transaction: &Connection) -> Result<(), StoreError> {
        let sql = "INSERT INTO finding_count (return_, code, count) VALUES (?1, ?2, ?3)";
        let mut insert = transaction.prepare_cached(sql)?;
        for (code, count) in &self.finding_counts {
            insert.execute((self.returned.number, code, as_stored(*count)))?;
        }
        Ok(())
    }
}
