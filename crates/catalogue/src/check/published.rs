//! Checks of published figures: each is computed from tables that exist, or says why it is not.

use std::collections::BTreeSet;

use crate::{Catalogue, Fault, How, Published, PublishedFigure};

pub(super) fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    for published in catalogue.publications() {
        let text = catalogue.files.text(&published.figures_in).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (row, figure) in published.figures().iter().enumerate() {
            let mut says = Vec::new();
            if !seen.insert(&figure.key) {
                says.push(format!("the figure {} stands twice", figure.key));
            }
            says.extend(wrong(catalogue, published, figure));
            faults.extend(says.into_iter().map(|says| Fault {
                file: published.figures_in.clone(),
                line: row + 2,
                says,
            }));
        }
        if text.is_empty() {
            let says = format!("the file {} is not there", published.figures_in);
            faults.push(Fault::at(&published.file, "", "figures_in", says));
        }
        for (id, words) in &published.reason {
            if words.is_incomplete() {
                let says = format!("the reason {id}: write the words in both languages (es, en)");
                faults.push(Fault::at(&published.file, "", id, says));
            }
        }
    }
}

fn wrong(catalogue: &Catalogue, published: &Published, figure: &PublishedFigure) -> Vec<String> {
    let key = &figure.key;
    let mut says = Vec::new();
    if figure.how.is_none() && figure.why_not.is_none() {
        says.push(format!("{key}: say how it is computed, or why it is not"));
    }
    if let Some(reason) = figure
        .why_not
        .as_ref()
        .filter(|reason| !published.reason.contains_key(*reason))
    {
        says.push(format!(
            "{key}: the reason «{reason}» is not among those of {}",
            published.file
        ));
    }
    for table in figure.tables().filter(|table| catalogue.table(table).is_none()) {
        says.push(format!("{key}: there is no table «{table}»"));
    }
    let list = figure.over.split_whitespace().next().unwrap_or_default();
    if figure.how == Some(How::Codes) && catalogue.list(list).is_none() {
        says.push(format!("{key}: there is no list «{list}»"));
    }
    says
}
