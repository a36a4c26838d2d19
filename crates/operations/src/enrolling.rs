//! Enrolling an institution: its key pair, its custodians, and the five shares of which any three bring the key back.
//! One administrator proposes, a second person confirms.

use std::collections::BTreeSet;

use catalogue::{Act, Authority, Role};
use seal::{PrivateKey, PublicKey, Secret, Share};
use serde_json::{Value as Json, json};
use store::{Account, Proposal, StoreError, Writing};

use crate::{Caller, Door, OperationError, door::On, signing_in::roles_of};

/// How many shares there are, and how many bring a key back.
const SHARES: (u8, u8) = (3, 5);

impl Door {
    /// Proposes that an institution seals what it hands in, with its custodians: two persons at least.
    ///
    /// # Errors
    /// When the caller may not, the institution may hold no identity or has a key, or the custodians are not two
    /// active custodians of it.
    pub fn enrol_institution(
        &self,
        caller: &Caller,
        institution: &str,
        custodians: &[String],
    ) -> Result<i64, OperationError> {
        self.admit(caller, Act::EnrolInstitution, On::of(institution))?;
        self.noted(caller, Act::EnrolInstitution, institution, || {
            self.propose_enrolment(caller, institution, custodians)
        })
    }

    fn propose_enrolment(
        &self,
        caller: &Caller,
        institution: &str,
        custodians: &[String],
    ) -> Result<i64, OperationError> {
        if !Authority::of(&self.catalogue, institution).is_some_and(|one| one.may_send_identity(&self.catalogue)) {
            let says = format!("{institution} hands in no identities: shelters and civil society never do");
            return Err(OperationError::Refused(says));
        }
        if self.store.institution_key(institution)?.is_some() {
            return Err(OperationError::refused(
                "it has a key already; add custodians to it, or recover it from its shares",
            ));
        }
        self.are_custodians(institution, custodians)?;
        let writing = self.store.write(caller.actor(), &self.now())?;
        let number = writing.propose(Act::EnrolInstitution.id(), institution, &json!(custodians).to_string())?;
        writing.finish(
            "enrol_institution",
            &format!("institution {institution} proposal {number}"),
            &[],
        )?;
        Ok(number)
    }

    /// Confirms it as a second person: makes the key pair, gives the private key to each custodian, and answers the
    /// shares, each once, for five keepers apart.
    ///
    /// # Errors
    /// When the caller may not, is the person who proposed it, or it was confirmed.
    pub fn confirm_enrolment(&self, caller: &Caller, number: i64) -> Result<Vec<Share>, OperationError> {
        let proposal = self.store.proposal(number)?;
        self.admit(caller, Act::ConfirmEnrolment, On::of(&proposal.object))?;
        self.noted(caller, Act::ConfirmEnrolment, &proposal.object, || {
            self.make_keys(caller, &proposal)
        })
    }

    fn make_keys(&self, caller: &Caller, proposal: &Proposal) -> Result<Vec<Share>, OperationError> {
        let number = proposal.number;
        let writing = self.store.write(&caller.seconded(&proposal.account), &self.now())?;
        self.two_persons(proposal, caller, Act::EnrolInstitution)?;
        if self.store.institution_key(&proposal.object)?.is_some() {
            return Err(OperationError::refused("it got its key by another proposal"));
        }
        let mut generator = store::generator()?;
        let secret = Secret::draw(&mut generator);
        let shares = seal::split(&secret, SHARES.0, SHARES.1, &mut generator).map_err(StoreError::from)?;
        let own = PrivateKey::from(secret);
        writing.enrol(&proposal.object, &own.public())?;
        let custodians: Vec<String> = serde_json::from_str(&proposal.body).unwrap_or_default();
        for name in self.are_custodians(&proposal.object, &custodians)? {
            self.entrust(&writing, &proposal.object, &own, &name)?;
        }
        writing.end_proposal(number, "done")?;
        writing.finish(
            "confirm_enrolment",
            &format!("institution {} proposal {number}", proposal.object),
            &[],
        )?;
        Ok(shares)
    }

    /// Gives the institution's key to one more custodian of it, who is another person and whose account an
    /// administrator made; a custodian does it.
    ///
    /// # Errors
    /// When the caller may not, holds no key of it, or the other is no active custodian of it.
    pub fn add_custodian(&self, caller: &Caller, institution: &str, name: &str) -> Result<(), OperationError> {
        self.admit(caller, Act::AddCustodian, On::of(institution))?;
        let object = format!("institution {institution} account {name}");
        self.noted(caller, Act::AddCustodian, &object, || {
            let own = self.institution_private(caller, institution)?;
            let writing = self.store.write(&caller.seconded(name), &self.now())?;
            let account = self.is_custodian(institution, name)?;
            if account.person == caller.person() {
                return Err(OperationError::refused(TWO_PERSONS));
            }
            self.entrust(&writing, institution, &own, &account)?;
            Ok(writing.finish("add_custodian", &object, &[])?)
        })
    }

    /// Proposes to bring an institution's key back from its shares, for a custodian.
    ///
    /// # Errors
    /// When the caller may not, or the account is no active custodian of it.
    pub fn recover_institution(
        &self,
        caller: &Caller,
        institution: &str,
        custodian: &str,
    ) -> Result<i64, OperationError> {
        self.admit(caller, Act::RecoverInstitution, On::of(institution))?;
        self.noted(caller, Act::RecoverInstitution, institution, || {
            self.is_custodian(institution, custodian)?;
            let writing = self.store.write(caller.actor(), &self.now())?;
            let number = writing.propose(Act::RecoverInstitution.id(), institution, &json!(custodian).to_string())?;
            let object = format!("institution {institution} proposal {number}");
            writing.finish("recover_institution", &object, &[])?;
            Ok(number)
        })
    }

    /// Confirms it as a second person, with three of the five shares.
    ///
    /// # Errors
    /// When the caller may not, is the person who proposed it, or the shares are too few or of another key.
    pub fn confirm_recovery(&self, caller: &Caller, number: i64, shares: &[Share]) -> Result<(), OperationError> {
        let proposal = self.store.proposal(number)?;
        self.admit(caller, Act::ConfirmRecovery, On::of(&proposal.object))?;
        self.noted(caller, Act::ConfirmRecovery, &proposal.object, || {
            self.bring_back(caller, &proposal, shares)
        })
    }

    fn bring_back(&self, caller: &Caller, proposal: &Proposal, shares: &[Share]) -> Result<(), OperationError> {
        let number = proposal.number;
        let own = PrivateKey::from(seal::join(shares).map_err(StoreError::from)?);
        if self.store.institution_key(&proposal.object)? != Some(own.public()) {
            return Err(OperationError::refused("these shares are of another institution's key"));
        }
        let writing = self.store.write(&caller.seconded(&proposal.account), &self.now())?;
        self.two_persons(proposal, caller, Act::RecoverInstitution)?;
        let name: String = serde_json::from_str(&proposal.body).unwrap_or_default();
        let account = self.is_custodian(&proposal.object, &name)?;
        self.entrust(&writing, &proposal.object, &own, &account)?;
        writing.end_proposal(number, "done")?;
        let object = format!("institution {} proposal {number} account {name}", proposal.object);
        Ok(writing.finish("confirm_recovery", &object, &[])?)
    }

    /// The institutions that seal, as far as the caller may see their accounts, with their public keys and custodians,
    /// and what waits for a second person.
    ///
    /// # Errors
    /// When the caller may not see accounts.
    pub fn institutions(&self, caller: &Caller) -> Result<Json, OperationError> {
        self.admit(caller, Act::SeeAccounts, On::of(caller.institution()))?;
        self.store
            .note(caller.actor(), &self.now(), "see_accounts", "institutions", &[])?;
        let sees = |institution: &str| self.may(caller, Act::SeeAccounts, On::of(institution));
        let line = |(id, key): (String, String)| {
            let custodians = self.store.custodians(&id)?;
            Ok(json!({ "institution": id, "public_key": key, "custodians": custodians }))
        };
        let all: Vec<Json> = self
            .store
            .institutions()?
            .into_iter()
            .filter(|(id, _)| sees(id))
            .map(line)
            .collect::<Result<_, StoreError>>()?;
        let mut waiting = self.store.proposals()?;
        waiting.retain(|one| one.state == "asked" && self.of_proposal(one).is_ok_and(|whose| sees(&whose)));
        let waiting: Vec<Json> = waiting
            .into_iter()
            .map(|one| json!({ "proposal": one.number, "act": one.act, "object": one.object, "by": one.account }))
            .collect();
        Ok(json!({ "institutions": all, "waiting": waiting }))
    }

    /// The institution that a proposal is about.
    fn of_proposal(&self, proposal: &Proposal) -> Result<String, OperationError> {
        match proposal.object.strip_prefix("record ").map(str::parse) {
            Some(Ok(record)) => Ok(self.subject(record)?.institution),
            _ => Ok(proposal.object.clone()),
        }
    }

    /// Whether a proposal is open, of this act, and another person's.
    pub(crate) fn two_persons(&self, proposal: &Proposal, caller: &Caller, act: Act) -> Result<(), OperationError> {
        // Asked again under the right to write: two who confirm at once cannot both find it open.
        let present = self.store.proposal(proposal.number)?;
        if present.state != "asked" || present.act != act.id() {
            return Err(OperationError::refused(
                "there is nothing of this kind to confirm under that number; list what waits",
            ));
        }
        if present.person == caller.person() {
            return Err(OperationError::refused(TWO_PERSONS));
        }
        Ok(())
    }

    /// The private key of an institution, by way of the caller's own.
    pub(crate) fn institution_private(&self, caller: &Caller, institution: &str) -> Result<PrivateKey, OperationError> {
        let own = caller
            .key()
            .ok_or_else(|| OperationError::refused("sign in with your password: a session alone holds no key"))?;
        let wrapped = self.store.custody(institution, caller.account())?;
        let wrapped = wrapped.ok_or_else(|| {
            let says = format!("you hold no key of {institution}; one of its custodians gives it to you");
            OperationError::Refused(says)
        })?;
        let secret = seal::unwrap(&wrapped, own, &custody(institution, caller.account())).map_err(StoreError::from)?;
        Ok(PrivateKey::from(secret))
    }

    pub(crate) fn entrust(
        &self,
        writing: &Writing<'_>,
        institution: &str,
        own: &PrivateKey,
        account: &Account,
    ) -> Result<(), OperationError> {
        let public: PublicKey = account.public_key.parse().map_err(StoreError::from)?;
        let mut generator = store::generator()?;
        let place = custody(institution, &account.name);
        let wrapped = seal::wrap(own.secret(), &public, &place, &mut generator);
        Ok(writing.entrust(institution, &account.name, &wrapped)?)
    }

    fn are_custodians(&self, institution: &str, names: &[String]) -> Result<Vec<Account>, OperationError> {
        let accounts = names.iter().map(|name| self.is_custodian(institution, name));
        let accounts = accounts.collect::<Result<Vec<Account>, _>>()?;
        let persons: BTreeSet<&str> = accounts.iter().map(|one| one.person.as_str()).collect();
        if persons.len() < 2 {
            return Err(OperationError::refused(
                "an institution has at least two custodians who are two persons: --custodian twice",
            ));
        }
        Ok(accounts)
    }

    fn is_custodian(&self, institution: &str, name: &str) -> Result<Account, OperationError> {
        let account = self.of_name(name)?;
        let fits = account.state == "active"
            && account.institution == institution
            && roles_of(&account).contains(&Role::Custodian);
        if fits {
            return Ok(account);
        }
        let says =
            format!("«{name}» is no custodian of {institution} who has set a password; add and activate it first");
        Err(OperationError::Refused(says))
    }
}

/// What is said wherever one person would be two.
pub(crate) const TWO_PERSONS: &str = "this takes two persons, and you are the first; ask somebody else";

/// What a custodian's copy of the key is bound to.
fn custody(institution: &str, account: &str) -> Vec<u8> {
    format!("custody {institution} {account}").into_bytes()
}
