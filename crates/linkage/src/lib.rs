//! Which records speak of the same person or the same file: encode, block, compare, weigh, cluster. What goes in as
//! names or encodings comes out as record numbers, weights and probabilities; this room keeps nothing, gives no name
//! back and merges no record.

pub mod attack;
mod blocks;
mod candidates;
pub mod clerical;
mod clusters;
mod comparison;
pub mod curp;
pub mod dates;
mod decide;
pub mod dice;
mod em;
pub mod encode;
mod encoded;
pub mod hardening;
pub mod investigation;
mod lines;
mod link;
pub mod lsh;
pub mod missing;
mod model;
pub mod names;
mod partition;
mod persons;
mod plain;
pub mod quality;
mod role;
mod score;
mod similarity;
mod values;

pub use blocks::{BlockBudget, Refined};
pub use candidates::{Candidate, Candidates};
pub use clusters::{Clusters, Joining, clusters};
pub use comparison::{
    BlockingKey, Comparison, Concerns, DIFFERENT, Frequency, Level, MAX_COMPARISONS, MISSING, Pattern, Records, Seen,
    UNSEEN,
};
pub use decide::{best_threshold, caution, compete, sources_are_unique};
pub use em::{Evidence, learn};
pub use encoded::{EncodedLinkage, EncodedRecords, link_encoded};
pub use link::{Linked, Settings, link};
pub use model::{Bits, CLASSES, Model, Probabilities, Weights, match_weight, probability, weight_of};
pub use partition::{Join, Known, against_confirming, partition};
pub use persons::{Column, Persons, PersonsBuilder};
pub use plain::{PlainRecords, plain_keys};
pub use role::Role;
pub use score::{ScoredPair, Scorer};
pub use similarity::{edit_distance, jaro_winkler, within_one_edit};
pub use values::{Interner, Values};
