//! The document from cover to annexes, and which tables it prints: every one that has records and at most
//! [`ROWS_MAX`] rows, and longer ones when a text draws on them. The rest are named in their section, with the
//! sheet of the workbook that has them.

use catalogue::{Date, Table};
use statistics::Computed;

use super::{
    code::{call, list, list_or_empty, quoted},
    listed::{self, Places},
    table,
};
use crate::{
    authorities,
    block::Block,
    book::Book,
    chart::{self, captioned::Captioned},
    contradictions, front, notes,
    number::{count, day},
    persons, ratios, returned,
    section::{self, Section, is_empty},
    text, three,
    workbook::sheet_name,
};

/// The most rows of a table that prints although no text draws on it.
const ROWS_MAX: usize = 40;

/// The most rows of a table that is kept on one page.
const WHOLE_MAX: usize = 16;

/// The most rows of a table with its chart beside it.
const BESIDE_MAX: usize = 14;

const TEMPLATE: &str = include_str!("template.typ");
const CHART_STYLE: &str = include_str!("chart.css");

/// The document for the typesetter, and its drawings by name.
pub(super) struct Written {
    pub(super) code: String,
    pub(super) drawings: Vec<(String, String)>,
}

/// A document in the making.
struct Setting<'b> {
    book: &'b Book<'b>,
    places: Places,
    drawings: Vec<(String, String)>,
}

/// Writes the document.
pub(super) fn write(book: &Book<'_>) -> Written {
    let mut setting = Setting {
        book,
        places: Places::default(),
        drawings: Vec::new(),
    };
    let texts: Vec<Vec<Block>> = book
        .sections
        .iter()
        .map(|section| prose(book, &section.plan.id))
        .collect();
    for (section, text) in book.sections.iter().zip(&texts) {
        setting.places.printed.extend(printed(section, text));
    }
    let mut body = setting.front();
    let mut part = "";
    let mut parts = 0;
    for (section, text) in book.sections.iter().zip(&texts) {
        let own = section.plan.part.get(book.language);
        if own != part {
            parts += 1;
            part = own;
            body += &call("head", &["1".to_owned(), quoted(&format!("{}. {own}", roman(parts)))]);
        }
        body += &setting.section(section, text);
    }
    body += &setting.back();
    Written {
        code: format!("{TEMPLATE}\n#report({}, {{\n{body}}})\n", frame(book)),
        drawings: setting.drawings,
    }
}

/// What stands on every page, and what the document says of itself.
fn frame(book: &Book<'_>) -> String {
    let facts = book.diagnosis.vintage;
    let foot = format!(
        "{} {} · {} {}",
        book.say("Edición de los datos", "Vintage"),
        facts.short(),
        book.say("corte", "cut-off"),
        day(facts.as_of, book.language)
    );
    let named = [
        ("title", quoted(front::title(book))),
        ("mark", quoted(front::mark(book))),
        ("foot", quoted(&foot)),
        ("page-word", quoted(book.say("Página", "Page"))),
        ("of-word", quoted(book.say("de", "of"))),
        ("date", date(&facts.frozen_at)),
        ("lang", quoted(book.language.code())),
        ("keywords", list(&[quoted(front::mark(book)), quoted(&facts.id)])),
    ];
    let named: Vec<String> = named.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    named.join(", ")
}

/// The day on which the vintage was frozen: the document's own.
fn date(frozen_at: &str) -> String {
    match frozen_at.get(..10).and_then(Date::parse) {
        Some(date) if date.day() > 0 => format!(
            "datetime(year: {}, month: {}, day: {})",
            date.year(),
            date.month(),
            date.day()
        ),
        _ => "none".to_owned(),
    }
}

/// A section's text; what is wrong with it is said in its place.
fn prose(book: &Book<'_>, section: &str) -> Vec<Block> {
    match text::read(book, section) {
        None => Vec::new(),
        Some(Ok(blocks)) => blocks,
        Some(Err(says)) => vec![Block::words(says)],
    }
}

/// Whether a table prints.
fn prints(computed: &Computed, text: &[Block]) -> bool {
    !is_empty(computed) && (computed.rows.len() <= ROWS_MAX || draws_on(text, &computed.id))
}

/// Whether a text names a figure of a table.
fn draws_on(text: &[Block], id: &str) -> bool {
    let of = |address: &Option<String>| address.as_deref().and_then(|address| address.split('[').next()) == Some(id);
    text.iter().any(|block| match block {
        Block::Heading(_, runs, _) | Block::Paragraph(runs) => runs.iter().any(|run| of(&run.address)),
        Block::List(items) => items.iter().flatten().any(|run| of(&run.address)),
        Block::Table(_) => false,
    })
}

/// The places of a section that print: its tables, and its totals together.
fn printed(section: &Section<'_>, text: &[Block]) -> Vec<String> {
    if section.plan.register.is_some() && !section.has_data() {
        return Vec::new();
    }
    let tables = section.tables.iter().filter(|(_, computed)| prints(computed, text));
    tables
        .chain(&section.totals)
        .map(|(table, _)| format!("table-{}", table.id))
        .collect()
}

/// A part's number.
fn roman(number: usize) -> String {
    const DIGITS: [(usize, &str); 5] = [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut rest = number;
    let mut words = String::new();
    for (value, digit) in DIGITS {
        while rest >= value {
            words += digit;
            rest -= value;
        }
    }
    words
}

impl Setting<'_> {
    /// Cover, contents, summary, how to read the tables.
    fn front(&mut self) -> String {
        let book = self.book;
        let lines: Vec<String> = front::facts(book)
            .iter()
            .map(|(name, value)| format!("({}, {})", quoted(name), quoted(value)))
            .collect();
        let mut code = call(
            "cover",
            &[
                quoted(front::title(book)),
                quoted(front::mark(book)),
                list(&lines),
                quoted(front::warning(book)),
            ],
        );
        code += &call("contents", &[quoted(book.say("Contenido", "Contents"))]);
        code += &call("head", &["1".to_owned(), quoted(book.say("Resumen", "Summary"))]);
        let summary = prose(book, "summary");
        code += &listed::write(book, &mut self.places, 1, &summary);
        let head = |words: &str| call("head", &["2".to_owned(), quoted(words)]);
        code += &head(book.say("Lo recibido", "What was received"));
        code += &listed::write(book, &mut self.places, 2, &returned::summary(book));
        code += &head(front::legend_title(book));
        code += &call("par", &[quoted(front::legend_words(book))]);
        code += &call("par", &[quoted(rule(book))]);
        let signs: Vec<String> = front::signs(book)
            .iter()
            .map(|(mark, words)| format!("sign({}, {})", quoted(mark), quoted(words)))
            .collect();
        code + &call("signs", &[list(&signs)])
    }

    fn section(&mut self, section: &Section<'_>, text: &[Block]) -> String {
        let book = self.book;
        let title = format!("{}. {}", section.number, section.plan.title.get(book.language));
        let mut code = call(
            "head",
            &[
                "2".to_owned(),
                quoted(&title),
                format!("place: {}", quoted(&section.plan.id)),
            ],
        );
        if section.plan.register.is_some() && !section.has_data() {
            return code + &call("dim", &[quoted(section::nothing(book, section))]);
        }
        self.places.said.clear();
        code += &listed::write(book, &mut self.places, 2, text);
        if section.plan.ratios {
            if let Some(drawn) = ratios::funnel(book.diagnosis) {
                let drawn = Captioned::of(book, &drawn, &section.number.to_string());
                code += &self.chart(&section.plan.id, drawn, "12cm");
            }
            code += &listed::write(book, &mut self.places, 2, &ratios::listed(book));
        }
        if section.plan.persons {
            code += &self.persons(section);
        }
        code += &self.totals(section);
        for (at, (table, computed)) in section.tables.iter().enumerate() {
            if prints(computed, text) {
                code += &self.table(&section.number_of(at), table, computed);
                let three: Vec<Block> = three::block(book, table, computed).into_iter().collect();
                code += &listed::write(book, &mut self.places, 2, &three);
            }
        }
        code += &section::waiting(book, section).map_or_else(String::new, |words| call("dim", &[quoted(&words)]));
        code + &self.elsewhere(section, text)
    }

    /// Overlaps and pathways, each with its chart.
    fn persons(&mut self, section: &Section<'_>) -> String {
        let book = self.book;
        let mut code = String::new();
        for (at, drawn) in persons::drawn(book).into_iter().enumerate() {
            if let Some(chart) = &drawn.chart {
                let chart = Captioned::of(book, chart, &persons::number(section, at));
                code += &self.chart(&drawn.id, chart, "12cm");
            }
            code += &listed::write(book, &mut self.places, 2, &drawn.blocks);
        }
        code
    }

    /// The totals of a section in one table.
    fn totals(&self, section: &Section<'_>) -> String {
        if section.totals.is_empty() {
            return String::new();
        }
        let book = self.book;
        let heads = [
            format!("h({})", quoted(book.say("Qué se cuenta", "What is counted"))),
            format!("hn({})", quoted("Total")),
            format!("h({})", quoted(book.say("Fuente y tabla", "Source and table"))),
        ];
        let row = |(table, computed): &(&Table, &Computed)| {
            let under = notes::numbers(book, table, computed).or_else(|| three::words(book, computed));
            let lacking = under.map_or_else(String::new, |words| format!("; sub({})", quoted(&words)));
            let place = quoted(&format!("table-{}", table.id));
            [
                format!(
                    "a({{ at({place}, {}){lacking} }})",
                    quoted(table.title.get(book.language))
                ),
                format!("an({})", quoted(&count(computed.total))),
                format!(
                    "a({{ {}; sub(code({})) }})",
                    quoted(&table.cite.join(", ")),
                    quoted(&table.id)
                ),
            ]
        };
        let cells: Vec<String> = section.totals.iter().flat_map(row).collect();
        let columns = ["1.6fr", "auto", "1fr"].map(str::to_owned);
        let caption = format!(
            "{} {}.1. {}",
            book.say("Tabla", "Table"),
            section.number,
            book.say("Totales", "Totals")
        );
        let body = call("grid-of", &[list(&columns), list(&heads), list_or_empty(&cells)]);
        call("tabulated", &["none".to_owned(), quoted(&caption), body])
    }

    /// A table with its chart and its notes.
    fn table(&mut self, number: &str, table: &Table, computed: &Computed) -> String {
        let book = self.book;
        let caption = format!(
            "{} {number}. {}",
            book.say("Tabla", "Table"),
            table.title.get(book.language)
        );
        let place = quoted(&format!("table-{}", table.id));
        let rows = computed.rows.len();
        let is_whole = rows <= WHOLE_MAX;
        let set = call(
            "tabulated",
            &[
                place,
                quoted(&caption),
                table::write(book, table, computed),
                format!("whole: {is_whole}"),
            ],
        );
        let drawn = chart::of_report(book, table, computed).map(|drawn| Captioned::of(book, &drawn, number));
        let notes = self.notes(table, computed);
        let is_beside = computed.columns.is_empty() && rows <= BESIDE_MAX && !computed.needs_bounds();
        match drawn {
            Some(drawn) if is_beside => {
                let chart = self.chart(&table.id, drawn, "7.6cm");
                call(
                    "whole",
                    &[format!(
                        "{{ beside({}, {}); {} }}",
                        set.trim(),
                        chart.trim(),
                        notes.trim()
                    )],
                )
            }
            Some(drawn) => kept(set + &notes, is_whole) + &self.chart(&table.id, drawn, "9.5cm"),
            None => kept(set + &notes, is_whole),
        }
    }

    fn notes(&self, table: &Table, computed: &Computed) -> String {
        let book = self.book;
        let mut lines: Vec<String> = notes::lines(book, table, computed)
            .iter()
            .map(|line| quoted(line))
            .collect();
        lines.push(format!(
            "{{ {}; code({}) }}",
            quoted(&format!("{} · ", notes::source(book, table))),
            quoted(&table.id)
        ));
        call("notes", &[list(&lines)])
    }

    fn chart(&mut self, id: &str, drawn: Captioned, width: &str) -> String {
        let name = format!("chart-{}.svg", self.drawings.len());
        let styled = drawn
            .svg
            .replacen("><title>", &format!("><style>{CHART_STYLE}</style><title>"), 1);
        self.drawings.push((name.clone(), styled));
        let alt = format!("{}. {} ({id})", drawn.title, drawn.under);
        call(
            "chart",
            &[
                quoted(&name),
                quoted(&drawn.title),
                quoted(&drawn.under),
                quoted(&alt),
                format!("width: {width}"),
            ],
        )
    }

    /// The tables of a section that do not print, and where they are.
    fn elsewhere(&self, section: &Section<'_>, text: &[Block]) -> String {
        let book = self.book;
        let left_out = section
            .tables
            .iter()
            .enumerate()
            .filter(|(_, (_, computed))| !prints(computed, text));
        let item = |(at, (table, computed)): (usize, &(&Table, &Computed))| {
            let why = match is_empty(computed) {
                true => book.say("ningún registro", "no record").to_owned(),
                false => book
                    .say("{n} renglones; hoja {sheet}", "{n} rows; sheet {sheet}")
                    .replace("{n}", &count(computed.rows.len() as u64))
                    .replace("{sheet}", &sheet_name(&table.id)),
            };
            let words = format!(
                "{} {}. {}: {why}",
                book.say("Tabla", "Table"),
                section.number_of(at),
                table.title.get(book.language)
            );
            quoted(&words)
        };
        let items: Vec<String> = left_out.map(item).collect();
        if items.is_empty() {
            return String::new();
        }
        let head = book.say(
            "Tablas que no se imprimen aquí (están en tables.xlsx y en las páginas)",
            "Tables not printed here (they are in tables.xlsx and in the pages)",
        );
        call("head", &["3".to_owned(), quoted(head)]) + &call("small", &[call("list", &items)])
    }

    /// Contradictions, authorities, returns.
    fn back(&mut self) -> String {
        let book = self.book;
        let mut code = String::new();
        for (id, title) in book.back_matter() {
            let place = format!("place: {}", quoted(id));
            code += &call("head", &["1".to_owned(), quoted(title), place]);
            let blocks = match id {
                contradictions::ID => contradictions::blocks(book),
                authorities::ID => authorities::blocks(book),
                _ => returned::listed(book),
            };
            let written = listed::write(book, &mut self.places, 1, &blocks);
            code += &match id {
                authorities::ID => call("small", &[format!("{{ {written} }}")]),
                _ => written,
            };
        }
        code
    }
}

/// What stays on one page, when it can.
fn kept(code: String, is_whole: bool) -> String {
    match is_whole {
        true => call("whole", &[format!("{{ {code} }}")]),
        false => code,
    }
}

/// Which tables print.
fn rule<'w>(book: &Book<'w>) -> &'w str {
    book.say(
        "En este documento se imprimen las tablas con registros y de hasta cuarenta renglones, y las más largas cuando \
         el texto se apoya en ellas. Las demás se nombran en su sección: todas están, enteras, en el libro tables.xlsx \
         y en las páginas del informe.",
        "This document prints the tables that have records and up to forty rows, and longer ones where the text draws \
         on them. The others are named in their section: all are, in full, in the workbook tables.xlsx and in the \
         pages of the report.",
    )
}
