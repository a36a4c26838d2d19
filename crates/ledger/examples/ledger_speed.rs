//! How many entries a second go into a tree: `cargo run --release -p ledger --example ledger_speed`.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use ledger::{Checkpoint, Signer, Tree, leaf};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut tree, mut entry) = (Tree::new(), [b'a'; 200]);
    say("hash 200 bytes and push", &mut || {
        entry[..8].copy_from_slice(&tree.size().to_be_bytes());
        tree.push(leaf(&entry));
    });
    say("root", &mut || {
        std::hint::black_box(tree.root());
    });
    let signer = Signer::from_seed("example.org/log", &[7; 32])?;
    let checkpoint = Checkpoint {
        origin: "example.org/log".to_owned(),
        size: tree.size(),
        root: tree.root(),
    };
    say("sign a checkpoint", &mut || {
        std::hint::black_box(signer.sign(&checkpoint));
    });
    let (note, verifier) = (signer.sign(&checkpoint), signer.verifier());
    say("verify a checkpoint", &mut || {
        std::hint::black_box(note.checkpoint(&verifier).is_ok());
    });
    Ok(())
}

/// Does something for two seconds and says how often it was done in one.
fn say(what: &str, act: &mut dyn FnMut()) {
    let (begun, mut times) = (Instant::now(), 0_u32);
    while begun.elapsed() < Duration::from_secs(2) {
        for _ in 0..1000 {
            act();
        }
        times += 1000;
    }
    let each = begun.elapsed().as_secs_f64() / f64::from(times);
    println!("{what:30} {:>10.0} /s  {:>8.3} µs", 1.0 / each, each * 1e6);
}
