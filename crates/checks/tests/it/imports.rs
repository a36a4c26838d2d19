//! What a manifest imports, whatever the spelling: by name, by path, renamed, from the workspace, for tests,
//! for building, for one system only.

use std::collections::BTreeSet;

use toml::{Table, Value};

const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The rooms that a manifest imports; `workspace` is the manifest of the root.
pub(crate) fn rooms_imported(manifest: &str, workspace: &str, rooms: &[String]) -> BTreeSet<String> {
    let manifest: Table = manifest.parse().unwrap();
    let workspace: Table = workspace.parse().unwrap();
    let shared = workspace
        .get("workspace")
        .and_then(|own| own.get("dependencies"))
        .and_then(Value::as_table);
    let for_systems = manifest.get("target").and_then(Value::as_table);
    let for_systems = for_systems
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_table);
    let mut imported = BTreeSet::new();
    for manifest in std::iter::once(&manifest).chain(for_systems) {
        let sections = SECTIONS.iter().filter_map(|section| manifest.get(*section)?.as_table());
        for (key, given) in sections.flatten() {
            let is_shared = given.get("workspace").and_then(Value::as_bool) == Some(true);
            let own = is_shared.then(|| shared.and_then(|shared| shared.get(key))).flatten();
            for given in [Some(given), own].into_iter().flatten() {
                imported.extend(names(key, given).into_iter().filter(|name| rooms.contains(name)));
            }
        }
    }
    imported
}

/// Every name by which a dependency may be a room: its key, its package, the folder of its path.
fn names(key: &str, given: &Value) -> Vec<String> {
    let said = |what: &str| given.get(what).and_then(Value::as_str);
    let folder = said("path").and_then(|path| path.trim_end_matches('/').rsplit('/').next());
    let key = said("package").or(folder).is_none().then_some(key);
    [key, said("package"), folder]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect()
}

fn imported(manifest: &str) -> Vec<String> {
    let workspace = r#"
        [workspace.dependencies]
        store = { path = "crates/store" }
        memory = { path = "crates/store" }
        kept = { package = "store", version = "1" }
        serde = "1"
    "#;
    let rooms = ["store".to_owned(), "register".to_owned()];
    rooms_imported(manifest, workspace, &rooms).into_iter().collect()
}

#[test]
fn every_spelling_of_an_import_is_seen() {
    for manifest in [
        "[dependencies]\nstore.workspace = true",
        "[dependencies]\nmemory.workspace = true",
        "[dependencies]\nkept = { workspace = true }",
        "[dependencies.store]\npath = \"../store\"",
        "[dependencies]\nold = { package = \"store\", path = \"../elsewhere\" }",
        "[dependencies]\nold = { path = \"../store/\" }",
        "[dev-dependencies]\nstore = \"1\"",
        "[build-dependencies]\nstore.workspace = true",
        "[target.'cfg(unix)'.dependencies]\nstore.workspace = true",
        "[target.'cfg(unix)'.dev-dependencies.old]\npackage = \"store\"\nversion = \"1\"",
    ] {
        assert_eq!(imported(manifest), ["store"], "{manifest}");
    }
}

#[test]
fn what_is_no_room_is_no_import_of_the_plan() {
    assert_eq!(
        imported("[package]\nname = \"store\"\n[dependencies]\nserde.workspace = true"),
        [""; 0]
    );
    assert_eq!(
        imported("[dependencies]\nregister = { package = \"registers-of-others\", version = \"1\" }"),
        [""; 0]
    );
}
