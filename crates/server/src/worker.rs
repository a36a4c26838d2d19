//! The one thread that does long jobs, woken when somebody asks for one.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use catalogue::Language;

use crate::site::Site;

/// How long it sleeps when nobody wakes it.
const SLEEP: Duration = Duration::from_secs(30);

/// What wakes it.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Bell {
    fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.heard.notify_one();
    }

    fn wait(&self) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.heard.wait_timeout_while(rung, SLEEP, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }
}

impl Site {
    /// Says that a job waits.
    pub(crate) fn wake(&self) {
        self.bell.ring();
    }

    /// Does the jobs that wait, on a thread of its own, for as long as the process lives; those that an earlier process
    /// left half done come first.
    pub fn begin_working(&self) {
        let site = self.clone();
        thread::spawn(move || {
            let resumed = site.doors.with(Language::Es, |door| door.resume_jobs());
            if let Err(error) = resumed {
                eprintln!("sintra: jobs: {error}");
            }
            loop {
                match site.doors.with(Language::Es, |door| door.work(&site.reader)) {
                    Ok(true) => {}
                    Ok(false) => site.bell.wait(),
                    Err(error) => {
                        eprintln!("sintra: jobs: {error}");
                        site.bell.wait();
                    }
                }
            }
        });
    }
}
