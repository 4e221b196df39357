//! The plan: what to do next with the money and the hours that there are, what it buys, and how far it has come.

mod chart;
mod lists;
pub(crate) mod weights;

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::words::{count, day, percent};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use ward_catalog::Eligibility;
use ward_domain::Money;
use ward_domain::plan::Frame;
use ward_planner::outlook::{Outlook, words};

pub(crate) use lists::{cost, role};

/// Another frame, to see what would be.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct WhatIf {
    budget: Option<String>,
    hours: Option<String>,
    years: Option<String>,
    kind: Option<String>,
    state: Option<String>,
    free: Option<String>,
}

impl WhatIf {
    /// The fields as typed; none when nothing was asked.
    fn fields(self) -> Option<Fields> {
        self.budget.as_ref()?;
        let mut fields = Fields::default();
        let given = [
            ("budget", self.budget),
            ("hours", self.hours),
            ("years", self.years),
            ("kind", self.kind),
            ("state", self.state),
            ("free", self.free),
        ];
        for (name, value) in given {
            fields.set(name, value.unwrap_or_default());
        }
        Some(fields)
    }
}

pub(crate) async fn show(visit: Visit, Query(asked): Query<WhatIf>) -> Answer {
    visit.show(move |context| page(context, asked.fields())).await
}

/// Sets the means from the same fields.
pub(crate) async fn set(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| match read(&fields, &context.port.plan_frame()?) {
            Ok(frame) => {
                context.port.set_plan_frame(frame)?;
                Ok(Done::GoTo("/plan".to_owned()))
            }
            Err(_) => Ok(Done::Again(page(context, Some(fields))?)),
        })
        .await
}

fn page(context: &Context<'_>, asked: Option<Fields>) -> Result<Page, Trouble> {
    let known = context.port.plan_frame()?;
    let is_asked = asked.is_some();
    let fields = asked.unwrap_or_else(|| typed(&known));
    let (frame, errors) = match read(&fields, &known) {
        Ok(frame) => (frame, Errors::default()),
        Err(errors) => (known.clone(), errors),
    };
    let is_other = is_asked && !errors.any() && frame != known;
    let seen = context.port.outlook(Some(&frame))?;
    let content = html! {
        (errors.summary())
        (lead(&seen))
        @if is_other {
            div.note {
                p { "This is a what-if: nothing is changed. " a href="/plan" { "Back to our plan" } }
                (post("/plan/means", context.token, false, html! {
                    @for (name, value) in &typed(&frame).0 { input type="hidden" name=(name) value=(value); }
                    p { button type="submit" { "Plan with this from now on" } }
                }))
            }
        }
        (means(&fields, &errors))
        (lists::progress(context, &seen))
        (lists::chosen(context.catalog(), &seen))
        (more(context, &seen))
        (chart::frontier(&seen))
        (lists::left(context.catalog(), &seen))
        (lists::offers(context.catalog(), &seen))
        h2 { "What the plan reckons with" }
        p { "Costs, hours and days are assumptions in ranges; the plan works with the middle. Change one on the page of its action: \
             your number counts then, and ours stays beside it. " a href="/plan/weights" { "What each goal weighs, and why" } "." }
    };
    Ok(Page::new("Plan", Some(Section::Plan), content).failed(errors.any()))
}

/// What the plan reaches, how sure that is, and from what.
fn lead(seen: &Outlook) -> Markup {
    let years = usize::from(seen.frame.years);
    let gaps: usize = seen.weights.iter().map(|weight| weight.gaps.len()).sum();
    let unknown: usize = seen.weights.iter().map(|weight| weight.unknown.len()).sum();
    html! {
        @if gaps == 0 {
            p.lead { "No gap is open: there is nothing to plan. Keep the evidence fresh." }
        } @else {
            p.lead {
                "With " strong { (seen.frame.budget) } " and " strong { (seen.frame.hours) " hours" } " a year, "
                (count(u64::from(seen.frame.years), "year")) ", you can close "
                strong { (percent(seen.closed(years.saturating_sub(1)))) " of the open risk" } "."
            }
            p {
                @if seen.plan.is_proven_best { "No plan within these means is better. " }
                @else { "No plan within these means can be better by more than " (format!("{:.1} %", seen.plan.gap * 100.0)) ". " }
                (count(gaps as u64, "gap")) " as of " (day(seen.as_of)) ", "
                (unknown) " of them only unknown: evidence may show them met, and cost nothing."
            }
        }
    }
}

/// What may be spent: a form that changes nothing.
fn means(fields: &Fields, errors: &Errors) -> Markup {
    let mut kinds = vec![("", "Not said")];
    kinds.extend(Eligibility::KINDS.iter().map(|kind| (*kind, kind_words(kind))));
    let years = ["1", "2", "3", "4", "5"].map(|year| (year, year));
    html! {
        form.ask.panel method="get" action="/plan" novalidate {
            h2 { "What if?" }
            p { "Change the means and see what they buy. Nothing is kept until you say so." }
            div.facts {
                (Field::new("budget", "Dollars a year", Kind::Text).autocomplete("off").show(fields, errors))
                (Field::new("hours", "Staff hours a year", Kind::Text).autocomplete("off").show(fields, errors))
                (Field::new("years", "Years", Kind::Select(&years)).show(fields, errors))
                (Field::new("kind", "Kind of organisation", Kind::Select(&kinds)).hint("Decides which free offers you may have.").show(fields, errors))
                (Field::new("state", "State, two letters", Kind::Text).optional().autocomplete("off").show(fields, errors))
            }
            (Field::new("free", "Count on free offers that we may surely have", Kind::Check).show(fields, errors))
            p { button type="submit" { "Show the plan" } }
        }
    }
}

fn kind_words(kind: &str) -> &'static str {
    match kind {
        "acute-care-hospital" => "Acute care hospital",
        "critical-access-hospital" => "Critical access hospital",
        "rural-emergency-hospital" => "Rural emergency hospital",
        "psychiatric-hospital" => "Psychiatric hospital",
        "childrens-hospital" => "Children’s hospital",
        "long-term-hospital" => "Long-term hospital",
        "health-centre" => "Health center",
        "rural-clinic" => "Rural clinic",
        "practice" => "Practice",
        "post-acute" => "Post-acute care",
        _ => "Other",
    }
}

fn more(context: &Context<'_>, seen: &Outlook) -> Markup {
    let next = &seen.plan.next;
    let open = seen.open * f64::from(seen.frame.years);
    html! {
        @if next.dollar.is_some() || next.hour.is_some() || next.both.is_some() {
            h2 { "What a little more would buy" }
            ul {
                @if let Some(offer) = &next.dollar { li { strong { "The next dollar. " } (words::offer(context.catalog(), offer, open)) } }
                @if let Some(offer) = &next.hour { li { strong { "The next free hour. " } (words::offer(context.catalog(), offer, open)) } }
                @if let Some(offer) = &next.both { li { strong { "The next dollar and hour together. " } (words::offer(context.catalog(), offer, open)) } }
            }
        }
    }
}

/// A frame as it is typed.
fn typed(frame: &Frame) -> Fields {
    let mut fields = Fields::default();
    fields.set("budget", (frame.budget.cents / 100).to_string());
    fields.set("hours", frame.hours.to_string());
    fields.set("years", frame.years.to_string());
    fields.set("kind", frame.kind.clone().unwrap_or_default());
    fields.set("state", frame.state.clone().unwrap_or_default());
    fields.set("free", if frame.counts_on_free { "yes" } else { "" });
    fields
}

/// The frame that was typed. What the form does not ask stays as it is known.
fn read(fields: &Fields, known: &Frame) -> Result<Frame, Errors> {
    let mut errors = Errors::default();
    let dollars = number(fields.get("budget")).map(f64::round);
    let budget = match dollars {
        Some(dollars) if (0.0..=Frame::MOST_DOLLARS as f64).contains(&dollars) => {
            Money::dollars(dollars as i64)
        }
        _ => {
            errors.add("budget", "Enter whole dollars a year, for example 20000");
            Money::ZERO
        }
    };
    let hours = number(fields.get("hours")).filter(|hours| (0.0..=Frame::MOST_HOURS).contains(hours));
    if hours.is_none() {
        errors.add("hours", "Enter hours a year, for example 200");
    }
    let years = fields.get("years").parse().ok().filter(|years| (1..=5).contains(years));
    if years.is_none() {
        errors.add("years", "Choose one to five years");
    }
    let some = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
    let state = some("state").map(|state| state.to_ascii_uppercase());
    if state.as_ref().is_some_and(|state| state.parse::<ward_programme::identifiers::State>().is_err()) {
        errors.add("state", "Enter the two letters of the state, for example TX");
    }
    let kind = some("kind");
    if kind.as_deref().is_some_and(|kind| !Eligibility::KINDS.contains(&kind)) {
        errors.add("kind", "Choose one of the kinds");
    }
    match (hours, years) {
        (Some(hours), Some(years)) if !errors.any() => Ok(Frame {
            budget,
            hours,
            years,
            kind,
            state,
            rural: known.rural,
            counts_on_free: fields.get("free") == "yes",
        }),
        _ => Err(errors),
    }
}

/// A number as people type it: `20,000` and `$20000` too.
pub(crate) fn number(text: &str) -> Option<f64> {
    let plain = text.trim_start_matches('$').replace([',', ' '], "");
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |kind, fields| page(&Fake::of(kind).context(), fields).unwrap();
    let mut wrong = Fields::default();
    wrong.set("budget", "a lot");
    wrong.set("state", "<b>");
    let mut other = Fields::default();
    for (name, value) in [("budget", "$20,000"), ("hours", "200"), ("years", "3"), ("kind", "practice")] {
        other.set(name, value);
    }
    let busy = Fake::of(Kind::Hostile);
    let port = busy.context().port;
    port.undertake("second-factor-outside", jiff::civil::date(2026, 1, 31), "it", "<script>x</script>")
        .unwrap();
    port.undertake("asset-inventory", jiff::civil::date(2027, 1, 31), "it", "").unwrap();
    port.end_action("leaver-process", ward_domain::plan::Outcome::Done, "<b>done</b>").unwrap();
    port.end_action("network-zones", ward_domain::plan::Outcome::Dropped, "one room").unwrap();
    let mut all = vec![
        ("plan-empty", of(Kind::Empty, None)),
        ("plan-typical", of(Kind::Typical, None)),
        ("plan-what-if", of(Kind::Full, Some(other))),
        ("plan-wrong", of(Kind::Typical, Some(wrong))),
        ("plan-busy-hostile", page(&busy.context(), None).unwrap()),
    ];
    all.extend(weights::samples());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<f64>) {
        assert_eq!(number(text), expected);
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        check("$20,000", Some(20_000.0));
        check("200.5", Some(200.5));
        check("", None);
        check("a lot", None);
        check("inf", None);
        check("NaN", None);
    }
}
