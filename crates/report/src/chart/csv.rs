//! The figures of a chart as comma-separated values.

use catalogue::Language;

use super::{Cut, Twin, TwinRow};
use crate::number::say;

/// Writes the figures of a table with the vintage they come from and their source.
pub(super) fn write(twin: &Twin, (cut, source): (&Cut, &str), language: Language) -> String {
    let mut heads = vec![say(language, "clave", "id"), twin.head.get(language)];
    heads.extend(twin.columns.iter().map(|column| column.get(language)));
    heads.push(say(language, "cifra", "figure"));
    heads.extend([
        say(language, "corte", "vintage"),
        say(language, "conocido al", "known on"),
    ]);
    heads.push(say(language, "fuente", "source"));
    let rows = twin.rows.iter().map(|row| line(cells(row, (cut, source), language)));
    let head = line(heads.into_iter().map(str::to_owned));
    std::iter::once("\u{feff}".to_owned() + &head).chain(rows).collect()
}

fn cells(row: &TwinRow, (cut, source): (&Cut, &str), language: Language) -> Vec<String> {
    let mut cells = vec![row.id.clone(), row.label.get(language).to_owned()];
    cells.extend(row.cells.iter().map(|cell| cell.number.plain()));
    let figure = row.cells.iter().rev().find_map(|cell| cell.figure.clone());
    cells.push(figure.unwrap_or_default());
    cells.push(cut.vintage.clone());
    cells.push(cut.as_of.to_string());
    cells.push(source.to_owned());
    cells
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&cell)).collect();
    cells.join(",") + "\r\n"
}

/// A cell: quoted where it must be, and never the beginning of a formula.
fn quoted(cell: &str) -> String {
    let begins = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']);
    let is_number = cell.parse::<f64>().is_ok();
    let safe = if begins && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if safe.contains([',', '"', '\n', '\r', '\'']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_cell_begins_a_formula() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted(" @SUM(A1)"), "\"' @SUM(A1)\"");
        assert_eq!(quoted("\tx"), "\"'\tx\"");
        assert_eq!((quoted("-3").as_str(), quoted("a\"b").as_str()), ("-3", "\"a\"\"b\""));
    }
}
