//! A secret in several hands: some of them together have it, fewer have nothing.

use std::{fmt, str::FromStr};

use bech32::{Bech32m, Hrp};
use rand_core::CryptoRng;
use vsss_rs::Gf256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{SealError, Secret};

/// What stands before the separator of Bech32, which is also the version.
const NAME: &str = "sintra";

/// Version, needed, number, set, check and value.
const BYTES: usize = 1 + 1 + 1 + 4 + 4 + 32;

/// The version of shares that is written.
const VERSION: u8 = 1;

/// One of the shares of a secret, by Shamir's scheme over GF(256).
///
/// As text it is its number, `SINTRA1` and 15 groups of five letters and digits, of which the last six characters
/// check the rest: up to four wrong characters are always noticed (BIP-350). Neither capitals nor what stands
/// between the groups matter. `1`, `B`, `I` and `O` do not occur in the groups.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Share {
    needed: u8,
    number: u8,
    set: [u8; 4],
    check: [u8; 4],
    value: [u8; 32],
}

impl Share {
    /// Its number among the shares of its set, from 1.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.number
    }

    /// How many shares are needed.
    #[must_use]
    pub fn needed(&self) -> u8 {
        self.needed
    }

    /// What all shares of one set have in common, drawn when the secret was split.
    #[must_use]
    pub fn set(&self) -> [u8; 4] {
        self.set
    }

    fn of_same_set(&self, other: &Share) -> bool {
        (self.needed, self.set, self.check) == (other.needed, other.set, other.check)
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES));
        bytes.extend_from_slice(&[VERSION, self.needed, self.number]);
        bytes.extend_from_slice(&self.set);
        bytes.extend_from_slice(&self.check);
        bytes.extend_from_slice(&self.value);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Share> {
        let ([version, needed, number], rest) = bytes.split_first_chunk::<3>()?;
        let (set, rest) = rest.split_first_chunk::<4>()?;
        let (check, rest) = rest.split_first_chunk::<4>()?;
        let share = Share {
            needed: *needed,
            number: *number,
            set: *set,
            check: *check,
            value: rest.try_into().ok()?,
        };
        (*version == VERSION && *needed >= 2 && *number >= 1).then_some(share)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Hrp::parse(NAME).map_err(|_| fmt::Error)?;
        let text = bech32::encode_upper::<Bech32m>(name, &self.to_bytes()).map_err(|_| fmt::Error)?;
        let text = Zeroizing::new(text);
        let (name, groups) = text.split_at(NAME.len() + 1);
        write!(f, "{}-{name}", self.number)?;
        for (at, letter) in groups.char_indices() {
            if at % 5 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, …)", self.number)
    }
}

impl FromStr for Share {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Share, SealError> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or(SealError::NotAShare)?;
        let (number, rest) = text.split_at(digits);
        let letters: Zeroizing<String> = Zeroizing::new(rest.chars().filter_map(typed).collect());
        let (name, bytes) = bech32_of(&letters).ok_or(SealError::NotAShare)?;
        let share = Share::from_bytes(&bytes).ok_or(SealError::NotAShare)?;
        let same = name.as_bytes().eq_ignore_ascii_case(NAME.as_bytes()) && number.parse() == Ok(share.number);
        same.then_some(share).ok_or(SealError::NotAShare)
    }
}

/// A character as it counts; what stands between groups does not.
fn typed(letter: char) -> Option<char> {
    let between = letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '−' | '.' | '·');
    (!between).then_some(letter.to_ascii_lowercase())
}

/// Name and bytes of a text in Bech32m, and in no other checksum of its family.
fn bech32_of(text: &str) -> Option<(Hrp, Zeroizing<Vec<u8>>)> {
    let checked = bech32::primitives::decode::CheckedHrpstring::new::<Bech32m>(text).ok()?;
    Some((checked.hrp(), Zeroizing::new(checked.byte_iter().collect())))
}

/// Splits `secret` into `of` shares of which any `needed` give it back and fewer say nothing about it.
///
/// # Errors
/// `Split` when fewer than 2 are to be needed, or more than there are.
pub fn split(
    secret: &Secret,
    needed: u8,
    of: u8,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<Share>, SealError> {
    let refused = SealError::Split { needed, of };
    if needed < 2 || needed > of {
        return Err(refused);
    }
    let mut set = [0; 4];
    rng.fill_bytes(&mut set);
    let check = check(secret, needed, set);
    let parts = Gf256::split_bytes(needed.into(), of.into(), secret.expose(), rng).map_err(|_| refused)?;
    let parts = Zeroizing::new(parts);
    let share = |part: &Vec<u8>| {
        let (number, value) = part.split_first()?;
        Some(Share {
            needed,
            number: *number,
            set,
            check,
            value: value.try_into().ok()?,
        })
    };
    parts.iter().map(|part| share(part).ok_or(refused)).collect()
}

/// The secret of these shares. More than needed may be there; all must then agree.
///
/// # Errors
/// `TooFewShares`, `RepeatedShare`, `ForeignShare`; `WrongShares` when they are of one set and do not give its secret.
pub fn join(shares: &[Share]) -> Result<Secret, SealError> {
    let first = shares.first().ok_or(SealError::TooFewShares { have: 0, needed: 2 })?;
    for (at, share) in shares.iter().enumerate() {
        let number = share.number;
        if !share.of_same_set(first) {
            return Err(SealError::ForeignShare { number });
        }
        if shares[..at].iter().any(|earlier| earlier.number == number) {
            return Err(SealError::RepeatedShare { number });
        }
    }
    let have = u8::try_from(shares.len()).unwrap_or(u8::MAX);
    if have < first.needed {
        return Err(SealError::TooFewShares {
            have,
            needed: first.needed,
        });
    }
    interpolated(shares)
        .filter(|secret| check(secret, first.needed, first.set) == first.check)
        .ok_or(SealError::WrongShares)
}

fn interpolated(shares: &[Share]) -> Option<Secret> {
    let part = |share: &Share| [&[share.number], &share.value[..]].concat();
    let parts: Zeroizing<Vec<Vec<u8>>> = Zeroizing::new(shares.iter().map(part).collect());
    let bytes = Gf256::combine_bytes(&parts[..]).ok()?;
    Secret::from_slice(&Zeroizing::new(bytes))
}

/// What tells, in every share, whether the right secret came out.
fn check(secret: &Secret, needed: u8, set: [u8; 4]) -> [u8; 4] {
    let [a, b, c, d] = set;
    let tag = secret.derive("sintra share 1").tag(&[needed, a, b, c, d]);
    [tag[0], tag[1], tag[2], tag[3]]
}
