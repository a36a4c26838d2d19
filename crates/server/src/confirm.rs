//! The part of a form that confirms an act: what for, by which office, and the password again; and a form shown again,
//! with what was typed and what is wrong with it.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use catalogue::{Act, Need};
use operations::{Caller, OperationError};

use crate::{
    forms::Fields,
    problem::{Problem, Wrong},
    said,
    turn::{Answered, Turn},
    words::Words,
};

/// The longest purpose and office number, in characters.
const CHARS_MAX: [usize; 2] = [300, 100];

/// Why an act of a form stopped.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Something that whoever filled it in can mend, at a field or at none.
    Wrong(&'static str, String),
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Halt {
        match *problem.0 {
            Wrong::Says(_, says) => Halt::Wrong("", says),
            other => Halt::Problem(other.into()),
        }
    }
}

impl From<OperationError> for Halt {
    fn from(error: OperationError) -> Halt {
        Problem::from(error).into()
    }
}

/// A form that is shown again; the default is one that is shown for the first time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Retry {
    /// Which form of the page.
    pub(crate) form: &'static str,
    /// The field that is wrong, or empty.
    pub(crate) at: &'static str,
    /// What is wrong.
    pub(crate) says: String,
    /// What was typed, but for passwords.
    pub(crate) fields: Fields,
}

impl Retry {
    /// What was typed into a field of this form.
    pub(crate) fn typed(&self, form: &str, name: &str) -> &str {
        if self.form == form { self.fields.get(name) } else { "" }
    }

    /// Where the link of the summary leads.
    pub(crate) fn target(&self) -> String {
        match self.at {
            "" => self.form.to_owned(),
            at => format!("{}-{at}", self.form),
        }
    }
}

/// Goes on after an act, or shows its form again.
pub(crate) fn again(
    halt: Halt,
    (form, fields): (&'static str, &Fields),
    show: impl FnOnce(Retry) -> Answered,
) -> Answered {
    let (at, says) = match halt {
        Halt::Wrong(at, says) => (at, says),
        Halt::Problem(problem) => return Err(problem),
    };
    let kept = fields.0.iter().filter(|(name, _)| !is_secret(name)).cloned();
    let fields = Fields(kept.collect());
    let shown: Response = show(Retry { form, at, says, fields })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

fn is_secret(name: &str) -> bool {
    name.contains("password") || name.contains("share") || matches!(name, "code" | "invitation" | "form")
}

/// What an act asks of whoever does it in these roles, as the policy has it.
#[derive(Clone, Copy, Debug)]
struct Needs {
    purpose: bool,
    office: bool,
    password: bool,
}

impl Needs {
    fn of(turn: &Turn<'_>, act: Act) -> Needs {
        let lines = turn.catalogue().rights().lines_of(act).iter();
        let needs: Vec<Need> = lines
            .filter(|line| turn.caller.roles().contains(&line.role))
            .flat_map(|line| line.needs.iter().copied())
            .collect();
        let has = |need| needs.contains(&need);
        Needs {
            purpose: has(Need::Purpose),
            office: has(Need::OfficeNumber),
            password: has(Need::Fresh),
        }
    }
}

/// The part of the form itself.
#[derive(Debug, Template)]
#[template(path = "confirm.html")]
pub(crate) struct Confirm {
    t: Words,
    form: &'static str,
    needs: Needs,
    purpose: String,
    office: String,
    wrong_at: &'static str,
    says: String,
}

impl Confirm {
    pub(crate) fn of(turn: &Turn<'_>, form: &'static str, act: Act, retry: &Retry) -> Confirm {
        let is_this = retry.form == form;
        Confirm {
            t: turn.t(),
            form,
            needs: Needs::of(turn, act),
            purpose: retry.typed(form, "purpose").to_owned(),
            office: retry.typed(form, "office_number").to_owned(),
            wrong_at: if is_this { retry.at } else { "" },
            says: said::in_language(&retry.says, turn.t().0),
        }
    }

    /// The same, for an act whose purpose stands already.
    pub(crate) fn without_purpose(mut self) -> Confirm {
        self.needs.purpose = false;
        self
    }
}

/// What is wrong with a form, above the page.
#[derive(Debug, Template)]
#[template(path = "wrong.html")]
pub(crate) struct Summary {
    t: Words,
    says: String,
    target: String,
    form: &'static str,
    at: &'static str,
}

impl Summary {
    /// What is wrong with the field that is.
    pub(crate) fn says(&self) -> &str {
        &self.says
    }

    /// Whether this field is wrong.
    pub(crate) fn is_at(&self, name: &str) -> bool {
        self.at == name
    }

    /// Whether it is about this form, which stands open then.
    pub(crate) fn is_for(&self, form: &str) -> bool {
        self.form == form
    }

    pub(crate) fn of(t: Words, retry: &Retry) -> Summary {
        Summary {
            t,
            says: said::in_language(&retry.says, t.0),
            target: retry.target(),
            form: retry.form,
            at: retry.at,
        }
    }
}

/// The caller of an act, once what it asks for was given: with a fresh key where it asks for the password.
pub(crate) fn confirmed(turn: &Turn<'_>, fields: &Fields, act: Act) -> Result<Caller, Halt> {
    stated(turn, fields, act, Needs::of(turn, act))
}

/// The same for an act whose purpose stands already.
pub(crate) fn confirmed_for(turn: &Turn<'_>, fields: &Fields, act: Act, purpose: &str) -> Result<Caller, Halt> {
    let needs = Needs {
        purpose: false,
        ..Needs::of(turn, act)
    };
    Ok(stated(turn, fields, act, needs)?.for_purpose(purpose))
}

fn stated(turn: &Turn<'_>, fields: &Fields, act: Act, needs: Needs) -> Result<Caller, Halt> {
    let t = turn.t();
    let given = [
        ("purpose", needs.purpose, t.again_purpose()),
        ("office_number", needs.office, t.again_office_number()),
    ];
    for ((name, is_needed, label), most) in given.into_iter().zip(CHARS_MAX) {
        if is_needed && fields.get(name).is_empty() {
            return Err(Halt::Wrong(name, t.confirm_missing(label)));
        }
        if fields.get(name).chars().count() > most {
            return Err(Halt::Wrong(name, t.confirm_long(label, most)));
        }
    }
    let caller = match needs.password {
        true => turn.again(fields).map_err(|problem| at_password(problem.into()))?,
        false => turn.stating(fields),
    };
    if needs.purpose {
        return Ok(caller);
    }
    let label = turn.catalogue().rights().act(act);
    Ok(caller.for_purpose(label.map_or("", |one| one.label.get(t.0))))
}

fn at_password(halt: Halt) -> Halt {
    match halt {
        Halt::Wrong(_, says) => Halt::Wrong("password", says),
        other => other,
    }
}
