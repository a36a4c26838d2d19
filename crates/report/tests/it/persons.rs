//! Persons counted once, as readers see them: three numbers side by side, who is known to whom, how far persons come, and
//! the plain word where nobody was linked.

use catalogue::{Bucket, Catalogue, Files, Label, Language};
use report::{Diagnosis, figures_json, pages, pdf, persons_charts, workbook};
use statistics::{
    Across, Category, Coverage, Estimate, Followed, LinkedUntil, Overlapped, PersonSet, SetPart, Span, StepReached,
    Subject,
};

use crate::made_up::{self, MadeUp};

fn law() -> Catalogue {
    Catalogue::read(Files::embedded()).unwrap()
}

fn diagnosis<'d>(law: &'d Catalogue, country: &'d MadeUp, across: &'d Across) -> Diagnosis<'d> {
    Diagnosis {
        catalogue: law,
        tables: &country.tables,
        ratios: &country.ratios,
        across,
        contradictions: &[],
        authorities: &country.authorities,
        vintage: &country.vintage,
    }
}

/// The section of a report, without tags.
fn prose(law: &Catalogue, country: &MadeUp, language: Language) -> String {
    let pages = pages(&diagnosis(law, country, &country.across), language);
    let section = "<section id=\"persons\">";
    let text = pages.iter().find_map(|(_, text)| text.split(section).nth(1)).unwrap();
    let text = text
        .split("<div class=\"prose\">")
        .nth(1)
        .unwrap()
        .split("</div>")
        .next()
        .unwrap();
    let mut words = String::new();
    let mut is_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            letter if !is_tag => words.push(letter),
            _ => {}
        }
    }
    words.trim().to_owned()
}

#[test]
fn where_nobody_was_linked_the_report_says_so() {
    let law = law();
    let country = made_up::filled(&law, &[], false);
    assert!(country.tables.iter().all(|table| !table.id.starts_with("persons.")));
    insta::assert_snapshot!("no_linkage_es", prose(&law, &country, Language::Es));
    insta::assert_snapshot!("no_linkage_en", prose(&law, &country, Language::En));
    assert!(persons_charts(&diagnosis(&law, &country, &country.across)).is_empty());
}

#[test]
fn where_persons_were_linked_the_report_counts_them_once() {
    let law = law();
    let country = made_up::country(&law, &[]);
    insta::assert_snapshot!("linkage_es", prose(&law, &country, Language::Es));
    insta::assert_snapshot!("linkage_en", prose(&law, &country, Language::En));
    let diagnosis = diagnosis(&law, &country, &country.across);
    let whole: String = pages(&diagnosis, Language::En)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    for words in [
        "The three numbers: ",
        "Persons, once",
        "Files, once",
        "id=\"fig-persons.pathway[redress]\"",
        "could not be linked",
    ] {
        assert!(whole.contains(words), "{words}");
    }
    let figures = figures_json(&diagnosis);
    let line = figures
        .lines()
        .find(|line| line.contains("\"persons.total[*]\""))
        .unwrap();
    assert!(
        line.contains("\"reported\":") && line.contains("\"linked\":") && line.contains("\"high\":"),
        "{line}"
    );
    let plain = figures
        .lines()
        .find(|line| line.contains("\"victims.total[*]\""))
        .unwrap();
    assert!(!plain.contains("\"reported\":"), "{plain}");
}

#[test]
fn the_documents_carry_the_three_numbers_too() {
    let law = law();
    let country = made_up::country(&law, &["training", "facilities", "answers"]);
    let diagnosis = diagnosis(&law, &country, &country.across);
    assert!(pdf(&diagnosis, Language::Es).unwrap().starts_with(b"%PDF"));
    assert!(workbook(&diagnosis).unwrap().starts_with(b"PK"));
}

fn sure(value: u64) -> Estimate {
    Estimate {
        value,
        low: value,
        high: value,
    }
}

/// Two kinds of authority, 700 persons.
fn by_hand() -> Across {
    let set = |id: &str, es: &str, en: &str, [reported, linked, persons]: [u64; 3]| PersonSet {
        category: Category {
            id: id.to_owned(),
            label: Label {
                es: es.to_owned(),
                en: en.to_owned(),
            },
            bucket: Bucket::Known,
        },
        reported,
        linked,
        persons: sure(persons),
    };
    let part = |sets: &[usize], value, low, high| SetPart {
        sets: sets.to_vec(),
        persons: Estimate { value, low, high },
    };
    let overlap = Overlapped {
        id: "persons.overlap_by_kind".to_owned(),
        subject: Subject::Person,
        sets: vec![
            set(
                "prosecution",
                "Procuraduría o fiscalía",
                "Prosecution office",
                [791, 650, 640],
            ),
            set(
                "migration",
                "Autoridad migratoria",
                "Migration authority",
                [133, 130, 128],
            ),
        ],
        parts: vec![
            part(&[0], 572, 570, 576),
            part(&[0, 1], 68, 64, 70),
            part(&[1], 60, 58, 64),
        ],
        reported: 924,
        linked: 780,
        persons: Estimate {
            value: 700,
            low: 698,
            high: 704,
        },
        shared: Estimate {
            value: 68,
            low: 64,
            high: 70,
        },
        pairs: vec![part(&[0, 1], 68, 64, 70)],
        draws: 99,
    };
    Across {
        linkage: Some(LinkedUntil {
            decided_until: "2017-07-31T18:00:00Z".to_owned(),
            seed: 7,
            draws: 99,
        }),
        overlaps: vec![overlap],
        pathways: vec![pathway()],
    }
}

fn pathway() -> Followed {
    let step = |id: &str, persons: u64, days: Option<i64>, files: u64| StepReached {
        id: id.to_owned(),
        persons: Estimate {
            value: persons,
            low: persons,
            high: persons + persons / 40,
        },
        elsewhere: persons / 90,
        records: Coverage {
            reported: persons + 20,
            linked: persons,
        },
        files: Coverage {
            reported: files,
            linked: files / 2,
        },
        since_first: days.map(|days| Span {
            persons: persons / 2,
            median_days: days,
        }),
        since_previous: days.map(|days| Span {
            persons: persons / 3,
            median_days: days - 60,
        }),
    };
    Followed {
        id: "persons.pathway".to_owned(),
        steps: vec![
            step("identified", 700, None, 0),
            step("attended", 410, Some(12), 0),
            step("investigation", 640, Some(30), 500),
            step("accusation", 90, Some(240), 200),
            step("final_judgment", 21, Some(1460), 0),
            step("redress", 2, None, 0),
        ],
        draws: 99,
    }
}

#[test]
fn charts_of_persons_say_what_they_show_and_where_it_comes_from() {
    let law = law();
    let country = made_up::filled(&law, &[], false);
    let across = by_hand();
    let charts = persons_charts(&diagnosis(&law, &country, &across));
    assert_eq!(charts.len(), 2);
    let mut said = String::new();
    for chart in &charts {
        for language in Language::ALL {
            said += &format!(
                "{}\n{}\n{}\n",
                chart.title.get(language),
                chart.read.get(language),
                chart.coverage.get(language)
            );
            said += &format!(
                "{}\n{}\n\n",
                chart.source.get(language),
                chart.csv(language).replace('\r', "")
            );
        }
    }
    insta::assert_snapshot!("charts_of_persons", said);
    insta::assert_snapshot!("upset_of_persons", charts[0].svg(Language::Es).replace("><", ">\n<"));
    insta::assert_snapshot!("pathway_of_persons", charts[1].svg(Language::En).replace("><", ">\n<"));
}
