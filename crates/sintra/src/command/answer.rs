//! `sintra answer` and `answers`: what authorities answered by letter, without records.

use operations::{Ask, Letter};
use serde_json::json;

use crate::{
    command::{caller, catalogue_of, door_or_new, enter},
    line::Given,
    outcome::{Ended, Failure},
    say::say,
};

pub(crate) fn note(given: &Given, ask: Ask<'_>, state: &str, note: &str, json: bool) -> Result<Ended, Failure> {
    let (catalogue, _) = catalogue_of(given, None)?;
    operations::asked_of(&catalogue, ask)?;
    let door = door_or_new(given, catalogue)?;
    let caller = caller(given, &door, ask.authority.unwrap_or_default(), "note an answer")?;
    let letter = operations::reply(&door, &caller, ask, state, note)?;
    print(given, door.catalogue(), &letter, json);
    Ok(Ended::Well)
}

pub(crate) fn list(given: &Given, json: bool) -> Result<Ended, Failure> {
    let (door, caller) = enter(given, "", "see the answers by letter")?;
    for letter in door.letters(&caller)? {
        print(given, door.catalogue(), &letter, json);
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
