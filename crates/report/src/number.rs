//! Numbers and dates as people read them.

use catalogue::{Date, Language};

/// One of two words, by language.
pub(crate) fn say<'a>(language: Language, es: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Es => es,
        Language::En => en,
    }
}

/// A count, with a thin space between thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 6);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A share without its sign, one decimal; what is neither none nor all never prints as if it were.
pub(crate) fn share(share: f64) -> String {
    match share * 100.0 {
        part if part > 0.0 && part < 0.05 => "<\u{202f}0.1".to_owned(),
        part if (99.95..100.0).contains(&part) => ">\u{202f}99.9".to_owned(),
        part => format!("{part:.1}"),
    }
}

/// A share with its sign.
pub(crate) fn percent(part: f64, language: Language) -> String {
    format!("{}{}", share(part), say(language, "\u{a0}%", "%"))
}

/// Two shares, the least and the most.
pub(crate) fn range((least, most): (f64, f64)) -> String {
    format!("{}–{}", share(least), share(most))
}

/// A quotient, two decimals.
pub(crate) fn quotient(value: f64) -> String {
    format!("{value:.2}")
}

/// A date in words, as far as it is known.
pub(crate) fn day(date: Date, language: Language) -> String {
    let month = usize::try_from(date.month())
        .ok()
        .and_then(|month| months(language).get(month.wrapping_sub(1)).copied());
    let Some(month) = month else {
        return date.year().to_string();
    };
    let between = say(language, " de ", " ");
    match date.day() {
        0 => format!("{month}{between}{}", date.year()),
        day => format!("{day}{between}{month}{between}{}", date.year()),
    }
}

/// The day of an RFC 3339 instant, in words; the text itself when it is none.
pub(crate) fn day_of(instant: &str, language: Language) -> String {
    instant
        .get(..10)
        .and_then(Date::parse)
        .map_or_else(|| instant.to_owned(), |date| day(date, language))
}

fn months(language: Language) -> [&'static str; 12] {
    match language {
        Language::Es => [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        Language::En => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::{count, day, share};
    use catalogue::{Date, Language};

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [
            (0, "0"),
            (790, "790"),
            (1234, "1\u{202f}234"),
            (1_000_000, "1\u{202f}000\u{202f}000"),
        ] {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn what_is_not_none_does_not_print_as_none() {
        assert_eq!((share(0.0), share(1.0)), ("0.0".into(), "100.0".into()));
        assert_eq!(
            (share(0.0001), share(0.9999)),
            ("<\u{202f}0.1".into(), ">\u{202f}99.9".into())
        );
        assert_eq!(share(0.7), "70.0");
    }

    #[test]
    fn a_date_says_what_is_known_of_it() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(day(date("2017-07-31"), Language::Es), "31 de julio de 2017");
        assert_eq!(day(date("2017-07"), Language::En), "July 2017");
        assert_eq!(day(date("2017"), Language::Es), "2017");
    }
}
