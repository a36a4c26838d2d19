//! Whose turn it is to write. One connection writes at a time; those of one process wait for each other here, where
//! whoever waits is woken at once, and the scribe and the others take turns, so that neither starves.

use std::{
    ops::Deref,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, Transaction};

use crate::StoreError;

/// Who asks for a turn: the scribe, who writes for many, or somebody for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Scribe,
    Other,
}

/// The turns of one process at one store.
#[derive(Debug)]
pub(crate) struct Turns {
    state: Mutex<State>,
    ended: Condvar,
    patience: Duration,
}

#[derive(Debug, Default)]
struct State {
    is_taken: bool,
    /// Whether the last turn was the scribe's.
    was_scribe: bool,
    scribes_waiting: usize,
    others_waiting: usize,
}

/// A turn; dropped, it is over.
#[derive(Debug)]
pub(crate) struct Turn(Arc<Turns>);

/// A transaction with the right to write, and the turn in which it is. Dropped before [`Entered::commit`], it leaves
/// nothing.
#[derive(Debug)]
pub(crate) struct Entered<'s> {
    // Before the turn, because it must end first.
    transaction: Transaction<'s>,
    _turn: Turn,
}

impl Turns {
    /// Turns for which one waits so long at most.
    pub(crate) fn new(patience: Duration) -> Arc<Turns> {
        Arc::new(Turns {
            state: Mutex::default(),
            ended: Condvar::new(),
            patience,
        })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when it did not come in time.
    pub(crate) fn take(self: &Arc<Turns>, who: Who) -> Result<Turn, StoreError> {
        let mut state = self.state();
        *state.waiting(who) += 1;
        let not_yet = |state: &mut State| !state.may_begin(who);
        let waited = self.ended.wait_timeout_while(state, self.patience, not_yet);
        let (mut state, timed) = waited.unwrap_or_else(PoisonError::into_inner);
        *state.waiting(who) -= 1;
        if timed.timed_out() {
            drop(state);
            self.ended.notify_all();
            return Err(StoreError::Busy);
        }
        (state.is_taken, state.was_scribe) = (true, who == Who::Scribe);
        drop(state);
        Ok(Turn(Arc::clone(self)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn waiting(&mut self, who: Who) -> &mut usize {
        match who {
            Who::Scribe => &mut self.scribes_waiting,
            Who::Other => &mut self.others_waiting,
        }
    }

    fn may_begin(&self, who: Who) -> bool {
        let others_first = match who {
            Who::Scribe => self.was_scribe && self.others_waiting > 0,
            Who::Other => !self.was_scribe && self.scribes_waiting > 0,
        };
        !self.is_taken && !others_first
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().is_taken = false;
        self.0.ended.notify_all();
    }
}

impl<'s> Entered<'s> {
    pub(crate) fn new(transaction: Transaction<'s>, turn: Turn) -> Entered<'s> {
        Entered {
            transaction,
            _turn: turn,
        }
    }

    /// Makes what was written last.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }
}

impl Deref for Entered<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc::channel, thread, time::Duration};

    use super::{StoreError, Turns, Who};

    #[test]
    fn the_scribe_and_the_others_take_turns() {
        let turns = Turns::new(Duration::from_secs(10));
        let held = turns.take(Who::Other).unwrap();
        let (done, order) = channel();
        thread::scope(|scope| {
            for who in [Who::Other, Who::Other, Who::Scribe, Who::Scribe] {
                let (done, turns) = (done.clone(), &turns);
                scope.spawn(move || {
                    let turn = turns.take(who).unwrap();
                    done.send(who).unwrap();
                    drop(turn);
                });
            }
            let waiting = || {
                let state = turns.state();
                state.others_waiting + state.scribes_waiting
            };
            while waiting() < 4 {
                thread::yield_now();
            }
            drop(held);
        });
        drop(done);
        let order: Vec<Who> = order.iter().collect();
        assert_eq!(order, [Who::Scribe, Who::Other, Who::Scribe, Who::Other]);
    }

    #[test]
    fn who_waits_too_long_is_told_and_bars_nobody() {
        let turns = Turns::new(Duration::from_millis(20));
        let held = turns.take(Who::Other).unwrap();
        assert!(matches!(turns.take(Who::Scribe), Err(StoreError::Busy)));
        drop(held);
        assert!(turns.take(Who::Other).is_ok());
    }
}
