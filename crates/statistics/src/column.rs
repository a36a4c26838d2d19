//! A coded column: one small integer per row, as narrow as its dictionary allows.
//!
//! A column never holds what its codes mean; the dictionary that does is kept by whoever interned it.

use crate::frame::FrameError;

/// The codes of a column, one per row, in the narrowest width that holds them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codes {
    /// At most 256 entries in the dictionary.
    U8(Vec<u8>),
    /// At most 65 536 entries.
    U16(Vec<u16>),
    /// Any number of entries.
    U32(Vec<u32>),
}

/// A column of codes, each less than `cardinality`, the number of entries in its dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    codes: Codes,
    cardinality: usize,
}

impl Column {
    /// Makes a column of the given codes over a dictionary of `cardinality` entries.
    ///
    /// # Errors
    /// [`FrameError::CodeOutOfRange`] when a code is not less than `cardinality`.
    pub fn new(codes: &[u32], cardinality: usize) -> Result<Self, FrameError> {
        check_codes(codes, cardinality)?;
        Ok(Self::encode(codes.iter().copied(), cardinality))
    }

    /// Packs codes already known to be less than `cardinality`.
    fn encode(codes: impl Iterator<Item = u32>, cardinality: usize) -> Self {
        let codes = if cardinality <= 1 << 8 {
            Codes::U8(codes.map(|code| code as u8).collect())
        } else if cardinality <= 1 << 16 {
            Codes::U16(codes.map(|code| code as u16).collect())
        } else {
            Codes::U32(codes.collect())
        };
        Self { codes, cardinality }
    }

    /// The codes, one per row.
    #[must_use]
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// The number of entries in the dictionary; every code is less than it.
    #[must_use]
    pub fn cardinality(&self) -> usize {
        self.cardinality
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.codes {
            Codes::U8(codes) => codes.len(),
            Codes::U16(codes) => codes.len(),
            Codes::U32(codes) => codes.len(),
        }
    }

    /// Bytes that one row takes in this column: 1, 2 or 4.
    #[must_use]
    pub fn bytes_per_row(&self) -> usize {
        match &self.codes {
            Codes::U8(_) => 1,
            Codes::U16(_) => 2,
            Codes::U32(_) => 4,
        }
    }

    /// The code of one row, or nothing past the last row.
    #[must_use]
    pub fn code(&self, row: usize) -> Option<u32> {
        match &self.codes {
            Codes::U8(codes) => codes.get(row).map(|&code| u32::from(code)),
            Codes::U16(codes) => codes.get(row).map(|&code| u32::from(code)),
            Codes::U32(codes) => codes.get(row).copied(),
        }
    }

    /// Renumbers the codes: code `c` becomes `map[c]`. `map` is a permutation of the dictionary.
    ///
    /// # Errors
    /// [`FrameError::NotAPermutation`] when `map` misses or repeats a code; the column is then untouched.
    pub fn recode(&mut self, map: &[u32]) -> Result<(), FrameError> {
        if !is_permutation(map, self.cardinality) {
            return Err(FrameError::NotAPermutation);
        }
        *self = self.mapped(map, self.cardinality);
        Ok(())
    }

    /// A new column whose codes are `map[code]`; the caller has checked the map's length and range.
    pub(crate) fn mapped(&self, map: &[u32], cardinality: usize) -> Self {
        match &self.codes {
            Codes::U8(codes) => Self::encode(codes.iter().map(|&code| map[usize::from(code)]), cardinality),
            Codes::U16(codes) => Self::encode(codes.iter().map(|&code| map[usize::from(code)]), cardinality),
            Codes::U32(codes) => Self::encode(codes.iter().map(|&code| map[code as usize]), cardinality),
        }
    }

    /// A new column of `map[a × cardinality of b + b]`, row by row; checked by the caller.
    pub(crate) fn mapped_pair(&self, other: &Self, map: &[u32], cardinality: usize) -> Self {
        let width = other.cardinality;
        let pair = |row| Some(self.code(row)? as usize * width + other.code(row)? as usize);
        Self::encode((0..self.rows()).map_while(pair).map(|at| map[at]), cardinality)
    }
}

/// Fails on the first code that is not less than `cardinality`.
pub(crate) fn check_codes(codes: &[u32], cardinality: usize) -> Result<(), FrameError> {
    match codes.iter().find(|&&code| code as usize >= cardinality) {
        Some(&code) => Err(FrameError::CodeOutOfRange { code, cardinality }),
        None => Ok(()),
    }
}

/// Whether `map` holds each of the numbers below `cardinality` once.
fn is_permutation(map: &[u32], cardinality: usize) -> bool {
    let mut seen = vec![false; cardinality];
    let fresh = |&code: &u32| match seen.get_mut(code as usize) {
        Some(mark) => !std::mem::replace(mark, true),
        None => false,
    };
    map.len() == cardinality && map.iter().all(fresh)
}

/// Collects codes row by row and widens the column when a code no longer fits.
#[derive(Debug, Clone)]
pub struct ColumnBuilder {
    codes: Codes,
    cardinality: usize,
}

impl Default for ColumnBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ColumnBuilder {
    /// An empty column.
    #[must_use]
    pub fn new() -> Self {
        Self {
            codes: Codes::U8(Vec::new()),
            cardinality: 0,
        }
    }

    /// Adds one row.
    pub fn push(&mut self, code: u32) {
        if code as usize >= self.cardinality {
            self.cardinality = code as usize + 1;
            self.widen();
        }
        self.append(code);
    }

    /// Adds the code in the column's present width, which already holds it.
    fn append(&mut self, code: u32) {
        match &mut self.codes {
            Codes::U8(codes) => codes.push(code as u8),
            Codes::U16(codes) => codes.push(code as u16),
            Codes::U32(codes) => codes.push(code),
        }
    }

    /// Moves the rows so far into the width that the cardinality asks for.
    fn widen(&mut self) {
        self.codes = match std::mem::replace(&mut self.codes, Codes::U8(Vec::new())) {
            Codes::U8(codes) if self.cardinality > 1 << 16 => Codes::U32(copied(&codes)),
            Codes::U8(codes) if self.cardinality > 1 << 8 => Codes::U16(copied(&codes)),
            Codes::U16(codes) if self.cardinality > 1 << 16 => Codes::U32(copied(&codes)),
            wide_enough => wide_enough,
        };
    }

    /// The column; its cardinality is one more than the highest code seen.
    #[must_use]
    pub fn finish(self) -> Column {
        Column {
            codes: self.codes,
            cardinality: self.cardinality,
        }
    }
}

/// The same codes in a wider type.
fn copied<N: Copy, W: From<N>>(codes: &[N]) -> Vec<W> {
    codes.iter().map(|&code| W::from(code)).collect()
}
