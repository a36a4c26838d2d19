//! Accounts: the first ones, invitations, passwords. No administrator ever knows or chooses another's password.

use std::collections::BTreeSet;

use catalogue::{Act, Authority, Role};
use register::Actor;
use seal::{Cost, OneTime, PrivateKey, Secret};
use serde_json::{Value as Json, json};
use store::{Account, StoreError};

use crate::{
    Caller, Door, OperationError,
    door::On,
    gate::PASSWORDS,
    hashed::sha256,
    passwords::{self, PLACE},
    signing_in::roles_of,
};

/// Recovery codes that a new password comes with.
const RECOVERY_CODES: usize = 8;

/// An account that is to be.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its name.
    pub name: String,
    /// The person whose it is: a name or number that two accounts of one person share.
    pub person: String,
    /// The institution (list `authority`), or empty for the national office.
    pub institution: String,
    /// Its roles.
    pub roles: Vec<Role>,
}

/// What a person gets once, when the password is set: nothing here is kept in a form that can be read again.
#[derive(Clone, Debug)]
pub struct Activated {
    /// The address that an authenticator reads, and the same seed as text; `None` for roles that need no code.
    pub one_time: Option<(String, String)>,
    /// Codes that each replace one one-time code.
    pub recovery: Vec<String>,
}

impl Door {
    /// The first accounts of a store that has none: two administrators, who are two persons.
    ///
    /// # Errors
    /// When the store has accounts, they are fewer than two persons, or they cannot be written.
    pub fn found(&self, first: &[NewAccount], from: &str) -> Result<Vec<String>, OperationError> {
        let persons: BTreeSet<String> = first.iter().map(|one| same(&one.person)).collect();
        let are_administrators = first.iter().all(|one| one.roles == [Role::Administrator]);
        if persons.len() < 2 || !are_administrators {
            return Err(OperationError::refused(
                "name two administrators who are two persons: what is dangerous takes two",
            ));
        }
        let actor = Actor::new("init", "", "found the store").at(from);
        let writing = self.store.write(&actor, &self.now())?;
        // Asked under the right to write: two who found it at once are not both the first.
        if self.has_accounts()? {
            return Err(OperationError::refused(
                "this store has accounts already; an administrator adds others",
            ));
        }
        let mut invitations = Vec::new();
        for new in first {
            self.fits(new)?;
            let (account, invitation) = self.invited(new)?;
            writing.keep_account(&account)?;
            invitations.push(invitation);
        }
        let names: Vec<&str> = first.iter().map(|one| one.name.as_str()).collect();
        writing.finish("found", &format!("accounts {}", names.join(" ")), &[])?;
        Ok(invitations)
    }

    /// Adds an account and answers its invitation, which the administrator hands over in person.
    ///
    /// # Errors
    /// When the caller may not, the name is taken, the institution does not exist, or one person would hold roles that
    /// must be apart.
    pub fn add_account(&self, caller: &Caller, new: &NewAccount) -> Result<String, OperationError> {
        self.admit(caller, Act::AddAccount, of(&new.institution, "invited"))?;
        self.noted(caller, Act::AddAccount, &new.institution, || {
            let writing = self.store.write(caller.actor(), &self.now())?;
            self.fits(new)?;
            if self.store.account(&new.name)?.is_some() {
                return Err(OperationError::refused(
                    "there was an account of that name; names are never given twice",
                ));
            }
            let (account, invitation) = self.invited(new)?;
            writing.keep_account(&account)?;
            let object = format!("account {} {} {}", new.name, new.institution, account.roles);
            writing.finish("add_account", &object, &[])?;
            Ok(invitation)
        })
    }

    /// Sets the first password of an invited account; `cost` is [`Cost::DEFAULT`] but for training.
    ///
    /// # Errors
    /// When the invitation is not right or was used, or the password is too easy to guess.
    pub fn activate(
        &self,
        name: &str,
        invitation: &str,
        password: &str,
        (cost, from): (Cost, &str),
    ) -> Result<Activated, OperationError> {
        let is_right = |one: &Account| one.state == "invited" && one.invitation == sha256(plain(invitation).as_bytes());
        let invited = || {
            let says = "the invitation is not right or was used; ask the administrator for another";
            let account = self.store.account(name)?.filter(is_right);
            account.ok_or_else(|| OperationError::refused(says))
        };
        let mut account = invited()?;
        let needs_code = self.gets_code(&account);
        passwords::accept(password, name, needs_code)?;
        let activated = self.new_password(&mut account, password, cost, needs_code)?;
        // A password takes its time; nobody waits for it to write, and the invitation is asked for again.
        let actor = Actor::new(name, "", "set the first password").at(from);
        let writing = self.store.write(&actor, &self.now())?;
        let present = invited()?;
        if present.roles != account.roles || present.institution != account.institution {
            let says = "the account was changed meanwhile; try again";
            return Err(OperationError::refused(says));
        }
        writing.keep_account(&account)?;
        writing.finish("activate", &format!("account {name}"), &[])?;
        Ok(activated)
    }

    /// Changes the caller's own password; what it opens stays the same.
    ///
    /// # Errors
    /// When the caller did not sign in with the old one just now, or the new one is too easy to guess.
    pub fn change_own_password(&self, caller: &Caller, password: &str) -> Result<(), OperationError> {
        let object = format!("account {}", caller.account());
        self.noted(caller, Act::ChangeOwnPassword, &object, || {
            let key = caller
                .key()
                .ok_or_else(|| OperationError::refused("sign in with the present password first"))?;
            passwords::accept(password, caller.account(), caller.has_second_factor())?;
            let locked = locked(key, password, Cost::DEFAULT, &mut store::generator()?)?;
            let actor = caller.clone().for_purpose("change the own password").actor().clone();
            let writing = self.store.write(&actor, &self.now())?;
            self.is_still(caller)?;
            let account = Account {
                locked,
                ..self.of_name(caller.account())?
            };
            writing.keep_account(&account)?;
            writing.end_session(&account.name, "*")?;
            Ok(writing.finish("change_own_password", &object, &[])?)
        })
    }

    /// Changes the roles of an account; its sessions end, and with the role custodian the institution's keys are gone.
    ///
    /// # Errors
    /// When the caller may not, it is the caller's own, or one person would hold roles that must be apart.
    pub fn change_account(&self, caller: &Caller, name: &str, roles: &[Role]) -> Result<(), OperationError> {
        self.managed(caller, Act::ChangeAccount, name, |account| {
            let new = NewAccount {
                roles: roles.to_vec(),
                ..new_of(account)
            };
            self.fits(&new)?;
            account.roles = ids(roles);
            let relieves = !roles.contains(&Role::Custodian);
            Ok((format!("account {name} {}", account.roles), relieves))
        })
    }

    /// Closes an account for good: it signs in no more, and the institution's keys that it held are gone. Its entries
    /// in the log stay.
    ///
    /// # Errors
    /// When the caller may not, or it is the caller's own.
    pub fn close_account(&self, caller: &Caller, name: &str) -> Result<(), OperationError> {
        self.managed(caller, Act::CloseAccount, name, |account| {
            "closed".clone_into(&mut account.state);
            account.locked.clear();
            account.one_time = None;
            account.recovery.clear();
            account.invitation.clear();
            Ok((format!("account {name}"), true))
        })
    }

    /// Invites an account anew: its password or its codes were lost. The institution's keys that it held are gone, and
    /// another custodian gives them again.
    ///
    /// # Errors
    /// When the caller may not, the account is closed, or it is the caller's own.
    pub fn reset_account(&self, caller: &Caller, name: &str) -> Result<String, OperationError> {
        let mut answered = String::new();
        self.managed(caller, Act::ResetAccount, name, |account| {
            let (anew, invitation) = self.invited(&new_of(account))?;
            *account = anew;
            answered = invitation;
            Ok((format!("account {name}"), true))
        })?;
        Ok(answered)
    }

    /// Changes an account of another person, as it is under the right to write; `change` says what the log says of it,
    /// and whether its keys go.
    fn managed(
        &self,
        caller: &Caller,
        act: Act,
        name: &str,
        change: impl FnOnce(&mut Account) -> Result<(String, bool), OperationError>,
    ) -> Result<(), OperationError> {
        let before = self.of_name(name)?;
        self.admit(caller, act, of(&before.institution, &before.state))?;
        self.noted(caller, act, &format!("account {name}"), || {
            if before.person == caller.person() {
                return Err(OperationError::refused(
                    "nobody manages their own account; ask the other administrator",
                ));
            }
            let writing = self.store.write(caller.actor(), &self.now())?;
            let mut account = self.of_name(name)?;
            if account.state != before.state {
                return Err(OperationError::refused(
                    "the account was changed at this very moment; look at it again",
                ));
            }
            let (object, relieves) = change(&mut account)?;
            writing.keep_account(&account)?;
            writing.end_session(&account.name, "*")?;
            if account.locked.is_empty() {
                writing.drop_passkey(&account.name, "*")?;
                writing.drop_token(&account.name, "*")?;
            }
            if relieves {
                writing.relieve(&account.name)?;
            }
            Ok(writing.finish(act.id(), &object, &[])?)
        })
    }

    /// The accounts that the caller may see, without anything secret.
    ///
    /// # Errors
    /// When the caller may see none.
    pub fn accounts(&self, caller: &Caller) -> Result<Vec<Json>, OperationError> {
        self.admit(caller, Act::SeeAccounts, of(caller.institution(), ""))?;
        let actor = caller.clone().for_purpose("see the accounts").actor().clone();
        self.store.note(&actor, &self.now(), "see_accounts", "accounts", &[])?;
        let line = |one: Account| {
            let may = self.may_manage(caller, &one);
            json!({ "account": one.name, "person": one.person, "institution": one.institution, "roles": one.roles,
                    "state": one.state, "one_time_code": one.one_time.is_some(), "changed_at": one.changed_at,
                    "may": may })
        };
        let mut all = self.store.accounts()?;
        all.retain(|one| self.may(caller, Act::SeeAccounts, of(&one.institution, "")));
        Ok(all.into_iter().map(line).collect())
    }

    /// What the caller may do to an account, once they bring what it needs.
    fn may_manage(&self, caller: &Caller, one: &Account) -> Vec<&'static str> {
        let acts = [Act::ChangeAccount, Act::ResetAccount, Act::CloseAccount];
        let on = of(&one.institution, &one.state);
        let could = |act: &Act| one.person != caller.person() && self.could(caller, *act, on);
        acts.into_iter().filter(could).map(Act::id).collect()
    }

    pub(crate) fn of_name(&self, name: &str) -> Result<Account, OperationError> {
        let absent = || {
            StoreError::Nobody(format!(
                "there is no account «{name}»; list them with `sintra account list`"
            ))
        };
        Ok(self.store.account(name)?.ok_or_else(absent)?)
    }

    /// Whether an account can be: its institution exists, and its person holds no roles that must be apart.
    fn fits(&self, new: &NewAccount) -> Result<(), OperationError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if new.name.is_empty() || !new.name.chars().all(plain) || new.name.len() > 60 || new.person.trim().is_empty() {
            return Err(OperationError::refused(
                "the name of an account is of letters, digits, «.», «-» and «_»; say whose it is too",
            ));
        }
        let knows = self
            .catalogue
            .list("authority")
            .is_some_and(|list| list.position(&new.institution).is_some());
        if !new.institution.is_empty() && !knows {
            return Err(OperationError::refused(&format!(
                "there is no institution «{}» in the list of authorities",
                new.institution
            )));
        }
        let mut roles = new.roles.clone();
        for other in self.store.accounts()? {
            if other.name == new.name || same(&other.person) != same(&new.person) {
                continue;
            }
            if other.person != words(&new.person) {
                let says = format!(
                    "this person is written «{}» in another account; write the same",
                    other.person
                );
                return Err(OperationError::Refused(says));
            }
            if other.state != "closed" {
                roles.extend(roles_of(&other));
            }
        }
        match self.catalogue.rights().incompatible(&roles) {
            Some((one, other)) => Err(OperationError::refused(&format!(
                "one person cannot be {} and {}; give one of the roles to somebody else",
                one.id(),
                other.id()
            ))),
            None if roles.is_empty() => Err(OperationError::refused("an account has at least one role")),
            None => Ok(()),
        }
    }

    /// Whether an account comes with one-time codes: its roles sign in with them, or it may ask for identities.
    fn gets_code(&self, account: &Account) -> bool {
        let roles = roles_of(account);
        let of_institution = Authority::of(&self.catalogue, &account.institution);
        let has_identity = of_institution.is_some_and(|one| one.may_send_identity(&self.catalogue));
        self.needs_second_factor(&roles) || (has_identity && roles.iter().any(|role| role.may_reach_identity()))
    }

    fn invited(&self, new: &NewAccount) -> Result<(Account, String), OperationError> {
        let invitation = self.code()?;
        let account = Account {
            name: new.name.clone(),
            person: words(&new.person),
            institution: new.institution.clone(),
            roles: ids(&new.roles),
            state: "invited".to_owned(),
            public_key: String::new(),
            locked: String::new(),
            one_time: None,
            last_step: 0,
            recovery: String::new(),
            invitation: sha256(plain(&invitation).as_bytes()),
            changed_at: self.now(),
        };
        Ok((account, invitation))
    }

    fn new_password(
        &self,
        account: &mut Account,
        password: &str,
        cost: Cost,
        needs_code: bool,
    ) -> Result<Activated, OperationError> {
        let mut generator = store::generator()?;
        let key = PrivateKey::from(Secret::draw(&mut generator));
        account.locked = locked(&key, password, cost, &mut generator)?;
        account.public_key = key.public().to_string();
        "active".clone_into(&mut account.state);
        account.invitation.clear();
        let mut activated = Activated {
            one_time: None,
            recovery: Vec::new(),
        };
        if needs_code {
            let seed = OneTime::draw(&mut generator);
            let sealed = seal::seal(
                &self.store.account_key(),
                account.name.as_bytes(),
                seed.expose(),
                &mut generator,
            );
            account.one_time = Some(sealed);
            activated.one_time = Some((seed.uri("sintra", &account.name), seed.text()));
            activated.recovery = (0..RECOVERY_CODES).map(|_| self.code()).collect::<Result<_, _>>()?;
            let hashes = activated.recovery.iter().map(|code| sha256(plain(code).as_bytes()));
            account.recovery = hashes.collect::<Vec<_>>().join(" ");
        }
        Ok(activated)
    }

    /// Sixteen letters and digits in groups of four, about eighty bits.
    fn code(&self) -> Result<String, OperationError> {
        const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
        let secret = Secret::draw(&mut store::generator()?);
        let signs = secret
            .expose()
            .iter()
            .take(16)
            .map(|byte| char::from(SIGNS[usize::from(byte % 32)]));
        let signs: Vec<char> = signs.collect();
        let groups = signs.chunks(4).map(|group| group.iter().collect::<String>());
        Ok(groups.collect::<Vec<_>>().join("-"))
    }
}

/// An account's private key under its password: that it opens is the proof of the password.
pub(crate) fn locked(
    key: &PrivateKey,
    password: &str,
    cost: Cost,
    generator: &mut impl seal::CryptoRng,
) -> Result<String, OperationError> {
    let _inside = PASSWORDS.enter()?;
    Ok(seal::lock(key.secret(), password, cost, PLACE, generator).map_err(StoreError::from)?)
}

/// A code as it is compared: without what people put between its groups.
fn plain(code: &str) -> String {
    let kept = code.chars().filter(char::is_ascii_alphanumeric);
    kept.collect::<String>().to_lowercase()
}

/// A person's name as it is kept: its words, one blank between two.
fn words(person: &str) -> String {
    person.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A person's name as it is compared: whoever differs by blanks and capitals alone is the same.
fn same(person: &str) -> String {
    words(person).to_lowercase()
}

/// What an account is made of.
fn new_of(account: &Account) -> NewAccount {
    NewAccount {
        name: account.name.clone(),
        person: account.person.clone(),
        institution: account.institution.clone(),
        roles: roles_of(account),
    }
}

fn ids(roles: &[Role]) -> String {
    roles.iter().map(|role| role.id()).collect::<Vec<_>>().join(",")
}

fn of<'a>(institution: &'a str, stage: &'a str) -> On<'a> {
    On {
        institution,
        stage,
        compartment: None,
    }
}
