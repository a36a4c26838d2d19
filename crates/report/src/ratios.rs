//! The ratios of the catalogue and the funnel of justice that some of them are the steps of.

use catalogue::Ratio;
use statistics::Address;

use crate::{
    book::Book,
    chart::funnel::{Funnel, Step},
    html::{self, TABLE_END, escape, headings},
    number::{count, quotient},
    section::Section,
};

/// Writes the funnel and the table of every ratio.
pub(crate) fn write(book: &Book<'_>, section: &Section<'_>) -> String {
    let ratios = book.diagnosis.catalogue.ratios();
    if ratios.is_empty() {
        return String::new();
    }
    let caption = book.say(
        "Razones entre cifras de distintos registros",
        "Ratios between figures of different registers",
    );
    let mut html = funnel(book, section).unwrap_or_default();
    let heads = headings(&[
        (book.say("Razón", "Ratio"), ""),
        (book.say("Cifra", "Figure"), "n"),
        (book.say("Entre", "Over"), "n"),
        (book.say("Cociente", "Quotient"), "n"),
        (book.say("Fuente", "Source"), "w"),
    ]);
    html += &format!("<div class=\"table alone\">\n{}{heads}<tbody>\n", html::table(caption));
    for ratio in ratios {
        html += &row(book, section, ratio);
    }
    html + "</tbody>" + TABLE_END + "</div>\n"
}

fn row(book: &Book<'_>, section: &Section<'_>, ratio: &Ratio) -> String {
    let computed = book.diagnosis.ratio(&ratio.id);
    let value = computed
        .and_then(|computed| computed.value())
        .map_or_else(|| "—".to_owned(), quotient);
    let id = escape(&ratio.id);
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td id=\"fig-{id}\" title=\"{id}\">{value}</td>\
         <td class=\"source\">{} <code>{id}</code></td></tr>\n",
        escape(ratio.title.get(book.language)),
        linked(book, section, &ratio.over, computed.and_then(|computed| computed.over)),
        linked(
            book,
            section,
            &ratio.under,
            computed.and_then(|computed| computed.under)
        ),
        escape(&ratio.cite.join(", ")),
    )
}

/// A figure of a ratio, linked to its place in its table; a sum says how many records lack the number.
fn linked(book: &Book<'_>, section: &Section<'_>, text: &str, value: Option<u64>) -> String {
    let Some((address, value)) = Address::parse(text).zip(value) else {
        return "—".to_owned();
    };
    let shown = count(value);
    let link = book.figure_link(&section.plan.id, &address);
    let lacking = book
        .diagnosis
        .computed(&address.table)
        .map_or(0, |table| table.without_number);
    let lacking = match lacking {
        0 => String::new(),
        lacking => {
            let words = book.say("sin el número:", "without the number:");
            format!("<small>{words} {}</small>", count(lacking))
        }
    };
    match link {
        Some(link) => {
            let (link, title) = (escape(&link), escape(text));
            format!("<a class=\"fig\" href=\"{link}\" title=\"{title}\">{shown}</a>{lacking}")
        }
        None => shown + &lacking,
    }
}

/// The funnel, when two of its stages count anything.
fn funnel(book: &Book<'_>, section: &Section<'_>) -> Option<String> {
    let steps = stages(book)?;
    if steps.iter().filter(|step| step.value > Some(0)).count() < 2 {
        return None;
    }
    let known: Vec<&Step> = steps.iter().filter(|step| step.value.is_some()).collect();
    let (first, last) = (known.first()?, known.last()?);
    let words = book.say("De {a} en «{x}» a {b} en «{y}»", "From {a} in “{x}” to {b} in “{y}”");
    let words = words
        .replace("{a}", &count(first.value?))
        .replace("{b}", &count(last.value?));
    let title = words.replace("{x}", &first.label).replace("{y}", &last.label);
    let under = book.say(
        "Cada barra cuenta su propia unidad (personas, expedientes, sentencias) del mismo periodo: una investigación \
         puede ser de varias víctimas y una sentencia, de hechos de otros años.",
        "Each bar counts its own unit (persons, files, judgments) of the same period: an investigation may concern \
         several victims, and a judgment the facts of other years.",
    );
    let svg = Funnel {
        title: &title,
        description: under,
        none: "—",
        steps: &steps,
    }
    .svg();
    let (id, title) = (escape(&section.plan.id), escape(&title));
    Some(format!(
        "<figure class=\"chart\" id=\"chart-{id}\">\n<figcaption><b>{title}.</b> {under}</figcaption>\n{svg}</figure>\n"
    ))
}

/// The stages of the funnel: what the first ratio starts from, then what each arrives at.
fn stages(book: &Book<'_>) -> Option<Vec<Step>> {
    let ratios = book.diagnosis.catalogue.ratios().iter();
    let mut steps: Vec<&Ratio> = ratios.filter(|ratio| ratio.funnel.is_some()).collect();
    steps.sort_by_key(|ratio| ratio.funnel);
    let computed = |ratio: &Ratio| book.diagnosis.ratio(&ratio.id);
    let first = steps.first()?;
    let start = computed(first).and_then(|ratio| ratio.under);
    let mut stages = vec![Step {
        label: title_of(book, &first.under),
        value: start,
        ratio: None,
    }];
    for ratio in steps {
        let value = computed(ratio).and_then(|ratio| ratio.value());
        stages.push(Step {
            label: title_of(book, &ratio.over),
            value: computed(ratio).and_then(|ratio| ratio.over),
            ratio: value.map(|value| format!("{}: {}", ratio.title.get(book.language), quotient(value))),
        });
    }
    Some(stages)
}

/// What a figure counts: the title of its table, with the category when it is one.
fn title_of(book: &Book<'_>, text: &str) -> String {
    let Some(address) = Address::parse(text) else {
        return text.to_owned();
    };
    let title = book
        .diagnosis
        .catalogue
        .table(&address.table)
        .map_or(text, |table| table.title.get(book.language));
    let row = address.row.as_ref().and_then(|id| {
        let computed = book.diagnosis.computed(&address.table)?;
        computed.rows.iter().find(|category| category.id == *id)
    });
    row.map_or_else(
        || title.to_owned(),
        |row| format!("{title}: {}", row.label.get(book.language)),
    )
}
