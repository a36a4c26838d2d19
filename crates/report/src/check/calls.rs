//! The calls in a template: a name, a bracket and, when it comes first, a text in quotes.

/// One call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    /// What is called.
    pub(super) name: &'a str,
    /// The first argument, when it is a text in quotes.
    pub(super) argument: Option<&'a str>,
    /// The second argument, when both are.
    pub(super) second: Option<&'a str>,
    /// Where the name begins, in bytes.
    pub(super) offset: usize,
}

/// Words of the template language that may stand before a bracket and call nothing.
const WORDS: [&str; 7] = ["if", "elif", "not", "and", "or", "in", "is"];

/// Every call, in order.
pub(super) fn calls(text: &str) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = next_block(text, from) {
        in_block(text, start, end, &mut calls);
        from = end;
    }
    calls
}

/// The inside of the next `{{ … }}` or `{% … %}`.
fn next_block(text: &str, from: usize) -> Option<(usize, usize)> {
    let opening = |open: &str, close: &'static str| Some((from + text.get(from..)?.find(open)? + 2, close));
    let (start, close) = [opening("{{", "}}"), opening("{%", "%}")].into_iter().flatten().min()?;
    let end = text.get(start..)?.find(close).map_or(text.len(), |at| start + at);
    Some((start, end))
}

fn in_block<'a>(text: &'a str, start: usize, end: usize, calls: &mut Vec<Call<'a>>) {
    let mut at = start;
    while at < end {
        let rest = &text[at..end];
        let Some(first) = rest.chars().next() else { return };
        if first == '"' || first == '\'' {
            at += quoted(rest).map_or(rest.len(), |words| words.len() + 2);
        } else if first.is_ascii_alphabetic() || first == '_' {
            let name = word(rest);
            calls.extend(call(name, &rest[name.len()..], at));
            at += name.len();
        } else {
            at += first.len_utf8();
        }
    }
}

fn word(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The call of a name, when a bracket follows it.
fn call<'a>(name: &'a str, after: &'a str, offset: usize) -> Option<Call<'a>> {
    let inside = after
        .trim_start()
        .strip_prefix('(')
        .filter(|_| !WORDS.contains(&name))?;
    let inside = inside.trim_start();
    let argument = quoted(inside);
    let rest = argument.and_then(|words| inside.get(words.len() + 2..));
    let second = rest.and_then(|rest| quoted(rest.trim_start().strip_prefix(',')?.trim_start()));
    Some(Call {
        name,
        argument,
        second,
        offset,
    })
}

/// The text in quotes at the beginning of a text.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    text[1..].split_once(quote).map(|(words, _)| words)
}

#[cfg(test)]
mod tests {
    use super::{Call, calls};

    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let found = calls(text);
        let bare: Vec<_> = found
            .iter()
            .map(|Call { name, argument, .. }| (*name, *argument))
            .collect();
        assert_eq!(bare, expected, "{text}");
        assert!(found.iter().all(|call| text[call.offset..].starts_with(call.name)));
    }

    #[test]
    fn calls_are_found_inside_blocks_only() {
        check(
            "n(\"no\") {{ n(\"a[b]\") }} y {% if known('t') and not (value( \"c[*]\" ) > 1) %}",
            &[("n", Some("a[b]")), ("known", Some("t")), ("value", Some("c[*]"))],
        );
    }

    #[test]
    fn words_in_quotes_call_nothing() {
        check(
            "{{ words(\"a[*]\", \"one (1)\", \"many\") }}",
            &[("words", Some("a[*]"))],
        );
        check("{{ n(x) }}", &[("n", None)]);
        check("{{ n(\"open", &[("n", None)]);
    }
}
