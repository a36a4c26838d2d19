//! Killed at any instant, the system loses no return whose receipt was given, keeps none half in, and works
//! on at the next command.

use std::{
    env, fs,
    io::Read,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::house::{json, run_well, sintra, table, victims};

/// Rows of each return: enough that the kill falls inside the work.
const ROWS: u32 = 3_000;
const SEED: u64 = 0x2545_f491_4f6c_dd1d;

/// Kills between two looks at everything.
const BATCH: u32 = 20;

/// A store under attack, and what it has promised so far.
struct Attacked {
    folder: TempDir,
    state: u64,
    /// Number and hash of the returns whose receipt was printed whole.
    receipts: Vec<(i64, String)>,
    vintages: Vec<String>,
    /// Vintages that were opened and counted since they were frozen.
    verified: usize,
    /// Kills that fell while the command was still at work.
    fell_inside: u32,
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_in_however_often_it_is_killed() {
    let rounds = if env::var_os("CI").is_some() { 200 } else { 40 };
    println!("seed {SEED:#x}, {rounds} rounds");
    let mut attacked = Attacked::new();
    let mut importing = attacked.usual(&["import"]);
    let mut freezing = attacked.usual(&["freeze"]);
    println!("an import takes {importing:?}, a freeze {freezing:?}");
    let start = Instant::now();
    for round in 1..=rounds {
        let (command, usual) = if round % 4 == 0 {
            ("freeze", &mut freezing)
        } else {
            ("import", &mut importing)
        };
        attacked.write(round);
        attacked.kill(command, usual);
        attacked.works_at_once();
        if round % BATCH == 0 {
            attacked.is_whole();
        }
    }
    attacked.verified = 0;
    attacked.is_whole();
    let (receipts, inside) = (attacked.receipts.len(), attacked.fell_inside);
    println!(
        "{receipts} receipts, {inside} kills inside the work, {:?}",
        start.elapsed()
    );
    assert!(
        inside * 2 > rounds,
        "only {inside} of {rounds} kills fell inside the work"
    );
    assert!(receipts > 2, "hardly any return went in before its kill: {receipts}");
}

impl Attacked {
    fn new() -> Attacked {
        let folder = tempfile::tempdir().unwrap();
        Attacked {
            folder,
            state: SEED,
            receipts: Vec::new(),
            vintages: Vec::new(),
            verified: 0,
            fell_inside: 0,
        }
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// The file of a round: every one corrects the whole of what was handed in before.
    fn write(&self, round: u32) {
        let keys: Vec<String> = (0..ROWS).map(|row| format!("A-{round}-{row}")).collect();
        let rows: Vec<(&str, &str, u32)> = keys.iter().map(|key| (key.as_str(), "Mujer", 1)).collect();
        fs::write(self.folder.path().join("a.csv"), victims(&rows)).unwrap();
    }

    fn arguments(&self, command: &str) -> Vec<String> {
        let path = self.folder.path().join("a.csv").display().to_string();
        let about = ["--authority", "pros-09-cmx", "--period", "2016", "--json"].map(str::to_owned);
        match command {
            "import" => [vec!["import".to_owned(), path], about.to_vec()].concat(),
            other => vec![other.to_owned()],
        }
    }

    /// How long a command takes that nobody kills.
    fn usual(&mut self, command: &[&str]) -> Duration {
        self.write(0);
        let arguments = self.arguments(command[0]);
        let start = Instant::now();
        let said = run_well(
            &self.store(),
            &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
            &[0, 1],
        );
        let usual = start.elapsed();
        self.note(&said);
        usual
    }

    /// A number below `below`, of a fixed sequence.
    fn draw(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % below
    }

    /// Starts a command, kills it after a while, and notes what it had answered by then. How long it usually
    /// takes is learnt as it goes, since a machine is busier at one time than at another.
    fn kill(&mut self, command: &str, usual: &mut Duration) {
        let delay = usual.mul_f64(self.draw(1_200) as f64 / 1_000.0);
        let mut ready = sintra();
        let ready = ready.arg("--store").arg(self.store()).args(self.arguments(command));
        let mut child = ready.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut pipe = child.stdout.take().unwrap();
        let reader = thread::spawn(move || {
            let mut said = Vec::new();
            pipe.read_to_end(&mut said)
                .map(|_| String::from_utf8_lossy(&said).into_owned())
                .unwrap()
        });
        thread::sleep(delay);
        let inside = child.try_wait().unwrap().is_none();
        self.fell_inside += u32::from(inside);
        *usual = usual.mul_f64(if inside { 1.05 } else { 0.8 });
        child.kill().ok();
        child.wait().unwrap();
        self.note(&reader.join().unwrap());
    }

    /// Remembers a receipt or the id of a vintage, when it was printed whole.
    fn note(&mut self, said: &str) {
        let Some(line) = said.strip_suffix('\n') else { return };
        if let Some(id) = line.strip_prefix("Corte ") {
            self.vintages.push(id.to_owned());
        } else if let Ok(answer) = serde_json::from_str::<Json>(line) {
            let receipt = &answer["receipt"];
            self.receipts.push((
                receipt["return"].as_i64().unwrap(),
                receipt["sha256"].as_str().unwrap().to_owned(),
            ));
        }
    }

    /// The next command works and knows every receipt; opening has swept what the killed process left.
    fn works_at_once(&self) {
        let said = run_well(&self.store(), &["returns", "--json"], &[0]);
        let known: Vec<Json> = said.lines().map(json).collect();
        for (number, sha256) in &self.receipts {
            let is_it = |one: &&Json| one["return"] == *number && one["sha256"] == sha256.as_str();
            assert_eq!(
                known.iter().filter(is_it).count(),
                1,
                "the return {number} was acknowledged and is lost"
            );
        }
        for one in &known {
            for key in ["rows", "accepted", "stands_for"] {
                assert_eq!(one["parts"][0][key], ROWS, "the return {} is half in", one["return"]);
            }
        }
        let left = fs::read_dir(self.store().join("temporary"))
            .unwrap()
            .map(|one| one.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name != "door").collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }

    /// After a freeze: table and trace count the rows of the last return, all of them; originals are what was
    /// handed in; every vintage not yet looked at opens, which holds each of its files against its hash.
    fn is_whole(&mut self) {
        let store = self.store();
        let frozen = run_well(&store, &["freeze"], &[0]);
        self.note(&frozen);
        let said = run_well(&store, &["returns", "--json"], &[0]);
        let last = json(said.lines().last().unwrap())["return"].clone();
        assert_eq!(table(&store, "victims.total")["total"], ROWS);
        let traced = json(&run_well(
            &store,
            &["trace", "victims.total[*]", "--json", "--records", "3000"],
            &[0],
        ));
        assert_eq!((&traced["return"], &traced["stands_for"]), (&last, &Json::from(ROWS)));
        assert_eq!(traced["records"].as_array().map(Vec::len), Some(ROWS as usize));
        originals_are_whole(&store, said.lines().count());
        let listed = run_well(&store, &["vintages"], &[0]);
        for id in &self.vintages {
            assert!(listed.contains(id), "the vintage {id} was acknowledged and is lost");
        }
        let ids: Vec<&str> = listed
            .lines()
            .filter_map(|line| line.split_whitespace().last())
            .collect();
        for id in &ids[self.verified..] {
            let arguments = ["table", "victims.total", "--vintage", id, "--json"];
            let table: Json = serde_json::from_str(&run_well(&store, &arguments, &[0])).unwrap();
            assert_eq!(
                (&table["vintage"], &table["total"]),
                (&Json::from(*id), &Json::from(ROWS))
            );
        }
        self.verified = ids.len();
    }
}

/// The original of each return is there and is what was kept: the proof reads every byte of them.
fn originals_are_whole(store: &Path, returns: usize) {
    let verified = run_well(store, &["verify", "--lang", "en"], &[0]);
    assert!(verified.contains("Nothing was altered."), "{verified}");
    let files = files(&store.join("originals"));
    assert!(files >= returns, "{files} originals of {returns} returns");
}

/// How many files there are under a folder.
fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
