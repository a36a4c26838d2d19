//! A section: its text, its totals, its tables, and what is said when nothing was received.

use catalogue::Table;
use statistics::Computed;

use crate::{
    book::Book,
    html::{address, escape, figure},
    number::count,
    persons,
    plan::Plan,
    ratios, table, text, totals,
};

/// A section with its tables.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    /// Its place in the report, from 1.
    pub(crate) number: usize,
    /// What the catalogue says of it.
    pub(crate) plan: Plan,
    /// Tables that are one number each; they print together.
    pub(crate) totals: Vec<(&'a Table, &'a Computed)>,
    /// Tables with rows.
    pub(crate) tables: Vec<(&'a Table, &'a Computed)>,
}

impl<'a> Section<'a> {
    pub(crate) fn new(number: usize, plan: Plan) -> Section<'a> {
        Section {
            number,
            plan,
            totals: Vec::new(),
            tables: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, table: &'a Table, computed: &'a Computed) {
        let place = if computed.rows.is_empty() && computed.columns.is_empty() {
            &mut self.totals
        } else {
            &mut self.tables
        };
        place.push((table, computed));
    }

    /// Whether any of its tables counts anything.
    pub(crate) fn has_data(&self) -> bool {
        self.totals
            .iter()
            .chain(&self.tables)
            .any(|(_, computed)| !is_empty(computed))
    }

    /// The number of a table of the section: the totals are the first, together.
    pub(crate) fn number_of(&self, at: usize) -> String {
        format!("{}.{}", self.number, at + 1 + usize::from(!self.totals.is_empty()))
    }
}

/// Whether a table has no record at all.
pub(crate) fn is_empty(computed: &Computed) -> bool {
    computed.total == 0 && computed.without_number == 0
}

/// Writes a section.
pub(crate) fn write(book: &Book<'_>, section: &Section<'_>) -> String {
    let (id, title) = (escape(&section.plan.id), escape(section.plan.title.get(book.language)));
    let mut html = format!("<section id=\"{id}\">\n<h2>{}. {title}</h2>\n", section.number);
    if section.plan.register.is_some() && !section.has_data() {
        return html + &format!("<p class=\"none\">{}</p>\n", nothing(book, section)) + "</section>\n";
    }
    html += &text::write(book, &section.plan.id);
    if section.plan.ratios {
        html += &ratios::write(book, section);
    }
    if section.plan.persons {
        html += &persons::write(book, section);
    }
    html += &totals::write(book, section);
    let mut empty = String::new();
    for (at, (table, computed)) in section.tables.iter().enumerate() {
        let number = section.number_of(at);
        match is_empty(computed) {
            true => empty += &no_records(book, &number, table),
            false => html += &table::write(book, &number, table, computed),
        }
    }
    html += &waiting(book, section).map_or_else(String::new, |words| format!("<p class=\"waiting\">{words}</p>\n"));
    if !empty.is_empty() {
        let head = book.say(
            "Tablas sin ningún registro en esta edición",
            "Tables with no record in this edition",
        );
        html += &format!("<h3>{head}</h3>\n<ul class=\"empty\">\n{empty}</ul>\n");
    }
    html + "</section>\n"
}

/// A register that nobody handed in, or that came with nothing in it: the two are not the same.
pub(crate) fn nothing<'w>(book: &Book<'w>, section: &Section<'_>) -> &'w str {
    let register = section.plan.register.as_deref().unwrap_or_default();
    let (lines, waiting) = book.diagnosis.returned(register);
    match (lines, waiting) {
        (0, _) => book.say(
            "Ninguna autoridad entregó información para esta sección. No es un cero: no se sabe.",
            "No authority handed in information for this section. It is not a zero: it is not known.",
        ),
        (_, 0) => book.say(
            "Las entregas recibidas no traen ningún caso que contar en esta sección.",
            "The returns received bring no case to count in this section.",
        ),
        _ => book.say(
            "Las entregas recibidas no traen casos que cuenten en esta sección; algunos renglones esperan corrección.",
            "The returns received bring no case that counts in this section; some rows wait for correction.",
        ),
    }
}

/// How many rows wait in the returns behind the section.
pub(crate) fn waiting(book: &Book<'_>, section: &Section<'_>) -> Option<String> {
    let register = section.plan.register.as_deref()?;
    let (_, waiting) = book.diagnosis.returned(register);
    let words = match waiting {
        0 => return None,
        1 => book
            .say(
                "Un renglón de las entregas que traen este registro espera corrección y no está en las tablas.",
                "One row of the returns that bring this register waits for correction and is not in the tables.",
            )
            .to_owned(),
        _ => book
            .say(
                "{n} renglones de las entregas que traen este registro esperan corrección y no están en las tablas.",
                "{n} rows of the returns that bring this register wait for correction and are not in the tables.",
            )
            .replace("{n}", &count(waiting)),
    };
    Some(words)
}

fn no_records(book: &Book<'_>, number: &str, table: &Table) -> String {
    let id = escape(&table.id);
    let zero = figure(&address(&table.id, None, None));
    let title = escape(table.title.get(book.language));
    let name = book.say("Tabla", "Table");
    format!("<li id=\"table-{id}\">{name} {number}. {title}: <span {zero}>0</span> <code>{id}</code></li>\n")
}
