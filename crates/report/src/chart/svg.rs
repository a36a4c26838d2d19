//! SVG as text: the few shapes that charts need, with numbers of one decimal so that bytes never vary.

use super::{paint, rates::hundredths};
use crate::{html::escape, number::count};

/// The width of every chart, in units; the page scales it.
pub(crate) const WIDTH: f64 = 420.0;

/// A drawing in the making.
pub(crate) struct Svg {
    body: String,
    /// Whether shapes bear their looks, for where no stylesheet does.
    is_painted: bool,
    /// Whether its numbers are hundredths: rates, as against counts.
    has_hundredths: bool,
}

/// Where a text hangs from its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// A drawing whose page has the stylesheet of charts.
    pub(crate) fn bare() -> Svg {
        Svg {
            body: String::new(),
            is_painted: false,
            has_hundredths: false,
        }
    }

    /// A drawing that looks right anywhere.
    pub(crate) fn painted() -> Svg {
        Svg {
            body: String::new(),
            is_painted: true,
            has_hundredths: false,
        }
    }

    /// An empty drawing with looks like these.
    pub(crate) fn alike(&self) -> Svg {
        Svg {
            body: String::new(),
            is_painted: self.is_painted,
            has_hundredths: self.has_hundredths,
        }
    }

    /// Its numbers are hundredths from now on.
    pub(super) fn count_hundredths(&mut self) {
        self.has_hundredths = true;
    }

    /// A number as this drawing has it.
    pub(super) fn number(&self, value: u64) -> String {
        match self.has_hundredths {
            true => hundredths(value),
            false => count(value),
        }
    }

    /// The class of a shape, with its looks.
    fn class(&self, class: &str) -> String {
        let paint = if self.is_painted {
            paint::attributes(class)
        } else {
            String::new()
        };
        format!("class=\"{class}\"{paint}")
    }

    /// A rectangle of a class; `title` shows when pointed at.
    pub(crate) fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], title: Option<&str>) {
        let place = format!(
            "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            short(x),
            short(y),
            short(width),
            short(height)
        );
        self.shape("rect", class, &place, title);
    }

    fn shape(&mut self, name: &str, class: &str, place: &str, title: Option<&str>) {
        let class = self.class(class);
        self.body += &match title {
            None => format!("<{name} {class} {place}/>"),
            Some(title) => format!("<{name} {class} {place}><title>{}</title></{name}>", words(title)),
        };
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let class = self.class(class);
        self.body += &format!(
            "<text {class} x=\"{}\" y=\"{}\"{anchor}>{}</text>",
            short(x),
            short(y),
            words(text)
        );
    }

    /// A line through points.
    pub(crate) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        self.shape("path", class, &format!("d=\"{}\"", steps(points)), None);
    }

    /// The area within points.
    pub(crate) fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        self.shape("path", class, &format!("d=\"{}Z\"", steps(points)), None);
    }

    /// A shape whose outline is already written, moved and scaled; `title` shows when pointed at.
    pub(crate) fn outline(&mut self, class: &str, outline: &str, title: &str) {
        self.shape("path", class, &format!("d=\"{}\"", escape(outline)), Some(title));
    }

    pub(crate) fn dot(&mut self, class: &str, (x, y): (f64, f64)) {
        self.shape(
            "circle",
            class,
            &format!("cx=\"{}\" cy=\"{}\" r=\"3\"", short(x), short(y)),
            None,
        );
    }

    /// Another drawing, set lower and to the right.
    pub(crate) fn put(&mut self, (x, y): (f64, f64), other: Svg) {
        self.body += &format!(
            "<g transform=\"translate({} {})\">{}</g>",
            short(x),
            short(y),
            other.body
        );
    }

    /// Another drawing, larger or smaller.
    pub(crate) fn put_scaled(&mut self, factor: f64, other: Svg) {
        self.body += &format!("<g transform=\"scale({factor:.4})\">{}</g>", other.body);
    }

    /// The drawing with its name and description for those who do not see it.
    pub(crate) fn finish(self, [width, height]: [f64; 2], title: &str, description: &str) -> String {
        let description = match description {
            "" => String::new(),
            text => format!("<desc>{}</desc>", words(text)),
        };
        let root = if self.is_painted {
            format!(" {}", paint::ROOT)
        } else {
            String::new()
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" role=\"img\" direction=\"ltr\"{root} \
             viewBox=\"0 0 {} {}\"><title>{}</title>{description}{}</svg>\n",
            short(width),
            short(height),
            words(title),
            self.body,
        )
    }
}

fn steps(points: &[(f64, f64)]) -> String {
    let step =
        |(at, (x, y)): (usize, &(f64, f64))| format!("{}{} {}", if at == 0 { 'M' } else { 'L' }, short(*x), short(*y));
    points.iter().enumerate().map(step).collect()
}

/// A number with at most one decimal.
pub(crate) fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Words as XML may hold them: escaped, without signs that XML refuses or that turn the direction of others.
fn words(text: &str) -> String {
    let allowed = |c: char| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        '\t' | '\n' | '\r' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    escape(&text.chars().map(allowed).collect::<String>())
}

/// Words cut to about what fits; the table has them whole.
pub(crate) fn fit(words: &str, width: f64) -> String {
    const LETTER: f64 = 6.6;
    let most = (width / LETTER) as usize;
    if words.chars().count() <= most {
        return words.to_owned();
    }
    let cut: String = words.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Words broken into lines of at most so many letters; a longer word is cut.
pub(crate) fn lines(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().take(letters).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => *line += &format!(" {word}"),
            _ => lines.push(word),
        }
    }
    lines
}

/// About how wide words are.
pub(crate) fn width_of(words: &str) -> f64 {
    words.chars().count() as f64 * 7.0
}
