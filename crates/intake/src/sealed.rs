//! What becomes of identity (T2) in a file, and what a text of it must be before it is sealed. Nothing here repeats it.

use catalogue::{Authority, Catalogue, Compartment, Field, Kind, fold};

use crate::curp;

/// What becomes of a column of identity with data in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// It refuses the file (M-010), and nothing of it is kept.
    #[default]
    Refused,
    /// It refuses the file, but for encodings, which are handed on.
    Encoded,
    /// It is read, checked and handed on to be sealed to the authority that sent it.
    Sealed,
}

impl Identity {
    /// What becomes of what an authority sends: from one that may not send identity, or from nobody in
    /// particular, it is refused whatever was asked, and so are encodings.
    #[must_use]
    pub fn granted(self, catalogue: &Catalogue, authority: Option<Authority<'_>>) -> Identity {
        match authority {
            Some(authority) if authority.may_send_identity(catalogue) && self == Identity::Refused => Identity::Encoded,
            Some(authority) if authority.may_send_identity(catalogue) => self,
            _ => Identity::Refused,
        }
    }
}

/// What is wrong with a text of identity: the code of a finding.
pub(crate) fn wrong_with(field: &Field, text: &str) -> Option<&'static str> {
    let is_line = matches!(field.compartment, Some(Compartment::Person | Compartment::Document));
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !is_plain && text.chars().any(|c| is_hidden(c, is_line)) {
        Some("C-026")
    } else if field.role.as_deref() == Some("curp") && !curp::is_valid(text) {
        Some("C-025")
    } else {
        None
    }
}

/// Characters that nobody sees, that turn the direction of what is seen, or that stand for what could not be read.
/// Joiners (U+200C, U+200D) belong to some scripts; an address or an account has its line ends.
fn is_hidden(character: char, is_line: bool) -> bool {
    match character {
        '\t' | '\n' | '\r' => is_line,
        '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' => true,
        '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFD}' => true,
        '\u{E0000}'..='\u{E007F}' => true,
        _ => character.is_control(),
    }
}

/// The heading of identity that a heading nobody knows is a misspelling of: one letter wrong in eight or nine, two in
/// more. Shorter ones are left alone: *hombres* is not *nombres*.
pub(crate) fn misspelt<'f>(heading: &str, fields: &'f [Field]) -> Option<&'f Field> {
    let heading = fold(heading.trim().trim_end_matches('*'));
    let length = heading.chars().count();
    if length > HEADING_CHARS_MAX {
        return None;
    }
    fields.iter().filter(|field| field.is_identity()).find(|field| {
        let words = [&field.id, &field.label.es, &field.label.en].into_iter();
        words.chain(&field.also).any(|word| {
            let word = fold(word);
            let errors_max = match length.max(word.chars().count()) {
                0..8 => 0,
                8..10 => 1,
                _ => 2,
            };
            strsim::osa_distance(&heading, &word) <= errors_max
        })
    })
}

/// Longest heading that is compared.
const HEADING_CHARS_MAX: usize = 60;

/// Whether a field of identity takes what a cell holds only as text.
pub(crate) fn is_text(field: &Field) -> bool {
    field.is_identity() && matches!(field.kind, Kind::Text | Kind::File)
}

#[cfg(test)]
mod tests {
    use catalogue::{Catalogue, Files};

    use super::misspelt;

    #[test]
    fn a_heading_of_identity_is_known_by_a_letter_or_two() {
        let catalogue = Catalogue::read(Files::embedded()).unwrap_or_default();
        let fields = catalogue
            .register("victims")
            .map_or(&[][..], |register| register.fields());
        let found = |heading: &str| misspelt(heading, fields).map(|field| field.id.as_str());
        for (heading, field) in [
            ("Primer apelido", Some("first_surname")),
            ("NOMBRE DE LA VICTIMAS", Some("given_name")),
            ("Nonbre de la vítima", Some("given_name")),
            ("Fecha de nacimento *", Some("birth_date")),
            ("Telefonno", Some("telephone")),
            ("Hombres", None),
            ("Fecha de vencimiento", None),
            ("Nombre del delito", None),
            ("Lugar de nacimiento", None),
            ("Duración", None),
            ("x", None),
        ] {
            assert_eq!(found(heading), field, "{heading}");
        }
        assert_eq!(found(&"Nombre de la víctima".repeat(50)), None);
    }
}
