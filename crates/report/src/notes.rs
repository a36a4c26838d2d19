//! The notes under a table, written from the table itself: universe, known base, bounds, what overlaps,
//! what is missing, where it comes from.

use catalogue::{Measure, Shares, Table};
use statistics::Computed;

use crate::{
    book::Book,
    html::escape,
    number::{count, percent},
    three, variable,
};

/// Writes the notes as HTML.
pub(crate) fn write(book: &Book<'_>, table: &Table, computed: &Computed) -> String {
    let items: String = lines(book, table, computed)
        .iter()
        .map(|note| format!("<li>{}</li>", escape(note)))
        .collect();
    format!(
        "<ul class=\"notes\">{items}<li>{} · <code>{}</code></li></ul>\n",
        escape(&source(book, table)),
        escape(&table.id)
    )
}

/// Where a table comes from.
pub(crate) fn source(book: &Book<'_>, table: &Table) -> String {
    format!("{}: {}", book.say("Fuente", "Source"), table.cite.join(", "))
}

/// Each note but the source.
pub(crate) fn lines(book: &Book<'_>, table: &Table, computed: &Computed) -> Vec<String> {
    let universe = variable::universe(book.diagnosis.catalogue, table, book.language);
    let mut notes = vec![format!("{}: {universe}.", book.say("Universo", "Universe"))];
    notes.extend(three::notes(book, table, computed));
    notes.extend(coverage(book, computed));
    notes.extend(bounds(book, computed));
    notes.extend(of_what(book, computed));
    notes.extend(overlaps(book, table, computed));
    notes.extend(others(book, computed));
    notes.extend(numbers(book, table, computed));
    notes.extend(unseparated(book, computed));
    let own = table.note.get(book.language);
    if !own.is_empty() {
        notes.push(own.to_owned());
    }
    notes
}

/// What is known of what applies, and the rest by its reason.
pub(crate) fn coverage(book: &Book<'_>, computed: &Computed) -> Option<String> {
    let Some(coverage) = computed.coverage() else {
        let none = book.say(
            "A ningún registro de la tabla corresponde el dato.",
            "The datum applies to no record of the table.",
        );
        return (computed.total > 0).then(|| none.to_owned());
    };
    let (known, applicable) = (count(computed.known), count(computed.applicable()));
    let percent = percent(coverage, book.language);
    let mut words = match computed.no_information() {
        0 => {
            book.say("Se conoce el dato de todos", "The datum is known for all")
                .to_owned()
                + &format!(": {known}")
        }
        unknown => {
            let (of, without) = (book.say("Con dato", "Known"), book.say("sin dato", "not known"));
            format!(
                "{of}: {known} {} {applicable} ({percent}); {without}: {}",
                book.say("de", "of"),
                count(unknown)
            )
        }
    };
    for (number, es, en) in [
        (computed.not_applicable, "no aplica", "not applicable"),
        (computed.not_asked, "no se preguntó", "not asked"),
    ] {
        if number > 0 {
            words += &format!("; {}: {}", book.say(es, en), count(number));
        }
    }
    Some(words + ".")
}

fn bounds(book: &Book<'_>, computed: &Computed) -> Option<String> {
    let needed = computed.needs_bounds() && computed.shares != Shares::None && computed.known > 0;
    let words = book.say(
        "Falta más de la quinta parte de los datos: junto a cada porcentaje va lo menos y lo más que podría ser si \
         se conocieran todos.",
        "More than a fifth of the data is missing: beside each percentage stands the least and the most it could be \
         if all were known.",
    );
    needed.then(|| words.to_owned())
}

/// What the small numbers of a two-way table are percentages of.
fn of_what(book: &Book<'_>, computed: &Computed) -> Option<String> {
    if computed.columns.is_empty() {
        return None;
    }
    let words = match computed.shares {
        Shares::None => return None,
        Shares::Row => book.say(
            "Bajo cada conteo, su porcentaje de lo conocido del renglón; bajo los totales, del de la tabla.",
            "Under each count, the percentage of the known of its row; under the totals, of the known of the table.",
        ),
        Shares::Column => book.say(
            "Bajo cada conteo, su porcentaje de lo conocido de la columna; bajo los totales, del de la tabla.",
            "Under each count, the percentage of the known of its column; under the totals, of the known of the table.",
        ),
        Shares::Total => book.say(
            "Bajo cada conteo, el porcentaje de todo lo conocido de la tabla.",
            "Under each count, the percentage of all that is known of the table.",
        ),
    };
    Some(words.to_owned())
}

fn overlaps(book: &Book<'_>, table: &Table, computed: &Computed) -> Option<String> {
    let unit = book
        .diagnosis
        .catalogue
        .register(&table.of)
        .map(|register| register.unit);
    let words = match unit {
        Some(catalogue::Unit::Person) => book.say(
            "Una persona puede estar en varias categorías: al sumarlas se rebasa el total.",
            "A person may be in several categories, so that they add up to more than the total.",
        ),
        _ => book.say(
            "Un registro puede estar en varias categorías: al sumarlas se rebasa el total.",
            "A record may be in several categories, so that they add up to more than the total.",
        ),
    };
    computed.is_multiple.then(|| words.to_owned())
}

fn others(book: &Book<'_>, computed: &Computed) -> Option<String> {
    let words = match computed.others {
        0 => return None,
        1 => book.say(
            "«Otros» es la categoría con menos registros.",
            "“Others” is the category with the fewest records.",
        ),
        _ => book.say(
            "«Otros» reúne las {n} categorías con menos registros.",
            "“Others” puts together the {n} categories with the fewest records.",
        ),
    };
    Some(words.replace("{n}", &computed.others.to_string()))
}

pub(crate) fn numbers(book: &Book<'_>, table: &Table, computed: &Computed) -> Option<String> {
    let words = match (&table.measure, computed.without_number) {
        (Measure::Count, _) | (Measure::Sum(_), 0) => return None,
        (_, 1) => book.say(
            "Un registro no trae el número: la suma es lo menos que puede ser.",
            "One record lacks the number: the sum is a least.",
        ),
        _ => book.say(
            "{n} registros no traen el número: la suma es lo menos que puede ser.",
            "{n} records lack the number: the sum is a least.",
        ),
    };
    Some(words.replace("{n}", &count(computed.without_number)))
}

/// Offences that a source put together and the law separates (¶184).
fn unseparated(book: &Book<'_>, computed: &Computed) -> Option<String> {
    let is_it = |id: &str| ["NOT_SEPARATED", "UNSEPARATED"].contains(&id);
    let in_rows = computed
        .rows
        .iter()
        .zip(&computed.row_totals)
        .find(|(row, _)| is_it(&row.id));
    let in_columns = computed
        .columns
        .iter()
        .zip(&computed.column_totals)
        .find(|(column, _)| is_it(&column.id));
    let number = in_rows
        .or(in_columns)
        .map(|(_, number)| *number)
        .filter(|number| *number > 0)?;
    let words = book.say(
        "La fuente informó sin separar lo que la Ley separa en {n} (¶184): no se reparten entre las categorías.",
        "The source did not separate what the Law separates in {n} (¶184): they are not shared out among categories.",
    );
    Some(words.replace("{n}", &count(number)))
}
