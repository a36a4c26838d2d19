//! The policy as a page that people read: role by role, each right in a sentence, with its reason.

use super::{Act, COMPARTMENTS, Jurisdiction, Line, Need, Retention, Rights, Role, RoleDescription, Whose};
use crate::{Label, Language, Tier};

/// The words of the page itself, in `[word.page]`.
pub(crate) const PAGE: [&str; 15] = [
    "title",
    "intro",
    "second_factor",
    "not_together",
    "may",
    "up_to",
    "stages",
    "needs",
    "apart",
    "and",
    "no_identity",
    "retention",
    "years",
    "no_term",
    "nobody_yet",
];

impl Rights {
    /// The policy in Markdown, role by role: what each may do, on what, and what it needs; then the roles that are
    /// kept apart, who holds no identity and how long what is kept is kept.
    #[must_use]
    pub fn page(&self, language: Language) -> String {
        let page = Page { rights: self, language };
        let mut text = format!("# {}\n\n{}\n\n", page.of("page", "title"), page.of("page", "intro"));
        for tier in Tier::ALL {
            text += &format!("- **{}**: {}\n", tier.id(), page.of("tier", tier.id()));
        }
        for role in &self.roles {
            text += &page.role(role);
        }
        text += &page.nobody_yet();
        text += &(page.heading("apart") + &page.pairs());
        text += &(page.heading("no_identity") + &page.kinds());
        text += &(page.heading("retention") + &page.classes());
        text
    }
}

/// The policy, in one language.
#[derive(Clone, Copy)]
pub(super) struct Page<'r> {
    pub(super) rights: &'r Rights,
    pub(super) language: Language,
}

impl Page<'_> {
    pub(super) fn of(&self, group: &str, id: &str) -> &str {
        self.rights.word(group, id).map_or("", |label| self.say(label))
    }

    pub(super) fn say<'a>(&self, label: &'a Label) -> &'a str {
        label.get(self.language)
    }

    pub(super) fn name(&self, role: Role) -> &str {
        self.rights.role(role).map_or("", |one| self.say(&one.label))
    }

    fn heading(&self, word: &str) -> String {
        format!("\n## {}\n\n", self.of("page", word))
    }

    fn role(&self, role: &RoleDescription) -> String {
        let mut text = format!("\n## {}\n\n{}", self.say(&role.label), self.say(&role.purpose));
        if role.second_factor {
            text += &format!(" {}", self.of("page", "second_factor"));
        }
        let others = Role::ALL.into_iter().filter(|other| self.are_apart(role.id, *other));
        let others: Vec<&str> = others.map(|other| self.name(other)).collect();
        if !others.is_empty() {
            text += &format!(" {} {}.", self.of("page", "not_together"), self.listed(&others));
        }
        text += &format!("\n\n{}:\n\n", self.of("page", "may"));
        for act in Act::ALL {
            text += &self.act(act, role);
        }
        text
    }

    /// An act that the role may do: in one line, or each of its ways in a line of its own.
    fn act(&self, act: Act, role: &RoleDescription) -> String {
        let ways = self.rights.lines_of(act).iter().filter(|line| line.role == role.id);
        let ways: Vec<String> = ways.map(|line| self.way(line, role)).collect();
        let label = self.rights.act(act).map_or("", |act| self.say(&act.label));
        match ways.as_slice() {
            [] => String::new(),
            [one] => format!("- **{label}**: {one}\n"),
            several => format!("- **{label}**:\n  - {}\n", several.join("\n  - ")),
        }
    }

    fn are_apart(&self, one: Role, other: Role) -> bool {
        self.rights.incompatible(&[one, other]).is_some()
    }

    /// `a, b and c`.
    fn listed(&self, words: &[&str]) -> String {
        match words {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [some @ .., last] => format!("{} {} {last}", some.join(", "), self.of("page", "and")),
        }
    }

    /// One line of the policy: where, in which stages, how far, with what, and why.
    fn way(&self, line: &Line, role: &RoleDescription) -> String {
        let mut parts = vec![self.scope(line)];
        if let Some(stages) = &line.stages {
            let named: Vec<&str> = stages.iter().map(|stage| self.stage(stage)).collect();
            parts.push(format!("{}: {}", self.of("page", "stages"), named.join(", ")));
        }
        if line.tier > Tier::T0 {
            parts.push(self.reach(line));
        }
        let is_said = |need: &Need| role.second_factor && *need == Need::SecondFactor;
        let needs = line.needs.iter().filter(|need| !is_said(need));
        let needs: Vec<&str> = needs.map(|need| self.of("need", need.id())).collect();
        if !needs.is_empty() {
            parts.push(format!("{} {}", self.of("page", "needs"), self.listed(&needs)));
        }
        parts.retain(|part| !part.is_empty());
        let (parts, note) = (parts.join("; "), self.say(&line.note));
        let end = if parts.is_empty() { "" } else { ". " };
        format!("{parts}{end}*{note}* ({})", line.basis.join("; "))
    }

    fn scope(&self, line: &Line) -> String {
        let (whose, place) = (line.whose, line.jurisdiction);
        let whose_words = self.of("whose", whose.id());
        match (whose, place) {
            (Whose::Any, Jurisdiction::Any) => String::new(),
            (Whose::Own, _) | (_, Jurisdiction::Any) => whose_words.to_owned(),
            (Whose::None, _) => self.of("jurisdiction", place.id()).to_owned(),
            _ => format!("{whose_words}, {}", self.of("jurisdiction", place.id())),
        }
    }

    fn reach(&self, line: &Line) -> String {
        let mut reach = format!("{} {}", self.of("page", "up_to"), line.tier.id());
        if (1..COMPARTMENTS.len()).contains(&line.compartments.len()) {
            reach += &format!(" ({})", self.compartments(&line.compartments));
        }
        reach
    }

    fn compartments(&self, ids: &[String]) -> String {
        let named: Vec<&str> = ids.iter().map(|one| self.of("compartment", one)).collect();
        named.join(", ")
    }

    fn stage(&self, id: &str) -> &str {
        let stage = self.rights.stages.iter().find(|stage| stage.id == id);
        stage.map_or("", |stage| self.say(&stage.label))
    }

    fn nobody_yet(&self) -> String {
        let acts = Act::ALL.into_iter().filter_map(|act| self.rights.act(act));
        let acts: Vec<_> = acts.filter(|act| act.nobody_yet).collect();
        if acts.is_empty() {
            return String::new();
        }
        let acts = acts.into_iter().map(|act| format!("- {}\n", self.say(&act.label)));
        self.heading("nobody_yet") + &acts.collect::<String>()
    }

    /// The roles that are kept apart, a line each.
    pub(super) fn pairs(&self) -> String {
        let pairs = self.rights.apart.iter().map(|apart| {
            let from: Vec<&str> = apart.from.iter().map(|role| self.name(*role)).collect();
            let (role, from) = (self.name(apart.role), from.join(", "));
            format!(
                "- **{role}** ≠ {from}. *{}* ({})\n",
                self.say(&apart.reason),
                apart.basis.join("; ")
            )
        });
        pairs.collect()
    }

    /// The kinds of authority that hold no identity, a line each.
    pub(super) fn kinds(&self) -> String {
        let kinds = self.rights.no_identity.iter().map(|never| {
            let kind = self.rights.kinds.get(&never.kind).map_or("", |label| self.say(label));
            format!(
                "- **{kind}**. *{}* ({})\n",
                self.say(&never.reason),
                never.basis.join("; ")
            )
        });
        kinds.collect()
    }

    /// How long what is kept is kept, a line a class.
    pub(super) fn classes(&self) -> String {
        self.rights.retention.iter().map(|class| self.class(class)).collect()
    }

    fn class(&self, class: &Retention) -> String {
        let mut what = self.of("keeps", &class.of).to_owned();
        if !class.compartments.is_empty() && class.compartments.len() < COMPARTMENTS.len() {
            what += &format!(" ({})", self.compartments(&class.compartments));
        }
        if let Some(registers) = class.registers.as_ref().filter(|some| !some.is_empty()) {
            what += &format!(" ({})", registers.join(", "));
        }
        let since = self.of("since", &class.from);
        let term = match class.years {
            Some(years) => format!("{years} {} {since}", self.of("page", "years")),
            None => format!("{} {since}", self.of("page", "no_term")),
        };
        let then = self.of("then", class.then.id());
        format!(
            "- **{what}**: {term}; {then}. *{}* ({})\n",
            self.say(&class.label),
            class.basis.join("; ")
        )
    }
}
