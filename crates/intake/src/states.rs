//! The words by which people say that there is no value.

use std::collections::HashMap;

use catalogue::{Catalogue, State, fold};
use register::DECLARABLE;

/// Spellings of the states, as `codes/value_state.toml` lists them.
#[derive(Debug, Default)]
pub(crate) struct States {
    exact: HashMap<String, State>,
    habit: HashMap<String, State>,
    printed: HashMap<String, State>,
    /// The letters with which a spelling begins, `a` first: a name that begins otherwise is told apart at once.
    initials: u32,
}

impl States {
    /// The spellings of a catalogue.
    #[must_use]
    pub(crate) fn of(catalogue: &Catalogue) -> States {
        let mut states = States::default();
        for code in catalogue
            .list("value_state")
            .map(|list| list.codes())
            .unwrap_or_default()
        {
            let Some(state) = State::of(&code.id) else { continue };
            for word in [&code.id, &code.label.es, &code.label.en].into_iter().chain(&code.also) {
                states.exact.insert(fold(word), state);
            }
            for word in ["printed", "printed_en"]
                .iter()
                .filter_map(|name| code.attributes.get(*name))
            {
                states.printed.insert(word.to_uppercase(), state);
            }
            let habits = code.attributes.get("read_as").map_or("", String::as_str);
            for word in habits.split('|').filter(|word| !word.is_empty()) {
                states.habit.insert(folded_sign(word), state);
            }
        }
        let words = states.exact.keys().chain(states.habit.keys());
        states.initials = words.filter_map(|word| initial(word)).fold(0, |all, own| all | own);
        states
    }

    /// The state that a word means beyond doubt: `S.I.`, `No aplica`.
    pub(crate) fn exact(&self, word: &str) -> Option<State> {
        if cannot_be(word, 60) || self.begins_otherwise(word) {
            None
        } else {
            self.exact.get(&fold(word)).copied()
        }
    }

    /// The state that a count declares of a whole register: as tables print it (`0*`, `N.O.`), or in words.
    /// Tables' signs mean this only where a number is expected: elsewhere «N.O.» may be a «no».
    pub(crate) fn declared(&self, word: &str) -> Option<State> {
        let sign = word.replace(' ', "").to_uppercase();
        let state = self.printed.get(&sign).copied().or_else(|| self.exact(word))?;
        DECLARABLE.contains(&state).then_some(state)
    }

    /// The state that a habit is read as, with a finding: `ND`, `-`.
    pub(crate) fn habit(&self, word: &str) -> Option<State> {
        if cannot_be(word, 30) || self.begins_otherwise(word) {
            None
        } else {
            self.habit.get(&folded_sign(word)).copied()
        }
    }

    fn begins_otherwise(&self, word: &str) -> bool {
        initial(word).is_some_and(|own| own & self.initials == 0)
    }
}

/// A sign such as «.» or «-» folds to itself, since folding would leave nothing.
fn folded_sign(word: &str) -> String {
    let folded = fold(word);
    if folded.is_empty() {
        word.trim().to_owned()
    } else {
        folded
    }
}

/// The first letter of a word, as a bit; none when it is no letter of the Latin alphabet, which folding may change.
fn initial(word: &str) -> Option<u32> {
    let first = word.bytes().next().filter(u8::is_ascii_alphabetic)?;
    Some(1 << (first.to_ascii_lowercase() - b'a'))
}

/// No word for a missing value is long or has digits; most answers are told apart by this alone.
fn cannot_be(word: &str, bytes_max: usize) -> bool {
    word.len() > bytes_max || word.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use catalogue::{Catalogue, Files, State};

    use super::States;

    #[test]
    fn words_are_known_by_their_whole_and_not_by_their_first_letter() {
        let catalogue = Catalogue::read(Files::embedded()).unwrap_or_default();
        let states = States::of(&catalogue);
        for word in [
            "S.I.",
            "s/i",
            "Sin información",
            "SIN INFORMACION",
            "No information",
            ".S.I.",
        ] {
            assert_eq!(states.exact(word), Some(State::NoInformation), "{word}");
        }
        for word in ["Silvia", "Noemí", "Quetzalli", "Ángela", "N\u{303}usta", "", "?"] {
            assert_eq!(states.exact(word), None, "{word}");
        }
        assert_eq!(states.habit("-"), states.habit("ND"));
        assert_eq!(states.habit("ND"), Some(State::NoInformation));
    }
}
