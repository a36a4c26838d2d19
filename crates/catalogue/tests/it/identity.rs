//! Identity in the catalogue: every field of T2 has a compartment, and nothing that counts can call one.

use catalogue::{Authority, Catalogue, Compartment, Files};

/// What the check says of the catalogue with one file changed.
fn faults(path: &str, change: impl Fn(&str) -> String) -> String {
    let mut files = Files::embedded();
    let text = files.text(path).unwrap().to_owned();
    let changed = change(&text);
    assert_ne!(changed, text, "nothing was changed in {path}");
    files.put(path, changed);
    let faults = Catalogue::read(files).err().unwrap_or_default();
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}

fn replaced(path: &str, from: &str, to: &str) -> String {
    faults(path, |text| text.replacen(from, to, 1))
}

fn with(path: &str, more: &str) -> String {
    faults(path, |text| format!("{text}\n{more}\n"))
}

const VICTIMS: &str = "registers/victims.toml";

fn catalogue() -> Catalogue {
    Catalogue::read(Files::embedded()).unwrap()
}

#[test]
fn every_register_of_persons_asks_for_identity_in_compartments() {
    let catalogue = catalogue();
    for (register, all) in [
        ("victims", true),
        ("indirect_victims", true),
        ("judgment_victims", true),
        ("accused", false),
        ("sentenced_persons", false),
    ] {
        let fields = catalogue.register(register).unwrap().fields();
        for compartment in Compartment::ALL {
            let has = fields.iter().any(|field| field.compartment == Some(compartment));
            // Nobody's account is asked of those who are accused or sentenced.
            assert_eq!(
                has,
                all || compartment != Compartment::Narrative,
                "{register} {compartment:?}"
            );
            assert_eq!(Compartment::of(compartment.id()), Some(compartment));
        }
        let longest = fields.iter().filter(|field| field.compartment.is_some());
        let longest = longest.map(|field| field.chars_max()).max();
        assert_eq!(longest, Some(if all { 4_000 } else { 200 }), "{register}");
    }
}

#[test]
fn identity_without_a_compartment_and_a_compartment_without_identity_are_faults() {
    let says = replaced(VICTIMS, "compartment = \"contact\"\n", "");
    assert!(
        says.contains("address is identity (T2) and has no compartment (person, contact, narrative, document)"),
        "{says}"
    );
    let says = replaced(
        VICTIMS,
        "tier     = \"T1\"\n",
        "tier     = \"T1\"\ncompartment = \"person\"\n",
    );
    assert!(
        says.contains("is not identity (T2); take its compartment out"),
        "{says}"
    );
    let says = replaced(
        VICTIMS,
        "compartment = \"contact\"\n",
        "compartment = \"whereabouts\"\n",
    );
    assert!(says.contains("whereabouts"), "{says}");
}

#[test]
fn identity_is_never_demanded_and_never_a_key() {
    for (from, to, wrong) in [
        (
            "id          = \"curp\"\n",
            "id          = \"curp\"\nrequired = true\n",
            "cannot be required",
        ),
        (
            "key     = [\"local_id\"]",
            "key     = [\"local_id\", \"curp\"]",
            "the key names «curp»",
        ),
        (
            "kind        = \"date\"\n",
            "kind        = \"integer\"\n",
            "a text, a date or a file",
        ),
        (
            "kind        = \"date\"\n",
            "kind        = \"date\"\nmax_chars = 10\n",
            "only a text has a length",
        ),
        (
            "\"domicilio particular\"",
            "\"municipio\"",
            "«municipio» is a heading of address, which is identity (T2), and of facts_municipality",
        ),
    ] {
        let says = replaced(VICTIMS, from, to);
        assert!(says.contains(wrong), "{to}: {says}");
    }
    let rule = "[[rule]]\nid = \"V-999\"\nseverity = \"error\"\nrequires = \"curp\"\nwhen = { field = \"sex\" }\n\
                says = { es = \"x\", en = \"x\" }\nmend = { es = \"x\", en = \"x\" }\n";
    let says = with(VICTIMS, rule);
    assert!(says.contains("rule V-999 demands «curp»"), "{says}");
    let says = with(
        VICTIMS,
        &rule.replace(
            "requires = \"curp\"\nwhen = { field = \"sex\" }",
            "one_of = [\"sex\", \"curp\"]",
        ),
    );
    assert!(says.contains("rule V-999 demands «curp»"), "{says}");
    let says = with(
        VICTIMS,
        &rule.replace(
            "requires = \"curp\"\nwhen = { field = \"sex\" }",
            "order = [\"birth_date\", \"detected_on\"]",
        ),
    );
    assert_eq!(says, "", "a rule may compare it");
}

#[test]
fn nothing_that_counts_calls_identity() {
    let derived = "[[derived]]\nid = \"birth_year\"\nlabel = { es = \"x\", en = \"x\" }\nfrom = [\"birth_date\"]\ntake = \"year\"\n";
    let says = with(VICTIMS, derived);
    assert!(
        says.contains("birth_year is made from «birth_date», which is identity (T2)"),
        "{says}"
    );
    let table = |more: &str| {
        with(
            "tables/victims.toml",
            &format!(
                "[[table]]\nid = \"victims.named\"\nof = \"victims\"\n{more}\ntitle = {{ es = \"x\", en = \"x\" }}\ncite = [\"sintra\"]"
            ),
        )
    };
    for more in [
        "rows = [\"birth_date\"]",
        "rows = [\"sex\"]\ncolumns = [\"given_name\"]",
        "where = { curp = [] }",
        "measure = { sum = \"telephone\" }",
    ] {
        let says = table(more);
        assert!(
            says.contains("is identity (T2), which is never counted"),
            "{more}: {says}"
        );
    }
}

#[test]
fn no_crosswalk_answers_identity() {
    let path = "crosswalks/ctdc-synthetic.toml";
    let says = faults(path, |text| {
        format!("{text}\n[[map]]\ncolumn = \"gender\"\nfield = \"given_name\"\n")
            .replace("\n[[map]]", "\n[[crosswalk.map]]")
    });
    assert!(
        says.contains("«given_name» is identity (T2), which no crosswalk answers"),
        "{says}"
    );
}

#[test]
fn who_shelters_victims_may_never_send_identity() {
    let catalogue = catalogue();
    let may = |kind: &str| {
        let codes = catalogue.list("authority").unwrap().codes().iter();
        let own = codes.filter_map(|code| Authority::of(&catalogue, &code.id));
        let own: Vec<bool> = own
            .filter(|authority| authority.kind() == kind)
            .map(|authority| authority.may_send_identity(&catalogue))
            .collect();
        assert!(!own.is_empty(), "no authority is of kind {kind}");
        own
    };
    for kind in [
        "prosecution",
        "prosecution_unit",
        "court",
        "victim_commission",
        "migration",
    ] {
        assert!(may(kind).iter().all(|may| *may), "{kind}");
    }
    for kind in ["civil_society", "international", "statistics"] {
        assert!(may(kind).iter().all(|may| !*may), "{kind}");
    }
    let kinds = catalogue.list("authority_kind").unwrap();
    let never = |kind: &str| {
        kinds
            .code(kinds.position(kind).unwrap())
            .unwrap()
            .attributes
            .get("identity")
            .cloned()
    };
    assert_eq!(never("shelter").as_deref(), Some("never"));
    let says = replaced(
        "codes/authority_kind.toml",
        "identity = \"never\"",
        "identity = \"perhaps\"",
    );
    assert!(
        says.contains("identity is «sealed» or «never», not «perhaps»"),
        "{says}"
    );
}

#[test]
fn an_authority_may_be_denied_what_its_kind_may() {
    let mut files = Files::embedded();
    let path = "authorities/authorities.csv";
    let text = files.text(path).unwrap().to_owned();
    let mut lines = text.lines();
    let mut changed = format!("{},identity\n", lines.next().unwrap());
    for line in lines {
        let says = if line.starts_with("pros-09-cmx,") { "never" } else { "" };
        changed.push_str(&format!("{line},{says}\n"));
    }
    files.put(path, changed);
    let catalogue = Catalogue::read(files).unwrap();
    let may = |id: &str| Authority::of(&catalogue, id).unwrap().may_send_identity(&catalogue);
    assert!(!may("pros-09-cmx"));
    assert!(may("pros-21-pue"));
}
