//! What an operation says to a person, in the language of the visit: the operations speak English where the catalogue has no
//! words of its own.

use catalogue::Language;

/// English sentences of the operations and what they are in Spanish; `{}` stands for what differs.
const SPANISH: &[(&str, &str)] = &[
    (
        "case {} was changed while it was handed in, and nothing was; look at it and hand in again",
        "El caso {} cambió mientras se entregaba, y no se entregó nada. Mírelo y entréguelo de nuevo.",
    ),
    (
        "account, password or code are not right; try again, or ask the administrator to reset the account",
        "La cuenta, la contraseña o el código no son correctos. Inténtelo otra vez, o pida a su administración que restablezca la cuenta.",
    ),
    (
        "too many attempts from here; try again after {}, or from another place",
        "Hubo demasiados intentos desde aquí. Inténtelo después de {}, o desde otro lugar.",
    ),
    (
        "the roles of this account need a one-time code; ask the administrator to reset it",
        "Las funciones de esta cuenta piden un código de un solo uso. Pida a su administración que la restablezca.",
    ),
    (
        "this store has accounts; say who you are: --as ACCOUNT",
        "Este almacén tiene cuentas: entre con la suya.",
    ),
    ("sign in with your password first", "Entre primero con su contraseña."),
    (
        "the session has ended; sign in again",
        "La sesión terminó. Entre otra vez.",
    ),
    (
        "the account was closed or changed meanwhile; sign in again",
        "La cuenta se cerró o cambió mientras tanto. Entre otra vez.",
    ),
    (
        "name two administrators who are two persons: what is dangerous takes two",
        "Nombre a dos personas distintas para administrar: lo peligroso se hace entre dos.",
    ),
    (
        "this store has accounts already; an administrator adds others",
        "Este almacén ya tiene cuentas; quien administra agrega otras.",
    ),
    (
        "there was an account of that name; names are never given twice",
        "Ya hubo una cuenta con ese nombre, y los nombres no se repiten. Elija otro.",
    ),
    (
        "the invitation is not right or was used; ask the administrator for another",
        "La invitación no es correcta o ya se usó. Pida otra a su administración.",
    ),
    (
        "sign in with the present password first",
        "Escriba primero su contraseña de ahora.",
    ),
    (
        "nobody manages their own account; ask the other administrator",
        "Nadie administra su propia cuenta. Pídalo a la otra persona que administra.",
    ),
    (
        "the account was changed at this very moment; look at it again",
        "La cuenta cambió en este mismo momento. Véala otra vez.",
    ),
    (
        "the name of an account is of letters, digits, «.», «-» and «_»; say whose it is too",
        "El nombre de una cuenta lleva letras sin acento, cifras, punto, guion y guion bajo. Diga también de quién es.",
    ),
    (
        "there is no institution «{}» in the list of authorities",
        "No hay ninguna institución «{}» en la lista de autoridades.",
    ),
    (
        "this person is written «{}» in another account; write the same",
        "Esta persona está escrita «{}» en otra cuenta. Escríbala igual.",
    ),
    (
        "one person cannot be {} and {}; give one of the roles to somebody else",
        "Una misma persona no puede tener las funciones {} y {}. Dé una de las dos a alguien más.",
    ),
    (
        "an account has at least one role",
        "Una cuenta tiene al menos una función.",
    ),
    (
        "two documents are called «{}»; give each a name of its own",
        "Dos documentos se llaman «{}». Dé a cada uno su nombre.",
    ),
    (
        "there is no authority «{}»; ids look like {}",
        "No hay ninguna autoridad «{}». Los identificadores son como {}",
    ),
    ("there is no authority «{}»", "No hay ninguna autoridad «{}»."),
    (
        "«{}» is no period; write 2017, 2017-06 or 2012-06-15/2017-07-31",
        "«{}» no es un periodo. Escriba 2017, 2017-06 o 2012-06-15/2017-07-31.",
    ),
    (
        "there is no register «{}»; there are {}",
        "No hay ningún registro «{}». Hay {}",
    ),
    (
        "there is no crosswalk «{}»; there are {}, or give the path of a file",
        "No hay ninguna correspondencia «{}». Hay {}.",
    ),
    ("it is a decoy already", "Ya es un señuelo."),
    (
        "return {} came for this authority and period meanwhile; look at it and decide again",
        "Mientras tanto llegó la entrega {} de esta autoridad y periodo. Mírela y decida otra vez.",
    ),
    (
        "no return came for this authority and period yet; hand it in as the first",
        "Todavía no ha llegado ninguna entrega de esta autoridad y periodo. Entréguela como la primera.",
    ),
    (
        "your institution has no key yet, so that nothing can be sealed; hand the cases in without identity",
        "Su institución aún no tiene llave y nada puede sellarse. Entregue los casos sin identidad.",
    ),
    (
        "there are too many cases to name them one by one; hand in a file",
        "Son demasiados casos para escribirlos uno por uno. Entregue un archivo.",
    ),
    (
        "the field «{}» asks for nothing of this kind, or for less; open the form again",
        "El campo «{}» no pide eso, o pide menos. Abra otra vez el formulario.",
    ),
    (
        "this file is being received by job {}; wait until it ends",
        "El trabajo {} está recibiendo este archivo. Espere a que termine.",
    ),
    ("there is no alert {}", "No hay ninguna alerta {}."),
    (
        "whoever caused an alert cannot mark it as seen",
        "Quien causó una alerta no puede marcarla como atendida. Que lo haga otra persona.",
    ),
    (
        "somebody marked this alert as seen before",
        "Alguien marcó ya esta alerta como atendida.",
    ),
    ("it is blocked already", "Ya está bloqueado."),
    (
        "there is no publication «{}»; there are: {}",
        "No hay ninguna publicación «{}». Hay: {}",
    ),
    (
        "{} hands in no identities: shelters and civil society never do",
        "{} no entrega identidades: los refugios y la sociedad civil nunca lo hacen.",
    ),
    (
        "it has a key already; add custodians to it, or recover it from its shares",
        "Ya tiene llave. Agregue personas custodias, o recupérela de sus partes.",
    ),
    (
        "it got its key by another proposal",
        "Recibió su llave por otra propuesta.",
    ),
    (
        "these shares are of another institution's key",
        "Estas partes son de la llave de otra institución.",
    ),
    (
        "there is nothing of this kind to confirm under that number; list what waits",
        "No hay nada de este tipo que confirmar con ese número. Vea lo que espera.",
    ),
    (
        "sign in with your password: a session alone holds no key",
        "Dé su contraseña: la sesión sola no tiene llave.",
    ),
    (
        "you hold no key of {}; one of its custodians gives it to you",
        "Usted no tiene la llave de {}. Una de sus personas custodias se la da.",
    ),
    (
        "an institution has at least two custodians who are two persons: --custodian twice",
        "Una institución tiene al menos dos personas custodias distintas. Nombre a dos.",
    ),
    (
        "«{}» is no custodian of {} who has set a password; add and activate it first",
        "«{}» no es una persona custodia de {} que ya tenga contraseña. Agréguela y que active su cuenta.",
    ),
    (
        "this takes two persons, and you are the first; ask somebody else",
        "Esto se hace entre dos personas, y usted es la primera. Pídalo a otra.",
    ),
    (
        "an identity is blocked before it is erased, so that there is time to object; block it first",
        "Una identidad se bloquea antes de borrarse, para que haya tiempo de oponerse. Bloquéela primero.",
    ),
    (
        "there is no erasure under that number",
        "No hay ningún borrado con ese número.",
    ),
    (
        "that is no list of erasures; it lies beside the store's key",
        "Esa no es una lista de borrados: está junto a la llave del almacén.",
    ),
    (
        "there is nothing to freeze: nothing had been received; hand a return in with `sintra import`",
        "No hay nada que congelar: no se había recibido nada.",
    ),
    (
        "it is not waiting for a grant any more; it must be asked for again",
        "Ya no espera una decisión. Hay que pedirla otra vez.",
    ),
    ("it is not waiting for a grant any more", "Ya no espera una decisión."),
    (
        "sign in with your password: a session alone opens nothing",
        "Dé su contraseña: la sesión sola no abre nada.",
    ),
    (
        "only the account that asked opens it",
        "Solo la cuenta que la pidió la abre.",
    ),
    (
        "the identity of this record was blocked or erased, and is opened no more",
        "La identidad de este registro se bloqueó o se borró, y ya no se abre.",
    ),
    (
        "the grant was used or is over five minutes old; ask for it again",
        "La concesión ya se usó o tiene más de cinco minutos. Pida otra apertura.",
    ),
    (
        "only an emergency of another person is reviewed, and the review says something",
        "Solo se revisa la emergencia de otra persona, y la revisión dice algo.",
    ),
    (
        "the record {} came without an identity",
        "El registro {} llegó sin identidad.",
    ),
    (
        "the record {} holds {}, and no {}",
        "El registro {} guarda {}, y no {}.",
    ),
    (
        "twenty identities in a day is the most that one person opens; wait until tomorrow",
        "Veinte identidades en un día es lo más que abre una persona. Espere a mañana.",
    ),
    (
        "there is no record of this number that you may see; look for it among the returns of your own",
        "No hay un registro con ese número que usted pueda ver. Búsquelo en las entregas de su institución.",
    ),
    (
        "a password has at least {} characters; three or four words do",
        "Una contraseña tiene al menos {} caracteres; tres o cuatro palabras bastan.",
    ),
    (
        "a password has at most {} bytes",
        "Una contraseña tiene como mucho {} bytes.",
    ),
    (
        "that password is among the first that are tried; choose three or four words of your own",
        "Esa contraseña es de las primeras que se prueban. Elija tres o cuatro palabras suyas.",
    ),
    (
        "say whose answer it is and about which period: --authority ID --period 2017",
        "Diga de quién es la respuesta y de qué periodo.",
    ),
    (
        "the note seems to identify a person; write it without names, keys, telephones or addresses",
        "La nota parece identificar a una persona. Escríbala sin nombres, claves, teléfonos ni domicilios.",
    ),
    (
        "{} does not keep the register «{}», so that it was not asked for it",
        "{} no lleva el registro «{}»: no se le pidió.",
    ),
    (
        "«{}» cannot come as a letter; there are {}",
        "«{}» no puede venir por oficio. Hay {}",
    ),
    (
        "this catalogue was made before there was a security document; use the one built in",
        "Este catálogo es anterior al documento de seguridad. Use el que trae el programa.",
    ),
    (
        "«{}» is no address of a figure; write it as in figures.json: table[row,column] or table[*]",
        "«{}» no es la dirección de una cifra. Escríbala como tabla[renglón,columna] o tabla[*].",
    ),
    (
        "the vintage has no register {}: no return brought it",
        "El corte no tiene el registro {}: ninguna entrega lo trajo.",
    ),
    ("the record {} cannot be read", "El registro {} no se puede leer."),
    (
        "a store without accounts seals no identity and opens none; make one with `sintra init`",
        "Un almacén sin cuentas no sella ni abre identidades.",
    ),
    (
        "sign in again with your password first",
        "Salga y entre otra vez con su contraseña; vale 15 minutos.",
    ),
    (
        "the account has ten passkeys; remove one first",
        "La cuenta tiene diez llaves de acceso. Quite una primero.",
    ),
    (
        "the passkey was not taken; begin again on the same page",
        "La llave no se aceptó. Empiece otra vez en la misma página.",
    ),
    (
        "too much time has passed; begin again",
        "Pasó demasiado tiempo. Empiece otra vez.",
    ),
    (
        "the account has twenty tokens; remove one first",
        "La cuenta tiene veinte tokens. Quite uno primero.",
    ),
    (
        "a program removes no token; do it under «my account»",
        "Un programa no quita tokens. Hágalo en «Mi cuenta».",
    ),
    (
        "the token was not made for this; make one that may do it under «my account»",
        "El token no se creó para esto. Cree en «Mi cuenta» uno que pueda.",
    ),
    (
        "choose at least one act that a program may do, and from 1 to 366 days",
        "Elija al menos un acto que un programa pueda hacer, y de 1 a 366 días.",
    ),
    (
        "this idempotency key came with another request; draw a new key for each",
        "Esta clave llegó con otro envío. Use una nueva para cada uno.",
    ),
    (
        "nothing is in force there that is not among the cases already",
        "Lo que está en vigor ya figura entre los casos.",
    ),
    (
        "the token does not serve; make another under «my account»",
        "El token no sirve. Cree otro en «Mi cuenta».",
    ),
    (
        "there is no authority «{}»; ids look like {} (see catalogue/authorities)",
        "No hay una institución «{}». Las claves son como {}: elija una de la lista.",
    ),
    (
        "the file is too large to be written anew with these corrections; correct it in your own spreadsheet and upload it again",
        "El archivo es demasiado grande para corregirlo aquí. Corríjalo en su hoja de cálculo y súbalo otra vez.",
    ),
    (
        "there are too many unfinished cases; hand in those that are ready first, or hand in a file",
        "Hay demasiados casos sin entregar. Entregue primero los que están listos, o entregue un archivo.",
    ),
    (
        "the register «{}» asks no «{}»; open the form again",
        "El registro «{}» no pregunta «{}». Abra el formulario otra vez.",
    ),
    (
        "your institution keeps no register «{}»; choose another",
        "Su institución no lleva el registro «{}». Elija otro.",
    ),
    ("there is no register «{}»", "No hay un registro «{}»."),
    (
        "return {} is in force for {}, and its cases would be lost; bring them back as cases first, or hand in a file with all of them",
        "La entrega {} está vigente para {} y sus casos se perderían. Tráigalos primero como casos, o entregue un archivo con todos.",
    ),
    (
        "case {} is in force and must be corrected before the others are handed in; correct it, or delete it if it is no case",
        "El caso {} está vigente y debe corregirse antes de entregar los demás. Corríjalo, o bórrelo si no es un caso.",
    ),
    (
        "there is no case to hand in: correct what is marked, or save a new one",
        "No hay ningún caso por entregar. Corrija lo señalado, o guarde uno nuevo.",
    ),
    (
        "these cases were handed in too often without a change; there is nothing new to hand in",
        "Estos casos ya se entregaron varias veces sin cambios. No hay nada nuevo que entregar.",
    ),
    (
        "return {} {}; hand in the correction as a file",
        "La entrega {} no puede corregirse caso por caso. Entregue la corrección como archivo.",
    ),
    (
        "there are too many cases to correct them one by one; hand in the correction as a file",
        "Son demasiados casos para corregirlos uno por uno. Entregue la corrección como archivo.",
    ),
    (
        "return {} is in force for {}, which these cases do not cover; give them that period",
        "La entrega {} está vigente para {}, que estos casos no abarcan. Póngales ese periodo.",
    ),
    (
        "this workbook cannot be read; download the rows that wait again, correct them and save as .xlsx",
        "Este libro no se puede leer. Descargue otra vez los renglones en espera, corríjalos y guárdelos como .xlsx.",
    ),
    ("a return needs {}", "La entrega necesita algo más: {}."),
    (
        "very many people ask for the same at this moment; try again in a minute",
        "Muchas personas piden lo mismo en este momento. Inténtelo otra vez en un minuto.",
    ),
    (
        "the account was changed meanwhile; try again",
        "La cuenta cambió mientras tanto. Inténtelo otra vez.",
    ),
    ("you have no job {}", "Usted no tiene ningún trabajo {}."),
    ("job {} made no {}", "El trabajo {} no hizo ningún archivo {}."),
    (
        "{} cannot have passkeys; it takes https:// and a name",
        "{} no puede tener llaves de acceso: hace falta https:// y un nombre.",
    ),
];

/// What an operation says, in a language: without the options of the command line.
pub(crate) fn in_language(says: &str, language: Language) -> String {
    let plain = match says.find(" (--") {
        Some(at) => &says[..at],
        None => says,
    };
    if language == Language::En {
        return plain.to_owned();
    }
    let found = SPANISH
        .iter()
        .find_map(|(english, spanish)| filled(plain, english, spanish));
    found.unwrap_or_else(|| plain.to_owned())
}

/// The Spanish of a sentence that fits an English one, with what stood in its places.
fn filled(says: &str, english: &str, spanish: &str) -> Option<String> {
    let mut parts = english.split("{}");
    let mut rest = says.strip_prefix(parts.next()?)?;
    let mut places = Vec::new();
    for part in parts {
        let at = if part.is_empty() { rest.len() } else { rest.find(part)? };
        places.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    let mut filled = spanish.to_owned();
    for place in places {
        filled = filled.replacen("{}", place, 1);
    }
    rest.is_empty().then_some(filled)
}
