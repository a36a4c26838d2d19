//! Notes what an authority answered without records: that it declines, is not competent, does not operate, or
//! has no information (¶13, ¶57).

use catalogue::{Act, Authority, Catalogue, Code};
use store::{Letter, NewLetter};

use crate::{Ask, Caller, Door, OperationError, asked_of, door::On};

/// The list of what can be answered.
pub(crate) const RESPONSES: &str = "response_status";

/// Notes an answer about one register, or about all that the authority keeps; the latest counts, and a return
/// takes its place.
///
/// # Errors
/// When something named does not exist, the authority does not keep the register, the state cannot come as a
/// letter, the note seems to identify a person, or the store says no.
pub fn reply(door: &Door, caller: &Caller, ask: Ask<'_>, state: &str, note: &str) -> Result<Letter, OperationError> {
    let catalogue = door.catalogue();
    let asked = asked_of(catalogue, ask)?;
    let (Some(authority), Some(period)) = (asked.authority, asked.period) else {
        let says = "say whose answer it is and about which period: --authority ID --period 2017".to_owned();
        return Err(OperationError::Unknown(says));
    };
    let on = On::of(authority);
    door.admit(caller, Act::Answer, on)?;
    if let Some(register) = asked.register {
        keeps(catalogue, authority, register)?;
    }
    if intake::is_identity(note) {
        let says = "the note seems to identify a person; write it without names, keys, telephones or addresses";
        return Err(OperationError::Unknown(says.to_owned()));
    }
    let answer = NewLetter {
        authority: authority.to_owned(),
        period,
        register: asked.register.unwrap_or_default().to_owned(),
        state: response(catalogue, state)?.to_owned(),
        note: note.to_owned(),
        received_at: door.now(),
    };
    Ok(door.store.note_letter(caller.actor(), answer)?)
}

fn keeps(catalogue: &Catalogue, authority: &str, register: &str) -> Result<(), OperationError> {
    let known = Authority::of(catalogue, authority).zip(catalogue.register(register));
    if known.is_some_and(|(authority, register)| authority.keeps(register)) {
        return Ok(());
    }
    let says = format!("{authority} does not keep the register «{register}», so that it was not asked for it");
    Err(OperationError::Unknown(says))
}

/// The code of a state that can come as a letter.
fn response<'c>(catalogue: &'c Catalogue, state: &str) -> Result<&'c str, OperationError> {
    let codes = catalogue
        .list(RESPONSES)
        .map(catalogue::List::codes)
        .unwrap_or_default();
    let by_letter = |code: &&Code| code.attributes.contains_key("by_letter");
    let all = || codes.iter().filter(by_letter).map(|code| code.id.as_str());
    all().find(|id| *id == state).ok_or_else(|| {
        let all: Vec<&str> = all().collect();
        OperationError::Unknown(format!(
            "«{state}» cannot come as a letter; there are {}",
            all.join(", ")
        ))
    })
}
