//! Questions: every variable that the catalogue lets people count by can be counted, and traced.

use catalogue::{Catalogue, Files, Question, countable};
use register::{Answer, Form};
use statistics::{FactsBuilder, compute, trace};

#[test]
fn every_question_that_fits_can_be_answered_and_traced() {
    let law = Catalogue::read(Files::embedded()).unwrap();
    let mut answered = 0;
    for register in law.registers() {
        let mut facts = FactsBuilder::new(&law, &register.id).unwrap();
        facts.returned(7);
        let width = Form::of(&law, &register.id).unwrap().width();
        facts.push(1, Some(0), 3, &vec![Answer::EMPTY; width]);
        let mut facts = facts.finish().unwrap();
        for variable in countable(&law, register) {
            let question = Question {
                register: register.id.clone(),
                rows: variable.id,
                columns: "authority.kind".to_owned(),
                ..Question::default()
            };
            let Ok(table) = question.table(&law) else { continue };
            let computed = compute(&law, &mut facts, &[&table], 1).unwrap().remove(0);
            assert_eq!((computed.total, computed.id.as_str()), (3, question.id().as_str()));
            for address in computed.addresses() {
                let behind = trace(&law, &mut facts, &table, &address).unwrap();
                let sum: u64 = behind.values().map(|one| one.stands_for).sum();
                assert_eq!(sum, computed.figure(&address).unwrap().value, "{address}");
                let text = address.to_string();
                assert_eq!(statistics::Address::parse(&text).unwrap(), address, "{text}");
            }
            answered += 1;
        }
    }
    assert!(answered > 200, "{answered}");
}
