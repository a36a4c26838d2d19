//! Clerical review: precision and recall from pairs that a person looked at. Pairs are drawn at random within bands of
//! probability, few where the answer is plain and as many where it is not, so each answer speaks for as many pairs as
//! its band has (stratified sampling, Cochran 1977, chapter 5).

use crate::model::{probability, weight_of};
use crate::partition::drawn;
use crate::score::ScoredPair;

/// Probabilities at which bands end; the threshold of the linkage is one more.
const BOUNDS: [f64; 5] = [0.01, 0.1, 0.5, 0.9, 0.99];

/// A band of probabilities, and what the review of a sample of its pairs found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// The lowest probability of its pairs, from 0 to 1.
    pub from: f64,
    /// Whether its pairs were linked.
    pub is_linked: bool,
    /// How many pairs it has.
    pub pairs: u64,
    /// How many of them were looked at and answered.
    pub reviewed: u64,
    /// How many of these are of one person.
    pub same: u64,
}

/// The bands of scored pairs, from the most doubtful up, none of them across the threshold (a match weight, in bits).
#[derive(Clone, Debug)]
pub struct Bands {
    bounds: Vec<f64>,
    threshold: f64,
}

impl Bands {
    /// Bands for a linkage whose threshold is a match weight in bits.
    #[must_use]
    pub fn new(threshold: f64) -> Bands {
        let own = [f64::NEG_INFINITY, threshold];
        let mut bounds: Vec<f64> = own.into_iter().chain(BOUNDS.map(weight_of)).collect();
        bounds.sort_by(f64::total_cmp);
        Bands { bounds, threshold }
    }

    /// The number of the band of a pair.
    #[must_use]
    pub fn of(&self, pair: &ScoredPair) -> usize {
        self.bounds
            .partition_point(|bound| *bound <= f64::from(pair.weight))
            .saturating_sub(1)
    }

    /// The bands with their pairs counted and nothing reviewed.
    #[must_use]
    pub fn counted(&self, pairs: &[ScoredPair]) -> Vec<Band> {
        let empty = |bound: &f64| Band {
            from: probability(*bound),
            is_linked: *bound >= self.threshold,
            ..Band::default()
        };
        let mut bands: Vec<Band> = self.bounds.iter().map(empty).collect();
        for pair in pairs {
            bands[self.of(pair)].pairs += 1;
        }
        bands
    }

    /// The places among `pairs` of at most so many of each band, drawn by the seed, in their order.
    #[must_use]
    pub fn sample(&self, pairs: &[ScoredPair], of_each: usize, seed: u64) -> Vec<usize> {
        let mut lots: Vec<Vec<(f64, usize)>> = vec![Vec::new(); self.bounds.len()];
        for (place, pair) in pairs.iter().enumerate() {
            lots[self.of(pair)].push((drawn(seed, pair.a, pair.b), place));
        }
        let mut places = Vec::new();
        for mut band in lots {
            band.sort_by(|one, other| one.0.total_cmp(&other.0));
            places.extend(band.into_iter().take(of_each).map(|(_, place)| place));
        }
        places.sort_unstable();
        places
    }
}

/// A share with its 95 % interval, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The estimate.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What a review says of a linkage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reviewed {
    /// The share of linked pairs that are of one person.
    pub precision: Share,
    /// The share of pairs of one person that were linked, those that no blocking rule found included.
    pub recall: Share,
}

/// Precision and recall by a reviewed sample; `missed` pairs of one person are no candidates and nobody can review them.
/// `None` when a band that has pairs was not looked at, or no pair was linked.
#[must_use]
pub fn reviewed(bands: &[Band], missed: f64) -> Option<Reviewed> {
    if bands.iter().any(|band| band.pairs > 0 && band.reviewed == 0) {
        return None;
    }
    let linked = bands.iter().filter(|band| band.is_linked && band.pairs > 0);
    let left = bands.iter().filter(|band| !band.is_linked && band.pairs > 0);
    let pairs: f64 = linked.clone().map(|band| band.pairs as f64).sum();
    let (right, left) = (Total::of(linked), Total::of(left));
    if pairs == 0.0 {
        return None;
    }
    let all = right.exact + left.exact + missed;
    let (smooth, missing) = (right.smooth, left.smooth + missed);
    let spread =
        (missing.powi(2) * right.variance + smooth.powi(2) * left.variance).sqrt() / (smooth + missing).powi(2);
    Some(Reviewed {
        precision: share(right.exact / pairs, smooth / pairs, right.variance.sqrt() / pairs),
        recall: share(
            right.exact / f64::max(all, f64::MIN_POSITIVE),
            smooth / (smooth + missing),
            spread,
        ),
    })
}

/// Pairs of one person in some bands, as their samples say.
struct Total {
    /// As many as the answers say.
    exact: f64,
    /// The same with half a pair of each answer added to each band's, so that no band is taken to be certain.
    smooth: f64,
    /// The variance of that.
    variance: f64,
}

impl Total {
    fn of<'b>(bands: impl Iterator<Item = &'b Band>) -> Total {
        let mut total = Total {
            exact: 0.0,
            smooth: 0.0,
            variance: 0.0,
        };
        for band in bands {
            let (pairs, reviewed, same) = (band.pairs as f64, band.reviewed as f64, band.same as f64);
            let chance = (same + 0.5) / (reviewed + 1.0);
            let unseen = (pairs - reviewed).max(0.0);
            total.exact += pairs * same / reviewed;
            total.smooth += same + unseen * chance;
            // What was looked at is known: only the rest is uncertain, once by the draw and once by the chance itself.
            total.variance += unseen * chance * (1.0 - chance) * (1.0 + unseen / (reviewed + 2.0));
        }
        total
    }
}

/// A share with its interval on the scale of log odds, which keeps it between 0 and 1.
fn share(estimate: f64, smooth: f64, spread: f64) -> Share {
    let inside = smooth.clamp(1e-9, 1.0 - 1e-9);
    let (middle, reach) = (
        (inside / (1.0 - inside)).ln(),
        1.96 * spread / (inside * (1.0 - inside)),
    );
    let back = |odds: f64| 1.0 / (1.0 + (-odds).exp());
    Share {
        estimate,
        low: back(middle - reach).min(estimate),
        high: back(middle + reach).max(estimate),
    }
}
