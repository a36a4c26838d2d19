//! What stands in the place of figures until a first vintage is frozen.

use askama::Template;
use catalogue::Act;

use crate::{
    frame::Frame,
    turn::{Answered, Turn, page},
};

#[derive(Template)]
#[template(path = "unfrozen.html")]
struct Unfrozen {
    frame: Frame,
    may_freeze: bool,
}

/// The page under a title, when the store has no vintage.
pub(crate) fn instead(turn: &Turn<'_>, title: &str) -> Option<Answered> {
    match turn.visit.site.shelf.is_bare(turn.door) {
        Ok(false) => None,
        Ok(true) => Some(page(&Unfrozen {
            frame: turn.frame(title),
            may_freeze: turn.may(Act::Freeze),
        })),
        Err(error) => Some(Err(error.into())),
    }
}
