//! What the policy promises whatever its lines say, and some of what they say.

use catalogue::{Act, Asker, Catalogue, Decision, Files, Need, Refusal, Rights, Role, Thing, Tier};

use super::{
    ORGANISATION, PROSECUTION, SHELTER, catalogue,
    matrix::{everywhere, thing},
};

fn is_allowed(decision: Decision<'_>) -> bool {
    matches!(decision, Decision::Allowed { .. })
}

fn needs<'r>(decision: Decision<'r>) -> &'r [Need] {
    match decision {
        Decision::Allowed { needs, .. } => needs,
        Decision::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

/// Somebody of an institution of Mexico City.
fn of<'a>(roles: &'a [Role], institution: &'a str) -> Asker<'a> {
    Asker {
        roles,
        institution,
        state: "09",
    }
}

/// A thing of an institution of Mexico City.
fn its<'a>(institution: &'a str, stage: &'a str, tier: Tier, compartment: Option<&'a str>) -> Thing<'a> {
    thing((institution, "09"), stage, (tier, compartment))
}

/// Every set of roles that one person may hold, besides being the public.
fn held(rights: &Rights) -> Vec<Vec<Role>> {
    let mut sets = vec![vec![]];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Public) {
        let more: Vec<Vec<Role>> = sets.iter().map(|set| [set.as_slice(), &[role]].concat()).collect();
        sets.extend(more);
    }
    sets.retain(|set| rights.incompatible(set).is_none());
    sets
}

/// The places, in a list of sets, of a set and of the same set with one role more.
fn grown(sets: &[Vec<Role>]) -> Vec<(usize, usize)> {
    let is_part = |less: &[Role], more: &[Role]| less.iter().all(|role| more.contains(role));
    let pairs = (0..sets.len()).flat_map(|less| (0..sets.len()).map(move |more| (less, more)));
    pairs
        .filter(|(less, more)| sets[*less].len() + 1 == sets[*more].len() && is_part(&sets[*less], &sets[*more]))
        .collect()
}

#[test]
fn one_more_role_never_takes_a_right_away_nor_makes_it_dearer() {
    let catalogue = catalogue();
    let sets = held(catalogue.rights());
    let grown = grown(&sets);
    // Nothing, the seven, and three pairs.
    assert_eq!(sets.len(), 1 + 7 + 3, "{sets:?}");
    let mut walked = 0;
    everywhere(|act, from, of, stage, reach| {
        let on = thing(of, stage, reach);
        let ask = |roles: &Vec<Role>| {
            let (institution, state) = from;
            let by = Asker {
                roles,
                institution,
                state,
            };
            match catalogue.rights().decide(act, &by, &on) {
                Decision::Allowed { needs, .. } => Some(needs.len()),
                Decision::Refused(_) => None,
            }
        };
        let asked: Vec<Option<usize>> = sets.iter().map(ask).collect();
        for (less, more) in &grown {
            let is_kept = asked[*less].is_none_or(|before| asked[*more].is_some_and(|after| after <= before));
            assert!(
                is_kept,
                "{act:?} {from:?} {on:?}: {:?} → {:?}",
                sets[*less], sets[*more]
            );
        }
        walked += grown.len();
    });
    println!("{walked} additions walked");
}

#[test]
fn the_public_never_gets_beyond_what_is_published() {
    let catalogue = catalogue();
    everywhere(|act, from, of, stage, reach| {
        for roles in [&[][..], &[Role::Public]] {
            let by = Asker {
                roles,
                institution: from.0,
                state: from.1,
            };
            let decided = catalogue.rights().decide(act, &by, &thing(of, stage, reach));
            assert!(!is_allowed(decided) || reach.0 == Tier::T0, "{act:?} {reach:?}");
        }
    });
}

#[test]
fn identity_stays_in_the_institution_that_holds_it() {
    let catalogue = catalogue();
    everywhere(|act, from, of, stage, reach| {
        for role in Role::ALL.into_iter().filter(|_| reach.0 == Tier::T2) {
            let by = Asker {
                roles: &[role],
                institution: from.0,
                state: from.1,
            };
            if is_allowed(catalogue.rights().decide(act, &by, &thing(of, stage, reach))) {
                assert!(role.may_reach_identity(), "{act:?} as {role:?}");
                assert_eq!(from.0, of.0, "{act:?}");
                assert!(![ORGANISATION, SHELTER, "unheard-of", ""].contains(&of.0), "{act:?}");
            }
        }
    });
}

#[test]
fn a_shelter_and_an_organisation_hand_in_without_identity() {
    let catalogue = catalogue();
    for institution in [SHELTER, ORGANISATION] {
        let by = of(&[Role::Registrar], institution);
        let receive = |tier, compartment| {
            let on = its(institution, "", tier, compartment);
            catalogue.rights().decide(Act::Receive, &by, &on)
        };
        assert!(is_allowed(receive(Tier::T1, None)));
        assert_eq!(receive(Tier::T2, Some("person")), Decision::Refused(Refusal::Identity));
        assert!(!catalogue.rights().holds_identity(institution));
    }
    assert!(catalogue.rights().holds_identity(PROSECUTION));
}

#[test]
fn a_registrar_acts_for_no_other_institution() {
    let catalogue = catalogue();
    let by = of(&[Role::Registrar], PROSECUTION);
    for act in [Act::Receive, Act::SeeReturns, Act::SeeWaiting, Act::Tabulate] {
        let own = its(PROSECUTION, "", Tier::T1, None);
        assert!(is_allowed(catalogue.rights().decide(act, &by, &own)), "{act:?}");
        let other = its("court-09-cmx", "", Tier::T1, None);
        let decided = catalogue.rights().decide(act, &by, &other);
        assert_eq!(decided, Decision::Refused(Refusal::OtherInstitution), "{act:?}");
    }
}

#[test]
fn a_state_commission_sees_its_state_and_the_secretariat_the_country() {
    let catalogue = catalogue();
    let rights = catalogue.rights();
    let see = |institution, state, of| {
        let by = Asker {
            roles: &[Role::Coordinator],
            institution,
            state,
        };
        rights.decide(Act::SeeReturns, &by, &thing(of, "accepted", (Tier::T1, None)))
    };
    let far = ("court-15-mex", "15");
    assert!(is_allowed(see("ceav-09-cmx", "09", ("court-09-cmx", "09"))));
    assert_eq!(
        see("ceav-09-cmx", "09", far),
        Decision::Refused(Refusal::OtherJurisdiction)
    );
    assert!(is_allowed(see("", "", far)));
    // The federation is no state: a federal body does not see the others by it.
    assert!(!is_allowed(see("fed-pgr", "00", ("fed-inm", "00"))));
}

#[test]
fn an_identity_is_asked_for_granted_and_opened_by_different_hands() {
    let catalogue = catalogue();
    let decide = |act, roles: &[Role], stage, compartment| {
        let on = its(PROSECUTION, stage, Tier::T2, compartment);
        match catalogue.rights().decide(act, &of(roles, PROSECUTION), &on) {
            Decision::Allowed { needs, .. } => Some(needs.to_vec()),
            Decision::Refused(_) => None,
        }
    };
    let person = Some("person");
    assert!(decide(Act::RequestOpening, &[Role::Registrar], "current", person).is_some());
    assert!(decide(Act::RequestOpening, &[Role::Custodian], "current", person).is_none());
    // Where somebody lives and what they told is for the reviewer to ask.
    assert!(decide(Act::RequestOpening, &[Role::Registrar], "current", Some("contact")).is_none());
    assert!(decide(Act::RequestOpening, &[Role::Reviewer], "current", Some("contact")).is_some());
    let grant = decide(Act::GrantOpening, &[Role::Custodian], "asked", person).unwrap();
    assert!(grant.contains(&Need::SecondPerson));
    assert!(decide(Act::GrantOpening, &[Role::Reviewer], "asked", person).is_none());
    assert!(decide(Act::OpenIdentity, &[Role::Registrar], "asked", person).is_none());
    assert!(decide(Act::OpenIdentity, &[Role::Registrar], "granted", person).is_some());
    for stage in ["expired", "refused"] {
        assert!(decide(Act::OpenIdentity, &[Role::Reviewer], stage, person).is_none());
    }
}

#[test]
fn of_two_roles_the_one_that_needs_less_is_acted_in() {
    let catalogue = catalogue();
    let on = its(PROSECUTION, "accepted", Tier::T1, None);
    let by = of(&[Role::Reviewer, Role::Registrar], PROSECUTION);
    let decided = catalogue.rights().decide(Act::SeeReturns, &by, &on);
    assert!(
        matches!(
            decided,
            Decision::Allowed {
                role: Role::Registrar,
                ..
            }
        ),
        "{decided:?}"
    );
    assert_eq!(needs(decided), []);
    // And of two lines of one role: identity needs a purpose, the rest does not.
    let receive = |tier| {
        let on = its(PROSECUTION, "", tier, None);
        needs(catalogue.rights().decide(Act::Receive, &by, &on)).to_vec()
    };
    assert_eq!(receive(Tier::T1), []);
    assert_eq!(receive(Tier::T2), [Need::Purpose]);
}

#[test]
fn roles_that_one_person_may_not_hold_are_no_roles() {
    let catalogue = catalogue();
    let rights = catalogue.rights();
    let roles = [Role::Custodian, Role::Administrator];
    assert_eq!(
        rights.incompatible(&roles),
        Some((Role::Custodian, Role::Administrator))
    );
    let decided = rights.decide(Act::SeeAccounts, &of(&roles, ""), &Thing::default());
    assert_eq!(decided, Decision::Refused(Refusal::RolesApart));
    for role in Role::ALL {
        assert_eq!(rights.incompatible(&[role, Role::Public]), None);
        let is_watching = rights.incompatible(&[role, Role::Auditor]).is_some();
        assert_eq!(is_watching, ![Role::Auditor, Role::Public].contains(&role));
    }
}

#[test]
fn every_refusal_says_the_way_out() {
    let catalogue = catalogue();
    for refusal in Refusal::ALL {
        let reason = catalogue.rights().reason(refusal).unwrap();
        assert!(
            !reason.says.is_incomplete() && !reason.mend.is_incomplete(),
            "{refusal:?}"
        );
    }
}

#[test]
fn an_edition_without_a_policy_is_read_and_lets_nobody_do_anything() {
    let embedded = Files::embedded();
    let mut files = Files::default();
    for (path, text) in embedded.under("", "").filter(|(path, _)| !path.starts_with("rights/")) {
        files.put(path, text);
    }
    let catalogue = Catalogue::read(files).unwrap();
    for act in Act::ALL {
        let decided = catalogue
            .rights()
            .decide(act, &of(&Role::ALL[..1], PROSECUTION), &Thing::default());
        assert_eq!(decided, Decision::Refused(Refusal::NoRole));
    }
    assert!(catalogue.retention().is_empty());
}

#[test]
fn ids_lead_back_to_what_they_name() {
    assert!(Act::ALL.into_iter().all(|act| Act::of(act.id()) == Some(act)));
    assert!(Role::ALL.into_iter().all(|role| Role::of(role.id()) == Some(role)));
    assert!(Need::ALL.into_iter().all(|need| Need::of(need.id()) == Some(need)));
    assert_eq!(Act::of("Receive"), None);
}
