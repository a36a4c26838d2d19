//! Files of investigation: folios taken apart, and links with their reason.

use linkage::{
    Pattern, ScoredPair, Settings,
    investigation::{
        FileLink, FolioKind, Investigation, Reason, discount_chance, link_alike, link_by_folio, read_folio,
    },
};
use proptest::prelude::*;

#[test]
fn folios_are_taken_apart() {
    let folio = read_folio("CI-FED/CDMX/UEITA/0123/2016").unwrap();
    assert_eq!(folio.kind, FolioKind::Investigation);
    assert_eq!(
        (folio.office.join(" ").as_str(), folio.number, folio.year),
        ("FED CDMX UEITA", 123, 2016)
    );
    let folio = read_folio("AP/PGR/UEITMPO/45/13").unwrap();
    assert_eq!(
        (folio.kind, folio.number, folio.year),
        (FolioKind::PreliminaryInquiry, 45, 2013)
    );
    let folio = read_folio("Carpeta de investigación núm. 77/2019").unwrap();
    assert_eq!(
        (folio.kind, folio.office.len(), folio.number),
        (FolioKind::Investigation, 0, 77)
    );
    let folio = read_folio("AC/PUE/0012/2015").unwrap();
    assert_eq!(
        (folio.kind, folio.office.join(" ").as_str()),
        (FolioKind::DetailedReport, "PUE")
    );
    assert!(
        !folio.may_be(&read_folio("CI/PUE/12/2015").unwrap()),
        "a detailed report is a file of its own"
    );
    for none in ["", "S.I.", "CI/FED", "2016", "AP/PGR/2016"] {
        assert_eq!(read_folio(none), None, "{none}");
    }
}

#[test]
fn one_folio_is_written_in_many_ways() {
    let one = read_folio("CI-FED/CDMX/UEITA/0123/2016").unwrap();
    for other in [
        "ci fed cdmx ueita 123 2016",
        "CI/UEITA/123/2016",
        "FED.CDMX.UEITA-00123-2016",
    ] {
        assert!(one.is_same(&read_folio(other).unwrap()), "{other}");
    }
    for other in [
        "AP/CDMX/UEITA/123/2016",
        "CI-FED/CDMX/UEITA/123/2017",
        "CI/PUEBLA/123/2016",
        "123/2016",
    ] {
        assert!(!one.is_same(&read_folio(other).unwrap()), "{other}");
    }
}

#[test]
fn a_number_without_an_office_is_of_whoever_writes_it() {
    let of = |office: &str| read_folio("CI/0123/2016").unwrap().of_office(office);
    assert!(of("pros-21-pue").is_same(&of("pros-21-pue")));
    assert!(!of("pros-21-pue").is_same(&of("pros-14-jal")));
    let named = read_folio("CI/PUE/0123/2016").unwrap();
    assert_eq!(
        named.clone().of_office("pros-14-jal"),
        named,
        "an office that is named stays"
    );
}

fn file(source: u16, own: &str) -> Investigation {
    Investigation {
        source,
        own: read_folio(own),
        ..Investigation::default()
    }
}

#[test]
fn a_file_passed_on_split_or_accumulated_is_linked_with_the_reason() {
    let mut files = vec![
        file(1, "CI/PUEBLA/10/2016"),
        file(2, "CI-FED/PUE/55/2016"),
        file(2, "CI-FED/PUE/56/2016"),
        file(3, "CI/TLAX/9/2016"),
        file(4, "CI/PUEBLA/0010/2016"),
        file(5, "CI/PUEBLA/10/2018"),
    ];
    files[1].came_from.extend(read_folio("CI/PUEBLA/10/2016"));
    files[2].came_from.extend(read_folio("CI/PUEBLA/10/2016"));
    files[0].passed_to.extend(read_folio("CI/TLAX/9/2016"));
    let found: Vec<(u32, u32, Reason)> = link_by_folio(&files)
        .links
        .iter()
        .map(|link| (link.a, link.b, link.reason))
        .collect();
    let wanted = [
        (0, 1, Reason::CameFrom),
        (0, 2, Reason::CameFrom),
        (0, 3, Reason::PassedTo),
        (0, 4, Reason::SameFolio),
        (1, 2, Reason::OneOrigin),
        (1, 4, Reason::CameFrom),
        (2, 4, Reason::CameFrom),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn one_folio_in_a_hundred_thousand_files_is_bounded_work() {
    let files = vec![file(1, "CI/PUEBLA/10/2016"); 100_000];
    let found = link_by_folio(&files);
    assert!(found.links.len() < 50_000 && found.left_out > 90_000);
}

/// Files of 400 facts; every second is reported by another authority too, under another folio and a few days later.
fn country() -> Vec<Investigation> {
    let mut chance = fastrand::Rng::with_seed(1);
    let mut files = Vec::new();
    for number in 0..400u64 {
        let first = Investigation {
            source: 1,
            own: read_folio(&format!("CI/LOCAL/{}/2016", 1_000 + number)),
            facts: Some(chance.i32(16_800..17_800)),
            opened: Some(chance.i32(16_800..17_800)),
            offences: vec![chance.u16(1..27)],
            place: Some(chance.u32(1..33) * 1_000 + chance.u32(1..60)),
            victims: Some(chance.u32(1..6)),
            ..Investigation::default()
        };
        if number % 2 == 0 {
            let mut second = first.clone();
            second.source = 2;
            second.own = read_folio(&format!("CI-FED/X/{}/2016", 7_000 + 3 * number));
            second.opened = first.opened.map(|day| day + chance.i32(0..40));
            second.place = first
                .place
                .map(|place| if chance.bool() { place / 1_000 * 1_000 } else { place });
            files.push(second);
        }
        files.push(first);
    }
    files
}

#[test]
fn files_without_a_folio_in_common_are_found_by_what_they_say() {
    let files = country();
    let settings = Settings {
        across: true,
        ..Settings::default()
    };
    let linked = link_alike(&files, &settings);
    let found: Vec<_> = linked.pairs.iter().filter(|pair| pair.probability() >= 0.5).collect();
    let right = found
        .iter()
        .filter(|pair| pair.b == pair.a + 1 && files[pair.a as usize].source == 2)
        .count();
    let f1 = 2.0 * right as f64 / (found.len() + 200) as f64;
    assert!(f1 > 0.95, "F1 {f1}: {right} right of {}", found.len());
}

#[test]
fn the_office_that_a_file_was_passed_on_to_speaks_for_it() {
    let mut files = country();
    for (file, at) in files.iter_mut().zip(0u16..).filter(|(file, _)| file.source == 1) {
        file.source = 3 + at % 8;
    }
    for at in 0..files.len() {
        if files[at].source == 2 {
            files[at].sent_to = vec![files[at + 1].source];
            files[at + 1].opened = None;
            files[at + 1].offences = Vec::new();
        }
    }
    let settings = Settings {
        across: true,
        ..Settings::default()
    };
    let sure = |files: &[Investigation]| {
        let pairs = link_alike(files, &settings).pairs;
        let right = |pair: &&linkage::ScoredPair| pair.b == pair.a + 1 && files[pair.a as usize].source == 2;
        pairs
            .iter()
            .filter(right)
            .map(|pair| f64::from(pair.weight))
            .sum::<f64>()
    };
    let said = sure(&files);
    files.iter_mut().for_each(|file| file.sent_to.clear());
    assert!(
        said > sure(&files) + 200.0,
        "{said} bits with it, {} without",
        sure(&files)
    );
}

proptest! {
    #[test]
    fn no_folio_makes_the_reader_fail(text in "\\PC{0,200}") {
        if let Some(folio) = read_folio(&text) {
            prop_assert!(folio.is_same(&folio) && (1990..=2099).contains(&folio.year));
        }
    }
}

#[test]
fn what_looks_alike_by_chance_is_told_by_files_whose_partner_is_known() {
    let (files, known, passed_on) = (3_000_u32, 300, 120);
    let mut rng = fastrand::Rng::with_seed(5);
    let links: Vec<FileLink> = (0..known / 2)
        .map(|at| FileLink {
            a: 2 * at,
            b: 2 * at + 1,
            reason: Reason::CameFrom,
        })
        .collect();
    let pair = |a: u32, b: u32, weight: f32| ScoredPair {
        a: a.min(b),
        b: a.max(b),
        weight,
        pattern: Pattern::default(),
    };
    let by_chance = (0..900).map(|_| {
        let a = rng.u32(..files);
        pair(a, (a + rng.u32(1..files)) % files, rng.f32() * 12.0)
    });
    let mut pairs: Vec<ScoredPair> = by_chance.collect();
    pairs.extend((0..passed_on).map(|at| pair(known + at, known + 1_000 + at, 4.0 + rng.f32() * 8.0)));
    let promised = |pairs: &[ScoredPair]| pairs.iter().map(ScoredPair::probability).sum::<f64>();
    assert!(promised(&pairs) > 800.0);
    discount_chance(&mut pairs, &links, files as usize);
    let promised = promised(&pairs);
    assert!(
        (0.6..1.6).contains(&(promised / f64::from(passed_on))),
        "{promised} of {passed_on}"
    );
}
