//! The records of a population as groups of the same categories, found from its margins one variable after
//! another: each divides the groups that stand, by fitting and rounding, so that every margin is met exactly.

use std::collections::BTreeMap;

use crate::{
    fit::{Asked, fit},
    margins::{Counts, Margin, MarginsError, Population},
};

/// Records with the same categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The category of each variable, by its place in the variable's list.
    pub(crate) values: Vec<u16>,
    pub(crate) count: u64,
}

/// A population divided: its variables, their categories, and the groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Divided {
    pub(crate) variables: Vec<String>,
    pub(crate) categories: Vec<Vec<String>>,
    pub(crate) groups: Vec<Group>,
}

impl Divided {
    /// Divides a population by its margins, each multiplied by `scale`.
    pub(crate) fn of(population: &Population, scale: u64) -> Result<Divided, MarginsError> {
        let mut divided = Divided {
            groups: vec![Group {
                values: Vec::new(),
                count: total(population) * scale,
            }],
            ..Divided::default()
        };
        let mut margins = population.margin.as_slice();
        while let Some(first) = margins.first() {
            let until = margins.iter().take_while(|margin| margin.of == first.of).count();
            divided.divide(population, &margins[..until], scale)?;
            margins = &margins[until..];
        }
        Ok(divided)
    }

    /// The place of a variable.
    pub(crate) fn variable(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|own| own == name)
    }

    /// The category of a variable in a group.
    pub(crate) fn value<'a>(&'a self, group: &Group, variable: usize) -> &'a str {
        &self.categories[variable][usize::from(group.values[variable])]
    }

    /// Divides every group by a variable whose margins go from coarse to fine.
    fn divide(&mut self, population: &Population, margins: &[Margin], scale: u64) -> Result<(), MarginsError> {
        let categories = categories(margins);
        // Class (the categories of the margin's `by`, joined) → how many of each category.
        let mut targets: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut coarser: Option<&Margin> = None;
        for margin in margins {
            let by = self.places(population, margin)?;
            let sizes = self.sizes(&by);
            let parent = match coarser {
                None => None,
                Some(coarser) => Some((coarser, self.places(population, coarser)?)),
            };
            let level = Level {
                population,
                margin,
                categories: &categories,
                scale,
            };
            targets = match parent {
                None => level.given(&sizes)?,
                Some((coarser, places)) => level.refined(self, &by, &places, &sizes, &targets, coarser)?,
            };
            coarser = Some(margin);
        }
        let Some(finest) = coarser else { return Ok(()) };
        let by = self.places(population, finest)?;
        self.split(population, finest, &by, &targets, categories)
    }

    /// The places of the variables of a margin's `by`.
    fn places(&self, population: &Population, margin: &Margin) -> Result<Vec<usize>, MarginsError> {
        let place = |name: &String| {
            self.variable(name).ok_or_else(|| {
                MarginsError::Unknown(format!(
                    "{}: the margin of {} comes before the variable {name}",
                    population.id,
                    margin.name()
                ))
            })
        };
        margin.by.iter().map(place).collect()
    }

    /// The class of a group: its categories in some variables.
    fn class(&self, group: &Group, by: &[usize]) -> String {
        by.iter()
            .map(|variable| self.value(group, *variable))
            .collect::<Vec<&str>>()
            .join("/")
    }

    fn sizes(&self, by: &[usize]) -> BTreeMap<String, u64> {
        let mut sizes = BTreeMap::new();
        for group in &self.groups {
            *sizes.entry(self.class(group, by)).or_default() += group.count;
        }
        sizes
    }

    /// Within each class, shares its categories out among its groups.
    fn split(
        &mut self,
        population: &Population,
        finest: &Margin,
        by: &[usize],
        targets: &BTreeMap<String, Vec<u64>>,
        categories: Vec<String>,
    ) -> Result<(), MarginsError> {
        let mut classes: BTreeMap<String, Vec<Group>> = BTreeMap::new();
        for group in std::mem::take(&mut self.groups) {
            classes.entry(self.class(&group, by)).or_default().push(group);
        }
        for (class, groups) in classes {
            let rows: Vec<u64> = groups.iter().map(|group| group.count).collect();
            let columns = targets.get(&class).cloned().unwrap_or_default();
            let given = vec![None; rows.len() * columns.len()];
            let asked = Asked {
                rows: &rows,
                columns: &columns,
                given: &given,
            };
            let cells = fit(&asked).map_err(|_| unmet(population, finest, &class, "the groups so far"))?;
            for (group, counts) in groups.iter().zip(cells.chunks(columns.len().max(1))) {
                let parts = (0u16..).zip(counts).filter(|(_, count)| **count > 0);
                self.groups.extend(parts.map(|(value, count)| Group {
                    values: group.values.iter().copied().chain([value]).collect(),
                    count: *count,
                }));
            }
        }
        self.variables.push(finest.of.clone());
        self.categories.push(categories);
        Ok(())
    }
}

/// One margin of a variable on its way from coarse to fine.
struct Level<'a> {
    population: &'a Population,
    margin: &'a Margin,
    categories: &'a [String],
    scale: u64,
}

impl Level<'_> {
    /// A first margin says everything: the counts of each class add up to its size.
    fn given(&self, sizes: &BTreeMap<String, u64>) -> Result<BTreeMap<String, Vec<u64>>, MarginsError> {
        let mut targets = BTreeMap::new();
        for (class, size) in sizes {
            let counts = self.counts(class);
            let full: Vec<u64> = self
                .categories
                .iter()
                .map(|one| self.said(counts, one).unwrap_or(0))
                .collect();
            if full.iter().sum::<u64>() != *size {
                let against = if class.is_empty() {
                    "the total".to_owned()
                } else {
                    self.margin.by.join(" and ")
                };
                return Err(unmet(self.population, self.margin, class, &against));
            }
            targets.insert(class.clone(), full);
        }
        Ok(targets)
    }

    /// A finer margin divides each class of the coarser one, keeping what it says itself.
    fn refined(
        &self,
        divided: &Divided,
        by: &[usize],
        coarser_by: &[usize],
        sizes: &BTreeMap<String, u64>,
        coarse: &BTreeMap<String, Vec<u64>>,
        coarser: &Margin,
    ) -> Result<BTreeMap<String, Vec<u64>>, MarginsError> {
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for group in &divided.groups {
            let own = children.entry(divided.class(group, coarser_by)).or_default();
            let class = divided.class(group, by);
            if !own.contains(&class) {
                own.push(class);
            }
        }
        let mut targets = BTreeMap::new();
        for (parent, classes) in children {
            let rows: Vec<u64> = classes.iter().map(|class| sizes[class]).collect();
            let given: Vec<Option<u64>> = classes
                .iter()
                .flat_map(|class| self.categories.iter().map(|one| self.said(self.counts(class), one)))
                .collect();
            let columns = &coarse[&parent];
            let asked = Asked {
                rows: &rows,
                columns,
                given: &given,
            };
            let cells = fit(&asked).map_err(|_| unmet(self.population, self.margin, &parent, &coarser.name()))?;
            targets.extend(
                classes
                    .into_iter()
                    .zip(cells.chunks(columns.len()).map(<[u64]>::to_vec)),
            );
        }
        Ok(targets)
    }

    fn counts(&self, class: &str) -> Option<&Counts> {
        if self.margin.by.is_empty() {
            Some(&self.margin.is)
        } else {
            self.margin.within.get(class)
        }
    }

    fn said(&self, counts: Option<&Counts>, category: &str) -> Option<u64> {
        counts?.get(category).map(|count| count * self.scale)
    }
}

/// Every category that a variable's margins name.
fn categories(margins: &[Margin]) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    let all = margins
        .iter()
        .flat_map(|margin| margin.is.keys().chain(margin.within.values().flat_map(Counts::keys)));
    for category in all {
        if !named.contains(category) {
            named.push(category.clone());
        }
    }
    named
}

/// How many records a population has: what its first margin adds up to.
fn total(population: &Population) -> u64 {
    population
        .margin
        .first()
        .map_or(population.given.len() as u64, |margin| margin.is.values().sum())
}

fn unmet(population: &Population, margin: &Margin, class: &str, against: &str) -> MarginsError {
    let at = if class.is_empty() {
        String::new()
    } else {
        format!(" ({class})")
    };
    MarginsError::Unmet {
        population: population.id.clone(),
        margin: margin.name() + &at,
        against: against.to_owned(),
    }
}
