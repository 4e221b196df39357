//! The penalty of a case, worked out line by line from the rules in force on each day. An aid, not legal advice.

pub(super) mod typed;

use super::case::find;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day as day_words};
use crate::office::answers::{Sight, day, decide, sentence};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use jiff::ToSpan as _;
use maud::{Markup, html};
pub(super) use typed::work_out;
use typed::{ROWS, SPEAKS_FOR, TIERS, is_medicare, practices};
use ward_domain::Money;
use ward_programme::enforcement::{AID, Case, CaseNumber, Column, Event, Penalty};

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    visit
        .show_office(move |desk| {
            let mut fields = Fields::default();
            let today = desk.port.today();
            for (name, value) in [
                ("each-1", "1"),
                ("each-2", "1"),
                ("each-3", "1"),
                ("column", "discretion"),
                ("table", "violation"),
            ] {
                fields.set(name, value);
            }
            fields.set("on", today.to_string());
            fields.set("appeal-due", today.checked_add(60.days()).unwrap_or(today).to_string());
            fields.set("practices", "yes");
            page(desk, CaseNumber(number), &fields, &Errors::default(), None)
        })
        .await
}

/// Works it out to look at, or sets it: `do` says which.
pub(crate) async fn submit(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let sight = Sight::of(desk)?;
            let case = find(&sight, CaseNumber(number))?;
            let mut errors = Errors::default();
            let penalty = work_out(desk, &sight, case, &fields, &mut errors);
            if let (Some(penalty), "set", false) = (&penalty, fields.get("do"), errors.any()) {
                let (on, due) = (day(&fields, "on", &mut errors), day(&fields, "appeal-due", &mut errors));
                if let Some((on, appeal_due)) = on.zip(due) {
                    let (case, penalty) = (case.number, Box::new(penalty.clone()));
                    let event = Event::PenaltySet { case, on, penalty, appeal_due };
                    let events = vec![ward_programme::Event::Enforcement(event)];
                    if decide(desk, events, "on", &mut errors)?.is_some() {
                        return Ok(Done::GoTo(format!("/cases/{number}")));
                    }
                }
            }
            Ok(Done::Again(page(desk, CaseNumber(number), &fields, &errors, penalty.as_ref())?))
        })
        .await
}

fn page(
    desk: &Desk<'_>,
    number: CaseNumber,
    fields: &Fields,
    errors: &Errors,
    penalty: Option<&Penalty>,
) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let case = find(&sight, number)?;
    let content = html! {
        (errors.summary())
        p.note { strong { (AID) } " Every line names its rule, its force and who told us. Ask counsel before you set a penalty." }
        @if is_medicare(case) { p.note { strong { "This scenario was never enacted." } " It can be reckoned with only in an exercise" @if !case.exercise { ", and this case is none" } "." } }
        @if let Some(penalty) = penalty { section.panel aria-labelledby="worked-out" { h2 #worked-out { "Worked out" } (shown(penalty)) } }
        (post(&format!("/cases/{number}/penalty"), desk.token, false, html! {
            @if is_medicare(case) { (medicare_fields(fields, errors)) } @else { (hipaa_fields(desk, &sight, case, fields, errors)) }
            (Field::new("on", "Day of the determination", Kind::Date).show(fields, errors))
            (Field::new("appeal-due", "Last day for an appeal", Kind::Date).show(fields, errors))
            p {
                button.second type="submit" name="do" value="work-out" { "Work it out" }
                button type="submit" name="do" value="set" { "Set this penalty" }
                " " a href={ "/cases/" (number) } { "Cancel" }
            }
        }))
    };
    Ok(Page::new(format!("Penalty in case {number}"), Some(Section::Office(Room::Enforcement)), content)
        .up(format!("/cases/{number}"), format!("Case {number}"))
        .failed(errors.any()))
}

fn hipaa_fields(desk: &Desk<'_>, sight: &Sight, case: &Case, fields: &Fields, errors: &Errors) -> Markup {
    let tiers: Vec<(&str, &str)> = std::iter::once(("", "Choose"))
        .chain(TIERS.iter().map(|(tier, word)| (*word, tier.label())))
        .collect();
    let columns = [
        ("discretion", "Under the enforcement discretion of 2019", "lower yearly caps"),
        ("regulation", "By the words of the regulation", ""),
    ];
    let tables = [
        ("violation", "Of the day of each violation", ""),
        ("assessment", "Of the day of the determination", "45 CFR 102.3 is often read so: ask counsel"),
    ];
    let until = fields.get("on").parse().unwrap_or_else(|_| desk.port.today());
    let found = practices(desk, &sight.standing, case, until);
    html! {
        @for (place, (provision, tier, from, to, each, factor, why)) in ROWS.iter().enumerate() {
            fieldset.panel {
                legend { strong { "Violations " (place + 1) } @if place > 0 { span.optional { " (leave empty when not needed)" } } }
                (Field::new(provision, "Provision", Kind::Text).hint("Such as 164.312(d).").optional().show(fields, errors))
                (Field::new(tier, "How far it is to blame", Kind::Select(&tiers)).show(fields, errors))
                (Field::new(from, "First day", Kind::Date).optional().show(fields, errors))
                (Field::new(to, "Last day", Kind::Date).optional().show(fields, errors))
                (Field::new(each, "How many on each day", Kind::Text).optional().show(fields, errors))
                (Field::new(factor, "How far up from the least to the most of the tier, in per cent", Kind::Text).optional().show(fields, errors))
                (Field::new(why, "Why there", Kind::Text).optional().hint("Nature, harm, history, means (45 CFR 160.408).").show(fields, errors))
            }
        }
        (Field::new("column", "Which sum is charged", Kind::Choice(&columns)).show(fields, errors))
        (Field::new("table", "Whose table of amounts holds", Kind::Choice(&tables)).show(fields, errors))
        h2 { "Recognised security practices" }
        p {
            "By the daily history of standing, all essential goals were met on " strong { (found.shown) " of " (count(found.days.into(), "day")) }
            " from " (day_words(found.from)) " until " (day_words(found.until)) ". A summary speaks for " (SPEAKS_FOR) " days after it at most; that is our own choice."
        }
        @if !found.gaps.is_empty() {
            details {
                summary { (count(found.gaps.len() as u64, "gap")) }
                ul { @for gap in found.gaps.iter().take(50) { li { (day_words(gap.from)) " to " (day_words(gap.to)) ": " (gap.kind.label()) } } }
                @if found.gaps.len() > 50 { p { (found.gaps.len() - 50) " more." } }
            }
        }
        (Field::new("practices", "Take them into account", Kind::Check).optional().hint("They lower a penalty when every day counts, and never raise it.").show(fields, errors))
        h2 { "Hardship" }
        (Field::new("relief", "What is not charged for hardship, in per cent", Kind::Text).optional().hint("Leave empty when there is none. It comes last, after every other reduction.").show(fields, errors))
        (Field::new("relief-why", "The reason for it", Kind::Text).optional().show(fields, errors))
    }
}

fn medicare_fields(fields: &Fields, errors: &Errors) -> Markup {
    html! {
        (Field::new("base", "Medicare payments of the year before any cut, in dollars", Kind::Text).hint("Of an acute care hospital: inpatient base payments.").show(fields, errors))
        (Field::new("basket", "Market-basket increase, in per cent", Kind::Text).hint("Not used for critical access hospitals: enter 0.").show(fields, errors))
        (Field::new("year", "Federal fiscal year", Kind::Text).hint("2029 begins on 1 October 2028.").show(fields, errors))
    }
}

/// A penalty, each line a sentence with its sources.
pub(super) fn shown(penalty: &Penalty) -> Markup {
    let sums = penalty.sums();
    let charged = |column: Column| if penalty.charged == column { " (charged)" } else { "" };
    let line = |line: &ward_programme::enforcement::Line| {
        let sources = html! {
            (shortened(&sentence(&line.says), 1_500))
            @for rule in &line.rules { br; span.quiet { (rule.sentence()) } }
        };
        [sources, amount(line.amounts.regulation), amount(line.amounts.discretion)]
    };
    html! {
        p.lead { strong { (penalty.total()) } @if penalty.rests_on_a_scenario() { " " span.unverified { "rests on what was never law" } } }
        @for open in &penalty.open { p.note { strong { "Not worked out: " } (sentence(open)) "." } }
        (table("Line by line", [text("What"), number("By the regulation"), number("2019 discretion")], penalty.lines.iter().map(line), "No line."))
        p { "By the regulation" (charged(Column::Regulation)) ": " strong { (sums.regulation) } ". Under the discretion of 2019" (charged(Column::Discretion)) ": " strong { (sums.discretion) } "." }
        p.quiet { (AID) }
    }
}

fn amount(money: Money) -> Markup {
    html! { (money) }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use super::case::tests::opened;
    use crate::fake::Kind as Story;
    let (fake, number) = opened(Story::Typical, "hipaa-penalties", 2);
    let (medicare, other) = opened(Story::Typical, "budget-2025", 2);
    let (hostile, third) = opened(Story::Hostile, "hipaa-penalties", 2);
    let make = |fake: &crate::office::fake::FakeOffice, number, fields: &Fields| {
        let desk = fake.desk();
        let sight = Sight::of(&desk).unwrap();
        let mut errors = Errors::default();
        let penalty = work_out(&desk, &sight, find(&sight, number).unwrap(), fields, &mut errors);
        page(&desk, number, fields, &errors, penalty.as_ref()).unwrap()
    };
    vec![
        ("penalty", make(&fake, number, &typed::tests::typed("a stolen laptop"))),
        ("penalty-wrong", make(&fake, number, &Fields::default())),
        ("penalty-medicare", make(&medicare, other, &typed::tests::typed("x"))),
        ("penalty-hostile", make(&hostile, third, &typed::tests::typed(crate::office::fake::HOSTILE))),
    ]
}
