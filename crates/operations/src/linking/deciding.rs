//! What a person decides of a pair: confirmed, rejected, undone, or asked of the origin. Each has a reason, stays in sight,
//! and can be undone; whoever confirms across two institutions needs a second person.

use catalogue::Act;
use linkage::against_confirming;
use serde_json::json;
use store::{Link, LinkDecision, Proposal};

use super::{
    Side,
    standing::{Pair, Said, Standing},
};
use crate::{Caller, Door, OperationError, calling::REASON, door::On};

/// What can be decided of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAct {
    /// Both records speak of one person, or of one file.
    Confirm,
    /// They speak of two.
    Reject,
    /// What was confirmed or rejected counts no more.
    Undo,
    /// The institution of this record is asked to look at its own file.
    Ask(i64),
}

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It holds; its number.
    Now(i64),
    /// It waits for a second person; the number of the proposal.
    Proposed(i64),
}

/// Most letters of a reason.
const REASON_MAX: usize = 500;

impl LinkAct {
    fn id(self) -> &'static str {
        match self {
            LinkAct::Confirm => "confirm",
            LinkAct::Reject => "reject",
            LinkAct::Undo => "undo",
            LinkAct::Ask(_) => "ask",
        }
    }
}

impl Door {
    /// Decides of a pair, by the number of its link.
    ///
    /// # Errors
    /// When the caller may not, there is no such link, the reason is missing or seems to identify a person, the roles of
    /// the two may not be linked, there is nothing to undo, or it contradicts what was decided before.
    pub fn decide_link(
        &self,
        caller: &Caller,
        number: i64,
        what: LinkAct,
        reason: &str,
    ) -> Result<Decided, OperationError> {
        self.admit(caller, Act::DecideLink, On::default())?;
        let link = self.one_link(number)?;
        self.said((REASON, reason), REASON_MAX)?;
        let pair = (link.a, link.b);
        self.noted(caller, Act::DecideLink, &told(pair, what.id()), || {
            self.may_decide(&link, what)?;
            if what == LinkAct::Confirm && !caller.is_local() && self.institutions_of(pair)?.len() > 1 {
                return self.propose_link(caller, &link, reason).map(Decided::Proposed);
            }
            self.keep_decision(caller, pair, (what, reason), None).map(Decided::Now)
        })
    }

    /// Confirms, as a second person, that two records of two institutions speak of one person or file. Answers the decision's
    /// number.
    ///
    /// # Errors
    /// When the caller may not, is the person who proposed it, it was confirmed, or it contradicts what was decided since.
    pub fn second_link(&self, caller: &Caller, proposal: i64) -> Result<i64, OperationError> {
        self.admit(caller, Act::ConfirmLink, On::default())?;
        let proposal = self.store.proposal(proposal)?;
        let body: serde_json::Value = serde_json::from_str(&proposal.body).unwrap_or_default();
        let none = || OperationError::refused("there is no link to confirm under that number; list what waits");
        let number = body["link"].as_i64().ok_or_else(none)?;
        let link = self.one_link(number)?;
        let reason = body["reason"].as_str().unwrap_or_default();
        self.noted(caller, Act::ConfirmLink, &told((link.a, link.b), "confirm"), || {
            self.may_decide(&link, LinkAct::Confirm)?;
            self.two_persons(&proposal, caller, Act::DecideLink)?;
            self.keep_decision(caller, (link.a, link.b), (LinkAct::Confirm, reason), Some(&proposal))
        })
    }

    pub(super) fn one_link(&self, number: i64) -> Result<Link, OperationError> {
        let link = self.store.link(number)?;
        link.ok_or_else(|| {
            self.wrong(
                format!("no hay una posible coincidencia {number}; vea la lista"),
                format!("there is no possible match {number}; see the list"),
            )
        })
    }

    fn propose_link(&self, caller: &Caller, link: &Link, reason: &str) -> Result<i64, OperationError> {
        let writing = self.store.write(caller.actor(), &self.now())?;
        let object = format!("link {}", link.number);
        let waits = |one: &Proposal| one.state == "asked" && one.act == Act::DecideLink.id() && one.object == object;
        if let Some(one) = self.store.proposals()?.iter().find(|one| waits(one)) {
            return Err(self.refusing(
                &format!("Ya se propuso ({}); falta que otra persona la confirme.", one.number),
                &format!(
                    "It was proposed before ({}); another person must confirm it.",
                    one.number
                ),
            ));
        }
        let body = json!({ "link": link.number, "reason": reason });
        let number = writing.propose(Act::DecideLink.id(), &object, &body.to_string())?;
        let object = format!("{}, proposal {number}: {reason}", told((link.a, link.b), "confirm"));
        writing.finish(Act::DecideLink.id(), &object, &[link.a, link.b])?;
        Ok(number)
    }

    fn keep_decision(
        &self,
        caller: &Caller,
        (a, b): Pair,
        (what, reason): (LinkAct, &str),
        proposal: Option<&Proposal>,
    ) -> Result<i64, OperationError> {
        let first = proposal.map_or("", |proposal| &proposal.account);
        let writing = self.store.write(&caller.seconded(first), &self.now())?;
        let number = writing.keep_link_decision(&LinkDecision {
            a,
            b,
            act: what.id().to_owned(),
            record: if let LinkAct::Ask(record) = what { record } else { 0 },
            second: first.to_owned(),
            reason: reason.to_owned(),
            ..LinkDecision::default()
        })?;
        if let Some(proposal) = proposal {
            writing.end_proposal(proposal.number, "done")?;
        }
        for record in [a, b] {
            self.watch(&writing, record, what.id())?;
        }
        let act = if proposal.is_some() {
            Act::ConfirmLink
        } else {
            Act::DecideLink
        };
        writing.finish(act.id(), &format!("{}: {reason}", told((a, b), what.id())), &[a, b])?;
        Ok(number)
    }

    /// Holds a decision against the law and against what was decided before.
    fn may_decide(&self, link: &Link, what: LinkAct) -> Result<(), OperationError> {
        let pair = (link.a, link.b);
        let (kind, all) = self.linkable_like(link.a)?;
        let all = all.into_iter().map(|(record, ..)| record).collect();
        let standing = Standing::of(&self.store, (kind, all), None)?;
        match what {
            LinkAct::Confirm if self.is_across_roles(pair)? => Err(self.refusing(
                "Una víctima y una persona imputada no se vinculan (artículo 37); queda señalada para valorar la no punibilidad.",
                "A victim and an accused person are not linked (article 37); it stays flagged so that non-punishment is considered.",
            )),
            LinkAct::Confirm => self.agrees_with(&standing, pair),
            LinkAct::Reject => self.holds_apart(&standing, pair),
            LinkAct::Undo if !standing.said.contains_key(&pair) => Err(self.refusing(
                "No hay nada que deshacer: de este par no se ha decidido nada.",
                "There is nothing to undo: nothing was decided of this pair.",
            )),
            LinkAct::Ask(record) if ![link.a, link.b].contains(&record) => Err(self.refusing(
                "Se pregunta por uno de los dos registros del par.",
                "One of the two records of the pair is asked about.",
            )),
            LinkAct::Undo | LinkAct::Ask(_) => Ok(()),
        }
    }

    fn is_across_roles(&self, (a, b): Pair) -> Result<bool, OperationError> {
        let side = |record: i64| Ok::<_, OperationError>(Side::of(&self.store.record(record)?.register));
        Ok(side(a)? != side(b)?)
    }

    fn agrees_with(&self, standing: &Standing, (a, b): Pair) -> Result<(), OperationError> {
        let (Some(at), Some(other)) = (standing.at(a), standing.at(b)) else {
            return Err(self.gone());
        };
        match against_confirming(&standing.known, at, other) {
            Some(_) if standing.said.get(&(a, b)) == Some(&Said::Apart) => Err(self.contradicts((a, b))),
            Some((x, y)) => Err(self.contradicts((standing.records[x as usize], standing.records[y as usize]))),
            None => Ok(()),
        }
    }

    fn holds_apart(&self, standing: &Standing, (a, b): Pair) -> Result<(), OperationError> {
        let (Some(at), Some(other)) = (standing.at(a), standing.at(b)) else {
            return Err(self.gone());
        };
        let of = linkage::partition(&standing.known, linkage::Join::Never);
        if of[at as usize] != of[other as usize] {
            return Ok(());
        }
        Err(self.refusing(
            "Se confirmó antes, de este par o por otros dos, que es lo mismo; deshaga primero esa confirmación.",
            "It was confirmed before, of this pair or by way of others, that they are the same; undo that confirmation first.",
        ))
    }

    fn gone(&self) -> OperationError {
        self.refusing(
            "Uno de los dos registros ya no está en vigor: lo sustituyó otra entrega o está bloqueado.",
            "One of the two records is no longer in force: another return took its place, or it is blocked.",
        )
    }

    fn contradicts(&self, (a, b): Pair) -> OperationError {
        self.refusing(
            &format!("Antes se decidió que los registros {a} y {b} no son lo mismo; deshaga primero esa decisión."),
            &format!("It was decided before that the records {a} and {b} are not the same; undo that decision first."),
        )
    }

    /// The institutions of the two records of a pair, each once.
    pub(super) fn institutions_of(&self, (a, b): Pair) -> Result<Vec<String>, OperationError> {
        let mut all = Vec::new();
        for record in [a, b] {
            all.push(self.store.returned(record >> 32)?.authority);
        }
        all.dedup();
        Ok(all)
    }
}

/// A pair in the log: numbers, and nothing of what the records say.
fn told((a, b): Pair, what: &str) -> String {
    format!("records {a} and {b}: {what}")
}
