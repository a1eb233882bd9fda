//! A reliability diagram as SVG: how often came what was said to be so likely.

use std::fmt::Write;

use detente_crisis::crisis::{Bin, Record, Trend};

/// Pixels of the side of a panel, and around it.
const SIDE: f64 = 220.0;
const MARGIN: f64 = 46.0;
/// Colours that people with any colour vision tell apart (Okabe and Ito).
const COLOURS: [(Trend, &str, &str); 3] = [
    (Trend::Falls, "falls", "#0072b2"),
    (Trend::Stays, "stays", "#999999"),
    (Trend::Rises, "rises", "#d55e00"),
];
/// A bin of fewer forecasts says nothing.
const LEAST: u32 = 10;

/// The diagram, a panel for each record.
pub(super) fn svg(records: &[&Record]) -> String {
    let width = records.len() as f64 * (SIDE + MARGIN) + MARGIN;
    let height = SIDE + 2.0 * MARGIN + 20.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\" \
         role=\"img\" aria-label=\"Reliability of the outlook\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for (at, record) in records.iter().enumerate() {
        panel(&mut out, record, MARGIN + at as f64 * (SIDE + MARGIN));
    }
    let mut x = MARGIN;
    for (_, name, colour) in COLOURS {
        let y = height - 14.0;
        out.push_str(&format!("<circle cx=\"{x}\" cy=\"{}\" r=\"4\" fill=\"{colour}\"/>", y - 4.0));
        out.push_str(&format!("<text x=\"{}\" y=\"{y}\">{name}</text>\n", x + 8.0));
        x += 60.0;
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, record: &Record, left: f64) {
    let (top, bottom) = (MARGIN, MARGIN + SIDE);
    let x = |p: f64| left + p * SIDE;
    let y = |p: f64| bottom - p * SIDE;
    let mut draw = |text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{text}");
    };
    draw(format!(
        "<text x=\"{left}\" y=\"{}\" font-weight=\"bold\">next {} days</text>",
        top - 12.0,
        record.horizon.days()
    ));
    draw(format!(
        "<rect x=\"{left}\" y=\"{top}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#333333\"/>"
    ));
    draw(format!(
        "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#bbbbbb\" stroke-dasharray=\"4 3\"/>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    ));
    for tick in [0.0, 0.5, 1.0] {
        draw(format!("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{tick}</text>", x(tick), bottom + 14.0));
        draw(format!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{tick}</text>", left - 5.0, y(tick) + 4.0));
    }
    draw(format!("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">said</text>", x(0.5), bottom + 28.0));
    for (trend, _, colour) in COLOURS {
        let bins: Vec<&Bin> =
            record.reliability[trend as usize].iter().filter(|bin| bin.cases >= LEAST).collect();
        let points: Vec<String> =
            bins.iter().map(|bin| format!("{:.1},{:.1}", x(bin.said), y(bin.came))).collect();
        draw(format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>",
            points.join(" ")
        ));
        for bin in bins {
            // The area of a point shows how many forecasts it stands for.
            let size = (f64::from(bin.cases) / f64::from(record.cases.max(1))).sqrt() * 12.0 + 1.5;
            let title = format!("{} forecasts: said {:.2}, came {:.2}", bin.cases, bin.said, bin.came);
            draw(format!(
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{size:.1}\" fill=\"{colour}\" fill-opacity=\"0.7\"><title>{title}</title></circle>",
                x(bin.said),
                y(bin.came)
            ));
        }
    }
}
