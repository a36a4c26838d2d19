//! `sintra init` and `account`: who may sign in, and how each sets their own password.

use catalogue::{Language, Role};
use operations::{Activated, Cost, Door, KeyFile, NewAccount, OneTime, is_store};

use crate::{
    command::{catalogue_of, door_of, enter, key_path, with_password},
    line::{AccountCommand, Given},
    outcome::{Ended, Failure},
    say::say,
    secret::{self, Asked},
    session,
};

/// Makes a store with its first two administrators.
pub(crate) fn init(given: &Given, administrators: &[String], has_passphrase: bool) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let first: Vec<NewAccount> = administrators
        .iter()
        .map(|one| administrator(one))
        .collect::<Result<_, _>>()?;
    let path = key_path(given);
    let door = if is_store(&given.store) {
        door_of(given, catalogue)?
    } else {
        let passphrase = match has_passphrase {
            true => secret::new_passphrase(given.new_password_file.as_deref())?,
            false => zeroize::Zeroizing::new(String::new()),
        };
        let key = KeyFile {
            path: &path,
            passphrase: &passphrase,
        };
        Door::create(&given.store, key, catalogue)?
    };
    let invitations = door.found(&first, &secret::terminal())?;
    for (one, invitation) in first.iter().zip(invitations) {
        invite(given, &one.name, &invitation);
    }
    match given.lang {
        Language::Es => say!(
            "\nLa llave del almacén está en {}: guárdela aparte de los respaldos.",
            path.display()
        ),
        Language::En => say!(
            "\nThe store's key is in {}: keep it apart from the backups.",
            path.display()
        ),
    }
    Ok(Ended::Well)
}

fn administrator(text: &str) -> Result<NewAccount, Failure> {
    let (name, person) = text.split_once('=').ok_or_else(|| {
        Failure::Usage("write an administrator as NAME=PERSON, for instance ana=\"Ana Ruiz\"".to_owned())
    })?;
    Ok(NewAccount {
        name: name.to_owned(),
        person: person.to_owned(),
        institution: String::new(),
        roles: vec![Role::Administrator],
    })
}

/// `sintra account …`
pub(crate) fn run(given: &Given, command: AccountCommand) -> Result<Ended, Failure> {
    match command {
        AccountCommand::Add {
            name,
            person,
            institution,
            roles,
        } => add(given, name, person, institution, &roles),
        AccountCommand::Activate { name, invitation } => activate(given, &name, &invitation),
        AccountCommand::List => list(given),
        AccountCommand::Roles { name, roles } => {
            let (door, caller) = enter(given, "", "change the roles of an account")?;
            door.change_account(&caller, &name, &roles_of(&roles)?)?;
            done(given)
        }
        AccountCommand::Close { name } => {
            let (door, caller) = enter(given, "", "close an account")?;
            door.close_account(&caller, &name)?;
            done(given)
        }
        AccountCommand::Reset { name } => {
            let (door, caller) = enter(given, "", "reset an account")?;
            let invitation = door.reset_account(&caller, &name)?;
            invite(given, &name, &invitation);
            Ok(Ended::Well)
        }
        AccountCommand::SignOut => {
            let (door, caller) = enter(given, "", "sign out")?;
            door.sign_out(&caller, None)?;
            session::forget(given, caller.account());
            done(given)
        }
        AccountCommand::Password => {
            let (door, caller) = with_password(given, "", "change the own password")?;
            door.change_own_password(&caller, &secret::password(given, Asked::New)?)?;
            done(given)
        }
        AccountCommand::Code { seed } => code(&seed),
    }
}

fn add(
    given: &Given,
    name: String,
    person: String,
    institution: Option<String>,
    roles: &[String],
) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "add an account")?;
    let new = NewAccount {
        name,
        person,
        institution: institution.unwrap_or_default(),
        roles: roles_of(roles)?,
    };
    let invitation = door.add_account(&caller, &new)?;
    invite(given, &new.name, &invitation);
    Ok(Ended::Well)
}

fn activate(given: &Given, name: &str, invitation: &str) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let door = door_of(given, catalogue)?;
    let password = secret::password(given, Asked::New)?;
    let from = secret::terminal();
    let activated = door.activate(name, invitation, &password, (Cost::DEFAULT, &from))?;
    once(given, &activated);
    done(given)
}

/// What is shown once and kept nowhere.
fn once(given: &Given, activated: &Activated) {
    let Some((uri, seed)) = &activated.one_time else {
        return;
    };
    match given.lang {
        Language::Es => say!(
            "Ponga esta semilla en su aplicación de códigos; no se muestra otra vez:\n  {seed}\n  {uri}\n\
             Códigos de recuperación, cada uno sirve una vez; guárdelos en papel:\n  {}",
            activated.recovery.join("\n  ")
        ),
        Language::En => say!(
            "Put this seed into your application of codes; it is not shown again:\n  {seed}\n  {uri}\n\
             Recovery codes, each serves once; keep them on paper:\n  {}",
            activated.recovery.join("\n  ")
        ),
    }
}

fn list(given: &Given) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see the accounts")?;
    for account in door.accounts(&caller)? {
        say!("{account}");
    }
    Ok(Ended::Well)
}

/// The code of a seed at this moment, for training and for rooms where no telephone may be brought.
fn code(seed: &str) -> Result<Ended, Failure> {
    let seed = OneTime::read(seed).ok_or_else(|| Failure::Usage("that is no seed of one-time codes".to_owned()))?;
    say!("{}", seed.code(operations::unix_now()));
    Ok(Ended::Well)
}

fn roles_of(ids: &[String]) -> Result<Vec<Role>, Failure> {
    let role = |id: &String| {
        Role::of(id).ok_or_else(|| {
            let all: Vec<&str> = Role::ALL.iter().map(|role| role.id()).collect();
            Failure::Usage(format!("there is no role «{id}»; there are {}", all.join(", ")))
        })
    };
    ids.iter().map(role).collect()
}

fn invite(given: &Given, name: &str, invitation: &str) {
    match given.lang {
        Language::Es => say!(
            "Invitación de {name}: {invitation}\n  La persona fija su contraseña con: sintra account activate {name} --invitation {invitation}"
        ),
        Language::En => say!(
            "Invitation of {name}: {invitation}\n  The person sets a password with: sintra account activate {name} --invitation {invitation}"
        ),
    }
}

pub(crate) fn done(given: &Given) -> Result<Ended, Failure> {
    match given.lang {
        Language::Es => say!("Hecho."),
        Language::En => say!("Done."),
    }
    Ok(Ended::Well)
}
