//! `sintra demo`: a synthetic country, from its workbooks to its report, through the same doors as a real one.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use catalogue::Language;
use demo::{Demo, DemoError, FILES_HEAD, Margins, MarginsError, TRUTH_HEAD};
use operations::{
    Ask, Audience, Door, HandedIn, KeyFile, Linking, Reader, TRAINING_PASSWORD, asked_of, is_store, receive_with,
    training_seed,
};

use crate::{
    command::{catalogue_of, diagnose},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

/// A workbook on the disk, ready to be handed in.
struct Written {
    authority: String,
    path: PathBuf,
    annexes: Vec<PathBuf>,
}

/// From where the demonstration acts.
const HERE: &str = "demonstration";
/// The key under which made-up persons are encoded: everybody knows it, like the password.
const LINKAGE_KEY: &str = "756e207061c3ad7320696e76656e7461646f207061726120617072656e646572";
/// Workbooks that wait to be handed in while the next is written.
const AHEAD: usize = 4;

pub(crate) fn run(given: &Given, dir: &Path, seed: u64, scale: u64, margins: Option<&Path>) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let folder = dir.join("store");
    if is_store(&folder) {
        let says = format!(
            "{} already holds a country; give another folder, or remove this one",
            dir.display()
        );
        return Err(Failure::Usage(says));
    }
    let margins = margins_of(margins)?;
    let country = Demo::new(&catalogue, &margins, seed, scale).map_err(of_demo)?;
    fs::create_dir_all(dir).map_err(failed(dir))?;
    let key = dir.join("store.key");
    let key = KeyFile {
        path: &key,
        passphrase: "",
    };
    let linkage_key = dir.join("linkage.key");
    fs::write(&linkage_key, format!("{LINKAGE_KEY}\n")).map_err(failed(&linkage_key))?;
    let door = Door::create(&folder, key, catalogue.clone())?.with_linkage_key(&linkage_key)?;
    write_accounts(dir, &door.found_training(&country.identity_senders(), HERE)?)?;
    through_the_door(given, &door, &country, margins.period(), dir)?;
    let operator = door.operator("", HERE)?.for_purpose("demonstration");
    door.link(&operator, Linking::default())?;
    let vintage = operations::freeze(&door, &operator, None)?;
    let report = dir.join("report");
    diagnose::write_all(
        &door,
        &operator,
        &report,
        &vintage.id,
        Audience::Synthetic,
        &Language::ALL,
    )?;
    where_to_look(given.lang, dir, &vintage.id);
    Ok(Ended::Well)
}

fn margins_of(file: Option<&Path>) -> Result<Margins, Failure> {
    let Some(path) = file else {
        return Margins::of_2019().map_err(|error| Failure::Usage(error.to_string()));
    };
    let text = fs::read_to_string(path).map_err(failed(path))?;
    Margins::read(&text).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

/// Workbooks are written by one thread while another hands them in.
fn through_the_door(given: &Given, door: &Door, country: &Demo<'_>, period: &str, dir: &Path) -> Result<(), Failure> {
    let (out, into) = sync_channel(AHEAD);
    thread::scope(|scope| {
        let writing = scope.spawn(move || write_returns(country, dir, &out));
        let handed = hand_in_all(given, door, period, into);
        // A hand-in that failed has dropped its end, so that the writing ends too.
        let written = writing
            .join()
            .unwrap_or_else(|_| Err(Failure::Operation("the writing stopped".to_owned())));
        handed.and(written)
    })?;
    for answer in country.answers() {
        let ask = Ask {
            authority: Some(&answer.authority),
            period: Some(period),
            ..Ask::default()
        };
        let registrar = door.operator(&answer.authority, HERE)?.for_purpose("note an answer");
        operations::reply(door, &registrar, ask, &answer.state, &answer.note)?;
    }
    Ok(())
}

/// The accounts of the country, for whoever wants to sign in as one of its people.
fn write_accounts(dir: &Path, names: &[String]) -> Result<(), Failure> {
    let (accounts, password) = (dir.join("accounts.csv"), dir.join("password"));
    let mut text = "account,password,one_time_seed\n".to_owned();
    for name in names {
        text.push_str(&format!("{name},{TRAINING_PASSWORD},{}\n", training_seed()));
    }
    fs::write(&accounts, text).map_err(failed(&accounts))?;
    fs::write(&password, format!("{TRAINING_PASSWORD}\n")).map_err(failed(&password))
}

fn write_returns(country: &Demo<'_>, dir: &Path, out: &SyncSender<Written>) -> Result<(), Failure> {
    let (returns, truth) = (dir.join("returns"), dir.join("truth/appearances.csv"));
    for folder in [returns.as_path(), truth.parent().unwrap_or(dir)] {
        fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    let mut truth_file = fs::File::create(&truth).map_err(failed(&truth))?;
    truth_file.write_all(TRUTH_HEAD.as_bytes()).map_err(failed(&truth))?;
    let mut of_files = FILES_HEAD.to_owned();
    for authority in country.authorities() {
        let one = country.returned(authority).map_err(of_demo)?;
        truth_file.write_all(one.truth.as_bytes()).map_err(failed(&truth))?;
        of_files += &one.truth_of_files;
        let path = returns.join(&one.file_name);
        fs::write(&path, one.bytes).map_err(failed(&path))?;
        let mut annexes = Vec::new();
        for (name, bytes) in one.annexes {
            let folder = returns.join(authority);
            fs::create_dir_all(&folder).map_err(failed(&folder))?;
            let annex = folder.join(name);
            fs::write(&annex, bytes).map_err(failed(&annex))?;
            annexes.push(annex);
        }
        let written = Written {
            authority: one.authority,
            path,
            annexes,
        };
        if out.send(written).is_err() {
            break;
        }
    }
    let files = dir.join("truth/files.csv");
    fs::write(&files, of_files).map_err(failed(&files))
}

fn hand_in_all(given: &Given, door: &Door, period: &str, into: Receiver<Written>) -> Result<(), Failure> {
    let reader = Reader::this_program()?;
    for written in into {
        let ask = Ask {
            authority: Some(&written.authority),
            period: Some(period),
            ..Ask::default()
        };
        let asked = asked_of(door.catalogue(), ask)?;
        let registrar = door.operator(&written.authority, HERE)?.for_purpose("hand in a return");
        let handed = HandedIn {
            path: &written.path,
            annexes: &written.annexes,
            received_at: &door.now(),
        };
        let received = receive_with(door, &reader, &registrar, asked, handed)?;
        match received.receipt {
            Some(receipt) => say!("{}", line_of(given.lang, &receipt.returned)),
            None => say!("{}: {:?}", written.path.display(), received.outcome.findings.counts()),
        }
    }
    Ok(())
}

/// A return in a line: who, what went in, what waits.
fn line_of(language: Language, returned: &register::Returned) -> String {
    let sum = |of: fn(&register::Part) -> u64| returned.parts.iter().map(of).sum::<u64>();
    let (went_in, waits) = (sum(|part| part.accepted), sum(|part| part.waiting));
    let state = returned.state.words(language);
    match language {
        Language::Es => format!(
            "{:<20} {went_in:>8} renglones, {waits} en espera; {state}",
            returned.authority
        ),
        Language::En => format!("{:<20} {went_in:>8} rows, {waits} waiting; {state}", returned.authority),
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Failure {
    let path = path.display().to_string();
    move |error| Failure::Operation(format!("{path}: {error}"))
}

/// Margins that contradict each other are the operator's affair; a workbook that cannot be written is ours.
fn of_demo(error: DemoError) -> Failure {
    match error {
        DemoError::Margins(MarginsError::NoScale) => Failure::Usage(format!("{error} (--scale)")),
        DemoError::Margins(_) => Failure::Usage(error.to_string()),
        DemoError::Workbook(_) => Failure::Operation(error.to_string()),
    }
}

fn where_to_look(language: Language, dir: &Path, vintage: &str) {
    let report = dir.join("report");
    let (es, en) = (report.join("es"), report.join("en"));
    let (store, tables) = (dir.join("store"), report.join("tables.xlsx"));
    let (own, other) = match language {
        Language::Es => (es, en),
        Language::En => (en, es),
    };
    let (page, pdf) = (own.join("index.html"), own.join("diagnosis.pdf"));
    match language {
        Language::Es => say!(
            "\nPaís sintético: ninguna persona es real.\nDiagnóstico: {}  (en inglés: {})\nPara firmar: {}\n\
             Tablas: {}\nCorte: {vintage}\n\
             Compare con lo publicado en 2019:\n  sintra --store {} diagnose --compare published-2019\n\
             Siga una cifra hasta sus registros:\n  sintra --store {} trace 'victims.by_sex[F]'",
            page.display(),
            other.display(),
            pdf.display(),
            tables.display(),
            store.display(),
            store.display()
        ),
        Language::En => say!(
            "\nA synthetic country: no person is real.\nDiagnosis: {}  (in Spanish: {})\nTo sign: {}\nTables: {}\n\
             Vintage: {vintage}\nCompare with what was published in 2019:\n  \
             sintra --store {} diagnose --compare published-2019\nFollow a figure to its records:\n  \
             sintra --store {} trace 'victims.by_sex[F]'",
            page.display(),
            other.display(),
            pdf.display(),
            tables.display(),
            store.display(),
            store.display()
        ),
    }
}
