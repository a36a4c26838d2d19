//! The page around a report's body: head, style, mark of the audience, ways through, foot.

use crate::{
    book::{Book, FIRST},
    chart, front,
    html::escape,
    number::day,
};

const STYLE: &str = include_str!("style.css");

/// Writes a page: `file` is its name without ending, `title` that of its section when it has one of its own.
pub(crate) fn write(book: &Book<'_>, file: &str, title: Option<&str>, body: &str) -> String {
    let language = book.language.code();
    let heading = match title {
        Some(title) => format!("{} · {}", escape(title), front::title(book)),
        None => front::title(book).to_owned(),
    };
    let mark = front::mark(book);
    let bar = match title {
        Some(_) => {
            let cover = front::title(book);
            format!("<div class=\"bar\"><strong>{mark}</strong> <a href=\"{FIRST}.html\">{cover}</a></div>\n")
        }
        None => String::new(),
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{heading} ({mark})</title>\n<style>\n{STYLE}{}{}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">{}</a>\n{bar}<main id=\"main\">\n{body}{}</main>\n\
         <footer>{}</footer>\n</body>\n</html>\n",
        chart::STYLE,
        running(book),
        book.say("Ir al contenido", "Skip to the content"),
        title.map_or_else(String::new, |_| around(book, file)),
        foot(book),
    )
}

/// The running head and foot of printed pages.
fn running(book: &Book<'_>) -> String {
    let (facts, mark) = (book.diagnosis.vintage, front::mark(book).to_uppercase());
    let words = format!(
        "{} {} · {}",
        book.say("Edición", "Vintage"),
        facts.short(),
        day(facts.as_of, book.language)
    );
    let safe = |text: &str| text.replace(['"', '\\', '<', '\n'], " ");
    let (page, of) = (book.say("Página", "Page"), book.say("de", "of"));
    format!(
        "@page{{@top-left{{content:\"{}\";font-size:8pt}}\
         @top-right{{content:\"{}\";font-weight:700}}@bottom-left{{content:\"{}\";font-size:8pt}}\
         @bottom-right{{font-size:8pt;content:\"{page} \" counter(page) \" {of} \" counter(pages)}}}}\n",
        safe(front::title(book)),
        safe(&mark),
        safe(&words),
    )
}

/// The ways to the section before and the one after.
pub(crate) fn around(book: &Book<'_>, file: &str) -> String {
    let mut stops = vec![(FIRST, front::title(book))];
    stops.extend(
        book.sections
            .iter()
            .map(|section| (section.plan.id.as_str(), section.plan.title.get(book.language))),
    );
    stops.extend(book.back_matter());
    let at = stops.iter().position(|(id, _)| *id == file).unwrap_or_default();
    let link = |stop: Option<&(&str, &str)>, rel: &str, word: &str| match stop {
        Some((id, title)) => format!(
            "<a rel=\"{rel}\" href=\"{}\">{word}: {}</a>",
            escape(&book.page_at(id)),
            escape(title)
        ),
        None => String::new(),
    };
    let before = link(
        at.checked_sub(1).and_then(|at| stops.get(at)),
        "prev",
        book.say("Anterior", "Previous"),
    );
    let after = link(stops.get(at + 1), "next", book.say("Siguiente", "Next"));
    let label = book.say("Secciones", "Sections");
    format!("<nav class=\"around\" aria-label=\"{label}\">{before}{after}</nav>\n")
}

fn foot(book: &Book<'_>) -> String {
    let facts = book.diagnosis.vintage;
    format!(
        "<p><strong>{}</strong> · {} <code>{}</code> · {} {}</p>",
        front::mark(book),
        book.say("Edición de los datos", "Vintage"),
        escape(&facts.id),
        book.say("corte", "cut-off"),
        day(facts.as_of, book.language),
    )
}
