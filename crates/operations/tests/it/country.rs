//! The things and people of the policy's test: an account of every role in every place, and of everything that acts
//! are done to, one in each state.

use std::collections::BTreeMap;

use catalogue::Role;
use jiff::SignedDuration;
use operations::{Ask, Caller, OperationError, Share};

use crate::{
    board::call,
    office::{HERE, OTHER, Office, PROSECUTION, SHELTER, THIRD, new, record, victims},
    raw::Raw,
};

/// The compartments of identity.
pub(crate) const COMPARTMENTS: [&str; 4] = ["person", "contact", "narrative", "document"];

/// An account, as the policy sees it.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) name: String,
    pub(crate) institution: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) has_code: bool,
}

/// A thing, as the policy sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) institution: String,
    pub(crate) stage: String,
    pub(crate) tier: &'static str,
    pub(crate) compartments: Vec<String>,
}

impl Seen {
    pub(crate) fn new(institution: &str, stage: &str, tier: &'static str) -> Seen {
        Seen {
            institution: institution.to_owned(),
            stage: stage.to_owned(),
            tier,
            compartments: Vec::new(),
        }
    }

    pub(crate) fn holding(self, compartments: &[&str]) -> Seen {
        Seen {
            compartments: compartments.iter().map(|one| (*one).to_owned()).collect(),
            ..self
        }
    }
}

/// What is acted on.
#[derive(Clone, Debug)]
pub(crate) enum Acted {
    /// Things that are known.
    On(Vec<Seen>),
    /// What is of the caller's own institution, in any of these stages.
    Own(&'static str, &'static [&'static str]),
}

impl Acted {
    /// The things, for this person.
    pub(crate) fn by(&self, who: &Who) -> Vec<Seen> {
        match self {
            Acted::On(all) => all.clone(),
            Acted::Own(tier, stages) => stages
                .iter()
                .map(|stage| Seen::new(&who.institution, stage, tier))
                .collect(),
        }
    }
}

/// How an act is tried.
pub(crate) type Run = Box<dyn Fn(&Office, &Caller) -> Result<(), OperationError>>;

/// An act on something.
pub(crate) struct Cell {
    /// Its id in the policy.
    pub(crate) act: &'static str,
    /// Its name in the log.
    pub(crate) entry: &'static str,
    pub(crate) what: String,
    pub(crate) seen: Acted,
    /// Whether all of what is acted on must be allowed, or any.
    pub(crate) needs_all: bool,
    /// What the act asks besides the policy: the second person, the state of things.
    pub(crate) own: Box<dyn Fn(&Who) -> bool>,
    /// Whether it needs the password itself, for the key under it.
    pub(crate) needs_key: bool,
    pub(crate) run: Run,
}

impl Cell {
    /// Whether it changes nothing but the log, so that it can be tried again and again in one store.
    pub(crate) fn only_looks(&self) -> bool {
        let looks = [
            "verify",
            "checkpoint",
            "bundle_log",
            "read_log",
            "tabulate",
            "trace",
            "diagnose",
            "compare",
        ];
        self.act.starts_with("see_") || looks.contains(&self.act)
    }
}

/// A record and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) institution: &'static str,
    pub(crate) stage: &'static str,
    pub(crate) number: i64,
}

/// An opening: of whom, in which state, asked by whom.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) institution: &'static str,
    pub(crate) stage: &'static str,
    pub(crate) number: i64,
    pub(crate) asker: String,
    pub(crate) is_fresh: bool,
    pub(crate) is_emergency: bool,
}

/// What waits for a second person.
#[derive(Clone, Debug)]
pub(crate) struct Proposed {
    /// The act that confirms it.
    pub(crate) act: &'static str,
    pub(crate) institution: &'static str,
    pub(crate) number: i64,
    /// The account that proposed it.
    pub(crate) by: String,
}

/// All of it.
pub(crate) struct Country {
    pub(crate) office: Office,
    pub(crate) people: Vec<Who>,
    stale: BTreeMap<String, Caller>,
    pub(crate) returns: Vec<(&'static str, i64)>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) openings: Vec<Opening>,
    pub(crate) proposals: Vec<Proposed>,
    pub(crate) shares: BTreeMap<&'static str, Vec<Share>>,
    pub(crate) accounts: Vec<(String, &'static str, &'static str)>,
    pub(crate) vintage: String,
}

const ROLES: [Role; 7] = [
    Role::Registrar,
    Role::Reviewer,
    Role::Coordinator,
    Role::Analyst,
    Role::Custodian,
    Role::Auditor,
    Role::Administrator,
];
const PLACES: [(&str, &str); 4] = [("cmx", PROSECUTION), ("mex", OTHER), ("alb", SHELTER), ("nac", "")];

impl Country {
    pub(crate) fn make() -> Country {
        let office = Office::found();
        office.hire("aura", "", &[Role::Auditor]);
        let mut country = Country {
            office,
            people: Vec::new(),
            stale: BTreeMap::new(),
            returns: Vec::new(),
            subjects: Vec::new(),
            openings: Vec::new(),
            proposals: Vec::new(),
            shares: BTreeMap::new(),
            accounts: Vec::new(),
            vintage: String::new(),
        };
        country.hire_all();
        country.grow_stale();
        for (tag, institution) in &PLACES[..2] {
            let custodians = [format!("custodian-{tag}"), format!("custodian2-{tag}")];
            let shares = country.office.enrol(institution, [&custodians[0], &custodians[1]]);
            country.shares.insert(*institution, shares);
        }
        country
            .office
            .door
            .add_custodian(&country.office.as_of("custodian-cmx"), PROSECUTION, "both-cmx")
            .unwrap();
        country.call_all();
        country.hand_in_all();
        let coordinator = country.office.as_of("coordinator-nac");
        country.vintage = operations::freeze(&country.office.door, &coordinator, None).unwrap().id;
        country.dispose();
        for (tag, institution) in &PLACES[..2] {
            country.open_all(tag, institution);
            country.propose_all(tag, institution);
        }
        country.add_accounts();
        country
    }

    fn hire(&mut self, name: &str, institution: &str, roles: &[Role]) {
        self.office.hire(name, institution, roles);
        self.people.push(Who {
            name: name.to_owned(),
            institution: institution.to_owned(),
            roles: roles.to_vec(),
            has_code: !self.office.code(name).is_empty(),
        });
    }

    fn hire_all(&mut self) {
        for (tag, institution) in PLACES {
            for role in ROLES {
                self.hire(&format!("{}-{tag}", role.id()), institution, &[role]);
            }
            for more in ["custodian2", "custodian3"] {
                self.hire(&format!("{more}-{tag}"), institution, &[Role::Custodian]);
            }
        }
        self.hire("both-cmx", PROSECUTION, &[Role::Reviewer, Role::Custodian]);
        self.hire("custodian-hid", THIRD, &[Role::Custodian]);
        self.hire("custodian2-hid", THIRD, &[Role::Custodian]);
    }

    /// A session of everybody whose password was given a quarter of an hour ago.
    fn grow_stale(&mut self) {
        let begin = |who: &Who| {
            let token = self.office.door.begin_session(&self.office.bare(&who.name)).unwrap();
            (who.name.clone(), token)
        };
        let tokens: Vec<(String, String)> = self.people.iter().map(begin).collect();
        for _ in 0..2 {
            self.office.clock.pass(SignedDuration::from_mins(8));
            for (name, token) in &tokens {
                let caller = self.office.door.caller_of(token, HERE).unwrap();
                let caller = caller.for_purpose("a test").by_office("1/2026");
                self.stale.insert(name.clone(), caller);
            }
        }
    }

    pub(crate) fn stale(&self, name: &str) -> Caller {
        self.stale[name].clone()
    }

    /// A call of the nation to all, and one of a state.
    fn call_all(&self) {
        let all = [PROSECUTION, OTHER, SHELTER];
        for (by, asked) in [("coordinator-nac", &all[..]), ("coordinator-mex", &all[1..2])] {
            self.office.door.open_call(&self.office.as_of(by), call(asked)).unwrap();
        }
    }

    fn hand_in_all(&mut self) {
        let mut receive = |institution, year, count, with_identity| {
            let tag = PLACES.iter().find(|(_, one)| *one == institution).unwrap().0;
            let name = format!("{institution}-{year}-{count}.csv");
            let path = self.office.write(&name, &victims(year, count, with_identity));
            let by = format!("registrar-{tag}");
            let received = self.office.hand_in(&by, institution, year, &path, &[]).unwrap();
            let number = received.receipt.unwrap().returned.number;
            self.returns.push((institution, number));
            number
        };
        let old = receive(PROSECUTION, "2015", 1, true);
        receive(PROSECUTION, "2015", 2, true);
        let first = receive(PROSECUTION, "2016", 6, true);
        let other = receive(OTHER, "2016", 4, true);
        let shelter = receive(SHELTER, "2016", 2, false);
        for (institution, stage, number) in [
            (PROSECUTION, "replaced", record(old, 1)),
            (PROSECUTION, "current", record(first, 1)),
            (PROSECUTION, "blocked", record(first, 2)),
            (PROSECUTION, "erased", record(first, 3)),
            (OTHER, "current", record(other, 1)),
            (OTHER, "blocked", record(other, 2)),
            (SHELTER, "current", record(shelter, 1)),
        ] {
            self.subjects.push(Subject {
                institution,
                stage,
                number,
            });
        }
        for (tag, institution) in &PLACES[..3] {
            let ask = Ask {
                authority: Some(institution),
                period: Some("2014"),
                ..Ask::default()
            };
            let registrar = self.office.as_of(&format!("registrar-{tag}"));
            operations::reply(&self.office.door, &registrar, ask, "NO_INFORMATION", "").unwrap();
        }
    }

    /// Blocks and erases what is to be so.
    fn dispose(&self) {
        for one in &self.subjects {
            let tag = if one.institution == OTHER { "mex" } else { "cmx" };
            let (reviewer, first, second) = (
                format!("reviewer-{tag}"),
                format!("custodian-{tag}"),
                format!("custodian2-{tag}"),
            );
            match one.stage {
                "blocked" => {
                    let reviewer = self.office.as_of(&reviewer);
                    self.office.door.block_record(&reviewer, one.number).unwrap();
                }
                "erased" => drop(self.office.erase(&reviewer, [&first, &second], one.number)),
                _ => {}
            }
        }
    }

    fn open_all(&mut self, tag: &str, institution: &'static str) {
        let office = &self.office;
        let of = |role: &str| format!("{role}-{tag}");
        let (reviewer, custodian) = (of("reviewer"), of("custodian"));
        let current = |one: &&Subject| one.institution == institution && one.stage == "current";
        let number = self.subjects.iter().find(current).unwrap().number;
        let ask = |asker: &str| {
            office
                .door
                .request_opening(&office.as_of(asker), number, "person")
                .unwrap()
        };
        let mut made = Vec::new();
        let mut keep = |stage, number, asker: &str, is_fresh| {
            made.push(Opening {
                institution,
                stage,
                number,
                asker: asker.to_owned(),
                is_fresh,
                is_emergency: false,
            });
        };
        keep(
            "granted",
            office.granted(&reviewer, &custodian, number),
            &reviewer,
            false,
        );
        office.clock.pass(SignedDuration::from_mins(5));
        keep("asked", ask(&reviewer), &reviewer, true);
        keep("asked", ask(&of("registrar")), &of("registrar"), true);
        keep(
            "granted",
            office.granted(&reviewer, &custodian, number),
            &reviewer,
            true,
        );
        keep(
            "granted",
            office.granted(&of("registrar"), &custodian, number),
            &of("registrar"),
            true,
        );
        if tag == "cmx" {
            keep("asked", ask("both-cmx"), "both-cmx", true);
            keep(
                "granted",
                office.granted("both-cmx", &custodian, number),
                "both-cmx",
                true,
            );
        }
        let opened = office.granted(&reviewer, &custodian, number);
        office.door.open_identity(&office.as_of(&reviewer), opened).unwrap();
        keep("opened", opened, &reviewer, true);
        let refused = ask(&reviewer);
        office.door.refuse_opening(&office.as_of(&custodian), refused).unwrap();
        keep("refused", refused, &reviewer, true);
        office
            .door
            .open_in_emergency(&office.as_of(&custodian), number, "person")
            .unwrap();
        keep("opened", refused + 1, &custodian, true);
        if let Some(last) = made.last_mut() {
            last.is_emergency = true;
        }
        // A grant of the first institution is not to be over when the second has its own.
        self.openings.iter_mut().for_each(|one| one.is_fresh = false);
        self.openings.extend(made);
    }

    fn propose_all(&mut self, tag: &str, institution: &'static str) {
        let office = &self.office;
        let custodian = format!("custodian-{tag}");
        let blocked = |one: &&Subject| one.institution == institution && one.stage == "blocked";
        let blocked = self.subjects.iter().find(blocked).unwrap().number;
        let erasure = office.door.propose_erasure(&office.as_of(&custodian), blocked).unwrap();
        let ana = office.as_of("ana");
        let recovery = office
            .door
            .recover_institution(&office.as_of(&custodian), institution, &format!("custodian3-{tag}"))
            .unwrap();
        let mut keep = |act, institution, number, by: &str| {
            let by = by.to_owned();
            self.proposals.push(Proposed {
                act,
                institution,
                number,
                by,
            });
        };
        keep("confirm_erasure", institution, erasure, &custodian);
        keep("confirm_recovery", institution, recovery, &custodian);
        if tag == "cmx" {
            let names = ["custodian-hid".to_owned(), "custodian2-hid".to_owned()];
            let enrolment = office.door.enrol_institution(&ana, THIRD, &names).unwrap();
            keep("confirm_enrolment", THIRD, enrolment, "ana");
        }
    }

    fn add_accounts(&mut self) {
        for (tag, institution) in [PLACES[0], PLACES[1], PLACES[3]] {
            for state in ["invited", "active", "closed"] {
                let name = format!("{state}-{tag}");
                let ana = self.office.as_of("ana");
                if state == "invited" {
                    let of = new(&name, &name, institution, &[Role::Analyst]);
                    self.office.door.add_account(&ana, &of).unwrap();
                } else {
                    self.office.hire(&name, institution, &[Role::Analyst]);
                }
                if state == "closed" {
                    self.office.door.close_account(&ana, &name).unwrap();
                }
                self.accounts.push((name, institution, state));
            }
        }
    }

    /// The institution of each account.
    pub(crate) fn institutions(&self) -> Vec<String> {
        let raw = Raw::of(&self.office);
        let all = raw.text("SELECT group_concat(institution, '|') FROM account");
        all.split('|').map(str::to_owned).collect()
    }

    /// Every act on everything.
    pub(crate) fn cells(&self) -> Vec<Cell> {
        // What reads the whole log first, while it is short.
        let mut cells = self.on_the_whole();
        cells.extend(self.on_returns());
        cells.extend(self.on_records());
        cells.extend(self.on_openings());
        cells.extend(self.on_accounts());
        cells.extend(self.on_institutions());
        cells
    }
}
