//! A code holds for its half minute, give or take one, and once.

use proptest::prelude::*;
use seal::OneTime;

use crate::chance::rng;

fn secret() -> OneTime {
    OneTime::from_bytes(*b"12345678901234567890")
}

#[test]
fn the_codes_of_the_standard_are_ours() {
    for line in include_str!("../golden/rfc6238/sha1.csv").lines().skip(1) {
        let (at, code) = line.split_once(',').unwrap();
        assert_eq!(secret().code(at.parse().unwrap()), code[2..], "at {at}");
    }
}

#[test]
fn a_code_holds_one_step_before_and_after() {
    let (made, step) = (1_000_000_020, 33_333_334);
    let code = secret().code(made);
    for (at, held) in [
        (-31, false),
        (-30, true),
        (0, true),
        (29, true),
        (30, true),
        (59, true),
        (60, false),
    ] {
        let step = held.then_some(step);
        assert_eq!(
            secret().check(&code, made.saturating_add_signed(at), None),
            step,
            "{at} seconds later"
        );
    }
}

#[test]
fn a_code_is_used_once_and_none_before_it() {
    let at = 1_000_000_020;
    let (earlier, now, later) = (secret().code(at - 30), secret().code(at), secret().code(at + 30));
    let used = secret().check(&now, at, None);
    assert!(used.is_some());
    assert_eq!(secret().check(&now, at, used), None);
    assert_eq!(secret().check(&earlier, at, used), None);
    assert_eq!(secret().check(&later, at, used), used.map(|step| step + 1));
}

#[test]
fn wrong_codes_are_refused() {
    let at = 1_000_000_020;
    let code = secret().code(at);
    for wrong in [
        "",
        "000000",
        "0",
        &code[1..],
        &format!("{code}0"),
        "٠٠٠٠٠٠",
        "abcdef",
        &format!("-{}", &code[1..]),
    ] {
        assert_eq!(secret().check(wrong, at, None), None, "{wrong}");
    }
    let spaced = format!(" {} {}\n", &code[..3], &code[3..]);
    assert!(secret().check(&spaced, at, None).is_some());
}

#[test]
fn the_first_and_the_last_instant_have_codes() {
    assert!(secret().check(&secret().code(0), 0, None).is_some());
    assert!(secret().check(&secret().code(u64::MAX), u64::MAX, None).is_some());
    assert_eq!(secret().check(&secret().code(0), 0, Some(u64::MAX)), None);
}

#[test]
fn an_application_reads_the_secret_from_its_address() {
    assert_eq!(secret().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(
        secret().uri("Fiscalía: Puebla", "ana@x"),
        "otpauth://totp/Fiscal%C3%ADa%3A%20Puebla:ana%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=Fiscal%C3%ADa%3A%20Puebla&algorithm=SHA1&digits=6&period=30"
    );
}

#[test]
fn a_secret_comes_back_from_its_bytes() {
    let drawn = OneTime::draw(&mut rng(1));
    assert_eq!(OneTime::from_bytes(*drawn.expose()).code(59), drawn.code(59));
    assert_ne!(drawn.expose(), OneTime::draw(&mut rng(2)).expose());
}

proptest! {
    #[test]
    fn a_code_has_six_digits_and_holds_when_it_is_made(bytes: [u8; 20], at: u64) {
        let secret = OneTime::from_bytes(bytes);
        let code = secret.code(at);
        prop_assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
        prop_assert!(secret.check(&code, at, None).is_some());
    }

    #[test]
    fn any_text_is_no_code(text: String) {
        prop_assume!(text.chars().filter(char::is_ascii_digit).count() != 6);
        prop_assert_eq!(secret().check(&text, 59, None), None);
    }
}
