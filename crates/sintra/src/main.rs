//! The one binary and its commands: thin doors to the acts of `operations`. It holds no rule of law and no
//! formula.

mod command;
mod line;
mod outcome;
mod say;
mod words;

use std::process::ExitCode;

use clap::Parser;
use operations::Ask;

use line::{Command, Line};
use outcome::{Failure, exit_code};

fn main() -> ExitCode {
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
        Command::Template {
            authority,
            registers,
            out,
        } => command::template::write(given, &authority, &registers, out),
        Command::Check {
            files,
            about,
            json,
            annotated,
        } => command::check::files(given, &files, &about, json, annotated.as_deref()),
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
        Command::Freeze { as_of } => command::vintage::freeze(given, as_of.as_deref()),
        Command::Vintages => command::vintage::list(given),
        Command::Table { id, vintage, json, csv } => command::table::print(given, id.as_deref(), &vintage, json, csv),
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
        Command::Log { json } => command::returns::log(given, json),
        Command::Demo {
            dir,
            seed,
            scale,
            margins,
        } => command::demo::run(given, &dir, seed, scale, margins.as_deref()),
        Command::ReadUpload { .. } => Ok(outcome::Ended::Well),
    }
}
