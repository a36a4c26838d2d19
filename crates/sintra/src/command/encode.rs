//! `sintra encode`: a return without identities, made on the institution's own computer; and the key of a period.

use std::{fs, io::Write, path::Path};

use catalogue::{Catalogue, Language};
use linkage::encode::LinkageKey;
use operations::{EncodedReturn, Reader, asked_of, encoded_return, private_file};
use zeroize::Zeroizing;

use crate::{
    command::{ask_of, catalogue_of},
    line::{EncodeFile, Given},
    outcome::{Ended, Failure},
    say::say,
    words::finding_line,
};

pub(crate) fn file(given: &Given, asked: &EncodeFile) -> Result<Ended, Failure> {
    if let Some(path) = &asked.new_key {
        return new_key(path, given.lang);
    }
    let usage = |says: &str| Failure::Usage(says.to_owned());
    if asked.about.map.is_some() {
        return Err(usage(
            "encode takes a file in sintra's own form: of somebody else's nobody can say which columns name persons",
        ));
    }
    let file = asked.file.as_deref().ok_or_else(|| usage("say which file"))?;
    let out = asked
        .out
        .as_deref()
        .ok_or_else(|| usage("say where to write: --out FILE.xlsx"))?;
    let key = given.linkage_key.as_deref();
    let key = key.ok_or_else(|| usage("say where the key of the period is: --linkage-key FILE"))?;
    let (catalogue, crosswalk) = catalogue_of(given, Some(&asked.about))?;
    let of = asked_of(&catalogue, ask_of(&asked.about, crosswalk.as_deref()))?;
    let made = encoded_return(&catalogue, of, &Reader::this_program()?, (file, key))?;
    let chances = out.with_extension("chances");
    written(out, &made.workbook)?;
    written(&chances, made.chances.as_bytes())?;
    Ok(told(&catalogue, &made, (out, &chances), given.lang))
}

/// Draws 32 bytes and writes their hexadecimal digits into a file of its owner alone, where none was before.
fn new_key(path: &Path, language: Language) -> Result<Ended, Failure> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    let failed = |error: &dyn std::fmt::Display| Failure::Operation(format!("{}: {error}", path.display()));
    getrandom::fill(&mut bytes[..]).map_err(|error| failed(&error))?;
    let digits: Zeroizing<String> = Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
    let mut file = private_file(path).map_err(|error| failed(&error))?;
    writeln!(file, "{}", *digits).map_err(|error| failed(&error))?;
    let print = LinkageKey::new(*bytes).map_err(|error| failed(&error))?.fingerprint();
    match language {
        Language::Es => say!(
            "Llave escrita en {}; su huella es {print}. Entréguela en mano a cada institución; nunca al nodo nacional, que sólo anuncia la huella. Al cerrar el periodo, destrúyanla todas.",
            path.display()
        ),
        Language::En => say!(
            "The key is in {}; its fingerprint is {print}. Hand it to each institution in person, never to the national node, which only announces the fingerprint. When the period closes, all destroy it.",
            path.display()
        ),
    }
    Ok(Ended::Well)
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::Operation(format!("{}: {error}", path.display())))
}

fn told(catalogue: &Catalogue, made: &EncodedReturn, (out, chances): (&Path, &Path), language: Language) -> Ended {
    for finding in made.outcome.findings.kept() {
        say!("{}", finding_line(catalogue, finding, language));
    }
    let (percent, equal) = (made.crowded * 100.0, made.equal * 100.0);
    let (out, chances) = (out.display(), chances.display());
    match language {
        Language::Es => {
            say!(
                "{} renglones con clave de vinculación, bajo la llave {}.",
                made.encoded,
                made.key
            );
            say!("{} renglones sin datos suficientes para vincularse.", made.too_little);
            say!(
                "Riesgo que queda: {equal:.1} % comparte un filtro con otro; {percent:.1} % tenía valores tan comunes que se quitaron ({}).",
                made.withheld
            );
            say!(
                "Se escribieron {out} y {chances}. Entregue los dos; el archivo con nombres se queda en su institución."
            );
        }
        Language::En => {
            say!(
                "{} rows with a linkage encoding, under the key {}.",
                made.encoded,
                made.key
            );
            say!("{} rows of which too little is known to be linked.", made.too_little);
            say!(
                "Risk that remains: {equal:.1} % share a filter with another; {percent:.1} % had values so common that they were left out ({}).",
                made.withheld
            );
            say!("Written: {out} and {chances}. Hand in both; the file with names stays in your institution.");
        }
    }
    match made.outcome.findings.is_clean(catalogue) {
        true => Ended::Well,
        false => Ended::WithFindings,
    }
}
