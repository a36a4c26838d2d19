//! The sheets that list: the index, the contradictions, the authorities.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    Both,
    page::{Look, Page},
    sheet_name,
};
use crate::{authorities as annex, block::plain, contradictions as section, front, persons::PersonsFigure};

/// The index: every sheet with its titles, total and source.
pub(super) fn index(sheet: &mut Worksheet, both: &Both<'_>) -> Result<(), XlsxError> {
    let mut page = Page::new(sheet, "index", front::mark(&both.es))?;
    page.widths(&[34.0, 60.0, 60.0, 12.0, 20.0])?;
    for book in [&both.es, &both.en] {
        page.texts(&[front::title(book)], Look::Title)?;
        page.texts(&[front::mark(book), front::warning(book)], Look::Plain)?;
        for (name, value) in front::facts(book) {
            page.texts(&[name, &value], Look::Plain)?;
        }
    }
    page.link(0, "contradictions", section::title(&both.es))?;
    page.row += 1;
    page.link(0, "authorities", annex::title(&both.es))?;
    page.row += 2;
    page.texts(
        &["Hoja · Sheet", "Tabla", "Table", "Total", "Fuente · Source"],
        Look::Head,
    )?;
    page.freeze(1)?;
    for (table, computed) in both.es.diagnosis.tables() {
        page.link(0, &sheet_name(&table.id), &table.id)?;
        page.text(1, &table.title.es, Look::Plain)?;
        page.text(2, &table.title.en, Look::Plain)?;
        page.number(3, computed.total, Look::Plain)?;
        page.text(4, &table.cite.join(", "), Look::Plain)?;
        page.row += 1;
    }
    Ok(())
}

/// Every figure of overlaps and pathways.
pub(super) fn persons(sheet: &mut Worksheet, both: &Both<'_>, figures: &[PersonsFigure<'_>]) -> Result<(), XlsxError> {
    let mut page = Page::new(sheet, "persons", front::mark(&both.es))?;
    page.widths(&[44.0, 60.0, 60.0, 12.0, 12.0, 12.0])?;
    page.texts(
        &[
            "Dirección · Address",
            "Quiénes o qué paso",
            "Who or which step",
            "Una vez · Once",
            "Al menos · At least",
            "A lo más · At most",
        ],
        Look::Head,
    )?;
    page.freeze(1)?;
    for figure in figures {
        page.text(0, &figure.of.to_string(), Look::Plain)?;
        page.text(1, &figure.label.es, Look::Plain)?;
        page.text(2, &figure.label.en, Look::Plain)?;
        for (column, number) in (3..).zip([figure.persons.value, figure.persons.low, figure.persons.high]) {
            page.number(column, number, Look::Plain)?;
        }
        page.row += 1;
    }
    Ok(())
}

/// Each clash with both figures and their addresses, and each comparison that found none or was not made.
pub(super) fn contradictions(sheet: &mut Worksheet, both: &Both<'_>) -> Result<(), XlsxError> {
    let mut page = Page::new(sheet, "contradictions", front::mark(&both.es))?;
    page.widths(&[
        26.0, 40.0, 40.0, 24.0, 60.0, 60.0, 12.0, 34.0, 12.0, 34.0, 50.0, 50.0, 16.0,
    ])?;
    page.texts(
        &[
            "id",
            "Qué se comparó",
            "What was compared",
            "Resultado · Result",
            "Qué dice",
            "What it says",
            "n",
            "Dirección · Address",
            "n",
            "Dirección · Address",
            "Qué preguntar",
            "What to ask",
            "Fuente · Source",
        ],
        Look::Head,
    )?;
    page.freeze(1)?;
    for (one, found) in section::pairs(&both.es) {
        let compared = found.filter(|found| found.compared);
        let result = match compared.map(|found| found.clashes.len()) {
            None => "no se comparó · not compared",
            Some(0) => "ninguna · none",
            Some(_) => "contradicción · contradiction",
        };
        let clashes = compared.map(|found| found.clashes.as_slice()).unwrap_or_default();
        let lines: Vec<Option<&statistics::Clash>> = match clashes {
            [] => vec![None],
            some => some.iter().map(Some).collect(),
        };
        for clash in lines {
            let words = [one.id.as_str(), &one.title.es, &one.title.en, result];
            for (column, words) in (0..).zip(words) {
                page.text(column, words, Look::Plain)?;
            }
            if let Some(clash) = clash {
                page.text(4, &plain(&section::sentence(&both.es, one, clash)), Look::Plain)?;
                page.text(5, &plain(&section::sentence(&both.en, one, clash)), Look::Plain)?;
                for (column, (address, value)) in [(6, &clash.left), (8, &clash.right)] {
                    page.number(column, *value, Look::Plain)?;
                    page.text(column + 1, &address.to_string(), Look::Plain)?;
                }
            }
            for (column, words) in (10..).zip([&one.ask.es, &one.ask.en, &one.cite.join(", ")]) {
                page.text(column, words, Look::Plain)?;
            }
            page.row += 1;
        }
    }
    Ok(())
}

/// Each authority with a line for each register it was asked for.
pub(super) fn authorities(sheet: &mut Worksheet, both: &Both<'_>) -> Result<(), XlsxError> {
    let mut page = Page::new(sheet, "authorities", front::mark(&both.es))?;
    page.widths(&[18.0, 50.0, 50.0, 30.0, 30.0, 30.0, 30.0, 14.0, 14.0, 14.0, 14.0])?;
    page.texts(
        &[
            "id",
            "Autoridad",
            "Authority",
            "Clase · Kind",
            "Respuesta · Answer",
            "Registro · Register",
            "Respuesta sobre el registro · Answer about the register",
            "Registros que cuentan · Records that count",
            "Renglones en espera · Rows that wait",
            "Hallazgos · Findings",
            "Campos mínimos conocidos · Minimum fields known",
        ],
        Look::Head,
    )?;
    page.freeze(2)?;
    for answer in both.es.diagnosis.authorities {
        let mut registers: Vec<Option<&crate::RegisterAnswer>> = answer.registers.iter().map(Some).collect();
        if registers.is_empty() {
            registers.push(None);
        }
        for register in registers {
            let kind = format!("{} · {}", answer.kind.es, answer.kind.en);
            let state = format!("{} · {}", answer.state_words.es, answer.state_words.en);
            let words = [&answer.id, &answer.name.es, &answer.name.en, &kind, &state];
            for (column, words) in (0..).zip(words) {
                page.text(column, words, Look::Plain)?;
            }
            if let Some(register) = register {
                page.text(5, &register.register, Look::Plain)?;
                let words = format!("{} · {}", register.state_words.es, register.state_words.en);
                page.text(6, &words, Look::Plain)?;
                page.number(7, register.stands_for, Look::Plain)?;
                page.number(8, register.waiting, Look::Plain)?;
            }
            page.number(
                9,
                answer.findings.iter().map(|finding| finding.count).sum(),
                Look::Plain,
            )?;
            page.part(10, annex::known_part(&answer.minimum), Look::Plain)?;
            page.row += 1;
        }
    }
    Ok(())
}
