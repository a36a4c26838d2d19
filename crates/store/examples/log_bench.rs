//! How many entries a second the log takes, and how many it proves: `cargo run --release -p store --example log_bench
//! [entries]`.

use std::{error::Error, thread, time::Instant};

use register::Actor;
use store::{Access, Keys, Scribe, Store};

/// Entries written one by one, each durable before the next.
const SINGLE: u32 = 500;
/// How many write at once.
const WRITERS: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let entries: u32 = std::env::args().nth(1).map_or(Ok(300_000), |text| text.parse())?;
    let around = tempfile::tempdir_in(std::env::current_dir()?)?;
    let access = Access {
        folder: around.path().join("store"),
        keys: Keys::draw()?,
        anchor: Some(around.path().join("anchor")),
    };
    let store = Store::create(&access)?;
    let begun = Instant::now();
    (0..SINGLE).try_for_each(|turn| {
        note(turn, |actor, at, records| {
            store.note(actor, at, "read", "record", records)
        })
    })?;
    told("one by one, durable", SINGLE, begun);

    let scribe = Scribe::start(&access)?;
    let each = (entries - SINGLE.min(entries)) / WRITERS;
    let begun = Instant::now();
    let write =
        || (0..each).try_for_each(|turn| note(turn, |actor, at, seen| scribe.note(actor, at, "read", "record", seen)));
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(write)).collect();
        writers.into_iter().all(|one| matches!(one.join(), Ok(Ok(()))))
    })
    .then_some(())
    .ok_or("an entry was refused")?;
    told("by 50 at once, durable", each * WRITERS, begun);
    drop(scribe);

    let begun = Instant::now();
    let verified = store.verify_log(&[])?;
    told("proved", u32::try_from(verified.entries)?, begun);
    println!("{} checkpoints, {} faults", verified.checkpoints, verified.faults.len());
    Ok(())
}

/// Notes the reading of a record, as a busy day has it: every second of it some.
fn note<E>(turn: u32, write: impl FnOnce(&Actor, &str, &[i64]) -> Result<(), E>) -> Result<(), E> {
    let actor = Actor {
        reference: "FED/FEVIMTRA/0000123/2017".to_owned(),
        from: "10.0.0.7".to_owned(),
        ..Actor::new("ana.lopez", "pros-09-cmx", "integration of the file for the hearing")
    };
    let (minute, second) = (turn / 60 % 60, turn % 60);
    let at = format!("2026-06-01T12:{minute:02}:{second:02}Z");
    let record = (1 << 32) + i64::from(turn);
    write(&actor, &at, &[record])
}

fn told(what: &str, entries: u32, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{what}: {entries} entries in {seconds:.2} s, {:.0} a second",
        f64::from(entries) / seconds
    );
}
