//! The bytes of one frame of the stream: how each value is written and read back.

use crate::stream::Broken;
use crate::{Cell, Notice, NoticeKind};

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tag {
    Sheet = 1,
    Row = 2,
    Notice = 3,
    Complete = 4,
    Refused = 5,
}

impl Tag {
    pub(crate) fn from_byte(byte: u8) -> Option<Tag> {
        [Tag::Sheet, Tag::Row, Tag::Notice, Tag::Complete, Tag::Refused]
            .into_iter()
            .find(|tag| *tag as u8 == byte)
    }
}

const EMPTY: u8 = 0;
const TEXT: u8 = 1;
const NUMBER: u8 = 2;
const DATE: u8 = 3;
const FALSE: u8 = 4;
const TRUE: u8 = 5;
const ERROR: u8 = 6;

pub(crate) fn put_text(body: &mut Vec<u8>, text: &str) {
    body.extend_from_slice(&(text.len() as u32).to_le_bytes());
    body.extend_from_slice(text.as_bytes());
}

pub(crate) fn put_cell(body: &mut Vec<u8>, column: u16, cell: &Cell<'_>) {
    let [low, high] = column.to_le_bytes();
    let mut head = |kind| body.extend_from_slice(&[low, high, kind]);
    match cell {
        Cell::Empty => head(EMPTY),
        Cell::Bool(false) => head(FALSE),
        Cell::Bool(true) => head(TRUE),
        Cell::Text(text) => {
            head(TEXT);
            put_text(body, text);
        }
        Cell::Error(text) => {
            head(ERROR);
            put_text(body, text);
        }
        Cell::Number(number) => {
            head(NUMBER);
            body.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Date { year, month, day } => {
            head(DATE);
            body.extend_from_slice(&year.to_le_bytes());
            body.extend_from_slice(&[*month, *day]);
        }
    }
}

pub(crate) fn put_notice(body: &mut Vec<u8>, notice: &Notice) {
    put_text(body, notice.rule.id());
    body.push(u8::from(notice.sheet.is_some()));
    put_text(body, notice.sheet.as_deref().unwrap_or_default());
    body.push(u8::from(notice.row.is_some()));
    body.extend_from_slice(&notice.row.unwrap_or_default().to_le_bytes());
    body.push(u8::from(notice.column.is_some()));
    body.extend_from_slice(&notice.column.unwrap_or_default().to_le_bytes());
    put_text(body, &notice.value);
}

/// A frame's body on its way out; every step may find that it lies.
pub(crate) struct Body<'a> {
    rest: &'a [u8],
}

impl<'a> Body<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Body { rest }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Broken> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(Broken::Malformed("value"))?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Broken> {
        self.bytes().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Broken> {
        self.bytes().map(u32::from_le_bytes)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Broken> {
        match self.bytes::<1>()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Broken::Malformed("flag")),
        }
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Broken> {
        let length = self.u32()? as usize;
        let (text, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Broken::Malformed("text length"))?;
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| Broken::Malformed("text"))
    }

    pub(crate) fn cell(&mut self) -> Result<(u16, Cell<'a>), Broken> {
        let [low, high, kind] = self.bytes::<3>()?;
        let cell = match kind {
            EMPTY => Cell::Empty,
            TEXT => Cell::Text(self.text()?),
            NUMBER => Cell::Number(f64::from_le_bytes(self.bytes()?)),
            DATE => self.date()?,
            FALSE => Cell::Bool(false),
            TRUE => Cell::Bool(true),
            ERROR => Cell::Error(self.text()?),
            _ => return Err(Broken::Malformed("cell")),
        };
        Ok((u16::from_le_bytes([low, high]), cell))
    }

    fn date(&mut self) -> Result<Cell<'a>, Broken> {
        let year = i16::from_le_bytes(self.bytes()?);
        match self.bytes::<2>()? {
            [month @ 1..=12, day @ 1..=31] => Ok(Cell::Date { year, month, day }),
            _ => Err(Broken::Malformed("date")),
        }
    }

    pub(crate) fn notice(&mut self) -> Result<Notice, Broken> {
        let id = self.text()?;
        let rule = NoticeKind::ALL.iter().find(|kind| kind.id() == id);
        let rule = *rule.ok_or(Broken::Malformed("notice id"))?;
        let has_sheet = self.flag()?;
        let sheet = self.text()?;
        let has_row = self.flag()?;
        let row = self.u32()?;
        let has_column = self.flag()?;
        let column = self.u16()?;
        let value = self.text()?;
        Ok(Notice::new(rule, value)
            .on(has_sheet.then_some(sheet))
            .at(has_row.then_some(row), has_column.then_some(column)))
    }
}
