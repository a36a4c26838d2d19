//! What a linkage is worth, for whoever must answer for it: as Markdown, with no cell of the files but record numbers.

use std::io::{self, Write};

use catalogue::Language;
use linkage::{
    Linked, Records, ScoredPair, Scorer, Seen,
    clerical::{Band, reviewed},
    probability,
    quality::{expected_quality, level_table, persons_interval, sensitivity, weight_histogram},
    weight_of,
};

use crate::command::link::columns::Ids;

/// Partitions drawn for the interval of the number of persons.
const DRAWS: (u64, u64) = (99, 1);
/// Probabilities at which the number of persons is told, to see how much hangs on the threshold.
const THRESHOLDS: [f64; 7] = [0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99];
/// The most stars of a line of the histogram.
const STARS: u64 = 60;

/// What the report is asked besides.
pub(crate) struct About {
    /// The pair whose weights are taken apart; without it, the one nearest the threshold.
    pub(crate) pair: Option<(u32, u32)>,
    /// What a person found in a sample.
    pub(crate) bands: Option<Vec<Band>>,
}

/// Writes the report of a linkage.
pub(crate) fn write<R: Records>(
    out: &mut impl Write,
    (records, linked, ids): (&R, &Linked, &Ids),
    about: &About,
    language: Language,
) -> io::Result<()> {
    let say = |es: &'static str, en: &'static str| if language == Language::Es { es } else { en };
    let scorer = Scorer::new(records, &linked.model);
    writeln!(
        out,
        "# {}\n",
        say("Calidad de la vinculación", "Quality of the linkage")
    )?;
    expected(out, linked, say)?;
    persons(out, &scorer, linked, say)?;
    levels(out, records, linked, say)?;
    histogram(out, linked, say)?;
    let nearest = || {
        linked
            .pairs
            .iter()
            .min_by(|a, b| far(a, linked).total_cmp(&far(b, linked)))
    };
    if let Some((a, b)) = about.pair.or_else(|| nearest().map(|pair| (pair.a, pair.b))) {
        waterfall(out, &scorer, (records, ids), (a, b), say)?;
    }
    review(out, linked, about.bands.as_deref(), say)
}

fn far(pair: &ScoredPair, linked: &Linked) -> f64 {
    (f64::from(pair.weight) - linked.threshold).abs()
}

fn expected(
    out: &mut impl Write,
    linked: &Linked,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    let title = say(
        "Lo que prometen las propias probabilidades",
        "What the probabilities themselves promise",
    );
    writeln!(out, "## {title}\n")?;
    let says = say(
        "No hay respuestas conocidas: la precisión y la exhaustividad se esperan de las probabilidades. Confírmelas con una muestra revisada.",
        "No answers are known: precision and recall are expected from the probabilities. Confirm them with a reviewed sample.",
    );
    writeln!(out, "{says}\n")?;
    writeln!(
        out,
        "| {} | {} | {} | F1 |",
        say("probabilidad", "probability"),
        say("precisión", "precision"),
        say("exhaustividad", "recall")
    )?;
    writeln!(out, "|---|---|---|---|")?;
    let own = std::iter::once(linked.threshold);
    for weight in own.chain(THRESHOLDS.iter().map(|chance| weight_of(*chance))) {
        let at = expected_quality(&linked.pairs, linked.missed, weight);
        let mark = if (weight - linked.threshold).abs() < f64::EPSILON {
            " \\*"
        } else {
            ""
        };
        writeln!(
            out,
            "| {:.3}{mark} | {:.4} | {:.4} | {:.4} |",
            probability(weight),
            at.precision,
            at.recall,
            at.f1
        )?;
    }
    let missed = say(
        "Pares de una misma persona que ninguna regla de bloqueo halló (captura-recaptura)",
        "Pairs of one person that no blocking rule found (capture–recapture)",
    );
    writeln!(
        out,
        "\n\\* {}. {missed}: {:.0}.\n",
        say("el umbral usado", "the threshold used"),
        linked.missed
    )
}

fn persons<R: Records>(
    out: &mut impl Write,
    scorer: &Scorer<'_, R>,
    linked: &Linked,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    writeln!(out, "## {}\n", say("Personas según el umbral", "Persons by threshold"))?;
    writeln!(
        out,
        "| {} | {} |\n|---|---|",
        say("probabilidad", "probability"),
        say("personas", "persons")
    )?;
    let weights = THRESHOLDS.map(weight_of);
    for (weight, count) in sensitivity(scorer, &linked.pairs, linked.unique, &weights) {
        writeln!(out, "| {:.2} | {count} |", probability(weight))?;
    }
    let of = persons_interval(scorer, &linked.pairs, linked.unique, linked.missed, DRAWS);
    let title = say(
        "Intervalo de 95 % por la incertidumbre de los vínculos",
        "95 % interval from the uncertainty of the links",
    );
    writeln!(
        out,
        "\n{title}: {}–{} ({} {}).\n",
        of.low,
        of.high,
        say("mediana", "median"),
        of.median
    )
}

fn levels<R: Records>(
    out: &mut impl Write,
    records: &R,
    linked: &Linked,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    writeln!(out, "## {}\n", say("Probabilidades m y u", "m and u probabilities"))?;
    writeln!(
        out,
        "| {} | {} | m | u | log₂ m/u |\n|---|---|---|---|---|",
        say("comparación", "comparison"),
        say("nivel", "level")
    )?;
    for row in level_table(records.comparisons(), &linked.model) {
        writeln!(
            out,
            "| {} | {} | {:.5} | {:.3e} | {:.2} |",
            row.comparison, row.level, row.m, row.u, row.weight
        )?;
    }
    writeln!(out)
}

fn histogram(
    out: &mut impl Write,
    linked: &Linked,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    writeln!(
        out,
        "## {}\n\n```",
        say("Pesos de los pares, en bits", "Match weights of the pairs, in bits")
    )?;
    let bins = weight_histogram(&linked.pairs);
    let most = bins.iter().map(|bin| bin.pairs).max().unwrap_or(1).max(1);
    for bin in bins {
        let stars = "█".repeat(usize::try_from((bin.pairs * STARS).div_ceil(most)).unwrap_or(0));
        writeln!(out, "{:>5} {:>9} {stars}", bin.from, bin.pairs)?;
    }
    writeln!(out, "```\n")
}

fn waterfall<R: Records>(
    out: &mut impl Write,
    scorer: &Scorer<'_, R>,
    (records, ids): (&R, &Ids),
    (a, b): (u32, u32),
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    writeln!(
        out,
        "## {} {} – {}\n",
        say("Un par, campo por campo:", "One pair, field by field:"),
        ids.of(a),
        ids.of(b)
    )?;
    writeln!(
        out,
        "| {} | {} |\n|---|---|",
        say("comparación", "comparison"),
        say("bits", "bits")
    )?;
    let prior = scorer.prior_weight();
    writeln!(
        out,
        "| {} | {prior:.2} |",
        say("antes de comparar", "before any comparison")
    )?;
    let steps = scorer.waterfall(a, b, &mut Seen::default());
    for (comparison, step) in records.comparisons().iter().zip(&steps) {
        writeln!(out, "| {} | {step:+.2} |", comparison.name)?;
    }
    let sum = f64::from(prior + steps.iter().sum::<f32>());
    writeln!(
        out,
        "| **{}** | **{sum:.2}** (p = {:.4}) |\n",
        say("en suma", "in all"),
        probability(sum)
    )
}

/// What a person found in a sample of the pairs, or how to have one reviewed.
fn review(
    out: &mut impl Write,
    linked: &Linked,
    bands: Option<&[Band]>,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    writeln!(out, "## {}\n", say("Revisión de una muestra", "Review of a sample"))?;
    let Some(bands) = bands else {
        let says = say(
            "Nadie ha revisado una muestra. `--sample` la sortea y `--reviewed` la lee con sus respuestas.",
            "Nobody has reviewed a sample. `--sample` draws one and `--reviewed` reads it with its answers.",
        );
        return writeln!(out, "{says}");
    };
    writeln!(
        out,
        "| {} | {} | {} | {} | {} |\n|---|---|---|---|---|",
        say("probabilidad desde", "probability from"),
        say("se vinculan", "linked"),
        say("pares", "pairs"),
        say("revisados", "reviewed"),
        say("de una persona", "of one person")
    )?;
    for band in bands.iter().filter(|band| band.pairs > 0) {
        let linked = if band.is_linked { say("sí", "yes") } else { "no" };
        let (from, pairs, reviewed, same) = (band.from, band.pairs, band.reviewed, band.same);
        writeln!(out, "| {from:.3} | {linked} | {pairs} | {reviewed} | {same} |")?;
    }
    writeln!(out)?;
    let Some(found) = reviewed(bands, linked.missed) else {
        let says = say(
            "Falta responder al menos un par de cada banda: sin eso no se estima nada.",
            "At least one pair of each band has to be answered: without it nothing can be estimated.",
        );
        return writeln!(out, "{says}");
    };
    for (name, share) in [
        (say("Precisión", "Precision"), found.precision),
        (say("Exhaustividad", "Recall"), found.recall),
    ] {
        let (estimate, low, high) = (share.estimate, share.low, share.high);
        writeln!(out, "**{name}: {estimate:.4}** ({low:.4}–{high:.4}, 95 %)\n")?;
    }
    Ok(())
}
