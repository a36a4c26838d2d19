//! How many logged readings a second many people get from one store, and how long each waits, while nobody else writes
//! and while returns of thousands of rows come in: `cargo run --release -p operations --example doors_bench [seconds]
//! [rows of an upload]`.

use std::{
    error::Error,
    fmt::Write,
    fs,
    path::Path,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use catalogue::{Catalogue, Files, Language};
use operations::{
    Ask, Credentials, Door, Doors, HandedIn, KeyFile, OneTime, OperationError, Queue, Reader, TRAINING_PASSWORD,
    asked_of, read_upload, receive_with, reply, training_seed, unix_now,
};

/// Doors of the server that is imitated.
const DOORS: usize = 8;
/// Who write beside those who read.
const WRITERS: usize = 10;
/// From where everybody comes.
const HERE: &str = "bench";
/// The institutions whose people read and hand in.
const INSTITUTIONS: [&str; 4] = ["pros-09-cmx", "pros-15-mex", "pros-13-hid", "pros-14-jal"];

type Done<V> = Result<V, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [command, name] = words.as_slice()
        && command == "read-upload"
    {
        return read_upload(name);
    }
    let number = |at: usize, or: u64| words.get(at).map_or(Ok(or), |word| word.parse());
    let run = || -> Done<()> { Bench::new(number(1, 5_000)?)?.run(Duration::from_secs(number(0, 10)?)) };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A store with people who have signed in.
struct Bench {
    folder: tempfile::TempDir,
    doors: Doors,
    tokens: Vec<String>,
    upload_rows: u64,
    uploads: AtomicUsize,
}

/// What somebody waited for.
#[derive(Default)]
struct Waits {
    times: Mutex<Vec<Duration>>,
    errors: AtomicUsize,
}

impl Bench {
    fn new(upload_rows: u64) -> Done<Bench> {
        let folder = tempfile::tempdir_in(std::env::current_dir()?)?;
        let (store, key) = (folder.path().join("store"), folder.path().join("store.key"));
        let key = KeyFile {
            path: &key,
            passphrase: "",
        };
        let catalogue = Catalogue::read(Files::embedded()).map_err(|faults| format!("{faults:?}"))?;
        let door = Door::create(&store, key, catalogue)?;
        door.found_training(&INSTITUTIONS.map(str::to_owned), HERE)?;
        let tokens = INSTITUTIONS.iter().map(|institution| signed_in(&door, institution));
        let tokens = tokens.collect::<Done<_>>()?;
        let catalogue = Catalogue::read(Files::embedded()).map_err(|faults| format!("{faults:?}"))?;
        let bench = Bench {
            doors: Doors::open(&store, key, catalogue, DOORS)?,
            folder,
            tokens,
            upload_rows,
            uploads: AtomicUsize::new(0),
        };
        for _ in INSTITUTIONS {
            bench.hand_in()?;
        }
        println!(
            "{DOORS} doors, uploads of {upload_rows} rows with identities; resident {} MiB",
            resident()
        );
        Ok(bench)
    }

    fn run(&self, time: Duration) -> Done<()> {
        println!("as fast as they can:");
        for threads in [1, 8, 64] {
            for importing in [false, true] {
                self.measured(time, threads, (None, importing))?;
            }
        }
        println!("500 readings and 50 writings a second:");
        for importing in [false, true] {
            self.measured(time, 64, (Some(500), importing))?;
        }
        println!("resident {} MiB at the end", resident());
        Ok(())
    }

    /// Readings by so many threads, at a pace or as fast as they can; what is late counts from when it was due.
    fn measured(&self, time: Duration, threads: usize, (pace, importing): (Option<u32>, bool)) -> Done<()> {
        let (readings, writings, imports) = (Waits::default(), Waits::default(), Waits::default());
        let (begun, worked_before) = (Instant::now(), worked());
        thread::scope(|scope| {
            let (readings, writings, imports) = (&readings, &writings, &imports);
            for turn in 0..threads {
                let every = pace.map(|pace| Duration::from_secs(1) * threads as u32 / pace);
                let read = move |due| readings.note(due, self.read(turn));
                scope.spawn(move || paced(every, time, read));
            }
            for turn in 0..if pace.is_some() { WRITERS } else { 0 } {
                let every = Some(Duration::from_secs(1) * WRITERS as u32 / 50);
                let write = move |due| writings.note(due, self.answer(turn));
                scope.spawn(move || paced(every, time, write));
            }
            if importing {
                // As on a day on which three hundred come within ten minutes.
                let import = move |due| imports.note(due, self.hand_in());
                scope.spawn(move || paced(Some(Duration::from_secs(2)), time, import));
            }
        });
        let with = if importing {
            "an import every two seconds"
        } else {
            "no import"
        };
        let used = worked() - worked_before;
        println!("{threads:>3} threads, {with}; {used:.2} s of processor");
        readings.told("readings", begun.elapsed());
        writings.told("writings", begun.elapsed());
        imports.told("imports", begun.elapsed());
        Ok(())
    }

    fn read(&self, turn: usize) -> Result<(), OperationError> {
        let token = &self.tokens[turn % self.tokens.len()];
        self.doors.with(Language::Es, |door| {
            let caller = door.caller_of(token, HERE)?.for_purpose("look a return up");
            door.returned(&caller, 1 + (turn % INSTITUTIONS.len()) as i64).map(drop)
        })
    }

    fn answer(&self, turn: usize) -> Result<(), OperationError> {
        let at = turn % INSTITUTIONS.len();
        let ask = Ask {
            authority: Some(INSTITUTIONS[at]),
            period: Some("2014"),
            ..Ask::default()
        };
        self.doors.with(Language::Es, |door| {
            let caller = door.caller_of(&self.tokens[at], HERE)?.for_purpose("answer");
            reply(door, &caller, ask, "NO_INFORMATION", "").map(drop)
        })
    }

    fn hand_in(&self) -> Result<(), OperationError> {
        let number = self.uploads.fetch_add(1, Ordering::Relaxed);
        let at = number % INSTITUTIONS.len();
        let path = self.folder.path().join("upload.csv");
        fs::write(&path, victims(number, self.upload_rows)).map_err(OperationError::file("upload.csv"))?;
        self.doors.in_queue(Queue::Uploads, Language::Es, |door| {
            let caller = door.caller_of(&self.tokens[at], HERE)?.for_purpose("hand in");
            hand_in(door, &caller, INSTITUTIONS[at], &path)
        })
    }
}

fn hand_in(door: &Door, caller: &operations::Caller, institution: &str, path: &Path) -> Result<(), OperationError> {
    let ask = Ask {
        authority: Some(institution),
        period: Some("2016"),
        register: Some("victims"),
        crosswalk: None,
    };
    let handed = HandedIn {
        path,
        annexes: &[],
        received_at: &door.now(),
    };
    let asked = asked_of(door.catalogue(), ask)?;
    let received = receive_with(door, &Reader::this_program()?, caller, asked, handed)?;
    match received.receipt {
        Some(_) => Ok(()),
        None => Err(OperationError::Broken(format!("{:?}", received.outcome.findings))),
    }
}

/// A session of the registrar of an institution.
fn signed_in(door: &Door, institution: &str) -> Done<String> {
    let seed = OneTime::read(&training_seed()).ok_or("no seed")?;
    let account = format!("registro.{institution}");
    let given = Credentials {
        account: &account,
        password: TRAINING_PASSWORD,
        code: &seed.code(unix_now()),
        from: HERE,
        session: None,
    };
    let caller = door.sign_in(given)?;
    Ok(door.begin_session(&caller)?)
}

/// Does something again and again until time is over, at a pace or without a pause; it is told when it was due.
fn paced(every: Option<Duration>, time: Duration, act: impl Fn(Instant)) {
    let begun = Instant::now();
    let mut due = begun;
    while due < begun + time {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        act(due);
        due = every.map_or_else(Instant::now, |every| due + every);
    }
}

impl Waits {
    /// Does something that was due at an instant, and notes when it was done.
    fn note(&self, due: Instant, done: Result<(), OperationError>) {
        if let Err(error) = done
            && self.errors.fetch_add(1, Ordering::Relaxed) == 0
        {
            eprintln!("{error}");
        }
        if let Ok(mut times) = self.times.lock() {
            times.push(due.elapsed());
        }
    }

    fn told(self, what: &str, passed: Duration) {
        let mut times = self.times.into_inner().unwrap_or_default();
        if times.is_empty() {
            return;
        }
        times.sort_unstable();
        let part = |of: usize| times[(times.len() * of / 1000).min(times.len() - 1)].as_secs_f64() * 1e3;
        println!(
            "    {what:<9} {:>8.1} a second, ms: half {:.1}, p95 {:.1}, p99 {:.1}, longest {:.1}; {} errors",
            times.len() as f64 / passed.as_secs_f64(),
            part(500),
            part(950),
            part(990),
            part(1000),
            self.errors.into_inner(),
        );
    }
}

/// Made-up victims, one a row; the number of the file makes it another.
fn victims(number: usize, rows: u64) -> String {
    let mut text = String::from(
        "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,destination,\
         detected_on,offences,exploitation_form,recruitment_means,count,given_name,first_surname,birth_date",
    );
    for row in 0..rows {
        let _ = write!(
            text,
            "\nF{number}-{row},Mujer,{},Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-05-01,art13,S.I.,S.I.,1,Zutanita,\
             Inventada,1990-02-03",
            10 + row % 50
        );
    }
    text + "\n"
}

/// Seconds of processor that the process has used.
fn worked() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = after.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// What the process has in memory now, in MiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
