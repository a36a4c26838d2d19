//! A name in one column, taken apart into given names and surnames.

use super::{given_name, is_particle, normalise, surname};

/// The parts of a full name, each as [`given_name`] and [`surname`] write it; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FullName {
    /// Given name or names.
    pub given: String,
    /// First surname, or the only one.
    pub first_surname: String,
    /// Second surname.
    pub second_surname: String,
}

/// Takes a full name apart: `Juan Carlos de la Cruz Pérez` by its last two surnames, with their particles;
/// `Cruz Pérez, Juan Carlos` by its comma. Of two words the second is the surname; of one, the only word is given.
#[must_use]
pub fn split_full_name(text: &str) -> FullName {
    match text.split_once(',') {
        Some((surnames, given)) if !surnames.trim().is_empty() && !given.trim().is_empty() => {
            parts(given, &groups(&normalise(surnames)), true)
        }
        _ => from_the_end(text),
    }
}

/// Given names first, surnames last.
fn from_the_end(text: &str) -> FullName {
    let plain = normalise(text);
    let own = plain
        .find(" VDA ")
        .or_else(|| plain.find(" VIUDA "))
        .unwrap_or(plain.len());
    let groups = groups(&plain[..own]);
    let surnames = match groups.len() {
        0 | 1 => 0,
        2 => 1,
        _ => 2,
    };
    let (given, surnames) = groups.split_at(groups.len() - surnames);
    parts(&given.join(" "), surnames, false)
}

/// The ways to read a name without a comma: one or two surnames, last or first.
pub(super) fn readings(text: &str) -> Vec<FullName> {
    let groups = groups(&normalise(text));
    let read = |surnames: usize, last: bool| {
        let at = if last { groups.len() - surnames } else { surnames };
        let (front, back) = groups.split_at(at);
        let (given, surnames) = if last { (front, back) } else { (back, front) };
        parts(&given.join(" "), surnames, false)
    };
    let ways = [(2, false), (1, true), (1, false)].into_iter();
    ways.filter(|&(surnames, _)| groups.len() > surnames)
        .map(|(surnames, last)| read(surnames, last))
        .collect()
}

/// The words with the particles before them: `JUAN DE LA CRUZ` → `JUAN`, `DE LA CRUZ`.
fn groups(plain: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut open = false;
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        match groups.last_mut().filter(|_| open) {
            Some(group) => {
                group.push(' ');
                group.push_str(word);
            }
            None => groups.push(word.to_owned()),
        }
        open = is_particle(word);
    }
    groups
}

/// Puts the parts together; `whole` keeps all further surnames in the second.
fn parts(given: &str, surnames: &[String], whole: bool) -> FullName {
    let first = surnames.first().map_or("", String::as_str);
    let rest = if whole {
        surnames.get(1..).unwrap_or(&[]).join(" ")
    } else {
        surnames.get(1).cloned().unwrap_or_default()
    };
    FullName {
        given: given_name(given),
        first_surname: surname(first),
        second_surname: surname(&rest),
    }
}
