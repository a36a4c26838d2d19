//! Questions: what fits the catalogue becomes a table, what does not is said with the way out.

use std::sync::OnceLock;

use catalogue::{Catalogue, Counting, Files, Measure, Question, Shares, Unfit, countable};

fn law() -> &'static Catalogue {
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(|| Catalogue::read(Files::embedded()).unwrap())
}

fn asked(id: &str) -> Question {
    Question::parse(id).unwrap_or_else(|| panic!("{id} is no question"))
}

fn parts(id: &str) -> Vec<&'static str> {
    let faults = asked(id).table(law()).err().unwrap_or_default();
    faults.iter().for_each(speaks_plainly);
    faults.iter().map(|fault| fault.part).collect()
}

/// Sentences of at most 25 words, in both languages, that say what to do.
fn speaks_plainly(fault: &Unfit) {
    for text in [&fault.says.es, &fault.says.en] {
        assert!(text.ends_with('.') && text.len() > 20, "{text}");
        for sentence in text.split(['.', '?']) {
            assert!(sentence.split_whitespace().count() <= 25, "{sentence}");
        }
    }
}

#[test]
fn a_question_is_a_table_with_its_title_in_both_languages() {
    let question = asked("victims?rows=age_group&columns=sex&only.authority.kind=prosecution|court&shares=row");
    let table = question.table(law()).unwrap();
    assert_eq!(table.id, question.id());
    assert_eq!(
        (table.rows[0].as_str(), table.columns[0].as_str()),
        ("age_group", "sex")
    );
    assert_eq!((table.shares, &table.measure), (Shares::Row, &Measure::Count));
    assert_eq!(table.universe["authority.kind"], ["prosecution", "court"]);
    assert!(
        table.title.es.contains(", por ") && table.title.es.ends_with(" y sexo"),
        "{}",
        table.title.es
    );
    assert!(
        table.title.en.contains(", by ") && table.title.en.ends_with(" and sex"),
        "{}",
        table.title.en
    );
    assert!(!table.cite.is_empty());
}

#[test]
fn a_question_may_ask_for_each_person_once() {
    let question = asked("victims?rows=sex&count=distinct");
    assert_eq!(question.id(), "victims?rows=sex&count=distinct");
    let table = question.table(law()).unwrap();
    assert_eq!(table.count, Counting::Distinct);
    assert_eq!(table.title.es, "Víctimas directas, por sexo; cada persona una vez");
    assert_eq!(table.title.en, "Direct victims, by sex; each person once");
    let files = asked("investigations?rows=procedural_status&count=distinct");
    assert!(files.table(law()).unwrap().title.en.ends_with("; each file once"));
}

#[test]
fn every_variable_of_every_register_makes_a_question_that_is_read_back() {
    let mut made = 0;
    for register in law().registers() {
        for variable in countable(law(), register) {
            let first = variable.list.and_then(|list| list.codes().first());
            let question = Question {
                register: register.id.clone(),
                rows: variable.id.clone(),
                only: first
                    .map(|code| (variable.id.clone(), vec![code.id.clone()]))
                    .into_iter()
                    .collect(),
                ..Question::default()
            };
            assert_eq!(Question::parse(&question.id()).unwrap(), question);
            let table = question
                .table(law())
                .unwrap_or_else(|faults| panic!("{question:?}: {faults:?}"));
            assert!(!table.title.es.contains("por  ") && !table.title.es.is_empty());
            made += 1;
        }
    }
    assert!(made > 200, "{made}");
}

#[test]
fn every_table_of_the_catalogue_can_be_asked_as_a_question() {
    let asked = law()
        .tables()
        .iter()
        .filter_map(|table| Some((table, Question::of_table(table)?)));
    let mut refused = Vec::new();
    for (table, question) in asked {
        let parts: Vec<&str> = question
            .table(law())
            .err()
            .iter()
            .flatten()
            .map(|fault| fault.part)
            .collect();
        if !parts.is_empty() {
            refused.push((table.id.as_str(), parts));
        }
    }
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn what_does_not_fit_is_said_with_the_way_out() {
    for (id, wrong) in [
        ("nobody?rows=sex", vec!["register"]),
        ("victims?rows=", vec!["rows"]),
        ("victims?rows=<script>&columns=nothing", vec!["rows", "columns"]),
        ("victims?rows=sex&columns=sex", vec!["columns"]),
        ("victims?rows=sex&columns=authority", vec!["columns"]),
        ("victims?rows=sex&only.sex=F|XX", vec!["only"]),
        ("victims?rows=sex&only.name=Juana", vec!["only"]),
        ("victims?rows=sex&only.sex=SI", vec![]),
        ("victims?rows=sex&sum=sex", vec!["sum"]),
        ("victims?rows=sex&sum=count", vec!["sum"]),
        ("victims?rows=sex&count=distinct", vec![]),
        ("victims?rows=sex&count=distinct&sum=age", vec!["count"]),
        ("training?rows=authority&count=linked", vec!["count"]),
        ("victims?rows=given_name", vec!["rows"]),
        ("victims?rows=birth_date", vec!["rows"]),
    ] {
        assert_eq!(parts(id), wrong, "{id}");
    }
}

#[test]
fn no_field_of_identity_no_text_and_no_day_can_be_counted() {
    for register in law().registers() {
        let ids: Vec<String> = countable(law(), register).into_iter().map(|one| one.id).collect();
        for field in register.fields().iter().filter(|field| field.is_identity()) {
            assert!(!ids.contains(&field.id), "{} of {}", field.id, register.id);
        }
        assert!(!ids.contains(&"count".to_owned()));
    }
}

#[test]
fn what_is_no_question_is_not_read_as_one() {
    for text in [
        "",
        "victims.by_sex",
        "victims?sex",
        "victims?rows=sex&shares=all",
        "victims?rows=sex&count=once",
        "victims?x=1",
        "victims?rows=sex&&",
    ] {
        assert_eq!(Question::parse(text), None, "{text}");
    }
    let long = format!("victims?rows={}", "x".repeat(100_000));
    let fault = asked(&long).table(law()).unwrap_err().remove(0);
    assert!(fault.says.es.len() < 300);
}
