//! A small part of Markdown, enough for a report's prose: headings, paragraphs, lists, emphasis. Figures
//! arrive marked by [`mark`] and leave as links; everything else is text and is escaped.

use crate::html::escape;

const OPEN: char = '\u{e000}';
const BETWEEN: char = '\u{e001}';
const CLOSE: char = '\u{e002}';

/// Marks a text as a figure, or as the name of one, at an address.
pub(crate) fn mark(address: &str, shown: &str) -> String {
    let bare = |text: &str| text.replace([OPEN, BETWEEN, CLOSE], "");
    format!("{OPEN}{}{BETWEEN}{}{CLOSE}", bare(address), bare(shown))
}

/// Writes Markdown as HTML; `link` gives the place of an address, when it has one.
pub(crate) fn write(text: &str, link: &dyn Fn(&str) -> Option<String>) -> String {
    let mut html = String::new();
    for block in blocks(text) {
        let first = block[0];
        if let Some(heading) = first.strip_prefix("## ") {
            html += &format!("<h4>{}</h4>\n", inline(heading, link));
        } else if let Some(heading) = first.strip_prefix("# ") {
            html += &format!("<h3>{}</h3>\n", inline(heading, link));
        } else if first.starts_with("- ") {
            html += &format!("<ul>{}</ul>\n", items(&block, link));
        } else {
            html += &format!("<p>{}</p>\n", inline(&block.join(" "), link));
        }
    }
    html
}

/// Runs of lines between empty ones; a heading is a block of its own, and a list may follow a line at once.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        let is_heading = line.starts_with('#');
        let is_item = line.starts_with("- ");
        if line.is_empty() {
            is_open = false;
            continue;
        }
        let goes_on = |block: &&mut Vec<&str>| is_open && !is_heading && (!is_item || block[0].starts_with("- "));
        match blocks.last_mut().filter(goes_on) {
            Some(block) => block.push(line),
            None => blocks.push(vec![line]),
        }
        is_open = !is_heading;
    }
    blocks
}

/// Items of a list; a line that begins none goes on with the one before.
fn items(block: &[&str], link: &dyn Fn(&str) -> Option<String>) -> String {
    let mut items: Vec<String> = Vec::new();
    for line in block {
        match (line.strip_prefix("- "), items.last_mut()) {
            (None, Some(last)) => *last += &format!(" {line}"),
            (text, _) => items.push(text.unwrap_or(line).to_owned()),
        }
    }
    items
        .iter()
        .map(|item| format!("<li>{}</li>", inline(item, link)))
        .collect()
}

/// Text of a block: `*emphasis*`, `**strong**`, and figures.
fn inline(text: &str, link: &dyn Fn(&str) -> Option<String>) -> String {
    let mut html = String::new();
    let (mut rest, mut is_strong, mut is_emphasis) = (text, false, false);
    while let Some(c) = rest.chars().next() {
        let mut toggle = |is_open: &mut bool, tag: &str| {
            html += &if *is_open {
                format!("</{tag}>")
            } else {
                format!("<{tag}>")
            };
            *is_open = !*is_open;
        };
        if let Some(after) = rest.strip_prefix("**") {
            toggle(&mut is_strong, "strong");
            rest = after;
        } else if c == '*' {
            toggle(&mut is_emphasis, "em");
            rest = &rest[1..];
        } else if let Some((address, shown, after)) = figure(rest) {
            html += &linked(address, shown, link);
            rest = after;
        } else {
            html += &escape(c.encode_utf8(&mut [0; 4]));
            rest = &rest[c.len_utf8()..];
        }
    }
    html + if is_emphasis { "</em>" } else { "" } + if is_strong { "</strong>" } else { "" }
}

/// A marked figure at the beginning of a text: its address, what is shown, and what follows.
fn figure(text: &str) -> Option<(&str, &str, &str)> {
    let (marked, after) = text.strip_prefix(OPEN)?.split_once(CLOSE)?;
    let (address, shown) = marked.split_once(BETWEEN)?;
    Some((address, shown, after))
}

fn linked(address: &str, shown: &str, link: &dyn Fn(&str) -> Option<String>) -> String {
    let (title, shown) = (escape(address), escape(shown));
    match link(address) {
        Some(place) => format!(
            "<a class=\"fig\" href=\"{}\" title=\"{title}\">{shown}</a>",
            escape(&place)
        ),
        None => format!("<span class=\"fig\" title=\"{title}\">{shown}</span>"),
    }
}

#[cfg(test)]
mod tests {
    use super::{mark, write};

    fn check(text: &str, html: &str) {
        assert_eq!(
            write(text, &|address| (address == "t[*]").then(|| "#t".to_owned())),
            html
        );
    }

    #[test]
    fn prose_becomes_paragraphs_lists_and_headings() {
        check(
            "# A\nuno\ndos\n\n- x\n- y\n  z",
            "<h3>A</h3>\n<p>uno dos</p>\n<ul><li>x</li><li>y z</li></ul>\n",
        );
        check("uno\n- x", "<p>uno</p>\n<ul><li>x</li></ul>\n");
        check("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>\n");
    }

    #[test]
    fn what_is_not_markdown_is_text() {
        check("<b> & \"c\"", "<p>&lt;b&gt; &amp; &quot;c&quot;</p>\n");
        check("an *open end", "<p>an <em>open end</em></p>\n");
    }

    #[test]
    fn a_figure_is_a_link_and_its_words_are_no_markdown() {
        check(
            &mark("t[*]", "1*2<"),
            "<p><a class=\"fig\" href=\"#t\" title=\"t[*]\">1*2&lt;</a></p>\n",
        );
        check(
            &mark("u[*]", "3"),
            "<p><span class=\"fig\" title=\"u[*]\">3</span></p>\n",
        );
    }
}
