//! Whatever is read, nothing breaks.

use ledger::{Checkpoint, LedgerError, Note, Signer, Tree, Verifier};
use proptest::prelude::*;

/// Lines as notes have them, and what nearly is one.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9]{1,25}",
        "[A-Za-z0-9+/]{0,60}={0,3}",
        "— [a-z./+ ]{0,12} [A-Za-z0-9+/]{0,100}={0,2}",
        "\\PC{0,40}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        let _ = (text.parse::<Note>(), text.parse::<Checkpoint>(), text.parse::<Verifier>());
    }

    #[test]
    fn what_is_read_prints_as_it_was(lines in prop::collection::vec(line(), 0..12)) {
        let text = lines.join("\n") + "\n";
        if let Ok(note) = text.parse::<Note>() {
            prop_assert_eq!(note.to_string(), text.clone());
            let key = Signer::from_seed("a", &[1; 32]).unwrap();
            prop_assert!(note.checkpoint(&key.verifier()).is_err());
            prop_assert_eq!(note.cosigned_by(&key.cosignature_verifier()), None);
        }
        if let Ok(key) = text.parse::<Verifier>() {
            prop_assert_eq!(key.to_string(), text.trim());
        }
    }

    #[test]
    fn any_bytes_are_a_tree_or_none(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Some(mut tree) = Tree::from_bytes(&bytes) {
            prop_assert_eq!(tree.to_bytes(), bytes);
            tree.push(tree.root());
        }
    }

    #[test]
    fn trees_of_any_size_grow(size in 0..=i64::MAX as u64) {
        let peaks = vec![7; 32 * size.count_ones() as usize];
        let mut tree = Tree::from_bytes(&[&size.to_be_bytes()[..], &peaks].concat()).unwrap();
        tree.push([0; 32]);
        prop_assert_eq!(Tree::from_bytes(&tree.to_bytes()), Some(tree));
    }
}

#[test]
fn a_tree_that_no_log_can_have_is_none() {
    let bytes = [&u64::MAX.to_be_bytes()[..], &[7; 32 * 64]].concat();
    assert_eq!(Tree::from_bytes(&bytes), None);
}

#[test]
fn a_note_without_end_is_refused() {
    let signature = "— a AAAAAAA=\n";
    let read = |count: usize| format!("text\n\n{}", signature.repeat(count)).parse::<Note>();
    assert_eq!(read(16).unwrap().signatures().len(), 16);
    assert_eq!(read(0), Err(LedgerError::NotANote));
    assert_eq!(read(101), Err(LedgerError::NotANote));
    let long = format!("{}\n\n{signature}", "a".repeat(1 << 20));
    assert_eq!(long.parse::<Note>(), Err(LedgerError::NotANote));
}

#[test]
fn a_note_holds_no_control_characters() {
    for inside in ["\r", "\t", "\0", "\u{1b}"] {
        let text = format!("text{inside}\n\n— a AAAAAAA=\n");
        assert_eq!(text.parse::<Note>(), Err(LedgerError::NotANote), "{text:?}");
    }
}
