//! A gate through which few go at a time: what costs much memory is not done by all who ask at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::OperationError;

/// Passwords that are tried or set at once in this process: each takes 64 MiB and a third of a second.
pub(crate) const PASSWORDS_AT_ONCE: usize = 2;

/// The one gate before every password of this process.
pub(crate) static PASSWORDS: Gate = Gate::new(PASSWORDS_AT_ONCE, usize::MAX);

/// Lets few in; others wait, and beyond a number they are sent away.
#[derive(Debug)]
pub(crate) struct Gate {
    state: Mutex<State>,
    left: Condvar,
    at_once: usize,
    waiting_max: usize,
}

#[derive(Debug)]
struct State {
    inside: usize,
    waiting: usize,
}

/// Somebody inside; dropped, they have left.
#[derive(Debug)]
pub(crate) struct Inside<'g>(&'g Gate);

impl Gate {
    pub(crate) const fn new(at_once: usize, waiting_max: usize) -> Gate {
        Gate {
            state: Mutex::new(State { inside: 0, waiting: 0 }),
            left: Condvar::new(),
            at_once,
            waiting_max,
        }
    }

    /// Goes in, or waits until somebody leaves.
    ///
    /// # Errors
    /// When too many wait already.
    pub(crate) fn enter(&self) -> Result<Inside<'_>, OperationError> {
        let mut state = self.state();
        if state.inside >= self.at_once && state.waiting >= self.waiting_max {
            let says = "very many people ask for the same at this moment; try again in a minute";
            return Err(OperationError::refused(says));
        }
        state.waiting += 1;
        let full = |state: &mut State| state.inside >= self.at_once;
        state = self
            .left
            .wait_while(state, full)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state.inside += 1;
        Ok(Inside(self))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.state().inside -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::Duration,
    };

    use super::Gate;

    #[test]
    fn few_are_inside_some_wait_and_the_rest_are_sent_away() {
        let gate = Gate::new(2, 3);
        let (inside, most, sent_away) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let go = || {
            let Ok(_in) = gate.enter() else {
                sent_away.fetch_add(1, Ordering::SeqCst);
                return;
            };
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(200));
            inside.fetch_sub(1, Ordering::SeqCst);
        };
        thread::scope(|scope| (0..12).for_each(|_| drop(scope.spawn(go))));
        assert_eq!(most.into_inner(), 2);
        assert_eq!(sent_away.into_inner(), 12 - 2 - 3);
        assert!(gate.enter().is_ok(), "who panicked or left is no longer inside");
    }
}
