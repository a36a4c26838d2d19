//! The pages, one module a screen.

mod accesses;
mod account;
mod accounts;
mod activate;
mod activity;
mod alerts;
mod analysis;
mod answer;
mod answered;
mod audit;
mod board;
mod builder;
mod call_changes;
mod call_letter;
mod calls;
mod cases;
mod diagnosis;
mod documents;
mod hand_in;
mod help;
mod home;
mod identities;
mod jobs;
mod keys;
mod links;
mod links_asked;
mod log;
mod new_call;
mod opened;
mod openings;
mod passkeys;
mod proposals;
pub(crate) mod purposes;
mod record;
mod returns;
mod sign_in;
mod tables;
mod trace;
mod unfrozen;

use axum::Router;

use crate::site::Site;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .merge(board::routes())
        .merge(calls::routes())
        .merge(cases::routes())
        .merge(hand_in::routes())
        .merge(analysis::routes())
        .merge(diagnosis::routes())
        .merge(help::routes())
        .merge(home::routes())
        .merge(jobs::routes())
        .merge(passkeys::routes())
        .merge(account::routes())
        .merge(accounts::routes())
        .merge(activate::routes())
        .merge(activity::routes())
        .merge(alerts::routes())
        .merge(audit::routes())
        .merge(documents::routes())
        .merge(identities::routes())
        .merge(keys::routes())
        .merge(links::routes())
        .merge(links_asked::routes())
        .merge(log::routes())
        .merge(openings::routes())
        .merge(proposals::routes())
        .merge(record::routes())
        .merge(returns::routes())
        .merge(sign_in::routes())
        .merge(tables::routes())
        .merge(trace::routes())
}
