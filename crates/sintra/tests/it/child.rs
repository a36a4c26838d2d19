//! A run of the binary watched from outside: how long it took, how it ended, how much memory it and the
//! processes it started took.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Time that a run may take before it is ended as a failure.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at the memory.
const LOOK: Duration = Duration::from_millis(2);

/// What was seen of a run.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
    pub(crate) took: Duration,
    /// Peak resident memory of the program itself.
    pub(crate) own_kib: u64,
    /// Peak resident memory of the largest process that it started.
    pub(crate) child_kib: u64,
    /// Processes that it started, as far as they were seen.
    pub(crate) children: usize,
}

/// Runs a command to its end and looks at it meanwhile.
pub(crate) fn watch(command: &mut Command) -> Seen {
    let (start, mut own_kib, mut peaks) = (Instant::now(), 0, BTreeMap::new());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let pipe = child.stdout.take().unwrap();
    let reader = thread::spawn(move || std::io::read_to_string(pipe).unwrap());
    let status = loop {
        own_kib = own_kib.max(peak_kib(child.id()));
        for process in started_by(child.id()) {
            let peak = peaks.entry(process).or_insert(0);
            *peak = peak_kib(process).max(*peak);
        }
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().ok();
            child.wait().ok();
            panic!("{command:?} takes longer than {PATIENCE:?}");
        }
        thread::sleep(LOOK);
    };
    let took = start.elapsed();
    let child_kib = peaks.values().copied().max().unwrap_or_default();
    Seen {
        status,
        said: reader.join().unwrap(),
        took,
        own_kib,
        child_kib,
        children: peaks.len(),
    }
}

/// The processes that a process has started and that still live, whichever of its threads started them.
fn started_by(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    let of = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("children")).unwrap_or_default();
    let lists = threads.flatten().map(of);
    lists
        .flat_map(|list| list.split(' ').filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .collect()
}

/// Peak resident memory of a process, or 0 when it has ended.
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or_default()
}
