//! Facts as bytes: the file of a register inside a vintage. The same facts give the same bytes.
//!
//! Layout: the mark, the length of the header (little-endian u64), the header as JSON (register, version,
//! rows, columns with their dictionaries, returns), then for each column its codes (little-endian, 1, 2 or 4
//! bytes each), the returns' codes, the weights (u32, or none when all are 1) and the records (i64).

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read, Write},
};

use catalogue::Catalogue;
use register::Form;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use crate::{
    Codes, Column, Facts, Frame, Weights,
    fact::{Fact, list_of},
};

const MARK: &[u8; 16] = b"sintra facts 1\n\0";
/// A header larger than this is none of ours.
const HEADER_MAX: u64 = 1 << 30;

#[derive(Serialize, Deserialize)]
struct Header {
    register: String,
    version: u32,
    rows: usize,
    weighted: bool,
    columns: Vec<(String, Vec<Json>)>,
    returns: Vec<i64>,
}

/// Why a file of facts cannot be read.
#[derive(Debug)]
pub enum FactsError {
    /// The bytes could not be had.
    Io(io::Error),
    /// They are not what was written.
    Broken(String),
}

impl Facts {
    /// Writes the facts.
    ///
    /// # Errors
    /// What writing gives.
    pub fn write(&self, catalogue: &Catalogue, out: &mut impl Write) -> io::Result<()> {
        let form = Form::of(catalogue, &self.register).ok_or_else(|| io::Error::other("no such register"))?;
        let authorities = catalogue.list("authority");
        let dictionary = |name: &String, facts: &Vec<Fact>| {
            let list = list_of(&form, authorities, name);
            (name.clone(), facts.iter().map(|fact| fact.to_json(list)).collect())
        };
        let weights = self.frame.weights();
        let header = Header {
            register: self.register.clone(),
            version: self.version,
            rows: self.rows(),
            weighted: *weights != Weights::Ones,
            columns: self
                .columns
                .iter()
                .map(|(name, (_, facts))| dictionary(name, facts))
                .collect(),
            returns: self.return_numbers.clone(),
        };
        write_header(MARK, &header, out)?;
        for (number, _) in self.columns.values() {
            write_codes(self.frame.columns()[*number].codes(), out)?;
        }
        write_codes(self.returns.codes(), out)?;
        if let Weights::Counts(counts) = weights {
            write_numbers(counts.iter().map(|count| count.to_le_bytes()), out)?;
        }
        write_numbers(self.records.iter().map(|record| record.to_le_bytes()), out)
    }

    /// Reads facts under the catalogue they were written with.
    ///
    /// # Errors
    /// [`FactsError`] when the bytes end early or say what cannot be.
    pub fn read(catalogue: &Catalogue, input: &mut impl Read) -> Result<Facts, FactsError> {
        let header: Header = read_header(MARK, input)?;
        let form =
            Form::of(catalogue, &header.register).ok_or_else(|| broken("a register that the catalogue lacks"))?;
        let (mut columns, mut coded) = (BTreeMap::new(), Vec::new());
        for (name, dictionary) in &header.columns {
            let list = list_of(&form, catalogue.list("authority"), name);
            let facts: Option<Vec<Fact>> = dictionary.iter().map(|json| Fact::from_json(json, list)).collect();
            let facts = facts.ok_or_else(|| broken(&format!("a value of {name} that the catalogue lacks")))?;
            let column = read_column(input, header.rows, facts.len())?;
            columns.insert(name.clone(), (coded.len(), facts));
            coded.push(column);
        }
        let returns = read_column(input, header.rows, header.returns.len())?;
        let weights = match header.weighted {
            true => Weights::Counts(read_numbers(input, header.rows, u32::from_le_bytes)?),
            false => Weights::Ones,
        };
        let frame = Frame::new(header.rows, weights, coded);
        Ok(Facts {
            register: header.register,
            version: header.version,
            frame: frame.map_err(|error| broken(&error.to_string()))?,
            columns,
            joints: BTreeMap::new(),
            linked: None,
            returns,
            return_numbers: header.returns,
            records: read_numbers(input, header.rows, i64::from_le_bytes)?,
        })
    }
}

pub(crate) fn write_header(mark: &[u8; 16], header: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    out.write_all(mark)?;
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(&header)
}

pub(crate) fn read_header<H: DeserializeOwned>(expected: &[u8; 16], input: &mut impl Read) -> Result<H, FactsError> {
    let mut mark = [0; 16];
    input.read_exact(&mut mark)?;
    if mark != *expected {
        return Err(broken("it does not begin as such a file does"));
    }
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > HEADER_MAX {
        return Err(broken("its header is too long"));
    }
    let mut header = Vec::new();
    input.take(length).read_to_end(&mut header)?;
    serde_json::from_slice(&header).map_err(|error| broken(&error.to_string()))
}

fn read_column(input: &mut impl Read, rows: usize, cardinality: usize) -> Result<Column, FactsError> {
    let codes: Vec<u32> = match cardinality {
        0..=0x100 => read_numbers(input, rows, |bytes: [u8; 1]| u32::from(bytes[0]))?,
        0x101..=0x1_0000 => read_numbers(input, rows, |bytes| u32::from(u16::from_le_bytes(bytes)))?,
        _ => read_numbers(input, rows, u32::from_le_bytes)?,
    };
    Column::new(&codes, cardinality).map_err(|error| broken(&error.to_string()))
}

fn write_codes(codes: &Codes, out: &mut impl Write) -> io::Result<()> {
    match codes {
        Codes::U8(codes) => out.write_all(codes),
        Codes::U16(codes) => write_numbers(codes.iter().map(|code| code.to_le_bytes()), out),
        Codes::U32(codes) => write_numbers(codes.iter().map(|code| code.to_le_bytes()), out),
    }
}

pub(crate) fn write_numbers<const N: usize>(
    numbers: impl Iterator<Item = [u8; N]>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut block = Vec::with_capacity(1 << 16);
    for bytes in numbers {
        block.extend_from_slice(&bytes);
        if block.len() >= 1 << 16 {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)
}

pub(crate) fn read_numbers<T, const N: usize>(
    input: &mut impl Read,
    rows: usize,
    number: impl Fn([u8; N]) -> T,
) -> Result<Vec<T>, FactsError> {
    let mut numbers = Vec::with_capacity(rows.min(1 << 20));
    let mut block = vec![0; N << 13];
    let mut left = rows;
    while left > 0 {
        let now = left.min(1 << 13);
        let bytes = &mut block[..now * N];
        input.read_exact(bytes)?;
        numbers.extend(bytes.as_chunks::<N>().0.iter().map(|bytes| number(*bytes)));
        left -= now;
    }
    Ok(numbers)
}

pub(crate) fn broken(why: &str) -> FactsError {
    FactsError::Broken(why.to_owned())
}

impl From<io::Error> for FactsError {
    fn from(error: io::Error) -> FactsError {
        FactsError::Io(error)
    }
}

impl fmt::Display for FactsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactsError::Io(error) => write!(f, "the facts cannot be read: {error}"),
            FactsError::Broken(why) => write!(f, "the facts of a vintage are damaged: {why}"),
        }
    }
}

impl std::error::Error for FactsError {}
