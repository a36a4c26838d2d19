//! A text as a QR code, drawn as SVG without a style or a script.

use std::fmt::Write;

use fast_qr::QRBuilder;

/// Blank modules around it, without which no camera finds it.
const QUIET: usize = 4;

/// The drawing, for a page; nothing when the text is too long for a code.
pub(crate) fn svg(text: &str, label: &str) -> String {
    let Ok(code) = QRBuilder::new(text).build() else {
        return String::new();
    };
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        for (column, _) in code[row].iter().enumerate().filter(|(_, module)| module.value()) {
            let _ = write!(path, "M{} {}h1v1h-1z", column + QUIET, row + QUIET);
        }
    }
    format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}
