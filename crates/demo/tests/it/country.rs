//! The country of 2019 and countries whose margins contradict each other.

use std::collections::BTreeSet;

use catalogue::{Catalogue, Files};
use demo::{Demo, DemoError, Margins, MarginsError};

fn catalogue() -> Catalogue {
    Catalogue::read(Files::embedded()).expect("the catalogue is sound")
}

/// A small country of one population, with the margins given.
fn margins(more: &str) -> Margins {
    let text = format!(
        "period = \"2012-06-15/2017-07-31\"\n[otherwise]\n[[population]]\nid = \"people\"\nregister = \"victims\"\n\
         letter = \"V\"\n{more}"
    );
    Margins::read(&text).expect("the margins can be read")
}

const AUTHORITY: &str =
    "[[population.margin]]\nof = \"authority\"\nis = { \"pros-09-cmx\" = 6, \"pros-21-pue\" = 4 }\n";

fn made(margins: &Margins) -> Result<(), MarginsError> {
    let catalogue = catalogue();
    match Demo::new(&catalogue, margins, 1, 1) {
        Ok(_) => Ok(()),
        Err(DemoError::Margins(error)) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_published_margins_fit_together() {
    assert_eq!(made(&Margins::of_2019().expect("the margins are sound")), Ok(()));
}

#[test]
fn margins_that_contradict_each_other_are_named() {
    let more = "[[population.margin]]\nof = \"sex\"\nis = { F = 7, M = 4 }\n";
    let error = made(&margins(&(AUTHORITY.to_owned() + more))).expect_err("seven and four are not ten");
    assert_eq!(
        error.to_string(),
        "people: the margin of sex cannot be met together with the margin of the total; correct one of the two"
    );
    let more = "[[population.margin]]\nof = \"sex\"\nis = { F = 5, M = 5 }\n[[population.margin]]\nof = \"sex\"\n\
                by = [\"authority\"]\nwithin = { \"pros-09-cmx\" = { M = 0 } }\n";
    let error = made(&margins(&(AUTHORITY.to_owned() + more))).expect_err("six women are more than five");
    assert!(error.to_string().contains("sex by authority"), "{error}");
    assert!(
        error.to_string().ends_with("the margin of sex; correct one of the two"),
        "{error}"
    );
}

#[test]
fn a_country_of_nobody_and_a_margin_out_of_order_are_refused() {
    let catalogue = catalogue();
    let sound = margins(AUTHORITY);
    let error = Demo::new(&catalogue, &sound, 1, 0).err().expect("a scale of zero");
    assert!(error.to_string().contains("scale of 0"), "{error}");
    let more = "[[population.margin]]\nof = \"sex\"\nby = [\"majority\"]\nwithin = { A18P = { F = 10 } }\n";
    let error = made(&margins(&(AUTHORITY.to_owned() + more))).expect_err("majority comes later");
    assert!(
        error.to_string().contains("comes before the variable majority"),
        "{error}"
    );
}

#[test]
fn the_same_seed_gives_the_same_country_and_another_seed_another() {
    let (catalogue, margins) = (catalogue(), Margins::of_2019().expect("the margins are sound"));
    let workbook = |seed| {
        let demo = Demo::new(&catalogue, &margins, seed, 1).expect("the country is made");
        let returned = demo.returned("pros-29-tla").expect("the workbook is written");
        (returned.bytes, returned.truth)
    };
    assert!(workbook(1) == workbook(1));
    assert!(workbook(1) != workbook(2));
}

#[test]
fn the_same_person_is_met_by_several_authorities() {
    let (catalogue, margins) = (catalogue(), Margins::of_2019().expect("the margins are sound"));
    let demo = Demo::new(&catalogue, &margins, 2019, 1).expect("the country is made");
    let of = |authority: &str| -> BTreeSet<String> {
        let truth = demo.returned(authority).expect("the workbook is written").truth;
        truth
            .lines()
            .filter_map(|line| Some(line.split(',').next()?.to_owned()))
            .collect()
    };
    let (office, court, institute) = (of("pros-09-cmx"), of("court-09-cmx"), of("fed-inm"));
    assert!(
        office.intersection(&court).count() > 100,
        "the court judges cases of the office"
    );
    assert!(!institute.is_empty());
    assert_eq!(
        demo.authorities().len(),
        104,
        "102 of those asked, and two units of one of them"
    );
}
