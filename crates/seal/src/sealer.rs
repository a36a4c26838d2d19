//! Sealing of a file while it is written.

use std::{
    fmt,
    io::{self, Write},
};

use aead_stream::{EncryptorBE32, NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{SealError, Secret, cipher::TAG};

/// What a sealed file begins with; the last byte is the suite.
pub(crate) const MAGIC: [u8; 8] = *b"sintraF\x01";

/// The part of the nonce that is drawn for each file; the number of the segment and the mark of the last follow.
pub(crate) const NONCE: usize = 19;

/// Plain bytes of each segment but the last.
pub(crate) const SEGMENT: usize = 64 * 1024;

/// The cipher of a file's segments.
pub(crate) fn stream(key: &Secret, nonce: [u8; NONCE]) -> StreamBE32<XChaCha20Poly1305> {
    let key = key.derive("sintra file 1");
    StreamBE32::from_aead(XChaCha20Poly1305::new(key.expose().into()), &nonce.into())
}

/// Seals what is written to it, in segments of 64 KiB (STREAM, Hoang, Reyhanitabar, Rogaway and Vizár 2015).
///
/// What is written is complete only after [`Sealer::finish`]: without it, [`crate::Opener`] says that it is cut.
/// Which file it is stays to the caller: one who can exchange files under one key can exchange what they hold, so
/// derive a key for each, or check what comes out against its hash.
pub struct Sealer<W: Write> {
    out: W,
    cipher: EncryptorBE32<XChaCha20Poly1305>,
    segment: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    /// Writes the head of a sealed file.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn new(mut out: W, key: &Secret, rng: &mut (impl CryptoRng + ?Sized)) -> io::Result<Sealer<W>> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        out.write_all(&MAGIC)?;
        out.write_all(&nonce)?;
        Ok(Sealer {
            out,
            cipher: stream(key, nonce).encryptor(),
            segment: Zeroizing::new(Vec::with_capacity(SEGMENT + TAG)),
        })
    }

    /// Writes the last segment, and gives back where it was written, flushed.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn finish(self) -> io::Result<W> {
        let Sealer {
            mut out,
            cipher,
            mut segment,
        } = self;
        cipher
            .encrypt_last_in_place(&[], &mut *segment)
            .map_err(|_| SealError::Damaged)?;
        out.write_all(&segment)?;
        out.flush()?;
        Ok(out)
    }

    /// Writes the segment, which is full and not the last.
    fn put(&mut self) -> io::Result<()> {
        let full = io::Error::new(io::ErrorKind::FileTooLarge, "a sealed file holds at most 256 TiB");
        self.cipher
            .encrypt_next_in_place(&[], &mut *self.segment)
            .map_err(|_| full)?;
        let written = self.out.write_all(&self.segment);
        self.segment.clear();
        written
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.segment.len() == SEGMENT {
            self.put()?;
        }
        let taken = bytes.len().min(SEGMENT - self.segment.len());
        self.segment.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Flushes what is behind it; a segment that is not full stays.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> fmt::Debug for Sealer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}
