//! A chart in the pages and the document of the report: numbered as its table, with its words around it.

use super::Chart;
use crate::{book::Book, html::escape};

/// A chart in one language: what it says, what is not known, the drawing.
pub(crate) struct Captioned {
    pub(crate) title: String,
    pub(crate) under: String,
    pub(crate) svg: String,
}

impl Captioned {
    /// The chart in the report's language, with its number, which is that of its table.
    pub(crate) fn of(book: &Book<'_>, chart: &Chart, number: &str) -> Captioned {
        let language = book.language;
        Captioned {
            title: format!(
                "{} {number}. {}",
                book.say("Figura", "Figure"),
                chart.title.get(language)
            ),
            under: chart.coverage.get(language).to_owned(),
            svg: chart.bare(language),
        }
    }

    /// The chart as a figure of a page; `id` is what it belongs to.
    pub(crate) fn html(&self, id: &str) -> String {
        let (title, id, under) = (escape(&self.title), escape(id), escape(&self.under));
        format!(
            "<figure class=\"chart\" id=\"chart-{id}\">\n<figcaption><b>{title}.</b> {under}</figcaption>\n{}</figure>\n",
            self.svg
        )
    }
}
