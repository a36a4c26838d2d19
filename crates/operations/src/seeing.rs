//! What was handed in, as those may see it who have to do with it; each look leaves its entry in the log.

use catalogue::Act;
use register::{Findings, Returned};
use store::{Letter, Vintage, WaitingRow};

use crate::{Caller, Door, OperationError, door::On};

impl Door {
    /// The returns that the caller may see, in the order of arrival.
    ///
    /// # Errors
    /// When the caller may see none of any kind, or they cannot be read.
    pub fn returns(&self, caller: &Caller) -> Result<Vec<Returned>, OperationError> {
        self.admit(caller, Act::SeeReturns, On::of(caller.institution()))?;
        self.store
            .note(caller.actor(), &self.now(), "see_returns", "returns", &[])?;
        let mut all = self.store.returns()?;
        all.retain(|one| self.may(caller, Act::SeeReturns, of(one)));
        Ok(all)
    }

    /// A return.
    ///
    /// # Errors
    /// When there is none of this number, or the caller may not see it.
    pub fn returned(&self, caller: &Caller, number: i64) -> Result<Returned, OperationError> {
        let one = self.store.returned(number)?;
        self.admit(caller, Act::SeeReturns, of(&one))?;
        self.store.note(
            caller.actor(),
            &self.now(),
            "see_returns",
            &format!("return {number}"),
            &[],
        )?;
        Ok(one)
    }

    /// The answers that came by letter, as far as the caller may see them.
    ///
    /// # Errors
    /// As [`Door::returns`].
    pub fn letters(&self, caller: &Caller) -> Result<Vec<Letter>, OperationError> {
        self.admit(caller, Act::SeeAnswers, On::of(caller.institution()))?;
        self.store
            .note(caller.actor(), &self.now(), "see_answers", "answers", &[])?;
        let mut all = self.store.letters(None)?;
        let on = |one: &Letter| {
            let institution = one.answer.authority.as_str();
            self.may(caller, Act::SeeAnswers, On::of(institution))
        };
        all.retain(on);
        Ok(all)
    }

    /// The rows of a return that wait for their correction.
    ///
    /// # Errors
    /// When there is no such return, or the caller may not see them.
    pub fn waiting(&self, caller: &Caller, number: i64) -> Result<Vec<WaitingRow>, OperationError> {
        let one = self.store.returned(number)?;
        self.admit(caller, Act::SeeWaiting, of(&one))?;
        self.store.note(
            caller.actor(),
            &self.now(),
            "see_waiting",
            &format!("return {number}"),
            &[],
        )?;
        Ok(self.store.waiting(number)?)
    }

    /// What was found in a return: the findings kept, and how many there are of each code.
    ///
    /// # Errors
    /// As [`Door::waiting`].
    pub fn findings(&self, caller: &Caller, number: i64) -> Result<Findings, OperationError> {
        let one = self.store.returned(number)?;
        self.admit(caller, Act::SeeWaiting, of(&one))?;
        let object = format!("findings of return {number}");
        self.store
            .note(caller.actor(), &self.now(), "see_waiting", &object, &[])?;
        let mut findings = Findings::default();
        self.store
            .findings(number)?
            .0
            .into_iter()
            .for_each(|one| findings.push(one));
        Ok(findings)
    }

    /// The vintages, in the order in which they were frozen.
    ///
    /// # Errors
    /// When the caller may not see them.
    pub fn vintages(&self, caller: &Caller) -> Result<Vec<Vintage>, OperationError> {
        self.admit(caller, Act::SeeVintages, On::default())?;
        self.store
            .note(caller.actor(), &self.now(), "see_vintages", "vintages", &[])?;
        Ok(self.store.vintages()?)
    }

    /// The records of a return, each by its number, register and row, with the compartments of identity that it holds:
    /// what one needs to ask for an opening, and nothing of what is in them. What was replaced, blocked or erased is
    /// listed for those who may see it so.
    ///
    /// # Errors
    /// When there is no such return, or the caller may not see its records.
    pub fn records(&self, caller: &Caller, number: i64) -> Result<Vec<Listed>, OperationError> {
        let one = self.store.returned(number)?;
        let whole = On {
            stage: "current",
            ..of(&one)
        };
        self.admit(caller, Act::SeeRecords, whole)?;
        let mut listed = Vec::new();
        let mut registers: Vec<&str> = one.parts.iter().map(|part| part.register.as_str()).collect();
        registers.sort_unstable();
        registers.dedup();
        for register in registers {
            self.store.records(number, register, |stored| {
                listed.push(Listed {
                    record: stored.id,
                    register: register.to_owned(),
                    row: stored.row,
                    compartments: Vec::new(),
                });
                std::ops::ControlFlow::<()>::Continue(())
            })?;
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        let mut all = std::mem::take(&mut listed);
        for one in &mut all {
            one.compartments = self.store.compartments(one.record)?;
        }
        for one in all {
            let stage = self.store.record_stage(one.record)?;
            if self.may(caller, Act::SeeRecords, On { stage, ..whole }) {
                listed.push(one);
            }
        }
        for one in &listed {
            self.watch(&writing, one.record, "see_records")?;
        }
        writing.finish("see_records", &format!("return {number}"), &[number << 32])?;
        Ok(listed)
    }
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number in this store.
    pub record: i64,
    /// The register.
    pub register: String,
    /// The row as the spreadsheet numbered it.
    pub row: u32,
    /// The compartments of identity that it holds.
    pub compartments: Vec<String>,
}

fn of(returned: &Returned) -> On<'_> {
    On {
        institution: &returned.authority,
        stage: returned.state.id(),
        compartment: None,
    }
}
