//! A clerk, who writes names down by ear, in a hurry, and in the fields that the form happens to have.

use fastrand::Rng;

use super::names::{accented, plain, surname, titled};
use super::person::Person;
use super::record::Record;
use super::spelling::{by_ear, by_eye, slip};

/// Abbreviations of given names.
const SHORT: [(&str, &[&str]); 6] = [
    ("MARIA", &["MA.", "MA", "M.", "MA."]),
    ("JOSE", &["J.", "J"]),
    ("GUADALUPE", &["GPE.", "GPE"]),
    ("FRANCISCO", &["FCO.", "FCO"]),
    ("ANTONIO", &["ANT."]),
    ("JUAN", &["J."]),
];

/// What people are called.
const NICKNAMES: [(&str, &str); 14] = [
    ("JOSE", "PEPE"),
    ("FRANCISCO", "PACO"),
    ("GUADALUPE", "LUPITA"),
    ("MARIA", "MARY"),
    ("ROSARIO", "CHAYO"),
    ("IGNACIO", "NACHO"),
    ("ENRIQUE", "QUIQUE"),
    ("DOLORES", "LOLA"),
    ("MANUEL", "MANOLO"),
    ("ALEJANDRA", "ALE"),
    ("GABRIELA", "GABY"),
    ("ISABEL", "CHABELA"),
    ("JESUS", "CHUY"),
    ("PATRICIA", "PATY"),
];

/// What stands where nothing is known; most clerks leave it empty.
const UNKNOWN: [&str; 8] = [
    "S.I.",
    "S.I.",
    "N.A.",
    "SIN DATO",
    "NO ESPECIFICADO",
    "SE DESCONOCE",
    "-",
    "XX",
];

/// A clerk at work on one record.
pub(super) struct Clerk {
    pub(super) rng: Rng,
    rate: f32,
    pub(super) errors: Vec<&'static str>,
}

impl Clerk {
    pub(super) fn new(rng: Rng, rate: f32) -> Clerk {
        Clerk {
            rng,
            rate,
            errors: Vec::new(),
        }
    }

    /// Whether the clerk errs in this way, which does so in a share of the records.
    pub(super) fn errs(&mut self, kind: &'static str, share: f32) -> bool {
        let errs = self.rng.f32() < share * self.rate;
        if errs {
            self.errors.push(kind);
        }
        errs
    }

    /// A chance that is no error.
    pub(super) fn happens(&mut self, share: f32) -> bool {
        self.rng.f32() < share
    }

    /// What is written for what nobody knows.
    pub(super) fn unknown(&mut self) -> String {
        if self.happens(0.7) {
            String::new()
        } else {
            UNKNOWN[self.rng.usize(..UNKNOWN.len())].to_owned()
        }
    }

    /// Writes a person down.
    pub(super) fn record(mut self, person: &Person, copy: u8) -> Record {
        let mut record = Record::default();
        self.write_details(person, copy, &mut record);
        let mut names = [person.given.clone(), person.first.clone(), person.second.clone()];
        self.given(&mut names[0]);
        self.surnames(person, &mut names);
        for name in &mut names {
            self.misspell(name, 0.035);
        }
        let names = self.styled(names);
        record.full_name = self.in_one(&names);
        [record.given_name, record.first_surname, record.second_surname] = self.laid_out(names);
        record.errors = self.errors;
        record
    }

    fn given(&mut self, given: &mut String) {
        let words: Vec<&str> = given.split(' ').collect();
        let particles = words.iter().any(|word| ["DE", "DEL", "LA", "LOS"].contains(word));
        if let [one, other] = words[..] {
            if self.errs("given_cut", 0.09) {
                *given = if self.happens(0.7) { one } else { other }.to_owned();
            } else if self.errs("given_order", 0.012) {
                *given = format!("{other} {one}");
            }
        } else if particles && self.errs("given_cut", 0.09) {
            *given = words.first().copied().unwrap_or_default().to_owned();
        }
        self.shorten(given);
    }

    fn shorten(&mut self, given: &mut String) {
        for (name, short) in SHORT {
            let compound = given.contains(' ');
            if compound && given.split(' ').any(|word| word == name) && self.errs("given_short", 0.12) {
                *given = replaced(given, name, short[self.rng.usize(..short.len())]);
            }
        }
        for (name, nickname) in NICKNAMES {
            if given.split(' ').any(|word| word == name) && self.errs("nickname", 0.008) {
                *given = replaced(given, name, nickname);
            }
        }
    }

    fn surnames(&mut self, person: &Person, [_, first, second]: &mut [String; 3]) {
        if person.is_woman && self.errs("married_name", 0.02) {
            let husband = surname(&mut self.rng);
            match self.rng.u8(..3) {
                0 => *second = format!("DE {husband}"),
                1 => *second = husband,
                _ => *first = husband,
            }
        }
        if !second.is_empty() && self.errs("second_surname_dropped", 0.07) {
            second.clear();
        } else if !second.is_empty() && self.errs("surnames_swapped", 0.025) {
            std::mem::swap(first, second);
        }
        for surname in [first, second] {
            if surname.starts_with("DE") && surname.contains(' ') && self.errs("particle", 0.2) {
                *surname = if self.happens(0.7) {
                    surname.rsplit(' ').next().unwrap_or_default().to_owned()
                } else {
                    surname.replace(' ', "")
                };
            }
        }
    }

    /// Misspells a word in a share of the cases for each way.
    pub(super) fn misspell(&mut self, word: &mut String, share: f32) {
        if word.is_empty() {
            return;
        }
        if self.errs("typing", share) {
            slip(word, &mut self.rng);
        }
        if self.errs("by_ear", share) {
            by_ear(word, &mut self.rng);
        }
        if self.errs("by_eye", share / 6.0) {
            by_eye(word, &mut self.rng);
        }
    }

    /// Capitals or not, accents or not: the style of a clerk is no error.
    fn styled(&mut self, names: [String; 3]) -> [String; 3] {
        let style = self.rng.u8(..100);
        names.map(|name| match style {
            0..45 => plain(&name, true),
            45..60 => plain(&name, false),
            60..75 => accented(&name),
            75..95 => titled(&accented(&name)),
            _ => plain(&name, true).to_lowercase(),
        })
    }

    /// The full name, mostly in the order of speech.
    fn in_one(&mut self, [given, first, second]: &[String; 3]) -> String {
        let name = match self.rng.u8(..100) {
            0..75 => format!("{given} {first} {second}"),
            75..95 => format!("{first} {second} {given}"),
            _ => format!("{first} {second}, {given}"),
        };
        name.split(' ')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" ,", ",")
    }

    /// The fields that the names go to.
    fn laid_out(&mut self, [given, first, second]: [String; 3]) -> [String; 3] {
        let join = |one: &str, between: &str, other: &str| {
            if other.is_empty() {
                one.to_owned()
            } else {
                format!("{one}{between}{other}")
            }
        };
        if self.errs("full_name_in_one", 0.012) {
            return [
                join(&given, " ", &join(&first, " ", &second)),
                String::new(),
                String::new(),
            ];
        }
        if self.errs("surnames_in_one", 0.02) {
            let between = if self.happens(0.3) { "-" } else { " " };
            return [given, join(&first, between, &second), String::new()];
        }
        if self.errs("fields_swapped", 0.008) {
            return [first, given, second];
        }
        if self.errs("name_missing", 0.006) {
            let unknown = self.unknown();
            return if self.happens(0.5) {
                [unknown, first, second]
            } else {
                [given, unknown.clone(), unknown]
            };
        }
        let second = if second.is_empty() { self.unknown() } else { second };
        [given, first, second]
    }
}

/// A name with one of its words changed.
fn replaced(name: &str, from: &str, to: &str) -> String {
    let words = name.split(' ').map(|word| if word == from { to } else { word });
    words.collect::<Vec<_>>().join(" ")
}
