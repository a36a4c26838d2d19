//! Names as Mexico writes them, and as others do.

use linkage::missing::{is_missing, is_missing_name};
use linkage::names::{NameWords, given_name, normalise, padded_bigrams, phonetic, qgrams, split_full_name, surname};

#[test]
fn accents_hyphens_and_spoilt_letters_go_the_way_of_plain_capitals() {
    assert_eq!(normalise("  Núñez-Del  Río "), "NUNEZ DEL RIO");
    assert_eq!(normalise("MU#OZ"), normalise("Muñoz"));
    assert_eq!(normalise("MU?OZ"), "MUNOZ");
    assert_eq!(normalise("O'Brien"), "OBRIEN");
    assert_eq!(normalise("Mu\u{6e}\u{303}oz"), "MUNOZ");
    assert_eq!(normalise("..."), "");
}

#[test]
fn abbreviated_given_names_are_written_in_full() {
    assert_eq!(given_name("Ma. Gpe."), "MARIA GUADALUPE");
    assert_eq!(given_name("FCO. JAVIER"), "FRANCISCO JAVIER");
    assert_eq!(given_name("María de los Ángeles"), "MARIA ANGELES");
    assert_eq!(given_name("J. Jesús"), "J JESUS");
}

#[test]
fn a_name_of_another_language_goes_through_unharmed() {
    assert_eq!(given_name("Ma"), "MA", "a Chinese given name");
    assert_eq!(surname("van der Berg"), "VAN DER BERG");
    assert_eq!(surname("de"), "DE", "nothing else is left");
    assert!(!is_missing_name("Si"));
    assert!(is_missing("Si"), "of a place or number it says nothing");
}

#[test]
fn particles_and_the_husbands_surname_fall_away() {
    assert_eq!(surname("de la Cruz"), "CRUZ");
    assert_eq!(surname("LOPEZ VDA. DE GARCIA"), "LOPEZ");
    assert_eq!(surname("Montes de Oca"), "MONTES OCA");
}

#[test]
fn spellings_that_sound_alike_have_one_key() {
    for (a, b) in [
        ("VASQUEZ", "BAZQUES"),
        ("HERNANDEZ", "ERNANDES"),
        ("JIMENEZ", "GIMENES"),
        ("YAÑEZ", "LLANES"),
        ("QUEVEDO", "KEBEDO"),
        ("XIMENA", "SIMENA"),
        ("GUILLERMO", "GIYERMO"),
    ] {
        let (a, b) = (normalise(a), normalise(b));
        let sound = |name: &str| phonetic(name).replace("GI", "JI");
        assert_eq!(sound(&a), sound(&b), "{a} {b}");
    }
    assert_ne!(phonetic("LOPEZ"), phonetic("PEREZ"));
}

#[test]
fn full_names_are_taken_apart() {
    let name = split_full_name("Juan Carlos de la Cruz Pérez");
    assert_eq!(
        (
            name.given.as_str(),
            name.first_surname.as_str(),
            name.second_surname.as_str()
        ),
        ("JUAN CARLOS", "CRUZ", "PEREZ")
    );
    let name = split_full_name("García López, María");
    assert_eq!(
        (
            name.given.as_str(),
            name.first_surname.as_str(),
            name.second_surname.as_str()
        ),
        ("MARIA", "GARCIA", "LOPEZ")
    );
    let name = split_full_name("John Smith");
    assert_eq!((name.given.as_str(), name.first_surname.as_str()), ("JOHN", "SMITH"));
    assert_eq!(split_full_name("Lupita").given, "LUPITA");
}

#[test]
fn a_column_teaches_which_names_begin_with_the_surnames() {
    let given = ["JUAN", "MARIA", "PEDRO", "LUCIA", "JOSE LUIS", "ANA"];
    let surnames = ["HERNANDEZ", "LOPEZ", "GARCIA", "PEREZ", "DE LA CRUZ"];
    let mut column = Vec::new();
    for name in given {
        for first in surnames {
            for second in surnames {
                column.push(format!("{name} {first} {second}"));
            }
        }
    }
    column.extend(["GARCIA LOPEZ MARIA", "DE LA CRUZ PEREZ JOSE LUIS"].map(str::to_owned));
    let words = NameWords::learn(column.iter().map(String::as_str));
    assert_eq!(words.split("GARCIA LOPEZ MARIA"), split_full_name("MARIA GARCIA LOPEZ"));
    assert_eq!(
        words.split("De la Cruz Pérez José Luis"),
        split_full_name("JOSE LUIS DE LA CRUZ PEREZ")
    );
    assert_eq!(words.split("PEDRO LOPEZ GARCIA"), split_full_name("PEDRO LOPEZ GARCIA"));
    assert_eq!(
        words.split("Wei Zhang"),
        split_full_name("Wei Zhang"),
        "unknown words say nothing"
    );
}

#[test]
fn cells_that_say_nothing_are_missing() {
    for text in [
        "",
        " - ",
        "S.I.",
        "s/i",
        "N/A",
        "NA",
        "Se desconoce",
        "XXX",
        "sin información",
        "???",
    ] {
        assert!(is_missing(text), "{text:?}");
    }
    for text in ["0", "Ana", "X", "Nacozari", "SINALOA"] {
        assert!(!is_missing(text), "{text:?}");
    }
}

#[test]
fn pieces_of_names() {
    assert_eq!(padded_bigrams("ANA").count(), 4);
    assert_eq!(padded_bigrams("").count(), 0);
    assert_eq!(qgrams("ANA", 2).collect::<Vec<_>>(), [b"AN", b"NA"]);
    assert_eq!(qgrams("A", 2).collect::<Vec<_>>(), [b"A"]);
}
