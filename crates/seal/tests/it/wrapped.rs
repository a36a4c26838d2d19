//! Keys under keys come back whole to whom they are meant for.

use proptest::prelude::*;
use seal::{PrivateKey, SealError, open, seal, unwrap, unwrap_under, wrap, wrap_under, wrap_under_into};

use crate::chance::{flipped, rng, secret};

#[test]
fn every_flipped_bit_of_a_wrapped_key_is_noticed() {
    let (key, own) = (secret(1), PrivateKey::draw(&mut rng(2)));
    let wrapped = wrap(&key, &own.public(), b"record 1", &mut rng(3));
    assert_eq!(wrapped.len(), 81);
    for (bit, other) in flipped(&wrapped).enumerate() {
        let opened = unwrap(&other, &own, b"record 1");
        // The highest bit of a point of X25519 counts for nothing in its arithmetic, but it is bound to the key.
        assert!(opened.is_err(), "bit {bit}");
    }
    assert!(unwrap(&wrapped, &own, b"record 1").unwrap().same(&key));
}

#[test]
fn every_flipped_bit_of_a_key_wrapped_under_another_is_noticed() {
    let (key, under) = (secret(1), secret(2));
    let wrapped = wrap_under(&key, &under, b"record 1", &mut rng(3));
    assert_eq!(wrapped.len(), 73);
    for (bit, other) in flipped(&wrapped).enumerate() {
        assert!(unwrap_under(&other, &under, b"record 1").is_err(), "bit {bit}");
    }
    assert!(unwrap_under(&wrapped, &under, b"record 1").unwrap().same(&key));
}

#[test]
fn a_wrapped_key_is_for_one_holder_and_one_place() {
    let (key, own, other) = (secret(1), PrivateKey::draw(&mut rng(2)), PrivateKey::draw(&mut rng(3)));
    let wrapped = wrap(&key, &own.public(), b"record 1", &mut rng(4));
    let refused = SealError::WrongKeyOrPlace;
    assert_eq!(unwrap(&wrapped, &other, b"record 1").unwrap_err(), refused);
    assert_eq!(unwrap(&wrapped, &own, b"record 2").unwrap_err(), refused);
    let wrapped = wrap_under(&key, own.secret(), b"record 1", &mut rng(4));
    assert_eq!(
        unwrap_under(&wrapped, other.secret(), b"record 1").unwrap_err(),
        refused
    );
    assert_eq!(unwrap_under(&wrapped, own.secret(), b"record 2").unwrap_err(), refused);
}

#[test]
fn one_kind_never_passes_for_another() {
    let (key, own) = (secret(1), PrivateKey::draw(&mut rng(2)));
    let sealed = seal(own.secret(), b"here", key.expose(), &mut rng(3));
    let under = wrap_under(&key, own.secret(), b"here", &mut rng(3));
    let wrapped = wrap(&key, &own.public(), b"here", &mut rng(3));
    for suite in 0..=4 {
        let as_suite = |bytes: &[u8]| [&[suite], &bytes[1..]].concat();
        for other in [&under, &wrapped] {
            assert!(open(own.secret(), b"here", &as_suite(other)).is_err());
        }
        for other in [&sealed, &wrapped] {
            assert!(unwrap_under(&as_suite(other), own.secret(), b"here").is_err());
        }
        for other in [&sealed, &under] {
            assert!(unwrap(&as_suite(other), &own, b"here").is_err());
        }
    }
}

#[test]
fn cut_or_lengthened_a_wrapped_key_does_not_open() {
    let (key, own) = (secret(1), PrivateKey::draw(&mut rng(2)));
    let wrapped = wrap(&key, &own.public(), b"", &mut rng(3));
    let under = wrap_under(&key, own.secret(), b"", &mut rng(3));
    for cut in 0..wrapped.len() {
        assert!(unwrap(&wrapped[..cut], &own, b"").is_err());
        assert!(unwrap_under(&under[..cut.min(under.len() - 1)], own.secret(), b"").is_err());
    }
    assert!(unwrap(&[&wrapped[..], &[0]].concat(), &own, b"").is_err());
    assert!(unwrap_under(&[&under[..], &[0]].concat(), own.secret(), b"").is_err());
}

#[test]
fn a_buffer_is_used_again_without_what_was_in_it() {
    let (key, under, mut out) = (secret(1), secret(2), vec![9; 500]);
    wrap_under_into(&mut out, &key, &under, b"here", &mut rng(3));
    assert_eq!(out, wrap_under(&key, &under, b"here", &mut rng(3)));
}

proptest! {
    #[test]
    fn what_is_wrapped_comes_back(seed: u64, place in prop::collection::vec(any::<u8>(), 0..60)) {
        let (mut rng, key) = (rng(seed), secret(!seed));
        let own = PrivateKey::draw(&mut rng);
        prop_assert!(unwrap(&wrap(&key, &own.public(), &place, &mut rng), &own, &place).unwrap().same(&key));
        let under = wrap_under(&key, own.secret(), &place, &mut rng);
        prop_assert!(unwrap_under(&under, own.secret(), &place).unwrap().same(&key));
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..120), suite in 0_u8..5) {
        let (bytes, own) = ([&[suite], &bytes[..]].concat(), PrivateKey::from(secret(1)));
        prop_assert!(unwrap(&bytes, &own, b"").is_err());
        prop_assert!(unwrap_under(&bytes, own.secret(), b"").is_err());
    }
}
