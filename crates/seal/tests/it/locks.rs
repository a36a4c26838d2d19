//! A passphrase opens its lock, and a hostile lock costs nothing.

use proptest::prelude::*;
use seal::{Cost, SealError, Secret, lock, unlock};

use crate::chance::{rng, secret};

const WORDS: &str = "niñez dignidad camino jacaranda";

fn locked(secret: &Secret) -> String {
    lock(secret, WORDS, Cost::SMALL, b"account 1", &mut rng(2)).unwrap()
}

#[test]
fn the_passphrase_opens_and_another_does_not() {
    let (key, line) = (secret(1), locked(&secret(1)));
    assert!(unlock(&line, WORDS, b"account 1").unwrap().same(&key));
    assert!(unlock(&format!("  {line}\n"), WORDS, b"account 1").unwrap().same(&key));
    for other in [
        "ninez dignidad camino jacaranda",
        "Niñez dignidad camino jacaranda",
        "niñez dignidad camino jacaranda ",
        "niñez",
    ] {
        assert_eq!(
            unlock(&line, other, b"account 1").unwrap_err(),
            SealError::WrongPassphrase
        );
    }
    assert_eq!(
        unlock(&line, WORDS, b"account 2").unwrap_err(),
        SealError::WrongPassphrase
    );
}

#[test]
fn an_accent_is_the_same_on_every_keyboard() {
    let decomposed = WORDS.replace('ñ', "n\u{303}");
    assert_ne!(decomposed, WORDS);
    assert!(
        unlock(&locked(&secret(1)), &decomposed, b"account 1")
            .unwrap()
            .same(&secret(1))
    );
}

#[test]
fn a_lock_says_what_it_costs() {
    let line = locked(&secret(1));
    assert_eq!(Cost::of(&line), Ok(Cost::SMALL));
    assert!(line.starts_with("sintra-lock-1$m=64,t=1,p=1$"), "{line}");
    assert!(line.is_ascii() && !line.contains(char::is_whitespace), "{line}");
    let Cost { memory_kib, passes, .. } = Cost::DEFAULT;
    assert!(
        memory_kib >= 64 * 1024 && passes >= 3,
        "what security.md and RFC 9106 ask for"
    );
}

#[test]
fn the_same_locked_twice_looks_different() {
    let mut rng = rng(1);
    let mut twice = || lock(&secret(1), WORDS, Cost::SMALL, b"", &mut rng).unwrap();
    let (one, two) = (twice(), twice());
    let part = |line: &str, at: usize| line.split('$').nth(at).unwrap().to_owned();
    assert_ne!(part(&one, 2), part(&two, 2));
    assert_ne!(part(&one, 3), part(&two, 3));
}

#[test]
fn no_lock_costs_more_than_is_ever_spent_on_one() {
    let line = locked(&secret(1));
    for cost in [
        "m=4294967295,t=1,p=1",
        "m=1048577,t=1,p=1",
        "m=64,t=4294967295,p=1",
        "m=64,t=32769,p=1",
        "m=1048576,t=3,p=1",
        "m=65536,t=1,p=17",
        "m=64,t=1,p=4294967295",
        "m=0,t=1,p=1",
        "m=64,t=0,p=1",
        "m=64,t=1,p=0",
        "m=7,t=1,p=1",
    ] {
        let hostile = line.replace("m=64,t=1,p=1", cost);
        assert_eq!(
            unlock(&hostile, WORDS, b"account 1").unwrap_err(),
            SealError::Cost,
            "{cost}"
        );
    }
    for cost in [
        "m=64,t=1",
        "m=64,t=1,p=1,x=1",
        "t=1,m=64,p=1",
        "m=-1,t=1,p=1",
        "m=4294967296,t=1,p=1",
        "",
    ] {
        let hostile = line.replace("m=64,t=1,p=1", cost);
        assert_eq!(
            unlock(&hostile, WORDS, b"account 1").unwrap_err(),
            SealError::Damaged,
            "{cost}"
        );
    }
}

#[test]
fn nothing_is_locked_that_could_not_be_unlocked() {
    let lock = |words: &str, cost| lock(&secret(1), words, cost, b"", &mut rng(2));
    assert_eq!(lock("", Cost::SMALL), Err(SealError::NoPassphrase));
    assert_eq!(lock(&"a".repeat(1025), Cost::SMALL), Err(SealError::LongPassphrase));
    assert!(lock(&"a".repeat(1024), Cost::SMALL).is_ok());
    let beyond = Cost {
        memory_kib: u32::MAX,
        ..Cost::SMALL
    };
    assert_eq!(lock(WORDS, beyond), Err(SealError::Cost));
    let line = locked(&secret(1));
    assert_eq!(unlock(&line, "", b"account 1").unwrap_err(), SealError::NoPassphrase);
    assert_eq!(
        unlock(&line, &"a".repeat(1025), b"account 1").unwrap_err(),
        SealError::LongPassphrase
    );
}

#[test]
fn every_wrong_character_of_a_lock_is_noticed() {
    let line = locked(&secret(1));
    for at in 0..line.len() {
        for other in ["A", "b", "7", "$", "-"] {
            let mut altered = line.clone();
            altered.replace_range(at..=at, other);
            let opened = unlock(&altered, WORDS, b"account 1");
            assert!(altered == line || opened.is_err(), "at {at}: {altered}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_passphrase_opens_what_it_locked(words in "\\PC{1,40}", seed: u64) {
        let line = lock(&secret(seed), &words, Cost::SMALL, b"", &mut rng(seed)).unwrap();
        prop_assert!(unlock(&line, &words, b"").unwrap().same(&secret(seed)));
    }

    #[test]
    fn any_text_is_a_lock_or_refused(text: String, tail in "[$a-z0-9=,]{0,60}") {
        let _ = (unlock(&text, WORDS, b""), unlock(&format!("sintra-lock-1${tail}"), WORDS, b""));
    }
}
