//! Which return stands in the place of which. Per authority, register and crosswalk, a new return takes
//! the place of the current ones whose periods it contains; those without a common day stand side by side.
//! A register of a return that had rows of which none went in takes no place, and nothing is measured
//! against it.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use register::{Part, Period, Returned};
use rusqlite::Connection;

use crate::{Store, StoreError, instant, returns};

/// The current returns of a register that a new one would take the place of.
///
/// # Errors
/// When their periods share days and the new one does not contain the other.
pub(crate) fn replaced_by(connection: &Connection, new: &Returned, register: &str) -> Result<Vec<i64>, StoreError> {
    let of = (new.authority.as_str(), new.crosswalk.as_str(), new.period);
    replaced(connection, of, (register, new.number))
}

/// The same for a return that has no number yet.
///
/// # Errors
/// As [`replaced_by`].
pub(crate) fn replaced_at(
    connection: &Connection,
    of: (&str, &str, Period),
    register: &str,
) -> Result<Vec<i64>, StoreError> {
    replaced(connection, of, (register, 0))
}

fn replaced(
    connection: &Connection,
    (authority, crosswalk, new): (&str, &str, Period),
    (register, number): (&str, i64),
) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT r.number, r.period_from, r.period_until
               FROM return_ r JOIN part p ON p.return_ = r.number
               WHERE r.authority = ?1 AND r.crosswalk = ?2 AND p.register = ?3
                 AND r.period_from <= ?5 AND r.period_until >= ?4 AND r.number <> ?6
                 AND NOT EXISTS (SELECT 1 FROM replaced d WHERE d.return_ = r.number AND d.register = ?3)
               GROUP BY r.number HAVING sum(p.accepted) > 0 OR sum(p.rows) = 0 ORDER BY r.number";
    let mut statement = connection.prepare_cached(sql)?;
    let (from, until) = (new.from().to_string(), new.until().to_string());
    let mut rows = statement.query((authority, crosswalk, register, from, until, number))?;
    let mut replaced = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        let period = returns::period(number, row.get_ref(1)?, row.get_ref(2)?)?;
        if !new.contains(period) {
            return Err(StoreError::Overlap { number, period });
        }
        replaced.push(number);
    }
    Ok(replaced)
}

/// Writes down what a return takes the place of, and notes it in its parts.
pub(crate) fn write(connection: &Connection, new: &mut Returned) -> Result<(), StoreError> {
    let sql = "INSERT INTO replaced (return_, register, by_return) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    let mut known: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let standing: Vec<bool> = new
        .parts
        .iter()
        .map(|part| stands(&new.parts, &part.register))
        .collect();
    for (at, _) in standing.into_iter().enumerate().filter(|(_, stands)| *stands) {
        let register = new.parts[at].register.clone();
        let replaces = match known.entry(register) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => {
                let replaces = replaced_by(connection, new, place.key())?;
                for number in &replaces {
                    insert.execute((number, place.key(), new.number))?;
                }
                place.insert(replaces).clone()
            }
        };
        new.parts[at].replaces = replaces;
    }
    Ok(())
}

/// Whether a register of a return counts: some row went in, or there was none.
fn stands(parts: &[Part], register: &str) -> bool {
    let mut own = parts.iter().filter(|part| part.register == register).peekable();
    let rows: u64 = own.clone().map(|part| part.rows).sum();
    own.peek().is_some() && (rows == 0 || own.any(|part| part.accepted > 0))
}

impl Store {
    /// The parts that stood at an instant (RFC 3339 in UTC), or that stand now: received by then, and not
    /// replaced by anything received by then. In the order of their returns.
    ///
    /// # Errors
    /// When the text is no instant, or the returns cannot be read.
    pub fn current(&self, as_of: Option<&str>) -> Result<Vec<(Returned, Part)>, StoreError> {
        as_of.map_or(Ok(()), instant::check)?;
        let mut returns = self.returns()?;
        returns.retain(|one| as_of.is_none_or(|at| is_by(&one.received_at, at)));
        let gone: BTreeSet<(i64, &str)> = returns
            .iter()
            .flat_map(|one| &one.parts)
            .flat_map(|part| part.replaces.iter().map(|number| (*number, part.register.as_str())))
            .collect();
        let is_current = |one: &Returned, part: &Part| {
            stands(&one.parts, &part.register) && !gone.contains(&(one.number, part.register.as_str()))
        };
        let parts = returns
            .iter()
            .flat_map(|one| one.parts.iter().map(move |part| (one, part)));
        Ok(parts
            .filter(|(one, part)| is_current(one, part))
            .map(|(one, part)| (one.clone(), part.clone()))
            .collect())
    }
}

impl Store {
    /// The parts of which no row could go in, received by an instant, while no later return of their authority
    /// has their register: what was handed in and still waits whole. In the order of their returns.
    ///
    /// # Errors
    /// As [`Store::current`].
    pub fn sent_back(&self, as_of: Option<&str>) -> Result<Vec<(Returned, Part)>, StoreError> {
        as_of.map_or(Ok(()), instant::check)?;
        let mut returns = self.returns()?;
        returns.retain(|one| as_of.is_none_or(|at| is_by(&one.received_at, at)));
        let is_last = |one: &Returned, register: &str| {
            let same = |other: &&Returned| other.number > one.number && other.authority == one.authority;
            let mut later = returns.iter().filter(same).flat_map(|other| &other.parts);
            !later.any(|part| part.register == register)
        };
        let parts = returns
            .iter()
            .flat_map(|one| one.parts.iter().map(move |part| (one, part)));
        Ok(parts
            .filter(|(one, part)| !stands(&one.parts, &part.register) && is_last(one, &part.register))
            .map(|(one, part)| (one.clone(), part.clone()))
            .collect())
    }
}

/// Whether an instant is not after another. Without the last letter, text orders fractions of a second too.
pub(crate) fn is_by(instant: &str, other: &str) -> bool {
    instant.trim_end_matches('Z') <= other.trim_end_matches('Z')
}
