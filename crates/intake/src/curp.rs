//! The shape and the check digit of a CURP, as the national population register assigns it (DOF 18-10-2021). It says
//! nothing of whose it is.

/// The 33 places of birth: the states, and `NE` for abroad.
const PLACES: [&str; 33] = [
    "AS", "BC", "BS", "CC", "CH", "CL", "CM", "CS", "DF", "DG", "GR", "GT", "HG", "JC", "MC", "MN", "MS", "NE", "NL",
    "NT", "OC", "PL", "QR", "QT", "SL", "SP", "SR", "TC", "TL", "TS", "VZ", "YN", "ZS",
];

/// Whether a text is a CURP, in capitals or not: 4 letters of the names, birth as YYMMDD, sex, place of birth, 3
/// consonants, a sign against namesakes, and the check digit.
pub(crate) fn is_valid(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let Ok(signs) = <[u8; 18]>::try_from(upper.as_bytes()) else {
        return false;
    };
    let [names, birth, rest] = [&signs[..4], &signs[4..10], &signs[10..16]];
    let consonants = &rest[3..];
    names.iter().all(u8::is_ascii_uppercase)
        && b"AEIOUX".contains(&names[1])
        && is_birth(birth)
        && b"HMX".contains(&rest[0])
        && PLACES.iter().any(|place| place.as_bytes() == &rest[1..3])
        && consonants
            .iter()
            .all(|sign| sign.is_ascii_uppercase() && !b"AEIOU".contains(sign))
        && signs[16].is_ascii_alphanumeric()
        && signs[17] == check_digit(&signs)
}

/// Year, month and day of two digits each; the century is in no digit of its own.
fn is_birth(digits: &[u8]) -> bool {
    let number = |at: usize| match digits[at..at + 2] {
        [tens, units] if tens.is_ascii_digit() && units.is_ascii_digit() => (tens - b'0') * 10 + units - b'0',
        _ => u8::MAX,
    };
    number(0) < 100 && (1..=12).contains(&number(2)) && (1..=31).contains(&number(4))
}

/// Each sign's place in the alphabet, times its weight from 18 down, added up: what lacks to the next ten.
fn check_digit(signs: &[u8; 18]) -> u8 {
    // Ñ stands between N and O, and is never in a key, where X takes its place.
    let place = |sign: u8| match sign {
        b'0'..=b'9' => u32::from(sign - b'0'),
        b'A'..=b'N' => u32::from(sign - b'A') + 10,
        _ => u32::from(sign.saturating_sub(b'A')) + 11,
    };
    let weighed = signs[..17].iter().zip((2..=18u32).rev());
    let sum: u32 = weighed.map(|(sign, weight)| place(*sign) * weight).sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    /// Keys of documents and software about the CURP; none is of a person.
    const PUBLISHED: [&str; 5] = [
        "HEGG560427MVZRRL04",
        "BOXW310820HNERXN09",
        "SABC560626MDFLRN01",
        "MOTR930411HJCRMN03",
        "TUAZ040213MCLRLFA7",
    ];

    #[test]
    fn published_keys_are_valid() {
        for key in PUBLISHED {
            assert!(is_valid(key), "{key}");
            assert!(is_valid(&key.to_lowercase()), "{key} in small letters");
        }
    }

    #[test]
    fn no_key_is_valid_with_another_check_digit_or_two_signs_changed_round() {
        for key in PUBLISHED {
            for digit in b'0'..=b'9' {
                let other = format!("{}{}", &key[..17], char::from(digit));
                assert_eq!(is_valid(&other), other == key, "{other}");
            }
        }
        assert!(!is_valid("HEGG564027MVZRRL04"), "there is no month 40");
        assert!(!is_valid("EHGG560427MVZRRL04"), "two letters changed round");
    }

    #[test]
    fn what_has_not_the_shape_is_none() {
        for text in [
            "",
            "HEGG560427",
            "HEGG560427MVZRRL044",
            "HEGG560427MVZRRL0X",
            "HEGG561327MVZRRL04",
            "HEGG560432MVZRRL04",
            "HEGG560427MZZRRL04",
            "HEGG560427QVZRRL04",
            "HEGG 560427 MVZRRL 04",
            "HÉGG560427MVZRRL0",
            "ÑÑÑÑÑÑÑÑÑ",
            "XAXX010101000",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
