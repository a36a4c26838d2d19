//! The binary at hand, folders of one's own, and the real data when it is there.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::LazyLock,
};

use serde_json::Value as Json;

/// The binary, ready to be given arguments.
pub(crate) fn sintra() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sintra"));
    command.env_remove("SINTRA_STORE").env_remove("SINTRA_CATALOGUE");
    command
}

/// Runs the binary on a store.
pub(crate) fn run(store: &Path, arguments: &[&str]) -> Output {
    sintra().arg("--store").arg(store).args(arguments).output().unwrap()
}

/// Runs it, and tells what it said when it did not end as it should.
pub(crate) fn run_well(store: &Path, arguments: &[&str], codes: &[i32]) -> String {
    let output = run(store, arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let code = output.status.code();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        code.is_some_and(|code| codes.contains(&code)),
        "{arguments:?} ended with {code:?}\n{said}\n{errors}"
    );
    said
}

/// The synthetic country, made once for all tests; nobody writes into it.
pub(crate) fn demo() -> &'static Path {
    static DEMO: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("demo");
        make_demo(&dir);
        (folder, dir)
    });
    &DEMO.1
}

/// Makes the synthetic country in a folder.
pub(crate) fn make_demo(dir: &Path) {
    let output = sintra()
        .args(["demo", "--no-serve", "--dir"])
        .arg(dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Its first line of output as JSON.
pub(crate) fn json(said: &str) -> Json {
    serde_json::from_str(said.lines().next().unwrap_or_default())
        .unwrap_or_else(|_| serde_json::from_str(said).unwrap())
}

/// A cell of a table by the ids of its row and column; without a column, the row's total.
pub(crate) fn cell(table: &Json, row: &str, column: Option<&str>) -> u64 {
    let at = |of: &str, id: &str| {
        table[of]
            .as_array()
            .unwrap()
            .iter()
            .position(|one| one["id"] == id)
            .unwrap()
    };
    let row = at("rows", row);
    match column {
        None => table["row_totals"][row].as_u64().unwrap(),
        Some(column) => table["cells"][row][at("columns", column)].as_u64().unwrap(),
    }
}

/// A table of the latest vintage.
pub(crate) fn table(store: &Path, id: &str) -> Json {
    serde_json::from_str(&run_well(store, &["table", id, "--json"], &[0])).unwrap()
}

/// The folder of real data, or `None` with a line that says so.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(folder);
    if !path.exists() {
        println!("skipped: shared/data/{folder} is not here");
        return None;
    }
    Some(path)
}

/// The repository's catalogue.
pub(crate) fn catalogue() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue")
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A small return of victims, as CSV: local number, sex and count of each row.
pub(crate) fn victims(rows: &[(&str, &str, u32)]) -> String {
    let mut text = String::from(
        "local_id,sex,age,nationality,origin_state,marital_status,migratory_status,vulnerability_groups,destination,detected_on,\
         offences,exploitation_form,recruitment_means,count\n",
    );
    for (key, sex, count) in rows {
        text += &format!("{key},{sex},20,Mexico,S.I.,S.I.,N.A.,S.I.,S.I.,2016-05-01,art13,S.I.,S.I.,{count}\n");
    }
    text
}

/// Whether any file under a folder has these bytes.
pub(crate) fn holds(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        std::fs::read(&path)
            .unwrap()
            .windows(needle.len())
            .any(|window| window == needle)
    })
}
