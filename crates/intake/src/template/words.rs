//! Every word of the template, in both languages.

use catalogue::Language;

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) instructions: &'static str,
    pub(crate) title: &'static str,
    pub(crate) for_whom: &'static str,
    /// Headings and paragraphs of the instructions; `{counts}` is the columns that count, and an empty paragraph
    /// the one on identity.
    pub(crate) guide: &'static [(&'static str, &'static str)],
    /// The paragraph on identity where it has columns, where it has none, and what stands over its columns.
    pub(crate) identity: (&'static str, &'static str),
    pub(crate) no_identity: (&'static str, &'static str),
    pub(crate) sealed: &'static str,
    pub(crate) sheets: &'static str,
    pub(crate) basis: &'static str,
    pub(crate) edition: &'static str,
    pub(crate) required: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) takes_both: &'static str,
    pub(crate) takes_no_information: &'static str,
    pub(crate) several: &'static str,
    pub(crate) not_in_list_title: &'static str,
    pub(crate) not_in_list: &'static str,
    pub(crate) date_title: &'static str,
    pub(crate) date: &'static str,
    pub(crate) not_a_date: &'static str,
    pub(crate) number_title: &'static str,
    pub(crate) not_a_number: &'static str,
}

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::Es => &SPANISH,
        Language::En => &ENGLISH,
    }
}

const SPANISH: Words = Words {
    instructions: "Instrucciones",
    title: "Delitos en materia de trata de personas: libro de entrega",
    for_whom: "Para:",
    guide: &[
        (
            "Qué es",
            "Con este libro su institución entrega sus registros del periodo. Cada hoja es un registro; todas \
            las autoridades usan los mismos campos y las mismas listas, para que las cifras del país puedan sumarse y \
            compararse.",
        ),
        (
            "Un renglón",
            "Cada renglón es una persona o un expediente. Si solo tiene una suma, escriba un renglón con \
            lo que tienen en común y cuántos son en {counts}. Esa columna vacía equivale a 1.",
        ),
        (
            "El cero",
            "El cero es un valor. Si en el periodo no hubo ninguno, escriba un solo renglón con 0 en \
            {counts}; lo demás puede quedar vacío. Una hoja vacía no declara un cero: dice que falta.",
        ),
        (
            "Sobre todo el registro",
            "Si su institución no puede dar números, dígalo en un solo renglón, en la misma columna: 0* si \
            declara cero pero no lleva este registro; S.I. si no tiene la información; N.A. si el registro no le \
            corresponde; N.O. si no opera. No agregue datos en esa hoja.",
        ),
        (
            "S.I.",
            "Escriba S.I. (sin información) cuando el dato exista o debiera existir y su institución no lo \
            tenga. Nunca ponga cero por no saber.",
        ),
        (
            "N.A.",
            "Escriba N.A. (no aplica) cuando la pregunta no corresponda a ese renglón, por ejemplo la entidad de \
            origen de una persona extranjera.",
        ),
        (
            "Columnas con *",
            "Son obligatorias: lleve cada celda un dato, S.I. o, donde se acepta, N.A. Las demás \
            pueden quedar vacías. La nota de cada encabezado dice qué escribir, si se aceptan S.I. y N.A., y el \
            fundamento.",
        ),
        (
            "Listas",
            "Elija de la lista de la celda. Si escribe otra cosa, Excel avisa y puede continuar: al revisar la \
            entrega se le dirá si se entendió y, si no, qué es lo más parecido.",
        ),
        (
            "Varias respuestas",
            "Use las columnas numeradas, una respuesta en cada una: (2), (3). También puede \
            ponerlas en una sola celda, separadas por punto y coma (;).",
        ),
        (
            "Fechas",
            "Escriba día, mes y año. Si solo conoce el mes o el año, póngalo con un apóstrofo delante, para \
            que Excel no lo cambie: '2016-03 o '2016.",
        ),
        (
            "El ejemplo",
            "El renglón en cursiva gris, bajo los encabezados, es un ejemplo con datos inventados. Escriba encima \
            o bórrelo; si queda, no se cuenta.",
        ),
        ("", ""),
        (
            "No cambie",
            "Los nombres de las hojas ni los encabezados. No combine celdas, no oculte renglones y no \
            agregue renglones de totales: el sistema los calcula. Puede pegar datos de otro libro, como valores.",
        ),
        (
            "Cómo se entrega",
            "Entre al sistema con su cuenta y súbalo en «Entregar archivo», sin contraseña. Si algo \
            debe corregirse, recibirá este mismo libro con las celdas marcadas y qué hacer en cada una; corrija ahí y \
            vuelva a entregarlo. Cuando se acepte recibirá un acuse.",
        ),
    ],
    identity: (
        "Identidad",
        "Nombres, fecha de nacimiento, CURP, domicilio, teléfono, correo, relato y documentos de una persona se \
        escriben solo en las columnas de «Identidad», a la derecha de cada hoja de personas, y pueden quedar vacíos. \
        Se sellan al recibirse con la llave de su institución: nadie los lee sin un propósito escrito, una segunda \
        persona y un asiento que queda. En cualquier otra celda hacen que el archivo se rechace. Un renglón con \
        identidad es de una sola persona.",
    ),
    no_identity: (
        "Nunca escriba",
        "Nombres, iniciales, CURP, RFC, teléfonos, correos ni domicilios de ninguna persona. \
        Distinga cada registro con el número interno de su institución.",
    ),
    sealed: "Identidad: se sella al recibirse con la llave de su institución. Nadie la lee sin un propósito escrito, una \
        segunda persona y un asiento que queda. Puede quedar vacía.",
    sheets: "Hojas de este libro",
    basis: "Fundamento",
    edition: "Edición del catálogo",
    required: "Obligatorio (*).",
    optional: "Puede quedar vacío.",
    takes_both: "S.I. si no se tiene el dato; N.A. si no corresponde.",
    takes_no_information: "S.I. si no se tiene el dato; aquí no se acepta N.A.",
    several: "Varias respuestas: una en cada columna numerada, o separadas por punto y coma.",
    not_in_list_title: "No está en la lista",
    not_in_list: "Elija un valor de la lista; S.I. si no se tiene el dato. Varias respuestas: en las columnas \
        numeradas o separadas por punto y coma. Si está seguro, continúe: se revisará al entregar.",
    date_title: "Fecha",
    date: "Día, mes y año. Si solo conoce el mes o el año, con apóstrofo delante: '2016-03 o '2016.",
    not_a_date: "No parece la fecha correcta. Escriba día, mes y año; si solo conoce el mes o el año, póngalo con \
        apóstrofo delante: '2016-03 o '2016. S.I. si no se tiene.",
    number_title: "Número",
    not_a_number: "Se espera un número dentro de lo posible para este campo, o S.I. o N.A. Si está seguro, continúe: \
        se revisará al entregar.",
};

const ENGLISH: Words = Words {
    instructions: "Instructions",
    title: "Crimes in the matter of trafficking in persons: workbook of the return",
    for_whom: "For:",
    guide: &[
        (
            "What it is",
            "With this workbook your institution hands in its records of the period. Each sheet is a \
            register; every authority uses the same fields and the same lists, so that the country's figures can be \
            added up and compared.",
        ),
        (
            "A row",
            "Each row is one person or one file. When you have only a sum, write one row with what they have in \
            common and how many they are in {counts}. That column left empty means 1.",
        ),
        (
            "Zero",
            "Zero is a value. If there were none in the period, write one single row with 0 in {counts}; the \
            rest may stay empty. An empty sheet declares no zero: it says that it is missing.",
        ),
        (
            "On the whole register",
            "If your institution cannot give numbers, say so in one single row, in the same column: 0* when it \
            declares zero but does not keep this register; S.I. when it does not hold the information; N.A. when \
            the register does not apply to it; N.O. when it does not operate. Add no data to that sheet.",
        ),
        (
            "S.I.",
            "Write S.I. (no information) when the datum exists or should exist and your institution does not \
            hold it. Never write zero for not knowing.",
        ),
        (
            "N.A.",
            "Write N.A. (not applicable) when the question does not apply to that row, for instance the state of \
            origin of a foreign person.",
        ),
        (
            "Columns with *",
            "They are required: each cell takes a datum, S.I. or, where accepted, N.A. The others may \
            stay empty. The note on each heading says what to write, whether S.I. and N.A. are accepted, and the \
            basis.",
        ),
        (
            "Lists",
            "Choose from the list of the cell. If you write something else, Excel warns and you may go on: when \
            the return is checked you will be told whether it was understood and, if not, what comes nearest.",
        ),
        (
            "Several answers",
            "Use the numbered columns, one answer in each: (2), (3). You may also put them in one \
            single cell, separated by semicolons (;).",
        ),
        (
            "Dates",
            "Write day, month and year. When you know only the month or the year, put an apostrophe before it, \
            so that Excel does not change it: '2016-03 or '2016.",
        ),
        (
            "The example",
            "The row in grey italics, under the headings, is an example with invented data. Write over it or \
            delete it; if it stays, it is not counted.",
        ),
        ("", ""),
        (
            "Do not change",
            "The names of sheets or the headings. Merge no cells, hide no rows and add no rows of \
            totals: the system computes them. You may paste data from another workbook, as values.",
        ),
        (
            "How to hand it in",
            "Enter the system with your account and send it under “Hand in a file”, without a \
            password. If something must be corrected, you get this same workbook back with the cells marked and what \
            to do in each; correct it there and hand it in again. When it is accepted you get a receipt.",
        ),
    ],
    identity: (
        "Identity",
        "Names, date of birth, CURP, address, telephone, e-mail, account and documents of a person are written only in \
        the columns of “Identity”, at the right of each sheet of persons, and may stay empty. They are sealed on \
        receipt with the key of your institution: nobody reads them without a written purpose, a second person and \
        an entry that stays. In any other cell they cause the file to be refused. A row with identity is of one \
        person alone.",
    ),
    no_identity: (
        "Never write",
        "Names, initials, CURP, RFC, telephones, electronic addresses or homes of any person. Tell \
        each record from the others by your institution's internal number.",
    ),
    sealed: "Identity: sealed on receipt with the key of your institution. Nobody reads it without a written purpose, a \
        second person and an entry that stays. It may stay empty.",
    sheets: "Sheets of this workbook",
    basis: "Basis",
    edition: "Edition of the catalogue",
    required: "Required (*).",
    optional: "May stay empty.",
    takes_both: "S.I. when the datum is not held; N.A. when it does not apply.",
    takes_no_information: "S.I. when the datum is not held; N.A. is not accepted here.",
    several: "Several answers: one in each numbered column, or separated by semicolons.",
    not_in_list_title: "Not in the list",
    not_in_list: "Choose a value of the list; S.I. when the datum is not held. Several answers: in the numbered \
        columns or separated by semicolons. If you are sure, go on: it will be checked when handed in.",
    date_title: "Date",
    date: "Day, month and year. When only the month or the year is known, with an apostrophe before it: '2016-03 or \
        '2016.",
    not_a_date: "This does not look like the right date. Write day, month and year; when only the month or the year \
        is known, put an apostrophe before it: '2016-03 or '2016. S.I. when it is not held.",
    number_title: "Number",
    not_a_number: "A number within what is possible for this field is expected, or S.I. or N.A. If you are sure, go \
        on: it will be checked when handed in.",
};
