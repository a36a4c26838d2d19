//! Delimited text that was compressed for sending: official series come so.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use crate::delivery::{Delivery, Stop};
use crate::inspect::{HEAD_BYTES, Signature, text_signature};
use crate::read::{Limits, Rows};
use crate::{Notice, NoticeKind, delimited};

/// Reads a compressed file as delimited text, within the limits of an archive.
pub(crate) fn read<R: Read + Seek, S: Rows>(mut upload: R, to: &mut Delivery<'_, S>) -> Result<(), Stop> {
    let damaged = |error: io::Error| Notice::new(NoticeKind::Damaged, error.to_string());
    let size = upload.seek(SeekFrom::End(0)).map_err(damaged)?;
    upload.rewind().map_err(damaged)?;
    let room = room(size, to.limits());
    let mut unpacked = Bounded {
        inner: MultiGzDecoder::new(upload),
        left: room,
    };
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let read = unpacked.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(damaged)?;
    match text_signature(&head) {
        Signature::Text => delimited::read(Cursor::new(head).chain(unpacked), to),
        Signature::Other(what) => Err(Notice::new(NoticeKind::UnknownType, format!("gzip: {what}")).into()),
        _ => Err(Notice::new(NoticeKind::UnknownType, "gzip").into()),
    }
}

/// How much a file of this size may unpack to.
fn room(size: u64, limits: &Limits) -> u64 {
    size.saturating_mul(limits.ratio)
        .max(limits.ratio_floor_bytes)
        .min(limits.unpacked_bytes)
}

/// Ends with an error, not in silence, where more comes than there is room for.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other("it unpacks to more than the limit"))?;
        Ok(read)
    }
}
