//! Abbreviated given names as Mexican registers write them.

/// Abbreviation and name, in ascending order of the abbreviation.
const IN_FULL: [(&str, &str); 36] = [
    ("ALEJ", "ALEJANDRO"),
    ("ALF", "ALFREDO"),
    ("ANT", "ANTONIO"),
    ("ANTO", "ANTONIO"),
    ("CONCEP", "CONCEPCION"),
    ("DGO", "DOMINGO"),
    ("EDO", "EDUARDO"),
    ("FCA", "FRANCISCA"),
    ("FCO", "FRANCISCO"),
    ("FDO", "FERNANDO"),
    ("FERN", "FERNANDO"),
    ("FRCO", "FRANCISCO"),
    ("GDO", "GERARDO"),
    ("GMO", "GUILLERMO"),
    ("GPE", "GUADALUPE"),
    ("GUAD", "GUADALUPE"),
    ("HDO", "HERNANDO"),
    ("IGN", "IGNACIO"),
    ("JOSEF", "JOSEFINA"),
    ("LEOP", "LEOPOLDO"),
    ("LPE", "LUPE"),
    ("M", "MARIA"),
    ("MA", "MARIA"),
    ("MDO", "MEDARDO"),
    ("MGTA", "MARGARITA"),
    ("MGUEL", "MIGUEL"),
    ("MNL", "MANUEL"),
    ("MTZ", "MARTINEZ"),
    ("PDO", "PRUDENCIO"),
    ("RDO", "RICARDO"),
    ("RGO", "RODRIGO"),
    ("ROB", "ROBERTO"),
    ("RTO", "ROBERTO"),
    ("STGO", "SANTIAGO"),
    ("TERE", "TERESA"),
    ("XTINA", "CRISTINA"),
];

/// The name that a normalised word abbreviates, or the word itself.
pub(super) fn in_full(word: &str) -> &str {
    IN_FULL
        .binary_search_by_key(&word, |&(short, _)| short)
        .map_or(word, |at| IN_FULL[at].1)
}
