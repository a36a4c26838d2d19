//! The security document of this installation (General Law on Personal Data held by Public Bodies, 2025): what it is
//! at this moment, in numbers, set into the edition's text.

use std::collections::BTreeMap;

use catalogue::{Act, Happened, Installation, Language, Role};
use jiff::SignedDuration;
use store::Account;

use crate::{Caller, Door, OperationError, door::On, signing_in::roles_of};

/// The period of which the document counts what happened.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

impl Door {
    /// The security document, in Markdown: what personal data there are and where, who treats them, the risks, the
    /// measures with their state, what is missing and the plan. It names institutions and no person. That it was seen
    /// is in the log before it is answered.
    ///
    /// # Errors
    /// When the caller may not, the edition was made before there was such a document, or the store says no.
    pub fn security_document(&self, caller: &Caller, language: Language) -> Result<String, OperationError> {
        let act = Act::SeeSecurityDocument;
        self.admit(caller, act, On::default())?;
        self.store
            .note(caller.actor(), &self.now(), act.id(), "security document", &[])?;
        let document = self.catalogue.security_document(language, &self.installation()?);
        document.ok_or_else(|| {
            let says = "this catalogue was made before there was a security document; use the one built in";
            OperationError::Unknown(says.to_owned())
        })
    }

    fn installation(&self) -> Result<Installation, OperationError> {
        let since = format!("{:.3}", self.clock() - YEAR);
        let accounts = self.store.accounts()?;
        let lacks_code = |one: &&Account| self.lacks_code(one);
        let openings = self.store.openings()?;
        let proposals = self.store.proposals()?;
        Ok(Installation {
            at: self.now(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            institutions: self.sealing()?,
            accounts: by_role(&accounts),
            without_code: accounts.iter().filter(lacks_code).count(),
            sealed: self.store.sealed_records()?,
            alerts: self.alerts_since(&since)?,
            acts: self.acts_since(&since)?,
            unreviewed: openings
                .iter()
                .filter(|one| one.emergency && one.review.is_empty())
                .count(),
            waiting: proposals.iter().filter(|one| one.state == "asked").count(),
            checkpoints: self.store.checkpoints_kept()?,
            checkpoint: format!("{}\n{}", self.store.verifier(), self.store.checkpoint()?),
        })
    }

    /// The institutions that have a key, with how many custodians hold it.
    fn sealing(&self) -> Result<Vec<(String, usize)>, OperationError> {
        let mut sealing = Vec::new();
        for (id, _) in self.store.institutions()? {
            let custodians = self.store.custodians(&id)?.len();
            sealing.push((id, custodians));
        }
        Ok(sealing)
    }

    fn lacks_code(&self, account: &Account) -> bool {
        account.state == "active" && account.one_time.is_none() && self.needs_second_factor(&roles_of(account))
    }

    fn alerts_since(&self, since: &str) -> Result<Vec<(String, u64)>, OperationError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let alerts = self.store.alerts()?.into_iter();
        for alert in alerts.filter(|one| one.at.as_str() >= since) {
            *counts.entry(alert.kind).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn acts_since(&self, since: &str) -> Result<Vec<Happened>, OperationError> {
        let acts = self.store.acts_since(since)?.into_iter();
        let happened = acts.map(|(act, in_year, last)| Happened { act, in_year, last });
        Ok(happened.collect())
    }
}

/// How many accounts of each role are in each state; an account of two roles counts in both.
fn by_role(accounts: &[Account]) -> Vec<(Role, String, usize)> {
    let mut counts: BTreeMap<(Role, &str), usize> = BTreeMap::new();
    for account in accounts {
        for role in roles_of(account) {
            *counts.entry((role, &account.state)).or_default() += 1;
        }
    }
    let count = |((role, state), count): ((Role, &str), usize)| (role, state.to_owned(), count);
    counts.into_iter().map(count).collect()
}
