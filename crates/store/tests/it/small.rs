//! A small catalogue, made in memory: one register that has every kind of field, and one with identity.

use catalogue::{Catalogue, Files, State};

/// Fields of the register and their kinds; `count` is the last.
pub(crate) const FIELDS: [(&str, &str, Option<&str>); 20] = [
    ("sex", "code", Some("sex")),
    ("offences", "codes", Some("mark")),
    ("purposes", "codes", Some("mark")),
    ("state", "place", Some("mark")),
    ("municipality", "place", Some("mark")),
    ("sent_by", "authority", Some("mark")),
    ("facts_on", "date", None),
    ("detected_on", "date", None),
    ("judged_in", "year", None),
    ("age", "integer", None),
    ("children", "integer", None),
    ("hours", "decimal", None),
    ("redress", "money", None),
    ("file_number", "text", None),
    ("course", "text", None),
    ("investigation", "link", Some("people")),
    ("annex", "file", None),
    ("nationality", "code", Some("mark")),
    ("schooling", "code", Some("sex")),
    ("count", "integer", None),
];

/// Fields of the register `subjects`, their kinds, and the compartment of those that are identity.
pub(crate) const SUBJECT: [(&str, &str, &str); 7] = [
    ("given_name", "text", "person"),
    ("born_on", "date", "person"),
    ("telephone", "text", "contact"),
    ("what_happened", "text", "narrative"),
    ("paper", "file", "document"),
    ("place", "text", ""),
    ("count", "integer", ""),
];

/// How many codes the list `mark` has: as many as a set can hold.
pub(crate) const MARKS: u16 = 64;

/// The catalogue; its register `people` is of a version, `courses` of the first.
pub(crate) fn catalogue(version: u32) -> Catalogue {
    let mut files = Files::default();
    files.put("sources.toml", "[source]\nT = { es = \"Prueba\", en = \"Trial\" }\n");
    let states: Vec<String> = State::ALL.iter().map(|state| state.id().to_owned()).collect();
    files.put("codes/value_state.toml", list("value_state", &states));
    files.put("codes/sex.toml", list("sex", &["F".to_owned(), "M".to_owned()]));
    let marks: Vec<String> = (0..MARKS).map(|at| format!("MARK_{at:02}")).collect();
    files.put("codes/mark.toml", list("mark", &marks));
    files.put("registers/people.toml", register("people", version));
    files.put("registers/courses.toml", register("courses", 1));
    files.put("registers/subjects.toml", subjects());
    Catalogue::read(files).unwrap()
}

fn list(id: &str, codes: &[String]) -> String {
    let mut text = format!("[list]\nid = {id:?}\ncite = [\"T 1\"]\n{}", label(id));
    for code in codes {
        text += &format!("[[code]]\nid = {code:?}\n{}", label(code));
    }
    text
}

fn head(id: &str, version: u32) -> String {
    let words = "{ es = \"x\", en = \"x\" }";
    format!(
        "[register]\nid = {id:?}\nversion = {version}\none = {words}\nmany = {words}\n\
         kept_by = []\nbasis = [\"T 1\"]\nunit = \"person\"\n"
    )
}

fn subjects() -> String {
    let mut text = head("subjects", 1);
    for (field, kind, compartment) in SUBJECT {
        let tier = if compartment.is_empty() {
            "tier = \"T1\"".to_owned()
        } else {
            format!("tier = \"T2\"\ncompartment = {compartment:?}")
        };
        text += &format!("[[field]]\nid = {field:?}\nkind = {kind:?}\n{tier}\n{}", label(field));
    }
    text
}

fn register(id: &str, version: u32) -> String {
    let mut text = head(id, version);
    for (field, kind, list) in FIELDS {
        text += &format!(
            "[[field]]\nid = {field:?}\nkind = {kind:?}\ntier = \"T1\"\n{}",
            label(field)
        );
        if let Some(list) = list {
            text += &format!("list = {list:?}\n");
        }
    }
    text
}

fn label(words: &str) -> String {
    format!("label = {{ es = {words:?}, en = {words:?} }}\n")
}
