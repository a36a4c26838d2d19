//! The sheet of one table: what it counts and where it comes from, its cells with their shares and bounds,
//! what is known and what is not, its notes.

use catalogue::{Bucket, Measure, Shares, Table, Unit};
use rust_xlsxwriter::{Worksheet, XlsxError};
use statistics::{Category, Computed, Share};

use super::{
    Both,
    page::{Look, Page},
    sheet_name,
};
use crate::{
    front,
    html::address,
    notes,
    table::{known, measure, states},
    variable,
};

/// Columns before the figures: id, the two labels, the class of the answer.
const FIRST: u16 = 4;

/// Writes a table.
pub(super) fn write(
    sheet: &mut Worksheet,
    both: &Both<'_>,
    table: &Table,
    computed: &Computed,
) -> Result<(), XlsxError> {
    let mut page = Page::new(sheet, &sheet_name(&table.id), front::mark(&both.es))?;
    page.widths(&[16.0, 38.0, 38.0, 20.0])?;
    top(&mut page, both, table)?;
    heads(&mut page, both, table, computed)?;
    page.freeze(2)?;
    for (at, row) in known(&computed.rows).chain(states(&computed.rows)) {
        line(&mut page, computed, at, row)?;
    }
    total(&mut page, computed)?;
    page.row += 1;
    coverage(&mut page, computed)?;
    page.row += 1;
    three(&mut page, computed)?;
    for book in [&both.es, &both.en] {
        for note in notes::lines(book, table, computed) {
            page.texts(&["", &note], Look::Plain)?;
        }
    }
    Ok(())
}

/// Titles, universe, unit, source and address.
fn top(page: &mut Page<'_>, both: &Both<'_>, table: &Table) -> Result<(), XlsxError> {
    let catalogue = both.es.diagnosis.catalogue;
    let universe = |book: &crate::book::Book<'_>| variable::universe(catalogue, table, book.language);
    let mark = format!("{} · {}", front::mark(&both.es), front::mark(&both.en));
    page.text(0, &table.title.es, Look::Title)?;
    page.row += 1;
    page.text(0, &table.title.en, Look::Title)?;
    page.row += 1;
    page.text(0, &mark, Look::Title)?;
    page.link(2, "index", "Índice · Index")?;
    page.row += 1;
    for (name, words) in [
        ("Universo", universe(&both.es)),
        ("Universe", universe(&both.en)),
        ("Unidad · Unit", unit(both, table)),
        ("Fuente · Source", table.cite.join(", ")),
        (
            "Dirección · Address",
            format!("{}[…] · {}", table.id, both.es.diagnosis.vintage.id),
        ),
    ] {
        page.texts(&[name, &words], Look::Plain)?;
    }
    page.row += 1;
    Ok(())
}

/// What is counted, or the field that is added up.
fn unit(both: &Both<'_>, table: &Table) -> String {
    if table.measure != Measure::Count {
        return format!("{} · {}", measure(&both.es, table), measure(&both.en, table));
    }
    let register = both.es.diagnosis.catalogue.register(&table.of);
    let words = match register.map(|register| register.unit) {
        Some(Unit::Person) => "persona · person",
        Some(Unit::File) => "expediente · file",
        Some(Unit::Event) => "suceso · event",
        Some(Unit::Organisation) => "organización · organisation",
        Some(Unit::Offence) => "delito · offence",
        None => "registro · record",
    };
    words.to_owned()
}

/// The categories of the columns; a table without columns has one, its number.
fn columns(computed: &Computed) -> Vec<(usize, Option<&Category>)> {
    if computed.columns.is_empty() {
        return vec![(0, None)];
    }
    let order = known(&computed.columns).chain(states(&computed.columns));
    order.map(|(at, category)| (at, Some(category))).collect()
}

/// The columns that have shares.
fn shared(computed: &Computed) -> Vec<(usize, Option<&Category>)> {
    let is_known = |(_, category): &(usize, Option<&Category>)| category.is_none_or(|one| one.bucket == Bucket::Known);
    match computed.shares {
        Shares::None => Vec::new(),
        _ => columns(computed).into_iter().filter(is_known).collect(),
    }
}

fn heads(page: &mut Page<'_>, both: &Both<'_>, table: &Table, computed: &Computed) -> Result<(), XlsxError> {
    let variable = |book: &crate::book::Book<'_>| {
        variable::of_rows(book.diagnosis.catalogue, table, book.language).map_or_else(String::new, |found| found.label)
    };
    let mut words = vec![
        "id".to_owned(),
        variable(&both.es),
        variable(&both.en),
        "Se sabe · Known".to_owned(),
    ];
    for (_, column) in columns(computed) {
        words.push(match column {
            Some(column) => format!("{} · {} [{}]", column.label.es, column.label.en, column.id),
            None => format!("{} · {}", measure(&both.es, table), measure(&both.en, table)),
        });
    }
    if !computed.columns.is_empty() {
        words.push("Total".to_owned());
    }
    for (_, column) in shared(computed) {
        let of = column.map_or_else(String::new, |column| format!(" [{}]", column.id));
        words.push(format!("% de lo conocido · of the known{of}"));
        words.push(format!("% al menos · at least{of}"));
        words.push(format!("% a lo más · at most{of}"));
    }
    words.push("Dirección · Address".to_owned());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    page.texts(&words, Look::Head)
}

fn class(category: &Category) -> &'static str {
    match category.bucket {
        Bucket::Known => "sí · yes",
        Bucket::NoInformation => "sin dato · not known",
        Bucket::NotApplicable => "no aplica · not applicable",
        Bucket::NotAsked => "no se preguntó · not asked",
    }
}

fn line(page: &mut Page<'_>, computed: &Computed, at: usize, row: &Category) -> Result<(), XlsxError> {
    let look = match row.bucket {
        Bucket::Known => Look::Plain,
        _ => Look::State,
    };
    for (column, words) in (0..).zip([row.id.as_str(), &row.label.es, &row.label.en, class(row)]) {
        page.text(column, words, look)?;
    }
    let mut column = FIRST;
    for (other, _) in columns(computed) {
        page.number(column, computed.cell(at, other), look)?;
        column += 1;
    }
    if !computed.columns.is_empty() {
        page.number(column, computed.row_totals[at], look)?;
        column += 1;
    }
    for (other, _) in shared(computed) {
        column = share(page, column, computed.share(at, other), look)?;
    }
    page.text(column, &address(&computed.id, Some(&row.id), None).to_string(), look)?;
    page.row += 1;
    Ok(())
}

/// A share with its bounds; gives the next column.
fn share(page: &mut Page<'_>, column: u16, share: Option<Share>, look: Look) -> Result<u16, XlsxError> {
    page.part(column, share.map(|share| share.value), look)?;
    page.part(column + 1, share.map(|share| share.bounds.0), look)?;
    page.part(column + 2, share.map(|share| share.bounds.1), look)?;
    Ok(column + 3)
}

fn total(page: &mut Page<'_>, computed: &Computed) -> Result<(), XlsxError> {
    for (column, words) in (0..).zip(["*", "Total", "Total", ""]) {
        page.text(column, words, Look::Total)?;
    }
    let mut column = FIRST;
    if !computed.columns.is_empty() {
        for (other, _) in columns(computed) {
            page.number(column, computed.column_totals[other], Look::Total)?;
            column += 1;
        }
    }
    page.number(column, computed.total, Look::Total)?;
    let last = column + 1 + 3 * u16::try_from(shared(computed).len()).unwrap_or_default();
    page.text(last, &address(&computed.id, None, None).to_string(), Look::Total)?;
    page.row += 1;
    Ok(())
}

/// Where persons are counted once: what was reported and linked of each row, and the ends of the interval.
fn three(page: &mut Page<'_>, computed: &Computed) -> Result<(), XlsxError> {
    if computed.persons.is_none() {
        return Ok(());
    }
    page.texts(
        &[
            "id",
            "Las tres cifras",
            "The three numbers",
            "",
            "Informado · Reported",
            "Vinculable · Linkable",
            "Una vez · Once",
            "Al menos · At least",
            "A lo más · At most",
        ],
        Look::Head,
    )?;
    let rows = known(&computed.rows)
        .chain(states(&computed.rows))
        .map(|(_, row)| Some(row));
    for row in rows.chain([None]) {
        let of = address(&computed.id, row.map(|row| row.id.as_str()), None);
        let Some(three) = computed.three(&of) else { continue };
        let label = |words: fn(&Category) -> &str| row.map_or("Total", words);
        let words = [
            row.map_or("*", |row| &row.id),
            label(|row| &row.label.es),
            label(|row| &row.label.en),
        ];
        for (column, words) in (0..).zip(words) {
            page.text(column, words, Look::Plain)?;
        }
        let persons = three.distinct;
        let numbers = [three.reported, three.linked, persons.value, persons.low, persons.high];
        for (column, number) in (FIRST..).zip(numbers) {
            page.number(column, number, Look::Plain)?;
        }
        page.row += 1;
    }
    page.row += 1;
    Ok(())
}

/// The known base, and what is not known by its reason.
fn coverage(page: &mut Page<'_>, computed: &Computed) -> Result<(), XlsxError> {
    for (es, en, number) in [
        (
            "Con dato: base de los porcentajes",
            "Known: base of the percentages",
            computed.known,
        ),
        ("Sin dato", "Not known", computed.no_information()),
        ("No aplica", "Not applicable", computed.not_applicable),
        ("No se preguntó", "Not asked", computed.not_asked),
        (
            "Registros sin el número",
            "Records without the number",
            computed.without_number,
        ),
    ] {
        page.text(1, es, Look::Plain)?;
        page.text(2, en, Look::Plain)?;
        page.number(FIRST, number, Look::Plain)?;
        page.row += 1;
    }
    page.text(1, "Cobertura: conocido de lo que aplica", Look::Plain)?;
    page.text(2, "Coverage: known of what applies", Look::Plain)?;
    page.part(FIRST, computed.coverage(), Look::Plain)?;
    page.row += 1;
    Ok(())
}
