//! Streams whose bytes are hashed as they pass, and hashes as people write them.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

/// A stream with the SHA-256 of what has passed through it.
pub(crate) struct Hashed<S> {
    inner: S,
    hash: Sha256,
}

impl<S> Hashed<S> {
    pub(crate) fn new(inner: S) -> Hashed<S> {
        Hashed {
            inner,
            hash: Sha256::new(),
        }
    }

    /// The stream, and the hash of everything that passed.
    pub(crate) fn into_parts(self) -> (S, String) {
        let sha256 = hex(&self.hash.finalize());
        (self.inner, sha256)
    }

    /// The hash of everything that passed, hexadecimal.
    pub(crate) fn sha256(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl<S: Write> Write for Hashed<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<S: Read> Read for Hashed<S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.hash.update(&bytes[..read]);
        Ok(read)
    }
}

/// The SHA-256 of some bytes, hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as people write them, hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes from their 64 hexadecimal digits.
pub(crate) fn from_digits(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
