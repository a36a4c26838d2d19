//! The commands about people: accounts, institutions that seal, identities.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub(crate) enum AccountCommand {
    /// Add an account; its person sets the password
    Add {
        /// The name by which it signs in
        name: String,
        /// Whose it is: two accounts of one person are one person
        #[arg(long)]
        person: String,
        /// The institution (list of authorities); none for the national office
        #[arg(long, value_name = "ID")]
        institution: Option<String>,
        /// A role; may be given again
        #[arg(long = "role", required = true, value_name = "ROLE")]
        roles: Vec<String>,
    },
    /// Set the first password, with the invitation that the administrator handed over
    Activate {
        /// The account
        name: String,
        /// The invitation
        #[arg(long, value_name = "CODE")]
        invitation: String,
    },
    /// The accounts, without anything secret
    List,
    /// Change the roles of an account
    Roles {
        /// The account
        name: String,
        /// A role; may be given again
        #[arg(long = "role", required = true, value_name = "ROLE")]
        roles: Vec<String>,
    },
    /// Close an account for good
    Close {
        /// The account
        name: String,
    },
    /// Invite an account anew, whose password or codes were lost
    Reset {
        /// The account
        name: String,
    },
    /// Change the own password
    Password,
    /// End the session at this terminal, and every other of the account
    SignOut,
    /// The one-time code of a seed at this moment: for training, or where no telephone may be brought
    Code {
        /// The seed
        seed: String,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum InstitutionCommand {
    /// Propose that an institution seals what it hands in; a second person confirms
    Enrol {
        /// The institution (list of authorities)
        institution: String,
        /// An account that will hold its key; twice or more
        #[arg(long = "custodian", required = true, value_name = "ACCOUNT")]
        custodians: Vec<String>,
    },
    /// Confirm an enrolment as a second person: makes the key and its five shares
    Confirm {
        /// The proposal
        number: i64,
    },
    /// The institutions that seal, and what waits for a second person
    List,
    /// Give an institution's key to one more custodian
    AddCustodian {
        /// The institution
        institution: String,
        /// The account
        custodian: String,
    },
    /// Propose to bring an institution's key back from its shares
    Recover {
        /// The institution
        institution: String,
        /// The account that will hold it
        #[arg(long, value_name = "ACCOUNT")]
        custodian: String,
    },
    /// Confirm it as a second person, with three shares
    ConfirmRecovery {
        /// The proposal
        number: i64,
        /// A file with one share; three times
        #[arg(long = "share", required = true, value_name = "FILE")]
        shares: Vec<PathBuf>,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum IdentityCommand {
    /// The records of a return, and which compartments of identity each holds
    Records {
        /// The return's number
        number: i64,
    },
    /// Ask to open one compartment of one record
    Ask {
        /// The record's number
        record: i64,
        /// person, contact, narrative or document
        #[arg(long, default_value = "person")]
        compartment: String,
    },
    /// Grant an opening, as a custodian who is another person
    Grant {
        /// The opening's number
        number: i64,
    },
    /// Refuse an opening
    Refuse {
        /// The opening's number
        number: i64,
    },
    /// Open what was granted, within five minutes
    Open {
        /// The opening's number
        number: i64,
    },
    /// Open without a second person, where a life depends on it: an alert goes out and it is reviewed
    Emergency {
        /// The record's number
        record: i64,
        /// person or contact
        #[arg(long, default_value = "person")]
        compartment: String,
    },
    /// Say, as an auditor, whether an emergency was one
    Review {
        /// The opening's number
        number: i64,
        /// The review
        #[arg(long)]
        says: String,
    },
    /// The openings of the own institution
    List,
    /// Everybody who saw or changed a record: what its person, or their lawyer, may ask for
    Accesses {
        /// The record's number
        record: i64,
    },
    /// Block an identity: kept, and opened no more
    Block {
        /// The record's number
        record: i64,
    },
    /// Propose to erase the identity of a blocked record
    Erase {
        /// The record's number
        record: i64,
    },
    /// Confirm an erasure as a second person; says the proof
    ConfirmErasure {
        /// The proposal
        number: i64,
    },
}
