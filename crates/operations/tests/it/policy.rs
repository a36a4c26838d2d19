//! Every act by every account on everything in every state that can be made: what is done is what a plain reading of
//! `rights/acts.csv` allows, and what is not done leaves an entry that says so.

use operations::{Caller, OperationError};

use crate::{
    country::{Cell, Country, Seen, Who},
    office::{Office, PROSECUTION, SHELTER},
    raw::Raw,
};

/// A line of the policy, as its file has it.
struct Line<'t> {
    act: &'t str,
    role: &'t str,
    whose: &'t str,
    jurisdiction: &'t str,
    states: Vec<&'t str>,
    tier: &'t str,
    compartments: Vec<&'t str>,
    needs: Vec<&'t str>,
}

/// The whole policy.
pub(crate) struct Policy<'t>(Vec<Line<'t>>);

/// What the caller brings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brought {
    pub(crate) purpose: bool,
    pub(crate) office_number: bool,
    pub(crate) fresh: bool,
}

/// Everything that can be brought.
pub(crate) const ALL: Brought = Brought {
    purpose: true,
    office_number: true,
    fresh: true,
};

pub(crate) fn file() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/rights/acts.csv");
    std::fs::read_to_string(path).unwrap()
}

impl<'t> Policy<'t> {
    pub(crate) fn read(text: &'t str) -> Policy<'t> {
        let line = |text: &'t str| {
            let cells: Vec<&str> = text.splitn(9, ',').collect();
            let several = |cell: &'t str| cell.split('|').filter(|part| !part.is_empty()).collect();
            Line {
                act: cells[0],
                role: cells[1],
                whose: cells[2],
                jurisdiction: cells[3],
                states: several(cells[4]),
                tier: cells[5],
                compartments: several(cells[6]),
                needs: several(cells[7]),
            }
        };
        Policy(text.lines().skip(1).map(line).collect())
    }

    /// Whether some line lets this person do it.
    pub(crate) fn allows(&self, act: &str, who: &Who, on: &Seen, brought: Brought) -> bool {
        self.0.iter().any(|line| {
            line.act == act
                && (line.role == "public" || who.roles.iter().any(|role| role.id() == line.role))
                && is_whose(line, who, on)
                && is_there(line, who, on)
                && (line.states == ["*"] || line.states.contains(&on.stage.as_str()))
                && line.tier >= on.tier
                && on
                    .compartments
                    .iter()
                    .all(|one| line.compartments.contains(&one.as_str()))
                && (on.tier != "T2" || (may_hold(&who.institution) && may_hold(&on.institution)))
                && line.needs.iter().all(|need| brings(need, who, brought))
        })
    }
}

fn is_whose(line: &Line<'_>, who: &Who, on: &Seen) -> bool {
    match line.whose {
        "own" => !who.institution.is_empty() && who.institution == on.institution,
        "none" => on.institution.is_empty(),
        _ => true,
    }
}

fn is_there(line: &Line<'_>, who: &Who, on: &Seen) -> bool {
    match line.jurisdiction {
        "national" => who.institution.is_empty(),
        "own_state" => !state(&who.institution).is_empty() && state(&who.institution) == state(&on.institution),
        _ => true,
    }
}

fn brings(need: &str, who: &Who, brought: Brought) -> bool {
    match need {
        "purpose" => brought.purpose,
        "office_number" => brought.office_number,
        "fresh" => brought.fresh,
        "second_factor" => who.has_code,
        // Who the second person is, each cell says for itself.
        _ => true,
    }
}

/// The federal state of the institutions of the tests.
fn state(institution: &str) -> &str {
    match institution {
        SHELTER => "09",
        prosecution => prosecution.get(5..7).unwrap_or_default(),
    }
}

fn may_hold(institution: &str) -> bool {
    institution.starts_with("pros-")
}

/// What was walked.
#[derive(Debug, Default)]
struct Walked {
    cells: usize,
    allowed: usize,
    own_matter: usize,
}

pub(crate) fn every_act_is_decided_as_the_policy_says() {
    let country = Country::make();
    let text = file();
    let policy = Policy::read(&text);
    let raw = Raw::of(&country.office);
    let mut walked = Walked::default();
    let mut faults = Vec::new();
    for cell in &country.cells() {
        for who in &country.people {
            let on = cell.seen.by(who);
            let full = country.office.as_of(&who.name);
            let tries = [
                (ALL, full.clone()),
                (
                    Brought { purpose: false, ..ALL },
                    country.office.bare(&who.name).by_office("1"),
                ),
                (
                    Brought {
                        office_number: false,
                        ..ALL
                    },
                    country.office.bare(&who.name).for_purpose("a test"),
                ),
                (Brought { fresh: false, ..ALL }, country.stale(&who.name)),
            ];
            let may_ever = on.iter().any(|on| policy.allows(cell.act, who, on, ALL));
            for (brought, caller) in tries.into_iter().take(if may_ever { 4 } else { 1 }) {
                let allowed = cell
                    .needs_all
                    .then(|| on.iter().all(|on| policy.allows(cell.act, who, on, brought)));
                let allowed = allowed.unwrap_or_else(|| on.iter().any(|on| policy.allows(cell.act, who, on, brought)));
                let own = (cell.own)(who) && (brought.fresh || !cell.needs_key);
                walked.cells += 1;
                walked.allowed += usize::from(allowed && own);
                walked.own_matter += usize::from(allowed && !own);
                let fault = walk(&country, &raw, (cell, who), &caller, (allowed, own));
                faults.extend(
                    fault.map(|fault| format!("{} {} by {} {brought:?}: {fault}", cell.act, cell.what, who.name)),
                );
            }
        }
    }
    println!("{walked:?}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(walked.allowed > 300 && walked.cells > 5_000, "{walked:?}");
}

/// Tries one cell, and says what was not as it should be. What changes something is done in a copy.
fn walk(
    country: &Country,
    raw: &Raw,
    (cell, who): (&Cell, &Who),
    caller: &Caller,
    (allowed, own): (bool, bool),
) -> Option<String> {
    if allowed && own && cell.only_looks() {
        return done_as_it_should(&country.office, raw, (cell, who), caller);
    }
    if allowed && own {
        let copy = country.office.copied();
        return done_as_it_should(&copy, &Raw::of(&copy), (cell, who), caller);
    }
    let before = raw.entries();
    let done = (cell.run)(&country.office, caller);
    let acts = raw.acts(before);
    let expected = [("refused".to_owned(), who.name.clone())];
    match done {
        Ok(()) => Some(format!(
            "was done, against {}",
            if allowed { "its own conditions" } else { "the policy" }
        )),
        Err(OperationError::Refused(_)) if acts == expected => None,
        Err(OperationError::Refused(says)) => Some(format!("refused ({says}) and the log says {acts:?}")),
        // What does not exist any more, or opens with no key, is said as that, if it could be asked for at all.
        Err(_) if allowed => None,
        Err(other) => Some(format!("not refused, but {other}")),
    }
}

fn done_as_it_should(at: &Office, raw: &Raw, (cell, who): (&Cell, &Who), caller: &Caller) -> Option<String> {
    let before = raw.entries();
    if let Err(error) = (cell.run)(at, caller) {
        return Some(format!("not done: {error}"));
    }
    let acts = raw.acts(before);
    let entry = (cell.entry.to_owned(), who.name.clone());
    (!acts.contains(&entry)).then(|| format!("done, and the log says {acts:?}"))
}

pub(crate) fn lists_show_what_may_be_seen_and_no_more() {
    let country = Country::make();
    let text = file();
    let policy = Policy::read(&text);
    let (door, raw) = (&country.office.door, Raw::of(&country.office));
    let institution_of = |account: &str| {
        let sql = format!("SELECT coalesce(max(institution), '') FROM account WHERE name = '{account}'");
        raw.text(&sql)
    };
    for who in &country.people {
        let caller = country.office.as_of(&who.name);
        let sees = |act: &str, institution: &str, stage: &str| {
            policy.allows(act, who, &Seen::new(institution, stage, "T1"), ALL)
        };
        let all = country.office.door.returns(&country.office.as_of("aura")).unwrap();
        let returns = all
            .iter()
            .filter(|one| sees("see_returns", &one.authority, one.state.id()));
        let expected: Vec<i64> = returns.map(|one| one.number).collect();
        let seen = door
            .returns(&caller)
            .map_or(Vec::new(), |all| all.iter().map(|one| one.number).collect());
        assert_eq!(seen, expected, "{} returns", who.name);
        let letters = door.letters(&caller).unwrap_or_default();
        let own = [PROSECUTION, crate::office::OTHER, SHELTER]
            .into_iter()
            .filter(|institution| sees("see_answers", institution, ""));
        assert_eq!(letters.len(), own.count(), "{} answers", who.name);
        let shown = door.alerts(&caller).unwrap_or_default();
        let total = raw.number("SELECT count(*) FROM alert");
        let expected = country.office.door.alerts(&country.office.as_of("aura")).unwrap();
        assert_eq!(expected.len() as i64, total);
        let expected = expected
            .iter()
            .filter(|alert| sees("see_alerts", &institution_of(&alert.account), ""));
        assert_eq!(shown.len(), expected.count(), "{} alerts", who.name);
        let accounts = door.accounts(&caller).unwrap_or_default();
        let may_see = |one: &String| policy.allows("see_accounts", who, &Seen::new(one, "", "T0"), ALL);
        let expected = country.institutions().into_iter().filter(may_see).count();
        assert_eq!(accounts.len(), expected, "{} accounts", who.name);
        let entries = door
            .read_log(&caller, 0, 100_000)
            .map_or(Vec::new(), |(entries, _)| entries);
        for entry in &entries {
            let is_account = entry.object.starts_with("account");
            let stage = if is_account { "active" } else { "" };
            let may = sees("read_log", &entry.actor.institution, stage)
                || policy.allows("read_log", who, &Seen::new(&entry.actor.institution, stage, "T0"), ALL);
            assert!(may, "{} reads {entry:?}", who.name);
        }
    }
}
