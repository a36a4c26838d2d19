//! The Merkle tree of a log (RFC 6962, section 2.1), of which only the right edge is kept.

use sha2::{Digest, Sha256};

/// A hash of SHA-256.
pub type Hash = [u8; 32];

/// The hash of an entry: SHA-256 of a zero byte and its bytes.
#[must_use]
pub fn leaf(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash over two hashes: SHA-256 of a byte of one and both.
pub(crate) fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The tree over all entries so far: as many hashes as its size has ones in binary, so that a log of any length
/// grows by an entry in constant time (a *compact range*).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    /// The roots of the full trees that the size is the sum of, the largest first.
    peaks: Vec<Hash>,
}

impl Tree {
    /// The tree of no entries.
    #[must_use]
    pub fn new() -> Tree {
        Tree::default()
    }

    /// Adds an entry by its [`leaf`].
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// How many entries it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its root; that of no entries is the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let folded = self
            .peaks
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node(&left, &right));
        folded.unwrap_or_else(empty)
    }

    /// The tree as bytes: its size (8 bytes, the highest first) and the roots of its full trees, the largest first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.size.to_be_bytes(), self.peaks.as_flattened()].concat()
    }

    /// The tree of these bytes, or nothing if they are not as many as its size asks for, or the size is beyond
    /// 2⁶³ − 1. That they are those of a log is known only when its root is compared with a signed one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Tree> {
        let (size, rest) = bytes.split_first_chunk::<8>()?;
        let size = u64::from_be_bytes(*size);
        i64::try_from(size).ok()?;
        let (peaks, left_over) = rest.as_chunks::<32>();
        let whole = left_over.is_empty() && peaks.len() == size.count_ones() as usize;
        whole.then(|| Tree {
            size,
            peaks: peaks.to_vec(),
        })
    }
}

impl FromIterator<Hash> for Tree {
    /// The tree of some leaves, in their order.
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Tree {
        let mut tree = Tree::new();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }
}

/// The root over leaves, as RFC 6962 defines it: for tests and small uses, since it goes through all of them.
#[must_use]
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty(),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(split_of(leaves.len() as u64) as usize);
            node(&root_of(left), &root_of(right))
        }
    }
}

/// The largest power of two below `size`, which is 2 or more.
pub(crate) fn split_of(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

pub(crate) fn empty() -> Hash {
    Sha256::digest([]).into()
}
