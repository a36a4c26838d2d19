//! Charts: every kind is well formed whatever its words, says in figures what it draws, and is always the same.

use catalogue::{Catalogue, Date, Files, Label, Language};
use report::{
    Audience,
    chart::{
        Bar, Boundaries, Chart, Cut, Drawing, Lines, Map, Milestone, Multiples, Number, Panel, Point, Region, Series,
        Stacked, StackedBar, Stage, Tile, Twin, TwinCell, TwinRow, Upset, UpsetRow, UpsetSet, charts,
    },
    funnel,
};
use resvg::usvg::roxmltree::{Document, Node};

use crate::{made_up, small::Small};

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "]]></svg><svg onload='x'>",
    "\u{202e}txt.exe \u{5d0}\u{5d1}\u{5d2} \u{627}\u{644}\u{645}\u{643}\u{633}\u{64a}\u{643}",
    "\u{0}\u{b}\u{1f}\u{fffe}nulo & \"comillas\"",
    "=HYPERLINK(\"x\",\"y\")",
    "Ñandú ",
];

fn label(words: &str) -> Label {
    Label {
        es: words.to_owned(),
        en: words.to_owned(),
    }
}

fn cut() -> Cut {
    Cut {
        vintage: "0a1b2c3d4e5f".to_owned(),
        as_of: Date::new(2019, 7, 31).unwrap(),
        audience: Audience::Reserved,
    }
}

/// A chart of a drawing whose every word is given.
fn chart(drawing: Drawing, names: &[String]) -> Chart {
    let row = |(at, name): (usize, &String)| TwinRow {
        id: format!("C{at}"),
        label: label(name),
        is_answer: true,
        cells: vec![TwinCell {
            number: Number::Count(at as u64),
            figure: Some(format!("t.by[C{at}]")),
        }],
    };
    Chart {
        id: "t.by".to_owned(),
        title: label(&names[0]),
        read: label("Cada barra es su número."),
        coverage: label(&names[1]),
        source: label(&names[2]),
        twin: Twin {
            head: label(&names[3]),
            columns: vec![label("Número")],
            rows: names.iter().enumerate().map(row).collect(),
        },
        drawing,
        cut: cut(),
    }
}

fn series(name: &str, shift: u64) -> Series {
    let point = |at: u64| Point {
        label: label(&(2012 + at).to_string()),
        time: 2012 + at as i64,
        number: Number::Part(0.1 + (at + shift) as f64 / 20.0),
        interval: Some((0.05, 0.3 + at as f64 / 15.0)),
    };
    Series {
        label: label(name),
        points: (0..7).filter(|at| *at != 3).map(point).collect(),
    }
}

fn states(names: &[String]) -> Vec<Tile> {
    let tile = |(at, name): (usize, &String)| Tile {
        id: format!("{at:02}"),
        row: (at / 3) as u32,
        column: (at % 3) as u32,
        short: name.clone(),
        label: label(name),
        value: [0, 3, 1_000_000, 7, 55, 9][at % 6],
    };
    names.iter().enumerate().map(tile).collect()
}

fn map(names: &[String]) -> Map {
    let outlines = [
        ("00", "M0 0L500 0L500 500L0 500Z"),
        ("01", "M500 0L1000 0L1000 500L500 500Z"),
    ];
    let outlines = outlines.map(|(id, outline)| (id.to_owned(), outline.to_owned()));
    let region = |at: usize| Region {
        id: format!("{at:02}"),
        label: label(&names[at]),
        value: 5 * at as u64,
    };
    Map {
        boundaries: Boundaries::new((1000, 500), outlines.into()).unwrap(),
        regions: (0..2).map(region).collect(),
    }
}

/// Each set alone, then the first with each other.
fn upset(names: &[String]) -> Upset {
    let set = |(at, name): (usize, &String)| UpsetSet {
        label: label(name),
        value: 133 * at as u64,
    };
    let row = |members: Vec<usize>| UpsetRow {
        value: 40 * members.iter().sum::<usize>() as u64,
        between: (members.len() > 1).then_some((10, 1200)),
        members,
    };
    let alone = (0..names.len()).map(|at| vec![at]);
    let together = (1..names.len()).map(|at| vec![0, at]);
    Upset {
        sets: names.iter().enumerate().map(set).collect(),
        rows: alone.chain(together).map(row).collect(),
    }
}

/// One drawing of each kind, with these names.
fn drawings(names: &[String]) -> Vec<Drawing> {
    let each = || names.iter().map(|name| label(name));
    let bar = |(at, label)| Bar {
        label,
        value: 790 * at as u64,
        part: (at > 1).then_some(0.25),
    };
    let stacked = |label| StackedBar {
        label,
        parts: (0..6u64).map(|at| (at * 10, (at > 2).then_some(0.2))).collect(),
    };
    let panel = |(at, label)| Panel {
        label,
        values: (0..6).map(|step| step * at as u64).collect(),
    };
    let stage = |(at, label): (usize, Label)| Stage {
        label: label.clone(),
        value: (at != 1).then_some(5000 / (1 + at as u64)),
        figure: format!("t.by[C{at}]"),
        ratio: (at > 1).then_some((label, 0.41)),
    };
    let milestone = |(at, label): (usize, Label)| Milestone {
        label: label.clone(),
        value: 5000 / (1 + at as u64),
        between: (at == 1).then_some((2400, 2600)),
        notes: vec![label; at.min(2)],
    };
    vec![
        Drawing::Bars(each().enumerate().map(bar).collect()),
        Drawing::Stacked(Stacked {
            keys: each().collect(),
            bars: each().map(stacked).collect(),
        }),
        Drawing::Lines(Lines {
            series: names
                .iter()
                .take(3)
                .zip(0..)
                .map(|(name, at)| series(name, at))
                .collect(),
        }),
        Drawing::Multiples(Multiples {
            steps: each().collect(),
            panels: each().enumerate().map(panel).collect(),
        }),
        Drawing::Tiles(states(names)),
        Drawing::Map(map(names)),
        Drawing::Funnel(each().enumerate().map(stage).collect()),
        Drawing::Upset(upset(names)),
        Drawing::Pathway(each().enumerate().map(milestone).collect()),
    ]
}

fn plain_names() -> Vec<String> {
    ["Mujer", "Hombre", "Niña", "Niño", "Otra", "Ninguna"]
        .map(str::to_owned)
        .to_vec()
}

fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = HOSTILE.map(str::to_owned).to_vec();
    names[5] = "Ñandú ".repeat(50);
    names
}

/// What every drawing keeps to.
fn sound(svg: &str, kind: &str) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{kind}: {error}\n{svg}"));
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"), "{kind}");
    let child = |name: &str| {
        root.children()
            .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)))
    };
    assert!(child("title").is_some_and(|node| node.text().is_some()), "{kind}");
    assert!(child("desc").is_some_and(|node| node.text().is_some()), "{kind}");
    let view = root.attribute("viewBox").unwrap();
    assert!(
        view.split(' ')
            .all(|part| part.parse::<f64>().is_ok_and(f64::is_finite)),
        "{view}"
    );
    document
        .descendants()
        .filter(Node::is_element)
        .for_each(|node| harmless(node, kind));
}

/// Nothing that a strict content policy refuses, and no id that could meet another.
fn harmless(node: Node<'_, '_>, kind: &str) {
    let names = ["svg", "title", "desc", "g", "rect", "text", "path", "circle"];
    assert!(names.contains(&node.tag_name().name()), "{kind}: {:?}", node.tag_name());
    for attribute in node.attributes() {
        let name = attribute.name();
        assert!(
            !["style", "id", "href"].contains(&name) && !name.starts_with("on"),
            "{kind}: {name}"
        );
        assert!(
            !attribute.value().contains("NaN") && !attribute.value().contains("inf"),
            "{kind}: {name}"
        );
    }
}

#[test]
fn every_kind_of_chart_is_drawn_as_ever() {
    let names = plain_names();
    for drawing in drawings(&names) {
        let kind = drawing.kind();
        let chart = chart(drawing, &names);
        insta::assert_snapshot!(format!("chart_{kind}"), chart.svg(Language::Es).replace("><", ">\n<"));
    }
}

#[test]
fn hostile_words_cannot_leave_their_place() {
    let names = hostile_names();
    for drawing in drawings(&names) {
        let kind = drawing.kind();
        let chart = chart(drawing, &names);
        for language in Language::ALL {
            sound(&chart.svg(language), kind);
            sound(&chart.file(language), kind);
        }
    }
}

#[test]
fn a_chart_as_a_file_says_its_title_and_its_source() {
    let names = plain_names();
    let chart = chart(drawings(&names).remove(0), &names);
    let file = chart.file(Language::Es);
    let document = Document::parse(&file).unwrap();
    let words: Vec<&str> = document
        .descendants()
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect();
    for said in ["Mujer", "Cómo leer: Cada barra es su número.", "Hombre", "Niña"] {
        assert!(words.contains(&said), "{said} of {words:?}");
    }
}

#[test]
fn an_image_is_as_wide_as_asked_and_always_the_same() {
    let names = plain_names();
    for drawing in drawings(&names) {
        let kind = drawing.kind();
        let chart = chart(drawing, &names);
        let image = chart.png(Language::Es, 640).unwrap();
        assert_eq!(&image[..8], b"\x89PNG\r\n\x1a\n", "{kind}");
        assert_eq!(image[16..20], 640u32.to_be_bytes(), "{kind}");
        assert!(image.len() > 4000, "{kind} is blank: {} bytes", image.len());
        assert_eq!(image, chart.png(Language::Es, 640).unwrap(), "{kind}");
    }
    let wide = chart(drawings(&names).remove(0), &names)
        .png(Language::Es, 1_000_000)
        .unwrap();
    assert_eq!(wide[16..20], 2560u32.to_be_bytes());
}

#[test]
fn hostile_words_make_an_image_too() {
    let names = hostile_names();
    for drawing in drawings(&names) {
        assert!(chart(drawing, &names).png(Language::En, 320).is_ok());
    }
}

/// The charts of a table of the small catalogue.
fn charts_of(small: &Small, table: &str) -> Vec<Chart> {
    let computed = small.tables.iter().find(|computed| computed.id == table).unwrap();
    let table = small.catalogue.table(table).unwrap();
    charts(&small.catalogue, table, computed, &cut(), None)
}

fn kinds(charts: &[Chart]) -> Vec<&str> {
    charts.iter().map(|chart| chart.drawing.kind()).collect()
}

#[test]
fn each_table_gets_the_charts_that_suit_it() {
    let small = Small::new();
    assert_eq!(kinds(&charts_of(&small, "people.by_sex")), ["bars"]);
    assert_eq!(kinds(&charts_of(&small, "people.by_state")), ["tiles", "bars"]);
    assert_eq!(kinds(&charts_of(&small, "people.by_year")), ["lines"]);
    assert_eq!(kinds(&charts_of(&small, "people.state_by_sex")), ["stacked"]);
    assert!(charts_of(&small, "people.total").is_empty());
    assert!(charts_of(&Small::empty(), "people.by_sex").is_empty());
    assert_eq!(funnel(&small.diagnosis()).unwrap().drawing.kind(), "funnel");
}

#[test]
fn a_chart_says_its_finding_its_gap_and_its_source_in_both_languages() {
    let small = Small::new();
    let chart = charts_of(&small, "people.by_sex").remove(0);
    assert_eq!(
        chart.title.es,
        "81.8\u{a0}% de 11 personas atendidas con dato conocido son mujeres"
    );
    assert_eq!(
        chart.title.en,
        "81.8% of 11 persons assisted with a known answer are female"
    );
    assert_eq!(chart.coverage.es, "Sin dato: 4 (26.7\u{a0}% de lo que aplica).");
    let source = "Fuente: ¶39. Corte 0a1b2c3d4e5f, lo conocido al 31 de julio de 2019 (reservado).";
    assert_eq!(chart.source.es, source);
    assert!(chart.source.en.contains("what was known on 31 July 2019 (reserved)"));
    assert!(chart.read.es.contains("de lo conocido") && chart.read.en.contains("of the known"));
}

#[test]
fn the_twin_has_every_figure_of_its_table() {
    let small = Small::new();
    for computed in &small.tables {
        for chart in charts_of(&small, &computed.id) {
            let cells = chart.twin.rows.iter().flat_map(|row| &row.cells);
            let said: Vec<(&str, Number)> = cells
                .filter_map(|cell| Some((cell.figure.as_deref()?, cell.number)))
                .collect();
            for address in computed.addresses() {
                let figure = computed.figure(&address).unwrap();
                let of = address.to_string();
                assert!(said.contains(&(of.as_str(), Number::Count(figure.value))), "{of}");
            }
        }
    }
}

#[test]
fn figures_as_comma_separated_values() {
    let small = Small::new();
    for (table, name) in [("people.by_sex", "csv_one_way"), ("people.state_by_sex", "csv_two_way")] {
        let csv = charts_of(&small, table).remove(0).csv(Language::Es);
        assert!(csv.starts_with('\u{feff}') && csv.lines().count() > 2);
        insta::assert_snapshot!(name, csv.replace('\r', "␍"));
    }
    let names = hostile_names();
    let csv = chart(drawings(&names).remove(0), &names).csv(Language::En);
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), "{csv}");
}

#[test]
fn every_chart_of_a_country_is_sound() {
    let catalogue = Catalogue::read(Files::embedded()).unwrap();
    let country = made_up::country(&catalogue, &[]);
    let mut drawn = std::collections::BTreeMap::new();
    for computed in &country.tables {
        let table = catalogue.table(&computed.id).unwrap();
        for chart in charts(&catalogue, table, computed, &cut(), None) {
            *drawn.entry(chart.drawing.kind()).or_insert(0) += 1;
            for language in Language::ALL {
                let svg = chart.svg(language);
                sound(&svg, &computed.id);
                assert!(svg.len() < 30_000, "{} weighs {}", computed.id, svg.len());
                assert!(!chart.title.get(language).is_empty(), "{}", computed.id);
            }
        }
    }
    for kind in ["bars", "stacked", "lines", "multiples", "tiles"] {
        assert!(drawn.get(kind).is_some_and(|count| *count > 1), "{kind}: {drawn:?}");
    }
}
