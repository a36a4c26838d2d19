//! Keys with the shape of those of the population registry (CURP), whose check character is always wrong: a right one
//! could be somebody's.

use std::fmt::Write as _;

use super::names::plain;
use super::person::Person;

/// The characters that the check counts, in order of value.
const VALUES: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

/// The key of somebody born in a state, wrong in its last character.
pub(super) fn of(person: &Person, state: &str) -> String {
    let [first, second] = [&person.first, &person.second].map(|surname| word(surname, &[]));
    let given = word(&person.given, &["MARIA", "MA", "JOSE", "J"]);
    let (year, month, day) = person.born.date();
    let mut key = String::with_capacity(18);
    key.extend([initial(&first), vowel(&first), initial(&second), initial(&given)]);
    let sex = if person.is_woman { 'M' } else { 'H' };
    // Writing to a text cannot fail.
    let _ = write!(key, "{:02}{month:02}{day:02}{sex}{state}", year % 100);
    key.extend([&first, &second, &given].map(|name| consonant(name)));
    key.push(if year < 2000 { '0' } else { 'A' });
    key.push(wrong(&key));
    key
}

/// The word of a name that counts: not a particle, nor the commonest first name when there is another.
fn word(name: &str, passed_over: &[&str]) -> String {
    let name = plain(name, true).replace('Ñ', "X");
    let counts = |word: &&str| !["DE", "DEL", "LA", "LAS", "LOS", "Y"].contains(word);
    let words: Vec<&str> = name.split(' ').filter(counts).collect();
    let word = words
        .iter()
        .find(|word| words.len() == 1 || !passed_over.contains(word));
    word.or(words.first()).copied().unwrap_or_default().to_owned()
}

fn initial(word: &str) -> char {
    word.chars().next().unwrap_or('X')
}

fn vowel(word: &str) -> char {
    word.chars()
        .skip(1)
        .find(|letter| "AEIOU".contains(*letter))
        .unwrap_or('X')
}

fn consonant(word: &str) -> char {
    word.chars()
        .skip(1)
        .find(|letter| letter.is_alphabetic() && !"AEIOU".contains(*letter))
        .unwrap_or('X')
}

/// A digit five away from the one that would check.
fn wrong(key: &str) -> char {
    let value = |letter: char| VALUES.chars().position(|other| other == letter).unwrap_or_default();
    let sum: usize = key
        .chars()
        .zip((2..=18).rev())
        .map(|(letter, weight)| value(letter) * weight)
        .sum();
    let digit = ((10 - sum % 10) % 10 + 5) % 10;
    char::from_digit(u32::try_from(digit).unwrap_or_default(), 10).unwrap_or('0')
}
