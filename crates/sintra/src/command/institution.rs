//! `sintra institution`: the keys to which institutions seal, as the key ceremony makes them.

use std::path::PathBuf;

use catalogue::Language;
use operations::Share;

use crate::{
    command::{account::done, enter, with_password},
    line::{Given, InstitutionCommand},
    outcome::{Ended, Failure},
    say::say,
    secret,
};

/// `sintra institution …`
pub(crate) fn run(given: &Given, command: InstitutionCommand) -> Result<Ended, Failure> {
    match command {
        InstitutionCommand::Enrol {
            institution,
            custodians,
        } => {
            let (door, caller) = enter(given, "", "enrol an institution")?;
            let number = door.enrol_institution(&caller, &institution, &custodians)?;
            match given.lang {
                Language::Es => say!(
                    "Propuesta {number}. Una de sus personas custodias la confirma con: sintra institution confirm {number}"
                ),
                Language::En => say!(
                    "Proposal {number}. One of its custodians confirms it with: sintra institution confirm {number}"
                ),
            }
        }
        InstitutionCommand::Confirm { number } => {
            let (door, caller) = enter(given, "", "confirm an enrolment")?;
            shares(given, &door.confirm_enrolment(&caller, number)?);
        }
        InstitutionCommand::List => {
            let (door, caller) = enter(given, "", "see the institutions")?;
            say!("{:#}", door.institutions(&caller)?);
        }
        InstitutionCommand::AddCustodian { institution, custodian } => {
            let (door, caller) = with_password(given, &institution, "add a custodian")?;
            door.add_custodian(&caller, &institution, &custodian)?;
            return done(given);
        }
        InstitutionCommand::Recover { institution, custodian } => {
            let (door, caller) = enter(given, "", "recover the key of an institution")?;
            let number = door.recover_institution(&caller, &institution, &custodian)?;
            proposed(given, number, "institution confirm-recovery");
        }
        InstitutionCommand::ConfirmRecovery { number, shares } => {
            let (door, caller) = enter(given, "", "confirm a recovery")?;
            door.confirm_recovery(&caller, number, &read(&shares)?)?;
            return done(given);
        }
    }
    Ok(Ended::Well)
}

pub(crate) fn proposed(given: &Given, number: i64, confirm: &str) {
    match given.lang {
        Language::Es => say!("Propuesta {number}. Otra persona la confirma con: sintra {confirm} {number}"),
        Language::En => say!("Proposal {number}. Another person confirms it with: sintra {confirm} {number}"),
    }
}

fn shares(given: &Given, all: &[Share]) {
    match given.lang {
        Language::Es => say!(
            "Cinco partes de la llave. Cada una va en papel a una persona distinta; tres la recuperan, dos no dicen nada.\n\
             No se muestran otra vez y no se guardan en ningún lado:"
        ),
        Language::En => say!(
            "Five shares of the key. Each goes on paper to a different person; three bring it back, two tell nothing.\n\
             They are not shown again and are kept nowhere:"
        ),
    }
    for (number, share) in (1..).zip(all) {
        say!("  {number}  {share}");
    }
}

/// Each share in a file of its own, so that none stands in the list of commands.
fn read(files: &[PathBuf]) -> Result<Vec<Share>, Failure> {
    let share = |path: &PathBuf| {
        let text = secret::first_line(path)?;
        let read = text.trim().parse();
        read.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
    };
    files.iter().map(share).collect()
}
