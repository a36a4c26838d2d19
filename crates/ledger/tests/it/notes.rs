//! A note that was altered, or that another signed, is refused.

use ledger::{Checkpoint, KeyKind, LedgerError, Note, Signer, Verifier};

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, &[seed; 32]).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: "example.org/log".to_owned(),
        size: 1234,
        root: [9; 32],
    }
}

/// A checkpoint signed by its log and by two witnesses, and their keys.
fn signed() -> (Note, Verifier, Verifier, Verifier) {
    let (log, one, two) = (
        signer("example.org/log", 1),
        signer("cndh.example", 2),
        signer("unam.example", 3),
    );
    let note = two.cosign(&one.cosign(&log.sign(&checkpoint()), 1000), 2000);
    (
        note,
        log.verifier(),
        one.cosignature_verifier(),
        two.cosignature_verifier(),
    )
}

#[test]
fn what_was_signed_verifies_after_it_was_written_and_read() {
    let (note, log, one, two) = signed();
    let read: Note = note.to_string().parse().unwrap();
    assert_eq!(read, note);
    assert_eq!(read.checkpoint(&log), Ok(checkpoint()));
    assert_eq!(
        (read.cosigned_by(&one), read.cosigned_by(&two)),
        (Some(1000), Some(2000))
    );
    assert_eq!(
        read.text(),
        "example.org/log\n1234\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n"
    );
    assert_eq!(read.signatures().len(), 3);
}

#[test]
fn every_altered_character_is_noticed() {
    let (note, log, one, two) = signed();
    let text = note.to_string();
    for (at, letter) in text.char_indices() {
        let mut altered = text.clone();
        let other = if letter == 'A' { "B" } else { "A" };
        altered.replace_range(at..at + letter.len_utf8(), other);
        let Ok(read) = altered.parse::<Note>() else { continue };
        let still =
            read.checkpoint(&log).is_ok() && read.cosigned_by(&one).is_some() && read.cosigned_by(&two).is_some();
        assert!(!still, "at {at}:\n{altered}");
        if let Ok(other) = read.checkpoint(&log) {
            assert_eq!(other, checkpoint(), "at {at}");
        }
    }
}

#[test]
fn another_key_is_no_signer() {
    let (note, log, one, _) = signed();
    let other_seed = signer("example.org/log", 7).verifier();
    let other_name = signer("example.org/other", 1).verifier();
    for other in [other_seed, other_name] {
        assert_eq!(
            note.checkpoint(&other),
            Err(LedgerError::NotSignedBy(other.name().to_owned()))
        );
    }
    assert_eq!(note.cosigned_by(&log), None);
    assert_eq!(note.cosigned_by(&signer("cndh.example", 2).verifier()), None);
    assert_eq!(
        note.cosigned_by(&signer("unam.example", 2).cosignature_verifier()),
        None
    );
    assert_eq!(one.kind(), KeyKind::Cosignature);
}

#[test]
fn a_signature_of_the_log_is_none_of_a_witness() {
    let both = signer("example.org/log", 1);
    let note = both.sign(&checkpoint());
    assert_eq!(note.cosigned_by(&both.cosignature_verifier()), None);
    assert_eq!(both.cosign(&note, 5).cosigned_by(&both.cosignature_verifier()), Some(5));
    assert_eq!(both.cosign(&note, 5).checkpoint(&both.verifier()), Ok(checkpoint()));
}

#[test]
fn a_witness_signs_again_in_the_place_of_its_earlier_signature() {
    let (note, log, one, two) = signed();
    let again = signer("cndh.example", 2).cosign(&note, 3000);
    assert_eq!(again.signatures().len(), 3);
    assert_eq!(
        (again.cosigned_by(&one), again.cosigned_by(&two)),
        (Some(3000), Some(2000))
    );
    assert_eq!(again.checkpoint(&log), Ok(checkpoint()));
}

#[test]
fn a_time_beyond_the_format_is_not_signed() {
    let note = signer("example.org/log", 1).sign(&checkpoint());
    assert_eq!(signer("cndh.example", 2).cosign(&note, u64::MAX), note);
    let latest = i64::MAX as u64;
    let signed = signer("cndh.example", 2).cosign(&note, latest);
    assert_eq!(
        signed.cosigned_by(&signer("cndh.example", 2).cosignature_verifier()),
        Some(latest)
    );
}

#[test]
fn one_false_signature_of_a_key_makes_the_note_false() {
    let (note, log, ..) = signed();
    let mut lines: Vec<String> = note.to_string().lines().map(str::to_owned).collect();
    let forged = signer("example.org/log", 1).sign(&Checkpoint {
        size: 1,
        ..checkpoint()
    });
    lines.extend(forged.to_string().lines().last().map(str::to_owned));
    let note: Note = (lines.join("\n") + "\n").parse().unwrap();
    assert_eq!(
        note.checkpoint(&log),
        Err(LedgerError::FalseSignature("example.org/log".to_owned()))
    );
}

#[test]
fn keys_are_read_as_they_were_printed_and_not_otherwise() {
    let both = signer("example.org/log", 1);
    for key in [both.verifier(), both.cosignature_verifier()] {
        let text = key.to_string();
        assert_eq!(text.parse(), Ok(key));
        for at in 0..text.len() {
            let other = if &text[at..=at] == "a" { "b" } else { "a" };
            let mut altered = text.clone();
            altered.replace_range(at..=at, other);
            assert_eq!(altered.parse::<Verifier>(), Err(LedgerError::NotAKey), "{altered}");
        }
        assert_eq!(text.to_uppercase().parse::<Verifier>(), Err(LedgerError::NotAKey));
    }
    assert_ne!(both.verifier().to_string(), both.cosignature_verifier().to_string());
}

#[test]
fn a_name_that_would_break_a_note_is_refused() {
    for name in ["", "a b", "a+b", "a\nb", "a\u{a0}b", "a\u{7f}"] {
        assert_eq!(
            Signer::from_seed(name, &[1; 32]).unwrap_err(),
            LedgerError::NotAName(name.to_owned())
        );
    }
    assert!(Signer::from_seed("fiscalía.example/bitácora", &[1; 32]).is_ok());
}

#[test]
fn a_checkpoint_has_one_spelling() {
    let text = checkpoint().to_string();
    assert_eq!(text.parse(), Ok(checkpoint()));
    assert_eq!((text.clone() + "more\n").parse(), Ok(checkpoint()));
    let root = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";
    for wrong in [
        String::new(),
        text.trim_end().to_owned(),
        text.clone() + "\n",
        format!("\n1\n{root}\n"),
        format!("o\n01\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n-1\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("o\n1\n{}\n", root.trim_end_matches('=')),
        "o\n1\nCQkJ\n".to_owned(),
        format!("o\n1\n{root}\r\n"),
    ] {
        assert_eq!(
            wrong.parse::<Checkpoint>(),
            Err(LedgerError::NotACheckpoint),
            "{wrong:?}"
        );
    }
}

#[test]
fn an_origin_of_two_lines_passes_for_no_other_checkpoint() {
    let origin = "other.example\n1\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=".to_owned();
    let (log, two_lines) = (signer("example.org/log", 1), Checkpoint { origin, ..checkpoint() });
    let signed = log.sign(&two_lines).checkpoint(&log.verifier()).unwrap();
    assert_eq!((signed.size, signed.root), (1234, [9; 32]));
}

#[test]
fn a_signer_shows_no_seed() {
    let shown = format!("{:?}", signer("example.org/log", 0x41));
    assert_eq!(shown, "Signer(example.org/log, …)");
}

#[test]
fn errors_are_sentences_that_say_what_to_do() {
    for error in [
        LedgerError::NotANote,
        LedgerError::NotACheckpoint,
        LedgerError::NotAKey,
        LedgerError::NotAName("a b".to_owned()),
        LedgerError::NotSignedBy("a".to_owned()),
        LedgerError::FalseSignature("a".to_owned()),
    ] {
        assert!(error.to_string().contains(';'), "{error}");
    }
}
