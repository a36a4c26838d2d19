//! All that the typesetter may see: one text, the drawings, our fonts. It has no clock and no disk.

use std::collections::HashMap;

use typst::{
    Library, LibraryExt,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The fonts that the documents use, of those that come with the typesetter.
const FAMILIES: [&str; 2] = ["Libertinus Serif", "DejaVu Sans Mono"];

/// A world of one document.
pub(super) struct World {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: HashMap<FileId, Bytes>,
}

impl World {
    /// A world with a text and drawings by name.
    pub(super) fn new(code: String, drawings: Vec<(String, String)>) -> Result<World, String> {
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
            .filter(|font| FAMILIES.contains(&font.info().family.as_str()))
            .collect();
        let files: Result<HashMap<FileId, Bytes>, String> = drawings
            .into_iter()
            .map(|(name, drawing)| Ok((file(&name)?, Bytes::from_string(drawing))))
            .collect();
        Ok(World {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(file("main.typ")?, code),
            files: files?,
        })
    }
}

fn file(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|error| format!("{name}: {error}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        Err(missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};
    use typst_layout::PagedDocument;

    use super::World;
    use crate::pdf::code::quoted;

    /// The letters that a frame shows.
    fn shown(frame: &Frame) -> String {
        let item = |item: &FrameItem| match item {
            FrameItem::Text(text) => text.text.to_string(),
            FrameItem::Group(group) => shown(&group.frame),
            _ => String::new(),
        };
        frame.items().map(|(_, one)| item(one)).collect()
    }

    fn check(words: &str) {
        let world = World::new(format!("#{{ {} }}", quoted(words)), Vec::new()).unwrap();
        let document = typst::compile::<PagedDocument>(&world).output.unwrap();
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        let pages: String = document.pages().iter().map(|page| shown(&page.frame)).collect();
        assert_eq!(letters(&pages), letters(words));
    }

    #[test]
    fn words_are_set_as_they_stand() {
        check("#panic(\"x\") \\ $x^2$ [] } #read(\"/etc/passwd\")");
        check("*a* _b_ `c` = d // e /* f */ <g> @h ~ -- \\u{41}");
        check("\"; pagebreak(); \"");
    }

    #[test]
    fn nothing_outside_can_be_read() {
        for code in [
            "#read(\"/etc/passwd\")",
            "#import \"@preview/a:1.0.0\"",
            "#datetime.today()",
            "#include \"b.typ\"",
        ] {
            let world = World::new(code.to_owned(), Vec::new()).unwrap();
            assert!(typst::compile::<PagedDocument>(&world).output.is_err(), "{code}");
        }
    }
}
