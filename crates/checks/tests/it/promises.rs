//! What SECURITY.md promises is shown by tests that are there, and what the program may not have is not there.

use crate::house;

/// Libraries that call others: a program without them calls nobody. Those that listen (`tokio`, `hyper`, `rustls`) can
/// do both, so that the sources are looked through too.
const CALLERS: [&str; 10] = [
    "async-std",
    "curl",
    "h2",
    "hyper-rustls",
    "isahc",
    "native-tls",
    "quinn",
    "reqwest",
    "surf",
    "ureq",
];

/// Words by which a connection would be opened, in sources and in the features of manifests.
const CALLS: [&str; 6] = [
    "TcpStream::connect",
    "TcpSocket",
    "UdpSocket",
    "UnixStream::connect",
    "connect_timeout",
    "client::conn",
];

#[test]
fn every_test_that_security_names_is_there() {
    let security = house::text("SECURITY.md");
    let mut named = 0;
    let mut absent: Vec<String> = security
        .match_indices("TODO")
        .map(|_| "a test that is still to do".to_owned())
        .collect();
    for word in security
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| is_name_of_test(word))
    {
        named += 1;
        if !is_there(word) {
            absent.push(word.to_owned());
        }
    }
    assert!(
        absent.is_empty(),
        "SECURITY.md names tests that are not there: {absent:#?}"
    );
    assert!(named > 40, "only {named} tests are named");
}

/// Names of tests are sentences.
fn is_name_of_test(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    word.matches('_').count() >= 3 && word.chars().all(plain)
}

fn is_there(name: &str) -> bool {
    let declared = format!("fn {name}(");
    let files = |folder: &str| house::rust_files(folder);
    let all = house::rooms().into_iter().flat_map(|room| {
        let (tests, own) = (format!("crates/{room}/tests"), format!("crates/{room}/src"));
        [files(&tests), files(&own)].concat()
    });
    all.into_iter().any(|(_, text)| text.contains(&declared))
}

#[test]
fn no_crate_of_the_program_opens_a_connection() {
    let lock = house::text("Cargo.lock");
    let names = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let there: Vec<&str> = names.filter(|name| CALLERS.contains(name)).collect();
    assert!(there.is_empty(), "the program calls nobody, and these could: {there:?}");
    for room in house::rooms() {
        for (path, text) in house::rust_files(&format!("crates/{room}/src")) {
            let found: Vec<&&str> = CALLS.iter().filter(|call| text.contains(**call)).collect();
            assert!(found.is_empty(), "{path} opens a connection: {found:?}");
        }
        let manifest = house::text(&format!("crates/{room}/Cargo.toml"));
        let asks = manifest
            .lines()
            .find(|line| line.starts_with("hyper") && line.contains("\"client"));
        assert!(asks.is_none(), "{room} asks for a client: {asks:?}");
    }
}
