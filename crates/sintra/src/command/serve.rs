//! `sintra serve`: the pages, until somebody ends it.

use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use catalogue::Language;
use operations::{Doors, KeyFile, Reader, TRAINING_PASSWORD};
use seal::Secret;
use server::{Certificate, Settings, Site};

use crate::{
    command::{catalogue_of, key_path},
    line::Given,
    outcome::{Ended, Failure},
    secret,
};

/// Connections to the store: reading takes turns on them, writing is done one at a time anyway.
const DOORS: usize = 6;
/// Where a demonstration listens.
const DEMO: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7400);

pub(crate) fn run(
    given: &Given,
    listen: SocketAddr,
    settings: Settings,
    files: Option<(PathBuf, PathBuf)>,
) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    let path = key_path(given);
    let passphrase = secret::of_key(&path)?;
    let key = KeyFile {
        path: &path,
        passphrase: &passphrase,
    };
    let mut doors = Doors::open(&given.store, key, catalogue, DOORS)?;
    if let Some(path) = &given.linkage_key {
        doors = doors.with_linkage_key(path)?;
    }
    let (has_accounts, is_training) = doors.with(given.lang, |door| (door.has_accounts(), door.is_training()));
    if !has_accounts? {
        let says = "this store has no accounts, so that nobody could sign in; make one with `sintra init`";
        return Err(Failure::Usage(says.to_owned()));
    }
    let is_training = is_training?;
    let certificate = files.map(|(chain, key)| Certificate { chain, key });
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let address = match settings.public_address.trim_end_matches('/') {
        // The name that passkeys need, for whoever sits at this machine.
        "" => format!("{scheme}://localhost:{}", listen.port()),
        said => said.to_owned(),
    };
    let settings = Settings {
        is_training,
        public_address: address.clone(),
        ..settings
    };
    let site = Site::new(doors, Reader::this_program()?, settings, forms_secret()?);
    let ready = |at| where_it_is(given.lang, &address, at, is_training);
    if !operations::close_network().map_err(|error| Failure::Operation(error.to_string()))? {
        eprintln!("sintra: this kernel cannot forbid outgoing connections; the program opens none all the same");
    }
    server::serve(site, listen, certificate.as_ref(), ready).map_err(|error| Failure::Operation(error.to_string()))?;
    Ok(Ended::Well)
}

/// Serves the country that was made, at the usual address or, when that is taken, at another.
pub(crate) fn demo(given: &Given, dir: &Path) -> Result<Ended, Failure> {
    let any = SocketAddr::new(DEMO.ip(), 0);
    let taken = |_| {
        std::net::TcpListener::bind(any)
            .and_then(|other| other.local_addr())
            .unwrap_or(DEMO)
    };
    let free = std::net::TcpListener::bind(DEMO).map_or_else(taken, |_| DEMO);
    let given = Given {
        store: dir.join("store"),
        key: Some(dir.join("store.key")),
        ..given.clone()
    };
    run(&given, free, Settings::default(), None)
}

fn forms_secret() -> Result<Secret, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Operation(error.to_string()))?;
    Ok(Secret::from_bytes(bytes))
}

fn where_it_is(language: Language, address: &str, at: SocketAddr, is_training: bool) {
    let mut says = match language {
        Language::Es => format!("\nSirviendo en {address}/  ({at}; termine con Ctrl-C)\n"),
        Language::En => format!("\nServing at {address}/  ({at}; end it with Ctrl-C)\n"),
    };
    if is_training {
        let accounts = "registro.pros-09-cmx, coordinacion, analisis, custodia1.pros-09-cmx, auditoria";
        says += &match language {
            Language::Es => format!(
                "Cuentas para aprender: {accounts}\nContraseña de todas: {TRAINING_PASSWORD}\n\
                 El código del momento está en la página para entrar.\n"
            ),
            Language::En => format!(
                "Accounts to learn with: {accounts}\nThe password of all: {TRAINING_PASSWORD}\n\
                 The code of the moment is on the page to sign in.\n"
            ),
        };
    }
    // Whoever reads may go once they know the address; the site stays.
    let mut out = std::io::stdout().lock();
    out.write_all(says.as_bytes()).and_then(|()| out.flush()).ok();
}
