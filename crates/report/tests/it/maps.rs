//! Boundaries from a file: borders that two regions share stay shared, and what does not fit is said.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use report::chart::import;

/// A side of an outline, from its lesser end.
type Side = ((i32, i32), (i32, i32));

/// The codes of the 32 states.
fn states() -> BTreeSet<String> {
    (1..=32).map(|number| format!("{number:02}")).collect()
}

/// The corners of the border between two cells of a grid: it wriggles, so that it can be simplified.
fn border(from: (f64, f64), to: (f64, f64), corners: usize) -> Vec<(f64, f64)> {
    let step = |at: usize| {
        let part = at as f64 / corners as f64;
        let off = if at == 0 || at == corners {
            0.0
        } else {
            0.004 * ((at * 7 % 5) as f64 - 2.0)
        };
        (
            from.0 + (to.0 - from.0) * part + off,
            from.1 + (to.1 - from.1) * part + off,
        )
    };
    (0..=corners).map(step).collect()
}

/// One square of the grid of 8 × 4, its borders walked the same way as those of its neighbours.
fn square(column: usize, row: usize, corners: usize) -> Vec<(f64, f64)> {
    let at = |column: usize, row: usize| (-115.0 + 3.0 * column as f64, 16.0 + 3.5 * row as f64);
    let across = |row: usize| border(at(column, row), at(column + 1, row), corners);
    let up = |column: usize| border(at(column, row), at(column, row + 1), corners);
    let turned = |mut line: Vec<(f64, f64)>| {
        line.reverse();
        line
    };
    let mut ring = across(row);
    ring.extend(&up(column + 1)[1..]);
    ring.extend(&turned(across(row + 1))[1..]);
    ring.extend(&turned(up(column))[1..]);
    ring
}

/// 32 squares as GeoJSON.
fn country(corners: usize) -> String {
    let mut text = r#"{"type":"FeatureCollection","features":["#.to_owned();
    for number in 0..32usize {
        let ring = square(number % 8, number / 8, corners);
        let places: Vec<String> = ring.iter().map(|(x, y)| format!("[{x},{y},12.5]")).collect();
        let comma = if number == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"type":"Feature","properties":{{"CVE_ENT":"{:02}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            number + 1,
            places.join(",")
        )
        .unwrap();
    }
    text + "]}"
}

/// The corners of an outline.
fn corners(outline: &str) -> Vec<Vec<(i32, i32)>> {
    let numbers = |text: &str| -> Vec<i32> {
        let spaced = text.replace('-', " -").replace('l', " ");
        spaced.split_whitespace().map(|part| part.parse().unwrap()).collect()
    };
    let ring = |text: &str| {
        let mut at = (0, 0);
        let step = |pair: &[i32]| {
            at = (at.0 + pair[0], at.1 + pair[1]);
            at
        };
        numbers(text).chunks(2).map(step).collect()
    };
    outline
        .split('Z')
        .filter_map(|part| part.strip_prefix('M'))
        .map(ring)
        .collect()
}

/// The sides of a ring, each from its lesser end.
fn sides(ring: &[(i32, i32)]) -> Vec<Side> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| (*a.min(b), *a.max(b))).collect()
}

/// How many closed lines these sides make.
fn loops(sides: &[Side]) -> usize {
    let mut next: BTreeMap<(i32, i32), Vec<(i32, i32)>> = BTreeMap::new();
    for (a, b) in sides {
        next.entry(*a).or_default().push(*b);
        next.entry(*b).or_default().push(*a);
    }
    let mut loops = 0;
    while let Some((start, _)) = next.iter().find(|(_, ends)| !ends.is_empty()) {
        let mut at = *start;
        while let Some(to) = next.get_mut(&at).and_then(Vec::pop) {
            next.get_mut(&to).unwrap().retain(|end| *end != at);
            at = to;
        }
        loops += 1;
    }
    loops
}

#[test]
fn borders_that_two_states_share_stay_shared() {
    let imported = import(country(200).as_bytes(), &states(), 60_000).unwrap();
    assert_eq!(
        (imported.regions, imported.unknown.len(), imported.missing.len()),
        (32, 0, 0)
    );
    let mut count = BTreeMap::new();
    for id in states() {
        for ring in corners(imported.boundaries.outline(&id).unwrap()) {
            sides(&ring)
                .into_iter()
                .for_each(|side| *count.entry(side).or_insert(0) += 1);
        }
    }
    assert!(
        count.values().all(|count| *count <= 2),
        "a side belongs to one state or two"
    );
    let alone = count.into_iter().filter(|(_, count)| *count == 1).map(|(side, _)| side);
    assert_eq!(
        loops(&alone.collect::<Vec<_>>()),
        1,
        "the sides of one state alone are the edge of the country"
    );
}

#[test]
fn a_detailed_file_becomes_a_light_map() {
    let detailed = country(4000);
    assert!(detailed.len() > 10_000_000);
    let imported = import(detailed.as_bytes(), &states(), 60_000).unwrap();
    let weight: usize = states()
        .iter()
        .map(|id| imported.boundaries.outline(id).unwrap().len())
        .sum();
    assert!(weight <= 60_000, "{weight}");
    let again = report::chart::Boundaries::read(&imported.boundaries.text()).unwrap();
    assert_eq!(again, imported.boundaries);
}

#[test]
fn codes_that_nothing_has_and_codes_that_lack_are_named() {
    let text = country(4).replace("\"CVE_ENT\":\"07\"", "\"CVE_ENT\":77");
    let imported = import(text.as_bytes(), &states(), 60_000).unwrap();
    assert_eq!(
        (imported.unknown, imported.missing),
        (vec!["77".to_owned()], vec!["07".to_owned()])
    );
    assert!(imported.boundaries.outline("77").is_none());
}

#[test]
fn codes_are_found_under_the_names_that_files_use() {
    for name in ["cve_ent", "CVEGEO", "id"] {
        let text = country(4).replace("CVE_ENT", name);
        assert_eq!(
            import(text.as_bytes(), &states(), 60_000).unwrap().regions,
            32,
            "{name}"
        );
    }
    let towns: BTreeSet<String> = (1..=32).map(|number| format!("{number:02}001")).collect();
    let text = country(4).replace("\"CVE_ENT\":", "\"CVE_MUN\":\"001\",\"CVE_ENT\":");
    assert_eq!(
        import(text.as_bytes(), &towns, 60_000).unwrap().missing,
        Vec::<String>::new()
    );
}

#[test]
fn what_is_no_map_is_refused_with_the_reason() {
    let whole = country(4);
    let first = whole.find("[[[").unwrap() + 2;
    let unclosed = format!("{}[-114,17,0],{}", &whole[..first], &whole[first..]);
    let metres = whole.replace("[-115,16,12.5]", "[2500000,800000]");
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::6372"}},"features""#;
    for (text, reason) in [
        (String::new(), "no GeoJSON"),
        ("[1,2,3]".to_owned(), "no GeoJSON"),
        (whole.replace("-115", "NaN"), "no GeoJSON"),
        (whole.replace("-115", "1e999"), "no GeoJSON"),
        (whole.replace("-115", "null"), "no GeoJSON"),
        ("[".repeat(100_000), "no GeoJSON"),
        (r#"{"type":"Feature"}"#.to_owned(), "FeatureCollection"),
        (whole.replace("\"features\"", crs), "convert it to degrees"),
        (metres, "not in Mexico"),
        (whole.replace("Polygon", "LineString"), "must be a polygon"),
        (whole.replace("[[[", "[[").replace("]]]", "]]"), "nested"),
        (unclosed, "not closed"),
        (whole.replace("CVE_ENT", "NAME"), "name the property CVE_ENT"),
        (
            r#"{"type":"FeatureCollection","features":[]}"#.to_owned(),
            "none of its regions",
        ),
    ] {
        let error = import(text.as_bytes(), &states(), 60_000).unwrap_err().to_string();
        assert!(error.contains(reason), "{reason}: {error}");
        assert!(error.len() < 400, "{error}");
    }
}

#[test]
fn a_file_of_ten_million_corners_is_refused_and_said_why() {
    let corner = "[-110,20],";
    let mut text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"CVE_ENT":"01"},"geometry":{"type":"Polygon","coordinates":[["#
        .to_owned();
    text.push_str(&corner.repeat(10_000_000));
    text.push_str("[-110,20]]]}}]}");
    let error = import(text.as_bytes(), &states(), 60_000).unwrap_err().to_string();
    assert!(error.contains("simplify it first"), "{error}");
}
