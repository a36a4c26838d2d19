//! Tables and the report of a vintage.

use std::{num::NonZero, thread};

use catalogue::{Act, Date, Label, Language, Table};
use register::{Period, ReturnState};
use report::{Audience, Diagnosis, ReturnLine, Site, VintageFacts, WebReport, chart::Cut};
use serde_json::Value as Json;
use statistics::{Computed, ComputedRatio, across, compute, contradictions, ratios};

use crate::{Caller, Door, Frozen, OperationError, answers_told::authority_answers, door::On};

/// Computes tables of a vintage, one pass over each register on all cores; a table of a register that the
/// vintage lacks is left out.
///
/// # Errors
/// When the caller may not, or the store says no.
pub fn tabulated(
    door: &Door,
    frozen: &mut Frozen,
    caller: &Caller,
    wanted: impl Fn(&Table) -> bool,
) -> Result<Vec<Computed>, OperationError> {
    door.admit(caller, Act::Tabulate, On::default())?;
    let computed = computed_of(frozen, wanted)?;
    let tables: Vec<&str> = computed.iter().take(20).map(|one| one.id.as_str()).collect();
    let object = format!("{} {}", frozen.vintage.id, tables.join(" "));
    door.store.note(caller.actor(), &door.now(), "tabulate", &object, &[])?;
    Ok(computed)
}

pub(crate) fn computed_of(
    frozen: &mut Frozen,
    wanted: impl Fn(&Table) -> bool,
) -> Result<Vec<Computed>, OperationError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let catalogue = frozen.catalogue.clone();
    let tables: Vec<&Table> = catalogue.tables().iter().filter(|table| wanted(table)).collect();
    let mut computed = Vec::new();
    for facts in frozen.facts.values_mut() {
        computed.extend(compute(&catalogue, facts, &tables, threads)?);
    }
    let place = |one: &Computed| tables.iter().position(|table| table.id == one.id);
    computed.sort_by_key(place);
    Ok(computed)
}

/// Every table and ratio of a vintage, and what the report says about the vintage itself. The log says who
/// asked.
///
/// # Errors
/// As [`tabulated`], or when the store says no.
pub fn diagnosis(
    door: &Door,
    frozen: &mut Frozen,
    caller: &Caller,
    audience: Audience,
) -> Result<(Vec<Computed>, Vec<ComputedRatio>, VintageFacts), OperationError> {
    door.admit(caller, Act::Diagnose, On::default())?;
    let computed = computed_of(frozen, |_| true)?;
    let ratios = ratios(&frozen.catalogue, &computed);
    let (actor, at) = (caller.actor(), door.now());
    door.store.note(actor, &at, "diagnose", &frozen.vintage.id, &[])?;
    Ok((computed, ratios, vintage_facts(frozen, audience)?))
}

/// The files of the report: each path inside the report's folder with its bytes. The documents that take
/// longest are set side by side.
///
/// # Errors
/// As [`diagnosis`], or when a document of the report cannot be set.
pub fn report_files(
    door: &Door,
    frozen: &mut Frozen,
    caller: &Caller,
    audience: Audience,
    languages: &[Language],
) -> Result<Vec<(String, Vec<u8>)>, OperationError> {
    let (tables, ratios, vintage) = diagnosis(door, frozen, caller, audience)?;
    let across = across(&frozen.catalogue.clone(), &mut frozen.facts)?;
    let diagnosis = Diagnosis {
        catalogue: &frozen.catalogue,
        tables: &tables,
        ratios: &ratios,
        across: &across,
        contradictions: &contradictions(&frozen.catalogue, &tables),
        authorities: &authority_answers(frozen),
        vintage: &vintage,
    };
    let figures = report::figures_json(&diagnosis);
    let mut files = vec![("figures.json".to_owned(), figures.into_bytes())];
    for language in languages {
        let pages = report::pages(&diagnosis, *language);
        let page = |(name, text): (String, String)| (format!("{}/{name}", language.code()), text.into_bytes());
        files.extend(pages.into_iter().map(page));
    }
    files.extend(documents(&diagnosis, languages)?);
    Ok(files)
}

/// The report for a browser, to a caller who was admitted.
pub(crate) fn web_report(
    frozen: &mut Frozen,
    audience: Audience,
    language: Language,
) -> Result<WebReport, OperationError> {
    let tables = computed_of(frozen, |_| true)?;
    let (ratios, vintage) = (ratios(&frozen.catalogue, &tables), vintage_facts(frozen, audience)?);
    let across = across(&frozen.catalogue.clone(), &mut frozen.facts)?;
    let diagnosis = Diagnosis {
        catalogue: &frozen.catalogue,
        tables: &tables,
        ratios: &ratios,
        across: &across,
        contradictions: &contradictions(&frozen.catalogue, &tables),
        authorities: &authority_answers(frozen),
        vintage: &vintage,
    };
    let site = Site {
        report: format!("/diagnosis/{}", vintage.id),
        trace: format!("/trace?vintage={}&figure=", vintage.id),
    };
    Ok(report::web_pages(&diagnosis, language, &site))
}

/// What is said of every figure of a vintage.
pub(crate) fn cut_of(frozen: &Frozen, audience: Audience) -> Result<Cut, OperationError> {
    let facts = vintage_facts(frozen, audience)?;
    Ok(Cut {
        vintage: facts.id.chars().take(12).collect(),
        as_of: facts.as_of,
        audience,
    })
}

/// The workbook, and the document in each language.
fn documents(diagnosis: &Diagnosis<'_>, languages: &[Language]) -> Result<Vec<(String, Vec<u8>)>, OperationError> {
    let failed = |error: &dyn std::error::Error| OperationError::Broken(error.to_string());
    thread::scope(|scope| {
        let set = |language: &Language| {
            let language = *language;
            (language, scope.spawn(move || report::pdf(diagnosis, language)))
        };
        let setting: Vec<_> = languages.iter().map(set).collect();
        let workbook = report::workbook(diagnosis).map_err(|error| failed(&error))?;
        let mut files = vec![("tables.xlsx".to_owned(), workbook)];
        for (language, thread) in setting {
            let bytes = match thread.join() {
                Ok(bytes) => bytes.map_err(|error| failed(&error))?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            files.push((format!("{}/diagnosis.pdf", language.code()), bytes));
        }
        Ok(files)
    })
}

fn vintage_facts(frozen: &Frozen, audience: Audience) -> Result<VintageFacts, OperationError> {
    let manifest = &frozen.manifest;
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    let day = |json: &Json| json.as_str().and_then(|text| Date::parse(text.get(..10)?));
    let returns: Vec<ReturnLine> = manifest["returns"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|entry| return_line(frozen, entry))
        .collect();
    Ok(VintageFacts {
        id: frozen.vintage.id.clone(),
        frozen_at: frozen.vintage.frozen_at.clone(),
        as_of: day(&manifest["as_of"])
            .ok_or_else(|| OperationError::Broken("a vintage without its date".to_owned()))?,
        period_from: returns.iter().map(|line| line.period.from()).min(),
        period_until: returns.iter().map(|line| line.period.until()).max(),
        edition: text(&manifest["edition"]),
        audience,
        returns,
    })
}

fn return_line(frozen: &Frozen, entry: &Json) -> Option<ReturnLine> {
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let parts = || entry["parts"].as_array().into_iter().flatten();
    let sum = |name: &str| parts().filter_map(|part| part[name].as_u64()).sum();
    let id = text("authority");
    let list = frozen.catalogue.list("authority");
    let label = list
        .and_then(|list| list.code(list.position(&id)?))
        .map(|code| code.label.clone());
    Some(ReturnLine {
        number: entry["number"].as_i64().unwrap_or_default(),
        authority: label.unwrap_or(Label { es: id.clone(), en: id }),
        registers: parts()
            .filter_map(|part| part["register"].as_str())
            .map(str::to_owned)
            .collect(),
        period: Period::parse(&text("period"))?,
        received_at: text("received_at"),
        rows: sum("rows"),
        accepted: sum("accepted"),
        waiting: sum("waiting"),
        state: ReturnState::of(&text("state")).unwrap_or(ReturnState::SentBack),
    })
}
