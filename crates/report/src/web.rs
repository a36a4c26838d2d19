//! The report and single tables as parts of a site's pages: the site has its own frame and style, and every
//! figure leads to what is behind it.

use catalogue::{Catalogue, Language, Table};
use statistics::{Across, Address, Computed};

use crate::{
    Diagnosis, VintageFacts,
    book::{Book, FIRST},
    chart::Cut,
    front,
    html::{TABLE_END, escape, query, table as opened},
    html_block, notes, page, section, table, three,
};

/// The stylesheet of the report's parts in a site; it uses the site's colours where the site names them.
pub const WEB_STYLE: &str = include_str!("web.css");

/// The most rows of a table in a page: what a telephone bears.
const ROWS_MAX: usize = 120;

/// Where things stand in a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The address of the report's pages, to which `/` and a section are added.
    pub report: String,
    /// The address to which a figure's own is added to reach what is behind it.
    pub trace: String,
}

/// The report as pages of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebReport {
    /// The pages, the first of them the cover.
    pub pages: Vec<WebPage>,
}

/// One page, without the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebPage {
    /// Its name in addresses; the cover is `index`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What stands in the frame: sound HTML with one heading of the first rank.
    pub body: String,
}

/// Writes the report for a site.
#[must_use]
pub fn web_pages(diagnosis: &Diagnosis<'_>, language: Language, site: &Site) -> WebReport {
    let mut book = Book::new(diagnosis, language);
    book.set_in(site.clone());
    let cover = front::cover(&book) + &front::contents(&book, FIRST);
    let mut pages = vec![WebPage {
        id: FIRST.to_owned(),
        title: front::title(&book).to_owned(),
        body: cover,
    }];
    for one in &book.sections {
        let title = one.plan.title.get(language);
        pages.push(part(&book, &one.plan.id, title, &section::write(&book, one)));
    }
    for (id, title) in book.back_matter() {
        pages.push(part(&book, id, title, &book.back_page(id)));
    }
    WebReport { pages }
}

fn part(book: &Book<'_>, id: &str, title: &str, body: &str) -> WebPage {
    let whole = escape(front::title(book));
    let cover = book.page_of(id, FIRST, "");
    WebPage {
        id: id.to_owned(),
        title: title.to_owned(),
        body: format!(
            "<h1><a href=\"{}\">{whole}</a></h1>\n<p class=\"mark\">{}</p>\n{body}{}",
            escape(cover.trim_end_matches('#')),
            front::mark(book),
            page::around(book, id)
        ),
    }
}

/// Writes one table with its notes for a site, every figure with the way to what is behind it.
#[must_use]
pub fn web_table(
    catalogue: &Catalogue,
    (table, computed): (&Table, &Computed),
    cut: &Cut,
    (language, site): (Language, &Site),
) -> String {
    let vintage = VintageFacts {
        id: cut.vintage.clone(),
        frozen_at: String::new(),
        as_of: cut.as_of,
        period_from: None,
        period_until: None,
        edition: String::new(),
        returns: Vec::new(),
        audience: cut.audience,
    };
    let diagnosis = Diagnosis {
        catalogue,
        tables: &[],
        ratios: &[],
        across: &Across::default(),
        contradictions: &[],
        authorities: &[],
        vintage: &vintage,
    };
    let mut book = Book::new(&diagnosis, language);
    book.set_in(site.clone());
    book.rows_max = ROWS_MAX;
    let left_out = table::known(&computed.rows).count().saturating_sub(ROWS_MAX);
    let left_out = match left_out {
        0 => String::new(),
        more => format!("<p>{}</p>\n", more_rows(&book, more)),
    };
    let three = three::block(&book, table, computed);
    let three = three.map_or_else(String::new, |block| html_block::write(&book, &table.id, &[block]));
    format!(
        "<div class=\"table alone\" id=\"table\">\n{}{}{TABLE_END}{left_out}{}</div>\n{three}",
        opened(&escape(table.title.get(language))),
        table::grid(&book, table, computed),
        notes::write(&book, table, computed)
    )
}

fn more_rows(book: &Book<'_>, more: usize) -> String {
    let words = book.say(
        "Hay {n} renglones más: están en el archivo de cifras.",
        "There are {n} more rows: they are in the file of figures.",
    );
    words.replace("{n}", &more.to_string())
}

impl Site {
    /// A number of a table as the way to what is behind it.
    pub(crate) fn traced(&self, address: &Address, shown: &str) -> String {
        let to = escape(&format!("{}{}", self.trace, query(&address.to_string())));
        format!("<a class=\"fig\" href=\"{to}\">{shown}</a>")
    }
}
