//! What there is to say about a file as a file, before any rule about its contents.
//!
//! A notice is never an opinion on a record: it says what the container, the
//! encoding or the sheet hides, loses or cannot carry. Words for people live in
//! the catalogue under the notice's id.

use std::fmt;

use register::column_letters;

/// Longest piece of the file that a notice repeats, in characters.
const VALUE_CHARS_MAX: usize = 120;

macro_rules! notice_kinds {
    ($($(#[doc = $doc:expr])+ $name:ident = $id:literal,)+) => {
        /// The kinds of notice. Ids below F-100 refuse the file; from F-101 the file is read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum NoticeKind { $($(#[doc = $doc])+ $name,)+ }

        impl NoticeKind {
            /// Every kind, in the order of the ids.
            pub const ALL: &[NoticeKind] = &[$(NoticeKind::$name,)+];

            /// The id under which the catalogue explains this kind; never reused.
            pub fn id(&self) -> &'static str {
                match self { $(NoticeKind::$name => $id,)+ }
            }
        }
    };
}

notice_kinds! {
    /// The file has no bytes, or nothing but blank space. Mend: send the file again; it was probably cut on the way.
    EmptyFile = "F-001",
    /// The content is none of CSV, JSON Lines, XLSX, XLSB, ODS or XLS, whatever its name says; the value names what it looks like. Mend: open it and save it as .xlsx or as CSV UTF-8.
    UnknownType = "F-002",
    /// The file is larger than the limit; the value is its size in bytes. Mend: split it by period or by register.
    TooLarge = "F-003",
    /// The file is encrypted or protected with a password to open. Mend: remove the password and send it again; the channel already protects it.
    Encrypted = "F-004",
    /// The workbook carries macros (.xlsm, a VBA project, macro sheets or Basic modules). Mend: save it as .xlsx without macros.
    Macros = "F-005",
    /// The file is damaged or was made to do harm: unreadable archive, broken XML, sizes that contradict the content; the value says where. Mend: open it, save it anew and send it again.
    Damaged = "F-006",
    /// Unpacked, the file or one part of it would be over the limit or more than a hundred times its packed size. Mend: delete unused formats and rows, or send CSV.
    UnpacksTooLarge = "F-007",
    /// The archive holds more parts than any workbook has; the value is the count. Mend: save the workbook anew.
    TooManyParts = "F-008",
    /// The archive holds a part that no workbook has: a path that climbs out, an absolute path, a link, a program; the value is its name. Mend: save the workbook anew from a spreadsheet program.
    ForbiddenPart = "F-009",
    /// The table of texts declares more texts than it has room for; the value is the number declared. Mend: save the workbook anew.
    SharedStringCount = "F-010",
    /// A filled cell lies beyond the column limit or after a gap of more rows than the limit; the value is its address. Mend: clear everything outside the table and send it again.
    FarCell = "F-011",
    /// An old .xls whose inner directory loops or points outside the file, a trick to exhaust readers. Mend: save it as .xlsx.
    LegacyTrick = "F-012",
    /// JSON nested deeper than the limit. Mend: send one flat object a line.
    JsonTooDeep = "F-013",
    /// A sheet is hidden; it was read all the same. Mend: show it or delete it, so that what is sent is what is seen.
    HiddenSheet = "F-101",
    /// A row is hidden, often by a filter; it was read all the same. Mend: clear the filter or delete the row.
    HiddenRow = "F-102",
    /// Columns are hidden; they were read all the same; the value names them. Mend: show them or delete them.
    HiddenColumn = "F-103",
    /// Cells are merged: only the first holds the value, the others are empty; the value is the range. Mend: unmerge and repeat the value in each cell.
    MergedCells = "F-104",
    /// Cells hold formulas; the value last computed was taken; the value is the count and the address is the first. Mend: paste as values.
    Formula = "F-105",
    /// A formula has no computed value in the file, so its cell is empty to us. Mend: open the file, let it calculate, save, or paste as values.
    FormulaWithoutValue = "F-106",
    /// A cell holds an error such as #REF! instead of a value. Mend: correct the formula or write the value.
    ErrorValue = "F-107",
    /// The workbook counts its dates from 1904; they were converted accordingly. Mend: nothing, but check one date.
    Epoch1904 = "F-108",
    /// The sheet declares other dimensions than it has; the value is the declared range. Mend: nothing; saving anew corrects it.
    DimensionLies = "F-109",
    /// The workbook takes values from other files; the last values stored were taken. Mend: break the links, paste as values.
    ExternalLink = "F-110",
    /// The workbook carries pictures or embedded objects, which are not read; the value is the count. Mend: write in cells whatever they say.
    EmbeddedObject = "F-111",
    /// The character encoding in which the text was read; the value is its name. Mend: if letters look wrong, save as CSV UTF-8.
    EncodingDetected = "F-112",
    /// The text begins with a byte order mark, which was skipped. Mend: nothing.
    ByteOrderMark = "F-113",
    /// Bytes that are no character in the file's encoding were shown as U+FFFD; the value is the count and the row the first. Mend: save as CSV UTF-8 from the program of origin.
    UndecodableBytes = "F-114",
    /// Text that was decoded wrongly before it reached us, such as "FiscalÃ­a". Mend: export anew from the source as UTF-8.
    Mojibake = "F-115",
    /// A cell holds invisible characters: NUL, control or direction-changing ones; the value names the first. Mend: retype the cell.
    ControlCharacter = "F-116",
    /// The character that was taken to separate columns. Mend: if columns look wrong, save with commas.
    DelimiterDetected = "F-117",
    /// A row has fewer or more cells than the table; the value is "found/expected". Mend: add or remove separators, or quote the text that contains one.
    RaggedRow = "F-118",
    /// A quotation mark opens and never closes; its line was read as it stands. Mend: close it, or double the quotation marks inside text.
    UnclosedQuote = "F-119",
    /// Blank rows were skipped; the value is the count and the row the first. Mend: nothing.
    BlankRows = "F-120",
    /// A cell holds more text than a spreadsheet cell can; it was cut at the limit. Mend: shorten it.
    LongText = "F-121",
    /// A line is longer than the limit; it was cut there. Mend: check for a missing line break.
    LongLine = "F-122",
    /// A JSON field that the first lines do not have; its value was left out; the value is its name. Mend: give every line the same fields.
    UnexpectedField = "F-123",
    /// A JSON field holds an object or a list of lists; it was left out; the value is its name. Mend: flatten it.
    NestedValue = "F-124",
    /// A line is not a JSON object; it was left out. Mend: one object a line.
    UnreadableLine = "F-125",
    /// A JSON field appears twice in one line; the first was taken; the value is its name. Mend: keep one.
    RepeatedField = "F-126",
    /// A sheet that is no table (chart, dialog) was not read; the value is its kind. Mend: nothing, unless data was meant.
    SheetNotRead = "F-127",
    /// Nothing filled was found in the whole file. Mend: check that the right file was sent.
    NoRows = "F-128",
    /// The name's ending says one type and the content is another; the content was believed; the value is "ending: content". Mend: rename it.
    NameDisagrees = "F-129",
}

impl NoticeKind {
    /// Whether the file is not read because of it.
    pub fn refuses(&self) -> bool {
        *self <= NoticeKind::JsonTooDeep
    }
}

/// One observation on a file and where it applies.
///
/// A kind that happens many times is told place by place up to
/// [`Limits::notices_each`](crate::Limits) for each sheet; when there were
/// more, one last notice without row and column gives the total as its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What was observed.
    pub rule: NoticeKind,
    /// The sheet's name; `None` for the file as a whole and for text files.
    pub sheet: Option<String>,
    /// The row as a spreadsheet program numbers it, from 1.
    pub row: Option<u32>,
    /// The column, from 0.
    pub column: Option<u16>,
    /// The offending thing, cut short, or a count.
    pub value: String,
}

impl Notice {
    /// A notice about the whole file.
    pub fn new(rule: NoticeKind, value: impl Into<String>) -> Self {
        let mut value: String = value.into();
        if let Some((end, _)) = value.char_indices().nth(VALUE_CHARS_MAX) {
            value.truncate(end);
        }
        Notice {
            rule,
            sheet: None,
            row: None,
            column: None,
            value,
        }
    }

    /// The same, about one sheet.
    pub fn on(mut self, sheet: Option<&str>) -> Self {
        self.sheet = sheet.map(str::to_owned);
        self
    }

    /// The same, at a place.
    pub fn at(mut self, row: Option<u32>, column: Option<u16>) -> Self {
        self.row = row;
        self.column = column;
        self
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.rule.id(), self.rule)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " on {sheet}")?;
        }
        if let Some(row) = self.row {
            write!(f, " row {row}")?;
        }
        if let Some(column) = self.column {
            write!(f, " column {}", column_letters(column))?;
        }
        write!(f, ": {}", self.value)
    }
}
