//! An encoding as text: the same back, and a reason for whatever is none.

use super::people::{encoded, key, persons};
use linkage::encode::{Encoder, Encoding, EncodingFault, LinkageKey, SCHEME_VERSION, WeakKey};
use proptest::prelude::*;

const ROW: [&str; 6] = ["MARIA JOSE", "PEREZ", "DE LA CRUZ", "M", "1990-05-17", "TLAXCALA"];

#[test]
fn text_gives_the_encoding_back() {
    for encoding in encoded(&[ROW, ["", "", "", "", "", ""]]) {
        assert_eq!(Encoding::parse(&encoding.to_text()), Ok(encoding));
    }
}

#[test]
fn what_is_cut_off_or_changed_is_refused() {
    let text = encoded(&[ROW])[0].to_text();
    for length in 0..text.len() {
        let fault = Encoding::parse(&text[..length]).unwrap_err();
        assert!(
            matches!(fault, EncodingFault::Damaged | EncodingFault::NotBase64),
            "{length}: {fault}"
        );
    }
    let changed = text.replacen('A', "B", 1);
    assert_eq!(Encoding::parse(&changed), Err(EncodingFault::Damaged));
    assert_eq!(Encoding::parse(&"A".repeat(100_000)), Err(EncodingFault::TooLong));
    assert_eq!(Encoding::parse("¿María?"), Err(EncodingFault::NotBase64));
}

#[test]
fn another_version_is_refused() {
    for found in [1, SCHEME_VERSION + 1] {
        let mut encoding = encoded(&[ROW]).remove(0);
        encoding.version = found;
        assert_eq!(
            Encoding::parse(&encoding.to_text()),
            Err(EncodingFault::OtherVersion { found })
        );
        assert_eq!(
            Encoding::same_key(&[encoding]),
            Err(EncodingFault::OtherVersion { found })
        );
    }
}

#[test]
fn another_key_is_refused_and_both_are_named() {
    let own = encoded(&[ROW]);
    let other = Encoder::new(&key(2)).encode(&persons(&[ROW]));
    let (wanted, found) = (own[0].fingerprint, other[0].fingerprint);
    assert_eq!(Encoding::same_key(&own), Ok(Some(wanted)));
    let both = [own[0].clone(), other[0].clone()];
    let fault = Encoding::same_key(&both).unwrap_err();
    assert_eq!(fault, EncodingFault::OtherKey { found, wanted });
    assert!(fault.to_string().contains(&found.to_string()) && fault.to_string().contains(&wanted.to_string()));
    let shared = own[0]
        .views
        .iter()
        .filter(|view| other[0].views.iter().any(|other| other.key == view.key));
    assert_eq!(shared.count(), 0, "no key of one is a key of the other");
}

#[test]
fn a_key_of_hardly_any_chance_is_refused() {
    assert_eq!(LinkageKey::new([0; 32]).map(|_| ()), Err(WeakKey));
    assert_eq!(
        LinkageKey::new(*b"abcabcabcabcabcabcabcabcabcabcab").map(|_| ()),
        Err(WeakKey)
    );
    assert!(!format!("{:?}", key(1)).contains("07"), "a key does not print itself");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fail_without_a_reason(text in "\\PC{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Encoding::parse(&text).is_err());
        prop_assert!(Encoding::parse(&String::from_utf8_lossy(&bytes)).is_err());
    }
}
