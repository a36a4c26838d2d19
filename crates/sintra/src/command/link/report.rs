//! What a linkage is worth, for whoever must answer for it: as Markdown, with no cell of the files but record numbers.

use std::io::{self, Write};

use catalogue::Language;
use linkage::{
    Linked, Records, ScoredPair, Scorer, Seen, probability,
    quality::{expected_quality, level_table, persons_interval, sensitivity, weight_histogram},
};

use crate::command::link::columns::Ids;

/// Partitions drawn for the interval of the number of persons.
const DRAWS: (u64, u64) = (99, 1);
/// Probabilities at which the number of persons is told, to see how much hangs on the threshold.
const THRESHOLDS: [f64; 7] = [0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99];
/// The most stars of a line of the histogram.
const STARS: u64 = 60;
/// Pairs of each band to be looked at by a person.
const SAMPLE: usize = 10;

/// Writes the report of a linkage; `pair` is the pair whose weights are taken apart, or the one nearest the threshold.
pub(crate) fn write<R: Records>(
    out: &mut impl Write,
    (records, linked, ids): (&R, &Linked, &Ids),
    pair: Option<(u32, u32)>,
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
    if let Some((a, b)) = pair.or_else(|| nearest().map(|pair| (pair.a, pair.b))) {
        waterfall(out, &scorer, (records, ids), (a, b), say)?;
    }
    to_review(out, linked, ids, say)
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

/// The match weight of a probability.
fn weight_of(chance: f64) -> f64 {
    (chance / (1.0 - chance)).log2()
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

/// Pairs of each band of probability, evenly taken, for somebody to look at in the files.
fn to_review(
    out: &mut impl Write,
    linked: &Linked,
    ids: &Ids,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> io::Result<()> {
    writeln!(
        out,
        "## {}\n",
        say("Muestra para revisar a mano", "A sample to review by hand")
    )?;
    writeln!(out, "| {} | A | B |\n|---|---|---|", say("probabilidad", "probability"))?;
    for band in [0.99..=1.0, 0.9..=0.99, 0.5..=0.9, 0.1..=0.5, 0.01..=0.1] {
        let within: Vec<&ScoredPair> = linked
            .pairs
            .iter()
            .filter(|pair| band.contains(&pair.probability()))
            .collect();
        for pair in within.iter().step_by(within.len().div_ceil(SAMPLE).max(1)) {
            writeln!(
                out,
                "| {:.3} | {} | {} |",
                pair.probability(),
                ids.of(pair.a),
                ids.of(pair.b)
            )?;
        }
    }
    Ok(())
}
