//! A public key reads as it was printed, and nothing is wrapped to a key that hides nothing.

use proptest::prelude::*;
use seal::{PrivateKey, PublicKey, SealError};

use crate::chance::secret;

#[test]
fn a_public_key_reads_as_it_was_printed() {
    let key = PrivateKey::from(secret(1)).public();
    let text = key.to_string();
    assert!(text.starts_with("sintra-public-1:") && text.len() == 59, "{text}");
    assert_eq!((text.parse(), format!(" {text}\n").parse()), (Ok(key), Ok(key)));
    assert_eq!(PublicKey::from_bytes(key.to_bytes()), Ok(key));
    assert_eq!(format!("{key:?}"), text);
    for cut in 0..text.len() {
        assert_eq!(text[..cut].parse::<PublicKey>(), Err(SealError::NotAKey));
    }
    for wrong in [text.replace("-1:", "-2:"), text.clone() + "A", text.to_uppercase()] {
        assert_eq!(wrong.parse::<PublicKey>(), Err(SealError::NotAKey), "{wrong}");
    }
}

/// The points of small order of Curve25519, as <https://cr.yp.to/ecdh.html> lists them.
#[test]
fn nothing_can_be_wrapped_to_a_point_of_small_order() {
    let p = |last: u8| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (last, 0x7f);
        bytes
    };
    let mut one = [0; 32];
    one[0] = 1;
    let eight = [
        [
            0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
            0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
        ],
        [
            0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44,
            0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
        ],
    ];
    for point in [[0; 32], one, p(0xec), p(0xed), p(0xee)].into_iter().chain(eight) {
        let mut high = point;
        high[31] |= 0x80;
        for point in [point, high] {
            assert_eq!(PublicKey::from_bytes(point), Err(SealError::NotAKey), "{point:x?}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_a_key_or_refused(text: String, bytes: [u8; 32]) {
        let _ = text.parse::<PublicKey>();
        let key = PublicKey::from_bytes(bytes).unwrap();
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }
}
