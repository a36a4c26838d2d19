//! Opening of a sealed file while it is read.

use std::{
    fmt,
    io::{self, Read},
};

use aead_stream::{StreamBE32, StreamPrimitive};
use chacha20poly1305::XChaCha20Poly1305;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret,
    cipher::TAG,
    sealer::{MAGIC, NONCE, SEGMENT, stream},
};

/// Opens what a [`crate::Sealer`] wrote. Every byte that comes out was sealed with the key and stands where it
/// stood; that nothing is missing at the end is known only when the end comes without an error.
///
/// A file that is cut, reordered, lengthened or altered gives an error of the kind `InvalidData` that holds a
/// [`SealError`], and gives it again whenever more is read.
pub struct Opener<R: Read> {
    input: R,
    cipher: StreamBE32<XChaCha20Poly1305>,
    /// The segment being read, opened, or none; behind it the first byte of the next.
    buffer: Zeroizing<Vec<u8>>,
    /// Where in the opened segment the reader stands.
    at: usize,
    /// How long the opened segment is.
    end: usize,
    /// The number of the next segment.
    position: u32,
    state: State,
}

/// What comes after the opened segment.
#[derive(Clone, Copy)]
enum State {
    More { begun: Option<u8> },
    Over,
    Failed(SealError),
}

impl<R: Read> Opener<R> {
    /// Reads the head of a sealed file.
    ///
    /// # Errors
    /// What `input` refuses; `InvalidData` when it is no sealed file.
    pub fn new(mut input: R, key: &Secret) -> io::Result<Opener<R>> {
        let mut head = Vec::with_capacity(MAGIC.len() + NONCE);
        let long = (MAGIC.len() + NONCE) as u64;
        input.by_ref().take(long).read_to_end(&mut head)?;
        let nonce = head.strip_prefix(&MAGIC).ok_or(SealError::NotOfOurs)?;
        let nonce = nonce.try_into().map_err(|_| SealError::Damaged)?;
        Ok(Opener {
            input,
            cipher: stream(key, nonce),
            buffer: Zeroizing::new(Vec::with_capacity(SEGMENT + TAG + 1)),
            at: 0,
            end: 0,
            position: 0,
            state: State::More { begun: None },
        })
    }

    /// Reads and opens the next segment.
    fn advance(&mut self, begun: Option<u8>) -> io::Result<()> {
        self.buffer.clear();
        self.buffer.extend(begun);
        let missing = (SEGMENT + TAG + 1 - self.buffer.len()) as u64;
        self.input.by_ref().take(missing).read_to_end(&mut self.buffer)?;
        let next = (self.buffer.len() > SEGMENT + TAG).then(|| self.buffer.pop()).flatten();
        self.cipher
            .decrypt_in_place(self.position, next.is_none(), &[], &mut *self.buffer)
            .map_err(|_| self.why())?;
        (self.at, self.end) = (0, self.buffer.len());
        self.position = self.position.checked_add(1).ok_or(SealError::Damaged)?;
        self.state = next.map_or(State::Over, |byte| State::More { begun: Some(byte) });
        Ok(())
    }

    /// Why a segment does not open: with the first one it may be the key.
    fn why(&self) -> SealError {
        match self.position {
            0 if self.buffer.len() >= TAG => SealError::WrongKeyOrPlace,
            _ => SealError::Damaged,
        }
    }

    /// Makes an error of the content last.
    fn fail(&mut self, error: io::Error) -> io::Error {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<SealError>());
        self.state = State::Failed(inner.copied().unwrap_or(SealError::Damaged));
        (self.at, self.end) = (0, 0);
        error
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.end && !out.is_empty() {
            match self.state {
                State::Over => return Ok(0),
                State::Failed(error) => return Err(error.into()),
                State::More { begun } => self.advance(begun).map_err(|error| self.fail(error))?,
            }
        }
        let given = out.len().min(self.end - self.at);
        out[..given].copy_from_slice(&self.buffer[self.at..self.at + given]);
        self.at += given;
        Ok(given)
    }
}

impl<R: Read> fmt::Debug for Opener<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opener({} segments, …)", self.position)
    }
}
