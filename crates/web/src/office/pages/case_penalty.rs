//! The penalty of a case, worked out line by line from the rules in force on each day. An aid, not legal advice.

use super::case::find;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day as day_words};
use crate::office::answers::{Sight, day, decide, money, number as whole, sentence, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;
use ward_domain::assessment::Status;
use ward_domain::ids::Tier;
use ward_domain::{GoalId, Money};
use ward_programme::Refused;
use ward_programme::enforcement::hipaa::{Culpability, Inputs, TableOf, Violations};
use ward_programme::enforcement::{
    AID, Case, CaseNumber, Column, Continuity, Event, Penalty, continuity, hipaa, medicare,
};
use ward_programme::standing::{Standing, place_of};

/// Days for which a summary speaks of the days after it (OWN: participants send at least monthly).
const SPEAKS_FOR: i32 = 31;

/// Fields of a row: provision, tier, first day, last day, how many a day, how far up, why.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);
const ROWS: [Row; 3] = [
    ("provision-1", "tier-1", "from-1", "to-1", "each-1", "factor-1", "why-1"),
    ("provision-2", "tier-2", "from-2", "to-2", "each-2", "factor-2", "why-2"),
    ("provision-3", "tier-3", "from-3", "to-3", "each-3", "factor-3", "why-3"),
];

const TIERS: [(Culpability, &str); 4] = [
    (Culpability::NoKnowledge, "1"),
    (Culpability::ReasonableCause, "2"),
    (Culpability::NeglectCorrected, "3"),
    (Culpability::NeglectNotCorrected, "4"),
];

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

/// The penalty by what was typed; errors beside the fields else.
pub(super) fn work_out(
    desk: &Desk<'_>,
    sight: &Sight,
    case: &Case,
    fields: &Fields,
    errors: &mut Errors,
) -> Option<Penalty> {
    let parameters = &desk.port.catalog().parameters;
    let (worked_out, field): (Result<Penalty, Refused>, _) = if is_medicare(case) {
        let base = money(fields, "base", errors);
        let basket = share(fields, "basket", errors);
        let year = whole(fields, "year", 2025..=2100, errors);
        let kind = sight.programme.participants.get(&case.participant).map(|one| one.profile.kind);
        let fiscal_year = i16::try_from(year?).ok()?;
        let payment = medicare::Payment { kind: kind?, base: base?, market_basket: basket?, fiscal_year };
        (medicare::work_out(parameters, &payment, case.exercise), "base")
    } else {
        let inputs = inputs(desk, sight, case, fields, errors)?;
        (hipaa::work_out(parameters, &inputs), "provision-1")
    };
    if errors.any() {
        return None;
    }
    match worked_out {
        Ok(penalty) => Some(penalty),
        Err(refused) => {
            errors.add(field, sentence(&refused.why));
            None
        }
    }
}

fn is_medicare(case: &Case) -> bool {
    case.regime == "budget-2025"
}

fn inputs(
    desk: &Desk<'_>,
    sight: &Sight,
    case: &Case,
    fields: &Fields,
    errors: &mut Errors,
) -> Option<Inputs> {
    let determined = day(fields, "on", errors);
    let mut violations = Vec::new();
    for row in ROWS.iter().filter(|row| !fields.get(row.0).is_empty()) {
        violations.extend(violation(row, fields, errors));
    }
    if violations.is_empty() && !errors.any() {
        errors.add("provision-1", "Name at least one provision, such as 164.312(d)");
    }
    let determined = determined?;
    let practices =
        (fields.get("practices") == "yes").then(|| practices(desk, &sight.standing, case, determined));
    let charged = if fields.get("column") == "regulation" { Column::Regulation } else { Column::Discretion };
    let table = if fields.get("table") == "assessment" {
        TableOf::Assessment(determined)
    } else {
        TableOf::Violation
    };
    Some(Inputs { violations, table, charged, practices, hardship: None, determined })
}

fn violation(row: &Row, fields: &Fields, errors: &mut Errors) -> Option<Violations> {
    let (provision, tier, from, to, each, factor, why) = *row;
    let culpability = TIERS.iter().find(|(_, word)| *word == fields.get(tier)).map(|(one, _)| *one);
    if culpability.is_none() {
        errors.add(tier, "Choose how far it is to blame");
    }
    let (from, to) = (day(fields, from, errors), day(fields, to, errors));
    let (each_day, factor) = (whole(fields, each, 1..=1_000_000, errors), share(fields, factor, errors));
    let because = told(fields, why, errors);
    Some(Violations {
        provision: fields.get(provision).to_owned(),
        culpability: culpability?,
        from: from?,
        to: to?,
        each_day: each_day?,
        factor: factor?,
        because,
    })
}

/// A share that is typed in per cent, 0 to 100.
fn share(fields: &Fields, name: &'static str, errors: &mut Errors) -> Option<f64> {
    let found = fields.get(name).trim_end_matches(['%', ' ']).parse().ok();
    let found = found.filter(|share: &f64| (0.0..=100.0).contains(share));
    if found.is_none() {
        errors.add(name, "Enter a number of per cent from 0 to 100");
    }
    found.map(|share| share / 100.0)
}

/// What the daily history of the essential goals shows of the months before the determination.
fn practices(desk: &Desk<'_>, standing: &Standing, case: &Case, until: Date) -> Continuity {
    let window = desk.port.catalog().parameters.in_force("recognised-practices/window", until);
    let months = window.map_or(0, |window| window.value as i64);
    let mut history: BTreeMap<GoalId, BTreeMap<Date, Status>> = BTreeMap::new();
    for goal in GoalId::all().filter(|goal| goal.tier() == Tier::Essential) {
        history.insert(goal, BTreeMap::new());
    }
    if let Some(track) = standing.track(&case.participant) {
        let mut on = until.checked_sub(months.months()).unwrap_or(until);
        while on < until {
            let told = track.on(on).filter(|(_, age)| *age <= SPEAKS_FOR);
            for (goal, days) in &mut history {
                if let Some(mark) = told.and_then(|(marks, _)| marks.get(place_of(*goal))) {
                    days.insert(on, mark.status());
                }
            }
            let Ok(next) = on.tomorrow() else { break };
            on = next;
        }
    }
    continuity(&history, until, months)
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
        ("penalty", make(&fake, number, &tests::typed("a stolen laptop"))),
        ("penalty-wrong", make(&fake, number, &Fields::default())),
        ("penalty-medicare", make(&medicare, other, &tests::typed("x"))),
        ("penalty-hostile", make(&hostile, third, &tests::typed(crate::office::fake::HOSTILE))),
    ]
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::case::tests::opened;
    use super::*;
    use crate::fake::Kind as Story;

    pub(in super::super) fn typed(words: &str) -> Fields {
        let mut fields = Fields::default();
        for (name, value) in [
            ("provision-1", words),
            ("tier-1", "2"),
            ("from-1", "2026-02-01"),
            ("to-1", "2026-02-10"),
            ("each-1", "1"),
            ("factor-1", "50"),
            ("why-1", words),
            ("column", "discretion"),
            ("table", "violation"),
            ("practices", "yes"),
            ("on", "2026-11-20"),
            ("base", "10,000,000"),
            ("basket", "3"),
            ("year", "2029"),
        ] {
            fields.set(name, value);
        }
        fields
    }

    #[track_caller]
    fn worked_out(regime: &str) -> Penalty {
        let (fake, number) = opened(Story::Typical, regime, 2);
        let desk = fake.desk();
        let sight = Sight::of(&desk).unwrap();
        let mut errors = Errors::default();
        let case = find(&sight, number).unwrap();
        let penalty = work_out(&desk, &sight, case, &typed("164.312(d)"), &mut errors);
        assert!(!errors.any());
        penalty.unwrap()
    }

    #[test]
    fn a_hipaa_penalty_says_what_the_history_shows() {
        let penalty = worked_out("hipaa-penalties");
        assert!(penalty.total() > Money::ZERO && penalty.open.is_empty());
        assert!(
            penalty
                .lines
                .iter()
                .any(|line| line.says.contains("Recognised security practices were shown on"))
        );
    }

    #[test]
    fn the_medicare_scenario_takes_the_whole_update() {
        let penalty = worked_out("budget-2025");
        assert_eq!(penalty.total(), Money::dollars(300_000));
        assert!(penalty.rests_on_a_scenario());
    }

    #[test]
    fn shares_are_per_cent_within_limits() {
        let mut errors = Errors::default();
        let mut of = |text: &str| {
            let mut fields = Fields::default();
            fields.set("factor-1", text);
            share(&fields, "factor-1", &mut errors)
        };
        assert_eq!(
            (of("50 %"), of("0"), of("101"), of("NaN"), of("")),
            (Some(0.5), Some(0.0), None, None, None)
        );
    }
}
