//! `sintra diagnose --compare`: every published figure beside the one computed from records.

use operations::{ComparedFigure, compared_with, frozen};
use serde_json::{Value as Json, json};

use crate::{
    command::enter,
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn print(given: &Given, id: &str, json: bool, vintage: &str) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "compare with what was published")?;
    let mut frozen = frozen(&door, vintage)?;
    let figures = compared_with(&door, &mut frozen, &caller, id)?;
    if json {
        let all: Vec<Json> = figures.iter().map(|figure| as_json(figure, given)).collect();
        say!("{:#}", Json::from(all));
        return Ok(Ended::Well);
    }
    for figure in &figures {
        let sign = if figure.is_percent { " %" } else { "" };
        let mark = if figure.equal { "=" } else { "≠" };
        let computed = figure
            .computed
            .map_or_else(|| "–".to_owned(), |number| format!("{number}{sign}"));
        let says = figure
            .why_not
            .as_ref()
            .map_or(figure.from.as_str(), |words| words.get(given.lang));
        let (key, printed) = (&figure.key, format!("{}{sign}", figure.published));
        say!(
            "¶{:<4} {key:<20} {printed:>12} {mark} {computed:<8} {says}",
            figure.paragraph
        );
    }
    summary(given, &figures);
    Ok(Ended::Well)
}

fn as_json(figure: &ComparedFigure, given: &Given) -> Json {
    // A number where a number was printed; dates and ranges stay words.
    let published = figure
        .published
        .parse::<f64>()
        .map_or_else(|_| json!(figure.published), number);
    json!({
        "key": figure.key, "paragraph": figure.paragraph, "published": published,
        "computed": figure.computed.map(number), "equal": figure.equal,
        "why_not": figure.why_not.as_ref().map(|words| words.get(given.lang)),
    })
}

/// A whole number without a decimal point.
fn number(number: f64) -> Json {
    if number.fract() == 0.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

fn summary(given: &Given, figures: &[ComparedFigure]) {
    let all = figures.len();
    let equal = figures.iter().filter(|figure| figure.equal).count();
    let other = figures
        .iter()
        .filter(|figure| !figure.equal && figure.computed.is_some())
        .count();
    match given.lang {
        catalogue::Language::Es => say!(
            "\n{equal} de {all} cifras se calculan de los registros y son las publicadas; {other} dan otra cosa, con su razón; \
             {} no se calculan, con su razón.",
            all - equal - other
        ),
        catalogue::Language::En => say!(
            "\n{equal} of {all} figures are computed from records and are those published; {other} come out otherwise, with \
             the reason; {} are not computed, with the reason.",
            all - equal - other
        ),
    }
}
