//! The check of the texts: what the catalogue holds is sound, and what is planted wrong is found.

use catalogue::{Catalogue, Files, Language};
use report::{check_texts, pages};

use crate::small::{Small, files, read};

/// Checks what is found when a text of the small catalogue is another.
fn check(path: &str, text: &str, expected: &[&str]) {
    let mut files = files();
    files.put(path, text);
    let found: Vec<String> = check_texts(&read(files)).iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_catalogues_own_texts_are_sound() {
    let catalogue = Catalogue::read(Files::embedded()).unwrap();
    assert_eq!(check_texts(&catalogue), []);
    assert_eq!(check_texts(&read(files())), []);
}

#[test]
fn a_wrong_name_is_found_with_its_file_and_line() {
    check(
        "report/es/people.md",
        "Uno\n\ndos {{ n(\"people.by_sex[X]\") }}",
        &["report/es/people.md:3: n(): «X» is no category of sex, the rows of people.by_sex"],
    );
    check(
        "report/en/people.md",
        "{% if known('people.by_shoe') %}x{% endif %}\n{{ share(\"people.by_sex[F,M]\") }}",
        &[
            "report/en/people.md:1: known(): there is no table «people.by_shoe»",
            "report/en/people.md:2: share(): people.by_sex has no columns, so it has no «M»",
        ],
    );
    check(
        "report/es/people.md",
        "{{ ratio(\"men\") }} {{ value(\"people.by_sex\") }}\n{{ sum(\"x\") }} {{ n(x) }}",
        &[
            "report/es/people.md:1: ratio(): there is no ratio «men»",
            "report/es/people.md:1: value(): «people.by_sex» is no address; write table[row] or table[row,column]",
            "report/es/people.md:2: n(): write the figure's name in quotes, so that it can be checked",
            "report/es/people.md:2: there is no call sum()",
        ],
    );
}

#[test]
fn calls_that_compare_and_name_are_checked_too() {
    check(
        "report/es/people.md",
        "{{ compare(\"people.by_sex[F]\", \"people.by_sex[X]\", \"más\", \"menos\", \"igual\") }}\n\
         {{ compare(\"people.by_sex[F]\", other) }}\n{{ names(\"people.by_shoe\") }}\n\
         {{ names_only(\"people.state_by_sex[*,X]\") }} {{ how_many(\"people.by_sex[F]\", \"a\", \"b\") }}",
        &[
            "report/es/people.md:1: compare(): «X» is no category of sex, the rows of people.by_sex",
            "report/es/people.md:2: compare(): name two figures, each in quotes",
            "report/es/people.md:3: names(): there is no table «people.by_shoe»",
            "report/es/people.md:4: how_many(): there is no table «people.by_sex[F]»",
            "report/es/people.md:4: names_only(): «X» is no category of sex, the columns of people.state_by_sex",
        ],
    );
}

#[test]
fn a_text_says_what_its_figures_say() {
    let mut files = files();
    files.put(
        "report/es/people.md",
        "{{ compare(\"people.by_sex[F]\", \"people.by_sex[M]\", \"más\", \"menos\", \"igual\", \"ninguna\") }}; \
         {{ compare(\"people.by_state[03]\", \"people.by_state[03]\", \"más\", \"menos\", \"igual\", \"ninguna\") }}; \
         {{ how_many(\"people.by_state\", \"entidad\", \"entidades\") }}; {{ names_none(\"people.by_state\") }}; \
         {{ names_only(\"people.state_by_sex[*,F]\") }}.",
    );
    let small = Small::from(files);
    let (_, page) = pages(&small.diagnosis(), Language::Es).remove(0);
    let (_, prose) = page.split_once("<div class=\"prose\">").unwrap();
    let (prose, _) = prose.split_once("</div>").unwrap();
    let mut words = String::new();
    for part in prose.split('<') {
        words += part.split_once('>').map_or(part, |(_, words)| words);
    }
    assert_eq!(words.trim(), "más; ninguna; 2 entidades; Tres; ninguna.");
}

#[test]
fn years_and_states_are_categories() {
    check(
        "report/es/people.md",
        "{{ n(\"people.by_year[2015]\") }} {{ n(\"people.state_by_sex[SI,F]\") }}",
        &[],
    );
    check(
        "report/es/people.md",
        "{{ n(\"people.by_year[last]\") }}",
        &["report/es/people.md:1: n(): «last» is no category of year, the rows of people.by_year"],
    );
}

#[test]
fn a_text_that_cannot_be_read_is_found() {
    let mut files = files();
    files.put("report/es/people.md", "uno\n{% if %}");
    let found = check_texts(&read(files));
    assert_eq!((found[0].file.as_str(), found[0].line), ("report/es/people.md", 2));
}

#[test]
fn the_plan_and_the_phrases_are_checked_too() {
    check(
        "report/es/lost.md",
        "x",
        &["report/es/lost.md:0: there is no section lost, so nobody would read this text"],
    );
    check(
        "report/phrases.toml",
        "[[phrase]]\nlist = \"sex\"\ncode = \"X\"\nregisters = [\"cats\"]\nsays = { es = \"a\", en = \"b\" }",
        &[
            "report/phrases.toml:3: there is no register cats",
            "report/phrases.toml:3: «X» is not in the list sex",
        ],
    );
    check(
        "report/sections.toml",
        "[[section]]\nid = 3",
        &[
            "report/en/funnel.md:0: there is no section funnel, so nobody would read this text",
            "report/en/people.md:0: there is no section people, so nobody would read this text",
            "report/es/funnel.md:0: there is no section funnel, so nobody would read this text",
            "report/es/people.md:0: there is no section people, so nobody would read this text",
            "report/sections.toml:2: the file cannot be read: invalid type: integer `3`, expected a string",
        ],
    );
}
