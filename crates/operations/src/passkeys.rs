//! Passkeys (WebAuthn): signing in with a key that never leaves its owner's device and serves at this site alone.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use catalogue::Act;
use jiff::{SignedDuration, Timestamp};
use seal::Secret;
use serde_json::{Value as Json, json};
use store::{Account, Passkey};
use webauthn_rs::prelude::{
    Passkey as Credential, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};

use crate::{
    Caller, Credentials, Door, OperationError,
    hashed::{hex, sha256},
};

/// How long a ceremony may take between its two halves.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);
/// Ceremonies at once; beyond that the oldest are given up.
const BEGUN_MAX: usize = 2_000;
/// Passkeys of one account.
const PASSKEYS_MAX: usize = 10;

/// The passkeys of one site, and the ceremonies that wait for their second half.
pub struct Passkeys {
    webauthn: Webauthn,
    begun: Mutex<BTreeMap<String, Begun>>,
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passkeys").finish_non_exhaustive()
    }
}

struct Begun {
    at: Timestamp,
    account: String,
    from: String,
    half: Half,
}

enum Half {
    Adding(PasskeyRegistration),
    /// Nothing for an account that has no passkey: the answer is wrong whatever it is.
    Signing(Option<PasskeyAuthentication>),
}

/// The first half of a ceremony: what the browser is asked, and by what name it is answered.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The name of the ceremony.
    pub name: String,
    /// What `navigator.credentials` takes, binary values in base64url.
    pub options: Json,
}

/// A passkey in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyLine {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub added_at: String,
    /// When it last signed in, or empty.
    pub used_at: String,
}

impl Passkeys {
    /// The passkeys of a site at an address, for instance `https://sintra.example.org`.
    ///
    /// # Errors
    /// When browsers would not take the address: one without TLS that is not `localhost`, or a bare number.
    pub fn of(address: &str) -> Result<Passkeys, OperationError> {
        let says = |_| OperationError::Unknown(format!("{address} cannot have passkeys; it takes https:// and a name"));
        let url = Url::parse(address).map_err(|_| says(()))?;
        let name = url.domain().ok_or_else(|| says(()))?.to_owned();
        let built = WebauthnBuilder::new(&name, &url).and_then(|builder| builder.rp_name("sintra").build());
        Ok(Passkeys {
            webauthn: built.map_err(|_| says(()))?,
            begun: Mutex::default(),
        })
    }

    fn begin(&self, one: Begun) -> Result<String, OperationError> {
        let name = hex(Secret::draw(&mut store::generator()?).expose());
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let now = one.at;
        begun.retain(|_, other| now.duration_since(other.at) < LONGEST);
        if begun.len() >= BEGUN_MAX {
            let oldest = begun
                .iter()
                .min_by_key(|(_, other)| other.at)
                .map(|(name, _)| name.clone());
            oldest.map(|name| begun.remove(&name));
        }
        begun.insert(name.clone(), one);
        Ok(name)
    }

    /// What was begun under a name, once.
    fn take(&self, name: &str, now: Timestamp) -> Option<Begun> {
        let taken = self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        taken.filter(|one| now.duration_since(one.at) < LONGEST)
    }
}

impl Door {
    /// The first half of adding a passkey to the caller's own account.
    ///
    /// # Errors
    /// When the password was not given of late, or the account has as many as it may.
    pub fn begin_adding_passkey(&self, passkeys: &Passkeys, caller: &Caller) -> Result<Challenge, OperationError> {
        self.noted(caller, Act::ChangeOwnPassword, "passkey", || {
            self.is_still(caller)?;
            if !caller.is_fresh() {
                return Err(OperationError::refused("sign in again with your password first"));
            }
            let own = self.store.passkeys(caller.account())?;
            if own.len() >= PASSKEYS_MAX {
                return Err(OperationError::refused(
                    "the account has ten passkeys; remove one first",
                ));
            }
            let known = own
                .iter()
                .filter_map(credential_of)
                .map(|one| one.cred_id().clone())
                .collect();
            let user = Uuid::from_bytes(user_id(caller.account()));
            let (options, half) = passkeys
                .webauthn
                .start_passkey_registration(user, caller.account(), caller.account(), Some(known))
                .map_err(broken)?;
            let name = passkeys.begin(Begun {
                at: self.clock(),
                account: caller.account().to_owned(),
                from: caller.actor().from.clone(),
                half: Half::Adding(half),
            })?;
            let options = serde_json::to_value(options).map_err(|error| OperationError::Broken(error.to_string()))?;
            Ok(Challenge { name, options })
        })
    }

    /// The second half: the browser's answer is verified and the passkey kept.
    ///
    /// # Errors
    /// When the answer is not to this challenge, or five minutes have passed.
    pub fn add_passkey(
        &self,
        passkeys: &Passkeys,
        caller: &Caller,
        (name, answer, label): (&str, &str, &str),
    ) -> Result<(), OperationError> {
        let not_taken = || OperationError::refused("the passkey was not taken; begin again on the same page");
        let begun = passkeys
            .take(name, self.clock())
            .filter(|one| one.account == caller.account());
        let Some(Half::Adding(half)) = begun.map(|one| one.half) else {
            return Err(not_taken());
        };
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| not_taken())?;
        let credential = passkeys
            .webauthn
            .finish_passkey_registration(&answer, &half)
            .map_err(|_| not_taken())?;
        self.is_still(caller)?;
        let at = self.now();
        let actor = caller.clone().for_purpose("add a passkey").actor().clone();
        let writing = self.store.write(&actor, &at)?;
        writing.keep_passkey(&Passkey {
            account: caller.account().to_owned(),
            id: id_of(&credential)?,
            label: label.chars().take(60).collect(),
            credential: text_of(&credential)?,
            added_at: at.clone(),
            used_at: String::new(),
        })?;
        Ok(writing.finish("add_passkey", &format!("account {}", caller.account()), &[])?)
    }

    /// The passkeys of the caller's own account.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn passkeys(&self, caller: &Caller) -> Result<Vec<PasskeyLine>, OperationError> {
        let line = |one: Passkey| PasskeyLine {
            id: one.id,
            label: one.label,
            added_at: one.added_at,
            used_at: one.used_at,
        };
        Ok(self.store.passkeys(caller.account())?.into_iter().map(line).collect())
    }

    /// Removes a passkey of the caller's own account.
    ///
    /// # Errors
    /// When the password was not given of late, or it cannot be written.
    pub fn drop_passkey(&self, caller: &Caller, id: &str) -> Result<(), OperationError> {
        self.noted(caller, Act::ChangeOwnPassword, "passkey", || {
            self.is_still(caller)?;
            if !caller.is_fresh() {
                return Err(OperationError::refused("sign in again with your password first"));
            }
            let actor = caller.clone().for_purpose("remove a passkey").actor().clone();
            let writing = self.store.write(&actor, &self.now())?;
            writing.drop_passkey(caller.account(), id)?;
            Ok(writing.finish("drop_passkey", &format!("account {}", caller.account()), &[])?)
        })
    }

    /// The first half of signing in with a passkey. An account that has none, or is none, is asked in the same way.
    ///
    /// # Errors
    /// When too many attempts failed from there, or the store cannot be read.
    pub fn begin_passkey(&self, passkeys: &Passkeys, account: &str, from: &str) -> Result<Challenge, OperationError> {
        self.is_not_delayed(given(account, from))?;
        let is_active = self.store.account(account)?.is_some_and(|one| one.state == "active");
        let own = if is_active {
            self.store.passkeys(account)?
        } else {
            Vec::new()
        };
        let credentials: Vec<Credential> = own.iter().filter_map(credential_of).collect();
        let (options, half) = if credentials.is_empty() {
            (self.to_nobody(passkeys, account)?, None)
        } else {
            let begun = passkeys.webauthn.start_passkey_authentication(&credentials);
            let (options, half) = begun.map_err(broken)?;
            let options = serde_json::to_value(options).map_err(|error| OperationError::Broken(error.to_string()))?;
            (options, Some(half))
        };
        let name = passkeys.begin(Begun {
            at: self.clock(),
            account: account.to_owned(),
            from: from.to_owned(),
            half: Half::Signing(half),
        })?;
        let options = only_what_browsers_need(&options);
        Ok(Challenge { name, options })
    }

    /// A challenge for an account without passkeys: the same each time but for its chance, as for one that has some.
    fn to_nobody(&self, passkeys: &Passkeys, account: &str) -> Result<Json, OperationError> {
        let origin = passkeys
            .webauthn
            .get_allowed_origins()
            .first()
            .and_then(Url::domain)
            .unwrap_or_default();
        let id = self.store.account_key().tag(format!("passkey {account}").as_bytes());
        let challenge = Secret::draw(&mut store::generator()?);
        Ok(json!({ "publicKey": {
            "challenge": base64url(challenge.expose()), "rpId": origin,
            "allowCredentials": [{ "type": "public-key", "id": base64url(&id) }],
        }}))
    }

    /// The second half: the answer is verified and a session begun; answers its token. A passkey is asked for with its
    /// owner's finger or number, so that it stands for both factors; what opens an identity asks for the password all
    /// the same, since the key is under it.
    ///
    /// # Errors
    /// When the answer is not right, without saying why.
    pub fn sign_in_with_passkey(
        &self,
        passkeys: &Passkeys,
        (name, answer): (&str, &str),
        from: &str,
    ) -> Result<String, OperationError> {
        let begun = passkeys.take(name, self.clock()).filter(|one| one.from == from);
        let Some(begun) = begun else {
            return Err(OperationError::refused("too much time has passed; begin again"));
        };
        let given = given(&begun.account, from);
        self.is_not_delayed(given)?;
        let account = self.store.account(&begun.account)?.filter(|one| one.state == "active");
        let used = account.as_ref().and_then(|_| verified(passkeys, &begun, answer));
        let (Some(account), Some(result)) = (account, used) else {
            return self.failed(given, true);
        };
        self.session_by_passkey(&account, result, given)
    }

    fn session_by_passkey(
        &self,
        account: &Account,
        result: webauthn_rs::prelude::AuthenticationResult,
        given: Credentials<'_>,
    ) -> Result<String, OperationError> {
        let actor = crate::signing_in::actor_of(account, given.from);
        let (token, at) = (hex(Secret::draw(&mut store::generator()?).expose()), self.now());
        let writing = self.store.write(&actor, &at)?;
        // As it is under the right to write: closed, reset or without this passkey, nobody is let in.
        let is_same = self.store.account(&account.name)?.as_ref() == Some(account);
        let kept = self.store.passkeys(&account.name)?.into_iter().find_map(|one| {
            let mut credential = credential_of(&one)?;
            credential.update_credential(&result)?;
            Some((one, credential))
        });
        let Some((mut one, credential)) = kept.filter(|_| is_same) else {
            drop(writing);
            return self.failed(given, true);
        };
        (one.credential, one.used_at) = (text_of(&credential)?, at.clone());
        writing.keep_passkey(&one)?;
        writing.failed(&self.guessed(&account.name), given.from, false)?;
        writing.keep_session(&store::Session {
            token: sha256(token.as_bytes()),
            account: account.name.clone(),
            source: given.from.to_owned(),
            begun_at: at.clone(),
            seen_at: at.clone(),
            fresh_at: at,
        })?;
        writing.finish("sign_in_with_passkey", &format!("account {}", account.name), &[])?;
        Ok(token)
    }
}

fn verified(passkeys: &Passkeys, begun: &Begun, answer: &str) -> Option<webauthn_rs::prelude::AuthenticationResult> {
    let Half::Signing(Some(half)) = &begun.half else {
        return None;
    };
    let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
    passkeys.webauthn.finish_passkey_authentication(&answer, half).ok()
}

/// The same members for everybody, so that nothing tells who has a passkey.
fn only_what_browsers_need(options: &Json) -> Json {
    let asked = &options["publicKey"];
    let ids = asked["allowCredentials"].as_array().into_iter().flatten();
    let ids: Vec<Json> = ids
        .map(|one| json!({ "type": "public-key", "id": one["id"] }))
        .collect();
    json!({ "publicKey": {
        "challenge": asked["challenge"], "rpId": asked["rpId"], "allowCredentials": ids,
        "userVerification": "required", "timeout": 300_000,
    }})
}

fn given<'a>(account: &'a str, from: &'a str) -> Credentials<'a> {
    Credentials {
        account,
        from,
        ..Credentials::default()
    }
}

fn user_id(account: &str) -> [u8; 16] {
    let mut id = [0; 16];
    let hash = sha256(format!("sintra account {account}").as_bytes());
    id.copy_from_slice(&hash.as_bytes()[..16]);
    id
}

fn credential_of(one: &Passkey) -> Option<Credential> {
    serde_json::from_str(&one.credential).ok()
}

fn text_of(credential: &Credential) -> Result<String, OperationError> {
    serde_json::to_string(credential).map_err(|error| OperationError::Broken(error.to_string()))
}

fn id_of(credential: &Credential) -> Result<String, OperationError> {
    let id = serde_json::to_value(credential.cred_id()).map_err(|error| OperationError::Broken(error.to_string()))?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

fn base64url(bytes: &[u8]) -> String {
    let bytes = webauthn_rs::prelude::CredentialID::from(bytes.to_vec());
    serde_json::to_value(bytes)
        .ok()
        .and_then(|text| text.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn broken(error: webauthn_rs::prelude::WebauthnError) -> OperationError {
    OperationError::Broken(format!("passkey: {error}"))
}
