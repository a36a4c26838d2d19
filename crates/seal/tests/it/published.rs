//! What standards publish comes out here too, and what our first version sealed still opens.

use std::io::Read;

use hpke::{Deserializable, OpModeR, aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256, single_shot_open};
use seal::{Opener, PrivateKey, Secret, Share, join, open, unlock, unwrap, unwrap_under};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.trim().chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// The value of a name in a file of names and values.
fn value(file: &str, name: &str) -> Vec<u8> {
    let line = file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    bytes(line.unwrap())
}

#[test]
fn the_suite_that_wraps_is_that_of_the_standard() {
    let golden = |name| value(include_str!("../golden/rfc9180/a.2.1.txt"), name);
    let own = PrivateKey::from(Secret::from_bytes(golden("skRm").try_into().unwrap()));
    assert_eq!(own.public().to_bytes()[..], golden("pkRm"));
    let private = Deserializable::from_bytes(own.secret().expose()).unwrap();
    let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &Deserializable::from_bytes(&golden("enc")).unwrap(),
        &golden("info"),
        &golden("ct"),
        &golden("aad"),
    );
    assert_eq!(opened.unwrap(), golden("pt"));
}

/// Computed with the `hmac` and `hashlib` of Python 3.
#[test]
fn tags_and_derived_secrets_are_those_of_the_standards() {
    let secret = Secret::from_bytes([0x0b; 32]);
    assert_eq!(
        secret.tag(b"Hi There")[..],
        bytes("198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7")
    );
    assert_eq!(
        secret.derive("a label").expose()[..],
        bytes("23d92a2925b4a7819895872d5deaa514509a225e3dc523c57eadf6f3aa33ffbb")
    );
}

/// A line of what the first version sealed.
fn first(name: &str) -> &'static str {
    let lines = include_str!("../golden/sintra-1/all.txt").lines();
    lines
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .next()
        .unwrap()
}

#[test]
fn what_the_first_version_sealed_opens() {
    let (place, plain) = (bytes(first("place")), bytes(first("plain")));
    let key = Secret::from_bytes(bytes(first("key")).try_into().unwrap());
    let own = PrivateKey::from(Secret::from_bytes(bytes(first("private")).try_into().unwrap()));
    assert_eq!(own.public().to_string(), first("public"));
    assert_eq!(*open(&key, &place, &bytes(first("sealed"))).unwrap(), plain);
    assert!(unwrap(&bytes(first("wrapped")), &own, &place).unwrap().same(&key));
    assert!(
        unwrap_under(&bytes(first("wrapped_under")), own.secret(), &place)
            .unwrap()
            .same(&key)
    );
    assert!(unlock(first("lock"), first("passphrase"), &place).unwrap().same(&key));
    let mut read = Vec::new();
    Opener::new(&bytes(first("file"))[..], &key)
        .unwrap()
        .read_to_end(&mut read)
        .unwrap();
    assert_eq!(read, plain);
}

#[test]
fn the_shares_of_the_first_version_join() {
    let lines = include_str!("../golden/sintra-1/all.txt").lines();
    let shares: Vec<Share> = lines
        .filter_map(|line| line.strip_prefix("share "))
        .map(|text| text.parse().unwrap())
        .collect();
    let key = Secret::from_bytes(bytes(first("key")).try_into().unwrap());
    for pair in [[0, 1], [0, 2], [2, 1]] {
        assert!(join(&pair.map(|at: usize| shares[at].clone())).unwrap().same(&key));
    }
}
