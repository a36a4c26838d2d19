//! Text made safe for HTML, and the anchors by which every number can be traced to its figure.

use statistics::Address;

/// Escapes text for elements and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// Text as a value in an address.
pub(crate) fn query(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// The anchor of a figure; an anchor has no spaces.
pub(crate) fn anchor(address: &Address) -> String {
    format!("fig-{address}")
        .chars()
        .map(|c| if c.is_whitespace() { '_' } else { c })
        .collect()
}

/// The attributes of the element that shows a figure in its table.
pub(crate) fn figure(address: &Address) -> String {
    format!(
        "id=\"{}\" title=\"{}\"",
        escape(&anchor(address)),
        escape(&address.to_string())
    )
}

/// The address of a cell by the ids of its row and column.
pub(crate) fn address(table: &str, row: Option<&str>, column: Option<&str>) -> Address {
    Address {
        table: table.to_owned(),
        row: row.map(str::to_owned),
        column: column.map(str::to_owned),
    }
}

/// Opens a table in a box of its own, which scrolls where the screen is narrow; the caption stays in sight.
/// [`TABLE_END`] closes both.
pub(crate) fn table(caption: &str) -> String {
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table>\n\
         <caption><span>{caption}</span></caption>\n"
    )
}

/// Closes a table and its box.
pub(crate) const TABLE_END: &str = "</table></div>\n";

/// The row of headings: each with its class, `n` for numbers, `w` for words.
pub(crate) fn headings(headings: &[(&str, &str)]) -> String {
    let one = |(words, class): &(&str, &str)| match *class {
        "" => format!("<th scope=\"col\">{words}</th>"),
        class => format!("<th scope=\"col\" class=\"{class}\">{words}</th>"),
    };
    format!(
        "<thead><tr>{}</tr></thead>\n",
        headings.iter().map(one).collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::{address, escape, figure};

    #[test]
    fn nothing_escapes_from_an_attribute() {
        assert_eq!(escape("a<b>&\"c\" 'd'"), "a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39;");
    }

    #[test]
    fn a_figure_has_an_anchor_without_spaces() {
        let of = address("t.by", Some("a b"), Some("\"x"));
        assert_eq!(figure(&of), "id=\"fig-t.by[a_b,&quot;x]\" title=\"t.by[a b,&quot;x]\"");
    }
}
