//! Killed at any instant: nothing that was acknowledged is lost, nothing is half in.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use store::Store;

use crate::{
    house::{self, House, actor, fill, instant, new_return, payloads, unfinished},
    small,
};

const FOLDER: &str = "STORE_CRASH_FOLDER";
const SEED: u64 = 0x5eed_2026;

/// Does nothing unless the crash test runs it as a process of its own.
#[test]
fn the_child_of_the_crash_test() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let access = house::access(Path::new(&folder));
    let catalogue = small::catalogue(1);
    let store = Store::open(&access).or_else(|_| Store::create(&access)).unwrap();
    let mut out = std::io::stdout();
    for turn in store.returns().unwrap().len() as u32.. {
        let text = format!("return {turn} ").repeat(1 + turn as usize % 5_000);
        let staged = store.stage_original(&mut text.as_bytes(), 1 << 24).unwrap();
        let sha256 = staged.sha256.clone();
        let rows = turn % 700;
        let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
        fill(&mut receiving, &catalogue, &format!("{turn}"), rows, turn % 3 == 0).unwrap();
        let number = receiving.finish(false).unwrap().returned.number;
        writeln!(out, "\nreturn {number} {sha256} {rows}").unwrap();
        if turn % 4 == 0 {
            let vintage = store.new_vintage().unwrap();
            let mut file = vintage.create("frame").unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file.finish().unwrap();
            vintage.finish(&actor(), &instant(1), &sha256, "{}").unwrap();
            writeln!(out, "\nvintage {sha256} {}", text.len()).unwrap();
        }
        out.flush().unwrap();
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_in() {
    println!("seed {SEED:#x}");
    let house = House::new();
    let mut random = SEED;
    let mut acknowledged = Vec::new();
    for turn in 0..100 {
        // On a busy machine the child needs more lives to write as much.
        if turn >= 20 && acknowledged.len() > 20 {
            break;
        }
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        acknowledged.extend(run_and_kill(
            house.around(),
            Duration::from_micros(2_000 + random % 150_000),
        ));
        inspect(&house, &acknowledged);
    }
    println!("{} acknowledged", acknowledged.len());
    assert!(
        acknowledged.len() > 20,
        "the child hardly wrote: {}",
        acknowledged.len()
    );
}

/// Answers what the child said it had done.
fn run_and_kill(folder: &Path, after: Duration) -> Vec<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "crash::the_child_of_the_crash_test",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        lines
            .filter(|line| line.starts_with("return ") || line.starts_with("vintage "))
            .collect()
    });
    thread::sleep(after);
    assert_eq!(child.try_wait().unwrap(), None, "the child ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

fn inspect(house: &House, acknowledged: &[String]) {
    let Ok(store) = Store::open(&house.access) else {
        return assert!(acknowledged.is_empty(), "killed before there was a store");
    };
    assert!(unfinished(house.path()).is_empty(), "what the child left is removed");
    for line in acknowledged {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["return", number, sha256, rows] => {
                let returned = store.returned(number.parse().unwrap()).unwrap();
                assert_eq!(
                    (
                        returned.sha256.as_str(),
                        returned.parts[0].accepted.to_string().as_str()
                    ),
                    (sha256, rows)
                );
            }
            ["vintage", id, bytes] => {
                assert_eq!(store.vintage(id).unwrap().id, id);
                let mut frame = Vec::new();
                let mut file = store.open_vintage_file(id, "frame").unwrap();
                file.read_to_end(&mut frame).unwrap();
                assert_eq!(frame.len().to_string(), bytes);
            }
            // The last line may have been cut.
            _ => assert_eq!(Some(line), acknowledged.last()),
        }
    }
    for returned in store.returns().unwrap() {
        let number = returned.number;
        assert_eq!(
            payloads(&store, number, "people").len() as u64,
            returned.parts[0].accepted
        );
        assert_eq!(store.waiting(number).unwrap().len() as u64, returned.parts[0].waiting);
        assert_eq!(
            store.findings(number).unwrap().0.len() as u64,
            2 * returned.parts[0].waiting
        );
        let mut original = Vec::new();
        store
            .original(&returned.sha256, "pros-09", None)
            .unwrap()
            .read_to_end(&mut original)
            .unwrap();
        assert_eq!(original.len() as u64, returned.size_bytes);
    }
    assert_nothing_stray(house, &store);
}

/// Nothing is there that no return or log entry speaks of.
fn assert_nothing_stray(house: &House, store: &Store) {
    let entries = store.returns().unwrap().len() + store.vintages().unwrap().len();
    assert_eq!(store.log(0, u32::MAX).unwrap().len(), entries);
    assert_eq!(store.verify(&[]).unwrap().faults, [""; 0]);
    let database = house.raw();
    let number = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(
        number("SELECT count(*) FROM revision WHERE id >> 32 NOT IN (SELECT number FROM return_)"),
        0
    );
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let check: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
}
