//! A thousand unique names, addresses and accounts are handed in, everything is done with them, and then every file that
//! was left is searched for them: none may be found.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::enrolled::{INSTITUTION, Office, import};

/// What every one of the thousand begins with, and nothing else in the world does.
const MARK: &str = "Zqxkvjwb";
const PERSONS: usize = 200;
/// Fields of identity of each person.
const FIELDS: [&str; 5] = ["given_name", "first_surname", "second_surname", "address", "narrative"];

/// The n-th of them: letters only, so that it can be a name.
fn unique(number: usize) -> String {
    let mut letters = String::from(MARK);
    let mut left = number;
    for _ in 0..4 {
        letters.push(char::from(b'a' + (left % 26) as u8));
        left /= 26;
    }
    letters
}

fn with_canaries(first: usize, persons: usize) -> String {
    let keys: Vec<String> = (0..persons).map(|row| format!("K-{first}-{row}")).collect();
    let rows: Vec<(&str, &str, u32)> = keys.iter().map(|key| (key.as_str(), "Mujer", 1)).collect();
    let plain = crate::house::victims(&rows);
    let mut lines = plain.lines();
    let mut text = format!("{},{}\n", lines.next().unwrap(), FIELDS.join(","));
    for (row, line) in lines.enumerate() {
        let own = (0..FIELDS.len()).map(|field| unique(first + row * FIELDS.len() + field));
        writeln!(text, "{line},{}", own.collect::<Vec<_>>().join(",")).unwrap();
    }
    text
}

#[test]
fn a_thousand_identities_leave_no_trace_in_any_file() {
    let office = Office::found();
    let temporary = office.path("tmp");
    fs::create_dir(&temporary).unwrap();
    let heard = everything(&office);
    for (words, said) in &heard {
        assert!(!said.contains(MARK), "{words} says an identity");
    }
    // What the office itself typed, and the copy that goes back to it, are its own.
    for own in ["canaries.csv", "mended.csv", "marked.xlsx", "killed.csv", "refused.csv"] {
        fs::remove_file(office.path(own)).ok();
    }
    let (mut files, mut bytes) = (0, 0);
    for path in all_files(&office.path("")) {
        let held = fs::read(&path).unwrap();
        if let Some(form) = found(&held) {
            panic!("{} holds an identity as {form}", path.display());
        }
        (files, bytes) = (files + 1, bytes + held.len());
    }
    let strings = PERSONS * FIELDS.len();
    println!(
        "{strings} strings, {} commands, {files} files, {bytes} bytes: none found",
        heard.len()
    );
    assert!(files > 5 && strings == 1_000);
}

/// What commands said, but for the openings, whose answer it is.
struct Heard<'o> {
    office: &'o Office,
    said: Vec<(String, String)>,
}

impl Heard<'_> {
    /// A command, its words divided by blanks; every one of them is done.
    fn hear(&mut self, who: &str, line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        let mut command = self.office.command(who, &words);
        let output = command
            .env("TMPDIR", self.office.path("tmp"))
            .env("RUST_LOG", "trace")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        // Refused is the file that names persons where no field does; everything else is done.
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1 | 4)), "{who} {line}: {said}");
        self.said.push((line.to_owned(), said.clone()));
        said
    }
}

/// Every feature that comes near an identity.
fn everything(office: &Office) -> Vec<(String, String)> {
    let mut heard = Heard {
        office,
        said: Vec::new(),
    };
    hand_in(&mut heard);
    for (who, line) in [
        ("rita", "returns --json"),
        ("rita", "waiting 2"),
        ("rita", "changes 4 --purpose look"),
        ("rita", "identity records 2"),
        ("coco", "freeze --purpose vintage"),
        ("coco", "table victims.by_sex --json"),
        ("coco", "trace victims.by_sex[F] --records 500 --purpose look"),
        ("coco", "diagnose --out report --purpose report"),
    ] {
        heard.hear(who, line);
    }
    open_and_erase(&mut heard);
    for (who, line) in [
        ("aura", "log --json"),
        ("aura", "alerts"),
        ("aura", "verify"),
        ("aura", "checkpoint --bundle bundle.txt --purpose witness"),
    ] {
        heard.hear(who, line);
    }
    let recipient = heard.hear("ana", "backup-key keeper.key");
    heard.hear("ana", &format!("backup store.age --recipient {}", recipient.trim()));
    heard.said
}

/// A return that goes in, one with a row that waits, its correction, one that is refused, one whose reader is killed.
fn hand_in(heard: &mut Heard<'_>) {
    let office = heard.office;
    let check = format!("--authority {INSTITUTION} --register victims --identity");
    office.write("canaries.csv", &with_canaries(0, PERSONS));
    heard.hear("rita", &format!("check canaries.csv {check}"));
    heard.hear("rita", &import("canaries.csv", "2016").join(" "));
    let broken = with_canaries(5_000, 3).replacen("Mujer", "Mujerr", 1);
    office.write("mended.csv", &broken.replacen("2016-05-01", "1899-01-01", 1));
    heard.hear("rita", &import("mended.csv", "2017").join(" "));
    heard.hear("rita", &format!("check mended.csv {check} --annotated marked.xlsx"));
    office.write("mended.csv", &with_canaries(5_000, 3));
    heard.hear("rita", &import("mended.csv", "2017").join(" "));
    let strange = with_canaries(6_000, 2).replace("given_name", "nombres del tutor");
    office.write("refused.csv", &strange);
    heard.hear("rita", &import("refused.csv", "2018").join(" "));
    kill_while_importing(office);
}

/// One identity is opened, another erased.
fn open_and_erase(heard: &mut Heard<'_>) {
    let (first, second) = ((2i64 << 32) + 1, (2i64 << 32) + 2);
    heard.hear(
        "rita",
        &format!("identity ask {first} --purpose hearing --office-number 1"),
    );
    heard.hear("eva", "identity grant 1 --purpose hearing");
    let opened = heard
        .office
        .well("rita", &["identity", "open", "1", "--purpose", "hearing"]);
    assert!(opened.contains(&unique(0)), "the opening itself says who it is");
    for (who, act) in [
        ("reme", format!("identity block {second}")),
        ("reme", format!("identity erase {second}")),
        ("eva", "identity confirm-erasure 2".to_owned()),
        ("eva", format!("identity accesses {first}")),
    ] {
        heard.hear(who, &format!("{act} --purpose order --office-number 2"));
    }
}

/// A process that dies while it holds names leaves no core with them.
fn kill_while_importing(office: &Office) {
    office.write("killed.csv", &with_canaries(7_000, 3_000));
    let words = import("killed.csv", "2019").map(|word| format!("'{word}'")).join(" ");
    let line = format!(
        "ulimit -c unlimited; exec '{}' --store store {words} --as rita --password-file password-rita",
        env!("CARGO_BIN_EXE_sintra")
    );
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &line])
        .current_dir(office.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = shell.spawn().unwrap();
    thread::sleep(Duration::from_millis(150));
    Command::new("kill")
        .args(["-ABRT", &child.id().to_string()])
        .status()
        .unwrap();
    child.wait().unwrap();
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(all_files(&path));
        } else {
            all.push(path);
        }
    }
    all
}

/// In which form the mark stands in some bytes, if it does.
fn found(held: &[u8]) -> Option<&'static str> {
    forms().into_iter().find_map(|(form, needle)| {
        let is_there = held.windows(needle.len()).any(|window| window == needle);
        is_there.then_some(form)
    })
}

fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let hexadecimal = |upper: bool| -> Vec<u8> {
        let digits = MARK.bytes().map(|byte| {
            if upper {
                format!("{byte:02X}")
            } else {
                format!("{byte:02x}")
            }
        });
        digits.collect::<String>().into_bytes()
    };
    let utf16 = |pair: fn(u16) -> [u8; 2]| MARK.encode_utf16().flat_map(pair).collect::<Vec<u8>>();
    let mut forms = vec![
        ("UTF-8", MARK.as_bytes().to_vec()),
        ("UTF-8 in capitals", MARK.to_uppercase().into_bytes()),
        ("UTF-8 in small letters", MARK.to_lowercase().into_bytes()),
        ("UTF-16, little end first", utf16(u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(u16::to_be_bytes)),
        ("hexadecimal", hexadecimal(false)),
        ("hexadecimal in capitals", hexadecimal(true)),
    ];
    // Base64 at each of the three places where it may begin within a group.
    forms.extend((0..3).map(|shift| ("base64", base64(shift))));
    forms
}

/// The signs of base64 that depend on the mark alone, when it begins `shift` bytes into a group.
fn base64(shift: usize) -> Vec<u8> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = MARK
        .bytes()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    let skipped = (6 - shift * 8 % 6) % 6;
    let groups = bits[skipped..].chunks_exact(6);
    groups
        .map(|six| SIGNS[six.iter().fold(0, |sum, bit| sum << 1 | usize::from(*bit))])
        .collect()
}

#[test]
fn the_search_finds_what_it_looks_for_in_every_form() {
    for (form, needle) in forms() {
        assert!(
            found(&[b"before ".as_slice(), &needle, b" after"].concat()).is_some(),
            "{form}"
        );
    }
    let utf16: Vec<u8> = format!("x{MARK}y").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(found(&utf16), Some("UTF-16, little end first"));
    // «aZqxkvjwb», «abZqxkvjwb» and «abcZqxkvjwb» in base64, as other programs write them.
    for known in ["YVpxeGt2andi", "YWJacXhrdmp3Yg==", "YWJjWnF4a3Zqd2I="] {
        assert_eq!(found(known.as_bytes()), Some("base64"), "{known}");
    }
    assert_eq!(found(b"nothing of the kind"), None);
}
