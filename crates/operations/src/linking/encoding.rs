//! What a row is linked by, as it comes in: the encoding that its institution made, held against the key in force, or one
//! made on the spot of an identity that is about to be sealed, when a key was handed in. Nobody is told what it is equal to.

use std::{collections::BTreeMap, fs, path::Path};

use linkage::{
    PersonsBuilder, Role,
    encode::{Chances, Encoder, Encoding, EncodingFault, LinkageKey},
};
use register::{Address, Answer, Checked, Finding, Form, encoding_of};
use store::NewEncoding;

use super::PERSON;
use crate::{Door, OperationError, hashed::from_digits};

/// The roles of the fields that a person is encoded by, as registers name them and as the linkage does.
pub(super) const ROLES: [(&str, Role); 6] = [
    ("given_name", Role::GivenName),
    ("first_surname", Role::FirstSurname),
    ("second_surname", Role::SecondSurname),
    ("birth_date", Role::BirthDate),
    ("curp", Role::NationalId),
    ("sex", Role::Sex),
];

/// Persons of a return of which it is counted what random pairs look like.
const SAMPLE: usize = 1_200;

/// Returns with encodings that an institution may hand in within a day: whoever sends many small ones may be guessing.
const RETURNS_A_DAY: u32 = 20;

/// Made by another key than the one in force.
const OTHER_KEY: &str = "L-001";
/// No encoding of this version.
const NO_ENCODING: &str = "L-002";
/// No key was announced.
const NO_KEY: &str = "L-003";
/// Too many returns with encodings within a day.
const TOO_MANY: &str = "L-004";

/// Reads a linkage key: 32 bytes, or their 64 hexadecimal digits.
///
/// # Errors
/// When the file cannot be read or holds no key.
pub(crate) fn read_key(path: &Path) -> Result<LinkageKey, OperationError> {
    let bytes = fs::read(path).map_err(OperationError::file(path.display().to_string()))?;
    let none = || OperationError::Unknown(format!("{} holds no linkage key of 32 bytes", path.display()));
    let digits = || from_digits(std::str::from_utf8(&bytes).ok()?.trim());
    let key = <[u8; 32]>::try_from(bytes.as_slice())
        .ok()
        .or_else(digits)
        .ok_or_else(none)?;
    LinkageKey::new(key).map_err(|error| OperationError::Unknown(format!("{}: {error}", path.display())))
}

/// Takes the encodings of one return.
pub(crate) struct Encodes {
    encoder: Option<(Encoder, String)>,
    /// The fingerprint of the key in force.
    announced: Option<String>,
    is_over: bool,
    sample: Sample,
    wrong: BTreeMap<&'static str, Finding>,
}

/// Some persons of the return, until it is counted what random pairs of them look like.
struct Sample(PersonsBuilder, usize);

impl Encodes {
    /// For a return of an authority that comes in now.
    pub(crate) fn of(door: &Door, authority: &str) -> Result<Encodes, OperationError> {
        let encoder = door
            .linkage_key
            .as_deref()
            .map(|key| (Encoder::new(key), key.fingerprint().to_string()));
        let own = encoder.as_ref().map(|(_, print)| print.clone());
        let since = format!("{:.3}", door.clock() - jiff::SignedDuration::from_hours(24));
        Ok(Encodes {
            announced: door.store.linkage_key()?.or(own),
            encoder,
            is_over: door.store.encoded_returns_since(authority, &since)? >= RETURNS_A_DAY,
            sample: Sample(PersonsBuilder::new(&ROLES.map(|(_, role)| role)), 0),
            wrong: BTreeMap::new(),
        })
    }

    /// What a row is linked by, if anything.
    pub(crate) fn row(&mut self, form: &Form<'_>, row: &Checked<'_>) -> Option<NewEncoding> {
        let text = encoding_of(form, row.answers());
        if (text.is_some() || (row.has_identity() && self.encoder.is_some())) && self.is_over {
            return self.refused(TOO_MANY, row, (String::new(), RETURNS_A_DAY.to_string()));
        }
        match text {
            Some(text) => self.sent(text, row),
            None => self.made(form, row),
        }
    }

    /// An encoding that the institution made.
    fn sent(&mut self, text: &str, row: &Checked<'_>) -> Option<NewEncoding> {
        let announced = self.announced.clone();
        let encoding = match Encoding::parse(text) {
            Ok(encoding) => encoding,
            Err(fault) => return self.refused(NO_ENCODING, row, told(fault)),
        };
        let found = encoding.fingerprint.to_string();
        match announced {
            None => self.refused(NO_KEY, row, (found, String::new())),
            Some(key) if key != found => self.refused(OTHER_KEY, row, (found, key)),
            Some(_) => kept(&encoding),
        }
    }

    /// An encoding made on the spot, while the identity is there to be sealed.
    fn made(&mut self, form: &Form<'_>, row: &Checked<'_>) -> Option<NewEncoding> {
        let (encoder, _) = self.encoder.as_ref().filter(|_| row.has_identity())?;
        let cells = cells(form, row.answers());
        let cells: [&str; 6] = std::array::from_fn(|at| cells[at].as_str());
        let mut one = PersonsBuilder::new(&ROLES.map(|(_, role)| role));
        one.push(0, &cells);
        let encoding = encoder.encode(&one.finish()).pop()?;
        if self.sample.1 < SAMPLE {
            self.sample.0.push(0, &cells);
            self.sample.1 += 1;
        }
        kept(&encoding)
    }

    /// Says once for a return what is wrong with encodings, and of how many rows.
    fn refused(
        &mut self,
        code: &'static str,
        row: &Checked<'_>,
        (value, other): (String, String),
    ) -> Option<NewEncoding> {
        let one = self.wrong.entry(code).or_insert_with(|| Finding {
            code: code.into(),
            at: Address {
                row: Some(row.row()),
                ..Address::default()
            },
            value,
            other,
            ..Finding::default()
        });
        one.count += 1;
        None
    }

    /// Whether more came than one institution may send within a day.
    pub(crate) fn is_guessing(&self) -> bool {
        self.wrong.contains_key(TOO_MANY)
    }

    /// What random pairs of the return look like, with the key of its encodings; and what was wrong with some of them.
    pub(crate) fn finish(self) -> (Option<(String, String)>, Vec<Finding>) {
        let enough = self.encoder.filter(|_| self.sample.1 > 1);
        let chances = enough.map(|(encoder, key)| (key, encoder.chances(&self.sample.0.finish(), 1).to_text()));
        (chances, self.wrong.into_values().collect())
    }
}

/// The most bytes of a file of chances.
pub(crate) const CHANCES_MAX_BYTES: u64 = 4 << 20;

/// Whether a document handed in with a return is what `sintra encode` counted of random pairs.
pub(crate) fn is_chances(name: &str) -> bool {
    name.ends_with(".chances")
}

/// Checks a text of chances; nothing else of it is looked at.
pub(crate) fn chances(text: &str) -> Option<Chances> {
    Chances::parse(text)
}

fn kept(encoding: &Encoding) -> Option<NewEncoding> {
    (!encoding.views.is_empty()).then(|| NewEncoding {
        kind: PERSON,
        key: encoding.fingerprint.to_string(),
        version: encoding.version,
        bytes: encoding.to_text().into_bytes(),
    })
}

fn told(fault: EncodingFault) -> (String, String) {
    match fault {
        EncodingFault::OtherVersion { found } => (found.to_string(), linkage::encode::SCHEME_VERSION.to_string()),
        _ => (String::new(), linkage::encode::SCHEME_VERSION.to_string()),
    }
}

/// The cells of a person, in the order of the roles.
pub(super) fn cells(form: &Form<'_>, answers: &[Answer<'_>]) -> [String; 6] {
    let fields = form.register().fields();
    ROLES.map(|(role, _)| {
        let at = fields.iter().position(|field| field.role.as_deref() == Some(role));
        let answer = at.and_then(|at| answers.get(at).map(|answer| (at, *answer)));
        match answer {
            Some((_, Answer::Text(text))) => text.to_owned(),
            Some((_, Answer::Date(date))) => date.to_string(),
            Some((at, Answer::Code(code))) => {
                let code = form.list(at).and_then(|list| list.code(code));
                code.map_or_else(String::new, |code| code.id.clone())
            }
            _ => String::new(),
        }
    })
}
