//! The cover: what the document is, of which vintage, for whom, what was received, how to read it; and the
//! table of contents.

use crate::{
    Audience,
    book::{Book, FIRST},
    html::escape,
    number::{day, day_of},
    returned, text,
};

/// The title of the report.
pub(crate) fn title(book: &Book<'_>) -> &'static str {
    book.say(
        "Diagnóstico sobre la situación de la trata de personas en México",
        "Diagnosis of the situation of trafficking in persons in Mexico",
    )
}

/// The mark of the audience.
pub(crate) fn mark(book: &Book<'_>) -> &'static str {
    match book.diagnosis.vintage.audience {
        Audience::Reserved => book.say("Reservado", "Reserved"),
        Audience::Synthetic => book.say("Datos sintéticos", "Synthetic data"),
    }
}

/// Writes the cover.
pub(crate) fn cover(book: &Book<'_>) -> String {
    let warning = warning(book);
    let head = book.say("Lo recibido", "What was received");
    format!(
        "<header class=\"cover\">\n<p class=\"mark\">{}</p>\n<h1>{}</h1>\n{}<p class=\"warning\"><strong>{}.</strong> \
         {warning}</p>\n</header>\n{}<section id=\"received\">\n<h2>{head}</h2>\n{}</section>\n{}",
        mark(book),
        title(book),
        vintage(book),
        mark(book),
        text::write(book, "summary"),
        returned::summary(book),
        legend(book),
    )
}

/// What the reader may do with the document.
fn warning(book: &Book<'_>) -> &'static str {
    if book.diagnosis.vintage.audience == Audience::Synthetic {
        return book.say(
            "País inventado para aprender a usar el sistema: ninguna persona, expediente ni cifra es real, aunque las \
             autoridades llevan sus nombres.",
            "A country made up to learn the system: no person, file or figure is real, although the authorities bear \
             their own names.",
        );
    }
    book.say(
        "Este documento lleva cifras exactas. Un conteo pequeño puede dejar ver de quién se habla. No lo publique, no \
         lo reenvíe fuera de quienes tienen derecho a leerlo y no copie sus tablas a documentos públicos.",
        "This document carries exact figures. A small count may show who is spoken of. Do not publish it, do not send \
         it on to anyone without a right to read it, and do not copy its tables into public documents.",
    )
}

/// The facts of the vintage.
fn vintage(book: &Book<'_>) -> String {
    let (facts, language) = (book.diagnosis.vintage, book.language);
    let from = facts.period_from.map_or_else(
        || book.say("el primer registro", "the first record").to_owned(),
        |date| day(date, language),
    );
    let until = facts.period_until.map_or_else(
        || book.say("el corte", "the cut-off").to_owned(),
        |date| day(date, language),
    );
    let lines = [
        (book.say("Periodo", "Period"), format!("{from} – {until}")),
        (book.say("Fecha de corte", "Cut-off"), day(facts.as_of, language)),
        (book.say("Edición de los datos", "Vintage"), facts.short().to_owned()),
        (book.say("Congelada", "Frozen"), day_of(&facts.frozen_at, language)),
        (
            book.say("Edición del catálogo", "Edition of the catalogue"),
            facts.edition.chars().take(12).collect(),
        ),
    ];
    let line = |(name, value): &(&str, String)| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(value));
    format!(
        "<dl class=\"facts\">{}</dl>\n",
        lines.iter().map(line).collect::<String>()
    )
}

/// How to read the tables: zero and each reason for not having a number are different signs.
fn legend(book: &Book<'_>) -> String {
    let head = book.say("Cómo leer las tablas", "How to read the tables");
    let intro = book.say(
        "Los porcentajes son de lo conocido y llevan un decimal; por el redondeo pueden no sumar 100. Lo que falta se \
         imprime al lado y nunca se reparte. Cada número lleva la dirección de su cifra, tabla[renglón,columna], que \
         permite llegar a los registros que cuenta.",
        "Percentages are of the known, with one decimal; after rounding they may not add up to 100. What is missing is \
         printed beside them and never shared out. Each number carries the address of its figure, table[row,column], \
         by which the records it counts can be reached.",
    );
    let mut items = sign(
        "0",
        book.say("Se contó y no hay ninguno.", "Counted, and there is none."),
    );
    for code in book
        .diagnosis
        .catalogue
        .list("value_state")
        .map(catalogue::List::codes)
        .unwrap_or_default()
    {
        let printed = code
            .attributes
            .get(book.say("printed", "printed_en"))
            .map_or(code.id.as_str(), String::as_str);
        items += &sign(&escape(printed), &escape(code.label.get(book.language)));
    }
    items += &sign(
        "—",
        book.say("No hay base para dar un número.", "There is no base to give a number."),
    );
    items += &sign(
        "…",
        book.say(
            "Suprimido en documentos públicos; aquí no se usa.",
            "Suppressed in public documents; not used here.",
        ),
    );
    format!("<section id=\"legend\">\n<h2>{head}</h2>\n<p>{intro}</p>\n<dl class=\"legend\">{items}</dl>\n</section>\n")
}

fn sign(sign: &str, words: &str) -> String {
    format!("<div><dt>{sign}</dt><dd>{words}</dd></div>")
}

/// Writes the table of contents, by part.
pub(crate) fn contents(book: &Book<'_>, from: &str) -> String {
    let head = book.say("Contenido", "Contents");
    let mut html = format!("<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">{head}</h2>\n");
    let mut part = "";
    for section in &book.sections {
        let own = section.plan.part.get(book.language);
        if own != part {
            html += if part.is_empty() { "" } else { "</ul>\n" };
            html += &format!("<h3>{}</h3>\n<ul>\n", escape(own));
            part = own;
        }
        let link = book.page_of(from, &section.plan.id, &section.plan.id);
        let title = escape(section.plan.title.get(book.language));
        html += &format!("<li><a href=\"{link}\">{}. {title}</a></li>\n", section.number);
    }
    html += if part.is_empty() { "" } else { "</ul>\n" };
    let link = book.page_of(FIRST, returned::ID, returned::ID);
    html + &format!("<p><a href=\"{link}\">{}</a></p>\n</nav>\n", returned::title(book))
}
