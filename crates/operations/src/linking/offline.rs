//! A return without identities: an institution's own file, read on its own computer; each person becomes an encoding
//! under the period's key, and the rest of the row is written anew.

use std::{ops::ControlFlow, path::Path};

use catalogue::{Authority, Catalogue};
use intake::{Annotator, Asked, Check, Encodings, Identity, Outcome, Taker, Walk, WithoutIdentity, Words};
use linkage::{
    PersonsBuilder,
    attack::{risk, withhold_crowds},
    encode::{Encoder, LinkageKey},
};
use register::{Checked, Findings, Form, Waiting};

use super::encoding::{ROLES, cells, read_key};
use crate::{
    OperationError, Reader,
    checking::{file_name, opened, read_whole},
};

/// Records that may share the value of a blocking key: a larger crowd tells by its size what the value is.
const CROWD_MAX: usize = 20;
/// The seed of the sample of random pairs.
const SEED: u64 = 1;

/// A file without identities, and what was made of it.
#[derive(Clone, Debug)]
pub struct EncodedReturn {
    /// The return as a workbook: no column of identity, one of encodings.
    pub workbook: Vec<u8>,
    /// What random pairs of its persons look like, to be handed in beside it.
    pub chances: String,
    /// The fingerprint of the key.
    pub key: String,
    /// Rows that have an encoding.
    pub encoded: usize,
    /// Rows of which too little is known to encode them.
    pub too_little: usize,
    /// Blocking keys that so many records shared that they were left out.
    pub withheld: usize,
    /// The share of records, from 0 to 1, that had such a key.
    pub crowded: f64,
    /// The share of records, from 0 to 1, one of whose filters still equals another record's.
    pub equal: f64,
    /// What is wrong with the file; rows that wait have no encoding.
    pub outcome: Outcome,
}

/// Reads an institution's file and writes it anew with encodings for identities. Nothing is kept and nothing is sent.
///
/// # Errors
/// When the authority may send no identity in any form, the key or the file cannot be read, or the file is refused.
pub fn encoded_return(
    catalogue: &Catalogue,
    asked: Asked<'_>,
    reader: &Reader,
    (path, key): (&Path, &Path),
) -> Result<EncodedReturn, OperationError> {
    may_encode(catalogue, asked)?;
    let key = read_key(key)?;
    let asked = Asked {
        identity: Identity::Sealed,
        ..asked
    };
    let words = Words::of(catalogue);
    let check = Check::new(catalogue, &words, asked, People::default());
    let (outcome, people) = read_whole(check, reader, opened(path)?, &file_name(path))?;
    if outcome.refused {
        let says = format!(
            "{} is refused; `sintra check --identity` says what to mend",
            path.display()
        );
        return Err(OperationError::Refused(says));
    }
    let (mut made, encodings) = people.encoded(&key);
    made.outcome = outcome;
    let none = Findings::default();
    let writer = WithoutIdentity::new(&encodings, Annotator::plain(catalogue, asked, &none));
    let mut walk = Walk::new(catalogue, &words, asked, writer);
    reader.read(opened(path)?, &file_name(path), &mut walk)?;
    let written = walk.finish().finish().finish();
    made.workbook = written.map_err(|error| OperationError::Broken(error.to_string()))?;
    Ok(made)
}

/// Of shelters and civil society nothing of who somebody is leaves the house, not even as an encoding.
fn may_encode(catalogue: &Catalogue, asked: Asked<'_>) -> Result<(), OperationError> {
    let authority = asked.authority.and_then(|id| Authority::of(catalogue, id));
    match authority {
        Some(authority) if authority.may_send_identity(catalogue) => Ok(()),
        Some(_) => Err(OperationError::refused(
            "this institution sends neither identities nor encodings; hand in its file without these columns",
        )),
        None => Err(OperationError::Unknown(
            "say whose file it is: --authority ID".to_owned(),
        )),
    }
}

/// The persons of a file, by where they stand in it.
struct People {
    sheet: String,
    places: Vec<(String, u32)>,
    persons: PersonsBuilder,
}

impl Default for People {
    fn default() -> People {
        People {
            sheet: String::new(),
            places: Vec::new(),
            persons: PersonsBuilder::new(&ROLES.map(|(_, role)| role)),
        }
    }
}

impl People {
    fn encoded(self, key: &LinkageKey) -> (EncodedReturn, Encodings) {
        let encoder = Encoder::new(key);
        let persons = self.persons.finish();
        let mut all = encoder.encode(&persons);
        let crowded = risk(&all, CROWD_MAX).share_in_crowds;
        let withheld = withhold_crowds(&mut all, CROWD_MAX);
        let kept = self
            .places
            .into_iter()
            .zip(&all)
            .filter(|(_, one)| !one.views.is_empty());
        let encodings: Encodings = kept.map(|(place, one)| (place, one.to_text())).collect();
        let made = EncodedReturn {
            workbook: Vec::new(),
            chances: encoder.chances(&persons, SEED).to_text(),
            key: key.fingerprint().to_string(),
            encoded: encodings.len(),
            too_little: all.len() - encodings.len(),
            withheld,
            crowded,
            equal: risk(&all, CROWD_MAX).share_equal,
            outcome: Outcome::default(),
        };
        (made, encodings)
    }
}

impl<'c> Taker<'c> for People {
    fn part(&mut self, _: &Form<'c>, sheet: &str) -> ControlFlow<()> {
        sheet.clone_into(&mut self.sheet);
        ControlFlow::Continue(())
    }

    fn row(&mut self, form: &Form<'c>, row: &Checked<'_>) -> ControlFlow<()> {
        if row.has_identity() {
            let cells = cells(form, row.answers());
            self.persons.push(0, &cells.each_ref().map(String::as_str));
            self.places.push((self.sheet.clone(), row.row()));
        }
        ControlFlow::Continue(())
    }

    fn waiting(&mut self, _: &Waiting<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
