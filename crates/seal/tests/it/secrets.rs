//! Secrets are shown nowhere, and what is derived from them is what the standards say.

use seal::{OneTime, PrivateKey, SealError, Secret, split};

use crate::chance::{rng, secret};

#[test]
fn what_is_printed_for_debugging_holds_no_secret() {
    let bytes = [0xab; 32];
    let secret = Secret::from_bytes(bytes);
    let shares = split(&secret, 2, 2, &mut rng(1)).unwrap();
    for shown in [
        format!("{secret:?}"),
        format!("{secret:#?}"),
        format!("{:?}", PrivateKey::from(secret.clone())),
        format!("{:?}", OneTime::from_bytes([0xab; 20])),
        format!("{:?}", shares[0]),
        format!("{:?}", seal::Sealer::new(Vec::new(), &secret, &mut rng(2)).unwrap()),
    ] {
        assert!(
            shown.contains('…') && !shown.contains("171") && shown.len() < 40,
            "{shown}"
        );
        assert!(!shown.to_lowercase().contains("ab"), "{shown}");
    }
}

#[test]
fn the_same_is_the_same_and_other_is_not() {
    let (one, two) = (secret(1), secret(2));
    assert!(one.same(&one.clone()) && !one.same(&two));
    for bit in 0..256 {
        let mut bytes = *one.expose();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(!one.same(&Secret::from_bytes(bytes)));
    }
}

#[test]
fn each_label_and_each_secret_derives_another() {
    let derived = [
        secret(1).derive("a"),
        secret(1).derive("b"),
        secret(1).derive(""),
        secret(2).derive("a"),
        secret(1),
    ];
    for (at, one) in derived.iter().enumerate() {
        for other in &derived[at + 1..] {
            assert!(!one.same(other));
        }
    }
    assert!(secret(1).derive("a").same(&secret(1).derive("a")));
}

#[test]
fn no_two_draws_are_the_same() {
    let mut rng = rng(1);
    let drawn: Vec<Secret> = (0..100).map(|_| Secret::draw(&mut rng)).collect();
    for (at, one) in drawn.iter().enumerate() {
        assert!(drawn[at + 1..].iter().all(|other| !one.same(other)));
    }
}

#[test]
fn tags_tell_data_and_secrets_apart() {
    let one = secret(1);
    assert_eq!(one.tag(b"a"), one.clone().tag(b"a"));
    assert_ne!(one.tag(b"a"), one.tag(b"b"));
    assert_ne!(one.tag(b"a"), secret(2).tag(b"a"));
}

#[test]
fn errors_are_sentences_that_say_what_to_do() {
    for error in [
        SealError::WrongKeyOrPlace,
        SealError::Damaged,
        SealError::NotOfOurs,
        SealError::WrongPassphrase,
        SealError::NoPassphrase,
        SealError::LongPassphrase,
        SealError::Cost,
        SealError::NotAKey,
        SealError::NotAShare,
        SealError::TooFewShares { have: 2, needed: 3 },
        SealError::RepeatedShare { number: 1 },
        SealError::ForeignShare { number: 1 },
        SealError::WrongShares,
        SealError::Split { needed: 1, of: 5 },
    ] {
        let said = error.to_string();
        assert!(said.contains(';') && said != "this does not open", "{said}");
    }
}
