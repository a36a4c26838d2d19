//! Recognises what looks like a person's identity where it does not belong, so that it is never kept.

/// Whether a text looks like a CURP, a person's RFC, an electronic address or a Mexican telephone.
#[must_use]
pub fn is_suspected(text: &str) -> bool {
    if text.len() < 10 {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits < 6 && !text.contains('@') {
        return false;
    }
    is_address(text) || (digits >= 10 && is_telephone(text)) || has_key(text)
}

/// Whether a text has a CURP or a person's RFC in it: a person's anywhere, while an address or a telephone
/// above or below a table may be the office's own.
pub(crate) fn has_key(text: &str) -> bool {
    text.len() >= 13 && text.split(|c: char| !c.is_alphanumeric()).any(is_curp_or_rfc)
}

fn is_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Ten digits said to be a telephone; bare digits may be a file's number.
fn is_telephone(text: &str) -> bool {
    text.contains("+52") || text.to_lowercase().contains("tel")
}

/// CURP: four letters, six digits of birth, sex, five letters, two more; RFC: four letters, six digits, three.
fn is_curp_or_rfc(word: &str) -> bool {
    if !(13..=19).contains(&word.len()) {
        return false;
    }
    let shape: String = word
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '9'
            } else if c.is_alphabetic() {
                'A'
            } else {
                '?'
            }
        })
        .collect();
    let born = shape.starts_with("AAAA999999") && plausible_birth(word);
    born && ((shape.len() == 18 && shape[10..16] == *"AAAAAA") || shape.len() == 13)
}

fn plausible_birth(word: &str) -> bool {
    let digits: String = word.chars().skip(6).take(4).collect();
    let (month, day) = digits.split_at(digits.len().min(2));
    let within = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number));
    within(month, 12) && within(day, 31)
}

#[cfg(test)]
mod tests {
    use super::is_suspected;

    #[test]
    fn identities_are_seen() {
        for text in [
            "XEXX010101HNEXXXA4",
            "persona XEXX010101HNEXXXA4 menor",
            "XEXX010101AB1",
            "a.b@correo.mx",
            "tel. 55 1234 5678",
            "+52 5512345678",
        ] {
            assert!(is_suspected(text), "{text}");
        }
    }

    #[test]
    fn file_numbers_are_not() {
        for text in [
            "CI-FEVIMTRA/0012/2016",
            "AP/PGR/FEVIMTRA/123/2015",
            "1234567890",
            "NUC 0102030405",
            "Curso sobre trata 2016",
        ] {
            assert!(!is_suspected(text), "{text}");
        }
    }
}
