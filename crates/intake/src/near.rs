//! The nearest right answers to a word that is in no list.

use catalogue::{List, fold};

/// Up to three labels of the list that resemble the word, the best first, joined by «, ».
pub(crate) fn nearest(list: &List, word: &str) -> String {
    if word.chars().count() > 60 {
        return String::new();
    }
    let folded = fold(word);
    let mut scored: Vec<(f64, &str)> = list
        .codes()
        .iter()
        .filter(|code| in_reach(&folded, &code.label.es))
        .map(|code| (best(&folded, code), code.label.es.as_str()))
        .filter(|(score, _)| *score >= 0.75)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    scored
        .iter()
        .take(3)
        .map(|(_, label)| *label)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Long lists are searched among the words that begin alike, so that a file full of errors stays cheap.
fn in_reach(folded: &str, label: &str) -> bool {
    folded
        .chars()
        .next()
        .zip(fold(label).chars().next())
        .is_some_and(|(one, other)| one == other)
        || label.len() < 24
}

fn best(folded: &str, code: &catalogue::Code) -> f64 {
    [&code.label.es, &code.label.en, &code.id]
        .into_iter()
        .chain(&code.also)
        .map(|word| strsim::jaro_winkler(folded, &fold(word)))
        .fold(0.0, f64::max)
}
