//! Pages and figures: what they say, that they are well formed, and that they are always the same.

use catalogue::{Catalogue, Files, Language};
use report::{Diagnosis, figures_json, pages};
use serde_json::Value;

use crate::{made_up, small::Small};

/// The body of the only page, without its style.
fn body(small: &Small, language: Language) -> String {
    let pages = pages(&small.diagnosis(), language);
    assert_eq!(pages.len(), 1);
    let (name, text) = &pages[0];
    assert_eq!(name, "index.html");
    let (head, rest) = text.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    format!("{head}{body}")
}

#[test]
fn a_report_in_spanish() {
    insta::assert_snapshot!(body(&Small::new(), Language::Es));
}

#[test]
fn a_report_in_english() {
    insta::assert_snapshot!(body(&Small::new(), Language::En));
}

#[test]
fn a_report_of_nothing_makes_no_claim() {
    insta::assert_snapshot!(body(&Small::empty(), Language::Es));
}

#[test]
fn figures_as_json() {
    insta::assert_snapshot!(figures_json(&Small::new().diagnosis()));
}

#[test]
fn a_figure_is_its_share_of_its_base() {
    let figures: Vec<Value> = serde_json::from_str(&figures_json(&Small::new().diagnosis())).unwrap();
    let mut with_share = 0;
    for figure in &figures {
        let Some(share) = figure.get("share").and_then(Value::as_f64) else {
            assert!(figure["base"].is_null(), "{figure}");
            continue;
        };
        let (value, base) = (figure["value"].as_f64().unwrap(), figure["base"].as_f64().unwrap());
        assert!((share - value / base).abs() < 1e-12, "{figure}");
        assert!(
            figure["share_low"].as_f64().unwrap() <= share && share <= figure["share_high"].as_f64().unwrap(),
            "{figure}"
        );
        with_share += 1;
    }
    assert!(with_share > 10);
}

#[test]
fn words_of_the_catalogue_cannot_become_markup() {
    for language in Language::ALL {
        let body = body(&Small::new(), language);
        for raw in ["<b>&\"", "<i>&\"", "U<n>", "Fiscalía <A>"] {
            assert!(!body.contains(raw), "{raw}");
        }
        assert!(body.contains("&lt;i&gt;&amp;&quot;a&quot;&lt;/i&gt;"));
    }
}

#[test]
fn what_is_written_twice_is_the_same() {
    let one = Small::new();
    let other = Small::new();
    for language in Language::ALL {
        assert_eq!(pages(&one.diagnosis(), language), pages(&other.diagnosis(), language));
    }
    assert_eq!(figures_json(&one.diagnosis()), figures_json(&other.diagnosis()));
}

/// Pages of the law's own catalogue over a made-up country.
fn country() -> Vec<Vec<(String, String)>> {
    let catalogue = Catalogue::read(Files::embedded()).unwrap();
    let made_up = made_up::country(&catalogue, &["training"]);
    let (tables, ratios, vintage) = (&made_up.tables, &made_up.ratios, &made_up.vintage);
    let diagnosis = Diagnosis {
        catalogue: &catalogue,
        tables,
        ratios,
        across: &made_up.across,
        contradictions: &[],
        authorities: &made_up.authorities,
        vintage,
    };
    Language::ALL
        .iter()
        .map(|language| pages(&diagnosis, *language))
        .collect()
}

#[test]
fn every_page_of_a_country_is_sound() {
    for pages in country() {
        assert!(pages.len() > 5 && pages[0].0 == "index.html");
        for (name, text) in &pages {
            assert!(
                !text.replace("http://www.w3.org/2000/svg", "").contains("http"),
                "{name} asks something of the network"
            );
            assert!(!text.contains("<script") && !text.contains("url("), "{name}");
            assert!(text.len() < 400_000, "{name} weighs {}", text.len());
            assert!(text.contains("noindex") && text.contains("lang=\""), "{name}");
            tables_are_headed(name, text);
            anchors_are_single(name, text);
        }
        links_arrive(&pages);
    }
}

/// Every table has a caption, and every heading says what it heads.
fn tables_are_headed(name: &str, text: &str) {
    for table in text.split("<table>").skip(1) {
        let table = table.split("</table>").next().unwrap();
        assert!(table.trim_start().starts_with("<caption>"), "{name}");
        assert!(
            table.contains("scope=\"col\"") && table.contains("scope=\"row\""),
            "{name}: {table}"
        );
    }
    let heads = text.split("<th").skip(1).filter(|rest| rest.starts_with([' ', '>']));
    assert!(heads.clone().all(|rest| rest.starts_with(" scope=\"")), "{name}");
}

fn ids(text: &str) -> Vec<&str> {
    text.split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

fn anchors_are_single(name: &str, text: &str) {
    let mut ids = ids(text);
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{name} has an anchor twice");
}

/// Every link of a page arrives at an anchor of this or another page.
fn links_arrive(pages: &[(String, String)]) {
    for (name, text) in pages {
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
            let page = if page.is_empty() { name } else { page };
            let target = pages.iter().find(|(other, _)| other == page);
            let (_, target) = target.unwrap_or_else(|| panic!("{name} links to {link}"));
            assert!(
                anchor.is_empty() || ids(target).contains(&anchor),
                "{name} links to {link}"
            );
        }
    }
}

#[test]
fn a_register_that_nobody_sent_is_said_and_the_report_goes_on() {
    let pages = &country()[0];
    let training = pages.iter().find(|(name, _)| name == "training.html").unwrap();
    assert!(training.1.contains("No es un cero: no se sabe."));
    assert!(pages.iter().any(|(name, _)| name == "facilities.html"));
}
