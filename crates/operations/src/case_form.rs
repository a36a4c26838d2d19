//! The form of a case, made from its register: which fields there are, in which order, and when each applies. Fields
//! of identity are apart.

use catalogue::{Catalogue, Field, Found, List, Register, RuleKind, State, When};
use register::Form;
use store::Typed;

/// The form of a register's cases.
#[derive(Clone, Debug)]
pub struct CaseForm<'c> {
    /// The register.
    pub register: &'c Register,
    /// Its fields, in the order in which they are asked.
    pub fields: Vec<CaseField<'c>>,
    /// The fields of identity, which are asked for only when the case is handed in.
    pub identity: Vec<&'c Field>,
    states: Option<&'c List>,
}

/// A field of the form.
#[derive(Clone, Debug)]
pub struct CaseField<'c> {
    /// The field: its label, note, kind and bounds.
    pub field: &'c Field,
    /// The list of its answers, when it is coded.
    pub list: Option<&'c List>,
    /// It does not apply when one of these holds.
    pub excluded_when: Vec<&'c When>,
    /// It must be answered when one of these holds.
    pub required_when: Vec<&'c When>,
}

/// The form of a register's cases; `None` when there is no such register.
#[must_use]
pub fn form_of<'c>(catalogue: &'c Catalogue, register: &str) -> Option<CaseForm<'c>> {
    let form = Form::of(catalogue, register)?;
    let register = form.register();
    let fields = register.fields().iter().enumerate();
    let counted = fields.filter(|(_, field)| !field.is_identity());
    let fields = counted.map(|(at, field)| CaseField {
        field,
        list: form.list(at),
        excluded_when: conditions(register, &field.id, |kind| match kind {
            RuleKind::Excludes { when, field, codes } if codes.is_empty() => Some((when, field)),
            _ => None,
        }),
        required_when: conditions(register, &field.id, |kind| match kind {
            RuleKind::Requires { when, field } => Some((when, field)),
            _ => None,
        }),
    });
    Some(CaseForm {
        register,
        fields: fields.collect(),
        identity: register.fields().iter().filter(|field| is_asked(field)).collect(),
        states: catalogue.list("value_state"),
    })
}

/// Whether a field identifies a person in words: an encoding is made by a program, and nobody types it.
pub(crate) fn is_asked(field: &Field) -> bool {
    field.is_identity() && !field.is_encoding()
}

fn conditions<'c>(
    register: &'c Register,
    id: &str,
    of: impl Fn(&'c RuleKind) -> Option<(&'c When, &'c String)>,
) -> Vec<&'c When> {
    let own = register.rules().iter().filter_map(|rule| of(&rule.kind));
    own.filter(|(_, field)| *field == id).map(|(when, _)| when).collect()
}

impl<'c> CaseForm<'c> {
    /// A field by its id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&CaseField<'c>> {
        self.fields.iter().find(|one| one.field.id == id)
    }

    /// Whether a field applies to what was typed: nothing excludes it, and where the rules ask for it in some cases, this
    /// is one of them. What was answered is always shown.
    #[must_use]
    pub fn applies(&self, one: &CaseField<'_>, typed: &Typed) -> bool {
        let holds = |when: &&When| self.holds(when, typed);
        let is_answered = typed.get(&one.field.id).is_some_and(|text| !text.trim().is_empty());
        let is_asked = one.required_when.is_empty() || one.field.required || one.required_when.iter().any(holds);
        is_answered || (is_asked && !one.excluded_when.iter().any(holds))
    }

    /// Whether a field must be answered, with a value or S.I.
    #[must_use]
    pub fn is_required(&self, one: &CaseField<'_>, typed: &Typed) -> bool {
        one.field.required || one.required_when.iter().any(|when| self.holds(when, typed))
    }

    /// Whether a condition holds: the field has one of the codes, or any value when none is named.
    #[must_use]
    pub fn holds(&self, when: &When, typed: &Typed) -> bool {
        let Some(text) = typed
            .get(&when.field)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
        else {
            return false;
        };
        if when.is.is_empty() {
            return self.state_of(text).is_none();
        }
        let Some(field) = self.field(&when.field) else {
            return false;
        };
        match field.list {
            Some(list) => text.split(';').any(|word| match list.find(word.trim()) {
                Found::Code(at) => list.code(at).is_some_and(|code| when.is.contains(&code.id)),
                _ => false,
            }),
            None => text
                .parse::<i64>()
                .is_ok_and(|number| when.is.iter().any(|range| is_within(range, number))),
        }
    }

    /// The state that a text means: S.I., N.A.; `None` when it is a value.
    #[must_use]
    pub fn state_of(&self, text: &str) -> Option<State> {
        let list = self.states?;
        match list.find(text.trim()) {
            Found::Code(at) => list.code(at).and_then(|code| State::of(&code.id)),
            _ => None,
        }
    }
}

/// A code as it is typed without doubt: its label where that finds it alone, otherwise its id.
#[must_use]
pub fn plain_word(list: &List, id: &str) -> String {
    let at = list.position(id);
    let label = at.and_then(|at| list.code(at)).map_or(id, |code| &code.label.es);
    match (list.find(label), at) {
        (Found::Code(found), Some(at)) if found == at && !label.contains(';') => label.to_owned(),
        _ => id.to_owned(),
    }
}

/// Whether a number is within a range as rules write it: `0..17`, or `7` alone.
fn is_within(range: &str, number: i64) -> bool {
    let (least, most) = range.split_once("..").unwrap_or((range, range));
    let end = |text: &str| text.trim().parse::<i64>().ok();
    end(least).is_some_and(|least| least <= number) && end(most).is_some_and(|most| number <= most)
}
