//! Many doors to one store, for a program that many use at once: each door is one connection, whoever comes takes a
//! free one, and what was read is written into the log by one scribe for all.

use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{SendError, SyncSender, sync_channel},
    },
};

use catalogue::{Catalogue, Language};
use jiff::Timestamp;
use store::Scribe;

use crate::{
    Door, KeyFile, OperationError,
    gate::{Gate, PASSWORDS_AT_ONCE},
};

/// What takes long, so that few do it at a time; whoever waits for it takes no door from anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// A password is tried or set: signing in, the first password, a new one.
    Passwords,
    /// A file is read: checked, received, marked.
    Uploads,
}

/// Uploads at once: one that is read, and one that is checked and stored.
const UPLOADS_AT_ONCE: usize = 2;
/// Of each kind that may wait: ten seconds of passwords, a minute of uploads.
const WAITING_MAX: usize = 60;

/// The doors of one store; threads share them.
pub struct Doors {
    state: Mutex<State>,
    passwords: Gate,
    uploads: Gate,
    catalogue: Arc<Catalogue>,
}

/// Who waits and what is free: while somebody waits, nothing is free.
struct State {
    free: Vec<Door>,
    waiting: VecDeque<SyncSender<Door>>,
}

impl Doors {
    /// Opens so many doors to the store of a folder, one at least. They share the catalogue and the scribe.
    ///
    /// # Errors
    /// As [`Door::open`].
    pub fn open(
        folder: &Path,
        key: KeyFile<'_>,
        catalogue: impl Into<Arc<Catalogue>>,
        how_many: usize,
    ) -> Result<Doors, OperationError> {
        let first = Door::open(folder, key, catalogue)?;
        let scribe = Arc::new(Scribe::beside(&first.store)?);
        let doors: Result<Vec<Door>, OperationError> = (0..how_many.max(1)).map(|_| first.again(&scribe)).collect();
        Ok(Doors {
            state: Mutex::new(State {
                free: doors?,
                waiting: VecDeque::new(),
            }),
            passwords: Gate::new(PASSWORDS_AT_ONCE, WAITING_MAX),
            uploads: Gate::new(UPLOADS_AT_ONCE, WAITING_MAX),
            catalogue: Arc::clone(&first.catalogue),
        })
    }

    /// The same doors with a linkage key, as [`Door::with_linkage_key`].
    ///
    /// # Errors
    /// When the file cannot be read or holds no key.
    pub fn with_linkage_key(self, path: &Path) -> Result<Doors, OperationError> {
        let mut state = self.state();
        let doors = std::mem::take(&mut state.free).into_iter();
        state.free = doors
            .map(|door| door.with_linkage_key(path))
            .collect::<Result<_, _>>()?;
        drop(state);
        Ok(self)
    }

    /// The same doors under another clock, for tests of what time does.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Doors {
        let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(clock);
        let under = |door: Door| {
            let clock = Arc::clone(&clock);
            door.with_clock(move || clock())
        };
        let mut state = self.state();
        state.free = std::mem::take(&mut state.free).into_iter().map(under).collect();
        drop(state);
        self
    }

    /// Does something by a free door, which speaks a language to whoever is refused; waits until one is free. A door
    /// comes back whatever happens within, a panic too. Who holds one must not ask for another.
    pub fn with<V>(&self, language: Language, act: impl FnOnce(&Door) -> V) -> V {
        let door = self.take();
        door.speak(language);
        // What a panic cut short was undone when it left the act, so that nobody sees half of it.
        let done = catch_unwind(AssertUnwindSafe(|| act(&door)));
        self.give_back(door);
        done.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// The same for what takes long: it waits for its turn before it takes a door.
    ///
    /// # Errors
    /// When too many wait already, or what is done fails.
    pub fn in_queue<V, E: From<OperationError>>(
        &self,
        queue: Queue,
        language: Language,
        act: impl FnOnce(&Door) -> Result<V, E>,
    ) -> Result<V, E> {
        let gate = match queue {
            Queue::Passwords => &self.passwords,
            Queue::Uploads => &self.uploads,
        };
        let _inside = gate.enter()?;
        self.with(language, act)
    }

    /// The catalogue whose rights hold here.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A free door, or the next that comes back to whoever waits longest.
    fn take(&self) -> Door {
        loop {
            let mut state = self.state();
            if let Some(door) = state.free.pop() {
                return door;
            }
            let (to, from) = sync_channel(1);
            state.waiting.push_back(to);
            drop(state);
            if let Ok(door) = from.recv() {
                return door;
            }
        }
    }

    fn give_back(&self, mut door: Door) {
        let mut state = self.state();
        while let Some(first) = state.waiting.pop_front() {
            match first.send(door) {
                Ok(()) => return,
                Err(SendError(back)) => door = back,
            }
        }
        state.free.push(door);
    }

    /// The doors that nobody uses now. Nobody panics while they hold the lock, which is only to take or give one.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Doors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doors")
            .field("free", &self.state().free.len())
            .finish_non_exhaustive()
    }
}
