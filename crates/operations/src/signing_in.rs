//! Signing in: password, one-time code, delays after failures, sessions that end by themselves.

use catalogue::{Act, Role};
use jiff::{SignedDuration, Timestamp};
use register::Actor;
use seal::{Cost, OneTime, PrivateKey, Secret};
use store::{Account, Session};

use crate::{
    Caller, Door, OperationError,
    gate::PASSWORDS,
    hashed::{hex, sha256},
    passwords::PLACE,
    training::TRAINING,
};

/// Failures from one source that cost no delay.
const FREE_FAILURES: u32 = 5;
/// The longest delay, in minutes; it holds for one source and account, so that nobody can lock out another.
const DELAY_MAX_MINUTES: i64 = 15;
/// A session that is not used ends.
const IDLE: SignedDuration = SignedDuration::from_mins(10);
/// How exactly it is known when a session was used: it is not written down at every step.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// A session ends whatever is done with it.
const LONGEST: SignedDuration = SignedDuration::from_hours(8);
/// How long after the password what needs it may be done.
const FRESH: SignedDuration = SignedDuration::from_mins(15);

/// What a person types to sign in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Credentials<'a> {
    /// The account.
    pub account: &'a str,
    /// Its password.
    pub password: &'a str,
    /// The one-time code, or a recovery code, or empty.
    pub code: &'a str,
    /// A session of the account from the same place: within it the code is not asked for again.
    pub session: Option<&'a str>,
    /// From where: the address or the terminal.
    pub from: &'a str,
}

impl Door {
    /// Whether the store has accounts: without any, whoever holds its key is its operator.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn has_accounts(&self) -> Result<bool, OperationError> {
        Ok(!self.store.accounts()?.is_empty())
    }

    /// Whether the store is for training: made-up persons, and a password that everybody knows.
    ///
    /// # Errors
    /// When its accounts cannot be read.
    pub fn is_training(&self) -> Result<bool, OperationError> {
        Ok(self.store.account(TRAINING)?.is_some_and(|one| one.state == TRAINING))
    }

    /// The operator of a store without accounts, acting for an institution or for none.
    ///
    /// # Errors
    /// When the store has accounts: then one signs in.
    pub fn operator(&self, institution: &str, from: &str) -> Result<Caller, OperationError> {
        if self.has_accounts()? && !self.is_training()? {
            let says = "this store has accounts; say who you are: --as ACCOUNT";
            return Err(OperationError::refused(says));
        }
        Ok(Caller::local(institution, from))
    }

    /// Signs in with all that the account asks for.
    ///
    /// # Errors
    /// When something given is wrong, without saying what; too many failures came from there; or the account is not
    /// active.
    pub fn sign_in(&self, given: Credentials<'_>) -> Result<Caller, OperationError> {
        self.is_not_delayed(given)?;
        let account = self.store.account(given.account)?;
        let known = account.filter(|one| one.state == "active" && !one.locked.is_empty());
        let Some(account) = known else {
            // As much work as for a real account, so that time tells nobody which names exist.
            let (nobody, inside) = (Secret::from_bytes([0; 32]), PASSWORDS.enter()?);
            seal::lock(&nobody, given.password, Cost::DEFAULT, PLACE, &mut store::generator()?).ok();
            drop(inside);
            return self.failed(given, false);
        };
        let inside = PASSWORDS.enter()?;
        let unlocked = seal::unlock(&account.locked, given.password, PLACE);
        drop(inside);
        let Ok(secret) = unlocked else {
            return self.failed(given, true);
        };
        let actor = actor_of(&account, given.from);
        // From here under the right to write: while the password was tried, the account may have been closed, its code
        // used, and others may have guessed.
        let writing = self.store.write(&actor, &self.now())?;
        self.is_not_delayed(given)?;
        let present = self.store.account(given.account)?;
        let present = present.filter(|one| one.state == "active" && one.locked == account.locked);
        let used = match present {
            Some(account) => self.with_code(account, given)?,
            None => None,
        };
        let Some(account) = used else {
            drop(writing);
            return self.failed(given, true);
        };
        let has_second_factor = account.one_time.is_some();
        let roles = roles_of(&account);
        let needs_more = self.needs_second_factor(&roles);
        if needs_more && !has_second_factor {
            let says = "the roles of this account need a one-time code; ask the administrator to reset it";
            return Err(OperationError::refused(says));
        }
        writing.keep_account(&account)?;
        writing.failed(&self.guessed(given.account), given.from, false)?;
        writing.finish("sign_in", &format!("account {}", account.name), &[])?;
        Ok(Caller::signed_in(
            actor,
            roles,
            has_second_factor,
            PrivateKey::from(secret),
        ))
    }

    /// Whether any of these roles signs in with a one-time code too.
    pub(crate) fn needs_second_factor(&self, roles: &[Role]) -> bool {
        let rights = self.catalogue.rights();
        let needs = |role: &Role| rights.role(*role).is_none_or(|one| one.second_factor);
        roles.iter().any(needs)
    }

    pub(crate) fn is_not_delayed(&self, given: Credentials<'_>) -> Result<(), OperationError> {
        let (count, last) = self.store.failures(&self.guessed(given.account), given.from)?;
        let minutes = (count >= FREE_FAILURES).then(|| 1i64 << (count - FREE_FAILURES).min(10));
        let Some((minutes, last)) = minutes.zip(last.parse::<Timestamp>().ok()) else {
            return Ok(());
        };
        let until = last + SignedDuration::from_mins(minutes.min(DELAY_MAX_MINUTES));
        if self.clock() >= until {
            return Ok(());
        }
        let says = format!("too many attempts from here; try again after {until:.0}, or from another place");
        Err(OperationError::Refused(says))
    }

    pub(crate) fn failed<V>(&self, given: Credentials<'_>, is_known: bool) -> Result<V, OperationError> {
        // What was typed for a name may be a password: only names that exist are written down.
        let name = if is_known { given.account } else { "unknown" };
        let actor = Actor::new(name, "", "sign in").at(given.from);
        let writing = self.store.write(&actor, &self.now())?;
        let guessed = self.guessed(given.account);
        writing.failed(&guessed, given.from, true)?;
        let (count, _) = self.store.failures(&guessed, given.from)?;
        if is_known && count == FREE_FAILURES {
            writing.raise("lock_out", &format!("account {name}"))?;
        }
        writing.finish("sign_in_failed", &format!("account {name}"), &[])?;
        let says = "account, password or code are not right; try again, or ask the administrator to reset the account";
        Err(OperationError::refused(says))
    }

    /// How failures for a name are kept: what was typed as one may be a password.
    pub(crate) fn guessed(&self, name: &str) -> String {
        hex(&self.store.account_key().tag(name.as_bytes()))
    }

    /// The account, once its code was given, or a session that was begun with one.
    fn with_code(&self, account: Account, given: Credentials<'_>) -> Result<Option<Account>, OperationError> {
        let session = given.session.map(|token| self.session_of(token, given.from));
        match session {
            Some(Ok((_, of))) if of.name == account.name => Ok(Some(account)),
            _ => self.second_factor(&account, given.code),
        }
    }

    /// The account after its code was used up; `None` when the code is not right.
    fn second_factor(&self, account: &Account, code: &str) -> Result<Option<Account>, OperationError> {
        let mut after = account.clone();
        let Some(sealed) = &account.one_time else {
            return Ok(Some(after));
        };
        let seed = self.opened_seed(&account.name, sealed)?;
        let now = u64::try_from(self.clock().as_second()).unwrap_or_default();
        let last = u64::try_from(account.last_step).ok().filter(|step| *step > 0);
        let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        if let Some(step) = seed.check(&code, now, last) {
            after.last_step = i64::try_from(step).unwrap_or(i64::MAX);
            return Ok(Some(after));
        }
        let hash = sha256(code.to_lowercase().as_bytes());
        let mut left: Vec<&str> = account.recovery.split_whitespace().collect();
        let before = left.len();
        left.retain(|one| *one != hash);
        after.recovery = left.join(" ");
        Ok((left.len() < before).then_some(after))
    }

    /// Begins a session for a caller who has signed in; answers its token, which is kept nowhere.
    ///
    /// # Errors
    /// When the caller comes with a session already, which would prolong itself, or it cannot be written.
    pub fn begin_session(&self, caller: &Caller) -> Result<String, OperationError> {
        self.noted(caller, Act::SignIn, "session", || {
            self.is_still(caller)?;
            match caller.key() {
                Some(_) => self.new_session(caller),
                None => Err(OperationError::refused("sign in with your password first")),
            }
        })
    }

    fn new_session(&self, caller: &Caller) -> Result<String, OperationError> {
        let token = self.store_secret()?;
        let at = self.now();
        let actor = caller.clone().for_purpose("begin a session").actor().clone();
        let writing = self.store.write(&actor, &at)?;
        writing.keep_session(&Session {
            token: sha256(token.as_bytes()),
            account: caller.account().to_owned(),
            source: caller.actor().from.clone(),
            begun_at: at.clone(),
            seen_at: at.clone(),
            fresh_at: at,
        })?;
        writing.finish("begin_session", &format!("account {}", caller.account()), &[])?;
        Ok(token)
    }

    /// The caller of a session. What needs the password must be signed in for again.
    ///
    /// # Errors
    /// When there is no such session, it ended, it came from elsewhere, or the account is no longer active.
    pub fn caller_of(&self, token: &str, from: &str) -> Result<Caller, OperationError> {
        let (session, account) = self.session_of(token, from)?;
        if self.since(&session.seen_at) >= SEEN_EVERY {
            self.store.seen(&session.token, &self.now())?;
        }
        let actor = actor_of(&account, from);
        let is_fresh = self.since(&session.fresh_at) < FRESH;
        Ok(Caller::of_session(
            actor,
            roles_of(&account),
            account.one_time.is_some(),
            is_fresh,
        ))
    }

    /// A session that has not ended, and its account.
    fn session_of(&self, token: &str, from: &str) -> Result<(Session, Account), OperationError> {
        let ended = || OperationError::refused("the session has ended; sign in again");
        let session = self.store.session(&sha256(token.as_bytes()))?.ok_or_else(ended)?;
        let account = self.store.account(&session.account)?.ok_or_else(ended)?;
        let is_over = self.since(&session.seen_at) >= IDLE || self.since(&session.begun_at) >= LONGEST;
        if is_over || session.source != from || account.state != "active" {
            return Err(ended());
        }
        Ok((session, account))
    }

    fn since(&self, instant: &str) -> SignedDuration {
        let then: Timestamp = instant.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        self.clock().duration_since(then)
    }

    /// Ends a session, or every one of the caller's account.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sign_out(&self, caller: &Caller, token: Option<&str>) -> Result<(), OperationError> {
        let actor = caller.clone().for_purpose("sign out").actor().clone();
        let writing = self.store.write(&actor, &self.now())?;
        let which = token.map_or("*".to_owned(), |token| sha256(token.as_bytes()));
        writing.end_session(caller.account(), &which)?;
        Ok(writing.finish("sign_out", &format!("account {}", caller.account()), &[])?)
    }

    fn store_secret(&self) -> Result<String, OperationError> {
        Ok(hex(Secret::draw(&mut store::generator()?).expose()))
    }

    fn opened_seed(&self, name: &str, sealed: &[u8]) -> Result<OneTime, OperationError> {
        let plain = seal::open(&self.store.account_key(), name.as_bytes(), sealed).map_err(store::StoreError::from)?;
        let damaged = |_| OperationError::Broken(format!("the seed of {name} is damaged"));
        plain.as_slice().try_into().map(OneTime::from_bytes).map_err(damaged)
    }
}

pub(crate) fn roles_of(account: &Account) -> Vec<Role> {
    account.roles.split(',').filter_map(Role::of).collect()
}

pub(crate) fn actor_of(account: &Account, from: &str) -> Actor {
    Actor {
        account: account.name.clone(),
        person: account.person.clone(),
        institution: account.institution.clone(),
        purpose: "sign in".to_owned(),
        from: from.to_owned(),
        ..Actor::default()
    }
}
