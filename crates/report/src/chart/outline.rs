//! From a file of boundaries to a map: projected for Mexico, set on a grid, simplified until it is light.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Boundaries, BoundariesError,
    arcs::{Corner, simplified},
    geojson::{self, Degrees, Regions},
};

/// The width of the grid, in units.
const WIDTH: f64 = 2000.0;

/// How fine corners are told apart before they are simplified, in parts of a unit: about three metres. On the grid
/// itself a wriggling border would meet itself.
const FINE: f64 = 512.0;

/// Tolerances, in units of the grid, tried until the map is light enough.
const TOLERANCES: [f64; 8] = [0.6, 0.9, 1.4, 2.0, 3.0, 4.5, 7.0, 10.0];

/// The least area of a ring, in half square units, but for a region's largest.
const AREA_MIN: i64 = 6;

/// Boundaries made from a file, and how its codes compare with those that there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The map.
    pub boundaries: Boundaries,
    /// Regions of the map.
    pub regions: usize,
    /// Codes of the file that nothing has.
    pub unknown: Vec<String>,
    /// Codes that the file lacks.
    pub missing: Vec<String>,
}

/// Makes a map of a GeoJSON file: `known` are the codes that there are, all of the same number of digits, and
/// `bytes_max` is the most that the outlines may weigh.
///
/// # Errors
/// [`BoundariesError`] when the file cannot be read, its coordinates are no degrees in Mexico, or none of its codes
/// is known.
pub fn import(text: &[u8], known: &BTreeSet<String>, bytes_max: usize) -> Result<Imported, BoundariesError> {
    let digits = known.first().map_or(2, String::len);
    let mut regions = geojson::read(text, digits)?;
    let unknown: Vec<String> = regions.keys().filter(|id| !known.contains(*id)).cloned().collect();
    let missing: Vec<String> = known.iter().filter(|id| !regions.contains_key(*id)).cloned().collect();
    regions.retain(|id, _| known.contains(id));
    let boundaries = light(&Grid::of(&regions)?, bytes_max)?;
    Ok(Imported {
        boundaries,
        regions: regions.len(),
        unknown,
        missing,
    })
}

/// The map as simple as it must be.
fn light(grid: &Grid, bytes_max: usize) -> Result<Boundaries, BoundariesError> {
    let mut drawn = BTreeMap::new();
    for tolerance in TOLERANCES {
        drawn = grid.outlines(tolerance);
        if drawn.values().map(String::len).sum::<usize>() <= bytes_max {
            break;
        }
    }
    Boundaries::new((WIDTH as u32, grid.height.max(1)), drawn)
}

/// Regions on the grid.
struct Grid {
    height: u32,
    /// The region of each ring, and the ring.
    owners: Vec<String>,
    rings: Vec<Vec<Corner>>,
}

impl Grid {
    fn of(regions: &Regions) -> Result<Grid, BoundariesError> {
        let all = || regions.values().flatten().flatten().map(|place| projected(*place));
        let (mut west, mut east, mut south, mut north) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for (x, y) in all() {
            (west, east) = (west.min(x), east.max(x));
            (south, north) = (south.min(y), north.max(y));
        }
        if east <= west || north <= south {
            return Err(BoundariesError(
                "none of its regions is known, or they have no area".to_owned(),
            ));
        }
        let unit = (east - west) / WIDTH;
        let mut grid = Grid {
            height: ((north - south) / unit).ceil() as u32,
            owners: Vec::new(),
            rings: Vec::new(),
        };
        let corner = |place: &Degrees| {
            let (x, y) = projected(*place);
            let fine = |distance: f64| (distance / unit * FINE).round() as i32;
            (fine(x - west), fine(north - y))
        };
        for (id, rings) in regions {
            grid.push(id, rings.iter().map(|ring| ring.iter().map(corner).collect()).collect());
        }
        Ok(grid)
    }

    /// Takes the rings of a region that are large enough to be seen, and in any case the largest.
    fn push(&mut self, id: &str, rings: Vec<Vec<Corner>>) {
        let mut rings: Vec<Vec<Corner>> = rings.into_iter().map(clean).collect();
        rings.sort_by_key(|ring| std::cmp::Reverse(area(ring)));
        let is_kept =
            |at: usize, ring: &[Corner]| ring.len() > 2 && (at == 0 || area(ring) >= AREA_MIN * (FINE * FINE) as i64);
        for (_, ring) in rings.into_iter().enumerate().filter(|(at, ring)| is_kept(*at, ring)) {
            self.owners.push(id.to_owned());
            self.rings.push(ring);
        }
    }

    fn outlines(&self, tolerance: f64) -> BTreeMap<String, String> {
        let mut drawn: BTreeMap<String, String> = BTreeMap::new();
        let unit = |fine: i32| (f64::from(fine) / FINE).round() as i32;
        for (id, ring) in self.owners.iter().zip(simplified(&self.rings, tolerance * FINE)) {
            let ring = clean(ring.into_iter().map(|(x, y)| (unit(x), unit(y))).collect());
            if ring.len() > 2 {
                drawn.entry(id.clone()).or_default().push_str(&path(&ring));
            }
        }
        drawn
    }
}

/// A ring without the corner that repeats the first, and without corners that repeat the one before.
fn clean(mut ring: Vec<Corner>) -> Vec<Corner> {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// Twice the area within a ring.
fn area(ring: &[Corner]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let turn =
        |((x0, y0), (x1, y1)): (&Corner, &Corner)| i64::from(*x0) * i64::from(*y1) - i64::from(*x1) * i64::from(*y0);
    ring.iter().zip(next).map(turn).sum::<i64>().abs()
}

/// The ring as the path data of SVG: a move, steps from corner to corner, a closing.
fn path(ring: &[Corner]) -> String {
    let mut text = String::new();
    let mut before = (0, 0);
    for (at, (x, y)) in ring.iter().enumerate() {
        text.push_str(match at {
            0 => "M",
            1 => "l",
            _ => "",
        });
        let (dx, dy) = (x - before.0, y - before.1);
        if at > 1 && dx >= 0 {
            text.push(' ');
        }
        text.push_str(&dx.to_string());
        text.push_str(if dy < 0 { "" } else { " " });
        text.push_str(&dy.to_string());
        before = (*x, *y);
    }
    text.push('Z');
    text
}

/// Lambert's conformal conic projection as INEGI sets it for Mexico, on a sphere: standard parallels 17.5° and 29.5°,
/// from 102° W. The unit is the radius of the Earth; north is up.
fn projected((longitude, latitude): Degrees) -> (f64, f64) {
    use std::f64::consts::FRAC_PI_4;
    let [first, second, latitude] = [17.5, 29.5, latitude].map(f64::to_radians);
    let longitude = (longitude + 102.0).to_radians();
    let slope = |angle: f64| (FRAC_PI_4 + angle / 2.0).tan();
    let cone = (first.cos() / second.cos()).ln() / (slope(second) / slope(first)).ln();
    let scale = first.cos() * slope(first).powf(cone) / cone;
    let radius = scale / slope(latitude).powf(cone);
    (radius * (cone * longitude).sin(), -radius * (cone * longitude).cos())
}
