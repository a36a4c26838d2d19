//! Traces a figure to the returns and records behind it.

use catalogue::{Act, Language, Question};
use register::Returned;
use statistics::{Address, trace};

use crate::{Caller, Door, Frozen, OperationError, answering::made_record, asking_figures::no_register, door::On};

/// One return behind a figure, or what stands without one: an answer that came by letter, or none at all.
#[derive(Clone, Debug)]
pub struct TracedReturn {
    /// The return, if there is one.
    pub returned: Option<Returned>,
    /// What its records behind the figure stand for, added up.
    pub stands_for: u64,
    /// The records: id in the store, row in the file, what it stands for, and the answers as JSON. What an
    /// authority answered is no record of the store: its id is below zero and its row is 0.
    pub records: Vec<(i64, u32, u32, String)>,
    /// Records beyond those listed.
    pub more: usize,
}

/// The returns and records behind a figure of a vintage, at most `records_max` records a return. The log
/// says who asked before the answer is given.
///
/// # Errors
/// When the address names no figure, or the store says no.
pub fn traced(
    door: &Door,
    frozen: &mut Frozen,
    caller: &Caller,
    figure: &str,
    records_max: usize,
) -> Result<Vec<TracedReturn>, OperationError> {
    let unknown = || {
        let figure: String = figure.chars().take(120).collect();
        OperationError::Unknown(match door.language() {
            Language::Es => format!(
                "«{figure}» no es la dirección de una cifra. Se escribe como en figures.json: tabla[renglón,columna]."
            ),
            Language::En => {
                format!("“{figure}” is no address of a figure. Write it as in figures.json: table[row,column].")
            }
        })
    };
    let address = Address::parse(figure).ok_or_else(unknown)?;
    let table = match Question::parse(&address.table) {
        Some(question) => question.table(&frozen.catalogue).map_err(|_| unknown())?,
        None => frozen.catalogue.table(&address.table).cloned().ok_or_else(unknown)?,
    };
    frozen.bring(door, |register| register == table.of)?;
    let facts = frozen
        .facts
        .get_mut(&table.of)
        .ok_or_else(|| no_register(door, &frozen.catalogue, &table.of))?;
    let behind = trace(&frozen.catalogue, facts, &table, &address)
        .map_err(|error| OperationError::Unknown(error.to_string()))?;
    if behind.is_empty() {
        door.admit(caller, Act::Trace, On::default())?;
    }
    let store = &door.store;
    let mut shown = Vec::new();
    for (number, behind) in &behind {
        let authority = match *number {
            0 => String::new(),
            number => store.returned(number)?.authority,
        };
        let on = On::of(&authority);
        door.admit(caller, Act::Trace, on)?;
        shown.extend(behind.records.iter().take(records_max).filter(|id| **id > 0));
    }
    let writing = store.write(caller.actor(), &door.now())?;
    for record in &shown {
        door.watch(&writing, *record, "trace")?;
    }
    writing.finish("trace", &format!("{} {figure}", frozen.vintage.id), &shown)?;
    let mut returns = Vec::new();
    for (number, behind) in behind {
        let listed = behind.records.iter().take(records_max).map(|id| {
            if let Some(made) = made_record(&frozen.catalogue, *id) {
                return Ok((*id, 0, 1, made.to_string()));
            }
            let record = store.record(*id)?;
            Ok((*id, record.row, record.count, record.payload))
        });
        returns.push(TracedReturn {
            returned: (number > 0).then(|| store.returned(number)).transpose()?,
            stands_for: behind.stands_for,
            records: listed.collect::<Result<_, OperationError>>()?,
            more: behind.records.len().saturating_sub(records_max),
        });
    }
    Ok(returns)
}
