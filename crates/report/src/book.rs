//! The whole report in one language: which sections it has, what they are numbered, and on which page each
//! stands. A short report is one page; a long one has a page for each section.

use std::collections::BTreeMap;

use catalogue::Language;
use statistics::Address;

use crate::{
    Diagnosis, authorities, contradictions, front, html,
    number::count,
    overlap, page,
    plan::{self, Phrase, Plan},
    returned,
    section::{self, Section},
    text,
    web::Site,
};

/// The most bytes of a report that is one page: what a weak connection bears.
const ONE_PAGE_BYTES_MAX: usize = 400_000;

/// The name of the first page, or of the only one.
pub(crate) const FIRST: &str = "index";

/// A report in the making.
#[derive(Debug)]
pub(crate) struct Book<'a> {
    pub(crate) diagnosis: &'a Diagnosis<'a>,
    pub(crate) language: Language,
    pub(crate) sections: Vec<Section<'a>>,
    pub(crate) phrases: Vec<Phrase>,
    /// The template engine of the texts.
    pub(crate) texts: minijinja::Environment<'static>,
    /// Table → the section that shows it.
    homes: BTreeMap<&'a str, usize>,
    /// Whether every section is a page of its own.
    is_split: bool,
    /// The most known rows that a table prints.
    pub(crate) rows_max: usize,
    /// The site whose pages these are parts of, when they are.
    site: Option<Site>,
}

/// Writes the report: file names and texts, `index.html` the first. Each page carries its own style, runs no
/// script and asks nothing of the network.
#[must_use]
pub fn pages(diagnosis: &Diagnosis<'_>, language: Language) -> Vec<(String, String)> {
    let mut book = Book::new(diagnosis, language);
    let whole = book.one_page();
    if whole.len() <= ONE_PAGE_BYTES_MAX {
        return vec![(format!("{FIRST}.html"), whole)];
    }
    book.is_split = true;
    book.split()
}

impl<'a> Book<'a> {
    pub(crate) fn new(diagnosis: &'a Diagnosis<'a>, language: Language) -> Book<'a> {
        let mut plans = plan::sections(diagnosis.catalogue).unwrap_or_default();
        if diagnosis
            .tables()
            .any(|(table, _)| plan::home(&plans, &table.id).is_none())
        {
            plans.push(leftovers());
        }
        let mut sections: Vec<Section<'a>> = (1..)
            .zip(&plans)
            .map(|(number, plan)| Section::new(number, plan.clone()))
            .collect();
        let mut homes = BTreeMap::new();
        for (table, computed) in diagnosis.tables() {
            let at = plan::home(&plans, &table.id).unwrap_or(plans.len() - 1);
            homes.insert(table.id.as_str(), at);
            sections[at].push(table, computed);
        }
        if let Some(at) = plans.iter().position(|plan| plan.persons) {
            let overlaps = diagnosis.across.overlaps.iter().map(|one| one.id.as_str());
            let pathways = diagnosis.across.pathways.iter().map(|one| one.id.as_str());
            homes.extend(overlaps.chain(pathways).map(|id| (id, at)));
        }
        let phrases = plan::phrases(diagnosis.catalogue).unwrap_or_default();
        let texts = text::environment(diagnosis, language);
        Book {
            diagnosis,
            language,
            sections,
            phrases,
            texts,
            homes,
            is_split: false,
            rows_max: usize::MAX,
            site: None,
        }
    }

    /// Writes for a site from here on: a page for each section, and every figure with the way to what is behind it.
    pub(crate) fn set_in(&mut self, site: Site) {
        self.is_split = true;
        self.site = Some(site);
    }

    /// A count of a table as its page shows it.
    pub(crate) fn counted(&self, of: &Address, number: u64) -> String {
        let shown = count(number);
        match &self.site {
            Some(site) => site.traced(of, &shown),
            None => shown,
        }
    }

    /// One of two words.
    pub(crate) fn say<'w>(&self, es: &'w str, en: &'w str) -> &'w str {
        crate::number::say(self.language, es, en)
    }

    /// What a register counts, in words.
    pub(crate) fn register_name<'r>(&'r self, id: &'r str) -> &'r str {
        let register = self.diagnosis.catalogue.register(id);
        register.map_or(id, |register| register.many.get(self.language))
    }

    /// Where a page stands, seen from another.
    pub(crate) fn page_of(&self, from: &str, to: &str, fragment: &str) -> String {
        if !self.is_split || from == to {
            format!("#{fragment}")
        } else if let Some(site) = &self.site {
            let to = if to == FIRST { String::new() } else { format!("/{to}") };
            format!("{}{to}#{fragment}", site.report)
        } else {
            format!("{to}.html#{fragment}")
        }
    }

    /// Where a page begins, seen from another.
    pub(crate) fn page_at(&self, to: &str) -> String {
        match &self.site {
            Some(site) if to == FIRST => site.report.clone(),
            Some(site) => format!("{}/{to}", site.report),
            None => format!("{to}.html"),
        }
    }

    /// Where a table stands, seen from a page; `None` when no page shows it.
    pub(crate) fn table_link(&self, from: &str, table: &str) -> Option<String> {
        let home = &self.sections[*self.homes.get(table)?];
        Some(self.page_of(from, &home.plan.id, &format!("table-{table}")))
    }

    /// Where a figure stands, seen from a page; `None` when no page shows its table.
    pub(crate) fn figure_link(&self, from: &str, address: &Address) -> Option<String> {
        let home = &self.sections[*self.homes.get(address.table.as_str())?];
        let mut overlaps = self.diagnosis.across.overlaps.iter();
        let overlap = overlaps.find(|overlap| overlap.id == address.table);
        if overlap.is_some_and(|overlap| !overlap::is_shown(overlap, address)) {
            return None;
        }
        Some(self.page_of(from, &home.plan.id, &html::anchor(address)))
    }

    /// Where a ratio stands, seen from a page; `None` when no page shows the ratios.
    pub(crate) fn ratio_link(&self, from: &str, ratio: &str) -> Option<String> {
        let home = self.sections.iter().find(|section| section.plan.ratios)?;
        Some(self.page_of(from, &home.plan.id, &format!("fig-{ratio}")))
    }

    /// What follows the sections: ids and titles.
    pub(crate) fn back_matter(&self) -> [(&'static str, &'static str); 3] {
        [
            (contradictions::ID, contradictions::title(self)),
            (authorities::ID, authorities::title(self)),
            (returned::ID, returned::title(self)),
        ]
    }

    pub(crate) fn back_page(&self, id: &str) -> String {
        match id {
            contradictions::ID => contradictions::section(self),
            authorities::ID => authorities::annex(self),
            _ => returned::annex(self),
        }
    }

    fn one_page(&self) -> String {
        let mut body = front::cover(self) + &front::contents(self, FIRST);
        for section in &self.sections {
            body += &section::write(self, section);
        }
        for (id, _) in self.back_matter() {
            body += &self.back_page(id);
        }
        page::write(self, FIRST, None, &body)
    }

    fn split(&self) -> Vec<(String, String)> {
        let first = front::cover(self) + &front::contents(self, FIRST);
        let mut pages = vec![(format!("{FIRST}.html"), page::write(self, FIRST, None, &first))];
        for section in &self.sections {
            let (id, title) = (&section.plan.id, section.plan.title.get(self.language));
            let text = page::write(self, id, Some(title), &section::write(self, section));
            pages.push((format!("{id}.html"), text));
        }
        for (id, title) in self.back_matter() {
            let text = page::write(self, id, Some(title), &self.back_page(id));
            pages.push((format!("{id}.html"), text));
        }
        pages
    }
}

/// The section of tables that the plan places nowhere: they are printed all the same.
fn leftovers() -> Plan {
    let title = catalogue::Label {
        es: "Otras tablas".to_owned(),
        en: "Other tables".to_owned(),
    };
    let (part, tables) = (title.clone(), vec![String::new()]);
    Plan {
        id: "other_tables".to_owned(),
        part,
        title,
        register: None,
        tables,
        ratios: false,
        persons: false,
    }
}
