//! Published figures computed in each of the ways there are, and sources that contradict each other.

use catalogue::Catalogue;
use statistics::{Compared, DIFFERS, NO_TABLE, compared, contradictions};

use crate::registers::{Case, REGISTER, TABLES, computed, with};

/// Ten women of twenty (art10), three boys of ten (art11), two of unknown sex, one woman of unknown age (art10, art13).
const CASES: [Case; 4] = [(0, 20, 1, 10), (1, 10, 2, 3), (2, 30, 0, 2), (0, -1, 9, 1)];

const HEAD: &str = "key,paragraph,footnote,what,published,unit,qualifier,how,over,under,why_not\n";

const REASONS: &str = "id = \"test\"\ntitle = { es = \"Prueba\", en = \"Test\" }\nfigures_in = \"published/test.csv\"\n\
    [reason]\nno_table = { es = \"falta\", en = \"missing\" }\ndiffers = { es = \"otra\", en = \"other\" }\n\
    date = { es = \"fecha\", en = \"date\" }\n";

const COMBINED: &str = "\n[[derived]]\nid = \"together\"\nlabel = { es = \"Juntos\", en = \"Together\" }\n\
    from = [\"offences\"]\nlist = \"offence\"\ntake = \"combination\"\n";

const COMBINED_TABLE: &str = "\n[[table]]\nid = \"small.together\"\nof = \"small\"\nrows = [\"together\"]\n\
    title = { es = \"Juntos\", en = \"Together\" }\ncite = [\"sintra\"]\n";

fn catalogue(figures: &str, more: &str) -> Catalogue {
    let (register, tables) = (
        REGISTER.to_owned() + COMBINED,
        TABLES.to_owned() + COMBINED_TABLE + more,
    );
    let csv = HEAD.to_owned() + figures;
    with(&[
        ("registers/small.toml", &register),
        ("tables/small.toml", &tables),
        ("published/test.toml", REASONS),
        ("published/test.csv", &csv),
    ])
}

/// A figure's line: how, over, under; what was printed and how exactly.
fn line(key: &str, printed: &str, unit: &str, qualifier: &str, how: [&str; 3]) -> String {
    format!(
        "{key},1,,a figure,{printed},{unit},{qualifier},{},\"{}\",\"{}\",\n",
        how[0], how[1], how[2]
    )
}

fn one<'a>(all: &'a [Compared<'_>], key: &str) -> &'a Compared<'a> {
    all.iter().find(|one| one.figure.key == key).unwrap()
}

#[test]
fn every_way_to_compute_gives_what_can_be_counted_by_hand() {
    let ways = [
        (
            "sum",
            ["count", "small.sex_by_age[F,A18P] small.sex_by_age[M,A00_17]", ""],
            13,
        ),
        ("known", ["count", "known:small.sex_by_age", ""], 13),
        ("unknown", ["count", "unknown:small.sex_by_age", ""], 3),
        ("percent", ["percent", "small.sex_by_age[F]", "small.total[*]"], 69),
        ("rows", ["rows", "small.offence_by_sex", ""], 3),
        (
            "rows less",
            ["rows", "small.offence_by_sex", "small.offence_by_sex[art10]"],
            2,
        ),
        ("rows in", ["rows", "small.offence_by_sex[*,M]", ""], 1),
        ("none", ["rows_without", "small.offence_by_sex", ""], 23),
        ("some not", ["rows_without", "small.offence_by_sex[*,M]", ""], 2),
        ("only", ["rows_only", "small.offence_by_sex[*,F]", ""], 2),
        ("full", ["rows_full", "small.offence_by_sex", ""], 0),
        ("part", ["rows_in_part", "small.offence_by_sex", ""], 3),
        ("rank", ["rank", "small.offence_by_sex[art11]", ""], 2),
        ("codes", ["codes", "offence family=SEX", ""], 8),
        ("either", ["codes", "offence article=10|11", ""], 2),
        ("together", ["count", "small.together[art10+art13]", ""], 1),
        ("combinations", ["rows", "small.together", ""], 3),
    ];
    let figures: String = ways
        .iter()
        .map(|(key, how, number)| line(key, &number.to_string(), "percent", "exact", *how))
        .collect();
    let catalogue = catalogue(&figures, "");
    let tables = computed(&catalogue, &CASES, 1);
    let all = compared(&catalogue, catalogue.published("test").unwrap(), &tables);
    for (key, _, number) in ways {
        assert_eq!(one(&all, key).computed, Some(f64::from(number)), "{key}");
        assert!(one(&all, key).equal, "{key}");
    }
}

#[test]
fn a_figure_is_equal_as_exactly_as_it_was_said() {
    let fourteen = [
        "count",
        "small.sex_by_age[*,A18P] small.sex_by_age[F,SI] small.sex_by_age[*]",
        "",
    ];
    let cases = [
        ("almost", "30", true),
        ("almost", "50", false),
        ("more_than", "28", true),
        ("more_than", "29", false),
    ];
    let more = [
        ("at_least", "29", true),
        ("approx", "27", true),
        ("approx", "20", false),
        ("exact", "28", false),
    ];
    let figures: String = cases
        .iter()
        .chain(&more)
        .map(|(qualifier, printed, _)| line(&format!("{qualifier} {printed}"), printed, "count", qualifier, fourteen))
        .collect();
    let catalogue = catalogue(&figures, "");
    let tables = computed(&catalogue, &CASES, 1);
    let all = compared(&catalogue, catalogue.published("test").unwrap(), &tables);
    for (qualifier, printed, is_equal) in cases.iter().chain(&more) {
        let found = one(&all, &format!("{qualifier} {printed}"));
        assert_eq!(found.computed, Some(29.0));
        assert_eq!(found.equal, *is_equal, "{qualifier} {printed}");
        assert_eq!(found.why_not, (!is_equal).then_some(DIFFERS));
    }
}

#[test]
fn what_is_not_computed_says_why() {
    let figures = line("total", "16", "count", "exact", ["count", "small.total[*]", ""])
        + "day,2,,a day,2012-06-15,date,exact,,,,date\n";
    let catalogue = catalogue(&figures, "");
    let all = compared(&catalogue, catalogue.published("test").unwrap(), &[]);
    assert_eq!(
        (one(&all, "total").computed, one(&all, "total").why_not),
        (None, Some(NO_TABLE))
    );
    assert_eq!(
        (one(&all, "day").computed, one(&all, "day").why_not),
        (None, Some("date"))
    );
}

#[test]
fn sources_that_contradict_each_other_are_found_row_by_row_and_figure_by_figure() {
    let contradiction = |id: &str, kind: &str, left: &str, right: &str| {
        format!(
            "[[contradiction]]\nid = \"{id}\"\nkind = \"{kind}\"\nleft = \"{left}\"\nright = \"{right}\"\n\
             title = {{ es = \"T\", en = \"T\" }}\nsays = {{ es = \"S\", en = \"S\" }}\nask = {{ es = \"P\", en = \"A\" }}\n\
             cite = [\"sintra\"]\n"
        )
    };
    let more = contradiction("without", "without", "small.sex_by_age", "small.person")
        + &contradiction("exceeds", "exceeds", "small.sex_by_age", "small.ages")
        + &contradiction("differs", "differs", "small.total[*]", "small.person[*]")
        + &contradiction("agrees", "differs", "small.total[*]", "small.sex_by_age[*]");
    let catalogue = catalogue("", &more);
    let found = contradictions(&catalogue, &computed(&catalogue, &CASES, 1));
    let of = |id: &str| found.iter().find(|one| one.id == id).unwrap();
    let rows = |id: &str| {
        of(id)
            .clashes
            .iter()
            .map(|clash| (clash.left.1, clash.right.1))
            .collect::<Vec<_>>()
    };
    // The rows of one table are sexes and of the other persons: none of the second answers the first.
    assert_eq!(rows("without"), [(11, 0), (3, 0)]);
    assert_eq!(rows("exceeds"), [], "ages add up to more than persons");
    assert_eq!(rows("differs"), [(16, 11)]);
    assert_eq!(rows("agrees"), []);
    assert!(found.iter().all(|one| one.compared));
    assert!(
        contradictions(&catalogue, &[])
            .iter()
            .all(|one| !one.compared && one.clashes.is_empty())
    );
}
