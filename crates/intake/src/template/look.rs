//! How cells look: by what they hold, and by what was found in them.

use catalogue::{Kind, Severity};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

const DARK: u32 = 0x5B_1A2E;
const PALE: u32 = 0xF3_E8EB;
const GREY: u32 = 0x6B_6B6B;
const LINE: u32 = 0xBF_BFBF;
const NOTE: u32 = 0xDD_EBF7;
const WARNING: u32 = 0xFF_E699;
const ERROR: u32 = 0xF4_B0A8;

/// What a cell holds, as far as its number format goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// Text, kept as typed: leading zeros stay.
    Text,
    /// A date.
    Date,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
    /// Pesos and centavos.
    Money,
    /// Whatever the spreadsheet makes of it.
    General,
}

/// The formats of headings and titles.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) title: Format,
    pub(crate) subtitle: Format,
    pub(crate) strong: Format,
    pub(crate) plain: Format,
    pub(crate) link: Format,
    pub(crate) required: Format,
    pub(crate) optional: Format,
    pub(crate) machine: Format,
    pub(crate) group: Format,
}

impl Shape {
    /// The shape of a field's cells.
    pub(crate) fn of(kind: Kind) -> Shape {
        match kind {
            Kind::Date => Shape::Date,
            Kind::Year | Kind::Integer => Shape::Whole,
            Kind::Decimal => Shape::Decimal,
            Kind::Money => Shape::Money,
            _ => Shape::Text,
        }
    }

    /// A cell of this shape.
    pub(crate) fn format(self) -> Format {
        let format = Format::new().set_align(FormatAlign::Top);
        match self {
            Shape::Text => format.set_num_format("@"),
            Shape::Date => format.set_num_format("yyyy-mm-dd"),
            Shape::Whole => format.set_num_format("0"),
            Shape::Decimal => format.set_num_format("0.####"),
            Shape::Money => format.set_num_format("#,##0.00"),
            Shape::General => format,
        }
    }

    /// The same in the example row.
    pub(crate) fn example(self) -> Format {
        self.format().set_italic().set_font_color(Color::RGB(GREY))
    }
}

/// A format marked by how grave what was found is.
pub(crate) fn marked(format: Format, severity: Severity) -> Format {
    let filled = format.set_background_color(Color::RGB(colour(severity)));
    let edged = filled.set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE));
    // Colour alone says nothing to who does not see it: errors are bold as well.
    if severity >= Severity::Error {
        edged.set_bold()
    } else {
        edged
    }
}

/// The colour of a severity.
pub(crate) fn colour(severity: Severity) -> u32 {
    match severity {
        Severity::Note => NOTE,
        Severity::Warning => WARNING,
        Severity::Error | Severity::Refusal => ERROR,
    }
}

impl Look {
    pub(crate) fn new() -> Look {
        let wrapped = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let heading = || {
            let format = wrapped()
                .set_bold()
                .set_align(FormatAlign::VerticalCenter)
                .set_num_format("@");
            format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE))
        };
        Look {
            title: Format::new()
                .set_bold()
                .set_font_size(16)
                .set_font_color(Color::RGB(DARK)),
            subtitle: Format::new()
                .set_bold()
                .set_font_size(13)
                .set_font_color(Color::RGB(DARK)),
            strong: wrapped().set_bold(),
            plain: wrapped(),
            link: wrapped().set_hyperlink(),
            required: heading()
                .set_background_color(Color::RGB(DARK))
                .set_font_color(Color::White),
            optional: heading()
                .set_background_color(Color::RGB(PALE))
                .set_font_color(Color::RGB(DARK)),
            machine: Format::new().set_font_color(Color::RGB(GREY)),
            group: Format::new()
                .set_bold()
                .set_num_format("@")
                .set_background_color(Color::RGB(DARK))
                .set_font_color(Color::White),
        }
    }

    /// The format of a heading.
    pub(crate) fn heading(&self, required: bool) -> &Format {
        if required { &self.required } else { &self.optional }
    }
}
