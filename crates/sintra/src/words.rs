//! Findings, receipts and numbers in words, for the terminal and as JSON.

use catalogue::{Catalogue, Language};
use register::{Finding, Receipt, sentence};
use serde_json::{Value as Json, json};

/// A finding as one line for people, and the remedy under it.
pub(crate) fn finding_line(catalogue: &Catalogue, finding: &Finding, language: Language) -> String {
    let said = sentence(catalogue, finding, language);
    let mut place = String::new();
    if !finding.at.sheet.is_empty() {
        place += &format!("«{}» ", finding.at.sheet);
    }
    place += &finding.at.column_letters();
    if let Some(row) = finding.at.row {
        place += &row.to_string();
    }
    let value = if finding.value.is_empty() {
        String::new()
    } else {
        format!(" [{}]", finding.value)
    };
    let mend = if said.mend.is_empty() {
        String::new()
    } else {
        format!("\n    → {}", said.mend)
    };
    format!(
        "{:<8} {} {}{}: {}{mend}",
        severity(said.severity, language),
        finding.code,
        place.trim(),
        value,
        said.says
    )
}

/// A finding for machines.
pub(crate) fn finding_json(catalogue: &Catalogue, finding: &Finding, language: Language) -> Json {
    let said = sentence(catalogue, finding, language);
    json!({
        "code": finding.code, "severity": said.severity.id(), "sheet": finding.at.sheet, "row": finding.at.row,
        "column": finding.at.column_letters(), "field": finding.field, "value": finding.value,
        "message": said.says, "remedy": said.mend, "count": finding.count.max(1),
    })
}

/// The receipt, in words.
pub(crate) fn receipt_words(receipt: &Receipt, language: Language) -> String {
    let one = &receipt.returned;
    let (title, file, period, received, again) = match language {
        Language::Es => (
            "Acuse de recibo",
            "Archivo",
            "Periodo",
            "Recibida",
            "Ya se había recibido este archivo: nada cambió.",
        ),
        Language::En => (
            "Receipt",
            "File",
            "Period",
            "Received",
            "This file had been received before: nothing changed.",
        ),
    };
    let mut text = format!(
        "{title} {}: {} · {}\n{file}: {} ({} bytes)\nSHA-256: {}\n{period}: {}\n{received}: {}\n",
        one.number,
        one.authority,
        one.state.words(language),
        one.file_name,
        one.size_bytes,
        one.sha256,
        one.period,
        one.received_at
    );
    for part in &one.parts {
        text += &match language {
            Language::Es => format!(
                "  {:<20} {} filas: {} recibidas (representan {}), {} en espera de corrección\n",
                part.register, part.rows, part.accepted, part.stands_for, part.waiting
            ),
            Language::En => format!(
                "  {:<20} {} rows: {} taken in (standing for {}), {} waiting for correction\n",
                part.register, part.rows, part.accepted, part.stands_for, part.waiting
            ),
        };
    }
    let annex = match language {
        Language::Es => "Anexo",
        Language::En => "Annex",
    };
    for one in &one.annexes {
        text += &format!(
            "  {annex}: {} ({} bytes) SHA-256: {}\n",
            one.name, one.size_bytes, one.sha256
        );
    }
    if receipt.already_had {
        text += again;
        text.push('\n');
    }
    text
}

/// The receipt for machines.
pub(crate) fn receipt_json(receipt: &Receipt) -> Json {
    let one = &receipt.returned;
    let parts: Vec<Json> = one
        .parts
        .iter()
        .map(|part| {
            json!({ "register": part.register, "version": part.version, "sheet": part.sheet, "rows": part.rows,
                    "accepted": part.accepted, "waiting": part.waiting, "stands_for": part.stands_for,
                    "replaces": part.replaces })
        })
        .collect();
    let annexes: Vec<Json> = one
        .annexes
        .iter()
        .map(|annex| json!({ "name": annex.name, "sha256": annex.sha256, "bytes": annex.size_bytes }))
        .collect();
    json!({
        "return": one.number, "authority": one.authority, "period": one.period.to_string(), "file": one.file_name,
        "sha256": one.sha256, "bytes": one.size_bytes, "crosswalk": one.crosswalk, "edition": one.edition,
        "received_at": one.received_at, "received_from": one.received_from, "state": one.state.id(),
        "already_had": receipt.already_had, "parts": parts,
        "annexes": annexes,
    })
}

fn severity(severity: catalogue::Severity, language: Language) -> &'static str {
    use catalogue::Severity as S;
    match (severity, language) {
        (S::Note, Language::Es) => "nota",
        (S::Note, Language::En) => "note",
        (S::Warning, Language::Es) => "aviso",
        (S::Warning, Language::En) => "warning",
        (S::Error, _) => "error",
        (S::Refusal, Language::Es) => "rechazo",
        (S::Refusal, Language::En) => "refused",
    }
}
