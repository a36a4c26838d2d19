//! The one binary and its commands: thin doors to the acts of `operations`. It holds no rule of law and no
//! formula.

mod command;
mod line;
mod outcome;
mod say;
mod secret;
mod session;
mod words;

use std::process::ExitCode;

use clap::Parser;
use operations::Ask;

use line::{Command, Given, Line};
use outcome::{Failure, exit_code};

fn main() -> ExitCode {
    if let Err(error) = operations::close_memory() {
        eprintln!("sintra: the memory of this process cannot be closed to others: {error}");
        return ExitCode::from(3);
    }
    let line = Line::parse();
    if let Command::ReadUpload { name } = &line.command {
        return operations::read_upload(name);
    }
    exit_code(run(line))
}

fn run(line: Line) -> Result<outcome::Ended, Failure> {
    let given = &line.given;
    match line.command {
        Command::Catalogue {
            check: line::CatalogueCommand::Check { folder },
        } => command::catalogue::check(given, folder.as_deref()),
        Command::Catalogue {
            check: line::CatalogueCommand::ImportMap { file, level },
        } => command::catalogue::import_map(given, &file, level),
        Command::Template {
            authority,
            registers,
            out,
            identity,
        } => command::template::write(given, &authority, &registers, out, identity),
        Command::Check {
            files,
            about,
            json,
            annotated,
            identity,
        } => command::check::files(given, &files, &about, json, annotated.as_deref(), identity),
        Command::Import {
            file,
            about,
            attach,
            json,
        } => command::import::file(given, &file, &about, &attach, json),
        Command::Returns { json } => command::returns::list(given, json),
        Command::Answer {
            authority,
            period,
            state,
            register,
            note,
            json,
        } => {
            let ask = Ask {
                authority: Some(&authority),
                period: Some(&period),
                register: register.as_deref(),
                crosswalk: None,
            };
            command::answer::note(given, ask, &state, &note, json)
        }
        Command::Answers { json } => command::answer::list(given, json),
        Command::Waiting { number } => command::returns::waiting(given, number),
        Command::Changes { number, json } => command::returns::changes(given, number, json),
        Command::Encode(asked) => command::encode::file(given, &asked),
        Command::Link(asked) => command::link::files(&asked, given.lang),
        Command::Freeze { as_of } => command::vintage::freeze(given, as_of.as_deref()),
        Command::Vintages => command::vintage::list(given),
        Command::Table(asked) => command::table::print(given, &asked),
        Command::Trace {
            figure,
            vintage,
            records,
            json,
        } => command::trace::print(given, &figure, &vintage, records, json),
        Command::Diagnose {
            out,
            compare,
            json,
            vintage,
        } => command::diagnose::run(given, out.as_deref(), compare.as_deref(), json, &vintage),
        other => show(given, other),
    }
}

/// What is made or served to be looked at.
fn show(given: &Given, command: Command) -> Result<outcome::Ended, Failure> {
    match command {
        Command::Demo {
            dir,
            seed,
            scale,
            margins,
            no_serve,
        } => {
            let made = command::demo::run(given, &dir, seed, scale, margins.as_deref())?;
            if no_serve {
                Ok(made)
            } else {
                command::serve::demo(given, &dir)
            }
        }
        Command::Serve {
            listen,
            public_address,
            behind_proxy,
            tls_certificate,
            tls_key,
        } => {
            let settings = server::Settings {
                public_address,
                is_behind_proxy: behind_proxy,
                is_training: false,
            };
            let files = tls_certificate.zip(tls_key);
            command::serve::run(given, listen, settings, files)
        }
        other => watch(given, other),
    }
}

/// Who may sign in, and what the auditor, the keepers of backups and the witnesses ask for.
fn watch(given: &Given, command: Command) -> Result<outcome::Ended, Failure> {
    match command {
        Command::Init {
            administrator,
            passphrase,
        } => command::account::init(given, &administrator, passphrase),
        Command::Account { command } => command::account::run(given, command),
        Command::Institution { command } => command::institution::run(given, command),
        Command::Identity { command } => command::identity::run(given, command),
        Command::Log { json } => command::audit::log(given, json),
        Command::Alerts { mark } => command::audit::alerts(given, mark),
        Command::Canary { record } => command::audit::canary(given, record),
        Command::Verify { checkpoint, bundle } => command::audit::verify(given, &checkpoint, bundle.as_deref()),
        Command::Checkpoint { bundle } => command::audit::checkpoint(given, bundle.as_deref()),
        Command::Witness {
            bundle,
            name,
            seed,
            folder,
        } => command::audit::witness(&bundle, &name, &seed, &folder),
        Command::Backup {
            out,
            recipient,
            passphrase_file,
        } => command::backup::write(given, &out, &recipient, passphrase_file.as_deref()),
        Command::BackupKey { out } => command::backup::new_key(&out),
        Command::Restore {
            backup,
            identity,
            passphrase_file,
            erased,
        } => {
            let keeper = command::backup::keeper(identity.as_deref(), passphrase_file.as_deref())?;
            command::backup::restore(given, &backup, &keeper, erased.as_deref())
        }
        Command::Rights => command::audit::rights(given),
        Command::SecurityDocument => command::audit::security_document(given),
        _ => Ok(outcome::Ended::Well),
    }
}
