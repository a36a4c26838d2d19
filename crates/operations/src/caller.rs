//! Who stands at the door: made only by signing in, so that nobody can claim to be another.

use catalogue::{Act, Role};
use register::Actor;
use seal::PrivateKey;

/// A person who has signed in, or the operator of a store without accounts. There is no other way to make one:
///
/// ```compile_fail
/// let nobody = operations::Caller { roles: Vec::new() };
/// ```
#[derive(Clone, Debug)]
pub struct Caller {
    actor: Actor,
    roles: Vec<Role>,
    has_purpose: bool,
    is_local: bool,
    is_fresh: bool,
    has_second_factor: bool,
    key: Option<PrivateKey>,
    /// All that a program's token may do; `None` for a person, who may do what the roles say.
    only: Option<Vec<Act>>,
}

impl Caller {
    pub(crate) fn signed_in(actor: Actor, roles: Vec<Role>, has_second_factor: bool, key: PrivateKey) -> Caller {
        Caller {
            actor: without_purpose(actor),
            roles,
            has_purpose: false,
            is_local: false,
            is_fresh: true,
            has_second_factor,
            key: Some(key),
            only: None,
        }
    }

    /// A caller who comes back with a session: without the password there is no key.
    pub(crate) fn of_session(actor: Actor, roles: Vec<Role>, has_second_factor: bool, is_fresh: bool) -> Caller {
        Caller {
            actor: without_purpose(actor),
            roles,
            has_purpose: false,
            is_local: false,
            is_fresh,
            has_second_factor,
            key: None,
            only: None,
        }
    }

    pub(crate) fn local(institution: &str, from: &str) -> Caller {
        let actor = Actor::new("local", institution, "").at(from);
        Caller {
            actor: without_purpose(actor),
            roles: Vec::new(),
            has_purpose: false,
            is_local: true,
            is_fresh: true,
            has_second_factor: false,
            key: None,
            only: None,
        }
    }

    /// The same caller, as a program that may do these acts and no other.
    pub(crate) fn only(mut self, acts: Vec<Act>) -> Caller {
        self.only = Some(acts);
        self
    }

    /// Whether the token of a program allows an act; a person needs none.
    pub(crate) fn may_at_all(&self, act: Act) -> bool {
        self.only.as_ref().is_none_or(|acts| acts.contains(&act))
    }

    /// The same caller, with what the next act is for.
    #[must_use]
    pub fn for_purpose(mut self, purpose: &str) -> Caller {
        self.has_purpose = !purpose.trim().is_empty();
        self.actor = without_purpose(self.actor);
        if self.has_purpose {
            purpose.clone_into(&mut self.actor.purpose);
        }
        self
    }

    /// The same caller, with the number of the office or file that asks for the act.
    #[must_use]
    pub fn by_office(mut self, number: &str) -> Caller {
        number.clone_into(&mut self.actor.reference);
        self
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.actor.account
    }

    /// The institution, or empty for the national office.
    #[must_use]
    pub fn institution(&self) -> &str {
        &self.actor.institution
    }

    /// The roles.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn person(&self) -> &str {
        &self.actor.person
    }

    /// As the log names the second of two persons.
    pub(crate) fn seconded(&self, first: &str) -> Actor {
        Actor {
            second: first.to_owned(),
            ..self.actor.clone()
        }
    }

    pub(crate) fn has_purpose(&self) -> bool {
        self.has_purpose
    }

    pub(crate) fn is_local(&self) -> bool {
        self.is_local
    }

    pub(crate) fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    /// Whether the account has one-time codes.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.has_second_factor
    }

    pub(crate) fn key(&self) -> Option<&PrivateKey> {
        self.key.as_ref()
    }
}

/// What stands in the log where an act asks for no purpose and none was given.
const NONE_GIVEN: &str = "none given";

fn without_purpose(mut actor: Actor) -> Actor {
    NONE_GIVEN.clone_into(&mut actor.purpose);
    actor
}
