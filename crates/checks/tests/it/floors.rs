//! ARCHITECTURE.md's table of rooms and the manifests must agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::{house, imports::rooms_imported};

/// A room as the table has it.
struct Room {
    floor: Option<u32>,
    may_use: BTreeSet<String>,
}

/// The table: rows whose second cell is one name in code and whose first is a floor.
fn plan() -> BTreeMap<String, Room> {
    let architecture = house::text("ARCHITECTURE.md");
    let names = |cell: &str| -> BTreeSet<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let mut plan = BTreeMap::new();
    for line in architecture.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [floor, room, may_use, _] = cells[..] else { continue };
        let is_floor = floor == "–" || floor.parse::<u32>().is_ok();
        let Some(room) = names(room).pop_first().filter(|_| is_floor) else {
            continue;
        };
        let own = Room {
            floor: floor.parse().ok(),
            may_use: names(may_use),
        };
        assert!(
            plan.insert(room.clone(), own).is_none(),
            "ARCHITECTURE.md has `{room}` twice"
        );
    }
    plan
}

/// What each room's manifest imports.
fn built() -> BTreeMap<String, BTreeSet<String>> {
    let (workspace, rooms) = (house::text("Cargo.toml"), house::rooms());
    let manifest = |room: &String| house::text(&format!("crates/{room}/Cargo.toml"));
    rooms
        .iter()
        .map(|room| (room.clone(), rooms_imported(&manifest(room), &workspace, &rooms)))
        .collect()
}

#[test]
fn the_plan_and_the_folders_name_the_same_rooms() {
    let (plan, rooms) = (plan(), house::rooms());
    let planned: Vec<&String> = plan.keys().collect();
    let built: Vec<&String> = rooms.iter().collect();
    assert_eq!(
        planned, built,
        "the table of ARCHITECTURE.md (left) and crates/ (right) name different rooms"
    );
}

#[test]
fn a_room_is_called_like_its_folder() {
    for room in house::rooms() {
        let manifest: toml::Table = house::text(&format!("crates/{room}/Cargo.toml")).parse().unwrap();
        assert_eq!(
            manifest["package"]["name"].as_str(),
            Some(room.as_str()),
            "crates/{room}/Cargo.toml: package.name"
        );
    }
}

#[test]
fn no_room_imports_more_than_the_plan_allows() {
    let plan = plan();
    for (room, imports) in built() {
        let allowed = plan.get(&room).map(|own| own.may_use.clone()).unwrap_or_default();
        let more: Vec<&String> = imports.difference(&allowed).collect();
        assert!(
            more.is_empty(),
            "`{room}` imports {more:?}, which the table of ARCHITECTURE.md does not allow.\n\
             Take the import out of crates/{room}/Cargo.toml, or change the table in a commit of its own that says why."
        );
    }
}

#[test]
fn the_plan_allows_no_more_than_is_used() {
    let built = built();
    for (room, own) in plan() {
        let used = built.get(&room).cloned().unwrap_or_default();
        let idle: Vec<&String> = own.may_use.difference(&used).collect();
        assert!(
            idle.is_empty(),
            "ARCHITECTURE.md lets `{room}` use {idle:?}, which it does not: take it out of the table"
        );
    }
}

#[test]
fn nobody_uses_a_room_of_the_same_floor_or_above() {
    let plan = plan();
    for (room, own) in &plan {
        for used in &own.may_use {
            let below = plan.get(used).and_then(|used| used.floor);
            let below = below.unwrap_or_else(|| panic!("`{room}` may use `{used}`, which is no room with a floor"));
            assert!(
                own.floor.is_none_or(|floor| below < floor),
                "`{room}` may use `{used}`, which is not below it"
            );
        }
    }
}
