//! How each class of shape looks where no stylesheet says otherwise: presentation attributes, which any
//! stylesheet overrides and a strict content policy lets stand.

/// One class and its attributes.
type Paint = (&'static str, &'static [(&'static str, &'static str)]);

const INK: &str = "#1c1b1a";
const SOFT: &str = "#5a5754";
const LINE: &str = "#d8d4cf";
const BAR: &str = "#1f5c86";
const PAPER: &str = "#ffffff";
const SMALL: &str = "11.5";
const TINY: &str = "9.5";

const PAINTS: &[Paint] = &[
    ("v", &[("font-weight", "600")]),
    ("h", &[("font-weight", "700"), ("font-size", "15")]),
    ("r", &[("fill", SOFT), ("font-size", SMALL)]),
    ("b", &[("fill", BAR)]),
    ("l", &[("fill", "none"), ("stroke", BAR), ("stroke-width", "2")]),
    ("axis", &[("fill", "none"), ("stroke", SOFT)]),
    ("s0", &[("fill", "#2a6ea0"), ("stroke", PAPER)]),
    ("s1", &[("fill", "#f0b429"), ("stroke", PAPER)]),
    ("s2", &[("fill", "#8fb8a0"), ("stroke", PAPER)]),
    ("s3", &[("fill", "#a34c73"), ("stroke", PAPER)]),
    ("s4", &[("fill", "#b9d3ea"), ("stroke", PAPER)]),
    ("s5", &[("fill", "#8c6d46"), ("stroke", PAPER)]),
    ("i0", &[("fill", PAPER), ("font-size", SMALL), ("font-weight", "600")]),
    ("i1", &[("fill", INK), ("font-size", SMALL), ("font-weight", "600")]),
    ("i2", &[("fill", INK), ("font-size", SMALL), ("font-weight", "600")]),
    ("i3", &[("fill", PAPER), ("font-size", SMALL), ("font-weight", "600")]),
    ("i4", &[("fill", INK), ("font-size", SMALL), ("font-weight", "600")]),
    ("i5", &[("fill", PAPER), ("font-size", SMALL), ("font-weight", "600")]),
    ("z0", &[("fill", "none"), ("stroke", "#2a6ea0"), ("stroke-width", "2")]),
    (
        "z1",
        &[
            ("fill", "none"),
            ("stroke", "#8a5a00"),
            ("stroke-width", "2"),
            ("stroke-dasharray", "7 3"),
        ],
    ),
    (
        "z2",
        &[
            ("fill", "none"),
            ("stroke", "#3f7a57"),
            ("stroke-width", "2"),
            ("stroke-dasharray", "2 3"),
        ],
    ),
    (
        "z3",
        &[
            ("fill", "none"),
            ("stroke", "#a34c73"),
            ("stroke-width", "2"),
            ("stroke-dasharray", "9 3 2 3"),
        ],
    ),
    (
        "z4",
        &[
            ("fill", "none"),
            ("stroke", "#5a5754"),
            ("stroke-width", "2"),
            ("stroke-dasharray", "4 4"),
        ],
    ),
    (
        "z5",
        &[
            ("fill", "none"),
            ("stroke", "#8c6d46"),
            ("stroke-width", "2"),
            ("stroke-dasharray", "1 3"),
        ],
    ),
    ("w0", &[("fill", "#2a6ea0"), ("fill-opacity", "0.16")]),
    ("w1", &[("fill", "#8a5a00"), ("fill-opacity", "0.16")]),
    ("w2", &[("fill", "#3f7a57"), ("fill-opacity", "0.16")]),
    ("w3", &[("fill", "#a34c73"), ("fill-opacity", "0.16")]),
    ("w4", &[("fill", "#5a5754"), ("fill-opacity", "0.16")]),
    ("w5", &[("fill", "#8c6d46"), ("fill-opacity", "0.16")]),
    ("q0", &[("fill", PAPER), ("stroke", LINE)]),
    ("q1", &[("fill", "#dbe8f2")]),
    ("q2", &[("fill", "#a9c8e0")]),
    ("q3", &[("fill", "#6a9fc8")]),
    ("q4", &[("fill", "#2c6fa3")]),
    ("q5", &[("fill", "#123f66")]),
    ("k0", &[("fill", SOFT), ("font-size", TINY)]),
    ("k1", &[("font-size", TINY)]),
    ("k2", &[("font-size", TINY)]),
    ("k3", &[("font-size", TINY)]),
    ("k4", &[("fill", PAPER), ("font-size", TINY)]),
    ("k5", &[("fill", PAPER), ("font-size", TINY)]),
    ("m", &[("font-size", SMALL), ("font-weight", "700")]),
    (
        "edge",
        &[("stroke", SOFT), ("stroke-width", "1.4"), ("stroke-linejoin", "round")],
    ),
    ("page", &[("fill", PAPER)]),
];

/// What a whole drawing starts from.
pub(super) const ROOT: &str = "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#1c1b1a\"";

/// The attributes of classes, each name once: of two classes that set one, the later wins.
pub(super) fn attributes(classes: &str) -> String {
    let mut set: Vec<(&str, &str)> = Vec::new();
    for class in classes.split(' ') {
        let paint = PAINTS.iter().find(|(name, _)| *name == class);
        for (name, value) in paint.map(|(_, paint)| *paint).unwrap_or_default() {
            set.retain(|(other, _)| other != name);
            set.push((name, value));
        }
    }
    set.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect()
}

#[cfg(test)]
mod tests {
    use super::attributes;

    #[test]
    fn no_attribute_stands_twice() {
        assert_eq!(
            attributes("k4 m"),
            " fill=\"#ffffff\" font-size=\"11.5\" font-weight=\"700\""
        );
        assert_eq!(attributes("t"), "");
    }
}
