//! Where somebody lives: municipality, postcode, a street of generic name, and a telephone that nobody has.

use std::sync::LazyLock;

use fastrand::Rng;

use super::mixed;

/// A state of the country.
#[derive(Debug)]
pub(super) struct State {
    pub(super) name: &'static str,
    /// Its code in the key of the population registry.
    pub(super) code: &'static str,
    /// The first and the last two digits of its postcodes.
    prefixes: (u64, u64),
    pub(super) aliases: Vec<&'static str>,
}

/// A municipality.
#[derive(Debug)]
pub(super) struct Municipality {
    pub(super) state: usize,
    pub(super) name: &'static str,
    thousands: u32,
}

/// A dwelling.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub(super) municipality: &'static Municipality,
    pub(super) postcode: String,
    pub(super) street: String,
    pub(super) number: u16,
    pub(super) phone: String,
}

static STATES: LazyLock<Vec<State>> = LazyLock::new(|| {
    let lines = include_str!("../../persons/states.csv").lines().skip(2);
    lines.filter_map(state).collect()
});
static MUNICIPALITIES: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    let lines = include_str!("../../persons/municipalities.csv").lines().skip(2);
    lines.filter_map(municipality).collect()
});
static UP_TO: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let sizes = MUNICIPALITIES.iter().map(|one| one.thousands);
    sizes
        .scan(0, |sum, size| {
            *sum += size;
            Some(*sum)
        })
        .collect()
});

const KINDS: [&str; 8] = [
    "Calle", "Calle", "Calle", "Avenida", "Privada", "Cerrada", "Calzada", "Andador",
];
const COLONIES: [&str; 9] = [
    "Centro",
    "Lomas de",
    "Jardines de",
    "Villas de",
    "Ampliación",
    "Rincón de",
    "Paseos de",
    "Barrio",
    "Ejido",
];
const THINGS: [&str; 96] = [
    "Jacaranda",
    "Encino",
    "Fresno",
    "Roble",
    "Cedro",
    "Pino",
    "Ciprés",
    "Olivo",
    "Naranjo",
    "Limonero",
    "Almendro",
    "Ahuehuete",
    "Mezquite",
    "Huizache",
    "Nogal",
    "Sauce",
    "Álamo",
    "Laurel",
    "Palma",
    "Ceiba",
    "Caoba",
    "Tule",
    "Bugambilia",
    "Azucena",
    "Girasol",
    "Clavel",
    "Dalia",
    "Gardenia",
    "Hortensia",
    "Magnolia",
    "Orquídea",
    "Violeta",
    "Rosal",
    "Tulipán",
    "Nardo",
    "Alcatraz",
    "Cempasúchil",
    "Nopal",
    "Maguey",
    "Biznaga",
    "Águila",
    "Gaviota",
    "Cenzontle",
    "Colibrí",
    "Gorrión",
    "Golondrina",
    "Jilguero",
    "Quetzal",
    "Tecolote",
    "Venado",
    "Jaguar",
    "Coyote",
    "Conejo",
    "Ajolote",
    "Mariposa",
    "Luciérnaga",
    "Ópalo",
    "Ámbar",
    "Obsidiana",
    "Turquesa",
    "Cantera",
    "Cobre",
    "Plata",
    "Estaño",
    "Zafiro",
    "Topacio",
    "Carpinteros",
    "Alfareros",
    "Herreros",
    "Tejedores",
    "Panaderos",
    "Arrieros",
    "Pescadores",
    "Molineros",
    "Canteros",
    "Talabarteros",
    "Primavera",
    "Otoño",
    "Aurora",
    "Crepúsculo",
    "Lucero",
    "Eclipse",
    "Cometa",
    "Horizonte",
    "Arroyo",
    "Manantial",
    "Cascada",
    "Laguna",
    "Barranca",
    "Cañada",
    "Ladera",
    "Pradera",
    "Volcán",
    "Sierra",
    "Llano",
    "Arenal",
];

fn state(line: &'static str) -> Option<State> {
    let mut cells = line.split(',').skip(1);
    let (name, code) = (cells.next()?, cells.next()?);
    let prefixes = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let aliases = cells.next()?.split('|').collect();
    Some(State {
        name,
        code,
        prefixes,
        aliases,
    })
}

fn municipality(line: &'static str) -> Option<Municipality> {
    let mut cells = line.split(',');
    let state = cells.next()?.parse::<usize>().ok()? - 1;
    Some(Municipality {
        state,
        name: cells.next()?,
        thousands: cells.next()?.parse().ok()?,
    })
}

/// A state by its number, from 0.
pub(super) fn state_of(number: usize) -> &'static State {
    &STATES[number % STATES.len()]
}

/// A municipality, the more populous the likelier.
pub(super) fn municipality_drawn(rng: &mut Rng) -> &'static Municipality {
    let at = rng.u32(..UP_TO.last().copied().unwrap_or(1));
    &MUNICIPALITIES[UP_TO.partition_point(|up_to| *up_to <= at)]
}

impl Home {
    /// A dwelling somewhere.
    pub(super) fn new(rng: &mut Rng) -> Home {
        let municipality = municipality_drawn(rng);
        Home::within(municipality, rng)
    }

    /// Another dwelling in a municipality.
    pub(super) fn within(municipality: &'static Municipality, rng: &mut Rng) -> Home {
        let colony = rng.u32(..(municipality.thousands / 8).clamp(3, 90));
        let place = mixed(
            municipality
                .name
                .bytes()
                .fold(7, |sum, byte| mixed(sum + u64::from(byte))),
        );
        let (from, to) = state_of(municipality.state).prefixes;
        Home {
            municipality,
            postcode: format!(
                "{:02}{:03}",
                from + place % (to - from + 1),
                (place / 64 % 900 + u64::from(colony)) % 1000
            ),
            street: format!("{}, {}", street(rng), colony_name(place, colony)),
            number: (rng.f32().powi(2) * 900.0) as u16 + 1,
            phone: format!("0{:02}{:07}", place % 90 + 10, rng.u32(..10_000_000)),
        }
    }
}

fn street(rng: &mut Rng) -> String {
    if rng.u8(..100) < 20 {
        return format!("Calle {}", rng.u8(1..90));
    }
    format!(
        "{} {}",
        KINDS[rng.usize(..KINDS.len())],
        THINGS[rng.usize(..THINGS.len())]
    )
}

fn colony_name(place: u64, colony: u32) -> String {
    let number = mixed(place + u64::from(colony)) as usize;
    format!(
        "{} {}",
        COLONIES[number % COLONIES.len()],
        THINGS[number / 16 % THINGS.len()]
    )
}
