//! A vintage's figures held against published ones.

use catalogue::{Act, How, Label};
use statistics::compared;

use crate::{Caller, Door, Frozen, OperationError, diagnosing::computed_of, door::On};

/// A published figure beside ours, in words.
#[derive(Clone, Debug)]
pub struct ComparedFigure {
    /// Its key.
    pub key: String,
    /// The paragraph that prints it.
    pub paragraph: u32,
    /// As printed.
    pub published: String,
    /// Whether it is a percentage.
    pub is_percent: bool,
    /// Ours, rounded as the published one is; none when it is not computed.
    pub computed: Option<f64>,
    /// Whether the two are the same, as exactly as it was said.
    pub equal: bool,
    /// The reason when they are not.
    pub why_not: Option<Label>,
    /// What ours is computed from.
    pub from: String,
}

/// Compares a vintage's figures with a publication of its catalogue. The log says who asked.
///
/// # Errors
/// When there is no such publication, or the store says no.
pub fn compared_with(
    door: &Door,
    frozen: &mut Frozen,
    caller: &Caller,
    id: &str,
) -> Result<Vec<ComparedFigure>, OperationError> {
    if frozen.catalogue.published(id).is_none() {
        let ids: Vec<&str> = frozen.catalogue.publications().map(|one| one.id.as_str()).collect();
        let says = format!("there is no publication «{id}»; there are: {}", ids.join(", "));
        return Err(OperationError::Unknown(says));
    }
    door.admit(caller, Act::Compare, On::default())?;
    let tables = computed_of(frozen, |_| true)?;
    let (actor, at) = (caller.actor(), door.now());
    door.store.note(actor, &at, "compare", &frozen.vintage.id, &[])?;
    let catalogue = &frozen.catalogue;
    let Some(published) = catalogue.published(id) else {
        return Ok(Vec::new());
    };
    let figures = compared(catalogue, published, &tables)
        .into_iter()
        .map(|one| ComparedFigure {
            key: one.figure.key.clone(),
            paragraph: one.figure.paragraph,
            published: one.figure.published.clone(),
            is_percent: one.figure.how == Some(How::Percent) && one.figure.unit == "percent",
            computed: one.computed,
            equal: one.equal,
            why_not: one.why_not.and_then(|reason| published.reason.get(reason)).cloned(),
            from: one.figure.over.clone(),
        });
    Ok(figures.collect())
}
