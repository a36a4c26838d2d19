//! The acts of people, each with the id by which files and the log name it.

use serde::Deserialize;

/// An act of a person. Who may do it, on what and with what need, stands in `rights/acts.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Act {
    /// Check a file: nothing of it is kept.
    Check,
    /// Ask for the blank form.
    Template,
    /// Hand in a return.
    Receive,
    /// Hand in a document that belongs to a return.
    Attach,
    /// Answer a call for data without data: declined, not competent, no answer.
    Answer,
    /// See which returns came in, with their receipts and findings.
    SeeReturns,
    /// See rows that wait for their correction, as they stood in the file.
    SeeWaiting,
    /// See what a later return changed.
    SeeChanges,
    /// See who answered a call for data, and how.
    SeeAnswers,
    /// Open a call for data: what is asked, of whom, until when.
    OpenCall,
    /// Give whoever a call asks until a later day.
    ExtendCall,
    /// Close a call.
    CloseCall,
    /// See the calls, and what is still missing for them.
    SeeCalls,
    /// See who answered a call, or about a period, and how well.
    SeeBoard,
    /// Link the records that speak of one person.
    Link,
    /// See the links, what waits for a person, and what was decided.
    SeeLinks,
    /// Confirm, reject or undo a link, or ask its origin.
    DecideLink,
    /// Confirm, as a second person, a link across two institutions.
    ConfirmLink,
    /// Answer what is asked about a record of one's own institution.
    AnswerLink,
    /// See which victims seem to be accused too (article 37).
    SeeRoleFlags,
    /// Freeze what is known into a vintage.
    Freeze,
    /// See the list of vintages.
    SeeVintages,
    /// Compute tables of a vintage.
    Tabulate,
    /// Follow a figure to the returns and records behind it.
    Trace,
    /// Write the reserved report.
    Diagnose,
    /// Hold figures of a vintage against published ones.
    Compare,
    /// Import boundaries for the maps.
    ImportMap,
    /// Give out what passed disclosure control.
    Publish,
    /// See single records.
    SeeRecords,
    /// Ask that an identity be opened.
    RequestOpening,
    /// Grant or refuse the opening of an identity.
    GrantOpening,
    /// Open an identity that was granted.
    OpenIdentity,
    /// Open an identity when life or freedom is in danger, without waiting for a grant.
    OpenInEmergency,
    /// Review an opening in an emergency.
    ReviewEmergency,
    /// Propose that an identity be erased.
    ProposeErasure,
    /// Erase an identity that somebody else proposed to erase.
    ConfirmErasure,
    /// Block a record: it stays and is used no more.
    BlockRecord,
    /// Mark a made-up record as a decoy.
    MarkCanary,
    /// See alerts.
    SeeAlerts,
    /// Mark an alert as seen, with what was found.
    MarkAlert,
    /// Read the log.
    ReadLog,
    /// See everybody who looked at one person's record.
    SeeAccesses,
    /// Verify that the log is whole.
    Verify,
    /// Sign the state of the log, for witnesses.
    Checkpoint,
    /// Take entries of the log away with their proofs.
    BundleLog,
    /// Make a backup.
    BackUp,
    /// Put a backup in the place of the store.
    Restore,
    /// Add an account.
    AddAccount,
    /// Change an account's roles or institution.
    ChangeAccount,
    /// Close an account.
    CloseAccount,
    /// Have an account's holder set password and second factor anew.
    ResetAccount,
    /// See accounts.
    SeeAccounts,
    /// Propose the key of an institution.
    EnrolInstitution,
    /// Confirm the key of an institution.
    ConfirmEnrolment,
    /// Give the key of an institution to one more custodian.
    AddCustodian,
    /// Propose that an institution's key be recovered.
    RecoverInstitution,
    /// Confirm that recovery.
    ConfirmRecovery,
    /// See the security document.
    SeeSecurityDocument,
    /// Sign in.
    SignIn,
    /// Change one's own password.
    ChangeOwnPassword,
}

impl Act {
    /// Every act, in the order in which the policy's page has them.
    pub const ALL: [Act; 60] = [
        Act::Check,
        Act::Template,
        Act::Receive,
        Act::Attach,
        Act::Answer,
        Act::SeeReturns,
        Act::SeeWaiting,
        Act::SeeChanges,
        Act::SeeAnswers,
        Act::OpenCall,
        Act::ExtendCall,
        Act::CloseCall,
        Act::SeeCalls,
        Act::SeeBoard,
        Act::Link,
        Act::SeeLinks,
        Act::DecideLink,
        Act::ConfirmLink,
        Act::AnswerLink,
        Act::SeeRoleFlags,
        Act::Freeze,
        Act::SeeVintages,
        Act::Tabulate,
        Act::Trace,
        Act::Diagnose,
        Act::Compare,
        Act::ImportMap,
        Act::Publish,
        Act::SeeRecords,
        Act::RequestOpening,
        Act::GrantOpening,
        Act::OpenIdentity,
        Act::OpenInEmergency,
        Act::ReviewEmergency,
        Act::ProposeErasure,
        Act::ConfirmErasure,
        Act::BlockRecord,
        Act::MarkCanary,
        Act::SeeAlerts,
        Act::MarkAlert,
        Act::ReadLog,
        Act::SeeAccesses,
        Act::Verify,
        Act::Checkpoint,
        Act::BundleLog,
        Act::BackUp,
        Act::Restore,
        Act::AddAccount,
        Act::ChangeAccount,
        Act::CloseAccount,
        Act::ResetAccount,
        Act::SeeAccounts,
        Act::EnrolInstitution,
        Act::ConfirmEnrolment,
        Act::AddCustodian,
        Act::RecoverInstitution,
        Act::ConfirmRecovery,
        Act::SeeSecurityDocument,
        Act::SignIn,
        Act::ChangeOwnPassword,
    ];

    /// The id; never reused.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Act::Check => "check",
            Act::Template => "template",
            Act::Receive => "receive",
            Act::Attach => "attach",
            Act::Answer => "answer",
            Act::SeeReturns => "see_returns",
            Act::SeeWaiting => "see_waiting",
            Act::SeeChanges => "see_changes",
            Act::SeeAnswers => "see_answers",
            Act::OpenCall => "open_call",
            Act::ExtendCall => "extend_call",
            Act::CloseCall => "close_call",
            Act::SeeCalls => "see_calls",
            Act::SeeBoard => "see_board",
            Act::Link => "link",
            Act::SeeLinks => "see_links",
            Act::DecideLink => "decide_link",
            Act::ConfirmLink => "confirm_link",
            Act::AnswerLink => "answer_link",
            Act::SeeRoleFlags => "see_role_flags",
            Act::Freeze => "freeze",
            Act::SeeVintages => "see_vintages",
            Act::Tabulate => "tabulate",
            Act::Trace => "trace",
            Act::Diagnose => "diagnose",
            Act::Compare => "compare",
            Act::ImportMap => "import_map",
            Act::Publish => "publish",
            Act::SeeRecords => "see_records",
            Act::RequestOpening => "request_opening",
            Act::GrantOpening => "grant_opening",
            Act::OpenIdentity => "open_identity",
            Act::OpenInEmergency => "open_in_emergency",
            Act::ReviewEmergency => "review_emergency",
            Act::ProposeErasure => "propose_erasure",
            Act::ConfirmErasure => "confirm_erasure",
            Act::BlockRecord => "block_record",
            Act::MarkCanary => "mark_canary",
            Act::SeeAlerts => "see_alerts",
            Act::MarkAlert => "mark_alert",
            Act::ReadLog => "read_log",
            Act::SeeAccesses => "see_accesses",
            Act::Verify => "verify",
            Act::Checkpoint => "checkpoint",
            Act::BundleLog => "bundle_log",
            Act::BackUp => "back_up",
            Act::Restore => "restore",
            Act::AddAccount => "add_account",
            Act::ChangeAccount => "change_account",
            Act::CloseAccount => "close_account",
            Act::ResetAccount => "reset_account",
            Act::SeeAccounts => "see_accounts",
            Act::EnrolInstitution => "enrol_institution",
            Act::ConfirmEnrolment => "confirm_enrolment",
            Act::AddCustodian => "add_custodian",
            Act::RecoverInstitution => "recover_institution",
            Act::ConfirmRecovery => "confirm_recovery",
            Act::SeeSecurityDocument => "see_security_document",
            Act::SignIn => "sign_in",
            Act::ChangeOwnPassword => "change_own_password",
        }
    }

    /// The act of an id, or `None`.
    #[must_use]
    pub fn of(id: &str) -> Option<Act> {
        Self::ALL.into_iter().find(|act| act.id() == id)
    }

    /// Whether no edition may let one person do it alone: publishing, keys, erasing, opening an identity in the
    /// ordinary way, judging an opening in an emergency, linking across institutions. Two roles of one person are one person.
    #[must_use]
    pub fn takes_two(self) -> bool {
        matches!(
            self,
            Act::Publish
                | Act::ConfirmLink
                | Act::GrantOpening
                | Act::OpenIdentity
                | Act::ReviewEmergency
                | Act::ConfirmErasure
                | Act::ConfirmEnrolment
                | Act::AddCustodian
                | Act::ConfirmRecovery
        )
    }

    /// Whether it touches nothing that the system keeps, so that identity in it needs no purpose: the caller's own
    /// file is read and forgotten, a form is blank.
    #[must_use]
    pub fn keeps_nothing(self) -> bool {
        matches!(self, Act::Check | Act::Template)
    }
}

impl TryFrom<String> for Act {
    type Error = String;

    fn try_from(id: String) -> Result<Act, String> {
        Act::of(&id).ok_or_else(|| format!("«{id}» is no act that the program knows"))
    }
}
