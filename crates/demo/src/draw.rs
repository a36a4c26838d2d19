//! Draws the answers of a row, field by field, so that they hang together: facts before detection, ages
//! with their bands, places of the authority's own state, totals that are the sums of their parts.

use catalogue::{Catalogue, Field, Kind, List, RuleKind, State, Tier};
use fastrand::Rng;
use register::Form;

/// A row of a workbook: field and text.
pub(crate) type Row<'c> = Vec<(&'c str, String)>;

/// Draws rows of one register for one authority.
pub(crate) struct Drawing<'c, 'r> {
    pub(crate) form: Form<'c>,
    pub(crate) authority: &'c str,
    pub(crate) state: &'c str,
    pub(crate) single: bool,
    pub(crate) rng: &'r mut Rng,
}

/// Days before the first of 2012-06-15 that facts may lie, and the days of the study period.
const PERIOD_DAYS: i64 = 1_872;

impl<'c> Drawing<'c, '_> {
    /// One row; `number` makes its own numbers unlike those of the other rows.
    pub(crate) fn row(&mut self, catalogue: &'c Catalogue, number: usize) -> Row<'c> {
        let day = self.rng.i64(60..PERIOD_DAYS - 90);
        let year = 2012 + (day + 165) / 365;
        let mut row: Row<'c> = Vec::new();
        for (at, field) in self.form.register().fields().iter().enumerate() {
            if field.tier == Tier::T2 {
                continue;
            }
            let text = match field.kind {
                Kind::Text | Kind::Link => self.number(&field.id, number, year),
                Kind::Date => self.date(field, day, at as i64),
                Kind::Year => year.to_string(),
                Kind::Integer | Kind::Decimal | Kind::Money => self.quantity(field),
                Kind::File => String::new(),
                _ => self.coded(catalogue, field, &row),
            };
            if !text.is_empty() {
                row.push((&field.id, text));
            }
        }
        self.add_up(&mut row);
        row
    }

    /// The authority's own numbers: never a name, never a person's.
    fn number(&mut self, field: &str, number: usize, year: i64) -> String {
        match field {
            "local_id" if self.single => format!("{}-{:05}", self.authority.to_uppercase(), number + 1),
            "file_number" | "direct_victim" => format!("CI-{}-{:04}-{year}", self.state, 1 + number * 3 / 5),
            "case_number" => format!("CP-{}-{:04}-{year}", self.state, 1 + number / 2),
            "title" => [
                "Perspectiva de género",
                "Atención a víctimas",
                "Investigación de trata",
                "Derechos de la niñez",
            ][self.rng.usize(..4)]
            .to_owned(),
            _ => String::new(),
        }
    }

    /// Facts first, then the other dates in the order of the form; now and then only the month is known.
    fn date(&mut self, field: &Field, day: i64, at: i64) -> String {
        if !field.required && self.rng.u32(..10) < 3 {
            return String::new();
        }
        let shift = if field.id.starts_with("facts") {
            -self.rng.i64(5..60)
        } else {
            at.min(40)
        };
        let (year, month, day) = civil((day + shift).clamp(0, PERIOD_DAYS - 1));
        match self.rng.u32(..20) {
            0 if !field.id.starts_with("facts") => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    fn quantity(&mut self, field: &Field) -> String {
        let [least, most] = field.range.unwrap_or([0, 40]);
        match field.id.as_str() {
            "count" if self.single => String::new(),
            "count" => (1 + self.rng.i64(0..12)).to_string(),
            "age" if self.rng.u32(..10) < 3 => String::new(),
            "age" => (8 + self.rng.i64(0..14) + self.rng.i64(0..22)).to_string(),
            _ if !field.required && self.rng.u32(..10) < 2 => "S.I.".to_owned(),
            _ => self.rng.i64(least..=most.min(least + 40)).to_string(),
        }
    }

    fn coded(&mut self, catalogue: &Catalogue, field: &Field, row: &Row<'_>) -> String {
        let Some(list) = field.list.as_deref().and_then(|id| catalogue.list(id)) else {
            return String::new();
        };
        let silent = if field.required { 12 } else { 35 };
        if self.rng.u32(..100) < silent {
            return if field.required {
                "S.I.".to_owned()
            } else {
                String::new()
            };
        }
        match (field.id.as_str(), list.id.as_str()) {
            ("purposes", _) => purposes(row, self.rng),
            ("other_offences", _) => String::new(),
            (_, "municipality") => String::new(),
            (_, "state") if self.state != "00" && self.rng.u32(..10) < 8 => label(list, self.state),
            (_, "country") => label(
                list,
                ["MEX", "MEX", "MEX", "MEX", "MEX", "MEX", "HND", "GTM", "COL", "SLV"][self.rng.usize(..10)],
            ),
            ("age_band", _) if row.iter().any(|(id, _)| *id == "age") => String::new(),
            ("sex", _) => label(list, if self.rng.u32(..100) < 82 { "F" } else { "M" }),
            _ => self.one_of(field, list),
        }
    }

    /// The first codes of a list are the commonest; a field of several now and then has two.
    fn one_of(&mut self, field: &Field, list: &List) -> String {
        let mut pick = || {
            let codes = list.codes().len();
            let at = self
                .rng
                .usize(..codes)
                .min(self.rng.usize(..codes))
                .min(self.rng.usize(..codes));
            list.codes()[at].label.es.clone()
        };
        let first = pick();
        let second = pick();
        let two = field.kind == Kind::Codes && self.rng.u32(..5) == 0 && first != second;
        if two { format!("{first};{second}") } else { first }
    }

    /// Totals are what their parts add up to.
    fn add_up(&self, row: &mut Row<'_>) {
        for rule in self.form.register().rules() {
            let RuleKind::Sum { total, parts } = &rule.kind else {
                continue;
            };
            let part = |id: &String| {
                row.iter()
                    .find(|(field, _)| *field == id.as_str())?
                    .1
                    .parse::<i64>()
                    .ok()
            };
            let sum: Option<i64> = parts.iter().map(part).sum();
            if let (Some(sum), Some((_, text))) = (sum, row.iter_mut().find(|(field, _)| *field == total.as_str())) {
                *text = sum.to_string();
            }
        }
    }
}

/// Article 10 needs a purpose; the other offences have none of their own.
fn purposes(row: &Row<'_>, rng: &mut Rng) -> String {
    let trafficking = row
        .iter()
        .any(|(field, text)| *field == "offences" && text.contains("Trata de personas"));
    if trafficking {
        ["III", "III", "III", "IV", "VI"][rng.usize(..5)].to_owned()
    } else {
        String::new()
    }
}

/// The label of a code, as a drop-down offers it.
fn label(list: &List, code: &str) -> String {
    list.position(code)
        .and_then(|at| list.code(at))
        .map_or_else(|| State::NoInformation.id().to_owned(), |code| code.label.es.clone())
}

/// Year, month and day of a day counted from 2012-06-15.
fn civil(day: i64) -> (i64, i64, i64) {
    // Days from 1970-01-01 to the civil calendar, by the arithmetic of eras of 400 years.
    let z = day + 15_506 + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_are_counted_from_the_law() {
        assert_eq!(civil(0), (2012, 6, 15));
        assert_eq!(civil(1_872), (2017, 7, 31));
    }
}
