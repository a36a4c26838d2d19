//! Identity on its way to be sealed: in no payload, in no debug output, whole in its compartments.

use std::sync::OnceLock;

use catalogue::{Catalogue, Compartment, Date, Field, Files, Kind, State};
use proptest::prelude::*;
use register::{Answer, Broken, Checked, Form, Payloads, read_identity, write_identity, write_payload};

fn catalogue() -> &'static Catalogue {
    static READ: OnceLock<Catalogue> = OnceLock::new();
    READ.get_or_init(|| Catalogue::read(Files::embedded()).unwrap())
}

/// An answer of a field's kind; texts are `text`.
fn answer<'a>(field: &Field, text: &'a str) -> Answer<'a> {
    match field.kind {
        Kind::Code | Kind::Place | Kind::Authority => Answer::Code(0),
        Kind::Codes => Answer::Codes(1),
        Kind::Date => Answer::Date(Date::parse("1971-04-13").unwrap()),
        Kind::Year => Answer::Date(Date::parse("1971").unwrap()),
        Kind::Integer | Kind::Decimal | Kind::Money => Answer::Number(1),
        Kind::Text | Kind::Link | Kind::File => Answer::Text(text),
    }
}

/// Every field of every register answered, the texts of identity with words of their own.
fn each_form(catalogue: &Catalogue, mut then: impl FnMut(&Form<'_>, &[Answer<'_>], &[String])) {
    for register in catalogue.registers() {
        let form = Form::of(catalogue, &register.id).unwrap();
        let words = register.fields().iter().map(|field| match field.is_identity() {
            true => format!("Quetzalli {}", field.id),
            false => "A-1".to_owned(),
        });
        let words: Vec<String> = words.collect();
        let answers: Vec<Answer<'_>> = register
            .fields()
            .iter()
            .zip(&words)
            .map(|(field, words)| match (field.is_identity(), field.kind) {
                (false, Kind::Date) => Answer::Date(Date::parse("2016-01-01").unwrap()),
                _ => answer(field, words),
            })
            .collect();
        then(&form, &answers, &words);
    }
}

#[test]
fn a_payload_has_no_identity_in_any_register() {
    let catalogue = catalogue();
    let mut with_identity = 0;
    each_form(catalogue, |form, answers, _| {
        let mut text = String::new();
        write_payload(form, answers, &mut text);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        for field in form.register().fields() {
            assert_eq!(read.get(&field.id).is_none(), field.is_identity(), "{}", field.id);
            with_identity += usize::from(field.is_identity());
        }
        assert!(!text.contains("Quetzalli") && !text.contains("1971"), "{text}");
    });
    assert!(with_identity > 40, "{with_identity} fields of identity");
}

#[test]
fn each_compartment_has_its_own_fields_and_together_they_have_all() {
    let catalogue = catalogue();
    each_form(catalogue, |form, answers, words| {
        let mut sealed = Vec::new();
        for compartment in Compartment::ALL {
            let mut text = "before".to_owned();
            let is_any = write_identity(form, answers, compartment, &mut text);
            let own = form.register().fields().iter();
            let own: Vec<&Field> = own.filter(|field| field.compartment == Some(compartment)).collect();
            assert_eq!(is_any, !own.is_empty(), "{} {compartment:?}", form.register().id);
            if !is_any {
                assert_eq!(text, "before", "nothing is written");
                continue;
            }
            let read = read_identity(text.strip_prefix("before").unwrap()).unwrap();
            assert!(
                read.iter()
                    .map(|(field, _)| field)
                    .eq(own.iter().map(|field| &field.id))
            );
            sealed.extend(read);
        }
        for (field, words) in form
            .register()
            .fields()
            .iter()
            .zip(words)
            // An encoding lies apart, as what it is, and is never sealed.
            .filter(|(field, _)| field.is_identity() && !field.is_encoding())
        {
            let value = sealed.iter().find(|(id, _)| *id == field.id).map(|(_, value)| value);
            let value = value.unwrap_or_else(|| panic!("{} is in no compartment", field.id));
            let given = if field.kind == Kind::Date { "1971-04-13" } else { words };
            assert_eq!(value, given, "{}", field.id);
        }
    });
}

/// The answers of a victim: what the form requires, and nothing else.
fn victim<'a>(form: &Form<'_>) -> Vec<Answer<'a>> {
    let fields = form.register().fields().iter();
    let required = |field: &Field| match field.required {
        true => Answer::Missing(State::NoInformation),
        false => Answer::EMPTY,
    };
    fields.map(required).collect()
}

#[test]
fn a_row_with_identity_is_of_one_person() {
    let catalogue = catalogue();
    let form = Form::of(catalogue, "victims").unwrap();
    let name = form.register().position("given_name").unwrap();
    let mut answers = victim(&form);
    assert!(!Checked::admit(&form, &answers, 3, 0).unwrap().has_identity());
    answers[name] = Answer::Missing(State::NoInformation);
    assert!(
        !Checked::admit(&form, &answers, 3, 0).unwrap().has_identity(),
        "S.I. is no identity"
    );
    answers[name] = Answer::Text("Quetzalli");
    for (count, is_of_one) in [
        (Answer::EMPTY, true),
        (Answer::Number(1), true),
        (Answer::Number(0), false),
        (Answer::Number(2), false),
        (Answer::Missing(State::NoInformation), false),
    ] {
        answers[form.count_field()] = count;
        let admitted = Checked::admit(&form, &answers, 3, 0);
        assert_eq!(admitted.is_ok(), is_of_one, "{count:?}");
        match admitted {
            Ok(checked) => assert!(checked.has_identity()),
            Err(not) => assert_eq!(
                (not.field.as_str(), not.to_string().contains("Quetzalli")),
                ("count", false)
            ),
        }
    }
}

#[test]
fn what_is_printed_of_a_row_has_no_answer_in_it() {
    let catalogue = catalogue();
    let form = Form::of(catalogue, "victims").unwrap();
    let mut answers = victim(&form);
    answers[form.register().position("given_name").unwrap()] = Answer::Text("Quetzalli");
    answers[form.register().position("birth_date").unwrap()] = Answer::Date(Date::parse("1971-04-13").unwrap());
    let checked = Checked::admit(&form, &answers, 3, 0).unwrap();
    assert_eq!(
        format!("{checked:?}"),
        "Checked { row: 3, count: 1, has_identity: true, .. }"
    );
}

#[test]
fn facts_see_no_identity_even_if_a_payload_had_it() {
    let catalogue = catalogue();
    let form = Form::of(catalogue, "victims").unwrap();
    let payload = r#"{"sex":"F","given_name":"Quetzalli","birth_date":"1971-04-13","address":{"state":"SI"}}"#;
    for version in 1..=form.register().version {
        let mut answers = Vec::new();
        Payloads::new(form.clone(), version)
            .read(payload, &mut answers)
            .unwrap();
        for (field, answer) in form.register().fields().iter().zip(&answers) {
            assert!(
                !field.is_identity() || answer.is_empty(),
                "{} in version {version}: {answer:?}",
                field.id
            );
        }
        assert!(answers[form.register().position("sex").unwrap()].is_value());
    }
}

#[test]
fn what_was_not_sealed_by_us_is_refused_without_repeating_it() {
    for text in [
        "",
        "Quetzalli",
        "[\"Quetzalli\"]",
        "{\"given_name\":7}",
        "{\"given_name\":null}",
        "{\"given_name\":\"Quetzalli\"",
        "{\"given_name\":\"Quetzalli\"} x",
        "{\"given_name\":\"Quetzalli\",\"given_name\":\"Quetzalli\"}",
        "{\"given_name\":{\"state\":\"SI\"}}",
    ] {
        let Broken(says) = read_identity(text).unwrap_err();
        assert!(!says.contains("Quetzalli") && !says.contains('7'), "{text}: {says}");
    }
    assert_eq!(read_identity("{}").unwrap(), []);
}

#[test]
fn one_name_has_one_spelling() {
    let catalogue = catalogue();
    let form = Form::of(catalogue, "victims").unwrap();
    let sealed = |name: &str| {
        let mut answers = victim(&form);
        answers[form.register().position("given_name").unwrap()] = Answer::Text(name);
        let mut text = String::new();
        assert!(write_identity(&form, &answers, Compartment::Person, &mut text));
        text
    };
    assert_eq!(sealed("Jose\u{301} Nun\u{303}o"), sealed("José Nuño"));
}

proptest! {
    #[test]
    fn any_text_comes_back_as_it_went(name in "\\PC{1,40}", account in ".{1,200}", year in 1900i32..2100) {
        let catalogue = catalogue();
        let form = Form::of(catalogue, "victims").unwrap();
        let mut answers = victim(&form);
        answers[form.register().position("given_name").unwrap()] = Answer::Text(&name);
        answers[form.register().position("narrative").unwrap()] = Answer::Text(&account);
        answers[form.register().position("birth_date").unwrap()] = Answer::Date(Date::new(year, 0, 0).unwrap());
        let mut text = String::new();
        prop_assert!(write_identity(&form, &answers, Compartment::Person, &mut text));
        let nfc = |text: &str| unicode_normalization::UnicodeNormalization::nfc(text).collect::<String>();
        let person = vec![
            ("given_name".to_owned(), nfc(&name)),
            ("birth_date".to_owned(), year.to_string()),
        ];
        prop_assert_eq!(read_identity(&text).unwrap(), person);
        text.clear();
        prop_assert!(write_identity(&form, &answers, Compartment::Narrative, &mut text));
        prop_assert_eq!(read_identity(&text).unwrap(), vec![("narrative".to_owned(), nfc(&account))]);
        text.clear();
        prop_assert!(!write_identity(&form, &answers, Compartment::Document, &mut text));
        prop_assert_eq!(text, "");
    }
}
