//! Questions to a vintage beyond the tables of the catalogue. Whoever may see all figures is answered about
//! all; an institution, or the commission of a state, about what its own handed in.

use std::{num::NonZero, thread};

use catalogue::{Act, Catalogue, Counting, Language, Question, Table, Unfit};
use statistics::{Computed, compute};

use crate::{Caller, Door, Frozen, OperationError, door::On};

/// A question answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The table that answers it, by whose id its figures are traced.
    pub table: Table,
    /// The table computed.
    pub computed: Computed,
}

/// Computes the table that answers a question. Who may not see all figures gets those of the authorities they may
/// see, and the table's universe says which. The log says who asked what before the answer is given.
///
/// # Errors
/// When the question does not fit the catalogue, the caller may see none of what it asks, or the vintage has no such
/// register.
pub fn asked(door: &Door, frozen: &mut Frozen, caller: &Caller, question: &Question) -> Result<Asked, OperationError> {
    let table = asked_table(door, &frozen.catalogue, caller, question)?;
    note_tables(door, caller, &frozen.vintage.id, &[&table.id])?;
    let computed = answer(door, frozen, &table)?;
    Ok(Asked { table, computed })
}

/// The table that answers a question to this caller, who is admitted here and nowhere later.
pub(crate) fn asked_table(
    door: &Door,
    law: &Catalogue,
    caller: &Caller,
    question: &Question,
) -> Result<Table, OperationError> {
    let told = |faults: Vec<Unfit>| OperationError::Unknown(told(&faults, door.language()));
    question.table(law).map_err(told)?;
    admitted(door, law, caller, question)?.table(law).map_err(told)
}

/// The question as far as this caller may ask it.
fn admitted(door: &Door, law: &Catalogue, caller: &Caller, question: &Question) -> Result<Question, OperationError> {
    let act = Act::Tabulate;
    if door.may(caller, act, On::default()) {
        door.admit(caller, act, On::default())?;
        return Ok(question.clone());
    }
    let authorities = law.list("authority").map(catalogue::List::codes).unwrap_or_default();
    let asked = question.only.get(AUTHORITY);
    let is_asked = |id: &String| asked.is_none_or(|asked| asked.contains(id));
    let may = |id: &String| door.may(caller, act, On::of(id));
    let all = authorities.iter().map(|code| &code.id);
    let seen: Vec<String> = all.filter(|id| is_asked(id) && may(id)).cloned().collect();
    match (seen.first(), asked.and_then(|asked| asked.first())) {
        (Some(one), _) => door.admit(caller, act, On::of(one))?,
        (None, Some(one)) => door.admit(caller, act, On::of(one))?,
        (None, None) => door.admit(caller, act, On::default())?,
    }
    let mut question = question.clone();
    question.only.insert(AUTHORITY.to_owned(), seen);
    Ok(question)
}

/// Whether this caller may read a table of the catalogue: who does not see all figures reads what can be asked of their
/// own institution.
#[must_use]
pub fn may_read(door: &Door, caller: &Caller, table: &Table) -> bool {
    door.may(caller, Act::Tabulate, On::default()) || Question::of_table(table).is_some()
}

/// The variable of who reports, by which an institution's own figures are told from others.
const AUTHORITY: &str = "authority";

/// Says in the log which tables of a vintage somebody reads.
pub(crate) fn note_tables(door: &Door, caller: &Caller, vintage: &str, tables: &[&str]) -> Result<(), OperationError> {
    let object = format!("{vintage} {}", tables.join(" "));
    Ok(door.store.note(caller.actor(), &door.now(), "tabulate", &object, &[])?)
}

/// Computes one table of a vintage, of whatever catalogue or question.
pub(crate) fn answer(door: &Door, frozen: &mut Frozen, table: &Table) -> Result<Computed, OperationError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    frozen.bring(door, |register| register == table.of)?;
    let absent = || no_register(door, &frozen.catalogue, &table.of);
    let facts = frozen.facts.get_mut(&table.of).ok_or_else(absent)?;
    if table.count != Counting::Reported && !facts.is_linked() {
        return Err(not_linked(door));
    }
    let computed = compute(&frozen.catalogue, facts, &[table], threads)?.pop();
    computed.ok_or_else(|| OperationError::Broken(format!("{} was not computed", table.id)))
}

/// The vintage was frozen before anything of a register was there.
pub(crate) fn no_register(door: &Door, law: &Catalogue, register: &str) -> OperationError {
    let language = door.language();
    let name = law.register(register).map_or(register, |one| one.many.get(language));
    OperationError::Unknown(match language {
        Language::Es => format!("Este corte no tiene nada de «{name}»: ninguna entrega lo trajo. Elija otro registro."),
        Language::En => format!("This vintage has nothing of “{name}”: no return brought it. Choose another register."),
    })
}

/// Nobody is counted once in a vintage that was frozen before anything was linked.
fn not_linked(door: &Door) -> OperationError {
    let says = match door.language() {
        Language::Es => {
            "En este corte no hay nada vinculado de este registro: nadie puede contarse una sola vez. Cuente lo \
             informado, o elija un corte congelado después de vincular."
        }
        Language::En => {
            "Nothing of this register is linked in this vintage: nobody can be counted once. Count what was reported, \
             or choose a vintage frozen after linking."
        }
    };
    OperationError::Unknown(says.to_owned())
}

/// All that does not fit, in one text.
fn told(faults: &[Unfit], language: Language) -> String {
    let says: Vec<&str> = faults.iter().map(|fault| fault.says.get(language)).collect();
    says.join(" ")
}
