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
        states
    }

    /// The state that a word means beyond doubt: `S.I.`, `No aplica`.
    pub(crate) fn exact(&self, word: &str) -> Option<State> {
        if cannot_be(word, 60) {
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
        if cannot_be(word, 30) {
            None
        } else {
            self.habit.get(&folded_sign(word)).copied()
        }
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

/// No word for a missing value is long or has digits; most answers are told apart by this alone.
fn cannot_be(word: &str, bytes_max: usize) -> bool {
    word.len() > bytes_max || word.bytes().any(|byte| byte.is_ascii_digit())
}
