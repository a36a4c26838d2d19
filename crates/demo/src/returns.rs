//! The returns of the synthetic country, as workbooks.

use catalogue::{Authority, Catalogue, Language};
use fastrand::Rng;
use intake::{Asked, TemplateError, Words, template_with_rows};
use register::{Form, Period};

use crate::{
    authorities::{ANSWERING, Answering, per_hundred},
    draw::{Drawing, Row},
    repair::mended,
};

/// The period of the Diagnosis (¶7).
pub const PERIOD: &str = "2012-06-15/2017-07-31";

/// A return of the synthetic country.
#[derive(Clone, Debug)]
pub struct DemoReturn {
    /// The authority's id.
    pub authority: &'static str,
    /// The file's name.
    pub file_name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
}

/// Every return of the synthetic country; the same seed gives the same rows.
///
/// # Errors
/// When a workbook cannot be written.
pub fn returns(catalogue: &Catalogue, seed: u64) -> Result<Vec<DemoReturn>, TemplateError> {
    let mut rng = Rng::with_seed(seed);
    let words = Words::of(catalogue);
    let mut all = Vec::new();
    for answering in &ANSWERING {
        let Some(authority) = Authority::of(catalogue, answering.id) else {
            continue;
        };
        let registers = registers(catalogue, &words, authority, answering, &mut rng);
        let bytes = template_with_rows(catalogue, authority, &registers, Language::Es)?;
        all.push(DemoReturn {
            authority: answering.id,
            file_name: format!("{}.xlsx", answering.id),
            bytes,
        });
    }
    Ok(all)
}

/// The rows of every register that an authority keeps, a few of them wrong as clerks are.
fn registers<'c>(
    catalogue: &'c Catalogue,
    words: &Words,
    authority: Authority<'c>,
    answering: &Answering,
    rng: &mut Rng,
) -> Vec<(&'c str, Vec<Row<'c>>)> {
    let asked = Asked {
        authority: Some(authority.id()),
        period: Period::parse(PERIOD),
        ..Asked::default()
    };
    let mut registers = Vec::new();
    for register in catalogue.registers().filter(|register| authority.keeps(register)) {
        let Some(form) = Form::of(catalogue, &register.id) else {
            continue;
        };
        let number = (answering.victims * per_hundred(&register.id)).div_ceil(100);
        let state = authority.jurisdiction();
        let mut drawing = Drawing {
            form: form.clone(),
            authority: authority.id(),
            state,
            single: answering.single,
            rng: &mut *rng,
        };
        let rows: Vec<Row<'c>> = (0..number).map(|at| drawing.row(catalogue, at)).collect();
        let mut rows = mended(catalogue, words, &form, asked, rows);
        spoil(&mut rows, rng);
        registers.push((register.id.as_str(), rows));
    }
    registers
}

/// A few mistakes of the kinds that clerks make: a word that is in no list, a habit for S.I., an impossible
/// date.
fn spoil(rows: &mut [Row<'_>], rng: &mut Rng) {
    for row in rows {
        if rng.u32(..60) > 0 {
            continue;
        }
        let wrong = [
            ("sex", "Mujr"),
            ("sex", "ND"),
            ("detected_on", "31/02/2016"),
            ("opened_on", "ayer"),
        ];
        let (field, text) = wrong[rng.usize(..wrong.len())];
        if let Some((_, own)) = row.iter_mut().find(|(id, _)| *id == field) {
            text.clone_into(own);
        }
    }
}
