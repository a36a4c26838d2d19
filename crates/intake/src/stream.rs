//! The events of a reading as bytes, for a pipe between two processes.
//!
//! The reading process may die of a hostile file at any moment or, worse, be
//! turned against us: what comes out of the pipe is trusted for nothing. Each
//! frame is a length, a tag and a body; the last frame says how it ended, and
//! a stream without it is broken.

use std::io::{Read, Write};
use std::ops::ControlFlow;

use crate::delivery::CellBuffer;
use crate::frame::{Body, Tag, put_cell, put_notice, put_text};
use crate::read::{Refusal, Rows, SheetInfo};
use crate::{Cell, Notice};

/// Largest frame: a full row of the longest texts.
const FRAME_BYTES_MAX: usize = 64 << 20;
/// Bytes gathered before they are written.
const WRITE_BYTES: usize = 64 << 10;
/// Bytes asked for at a time when reading.
const READ_BYTES: usize = 256 << 10;
/// Length of a frame's head: its body's length, then its tag.
const HEAD_BYTES: usize = 5;

/// How a reading ended, as its last frame tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The file was read to its end.
    Complete,
    /// The file was refused; the rows that came before are to be discarded.
    Refused(Notice),
    /// The receiver wanted no more rows.
    Stopped,
}

/// The stream cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// It ended before its last frame: the reading process died.
    Died,
    /// It holds something that no writer of ours writes.
    Malformed(&'static str),
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Broken::Died => f.write_str("the reading process died"),
            Broken::Malformed(what) => write!(f, "the reading process wrote a bad {what}"),
        }
    }
}

impl std::error::Error for Broken {}

/// Writes the events of a reading to a pipe.
pub struct StreamWriter<W: Write> {
    to: W,
    buffer: Vec<u8>,
    failed: Option<std::io::Error>,
}

impl<W: Write> StreamWriter<W> {
    /// A writer that gathers frames and writes them in large pieces.
    pub fn new(to: W) -> Self {
        StreamWriter {
            to,
            buffer: Vec::with_capacity(2 * WRITE_BYTES),
            failed: None,
        }
    }

    /// Writes how the reading ended and everything still held back.
    pub fn finish(mut self, outcome: &Result<(), Refusal>) -> std::io::Result<W> {
        match outcome {
            Ok(()) => self.frame(Tag::Complete, |_| {}),
            Err(Refusal(notice)) => self.frame(Tag::Refused, |body| put_notice(body, notice)),
        }
        self.write_out();
        match self.failed {
            Some(error) => Err(error),
            None => self.to.flush().map(|()| self.to),
        }
    }

    fn frame(&mut self, tag: Tag, body: impl FnOnce(&mut Vec<u8>)) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(&[0; HEAD_BYTES]);
        body(&mut self.buffer);
        let length = (self.buffer.len() - start - HEAD_BYTES) as u32;
        if let Some(head) = self.buffer.get_mut(start..start + HEAD_BYTES) {
            head[..4].copy_from_slice(&length.to_le_bytes());
            head[4] = tag as u8;
        }
        if self.buffer.len() >= WRITE_BYTES {
            self.write_out();
        }
    }

    fn write_out(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.write_all(&self.buffer).err();
        }
        self.buffer.clear();
    }
}

impl<W: Write> Rows for StreamWriter<W> {
    fn sheet(&mut self, sheet: &SheetInfo<'_>) {
        self.frame(Tag::Sheet, |body| {
            body.extend_from_slice(&sheet.index.to_le_bytes());
            body.push(u8::from(sheet.visible));
            put_text(body, sheet.name);
        });
    }

    fn row(&mut self, row: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        self.frame(Tag::Row, |body| {
            body.extend_from_slice(&row.to_le_bytes());
            for (column, cell) in cells {
                put_cell(body, *column, cell);
            }
        });
        // Nobody listens any more: there is no point in reading on.
        if self.failed.is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn notice(&mut self, notice: Notice) {
        self.frame(Tag::Notice, |body| put_notice(body, &notice));
    }
}

/// Hands the events of a stream to `rows` and says how the reading ended.
///
/// Believes nothing: lengths are capped before anything is allocated, text is
/// checked, and anything odd ends the decoding.
pub fn decode(from: impl Read, rows: &mut impl Rows) -> Result<End, Broken> {
    let mut decoder = StreamDecoder {
        from,
        buffer: Vec::new(),
        at: 0,
        cells: CellBuffer::default(),
    };
    loop {
        let (tag, start, end) = decoder.next_frame()?;
        if let Some(ending) = decoder.deliver(tag, start, end, rows)? {
            return Ok(ending);
        }
    }
}

struct StreamDecoder<R> {
    from: R,
    buffer: Vec<u8>,
    at: usize,
    cells: CellBuffer,
}

impl<R: Read> StreamDecoder<R> {
    /// The next frame's tag and where its body lies in the buffer.
    fn next_frame(&mut self) -> Result<(Tag, usize, usize), Broken> {
        self.require(HEAD_BYTES)?;
        let head = self.buffer.get(self.at..self.at + HEAD_BYTES).ok_or(Broken::Died)?;
        let (length, tag) = match *head {
            [a, b, c, d, tag] => (u32::from_le_bytes([a, b, c, d]) as usize, tag),
            _ => return Err(Broken::Malformed("frame")),
        };
        if length > FRAME_BYTES_MAX {
            return Err(Broken::Malformed("frame length"));
        }
        let tag = Tag::from_byte(tag).ok_or(Broken::Malformed("frame tag"))?;
        self.require(HEAD_BYTES + length)?;
        let start = self.at + HEAD_BYTES;
        self.at = start + length;
        Ok((tag, start, start + length))
    }

    /// Reads until so many bytes lie ahead. The buffer grows by what has
    /// arrived, not by what a frame claims.
    fn require(&mut self, count: usize) -> Result<(), Broken> {
        if self.buffer.len() - self.at >= count {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        while self.buffer.len() < count {
            let read = (&mut self.from).take(READ_BYTES as u64).read_to_end(&mut self.buffer);
            if !matches!(read, Ok(1..)) {
                return Err(Broken::Died);
            }
        }
        Ok(())
    }

    fn deliver(&mut self, tag: Tag, start: usize, end: usize, rows: &mut impl Rows) -> Result<Option<End>, Broken> {
        let mut body = Body::new(self.buffer.get(start..end).unwrap_or_default());
        match tag {
            Tag::Row => return deliver_row(&mut self.cells, body, rows),
            Tag::Sheet => {
                let (index, visible) = (body.u16()?, body.flag()?);
                let name = body.text()?;
                rows.sheet(&SheetInfo { index, name, visible });
            }
            Tag::Notice => rows.notice(body.notice()?),
            Tag::Complete => return Ok(Some(End::Complete)),
            Tag::Refused => return Ok(Some(End::Refused(body.notice()?))),
        }
        if body.is_empty() {
            Ok(None)
        } else {
            Err(Broken::Malformed("frame body"))
        }
    }
}

fn deliver_row(buffer: &mut CellBuffer, mut body: Body<'_>, rows: &mut impl Rows) -> Result<Option<End>, Broken> {
    let row = body.u32()?;
    let mut cells = buffer.lend();
    while !body.is_empty() {
        cells.push(body.cell()?);
    }
    let flow = rows.row(row, &cells);
    buffer.take_back(cells);
    Ok(flow.is_break().then_some(End::Stopped))
}
