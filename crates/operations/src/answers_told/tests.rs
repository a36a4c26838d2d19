//! Authorities as the annex tells them: silent, by letter, with units.

use std::collections::BTreeMap;

use catalogue::{Catalogue, Files, State};
use register::{Answer, Form, Period};
use serde_json::json;
use statistics::FactsBuilder;
use store::{Letter, NewLetter, Vintage};

use super::authority_answers;
use crate::{
    Frozen,
    answering::{self, Brought, Heard},
};

/// Victims of the federal office: two of its unit whose sex is known, one of its own whose is not.
fn victims(catalogue: &Catalogue) -> statistics::Facts {
    let form = Form::of(catalogue, "victims").unwrap();
    let sex = form.register().position("sex").unwrap();
    let list = catalogue.list("authority").unwrap();
    let mut builder = FactsBuilder::new(catalogue, "victims").unwrap();
    for (number, authority, count, answer) in [
        (1, "fed-pgr-ueitmpo", 2, Answer::Code(0)),
        (2, "fed-pgr", 1, Answer::Missing(State::NoInformation)),
        (2, "fed-pgr", 0, Answer::Missing(State::NotApplicable)),
    ] {
        let mut answers = vec![Answer::Missing(State::NotApplicable); form.width()];
        answers[sex] = answer;
        builder.returned(number);
        builder.push(number << 32, list.position(authority), count, &answers);
    }
    builder.finish().unwrap()
}

fn frozen() -> Frozen {
    let catalogue = Catalogue::read(Files::embedded()).unwrap();
    let victims = victims(&catalogue);
    let mut heard = Heard::default();
    let mut brought = Brought::in_return(1);
    brought.record(2, Answer::Number(2));
    heard.take("fed-pgr-ueitmpo", "victims", brought);
    let letter = NewLetter {
        authority: "ceav-03-bcs".to_owned(),
        period: Period::parse("2017").unwrap(),
        register: String::new(),
        state: "NOT_IN_OPERATION".to_owned(),
        note: String::new(),
        received_at: String::new(),
    };
    let letters = [Letter {
        number: 1,
        answer: letter,
        noted_by: "ana".to_owned(),
    }];
    let answers = answering::facts(&catalogue, &heard, &letters).unwrap().unwrap();
    let part = |waiting| json!([{ "register": "victims", "waiting": waiting }]);
    let manifest = json!({
        "returns": [
            { "number": 1, "authority": "fed-pgr-ueitmpo", "findings": { "C-001": 2, "M-008": 9 }, "parts": part(1) },
            { "number": 2, "authority": "fed-pgr", "findings": { "C-001": 1 }, "parts": part(0) },
        ],
        "sent_back": [{ "number": 3, "authority": "pros-01-agu", "findings": {}, "parts": part(4) }],
    });
    Frozen {
        vintage: Vintage {
            id: String::new(),
            frozen_at: String::new(),
            manifest: String::new(),
        },
        catalogue: std::sync::Arc::new(catalogue),
        manifest,
        linkage: None,
        facts: BTreeMap::from([("victims".to_owned(), victims), ("answers".to_owned(), answers)]),
    }
}

#[test]
fn every_authority_asked_is_told_with_the_answer_of_each_register_it_keeps() {
    let told = authority_answers(&frozen());
    assert_eq!(told.len(), 104);
    assert!(
        told.iter()
            .all(|one| !one.registers.is_empty() && !one.name.es.is_empty())
    );
    let states: BTreeMap<&str, &str> = told.iter().map(|one| (one.id.as_str(), one.state.as_str())).collect();
    assert_eq!(
        (states["fed-pgr"], states["ceav-03-bcs"], states["pros-01-agu"]),
        ("ANSWERED", "NOT_IN_OPERATION", "NO_RESPONSE")
    );
    assert!(!states.contains_key("fed-pgr-ueitmpo"), "a unit answers for its office");
}

#[test]
fn an_office_is_told_together_with_its_units() {
    let told = authority_answers(&frozen());
    let office = told.iter().find(|one| one.id == "fed-pgr").unwrap();
    let victims = office.registers.iter().find(|one| one.register == "victims").unwrap();
    assert_eq!((victims.stands_for, victims.waiting), (3, 1));
    let sex = office.minimum.iter().find(|one| one.label.es == "Sexo").unwrap();
    assert_eq!((sex.known, sex.applicable), (2, 3));
    assert_eq!(office.returns, [1, 2]);
    let findings: Vec<(&str, u64)> = office.findings.iter().map(|one| (&*one.code, one.count)).collect();
    assert_eq!(findings, [("C-001", 3), ("M-008", 9)], "the gravest first");
    assert!(office.findings[0].says.es.contains('…') && !office.findings[0].says.es.contains('{'));
    let silent = told.iter().find(|one| one.id == "pros-01-agu").unwrap();
    assert!(silent.minimum.is_empty());
    assert_eq!(silent.returns, [3]);
}
