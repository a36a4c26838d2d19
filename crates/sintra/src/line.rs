//! The command line, as people type it.

use std::path::PathBuf;

use catalogue::Language;
use clap::{Args, Parser, Subcommand};

/// What every command may be given.
#[derive(Args, Debug)]
pub(crate) struct Given {
    /// The folder that holds everything; made when a first return arrives
    #[arg(
        long,
        global = true,
        env = "SINTRA_STORE",
        default_value = "sintra-store",
        value_name = "DIR"
    )]
    pub(crate) store: PathBuf,
    /// A folder with another catalogue, checked before it is used
    #[arg(long, global = true, env = "SINTRA_CATALOGUE", value_name = "DIR")]
    pub(crate) catalogue: Option<PathBuf>,
    /// The language of what people read
    #[arg(long, global = true, default_value = "es", value_parser = language)]
    pub(crate) lang: Language,
    /// Who acts, for the log
    #[arg(
        long = "as",
        global = true,
        env = "SINTRA_ACCOUNT",
        default_value = "local",
        value_name = "ACCOUNT"
    )]
    pub(crate) account: String,
}

/// What a person says about a file.
#[derive(Args, Debug, Clone)]
pub(crate) struct About {
    /// The authority that hands it in, for instance pros-09-cmx
    #[arg(long, value_name = "ID")]
    pub(crate) authority: Option<String>,
    /// The period it speaks about: 2017, 2017-06 or 2012-06-15/2017-07-31
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// The register, when the heading alone does not tell
    #[arg(long, value_name = "ID")]
    pub(crate) register: Option<String>,
    /// Somebody else's file: a crosswalk's id, or the path of a crosswalk
    #[arg(long, value_name = "ID|FILE.toml")]
    pub(crate) map: Option<String>,
}

/// An open national information system on trafficking in persons.
#[derive(Parser, Debug)]
#[command(
    name = "sintra",
    version,
    before_help = "Try it:  sintra demo --dir demo      then open demo/report/es/index.html\n\
                   Use it:  sintra template --authority pros-09-cmx --out return.xlsx\n\
                   \x20        sintra check return.xlsx --annotated marked.xlsx\n\
                   \x20        sintra import return.xlsx --authority pros-09-cmx --period 2017\n\
                   \x20        sintra freeze  &&  sintra diagnose --out report",
    after_help = "Exit codes: 0 nothing wrong; 1 done, with findings; 2 wrong usage; 3 the store, a file or the \
                  system says no; 4 a file was refused and nothing of it was kept."
)]
pub(crate) struct Line {
    #[command(flatten)]
    pub(crate) given: Given,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// The law as data: `sintra catalogue check`
    #[command(before_help = "Try it:  sintra catalogue check")]
    Catalogue {
        #[command(subcommand)]
        check: CatalogueCommand,
    },
    /// Write the workbook that an authority fills in
    #[command(before_help = "Try it:  sintra template --authority pros-09-cmx --out return.xlsx")]
    Template {
        /// The authority, for instance pros-09-cmx
        #[arg(long, value_name = "ID")]
        authority: String,
        /// Only these registers, separated by commas
        #[arg(long, value_delimiter = ',', value_name = "IDS")]
        registers: Vec<String>,
        /// Where to write it; by default <authority>.xlsx
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Check files without storing anything of them
    #[command(before_help = "Try it:  sintra check return.xlsx --annotated marked.xlsx")]
    Check {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        about: About,
        /// For machines: {file, sha256, rows, findings}, a line for each file
        #[arg(long)]
        json: bool,
        /// Write the same workbook with its findings in it
        #[arg(long, value_name = "FILE.xlsx")]
        annotated: Option<PathBuf>,
    },
    /// Receive a file as an authority's return, and give its receipt
    #[command(before_help = "Try it:  sintra import return.xlsx --authority pros-09-cmx --period 2017")]
    Import {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        about: About,
        /// A document that a cell names; may be given again. Only documents without names of persons: they
        /// are kept as received and never opened
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// The returns received
    #[command(before_help = "Try it:  sintra returns --json")]
    Returns {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Note what an authority answered by letter, without records
    #[command(
        before_help = "Try it:  sintra answer --authority ceav-03-bcs --period 2012-06-15/2017-07-31 --state NOT_IN_OPERATION"
    )]
    Answer {
        /// The authority, for instance ceav-03-bcs
        #[arg(long, value_name = "ID")]
        authority: String,
        /// The period it speaks about: 2017, 2017-06 or 2012-06-15/2017-07-31
        #[arg(long)]
        period: String,
        /// What it answered: DECLINED, NOT_COMPETENT, NOT_IN_OPERATION, NO_INFORMATION … (list response_status)
        #[arg(long)]
        state: String,
        /// The register it speaks about; without one, all that the authority keeps
        #[arg(long, value_name = "ID")]
        register: Option<String>,
        /// The letter's number and what else it says, without names of persons
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// The answers that came by letter
    #[command(before_help = "Try it:  sintra answers --json")]
    Answers {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// The rows of a return that wait for their correction
    #[command(before_help = "Try it:  sintra waiting 1")]
    Waiting {
        /// The return's number
        number: i64,
    },
    /// What a corrected return changed against the one it replaced
    #[command(before_help = "Try it:  sintra changes 2")]
    Changes {
        /// The return's number
        number: i64,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Freeze what is known into a vintage
    #[command(before_help = "Try it:  sintra freeze")]
    Freeze {
        /// What was known at this instant, RFC 3339 in UTC; by default all that was received
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<String>,
    },
    /// The vintages frozen
    #[command(before_help = "Try it:  sintra vintages")]
    Vintages,
    /// Compute a table of a vintage; without an id, list the tables
    #[command(before_help = "Try it:  sintra table victims.by_sex")]
    Table {
        /// The table, for instance victims.by_sex
        id: Option<String>,
        /// The vintage: its id, the beginning of it, or latest
        #[arg(long, default_value = "latest")]
        vintage: String,
        /// For machines
        #[arg(long, conflicts_with = "csv")]
        json: bool,
        /// As comma-separated values
        #[arg(long)]
        csv: bool,
    },
    /// The returns and records behind a figure
    #[command(before_help = "Try it:  sintra trace 'victims.by_sex[F]'")]
    Trace {
        /// The figure's address: table[row,column], table[row] or table[*]
        figure: String,
        /// The vintage: its id, the beginning of it, or latest
        #[arg(long, default_value = "latest")]
        vintage: String,
        /// How many records to list of each return
        #[arg(long, default_value_t = 5)]
        records: usize,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Write the Diagnosis of a vintage
    #[command(before_help = "Try it:  sintra diagnose --out report\n\
                             \x20        sintra diagnose --compare published-2019")]
    Diagnose {
        /// The folder
        #[arg(long, value_name = "DIR", required_unless_present = "compare")]
        out: Option<PathBuf>,
        /// Hold the figures against published ones, for instance published-2019
        #[arg(long, value_name = "ID")]
        compare: Option<String>,
        /// For machines: with --compare, [{key, paragraph, published, computed, equal, why_not}]
        #[arg(long, requires = "compare")]
        json: bool,
        /// The vintage: its id, the beginning of it, or latest
        #[arg(long, default_value = "latest")]
        vintage: String,
    },
    /// Who did what
    #[command(before_help = "Try it:  sintra log")]
    Log {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Make a synthetic country with the published margins and take it all the way to its report
    #[command(before_help = "Try it:  sintra demo --dir demo")]
    Demo {
        /// The folder
        #[arg(long, default_value = "demo", value_name = "DIR")]
        dir: PathBuf,
        /// Another seed makes another country with the same margins
        #[arg(long, default_value_t = 2019)]
        seed: u64,
        /// How many times larger than the true size, for tests of load
        #[arg(long, default_value_t = 1)]
        scale: u64,
        /// Other margins than those of 2019
        #[arg(long, value_name = "FILE.toml")]
        margins: Option<PathBuf>,
    },
    /// Read an upload in a process of its own
    #[command(hide = true)]
    ReadUpload {
        /// The file's name
        name: String,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum CatalogueCommand {
    /// Prove that the catalogue is consistent; all faults are told at once
    Check {
        /// The folder; by default the one built in
        folder: Option<PathBuf>,
    },
}

fn language(code: &str) -> Result<Language, String> {
    Language::of(code).ok_or_else(|| format!("«{code}»: write es or en"))
}
