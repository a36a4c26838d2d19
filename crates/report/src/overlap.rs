//! Who is known to whom, and which files: an overlap of authorities as a chart and as tables.

use catalogue::{Label, Language, Overlap};
use statistics::{Address, Estimate, Overlapped, SetPart, Subject};

use crate::{
    Diagnosis,
    block::{Block, Cell, Grid, Run, Under},
    book::Book,
    chart::{Chart, Cut, Drawing, Number, Twin, TwinCell, TwinRow, Upset, UpsetRow, UpsetSet},
    html::address,
    number::count,
    three::between,
};

/// The most sets of a chart, and the most parts; the tables have the rest.
const SETS_MAX: usize = 8;
const PARTS_MAX: usize = 14;

/// The most parts that a table prints; the files for machines have them all.
const PARTS_PRINTED: usize = 24;

/// Each overlap of the catalogue with what was computed of it.
pub(crate) fn pairs<'d>(diagnosis: &Diagnosis<'d>) -> impl Iterator<Item = (&'d Overlap, &'d Overlapped)> {
    let computed = &diagnosis.across.overlaps;
    let all = diagnosis.catalogue.overlaps().iter();
    all.filter_map(|one| Some((one, computed.iter().find(|found| found.id == one.id)?)))
}

/// The chart of an overlap, where two sets know anybody.
pub(crate) fn chart(overlap: &Overlap, computed: &Overlapped, cut: &Cut) -> Option<Chart> {
    let drawing = drawing(computed)?;
    let cites = overlap.cite.join(", ");
    Some(Chart {
        id: overlap.id.clone(),
        title: title(overlap, computed),
        read: said(
            computed,
            [
                "cada renglón son las personas que conocen justo quienes llevan punto lleno",
                "cada renglón son los expedientes que conocen justo quienes llevan punto lleno",
            ],
            [
                "each row is the persons known to exactly those with a full dot",
                "each row is the files known to exactly those with a full dot",
            ],
        ),
        coverage: coverage(computed),
        source: Label {
            es: cut.source(&cites, Language::Es),
            en: cut.source(&cites, Language::En),
        },
        twin: twin(computed),
        drawing: Drawing::Upset(drawing),
        cut: cut.clone(),
    })
}

/// The words for persons, or for files.
fn said(computed: &Overlapped, es: [&str; 2], en: [&str; 2]) -> Label {
    let of_files = usize::from(computed.subject == Subject::File);
    Label {
        es: es[of_files].to_owned(),
        en: en[of_files].to_owned(),
    }
}

/// What the figures say.
fn title(overlap: &Overlap, computed: &Overlapped) -> Label {
    let by_kind = overlap.by != "authority";
    let more = match by_kind {
        true => ["más de una clase de autoridad", "more than one kind of authority"],
        false => ["más de una autoridad", "more than one authority"],
    };
    let (all, shared) = (count(computed.persons.value), count(computed.shared.value));
    let words = match computed.shared.value {
        0 => said(
            computed,
            [
                "A ninguna de {all} personas la conoce {more}",
                "Ninguno de {all} expedientes lo conoce {more}",
            ],
            [
                "None of {all} persons is known to {more}",
                "None of {all} files is known to {more}",
            ],
        ),
        1 => said(
            computed,
            [
                "De {all} personas, a una la conoce {more}",
                "De {all} expedientes, uno lo conoce {more}",
            ],
            [
                "Of {all} persons, one is known to {more}",
                "Of {all} files, one is known to {more}",
            ],
        ),
        _ => said(
            computed,
            [
                "De {all} personas, a {shared} las conoce {more}",
                "De {all} expedientes, {shared} los conoce {more}",
            ],
            [
                "Of {all} persons, {shared} are known to {more}",
                "Of {all} files, {shared} are known to {more}",
            ],
        ),
    };
    let fill = |words: &str, more: &str| {
        let words = words.replace("{all}", &all).replace("{shared}", &shared);
        words.replace("{more}", more)
    };
    Label {
        es: fill(&words.es, more[0]),
        en: fill(&words.en, more[1]),
    }
}

/// Of what nobody can say who else knows it.
fn coverage(computed: &Overlapped) -> Label {
    let fill = |words: &str| {
        let words = words.replace("{linked}", &count(computed.linked));
        words.replace("{reported}", &count(computed.reported))
    };
    match computed.linked < computed.reported {
        false => Label::default(),
        true => Label {
            es: fill(
                "Solo hablan los registros que pudieron vincularse: {linked} de {reported}. De los demás no se sabe quién \
                 más los conoce.",
            ),
            en: fill(
                "Only records that could be linked speak: {linked} of {reported}. Of the others it is not known who else \
                 knows them.",
            ),
        },
    }
}

/// The sets with most persons, in their order, and the parts that lie in these alone.
fn drawing(computed: &Overlapped) -> Option<Upset> {
    let mut places: Vec<usize> = (0..computed.sets.len())
        .filter(|at| computed.sets[*at].persons.value > 0)
        .collect();
    if places.len() < 2 {
        return None;
    }
    places.sort_by_key(|at| std::cmp::Reverse(computed.sets[*at].persons.value));
    places.truncate(SETS_MAX);
    places.sort_unstable();
    let set = |at: &usize| UpsetSet {
        label: computed.sets[*at].category.label.clone(),
        value: computed.sets[*at].persons.value,
    };
    let row = |part: &SetPart| {
        let place = |at: &usize| places.iter().position(|place| place == at);
        Some(UpsetRow {
            members: part.sets.iter().map(place).collect::<Option<Vec<usize>>>()?,
            value: part.persons.value,
            between: part
                .persons
                .is_uncertain()
                .then_some((part.persons.low, part.persons.high)),
        })
    };
    Some(Upset {
        sets: places.iter().map(set).collect(),
        rows: computed.parts.iter().filter_map(row).take(PARTS_MAX).collect(),
    })
}

/// The labels of a part's sets, joined.
fn names(computed: &Overlapped, part: &SetPart) -> Label {
    let joined = |pick: fn(&Label) -> &str| {
        let labels = part.sets.iter().map(|at| pick(&computed.sets[*at].category.label));
        labels.collect::<Vec<&str>>().join("; ")
    };
    Label {
        es: joined(|label| &label.es),
        en: joined(|label| &label.en),
    }
}

/// Parts, then all that each set knows, then everybody.
fn twin(computed: &Overlapped) -> Twin {
    let label = |es: &str, en: &str| Label {
        es: es.to_owned(),
        en: en.to_owned(),
    };
    let row = |id: String, label: Label, is_answer: bool, persons: Estimate| TwinRow {
        cells: vec![
            TwinCell {
                number: Number::Count(persons.value),
                figure: Some(format!("{}[{id}]", computed.id)),
            },
            TwinCell {
                number: Number::Between((persons.low, persons.high)),
                figure: None,
            },
        ],
        id,
        label,
        is_answer,
    };
    let mut rows: Vec<TwinRow> = Vec::new();
    for part in &computed.parts {
        rows.push(row(computed.part_id(part), names(computed, part), true, part.persons));
    }
    for set in &computed.sets {
        let name = &set.category.label;
        let all = label(&format!("En total: {}", name.es), &format!("In all: {}", name.en));
        rows.push(row(format!("*,{}", set.category.id), all, false, set.persons));
    }
    rows.push(row("*".to_owned(), label("Total", "Total"), false, computed.persons));
    Twin {
        head: known_to(computed),
        columns: vec![
            said(computed, ["Personas", "Expedientes"], ["Persons", "Files"]),
            label("Entre", "Between"),
        ],
        rows,
    }
}

fn known_to(computed: &Overlapped) -> Label {
    let en = "Known to";
    said(computed, ["Quiénes las conocen", "Quiénes los conocen"], [en, en])
}

/// The sets with what was reported and linked of each, and the persons in exactly which sets.
pub(crate) fn tables(book: &Book<'_>, overlap: &Overlap, computed: &Overlapped) -> Vec<Block> {
    let title = overlap.title.get(book.language);
    let set = |set: &statistics::PersonSet| {
        let of = address(&computed.id, None, Some(&set.category.id));
        vec![
            Cell::Name(vec![Run::plain(set.category.label.get(book.language))]),
            Cell::Count(set.reported),
            Cell::Count(set.linked),
            Cell::Own(of, set.persons.value),
            between(set.persons),
        ]
    };
    let part = |part: &SetPart| {
        let of = address(&computed.id, Some(&computed.part_id(part)), None);
        vec![
            Cell::Name(vec![Run::plain(names(computed, part).get(book.language))]),
            Cell::Own(of, part.persons.value),
            between(part.persons),
        ]
    };
    let all: Address = address(&computed.id, None, None);
    let sets = Grid {
        caption: format!(
            "{title}: {}",
            book.say("las tres cifras de cada una", "the three numbers of each")
        ),
        heads: heads(book, computed, true),
        rows: computed.sets.iter().map(set).collect(),
        total: Some(vec![
            Cell::Name(vec![Run::plain("Total")]),
            Cell::Count(computed.reported),
            Cell::Count(computed.linked),
            Cell::Own(all, computed.persons.value),
            between(computed.persons),
        ]),
    };
    let parts = Grid {
        caption: format!("{title}: {}", book.say("justo por quiénes", "to exactly whom")),
        heads: heads(book, computed, false),
        rows: computed.parts.iter().take(PARTS_PRINTED).map(part).collect(),
        total: None,
    };
    let note = overlap.note.get(book.language);
    let mut blocks = vec![Block::Table(sets), Block::Table(parts)];
    let more = computed.parts.len().saturating_sub(PARTS_PRINTED);
    if more > 0 {
        let words = said(
            computed,
            [
                "Hay {n} combinaciones más, con menos personas: están en tables.xlsx y en figures.json.",
                "Hay {n} combinaciones más, con menos expedientes: están en tables.xlsx y en figures.json.",
            ],
            [
                "There are {n} more combinations, with fewer persons: they are in tables.xlsx and in figures.json.",
                "There are {n} more combinations, with fewer files: they are in tables.xlsx and in figures.json.",
            ],
        );
        let words = words.get(book.language).replace("{n}", &count(more as u64));
        blocks.push(Block::words(words));
    }
    blocks.extend(both(book, title, computed).map(Block::Table));
    if !note.is_empty() {
        blocks.push(Block::words(note));
    }
    blocks
}

/// Persons in both of two sets, whoever else knows them: of each two that have any.
fn both(book: &Book<'_>, title: &str, computed: &Overlapped) -> Option<Grid> {
    let shown = computed.pairs.iter().filter(|pair| pair.persons.high > 0);
    let row = |pair: &SetPart| {
        vec![
            Cell::Name(vec![Run::plain(names(computed, pair).get(book.language))]),
            Cell::Own(pair_address(computed, pair), pair.persons.value),
            between(pair.persons),
        ]
    };
    let rows: Vec<Vec<Cell>> = shown.map(row).collect();
    (!rows.is_empty()).then(|| Grid {
        caption: format!(
            "{title}: {}",
            said(
                computed,
                [
                    "por dos a la vez, las conozca o no alguien más",
                    "por dos a la vez, los conozca o no alguien más"
                ],
                ["to two at once, whoever else knows them"; 2]
            )
            .get(book.language)
        ),
        heads: heads(book, computed, false),
        rows,
        total: None,
    })
}

fn pair_address(computed: &Overlapped, pair: &SetPart) -> Address {
    let id = |at: usize| pair.sets.get(at).map(|set| computed.sets[*set].category.id.as_str());
    address(&computed.id, id(0), id(1))
}

/// Every figure of an overlap that counts anybody, with its words: everybody, each set, each part, each two sets.
pub(crate) fn figures(computed: &Overlapped) -> Vec<(Address, Label, Estimate)> {
    let label = |es: String, en: String| Label { es, en };
    let all = label("Total".to_owned(), "Total".to_owned());
    let mut figures = vec![(address(&computed.id, None, None), all, computed.persons)];
    for set in &computed.sets {
        let (of, name) = (address(&computed.id, None, Some(&set.category.id)), &set.category.label);
        let all = label(format!("En total: {}", name.es), format!("In all: {}", name.en));
        figures.push((of, all, set.persons));
    }
    for part in &computed.parts {
        let of = address(&computed.id, Some(&computed.part_id(part)), None);
        figures.push((of, names(computed, part), part.persons));
    }
    for pair in computed.pairs.iter().filter(|pair| pair.persons.high > 0) {
        let both = names(computed, pair);
        let both = label(format!("A la vez: {}", both.es), format!("At once: {}", both.en));
        figures.push((pair_address(computed, pair), both, pair.persons));
    }
    figures
}

/// Whether the tables of an overlap have a place for a figure: two sets that share nobody, and small parts beyond those
/// that print, have none.
pub(crate) fn is_shown(computed: &Overlapped, of: &Address) -> bool {
    match (&of.row, &of.column) {
        (Some(_), Some(_)) => {
            let mut shown = computed.pairs.iter().filter(|pair| pair.persons.high > 0);
            shown.any(|pair| pair_address(computed, pair) == *of)
        }
        (Some(id), None) => {
            let mut printed = computed.parts.iter().take(PARTS_PRINTED);
            printed.any(|part| computed.part_id(part) == *id)
        }
        (None, _) => computed.figure(of).is_some(),
    }
}

fn heads(book: &Book<'_>, computed: &Overlapped, with_three: bool) -> Vec<(String, Under)> {
    let number = |words: &str| (words.to_owned(), Under::Number);
    let mut heads = vec![(known_to(computed).get(book.language).to_owned(), Under::Name)];
    if with_three {
        heads.push(number(book.say("Informado", "Reported")));
        heads.push(number(book.say("Vinculable", "Linkable")));
    }
    let once = said(
        computed,
        ["Personas, una vez", "Expedientes, una vez"],
        ["Persons, once", "Files, once"],
    );
    heads.push(number(once.get(book.language)));
    heads.push(number(book.say("Entre", "Between")));
    heads
}
