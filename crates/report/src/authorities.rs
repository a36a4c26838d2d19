//! The annex of authorities: what each was asked, what it answered, how well, and which minimum fields of
//! article 88 VIII it gave.

use std::collections::BTreeMap;

use catalogue::Severity;

use crate::{
    AuthorityAnswer, MinimumField,
    block::{Block, Cell, Grid, Place, Run, Under},
    book::Book,
    html_block,
    number::{count, percent},
};

/// The id of the annex and of its page.
pub(crate) const ID: &str = "authorities";

/// The annex's title.
pub(crate) fn title(book: &Book<'_>) -> &'static str {
    book.say(
        "Anexo: qué respondió cada autoridad",
        "Annex: what each authority answered",
    )
}

/// The annex as HTML.
pub(crate) fn annex(book: &Book<'_>) -> String {
    format!(
        "<section id=\"{ID}\">\n<h2>{}</h2>\n{}</section>\n",
        title(book),
        html_block::write(book, ID, &blocks(book))
    )
}

/// The annex: a sentence, who answered what at a glance, then each authority.
pub(crate) fn blocks(book: &Book<'_>) -> Vec<Block> {
    let answers = book.diagnosis.authorities;
    if answers.is_empty() {
        return vec![Block::words(book.say(
            "No consta a qué autoridades se pidió información en esta edición.",
            "It is not on record which authorities were asked for information in this edition.",
        ))];
    }
    let mut blocks = vec![Block::words(summary(book)), by_kind(book), Block::Table(overview(book))];
    for answer in answers {
        blocks.extend(one(book, answer));
    }
    blocks
}

/// Who brought records that count, and every other answer, in one sentence.
fn summary(book: &Book<'_>) -> String {
    let answers = book.diagnosis.authorities;
    let brought = |answer: &&AuthorityAnswer| answer.registers.iter().any(|register| register.stands_for > 0);
    let all = count(answers.len() as u64);
    let brought = match answers.iter().filter(brought).count() {
        0 => book
            .say("Ninguna trajo registros que cuenten", "None brought records that count")
            .to_owned(),
        1 => book
            .say("Una trajo registros que cuentan", "One brought records that count")
            .to_owned(),
        many => book
            .say("{n} trajeron registros que cuentan", "{n} brought records that count")
            .replace("{n}", &count(many as u64)),
    };
    let states: Vec<String> = states(book)
        .into_iter()
        .map(|(state, number)| format!("{} ({})", lowered(state), count(number)))
        .collect();
    let words = book.say(
        "Autoridades a las que se pidió información: {all}. {brought}. Sus respuestas: {states}.",
        "Authorities asked for information: {all}. {brought}. Their answers: {states}.",
    );
    words
        .replace("{all}", &all)
        .replace("{brought}", &brought)
        .replace("{states}", &states.join("; "))
}

/// Each answer with how many gave it, the most frequent first.
fn states<'b>(book: &Book<'b>) -> Vec<(&'b str, u64)> {
    let mut states: Vec<(&str, u64)> = Vec::new();
    for answer in book.diagnosis.authorities {
        let words = answer.state_words.get(book.language);
        match states.iter_mut().find(|(state, _)| *state == words) {
            Some((_, number)) => *number += 1,
            None => states.push((words, 1)),
        }
    }
    states.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    states
}

/// Kinds of authority by answer.
fn by_kind(book: &Book<'_>) -> Block {
    let states = states(book);
    let mut kinds: Vec<(&str, BTreeMap<&str, u64>)> = Vec::new();
    for answer in book.diagnosis.authorities {
        let (kind, state) = (answer.kind.get(book.language), answer.state_words.get(book.language));
        let at = kinds.iter().position(|(other, _)| *other == kind).unwrap_or_else(|| {
            kinds.push((kind, BTreeMap::new()));
            kinds.len() - 1
        });
        *kinds[at].1.entry(state).or_default() += 1;
    }
    let row = |(kind, of): &(&str, BTreeMap<&str, u64>)| {
        let mut cells = vec![Cell::Name(vec![Run::plain(*kind)])];
        cells.extend(
            states
                .iter()
                .map(|(state, _)| Cell::Count(of.get(state).copied().unwrap_or_default())),
        );
        cells.push(Cell::Count(of.values().sum()));
        cells
    };
    let mut heads = vec![(
        book.say("Clase de autoridad", "Kind of authority").to_owned(),
        Under::Name,
    )];
    heads.extend(states.iter().map(|(state, _)| ((*state).to_owned(), Under::Number)));
    heads.push(("Total".to_owned(), Under::Number));
    let mut total = vec![Cell::Name(vec![Run::plain("Total")])];
    total.extend(states.iter().map(|(_, number)| Cell::Count(*number)));
    total.push(Cell::Count(book.diagnosis.authorities.len() as u64));
    let caption = book.say("Autoridades, por clase y respuesta", "Authorities, by kind and answer");
    Block::Table(Grid {
        caption: caption.to_owned(),
        heads,
        rows: kinds.iter().map(row).collect(),
        total: Some(total),
    })
}

/// Every authority in a line.
pub(crate) fn overview(book: &Book<'_>) -> Grid {
    let heads = [
        (book.say("Autoridad", "Authority"), Under::Name),
        (book.say("Clase", "Kind"), Under::Words),
        (book.say("Respuesta", "Answer"), Under::Words),
        (book.say("Registros que cuentan", "Records that count"), Under::Number),
        (book.say("Renglones en espera", "Rows that wait"), Under::Number),
        (book.say("Hallazgos", "Findings"), Under::Number),
        (
            book.say("Campos mínimos conocidos", "Minimum fields known"),
            Under::Number,
        ),
    ];
    Grid {
        caption: book
            .say("Lo que respondió cada autoridad", "What each authority answered")
            .to_owned(),
        heads: heads.map(|(words, under)| (words.to_owned(), under)).to_vec(),
        rows: book
            .diagnosis
            .authorities
            .iter()
            .map(|answer| line(book, answer))
            .collect(),
        total: None,
    }
}

fn line(book: &Book<'_>, answer: &AuthorityAnswer) -> Vec<Cell> {
    let place = Place {
        page: ID,
        anchor: anchor(answer),
    };
    vec![
        Cell::Name(vec![Run::to(place, answer.name.get(book.language))]),
        Cell::Words(answer.kind.get(book.language).to_owned()),
        Cell::Words(answer.state_words.get(book.language).to_owned()),
        Cell::Count(answer.registers.iter().map(|register| register.stands_for).sum()),
        Cell::Count(answer.registers.iter().map(|register| register.waiting).sum()),
        Cell::Count(answer.findings.iter().map(|finding| finding.count).sum()),
        known_part(&answer.minimum).map_or(Cell::None(None), Cell::Part),
    ]
}

fn anchor(answer: &AuthorityAnswer) -> String {
    format!("authority-{}", answer.id)
}

/// Of the minimum that applies to an authority's victims, the part that it gave.
#[must_use]
pub fn known_part(minimum: &[MinimumField]) -> Option<f64> {
    let applicable: u64 = minimum.iter().map(|field| field.applicable).sum();
    let known: u64 = minimum.iter().map(|field| field.known).sum();
    (applicable > 0).then(|| known as f64 / applicable as f64)
}

/// Words within a sentence: the first letter small, and S.I. as it is.
fn lowered(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(letters)
        .collect()
}

/// The block of one authority.
fn one(book: &Book<'_>, answer: &AuthorityAnswer) -> Vec<Block> {
    let language = book.language;
    let heading = Block::Heading(1, vec![Run::plain(answer.name.get(language))], Some(anchor(answer)));
    let returns: Vec<String> = answer.returns.iter().map(ToString::to_string).collect();
    let returns = match returns.as_slice() {
        [] => book.say("Sin entregas.", "No returns.").to_owned(),
        [one] => format!("{} {one}.", book.say("Entrega n.º", "Return no.")),
        _ => format!("{} {}.", book.say("Entregas n.º", "Returns no."), returns.join(", ")),
    };
    let intro = Block::Paragraph(vec![
        Run::strong(answer.state_words.get(language)),
        Run::plain(format!(" · {} · {returns}", answer.kind.get(language))),
    ]);
    let mut items: Vec<Vec<Run>> = answer.registers.iter().map(|register| asked(book, register)).collect();
    if items.is_empty() {
        items.push(vec![Run::plain(book.say(
            "No lleva ningún registro de los que se piden.",
            "It keeps none of the registers asked for.",
        ))]);
    }
    items.extend(minimum(book, answer));
    items.push(findings(book, answer));
    vec![heading, intro, Block::List(items)]
}

/// What was asked of a register and what came.
fn asked(book: &Book<'_>, register: &crate::RegisterAnswer) -> Vec<Run> {
    let mut words = format!(": {}", lowered(register.state_words.get(book.language)));
    if register.stands_for > 0 {
        let counts = book.say("cuentan", "that count");
        words += &format!(" ({}: {})", counts, count(register.stands_for));
    }
    if register.waiting > 0 {
        let wait = book.say("en espera de corrección", "waiting for correction");
        words += &format!("; {wait}: {}", count(register.waiting));
    }
    vec![
        Run {
            is_emphasis: true,
            ..Run::plain(book.register_name(&register.register))
        },
        Run::plain(words + "."),
    ]
}

/// Which fields of the minimum were given, the least known first.
fn minimum(book: &Book<'_>, answer: &AuthorityAnswer) -> Option<Vec<Run>> {
    let part = known_part(&answer.minimum)?;
    let mut fields: Vec<&MinimumField> = answer.minimum.iter().filter(|field| field.applicable > 0).collect();
    fields.sort_by(|a, b| (a.known * b.applicable).cmp(&(b.known * a.applicable)));
    let field = |field: &&MinimumField| {
        let label = field.label.get(book.language).to_lowercase();
        format!("{label} ({}/{})", count(field.known), count(field.applicable))
    };
    let fields: Vec<String> = fields.iter().map(field).collect();
    let head = book.say(
        "Mínimos del artículo 88, fracción VIII",
        "Minimum of article 88, section VIII",
    );
    let words = book.say(
        "conocido {p} de lo que aplica; campo por campo, del menos al más conocido",
        "{p} known of what applies; field by field, the least known first",
    );
    let words = words.replace("{p}", &percent(part, book.language));
    Some(vec![
        Run::strong(head),
        Run::plain(format!(": {words}: {}.", fields.join("; "))),
    ])
}

/// What was found in its returns, with gravity and count.
fn findings(book: &Book<'_>, answer: &AuthorityAnswer) -> Vec<Run> {
    let head = Run::strong(book.say("Hallazgos", "Findings"));
    if answer.findings.is_empty() {
        return vec![head, Run::plain(book.say(": ninguno.", ": none."))];
    }
    let finding = |finding: &crate::FindingTally| {
        let says = finding.says.get(book.language).trim_end_matches('.');
        let gravity = gravity(book, finding.severity);
        format!("{says} ({gravity} {}: {})", finding.code, count(finding.count))
    };
    let words: Vec<String> = answer.findings.iter().map(finding).collect();
    vec![head, Run::plain(format!(": {}.", words.join("; ")))]
}

/// How grave a finding is, in a word.
pub(crate) fn gravity<'w>(book: &Book<'w>, severity: Severity) -> &'w str {
    match severity {
        Severity::Note => book.say("nota", "note"),
        Severity::Warning => book.say("advertencia", "warning"),
        Severity::Error => book.say("error", "error"),
        Severity::Refusal => book.say("rechazo", "refusal"),
    }
}
