//! Article 37: a victim who seems to be accused too, in the returns of two institutions. She is linked with nobody; whoever
//! may ask that non-punishment be considered sees the pair, by its records and never by a name.

use operations::{LinkAct, Linking, RoleFlag};

use crate::{
    linking::{encode, person, two_returns},
    office::{OTHER, Office, record, refused},
    raw::Raw,
};

/// Hands in accused persons of an institution; answers the number of the return.
fn accused(office: &Office, count: usize) -> i64 {
    let mut text = String::from(
        "local_id,file_number,person_role,sex,age,nationality,origin_state,accused_on,relation_to_victim,offences,count",
    );
    for row in 1..=count {
        text += &format!("\nA-{row},CI/MEX/{row:05}/2016,INDICTED,Mujer,30,Mexico,S.I.,2016-06-01,S.I.,art13,1");
    }
    office.receive_rows(("olga", OTHER), ("accused", "2016"), &(text + "\n"))
}

pub(crate) fn a_victim_who_is_accused_elsewhere_is_flagged_for_non_punishment_and_not_linked() {
    let (office, [first, _]) = two_returns();
    let door = &office.door;
    // The accused of another institution are persons of their own, but one: the fifth victim of the first return.
    // From here on no two of them have more than three items in common.
    let mut persons: Vec<_> = (2_280..2_310).map(person).collect();
    persons[11] = person(4);
    let returned = accused(&office, persons.len());
    encode(&office, returned, &persons, 1);
    let cora = office.as_of("cora");
    door.link(&cora, Linking::default()).unwrap();
    let flags = door.role_flags(&cora).unwrap();
    let told = |flag: &RoleFlag| {
        (
            flag.victim.1.clone(),
            flag.victim.2,
            flag.accused.1.clone(),
            flag.accused.2,
        )
    };
    let expected = (
        "victims".to_owned(),
        record(first, 5),
        "accused".to_owned(),
        record(returned, 12),
    );
    assert_eq!(flags.iter().map(told).collect::<Vec<_>>(), [expected], "{flags:?}");
    assert_eq!(flags[0].accused.0, OTHER);
    let state = door.links(&cora).unwrap();
    assert_eq!(state.flagged, 1);
    let joined = door.joined_records(&cora, false).unwrap();
    assert!(
        joined.iter().all(|group| !group.contains(&record(returned, 12))),
        "{joined:?}"
    );
    refused(door.decide_link(&cora, flags[0].number, LinkAct::Confirm, "parece la misma"));
    let pair = door.linked_pair(&cora, flags[0].number).unwrap();
    assert_eq!((pair.state.as_str(), pair.is_confirmed), ("flag", None));
    let log = Raw::of(&office).log(0);
    let said = format!("{flags:?}{pair:?}{state:?}{log:?}");
    for name in person(4)[..3]
        .iter()
        .map(String::as_str)
        .chain(["Zutanita", "Inventada"])
    {
        assert!(!said.contains(name), "{name} is told");
    }
    // Whoever sees them leaves an entry that names both records; nobody else may.
    let entry = log.iter().rev().find(|entry| entry["act"] == "see_role_flags").unwrap();
    assert!(entry.to_string().contains(&record(first, 5).to_string()), "{entry}");
    for who in ["rita", "olga", "reme", "eva", "aura"] {
        refused(door.role_flags(&office.as_of(who)));
    }
    for who in ["rita", "olga", "aura"] {
        refused(door.linked_pair(&office.as_of(who), flags[0].number));
    }
}
