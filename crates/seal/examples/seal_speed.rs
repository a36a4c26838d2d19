//! How much is sealed in a second: `cargo run --release -p seal --example seal_speed`.

use std::{
    error::Error,
    hint::black_box,
    io::Write,
    time::{Duration, Instant},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use seal::{Cost, PrivateKey, Sealer, Secret};

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (key, under) = (Secret::draw(&mut rng), Secret::draw(&mut rng));
    let (answers, mut out) = ([b'a'; 200], Vec::new());
    say("new key, seal 200 bytes, wrap_under", &mut || {
        let data = Secret::draw(&mut rng);
        seal::seal_into(&mut out, &data, b"record 1", &answers, &mut rng);
        seal::wrap_under_into(&mut out, &data, &under, b"record 1", &mut rng);
    });
    say("seal 200 bytes", &mut || {
        seal::seal_into(&mut out, &key, b"record 1", &answers, &mut rng);
    });
    say("wrap_under", &mut || {
        seal::wrap_under_into(&mut out, &key, &under, b"record 1", &mut rng);
    });
    let sealed = seal::seal(&key, b"record 1", &answers, &mut rng);
    say("open 200 bytes", &mut || {
        black_box(seal::open(&key, b"record 1", &sealed).is_ok());
    });
    let own = PrivateKey::draw(&mut rng);
    let public = own.public();
    say("wrap", &mut || {
        black_box(seal::wrap(&key, &public, b"record 1", &mut rng));
    });
    let wrapped = seal::wrap(&key, &public, b"record 1", &mut rng);
    say("unwrap", &mut || {
        black_box(seal::unwrap(&wrapped, &own, b"record 1").is_ok());
    });
    let locked = seal::lock(
        &key,
        "cinco palabras del diccionario",
        Cost::DEFAULT,
        b"account 1",
        &mut rng,
    )?;
    say("unlock", &mut || {
        black_box(seal::unlock(&locked, "cinco palabras del diccionario", b"account 1").is_ok());
    });
    let mut sealer = Sealer::new(std::io::sink(), &key, &mut rng)?;
    let mebibyte = vec![7; 1 << 20];
    let mut failed = false;
    say("a mebibyte of a file", &mut || {
        failed |= sealer.write_all(&mebibyte).is_err()
    });
    sealer.finish()?;
    Ok(())
}

/// Does something for two seconds and says how often it was done in one.
fn say(what: &str, act: &mut dyn FnMut()) {
    let (begun, mut times) = (Instant::now(), 0_u32);
    while begun.elapsed() < Duration::from_secs(2) {
        for _ in 0..if times > 1000 { 100 } else { 1 } {
            act();
            times += 1;
        }
    }
    let each = begun.elapsed().as_secs_f64() / f64::from(times);
    println!("{what:40} {:>10.0} /s  {:>10.2} µs", 1.0 / each, each * 1e6);
}
