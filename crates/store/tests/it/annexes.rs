//! Documents handed in with a return.

use std::io::Read;

use store::StoreError;

use crate::{
    house::{actor, empty, fill, instant, new_return, rows_of_all_tables},
    small,
};

#[test]
fn annexes_are_kept_with_their_return_and_read_back() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    let staged = store.stage_original(&mut &b"book"[..], 100).unwrap();
    let annexes = ["b.pdf", "a.pdf"].map(|name| (name, store.stage_original(&mut name.as_bytes(), 100).unwrap()));
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, "a", 1, false).unwrap();
    for (name, staged) in annexes {
        receiving.annex(name, staged).unwrap();
    }
    let receipt = receiving.finish(false).unwrap();
    drop(store);

    let store = folder.open();
    let returned = store.returned(1).unwrap();
    assert_eq!(returned, receipt.returned);
    let names: Vec<&str> = returned.annexes.iter().map(|annex| annex.name.as_str()).collect();
    assert_eq!(names, ["a.pdf", "b.pdf"]);
    for annex in &returned.annexes {
        let mut text = String::new();
        store
            .original(&annex.sha256, "pros-09", None)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!((text.len() as u64, &text), (annex.size_bytes, &annex.name));
    }
}

#[test]
fn a_return_that_is_dropped_leaves_none_of_its_annexes() {
    let catalogue = small::catalogue(1);
    let (folder, store) = empty();
    let staged = store.stage_original(&mut &b"book"[..], 100).unwrap();
    let annex = store.stage_original(&mut &b"annex"[..], 100).unwrap();
    let (sha256, path) = (annex.sha256.clone(), annex.path().to_owned());
    let mut receiving = store.receive(&actor(), new_return("2017", 1), staged).unwrap();
    fill(&mut receiving, &catalogue, "a", 1, false).unwrap();
    receiving.annex("a.pdf", annex).unwrap();
    drop(receiving);
    assert_eq!(rows_of_all_tables(&folder), 0);
    assert!(!path.exists());
    assert!(matches!(
        store.original(&sha256, "pros-09", None),
        Err(StoreError::NoOriginal(_))
    ));
}

#[test]
fn a_document_that_comes_later_is_added_once() {
    let (_folder, store) = empty();
    crate::house::hand_in(&store, new_return("2017", 1), "a", 1).unwrap();
    for (text, new) in [("one", 1), ("one", 0), ("two", 1)] {
        let staged = store.stage_original(&mut text.as_bytes(), 100).unwrap();
        let (returned, added) = store
            .attach(&actor(), &instant(2), 1, vec![("a.pdf".to_owned(), staged)])
            .unwrap();
        assert_eq!(added, new, "{text}");
        assert!(returned.annexes.iter().all(|annex| annex.name == "a.pdf"));
    }
    assert_eq!(store.returned(1).unwrap().annexes.len(), 2);
    let acts: Vec<String> = store.log(0, 10).unwrap().into_iter().map(|entry| entry.act).collect();
    assert_eq!(acts, ["receive", "attach", "attach"]);
    let staged = store.stage_original(&mut &b"x"[..], 100).unwrap();
    let nowhere = store.attach(&actor(), &instant(2), 9, vec![("a.pdf".to_owned(), staged)]);
    assert!(matches!(nowhere, Err(StoreError::NoReturn(9))));
}
