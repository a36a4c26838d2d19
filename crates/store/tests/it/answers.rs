//! Answers of every kind and state read back as they were handed in.

use std::ops::ControlFlow;

use catalogue::{Date, State};
use proptest::prelude::*;
use register::{Answer, Checked, Form, Payloads};
use serde_json::Value;

use crate::{
    house::{actor, empty, new_return},
    small::{self, FIELDS, MARKS},
};

/// An answer that owns its text.
#[derive(Clone, Debug)]
enum Owned {
    Plain(Answer<'static>),
    Text(String),
}

impl Owned {
    fn lend(&self) -> Answer<'_> {
        match self {
            Owned::Plain(answer) => *answer,
            Owned::Text(text) => Answer::Text(text),
        }
    }
}

fn date() -> impl Strategy<Value = Date> {
    (1800..=2200, 0..=12, 0..=31).prop_filter_map("a date", |(year, month, day)| Date::new(year, month, day))
}

fn answer(kind: &str, list: Option<&str>) -> BoxedStrategy<Owned> {
    let codes = if list == Some("sex") { 2 } else { MARKS };
    let plain = |answer| Owned::Plain(answer);
    let value = match kind {
        "code" | "place" | "authority" => (0..codes).prop_map(move |code| plain(Answer::Code(code))).boxed(),
        "codes" => (1..=u64::MAX).prop_map(move |set| plain(Answer::Codes(set))).boxed(),
        "date" => date().prop_map(move |date| plain(Answer::Date(date))).boxed(),
        "year" => (1800..=2200)
            .prop_map(move |year| plain(Answer::Date(Date::new(year, 0, 0).unwrap())))
            .boxed(),
        "integer" | "decimal" | "money" => any::<i64>()
            .prop_map(move |number| plain(Answer::Number(number)))
            .boxed(),
        _ => any::<String>().prop_map(Owned::Text).boxed(),
    };
    let state = proptest::sample::select(State::ALL.to_vec()).prop_map(move |state| plain(Answer::Missing(state)));
    prop_oneof![3 => value, 2 => state].boxed()
}

fn row() -> impl Strategy<Value = Vec<Owned>> {
    let fields: Vec<BoxedStrategy<Owned>> = FIELDS
        .iter()
        .map(|(id, kind, list)| match *id {
            "count" => (0..=i64::from(u32::MAX))
                .prop_map(|count| Owned::Plain(Answer::Number(count)))
                .boxed(),
            _ => answer(kind, *list),
        })
        .collect();
    fields
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_answer_reads_back_as_it_was_handed_in(rows in proptest::collection::vec(row(), 1..20)) {
        let catalogue = small::catalogue(3);
        let form = Form::of(&catalogue, "people").unwrap();
        let (_folder, store) = empty();
        let staged = store.stage_original(&mut &b"file"[..], 100).unwrap();
        let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
        receiving.part(&form, "").unwrap();
        for (at, row) in (2..).zip(&rows) {
            let answers: Vec<Answer<'_>> = row.iter().map(Owned::lend).collect();
            receiving.row(&Checked::admit(&form, &answers, at, 0).unwrap()).unwrap();
        }
        let receipt = receiving.finish(false).unwrap();

        let reader = Payloads::new(form.clone(), 3);
        let mut answers = Vec::new();
        let mut read = 0;
        let end = store.records(receipt.returned.number, "people", |stored| {
            assert_eq!((stored.row as usize, stored.version), (read + 2, 3));
            assert_eq!(Answer::Number(i64::from(stored.count)), rows[read].last().unwrap().lend());
            reader.read(stored.payload, &mut answers).unwrap();
            compare(&rows[read], &answers, stored.payload);
            read += 1;
            ControlFlow::<()>::Continue(())
        });
        prop_assert!(end.unwrap().is_none());
        prop_assert_eq!(read, rows.len());
        let stands_for: u64 = rows.iter().map(|row| match row.last() {
            Some(Owned::Plain(Answer::Number(count))) => *count as u64,
            _ => 1,
        }).sum();
        prop_assert_eq!(receipt.returned.parts[0].stands_for, stands_for);
    }
}

/// Figures read no texts, so texts are compared as JSON.
fn compare(row: &[Owned], answers: &[Answer<'_>], payload: &str) {
    let json: Value = serde_json::from_str(payload).unwrap();
    for ((owned, answer), (field, ..)) in row.iter().zip(answers).zip(FIELDS) {
        match owned {
            Owned::Plain(plain) => assert_eq!(plain, answer, "{field}"),
            Owned::Text(text) => assert_eq!(json[field].as_str(), Some(text.as_str()), "{field}"),
        }
    }
}
