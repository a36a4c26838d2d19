//! The map of tiles: each state a square of the same size, so that a large state does not weigh more.

use catalogue::{Label, Language};

use super::svg::{Anchor, Svg, WIDTH, fit};

/// One state.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Its code.
    pub id: String,
    /// Its place, from above.
    pub row: u32,
    /// Its place, from the left.
    pub column: u32,
    /// What stands in the tile.
    pub short: String,
    /// Its name.
    pub label: Label,
    /// What it counts.
    pub value: u64,
}

/// Draws it: the darker, the more; none is blank. How far down it goes.
pub(super) fn draw(svg: &mut Svg, tiles: &[Tile], language: Language) -> f64 {
    let wide = tiles.iter().map(|tile| tile.column + 1).max().unwrap_or(1);
    let high = tiles.iter().map(|tile| tile.row + 1).max().unwrap_or(1);
    let side = WIDTH / f64::from(wide);
    let most = tiles.iter().map(|tile| tile.value).max().unwrap_or_default();
    for tile in tiles {
        let (x, y) = (f64::from(tile.column) * side, f64::from(tile.row) * side);
        let (shade, middle) = (shade(tile.value, most), x + side / 2.0);
        let title = format!("{}: {}", tile.label.get(language), svg.number(tile.value));
        let square = [x + 0.5, y + 0.5, side - 1.0, side - 1.0];
        svg.rect(&format!("q{shade}"), square, Some(&title));
        let (name, number) = ((middle, y + side * 0.42), (middle, y + side * 0.8));
        svg.text(
            &format!("k{shade}"),
            name,
            Anchor::Middle,
            &fit(&tile.short, side * 1.5),
        );
        let value = svg.number(tile.value);
        svg.text(&format!("k{shade} m"), number, Anchor::Middle, &value);
    }
    let top = f64::from(high) * side + 8.0;
    top + scale(svg, top, most)
}

/// The shade of a value: 0 for none, then five equal steps up to the most.
pub(super) fn shade(value: u64, most: u64) -> u64 {
    if value == 0 {
        0
    } else {
        1 + (u128::from(value - 1) * 5 / u128::from(most.max(1))) as u64
    }
}

/// The values of a shade, the least and the most; `None` when no whole number has it.
fn range(shade: u64, most: u64) -> Option<(u64, u64)> {
    let first = |step: u64| (u128::from(step - 1) * u128::from(most)).div_ceil(5) as u64 + 1;
    let (least, next) = (first(shade), first(shade + 1).min(most.saturating_add(1)));
    (least < next).then(|| (least, next - 1))
}

/// The scale under a map: which shade is which values. How high it is.
pub(super) fn scale(svg: &mut Svg, top: f64, most: u64) -> f64 {
    let mut steps = vec![(0, "0".to_owned())];
    for shade in 1..=5 {
        if let Some((least, up_to)) = range(shade, most) {
            let words = if least == up_to {
                svg.number(least)
            } else {
                format!("{}–{}", svg.number(least), svg.number(up_to))
            };
            steps.push((shade, words));
        }
    }
    // The zero needs half the room, which the longest words of the others need more.
    let none = WIDTH / 12.0;
    let wide = (WIDTH - none) / 5.0;
    for (at, (shade, words)) in steps.iter().enumerate() {
        let (x, wide) = match at {
            0 => (0.0, none),
            at => (none + (at - 1) as f64 * wide, wide),
        };
        svg.rect(&format!("q{shade}"), [x + 0.5, top, wide - 1.0, 8.0], None);
        svg.text("r", (x + wide / 2.0, top + 20.0), Anchor::Middle, words);
    }
    24.0
}

#[cfg(test)]
mod tests {
    use super::{range, shade};

    #[test]
    fn the_scale_says_which_values_have_a_shade() {
        for most in [1, 2, 3, 4, 5, 6, 7, 10, 99, 790, 1_000_003] {
            for value in 1..=most.min(2000) {
                let of = shade(value, most);
                let (least, up_to) = range(of, most).unwrap();
                assert!(
                    (least..=up_to).contains(&value),
                    "{value} of {most}: {of} {least} {up_to}"
                );
            }
        }
        assert_eq!((shade(0, 0), shade(u64::MAX, u64::MAX)), (0, 5));
    }
}
