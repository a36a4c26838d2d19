//! The one door to a store: nobody outside this room holds a store, and every act that passes here says who does it.

use std::{
    cell::Cell,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use catalogue::{Act, Authority, Catalogue, Decision, Language, Need, Refusal, Tier};
use jiff::Timestamp;
use linkage::encode::LinkageKey;
use store::{Access, Account, Keys, Opening, Scribe, Store, StoreError};

use crate::{
    Caller, OperationError, board::Boards, handing_jobs::LentKeys, linking::read_key, read_once::ReadOnce,
    signing_in::roles_of,
};

/// An open store with its rights. Its store is private, so that another way in does not compile:
///
/// ```compile_fail
/// fn names(door: &operations::Door) {
///     door.store.returns();
/// }
/// ```
pub struct Door {
    pub(crate) store: Store,
    pub(crate) catalogue: Arc<Catalogue>,
    clock: Box<dyn Fn() -> Timestamp + Send>,
    language: Cell<Language>,
    pub(crate) boards: Arc<Boards>,
    /// Keys of files that wait to be received as jobs.
    pub(crate) lent: Arc<LentKeys>,
    /// What was read of files under way.
    pub(crate) read_once: Arc<ReadOnce>,
    /// The key under which identities that come in are encoded, when one was handed in.
    pub(crate) linkage_key: Option<Arc<LinkageKey>>,
    /// The list of what was erased, beside the key: a backup of before does not know it.
    pub(crate) erased: PathBuf,
}

/// What an act is done to, as the rights see it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct On<'a> {
    /// The institution whose it is, or empty.
    pub(crate) institution: &'a str,
    /// The state of the record, return, opening or account, or empty.
    pub(crate) stage: &'a str,
    /// The compartment of an identity that the act reaches.
    pub(crate) compartment: Option<&'a str>,
}

impl<'a> On<'a> {
    /// Something of an institution, whatever its state.
    pub(crate) fn of(institution: &'a str) -> On<'a> {
        On {
            institution,
            ..On::default()
        }
    }

    /// The compartment that an opening is about.
    pub(crate) fn opening(one: &'a Opening) -> On<'a> {
        On {
            institution: &one.institution,
            stage: &one.state,
            compartment: Some(&one.compartment),
        }
    }
}

/// Where a store's key lies, and what opens it.
#[derive(Clone, Copy, Debug)]
pub struct KeyFile<'a> {
    /// The file; beside the store's folder unless another is named.
    pub path: &'a Path,
    /// Its passphrase, or empty for a file without.
    pub passphrase: &'a str,
}

/// Whether a store's key file asks for a passphrase.
///
/// # Errors
/// When it cannot be read.
pub fn is_locked(key: &Path) -> Result<bool, OperationError> {
    Ok(Keys::is_locked(key)?)
}

impl Door {
    /// Makes a store and its key file, and opens it.
    ///
    /// # Errors
    /// When the folder holds a store, the key file is already there, or one of them cannot be written.
    pub fn create(
        folder: &Path,
        key: KeyFile<'_>,
        catalogue: impl Into<Arc<Catalogue>>,
    ) -> Result<Door, OperationError> {
        let keys = Keys::draw()?;
        let passphrase = (!key.passphrase.is_empty()).then_some((key.passphrase, seal::Cost::DEFAULT));
        let is_new = !key.path.exists();
        if is_new {
            keys.write(key.path, passphrase)?;
        }
        let keys = Keys::read(key.path, key.passphrase)?;
        Door::of(folder, key.path, (keys, catalogue.into()), Store::create)
    }

    /// Opens the store of a folder.
    ///
    /// # Errors
    /// When there is none, its key is another, or its database is older than what was signed of it.
    pub fn open(folder: &Path, key: KeyFile<'_>, catalogue: impl Into<Arc<Catalogue>>) -> Result<Door, OperationError> {
        if !folder.exists() {
            return Err(StoreError::NotAStore(folder.display().to_string()).into());
        }
        let keys = Keys::read(key.path, key.passphrase)?;
        Door::of(folder, key.path, (keys, catalogue.into()), Store::open)
    }

    fn of(
        folder: &Path,
        key: &Path,
        (keys, catalogue): (Keys, Arc<Catalogue>),
        open: impl Fn(&Access) -> Result<Store, StoreError>,
    ) -> Result<Door, OperationError> {
        let access = Access {
            folder: folder.to_owned(),
            keys,
            anchor: Some(key.with_extension("checkpoint")),
        };
        let door = Door {
            store: open(&access)?,
            catalogue,
            clock: Box::new(Timestamp::now),
            language: Cell::new(Language::Es),
            boards: Arc::default(),
            lent: Arc::default(),
            read_once: Arc::default(),
            linkage_key: None,
            erased: key.with_extension("erased"),
        };
        // What cannot be ended now is ended when the store is next opened.
        door.sweep_hand_ins().ok();
        Ok(door)
    }

    /// One more door to the same store, by a connection of its own, for another thread.
    pub(crate) fn again(&self, scribe: &Arc<Scribe>) -> Result<Door, OperationError> {
        Ok(Door {
            store: self.store.again()?.with_scribe(Arc::clone(scribe)),
            catalogue: Arc::clone(&self.catalogue),
            clock: Box::new(Timestamp::now),
            language: Cell::new(Language::Es),
            boards: Arc::clone(&self.boards),
            lent: Arc::clone(&self.lent),
            read_once: Arc::clone(&self.read_once),
            linkage_key: self.linkage_key.clone(),
            erased: self.erased.clone(),
        })
    }

    /// The same door with a linkage key, read from a file: identities that come in are then encoded before they are sealed.
    /// The key is kept in memory alone.
    ///
    /// # Errors
    /// When the file cannot be read or holds no key.
    pub fn with_linkage_key(mut self, path: &Path) -> Result<Door, OperationError> {
        self.linkage_key = Some(Arc::new(read_key(path)?));
        Ok(self)
    }

    /// The same door under another clock, for tests of what time does.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + 'static) -> Door {
        self.clock = Box::new(clock);
        self
    }

    /// The present instant.
    pub(crate) fn clock(&self) -> Timestamp {
        (self.clock)()
    }

    /// The present instant, RFC 3339 in UTC, to the millisecond.
    #[must_use]
    pub fn now(&self) -> String {
        format!("{:.3}", self.clock())
    }

    /// Decides whether a caller may do an act to something, and says so in the log when not. What the act needs is
    /// held against what the caller brought; a second person is the act's own matter.
    ///
    /// # Errors
    /// [`OperationError::Refused`], with the way out.
    pub(crate) fn admit(&self, caller: &Caller, act: Act, on: On<'_>) -> Result<(), OperationError> {
        let object = format!("{} {}", on.institution, on.stage);
        self.noted(caller, act, object.trim(), || {
            self.is_still(caller)?;
            self.decided(caller, act, on).map_err(OperationError::Refused)
        })
    }

    /// Does what was admitted, and says in the log when it was refused all the same: a second person who is the first,
    /// a grant that was used, an account that is the caller's own.
    ///
    /// # Errors
    /// Those of what is done, or when the entry cannot be written.
    pub(crate) fn noted<V>(
        &self,
        caller: &Caller,
        act: Act,
        object: &str,
        done: impl FnOnce() -> Result<V, OperationError>,
    ) -> Result<V, OperationError> {
        let done = done();
        if let Err(OperationError::Refused(_)) = done {
            let object = format!("{} {object}", act.id());
            self.store
                .note(caller.actor(), &self.now(), "refused", object.trim(), &[])?;
        }
        done
    }

    /// Holds whoever signed in against the account as it is now: closed, reset or with other roles, they are out at
    /// once.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is not the same.
    pub(crate) fn is_still(&self, caller: &Caller) -> Result<(), OperationError> {
        if caller.is_local() {
            return Ok(());
        }
        let account = self.store.account(caller.account())?;
        let is_same = |one: &Account| {
            let key = caller.key().map(|key| key.public().to_string());
            one.state == "active"
                && roles_of(one) == caller.roles()
                && key.is_none_or(|public| public == one.public_key)
        };
        if account.as_ref().is_some_and(is_same) {
            return Ok(());
        }
        let says = "the account was closed or changed meanwhile; sign in again";
        Err(OperationError::refused(says))
    }

    fn refusal(&self, refusal: Refusal) -> String {
        let reason = self.catalogue.rights().reason(refusal);
        let language = self.language.get();
        reason.map_or_else(
            || refusal.id().to_owned(),
            |reason| format!("{} {}", reason.says.get(language), reason.mend.get(language)),
        )
    }

    fn lacks(&self, need: Need) -> String {
        let words = self
            .catalogue
            .rights()
            .need(need)
            .map(|words| words.get(self.language.get()));
        let lacks = match self.language.get() {
            Language::Es => "falta",
            Language::En => "this needs",
        };
        format!("{lacks} {}{}", words.unwrap_or_default(), option(need))
    }

    /// The same door, which speaks a language.
    #[must_use]
    pub fn speaking(self, language: Language) -> Door {
        self.speak(language);
        self
    }

    /// The language it speaks.
    pub(crate) fn language(&self) -> Language {
        self.language.get()
    }

    /// Speaks a language from now on.
    pub(crate) fn speak(&self, language: Language) {
        self.language.set(language);
    }

    /// Whether a caller may do an act to something, without a word in the log: for lists that leave out the rest.
    pub(crate) fn may(&self, caller: &Caller, act: Act, on: On<'_>) -> bool {
        self.decided(caller, act, on).is_ok()
    }

    /// Whether a caller may do an act to something, once they bring what it needs: for pages that offer it.
    pub(crate) fn could(&self, caller: &Caller, act: Act, on: On<'_>) -> bool {
        !caller.is_local() && matches!(self.decision(caller, act, on), Decision::Allowed { .. })
    }

    /// The catalogue whose rights hold here.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    fn decided(&self, caller: &Caller, act: Act, on: On<'_>) -> Result<(), String> {
        if caller.is_local() {
            // Whoever holds the key of a store without accounts does all but open an identity.
            let reaches = on.compartment.is_some() && act != Act::Receive;
            return if reaches { Err(LOCAL_SAYS.to_owned()) } else { Ok(()) };
        }
        if !caller.may_at_all(act) {
            return Err("the token was not made for this; make one that may do it under «my account»".to_owned());
        }
        match self.decision(caller, act, on) {
            Decision::Allowed { needs, .. } => match needs.iter().find(|need| !caller.brings(**need)) {
                Some(need) => Err(self.lacks(*need)),
                None => Ok(()),
            },
            Decision::Refused(refusal) => Err(self.refusal(refusal)),
        }
    }

    fn decision(&self, caller: &Caller, act: Act, on: On<'_>) -> Decision<'_> {
        let federal_state =
            |institution: &str| Authority::of(&self.catalogue, institution).map_or("", Authority::jurisdiction);
        let asker = catalogue::Asker {
            roles: caller.roles(),
            institution: caller.institution(),
            state: federal_state(caller.institution()),
        };
        let thing = catalogue::Thing {
            institution: on.institution,
            federal_state: federal_state(on.institution),
            stage: on.stage,
            tier: if on.compartment.is_some() {
                Tier::T2
            } else {
                tier_of(act)
            },
            compartment: on.compartment,
        };
        self.catalogue.rights().decide(act, &asker, &thing)
    }
}

const LOCAL_SAYS: &str = "a store without accounts seals no identity and opens none; make one with `sintra init`";

/// What an act reaches at least, where it is not an identity.
fn tier_of(act: Act) -> Tier {
    match act {
        Act::Trace | Act::SeeRecords | Act::SeeWaiting | Act::SeeChanges | Act::Receive => Tier::T1,
        Act::BlockRecord | Act::MarkCanary => Tier::T1,
        Act::Link | Act::SeeLinks | Act::DecideLink | Act::ConfirmLink => Tier::T1,
        Act::AnswerLink | Act::SeeRoleFlags => Tier::T1,
        _ => Tier::T0,
    }
}

impl Caller {
    fn brings(&self, need: Need) -> bool {
        match need {
            Need::Purpose => self.has_purpose(),
            Need::OfficeNumber => !self.actor().reference.trim().is_empty(),
            Need::Fresh => self.is_fresh(),
            Need::SecondFactor => self.has_second_factor(),
            // Who the second person is only the act itself can tell.
            Need::SecondPerson => true,
        }
    }
}

/// The option by which the command line brings what an act needs.
fn option(need: Need) -> &'static str {
    match need {
        Need::Purpose => " (--purpose …)",
        Need::OfficeNumber => " (--office-number …)",
        Need::SecondFactor => " (--code …)",
        Need::Fresh | Need::SecondPerson => "",
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door")
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}
