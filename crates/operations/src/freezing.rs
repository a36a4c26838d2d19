//! Freezes the registers into a vintage: what was known at an instant, with the edition of the law it was read under,
//! so that the same vintage gives the same bytes for ever.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufWriter, Write},
    ops::ControlFlow,
};

use catalogue::{Act, Catalogue, Files};
use register::{Form, Part, Payloads, Returned, text_of};
use seal::Sealer;
use serde_json::{Value as Json, json};
use statistics::{Facts, FactsBuilder, Linkage};
use store::{Letter, Store, Vintage, VintageFolder};

use crate::{
    Caller, Door, OperationError,
    answering::{self, ANSWERS, Brought, Heard},
    door::On,
    hashed::{Hashed, sha256},
    linking::{Gathered, file_linkage_of, linkage_of},
};

/// The file of a vintage that holds the catalogue's files.
pub(crate) const CATALOGUE: &str = "catalogue.json";
/// The file of a vintage that says which rows speak of one person.
pub(crate) const LINKAGE: &str = "persons.links";
/// The file of a vintage that says which rows speak of one file of investigation.
pub(crate) const FILE_LINKAGE: &str = "files.links";

/// Freezes what was known at an instant, or what is known now.
///
/// # Errors
/// When nothing was received by then, a stored record is damaged, or the vintage cannot be written.
pub fn freeze(door: &Door, caller: &Caller, as_of: Option<&str>) -> Result<Vintage, OperationError> {
    door.admit(caller, Act::Freeze, On::default())?;
    let (catalogue, store) = (door.catalogue(), &door.store);
    let (current, sent_back) = (store.current(as_of)?, store.sent_back(as_of)?);
    let letters = store.letters(as_of)?;
    let received = current
        .iter()
        .chain(&sent_back)
        .map(|(one, _)| one.received_at.as_str());
    let latest = received.chain(letters.iter().map(|letter| letter.answer.received_at.as_str()));
    let Some(latest) = latest.max() else {
        let says = "there is nothing to freeze: nothing had been received; hand a return in with `sintra import`";
        return Err(OperationError::Unknown(says.to_owned()));
    };
    let (until, as_of) = (as_of, as_of.unwrap_or(latest).to_owned());
    let folder = store.new_vintage()?;
    let law = write_file(&folder, CATALOGUE, |out| write_files(catalogue.files(), out))?;
    let mut heard = Heard::default();
    let (mut registers, mut rows) = (Vec::new(), Gathered::default());
    for register in catalogue.registers().filter(|register| register.id != ANSWERS) {
        if let Some(facts) = gather(catalogue, store, &current, &register.id, (&mut heard, &mut rows))? {
            registers.push(write_facts(&folder, catalogue, &facts)?);
        }
    }
    heard.take_waiting(&sent_back);
    if let Some(facts) = answering::facts(catalogue, &heard, &letters)? {
        registers.push(write_facts(&folder, catalogue, &facts)?);
    }
    let of_persons = linkage_of(store, catalogue, &rows, until)?;
    let of_files = file_linkage_of(store, catalogue, &rows, until)?;
    let mut manifest = json!({
        "sintra": 1, "as_of": as_of, "edition": catalogue.edition(), "catalogue": law,
        "registers": registers, "returns": returns_of(store, &current)?,
        "sent_back": returns_of(store, &sent_back)?, "letters": letters_of(&letters),
    });
    for (entry, name, linkage) in [
        ("linkage", LINKAGE, of_persons),
        ("file_linkage", FILE_LINKAGE, of_files),
    ] {
        if let Some(linkage) = linkage {
            manifest[entry] = write_linkage(&folder, name, &linkage)?;
        }
    }
    let manifest = format!("{manifest:#}");
    let id = sha256(manifest.as_bytes());
    Ok(folder.finish(caller.actor(), &door.now(), &id, &manifest)?)
}

/// Writes the facts of a register, and answers what the manifest says of them.
fn write_facts(folder: &VintageFolder<'_>, catalogue: &Catalogue, facts: &Facts) -> Result<Json, OperationError> {
    let name = format!("{}.facts", facts.register());
    let sha256 = write_file(folder, &name, |out| facts.write(catalogue, out))?;
    let version = catalogue.register(facts.register()).map(|register| register.version);
    Ok(json!({
        "register": facts.register(), "version": version, "rows": facts.rows(),
        "stands_for": facts.stands_for(), "file": name, "sha256": sha256,
    }))
}

/// Writes which rows speak of one person or file, and answers what the manifest says of it.
fn write_linkage(folder: &VintageFolder<'_>, name: &str, linkage: &Linkage) -> Result<Json, OperationError> {
    let sha256 = write_file(folder, name, |out| linkage.write(out))?;
    Ok(json!({
        "file": name, "sha256": sha256, "decided_until": linkage.decided_until(), "draws": linkage.draws(),
    }))
}

/// The facts of one register from its current returns; `None` when no return brought it.
fn gather(
    catalogue: &Catalogue,
    store: &Store,
    current: &[(Returned, Part)],
    register: &str,
    (heard, rows): (&mut Heard, &mut Gathered),
) -> Result<Option<Facts>, OperationError> {
    let mut parts: Vec<&(Returned, Part)> = current.iter().filter(|(_, part)| part.register == register).collect();
    parts.dedup_by_key(|(returned, _)| returned.number);
    let builder = FactsBuilder::new(catalogue, register).filter(|_| !parts.is_empty());
    let Some((mut builder, form)) = builder.zip(Form::of(catalogue, register)) else {
        return Ok(None);
    };
    let authorities = catalogue.list("authority");
    let decoys: BTreeSet<i64> = store.canaries()?.into_iter().collect();
    let mut answers = Vec::new();
    let folio = form
        .register()
        .fields()
        .iter()
        .find(|field| field.role.as_deref() == Some("file_number"));
    rows.register(register);
    for (returned, part) in parts {
        builder.returned(returned.number);
        rows.returned(returned.number, &returned.authority);
        let authority = authorities.and_then(|list| list.position(&returned.authority));
        let payloads = Payloads::new(form.clone(), part.version);
        let mut brought = Brought::in_return(returned.number);
        let broken = store.records(returned.number, register, |stored| {
            if decoys.contains(&stored.id) {
                return ControlFlow::Continue(());
            }
            if let Err(broken) = payloads.read(stored.payload, &mut answers) {
                return ControlFlow::Break(store::StoreError::of_record(stored.id, &broken));
            }
            let folio = folio.and_then(|field| text_of(stored.payload, &field.id));
            rows.push(register, stored.id, folio);
            builder.push(stored.id, authority, stored.count, &answers);
            brought.record(stored.count, answers[form.count_field()]);
            ControlFlow::Continue(())
        })?;
        if let Some(error) = broken {
            return Err(error.into());
        }
        heard.take(&returned.authority, register, brought);
    }
    builder
        .finish()
        .map(Some)
        .map_err(|error| OperationError::Broken(error.to_string()))
}

/// What the manifest says of the returns: enough to trace a figure to its files, and what was found in each.
fn returns_of(store: &Store, parts: &[(Returned, Part)]) -> Result<Vec<Json>, OperationError> {
    let mut numbers: Vec<&Returned> = parts.iter().map(|(returned, _)| returned).collect();
    numbers.dedup_by_key(|returned| returned.number);
    let parts_of = |number: i64| {
        let own = parts.iter().filter(move |(returned, _)| returned.number == number);
        own.map(|(_, part)| {
            json!({ "register": part.register, "sheet": part.sheet, "rows": part.rows, "accepted": part.accepted,
                    "waiting": part.waiting, "stands_for": part.stands_for })
        })
        .collect::<Vec<Json>>()
    };
    let line = |returned: &&Returned| {
        let findings = store.findings(returned.number)?.1;
        Ok(
            json!({ "number": returned.number, "authority": returned.authority, "period": returned.period.to_string(),
                "file_name": returned.file_name, "sha256": returned.sha256, "crosswalk": returned.crosswalk,
                "received_at": returned.received_at, "state": returned.state.id(), "findings": findings,
                "parts": parts_of(returned.number) }),
        )
    };
    numbers.iter().map(line).collect()
}

/// What the manifest says of the answers that came by letter; the notes stay in the store.
fn letters_of(letters: &[Letter]) -> Vec<Json> {
    let line = |letter: &Letter| {
        let one = &letter.answer;
        json!({ "number": letter.number, "authority": one.authority, "period": one.period.to_string(),
                "register": one.register, "state": one.state, "received_at": one.received_at })
    };
    letters.iter().map(line).collect()
}

fn write_files(files: &Files, out: &mut impl Write) -> io::Result<()> {
    // Who may do what is decided by the catalogue of today, never by that of a vintage.
    let is_law = |(path, _): &(&str, &str)| !path.starts_with("rights/");
    let texts: BTreeMap<&str, &str> = files.under("", "").filter(is_law).collect();
    serde_json::to_writer(out, &texts).map_err(io::Error::from)
}

/// Writes a file of the vintage and answers its hash.
fn write_file(
    folder: &VintageFolder<'_>,
    name: &str,
    write: impl FnOnce(&mut Hashed<BufWriter<Sealer<std::fs::File>>>) -> io::Result<()>,
) -> Result<String, OperationError> {
    let mut out = Hashed::new(BufWriter::with_capacity(1 << 18, folder.create(name)?));
    let written = write(&mut out).and_then(|()| out.flush());
    written.map_err(OperationError::file(name))?;
    let (sealer, sha256) = out.into_parts();
    let ended = sealer.into_inner().map_err(std::io::IntoInnerError::into_error);
    ended.and_then(Sealer::finish).map_err(OperationError::file(name))?;
    Ok(sha256)
}
