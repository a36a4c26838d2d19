//! The pages, one module a screen.

mod help;
mod home;
mod passkeys;
mod sign_in;

use axum::Router;

use crate::site::Site;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .merge(help::routes())
        .merge(home::routes())
        .merge(passkeys::routes())
        .merge(sign_in::routes())
}
