//! A made-up country for looking at a report: every register of a catalogue filled with answers drawn from
//! its own lists by a small generator of fixed seed. Nothing in it happened to anyone.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Catalogue, Date, Kind, Label, State};
use register::{Answer, Form, Period, ReturnState};
use report::{Audience, AuthorityAnswer, MinimumField, RegisterAnswer, ReturnLine, VintageFacts};
use statistics::{
    Across, Computed, ComputedRatio, Facts, FactsBuilder, Linkage, LinkageBuilder, Subject, across, compute, ratios,
};

/// Tables and ratios over made-up records: the report's material.
pub(crate) struct MadeUp {
    pub(crate) tables: Vec<Computed>,
    pub(crate) ratios: Vec<ComputedRatio>,
    pub(crate) across: Across,
    pub(crate) authorities: Vec<AuthorityAnswer>,
    pub(crate) vintage: VintageFacts,
}

/// Numbers that look random and are always the same.
struct Draw(u64);

impl Draw {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }

    /// A place in a list, the first ones more often.
    fn skewed(&mut self, below: u64) -> u64 {
        let (one, other) = (self.next(below), self.next(below));
        one.min(other).min(self.next(below))
    }
}

/// Fills every register but those left out, and links persons and files.
pub(crate) fn country(catalogue: &Catalogue, left_out: &[&str]) -> MadeUp {
    filled(catalogue, left_out, true)
}

/// The same, linked or not.
pub(crate) fn filled(catalogue: &Catalogue, left_out: &[&str], is_linked: bool) -> MadeUp {
    let mut draw = Draw(2019);
    let mut all: BTreeMap<String, Facts> = BTreeMap::new();
    let (mut returns, mut number) = (Vec::new(), 0);
    let ids: Vec<String> = catalogue.registers().map(|register| register.id.clone()).collect();
    for id in ids.iter().filter(|id| !left_out.contains(&id.as_str())) {
        let form = Form::of(catalogue, id).expect("the register is the catalogue's");
        let mut facts = FactsBuilder::new(catalogue, id).expect("the register is the catalogue's");
        for authority in keepers(catalogue, &form) {
            number += 1;
            facts.returned(number);
            let rows = 12 + draw.next(30);
            for row in 0..rows {
                let answers = answers(&form, &mut draw);
                let stands_for = if row % 9 == 0 { 1 + draw.next(7) as u32 } else { 1 };
                facts.push(number * 1000 + row as i64, Some(authority), stands_for, &answers);
            }
            returns.push(line(catalogue, number, authority, id, rows, draw.next(4)));
        }
        all.insert(id.clone(), facts.finish().expect("columns are of one length"));
    }
    if is_linked {
        let linkage = linkage(&all);
        for facts in all.values_mut() {
            facts.link(catalogue, &linkage).expect("the linkage is of these rows");
        }
    }
    let mut tables = Vec::new();
    let asked: Vec<_> = catalogue.tables().iter().collect();
    for facts in all.values_mut() {
        tables.extend(compute(catalogue, facts, &asked, 1).expect("the catalogue's tables can be computed"));
    }
    let ratios = ratios(catalogue, &tables);
    MadeUp {
        tables,
        ratios,
        across: across(catalogue, &mut all).expect("the catalogue's overlaps can be computed"),
        authorities: authorities(catalogue, &mut draw),
        vintage: vintage(catalogue, returns),
    }
}

/// Persons and files of whom several records speak, and some of whom it is not sure.
fn linkage(all: &BTreeMap<String, Facts>) -> Linkage {
    const DRAWS: usize = 39;
    let mut draw = Draw(7);
    let mut linkage = LinkageBuilder::new(7, "2017-07-31T18:00:00Z", DRAWS);
    let persons = ["victims", "shelter_stays", "judgment_victims"].map(|id| (Subject::Person, id));
    let files = ["victims", "investigations"].map(|id| (Subject::File, id));
    for (subject, id) in persons.into_iter().chain(files) {
        let rows = all.get(id).map_or(0, Facts::rows) as u64;
        let of: Vec<u32> = (0..rows).map(|_| draw.next(400) as u32).collect();
        linkage.clusters(subject, id, of);
        for number in 0..DRAWS {
            let rows: BTreeSet<u64> = (0..4).map(|_| draw.next(rows)).collect();
            for row in rows.iter().filter(|_| rows.len() > 1) {
                let elsewhere = if row % 2 == 0 { 500 + *row } else { draw.next(400) };
                linkage.drawn(subject, number, id, *row as u32, elsewhere as u32);
            }
        }
    }
    linkage.finish().expect("it names rows that are there")
}

/// What every authority of the list answered.
fn authorities(catalogue: &Catalogue, draw: &mut Draw) -> Vec<AuthorityAnswer> {
    let list = catalogue.list("authority").expect("there are authorities");
    let status = catalogue.list("response_status").expect("there are answers");
    let kinds = catalogue.list("authority_kind").expect("there are kinds");
    let mut one = |code: &catalogue::Code| {
        let kind = code.attributes.get("kind").map_or("", String::as_str);
        let answer = &status.codes()[draw.next(status.codes().len() as u64) as usize];
        let keeps = catalogue
            .registers()
            .filter(|register| register.kept_by.iter().any(|keeper| keeper == kind));
        let registers = keeps.map(|register| RegisterAnswer {
            register: register.id.clone(),
            state: answer.id.clone(),
            state_words: answer.label.clone(),
            stands_for: draw.next(900),
            waiting: draw.next(4),
        });
        let registers = registers.collect();
        let field = |name: &str| MinimumField {
            label: Label {
                es: name.to_owned(),
                en: name.to_owned(),
            },
            known: 3,
            applicable: 7,
        };
        AuthorityAnswer {
            id: code.id.clone(),
            name: code.label.clone(),
            kind: kinds
                .position(kind)
                .and_then(|at| kinds.code(at))
                .map_or_else(Label::default, |kind| kind.label.clone()),
            state: answer.id.clone(),
            state_words: answer.label.clone(),
            registers,
            minimum: ["a", "b", "c"].map(field).to_vec(),
            findings: Vec::new(),
            returns: vec![1],
        }
    };
    list.codes().iter().map(&mut one).collect()
}

/// Some authorities of each kind that keeps a register.
fn keepers(catalogue: &Catalogue, form: &Form<'_>) -> Vec<u16> {
    let list = catalogue.list("authority").expect("there are authorities");
    let mut keepers = Vec::new();
    for kind in &form.register().kept_by {
        let of_kind = list
            .codes()
            .iter()
            .filter(|code| code.attributes.get("kind") == Some(kind));
        keepers.extend(of_kind.take(12).filter_map(|code| list.position(&code.id)));
    }
    keepers
}

fn answers(form: &Form<'_>, draw: &mut Draw) -> Vec<Answer<'static>> {
    let fields = form.register().fields();
    let one = |(at, field): (usize, &catalogue::Field)| match draw.next(10) {
        0 | 1 => Answer::Missing(State::NoInformation),
        2 if field.may_not_apply && draw.next(3) == 0 => Answer::Missing(State::NotApplicable),
        _ => known(form, at, field, draw),
    };
    fields.iter().enumerate().map(one).collect()
}

fn known(form: &Form<'_>, at: usize, field: &catalogue::Field, draw: &mut Draw) -> Answer<'static> {
    let size = form.list(at).map_or(1, |list| list.codes().len() as u64);
    match field.kind {
        Kind::Code | Kind::Place | Kind::Authority => Answer::Code(draw.skewed(size) as u16),
        Kind::Codes => Answer::Codes((1 << draw.skewed(size.min(60))) | (1 << draw.skewed(size.min(60)))),
        Kind::Date => Answer::Date(Date::new(2012 + draw.next(6) as i32, 1 + draw.next(12) as i32, 1).expect("a date")),
        Kind::Year => Answer::Date(Date::new(2012 + draw.next(6) as i32, 0, 0).expect("a year")),
        Kind::Integer | Kind::Decimal | Kind::Money => Answer::Number(draw.next(60) as i64),
        Kind::Text | Kind::Link | Kind::File => Answer::Text("x"),
    }
}

fn line(catalogue: &Catalogue, number: i64, authority: u16, register: &str, rows: u64, waiting: u64) -> ReturnLine {
    let waiting = waiting.saturating_sub(1);
    ReturnLine {
        number,
        authority: catalogue
            .list("authority")
            .and_then(|list| list.code(authority))
            .map_or_else(Label::default, |code| code.label.clone()),
        registers: vec![register.to_owned()],
        period: Period::parse("2012-06-15/2017-07-31").expect("a period"),
        received_at: "2026-10-05T16:20:00Z".to_owned(),
        rows: rows + waiting,
        accepted: rows,
        waiting,
        state: if waiting > 0 {
            ReturnState::AcceptedWithObservations
        } else {
            ReturnState::Accepted
        },
    }
}

/// The facts of a vintage with these returns.
pub(crate) fn vintage(catalogue: &Catalogue, returns: Vec<ReturnLine>) -> VintageFacts {
    let date = |text| Date::parse(text).expect("a date");
    VintageFacts {
        id: "5f0c1d9e7a3b".repeat(5) + "5f0c",
        frozen_at: "2026-11-02T18:00:00Z".to_owned(),
        as_of: date("2026-10-31"),
        period_from: Some(date("2012-06-15")),
        period_until: Some(date("2017-07-31")),
        edition: catalogue.edition().to_owned(),
        returns,
        audience: Audience::Reserved,
    }
}
