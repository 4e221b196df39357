//! What other budgets would reach, drawn, with a table that says the same.

use crate::kit::table::{number, table};
use crate::kit::words::percent;
use maud::{Markup, html};
use std::fmt::Write as _;
use ward_planner::outlook::Outlook;
use ward_planner::plan::Point;

/// The drawing within its room for words.
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 200.0;

pub(super) fn frontier(seen: &Outlook) -> Markup {
    let points = &seen.frontier;
    let most = points.iter().map(|point| point.part).fold(1.0, f64::max);
    let x = |point: &Point| 56.0 + WIDTH * point.part / most;
    let y = |part: f64| 16.0 + HEIGHT * (1.0 - part);
    let line = |value: fn(&Point) -> f64| {
        let mut path = String::new();
        for (at, point) in points.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(
                path,
                "{}{:.1} {:.1}",
                if at == 0 { "M" } else { "L" },
                x(point),
                y(seen.part(value(point)))
            );
        }
        path
    };
    let here = points.iter().find(|point| (point.part - 1.0).abs() < 1e-9);
    html! {
        @if seen.open > 0.0 {
            h2 { "What other budgets would reach" }
            p { "Part of the open risk that is closed, on the mean of the years, with the same staff hours. The solid line is a plan that exists; \
                 no plan can lie above the dashed one." }
            svg.chart viewBox="0 0 600 270" role="img" aria-label="Open risk closed by yearly budget; the table below says the same" focusable="false" {
                @for part in [0.0, 0.5, 1.0] {
                    path.axis d={ "M56 " (format!("{:.1}", y(part))) "H576" } {}
                    text x="48" y=(format!("{:.1}", y(part) + 5.0)) text-anchor="end" { (percent(part)) }
                }
                path.bound d=(line(|point| point.bound)) {}
                path.line d=(line(|point| point.value)) {}
                @if let Some(point) = here {
                    circle.here cx=(format!("{:.1}", x(point))) cy=(format!("{:.1}", y(seen.part(point.value)))) r="6" {}
                    text x=(format!("{:.1}", x(point))) y="262" text-anchor="middle" { "your budget" }
                }
                @for point in points.iter().filter(|point| [0.0, 1.0, most].contains(&point.part)) {
                    text x=(format!("{:.1}", x(point))) y="240" text-anchor=(if point.part > 1.5 { "end" } else { "middle" }) { (seen.frame.budget.share(point.part)) }
                }
            }
            details {
                summary { "The same as a table" }
                (table(
                    "Open risk closed by yearly budget, on the mean of the years",
                    [number("Dollars a year"), number("Closed"), number("At most")],
                    points.iter().map(|point| [
                        html! { (seen.frame.budget.share(point.part)) @if (point.part - 1.0).abs() < 1e-9 { " (yours)" } },
                        html! { (percent(seen.part(point.value))) },
                        html! { (percent(seen.part(point.bound))) },
                    ]),
                    "",
                ))
            }
        }
    }
}
