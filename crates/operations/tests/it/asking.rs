//! Questions to a vintage: who is answered about what, and what the log says of it.

use catalogue::{Question, Role};
use operations::{Level, OperationError, Shelf, Vintage};

use crate::{
    cells::{by_sex, squares},
    office::{OTHER, Office, PROSECUTION, refused, victims},
    raw::Raw,
};

/// Two prosecution offices that handed in, and a vintage of both.
fn country() -> (Office, Vintage) {
    let office = Office::sealing();
    office.receive("rita", PROSECUTION, ("2016", 3));
    office.hire("olga", OTHER, &[Role::Registrar]);
    let path = office.write("other.csv", &victims("2016", 2, false));
    office.hand_in("olga", OTHER, "2016", &path, &[]).unwrap();
    office.hire("coco", "", &[Role::Coordinator]);
    office.hire("nadia", "", &[Role::Analyst]);
    let vintage = operations::freeze(&office.door, &office.as_of("coco"), None).unwrap();
    (office, vintage)
}

fn entries(office: &Office, act: &str) -> usize {
    let acts = Raw::of(office).acts(0);
    acts.iter().filter(|(one, _)| one == act).count()
}

pub(crate) fn a_question_is_answered_and_its_figures_are_traced() {
    let (office, vintage) = country();
    let nadia = office.as_of("nadia");
    let mut frozen = operations::frozen(&office.door, &vintage.id).unwrap();
    let question = Question {
        columns: "authority.jurisdiction".to_owned(),
        ..by_sex()
    };
    let asked = operations::asked(&office.door, &mut frozen, &nadia, &question).unwrap();
    assert_eq!(
        (asked.computed.total, asked.table.id.as_str()),
        (5, question.id().as_str())
    );
    for address in asked.computed.addresses() {
        let figure = asked.computed.figure(&address).unwrap();
        let behind = operations::traced(&office.door, &mut frozen, &nadia, &address.to_string(), 9).unwrap();
        assert_eq!(
            behind.iter().map(|one| one.stands_for).sum::<u64>(),
            figure.value,
            "{address}"
        );
    }
}

pub(crate) fn an_institution_is_answered_about_itself_and_no_other() {
    let (office, vintage) = country();
    let mut frozen = operations::frozen(&office.door, &vintage.id).unwrap();
    let mut ask =
        |name: &str, question: &Question| operations::asked(&office.door, &mut frozen, &office.as_of(name), question);
    let own = ask("rita", &by_sex()).unwrap();
    assert_eq!(
        (own.computed.total, own.table.universe["authority"].as_slice()),
        (3, [PROSECUTION.to_owned()].as_slice())
    );
    assert!(own.table.id.contains("only.authority=pros-09-cmx"));
    assert_eq!(ask("olga", &by_sex()).unwrap().computed.total, 2);
    let mut of_another = by_sex();
    of_another.only.insert("authority".to_owned(), vec![OTHER.to_owned()]);
    refused(ask("rita", &of_another));
    of_another
        .only
        .insert("authority".to_owned(), vec![OTHER.to_owned(), PROSECUTION.to_owned()]);
    assert_eq!(ask("rita", &of_another).unwrap().computed.total, 3);
    refused(ask("ana", &by_sex()));
    assert_eq!(ask("nadia", &by_sex()).unwrap().computed.total, 5);
}

pub(crate) fn what_does_not_fit_is_said_and_nothing_is_computed() {
    let (office, vintage) = country();
    let mut frozen = operations::frozen(&office.door, &vintage.id).unwrap();
    let before = entries(&office, "tabulate");
    let question = Question {
        columns: "given_name".to_owned(),
        ..by_sex()
    };
    let said = operations::asked(&office.door, &mut frozen, &office.as_of("nadia"), &question);
    assert!(matches!(said, Err(OperationError::Unknown(says)) if says.contains("«given_name»")));
    let figure = "victims?rows=given_name[Zutanita]";
    assert!(operations::traced(&office.door, &mut frozen, &office.as_of("nadia"), figure, 9).is_err());
    assert_eq!(entries(&office, "tabulate"), before);
}

pub(crate) fn many_readers_of_a_shelf_each_leave_their_entry() {
    let (office, vintage) = country();
    let shelf = Shelf::default();
    let before = entries(&office, "tabulate");
    let (nadia, rita) = (office.as_of("nadia"), office.as_of("rita"));
    for _ in 0..3 {
        let asked = shelf.ask(&office.door, &nadia, ("latest", &by_sex())).unwrap();
        assert_eq!(
            (asked.computed.total, asked.held.vintage.id.as_str()),
            (5, vintage.id.as_str())
        );
    }
    let own = shelf
        .table(&office.door, &rita, (&vintage.id, "victims.by_sex"))
        .unwrap();
    assert_eq!(own.computed.total, 3);
    assert!(
        shelf
            .table(&office.door, &nadia, ("latest", "victims.by_nothing"))
            .is_err()
    );
    refused(
        shelf
            .report(&office.door, &rita, ("latest", catalogue::Language::Es))
            .map(drop),
    );
    assert_eq!(entries(&office, "tabulate"), before + 4);
}

pub(crate) fn boundaries_are_kept_beside_the_store_and_drawn() {
    let office = Office::found();
    assert!(office.door.boundaries(Level::State).is_none());
    let ana = office.as_of("ana");
    let imported = office.door.import_map(&ana, Level::State, &squares(&office)).unwrap();
    assert_eq!(
        (imported.regions, imported.unknown.len(), imported.missing.len()),
        (1, 0, 31)
    );
    assert!(imported.path.ends_with("maps/state.json") && imported.path.is_file());
    assert!(office.door.boundaries(Level::State).unwrap().outline("09").is_some());
    assert_eq!(entries(&office, "import_map"), 1);
    let wrong = office.write("wrong.geojson", "{}");
    assert!(office.door.import_map(&ana, Level::State, &wrong).is_err());
    assert!(office.door.boundaries(Level::State).is_some(), "what was there stays");
    office.hire("rita", PROSECUTION, &[Role::Registrar]);
    refused(
        office
            .door
            .import_map(&office.as_of("rita"), Level::State, &squares(&office)),
    );
}
