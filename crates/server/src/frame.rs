//! What stands around every page: title, language, sections, who is signed in, the token of its forms.

use catalogue::{Authority, Catalogue, Role};
use operations::Caller;

use crate::{assets, forms, visit::Visit, words::Words};

/// The frame of a page.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) t: Words,
    pub(crate) title: String,
    pub(crate) who: Option<Who>,
    /// The sections this person has to do with.
    pub(crate) sections: Vec<Section>,
    /// The hidden field of every form on the page.
    pub(crate) form: String,
    pub(crate) is_training: bool,
    /// This page in the other language.
    pub(crate) other_language: String,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
}

/// Who is signed in.
#[derive(Debug)]
pub(crate) struct Who {
    pub(crate) account: String,
    /// The institution's name, or empty for who acts for none.
    pub(crate) institution: String,
}

/// A section in the menu.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) address: &'static str,
    pub(crate) label: &'static str,
    pub(crate) is_here: bool,
}

/// A section, its label, and the roles that have to do with it.
type Entry = (&'static str, fn(Words) -> &'static str, &'static [Role]);

use Role::{Administrator, Analyst, Auditor, Coordinator, Custodian, Registrar, Reviewer};

const SECTIONS: [Entry; 16] = [
    ("/", Words::nav_home, &Role::ALL),
    ("/hand-in", Words::nav_hand_in, &[Registrar]),
    ("/cases", Words::nav_cases, &[Registrar]),
    (
        "/returns",
        Words::nav_returns,
        &[Registrar, Reviewer, Coordinator, Analyst, Auditor],
    ),
    ("/calls", Words::nav_calls, &[Registrar, Reviewer, Coordinator, Auditor]),
    ("/board", Words::nav_board, &[Coordinator, Analyst, Auditor]),
    ("/links", Words::nav_links, &[Coordinator, Auditor]),
    ("/questions", Words::nav_questions, &[Registrar, Reviewer]),
    (
        "/analysis",
        Words::nav_analysis,
        &[Registrar, Reviewer, Coordinator, Analyst],
    ),
    ("/diagnosis", Words::nav_diagnosis, &[Coordinator, Analyst]),
    (
        "/identities",
        Words::nav_identities,
        &[Registrar, Reviewer, Custodian, Auditor],
    ),
    ("/accounts", Words::nav_accounts, &[Administrator, Reviewer, Auditor]),
    ("/audit", Words::nav_audit, &[Auditor, Custodian, Administrator]),
    ("/jobs", Words::nav_jobs, &[Coordinator, Analyst]),
    ("/activity", Words::nav_activity, &Role::ALL),
    ("/account", Words::nav_account, &Role::ALL),
];

impl Frame {
    pub(crate) fn of(visit: &Visit, caller: Option<&Caller>, catalogue: &Catalogue, title: String) -> Frame {
        let mut frame = Frame::plain(visit, title);
        if let Some(caller) = caller {
            let institution = Authority::of(catalogue, caller.institution());
            frame.who = Some(Who {
                account: caller.account().to_owned(),
                institution: institution
                    .map_or("", |one| one.code().label.get(visit.language))
                    .to_owned(),
            });
            frame.sections = sections(visit, caller);
        }
        frame
    }

    /// A frame for whoever is not known.
    pub(crate) fn plain(visit: &Visit, title: String) -> Frame {
        let t = visit.words();
        Frame {
            t,
            title,
            who: None,
            sections: Vec::new(),
            form: forms::token(&visit.site.forms, visit.token.as_deref().unwrap_or_default()),
            is_training: visit.site.settings.is_training,
            other_language: format!("/language/{}?back={}", t.other_code(), forms::encoded(&visit.address)),
            style: assets::style(),
            script: assets::script(),
        }
    }
}

fn sections(visit: &Visit, caller: &Caller) -> Vec<Section> {
    let concerns =
        |roles: &[Role]| roles.len() == Role::ALL.len() || roles.iter().any(|role| caller.roles().contains(role));
    let is_here = |address: &str| match address {
        "/" => visit.path() == "/",
        address => visit.path() == address || visit.path().starts_with(&format!("{address}/")),
    };
    let kept = SECTIONS.iter().filter(|(_, _, roles)| concerns(roles));
    kept.map(|(address, label, _)| Section {
        address,
        label: label(visit.words()),
        is_here: is_here(address),
    })
    .collect()
}
