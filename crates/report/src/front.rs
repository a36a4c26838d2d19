//! The cover: what the document is, of which vintage, for whom, what was received, how to read it; and the
//! table of contents.

use crate::{
    Audience,
    book::{Book, FIRST},
    html::escape,
    html_block,
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
        html_block::write(book, FIRST, &returned::summary(book)),
        legend(book),
    )
}

/// What the reader may do with the document.
pub(crate) fn warning(book: &Book<'_>) -> &'static str {
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

/// The facts of the vintage as HTML.
fn vintage(book: &Book<'_>) -> String {
    let line = |(name, value): &(&str, String)| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(value));
    format!(
        "<dl class=\"facts\">{}</dl>\n",
        facts(book).iter().map(line).collect::<String>()
    )
}

/// The period in words.
pub(crate) fn period(book: &Book<'_>) -> String {
    let (facts, language) = (book.diagnosis.vintage, book.language);
    let from = facts.period_from.map_or_else(
        || book.say("el primer registro", "the first record").to_owned(),
        |date| day(date, language),
    );
    let until = facts.period_until.map_or_else(
        || book.say("el corte", "the cut-off").to_owned(),
        |date| day(date, language),
    );
    format!("{from} – {until}")
}

/// The facts of the vintage: their names and what they are.
pub(crate) fn facts<'w>(book: &Book<'w>) -> [(&'w str, String); 5] {
    let (facts, language) = (book.diagnosis.vintage, book.language);
    [
        (book.say("Periodo", "Period"), period(book)),
        (book.say("Fecha de corte", "Cut-off"), day(facts.as_of, language)),
        (book.say("Edición de los datos", "Vintage"), facts.short().to_owned()),
        (book.say("Congelada", "Frozen"), day_of(&facts.frozen_at, language)),
        (
            book.say("Edición del catálogo", "Edition of the catalogue"),
            facts.edition.chars().take(12).collect(),
        ),
    ]
}

/// How to read the tables, as HTML.
fn legend(book: &Book<'_>) -> String {
    let sign =
        |(sign, words): &(String, String)| format!("<div><dt>{}</dt><dd>{}</dd></div>", escape(sign), escape(words));
    let items: String = signs(book).iter().map(sign).collect();
    let (head, intro) = (legend_title(book), legend_words(book));
    format!("<section id=\"legend\">\n<h2>{head}</h2>\n<p>{intro}</p>\n<dl class=\"legend\">{items}</dl>\n</section>\n")
}

/// The heading of how to read the tables.
pub(crate) fn legend_title<'w>(book: &Book<'w>) -> &'w str {
    book.say("Cómo leer las tablas", "How to read the tables")
}

/// What percentages and addresses are.
pub(crate) fn legend_words<'w>(book: &Book<'w>) -> &'w str {
    book.say(
        "Los porcentajes son de lo conocido y llevan un decimal; por el redondeo pueden no sumar 100. Lo que falta se \
         imprime al lado y nunca se reparte. Cada número lleva la dirección de su cifra, tabla[renglón,columna], que \
         permite llegar a los registros que cuenta.",
        "Percentages are of the known, with one decimal; after rounding they may not add up to 100. What is missing is \
         printed beside them and never shared out. Each number carries the address of its figure, table[row,column], \
         by which the records it counts can be reached.",
    )
}

/// The signs of the tables: zero and each reason for not having a number are different ones.
pub(crate) fn signs(book: &Book<'_>) -> Vec<(String, String)> {
    let sign = |sign: &str, words: &str| (sign.to_owned(), words.to_owned());
    let mut signs = vec![sign(
        "0",
        book.say("Se contó y no hay ninguno.", "Counted, and there is none."),
    )];
    let states = book.diagnosis.catalogue.list("value_state");
    for code in states.map(catalogue::List::codes).unwrap_or_default() {
        let printed = code.attributes.get(book.say("printed", "printed_en"));
        let printed = printed.map_or(code.id.as_str(), String::as_str);
        signs.push(sign(printed, code.label.get(book.language)));
    }
    signs.push(sign(
        "—",
        book.say("No hay base para dar un número.", "There is no base to give a number."),
    ));
    signs.push(sign(
        "…",
        book.say(
            "Suprimido en documentos públicos; aquí no se usa.",
            "Suppressed in public documents; not used here.",
        ),
    ));
    signs
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
    for (id, title) in book.back_matter() {
        let link = book.page_of(FIRST, id, id);
        html += &format!("<p><a href=\"{link}\">{title}</a></p>\n");
    }
    html + "</nav>\n"
}
