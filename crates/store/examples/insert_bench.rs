//! How many rows a second go in: `cargo run --release -p store --example insert_bench [rows]`.

#![expect(
    clippy::unwrap_used,
    reason = "the catalogue in memory is right, or there is nothing to measure"
)]

#[path = "../tests/it/small.rs"]
mod small;

use std::{error::Error, time::Instant};

use catalogue::{Date, State};
use register::{Actor, Answer, Checked, Form, Period};
use store::{Access, Keys, NewReturn, Store};

fn main() -> Result<(), Box<dyn Error>> {
    let rows: u32 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let folder = tempfile::tempdir_in(std::env::current_dir()?)?;
    let store = Store::create(&Access {
        folder: folder.path().to_owned(),
        keys: Keys::draw()?,
        anchor: None,
    })?;
    let staged = store.stage_original(&mut &b"rows"[..], 100)?;
    let catalogue = small::catalogue(1);
    let form = Form::of(&catalogue, "people").ok_or("no register")?;
    let new = NewReturn {
        authority: "a".to_owned(),
        period: Period::parse("2017").ok_or("no period")?,
        file_name: "rows.csv".to_owned(),
        crosswalk: String::new(),
        edition: String::new(),
        received_at: "2026-06-01T12:00:00Z".to_owned(),
    };
    let begun = Instant::now();
    let mut receiving = store.receive(&Actor::new("bench", "", "measure"), new, staged)?;
    receiving.part(&form, "")?;
    let mut answers = typical().ok_or("no date")?;
    for row in 0..rows {
        answers[9] = Answer::Number(i64::from(row % 90));
        answers[17] = Answer::Code((row % 64) as u16);
        receiving.row(&Checked::admit(&form, &answers, row + 2, 0)?)?;
    }
    let inserted = begun.elapsed().as_secs_f64();
    let number = receiving.finish(false)?.returned.number;
    let whole = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let mut bytes = 0;
    store.records(number, "people", |stored| {
        bytes += stored.payload.len();
        std::ops::ControlFlow::<()>::Continue(())
    })?;
    let read = begun.elapsed().as_secs_f64();
    let per_second = |seconds: f64| f64::from(rows) / seconds;
    println!(
        "{rows} rows of {} bytes: insert {inserted:.2} s, with commit {whole:.2} s",
        bytes / rows.max(1) as usize
    );
    println!(
        "written {:.0} rows/s, read {:.0} rows/s",
        per_second(whole),
        per_second(read)
    );
    Ok(())
}

/// A row as authorities send them: about 300 bytes, some of it unknown.
fn typical() -> Option<Vec<Answer<'static>>> {
    let date = |text| Date::parse(text).map(Answer::Date);
    let unknown = Answer::Missing(State::NoInformation);
    Some(vec![
        Answer::Code(0),
        Answer::Codes(0b101),
        Answer::Codes(0b10),
        Answer::Code(8),
        Answer::Code(40),
        Answer::Code(3),
        date("2016-11")?,
        date("2017-03-14")?,
        date("2019")?,
        Answer::Number(17),
        unknown,
        Answer::EMPTY,
        Answer::EMPTY,
        Answer::Text("FED/FEVIMTRA/0000123/2017"),
        Answer::EMPTY,
        unknown,
        Answer::EMPTY,
        Answer::Code(2),
        Answer::Code(1),
        Answer::Number(1),
    ])
}
