//! The CURP, Mexico's population registry key: its check digit, and what it says of a person.
//!
//! Source: *Instructivo normativo para la asignación de la CURP*, DOF 18 October 2021, annex.

use crate::dates::BirthDate;

/// The order of the signs in the check sum.
const SIGNS: &str = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

/// The 32 states and `NE`, born abroad.
const STATES: [&str; 33] = [
    "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC", "MN", "MS", "NT", "NL",
    "OC", "PL", "QT", "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS", "NE",
];

/// Sex as the CURP codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CurpSex {
    /// `M`, mujer.
    Woman,
    /// `H`, hombre.
    Man,
    /// `X`, not binary.
    NonBinary,
}

/// What a CURP says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curp {
    /// First letter and vowel of the first surname, initials of the second surname and the given name.
    pub initials: [u8; 4],
    /// Date of birth.
    pub birth: BirthDate,
    /// Sex.
    pub sex: CurpSex,
    /// Two letters of the state of birth, `NE` for born abroad.
    pub state: [u8; 2],
}

/// Why a text is no CURP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurpFault {
    /// Not eighteen signs, or a letter where a digit belongs, or the reverse.
    Shape,
    /// No such date.
    Date,
    /// Neither H, M nor X.
    Sex,
    /// No such state.
    State,
    /// The last digit is not the one that the others give.
    CheckDigit,
}

/// Reads a CURP.
///
/// # Errors
/// The first thing found wrong, in the order of [`CurpFault`].
pub fn read_curp(text: &str) -> Result<Curp, CurpFault> {
    let signs: [u8; 18] = text.trim().as_bytes().try_into().map_err(|_| CurpFault::Shape)?;
    let signs = signs.map(|sign| sign.to_ascii_uppercase());
    shape(&signs)?;
    let curp = Curp {
        initials: [signs[0], signs[1], signs[2], signs[3]],
        birth: birth(&signs)?,
        sex: sex(signs[10])?,
        state: [signs[11], signs[12]],
    };
    if !STATES.iter().any(|state| state.as_bytes() == curp.state) {
        return Err(CurpFault::State);
    }
    match check_digit(&signs) == signs[17] - b'0' {
        true => Ok(curp),
        false => Err(CurpFault::CheckDigit),
    }
}

/// Whether letters and digits stand where they belong.
fn shape(signs: &[u8; 18]) -> Result<(), CurpFault> {
    let fits = |(at, &sign): (usize, &u8)| match at {
        4..=9 | 17 => sign.is_ascii_digit(),
        16 => sign.is_ascii_alphanumeric(),
        _ => sign.is_ascii_uppercase(),
    };
    if signs.iter().enumerate().all(fits) {
        Ok(())
    } else {
        Err(CurpFault::Shape)
    }
}

/// The date of birth; a letter at the seventeenth place says 2000 or later.
fn birth(signs: &[u8; 18]) -> Result<BirthDate, CurpFault> {
    let two = |at: usize| u32::from(signs[at] - b'0') * 10 + u32::from(signs[at + 1] - b'0');
    let century = if signs[16].is_ascii_digit() { 1_900 } else { 2_000 };
    let (year, month, day) = (century + two(4), two(6), two(8));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if (1..=days).contains(&day) {
        Ok(BirthDate::of(year, month, day))
    } else {
        Err(CurpFault::Date)
    }
}

fn sex(sign: u8) -> Result<CurpSex, CurpFault> {
    match sign {
        b'M' => Ok(CurpSex::Woman),
        b'H' => Ok(CurpSex::Man),
        b'X' => Ok(CurpSex::NonBinary),
        _ => Err(CurpFault::Sex),
    }
}

/// The digit that the first seventeen signs give.
fn check_digit(signs: &[u8; 18]) -> u8 {
    let value = |sign: u8| SIGNS.chars().position(|c| c == char::from(sign)).unwrap_or(0);
    let sum: usize = signs[..17]
        .iter()
        .zip((2..=18).rev())
        .map(|(&sign, place)| value(sign) * place)
        .sum();
    ((10 - sum % 10) % 10) as u8
}
