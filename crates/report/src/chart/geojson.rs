//! A file of GeoJSON (RFC 7946) read as regions: whatever does not fit is said, with the region it is about.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};
use serde_json::{Map, Value as Json};

use super::BoundariesError;

/// A place in degrees: longitude, latitude.
pub(super) type Degrees = (f64, f64);

/// The rings of each region, by its code.
pub(super) type Regions = BTreeMap<String, Vec<Vec<Degrees>>>;

/// The most corners of a file.
const CORNERS_MAX: usize = 4_000_000;

/// Mexico and its seas, in degrees: west, east, south, north.
const MEXICO: [f64; 4] = [-119.0, -86.0, 14.0, 33.5];

/// Names of coordinate systems in degrees that differ by less than a map shows.
const DEGREES: [&str; 5] = ["CRS84", "4326", "6365", "4269", "4979"];

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    crs: Option<Json>,
    #[serde(default)]
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    id: Option<Json>,
    #[serde(default)]
    properties: Option<Map<String, Json>>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Option<Nest>,
}

/// Coordinates, however deep.
enum Nest {
    Place(Degrees),
    Many(Vec<Nest>),
}

/// Reads the regions whose codes have so many digits: 2 for states, 5 for municipalities.
pub(super) fn read(text: &[u8], digits: usize) -> Result<Regions, BoundariesError> {
    let file: Collection =
        serde_json::from_slice(text).map_err(|error| says(format!("it is no GeoJSON that can be read: {error}")))?;
    if file.kind != "FeatureCollection" {
        return Err(says(format!(
            "its type is «{}», and must be FeatureCollection",
            short(&file.kind)
        )));
    }
    if let Some(name) = file.crs.as_ref().and_then(foreign) {
        return Err(says(format!(
            "its coordinates are in «{name}»; convert it to degrees (WGS 84, EPSG:4326)"
        )));
    }
    let mut regions = Regions::new();
    let mut corners = 0;
    for (at, feature) in (1..).zip(file.features) {
        let id = feature.code(digits).ok_or_else(|| no_code(at, digits))?;
        let rings = feature.rings(&id)?;
        corners += rings.iter().map(Vec::len).sum::<usize>();
        if corners > CORNERS_MAX {
            return Err(says(format!(
                "it has more than {CORNERS_MAX} corners; simplify it first"
            )));
        }
        regions.entry(id).or_default().extend(rings);
    }
    Ok(regions)
}

fn says(words: String) -> BoundariesError {
    BoundariesError(words)
}

fn no_code(at: usize, digits: usize) -> BoundariesError {
    let names = if digits == 2 {
        "CVE_ENT"
    } else {
        "CVEGEO, or CVE_ENT and CVE_MUN"
    };
    says(format!(
        "its region number {at} has no code of {digits} digits; name the property {names}"
    ))
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The name of a coordinate system that is not in degrees.
fn foreign(crs: &Json) -> Option<String> {
    let name = crs["properties"]["name"].as_str()?;
    let is_known = DEGREES.iter().any(|known| name.ends_with(known));
    (!is_known).then(|| short(name))
}

impl Feature {
    /// The region's code: of its own properties, or its id.
    fn code(&self, digits: usize) -> Option<String> {
        let named = |name: &str| {
            let all = self.properties.iter().flatten();
            let mut found = all.filter(|(own, _)| own.eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| value)
        };
        let state = named("CVE_ENT").and_then(|value| padded(value, 2));
        let town = named("CVE_MUN").and_then(|value| padded(value, 3));
        let joined = match (digits, state, town) {
            (2, Some(state), _) => Some(state),
            (5, Some(state), Some(town)) => Some(state + &town),
            _ => None,
        };
        let whole = || named("CVEGEO").or(named("id")).or(self.id.as_ref());
        joined.or_else(|| padded(whole()?, digits))
    }

    fn rings(self, id: &str) -> Result<Vec<Vec<Degrees>>, BoundariesError> {
        let geometry = self.geometry.ok_or_else(|| says(format!("{id} has no geometry")))?;
        let parts = match (geometry.kind.as_str(), geometry.coordinates) {
            ("Polygon", Some(coordinates)) => vec![coordinates],
            ("MultiPolygon", Some(Nest::Many(parts))) => parts,
            (kind, _) => return Err(says(format!("{id} is a «{}», and must be a polygon", short(kind)))),
        };
        let mut rings = Vec::new();
        for part in parts {
            let Nest::Many(part) = part else {
                return Err(too_flat(id));
            };
            for one in part {
                rings.push(ring(one, id)?);
            }
        }
        Ok(rings)
    }
}

/// A code as its digits, with the zeros before it.
fn padded(value: &Json, digits: usize) -> Option<String> {
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.as_u64()?.to_string(),
        _ => return None,
    };
    let is_code = !text.is_empty() && text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| format!("{text:0>digits$}"))
}

fn too_flat(id: &str) -> BoundariesError {
    says(format!("the coordinates of {id} are not nested as those of a polygon"))
}

/// A ring of at least four corners, the last of them the first, all of them in Mexico.
fn ring(nest: Nest, id: &str) -> Result<Vec<Degrees>, BoundariesError> {
    let Nest::Many(places) = nest else {
        return Err(too_flat(id));
    };
    let mut ring = Vec::with_capacity(places.len());
    for place in places {
        let Nest::Place((longitude, latitude)) = place else {
            return Err(too_flat(id));
        };
        let [west, east, south, north] = MEXICO;
        if !(west..=east).contains(&longitude) || !(south..=north).contains(&latitude) {
            return Err(says(format!(
                "{id} has a corner at {longitude}, {latitude}, which is not in Mexico; write longitude and latitude in \
                 degrees (WGS 84)"
            )));
        }
        ring.push((longitude, latitude));
    }
    match ring.first() == ring.last() && ring.len() >= 4 {
        true => Ok(ring),
        false => Err(says(format!(
            "a ring of {id} is not closed, or has fewer than four corners"
        ))),
    }
}

impl<'de> Deserialize<'de> for Nest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Nest, D::Error> {
        deserializer.deserialize_any(Nested)
    }
}

/// Reads a number, a place, or a list of these.
struct Nested;

/// What stands first in a list says what the list is.
enum Item {
    Number(f64),
    Nest(Nest),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Item;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a coordinate or a list of them")
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Item, E> {
                Ok(Item::Number(number))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Item, E> {
                Ok(Item::Number(number as f64))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Item, E> {
                Ok(Item::Number(number as f64))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Item, A::Error> {
                Nested.visit_seq(list).map(Item::Nest)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Nest;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Nest, A::Error> {
        let Some(first) = list.next_element::<Item>()? else {
            return Ok(Nest::Many(Vec::new()));
        };
        let longitude = match first {
            Item::Number(number) => number,
            Item::Nest(nest) => {
                let mut many = vec![nest];
                while let Some(next) = list.next_element::<Nest>()? {
                    many.push(next);
                }
                return Ok(Nest::Many(many));
            }
        };
        let latitude: f64 = list
            .next_element()?
            .ok_or_else(|| A::Error::custom("a place with one number"))?;
        // A height, and whatever else, is no matter of a map.
        while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
        Ok(Nest::Place((longitude, latitude)))
    }
}
