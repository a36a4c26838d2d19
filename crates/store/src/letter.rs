//! Answers without records: what came as a letter, each kept for good; the latest counts (¶13, ¶57).

use register::{Actor, Period};

use crate::{
    Store, StoreError, instant,
    log::{self, Act},
    replacement::is_by,
    returns,
};

/// An answer of an authority that came without records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// The authority (list `authority`).
    pub authority: String,
    /// The period it speaks about.
    pub period: Period,
    /// The register, or empty for all that the authority keeps.
    pub register: String,
    /// What was answered (list `response_status`).
    pub state: String,
    /// What else it says, in a few words.
    pub note: String,
    /// When it was noted, RFC 3339 in UTC.
    pub received_at: String,
}

/// A letter as the store remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number in this store, from 1.
    pub number: i64,
    /// What was answered, by whom.
    pub answer: NewLetter,
    /// Who noted it.
    pub noted_by: String,
}

impl Store {
    /// Notes an answer that came without records.
    ///
    /// # Errors
    /// When the actor has no purpose, the instant is none, or it cannot be written.
    pub fn note_letter(&self, actor: &Actor, answer: NewLetter) -> Result<Letter, StoreError> {
        log::witness(actor, &answer.received_at)?;
        let transaction = self.begin()?;
        let sql =
            "INSERT INTO letter (authority, period_from, period_until, register, state, note, received_at, noted_by)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (from, until) = (answer.period.from().to_string(), answer.period.until().to_string());
        transaction.prepare_cached(sql)?.execute((
            &answer.authority,
            from,
            until,
            &answer.register,
            &answer.state,
            &answer.note,
            &answer.received_at,
            &actor.account,
        ))?;
        let number = transaction.last_insert_rowid();
        let object = format!("answer {number}");
        let act = Act {
            actor,
            at: &answer.received_at,
            act: "answer",
            object: &object,
            records: &[],
            content: "",
        };
        self.end(transaction, &[act])?;
        let noted_by = actor.account.clone();
        Ok(Letter {
            number,
            answer,
            noted_by,
        })
    }

    /// Every answer without records that had come by an instant (RFC 3339 in UTC), or by now, in the order of
    /// arrival.
    ///
    /// # Errors
    /// When the text is no instant, or they cannot be read.
    pub fn letters(&self, as_of: Option<&str>) -> Result<Vec<Letter>, StoreError> {
        as_of.map_or(Ok(()), instant::check)?;
        let sql = "SELECT number, period_from, period_until, authority, register, state, note, received_at, noted_by
                   FROM letter ORDER BY number";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut letters = Vec::new();
        while let Some(row) = rows.next()? {
            let number = row.get(0)?;
            let answer = NewLetter {
                period: returns::period(number, row.get_ref(1)?, row.get_ref(2)?)?,
                authority: row.get(3)?,
                register: row.get(4)?,
                state: row.get(5)?,
                note: row.get(6)?,
                received_at: row.get(7)?,
            };
            letters.push(Letter {
                number,
                answer,
                noted_by: row.get(8)?,
            });
        }
        letters.retain(|letter: &Letter| as_of.is_none_or(|at| is_by(&letter.answer.received_at, at)));
        Ok(letters)
    }
}
