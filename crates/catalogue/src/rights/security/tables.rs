//! The tables of the security document, in Markdown.

use std::collections::BTreeSet;

use crate::{
    Act, Catalogue, Compartment, Register, Role, Standing,
    rights::{Installation, page::Page},
};

/// The words of the tables, in `[word.security]`.
pub(crate) const WORDS: [&str; 39] = [
    "register",
    "compartment",
    "fields",
    "serves",
    "basis",
    "role",
    "duty",
    "acts",
    "safeguard",
    "standing",
    "plan",
    "due",
    "responsible",
    "gap",
    "institution",
    "custodians",
    "no_institution",
    "no_account",
    "what",
    "how_many",
    "in_year",
    "last",
    "never",
    "attend",
    "sealed",
    "seal",
    "too_few",
    "without_code",
    "unused",
    "waiting",
    "unreviewed",
    "checkpoints",
    "since",
    "alert_canary",
    "alert_emergency",
    "alert_lock_out",
    "alert_quota",
    "refused",
    "sign_in_failed",
];

/// What the institution fills in by hand.
const BLANK: &str = "________";

/// The kinds of alert.
const ALERTS: [&str; 4] = ["canary", "emergency", "lock_out", "quota"];

/// What is counted of the log besides acts of the policy.
const FAILURES: [&str; 2] = ["refused", "sign_in_failed"];

/// The acts of which the document says how often they were done.
const WATCHED: [Act; 15] = [
    Act::Receive,
    Act::RequestOpening,
    Act::GrantOpening,
    Act::OpenIdentity,
    Act::OpenInEmergency,
    Act::ReviewEmergency,
    Act::BlockRecord,
    Act::ConfirmErasure,
    Act::SeeAccesses,
    Act::ConfirmEnrolment,
    Act::AddCustodian,
    Act::ConfirmRecovery,
    Act::AddAccount,
    Act::CloseAccount,
    Act::ResetAccount,
];

/// The acts that must be done from time to time.
const DUE: [Act; 4] = [Act::BackUp, Act::Verify, Act::BundleLog, Act::ReadLog];

/// What the tables are made of.
pub(super) struct Tables<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) page: Page<'a>,
    pub(super) of: &'a Installation,
}

impl Tables<'_> {
    fn word(&self, id: &str) -> &str {
        self.page.of("security", id)
    }

    fn headed(&self, words: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
        let head: Vec<String> = words.iter().map(|id| self.word(id).to_owned()).collect();
        table(&head, rows)
    }

    /// The fields of identity, register by register and compartment by compartment.
    pub(super) fn identity(&self) -> String {
        let rows = self.catalogue.registers().flat_map(|register| {
            let of = Compartment::ALL.into_iter();
            of.filter_map(move |compartment| self.fields(register, compartment))
        });
        self.headed(&["register", "compartment", "fields", "serves", "basis"], rows)
    }

    fn fields(&self, register: &Register, compartment: Compartment) -> Option<Vec<String>> {
        let fields = register.fields().iter();
        let fields: Vec<_> = fields.filter(|field| field.compartment == Some(compartment)).collect();
        let names: Vec<&str> = fields.iter().map(|field| self.page.say(&field.label)).collect();
        let basis: BTreeSet<&str> = fields
            .iter()
            .flat_map(|field| &field.cite)
            .map(String::as_str)
            .collect();
        let row = vec![
            self.page.say(&register.many).to_owned(),
            self.page.of("compartment", compartment.id()).to_owned(),
            names.join("; "),
            self.page.of("serves", compartment.id()).to_owned(),
            basis.into_iter().collect::<Vec<_>>().join("; "),
        ];
        (!names.is_empty()).then_some(row)
    }

    /// The institutions that seal, with how many custodians hold the key of each.
    pub(super) fn institutions(&self) -> String {
        if self.of.institutions.is_empty() {
            return self.word("no_institution").to_owned();
        }
        let list = self.catalogue.list("authority");
        let name = |id: &str| {
            let code = list.and_then(|list| list.code(list.position(id)?));
            code.map_or_else(
                || id.to_owned(),
                |code| format!("{} (`{id}`)", self.page.say(&code.label)),
            )
        };
        let rows = self.of.institutions.iter();
        let rows = rows.map(|(id, custodians)| vec![name(id), custodians.to_string()]);
        self.headed(&["institution", "custodians"], rows)
    }

    /// What each role is for, and its acts; the public has none that treats data.
    pub(super) fn roles(&self) -> String {
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::Public);
        let rows = roles.map(|role| {
            let duty = self
                .page
                .rights
                .role(role)
                .map_or("", |one| self.page.say(&one.purpose));
            vec![
                self.page.name(role).to_owned(),
                duty.to_owned(),
                self.acts_of(role).join("; "),
            ]
        });
        self.headed(&["role", "duty", "acts"], rows)
    }

    fn acts_of(&self, role: Role) -> Vec<String> {
        let may = |act: &Act| self.page.rights.lines_of(*act).iter().any(|line| line.role == role);
        let own = Act::ALL.into_iter().filter(may);
        own.map(|act| self.act(act).to_lowercase()).collect()
    }

    fn act(&self, act: Act) -> &str {
        let described = self.page.rights.act(act);
        described.map_or("", |act| self.page.say(&act.label))
    }

    /// How many accounts of each role are in each stage.
    pub(super) fn accounts(&self) -> String {
        let stages: Vec<_> = self.page.rights.stages("account").collect();
        let count = |role: Role, stage: &str| {
            let of = self.of.accounts.iter();
            let of = of.filter(|(own, in_stage, _)| *own == role && in_stage == stage);
            of.map(|(_, _, count)| count).sum::<usize>()
        };
        if self.of.accounts.is_empty() {
            return self.word("no_account").to_owned();
        }
        let mut head = vec![self.word("role").to_owned()];
        head.extend(stages.iter().map(|stage| self.page.say(&stage.label).to_owned()));
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::Public);
        let rows = roles.map(|role| {
            let counts = stages.iter().map(|stage| count(role, &stage.id).to_string());
            std::iter::once(self.page.name(role).to_owned()).chain(counts).collect()
        });
        table(&head, rows)
    }

    /// Every measure, with how far it is kept.
    pub(super) fn safeguards(&self) -> String {
        let rows = self.page.rights.safeguards().iter().map(|one| {
            vec![
                self.page.say(&one.label).to_owned(),
                self.page.of("standing", one.standing.id()).to_owned(),
                one.basis.join("; "),
            ]
        });
        self.headed(&["safeguard", "standing", "basis"], rows)
    }

    /// The measures that are not kept yet, or in part, with the plan; date and person are the institution's to set.
    pub(super) fn gaps(&self) -> String {
        let open = self.page.rights.safeguards().iter();
        let open = open.filter(|one| one.standing != Standing::Kept);
        let rows = open.map(|one| {
            vec![
                self.page.say(&one.label).to_owned(),
                self.page.of("standing", one.standing.id()).to_owned(),
                self.page.say(&one.plan).to_owned(),
                BLANK.to_owned(),
                BLANK.to_owned(),
            ]
        });
        self.headed(&["gap", "standing", "plan", "due", "responsible"], rows)
    }

    /// What is so in this installation, and what somebody must attend to.
    pub(super) fn state(&self) -> String {
        let of = self.of;
        let too_few = of.institutions.iter().filter(|(_, custodians)| *custodians < 2).count();
        let unused = of.accounts.iter().filter(|(_, stage, _)| stage == "invited");
        let unused = unused.map(|(_, _, count)| count).sum::<usize>();
        let plain = |id: &str, count: String| vec![self.word(id).to_owned(), count];
        let watched = |id: &str, count: usize| vec![self.word(id).to_owned(), self.attended(count)];
        let since = if of.checkpoints.1.is_empty() {
            String::new()
        } else {
            format!(", {} {}", self.word("since"), of.checkpoints.1)
        };
        let mut rows = vec![
            plain("seal", of.institutions.len().to_string()),
            watched("too_few", too_few),
            plain("sealed", of.sealed.to_string()),
            watched("without_code", of.without_code),
            plain("unused", unused.to_string()),
            plain("waiting", of.waiting.to_string()),
            watched("unreviewed", of.unreviewed),
            plain("checkpoints", format!("{}{since}", of.checkpoints.0)),
        ];
        rows.extend(DUE.map(|act| {
            let last = of.of_act(act.id()).map(|one| one.last.clone());
            let never = || format!("{} — **{}**", self.word("never"), self.word("attend"));
            vec![
                format!("{}: {}", self.act(act), self.word("last").to_lowercase()),
                last.unwrap_or_else(never),
            ]
        }));
        self.headed(&["what", "how_many"], rows.into_iter())
    }

    fn attended(&self, count: usize) -> String {
        if count == 0 {
            "0".to_owned()
        } else {
            format!("{count} — **{}**", self.word("attend"))
        }
    }

    /// Alerts, failures and watched acts of the last twelve months.
    pub(super) fn events(&self) -> String {
        let alerts = ALERTS.map(|kind| {
            let count = self.of.alerts.iter().find(|(own, _)| own == kind);
            let count = count.map_or(0, |(_, count)| *count);
            vec![
                self.word(&format!("alert_{kind}")).to_owned(),
                count.to_string(),
                String::new(),
            ]
        });
        let failures = FAILURES.map(|act| self.happened(act, self.word(act)));
        let acts = WATCHED.map(|act| self.happened(act.id(), self.act(act)));
        let rows = alerts.into_iter().chain(failures).chain(acts);
        self.headed(&["what", "in_year", "last"], rows)
    }

    fn happened(&self, act: &str, name: &str) -> Vec<String> {
        let of = self.of.of_act(act);
        vec![
            name.to_owned(),
            of.map_or(0, |one| one.in_year).to_string(),
            of.map_or_else(String::new, |one| one.last.clone()),
        ]
    }
}

/// A table in Markdown; what would break a cell is taken out of it.
fn table(head: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| cell.replace('|', "/").replace('\n', " "))
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("|{}\n", " --- |".repeat(head.len()));
    line(head) + &rule + &rows.map(|row| line(&row)).collect::<String>()
}
