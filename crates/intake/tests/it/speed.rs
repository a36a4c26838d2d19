//! Measures how fast files are read and passed through the pipe:
//! `cargo test --release -p intake speed -- --ignored --nocapture`.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::time::Instant;

use intake::{Cell, Limits, Notice, Rows, SheetInfo, StreamWriter, decode, read};

#[derive(Default)]
struct Count {
    rows: u64,
    cells: u64,
}

impl Rows for Count {
    fn sheet(&mut self, _: &SheetInfo<'_>) {}
    fn row(&mut self, _: u32, cells: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
        self.rows += 1;
        self.cells += cells.len() as u64;
        ControlFlow::Continue(())
    }
    fn notice(&mut self, notice: Notice) {
        println!("  {notice}");
    }
}

#[test]
#[ignore = "a measurement, for release builds"]
fn two_million_rows_of_text_and_a_full_sheet() {
    let rows = 2_000_000;
    let mut utf8 = String::from("folio,entidad,municipio,sexo,edad,fecha,delito,estado\n");
    for row in 0..rows {
        let line = format!(
            "A-{row},Nuevo León,Monterrey,mujer,{},2015-03-{:02},trata,en trámite\n",
            row % 80,
            row % 28 + 1
        );
        utf8.push_str(&line);
    }
    let latin = encoding_rs::WINDOWS_1252.encode(&utf8).0.into_owned();
    time("csv utf-8", utf8.as_bytes(), "x.csv");
    time("csv windows-1252", &latin, "x.csv");
    time("csv ascii", utf8.replace(['ó', 'á'], "o").as_bytes(), "x.csv");
    let quoted: String = utf8
        .lines()
        .map(|line| format!("\"{}\"\n", line.replace(',', "\",\"")))
        .collect();
    time("csv all quoted", quoted.as_bytes(), "x.csv");
    drop((utf8, latin, quoted));
    pipe(rows);
    time("xlsx, 20 columns", &workbook(1_048_576), "x.xlsx");
}

fn time(what: &str, bytes: &[u8], name: &str) {
    let (start, mut count) = (Instant::now(), Count::default());
    let outcome = read(Cursor::new(bytes), name, &Limits::default(), &mut count);
    report(what, start, &count, bytes.len());
    assert_eq!(outcome, Ok(()), "{what}");
}

fn report(what: &str, start: Instant, count: &Count, bytes: usize) {
    let seconds = start.elapsed().as_secs_f64();
    let million = count.rows as f64 / seconds / 1e6;
    println!(
        "{what}: {} rows, {} cells, {} MB in {seconds:.2} s: {million:.2} M rows/s",
        count.rows,
        count.cells,
        bytes / 1_000_000
    );
}

fn pipe(rows: u32) {
    let cells: Vec<(u16, Cell<'_>)> = (0..10u16)
        .map(|column| {
            (
                column,
                if column % 3 == 0 {
                    Cell::Number(f64::from(column))
                } else {
                    Cell::Text("Monterrey")
                },
            )
        })
        .collect();
    let start = Instant::now();
    let mut writer = StreamWriter::new(Vec::new());
    (1..=rows).for_each(|row| {
        let _ = writer.row(row, &cells);
    });
    let Ok(bytes) = writer.finish(&Ok(())) else {
        return;
    };
    report(
        "pipe, writing",
        start,
        &Count {
            rows: u64::from(rows),
            cells: 0,
        },
        bytes.len(),
    );
    let (start, mut count) = (Instant::now(), Count::default());
    let end = decode(&bytes[..], &mut count);
    report("pipe, reading", start, &count, bytes.len());
    println!("  {end:?}");
}

fn workbook(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..rows {
        for column in 0..20u16 {
            let _ = match column % 4 {
                0 => sheet.write(row, column, f64::from(row)).map(|_| ()),
                1 => sheet.write(row, column, f64::from(row) * 0.37).map(|_| ()),
                _ => sheet
                    .write(row, column, if row % 3 == 0 { "mujer" } else { "Nuevo León" })
                    .map(|_| ()),
            };
        }
    }
    book.save_to_buffer().unwrap_or_default()
}
