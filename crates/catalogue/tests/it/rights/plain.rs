//! A second reading of the policy, straight from the text of its files: no part of it is the program's.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::Files;

/// One line of `acts.csv`, as written.
struct Written {
    number: u32,
    role: String,
    whose: String,
    jurisdiction: String,
    states: Vec<String>,
    tier: String,
    compartments: Vec<String>,
    needs: usize,
}

/// A row of a CSV: column to text, with its line.
type Row = (u32, BTreeMap<String, String>);

/// What the files say, without a word of it understood.
pub(crate) struct Plain {
    lines: BTreeMap<String, Vec<Written>>,
    apart: BTreeSet<(String, String)>,
    kinds: BTreeMap<String, String>,
    no_identity: BTreeSet<String>,
}

/// A question to the policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'q> {
    pub(crate) act: &'q str,
    pub(crate) roles: &'q [&'q str],
    pub(crate) institution: &'q str,
    pub(crate) state: &'q str,
    pub(crate) of: &'q str,
    pub(crate) of_state: &'q str,
    pub(crate) stage: &'q str,
    pub(crate) tier: &'q str,
    pub(crate) compartment: &'q str,
}

/// The answer: the line that allows it, or how near the nearest line came (0 no line, 1 to 4 the tests of a line).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes { line: u32 },
    No { nearest: usize },
    Apart,
}

impl Plain {
    pub(crate) fn of(files: &Files) -> Plain {
        let text = |path: &str| files.text(path).unwrap().to_owned();
        let roles = text("rights/roles.toml");
        Plain {
            lines: by_act(rows(&text("rights/acts.csv"))),
            apart: apart(&roles),
            kinds: rows(&text("authorities/authorities.csv"))
                .into_iter()
                .map(|(_, cells)| (cells["id"].clone(), cells["kind"].clone()))
                .collect(),
            no_identity: roles.lines().filter_map(|line| value(line, "kind")).collect(),
        }
    }

    pub(crate) fn answer(&self, asked: &Question<'_>) -> Answer {
        let both = |one: &str, other: &str| asked.roles.contains(&one) && asked.roles.contains(&other);
        if asked.roles.len() > 1 && self.apart.iter().any(|(one, other)| both(one, other)) {
            return Answer::Apart;
        }
        let of_act = || self.lines.get(asked.act).into_iter().flatten();
        let mine: Vec<_> = of_act()
            .filter(|line| asked.roles.contains(&line.role.as_str()))
            .collect();
        let public: Vec<_> = of_act().filter(|line| line.role == "public").collect();
        let mut best: Option<&Written> = None;
        for line in mine.iter().chain(&public) {
            if self.passed(line, asked) == 4 && best.is_none_or(|best| line.needs < best.needs) {
                best = Some(line);
            }
        }
        if let Some(line) = best {
            return Answer::Yes { line: line.number };
        }
        let looked_at = if mine.is_empty() { public } else { mine };
        let nearest = looked_at.iter().map(|line| self.passed(line, asked) + 1).max();
        Answer::No {
            nearest: nearest.unwrap_or(0),
        }
    }

    /// How many of the four tests of a line hold, one after another: whose, where, when, how far.
    fn passed(&self, line: &Written, asked: &Question<'_>) -> usize {
        let whose = match line.whose.as_str() {
            "own" => asked.institution == asked.of && !asked.of.is_empty(),
            "none" => asked.of.is_empty(),
            other => other == "any",
        };
        let place = match line.jurisdiction.as_str() {
            "own_state" => asked.state == asked.of_state && !asked.state.is_empty() && asked.state != "00",
            "national" => asked.institution.is_empty(),
            other => other == "any",
        };
        let stage = line.states.iter().any(|one| one == "*" || one == asked.stage);
        let far = match (asked.tier, line.tier.as_str()) {
            ("T0", _) | ("T1", "T1" | "T2") => true,
            ("T2", "T2") => {
                let wanted = match asked.compartment {
                    "" => "person contact narrative document",
                    one => one,
                };
                let is_given = |one: &str| line.compartments.iter().any(|given| given == one);
                wanted.split(' ').all(is_given) && self.holds(asked.of) && self.holds(asked.institution)
            }
            _ => false,
        };
        [whose, place, stage, far].iter().take_while(|holds| **holds).count()
    }

    fn holds(&self, institution: &str) -> bool {
        self.kinds
            .get(institution)
            .is_some_and(|kind| !self.no_identity.contains(kind))
    }
}

/// The rows of a CSV text: commas, and quotes around what has commas or quotes.
fn rows(text: &str) -> Vec<Row> {
    let mut rows = text.lines().zip(1..).map(|(line, number)| (number, cells(line)));
    let (_, heads) = rows.next().unwrap();
    rows.map(|(number, cells)| (number, heads.iter().cloned().zip(cells).collect()))
        .collect()
}

fn by_act(rows: Vec<Row>) -> BTreeMap<String, Vec<Written>> {
    let mut acts = BTreeMap::<String, Vec<Written>>::new();
    for (number, mut cells) in rows {
        let mut cell = |name: &str| cells.remove(name).unwrap();
        let several = |cell: String| cell.split('|').map(str::to_owned).collect::<Vec<_>>();
        let act = cell("act");
        acts.entry(act).or_default().push(Written {
            number,
            role: cell("role"),
            whose: cell("whose"),
            jurisdiction: cell("jurisdiction"),
            states: several(cell("states")),
            tier: cell("tier"),
            compartments: several(cell("compartments")),
            needs: cell("needs").split('|').filter(|need| !need.is_empty()).count(),
        });
    }
    acts
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells.last_mut().unwrap().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

/// The pairs kept apart, in both orders.
fn apart(roles: &str) -> BTreeSet<(String, String)> {
    let mut pairs = BTreeSet::new();
    let mut one = String::new();
    for line in roles.lines() {
        one = value(line, "role").unwrap_or(one);
        let Some((_, list)) = line.split_once("from ").filter(|(before, _)| before.is_empty()) else {
            continue;
        };
        for other in list.split('"').skip(1).step_by(2) {
            pairs.insert((one.clone(), other.to_owned()));
            pairs.insert((other.to_owned(), one.clone()));
        }
    }
    pairs
}

/// What stands in quotes after `key =` at the beginning of a line.
fn value(line: &str, key: &str) -> Option<String> {
    let (before, after) = line.split_once('=')?;
    (before.trim() == key)
        .then(|| after.split('"').nth(1).map(str::to_owned))
        .flatten()
}
