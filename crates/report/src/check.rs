//! Proof that the report can be written from this catalogue: every text has both languages, every call in it
//! names a figure that some table has, every table has a section. Each fault comes with file and line.

mod calls;

use catalogue::{Catalogue, Fault, Language, State};
use minijinja::Environment;
use statistics::Address;

use crate::{
    finding,
    plan::{self, PHRASES, PLAN, Plan},
    text::{OF_FIGURES, OF_RATIOS, OF_TABLES, OF_TWO_FIGURES},
    variable,
};

use calls::{Call, calls};

/// The text that belongs to no section: that of the cover.
const SUMMARY: &str = "summary";

/// Checks the plan, the phrases and every text of the report.
#[must_use]
pub fn check_texts(catalogue: &Catalogue) -> Vec<Fault> {
    let mut faults = Vec::new();
    let sections = plan::sections(catalogue).unwrap_or_else(|error| {
        faults.push(unreadable(catalogue, PLAN, &error));
        Vec::new()
    });
    check_plan(catalogue, &sections, &mut faults);
    check_phrases(catalogue, &mut faults);
    for language in Language::ALL {
        let folder = format!("report/{}/", language.code());
        for (path, text) in catalogue.files().under(&folder, ".md") {
            check_text(catalogue, &sections, path, text, &mut faults);
        }
    }
    faults.sort();
    faults
}

fn fault(file: &str, line: usize, says: impl Into<String>) -> Fault {
    Fault {
        file: file.to_owned(),
        line,
        says: says.into(),
    }
}

fn unreadable(catalogue: &Catalogue, file: &str, error: &toml::de::Error) -> Fault {
    let text = catalogue.files().text(file).unwrap_or_default();
    let line = error.span().map_or(0, |span| line_of(text, span.start));
    fault(file, line, format!("the file cannot be read: {}", error.message()))
}

/// The 1-based line of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The line where a word stands in quotes; 0 when it does not.
fn line_with(catalogue: &Catalogue, file: &str, word: &str) -> usize {
    let text = catalogue.files().text(file).unwrap_or_default();
    text.find(&format!("{word:?}"))
        .map_or(0, |offset| line_of(text, offset))
}

fn check_plan(catalogue: &Catalogue, sections: &[Plan], faults: &mut Vec<Fault>) {
    for (at, section) in sections.iter().enumerate() {
        let mut say = |says: String| faults.push(fault(PLAN, line_with(catalogue, PLAN, &section.id), says));
        let id = &section.id;
        if section.title.is_incomplete() || section.part.is_incomplete() {
            say(format!("{id}: write title and part in both languages (es, en)"));
        }
        if sections[..at].iter().any(|other| other.id == *id) {
            say(format!("{id}: there is another section of this id"));
        }
        if let Some(register) = section
            .register
            .as_deref()
            .filter(|register| catalogue.register(register).is_none())
        {
            say(format!("{id} names the register «{register}», which is not there"));
        }
        for language in Language::ALL {
            let path = plan::text_path(id, language);
            if catalogue.files().text(&path).is_none() {
                say(format!("{id}: its text {path} is not there"));
            }
        }
    }
    for table in catalogue
        .tables()
        .iter()
        .filter(|table| !sections.is_empty() && plan::home(sections, &table.id).is_none())
    {
        faults.push(fault(
            PLAN,
            0,
            format!("the table {} is in no section; name the beginning of its id", table.id),
        ));
    }
}

fn check_phrases(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let phrases = plan::phrases(catalogue).unwrap_or_else(|error| {
        faults.push(unreadable(catalogue, PHRASES, &error));
        Vec::new()
    });
    for phrase in phrases {
        let (list, code) = (&phrase.list, &phrase.code);
        let mut say = |says: String| faults.push(fault(PHRASES, line_with(catalogue, PHRASES, code), says));
        if catalogue.list(list).is_none_or(|list| list.position(code).is_none()) {
            say(format!("«{code}» is not in the list {list}"));
        }
        if phrase.says.is_incomplete() {
            say(format!("{list}, {code}: write the words in both languages (es, en)"));
        }
        for register in phrase
            .registers
            .iter()
            .filter(|register| catalogue.register(register).is_none())
        {
            say(format!("there is no register {register}"));
        }
    }
}

fn check_text(catalogue: &Catalogue, sections: &[Plan], path: &str, text: &str, faults: &mut Vec<Fault>) {
    let name = path
        .rsplit('/')
        .next()
        .and_then(|file| file.strip_suffix(".md"))
        .unwrap_or_default();
    if name != SUMMARY && !sections.iter().any(|section| section.id == name) {
        faults.push(fault(
            path,
            0,
            format!("there is no section {name}, so nobody would read this text"),
        ));
    }
    if let Err(error) = Environment::new().template_from_str(text) {
        let says = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        faults.push(fault(
            path,
            error.line().unwrap_or(0),
            format!("the text cannot be read: {says}"),
        ));
    }
    for call in calls(text) {
        if let Err(says) = check_call(catalogue, &call) {
            faults.push(fault(path, line_of(text, call.offset), says));
        }
    }
}

fn check_call(catalogue: &Catalogue, call: &Call<'_>) -> Result<(), String> {
    let name = call.name;
    let known = OF_FIGURES
        .iter()
        .chain(&OF_TABLES)
        .chain(&OF_RATIOS)
        .any(|known| *known == name);
    if !known {
        return Err(format!("there is no call {name}()"));
    }
    let argument = call
        .argument
        .ok_or_else(|| format!("{name}(): write the figure's name in quotes, so that it can be checked"))?;
    if OF_RATIOS.contains(&name) {
        let found = catalogue.ratios().iter().any(|ratio| ratio.id == argument);
        return if found {
            Ok(())
        } else {
            Err(format!("{name}(): there is no ratio «{argument}»"))
        };
    }
    if OF_FIGURES.contains(&name) || (name == "known" && argument.contains('[')) {
        check_figure(catalogue, name, argument)?;
        let second = call.second.filter(|_| name == OF_TWO_FIGURES);
        return match second {
            Some(second) => check_figure(catalogue, name, second),
            None if name == OF_TWO_FIGURES => Err(format!("{name}(): name two figures, each in quotes")),
            None => Ok(()),
        };
    }
    match catalogue.table(argument) {
        Some(_) => Ok(()),
        None => Err(format!("{name}(): there is no table «{argument}»")),
    }
}

fn check_figure(catalogue: &Catalogue, name: &str, argument: &str) -> Result<(), String> {
    let address = Address::parse(argument)
        .ok_or_else(|| format!("{name}(): «{argument}» is no address; write table[row] or table[row,column]"))?;
    check_address(catalogue, &address).map_err(|says| format!("{name}(): {says}"))
}

fn check_address(catalogue: &Catalogue, address: &Address) -> Result<(), String> {
    if let Some(checked) = check_persons(catalogue, address) {
        return checked;
    }
    let table = catalogue
        .table(&address.table)
        .ok_or_else(|| format!("there is no table «{}»", address.table))?;
    let parts = [
        (&address.row, table.rows.first(), "row"),
        (&address.column, table.columns.first(), "column"),
    ];
    for (id, variable, part) in parts {
        let Some(id) = id else { continue };
        let variable = variable.ok_or_else(|| format!("{} has no {part}s, so it has no «{id}»", table.id))?;
        let has_others = part == "row" && table.top.is_some() && id == finding::OTHERS;
        if !has_others && !is_category(catalogue, &table.of, variable, id) {
            return Err(format!(
                "«{id}» is no category of {variable}, the {part}s of {}",
                table.id
            ));
        }
    }
    Ok(())
}

/// An address of an overlap's sets or a pathway's step; `None` when it is of neither.
fn check_persons(catalogue: &Catalogue, address: &Address) -> Option<Result<(), String>> {
    let id = &address.table;
    if let Some(pathway) = catalogue.pathways().iter().find(|one| one.id == *id) {
        let is_step = pathway.step.iter().any(|step| Some(&step.id) == address.row.as_ref());
        return Some(match is_step && address.column.is_none() {
            true => Ok(()),
            false => Err(format!("«{address}» names no step of {id}")),
        });
    }
    let overlap = catalogue.overlaps().iter().find(|one| one.id == *id)?;
    let list = catalogue.list(if overlap.by == "authority" {
        "authority"
    } else {
        "authority_kind"
    });
    let is_set = |code: &str| {
        let is_joined = overlap.together.contains_key(code);
        code == finding::OTHERS || (!is_joined && list.is_some_and(|list| list.position(code).is_some()))
    };
    let sets = [&address.row, &address.column].into_iter().flatten();
    let wrong = sets.flat_map(|ids| ids.split('+')).find(|code| !is_set(code));
    Some(wrong.map_or(Ok(()), |code| Err(format!("«{code}» is no set of {id}"))))
}

/// Whether a variable can have a category: a code of its list, a state, or a number where it has no list.
fn is_category(catalogue: &Catalogue, register: &str, name: &str, id: &str) -> bool {
    let Some(found) = variable::variable(catalogue, register, name, Language::Es) else {
        return false;
    };
    let is_free = || name.contains('.') || id.starts_with(|c: char| c.is_ascii_digit());
    State::of(id).is_some() || found.list.map_or_else(is_free, |list| list.position(id).is_some())
}
