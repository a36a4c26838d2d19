//! `sintra trace`: the returns and records behind a figure.

use catalogue::Language;
use operations::{frozen, traced};
use serde_json::{Value as Json, json};

use crate::{
    command::enter,
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn print(given: &Given, figure: &str, vintage: &str, records: usize, json: bool) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "trace a figure")?;
    let mut frozen = frozen(&door, vintage)?;
    let returns = traced(&door, &mut frozen, &caller, figure, records)?;
    let total: u64 = returns.iter().map(|one| one.stands_for).sum();
    if !json {
        say!("{figure} = {total}  ({})", frozen.vintage.id);
    }
    for one in &returns {
        let listed: Vec<Json> = one
            .records
            .iter()
            .map(|(id, row, count, payload)| {
                let answers: Json = serde_json::from_str(payload).unwrap_or_default();
                match *id < 0 {
                    // What an authority answered is no record of the store.
                    true => json!({ "answers": answers }),
                    false => json!({ "record": id, "row": row, "count": count, "answers": answers }),
                }
            })
            .collect();
        let returned = one.returned.as_ref();
        if json {
            say!(
                "{}",
                json!({ "return": returned.map(|one| one.number), "authority": returned.map(|one| &one.authority),
                        "file": returned.map(|one| &one.file_name), "sha256": returned.map(|one| &one.sha256),
                        "stands_for": one.stands_for, "records": listed, "more": one.more })
            );
            continue;
        }
        match returned {
            Some(returned) => say!(
                "{:>8}  #{} {} · {} · {}",
                one.stands_for,
                returned.number,
                returned.authority,
                returned.file_name,
                &returned.sha256[..12]
            ),
            None => say!("{:>8}  {}", one.stands_for, without_return(given.lang)),
        }
        listed.iter().for_each(|record| say!("          {record}"));
        match (one.more, given.lang) {
            (0, _) => {}
            (more, Language::Es) => say!("          … y {more} registros más"),
            (more, Language::En) => say!("          … and {more} more records"),
        }
    }
    Ok(Ended::Well)
}

fn without_return(language: Language) -> &'static str {
    match language {
        Language::Es => "sin entrega: por oficio, o sin respuesta",
        Language::En => "without a return: by letter, or no answer",
    }
}
