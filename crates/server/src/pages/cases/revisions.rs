//! What was saved of a case, one revision against the one before.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::Path, response::Response};
use operations::{DraftRevision, Typed};

use crate::{
    figures::filters,
    frame::Frame,
    turn::{Turn, page},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "case_revisions.html")]
struct Revisions {
    frame: Frame,
    number: i64,
    revisions: Vec<Revision>,
}

struct Revision {
    revision: u32,
    account: String,
    at: String,
    changes: Vec<Change>,
}

struct Change {
    field: String,
    before: String,
    now: String,
}

pub(super) async fn show(visit: Visit, Path(number): Path<i64>) -> Response {
    visit
        .turn(move |turn| {
            let draft = turn.door.draft(&turn.caller, number)?;
            let all = turn.door.draft_revisions(&turn.caller, number)?;
            let nothing = Typed::new();
            let before = std::iter::once(&nothing).chain(all.iter().map(|one| &one.answers));
            let mut revisions: Vec<Revision> = all
                .iter()
                .zip(before)
                .map(|(one, before)| revision(turn, &draft.of.register, (one, before)))
                .collect();
            revisions.reverse();
            page(&Revisions {
                frame: turn.frame(turn.t().case_revisions(number)),
                number,
                revisions,
            })
        })
        .await
}

fn revision(turn: &Turn<'_>, register: &str, (one, before): (&DraftRevision, &Typed)) -> Revision {
    let register = turn.catalogue().register(register);
    let ids: BTreeSet<&String> = one.answers.keys().chain(before.keys()).collect();
    let differs = ids.into_iter().filter(|id| one.answers.get(*id) != before.get(*id));
    let changes = differs.map(|id| {
        let field = register.and_then(|register| register.field(id));
        Change {
            field: field
                .map_or(id.as_str(), |field| field.label.get(turn.visit.language))
                .to_owned(),
            before: before.get(id).cloned().unwrap_or_default(),
            now: one.answers.get(id).cloned().unwrap_or_default(),
        }
    });
    Revision {
        revision: one.revision,
        account: one.account.clone(),
        at: one.at.clone(),
        changes: changes.collect(),
    }
}
