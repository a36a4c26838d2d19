//! An encoding on its way: as bytes in a store, and as the text of one cell of a return.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::encode::{Encoding, FILTER_BYTES, Filter, Fingerprint, SCHEME_VERSION, View};

/// What the text of a cell begins with.
const MARK: &str = "sintra-e:";
/// Bytes before the views: version and fingerprint.
const HEAD: usize = 10;
/// Bytes of a view: number of the blocking key, the key, the filter.
const VIEW: usize = 9 + FILTER_BYTES;
/// The most views that an encoding may have.
const VIEWS_MAX: usize = 64;

/// Why something is no encoding that can be linked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEncoding {
    /// It is not what [`to_text`] or [`to_bytes`] gives.
    Broken,
    /// It was made by another version of the scheme.
    OtherVersion(u16),
}

impl fmt::Display for NoEncoding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoEncoding::Broken => to.write_str("this is no encoding, or a part of it is missing"),
            NoEncoding::OtherVersion(found) => {
                write!(to, "the encoding is of version {found} of the scheme, here it is {SCHEME_VERSION}")
            }
        }
    }
}

impl std::error::Error for NoEncoding {}

/// An encoding as bytes: version, fingerprint of the key, then each view (numbers little-endian).
#[must_use]
pub fn to_bytes(encoding: &Encoding) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + VIEW * encoding.views.len());
    bytes.extend_from_slice(&encoding.version.to_le_bytes());
    bytes.extend_from_slice(&encoding.fingerprint.0);
    for view in &encoding.views {
        bytes.push(view.anchor);
        bytes.extend_from_slice(&view.key.to_le_bytes());
        bytes.extend_from_slice(&view.filter.to_bytes());
    }
    bytes
}

/// The encoding of bytes that [`to_bytes`] gave.
///
/// # Errors
/// [`NoEncoding`].
pub fn of_bytes(bytes: &[u8]) -> Result<Encoding, NoEncoding> {
    let (version, rest) = bytes.split_first_chunk::<2>().ok_or(NoEncoding::Broken)?;
    let version = u16::from_le_bytes(*version);
    if version != SCHEME_VERSION {
        return Err(NoEncoding::OtherVersion(version));
    }
    let (fingerprint, views) = rest.split_first_chunk::<8>().ok_or(NoEncoding::Broken)?;
    if views.len() % VIEW != 0 || views.len() / VIEW > VIEWS_MAX {
        return Err(NoEncoding::Broken);
    }
    let views: Vec<View> = views.chunks_exact(VIEW).map(view).collect::<Option<_>>().ok_or(NoEncoding::Broken)?;
    if !views.is_sorted_by(|one, next| one.anchor < next.anchor) {
        return Err(NoEncoding::Broken);
    }
    Ok(Encoding {
        version,
        fingerprint: Fingerprint(*fingerprint),
        views,
    })
}

fn view(bytes: &[u8]) -> Option<View> {
    let (anchor, rest) = bytes.split_first()?;
    let (key, filter) = rest.split_first_chunk::<8>()?;
    Some(View {
        anchor: *anchor,
        key: u64::from_le_bytes(*key),
        filter: Filter::from_bytes(filter.try_into().ok()?),
    })
}

/// An encoding as the text of a cell.
#[must_use]
pub fn to_text(encoding: &Encoding) -> String {
    format!("{MARK}{}", Base64UrlUnpadded::encode_string(&to_bytes(encoding)))
}

/// The encoding of a text that [`to_text`] gave; spaces around it do not count.
///
/// # Errors
/// [`NoEncoding`].
pub fn of_text(text: &str) -> Result<Encoding, NoEncoding> {
    let text = text.trim().strip_prefix(MARK).ok_or(NoEncoding::Broken)?;
    let bytes = Base64UrlUnpadded::decode_vec(text).map_err(|_| NoEncoding::Broken)?;
    of_bytes(&bytes)
}
