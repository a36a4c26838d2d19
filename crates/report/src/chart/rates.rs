//! Rates: what a table counts of each place, per 100 000 of its inhabitants at the census that its list has. It is a rate
//! of what was recorded, not of what happens: a state that looks for victims finds more of them.

use catalogue::{Catalogue, Label, Language, List, Measure, Table};
use statistics::Computed;

use super::{
    Bar, Boundaries, Chart, Cut, Drawing, Number, Twin, TwinCell, TwinRow,
    choose::{BARS_MAX, Choice},
    twin::both,
};
use crate::{
    html::address,
    number::{quotient, say},
    plan,
    table::known,
};

/// Inhabitants that a rate is of.
pub const INHABITANTS: u64 = 100_000;

/// How an attribute of a place's population begins; its year follows.
const POPULATION: &str = "population_";

/// A place with its rate.
struct Rated {
    at: usize,
    inhabitants: u64,
    /// In hundredths.
    rate: u64,
}

/// The charts of a table of one variable whose rows are places, per 100 000 inhabitants, the most fitting first; none of
/// any other table.
#[must_use]
pub fn rates(
    catalogue: &Catalogue,
    (table, computed): (&Table, &Computed),
    cut: &Cut,
    boundaries: Option<&Boundaries>,
) -> Vec<Chart> {
    let phrases = plan::phrases(catalogue).unwrap_or_default();
    let Some(choice) = Choice::of(catalogue, &phrases, table, computed) else {
        return Vec::new();
    };
    let census = choice.rows.list.and_then(|list| Some((list, census(list)?)));
    let Some((list, year)) = census.filter(|_| computed.columns.is_empty() && table.measure == Measure::Count) else {
        return Vec::new();
    };
    let rated = rated(list, year, computed);
    if rated.len() < 2 {
        return Vec::new();
    }
    let drawings = [choice.map(boundaries), choice.tiles(), Some(bars(computed, &rated))];
    let drawings = drawings
        .into_iter()
        .flatten()
        .map(|drawing| with_rates(drawing, computed, &rated));
    let counted = choice.chart(bars(computed, &rated), cut);
    let chart = |drawing: Drawing| Chart {
        title: title(computed, &rated),
        read: read(&drawing, year),
        source: source(&counted.source, year),
        twin: twin(&counted.twin, computed, (&rated, year)),
        drawing: Drawing::Rates(Box::new(drawing)),
        ..counted.clone()
    };
    drawings.map(chart).collect()
}

/// The year of the last census that a list of places has.
fn census(list: &List) -> Option<&str> {
    let attributes = &list.codes().first()?.attributes;
    attributes.keys().filter_map(|name| name.strip_prefix(POPULATION)).max()
}

fn rated(list: &List, year: &str, computed: &Computed) -> Vec<Rated> {
    let name = format!("{POPULATION}{year}");
    let of = |at: usize, id: &str| {
        let inhabitants = list.code(list.position(id)?)?.attributes.get(&name)?.parse().ok()?;
        let rate = rate(computed.row_totals[at], inhabitants)?;
        Some(Rated { at, inhabitants, rate })
    };
    known(&computed.rows)
        .filter_map(|(at, category)| of(at, &category.id))
        .collect()
}

/// A count per 100 000 inhabitants, in hundredths, rounded; what is not none is never shown as none.
fn rate(count: u64, inhabitants: u64) -> Option<u64> {
    let of = u128::from(inhabitants);
    let hundredths = (u128::from(count) * u128::from(INHABITANTS) * 100 + of / 2).checked_div(of)?;
    Some(u64::try_from(hundredths).unwrap_or(u64::MAX).max(u64::from(count > 0)))
}

fn bars(computed: &Computed, rated: &[Rated]) -> Drawing {
    let mut order: Vec<&Rated> = rated.iter().filter(|one| one.rate > 0).collect();
    order.sort_by_key(|one| (std::cmp::Reverse(one.rate), one.at));
    let bar = |one: &&Rated| Bar {
        label: computed.rows[one.at].label.clone(),
        value: one.rate,
        part: None,
    };
    Drawing::Bars(order.iter().take(BARS_MAX).map(bar).collect())
}

/// A drawing of counts with rates in their place.
fn with_rates(mut drawing: Drawing, computed: &Computed, rated: &[Rated]) -> Drawing {
    let of = |id: &str| {
        let found = rated.iter().find(|one| computed.rows[one.at].id == id);
        found.map_or(0, |one| one.rate)
    };
    match &mut drawing {
        Drawing::Tiles(tiles) => tiles.iter_mut().for_each(|tile| tile.value = of(&tile.id)),
        Drawing::Map(map) => map.regions.iter_mut().for_each(|region| region.value = of(&region.id)),
        _ => {}
    }
    drawing
}

fn title(computed: &Computed, rated: &[Rated]) -> Label {
    let most = rated.iter().map(|one| one.rate).max().unwrap_or_default();
    let largest: Vec<&Rated> = rated.iter().filter(|one| one.rate == most).collect();
    let words = |language| match largest.as_slice() {
        [one] => say(
            language,
            "La tasa mayor es la de {a}: {n} por cada 100 000 habitantes",
            "The largest rate is that of {a}: {n} per 100 000 inhabitants",
        )
        .replace("{a}", computed.rows[one.at].label.get(language))
        .replace("{n}", &hundredths(one.rate)),
        _ => say(
            language,
            "Lo registrado por cada 100 000 habitantes",
            "What was recorded per 100 000 inhabitants",
        )
        .to_owned(),
    };
    Label {
        es: words(Language::Es),
        en: words(Language::En),
    }
}

/// Hundredths as people read them.
pub(super) fn hundredths(value: u64) -> String {
    quotient(value as f64 / 100.0)
}

fn read(drawing: &Drawing, year: &str) -> Label {
    let how = match drawing {
        Drawing::Bars(_) => both(
            "La longitud de cada barra es su tasa",
            "The length of each bar is its rate",
        ),
        _ => both("Más oscuro es una tasa mayor", "Darker is a larger rate"),
    };
    both(
        &format!(
            "{}: lo registrado por cada 100 000 habitantes del censo de {year}. Dice cuánto se registra, no cuánto ocurre.",
            how.es
        ),
        &format!(
            "{}: what was recorded per 100 000 inhabitants of the census of {year}. It says how much is recorded, not how \
             much happens.",
            how.en
        ),
    )
}

fn source(of_counts: &Label, year: &str) -> Label {
    both(
        &format!("{} Habitantes: INEGI, censo de {year}.", of_counts.es),
        &format!("{} Inhabitants: INEGI, census of {year}.", of_counts.en),
    )
}

/// Count, inhabitants and rate of each place, then what is known of none, and the total of the known.
fn twin(counted: &Twin, computed: &Computed, (rated, year): (&[Rated], &str)) -> Twin {
    let cell = |number| TwinCell { number, figure: None };
    let row = |id: &str, label: &Label, (count, inhabitants): (u64, u64)| TwinRow {
        id: id.to_owned(),
        label: label.clone(),
        is_answer: id != "*",
        cells: vec![
            TwinCell {
                number: Number::Count(count),
                figure: (id != "*").then(|| address(&computed.id, Some(id), None).to_string()),
            },
            cell(Number::Count(inhabitants)),
            cell(match rate(count, inhabitants) {
                Some(rate) => Number::Quotient(rate as f64 / 100.0),
                None => Number::None,
            }),
        ],
    };
    let places = rated.iter().map(|one| {
        let category = &computed.rows[one.at];
        row(
            &category.id,
            &category.label,
            (computed.row_totals[one.at], one.inhabitants),
        )
    });
    let sums = rated.iter().fold((0, 0), |(count, inhabitants), one| {
        (count + computed.row_totals[one.at], inhabitants + one.inhabitants)
    });
    let total = row("*", &both("Total de lo conocido", "Total of the known"), sums);
    Twin {
        head: counted.head.clone(),
        columns: vec![
            both("Número", "Number"),
            both(
                &format!("Habitantes, censo de {year}"),
                &format!("Inhabitants, census of {year}"),
            ),
            both("Por cada 100 000 habitantes", "Per 100 000 inhabitants"),
        ],
        rows: places.chain([total]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_rate_is_in_hundredths_and_never_none_of_some() {
        assert_eq!(rate(0, 1_425_607), Some(0));
        assert_eq!(rate(658, 9_209_944), Some(714));
        assert_eq!(rate(1, 126_014_024), Some(1), "0.0008 is shown as the least");
        assert_eq!(rate(3, 0), None);
        assert_eq!(rate(u64::MAX, 1), Some(u64::MAX));
    }
}
