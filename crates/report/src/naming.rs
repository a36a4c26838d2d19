//! Rows of a table named in a sentence: as a list in words, or as all but a few where that is shorter.

use catalogue::{Bucket, Language};
use statistics::{Category, Computed};

use crate::{finding::OTHERS, html::address, markdown::mark, number::say};

/// Which rows of a table are meant, by what they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which<'a> {
    /// Those that count something.
    Some,
    /// Those that count nothing.
    None,
    /// Those that count something in one column alone.
    Only(&'a str),
}

/// A list in words: «A, B y C».
pub(crate) fn all_of(labels: &[String], language: Language) -> String {
    joined(labels, language, and)
}

/// Alternatives in words: «A, B o C».
pub(crate) fn any_of(labels: &[String], language: Language) -> String {
    joined(labels, language, or)
}

fn joined(labels: &[String], language: Language, word: fn(Language, &str) -> &'static str) -> String {
    match labels {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), word(language, last)),
    }
}

/// «y», or «e» before its own sound.
fn and(language: Language, next: &str) -> &'static str {
    let next = bare(next);
    let sounds = next.starts_with(['i', 'í']) || next.starts_with("hi") || next.starts_with("hí");
    let glides = ["hie", "hia", "io", "ia"].iter().any(|start| next.starts_with(start));
    match (language, sounds && !glides) {
        (Language::En, _) => "and",
        (Language::Es, true) => "e",
        (Language::Es, false) => "y",
    }
}

/// «o», or «u» before its own sound.
fn or(language: Language, next: &str) -> &'static str {
    let next = bare(next);
    let sounds =
        next.starts_with(['o', 'ó']) || next.starts_with("ho") || next.starts_with("hó") || next.starts_with('8');
    match (language, sounds) {
        (Language::En, _) => "or",
        (Language::Es, true) => "u",
        (Language::Es, false) => "o",
    }
}

/// What is heard first of a word: small letters, without the marks of a figure and what quotes it.
fn bare(next: &str) -> String {
    let word = next.rsplit('\u{e001}').next().unwrap_or(next);
    word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The known rows that are meant, and all known rows; a row of others is none.
pub(crate) fn rows<'c>(computed: &'c Computed, which: Which<'_>) -> (Vec<&'c Category>, usize) {
    let named = |(_, row): &(usize, &Category)| row.is_answer() && row.id != OTHERS;
    let all: Vec<(usize, &Category)> = computed.rows.iter().enumerate().filter(named).collect();
    let is_meant = |at: usize| match which {
        Which::Some => computed.row_totals[at] > 0,
        Which::None => computed.row_totals[at] == 0,
        Which::Only(column) => is_only(computed, at, column),
    };
    let meant = all
        .iter()
        .filter(|(at, _)| is_meant(*at))
        .map(|(_, row)| *row)
        .collect();
    (meant, all.len())
}

/// Whether a row counts something in a column and nothing in any other that is an answer.
fn is_only(computed: &Computed, row: usize, column: &str) -> bool {
    let is_wrong = |(at, other): (usize, &Category)| match other.bucket {
        Bucket::Known if other.id == column => computed.cell(row, at) == 0,
        Bucket::Known => computed.cell(row, at) > 0,
        _ => false,
    };
    let has_column = computed.columns.iter().any(|other| other.id == column);
    has_column && !computed.columns.iter().enumerate().any(is_wrong)
}

/// How rows are named.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming {
    pub(crate) language: Language,
    /// Whether what the rows are is masculine in Spanish.
    pub(crate) is_masculine: bool,
    /// Whether the table has a row for every code of its list; only then may it be said that all of them count.
    pub(crate) is_whole: bool,
}

/// The rows that are meant, named: «A, B y C», «todas salvo A», «ninguna».
pub(crate) fn named(computed: &Computed, which: Which<'_>, naming: Naming) -> String {
    let Naming {
        language,
        is_masculine,
        is_whole,
    } = naming;
    let (meant, all) = rows(computed, which);
    let gender = |he, she| if is_masculine { he } else { she };
    let label = |row: &&Category| {
        let of = address(&computed.id, Some(&row.id), None).to_string();
        mark(&of, row.label.get(language))
    };
    if meant.is_empty() {
        return say(language, gender("ninguno", "ninguna"), "none").to_owned();
    }
    let every = say(language, gender("todos", "todas"), "all");
    let others = all - meant.len();
    if is_whole && others == 0 && all > 1 {
        return every.to_owned();
    }
    if !is_whole || others >= meant.len() || all < 4 {
        return all_of(&meant.iter().map(label).collect::<Vec<String>>(), language);
    }
    let is_left =
        |row: &&Category| row.is_answer() && row.id != OTHERS && !meant.iter().any(|meant| meant.id == row.id);
    let left: Vec<String> = computed.rows.iter().filter(is_left).map(|row| label(&row)).collect();
    format!("{every} {} {}", say(language, "salvo", "but"), all_of(&left, language))
}

#[cfg(test)]
mod tests {
    use super::{Naming, Which, all_of, any_of, named};
    use catalogue::{Bucket, Label, Language, Shares};
    use statistics::{Category, Computed};

    fn table(counts: &[u64]) -> Computed {
        let row = |(at, _): (usize, &u64)| Category {
            id: at.to_string(),
            label: Label {
                es: ["Ana", "Baja", "Ida", "Onda", "Yuca"][at].to_owned(),
                en: ["Ana", "Baja", "Ida", "Onda", "Yuca"][at].to_owned(),
            },
            bucket: Bucket::Known,
        };
        Computed {
            id: "t.by".to_owned(),
            shares: Shares::Total,
            rows: counts.iter().enumerate().map(row).collect(),
            columns: Vec::new(),
            cells: counts.to_vec(),
            row_totals: counts.to_vec(),
            column_totals: Vec::new(),
            total: counts.iter().sum(),
            known: counts.iter().sum(),
            not_applicable: 0,
            not_asked: 0,
            is_multiple: false,
            without_number: 0,
            others: 0,
            count: catalogue::Counting::Reported,
            persons: None,
        }
    }

    /// The words without the marks of the figures.
    fn words(counts: &[u64], which: Which<'_>, is_masculine: bool, language: Language) -> String {
        let naming = Naming {
            language,
            is_masculine,
            is_whole: true,
        };
        let text = named(&table(counts), which, naming);
        let mut shown = String::new();
        for part in text.split('\u{e000}') {
            shown += part.split_once('\u{e001}').map_or(part, |(_, words)| words);
        }
        shown.replace('\u{e002}', "")
    }

    #[test]
    fn rows_are_named_by_what_they_count() {
        let es = |counts: &[u64]| words(counts, Which::Some, false, Language::Es);
        assert_eq!(es(&[]), "ninguna");
        assert_eq!(es(&[0, 0]), "ninguna");
        assert_eq!(es(&[1, 0]), "Ana");
        assert_eq!(es(&[1, 0, 2]), "Ana e Ida");
        assert_eq!(es(&[1, 0, 0, 2]), "Ana y Onda");
        assert_eq!(es(&[1, 2, 3, 4, 5]), "todas");
        assert_eq!(es(&[1, 2, 3, 4, 0]), "todas salvo Yuca");
        assert_eq!(es(&[1, 0, 0, 4, 5]), "todas salvo Baja e Ida");
        assert_eq!(words(&[0, 0], Which::Some, true, Language::Es), "ninguno");
        assert_eq!(
            words(&[1, 2, 3, 4, 0], Which::Some, true, Language::Es),
            "todos salvo Yuca"
        );
        assert_eq!(
            words(&[1, 2, 3, 4, 0], Which::Some, false, Language::En),
            "all but Yuca"
        );
        assert_eq!(words(&[1, 0, 0, 0, 0], Which::None, false, Language::En), "all but Ana");
        assert_eq!(words(&[3], Which::Some, false, Language::En), "Ana");
        assert_eq!(words(&[3], Which::None, false, Language::En), "none");
    }

    #[test]
    fn all_is_said_only_of_a_list_that_is_there_whole() {
        let naming = Naming {
            language: Language::En,
            is_masculine: false,
            is_whole: false,
        };
        let text = named(&table(&[1, 2, 3, 4, 0]), Which::Some, naming);
        assert!(!text.contains("all") && text.contains("Ana"), "{text}");
    }

    #[test]
    fn a_row_may_count_in_one_column_alone() {
        let mut two = table(&[3, 2, 0]);
        let column = |id: &str| Category {
            id: id.to_owned(),
            label: Label::default(),
            bucket: Bucket::Known,
        };
        two.columns = vec![column("F"), column("M")];
        two.cells = vec![3, 0, 1, 1, 0, 0];
        let (only, all) = super::rows(&two, Which::Only("F"));
        assert_eq!(
            (only.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), all),
            (vec!["0"], 3)
        );
        assert!(super::rows(&two, Which::Only("X")).0.is_empty());
    }

    #[test]
    fn the_word_between_gives_way_to_its_own_sound() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for (words, and, or) in [
            (vec!["A", "B"], "A y B", "A o B"),
            (vec!["A", "B", "Hidalgo"], "A, B e Hidalgo", "A, B o Hidalgo"),
            (vec!["agua", "hielo"], "agua y hielo", "agua o hielo"),
            (vec!["Oaxaca", "Yucatán"], "Oaxaca y Yucatán", "Oaxaca o Yucatán"),
            (vec!["Puebla", "Oaxaca"], "Puebla y Oaxaca", "Puebla u Oaxaca"),
            (vec!["uno"], "uno", "uno"),
            (vec![], "", ""),
        ] {
            assert_eq!(all_of(&list(&words), Language::Es), and);
            assert_eq!(any_of(&list(&words), Language::Es), or);
        }
        assert_eq!(all_of(&list(&["A", "Italy"]), Language::En), "A and Italy");
    }
}
