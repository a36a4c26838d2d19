//! `sintra backup`, `backup-key` and `restore`.

use std::{fs, io::Write, path::Path};

use operations::{Keeper, new_keeper, restore as restored};

use crate::{
    command::{account::done, audit::told, catalogue_of, door_of, enter, key_path},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
    secret,
};

pub(crate) fn write(
    given: &Given,
    out: &Path,
    recipients: &[String],
    passphrase: Option<&Path>,
) -> Result<Ended, Failure> {
    let mut keepers: Vec<Keeper> = recipients.iter().cloned().map(Keeper::Recipient).collect();
    if let Some(path) = passphrase {
        keepers.push(Keeper::Passphrase(secret::first_line(path)?.to_string()));
    }
    let (door, caller) = enter(given, "", "back up the store")?;
    door.back_up(&caller, &key_path(given), out, &keepers)?;
    done(given)
}

/// A new pair for a keeper of backups: the private part goes into a file of theirs, the public one is said.
pub(crate) fn new_key(out: &Path) -> Result<Ended, Failure> {
    let (recipient, identity) = new_keeper();
    let failed = |error| Failure::Operation(format!("{}: {error}", out.display()));
    let mut file = operations::private_file(out).map_err(failed)?;
    writeln!(file, "{identity}").map_err(failed)?;
    say!("{recipient}");
    Ok(Ended::Well)
}

/// What opens a backup: the keeper's key, or the passphrase.
pub(crate) fn keeper(identity: Option<&Path>, passphrase: Option<&Path>) -> Result<Keeper, Failure> {
    match (identity, passphrase) {
        (Some(path), None) => Ok(Keeper::Recipient(identity_in(path)?)),
        (None, Some(path)) => Ok(Keeper::Passphrase(secret::first_line(path)?.to_string())),
        _ => Err(Failure::Usage(
            "give one of --identity FILE and --passphrase-file FILE".to_owned(),
        )),
    }
}

pub(crate) fn restore(given: &Given, backup: &Path, keeper: &Keeper, erased: Option<&Path>) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    restored(backup, keeper, &given.store, &key_path(given))?;
    let door = door_of(given, catalogue)?;
    if let Some(path) = erased {
        let list =
            fs::read_to_string(path).map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))?;
        say!("{}", door.erase_again(&list, &secret::terminal())?);
    }
    let verified = door.prove_restored(&secret::terminal())?;
    Ok(told(given.lang, &verified))
}

/// The identity in a keeper's file, whatever remarks stand above it.
fn identity_in(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))?;
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-"));
    line.map(str::to_owned)
        .ok_or_else(|| Failure::Usage(format!("{} holds no identity of a keeper", path.display())))
}
