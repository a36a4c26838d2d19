//! Lines on the terminal, or in a pipe whose reader may have gone.

use std::{
    fmt,
    io::{ErrorKind, Write, stdout},
    process::exit,
};

/// Writes a line to standard output; when nobody reads any more (`sintra … | head`), the program ends in
/// silence, as others do.
pub(crate) fn line(words: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(stdout().lock(), "{words}") {
        exit(if error.kind() == ErrorKind::BrokenPipe { 0 } else { 3 });
    }
}

/// `println!` for a program whose output goes into pipes.
macro_rules! say {
    ($($words:tt)*) => { $crate::say::line(format_args!($($words)*)) };
}

pub(crate) use say;
