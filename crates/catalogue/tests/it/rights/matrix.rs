//! The whole matrix: every act, role, institution, state, stage, tier and compartment, decided and read plainly.

use catalogue::{Act, Asker, Decision, Refusal, Role, Thing, Tier};

use super::{
    ORGANISATION, PROSECUTION, SHELTER, catalogue, files,
    plain::{Answer, Plain, Question},
};

/// Who asks from where, with the state.
const FROM: [(&str, &str); 7] = [
    ("", ""),
    (PROSECUTION, "09"),
    ("pros-15-mex", "15"),
    ("fed-pgr", "00"),
    (ORGANISATION, "09"),
    (SHELTER, "09"),
    ("unheard-of", "09"),
];

/// Of whom the thing is, with the state: besides these, of the asker's own institution.
const OF: [(&str, &str); 6] = [
    ("", ""),
    ("", "09"),
    (PROSECUTION, "09"),
    ("court-09-cmx", "09"),
    ("court-15-mex", "15"),
    ("fed-inm", "00"),
];

const STAGES: [&str; 19] = [
    "",
    "accepted",
    "accepted_with_observations",
    "sent_back",
    "current",
    "replaced",
    "waiting",
    "blocked",
    "erased",
    "asked",
    "granted",
    "opened",
    "expired",
    "refused",
    "invited",
    "active",
    "locked",
    "closed",
    "unheard-of",
];

const REACHES: [(Tier, Option<&str>); 9] = [
    (Tier::T0, None),
    (Tier::T1, None),
    (Tier::T1, Some("person")),
    (Tier::T2, None),
    (Tier::T2, Some("person")),
    (Tier::T2, Some("contact")),
    (Tier::T2, Some("narrative")),
    (Tier::T2, Some("document")),
    (Tier::T2, Some("unheard-of")),
];

/// Every set of roles that one person may hold, and some that nobody may.
const HELD: [&[Role]; 15] = [
    &[],
    &[Role::Registrar],
    &[Role::Reviewer],
    &[Role::Coordinator],
    &[Role::Analyst],
    &[Role::Custodian],
    &[Role::Auditor],
    &[Role::Administrator],
    &[Role::Public],
    &[Role::Registrar, Role::Reviewer],
    &[Role::Custodian, Role::Reviewer, Role::Public],
    &[Role::Coordinator, Role::Analyst],
    &[Role::Custodian, Role::Administrator],
    &[Role::Auditor, Role::Analyst],
    &[Role::Registrar, Role::Reviewer, Role::Custodian],
];

/// Calls back with every place from which and about which somebody can ask.
pub(crate) fn everywhere(mut each: impl FnMut(Act, (&str, &str), (&str, &str), &str, (Tier, Option<&str>))) {
    for act in Act::ALL {
        for from in FROM {
            for of in OF.into_iter().chain((!OF.contains(&from)).then_some(from)) {
                for stage in STAGES {
                    for reach in REACHES {
                        each(act, from, of, stage, reach);
                    }
                }
            }
        }
    }
}

pub(crate) fn thing<'t>(of: (&'t str, &'t str), stage: &'t str, reach: (Tier, Option<&'t str>)) -> Thing<'t> {
    Thing {
        institution: of.0,
        federal_state: of.1,
        stage,
        tier: reach.0,
        compartment: reach.1,
    }
}

fn plainly(decision: Decision<'_>) -> Answer {
    match decision {
        Decision::Allowed { line, .. } => Answer::Yes { line },
        Decision::Refused(Refusal::RolesApart) => Answer::Apart,
        Decision::Refused(refusal) => Answer::No {
            nearest: Refusal::ALL.iter().position(|one| *one == refusal).unwrap(),
        },
    }
}

#[test]
fn what_is_decided_is_what_the_file_says() {
    let (catalogue, plain) = (catalogue(), Plain::of(&files()));
    let rights = catalogue.rights();
    let (mut walked, mut allowed) = (0u64, 0u64);
    let held = HELD.map(|roles| (roles, roles.iter().map(|role| role.id()).collect::<Vec<_>>()));
    everywhere(|act, from, of, stage, reach| {
        for (roles, names) in &held {
            let by = Asker {
                roles,
                institution: from.0,
                state: from.1,
            };
            let asked = Question {
                act: act.id(),
                roles: names,
                institution: from.0,
                state: from.1,
                of: of.0,
                of_state: of.1,
                stage,
                tier: reach.0.id(),
                compartment: reach.1.unwrap_or_default(),
            };
            let decided = plainly(rights.decide(act, &by, &thing(of, stage, reach)));
            assert_eq!(decided, plain.answer(&asked), "{asked:?}");
            walked += 1;
            allowed += u64::from(matches!(decided, Answer::Yes { .. }));
        }
    });
    let kinds = FROM.len() * OF.len() + FROM.iter().filter(|from| !OF.contains(from)).count();
    let cells = Act::ALL.len() * HELD.len() * kinds * STAGES.len() * REACHES.len();
    assert_eq!(walked, u64::try_from(cells).unwrap());
    println!("{walked} cells walked, {allowed} allowed");
    assert!(
        allowed > 10_000 && allowed < walked / 4,
        "{allowed} of {walked} allowed"
    );
}
