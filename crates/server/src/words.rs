//! What is read on the pages: one method a message, made from `words/es.toml` and `words/en.toml` when it is built.

use catalogue::Language;

/// The messages in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Words {
    /// The language, as `lang` names it.
    pub(crate) fn code(self) -> &'static str {
        match self.0 {
            Language::Es => "es",
            Language::En => "en",
        }
    }

    /// The other language, as `lang` names it.
    pub(crate) fn other_code(self) -> &'static str {
        match self.0 {
            Language::Es => "en",
            Language::En => "es",
        }
    }
}
