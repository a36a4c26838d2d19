//! `sintra log`, `alerts`, `canary`, `verify`, `checkpoint`, `witness`, `rights` and `security-document`: what the
//! auditor and whoever watches from outside need.

use std::{
    fs,
    path::{Path, PathBuf},
};

use catalogue::Language;
use operations::{LogEntry, Note, Signer, Verified, witness as countersigned};
use serde_json::json;

use crate::{
    command::{account::done, catalogue_of, enter},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
    secret,
};

pub(crate) fn log(given: &Given, json: bool) -> Result<Ended, Failure> {
    const PAGE: u32 = 1_000;
    let (door, caller) = enter(given, "", "read the log")?;
    let mut after = 0;
    loop {
        let (entries, reached) = door.read_log(&caller, after, PAGE)?;
        entries.iter().for_each(|entry| print_entry(entry, json));
        // Reading a page is an entry too: the last page is the one that is not full.
        if reached < after + i64::from(PAGE) {
            return Ok(Ended::Well);
        }
        after = reached;
    }
}

fn print_entry(entry: &LogEntry, json: bool) {
    let actor = &entry.actor;
    if json {
        say!(
            "{}",
            json!({ "seq": entry.seq, "at": entry.at, "account": actor.account, "person": actor.person,
                    "institution": actor.institution, "purpose": actor.purpose, "office_number": actor.reference,
                    "from": actor.from, "second": actor.second, "act": entry.act, "object": entry.object,
                    "records": entry.records })
        );
        return;
    }
    let office = if actor.reference.is_empty() { "" } else { " · " };
    say!(
        "{:>6}  {}  {} ({})  {}: {} — {}{office}{}",
        entry.seq,
        entry.at,
        actor.account,
        actor.institution,
        entry.act,
        entry.object,
        actor.purpose,
        actor.reference
    );
}

pub(crate) fn alerts(given: &Given, mark: Option<i64>) -> Result<Ended, Failure> {
    if let Some(number) = mark {
        let (door, caller) = enter(given, "", "")?;
        door.mark_alert(&caller, number)?;
        return Ok(Ended::Well);
    }
    let (door, caller) = enter(given, "", "see the alerts")?;
    let alerts = door.alerts(&caller)?;
    for one in &alerts {
        let seen = one.seen.as_ref();
        let seen = seen.map_or_else(String::new, |seen| format!("  ✓ {}: {}", seen.account, seen.reason));
        say!(
            "{:>4}  {}  {}  {}  {}{seen}",
            one.number,
            one.at,
            one.kind,
            one.object,
            one.account
        );
    }
    Ok(if alerts.iter().all(|one| one.seen.is_some()) {
        Ended::Well
    } else {
        Ended::WithFindings
    })
}

pub(crate) fn canary(given: &Given, record: i64) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "mark a decoy")?;
    door.mark_canary(&caller, record)?;
    done(given)
}

pub(crate) fn verify(given: &Given, outside: &[PathBuf], bundle: Option<&Path>) -> Result<Ended, Failure> {
    let notes: Vec<Note> = outside.iter().map(|path| note(path)).collect::<Result<_, _>>()?;
    if let Some(path) = bundle {
        let bundle = operations::read_bundle(&text(path)?)?;
        notes
            .iter()
            .try_for_each(|earlier| operations::continues(&bundle, earlier))?;
        say!("{} {}", bundle.1.leaves.len(), bundle.0);
        return Ok(Ended::Well);
    }
    let (door, caller) = enter(given, "", "verify the store")?;
    let verified = door.verify(&caller, &notes)?;
    Ok(told(given.lang, &verified))
}

/// Says what a proof found; faults end with the exit code of findings.
pub(crate) fn told(language: Language, verified: &Verified) -> Ended {
    let root: String = verified.root.iter().map(|byte| format!("{byte:02x}")).collect();
    let (entries, checkpoints, files) = (verified.entries, verified.checkpoints, verified.files);
    match language {
        Language::Es => {
            say!("{entries} asientos de la bitácora, raíz {root}; {checkpoints} puntos de control; {files} archivos")
        }
        Language::En => say!("{entries} entries of the log, root {root}; {checkpoints} checkpoints; {files} files"),
    }
    verified.faults.iter().for_each(|fault| say!("  ✗ {fault}"));
    match (verified.faults.is_empty(), language) {
        (true, Language::Es) => say!("Nada fue alterado."),
        (true, Language::En) => say!("Nothing was altered."),
        (false, Language::Es) => {
            say!("El almacén no se sostiene: no lo use; restaure un respaldo y avise a la auditoría.")
        }
        (false, Language::En) => say!("The store does not hold: do not use it; restore a backup and tell the auditor."),
    }
    if verified.faults.is_empty() {
        Ended::Well
    } else {
        Ended::WithFindings
    }
}

pub(crate) fn checkpoint(given: &Given, bundle: Option<&Path>) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "hand a checkpoint to a witness")?;
    if let Some(path) = bundle {
        let text = door.bundle_log(&caller)?;
        fs::write(path, text).map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))?;
        return done(given);
    }
    let (note, verifier) = door.checkpoint(&caller)?;
    say!("{}", note.to_string().trim_end());
    eprintln!("{verifier}");
    Ok(Ended::Well)
}

/// Countersigns a bundle's checkpoint, far from the store that made it.
pub(crate) fn witness(bundle: &Path, name: &str, seed: &Path, folder: &Path) -> Result<Ended, Failure> {
    let seed = seed_of(seed)?;
    let signer = Signer::from_seed(name, &seed).map_err(|error| Failure::Usage(error.to_string()))?;
    fs::create_dir_all(folder).map_err(|error| Failure::Operation(format!("{}: {error}", folder.display())))?;
    let note = countersigned(&text(bundle)?, folder, &signer, operations::unix_now())?;
    say!("{}", note.to_string().trim_end());
    eprintln!("{}", signer.cosignature_verifier());
    Ok(Ended::Well)
}

/// The seed of a witness: 64 hexadecimal digits in a file, made when it is not there.
fn seed_of(path: &Path) -> Result<[u8; 32], Failure> {
    if !path.exists() {
        operations::new_seed(path)?;
    }
    let line = secret::first_line(path)?;
    operations::seed_of(&line).ok_or_else(|| Failure::Usage(format!("{} holds no seed", path.display())))
}

pub(crate) fn rights(given: &Given) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    say!("{}", catalogue.rights().page(given.lang).trim_end());
    Ok(Ended::Well)
}

pub(crate) fn security_document(given: &Given) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see the security document")?;
    say!("{}", door.security_document(&caller, given.lang)?.trim_end());
    Ok(Ended::Well)
}

fn note(path: &Path) -> Result<Note, Failure> {
    let read = text(path)?.parse();
    read.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))
}
