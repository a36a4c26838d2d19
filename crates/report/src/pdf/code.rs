//! Text made safe for the typesetter: whatever people wrote stands in quotes, never as its commands.

/// A text in quotes. What would break a line or show nothing becomes a space.
pub(super) fn quoted(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 2);
    safe.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => safe.extend(['\\', c]),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe.push('"');
    safe
}

/// A call of one of the template's functions, on a line of its own.
pub(super) fn call(name: &str, arguments: &[String]) -> String {
    format!("{name}({})\n", arguments.join(", "))
}

/// A list of values.
pub(super) fn list(values: &[String]) -> String {
    format!("({},)", values.join(", "))
}

/// An empty list, or a list of values.
pub(super) fn list_or_empty(values: &[String]) -> String {
    if values.is_empty() {
        "()".to_owned()
    } else {
        list(values)
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_cannot_leave_its_quotes() {
        assert_eq!(quoted(r#"a" + panic("x") + "\"#), r#""a\" + panic(\"x\") + \"\\""#);
        assert_eq!(quoted("#let x = 1\n$x$\u{0}"), "\"#let x = 1 $x$ \"");
    }
}
