//! Killed at any instant of receiving, correcting, freezing, asking, granting, opening, backing up or handing a key on,
//! an office loses nothing that it was told is done, has nothing half done, and its log verifies.

use std::{
    env, fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

use crate::enrolled::{ASK, INSTITUTION, Office, import, with_identity};

/// What is attacked, in turn.
const ACTS: [&str; 7] = ["import", "freeze", "ask", "grant", "open", "backup", "add-custodian"];
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

struct Attacked {
    office: Office,
    state: u64,
    usual: [Duration; ACTS.len()],
    receipts: Vec<String>,
    vintages: Vec<String>,
    /// Openings that were said to be asked for, granted and opened.
    openings: [Vec<u64>; 3],
    fell_inside: u32,
}

#[test]
fn an_office_that_is_killed_at_any_instant_keeps_its_word() {
    let rounds = match (env::var("SINTRA_KILLS"), env::var_os("CI")) {
        (Ok(number), _) => number.parse().unwrap(),
        (_, Some(_)) => 140,
        _ => 21,
    };
    println!("seed {SEED:#x}, {rounds} kills; SINTRA_KILLS=2000 for a long soak");
    let mut attacked = Attacked {
        office: Office::found(),
        state: SEED,
        usual: [Duration::from_millis(400); ACTS.len()],
        receipts: Vec::new(),
        vintages: Vec::new(),
        openings: Default::default(),
        fell_inside: 0,
    };
    for round in 0..rounds {
        attacked.kill(round, round as usize % ACTS.len());
        attacked.is_whole(round);
    }
    let done = [
        attacked.receipts.len(),
        attacked.vintages.len(),
        attacked.openings[2].len(),
    ];
    println!(
        "{} kills inside the work; receipts, vintages and openings acknowledged: {done:?}",
        attacked.fell_inside
    );
    assert!(
        attacked.fell_inside * 4 > rounds,
        "only {} of {rounds} fell inside the work",
        attacked.fell_inside
    );
}

impl Attacked {
    fn draw(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % below
    }

    /// Starts an act, kills it after a while, and notes what it had said by then.
    fn kill(&mut self, round: u32, act: usize) {
        let (who, words) = self.prepared(round, ACTS[act]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let delay = self.usual[act].mul_f64(self.draw(1_500) as f64 / 1_000.0);
        let mut command = self.office.command(who, &words);
        let begun = Instant::now();
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let pid = child.id().to_string();
        let killer = thread::spawn(move || {
            thread::sleep(delay);
            std::process::Command::new("kill").args(["-KILL", &pid]).status().ok();
        });
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            None => self.fell_inside += 1,
            Some(_) => self.usual[act] = begun.elapsed(),
        }
        killer.join().unwrap();
        self.note(ACTS[act], &String::from_utf8_lossy(&output.stdout));
    }

    fn prepared(&mut self, round: u32, act: &str) -> (&'static str, Vec<String>) {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        match act {
            // Every one corrects the whole of what was handed in before.
            "import" => {
                let file = format!("killed-{round}.csv");
                self.office.write(
                    &file,
                    &with_identity(&format!("V-{round}"), "Perengana", "Calle Nada 9"),
                );
                ("rita", owned(&[&import(&file, "2016")[..], &["--json"]].concat()))
            }
            "freeze" => ("coco", owned(&["freeze", "--purpose", "vintage"])),
            "ask" => ("rita", owned(&ASK)),
            // What comes before is done in peace, so that there is something to grant and to open.
            "grant" => {
                let number = self.asked();
                ("eva", owned(&["identity", "grant", &number, "--purpose", "hearing"]))
            }
            "open" => {
                let number = self.asked();
                self.office
                    .well("eva", &["identity", "grant", &number, "--purpose", "hearing"]);
                self.openings[1].extend(number.parse::<u64>());
                ("rita", owned(&["identity", "open", &number, "--purpose", "hearing"]))
            }
            "backup" => {
                self.office.write("passphrase", "una frase larga para el respaldo\n");
                fs::remove_file(self.office.path("store.age")).ok();
                (
                    "ana",
                    owned(&["backup", "store.age", "--passphrase-file", "passphrase"]),
                )
            }
            _ => {
                let add = [
                    "institution",
                    "add-custodian",
                    INSTITUTION,
                    "raul",
                    "--purpose",
                    "custody",
                ];
                ("eva", owned(&[&add[..], &["--office-number", "1"]].concat()))
            }
        }
    }

    /// Asks for an opening that nobody disturbs, and answers its number.
    fn asked(&mut self) -> String {
        let said = self.office.well("rita", &ASK);
        let number = number_in(&said).unwrap();
        self.openings[0].push(number);
        number.to_string()
    }

    /// Keeps what was said to be done.
    fn note(&mut self, act: &str, said: &str) {
        let is_whole = said.ends_with('\n');
        match act {
            "import" if is_whole => {
                let json: Json = serde_json::from_str(said).unwrap();
                self.receipts
                    .push(json["receipt"]["sha256"].as_str().unwrap().to_owned());
            }
            "freeze" if is_whole => self.vintages.extend(said.split_whitespace().nth(1).map(str::to_owned)),
            "ask" if is_whole => self.openings[0].extend(number_in(said)),
            "grant" if is_whole => self.openings[1].extend(self.openings[0].last().copied()),
            "open" if said.contains("Zutanita") => self.openings[2].extend(self.openings[1].last().copied()),
            "backup" if is_whole => self.restores(),
            _ => {}
        }
    }

    fn restores(&self) {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("store").display().to_string();
        let mut command = crate::house::sintra();
        let words = [
            "restore",
            "store.age",
            "--passphrase-file",
            "passphrase",
            "--store",
            &folder,
        ];
        let output = command.current_dir(self.office.path("")).args(words).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    fn is_whole(&self, round: u32) {
        let verified = self.office.run("aura", &["verify"]);
        assert_eq!(verified.status.code(), Some(0), "after kill {round}: {verified:?}");
        let returns = self.office.well("rita", &["returns", "--json"]);
        assert!(
            self.receipts.iter().all(|one| returns.contains(one)),
            "after kill {round}: {returns}"
        );
        let vintages = self.office.well("coco", &["vintages"]);
        assert!(
            self.vintages.iter().all(|one| vintages.contains(one)),
            "after kill {round}: {vintages}"
        );
        let openings = self.office.well("rita", &["identity", "list"]);
        let state = |number: u64| -> String {
            let lines = openings.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
            let mut own = lines.filter(|line| line["opening"] == number);
            own.next()
                .map_or(String::new(), |line| line["state"].as_str().unwrap().to_owned())
        };
        let is = |all: &[u64], states: &[&str]| all.iter().all(|one| states.contains(&state(*one).as_str()));
        let [asked, granted, opened] = &self.openings;
        assert!(
            is(asked, &["asked", "granted", "opened", "expired"]),
            "after kill {round}: {openings}"
        );
        assert!(
            is(granted, &["granted", "opened", "expired"]),
            "after kill {round}: {openings}"
        );
        assert!(is(opened, &["opened"]), "after kill {round}: {openings}");
    }
}

/// The first number in a sentence.
fn number_in(said: &str) -> Option<u64> {
    said.split([' ', '.']).find_map(|word| word.parse().ok())
}
