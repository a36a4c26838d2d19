//! The web: what people do in `operations`, as pages that work without script. It reaches no store and computes no
//! figure; what it keeps between two requests is in the store or in nothing.

mod api;
mod assets;
mod confirm;
mod cookies;
mod figures;
mod forms;
mod frame;
mod headers;
mod instants;
mod listen;
mod pages;
mod problem;
mod qr;
mod routes;
mod said;
mod site;
mod turn;
mod upload;
mod visit;
mod words;
mod worker;

pub use listen::{Certificate, ServeError, serve};
pub use routes::router;
pub use site::{Settings, Site};
