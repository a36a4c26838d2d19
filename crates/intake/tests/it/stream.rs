//! The pipe between two processes.

use std::ops::ControlFlow;

use intake::{Broken, Cell, End, Notice, NoticeKind, Refusal, Rows, SheetInfo, StreamWriter, decode};
use proptest::prelude::*;

use crate::gathered::{Event, Gathered};

#[derive(Debug, Clone)]
enum Held {
    Empty,
    Text(String),
    Number(f64),
    Date(i16, u8, u8),
    Bool(bool),
    Error(String),
}

impl Held {
    fn cell(&self) -> Cell<'_> {
        match self {
            Held::Empty => Cell::Empty,
            Held::Text(text) => Cell::Text(text),
            Held::Number(number) => Cell::Number(*number),
            Held::Date(year, month, day) => Cell::Date {
                year: *year,
                month: *month,
                day: *day,
            },
            Held::Bool(flag) => Cell::Bool(*flag),
            Held::Error(text) => Cell::Error(text),
        }
    }
}

#[derive(Debug, Clone)]
enum Said {
    Sheet(u16, String, bool),
    Row(u32, Vec<(u16, Held)>),
    Notice(Notice),
}

fn held() -> impl Strategy<Value = Held> {
    prop_oneof![
        Just(Held::Empty),
        ".{0,40}".prop_map(Held::Text),
        any::<f64>()
            .prop_filter("comparable", |number| !number.is_nan())
            .prop_map(Held::Number),
        (any::<i16>(), 1u8..=12, 1u8..=31).prop_map(|(year, month, day)| Held::Date(year, month, day)),
        any::<bool>().prop_map(Held::Bool),
        "#[A-Z]{1,5}!".prop_map(Held::Error),
    ]
}

fn notice() -> impl Strategy<Value = Notice> {
    let kind = proptest::sample::select(NoticeKind::ALL);
    let place = (any::<Option<u32>>(), any::<Option<u16>>());
    (kind, proptest::option::of(".{0,20}"), place, ".{0,200}")
        .prop_map(|(kind, sheet, (row, column), value)| Notice::new(kind, value).on(sheet.as_deref()).at(row, column))
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        (any::<u16>(), ".{0,30}", any::<bool>()).prop_map(|(index, name, seen)| Said::Sheet(index, name, seen)),
        (any::<u32>(), proptest::collection::vec((any::<u16>(), held()), 0..12))
            .prop_map(|(row, cells)| Said::Row(row, cells)),
        notice().prop_map(Said::Notice),
    ]
}

fn say(events: &[Said], to: &mut impl Rows) {
    for event in events {
        match event {
            Said::Sheet(index, name, visible) => to.sheet(&SheetInfo {
                index: *index,
                name,
                visible: *visible,
            }),
            Said::Row(row, cells) => {
                let cells: Vec<_> = cells.iter().map(|(column, held)| (*column, held.cell())).collect();
                assert_eq!(to.row(*row, &cells), ControlFlow::Continue(()));
            }
            Said::Notice(notice) => to.notice(notice.clone()),
        }
    }
}

fn encode(events: &[Said], outcome: &Result<(), Refusal>) -> Vec<u8> {
    let mut writer = StreamWriter::new(Vec::new());
    say(events, &mut writer);
    writer.finish(outcome).unwrap()
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(events in proptest::collection::vec(said(), 0..40), refused in proptest::option::of(notice())) {
        let outcome = match &refused { None => Ok(()), Some(notice) => Err(Refusal(notice.clone())) };
        let bytes = encode(&events, &outcome);
        let (mut direct, mut through) = (Gathered::default(), Gathered::default());
        say(&events, &mut direct);
        let end = decode(&bytes[..], &mut through);
        prop_assert_eq!(direct, through);
        prop_assert_eq!(end, Ok(refused.map_or(End::Complete, End::Refused)));
    }

    #[test]
    fn a_stream_cut_anywhere_is_broken(events in proptest::collection::vec(said(), 0..10), cut in 0.0f64..1.0) {
        let bytes = encode(&events, &Ok(()));
        let length = (bytes.len() as f64 * cut) as usize;
        prop_assert_eq!(decode(&bytes[..length], &mut Gathered::default()), Err(Broken::Died));
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = decode(&bytes[..], &mut Gathered::default());
    }

    #[test]
    fn a_stream_with_one_byte_changed_never_panics(events in proptest::collection::vec(said(), 1..10), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = encode(&events, &Ok(()));
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = decode(&bytes[..], &mut Gathered::default());
    }
}

#[test]
fn a_frame_that_claims_gigabytes_is_refused_before_memory_is_asked_for() {
    let mut gathered = Gathered::default();
    assert_eq!(
        decode(&[0xFF, 0xFF, 0xFF, 0xFF, 2][..], &mut gathered),
        Err(Broken::Malformed("frame length"))
    );
    assert_eq!(decode(&[0, 0, 0, 3, 2][..], &mut gathered), Err(Broken::Died));
    assert_eq!(
        decode(&[0, 0, 0, 0, 9][..], &mut gathered),
        Err(Broken::Malformed("frame tag"))
    );
    assert_eq!(gathered.events, Vec::<Event>::new());
}

#[test]
fn a_receiver_that_has_enough_ends_the_decoding() {
    struct One(u32);
    impl Rows for One {
        fn sheet(&mut self, _: &SheetInfo<'_>) {}
        fn row(&mut self, row: u32, _: &[(u16, Cell<'_>)]) -> ControlFlow<()> {
            self.0 = row;
            ControlFlow::Break(())
        }
        fn notice(&mut self, _: Notice) {}
    }
    let bytes = encode(&[Said::Row(7, vec![]), Said::Row(8, vec![])], &Ok(()));
    let mut one = One(0);
    assert_eq!(decode(&bytes[..], &mut one), Ok(End::Stopped));
    assert_eq!(one.0, 7);
}
