//! The command line, as people type it.

mod linking;
mod people;

use std::{net::SocketAddr, path::PathBuf};

use catalogue::{Counting, Language};
use clap::{Args, Parser, Subcommand};
use operations::Level;

pub(crate) use linking::{EncodeFile, LinkFiles};
pub(crate) use people::{AccountCommand, IdentityCommand, InstitutionCommand};

/// What every command may be given.
#[derive(Args, Clone, Debug)]
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
    /// The account that signs in; a store without accounts has none
    #[arg(long = "as", global = true, env = "SINTRA_ACCOUNT", value_name = "ACCOUNT")]
    pub(crate) account: Option<String>,
    /// What the act is for, in words that stand in the log
    #[arg(long, global = true, value_name = "TEXT")]
    pub(crate) purpose: Option<String>,
    /// The number of the office or file that asks for the act
    #[arg(long, global = true, value_name = "TEXT")]
    pub(crate) office_number: Option<String>,
    /// The one-time code of the account, or one of its recovery codes
    #[arg(long, global = true, value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// A file with the password, instead of typing it
    #[arg(long, global = true, env = "SINTRA_PASSWORD_FILE", value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// A file with a new password or passphrase, instead of typing it
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) new_password_file: Option<PathBuf>,
    /// The store's key file; by default beside the folder, with the ending .key
    #[arg(long, global = true, env = "SINTRA_KEY", value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The key of the linkage, from its ceremony: identities that come in are encoded before they are sealed
    #[arg(long, global = true, env = "SINTRA_LINKAGE_KEY", value_name = "FILE")]
    pub(crate) linkage_key: Option<PathBuf>,
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
        /// With the columns of identity, for an institution that has a key to seal them
        #[arg(long)]
        identity: bool,
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
        /// The institution has a key to seal identities: their columns are checked too
        #[arg(long)]
        identity: bool,
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
    Table(TableAsked),
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
    /// Make a store with accounts: two administrators, who are two persons
    #[command(before_help = "Try it:  sintra init --administrator ana=\"Ana Ruiz\" --administrator luis=\"Luis Paz\"")]
    Init {
        /// The name of an account and whose it is; twice
        #[arg(long, value_name = "NAME=PERSON", required = true)]
        administrator: Vec<String>,
        /// Lock the key file with a passphrase, asked for whenever the store is opened
        #[arg(long)]
        passphrase: bool,
    },
    /// Who may sign in
    #[command(before_help = "Try it:  sintra account activate ana --invitation CODE\n\
                             \x20        sintra account list --as ana --code 123456")]
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// The keys to which institutions seal who the records are about
    #[command(
        before_help = "Try it:  sintra institution enrol pros-09-cmx --custodian eva --custodian raul --as ana --code 123456"
    )]
    Institution {
        #[command(subcommand)]
        command: InstitutionCommand,
    },
    /// Who a record is about: ask, grant, open, block, erase
    #[command(
        before_help = "Try it:  sintra identity ask 4294967297 --compartment person --purpose \"hearing\" --office-number 12/2026"
    )]
    Identity {
        #[command(subcommand)]
        command: IdentityCommand,
    },
    /// Find the rows of one file, or of two, that speak of the same person; no store is needed
    #[command(before_help = "Try it:  sintra link persons.csv --map map.toml --out clusters.csv\n\
                             \x20        sintra link here.csv there.parquet --map map.toml --out clusters.csv --pairs pairs.csv --report quality.md\n\n\
                             The map: id = \"record_id\", and under [roles] lines like given_name = \"nombre\"")]
    Link(LinkFiles),
    /// Write a return without identities, for an institution that sends no names: each person as an encoding under the
    /// period's key. It works on this computer alone and sends nothing
    #[command(
        before_help = "Try it:  sintra encode return.xlsx --authority pros-09-cmx --linkage-key 2027.linkage --out encoded.xlsx\n\
                       \x20        sintra import encoded.xlsx --attach encoded.chances --authority pros-09-cmx --period 2027\n\
                       \x20        sintra encode --new-key 2027.linkage      makes the key, once, at the ceremony"
    )]
    Encode(EncodeFile),
    /// Who did what
    #[command(before_help = "Try it:  sintra log")]
    Log {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// What must be looked at: decoys touched, emergencies, lock-outs
    #[command(before_help = "Try it:  sintra alerts")]
    Alerts {
        /// Mark one as seen; --purpose says what was found
        #[arg(long, value_name = "NUMBER")]
        mark: Option<i64>,
    },
    /// Mark a made-up record as a decoy: it counts in no figure, and raises an alert when touched
    #[command(before_help = "Try it:  sintra canary 4294967297 --purpose \"decoy of June\"")]
    Canary {
        /// The record's number
        record: i64,
    },
    /// Prove that nothing was altered: the log, each page, each file
    #[command(before_help = "Try it:  sintra verify --checkpoint witnessed.txt\n\
                             \x20        sintra verify --bundle log.txt --checkpoint witnessed.txt")]
    Verify {
        /// A checkpoint that was signed earlier and kept elsewhere; may be given again
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// A log bundle instead of the store
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
    },
    /// The signed checkpoint of the log, to keep elsewhere
    #[command(before_help = "Try it:  sintra checkpoint > checkpoint.txt\n\
                             \x20        sintra checkpoint --bundle log.txt")]
    Checkpoint {
        /// Write the whole log for a witness: hashes only, which tell nobody what was done
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
    },
    /// Countersign the checkpoint of a log bundle, as somebody far from the store
    #[command(
        before_help = "Try it:  sintra witness log.txt --name cndh.example/witness --seed witness.seed --folder witnessed"
    )]
    Witness {
        /// The bundle
        bundle: PathBuf,
        /// The name under which the witness signs, like a web address, without blanks
        #[arg(long)]
        name: String,
        /// The file of the witness's secret seed; made when it is not there
        #[arg(long, value_name = "FILE")]
        seed: PathBuf,
        /// The folder in which the witness remembers what it signed
        #[arg(long, value_name = "DIR")]
        folder: PathBuf,
    },
    /// Write a backup that only its keepers can read
    #[command(before_help = "Try it:  sintra backup-key keeper.key\n\
                             \x20        sintra backup store.age --recipient age1…")]
    Backup {
        /// The file
        out: PathBuf,
        /// Who can read it; may be given again
        #[arg(long, value_name = "age1…")]
        recipient: Vec<String>,
        /// A file with a passphrase, instead of recipients
        #[arg(long, value_name = "FILE", conflicts_with = "recipient")]
        passphrase_file: Option<PathBuf>,
    },
    /// Make the key of a keeper of backups, and say its public part
    #[command(before_help = "Try it:  sintra backup-key keeper.key")]
    BackupKey {
        /// The file of the private part
        out: PathBuf,
    },
    /// Restore a backup into a new folder, and prove it
    #[command(before_help = "Try it:  sintra restore store.age --identity keeper.key --store restored")]
    Restore {
        /// The backup
        backup: PathBuf,
        /// The keeper's key file
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
        /// A file with the passphrase
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// The list of erasures beside the lost store's key: what it names is erased again
        #[arg(long, value_name = "FILE")]
        erased: Option<PathBuf>,
    },
    /// Who may do what, as a page
    #[command(before_help = "Try it:  sintra rights --lang en")]
    Rights,
    /// The security document that the law on personal data asks for, from this store as it is
    #[command(before_help = "Try it:  sintra security-document --as olga --code 123456")]
    SecurityDocument,
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
        /// End when the country is made, instead of serving its pages
        #[arg(long)]
        no_serve: bool,
    },
    /// Serve the pages to browsers, until it is ended with Ctrl-C
    #[command(before_help = "Try it:  sintra serve --store demo/store")]
    Serve {
        /// Where to listen; only this machine reaches the address that stands here
        #[arg(long, default_value = "127.0.0.1:7400", value_name = "ADDRESS:PORT")]
        listen: SocketAddr,
        /// The address that people type, for instance https://sintra.example.org
        #[arg(long, default_value = "", value_name = "URL")]
        public_address: String,
        /// A proxy of yours stands before it: who asks is read from X-Forwarded-For
        #[arg(long)]
        behind_proxy: bool,
        /// The certificate's chain (PEM), to serve by TLS without a proxy
        #[arg(long, requires = "tls_key", value_name = "FILE")]
        tls_certificate: Option<PathBuf>,
        /// Its private key (PEM)
        #[arg(long, requires = "tls_certificate", value_name = "FILE")]
        tls_key: Option<PathBuf>,
    },
    /// Read an upload in a process of its own
    #[command(hide = true)]
    ReadUpload {
        /// The file's name
        name: String,
    },
}

/// A table, and how it is printed.
#[derive(Args, Debug)]
pub(crate) struct TableAsked {
    /// The table, for instance victims.by_sex
    pub(crate) id: Option<String>,
    /// The vintage: its id, the beginning of it, or latest
    #[arg(long, default_value = "latest")]
    pub(crate) vintage: String,
    /// What is counted: reported, linked (what could be linked) or distinct (each person or file once)
    #[arg(long, value_parser = counting)]
    pub(crate) count: Option<Counting>,
    /// For machines
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// As comma-separated values
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum CatalogueCommand {
    /// Prove that the catalogue is consistent; all faults are told at once
    Check {
        /// The folder; by default the one built in
        folder: Option<PathBuf>,
    },
    /// Import boundaries (GeoJSON, degrees), so that charts draw a real map
    #[command(before_help = "Try it:  sintra catalogue import-map states.geojson --store store")]
    ImportMap {
        /// The file: a FeatureCollection whose properties have CVE_ENT, CVE_MUN or CVEGEO
        file: PathBuf,
        /// What its regions are: state or municipality
        #[arg(long, value_name = "LEVEL", default_value = "state", value_parser = level)]
        level: Level,
    },
}

fn level(id: &str) -> Result<Level, String> {
    Level::of(id).ok_or_else(|| format!("«{id}»: write state or municipality"))
}

fn counting(id: &str) -> Result<Counting, String> {
    Counting::of(id).ok_or_else(|| format!("«{id}»: write reported, linked or distinct"))
}

fn language(code: &str) -> Result<Language, String> {
    Language::of(code).ok_or_else(|| format!("«{code}»: write es or en"))
}
