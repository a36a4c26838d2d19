//! The catalogue's files as text, wherever they came from.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// The files of a catalogue: path relative to its root, with `/`, and text.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// The edition this program was built with.
    #[must_use]
    pub fn embedded() -> Files {
        let files: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
        Files(
            files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    /// Adds a file, or puts it in the place of the one of that path.
    pub fn put(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.0.insert(path.into(), text.into());
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The files of a folder that end in `end`, in the order of their paths.
    pub fn under<'a>(&'a self, folder: &'a str, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter(move |(path, _)| path.starts_with(folder) && path.ends_with(end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The edition: SHA-256 over every path and text, in hexadecimal. Two catalogues that differ in a
    /// comma are two editions.
    #[must_use]
    pub fn edition(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in &self.0 {
            hash.update((path.len() as u64).to_le_bytes());
            hash.update(path);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
