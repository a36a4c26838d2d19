//! `sintra answer` and `answers`: what authorities answered by letter, without records.

use operations::{Ask, Letter};
use serde_json::json;

use crate::{
    command::{caller, catalogue_of, store_of, store_or_new},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn note(given: &Given, ask: Ask<'_>, state: &str, note: &str, json: bool) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    operations::asked_of(&catalogue, ask)?;
    let store = store_or_new(given)?;
    let caller = caller(given, ask.authority.unwrap_or_default(), "note an answer");
    let letter = operations::reply(&catalogue, &store, &caller, ask, state, note)?;
    print(given, &catalogue, &letter, json);
    Ok(Ended::Well)
}

pub(crate) fn list(given: &Given, json: bool) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    for letter in store_of(given)?.letters(None)? {
        print(given, &catalogue, &letter, json);
    }
    Ok(Ended::Well)
}

fn print(given: &Given, catalogue: &::catalogue::Catalogue, letter: &Letter, json: bool) {
    let one = &letter.answer;
    if json {
        say!(
            "{}",
            json!({ "answer": letter.number, "authority": one.authority, "period": one.period.to_string(),
                    "register": one.register, "state": one.state, "note": one.note,
                    "received_at": one.received_at, "received_from": letter.noted_by })
        );
        return;
    }
    let list = catalogue.list("response_status");
    let words = list.and_then(|list| list.code(list.position(&one.state)?));
    say!(
        "{:>4}  {}  {:<14} {}  {}  {}  {}",
        letter.number,
        one.received_at,
        one.authority,
        one.period,
        words.map_or(one.state.as_str(), |code| code.label.get(given.lang)),
        if one.register.is_empty() { "*" } else { &one.register },
        one.note
    );
}
