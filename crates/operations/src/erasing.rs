//! Blocks and erases identities. Erasing is the destruction of the data key, proposed by one custodian and confirmed by
//! another; the record without the identity stays, and so does what the log says of it.

use catalogue::Act;
use serde_json::json;

use crate::{Caller, Door, OperationError};

impl Door {
    /// Blocks the identity of a record: kept, and opened no more, while it is decided what becomes of it.
    ///
    /// # Errors
    /// When the caller may not, or it is blocked.
    pub fn block_record(&self, caller: &Caller, record: i64) -> Result<(), OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::BlockRecord, subject.without_identity())?;
        if subject.stage == "blocked" {
            return Err(refuse("it is blocked already"));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        writing.block(record, &caller.actor().reference)?;
        self.watch(&writing, record, "block_record")?;
        Ok(writing.finish("block_record", &format!("record {record}"), &[record])?)
    }

    /// Proposes to erase the identity of a blocked record, by an office that says on which basis.
    ///
    /// # Errors
    /// When the caller may not, or the record is not blocked.
    pub fn propose_erasure(&self, caller: &Caller, record: i64) -> Result<i64, OperationError> {
        let subject = self.subject(record)?;
        self.admit(caller, Act::ProposeErasure, subject.on("person"))?;
        if subject.stage != "blocked" {
            return Err(refuse(
                "an identity is blocked before it is erased, so that there is time to object; block it first",
            ));
        }
        let writing = self.store.write(caller.actor(), &self.now())?;
        let body = json!({ "record": record, "basis": caller.actor().reference, "purpose": caller.actor().purpose });
        let number = writing.propose(Act::ProposeErasure.id(), &format!("record {record}"), &body.to_string())?;
        writing.finish(
            "propose_erasure",
            &format!("record {record} proposal {number}"),
            &[record],
        )?;
        Ok(number)
    }

    /// Confirms it as a second person: the key is destroyed. Answers the proof, a hash of what was destroyed, which
    /// the log keeps.
    ///
    /// # Errors
    /// When the caller may not, is the person who proposed it, or it was confirmed.
    pub fn confirm_erasure(&self, caller: &Caller, number: i64) -> Result<String, OperationError> {
        let proposal = self.store.proposal(number)?;
        let body: serde_json::Value = serde_json::from_str(&proposal.body).unwrap_or_default();
        let record = body["record"]
            .as_i64()
            .ok_or_else(|| refuse("there is no erasure under that number"))?;
        let subject = self.subject(record)?;
        self.admit(caller, Act::ConfirmErasure, subject.on("person"))?;
        let writing = self.store.write(&caller.seconded(&proposal.account), &self.now())?;
        self.two_persons(&proposal, caller, Act::ProposeErasure)?;
        let proof = writing.erase(record, body["basis"].as_str().unwrap_or_default())?;
        writing.end_proposal(number, "done")?;
        writing.finish("confirm_erasure", &format!("record {record} proof {proof}"), &[record])?;
        // Readers may hold the journal for a moment; a later erasure or backup clears it.
        self.store.forget().ok();
        Ok(proof)
    }
}

fn refuse(says: &str) -> OperationError {
    OperationError::Refused(says.to_owned())
}
