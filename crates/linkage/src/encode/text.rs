//! An encoding as one cell of a CSV file, and back. Nothing that the cell may hold makes the reader fail otherwise than
//! with a reason.

use super::{
    encoder::{Encoding, View},
    filter::Filter,
    key::Fingerprint,
    scheme::{ANCHORS, SCHEME_VERSION, SECTIONS},
    veil::bits_of,
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest, Sha256};
use std::fmt;

/// Longest text that is looked at: all views, each with a full filter.
const LONGEST: usize = (HEAD + ANCHORS.len() * (VIEW + 128) + TAIL).div_ceil(3) * 4;
/// Bytes before the views: version and fingerprint.
const HEAD: usize = 10;
/// Bytes of a view before its filter: number, key, and which fields are known; of the filter, only the words of these
/// follow.
const VIEW: usize = 11;
/// Bytes of the check at the end.
const TAIL: usize = 4;

/// Why a text is no encoding that can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingFault {
    /// Longer than any encoding.
    TooLong,
    /// Not base64.
    NotBase64,
    /// The check at the end does not fit: cut off, or changed on the way.
    Damaged,
    /// Made by another version of the scheme.
    OtherVersion {
        /// The version found.
        found: u16,
    },
    /// Made with another key: another period, or another agreement.
    OtherKey {
        /// The fingerprint found.
        found: Fingerprint,
        /// The fingerprint of the others.
        wanted: Fingerprint,
    },
    /// The check fits, but what it covers is no list of views.
    Malformed,
}

impl fmt::Display for EncodingFault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => to.write_str("longer than any encoding; send the column as `sintra encode` wrote it"),
            Self::NotBase64 => to.write_str("not an encoding; send the column as `sintra encode` wrote it"),
            Self::Damaged => to.write_str("cut off or changed on the way; send the file again"),
            Self::OtherVersion { found } => write!(
                to,
                "made by version {found} of the scheme, this is version {SCHEME_VERSION}; encode again with this version"
            ),
            Self::OtherKey { found, wanted } => write!(
                to,
                "made with the key {found}, the others with {wanted}; encode again with the key of this period"
            ),
            Self::Malformed => to.write_str("not made by `sintra encode`; encode again"),
        }
    }
}

impl std::error::Error for EncodingFault {}

impl Encoding {
    /// The encoding as one cell: base64 with `-` and `_`, of the version, the fingerprint, the views and a check.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut bytes = self.version.to_le_bytes().to_vec();
        bytes.extend(self.fingerprint.0);
        for view in &self.views {
            bytes.push(view.anchor);
            bytes.extend(view.key.to_le_bytes());
            bytes.extend(view.known.to_le_bytes());
            let words = view
                .filter
                .0
                .iter()
                .zip(bits_of(view.known).0)
                .filter(|(_, bits)| *bits != 0);
            words.for_each(|(word, _)| bytes.extend(word.to_le_bytes()));
        }
        let check = check(&bytes);
        bytes.extend(check);
        Base64UrlUnpadded::encode_string(&bytes)
    }

    /// Reads a cell.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn parse(text: &str) -> Result<Self, EncodingFault> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(EncodingFault::TooLong);
        }
        let bytes = Base64UrlUnpadded::decode_vec(text).map_err(|_| EncodingFault::NotBase64)?;
        let (bytes, tail) = bytes.split_last_chunk::<TAIL>().ok_or(EncodingFault::Damaged)?;
        if check(bytes) != *tail {
            return Err(EncodingFault::Damaged);
        }
        let mut rest = Rest(bytes);
        let version = u16::from_le_bytes(rest.take()?);
        if version != SCHEME_VERSION {
            return Err(EncodingFault::OtherVersion { found: version });
        }
        let fingerprint = Fingerprint(rest.take()?);
        let views = rest.views()?;
        Ok(Self {
            version,
            fingerprint,
            views,
        })
    }

    /// Whether all encodings are of one key, and of which; `None` where there is none.
    ///
    /// # Errors
    /// The first that is of another key than the first, or of another version than this.
    pub fn same_key(encodings: &[Self]) -> Result<Option<Fingerprint>, EncodingFault> {
        let Some(first) = encodings.first() else {
            return Ok(None);
        };
        let wanted = first.fingerprint;
        for encoding in encodings {
            let (found, version) = (encoding.fingerprint, encoding.version);
            if version != SCHEME_VERSION {
                return Err(EncodingFault::OtherVersion { found: version });
            }
            if found != wanted {
                return Err(EncodingFault::OtherKey { found, wanted });
            }
        }
        Ok(Some(wanted))
    }
}

/// The first bytes of the SHA-256 of what stands before.
fn check(bytes: &[u8]) -> [u8; TAIL] {
    let digest = Sha256::digest(bytes);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// What is still to be read.
struct Rest<'b>(&'b [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], EncodingFault> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(EncodingFault::Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// The views, in ascending order of their keys.
    fn views(&mut self) -> Result<Vec<View>, EncodingFault> {
        let mut views: Vec<View> = Vec::new();
        while !self.0.is_empty() {
            let [anchor] = self.take()?;
            let key = u64::from_le_bytes(self.take()?);
            let known = u16::from_le_bytes(self.take()?);
            let ordered = views.last().is_none_or(|last| last.anchor < anchor);
            if !ordered || usize::from(anchor) >= ANCHORS.len() || key == 0 || known >> SECTIONS.len() != 0 {
                return Err(EncodingFault::Malformed);
            }
            let mut filter = Filter::EMPTY;
            for (word, bits) in filter.0.iter_mut().zip(bits_of(known).0) {
                if bits != 0 {
                    *word = u64::from_le_bytes(self.take()?) & bits;
                }
            }
            views.push(View {
                anchor,
                known,
                key,
                filter,
            });
        }
        Ok(views)
    }
}
