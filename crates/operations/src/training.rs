//! A store for training: made-up persons, sealed like real ones, and accounts whose password everybody knows. It says
//! so in its log from the first entry, and can never become a real one.

use catalogue::{Authority, Role};
use rand_chacha::ChaCha20Rng;
use register::Actor;
use seal::{Cost, OneTime, PrivateKey, Secret};
use store::{Account, Writing};

use crate::{Door, OperationError, accounts::locked};

/// The operator of a training store, and the state of that account.
pub(crate) const TRAINING: &str = "local";
/// The password of every account for training.
pub const TRAINING_PASSWORD: &str = "un país inventado para aprender";
/// The seed of every one-time code for training.
const SEED: [u8; 20] = *b"un pais inventado...";
/// As little as can be: this password protects nobody.
const COST: Cost = Cost::SMALL;

impl Door {
    /// Makes the accounts and keys of a training store: for each institution a registrar, a reviewer and two custodians,
    /// and one account of each national role. Answers the accounts' names.
    ///
    /// # Errors
    /// When the store has accounts, or they cannot be written.
    pub fn found_training(&self, institutions: &[String], from: &str) -> Result<Vec<String>, OperationError> {
        if self.has_accounts()? {
            return Err(OperationError::Refused(
                "only an empty store becomes one for training".to_owned(),
            ));
        }
        let actor = Actor::new(TRAINING, "", "found a store for training").at(from);
        let writing = self.store.write(&actor, &self.now())?;
        let mut keys = Keys::of(self)?;
        let mut operator = keys.account(TRAINING, "", Role::Public);
        (operator.state, operator.locked) = (TRAINING.to_owned(), String::new());
        writing.keep_account(&operator)?;
        let mut names = Vec::new();
        for (name, role) in NATIONAL {
            writing.keep_account(&keys.account(name, "", role))?;
            names.push(name.to_owned());
        }
        let may_send =
            |id: &&String| Authority::of(&self.catalogue, id).is_some_and(|one| one.may_send_identity(&self.catalogue));
        for institution in institutions.iter().filter(may_send) {
            names.extend(self.train(&writing, &mut keys, institution)?);
        }
        writing.finish("found_training", "store", &[])?;
        Ok(names)
    }

    fn train(&self, writing: &Writing<'_>, keys: &mut Keys, institution: &str) -> Result<Vec<String>, OperationError> {
        let own = PrivateKey::from(Secret::draw(&mut store::generator()?));
        writing.enrol(institution, &own.public())?;
        let mut names = Vec::new();
        for (kind, role) in KINDS {
            let account = keys.account(&format!("{kind}.{institution}"), institution, role);
            writing.keep_account(&account)?;
            if role == Role::Custodian {
                self.entrust(writing, institution, &own, &account)?;
            }
            names.push(account.name);
        }
        Ok(names)
    }
}

const KINDS: [(&str, Role); 4] = [
    ("registro", Role::Registrar),
    ("revision", Role::Reviewer),
    ("custodia1", Role::Custodian),
    ("custodia2", Role::Custodian),
];

const NATIONAL: [(&str, Role); 5] = [
    ("coordinacion", Role::Coordinator),
    ("analisis", Role::Analyst),
    ("auditoria", Role::Auditor),
    ("administracion1", Role::Administrator),
    ("administracion2", Role::Administrator),
];

/// One key pair for all accounts of a training store: its password is known, and locking each apart would only take
/// time.
struct Keys {
    public: String,
    locked: String,
    under: Secret,
    generator: ChaCha20Rng,
}

impl Keys {
    fn of(door: &Door) -> Result<Keys, OperationError> {
        let mut generator = store::generator()?;
        let key = PrivateKey::from(Secret::draw(&mut generator));
        Ok(Keys {
            public: key.public().to_string(),
            locked: locked(&key, TRAINING_PASSWORD, COST, &mut generator)?,
            under: door.store.account_key(),
            generator,
        })
    }

    fn account(&mut self, name: &str, institution: &str, role: Role) -> Account {
        let has_code = role != Role::Analyst;
        let seed = OneTime::from_bytes(SEED);
        let one_time = has_code.then(|| seal::seal(&self.under, name.as_bytes(), seed.expose(), &mut self.generator));
        Account {
            name: name.to_owned(),
            person: name.to_owned(),
            institution: institution.to_owned(),
            roles: role.id().to_owned(),
            state: "active".to_owned(),
            public_key: self.public.clone(),
            locked: self.locked.clone(),
            one_time,
            last_step: 0,
            recovery: String::new(),
            invitation: String::new(),
            changed_at: String::new(),
        }
    }
}

/// The seed of the one-time codes of a training store, as an authenticator takes it.
#[must_use]
pub fn training_seed() -> String {
    OneTime::from_bytes(SEED).text()
}

/// The one-time code of this moment in a training store.
#[must_use]
pub fn training_code() -> String {
    let now = crate::unix_now();
    OneTime::from_bytes(SEED).code(now)
}
