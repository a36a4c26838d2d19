//! What is sealed opens with its key in its place, and in no other way.

use proptest::prelude::*;
use seal::{SealError, open, seal, seal_into};

use crate::chance::{flipped, rng, secret};

#[test]
fn every_flipped_bit_is_noticed() {
    let (key, plain) = (secret(1), "María de los Ángeles, 17 años".as_bytes());
    let sealed = seal(&key, b"record 1", plain, &mut rng(2));
    for (bit, other) in flipped(&sealed).enumerate() {
        let expected = if bit < 8 {
            SealError::NotOfOurs
        } else {
            SealError::WrongKeyOrPlace
        };
        assert_eq!(open(&key, b"record 1", &other), Err(expected), "bit {bit}");
    }
    assert_eq!(**open(&key, b"record 1", &sealed).unwrap(), *plain);
}

#[test]
fn what_was_sealed_for_one_place_opens_in_no_other() {
    let key = secret(1);
    let sealed = seal(&key, b"record 1", b"a name", &mut rng(2));
    for place in [&b"record 2"[..], b"record 1 ", b"record ", b"", b"\x01record 1"] {
        assert_eq!(open(&key, place, &sealed), Err(SealError::WrongKeyOrPlace));
    }
    assert_eq!(open(&secret(2), b"record 1", &sealed), Err(SealError::WrongKeyOrPlace));
    assert_eq!(
        open(&key.derive("a"), b"record 1", &sealed),
        Err(SealError::WrongKeyOrPlace)
    );
}

#[test]
fn cut_or_lengthened_it_does_not_open() {
    let key = secret(1);
    let sealed = seal(&key, b"", b"a name", &mut rng(2));
    for cut in 0..sealed.len() {
        assert!(open(&key, b"", &sealed[..cut]).is_err(), "cut at {cut}");
        assert!(open(&key, b"", &sealed[cut + 1..]).is_err(), "from {cut}");
    }
    for more in [1, 15, 16, 255, 256, 512] {
        assert!(open(&key, b"", &[&sealed[..], &vec![0; more]].concat()).is_err());
    }
}

#[test]
fn padding_hides_the_length() {
    let key = secret(1);
    let size = |length: usize| seal(&key, b"", &vec![b'x'; length], &mut rng(length as u64)).len();
    for length in 0..=255 {
        assert_eq!(size(length), 297, "{length} bytes");
    }
    for length in 256..=511 {
        assert_eq!(size(length), 553, "{length} bytes");
    }
}

#[test]
fn plain_bytes_that_look_like_padding_stay() {
    let key = secret(1);
    for plain in [
        &b""[..],
        &[0],
        &[0x80],
        &[0x80, 0],
        &[0; 256],
        &[0x80; 255],
        &[0x80; 256],
    ] {
        let sealed = seal(&key, b"", plain, &mut rng(2));
        assert_eq!(**open(&key, b"", &sealed).unwrap(), *plain);
    }
}

#[test]
fn the_same_sealed_twice_looks_different() {
    let (key, mut rng) = (secret(1), rng(2));
    let (one, two) = (
        seal(&key, b"", b"a name", &mut rng),
        seal(&key, b"", b"a name", &mut rng),
    );
    let same = one.iter().zip(&two).skip(1).filter(|(one, two)| one == two).count();
    assert!(same < 20, "{same} of {} bytes are the same", one.len());
}

#[test]
fn a_buffer_is_used_again_without_what_was_in_it() {
    let (key, mut rng, mut out) = (secret(1), rng(2), vec![9; 2000]);
    for plain in [&[1; 700][..], b"a name", b""] {
        seal_into(&mut out, &key, b"here", plain, &mut rng);
        assert_eq!(**open(&key, b"here", &out).unwrap(), *plain);
    }
    assert_eq!(out.len(), 297);
}

proptest! {
    #[test]
    fn what_is_sealed_opens(
        plain in prop::collection::vec(any::<u8>(), 0..2000),
        place in prop::collection::vec(any::<u8>(), 0..100),
        seed: u64,
    ) {
        let sealed = seal(&secret(seed), &place, &plain, &mut rng(seed ^ 1));
        prop_assert_eq!(&**open(&secret(seed), &place, &sealed).unwrap(), &plain);
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..700), suite in 0_u8..5) {
        let bytes = [&[suite], &bytes[..]].concat();
        prop_assert!(open(&secret(1), b"", &bytes).is_err());
    }
}
