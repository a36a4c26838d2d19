//! A small part of Markdown, enough for a report's prose: headings, paragraphs, lists, emphasis. Figures
//! arrive marked by [`mark`]; everything else is text.

use crate::block::{Block, Run};

const OPEN: char = '\u{e000}';
const BETWEEN: char = '\u{e001}';
const CLOSE: char = '\u{e002}';

/// Marks a text as a figure, or as the name of one, at an address.
pub(crate) fn mark(address: &str, shown: &str) -> String {
    let bare = |text: &str| text.replace([OPEN, BETWEEN, CLOSE], "");
    format!("{OPEN}{}{BETWEEN}{}{CLOSE}", bare(address), bare(shown))
}

/// Reads Markdown.
pub(crate) fn read(text: &str) -> Vec<Block> {
    let block = |lines: Vec<&str>| {
        let first = lines[0];
        if let Some(heading) = first.strip_prefix("## ") {
            Block::Heading(2, runs(heading), None)
        } else if let Some(heading) = first.strip_prefix("# ") {
            Block::Heading(1, runs(heading), None)
        } else if first.starts_with("- ") {
            Block::List(items(&lines))
        } else {
            Block::Paragraph(runs(&lines.join(" ")))
        }
    };
    blocks(text).into_iter().map(block).collect()
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
fn items(block: &[&str]) -> Vec<Vec<Run>> {
    let mut items: Vec<String> = Vec::new();
    for line in block {
        match (line.strip_prefix("- "), items.last_mut()) {
            (None, Some(last)) => *last += &format!(" {line}"),
            (text, _) => items.push(text.unwrap_or(line).to_owned()),
        }
    }
    items.iter().map(|item| runs(item)).collect()
}

/// Text of a block: `*emphasis*`, `**strong**`, and figures.
fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut now = Run::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**") {
            now.is_strong = !now.is_strong;
            rest = after;
        } else if c == '*' {
            now.is_emphasis = !now.is_emphasis;
            rest = &rest[1..];
        } else if let Some((address, shown, after)) = figure(rest) {
            let address = Some(address.to_owned());
            runs.push(Run {
                words: shown.to_owned(),
                address,
                ..now.clone()
            });
            rest = after;
        } else {
            push(&mut runs, &now, c);
            rest = &rest[c.len_utf8()..];
        }
    }
    runs
}

/// Adds a letter to the last run, when it is set in the same way, or to a new one.
fn push(runs: &mut Vec<Run>, now: &Run, letter: char) {
    let goes_on = |last: &&mut Run| {
        last.address.is_none() && last.is_strong == now.is_strong && last.is_emphasis == now.is_emphasis
    };
    match runs.last_mut().filter(goes_on) {
        Some(last) => last.words.push(letter),
        None => runs.push(Run {
            words: letter.to_string(),
            ..now.clone()
        }),
    }
}

/// A marked figure at the beginning of a text: its address, what is shown, and what follows.
fn figure(text: &str) -> Option<(&str, &str, &str)> {
    let (marked, after) = text.strip_prefix(OPEN)?.split_once(CLOSE)?;
    let (address, shown) = marked.split_once(BETWEEN)?;
    Some((address, shown, after))
}

#[cfg(test)]
mod tests {
    use super::{mark, read};
    use crate::{block::Run, html_block::prose_block};

    fn check(text: &str, html: &str) {
        let link = |run: &Run| (run.address.as_deref() == Some("t[*]")).then(|| "#t".to_owned());
        let written: String = read(text).iter().map(|block| prose_block(block, &link)).collect();
        assert_eq!(written, html);
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
