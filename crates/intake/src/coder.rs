//! From one cell to one answer: codes, dates, numbers and texts as people write them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use catalogue::{Date, Field, Found, Kind, List, State, fold};
use register::{Answer, DECLARABLE};

use crate::{Cell, dates, near, numbers, sealed, states::States};

/// Distinct spellings remembered by column; a hostile file cannot make it grow.
const REMEMBERED: usize = 4_096;

/// Spellings of a column found again without hashing them.
const RECENT: usize = 64;

/// What is wrong with a cell: the finding's code and what its sentence needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: &'static str,
    pub(crate) other: String,
    pub(crate) near: String,
}

/// An answer, and what there is to say about it.
pub(crate) type Coded<'a> = (Answer<'a>, Option<Trouble>);

/// Codes the cells of one column for one field.
#[derive(Debug)]
pub(crate) struct Coder<'c> {
    field: &'c Field,
    list: Option<&'c List>,
    states: &'c States,
    digits: Option<usize>,
    typed_cells: bool,
    is_count: bool,
    recent: [(String, Answer<'static>); RECENT],
    remembered: HashMap<Box<str>, (Answer<'static>, Option<Trouble>), FixedState>,
}

impl Trouble {
    pub(crate) fn new(code: &'static str) -> Trouble {
        Trouble {
            code,
            ..Trouble::default()
        }
    }

    fn with(code: &'static str, other: impl Into<String>) -> Trouble {
        Trouble {
            code,
            other: other.into(),
            near: String::new(),
        }
    }
}

impl<'c> Coder<'c> {
    /// A coder; `typed_cells` says that the file tells dates from texts, as workbooks do.
    pub(crate) fn new(field: &'c Field, list: Option<&'c List>, states: &'c States, typed_cells: bool) -> Coder<'c> {
        Coder {
            field,
            list,
            states,
            digits: list.and_then(code_digits),
            typed_cells,
            is_count: field.id == "count",
            recent: std::array::from_fn(|_| (String::new(), Answer::EMPTY)),
            remembered: HashMap::default(),
        }
    }

    pub(crate) fn field(&self) -> &'c Field {
        self.field
    }

    /// Codes a cell. `scratch` holds a number that is wanted as text.
    pub(crate) fn code<'a>(&mut self, cell: Cell<'a>, scratch: &'a str) -> Coded<'a> {
        match cell {
            Cell::Empty => (Answer::EMPTY, None),
            Cell::Bool(_) | Cell::Date { .. } if sealed::is_text(self.field) => {
                (Answer::EMPTY, Some(Trouble::new("C-027")))
            }
            Cell::Error(_) => (Answer::EMPTY, Some(Trouble::new("C-018"))),
            Cell::Text(text) => self.text(text.trim()),
            Cell::Number(number) => self.number(number, scratch),
            Cell::Bool(flag) => self.remember(if flag { "Sí" } else { "No" }),
            Cell::Date { year, month, day } => self.date(year, month, day),
        }
    }

    fn text<'a>(&mut self, text: &'a str) -> Coded<'a> {
        if text.is_empty() {
            return (Answer::EMPTY, None);
        }
        match self.field.kind {
            Kind::Text | Kind::Link | Kind::File => self.words(text),
            // What identifies a person is remembered nowhere.
            _ if self.field.is_identity() => self.spelling(text),
            _ => self.remember(text),
        }
    }

    /// A text answer: short, and of identity, such as can be sealed.
    fn words<'a>(&self, text: &'a str) -> Coded<'a> {
        if let Some(state) = self.states.exact(text) {
            return self.missing(state, None);
        }
        if let Some(state) = self.states.habit(text) {
            return self.missing(state, Some(Trouble::new("C-010")));
        }
        let chars_max = self.field.chars_max();
        if text.len() > chars_max && text.chars().nth(chars_max).is_some() {
            return (Answer::EMPTY, Some(Trouble::with("C-013", chars_max.to_string())));
        }
        if self.field.is_identity()
            && let Some(code) = sealed::wrong_with(self.field, text)
        {
            return (Answer::EMPTY, Some(Trouble::new(code)));
        }
        (Answer::Text(text), None)
    }

    /// Codes a spelling once and remembers it for the rest of the column.
    fn remember(&mut self, text: &str) -> Coded<'static> {
        let slot = &mut self.recent[place(text)];
        if slot.0 == text {
            return (slot.1, None);
        }
        if let Some((answer, trouble)) = self.remembered.get(text) {
            if trouble.is_none() {
                text.clone_into(&mut slot.0);
                slot.1 = *answer;
            }
            return (*answer, trouble.clone());
        }
        let coded = self.spelling(text);
        if self.remembered.len() < REMEMBERED {
            self.remembered.insert(text.into(), coded.clone());
        }
        coded
    }

    /// Remembers what a spelling means in the file's own source.
    pub(crate) fn teach(&mut self, text: &str, answer: Answer<'static>) {
        self.remembered.insert(text.into(), (answer, None));
    }

    fn spelling(&self, text: &str) -> Coded<'static> {
        if let Some(state) = self.states.declared(text).filter(|_| self.is_count) {
            return (Answer::Missing(state), None);
        }
        if let Some(coded) = self.state_word(text) {
            return coded;
        }
        match self.field.kind {
            Kind::Code | Kind::Place | Kind::Authority => self.one_code(text),
            Kind::Codes => self.several_codes(text),
            Kind::Date => self.date_text(text),
            Kind::Year => match dates::parse(text) {
                Some(read) => self.year(i64::from(read.date.year())),
                None => (Answer::EMPTY, Some(Trouble::new("C-004"))),
            },
            Kind::Integer | Kind::Decimal | Kind::Money => match numbers::parse(text) {
                Some(number) => self.quantity(number),
                None => (Answer::EMPTY, Some(Trouble::new("C-007"))),
            },
            Kind::Text | Kind::Link | Kind::File => (Answer::EMPTY, None),
        }
    }

    /// A word that says why there is no value. «SI» alone is yes or S.I. where the list has a yes.
    fn state_word(&self, text: &str) -> Option<Coded<'static>> {
        let yes = self
            .list
            .is_some_and(|list| list.codes().iter().any(|code| fold(&code.label.es) == "si"));
        if yes && fold(text) == "si" && !text.contains(['.', '/', 'í', 'Í']) {
            return Some((Answer::EMPTY, Some(Trouble::new("C-019"))));
        }
        if yes && text.contains(['í', 'Í']) {
            return None;
        }
        if let Some(state) = self.states.exact(text) {
            return Some(self.missing(state, None));
        }
        let is_code = self.list.is_some_and(|list| list.find(text) != Found::None);
        let habit = self.states.habit(text).filter(|_| !is_code)?;
        Some(self.missing(habit, Some(Trouble::new("C-010"))))
    }

    fn missing(&self, state: State, trouble: Option<Trouble>) -> Coded<'static> {
        let fits = match state {
            State::NoInformation => true,
            other if self.is_count => DECLARABLE.contains(&other),
            State::NotApplicable => self.field.may_not_apply,
            other => self.list.is_none_or(|list| list.allows(other)),
        };
        match (fits, state) {
            (true, _) => (Answer::Missing(state), trouble),
            (false, State::NotApplicable) => (Answer::EMPTY, Some(Trouble::new("C-012"))),
            (false, other) => (Answer::EMPTY, Some(Trouble::with("C-021", other.id()))),
        }
    }

    fn one_code(&self, text: &str) -> Coded<'static> {
        match self.position(text) {
            Ok((code, trouble)) => (Answer::Code(code), trouble),
            Err(trouble) => (Answer::EMPTY, Some(trouble)),
        }
    }

    fn several_codes(&self, text: &str) -> Coded<'static> {
        if let Ok((code, trouble)) = self.position(text) {
            return (Answer::Codes(1 << code), trouble);
        }
        let mut set = 0;
        for word in text
            .split([';', '|', '\n', '+', ','])
            .map(str::trim)
            .filter(|word| !word.is_empty())
        {
            match self.position(word) {
                Ok((code, _)) => set |= 1 << code,
                Err(trouble) => return (Answer::EMPTY, Some(trouble)),
            }
        }
        (Answer::Codes(set), None)
    }

    /// The position of a word in the list; digits that lost their leading zeros get them back.
    fn position(&self, word: &str) -> Result<(u16, Option<Trouble>), Trouble> {
        let Some(list) = self.list else {
            return Err(Trouble::new("C-001"));
        };
        match list.find(word) {
            Found::Code(code) => Ok((code, None)),
            Found::Several => Err(Trouble::with("C-002", list.label.es.clone())),
            Found::None => {
                let padded = self.digits.filter(|_| word.bytes().all(|byte| byte.is_ascii_digit()));
                let padded = padded
                    .map(|digits| format!("{word:0>digits$}"))
                    .filter(|padded| padded != word);
                if let Some((padded, code)) =
                    padded.and_then(|padded| list.position(&padded).map(|code| (padded, code)))
                {
                    return Ok((code, Some(Trouble::with("C-011", padded))));
                }
                Err(Trouble {
                    code: "C-001",
                    other: list.label.es.clone(),
                    near: near::nearest(list, word),
                })
            }
        }
    }

    fn date_text(&self, text: &str) -> Coded<'static> {
        let Some(read) = dates::parse(text) else {
            return (Answer::EMPTY, Some(Trouble::new("C-004")));
        };
        let (answer, trouble) = self.known_date(read.date);
        let said = match (read.ambiguous, self.typed_cells && !read.iso) {
            (true, _) => Some(Trouble::with("C-005", read.date.to_string())),
            (false, true) => Some(Trouble::with("C-006", read.date.to_string())),
            _ => None,
        };
        (answer, trouble.or(said))
    }

    fn known_date(&self, date: Date) -> Coded<'static> {
        if (1900..=2100).contains(&date.year()) {
            (Answer::Date(date), None)
        } else {
            (Answer::EMPTY, Some(Trouble::new("C-017")))
        }
    }

    fn year(&self, year: i64) -> Coded<'static> {
        let date = i32::try_from(year).ok().and_then(|year| Date::new(year, 0, 0));
        date.map_or((Answer::EMPTY, Some(Trouble::new("C-017"))), |date| {
            self.known_date(date)
        })
    }

    fn date(&self, year: i16, month: u8, day: u8) -> Coded<'static> {
        let date = Date::new(i32::from(year), i32::from(month), i32::from(day));
        match (self.field.kind, date) {
            // A year typed into a cell with a date's format is taken by spreadsheets for a day of 1905.
            (Kind::Date | Kind::Year, Some(date)) if date.year() == 1905 => {
                (Answer::EMPTY, Some(Trouble::new("C-023")))
            }
            (Kind::Date, Some(date)) => self.known_date(date),
            (Kind::Year, Some(date)) => self.year(i64::from(date.year())),
            (Kind::Date | Kind::Year, None) => (Answer::EMPTY, Some(Trouble::new("C-017"))),
            _ if self.field.is_coded() => (Answer::EMPTY, Some(Trouble::new("C-001"))),
            _ => (Answer::EMPTY, Some(Trouble::new("C-007"))),
        }
    }

    fn number<'a>(&mut self, number: f64, scratch: &'a str) -> Coded<'a> {
        match self.field.kind {
            Kind::Integer | Kind::Decimal | Kind::Money => self.quantity(number),
            Kind::Year => self.year(number as i64),
            Kind::Date if (1900.0..=2100.0).contains(&number) && number.fract() == 0.0 => self.year(number as i64),
            Kind::Date => (Answer::EMPTY, Some(Trouble::new("C-004"))),
            Kind::Text | Kind::Link | Kind::File => self.words(scratch),
            _ => self.remember(&numbers::plain(number)),
        }
    }

    /// A number in the field's own units, within its bounds.
    fn quantity(&self, number: f64) -> Coded<'static> {
        let scale = match self.field.kind {
            Kind::Decimal => 10_000.0,
            Kind::Money => 100.0,
            _ => 1.0,
        };
        let scaled = (number * scale).round();
        if self.field.kind == Kind::Integer && number.fract() != 0.0 {
            return (Answer::EMPTY, Some(Trouble::new("C-016")));
        }
        if scaled.is_nan() || scaled.abs() >= 9e15 {
            return (Answer::EMPTY, Some(Trouble::new("C-007")));
        }
        if let Some([least, most]) = self.field.range
            && !(least as f64..=most as f64).contains(&number)
        {
            return (Answer::EMPTY, Some(Trouble::with("C-008", format!("{least}–{most}"))));
        }
        (Answer::Number(scaled as i64), None)
    }
}

/// Where a spelling stands among the recent ones: a guess that costs nothing, before the whole is hashed.
fn place(text: &str) -> usize {
    let bytes = text.as_bytes();
    let end = bytes.len().wrapping_sub(1);
    let signs = [0, end / 2, end].map(|at| usize::from(bytes.get(at).copied().unwrap_or_default()));
    (signs[0] ^ signs[1].wrapping_mul(5) ^ signs[2].wrapping_mul(3) ^ bytes.len()) % RECENT
}

/// The common length of a list's codes when they are all digits: INEGI keys, for instance.
fn code_digits(list: &List) -> Option<usize> {
    let digits = list.codes().first()?.id.len();
    let all = list
        .codes()
        .iter()
        .all(|code| code.id.len() == digits && code.id.bytes().all(|b| b.is_ascii_digit()));
    all.then_some(digits)
}
