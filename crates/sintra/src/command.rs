//! One module a command, and what they share: the catalogue, the door of the store, the caller.

pub(crate) mod account;
pub(crate) mod answer;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod catalogue;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod encode;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod institution;
pub(crate) mod link;
pub(crate) mod returns;
pub(crate) mod serve;
pub(crate) mod table;
pub(crate) mod template;
pub(crate) mod trace;
pub(crate) mod vintage;

use std::path::{Path, PathBuf};

use operations::{Ask, Caller, Credentials, Door, Identity, KeyFile, catalogue_from, is_store};

use crate::{
    line::{About, Given},
    outcome::Failure,
    secret::{self, Asked},
    session,
};

/// The catalogue that a command runs on, and the id of the crosswalk that it was given.
pub(crate) fn catalogue_of(
    given: &Given,
    about: Option<&About>,
) -> Result<(::catalogue::Catalogue, Option<String>), Failure> {
    let map = about.and_then(|about| about.map.as_deref());
    let outside = map.filter(|map| map.ends_with(".toml")).map(Path::new);
    let (catalogue, id) = catalogue_from(given.catalogue.as_deref(), outside)?;
    Ok((catalogue, id.or_else(|| map.map(str::to_owned))))
}

/// What becomes of identity in a file that is not handed in yet: what the person says of their institution.
pub(crate) fn sealed(identity: bool) -> Identity {
    if identity { Identity::Sealed } else { Identity::Refused }
}

pub(crate) fn ask_of<'a>(about: &'a About, crosswalk: Option<&'a str>) -> Ask<'a> {
    Ask {
        authority: about.authority.as_deref(),
        period: about.period.as_deref(),
        register: about.register.as_deref(),
        crosswalk,
    }
}

/// Where the store's key lies: beside its folder, unless another place is named.
pub(crate) fn key_path(given: &Given) -> PathBuf {
    given.key.clone().unwrap_or_else(|| {
        let mut name = given.store.as_os_str().to_owned();
        name.push(".key");
        PathBuf::from(name)
    })
}

/// The door of the store, which must be there.
pub(crate) fn door_of(given: &Given, catalogue: ::catalogue::Catalogue) -> Result<Door, Failure> {
    let path = key_path(given);
    let passphrase = secret::of_key(&path)?;
    let key = KeyFile {
        path: &path,
        passphrase: &passphrase,
    };
    let door = Door::open(&given.store, key, catalogue)?.speaking(given.lang);
    match &given.linkage_key {
        Some(path) => Ok(door.with_linkage_key(path)?),
        None => Ok(door),
    }
}

/// The door of the store, which is made when it is not there yet.
pub(crate) fn door_or_new(given: &Given, catalogue: ::catalogue::Catalogue) -> Result<Door, Failure> {
    if is_store(&given.store) {
        return door_of(given, catalogue);
    }
    let path = key_path(given);
    let key = KeyFile {
        path: &path,
        passphrase: "",
    };
    Ok(Door::create(&given.store, key, catalogue)?.speaking(given.lang))
}

/// The store of a command, and whoever gives it, for a purpose that the command line may replace.
pub(crate) fn enter(given: &Given, institution: &str, purpose: &str) -> Result<(Door, Caller), Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let door = door_of(given, catalogue)?;
    let caller = caller(given, &door, institution, purpose)?;
    Ok((door, caller))
}

/// Whoever gives a command: a person who signs in, or the operator of a store without accounts.
pub(crate) fn caller(given: &Given, door: &Door, institution: &str, purpose: &str) -> Result<Caller, Failure> {
    let from = secret::terminal();
    let caller = match &given.account {
        None => door.operator(institution, &from)?,
        Some(account) => signed_in(given, door, account, &from)?,
    };
    dressed(given, caller, purpose)
}

/// A person whose password is asked for even within a session: what opens an identity is under it.
pub(crate) fn with_password(given: &Given, institution: &str, purpose: &str) -> Result<(Door, Caller), Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let door = door_of(given, catalogue)?;
    let from = secret::terminal();
    let caller = match &given.account {
        None => door.operator(institution, &from)?,
        Some(account) => typed(given, &door, account, &from)?,
    };
    let caller = dressed(given, caller, purpose)?;
    Ok((door, caller))
}

/// Within a session of the account nothing is asked for again; outside one, the password and the code.
fn signed_in(given: &Given, door: &Door, account: &str, from: &str) -> Result<Caller, Failure> {
    let kept = session::read(given, account).filter(|_| given.code.is_none());
    if let Some(caller) = kept.and_then(|token| door.caller_of(&token, from).ok()) {
        return Ok(caller);
    }
    typed(given, door, account, from)
}

fn typed(given: &Given, door: &Door, account: &str, from: &str) -> Result<Caller, Failure> {
    let kept = session::read(given, account);
    let caller = door.sign_in(Credentials {
        account,
        password: &secret::password(given, Asked::Present)?,
        code: given.code.as_deref().unwrap_or_default(),
        session: kept.as_deref(),
        from,
    })?;
    if given.code.is_some() {
        session::keep(given, account, &door.begin_session(&caller)?)?;
    }
    Ok(caller)
}

fn dressed(given: &Given, caller: Caller, purpose: &str) -> Result<Caller, Failure> {
    let purpose = given.purpose.as_deref().unwrap_or(purpose);
    let office = given.office_number.as_deref().unwrap_or_default();
    Ok(caller.for_purpose(purpose).by_office(office))
}
