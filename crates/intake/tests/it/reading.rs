//! Delimited text and JSON Lines.

use intake::{Limits, NoticeKind as Kind};

use crate::gathered::{gather, gather_read, gather_within, outside, refusal};

fn table(text: &str) -> Vec<Vec<String>> {
    gather_read(text.as_bytes(), "x.csv").table()
}

fn lines<const N: usize>(rows: &[[&str; N]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect()
}

#[test]
fn csv_spectrum_equals_its_json() {
    let Some(folder) = outside("hostile/csv-spectrum") else {
        return;
    };
    let mut checked = 0;
    for entry in std::fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let json = folder
            .join("json")
            .join(path.with_extension("json").file_name().unwrap());
        let expected: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
        let mut text = std::fs::read_to_string(&path).unwrap();
        // Some copies of the collection have lost their carriage returns.
        if path.to_str().unwrap().ends_with("_crlf.csv") && !text.contains('\r') {
            text = text.replace('\n', "\r\n");
        }
        let table = table(&text);
        let (header, rows) = table.split_first().unwrap();
        assert_eq!(rows.len(), expected.len(), "{}", path.display());
        for (row, object) in rows.iter().zip(&expected) {
            for (name, value) in header.iter().zip(row) {
                assert_eq!(object[name].as_str().unwrap(), value, "{} {name}", path.display());
            }
        }
        checked += 1;
    }
    assert!(checked >= 11);
}

#[test]
fn every_usual_separator_is_found() {
    let expected = lines(&[["clave", "entidad"], ["09", "Ciudad, de México"]]);
    for (separator, name) in [(";", ";"), ("\t", "tab"), ("|", "|")] {
        let text = format!("clave{separator}entidad\n09{separator}Ciudad, de México\n");
        let gathered = gather_read(text.as_bytes(), "x.csv");
        assert_eq!(gathered.table(), expected);
        assert_eq!(gathered.of(Kind::DelimiterDetected)[0].value, name);
    }
    assert_eq!(table("clave,entidad\n09,\"Ciudad, de México\"\n"), expected);
}

#[test]
fn a_decimal_comma_is_no_separator() {
    assert_eq!(
        table("a;b\n1,5;2\n1,7;3\n2,5;4\n"),
        lines(&[["a", "b"], ["1,5", "2"], ["1,7", "3"], ["2,5", "4"]])
    );
}

#[test]
fn the_separator_line_of_excel_is_hidden_and_obeyed() {
    let gathered = gather_read(b"sep=;\r\na;b\r\n1;2\r\n", "x.csv");
    assert_eq!(gathered.rows()[0].0, 1);
    assert_eq!(gathered.table(), lines(&[["a", "b"], ["1", "2"]]));
}

#[test]
fn lines_of_the_old_macintosh_are_lines() {
    assert_eq!(table("a,b\r1,\"x\"\r3,4"), lines(&[["a", "b"], ["1", "x"], ["3", "4"]]));
}

#[test]
fn blank_rows_are_counted_and_keep_their_numbers() {
    let gathered = gather_read(b"a,b\n\n,\n1,2\n\n\n", "x.csv");
    assert_eq!(gathered.rows().iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 4]);
    let blank = gathered.of(Kind::BlankRows);
    assert_eq!((blank[0].value.as_str(), blank[0].row), ("2", Some(2)));
}

#[test]
fn a_ragged_row_is_read_and_told() {
    let gathered = gather_read(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n", "x.csv");
    let ragged: Vec<_> = gathered
        .of(Kind::RaggedRow)
        .iter()
        .map(|notice| (notice.row, notice.value.clone()))
        .collect();
    assert_eq!(ragged, [(Some(3), "2/3".into()), (Some(4), "4/3".into())]);
    assert_eq!(gathered.rows().len(), 5);
}

#[test]
fn an_unclosed_quote_costs_its_own_line_only() {
    let gathered = gather_read(b"a,b\n1,2\n3,\"four\n5,6\n7,8", "x.csv");
    assert_eq!(gathered.of(Kind::UnclosedQuote)[0].row, Some(3));
    assert_eq!(
        gathered.table(),
        lines(&[["a", "b"], ["1", "2"], ["3", "\"four"], ["5", "6"], ["7", "8"]])
    );
}

#[test]
fn an_unclosed_quote_in_a_large_file_is_noticed_within_the_limit() {
    let mut text = String::from("a,b\n1,\"open\n");
    (0..400_000).for_each(|row| text.push_str(&format!("{row},x\n")));
    let gathered = gather_read(text.as_bytes(), "x.csv");
    assert_eq!(gathered.of(Kind::UnclosedQuote).len(), 1);
    assert_eq!(gathered.rows().len(), 400_002);
    assert_eq!(
        gathered.rows()[400_001],
        (400_002, vec![(0, "399999".into()), (1, "x".into())])
    );
}

#[test]
fn a_file_of_unclosed_quotes_costs_no_square() {
    let text = format!("a,b\n{}", "x\",\"y\n".repeat(1_000_000));
    let (gathered, outcome) = gather(text.as_bytes(), "x.csv");
    assert_eq!(outcome, Ok(()));
    assert!(!gathered.of(Kind::UnclosedQuote).is_empty());
}

#[test]
fn a_line_without_end_is_cut() {
    let text = format!("a,b\n1,{}\n3,4\n", "y".repeat(5 << 20));
    let gathered = gather_read(text.as_bytes(), "x.csv");
    assert_eq!(gathered.of(Kind::LongLine)[0].row, Some(2));
    assert_eq!(gathered.of(Kind::LongText)[0].row, Some(2));
    assert_eq!(gathered.table()[1][1].len(), 32_767);
    assert_eq!(gathered.rows()[2], (3, vec![(0, "3".into()), (1, "4".into())]));
}

#[test]
fn more_columns_than_the_limit_are_refused() {
    assert_eq!(
        refusal(format!("{}\n", "x,".repeat(300)).as_bytes(), "x.csv"),
        Kind::FarCell
    );
}

#[test]
fn suspicious_characters_are_told_where_they_stand() {
    let gathered = gather_read(
        "a,b\nFiscalÃ\u{AD}a,x\nok,\u{202E}cba\nok,a\u{0}b\nSão Paulo,FISCALÍA\n".as_bytes(),
        "x.csv",
    );
    let mojibake = gathered.of(Kind::Mojibake);
    assert_eq!(
        (mojibake.len(), mojibake[0].row, mojibake[0].column),
        (1, Some(2), Some(0))
    );
    let control: Vec<_> = gathered
        .of(Kind::ControlCharacter)
        .iter()
        .map(|n| (n.row, n.value.clone()))
        .collect();
    assert_eq!(control, [(Some(3), "U+202E".into()), (Some(4), "U+0000".into())]);
}

#[test]
fn a_notice_repeated_beyond_the_limit_ends_in_a_total() {
    let text = format!("a,b\n{}", "1\n1,2\n".repeat(1_500));
    let gathered = gather_read(text.as_bytes(), "x.csv");
    let ragged = gathered.of(Kind::RaggedRow);
    assert_eq!(ragged.len(), 1_001);
    assert_eq!((ragged[1_000].row, ragged[1_000].value.as_str()), (None, "1500"));
}

#[test]
fn what_is_no_table_is_named() {
    for (bytes, name) in [
        (&b"%PDF-1.7 ..."[..], "x.pdf"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "x.xls"),
        (b"<?xml version=\"1.0\"?><Workbook/>", "x.xls"),
        (b"\x89PNG\r\n\x1a\n....", "x.png"),
        (b"[{\"a\":1}]", "x.json"),
        (
            b"\x01\x02\x03\x80\x00\x00\x07\x08\x01\x02\x03\x80\x01\x02\x03\x05",
            "x.csv",
        ),
    ] {
        assert_eq!(refusal(bytes, name), Kind::UnknownType, "{name}");
    }
    assert_eq!(refusal(b"", "x.csv"), Kind::EmptyFile);
    assert_eq!(refusal(b" \r\n ", "x.csv"), Kind::EmptyFile);
    let small = Limits {
        upload_bytes: 3,
        ..Limits::default()
    };
    let (_, outcome) = gather_within(b"a,b\n1,2\n", "x.csv", &small);
    assert_eq!(outcome.unwrap_err().0.rule, Kind::TooLarge);
}

#[test]
fn a_name_that_disagrees_is_told_and_not_believed() {
    let gathered = gather_read(b"a,b\n1,2\n", "victimas.xls");
    assert_eq!(gathered.of(Kind::NameDisagrees)[0].value, "xls: Csv");
}

#[test]
fn json_lines_become_rows_under_a_header() {
    let text = concat!(
        "{\"folio\":\"A-1\",\"edad\":17,\"fines\":[\"sexual\",\"laboral\"],\"ok\":true}\n",
        "\n",
        "{\"edad\":18.5,\"folio\":\"A-2\",\"nota\":null,\"fines\":[]}\n",
        "{\"folio\":123456789012345678}",
    );
    let gathered = gather_read(text.as_bytes(), "x.jsonl");
    assert_eq!(
        gathered.table(),
        lines(&[
            ["folio", "edad", "fines", "ok", "nota"],
            ["A-1", "#17", "sexual;laboral", "?true", ""],
            ["A-2", "#18.5", "", "", ""],
            ["123456789012345678", "", "", "", ""],
        ])
    );
    assert_eq!(
        gathered.rows().iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [1, 2, 4, 5]
    );
}

#[test]
fn json_lines_out_of_shape_are_told() {
    let mut text = "{\"a\":1}\n".repeat(150);
    text.push_str("{\"a\":1,\"b\":2}\nnot json\n{\"a\":{\"x\":1}}\n{\"a\":1,\"a\":2}\n{\"a\":[[1]]}\n[1]\n");
    let gathered = gather_read(text.as_bytes(), "x.jsonl");
    let rows = |kind| {
        gathered
            .of(kind)
            .iter()
            .map(|notice| notice.row.unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(Kind::UnexpectedField), [152]);
    assert_eq!(rows(Kind::UnreadableLine), [153, 157]);
    assert_eq!(rows(Kind::NestedValue), [154, 156]);
    assert_eq!(rows(Kind::RepeatedField), [155]);
}

#[test]
fn json_nested_too_deep_is_refused() {
    let deep = format!("{{\"a\":{}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refusal(deep.as_bytes(), "x.jsonl"), Kind::JsonTooDeep);
}
