//! What every request finds: the doors, the secret of the forms, how the site is reached.

use std::sync::Arc;

use operations::{Doors, Passkeys, Reader, Shelf};
use seal::Secret;

use crate::worker::Bell;

/// How the site is reached and what it says of itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address people type, for instance `https://sintra.example.org`, or `http://localhost:7400` when only this machine
    /// reaches it.
    pub public_address: String,
    /// Whether a proxy of ours stands before it, which says in `X-Forwarded-For` who asks.
    pub is_behind_proxy: bool,
    /// Whether the store is for training: every page says so.
    pub is_training: bool,
}

impl Settings {
    /// Whether people come by TLS, so that the cookie may ask for it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_address.starts_with("https://")
    }
}

/// The site, shared by all requests.
#[derive(Clone, Debug)]
pub struct Site {
    pub(crate) doors: Arc<Doors>,
    pub(crate) reader: Arc<Reader>,
    /// Vintages kept open.
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) settings: Arc<Settings>,
    /// Under it the tokens of forms are made; another at every start.
    pub(crate) forms: Arc<Secret>,
    /// None where browsers take none: an address without a name, or without encryption.
    pub(crate) passkeys: Option<Arc<Passkeys>>,
    pub(crate) bell: Arc<Bell>,
}

impl Site {
    /// A site over the doors of a store. `forms` is drawn at every start.
    #[must_use]
    pub fn new(doors: Doors, reader: Reader, settings: Settings, forms: Secret) -> Site {
        let passkeys = Passkeys::of(&settings.public_address).ok().map(Arc::new);
        Site {
            passkeys,
            bell: Arc::default(),
            doors: Arc::new(doors),
            reader: Arc::new(reader),
            shelf: Arc::default(),
            settings: Arc::new(settings),
            forms: Arc::new(forms),
        }
    }
}
