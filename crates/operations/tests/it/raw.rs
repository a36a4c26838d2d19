//! The database as whoever holds its key can get at it, around every door: to look at what the log says, and to do
//! what an attacker or a broken disk would.

use std::fs;

use rusqlite::Connection;
use seal::Secret;
use serde_json::Value as Json;

use crate::office::Office;

/// A connection of its own.
pub(crate) struct Raw(Connection);

impl Raw {
    pub(crate) fn of(office: &Office) -> Raw {
        let text = fs::read_to_string(office.key()).unwrap();
        let digits = text.lines().nth(1).unwrap();
        let bytes: Vec<u8> = (0..32)
            .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        let master = Secret::from_bytes(bytes.try_into().unwrap());
        let key: String = master
            .derive("database")
            .expose()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let connection = Connection::open(office.store().join("sintra.db")).unwrap();
        let settings = format!("PRAGMA key = \"x'{key}'\"; PRAGMA cipher_page_size = 16384;");
        connection.execute_batch(&settings).unwrap();
        Raw(connection)
    }

    /// Empties the journal into the database.
    pub(crate) fn rest(&self) {
        let busy: i64 = self
            .0
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .unwrap();
        assert_eq!(busy, 0);
    }

    pub(crate) fn run(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    /// What the database says to something that it should refuse.
    pub(crate) fn tries(&self, sql: &str) -> Result<(), String> {
        self.0.execute_batch(sql).map_err(|error| error.to_string())
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn text(&self, sql: &str) -> String {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn bytes(&self, sql: &str) -> Vec<u8> {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// How many entries the log has.
    pub(crate) fn entries(&self) -> i64 {
        self.number("SELECT coalesce(max(seq), 0) FROM log_entry")
    }

    /// The entries after a place.
    pub(crate) fn log(&self, after: i64) -> Vec<Json> {
        let sql = "SELECT entry FROM log_entry WHERE seq > ?1 ORDER BY seq";
        let mut statement = self.0.prepare_cached(sql).unwrap();
        let texts = statement
            .query_map([after], |row| row.get::<_, String>(0))
            .unwrap()
            .map(Result::unwrap);
        texts.map(|text| serde_json::from_str(&text).unwrap()).collect()
    }

    /// The acts of the entries after a place, each with who did it.
    pub(crate) fn acts(&self, after: i64) -> Vec<(String, String)> {
        let word = |entry: &Json, name: &str| entry[name].as_str().unwrap().to_owned();
        let of = |entry: Json| (word(&entry, "act"), word(&entry, "account"));
        self.log(after).into_iter().map(of).collect()
    }

    /// From now on nothing can be written to the log.
    pub(crate) fn close_the_log(&self) {
        self.run(
            "CREATE TRIGGER no_entry BEFORE INSERT ON log_entry BEGIN SELECT RAISE(ABORT, 'the log is full'); END",
        );
    }
}
