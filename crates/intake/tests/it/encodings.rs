//! The same Spanish text in every encoding gives the same cells.

use intake::NoticeKind as Kind;
use proptest::prelude::*;

use crate::gathered::{gather, gather_read};

const TEXT: &str = "folio,autoridad,observación\n1,Fiscalía de Nuevo León,víctima de 17 años\n2,Comisión Nacional,«señal» según Ñuu Savi\n";

fn wide(text: &str, bytes: impl Fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let text = if mark {
        format!("\u{FEFF}{text}")
    } else {
        text.to_owned()
    };
    text.encode_utf16().flat_map(bytes).collect()
}

fn single(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

/// Code page 850, for the letters of `TEXT`.
fn dos(text: &str) -> Vec<u8> {
    let byte = |character| match character {
        'á' => 0xA0,
        'é' => 0x82,
        'í' => 0xA1,
        'ó' => 0xA2,
        'ú' => 0xA3,
        'ñ' => 0xA4,
        'Ñ' => 0xA5,
        '«' => 0xAE,
        '»' => 0xAF,
        ascii => u8::try_from(ascii).unwrap(),
    };
    text.chars().map(byte).collect()
}

#[test]
fn the_same_text_gives_the_same_cells() {
    let expected = gather_read(TEXT.as_bytes(), "x.csv").table();
    assert_eq!(expected[1][1], "Fiscalía de Nuevo León");
    let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
    let latin: Vec<u8> = TEXT.chars().map(|character| u8::try_from(character).unwrap()).collect();
    for (bytes, name, mark) in [
        (marked, "UTF-8", true),
        (wide(TEXT, u16::to_le_bytes, true), "UTF-16LE", true),
        (wide(TEXT, u16::to_be_bytes, true), "UTF-16BE", true),
        (wide(TEXT, u16::to_le_bytes, false), "UTF-16LE", false),
        (wide(TEXT, u16::to_be_bytes, false), "UTF-16BE", false),
        (single(TEXT, encoding_rs::WINDOWS_1252), "windows-1252", false),
        (latin, "windows-1252", false),
        (single(TEXT, encoding_rs::MACINTOSH), "macintosh", false),
        (dos(TEXT), "IBM850", false),
    ] {
        let gathered = gather_read(&bytes, "x.csv");
        assert_eq!(gathered.table(), expected, "{name}");
        assert_eq!(gathered.of(Kind::EncodingDetected)[0].value, name);
        assert_eq!(gathered.of(Kind::ByteOrderMark).len(), usize::from(mark), "{name}");
        assert!(gathered.of(Kind::UndecodableBytes).is_empty() && gathered.of(Kind::Mojibake).is_empty());
    }
}

#[test]
fn a_late_accent_decides_a_file_that_began_in_ascii() {
    let ascii = "folio,nombre\n1,nada\n".repeat(100_000);
    for (bytes, encoding) in [
        (single("9,Fiscalía\n", encoding_rs::WINDOWS_1252), "windows-1252"),
        ("9,Fiscalía\n".as_bytes().to_vec(), "UTF-8"),
    ] {
        let gathered = gather_read(&[ascii.as_bytes(), &bytes].concat(), "x.csv");
        assert_eq!(gathered.rows().last().unwrap().1[1].1, "Fiscalía");
        assert_eq!(gathered.of(Kind::EncodingDetected)[0].value, encoding);
    }
}

#[test]
fn bytes_that_are_no_character_are_counted_and_placed() {
    let good = "folio,nombre\n1,Fiscalía\n".repeat(60_000);
    let bytes = [good.as_bytes(), b"9,mal\xFF\xFEo\n8,x\n"].concat();
    let gathered = gather_read(&bytes, "x.csv");
    let lost = gathered.of(Kind::UndecodableBytes);
    assert_eq!((lost[0].row, lost[0].value.as_str()), (Some(120_001), "2"));
    assert_eq!(gathered.of(Kind::Mojibake)[0].row, Some(120_001));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn spanish_words_survive_every_encoding(words in proptest::collection::vec("[a-zA-Z]{2,9}[áéíóúñÁÉÍÓÚÑü][a-z]{1,6}", 8..60)) {
        let text = format!("a,b\n{}\n", words.iter().map(|word| format!("1,{word}")).collect::<Vec<_>>().join("\n"));
        let expected = gather_read(text.as_bytes(), "x.csv").table();
        for bytes in [
            single(&text, encoding_rs::WINDOWS_1252),
            wide(&text, u16::to_le_bytes, false),
            wide(&text, u16::to_be_bytes, true),
        ] {
            prop_assert_eq!(&gather_read(&bytes, "x.csv").table(), &expected);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = gather(&bytes, "x.csv");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ab\",;\r\n\t|ñ{}\\[\\]:0-9]{0,300}") {
        let _ = gather(text.as_bytes(), "x.csv");
        let _ = gather(format!("{{\"a\":1}}\n{text}").as_bytes(), "x.jsonl");
    }

    #[test]
    fn any_bytes_behind_a_signature_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for signature in [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"] {
            let _ = gather(&[signature, &bytes].concat(), "x.xlsx");
        }
    }

    #[test]
    fn quoted_fields_come_back_as_written(rows in proptest::collection::vec(proptest::collection::vec("[a-c\",;\n ñ]{1,8}", 3), 1..20)) {
        let quote = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
        let lines: Vec<_> = rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",")).collect();
        let text = format!("h1,h2,h3\n{}\n", lines.join("\n"));
        let table = gather_read(text.as_bytes(), "x.csv").table();
        prop_assert_eq!(&table[1..], &rows[..]);
    }
}
