//! Offences as margins write them, taken apart into the fields of a form: `art10+art13:III` is article 10 with
//! fraction III and article 13; `/lenocinio` an offence of another law; `SI` and `UNID` are states.

use super::{Row, Writing, word};

impl Writing<'_, '_> {
    /// Answers offences, purposes and offences of other laws.
    pub(crate) fn crime(&mut self, crime: &str) {
        crimes(crime, &mut self.row);
    }

    /// The form of exploitation that goes with the offences, where the form asks and nobody has answered.
    pub(crate) fn exploitation(&mut self) {
        let offences = self.answer("offences").to_owned();
        let forms: Vec<&str> = FORMS
            .iter()
            .filter(|(articles, ..)| {
                articles
                    .iter()
                    .any(|article| offences.split(';').any(|own| own == *article))
            })
            .map(|(_, form)| *form)
            .collect();
        let by_purpose = match self.answer("purposes") {
            "III" => "SEXUAL",
            "IV" => "LABOUR",
            "V" => "FORCED_LABOUR",
            _ => "S.I.",
        };
        let text = if forms.is_empty() {
            by_purpose.to_owned()
        } else {
            forms.join(";")
        };
        self.set(
            "exploitation_form",
            if offences == "UNID" { "UNID".to_owned() } else { text },
        );
        if self.answer("exploitation_form").contains("LABOUR") {
            let sector = self.one_of(&["AGRICULTURE", "DOMESTIC_WORK", "CONSTRUCTION", "S.I.", "S.I."]);
            self.set("labour_sector", sector);
        }
    }
}

/// Articles and the form of exploitation they punish.
const FORMS: [(&[&str], &str); 11] = [
    (&["art11"], "SLAVERY"),
    (&["art12"], "SERVITUDE"),
    (
        &["art13", "art14", "art15", "art16", "art17", "art18", "art19", "art20"],
        "SEXUAL",
    ),
    (&["art21"], "LABOUR"),
    (&["art22"], "FORCED_LABOUR"),
    (&["art24"], "BEGGING"),
    (&["art25"], "USE_IN_CRIME"),
    (&["art26", "art27"], "ILLEGAL_ADOPTION"),
    (&["art28", "art29"], "FORCED_MARRIAGE"),
    (&["art30"], "ORGANS"),
    (&["art31"], "BIOMEDICAL"),
];

fn crimes(crime: &str, row: &mut Row<'_>) {
    let (law, other) = crime.split_once('/').unwrap_or((crime, ""));
    let (offences, purposes) = law.split_once(':').unwrap_or((law, ""));
    let several = |text: &str| text.split('+').map(word).collect::<Vec<String>>().join(";");
    row.push((
        "offences",
        if offences.is_empty() {
            "N.A.".to_owned()
        } else {
            several(offences)
        },
    ));
    for (field, text) in [("purposes", purposes), ("other_offences", other)] {
        if !text.is_empty() {
            row.push((field, several(text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, crimes};

    fn taken_apart(crime: &str) -> String {
        let mut row: Row<'_> = Vec::new();
        crimes(crime, &mut row);
        row.iter()
            .map(|(field, text)| format!("{field}={text}"))
            .collect::<Vec<String>>()
            .join(" ")
    }

    #[test]
    fn offences_are_taken_apart() {
        assert_eq!(taken_apart("art10+art13:III"), "offences=art10;art13 purposes=III");
        assert_eq!(taken_apart("/lenocinio"), "offences=N.A. other_offences=lenocinio");
        assert_eq!(taken_apart("art10:SI"), "offences=art10 purposes=S.I.");
        assert_eq!(taken_apart("UNID"), "offences=UNID");
    }
}
