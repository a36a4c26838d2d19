//! What was erased stays erased: in the store, and in a backup of before that is restored.

use std::fs;

use crate::enrolled::{Office, RECORD};

#[test]
fn an_identity_that_was_erased_does_not_come_back_with_a_backup_of_before() {
    let office = Office::found();
    office.write("passphrase", "una frase larga para el respaldo\n");
    office.well("ana", &["backup", "before.age", "--passphrase-file", "passphrase"]);
    let order = ["--purpose", "order of a court", "--office-number", "77/2026"];
    let ask = [&["identity", "ask", RECORD][..], &order].concat();
    office.well("rita", &ask);
    office.well("reme", &[&["identity", "block", RECORD][..], &order].concat());
    let proposed = office.well("reme", &[&["identity", "erase", RECORD][..], &order].concat());
    assert!(proposed.contains("confirm-erasure 2"), "{proposed}");
    let proof = office.well("eva", &[&["identity", "confirm-erasure", "2"][..], &order].concat());
    assert_eq!(proof.trim().len(), 64);
    let list = fs::read_to_string(office.path("store.erased")).unwrap();
    assert_eq!(list, format!("{RECORD} {}\n", proof.trim()));
    assert_eq!(
        office.run("rita", &ask).status.code(),
        Some(3),
        "erased, and still asked for"
    );

    let comes_back = |folder: &str, erased: &[&str]| {
        let store = format!("{folder}/store");
        let words = ["restore", "before.age", "--passphrase-file", "passphrase"];
        let output = office
            .command_in(&store, "ana", &[&words[..], erased].concat())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        fs::copy(
            office.path("store.session-rita"),
            office.path(&format!("{folder}/store.session-rita")),
        )
        .unwrap();
        office.command_in(&store, "rita", &ask).output().unwrap().status.code()
    };
    // The list is what makes the difference: a backup of before has the key.
    assert_eq!(comes_back("without", &[]), Some(0));
    assert_eq!(comes_back("with", &["--erased", "store.erased"]), Some(3));
}
