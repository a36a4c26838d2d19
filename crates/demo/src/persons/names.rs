//! Names as frequent as they are: those of the registers of payroll, and a long tail of rarer ones formed like them.

use std::collections::HashMap;
use std::sync::LazyLock;

use fastrand::Rng;

static WOMEN: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("../../persons/women.csv")));
static MEN: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("../../persons/men.csv")));
static SURNAMES: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("../../persons/surnames.csv")));
static ACCENTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../persons/accents.csv").lines();
    lines.filter_map(|line| line.split_once(',')).collect()
});

/// Parts of rare surnames, the commoner first.
const SURNAME_PARTS: [&[&str]; 3] = [
    &[
        "CA", "MA", "SA", "BA", "PA", "LA", "GA", "CO", "MO", "SO", "TE", "CHA", "TO", "LO", "VA", "ZA", "A", "O",
        "QUI", "XO", "TLA", "U", "CHI", "PO", "BRI", "FRA", "GUE", "ZU", "TZE", "XI",
    ],
    &[
        "RRA", "LLE", "NA", "RE", "LA", "MI", "BI", "SCA", "RI", "TI", "CHU", "NDO", "RTI", "LVA", "NZA", "PE", "GUI",
        "MBRA", "CAL", "TZI", "XOL", "DU", "LPI", "STE",
    ],
    &[
        "NO", "LES", "DA", "RES", "TO", "GA", "NEZ", "RO", "CHO", "NDEZ", "LLO", "TA", "JAL", "RTE", "ETA", "TL",
        "TZIN", "NDA", "UC", "CH", "POL", "ÑO", "BAL", "HUA", "OOT", "RENA", "ZQUE", "IDI",
    ],
];

/// Parts of given names of fashion.
const GIVEN_PARTS: [&[&str]; 3] = [
    &[
        "YA", "BRI", "JO", "DE", "KE", "MA", "YO", "LI", "AN", "NA", "BE", "DA", "EL", "HA", "XI", "GE",
    ],
    &["RI", "SE", "NI", "LE", "MA", "YA", "DI", "VE", "NE", "RE", "SI", "ZA"],
    &[
        "TH", "LIN", "SLEY", "NDRA", "R", "N", "RY", "LA", "NETH", "VER", "NA", "S", "TZI",
    ],
];

/// Names with how many bear each, added up so that one can be drawn.
struct Names {
    names: Vec<&'static str>,
    up_to: Vec<u32>,
}

impl Names {
    fn read(csv: &'static str) -> Names {
        let lines = csv.lines().skip(2).filter_map(|line| line.rsplit_once(','));
        let (mut names, mut up_to, mut sum) = (Vec::new(), Vec::new(), 0);
        for (name, count) in lines {
            sum += count.parse::<u32>().unwrap_or_default();
            names.push(name);
            up_to.push(sum);
        }
        Names { names, up_to }
    }

    /// A name, or none where it is one of the rest that the list does not name.
    fn draw(&self, rng: &mut Rng) -> Option<&'static str> {
        let at = rng.u32(..self.up_to.last().copied().unwrap_or(1));
        let at = self.up_to.partition_point(|up_to| *up_to <= at);
        self.names.get(at).copied().filter(|name| *name != "*")
    }

    fn simple(&self, rng: &mut Rng) -> &'static str {
        let draws = std::iter::repeat_with(|| self.draw(rng)).take(40).flatten();
        let mut simple = draws.filter(|name| !name.contains(' '));
        simple.next().unwrap_or_default()
    }
}

/// A given name, simple or compound.
pub(super) fn given(is_woman: bool, rng: &mut Rng) -> String {
    let names = if is_woman { &*WOMEN } else { &*MEN };
    match names.draw(rng) {
        Some(name) => name.to_owned(),
        None if rng.u8(..100) < 15 => coined(GIVEN_PARTS, rng),
        None => format!("{} {}", names.simple(rng), names.simple(rng)),
    }
}

/// A surname.
pub(super) fn surname(rng: &mut Rng) -> String {
    let listed = SURNAMES.draw(rng).map(str::to_owned);
    listed.unwrap_or_else(|| coined(SURNAME_PARTS, rng))
}

fn coined(parts: [&[&str]; 3], rng: &mut Rng) -> String {
    let mut part = |of: &[&str]| {
        let at = (rng.f32().powi(2) * of.len() as f32) as usize;
        of.get(at).copied().unwrap_or_default().to_owned()
    };
    parts.map(&mut part).concat()
}

/// The words of a name with their accents, in capitals.
pub(super) fn accented(name: &str) -> String {
    let words = name.split(' ');
    let words = words.map(|word| {
        ACCENTS
            .get(word)
            .map_or_else(|| word.to_owned(), |word| word.to_uppercase())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A name without accents, and with N for Ñ where the machine has none.
pub(super) fn plain(text: &str, keeps_n: bool) -> String {
    let letter = |letter: char| match letter {
        'Á' | 'À' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' | 'Ü' => 'U',
        'Ñ' if !keeps_n => 'N',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// A name as in a book: capitals at the beginning of words, small particles.
pub(super) fn titled(text: &str) -> String {
    let word = |word: &str| match word {
        "DE" | "DEL" | "LA" | "LAS" | "LOS" | "Y" => word.to_lowercase(),
        _ => {
            let mut letters = word.chars();
            let first = letters.next().map(String::from).unwrap_or_default();
            first + &letters.as_str().to_lowercase()
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
