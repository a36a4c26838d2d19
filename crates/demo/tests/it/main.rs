//! What the synthetic country promises: its margins to the last unit, the same country for the same seed, and a
//! plain word when margins contradict each other.

mod country;
