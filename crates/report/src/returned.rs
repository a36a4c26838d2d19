//! What was received: the returns by state for the cover, and the list of all of them for the annex.

use register::ReturnState;

use crate::{
    ReturnLine,
    book::Book,
    html::{self, TABLE_END, escape, headings},
    number::count,
};

/// The id of the annex and of its page.
pub(crate) const ID: &str = "returns";

/// The annex's title.
pub(crate) fn title(book: &Book<'_>) -> &'static str {
    book.say("Anexo: entregas recibidas", "Annex: returns received")
}

/// The summary by state.
pub(crate) fn summary(book: &Book<'_>) -> String {
    let returns = &book.diagnosis.vintage.returns;
    if returns.is_empty() {
        let none = book.say("No se ha recibido ninguna entrega.", "No return has been received.");
        return format!("<p class=\"none\">{none}</p>\n");
    }
    let mut html = head(
        book,
        book.say("Entregas recibidas, por estado", "Returns received, by state"),
        &[
            (book.say("Estado", "State"), ""),
            (book.say("Entregas", "Returns"), "n"),
        ],
    );
    for state in ReturnState::ALL {
        let of: Vec<&ReturnLine> = returns.iter().filter(|line| line.state == state).collect();
        html += &line(state.words(book.language), &of);
    }
    let all: Vec<&ReturnLine> = returns.iter().collect();
    html + "</tbody><tfoot>\n" + &line("Total", &all) + "</tfoot>" + TABLE_END + "</div>\n" + &sentence(book, &all)
}

fn head(book: &Book<'_>, caption: &str, first: &[(&str, &str)]) -> String {
    let rows = [
        (book.say("Renglones", "Rows"), "n"),
        (book.say("Aceptados", "Accepted"), "n"),
        (book.say("En espera de corrección", "Waiting for correction"), "n"),
    ];
    let heads = headings(&[first, &rows].concat());
    format!("<div class=\"table alone\">\n{}{heads}<tbody>\n", html::table(caption))
}

fn line(label: &str, of: &[&ReturnLine]) -> String {
    let sum = |number: fn(&ReturnLine) -> u64| count(of.iter().map(|line| number(line)).sum());
    format!(
        "<tr><th scope=\"row\">{label}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        count(of.len() as u64),
        sum(|line| line.rows),
        sum(|line| line.accepted),
        sum(|line| line.waiting),
    )
}

/// How many rows wait, in a sentence.
fn sentence(book: &Book<'_>, all: &[&ReturnLine]) -> String {
    let words = match all.iter().map(|line| line.waiting).sum() {
        0 => book
            .say("Ningún renglón espera corrección.", "No row waits for correction.")
            .to_owned(),
        1 => book
            .say(
                "Un renglón espera corrección: no está en las cifras y se cuenta aquí.",
                "One row waits for correction: it is not in the figures and is counted here.",
            )
            .to_owned(),
        waiting => book
            .say(
                "{n} renglones esperan corrección: no están en las cifras y se cuentan aquí.",
                "{n} rows wait for correction: they are not in the figures and are counted here.",
            )
            .replace("{n}", &count(waiting)),
    };
    let link = book.page_of(crate::book::FIRST, ID, ID);
    format!("<p>{words} <a href=\"{link}\">{}</a>.</p>\n", title(book))
}

/// The annex: every return.
pub(crate) fn annex(book: &Book<'_>) -> String {
    let returns = &book.diagnosis.vintage.returns;
    let mut html = format!("<section id=\"{ID}\">\n<h2>{}</h2>\n", title(book));
    if returns.is_empty() {
        return html + &summary(book) + "</section>\n";
    }
    let columns = [
        (book.say("Núm.", "No."), "n"),
        (book.say("Autoridad", "Authority"), "w"),
        (book.say("Registros", "Registers"), "w"),
        (book.say("Periodo", "Period"), "l"),
        (book.say("Recibida", "Received"), "l"),
        (book.say("Estado", "State"), "w"),
    ];
    html += &head(book, book.say("Entregas recibidas", "Returns received"), &columns);
    for line in returns {
        html += &listed(book, line);
    }
    html + "</tbody>" + TABLE_END + "</div>\n</section>\n"
}

fn listed(book: &Book<'_>, line: &ReturnLine) -> String {
    let language = book.language;
    let name = |id: &String| {
        let register = book.diagnosis.catalogue.register(id);
        escape(register.map_or(id.as_str(), |register| register.many.get(language)))
    };
    let registers: Vec<String> = line.registers.iter().map(name).collect();
    format!(
        "<tr><td>{}</td><th scope=\"row\">{}</th><td class=\"w\">{}</td><td class=\"l\">{} – {}</td>\
         <td class=\"l\">{}</td><td class=\"w\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        line.number,
        escape(line.authority.get(language)),
        registers.join(", "),
        line.period.from(),
        line.period.until(),
        escape(line.received_at.get(..10).unwrap_or(&line.received_at)),
        line.state.words(language),
        count(line.rows),
        count(line.accepted),
        count(line.waiting),
    )
}
