//! Enough shares give the secret, fewer give nothing, and a mistyped one is noticed.

use proptest::prelude::*;
use seal::{SealError, Share, join, split};

use crate::chance::{rng, secret};

fn three_of_five(seed: u64) -> Vec<Share> {
    split(&secret(seed), 3, 5, &mut rng(!seed)).unwrap()
}

/// Every choice of `count` shares.
fn choices(shares: &[Share], count: usize) -> impl Iterator<Item = Vec<Share>> {
    let chosen = move |of: u32| {
        let one = move |(at, share): (usize, &Share)| (of >> at & 1 == 1).then(|| share.clone());
        shares.iter().enumerate().filter_map(one).collect::<Vec<_>>()
    };
    (0..1_u32 << shares.len())
        .map(chosen)
        .filter(move |some| some.len() == count)
}

#[test]
fn any_three_of_five_give_the_secret_in_any_order() {
    let shares = three_of_five(1);
    for count in 3..=5 {
        for mut some in choices(&shares, count) {
            assert!(join(&some).unwrap().same(&secret(1)));
            some.reverse();
            assert!(join(&some).unwrap().same(&secret(1)));
        }
    }
    assert_eq!(choices(&shares, 3).count(), 10);
}

#[test]
fn two_of_five_are_too_few() {
    for some in choices(&three_of_five(1), 2) {
        assert_eq!(join(&some).unwrap_err(), SealError::TooFewShares { have: 2, needed: 3 });
    }
    assert_eq!(join(&[]).unwrap_err(), SealError::TooFewShares { have: 0, needed: 2 });
}

#[test]
fn a_share_counts_once() {
    let shares = three_of_five(1);
    let twice = [shares[0].clone(), shares[1].clone(), shares[0].clone()];
    assert_eq!(join(&twice).unwrap_err(), SealError::RepeatedShare { number: 1 });
}

#[test]
fn a_share_of_another_set_is_named() {
    let (shares, others) = (three_of_five(1), three_of_five(2));
    let again = split(&secret(1), 3, 5, &mut rng(77)).unwrap();
    for foreign in [&others[4], &again[4]] {
        let mixed = [shares[0].clone(), shares[1].clone(), foreign.clone()];
        assert_eq!(join(&mixed).unwrap_err(), SealError::ForeignShare { number: 5 });
    }
}

#[test]
fn a_forged_share_gives_no_secret() {
    let shares = three_of_five(1);
    let forged = forge(&shares[2]);
    let some = [shares[0].clone(), shares[1].clone(), forged.clone()];
    assert_eq!(join(&some).unwrap_err(), SealError::WrongShares);
    let all = [&shares[..2], &[forged], &shares[3..]].concat();
    assert_eq!(join(&all).unwrap_err(), SealError::WrongShares);
}

/// What a share holds; its value is the last 32 bytes.
fn bytes_of(share: &Share) -> Vec<u8> {
    let text = share.to_string().split_once('-').unwrap().1.replace('-', "");
    bech32::decode(&text).unwrap().1
}

/// A share with another value whose own checksum is right.
fn forge(share: &Share) -> Share {
    use bech32::{Bech32m, Hrp};
    let mut bytes = bytes_of(share);
    *bytes.last_mut().unwrap() ^= 1;
    let forged = bech32::encode::<Bech32m>(Hrp::parse("sintra").unwrap(), &bytes).unwrap();
    format!("{}-{forged}", share.number()).parse().unwrap()
}

#[test]
fn a_share_can_be_typed() {
    let shares = three_of_five(1);
    let text = shares[1].to_string();
    assert!(text.starts_with("2-SINTRA1-") && text.len() == 99, "{text}");
    assert_eq!(
        text.split('-').skip(2).filter(|group| group.len() == 5).count(),
        15,
        "{text}"
    );
    let (number, rest) = text.split_once('-').unwrap();
    for typed in [
        text.to_lowercase(),
        text.replace('-', " "),
        text.replace('-', " – "),
        format!("  {}\n", text.replace('-', "\n")),
        format!("{number}.{}", rest.replace('-', "")),
        format!("{number}{}", rest.replace('-', "")),
    ] {
        let share: Share = typed.parse().unwrap();
        assert_eq!((share.number(), share.needed(), share.set()), (2, 3, shares[1].set()));
        assert_eq!(share.to_string(), text);
    }
}

#[test]
fn one_wrong_character_is_noticed() {
    let text = three_of_five(1)[1].to_string();
    for (at, right) in text.char_indices() {
        for wrong in ('A'..='Z').chain('0'..='9').filter(|wrong| *wrong != right) {
            let mut typed = text.clone();
            typed.replace_range(at..=at, &wrong.to_string());
            assert_eq!(typed.parse::<Share>().unwrap_err(), SealError::NotAShare, "{typed}");
        }
    }
}

#[test]
fn a_missing_doubled_or_exchanged_character_is_noticed() {
    let text = three_of_five(1)[3].to_string();
    let letters: Vec<char> = text.chars().collect();
    for at in (0..letters.len()).filter(|at| letters[*at] != '-') {
        let mut missing = letters.clone();
        missing.remove(at);
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        let mut exchanged = letters.clone();
        let next = (at + 1..letters.len()).find(|next| letters[*next] != '-').unwrap_or(at);
        exchanged.swap(at, next);
        for typed in [missing, doubled, exchanged] {
            let typed: String = typed.into_iter().collect();
            assert!(typed == text || typed.parse::<Share>().is_err(), "{typed}");
        }
    }
}

#[test]
fn a_secret_is_not_split_so_that_one_share_is_it() {
    for (needed, of) in [(0, 5), (1, 1), (1, 5), (6, 5), (2, 1), (255, 254)] {
        assert_eq!(
            split(&secret(1), needed, of, &mut rng(1)).unwrap_err(),
            SealError::Split { needed, of }
        );
    }
    let many = split(&secret(1), 200, 255, &mut rng(1)).unwrap();
    assert!(join(&many[55..]).unwrap().same(&secret(1)));
    assert_eq!(many[254].to_string().parse::<Share>().unwrap().number(), 255);
}

#[test]
fn shares_of_one_secret_split_twice_have_nothing_in_common() {
    let (one, two) = (three_of_five(1), split(&secret(1), 3, 5, &mut rng(9)).unwrap());
    for (one, two) in one.iter().zip(&two) {
        let (one, two) = (one.to_string(), two.to_string());
        let same = one
            .chars()
            .zip(two.chars())
            .skip(20)
            .filter(|(one, two)| one == two && *one != '-')
            .count();
        assert!(same < 20, "{one}\n{two}");
    }
}

/// Were no coefficient of the polynomials ever zero, a byte of a share of two would never be that of the secret, and
/// many splits of one secret would tell it (RUSTSEC-2024-0398, against another implementation).
#[test]
fn a_share_can_be_anything_even_the_secret() {
    let (secret, mut rng, mut same) = (secret(1), rng(2), [0_u32; 2]);
    for _ in 0..1000 {
        let shares = split(&secret, 2, 2, &mut rng).unwrap();
        for (share, same) in shares.iter().zip(&mut same) {
            let bytes = bytes_of(share);
            let value = &bytes[bytes.len() - 32..];
            *same += value
                .iter()
                .zip(secret.expose())
                .filter(|(one, two)| one == two)
                .count() as u32;
        }
    }
    // 32 000 bytes, of which each is the same by chance once in 256: 125, give or take 11.
    assert!(same.iter().all(|same| (60..190).contains(same)), "{same:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_split_is_joined_again(needed in 2_u8..10, more in 0_u8..6, seed: u64, from: prop::sample::Index) {
        let of = needed + more;
        let mut shares = split(&secret(seed), needed, of, &mut rng(seed)).unwrap();
        shares.rotate_left(from.index(of.into()));
        let read = |share: &Share| share.to_string().parse::<Share>().unwrap();
        let read: Vec<Share> = shares[..needed.into()].iter().map(read).collect();
        prop_assert!(join(&read).unwrap().same(&secret(seed)));
        let too_few = SealError::TooFewShares { have: needed - 1, needed };
        prop_assert_eq!(join(&read[1..]).unwrap_err(), too_few);
    }

    #[test]
    fn any_text_is_a_share_or_refused(text: String, tail in "[A-Za-z0-9 -]{0,120}") {
        prop_assert!(text.parse::<Share>().is_err());
        let text = format!("1-SINTRA1-{tail}");
        prop_assert!(text.parse::<Share>().is_err());
    }
}
