//! Writes synthetic persons with the errors of clerks, and the truth, for trying linkage.
//!
//! `persons --records N --seed S --duplicates 0.45 --out F --truth T` makes one file to de-duplicate;
//! `persons --records N --seed S --overlap 0.6 --two A B --truth T` two files to link. `--errors 2` doubles the errors,
//! `--households 0.3` brings more families, `--columns all|few|full-name` chooses the columns. `--persons` is another name of `--records`.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

use demo::{Columns, Mention, Persons};

fn main() -> Result<(), Box<dyn Error>> {
    let asked = asked()?;
    let get = |name: &str, otherwise: &str| asked.get(name).map_or(otherwise.to_owned(), |values| values[0].clone());
    let records: u32 = get("records", &get("persons", "10000")).parse()?;
    let (seed, errors) = (get("seed", "1").parse()?, get("errors", "1").parse()?);
    let persons = Persons::new(seed, errors, get("households", "0.04").parse()?);
    let columns = match get("columns", "all").as_str() {
        "few" => Columns::Few,
        "full-name" => Columns::FullName,
        _ => Columns::All,
    };
    let mut truth = BufWriter::new(File::create(get("truth", "truth.csv"))?);
    writeln!(truth, "record_id,cluster_id,errors")?;
    let mut write = |prefix, path: &str, mentions: &[Mention]| -> Result<(), Box<dyn Error>> {
        let mut file = BufWriter::new(File::create(path)?);
        persons.write((prefix, columns), mentions, &mut file, &mut truth)?;
        Ok(file.flush()?)
    };
    if let Some(two) = asked.get("two") {
        let [a, b] = persons.two_files(records, get("overlap", "0.6").parse()?);
        write("a", &two[0], &a)?;
        write("b", two.get(1).ok_or("--two A B")?, &b)?;
    } else {
        let mentions = persons.one_file(records, get("duplicates", "0.45").parse()?);
        write("r", &get("out", "persons.csv"), &mentions)?;
    }
    Ok(truth.flush()?)
}

/// The values after each `--name`.
fn asked() -> Result<HashMap<String, Vec<String>>, Box<dyn Error>> {
    let mut asked: HashMap<String, Vec<String>> = HashMap::new();
    let mut last = None;
    for word in std::env::args().skip(1) {
        match word.strip_prefix("--") {
            Some(name) => last = Some(name.to_owned()),
            None => asked.entry(last.clone().ok_or("--name value")?).or_default().push(word),
        }
    }
    Ok(asked)
}
