//! Each act as something that can be tried, with what the policy sees of it and what it asks besides.

use catalogue::{Question, Role};
use operations::{Ask, Audience, Caller, Keeper, OperationError, new_keeper};

use crate::{
    board::{call, day},
    country::{Acted, COMPARTMENTS, Cell, Country, Proposed, Run, Seen, Who},
    office::{OTHER, Office, PROSECUTION, SHELTER, THIRD, hand_in, new, victims},
};

fn cell(act: &'static str, what: impl ToString, seen: Acted, run: Run) -> Cell {
    Cell {
        act,
        entry: act,
        what: what.to_string(),
        seen,
        needs_all: true,
        own: Box::new(|_| true),
        needs_key: false,
        run,
    }
}

impl Cell {
    fn entry(self, entry: &'static str) -> Cell {
        Cell { entry, ..self }
    }

    fn only(self, own: impl Fn(&Who) -> bool + 'static) -> Cell {
        Cell {
            own: Box::new(own),
            ..self
        }
    }

    fn with_key(self) -> Cell {
        Cell {
            needs_key: true,
            ..self
        }
    }

    fn any(self) -> Cell {
        Cell {
            needs_all: false,
            ..self
        }
    }
}

fn one(institution: &str, stage: &str, tier: &'static str) -> Acted {
    Acted::On(vec![Seen::new(institution, stage, tier)])
}

fn identity(institution: &str, stage: &str, compartments: &[&str]) -> Acted {
    Acted::On(vec![Seen::new(institution, stage, "T2").holding(compartments)])
}

/// Whether this account holds the institution's key.
fn holds(institution: &str) -> impl Fn(&Who) -> bool + use<> {
    let tag = if institution == OTHER { "mex" } else { "cmx" };
    let names = [
        format!("custodian-{tag}"),
        format!("custodian2-{tag}"),
        format!("both-{tag}"),
    ];
    move |who| names.contains(&who.name)
}

/// A file of boundaries: one square for a state.
pub(crate) fn squares(office: &Office) -> std::path::PathBuf {
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"CVE_ENT":"09"},"geometry":
        {"type":"Polygon","coordinates":[[[-99.4,19.1],[-98.9,19.1],[-98.9,19.6],[-99.4,19.6],[-99.4,19.1]]]}}]}"#;
    office.write("states.geojson", text)
}

/// What a question may be about: all, or one institution.
fn whose() -> Vec<Seen> {
    let all = ["", PROSECUTION, OTHER, SHELTER, THIRD];
    all.map(|institution| Seen::new(institution, "", "T1")).to_vec()
}

/// Victims by sex.
pub(crate) fn by_sex() -> Question {
    Question {
        register: "victims".to_owned(),
        rows: "sex".to_owned(),
        ..Question::default()
    }
}

impl Country {
    pub(crate) fn on_returns(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (institution, number) in self.returns.clone() {
            let on = |tier| one(institution, "accepted_with_observations", tier);
            let of = |act, run: Run| cell(act, format!("return {number} of {institution}"), on("T1"), run);
            cells.push(of(
                "see_returns",
                Box::new(move |at, by| at.door.returned(by, number).map(drop)),
            ));
            cells.push(of(
                "see_waiting",
                Box::new(move |at, by| at.door.waiting(by, number).map(drop)),
            ));
            cells.push(of(
                "see_waiting",
                Box::new(move |at, by| at.door.findings(by, number).map(drop)),
            ));
            cells.push(of(
                "see_changes",
                Box::new(move |at, by| operations::changes(&at.door, by, number).map(drop)),
            ));
            cells.push(cell(
                "see_records",
                format!("return {number} of {institution}"),
                one(institution, "current", "T1"),
                Box::new(move |at, by| at.door.records(by, number).map(drop)),
            ));
        }
        for institution in [PROSECUTION, OTHER, SHELTER] {
            cells.extend(handing_in(institution));
        }
        cells
    }

    pub(crate) fn on_records(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for subject in self.subjects.clone() {
            let (institution, stage, number) = (subject.institution, subject.stage, subject.number);
            let what = format!("{stage} record of {institution}");
            let of = |act, run: Run| cell(act, &what, one(institution, stage, "T1"), run);
            let all = identity(institution, stage, &COMPARTMENTS);
            for compartment in COMPARTMENTS {
                let on = identity(institution, stage, &[compartment]);
                let what = format!("{compartment} of a {what}");
                cells.push(cell(
                    "request_opening",
                    &what,
                    on.clone(),
                    Box::new(move |at, by| at.door.request_opening(by, number, compartment).map(drop)),
                ));
                let run: Run = Box::new(move |at, by| at.door.open_in_emergency(by, number, compartment).map(drop));
                let emergency = cell("open_in_emergency", &what, on, run);
                cells.push(emergency.only(holds(institution)).with_key());
            }
            let run: Run = Box::new(move |at, by| at.door.propose_erasure(by, number).map(drop));
            cells.push(cell("propose_erasure", &what, all, run).only(move |_| stage == "blocked"));
            cells.push(of(
                "block_record",
                Box::new(move |at, by| at.door.block_record(by, number)),
            ));
            cells.push(of(
                "mark_canary",
                Box::new(move |at, by| at.door.mark_canary(by, number)),
            ));
            cells.push(of(
                "see_accesses",
                Box::new(move |at, by| at.door.accesses(by, number).map(drop)),
            ));
        }
        cells
    }

    pub(crate) fn on_openings(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for opening in self.openings.clone() {
            let (institution, stage, number) = (opening.institution, opening.stage, opening.number);
            let what = format!("{stage} opening {number} of {institution}");
            let on = || identity(institution, stage, &["person"]);
            let asker = opening.asker.clone();
            let other = move |who: &Who| who.name != asker;
            let has_key = holds(institution);
            let second = other.clone();
            let run: Run = Box::new(move |at, by| at.door.grant_opening(by, number));
            let grant = cell("grant_opening", &what, on(), run).only(move |who| second(who) && has_key(who));
            cells.push(grant.with_key());
            let second = other.clone();
            let run: Run = Box::new(move |at, by| at.door.refuse_opening(by, number));
            let refusal = cell("grant_opening", &what, on(), run).entry("refuse_opening");
            cells.push(refusal.only(second));
            let (first, is_open) = (other.clone(), stage == "granted" && opening.is_fresh);
            let run: Run = Box::new(move |at, by| at.door.open_identity(by, number).map(drop));
            let open = cell("open_identity", &what, on(), run).only(move |who| !first(who) && is_open);
            cells.push(open.with_key());
            let is_emergency = opening.is_emergency;
            let run: Run = Box::new(move |at, by| at.door.review_emergency(by, number, "it was one"));
            let review = cell("review_emergency", &what, one(institution, stage, "T1"), run);
            cells.push(review.only(move |who| is_emergency && other(who)));
        }
        cells.extend(self.proposals.iter().map(|one| self.confirming(one)));
        cells
    }

    fn confirming(&self, proposed: &Proposed) -> Cell {
        let (act, institution, number) = (proposed.act, proposed.institution, proposed.number);
        let by = proposed.by.clone();
        let other = move |who: &Who| who.name != by;
        let what = format!("proposal {number} of {institution}");
        let cell = match act {
            "confirm_erasure" => cell(
                act,
                what,
                identity(institution, "blocked", &COMPARTMENTS),
                Box::new(move |at, by| at.door.confirm_erasure(by, number).map(drop)),
            ),
            "confirm_recovery" => {
                let shares = self.shares[institution].clone();
                let run: Run = Box::new(move |at, by| at.door.confirm_recovery(by, number, &shares[1..4]));
                cell(act, what, one(institution, "", "T0"), run)
            }
            _ => cell(
                act,
                what,
                one(institution, "", "T0"),
                Box::new(move |at, by| at.door.confirm_enrolment(by, number).map(drop)),
            ),
        };
        cell.only(other)
    }

    pub(crate) fn on_accounts(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for institution in [PROSECUTION, OTHER, SHELTER, ""] {
            cells.push(cell(
                "add_account",
                format!("account of «{institution}»"),
                one(institution, "invited", "T0"),
                Box::new(move |at, by| {
                    let of = new("nueva", "Nueva", institution, &[Role::Analyst]);
                    at.door.add_account(by, &of).map(drop)
                }),
            ));
        }
        for (name, institution, state) in self.accounts.clone() {
            let of = |act, run: Run| cell(act, &name, one(institution, state, "T0"), run);
            let (one, two, three) = (name.clone(), name.clone(), name.clone());
            cells.push(of(
                "change_account",
                Box::new(move |at, by| at.door.change_account(by, &one, &[Role::Coordinator])),
            ));
            cells.push(of(
                "close_account",
                Box::new(move |at, by| at.door.close_account(by, &two)),
            ));
            cells.push(of(
                "reset_account",
                Box::new(move |at, by| at.door.reset_account(by, &three).map(drop)),
            ));
        }
        let own = |run: Run, what: &str| cell("see_accounts", what, Acted::Own("T0", &[""]), run);
        cells.push(own(Box::new(|at, by| at.door.accounts(by).map(drop)), "accounts"));
        cells.push(own(
            Box::new(|at, by| at.door.institutions(by).map(drop)),
            "institutions",
        ));
        cells
    }

    pub(crate) fn on_institutions(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (tag, institution) in [("cmx", PROSECUTION), ("mex", OTHER), ("alb", SHELTER), ("hid", THIRD)] {
            let names = vec![format!("custodian-{tag}"), format!("custodian2-{tag}")];
            let third = format!("custodian3-{tag}");
            let of = |act, run: Run| cell(act, institution, one(institution, "", "T0"), run);
            let run: Run = Box::new(move |at, by| at.door.enrol_institution(by, institution, &names).map(drop));
            cells.push(of("enrol_institution", run).only(move |_| institution == THIRD));
            if institution == THIRD {
                continue;
            }
            let name = third.clone();
            let run: Run = Box::new(move |at, by| at.door.add_custodian(by, institution, &name));
            let has_key = holds(institution);
            let is_sealing = institution != SHELTER;
            let gives = of("add_custodian", run).only(move |who| is_sealing && has_key(who));
            cells.push(gives.with_key());
            let run: Run = Box::new(move |at, by| at.door.recover_institution(by, institution, &third).map(drop));
            cells.push(of("recover_institution", run));
        }
        cells
    }

    pub(crate) fn on_the_whole(&self) -> Vec<Cell> {
        let none = |tier| one("", "", tier);
        let own = |act, run: Run| cell(act, "the own", Acted::Own("T1", &[""]), run);
        let plain = |act, run: Run| cell(act, "the own", Acted::Own("T0", &[""]), run);
        let mut cells = vec![
            own("see_returns", Box::new(|at, by| at.door.returns(by).map(drop))),
            own("see_answers", Box::new(|at, by| at.door.letters(by).map(drop))),
            plain("see_calls", Box::new(|at, by| at.door.calls(by).map(drop))),
            plain("see_calls", Box::new(|at, by| at.door.pending(by).map(drop))),
            plain("see_board", Box::new(|at, by| at.door.board(by, 1).map(drop))),
            own("see_alerts", Box::new(|at, by| at.door.alerts(by).map(drop))),
            own("bundle_log", Box::new(|at, by| at.door.bundle_log(by).map(drop))),
            cell(
                "read_log",
                "the log",
                Acted::Own("T0", &["", "active"]),
                Box::new(|at, by| at.door.read_log(by, 0, 10).map(drop)),
            )
            .any(),
            cell(
                "verify",
                "the log",
                none("T0"),
                Box::new(|at, by| at.door.verify(by, &[]).map(drop)),
            ),
            cell(
                "checkpoint",
                "the log",
                none("T0"),
                Box::new(|at, by| at.door.checkpoint(by).map(drop)),
            ),
            cell(
                "back_up",
                "the store",
                none("T0"),
                Box::new(|at, by| {
                    let keeper = Keeper::Recipient(new_keeper().0);
                    at.door
                        .back_up(by, &at.key(), &at.folder.path().join("out.age"), &[keeper])
                }),
            ),
            cell(
                "freeze",
                "what is known",
                none("T1"),
                Box::new(|at, by| operations::freeze(&at.door, by, None).map(drop)),
            ),
            cell(
                "see_vintages",
                "the list",
                none("T1"),
                Box::new(|at, by| at.door.vintages(by).map(drop)),
            ),
        ];
        cells.extend(self.on_alerts());
        cells.extend(self.on_figures());
        cells.extend(on_calls());
        cells.extend(on_links());
        cells
    }

    fn on_alerts(&self) -> Vec<Cell> {
        let alerts = self.office.door.alerts(&self.office.as_of("aura")).unwrap();
        let of = |alert: operations::Alert| {
            let institution = if alert.account.ends_with("-mex") {
                OTHER
            } else {
                PROSECUTION
            };
            let (number, what) = (alert.number, format!("{} of {institution}", alert.kind));
            let run: Run = Box::new(move |at, by| at.door.mark_alert(by, number));
            let marks = cell("mark_alert", what, one(institution, "", "T1"), run);
            marks.only(move |who| who.name != alert.account)
        };
        alerts.into_iter().map(of).collect()
    }

    fn on_figures(&self) -> Vec<Cell> {
        let vintage = |of: fn(&Office, &Caller, &mut operations::Frozen) -> Result<(), OperationError>| {
            let id = self.vintage.clone();
            let run: Run = Box::new(move |at, by| {
                let mut frozen = operations::frozen(&at.door, &id)?;
                of(at, by, &mut frozen)
            });
            run
        };
        let none = || one("", "", "T1");
        let all = [PROSECUTION, OTHER, SHELTER].map(|institution| Seen::new(institution, "", "T1"));
        vec![
            cell(
                "tabulate",
                "a table",
                none(),
                vintage(|at, by, frozen| {
                    operations::tabulated(&at.door, frozen, by, |table| table.id == "victims.by_sex").map(drop)
                }),
            ),
            cell(
                "tabulate",
                "a question, as far as one may ask it",
                Acted::On(whose()),
                vintage(|at, by, frozen| operations::asked(&at.door, frozen, by, &by_sex()).map(drop)),
            )
            .any(),
            cell(
                "trace",
                "a figure of three institutions",
                Acted::On(all.to_vec()),
                vintage(|at, by, frozen| operations::traced(&at.door, frozen, by, "victims.by_sex[F]", 5).map(drop)),
            ),
            cell(
                "trace",
                "a figure of nobody",
                none(),
                vintage(|at, by, frozen| operations::traced(&at.door, frozen, by, "victims.by_sex[M]", 5).map(drop)),
            ),
            cell(
                "diagnose",
                "the report",
                none(),
                vintage(|at, by, frozen| operations::diagnosis(&at.door, frozen, by, Audience::Synthetic).map(drop)),
            ),
            cell(
                "import_map",
                "boundaries",
                one("", "", "T0"),
                Box::new(|at, by| at.door.import_map(by, operations::Level::State, &squares(at)).map(drop)),
            ),
            cell(
                "compare",
                "what was published",
                none(),
                vintage(|at, by, frozen| operations::compared_with(&at.door, frozen, by, "published-2019").map(drop)),
            ),
        ]
    }
}

/// What is done with the links between records.
fn on_links() -> Vec<Cell> {
    let none = |tier| one("", "", tier);
    vec![
        cell(
            "link",
            "what stands",
            none("T1"),
            Box::new(|at, by| at.door.link(by, operations::Linking::default()).map(drop)),
        ),
        cell(
            "see_links",
            "the links",
            none("T1"),
            Box::new(|at, by| at.door.links(by).map(drop)),
        ),
        cell(
            "see_role_flags",
            "victims who are accused",
            none("T1"),
            Box::new(|at, by| at.door.role_flags(by).map(drop)),
        ),
        cell(
            "answer_link",
            "the own",
            Acted::Own("T1", &[""]),
            Box::new(|at, by| at.door.asked_of_origin(by).map(drop)),
        ),
    ]
}

/// Calls: opened to each institution, extended and closed of whoever opened them.
fn on_calls() -> Vec<Cell> {
    let mut cells = Vec::new();
    for institution in [PROSECUTION, OTHER, SHELTER] {
        let run: Run = Box::new(move |at, by| at.door.open_call(by, call(&[institution])).map(drop));
        cells.push(cell("open_call", institution, one(institution, "", "T0"), run));
    }
    for (number, institution) in [(1, ""), (2, OTHER)] {
        let what = format!("call {number} of «{institution}»");
        let later: Run = Box::new(move |at, by| at.door.extend_call(by, number, "", day("2027-03-01"), "a test"));
        cells.push(cell("extend_call", &what, one(institution, "", "T0"), later));
        let closed: Run = Box::new(move |at, by| at.door.close_call(by, number, "a test"));
        cells.push(cell("close_call", &what, one(institution, "", "T0"), closed));
    }
    cells
}

/// What is handed in for an institution: a file, a document for one that is there, an answer.
fn handing_in(institution: &'static str) -> Vec<Cell> {
    let of = |act, run: Run| cell(act, institution, one(institution, "", "T1"), run);
    let receive: Run = Box::new(move |at, by| {
        let path = at.write("handed.csv", &victims("2013", 1, false));
        hand_in(&at.door, by, institution, ("2013", &path, &[])).map(drop)
    });
    let attach: Run = Box::new(move |at, by| {
        let count = if institution == OTHER {
            4
        } else if institution == SHELTER {
            2
        } else {
            6
        };
        let path = at.write("again.csv", &victims("2016", count, institution != SHELTER));
        let note = at.write("oficio.txt", "un oficio");
        hand_in(&at.door, by, institution, ("2016", &path, &[note])).map(drop)
    });
    let answer: Run = Box::new(move |at, by| {
        let ask = Ask {
            authority: Some(institution),
            period: Some("2012"),
            ..Ask::default()
        };
        operations::reply(&at.door, by, ask, "NO_INFORMATION", "").map(drop)
    });
    vec![of("receive", receive), of("attach", attach), of("answer", answer)]
}
