//! The made-up persons of the country, and how clerks write them down. Names are drawn from the commonest of the
//! country; nobody has a national number, since a made-up one may be somebody's.

use std::sync::LazyLock;

use fastrand::Rng;

use crate::day::Day;

/// A person who does not exist.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    given: u16,
    first: u16,
    second: u16,
    pub(crate) is_woman: bool,
    pub(crate) born: Day,
    /// The state of origin, 1 to 32.
    pub(crate) origin: u8,
}

/// A person as a clerk wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) given_name: String,
    pub(crate) first_surname: String,
    pub(crate) second_surname: String,
    pub(crate) born: String,
    /// What the clerk did to it; empty when nothing.
    pub(crate) error: &'static str,
}

static WOMEN: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("../names/women.csv")));
static MEN: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("../names/men.csv")));
static SURNAMES: LazyLock<Names> = LazyLock::new(|| Names::read(include_str!("../names/surnames.csv")));

/// Names with how many bear each, added up so that one can be drawn.
struct Names {
    names: Vec<&'static str>,
    up_to: Vec<u64>,
}

impl Names {
    fn read(csv: &'static str) -> Names {
        let lines = csv.lines().skip(1).filter_map(|line| line.rsplit_once(','));
        let (mut names, mut up_to, mut sum) = (Vec::new(), Vec::new(), 0);
        for (name, count) in lines {
            sum += count.parse::<u64>().unwrap_or_default();
            names.push(name);
            up_to.push(sum);
        }
        Names { names, up_to }
    }

    fn draw(&self, rng: &mut Rng) -> u16 {
        let at = rng.u64(..self.up_to.last().copied().unwrap_or(1));
        u16::try_from(self.up_to.partition_point(|up_to| *up_to <= at)).unwrap_or_default()
    }

    fn name(&self, at: u16) -> &'static str {
        self.names.get(usize::from(at)).copied().unwrap_or_default()
    }
}

impl Person {
    /// A new person: sex and adulthood as the record says, drawn when it does not.
    pub(crate) fn new(sex: &str, majority: &str, origin: u8, rng: &mut Rng) -> Person {
        let is_woman = match sex {
            "F" => true,
            "M" => false,
            _ => rng.u8(..100) < 80,
        };
        let is_minor = match majority {
            "A00_17" => true,
            "A18P" => false,
            _ => rng.u8(..100) < 27,
        };
        // The younger of two draws: these are mostly young persons.
        let years = if is_minor {
            17 - rng.i32(0..15).min(rng.i32(0..15))
        } else {
            18 + rng.i32(0..42).min(rng.i32(0..42))
        };
        let names = if is_woman { &WOMEN } else { &MEN };
        Person {
            given: names.draw(rng),
            first: SURNAMES.draw(rng),
            second: SURNAMES.draw(rng),
            is_woman,
            born: Day::of(2015 - years, 1, 1).after(rng.i32(0..365)),
            origin: if origin == 0 { rng.u8(1..=32) } else { origin },
        }
    }

    /// The person as a clerk writes it: one time in five something goes wrong.
    pub(crate) fn written(&self, rng: &mut Rng) -> Written {
        let names = if self.is_woman { &WOMEN } else { &MEN };
        let mut written = Written {
            given_name: names.name(self.given).to_owned(),
            first_surname: SURNAMES.name(self.first).to_owned(),
            second_surname: SURNAMES.name(self.second).to_owned(),
            born: self.born.to_string(),
            error: "",
        };
        if rng.u8(..5) == 0 {
            written.spoil(self, rng);
        }
        written
    }
}

impl Written {
    fn spoil(&mut self, person: &Person, rng: &mut Rng) {
        self.error = match rng.u8(..7) {
            0 => {
                self.first_surname = swapped_letters(&self.first_surname, rng);
                "typo"
            }
            1 => {
                self.second_surname.clear();
                "second surname left out"
            }
            2 => {
                std::mem::swap(&mut self.first_surname, &mut self.second_surname);
                "surnames swapped"
            }
            3 if self.given_name.contains("MARIA") => {
                self.given_name = self.given_name.replacen("MARIA", "MA.", 1);
                "given name shortened"
            }
            4 if self.given_name.contains(' ') => {
                self.given_name = self.given_name.split(' ').next().unwrap_or_default().to_owned();
                "one of two given names"
            }
            5 => {
                self.born = person.born.with_day_and_month_swapped().to_string();
                "day and month swapped"
            }
            _ => {
                self.born = person.born.year().to_string();
                "year of birth alone"
            }
        };
    }
}

/// Two neighbouring letters change places.
fn swapped_letters(name: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() > 2 {
        let at = rng.usize(1..letters.len() - 1);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}
