//! The pages as people meet them: a demonstration served, and Chromium going through it, with the scripts of
//! `crates/server/tests/browser`.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use operations::{Door, KeyFile, TRAINING_PASSWORD};

use crate::house::{copy, demo, sintra};

/// The oldest Node that the libraries run on.
const NODE: (u32, u32) = (20, 19);
const CHROMIUM: &str = "/usr/bin/chromium";
/// How to get what the scripts need.
const GET_NODE: &str = "install Node.js 20.19 or later with npm (Debian 13: apt-get install nodejs npm)";
const GET_CHROMIUM: &str = "install Chromium (Debian: apt-get install chromium)";

/// A site that is served, and ends with this.
struct Served {
    process: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[test]
fn five_kinds_of_people_get_their_work_done_in_a_browser() {
    let wanted = env::var("SINTRA_BROWSER").unwrap_or_default();
    if wanted == "0" {
        let says = "skipped: the browser tests, as SINTRA_BROWSER=0 asks; run them with cargo test -p sintra browser";
        writeln!(std::io::stderr(), "{says}").ok();
        return;
    }
    let workshop = match workshop() {
        Ok(workshop) => workshop,
        Err(missing) => {
            assert!(wanted != "1", "{missing}");
            // Past the capture of the test runner: who runs the tests should read it.
            writeln!(std::io::stderr(), "skipped: the browser tests; {missing}").ok();
            return;
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("demo");
    copy(demo(), &own);
    let empty = folder.path().join("empty");
    found_empty(&empty);
    let ran = go_through(&workshop, &serve(&own), &serve(&empty));
    let said = String::from_utf8_lossy(&ran.stdout);
    println!("{said}");
    assert!(
        ran.status.success(),
        "{}\n{}",
        failures(&said),
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// A store with the accounts of training, into which nobody has handed in anything.
fn found_empty(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    let key = dir.join("store.key");
    let key = KeyFile {
        path: &key,
        passphrase: "",
    };
    let law = operations::catalogue_from(None, None).unwrap().0;
    let door = Door::create(&dir.join("store"), key, law).unwrap();
    let institutions = ["pros-09-cmx", "pros-15-mex"].map(str::to_owned);
    door.found_training(&institutions, "tests").unwrap();
}

/// Serves at a free address under the name that passkeys need.
fn serve(dir: &Path) -> Served {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://localhost:{}", free.port());
    let mut process = sintra()
        .args([
            "serve",
            "--lang",
            "en",
            "--listen",
            &free.to_string(),
            "--public-address",
            &address,
        ])
        .arg("--store")
        .arg(dir.join("store"))
        .arg("--key")
        .arg(dir.join("store.key"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut says = BufReader::new(process.stdout.take().unwrap()).lines();
    let is_ready = says.any(|line| line.unwrap().contains("Serving at"));
    let served = Served { process, address };
    assert!(is_ready, "the site does not say where it is");
    served
}

fn go_through(workshop: &Path, site: &Served, empty: &Served) -> Output {
    Command::new("node")
        .args(["--test-reporter=spec", "run.mjs"])
        .current_dir(workshop)
        .env("SINTRA_SITE", &site.address)
        .env("SINTRA_EMPTY", &empty.address)
        .env("SINTRA_PASSWORD", TRAINING_PASSWORD)
        .env("SINTRA_CHROMIUM", CHROMIUM)
        .output()
        .unwrap()
}

/// What failed, without the long list of what did not.
fn failures(said: &str) -> &str {
    said.split_once("failing tests:").map_or(said, |(_, failures)| failures)
}

/// The scripts with their libraries, in the target folder: nothing is ever installed among the sources.
///
/// # Errors
/// One line: what is missing, and how to get it.
fn workshop() -> Result<PathBuf, String> {
    if !Path::new(CHROMIUM).exists() {
        return Err(format!("{CHROMIUM} is missing: {GET_CHROMIUM}"));
    }
    let node = version_of("node").ok_or_else(|| format!("node is missing: {GET_NODE}"))?;
    if node < NODE {
        return Err(format!("node is of version {}.{}: {GET_NODE}", node.0, node.1));
    }
    version_of("npm").ok_or_else(|| format!("npm is missing: {GET_NODE}"))?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("browser");
    let is_as_before = copy_scripts(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    if !is_as_before || !folder.join("node_modules/.package-lock.json").exists() {
        install(&folder)?;
    }
    Ok(folder)
}

fn version_of(program: &str) -> Option<(u32, u32)> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Copies the scripts; answers whether their libraries are those of the last time.
fn copy_scripts(folder: &Path) -> std::io::Result<bool> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/tests/browser");
    let lock = fs::read(folder.join("package-lock.json")).unwrap_or_default();
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(&scripts)? {
        let from = entry?.path();
        if let Some(name) = from.file_name().filter(|_| from.is_file()) {
            fs::copy(&from, folder.join(name))?;
        }
    }
    Ok(lock == fs::read(folder.join("package-lock.json"))?)
}

fn install(folder: &Path) -> Result<(), String> {
    let quiet = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--fetch-retries",
        "3",
        "--fetch-timeout",
        "30000",
    ];
    let output = Command::new("npm").args(quiet).current_dir(folder).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let says = String::from_utf8_lossy(&output.stderr).into_owned();
            let first = says.lines().next().unwrap_or_default().to_owned();
            Err(format!(
                "npm cannot install the libraries of the tests ({first}): it needs its registry, once"
            ))
        }
        Err(error) => Err(format!("npm: {error}: {GET_NODE}")),
    }
}
