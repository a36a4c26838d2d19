//! Contradictions between sources and the answers of authorities: what is found, what is not, what was not
//! compared.

use catalogue::{Files, Language};
use report::pages;

use crate::small::{Small, authority, files};

const CONTRADICTIONS: &str = r#"
[[contradiction]]
id = "more_women"
kind = "exceeds"
left = "people.by_sex[F]"
right = "people.by_sex[M]"
title = { es = "Mujeres y hombres", en = "Women and men" }
says = { es = "Hay {left} mujeres y {right} hombres", en = "There are {left} women and {right} men" }
ask = { es = "A quién falta contar.", en = "Who is left to be counted." }
cite = ["¶39"]

[[contradiction]]
id = "states"
kind = "differs"
left = "people.by_state"
right = "people.state_by_sex"
title = { es = "Entidades", en = "States" }
says = { es = "{row}: {left} y {right}", en = "{row}: {left} and {right}" }
ask = { es = "Cuál es.", en = "Which it is." }
cite = ["¶76"]
"#;

fn contradicting() -> Files {
    let mut files = files();
    files.put("tables/contradictions.toml", CONTRADICTIONS);
    files
}

fn page(small: &Small, language: Language) -> String {
    pages(&small.diagnosis(), language).remove(0).1
}

/// A section of a page.
fn section(page: &str, id: &str) -> String {
    let (_, rest) = page.split_once(&format!("<section id=\"{id}\">")).unwrap();
    rest.split_once("</section>").unwrap().0.to_owned()
}

#[test]
fn a_clash_is_said_with_both_figures_and_what_to_ask() {
    let found = section(&page(&Small::from(contradicting()), Language::Es), "contradictions");
    assert!(
        found.contains("Comparaciones previstas: 2; hechas: 2; con alguna contradicción: 1."),
        "{found}"
    );
    assert!(
        found.contains(">9</a> mujeres y <a") && found.contains("href=\"#fig-people.by_sex[M]\""),
        "{found}"
    );
    assert!(found.contains("A quién falta contar. Fuente: ¶39."), "{found}");
    assert!(
        found.contains("Se comparó y no se halló ninguna contradicción."),
        "{found}"
    );
}

#[test]
fn what_was_not_compared_is_not_said_to_agree() {
    let mut small = Small::from(contradicting());
    small.contradictions.iter_mut().for_each(|one| {
        one.compared = false;
        one.clashes.clear();
    });
    let found = section(&page(&small, Language::En), "contradictions");
    assert!(
        found.contains("Not compared: at least one of the tables people.by_sex and people.by_sex is missing."),
        "{found}"
    );
    assert!(!found.contains("no contradiction was found"), "{found}");
}

#[test]
fn an_authority_has_its_line_and_its_block() {
    let mut small = Small::new();
    small.authorities = vec![authority("pros-01", "Fiscalía <Uno>")];
    let found = section(&page(&small, Language::Es), "authorities");
    for words in [
        "Autoridades a las que se pidió información: 1. Una trajo registros que cuentan.",
        "<a href=\"#authority-pros-01\">Fiscalía &lt;Uno&gt;</a>",
        "<h3 id=\"authority-pros-01\">Fiscalía &lt;Uno&gt;</h3>",
        "<em>personas atendidas</em>: respondió (cuentan: 1\u{202f}234); en espera de corrección: 2.",
        "conocido 60.0\u{a0}% de lo que aplica",
        "edad (3/10); sexo (9/10)",
        "La celda no está en la lista (error C-001: 4).",
        "Entregas n.º 1, 7.",
    ] {
        assert!(found.contains(words), "{words}: {found}");
    }
}

#[test]
fn an_authority_that_brought_nothing_is_told_apart() {
    let mut small = Small::new();
    let mut silent = authority("pros-02", "Fiscalía Dos");
    silent.registers.clear();
    silent.minimum.clear();
    silent.findings.clear();
    silent.returns.clear();
    small.authorities = vec![silent];
    let found = section(&page(&small, Language::En), "authorities");
    assert!(found.contains("None brought records that count."), "{found}");
    assert!(
        found.contains("It keeps none of the registers asked for.") && found.contains("No returns."),
        "{found}"
    );
}
