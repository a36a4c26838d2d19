//! `sintra identity`: asking, granting, opening, blocking and erasing, and who has seen a record.

use catalogue::{Act, Catalogue, Language};
use operations::{LogEntry, Opened};
use serde_json::json;

use crate::{
    command::{account::done, enter, institution::proposed, with_password},
    line::{Given, IdentityCommand},
    outcome::{Ended, Failure},
    say::say,
};

/// `sintra identity …`
pub(crate) fn run(given: &Given, command: IdentityCommand) -> Result<Ended, Failure> {
    match command {
        IdentityCommand::Records { number } => {
            let (door, caller) = enter(given, "", "find a record")?;
            for one in door.records(&caller, number)? {
                say!(
                    "{}",
                    json!({ "record": one.record, "register": one.register, "row": one.row, "holds": one.compartments })
                );
            }
        }
        IdentityCommand::Ask { record, compartment } => {
            let (door, caller) = enter(given, "", "")?;
            asked(given, door.request_opening(&caller, record, &compartment)?);
        }
        IdentityCommand::Grant { number } => {
            let (door, caller) = with_password(given, "", "grant an opening")?;
            door.grant_opening(&caller, number)?;
            granted(given, number);
        }
        IdentityCommand::Refuse { number } => {
            let (door, caller) = enter(given, "", "refuse an opening")?;
            door.refuse_opening(&caller, number)?;
            return done(given);
        }
        IdentityCommand::Open { number } => {
            let (door, caller) = with_password(given, "", "open what was granted")?;
            shown(given, &door.open_identity(&caller, number)?);
        }
        IdentityCommand::Emergency { record, compartment } => {
            let (door, caller) = with_password(given, "", "")?;
            shown(given, &door.open_in_emergency(&caller, record, &compartment)?);
        }
        IdentityCommand::Review { number, says } => {
            let (door, caller) = enter(given, "", "review an emergency")?;
            door.review_emergency(&caller, number, &says)?;
            return done(given);
        }
        IdentityCommand::List => {
            let (door, caller) = enter(given, "", "see the openings")?;
            door.openings(&caller)?.iter().for_each(|one| say!("{one}"));
        }
        IdentityCommand::Accesses { record } => {
            let (door, caller) = enter(given, "", "see who saw a record")?;
            let entries = door.accesses(&caller, record)?;
            accesses(given, door.catalogue(), record, &entries);
        }
        erasing => return erase(given, erasing),
    }
    Ok(Ended::Well)
}

fn erase(given: &Given, command: IdentityCommand) -> Result<Ended, Failure> {
    match command {
        IdentityCommand::Block { record } => {
            let (door, caller) = enter(given, "", "")?;
            door.block_record(&caller, record)?;
            return done(given);
        }
        IdentityCommand::Erase { record } => {
            let (door, caller) = enter(given, "", "")?;
            let number = door.propose_erasure(&caller, record)?;
            proposed(given, number, "identity confirm-erasure");
        }
        IdentityCommand::ConfirmErasure { number } => {
            let (door, caller) = enter(given, "", "confirm an erasure")?;
            say!("{}", door.confirm_erasure(&caller, number)?);
        }
        _ => {}
    }
    Ok(Ended::Well)
}

/// The person's own record of accesses, as it is handed to them or to their lawyer.
fn accesses(given: &Given, catalogue: &Catalogue, record: i64, entries: &[LogEntry]) {
    match given.lang {
        Language::Es => say!(
            "Quién ha tenido acceso al registro {record}\n\nEsta lista sale de la bitácora, que nadie puede alterar sin que se note, y está \
             completa. Quien no reconozca un\nacceso puede pedir explicación a la institución o presentar queja ante la \
             Comisión de derechos humanos.\n"
        ),
        Language::En => say!(
            "Who has had access to the record {record}\n\nThis list comes from the log, which nobody can alter unseen, and it is complete. \
             Whoever does not recognise\nan access can ask the institution for an explanation or complain to the human rights \
             commission.\n"
        ),
    }
    for entry in entries {
        let known = Act::of(&entry.act).and_then(|act| catalogue.rights().act(act));
        let what = known.map_or(entry.act.as_str(), |act| act.label.get(given.lang));
        let actor = &entry.actor;
        say!("{}  {what}\n    {} ({})", entry.at, actor.account, actor.institution);
        let whys = [&actor.purpose, &actor.reference, &actor.second];
        let whys: Vec<&str> = whys
            .into_iter()
            .map(String::as_str)
            .filter(|why| !why.is_empty())
            .collect();
        say!("    {}  [{}]", whys.join(" · "), entry.seq);
    }
}

fn asked(given: &Given, number: i64) {
    match given.lang {
        Language::Es => say!("Apertura {number}. Una persona custodia la concede con: sintra identity grant {number}"),
        Language::En => say!("Opening {number}. A custodian grants it with: sintra identity grant {number}"),
    }
}

fn granted(given: &Given, number: i64) {
    match given.lang {
        Language::Es => say!("Concedida por cinco minutos. Quien la pidió la abre con: sintra identity open {number}"),
        Language::En => say!("Granted for five minutes. Whoever asked opens it with: sintra identity open {number}"),
    }
}

/// What the law says of whoever repeats it stands above what is shown.
fn shown(given: &Given, opened: &Opened) {
    match given.lang {
        Language::Es => say!("Confidencial. Divulgarlo sin motivo fundado es delito (artículo 36 de la Ley General)."),
        Language::En => {
            say!("Confidential. To disclose it without cause is an offence (article 36 of the General Law).")
        }
    }
    for (field, value) in opened {
        say!("  {field}: {value}");
    }
}
