//! SVG as text: the few shapes that charts need, with numbers of one decimal so that bytes never vary.

use crate::html::escape;

/// The width of every chart, in units; the page scales it.
pub(crate) const WIDTH: f64 = 420.0;

/// A drawing in the making.
pub(crate) struct Svg {
    body: String,
}

/// Where a text hangs from its point.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub(crate) fn new() -> Svg {
        Svg { body: String::new() }
    }

    /// A rectangle of a class; `title` shows when pointed at.
    pub(crate) fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], title: Option<&str>) {
        let title = title.map_or_else(String::new, |title| format!("<title>{}</title>", escape(title)));
        let place = format!(
            "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            short(x),
            short(y),
            short(width),
            short(height)
        );
        self.body += &match title.is_empty() {
            true => format!("<rect class=\"{class}\" {place}/>"),
            false => format!("<rect class=\"{class}\" {place}>{title}</rect>"),
        };
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.body += &format!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\"{anchor}>{}</text>",
            short(x),
            short(y),
            escape(words)
        );
    }

    /// A line through points.
    pub(crate) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let step = |(at, (x, y)): (usize, &(f64, f64))| {
            format!("{}{} {}", if at == 0 { 'M' } else { 'L' }, short(*x), short(*y))
        };
        let steps: String = points.iter().enumerate().map(step).collect();
        self.body += &format!("<path class=\"{class}\" d=\"{steps}\"/>");
    }

    pub(crate) fn dot(&mut self, class: &str, (x, y): (f64, f64)) {
        self.body += &format!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"3\"/>",
            short(x),
            short(y)
        );
    }

    /// The drawing with its name and description for those who do not see it.
    pub(crate) fn finish(self, height: f64, title: &str, description: &str) -> String {
        let description = match description {
            "" => String::new(),
            words => format!("<desc>{}</desc>", escape(words)),
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {} {}\"><title>{}</title>\
             {description}{}</svg>\n",
            short(WIDTH),
            short(height),
            escape(title),
            self.body,
        )
    }
}

/// A number with at most one decimal.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
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

/// About how wide words are.
pub(crate) fn width_of(words: &str) -> f64 {
    words.chars().count() as f64 * 7.0
}
