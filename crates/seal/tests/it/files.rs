//! A sealed file opens whole or says that it is not.

use std::io::{ErrorKind, Read, Write};

use proptest::prelude::*;
use seal::{Opener, SealError, Sealer, Secret};

use crate::chance::{flipped, rng, secret};

const SEGMENT: usize = 64 * 1024;

/// Head and tag of a sealed file.
const HEAD: usize = 27;
const TAG: usize = 16;

/// Bytes of which no two segments are the same.
fn plain(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at / 251 + at % 251) as u8).collect()
}

fn sealed(key: &Secret, plain: &[u8]) -> Vec<u8> {
    let mut sealer = Sealer::new(Vec::new(), key, &mut rng(2)).unwrap();
    sealer.write_all(plain).unwrap();
    sealer.finish().unwrap()
}

/// What opens, or why it does not.
fn opened(key: &Secret, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let why = |error: std::io::Error| {
        assert_eq!(error.kind(), ErrorKind::InvalidData, "{error}");
        *error.get_ref().unwrap().downcast_ref::<SealError>().unwrap()
    };
    let mut plain = Vec::new();
    Opener::new(sealed, key)
        .map_err(why)?
        .read_to_end(&mut plain)
        .map_err(why)?;
    Ok(plain)
}

#[test]
fn files_of_every_size_around_a_segment_open() {
    for segments in 0..=2 {
        for around in -2..=2_isize {
            let Some(size) = (segments * SEGMENT).checked_add_signed(around) else {
                continue;
            };
            let (plain, key) = (plain(size), secret(1));
            let file = sealed(&key, &plain);
            assert_eq!(file.len(), HEAD + size + TAG * size.div_ceil(SEGMENT).max(1), "{size}");
            assert!(opened(&key, &file) == Ok(plain), "{size}");
        }
    }
}

#[test]
fn a_cut_file_is_no_whole_file() {
    for size in [0, 10, SEGMENT, 2 * SEGMENT, 2 * SEGMENT + 10] {
        let (file, key) = (sealed(&secret(1), &plain(size)), secret(1));
        let sealed_segment = SEGMENT + TAG;
        let bounds = (0..=2).flat_map(|at| {
            let bound = HEAD + at * sealed_segment;
            [
                bound.saturating_sub(1),
                bound,
                bound + 1,
                bound + TAG - 1,
                bound + TAG,
                bound + TAG + 1,
                bound + 5000,
            ]
        });
        for cut in bounds
            .chain(0..HEAD)
            .chain((1..40).map(|back| file.len().saturating_sub(back)))
        {
            if cut < file.len() {
                assert!(opened(&secret(1), &file[..cut]).is_err(), "{size} cut at {cut}");
            }
        }
        assert!(opened(&key, &file).is_ok());
    }
}

#[test]
fn a_file_that_was_not_finished_is_no_whole_file() {
    let (mut file, key) = (Vec::new(), secret(1));
    let mut sealer = Sealer::new(&mut file, &key, &mut rng(2)).unwrap();
    sealer.write_all(&plain(3 * SEGMENT)).unwrap();
    sealer.flush().unwrap();
    drop(sealer);
    assert_eq!(opened(&key, &file), Err(SealError::Damaged));
}

#[test]
fn segments_in_another_order_are_refused() {
    let (key, plain) = (secret(1), plain(3 * SEGMENT));
    let file = sealed(&key, &plain);
    let (head, segments) = file.split_at(HEAD);
    let segments: Vec<&[u8]> = segments.chunks(SEGMENT + TAG).collect();
    for order in [
        &[1, 0, 2][..],
        &[0, 2, 1],
        &[2, 1, 0],
        &[0, 0, 1, 2],
        &[0, 2],
        &[1, 2],
        &[2],
        &[0, 1, 2, 2],
        &[0, 1],
    ] {
        let body: Vec<u8> = order.iter().flat_map(|at| segments[*at]).copied().collect();
        assert!(opened(&key, &[head, &body].concat()).is_err(), "{order:?}");
    }
    let other = sealed(&secret(1).derive("other"), &plain);
    let mixed = [&file[..HEAD + SEGMENT + TAG], &other[HEAD + SEGMENT + TAG..]].concat();
    assert_eq!(opened(&key, &mixed), Err(SealError::Damaged));
}

#[test]
fn bytes_after_the_end_are_refused() {
    for size in [0, 10, SEGMENT - 1, SEGMENT, SEGMENT + 1] {
        let file = sealed(&secret(1), &plain(size));
        for more in [1, TAG, SEGMENT, SEGMENT + TAG] {
            assert!(
                opened(&secret(1), &[&file[..], &vec![0; more]].concat()).is_err(),
                "{size} and {more}"
            );
        }
        assert!(
            opened(&secret(1), &[&file[..], &file[HEAD..]].concat()).is_err(),
            "{size} twice"
        );
    }
}

#[test]
fn another_key_opens_nothing() {
    for size in [0, 10, 2 * SEGMENT] {
        let file = sealed(&secret(1), &plain(size));
        assert_eq!(opened(&secret(2), &file), Err(SealError::WrongKeyOrPlace));
        assert_eq!(
            opened(&secret(1).derive("other"), &file),
            Err(SealError::WrongKeyOrPlace)
        );
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    let file = sealed(&secret(1), b"a deposition");
    for (bit, other) in flipped(&file).enumerate() {
        assert!(opened(&secret(1), &other).is_err(), "bit {bit}");
    }
    let mut long = sealed(&secret(1), &plain(2 * SEGMENT + 10));
    for at in (HEAD..long.len()).step_by(9973) {
        long[at] ^= 1;
        assert!(opened(&secret(1), &long).is_err(), "byte {at}");
        long[at] ^= 1;
    }
}

#[test]
fn what_is_no_sealed_file_says_so() {
    for other in [
        &b""[..],
        b"PK\x03\x04",
        b"sintraF",
        b"sintraF\x02 and so on and so on and so on",
    ] {
        assert_eq!(opened(&secret(1), other), Err(SealError::NotOfOurs));
    }
    assert_eq!(opened(&secret(1), b"sintraF\x01"), Err(SealError::Damaged));
}

#[test]
fn an_error_stays_an_error() {
    let mut file = sealed(&secret(1), &plain(3 * SEGMENT));
    file[HEAD + SEGMENT + TAG + 100] ^= 1;
    let mut opener = Opener::new(&file[..], &secret(1)).unwrap();
    let mut first = vec![0; SEGMENT];
    opener.read_exact(&mut first).unwrap();
    assert!(first == plain(SEGMENT), "what was verified before comes out");
    for _ in 0..3 {
        assert_eq!(opener.read(&mut [0; 10]).unwrap_err().kind(), ErrorKind::InvalidData);
    }
    assert_eq!(opener.read(&mut []).unwrap(), 0);
}

#[test]
fn the_end_stays_the_end() {
    let file = sealed(&secret(1), b"a deposition");
    let mut opener = Opener::new(&file[..], &secret(1)).unwrap();
    let mut plain = Vec::new();
    opener.read_to_end(&mut plain).unwrap();
    assert_eq!(
        (opener.read(&mut [0; 10]).unwrap(), &plain[..]),
        (0, &b"a deposition"[..])
    );
}

/// A reader that gives a few bytes at a time, or a writer that takes them.
struct Slow<T>(T, usize);

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let most = out.len().min(self.1);
        self.0.read(&mut out[..most])
    }
}

impl<W: Write> Write for Slow<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(&bytes[..bytes.len().min(self.1)])
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

#[test]
fn what_the_disk_refuses_is_said() {
    let mut small = [0_u8; 100];
    let mut sealer = Sealer::new(&mut small[..], &secret(1), &mut rng(2)).unwrap();
    sealer.write_all(&[1; 200]).unwrap();
    assert_eq!(sealer.finish().unwrap_err().kind(), ErrorKind::WriteZero);
    let mut smaller = [0_u8; 5];
    let refused = Sealer::new(&mut smaller[..], &secret(1), &mut rng(2));
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::WriteZero);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn written_and_read_in_pieces_of_any_size(
        size in 0..200_000_usize,
        pieces in prop::collection::vec(1..70_000_usize, 1..6),
        slow in 500..3000_usize,
    ) {
        let (plain, key) = (plain(size), secret(1));
        let mut sealer = Sealer::new(Slow(Vec::new(), slow), &key, &mut rng(2)).unwrap();
        let (mut rest, mut piece) = (&plain[..], pieces.iter().cycle());
        while !rest.is_empty() {
            let (now, later) = rest.split_at((*piece.next().unwrap()).min(rest.len()));
            sealer.write_all(now).unwrap();
            rest = later;
        }
        let file = sealer.finish().unwrap().0;
        prop_assert!(file == sealed(&key, &plain));
        let mut read = Vec::new();
        Opener::new(Slow(&file[..], slow), &key).unwrap().read_to_end(&mut read).unwrap();
        prop_assert!(read == plain);
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(opened(&secret(1), &[b"sintraF\x01", &bytes[..]].concat()).is_err());
        prop_assert!(opened(&secret(1), &bytes).is_err());
    }
}
