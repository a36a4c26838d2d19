//! Tokens of programs: each acts in the name of an account, does the few acts it was made for, and ends by itself.

use catalogue::Act;
use jiff::{SignedDuration, Timestamp};
use seal::Secret;
use store::{Account, Token};

use crate::{
    Caller, Door, OperationError,
    hashed::{hex, sha256},
    signing_in::{actor_of, roles_of},
};

/// What a program may do at all: nothing that reaches an identity, an account or a key.
pub const TOKEN_ACTS: [Act; 13] = [
    Act::Template,
    Act::Check,
    Act::Receive,
    Act::Attach,
    Act::SeeReturns,
    Act::SeeWaiting,
    Act::SeeChanges,
    Act::SeeAnswers,
    Act::SeeCalls,
    Act::SeeBoard,
    Act::SeeVintages,
    Act::Tabulate,
    Act::Trace,
];
/// The longest that a token serves, in days.
const DAYS_MAX: u32 = 366;
/// Tokens of one account.
const TOKENS_MAX: usize = 20;

/// A token in a list; the token itself is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLine {
    /// By what it is removed.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// The acts that it may do.
    pub acts: Vec<Act>,
    /// When it was made.
    pub added_at: String,
    /// Until when it serves.
    pub until: String,
}

impl Door {
    /// Makes a token for a program that acts in the caller's name; it is told once.
    ///
    /// # Errors
    /// When the password was not given of late, an act is not one that a program may do, or the account has as many
    /// tokens as it may.
    pub fn add_token(&self, caller: &Caller, label: &str, acts: &[Act], days: u32) -> Result<String, OperationError> {
        self.noted(caller, Act::ChangeOwnPassword, "token", || {
            self.is_still(caller)?;
            if !caller.is_fresh() {
                return Err(OperationError::refused("sign in again with your password first"));
            }
            let fits = !acts.is_empty() && acts.iter().all(|act| TOKEN_ACTS.contains(act));
            if !fits || !(1..=DAYS_MAX).contains(&days) {
                let says = "choose at least one act that a program may do, and from 1 to 366 days";
                return Err(OperationError::Unknown(says.to_owned()));
            }
            if self.store.tokens(caller.account())?.len() >= TOKENS_MAX {
                return Err(OperationError::refused(
                    "the account has twenty tokens; remove one first",
                ));
            }
            let token = format!("sintra_{}", hex(Secret::draw(&mut store::generator()?).expose()));
            let ids: Vec<&str> = acts.iter().map(|act| act.id()).collect();
            let actor = caller.clone().for_purpose("make a token").actor().clone();
            let (at, until) = (
                self.now(),
                self.clock() + SignedDuration::from_hours(24 * i64::from(days)),
            );
            let writing = self.store.write(&actor, &at)?;
            writing.keep_token(&Token {
                hash: sha256(token.as_bytes()),
                account: caller.account().to_owned(),
                label: label.chars().take(60).collect(),
                acts: ids.join(","),
                added_at: at.clone(),
                until: format!("{until:.3}"),
            })?;
            let object = format!("account {} {}", caller.account(), ids.join(","));
            writing.finish("add_token", &object, &[])?;
            Ok(token)
        })
    }

    /// The tokens of the caller's own account.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn tokens(&self, caller: &Caller) -> Result<Vec<TokenLine>, OperationError> {
        let line = |one: Token| TokenLine {
            id: one.hash.clone(),
            acts: acts_of(&one),
            label: one.label,
            added_at: one.added_at,
            until: one.until,
        };
        Ok(self.store.tokens(caller.account())?.into_iter().map(line).collect())
    }

    /// Removes a token of the caller's own account; it serves no more.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn drop_token(&self, caller: &Caller, id: &str) -> Result<(), OperationError> {
        self.is_still(caller)?;
        if !caller.may_at_all(Act::ChangeOwnPassword) {
            return Err(OperationError::refused(
                "a program removes no token; do it under «my account»",
            ));
        }
        let actor = caller.clone().for_purpose("remove a token").actor().clone();
        let writing = self.store.write(&actor, &self.now())?;
        writing.drop_token(caller.account(), id)?;
        Ok(writing.finish("drop_token", &format!("account {}", caller.account()), &[])?)
    }

    /// The caller in whose name a program acts.
    ///
    /// # Errors
    /// When there is no such token, its time is over, or the account is not active.
    pub fn caller_of_token(&self, token: &str, from: &str) -> Result<Caller, OperationError> {
        let ended = || OperationError::refused("the token does not serve; make another under «my account»");
        let found = self.store.token(&sha256(token.as_bytes()))?.ok_or_else(ended)?;
        let until: Timestamp = found.until.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let account = self
            .store
            .account(&found.account)?
            .filter(|one: &Account| one.state == "active");
        let account = account.filter(|_| self.clock() < until).ok_or_else(ended)?;
        let (actor, has_second_factor) = (actor_of(&account, from), account.one_time.is_some());
        let caller = Caller::of_session(actor, roles_of(&account), has_second_factor, false);
        Ok(caller.only(acts_of(&found)))
    }
}

fn acts_of(token: &Token) -> Vec<Act> {
    token.acts.split(',').filter_map(Act::of).collect()
}
