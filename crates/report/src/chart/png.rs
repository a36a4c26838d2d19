//! A drawing as an image of dots, with the fonts that come with the typesetter and no others.

use std::sync::Arc;

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};

/// The family that stands for every other.
const FAMILY: &str = "Libertinus Serif";

/// Why a drawing cannot be made an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PngError(String);

/// Draws a document of SVG, so many pixels wide, kept between 320 and 2560.
pub(super) fn draw(svg: &str, width: u32) -> Result<Vec<u8>, PngError> {
    let options = Options {
        fontdb: Arc::new(fonts()),
        font_family: FAMILY.to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| PngError(error.to_string()))?;
    let scale = width.clamp(320, 2560) as f32 / tree.size().width();
    let size = tree.size().to_int_size().scale_by(scale);
    let size = size.ok_or_else(|| PngError("a drawing without size".to_owned()))?;
    let mut pixels =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| PngError("a drawing too large".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError(error.to_string()))
}

fn fonts() -> fontdb::Database {
    let mut fonts = fontdb::Database::new();
    for font in typst_assets::fonts() {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_serif_family(FAMILY);
    fonts
}

impl std::fmt::Display for PngError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the chart cannot be drawn as an image: {}", self.0)
    }
}

impl std::error::Error for PngError {}
