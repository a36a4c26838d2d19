//! Reads an upload in a process of its own, which may die of it: limits on memory and time, no files, no
//! network, and nothing comes back but rows and notices.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    os::fd::AsFd,
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use intake::{End, Limits, Rows, StreamWriter, decode};
use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
use rlimit::Resource;

use seal::Zeroizing;

use crate::{OperationError, read_once::Copied};

/// The command by which this program reads an upload for itself.
const COMMAND: &str = "read-upload";
/// Address space of the reading process: enough for the largest sheet a spreadsheet can hold.
const MEMORY_MAX_BYTES: u64 = 1 << 30;
/// Processor time of the reading process.
const PROCESSOR_MAX_SECONDS: u64 = 600;
/// Time by the clock, for a process that sleeps instead of working.
const WAIT_MAX: Duration = Duration::from_secs(900);

/// How the reading process is started.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
}

/// Whether the process came to the end, and what it said when that was to be kept.
type ReadToEnd = (bool, Option<Zeroizing<Vec<u8>>>);

impl Reader {
    /// A reader that starts this very program again.
    ///
    /// # Errors
    /// When the system does not tell where the program is.
    pub fn this_program() -> Result<Reader, OperationError> {
        // The running program itself, also when its file was replaced by a newer one in the meantime.
        let running = PathBuf::from("/proc/self/exe");
        if running.exists() {
            return Ok(Reader { program: running });
        }
        std::env::current_exe()
            .map(|program| Reader { program })
            .map_err(OperationError::Reader)
    }

    /// Reads a file; its rows and notices go to `rows`. `false` when the process died before the end, of
    /// its limits or of the file.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub fn read(&self, upload: File, name: &str, rows: &mut impl Rows) -> Result<bool, OperationError> {
        Ok(self.started(upload, name, (rows, false))?.0)
    }

    /// The same, with what the process said, when it came to the end and it is not too much to keep.
    pub(crate) fn read_copied(
        &self,
        upload: File,
        name: &str,
        rows: &mut impl Rows,
    ) -> Result<ReadToEnd, OperationError> {
        self.started(upload, name, (rows, true))
    }

    fn started(
        &self,
        upload: File,
        name: &str,
        (rows, is_copied): (&mut impl Rows, bool),
    ) -> Result<ReadToEnd, OperationError> {
        let mut child = Command::new(&self.program)
            .args([COMMAND, name])
            .env_clear()
            .stdin(upload)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(OperationError::Reader)?;
        let Some(pipe) = child.stdout.take() else {
            return Ok((false, None));
        };
        let (done, waiting) = channel::<()>();
        let watch = thread::spawn(move || watched(child, &waiting));
        let mut copied = Copied::new(pipe, is_copied);
        let end = decode(&mut BufReader::with_capacity(1 << 18, &mut copied), rows);
        let copy = copied.finish().filter(|_| end == Ok(End::Complete));
        drop(done);
        drop(watch.join());
        Ok((end.is_ok(), copy))
    }
}

/// Waits for the reading to end, or ends the process when it takes too long.
fn watched(mut child: Child, done: &Receiver<()>) {
    if done.recv_timeout(WAIT_MAX).is_err() {
        // The reader of the pipe has gone, or time is over: either way nobody wants more.
        child.kill().ok();
    }
    child.wait().ok();
}

/// Keeps this process out of reach of those who look into others: no core dump, and no other process of the same user
/// that reads its memory. What it holds may be an identity or a password.
///
/// # Errors
/// When the system says no.
pub fn close_memory() -> io::Result<()> {
    Resource::CORE.set(0, 0)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Makes it impossible for this process, and for those that it starts, to open a connection to anybody: it may only be
/// spoken to. `false` where the kernel has no such rule (Landlock since Linux 6.7).
///
/// # Errors
/// When the system says no.
pub fn close_network() -> io::Result<bool> {
    let status = Ruleset::default()
        .handle_access(AccessNet::ConnectTcp)
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self)
        .map_err(io::Error::other)?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// The reading process itself: takes the file from standard input, gives rows to standard output.
#[must_use]
pub fn read_upload(name: &str) -> ExitCode {
    match confined().and_then(|upload| stream(upload, name)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Gives up memory, time and every file but the one already open.
fn confined() -> io::Result<File> {
    let limits = [
        (Resource::AS, MEMORY_MAX_BYTES),
        (Resource::CPU, PROCESSOR_MAX_SECONDS),
        (Resource::CORE, 0),
        (Resource::FSIZE, 0),
    ];
    for (resource, limit) in limits {
        resource.set(limit, limit)?;
    }
    let upload = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let ruleset = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create);
    // A kernel without Landlock still has the limits above; the process holds no key and no other file.
    ruleset
        .and_then(landlock::RulesetCreated::restrict_self)
        .map_err(io::Error::other)
        .ok();
    Ok(upload)
}

fn stream(upload: File, name: &str) -> io::Result<()> {
    let out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let mut writer = StreamWriter::new(out);
    // A refusal travels as a notice, like everything else that there is to say.
    let outcome = intake::read(
        BufReader::with_capacity(1 << 16, upload),
        name,
        &Limits::default(),
        &mut writer,
    );
    writer.finish(&outcome)?.flush()
}
