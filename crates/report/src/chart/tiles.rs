//! The map of tiles: each state a square of the same size, so that a large state does not weigh more.

use super::svg::{Anchor, Svg, WIDTH};

/// One state.
pub(crate) struct Tile {
    pub(crate) row: u32,
    pub(crate) column: u32,
    pub(crate) short: String,
    pub(crate) label: String,
    pub(crate) value: u64,
    pub(crate) shown: String,
}

/// A map of tiles.
pub(crate) struct Tiles<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) tiles: &'a [Tile],
}

impl Tiles<'_> {
    /// Draws it: the darker, the more; none is blank.
    pub(crate) fn svg(&self) -> String {
        let mut svg = Svg::new();
        let wide = self.tiles.iter().map(|tile| tile.column + 1).max().unwrap_or(1);
        let high = self.tiles.iter().map(|tile| tile.row + 1).max().unwrap_or(1);
        let side = WIDTH / f64::from(wide);
        let most = self.tiles.iter().map(|tile| tile.value).max().unwrap_or_default();
        for tile in self.tiles {
            let (x, y) = (f64::from(tile.column) * side, f64::from(tile.row) * side);
            let shade = shade(tile.value, most);
            let title = format!("{}: {}", tile.label, tile.shown);
            svg.rect(
                &format!("q{shade}"),
                [x + 0.5, y + 0.5, side - 1.0, side - 1.0],
                Some(&title),
            );
            svg.text(
                &format!("k{shade}"),
                (x + side / 2.0, y + side * 0.42),
                Anchor::Middle,
                &tile.short,
            );
            svg.text(
                &format!("k{shade} m"),
                (x + side / 2.0, y + side * 0.8),
                Anchor::Middle,
                &tile.shown,
            );
        }
        svg.finish(f64::from(high) * side, self.title, self.description)
    }
}

/// The shade of a value: 0 for none, then five equal steps up to the most.
fn shade(value: u64, most: u64) -> u64 {
    if value == 0 {
        0
    } else {
        1 + (value - 1) * 5 / most.max(1)
    }
}
