//! What synthetic persons promise: the same for the same seed, a known truth, nobody's keys, errors in the shares asked.

use std::collections::{HashMap, HashSet};

use demo::{Columns, Mention, Persons, Record};

const RECORDS: u32 = 4_000;

fn persons() -> Persons {
    Persons::new(7, 1.0, 0.04)
}

fn records(persons: Persons) -> Vec<(Mention, Record)> {
    let mentions = persons.one_file(RECORDS, 0.45);
    mentions
        .into_iter()
        .map(|mention| (mention, persons.record(mention)))
        .collect()
}

fn written(persons: Persons) -> (Vec<u8>, Vec<u8>) {
    let (mut file, mut truth) = (Vec::new(), Vec::new());
    let mentions = persons.one_file(500, 0.45);
    let done = persons.write(("r", Columns::All), &mentions, &mut file, &mut truth);
    done.expect("memory can be written");
    (file, truth)
}

#[test]
fn the_same_seed_gives_the_same_file_and_another_seed_another() {
    assert_eq!(written(persons()), written(persons()));
    assert_ne!(written(persons()), written(Persons::new(8, 1.0, 0.04)));
}

#[test]
fn the_share_of_duplicates_is_the_one_asked_and_nobody_is_mentioned_six_times() {
    let mut times: HashMap<u32, u32> = HashMap::new();
    let mentions = persons().one_file(RECORDS, 0.45);
    assert_eq!(mentions.len(), RECORDS as usize);
    assert_eq!(
        mentions.iter().collect::<HashSet<_>>().len(),
        mentions.len(),
        "a mention is there once"
    );
    for mention in mentions {
        *times.entry(mention.person).or_default() += 1;
    }
    let share = 1.0 - times.len() as f64 / f64::from(RECORDS);
    assert!((share - 0.45).abs() < 0.01, "{share}");
    let most = times.values().copied().max();
    assert_eq!(most, Some(5));
    assert!(times.values().any(|times| *times == 1));
}

#[test]
fn two_files_share_the_persons_asked_and_have_nobody_twice() {
    let [a, b] = persons().two_files(1_000, 0.6);
    let people = |file: &[Mention]| file.iter().map(|mention| mention.person).collect::<HashSet<_>>();
    let (in_a, in_b) = (people(&a), people(&b));
    assert_eq!((in_a.len(), in_b.len()), (1_000, 1_000));
    assert_eq!(in_a.intersection(&in_b).count(), 600);
    assert!(
        !a.iter().any(|mention| b.contains(mention)),
        "the second file has other records"
    );
}

/// The check character of a key of the population registry, computed apart from the generator.
fn check(key: &str) -> Option<u32> {
    let alphabet: Vec<char> = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ".chars().collect();
    let places = key
        .chars()
        .take(17)
        .map(|letter| alphabet.iter().position(|other| *other == letter));
    let sum: usize = places
        .zip(0..)
        .map(|(place, at)| Some(place? * (18 - at)))
        .sum::<Option<usize>>()?;
    u32::try_from((10 - sum % 10) % 10).ok()
}

#[test]
fn no_key_and_no_telephone_could_be_somebodys() {
    assert_eq!(check("HEGG560427MVZRRL04"), Some(4), "the registry's own example");
    let clean = Persons::new(7, 0.0, 0.04);
    let records: Vec<_> = records(clean).into_iter().map(|(_, record)| record).collect();
    let keys: Vec<_> = records
        .iter()
        .filter(|record| record.curp.chars().count() == 18)
        .collect();
    assert!(keys.len() > 1_000);
    for record in keys {
        assert_ne!(
            check(&record.curp),
            record.curp.chars().last().and_then(|last| last.to_digit(10))
        );
    }
    let phones = records
        .iter()
        .map(|record| &record.phone)
        .filter(|phone| phone.starts_with(|c: char| c.is_ascii_digit()));
    assert!(phones.clone().count() > 1_000);
    assert!(
        phones.clone().all(|phone| phone.starts_with('0')),
        "no number of the country begins with 0"
    );
}

#[test]
fn without_errors_the_records_of_a_person_agree() {
    let mut seen: HashMap<u32, (String, String)> = HashMap::new();
    for (mention, record) in records(Persons::new(7, 0.0, 0.04)) {
        let identity = (record.sex.clone(), record.birth_year.clone());
        let before = seen.entry(mention.person).or_insert_with(|| identity.clone());
        assert_eq!(*before, identity, "{record:?}");
        assert!(
            record.errors.iter().all(|error| *error == "moved"),
            "people move without error: {record:?}"
        );
    }
}

#[test]
fn every_kind_of_error_happens_and_more_of_them_when_asked() {
    let kinds = [
        "typing",
        "by_ear",
        "by_eye",
        "second_surname_dropped",
        "surnames_swapped",
        "given_cut",
        "given_short",
        "married_name",
        "full_name_in_one",
        "surnames_in_one",
        "fields_swapped",
        "day_month_swapped",
        "digit_off",
        "year_only",
        "first_of_january",
        "birth_missing",
        "sex_wrong",
        "moved",
        "phone_changed",
        "curp_typing",
        "particle",
        "name_missing",
    ];
    let count = |errors| {
        let mut count: HashMap<&str, usize> = HashMap::new();
        for (_, record) in records(Persons::new(7, errors, 0.04)) {
            record
                .errors
                .into_iter()
                .for_each(|error| *count.entry(error).or_default() += 1);
        }
        count
    };
    let (usual, harsh) = (count(1.0), count(2.0));
    for kind in kinds {
        assert!(usual.contains_key(kind), "{kind} never happens");
    }
    assert!(harsh["typing"] > usual["typing"] * 3 / 2);
}

#[test]
fn there_are_twins_and_families() {
    let family = Persons::new(7, 0.0, 1.0);
    let all: Vec<Record> = (0..4_000)
        .map(|person| family.record(Mention { person, copy: 0 }))
        .collect();
    let plain = |text: &str| text.to_uppercase().replace(['Á', 'É', 'Í', 'Ó', 'Ú', 'Ñ', 'N'], "");
    let same_home = all.chunks(4).filter(|four| four[0].postcode == four[3].postcode);
    assert_eq!(same_home.count(), 1_000);
    let twins = all.chunks(4).filter(|four| {
        let [one, other] = [&four[2], &four[3]];
        one.birth_date == other.birth_date && plain(&one.first_surname).len() == plain(&other.first_surname).len()
    });
    assert!((20..100).contains(&twins.count()), "some children are twins");
}

#[test]
fn columns_are_those_of_the_heading() {
    let record = persons().record(Mention { person: 3, copy: 0 });
    for columns in [Columns::All, Columns::Few, Columns::FullName] {
        assert_eq!(record.cells(columns).count(), columns.head().len());
    }
    let (file, truth) = written(persons());
    let file = String::from_utf8(file).expect("text");
    assert_eq!(file.lines().count(), 501);
    assert_eq!(String::from_utf8(truth).expect("text").lines().count(), 500);
    assert!(file.starts_with("record_id,given_name,"));
}
