//! Statistics see no identity: no field of it has a column, whatever its kind and whatever it is handed.

use catalogue::{Catalogue, Date, Files, Kind};
use register::{Answer, Form};
use statistics::FactsBuilder;

#[test]
fn no_field_of_identity_has_a_column() {
    let catalogue = Catalogue::read(Files::embedded()).unwrap();
    let mut dates = 0;
    for register in catalogue.registers() {
        let form = Form::of(&catalogue, &register.id).unwrap();
        let answer = |field: &catalogue::Field| match field.kind {
            Kind::Date if field.is_identity() => Answer::Date(Date::parse("1971-04-13").unwrap()),
            _ if field.is_identity() => Answer::Text("Quetzalli"),
            _ => Answer::EMPTY,
        };
        let answers: Vec<Answer<'_>> = register.fields().iter().map(answer).collect();
        let mut builder = FactsBuilder::new(&catalogue, &register.id).unwrap();
        builder.returned(1);
        builder.push(1, None, 1, &answers);
        let facts = builder.finish().unwrap();
        for (field, answer) in register
            .fields()
            .iter()
            .zip(&answers)
            .filter(|(field, _)| field.is_identity())
        {
            assert_eq!(facts.answer(0, &field.id), None, "{}.{}", register.id, field.id);
            dates += usize::from(matches!(answer, Answer::Date(_)));
        }
        let mut file = Vec::new();
        facts.write(&catalogue, &mut file).unwrap();
        let text = String::from_utf8_lossy(&file);
        assert!(
            !text.contains("birth_date") && !text.contains("1971"),
            "{}",
            register.id
        );
        assert!(form.width() > 0 && facts.rows() == 1);
    }
    assert!(dates >= 5, "every register of persons asks for a birth date");
}
