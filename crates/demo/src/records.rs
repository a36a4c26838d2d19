//! Every record of the country: which group each is of, at which authority, and of which person. The same person
//! may be in several populations: that is what linkage has to find.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use catalogue::{Authority, Catalogue, Unit};
use fastrand::Rng;

use crate::{
    margins::{Counts, Margins, MarginsError, Population},
    person::Person,
    population::{Divided, Group},
};

/// The records of one population.
pub(crate) struct Records<'m> {
    pub(crate) population: &'m Population,
    pub(crate) divided: Divided,
    /// The group of each record; those of one authority stand together.
    groups: Vec<u32>,
    /// Numbers of fields that add up to what the margins say: one for each record.
    pub(crate) shared: Vec<(&'m str, Vec<u64>)>,
    /// The records of each authority.
    pub(crate) spans: BTreeMap<String, Range<usize>>,
    /// The person of each record; empty when its register is not of persons.
    pub(crate) persons: Vec<u32>,
}

/// Every population's records, and the persons they are of.
pub(crate) struct Country<'m> {
    pub(crate) records: Vec<Records<'m>>,
    pub(crate) persons: Vec<Person>,
}

impl<'m> Country<'m> {
    /// Makes the records and persons of a country.
    pub(crate) fn of(
        catalogue: &Catalogue,
        margins: &'m Margins,
        seed: u64,
        scale: u64,
    ) -> Result<Country<'m>, MarginsError> {
        let mut rng = Rng::with_seed(seed);
        let mut country = Country {
            records: Vec::new(),
            persons: Vec::new(),
        };
        for population in margins
            .population
            .iter()
            .filter(|population| population.given.is_empty())
        {
            let scale = if population.scales { scale } else { 1 };
            let mut records = Records::of(population, Divided::of(population, scale)?, &mut rng)?;
            records.shared = shared_out(&population.sum, records.groups.len(), scale, seed);
            let register = catalogue.register(&population.register).ok_or_else(|| {
                MarginsError::Unknown(format!(
                    "{}: there is no register {}",
                    population.id, population.register
                ))
            })?;
            if register.unit == Unit::Person {
                country.people(catalogue, &mut records, &mut rng);
            }
            country.records.push(records);
        }
        Ok(country)
    }

    /// Gives every record its person: one of an earlier population where one alike is left, else a new one.
    fn people(&mut self, catalogue: &Catalogue, records: &mut Records<'m>, rng: &mut Rng) {
        let mut pool = self.pool(catalogue, records.population, rng);
        let percent = records.population.persons_of.as_ref().map_or(0, |of| of.percent);
        let alike = records
            .population
            .persons_of
            .as_ref()
            .map(|of| of.alike.as_slice())
            .unwrap_or_default();
        for at in 0..records.groups.len() {
            let known = (rng.u8(..100) < percent)
                .then(|| pool.get_mut(&records.alike(catalogue, at, alike)).and_then(Vec::pop))
                .flatten();
            let person = known.unwrap_or_else(|| {
                self.persons.push(records.newcomer(at, rng));
                (self.persons.len() - 1) as u32
            });
            records.persons.push(person);
        }
    }

    /// The persons of the population that another takes from, by what the two must agree in.
    fn pool(&self, catalogue: &Catalogue, population: &Population, rng: &mut Rng) -> HashMap<String, Vec<u32>> {
        let mut pool: HashMap<String, Vec<u32>> = HashMap::new();
        let Some(of) = &population.persons_of else { return pool };
        let Some(source) = self
            .records
            .iter()
            .find(|records| records.population.id == of.population)
        else {
            return pool;
        };
        let mut order: Vec<usize> = (0..source.persons.len()).collect();
        rng.shuffle(&mut order);
        for at in order {
            pool.entry(source.alike(catalogue, at, &of.alike))
                .or_default()
                .push(source.persons[at]);
        }
        pool
    }
}

impl<'m> Records<'m> {
    /// Expands groups into records: authority by authority, each in an order of chance.
    fn of(population: &'m Population, divided: Divided, rng: &mut Rng) -> Result<Records<'m>, MarginsError> {
        let authority = divided.variable("authority").ok_or_else(|| {
            MarginsError::Unknown(format!("{}: its first margin must be of authority", population.id))
        })?;
        let mut order: Vec<usize> = (0..divided.groups.len()).collect();
        order.sort_by_key(|at| divided.groups[*at].values[authority]);
        let (mut groups, mut spans) = (Vec::new(), BTreeMap::<String, Range<usize>>::new());
        for at in order {
            let group = &divided.groups[at];
            let from = groups.len();
            groups.extend(std::iter::repeat_n(at as u32, group.count as usize));
            let own = divided.value(group, authority).to_owned();
            spans.entry(own).or_insert(from..from).end = groups.len();
        }
        for span in spans.values() {
            rng.shuffle(&mut groups[span.clone()]);
        }
        Ok(Records {
            population,
            divided,
            groups,
            shared: Vec::new(),
            spans,
            persons: Vec::new(),
        })
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// The group of a record.
    pub(crate) fn group(&self, record: usize) -> &Group {
        &self.divided.groups[self.groups[record] as usize]
    }

    /// The category of a variable in a record, when the population has it.
    pub(crate) fn value(&self, record: usize, variable: &str) -> Option<&str> {
        let at = self.divided.variable(variable)?;
        Some(self.divided.value(self.group(record), at))
    }

    /// What a record's person is looked up by.
    fn alike(&self, catalogue: &Catalogue, record: usize, variables: &[String]) -> String {
        let value = |variable: &String| match variable.as_str() {
            "state" => self
                .value(record, "authority")
                .and_then(|id| Authority::of(catalogue, id))
                .map_or("", Authority::jurisdiction),
            _ => self.value(record, variable).unwrap_or_default(),
        };
        variables.iter().map(value).collect::<Vec<&str>>().join("/")
    }

    fn newcomer(&self, record: usize, rng: &mut Rng) -> Person {
        let value = |variable| self.value(record, variable).unwrap_or_default();
        let origin = value("origin_state").parse().unwrap_or(0);
        Person::new(value("sex"), value("majority"), origin, rng)
    }
}

/// Numbers of a field for every record of a population, by chance, that add up to what the margin says.
fn shared_out<'m>(sums: &'m Counts, count: usize, scale: u64, seed: u64) -> Vec<(&'m str, Vec<u64>)> {
    let share = |(field, sum): (&'m String, &u64)| {
        let mut rng = Rng::with_seed(seed ^ hash(field));
        let weights: Vec<u64> = (0..count).map(|_| 20 + rng.u64(..160)).collect();
        let all: u64 = weights.iter().sum();
        let (sum, mut up_to, mut given) = (sum * scale, 0, 0);
        let mut numbers = Vec::with_capacity(count);
        for weight in weights {
            up_to += weight;
            let next = (u128::from(sum) * u128::from(up_to) / u128::from(all.max(1))) as u64;
            numbers.push(next - given);
            given = next;
        }
        (field.as_str(), numbers)
    };
    sums.iter().map(share).collect()
}

/// A number for a word, the same in every run.
pub(crate) fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
