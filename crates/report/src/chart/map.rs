//! A map with boundaries, imported by the installation: the regions of a table, each in its shade.

use std::{collections::BTreeMap, sync::Arc};

use catalogue::{Label, Language};
use serde::{Deserialize, Serialize};

use super::{
    svg::{Svg, WIDTH},
    tiles::{scale, shade},
};

/// The outlines of regions, projected and simplified: what `catalogue import-map` makes of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundaries {
    drawn: Arc<Drawn>,
}

/// Outlines as the file holds them.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawn {
    /// The width of the whole, in units.
    width: u32,
    /// Its height.
    height: u32,
    /// Each region's outline by its code, as the path data of SVG.
    regions: BTreeMap<String, String>,
}

/// Why a file of boundaries cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundariesError(pub String);

/// A map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// The outlines; regions without a figure are blank.
    pub boundaries: Boundaries,
    /// The regions with their figures.
    pub regions: Vec<Region>,
}

/// A region.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its code.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// What it counts.
    pub value: u64,
}

impl Boundaries {
    /// Outlines of regions by their codes, in a frame of so many units; each is path data of moves, lines and
    /// closings.
    ///
    /// # Errors
    /// [`BoundariesError`] when there are none, the frame is empty, or an outline holds anything else.
    pub fn new((width, height): (u32, u32), regions: BTreeMap<String, String>) -> Result<Boundaries, BoundariesError> {
        let is_step = |c: char| c.is_ascii_digit() || matches!(c, 'M' | 'm' | 'L' | 'l' | 'Z' | 'z' | ' ' | '-');
        let wrong = regions.iter().find(|(_, outline)| !outline.chars().all(is_step));
        match wrong {
            Some((id, _)) => Err(BoundariesError(format!("the outline of {id} holds what is no outline"))),
            None if regions.is_empty() || width == 0 || height == 0 => {
                Err(BoundariesError("it has no outline".to_owned()))
            }
            None => Ok(Boundaries {
                drawn: Arc::new(Drawn { width, height, regions }),
            }),
        }
    }

    /// Reads what [`Boundaries::text`] wrote.
    ///
    /// # Errors
    /// [`BoundariesError`] when it is something else.
    pub fn read(text: &str) -> Result<Boundaries, BoundariesError> {
        let drawn: Drawn = serde_json::from_str(text).map_err(|error| BoundariesError(error.to_string()))?;
        Boundaries::new((drawn.width, drawn.height), drawn.regions)
    }

    /// The boundaries as a file.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(&*self.drawn).unwrap_or_default()
    }

    /// A region's outline.
    #[must_use]
    pub fn outline(&self, id: &str) -> Option<&str> {
        self.drawn.regions.get(id).map(String::as_str)
    }
}

impl Map {
    /// Draws it: the darker, the more; none is blank. How far down it goes.
    pub(super) fn draw(&self, svg: &mut Svg, language: Language) -> f64 {
        let most = self.regions.iter().map(|region| region.value).max().unwrap_or_default();
        let drawn = &self.boundaries.drawn;
        let mut inner = svg.alike();
        for (id, outline) in &drawn.regions {
            let region = self.regions.iter().find(|region| region.id == *id);
            let value = region.map_or(0, |region| region.value);
            let name = region.map_or(id.as_str(), |region| region.label.get(language));
            let class = format!("q{} edge", shade(value, most));
            let title = format!("{name}: {}", inner.number(value));
            inner.outline(&class, outline, &title);
        }
        let factor = WIDTH / f64::from(drawn.width.max(1));
        svg.put_scaled(factor, inner);
        let top = f64::from(drawn.height) * factor + 8.0;
        top + scale(svg, top, most)
    }
}

impl std::fmt::Display for BoundariesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the boundaries cannot be used: {}", self.0)
    }
}

impl std::error::Error for BoundariesError {}
