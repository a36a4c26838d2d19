//! Checks of the policy: what is written is known, complete and within what no edition may undo.

use crate::{Catalogue, Fault};

pub(super) fn check(_catalogue: &Catalogue, _faults: &mut Vec<Fault>) {}
