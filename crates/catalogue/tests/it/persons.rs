//! What counts persons and files once: the grammar takes what can be counted so, and says what cannot.

use catalogue::{Catalogue, Counting, Files};

/// The faults of the edition with this file of tables beside its own.
fn faults(tables: &str) -> Vec<String> {
    let mut files = Files::embedded();
    files.put("tables/tried.toml", tables);
    let found = Catalogue::read(files).err().unwrap_or_default();
    found.into_iter().map(|fault| fault.says).collect()
}

fn table(of: &str, rest: &str) -> String {
    format!("[[table]]\nid = \"t\"\nof = \"{of}\"\n{rest}\ntitle = {{ es = \"T\", en = \"T\" }}\ncite = [\"¶38\"]\n")
}

#[test]
fn a_table_counts_what_was_reported_unless_it_says_otherwise() {
    let law = Catalogue::read(Files::embedded()).unwrap();
    assert_eq!(law.table("victims.by_sex").unwrap().count, Counting::Reported);
    assert_eq!(law.table("persons.by_sex").unwrap().count, Counting::Distinct);
    for count in ["reported", "linked", "distinct"] {
        assert_eq!(Counting::of(count).map(Counting::id), Some(count));
        assert_eq!(
            faults(&table("victims", &format!("count = \"{count}\""))),
            Vec::<String>::new()
        );
    }
    assert_eq!(
        faults(&table("investigations", "count = \"distinct\"")),
        Vec::<String>::new()
    );
}

#[test]
fn what_cannot_be_counted_once_is_refused() {
    for (text, says) in [
        (
            table("training", "count = \"distinct\""),
            "needs a register of persons or files",
        ),
        (
            table("judgments", "count = \"linked\""),
            "needs a register of persons or files",
        ),
        (
            table("victims", "count = \"distinct\"\nmeasure = { sum = \"age\" }"),
            "counts records",
        ),
        (table("victims", "count = \"once\""), "unknown variant"),
    ] {
        let found = faults(&text);
        assert!(found.iter().any(|fault| fault.contains(says)), "{says}: {found:?}");
    }
}

#[test]
fn an_overlap_is_of_persons_or_of_files_by_authority() {
    let overlap = |of: &str, rest: &str| {
        let text = format!(
            "[[overlap]]\nid = \"o\"\nof = [\"{of}\"]\n{rest}\ntitle = {{ es = \"T\", en = \"T\" }}\ncite = [\"¶213\"]\n"
        );
        faults(&text)
    };
    for of in ["victims", "investigations"] {
        assert_eq!(overlap(of, "by = \"authority\""), Vec::<String>::new());
    }
    for (of, rest, says) in [
        ("training", "by = \"authority\"", "no register of persons or files"),
        (
            "victims\", \"investigations",
            "by = \"authority\"",
            "does not count what the first register counts",
        ),
        ("nobody", "by = \"authority\"", "no register «nobody»"),
        ("victims", "by = \"sex\"", "by is"),
        (
            "victims",
            "by = \"authority.kind\"\ntogether = { police = \"security\" }",
            "«police» is not in the list",
        ),
        (
            "shelter_stays",
            "by = \"authority\"\nwhere = { nationality_status = [\"MEX\"] }",
            "no variable of shelter_stays",
        ),
        (
            "victims",
            "by = \"authority\"\nwhere = { sex = [\"Z\"] }",
            "«Z» is not in the list",
        ),
    ] {
        let found = overlap(of, rest);
        assert!(found.iter().any(|fault| fault.contains(says)), "{says}: {found:?}");
    }
}

#[test]
fn a_pathway_begins_with_persons_and_names_dates() {
    let step = |id: &str, shown: &str| {
        format!("[[pathway.step]]\nid = \"{id}\"\nlabel = {{ es = \"P\", en = \"S\" }}\nin = [{shown}]\n")
    };
    let pathway = |steps: &[String]| {
        let head = "[[pathway]]\nid = \"p\"\ntitle = { es = \"T\", en = \"T\" }\ncite = [\"¶90\"]\n";
        faults(&format!("{head}{}", steps.concat()))
    };
    let first = step("one", "{ of = \"victims\", date = \"detected_on\" }");
    assert_eq!(
        pathway(&[first.clone(), step("two", "{ of = \"investigations\" }")]),
        Vec::<String>::new()
    );
    for (steps, says) in [
        (vec![first.clone()], "2 to 16 steps"),
        (vec![first.clone(), step("one", "{ of = \"victims\" }")], "stands twice"),
        (vec![first.clone(), step("two", "")], "no records show it"),
        (
            vec![step("one", "{ of = \"investigations\" }"), first.clone()],
            "no persons that can be followed",
        ),
        (
            vec![first.clone(), step("two", "{ of = \"training\" }")],
            "no persons that can be followed",
        ),
        (
            vec![first, step("two", "{ of = \"victims\", date = \"sex\" }")],
            "«sex» is no date",
        ),
    ] {
        let found = pathway(&steps);
        assert!(found.iter().any(|fault| fault.contains(says)), "{says}: {found:?}");
    }
}
