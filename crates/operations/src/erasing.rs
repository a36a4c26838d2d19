//! Blocks and erases identities. Erasing is the destruction of the data key, proposed by one custodian and confirmed by
//! another; the record without the identity stays, and so does what the log says of it. Of a record that brought no
//! identity and can be linked all the same, what it is linked by is erased in this way.

use std::{fs::File, io::Write};

use catalogue::Act;
use register::Actor;
use serde_json::json;

use store::Proposal;

use crate::{Caller, Door, OperationError, opening::Subject};

impl Door {
    /// Blocks the identity of a record: kept, and opened no more, while it is decided what becomes of it.
    ///
    /// # Errors
    /// When the caller may not, or it is blocked.
    pub fn block_record(&self, caller: &Caller, record: i64) -> Result<(), OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::BlockRecord, subject.without_identity())?;
        let object = format!("record {record}");
        self.noted(caller, Act::BlockRecord, &object, || {
            let writing = self.store.write(caller.actor(), &self.now())?;
            if self.store.record_stage(record)? == "blocked" {
                return Err(OperationError::refused("it is blocked already"));
            }
            writing.block(record, &caller.actor().reference)?;
            self.watch(&writing, record, "block_record")?;
            Ok(writing.finish("block_record", &object, &[record])?)
        })
    }

    /// Proposes to erase the identity of a blocked record, by an office that says on which basis.
    ///
    /// # Errors
    /// When the caller may not, or the record is not blocked.
    pub fn propose_erasure(&self, caller: &Caller, record: i64) -> Result<i64, OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::ProposeErasure, subject.on("person"))?;
        self.noted(caller, Act::ProposeErasure, &format!("record {record}"), || {
            self.propose_to_erase(caller, record, &subject)
        })
    }

    fn propose_to_erase(&self, caller: &Caller, record: i64, subject: &Subject) -> Result<i64, OperationError> {
        if subject.stage != "blocked" {
            return Err(OperationError::refused(
                "an identity is blocked before it is erased, so that there is time to object; block it first",
            ));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        let body = json!({ "record": record, "basis": caller.actor().reference, "purpose": caller.actor().purpose });
        let number = writing.propose(Act::ProposeErasure.id(), &format!("record {record}"), &body.to_string())?;
        self.watch(&writing, record, "propose_erasure")?;
        writing.finish(
            "propose_erasure",
            &format!("record {record} proposal {number}"),
            &[record],
        )?;
        Ok(number)
    }

    /// Confirms it as a second person: the key is destroyed, and what the record is linked by. Answers the proof, a hash of what was destroyed, which
    /// the log keeps.
    ///
    /// # Errors
    /// When the caller may not, is the person who proposed it, or it was confirmed.
    pub fn confirm_erasure(&self, caller: &Caller, number: i64) -> Result<String, OperationError> {
        let proposal = self.store.proposal(number)?;
        let body: serde_json::Value = serde_json::from_str(&proposal.body).unwrap_or_default();
        let record = body["record"]
            .as_i64()
            .ok_or_else(|| OperationError::refused("there is no erasure under that number"))?;
        let subject = self.subject(record)?;
        self.admit(caller, Act::ConfirmErasure, subject.on("person"))?;
        let basis = body["basis"].as_str().unwrap_or_default();
        self.noted(caller, Act::ConfirmErasure, &format!("record {record}"), || {
            self.erase(caller, &proposal, (record, basis))
        })
    }

    fn erase(
        &self,
        caller: &Caller,
        proposal: &Proposal,
        (record, basis): (i64, &str),
    ) -> Result<String, OperationError> {
        let number = proposal.number;
        let writing = self.store.write(&caller.seconded(&proposal.account), &self.now())?;
        self.two_persons(proposal, caller, Act::ProposeErasure)?;
        let proof = writing.erase(record, basis)?;
        self.watch(&writing, record, "confirm_erasure")?;
        writing.end_proposal(number, "done")?;
        writing.finish("confirm_erasure", &format!("record {record} proof {proof}"), &[record])?;
        self.remember_erasure(record, &proof)?;
        // Readers may hold the journal for a moment; a later erasure or backup clears it.
        self.store.forget().ok();
        Ok(proof)
    }
}

impl Door {
    /// Writes an erasure down outside the store, by the record's number and the proof alone.
    fn remember_erasure(&self, record: i64, proof: &str) -> Result<(), OperationError> {
        let failed = || OperationError::file(self.erased.display().to_string());
        let mut file = File::options()
            .append(true)
            .create(true)
            .open(&self.erased)
            .map_err(failed())?;
        let written = writeln!(file, "{record} {proof}").and_then(|()| file.sync_all());
        written.map_err(failed())
    }

    /// Erases again, in a store that came back from a backup, what had been erased since: `list` is the file beside the
    /// lost store's key. Answers how many there were.
    ///
    /// # Errors
    /// When the list is none, or it cannot be written.
    pub fn erase_again(&self, list: &str, from: &str) -> Result<u64, OperationError> {
        let mut again = 0;
        for line in list.lines() {
            let read = line
                .split_once(' ')
                .and_then(|(record, proof)| Some((record.parse::<i64>().ok()?, proof)));
            let (record, proof) = read.ok_or_else(|| {
                OperationError::refused("that is no list of erasures; it lies beside the store's key")
            })?;
            if self.store.erasure_proof(record)?.as_deref() != Some(proof) {
                continue;
            }
            let actor = Actor::new("restore", "", "erase again what was erased before the store was lost").at(from);
            let writing = self.store.write(&actor, &self.now())?;
            writing.erase(record, "restore")?;
            writing.finish("erase_again", &format!("record {record} proof {proof}"), &[record])?;
            self.remember_erasure(record, proof)?;
            again += 1;
        }
        self.store.forget().ok();
        Ok(again)
    }
}
