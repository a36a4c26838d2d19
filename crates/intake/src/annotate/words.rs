//! Every word of an annotated copy, in both languages.

use catalogue::{Language, Severity};

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) sheet: &'static str,
    pub(crate) data: &'static str,
    pub(crate) title: &'static str,
    pub(crate) what_to_do: &'static str,
    pub(crate) severities: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) how_many: &'static str,
    pub(crate) code: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) listed: &'static str,
    pub(crate) example: &'static str,
    pub(crate) all: &'static str,
    /// `{kept}` is how many are listed.
    pub(crate) first_of: &'static str,
    pub(crate) columns: &'static [&'static str; 10],
    names: [&'static str; 4],
}

impl Words {
    /// How grave, in a word.
    pub(crate) fn severity(&self, severity: Severity) -> &'static str {
        let [note, warning, error, refusal] = self.names;
        match severity {
            Severity::Note => note,
            Severity::Warning => warning,
            Severity::Error => error,
            Severity::Refusal => refusal,
        }
    }
}

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::Es => &SPANISH,
        Language::En => &ENGLISH,
    }
}

/// Whether a sheet is the list of an earlier copy.
pub(crate) fn is_list_sheet(name: &str) -> bool {
    let name = name.to_lowercase();
    Language::ALL
        .iter()
        .any(|language| words(*language).sheet.to_lowercase() == name)
}

const SPANISH: Words = Words {
    sheet: "Hallazgos",
    data: "Datos",
    title: "Hallazgos de la revisión",
    what_to_do: "Corrija las celdas marcadas en este mismo libro y vuelva a entregarlo; la nota de cada celda dice \
        qué hacer. No hace falta borrar esta hoja.",
    severities: "Rechazo: el archivo no se recibe. Error: el renglón espera su corrección. Aviso: se cuenta y queda \
        señalado. Nota: solo para saberlo.",
    nothing: "No se encontró nada que corregir.",
    too_large: "El archivo es demasiado grande para devolverlo marcado. Corrija su propio archivo con esta lista: \
        dice la hoja, el renglón y la columna.",
    refused: "El archivo no pudo leerse, así que no hay copia marcada. Abajo se dice por qué y cómo se remedia.",
    how_many: "Cuántos",
    code: "Clave",
    severity: "Gravedad",
    listed: "Se listan",
    example: "Por ejemplo",
    all: "todos",
    first_of: "los primeros {kept}",
    columns: &[
        "Ir a",
        "Clave",
        "Gravedad",
        "Hoja",
        "Renglón",
        "Columna",
        "Campo",
        "Dice",
        "Qué está mal",
        "Cómo se \
        corrige",
    ],
    names: ["Nota", "Aviso", "Error", "Rechazo"],
};

const ENGLISH: Words = Words {
    sheet: "Findings",
    data: "Data",
    title: "Findings of the check",
    what_to_do: "Correct the marked cells in this same workbook and hand it in again; the note on each cell says what \
        to do. This sheet need not be deleted.",
    severities: "Refusal: the file is not received. Error: the row waits for its correction. Warning: it is counted \
        and flagged. Note: only to be known.",
    nothing: "Nothing was found that needs correcting.",
    too_large: "The file is too large to be given back marked. Correct your own file with this list: it gives the \
        sheet, the row and the column.",
    refused: "The file could not be read, so there is no marked copy. Below is why, and the remedy.",
    how_many: "How many",
    code: "Code",
    severity: "Severity",
    listed: "Listed",
    example: "For example",
    all: "all",
    first_of: "the first {kept}",
    columns: &[
        "Go to",
        "Code",
        "Severity",
        "Sheet",
        "Row",
        "Column",
        "Field",
        "It says",
        "What is wrong",
        "How to \
        mend it",
    ],
    names: ["Note", "Warning", "Error", "Refusal"],
};
