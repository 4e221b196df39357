//! The penalty by what is typed: the fields of the form, the rules of the regime, and what the history shows.

use crate::kit::form::{Errors, Fields};
use crate::office::Desk;
use crate::office::answers::{Sight, day, money, number as whole, sentence, told};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::GoalId;
use ward_domain::assessment::Status;
use ward_domain::ids::Tier;
use ward_programme::Refused;
use ward_programme::enforcement::hipaa::{Culpability, Inputs, TableOf, Violations};
use ward_programme::enforcement::{Case, Column, Continuity, Penalty, Relief, continuity, hipaa, medicare};
use ward_programme::standing::{Standing, place_of};

/// Days for which a summary speaks of the days after it (OWN: participants send at least monthly).
pub(super) const SPEAKS_FOR: i32 = 31;

/// Fields of a row: provision, tier, first day, last day, how many a day, how far up, why.
pub(super) type Row =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);
pub(super) const ROWS: [Row; 3] = [
    ("provision-1", "tier-1", "from-1", "to-1", "each-1", "factor-1", "why-1"),
    ("provision-2", "tier-2", "from-2", "to-2", "each-2", "factor-2", "why-2"),
    ("provision-3", "tier-3", "from-3", "to-3", "each-3", "factor-3", "why-3"),
];

pub(super) const TIERS: [(Culpability, &str); 4] = [
    (Culpability::NoKnowledge, "1"),
    (Culpability::ReasonableCause, "2"),
    (Culpability::NeglectCorrected, "3"),
    (Culpability::NeglectNotCorrected, "4"),
];

/// The penalty by what was typed; errors beside the fields else.
pub(in super::super) fn work_out(
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

pub(super) fn is_medicare(case: &Case) -> bool {
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
    let hardship = relief(fields, errors);
    Some(Inputs { violations, table, charged, practices, hardship, determined })
}

/// What is not charged for hardship; nothing when both fields are empty.
fn relief(fields: &Fields, errors: &mut Errors) -> Option<Relief> {
    let is_asked = ["relief", "relief-why"].iter().any(|name| !fields.get(name).is_empty());
    if !is_asked {
        return None;
    }
    let (share, because) = (share(fields, "relief", errors), told(fields, "relief-why", errors));
    Some(Relief { share: share?, because })
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
pub(super) fn practices(desk: &Desk<'_>, standing: &Standing, case: &Case, until: Date) -> Continuity {
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

#[cfg(test)]
pub(in super::super) mod tests {
    use super::super::super::case::tests::opened;
    use super::*;
    use crate::fake::Kind as Story;
    use crate::office::pages::case::find;
    use ward_domain::Money;

    pub(in crate::office::pages) fn typed(words: &str) -> Fields {
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
    fn hardship_takes_its_share_and_needs_its_reason() {
        let full = worked_out("hipaa-penalties").total();
        let relieved = |why: &str| {
            let (fake, number) = opened(Story::Typical, "hipaa-penalties", 2);
            let desk = fake.desk();
            let sight = Sight::of(&desk).unwrap();
            let mut fields = typed("164.312(d)");
            fields.set("relief", "50");
            fields.set("relief-why", why);
            let case = find(&sight, number).unwrap();
            work_out(&desk, &sight, case, &fields, &mut Errors::default())
        };
        let half = relieved("the only hospital of its county, 12 days of cash").unwrap().total();
        assert!(half > Money::ZERO && half < full, "{half} of {full}");
        assert_eq!(relieved(""), None);
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
