//! The rose: twenty petals of one angle each, after Nightingale's diagrams of 1858.
//!
//! The *area* of a petal's filled part is the share that is proven, so its radius grows with the square root. A lighter,
//! dashed part reaches to what may still turn out well. Colour and pattern say the status; the table beside the rose
//! says the same in words. Petals are links for the pointer; by keyboard the table's links do, so that nobody tabs
//! through twenty goals twice.

use super::parts::{class, shape};
use super::words;
use maud::{Markup, PreEscaped, html};
use std::f64::consts::TAU;
use std::fmt::Write as _;
use ward_domain::assessment::{Range, Status};

/// One petal.
#[derive(Clone, Debug)]
pub(crate) struct Petal {
    pub id: String,
    /// For wide screens.
    pub short_title: String,
    pub status: Status,
    pub score: Range,
    pub address: String,
}

/// Radius of a whole petal; the drawing is 440 wide with its centre at 0, 0.
const WHOLE: f64 = 158.0;
/// Where the marks and names stand.
const MARK: f64 = 173.0;
const NAME: f64 = 196.0;

/// The rose, without its table.
pub(crate) fn rose(petals: &[Petal], summary: &str) -> Markup {
    let step = TAU / petals.len().max(1) as f64;
    html! {
        svg.rose viewBox="-220 -220 440 440" role="group" aria-labelledby="rose-title" aria-describedby="rose-desc" {
            title #rose-title { "The rose: how much of each goal is proven" }
            desc #rose-desc { (summary) " The table that follows says the same." }
            (patterns())
            (guides())
            @for (position, petal) in petals.iter().enumerate() {
                @let (from, to) = (step * position as f64, step * (position + 1) as f64);
                (one(petal, from, to))
            }
        }
    }
}

fn one(petal: &Petal, from: f64, to: f64) -> Markup {
    let class = class(petal.status);
    let middle = f64::midpoint(from, to);
    let (low, high) = (petal.score.low.clamp(0.0, 1.0), petal.score.high.clamp(0.0, 1.0));
    let is_idle = petal.status == Status::NotApplicable;
    let says = format!(
        "{} {}: {}, {} proven",
        petal.id,
        petal.short_title,
        petal.status.label(),
        words::range(petal.score)
    );
    let (mark_x, mark_y) = at(MARK, middle);
    let (name_x, name_y) = at(NAME, middle);
    // Words are wider than high: at the sides they need more room.
    let name_x = name_x + 6.0 * middle.sin();
    let is_right = middle.sin() >= 0.0;
    html! {
        a.petal href=(petal.address) tabindex="-1" aria-label=(says) {
            path.reach d=(wedge(1.0, from, to)) {}
            @if high > low && !is_idle { path.may d=(wedge(high, from, to)) {} }
            @if low > 0.0 { path class={ "has " (class) } fill={ "url(#p-" (class) ")" } d=(wedge(low, from, to)) {} }
            g class={ "mark " (class) } transform={ "translate(" (coordinate(mark_x - 8.0)) " " (coordinate(mark_y - 8.0)) ")" } {
                (PreEscaped(shape(petal.status)))
            }
            text.id x=(coordinate(name_x)) y=(coordinate(name_y + 5.0)) text-anchor="middle" { (petal.id) }
            " "
            text.name x=(coordinate(name_x + if is_right { 21.0 } else { -21.0 })) y=(coordinate(name_y + 5.0))
                text-anchor=(if is_right { "start" } else { "end" }) { (petal.short_title) }
        }
    }
}

/// Rings at a quarter, a half and the whole area, and the two halves of the list.
fn guides() -> Markup {
    html! {
        g.guide aria-hidden="true" {
            @for share in [0.25, 0.5, 1.0_f64] {
                circle class=(if share < 1.0 { "ring" } else { "ring whole" }) r=(coordinate(WHOLE * share.sqrt())) {}
            }
            path.divide d=(format!("M0 {a}V{b}", a = -WHOLE - 6.0, b = WHOLE + 6.0)) {}
        }
    }
}

/// Patterns tell the statuses apart without colour, on paper too.
pub(crate) fn patterns() -> Markup {
    const PATTERNS: &str = r#"<defs>
<pattern id="p-met" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="ink met" width="8" height="8"/></pattern>
<pattern id="p-partly" width="7" height="7" patternUnits="userSpaceOnUse"><rect class="wash partly" width="7" height="7"/><circle class="ink partly" cx="2" cy="2" r="1.5"/><circle class="ink partly" cx="5.5" cy="5.5" r="1.5"/></pattern>
<pattern id="p-not-met" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="wash not-met" width="6" height="6"/><rect class="ink not-met" width="2.4" height="6"/></pattern>
<pattern id="p-unknown" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="wash unknown" width="8" height="8"/><path class="thread unknown" d="M0 4h8"/></pattern>
<pattern id="p-na" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="wash na" width="8" height="8"/><path class="thread na" d="M0 0l8 8M8 0L0 8"/></pattern>
</defs>"#;
    PreEscaped(PATTERNS.to_owned())
}

/// A piece of the circle that holds `share` of the petal's area.
fn wedge(share: f64, from: f64, to: f64) -> String {
    let radius = WHOLE * share.sqrt();
    let ((x1, y1), (x2, y2)) = (at(radius, from), at(radius, to));
    let mut path = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        path,
        "M0 0L{} {}A{r} {r} 0 0 1 {} {}Z",
        coordinate(x1),
        coordinate(y1),
        coordinate(x2),
        coordinate(y2),
        r = coordinate(radius)
    );
    path
}

/// A point by its distance from the centre and its angle, clockwise from the top.
fn at(radius: f64, angle: f64) -> (f64, f64) {
    (radius * angle.sin(), -radius * angle.cos())
}

fn coordinate(value: f64) -> String {
    format!("{:.1}", value + 0.0)
}

/// What the patterns mean.
pub(crate) fn key() -> Markup {
    let statuses = [Status::Met, Status::Partly, Status::NotMet, Status::Unknown, Status::NotApplicable];
    html! {
        ul.key.rose-key aria-label="What the petals mean" {
            @for status in statuses {
                li class=(class(status)) {
                    svg.swatch viewBox="0 0 24 16" width="24" height="16" aria-hidden="true" focusable="false" {
                        @if status == Status::Unknown {
                            rect.may x="1" y="1" width="22" height="14" {}
                        } @else {
                            rect class={ "has " (class(status)) } fill={ "url(#p-" (class(status)) ")" } x="1" y="1" width="22" height="14" {}
                        }
                    }
                    (super::parts::icon(status)) (status.label())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Radius of the arc in a wedge.
    fn radius(path: &str) -> f64 {
        path.split('A').nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
    }

    #[test]
    fn the_area_of_a_petal_is_the_share() {
        let whole = radius(&wedge(1.0, 0.0, 0.314));
        for share in [0.01, 0.25, 0.5, 0.9] {
            let part = radius(&wedge(share, 0.0, 0.314));
            let drawn = part * part / (whole * whole);
            assert!((drawn - share).abs() < 0.005, "{share} is drawn as {drawn}");
        }
    }

    #[test]
    fn petals_run_clockwise_from_the_top() {
        let (x, y) = at(100.0, TAU / 4.0);
        assert!((x - 100.0).abs() < 1e-9 && y.abs() < 1e-9);
        assert!(at(100.0, 0.0).1 < -99.0);
    }
}
