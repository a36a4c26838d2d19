//! A person who does not exist: alone, or of a household with its surnames, dwelling and twins.

use fastrand::Rng;

use super::home::{Home, municipality_drawn, state_of};
use super::{curp, names, rng_of};
use crate::day::Day;

/// Persons are numbered in groups of so many, some of which are households.
const GROUP: u32 = 4;

/// Where persons born abroad come from.
const ABROAD: [&str; 8] = [
    "Honduras",
    "Guatemala",
    "El Salvador",
    "Colombia",
    "Venezuela",
    "Cuba",
    "Nicaragua",
    "Haití",
];

/// A person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// Chance that is of the person, the same in all records.
    pub(super) seed: u64,
    pub(super) given: String,
    pub(super) first: String,
    /// Empty for who has one surname.
    pub(super) second: String,
    pub(super) is_woman: bool,
    pub(super) born: Day,
    /// State of birth, or the country of who was born abroad.
    pub(super) origin: &'static str,
    /// Other ways to write it.
    pub(super) origin_aliases: &'static [&'static str],
    pub(super) curp: Option<String>,
    home: Home,
}

impl Person {
    /// The person of a number, where a share lives with the family.
    pub(super) fn new(seed: u64, households: f32, number: u32) -> Person {
        let group = u64::from(number / GROUP);
        let mut house = rng_of(seed, group, "house");
        let mut person = if house.f32() < households {
            Person::of_house(
                &mut house,
                number % GROUP,
                &mut rng_of(seed, u64::from(number), "person"),
            )
        } else {
            Person::alone(seed, number)
        };
        person.seed = rng_of(seed, u64::from(number), "seed").u64(..);
        person
    }

    /// Somebody without family here; some bear the name of another, a few with the birth date.
    fn alone(seed: u64, number: u32) -> Person {
        let mut rng = rng_of(seed, u64::from(number), "person");
        let is_woman = rng.u8(..100) < 62;
        let mut person = Person::made(is_woman, age(&mut rng), Home::new(&mut rng), &mut rng);
        let like = rng.u32(..1000);
        if like < 6 && number >= 40 {
            let other = Person::alone_plain(seed, number - 40);
            (person.given, person.first, person.second) = (other.given, other.first, other.second);
            (person.is_woman, person.born) = (other.is_woman, if like == 0 { other.born } else { person.born });
            person.registered();
        }
        person
    }

    fn alone_plain(seed: u64, number: u32) -> Person {
        let mut rng = rng_of(seed, u64::from(number), "person");
        let is_woman = rng.u8(..100) < 62;
        Person::made(is_woman, age(&mut rng), Home::new(&mut rng), &mut rng)
    }

    /// Father, mother and two children, who may be twins; some sons are called like their father.
    fn of_house(house: &mut Rng, place: u32, own: &mut Rng) -> Person {
        let home = Home::new(house);
        let surnames: [String; 4] = std::array::from_fn(|_| names::surname(house));
        let ages = [
            house.i32(9_000..20_000),
            house.i32(9_000..19_000),
            house.i32(200..8_900),
            house.i32(200..8_900),
        ];
        let (twins, called_like_father) = (house.u8(..100) < 5, house.u8(..100) < 10);
        let father = names::given(false, house);
        let is_woman = place == 1 || (place > 1 && own.bool());
        let days = if twins && place == 3 {
            ages[2]
        } else {
            ages[place as usize % 4]
        };
        let mut person = Person::made(is_woman, days, home, own);
        let [a, b, c, d] = surnames;
        (person.first, person.second) = match place {
            0 => (a, b),
            1 => (c, d),
            _ => (a, c),
        };
        if place == 0 || (place == 2 && called_like_father && !is_woman) {
            person.given = father;
        }
        person.registered();
        person
    }

    /// Somebody of a sex and so many days of age.
    fn made(is_woman: bool, days: i32, home: Home, rng: &mut Rng) -> Person {
        let given = names::given(is_woman, rng);
        let (first, second) = (names::surname(rng), names::surname(rng));
        let state = if rng.u8(..100) < 75 {
            home.municipality.state
        } else {
            municipality_drawn(rng).state
        };
        let mut person = Person {
            seed: 0,
            given,
            first,
            second,
            is_woman,
            born: Day::of(2024, 6, 30).after(-days),
            origin: state_of(state).name,
            origin_aliases: &state_of(state).aliases,
            curp: Some(state_of(state).code.to_owned()),
            home,
        };
        let foreign = rng.u8(..100) < 5;
        if foreign {
            (person.origin, person.origin_aliases) = (ABROAD[rng.usize(..ABROAD.len())], &[]);
            person.curp = None;
        }
        if rng.u8(..100) < if foreign { 25 } else { 1 } {
            person.second.clear();
        }
        person.registered();
        person
    }

    /// Gives the key that the names, the date and the state ask, in the state's place when there is none yet.
    fn registered(&mut self) {
        let state = self
            .curp
            .take()
            .map(|curp| curp.get(11..13).map_or(curp.clone(), str::to_owned));
        self.curp = state.map(|state| curp::of(self, &state));
    }

    /// Where the person lived when a record was written; people move.
    pub(super) fn home(&self, copy: u8) -> (Home, bool) {
        let mut rng = rng_of(self.seed, u64::from(copy), "move");
        if copy == 0 || rng.u8(..100) >= 20 {
            return (self.home.clone(), false);
        }
        let near = rng.u8(..100) < 60;
        let place = if near {
            self.home.municipality
        } else {
            municipality_drawn(&mut rng)
        };
        (Home::within(place, &mut rng), true)
    }
}

/// Days of age: mostly the young.
fn age(rng: &mut Rng) -> i32 {
    let days = rng.i32(3_000..30_000);
    days.min(rng.i32(3_000..30_000))
}
