//! A catalogue of one register, small enough to read, and a few records of it: the snapshots' material.

use catalogue::{Catalogue, Date, Files, Label, Severity, State};
use register::{Answer, Form, Period, ReturnState};
use report::{AuthorityAnswer, Diagnosis, FindingTally, MinimumField, RegisterAnswer, ReturnLine, VintageFacts};
use statistics::{Across, Computed, ComputedRatio, Contradicted, FactsBuilder, compute, contradictions, ratios};

use crate::made_up;

pub(crate) const TEXT_ES: &str = "Hay {{ words(\"people.total[*]\", \"persona\", \"personas\") }}.\n\n\
    {% if known(\"people.by_sex\") %}\n*Mujeres*: {{ n(\"people.by_sex[F]\") }} ({{ share(\"people.by_sex[F]\") }}); \
    sin dato: {{ unknown(\"people.by_sex\") }}.\n{% endif %}\n- {{ largest(\"people.by_state\") }}\n- {{ ratio(\"women\") }}\n";

pub(crate) const TEXT_EN: &str = "There are {{ words(\"people.total[*]\", \"person\", \"persons\") }}.\n";

const SOURCES: &str = "[source]\n\"¶\" = { es = \"Prueba\", en = \"Test\" }\n";

/// Every state, printed as its id.
fn states() -> String {
    let head =
        "[list]\nid = \"value_state\"\nlabel = { es = \"Estados\", en = \"States\" }\ncite = [\"¶82\"]\n".to_owned();
    let one = |state: &State| {
        let id = state.id();
        let (label, printed) = (
            format!("{{ es = \"Estado {id}\", en = \"State {id}\" }}"),
            format!("printed = \"{id}.\""),
        );
        format!("[[code]]\nid = \"{id}\"\nlabel = {label}\nattributes = {{ {printed}, printed_en = \"{id}.\" }}\n")
    };
    head + &State::ALL.iter().map(one).collect::<String>()
}

const SEX: &str = r#"
[list]
id = "sex"
label = { es = "Sexo", en = "Sex" }
cite = ["¶39"]
states = ["SI", "NA"]

[[code]]
id = "F"
label = { es = "Mujer", en = "Female" }

[[code]]
id = "M"
label = { es = "Hombre", en = "Male" }
"#;

const PLACES: &str = r#"
[list]
id = "state"
label = { es = "Entidad <b>&\"x\"", en = "State <b>&\"x\"" }
cite = ["¶76"]
states = ["SI"]

[[code]]
id = "01"
label = { es = "Uno <i>&\"a\"</i>", en = "One <i>&\"a\"</i>" }
attributes = { tile_row = "0", tile_col = "0", abbr = "U<n>" }

[[code]]
id = "02"
label = { es = "Dos", en = "Two" }
attributes = { tile_row = "0", tile_col = "1", abbr = "Dos" }

[[code]]
id = "03"
label = { es = "Tres", en = "Three" }
attributes = { tile_row = "1", tile_col = "1", abbr = "Tres" }
"#;

const NEEDS: &str = r#"
[list]
id = "need"
label = { es = "Necesidad", en = "Need" }
cite = ["¶52"]
states = ["SI", "NOT_SEPARATED"]

[[code]]
id = "LEGAL"
label = { es = "Asesoría", en = "Advice" }

[[code]]
id = "LODGING"
label = { es = "Alojamiento", en = "Lodging" }
"#;

const REGISTER: &str = r#"
[register]
id = "people"
version = 1
one = { es = "persona atendida", en = "person assisted" }
many = { es = "personas atendidas", en = "persons assisted" }
kept_by = []
basis = ["¶38"]
unit = "person"

[[field]]
id = "sex"
kind = "code"
list = "sex"
tier = "T1"
label = { es = "Sexo", en = "Sex" }
cite = ["¶39"]

[[field]]
id = "state"
kind = "place"
list = "state"
tier = "T1"
label = { es = "Entidad", en = "State" }
cite = ["¶76"]

[[field]]
id = "needs"
kind = "codes"
list = "need"
tier = "T1"
label = { es = "Necesidades", en = "Needs" }
cite = ["¶52"]

[[field]]
id = "seen_on"
kind = "date"
tier = "T1"
label = { es = "Fecha", en = "Date" }
cite = ["¶38"]

[[field]]
id = "nights"
kind = "integer"
tier = "T1"
label = { es = "Noches", en = "Nights" }
cite = ["¶91"]

[[field]]
id = "count"
kind = "integer"
tier = "T1"
label = { es = "Cuántos", en = "How many" }
cite = ["¶38"]

[[derived]]
id = "year"
label = { es = "Año", en = "Year" }
from = ["seen_on"]
take = "year"
cite = ["¶38"]
"#;

const TABLES: &str = r#"
[[table]]
id = "people.total"
of = "people"
shares = "none"
title = { es = "Personas", en = "Persons" }
cite = ["¶38"]

[[table]]
id = "people.nights"
of = "people"
measure = { sum = "nights" }
shares = "none"
title = { es = "Noches", en = "Nights" }
cite = ["¶91"]

[[table]]
id = "people.by_sex"
of = "people"
rows = ["sex"]
title = { es = "Personas, por sexo", en = "Persons, by sex" }
cite = ["¶39"]

[[table]]
id = "people.by_state"
of = "people"
rows = ["state"]
title = { es = "Personas, por entidad", en = "Persons, by state" }
cite = ["¶76"]

[[table]]
id = "people.state_by_sex"
of = "people"
rows = ["state"]
columns = ["sex"]
shares = "row"
title = { es = "Personas, por entidad y sexo", en = "Persons, by state and sex" }
cite = ["¶76"]

[[table]]
id = "people.by_need"
of = "people"
where = { sex = ["F"] }
rows = ["needs"]
title = { es = "Mujeres, por necesidad", en = "Women, by need" }
cite = ["¶52"]

[[table]]
id = "people.by_year"
of = "people"
rows = ["year"]
title = { es = "Personas, por año", en = "Persons, by year" }
cite = ["¶38"]

[[ratio]]
id = "women"
over = "people.by_sex[F]"
under = "people.total[*]"
funnel = 1
title = { es = "Mujeres por persona", en = "Women per person" }
cite = ["¶39"]
"#;

const SECTIONS: &str = r#"
[[section]]
id = "people"
part = { es = "Personas", en = "Persons" }
title = { es = "Personas atendidas", en = "Persons assisted" }
register = "people"
tables = ["people."]

[[section]]
id = "funnel"
part = { es = "Razones", en = "Ratios" }
title = { es = "Embudo", en = "Funnel" }
ratios = true
"#;

const PHRASES: &str = r#"
[[phrase]]
list = "sex"
code = "F"
registers = ["people"]
says = { es = "son mujeres", en = "are female" }
"#;

/// The files of the small catalogue.
pub(crate) fn files() -> Files {
    let mut files = Files::default();
    files.put("codes/value_state.toml", states());
    for (path, text) in [
        ("sources.toml", SOURCES),
        ("codes/sex.toml", SEX),
        ("codes/need.toml", NEEDS),
        ("places/states.toml", PLACES),
        ("registers/people.toml", REGISTER),
        ("tables/people.toml", TABLES),
        ("report/sections.toml", SECTIONS),
        ("report/phrases.toml", PHRASES),
        ("report/es/people.md", TEXT_ES),
        ("report/en/people.md", TEXT_EN),
        ("report/es/funnel.md", "El camino."),
        ("report/en/funnel.md", "The path."),
    ] {
        files.put(path, text);
    }
    files
}

/// The catalogue of files.
pub(crate) fn read(files: Files) -> Catalogue {
    Catalogue::read(files).unwrap_or_else(|faults| {
        panic!(
            "{}",
            faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()
        )
    })
}

/// Computed tables with what belongs to them.
pub(crate) struct Small {
    pub(crate) catalogue: Catalogue,
    pub(crate) tables: Vec<Computed>,
    pub(crate) ratios: Vec<ComputedRatio>,
    pub(crate) across: Across,
    pub(crate) contradictions: Vec<Contradicted>,
    pub(crate) authorities: Vec<AuthorityAnswer>,
    pub(crate) vintage: VintageFacts,
}

impl Small {
    /// Sixteen persons, of whom some things are not known.
    pub(crate) fn new() -> Small {
        Small::from(files())
    }

    /// The same persons under another catalogue.
    pub(crate) fn from(files: Files) -> Small {
        let known = [
            (0, 0, 2015),
            (0, 0, 2015),
            (0, 1, 2016),
            (0, 0, 2016),
            (0, 1, 2016),
            (1, 0, 2017),
            (1, 1, 2016),
        ];
        let date = |year| Answer::Date(Date::new(year, 5, 1).unwrap());
        let mut records: Vec<(Vec<Answer<'static>>, u32)> = Vec::new();
        for (at, (sex, place, year)) in known.into_iter().enumerate() {
            let needs = if at % 2 == 0 {
                Answer::Codes(0b11)
            } else {
                Answer::Missing(State::NotSeparated)
            };
            let nights = if at == 0 {
                Answer::Missing(State::NoInformation)
            } else {
                Answer::Number(at as i64)
            };
            let answers = vec![
                Answer::Code(sex),
                Answer::Code(place),
                needs,
                date(year),
                nights,
                Answer::EMPTY,
            ];
            records.push((answers, if at == 0 { 5 } else { 1 }));
        }
        let none = Answer::Missing(State::NoInformation);
        records.push((vec![none, Answer::Code(1), none, none, none, none], 4));
        records.push((
            vec![Answer::Missing(State::NotApplicable), none, none, none, none, none],
            1,
        ));
        Small::of(files, &records)
    }

    /// Nobody.
    pub(crate) fn empty() -> Small {
        Small::of(files(), &[])
    }

    fn of(files: Files, records: &[(Vec<Answer<'static>>, u32)]) -> Small {
        let catalogue = read(files);
        assert_eq!(Form::of(&catalogue, "people").unwrap().width(), 6);
        let mut facts = FactsBuilder::new(&catalogue, "people").unwrap();
        facts.returned(1);
        for (number, (answers, count)) in (1i64..).zip(records) {
            facts.push(number, None, *count, answers);
        }
        let mut facts = facts.finish().unwrap();
        let asked: Vec<_> = catalogue.tables().iter().collect();
        let tables = compute(&catalogue, &mut facts, &asked, 1).unwrap();
        let ratios = ratios(&catalogue, &tables);
        let contradictions = contradictions(&catalogue, &tables);
        let vintage = made_up::vintage(&catalogue, if records.is_empty() { Vec::new() } else { returns() });
        // The edition is a hash of every file, which no snapshot should hold.
        let vintage = VintageFacts {
            edition: "edicion-de-prueba".to_owned(),
            ..vintage
        };
        Small {
            catalogue,
            tables,
            ratios,
            across: Across::default(),
            contradictions,
            authorities: Vec::new(),
            vintage,
        }
    }

    pub(crate) fn diagnosis(&self) -> Diagnosis<'_> {
        Diagnosis {
            catalogue: &self.catalogue,
            tables: &self.tables,
            ratios: &self.ratios,
            across: &self.across,
            contradictions: &self.contradictions,
            authorities: &self.authorities,
            vintage: &self.vintage,
        }
    }
}

fn returns() -> Vec<ReturnLine> {
    let line = |number, name: &str, rows, waiting| ReturnLine {
        number,
        authority: Label {
            es: name.to_owned(),
            en: name.to_owned(),
        },
        registers: vec!["people".to_owned()],
        period: Period::parse("2015/2017").unwrap(),
        received_at: "2026-10-05T16:20:00Z".to_owned(),
        rows,
        accepted: rows - waiting,
        waiting,
        state: if waiting == 0 {
            ReturnState::Accepted
        } else {
            ReturnState::AcceptedWithObservations
        },
    };
    vec![line(1, "Fiscalía <A> & B", 9, 0), line(2, "Comisión \"C\"", 3, 2)]
}

/// Words that would be commands, if anything took them for such.
pub(crate) const HOSTILE: &str = "=1+1 #panic(\"x\") \\ $x^2$ [] } #read(\"/etc/passwd\") *a* _b_ <b>@c";

/// An authority that answered, with everything that can be said of it.
pub(crate) fn authority(id: &str, name: &str) -> AuthorityAnswer {
    let label = |es: &str, en: &str| Label {
        es: es.to_owned(),
        en: en.to_owned(),
    };
    AuthorityAnswer {
        id: id.to_owned(),
        name: label(name, name),
        kind: label("Procuraduría o fiscalía", "Prosecution office"),
        state: "ANSWERED".to_owned(),
        state_words: label("Respondió", "Answered"),
        registers: vec![RegisterAnswer {
            register: "people".to_owned(),
            state: "ANSWERED".to_owned(),
            state_words: label("Respondió", "Answered"),
            stands_for: 1234,
            waiting: 2,
        }],
        minimum: vec![
            MinimumField {
                label: label("Sexo", "Sex"),
                known: 9,
                applicable: 10,
            },
            MinimumField {
                label: label("Edad", "Age"),
                known: 3,
                applicable: 10,
            },
        ],
        findings: vec![FindingTally {
            code: "C-001".to_owned(),
            severity: Severity::Error,
            says: label("La celda no está en la lista.", "The cell is not in the list."),
            count: 4,
        }],
        returns: vec![1, 7],
    }
}
