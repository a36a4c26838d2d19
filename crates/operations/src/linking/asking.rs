//! What is asked of the origin: the institution looks at its own file and says whether its own record stands. It is told
//! neither of whom the other record is nor what came of it.

use catalogue::Act;
use store::LinkDecision;

use super::standing::Pair;
use crate::{Caller, Door, OperationError, calling::REASON, door::On};

/// Most letters of what is said with an answer.
const REASON_MAX: usize = 500;

/// What an origin can answer about its own record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginAnswer {
    /// The record is as the file has it.
    Stands,
    /// There is an error in it; a corrected return will follow.
    WillCorrect,
    /// The file does not say more.
    CannotTell,
}

impl OriginAnswer {
    /// Every answer, in the order in which a page offers them.
    pub const ALL: [OriginAnswer; 3] = [
        OriginAnswer::Stands,
        OriginAnswer::WillCorrect,
        OriginAnswer::CannotTell,
    ];

    /// The id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            OriginAnswer::Stands => "stands",
            OriginAnswer::WillCorrect => "will_correct",
            OriginAnswer::CannotTell => "cannot_tell",
        }
    }

    /// The answer of an id.
    #[must_use]
    pub fn of(id: &str) -> Option<OriginAnswer> {
        OriginAnswer::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// A question to an institution about a record of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOfOrigin {
    /// Its number.
    pub number: i64,
    /// The record.
    pub record: i64,
    /// Whose it is.
    pub institution: String,
    /// The register.
    pub register: String,
    /// The return that brought it.
    pub returned: i64,
    /// The row as the spreadsheet numbered it.
    pub row: u32,
    /// When it was asked.
    pub at: String,
    /// What was asked, in words.
    pub reason: String,
    /// What was answered, or `None`.
    pub answer: Option<OriginAnswer>,
}

impl Door {
    /// What is asked of the caller's institution about its own records, the latest first; of all, for those who see links.
    ///
    /// # Errors
    /// When the caller may not answer, or it cannot be read.
    pub fn asked_of_origin(&self, caller: &Caller) -> Result<Vec<AskedOfOrigin>, OperationError> {
        self.admit(caller, Act::AnswerLink, On::of(caller.institution()))?;
        let all = self.store.link_decisions()?;
        let mut asked = Vec::new();
        for one in all.iter().rev().filter(|one| one.act == "ask") {
            let told = self.told_to_origin(one, &all)?;
            if self.may(caller, Act::AnswerLink, On::of(&told.institution)) {
                asked.push(told);
            }
        }
        self.store.note(
            caller.actor(),
            &self.now(),
            Act::AnswerLink.id(),
            "questions about records",
            &[],
        )?;
        Ok(asked)
    }

    fn told_to_origin(&self, one: &LinkDecision, all: &[LinkDecision]) -> Result<AskedOfOrigin, OperationError> {
        let kept = self.store.record(one.record)?;
        let answers = |other: &&LinkDecision| {
            other.number > one.number && other.act == "answer" && other.record == one.record && pair(other) == pair(one)
        };
        Ok(AskedOfOrigin {
            number: one.number,
            record: one.record,
            institution: self.store.returned(kept.number)?.authority,
            register: kept.register,
            returned: kept.number,
            row: kept.row,
            at: one.at.clone(),
            reason: one.reason.clone(),
            answer: all
                .iter()
                .find(answers)
                .and_then(|answer| OriginAnswer::of(&answer.answer)),
        })
    }

    /// Answers what was asked about a record of the caller's own institution.
    ///
    /// # Errors
    /// When there is no such question, the caller may not answer it, it was answered, or the words are missing.
    pub fn answer_link(
        &self,
        caller: &Caller,
        question: i64,
        answer: OriginAnswer,
        reason: &str,
    ) -> Result<(), OperationError> {
        let all = self.store.link_decisions()?;
        let asked = all.iter().find(|one| one.number == question && one.act == "ask");
        let none = || {
            self.wrong(
                format!("no hay una pregunta {question} para su institución"),
                format!("there is no question {question} for your institution"),
            )
        };
        let one = asked.ok_or_else(none)?;
        let told = self.told_to_origin(one, &all)?;
        self.admit(caller, Act::AnswerLink, On::of(&told.institution))?;
        self.said((REASON, reason), REASON_MAX)?;
        if told.answer.is_some() {
            return Err(self.refusing("Esta pregunta ya se contestó.", "This question was answered before."));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        writing.keep_link_decision(&LinkDecision {
            a: one.a,
            b: one.b,
            act: "answer".to_owned(),
            record: one.record,
            answer: answer.id().to_owned(),
            reason: reason.to_owned(),
            ..LinkDecision::default()
        })?;
        let object = format!("record {}, question {question}: {}", one.record, answer.id());
        Ok(writing.finish(Act::AnswerLink.id(), &object, &[one.record])?)
    }
}

fn pair(one: &LinkDecision) -> Pair {
    (one.a, one.b)
}
