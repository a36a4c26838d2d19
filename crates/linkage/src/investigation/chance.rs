//! How much of what looks alike is chance. A file whose partner is known by folio hardly has another one: what else looks
//! like it does so by chance, and the files without a known partner have their share of the same chance.

use std::collections::BTreeSet;

use super::FileLink;
use crate::model::weight_of;
use crate::score::ScoredPair;

/// The width of a band of weights, in bits.
const BAND: f32 = 3.0;
/// Bands, the last for all that weighs more.
const BANDS: usize = 6;
/// What is left to a pair of a file whose partner is known.
const LEFT: f64 = 0.02;
/// The least and the most that a share says.
const BOUNDS: (f64, f64) = (0.001, 0.999);

/// Lowers the weights of alike pairs to what the links by folio among `files` files tell. Pairs that are links by folio
/// themselves stay as they are.
pub fn discount_chance(pairs: &mut [ScoredPair], links: &[FileLink], files: usize) {
    let certain: BTreeSet<(u32, u32)> = links.iter().map(|link| (link.a, link.b)).collect();
    let mut has_partner = vec![false; files];
    for link in links {
        has_partner[link.a as usize] = true;
        has_partner[link.b as usize] = true;
    }
    let is_of_known = |pair: &ScoredPair| has_partner[pair.a as usize] || has_partner[pair.b as usize];
    let mut counts = [[0.0_f64; BANDS]; 2];
    for pair in pairs.iter().filter(|pair| !certain.contains(&(pair.a, pair.b))) {
        counts[usize::from(is_of_known(pair))][band(pair)] += 1.0;
    }
    let known = has_partner.iter().filter(|known| **known).count() as f64;
    let share = shares(counts, known, files as f64 - known);
    for pair in pairs.iter_mut().filter(|pair| !certain.contains(&(pair.a, pair.b))) {
        let most = if is_of_known(pair) { LEFT } else { share[band(pair)] };
        if pair.probability() > most {
            pair.weight = weight_of(most) as f32;
        }
    }
}

fn band(pair: &ScoredPair) -> usize {
    ((pair.weight / BAND).max(0.0) as usize).min(BANDS - 1)
}

/// In each band, how many of the pairs of files without a known partner are more than chance makes. Where no partner is
/// known, nothing tells and all may be.
fn shares([free, known_pairs]: [[f64; BANDS]; 2], known: f64, rest: f64) -> [f64; BANDS] {
    let (free_places, known_places) = (rest * (rest - 1.0) / 2.0, known * rest + known * (known - 1.0) / 2.0);
    std::array::from_fn(|band| {
        if known == 0.0 || free[band] == 0.0 {
            return BOUNDS.1;
        }
        let by_chance = known_pairs[band] * free_places / known_places;
        (1.0 - by_chance / free[band]).clamp(BOUNDS.0, BOUNDS.1)
    })
}
