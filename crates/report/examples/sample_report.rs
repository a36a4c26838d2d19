//! Writes a sample report, in both languages, into the folder given: made-up figures, to look at.
//!
//! `cargo run -p report --example sample_report -- /tmp/sample`

use std::{env, error::Error, fs, path::Path};

use catalogue::{Catalogue, Files, Language};
use report::{Diagnosis, figures_json, pages, pdf, workbook};

#[expect(clippy::expect_used, reason = "what is made up here is known to fit")]
#[path = "../tests/it/made_up.rs"]
mod made_up;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name the folder to write into")?;
    let catalogue = Catalogue::read(Files::embedded())
        .map_err(|faults| faults.iter().map(|fault| format!("{fault}\n")).collect::<String>())?;
    let made_up = made_up::country(&catalogue, &["training"]);
    let diagnosis = Diagnosis {
        catalogue: &catalogue,
        tables: &made_up.tables,
        ratios: &made_up.ratios,
        across: &made_up.across,
        contradictions: &[],
        authorities: &made_up.authorities,
        vintage: &made_up.vintage,
    };
    for language in Language::ALL {
        let inside = Path::new(&folder).join(language.code());
        fs::create_dir_all(&inside)?;
        for (name, text) in pages(&diagnosis, language) {
            println!("{:>8} {}", text.len(), inside.join(&name).display());
            fs::write(inside.join(name), text)?;
        }
        fs::write(inside.join("diagnosis.pdf"), pdf(&diagnosis, language)?)?;
    }
    fs::write(Path::new(&folder).join("tables.xlsx"), workbook(&diagnosis)?)?;
    fs::write(Path::new(&folder).join("figures.json"), figures_json(&diagnosis))?;
    Ok(())
}
