//! The terms of a round as they are typed: from the fields of the form and back into them.

use super::super::round_rule::{self, read_grade};
use super::SCENARIO;
use crate::kit::form::{Errors, Fields};
use crate::office::answers::{day, money, number, sentence, start_of, told, typed};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ward_catalog::{Catalog, Force as InCatalogue, Parameter};
use ward_domain::Money;
use ward_programme::eligibility::{Group, Rule};
use ward_programme::funding::{Basis, Dated, Floor, Force, Kind, Priority, Round, Terms};

pub(super) fn read(catalog: &Catalog, fields: &Fields, errors: &mut Errors) -> Option<Terms> {
    let title = told(fields, "title", errors);
    let kind = match fields.get("kind") {
        "upfront" => Some(Kind::Upfront),
        "incentive" => Some(Kind::Incentive),
        _ => {
            errors.add("kind", "Choose what the money is for");
            None
        }
    };
    let (first, last) = (day(fields, "first", errors), day(fields, "last", errors));
    let cap = money(fields, "cap", errors);
    let reviews = number(fields, "reviews", 0..=20, errors);
    let grade = read_grade(fields.get("grade"));
    if grade.is_none() {
        errors.add("grade", "Choose a grade");
    }
    let citation = told(fields, "citation", errors);
    let eligibility = round_rule::read(fields, errors);
    let own = first.map(|from| Basis { force: Force::Own, citation, scenario: None, from, to: None })?;
    let budget = budget(catalog, fields, kind?, &own, errors);
    let dated = |(name, who, per_cent): (String, Rule, f64)| {
        let basis_points = (per_cent * 100.0).round() as u32;
        Dated { value: Floor { name, who, basis_points }, basis: own.clone() }
    };
    let floors = groups(fields, "floors", errors).into_iter().map(dated).collect();
    let dated = |(name, who, per_cent): (String, Rule, f64)| Dated {
        value: Priority { name, who, per_cent: per_cent.round() as u32 },
        basis: own.clone(),
    };
    let priorities = groups(fields, "priorities", errors).into_iter().map(dated).collect();
    let closes = last?.tomorrow().ok().and_then(start_of)?;
    Some(Terms {
        title,
        kind: kind?,
        opens: start_of(first?)?,
        closes,
        budget: budget?,
        cap: Dated { value: cap?, basis: own.clone() },
        required_grade: Dated { value: grade?, basis: own.clone() },
        eligibility: Dated { value: eligibility, basis: own.clone() },
        floors,
        priorities,
        reviews_needed: u8::try_from(reviews?).unwrap_or(u8::MAX),
    })
}

fn budget(
    catalog: &Catalog,
    fields: &Fields,
    kind: Kind,
    own: &Basis,
    errors: &mut Errors,
) -> Option<Dated<Money>> {
    match fields.get("budget-from") {
        "own" => Some(Dated { value: money(fields, "budget", errors)?, basis: own.clone() }),
        SCENARIO => match fund(catalog, kind, own.from) {
            Ok(found) => {
                let is_whole = fields.get("budget").is_empty();
                let value = if is_whole {
                    Money::dollars(found.value as i64)
                } else {
                    money(fields, "budget", errors)?
                };
                Some(Dated { value, basis: basis_of(found, own.from) })
            }
            Err(why) => {
                errors.add("budget-from", sentence(&why));
                None
            }
        },
        _ => {
            errors.add("budget-from", "Choose where the budget comes from");
            None
        }
    }
}

/// The sum that the scenario has for this kind of money, on a day.
fn fund(catalog: &Catalog, kind: Kind, on: Date) -> Result<&Parameter, String> {
    let key = match kind {
        Kind::Upfront => "upfront-fund",
        Kind::Incentive => "incentive-fund",
    };
    catalog.parameters.scenario(&format!("{SCENARIO}/{key}"), on).map_err(|why| why.to_string())
}

fn basis_of(parameter: &Parameter, day: Date) -> Basis {
    let force = match parameter.status {
        InCatalogue::InForce => Force::InForce,
        InCatalogue::Proposed => Force::Proposed,
        InCatalogue::Reported => Force::Reported,
        InCatalogue::Lapsed => Force::Lapsed,
        InCatalogue::NeverEnacted => Force::NeverEnacted,
        InCatalogue::Scenario => Force::Scenario,
        InCatalogue::Template => Force::Template,
    };
    Basis {
        force,
        citation: parameter.citation.clone(),
        scenario: Some(SCENARIO.to_owned()),
        from: parameter.effective.from.unwrap_or(day),
        // The catalogue names the day after the last.
        to: parameter.effective.to.and_then(|to| to.yesterday().ok()),
    }
}

/// Lines of per cent, field and value, each as a group with a name.
fn groups(fields: &Fields, name: &'static str, errors: &mut Errors) -> Vec<(String, Rule, f64)> {
    let mut found = Vec::new();
    for line in fields.get(name).lines().map(str::trim).filter(|line| !line.is_empty()) {
        match group(line) {
            Ok(group) => found.push(group),
            Err(why) => errors.add(name, format!("“{line}”: {why}")),
        }
    }
    found
}

fn group(line: &str) -> Result<(String, Rule, f64), String> {
    let mut parts = line.splitn(2, char::is_whitespace);
    let per_cent = parts.next().unwrap_or("").trim_end_matches('%').parse().ok();
    let per_cent = per_cent.filter(|share: &f64| share.is_finite() && *share > 0.0 && *share <= 10_000.0);
    let per_cent = per_cent.ok_or("begin with a number of per cent, such as 30")?;
    let rest = parts.next().unwrap_or("").trim_start_matches(['%', ' ']);
    let (test, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let condition =
        round_rule::condition(test, value.trim())?.ok_or("name a field and a value after the number")?;
    let name = format!("whoever {}", condition.words());
    let rule = Rule { any_of: vec![Group { name: name.clone(), all_of: vec![condition] }] };
    Ok((name, rule, per_cent))
}

/// The terms as they are typed; conditions that the form has no place for are named in the answer.
pub(super) fn fill(round: &Round, fields: &mut Fields) -> Vec<String> {
    let terms = &round.terms;
    let on = |at: jiff::Timestamp| at.to_zoned(TimeZone::UTC).date();
    let last = on(terms.closes).yesterday().unwrap_or(Date::MAX);
    let grouped = |per_cent: f64, who: &Rule| {
        let mut one = Fields::default();
        round_rule::fill(who, &mut one);
        format!("{per_cent} {} {}", one.get("g1c1"), one.get("g1c1-is"))
    };
    let floors: Vec<String> =
        terms.floors.iter().map(|f| grouped(f64::from(f.value.basis_points) / 100.0, &f.value.who)).collect();
    let priorities: Vec<String> =
        terms.priorities.iter().map(|p| grouped(f64::from(p.value.per_cent), &p.value.who)).collect();
    for (name, value) in [
        ("title", terms.title.clone()),
        ("kind", if terms.kind == Kind::Upfront { "upfront" } else { "incentive" }.to_owned()),
        ("first", on(terms.opens).to_string()),
        ("last", last.to_string()),
        ("budget-from", terms.budget.basis.scenario.clone().unwrap_or_else(|| "own".to_owned())),
        ("budget", typed(terms.budget.value)),
        ("cap", typed(terms.cap.value)),
        ("grade", terms.required_grade.value.as_str().to_owned()),
        ("reviews", terms.reviews_needed.to_string()),
        ("citation", terms.cap.basis.citation.clone()),
        ("floors", floors.join("\n")),
        ("priorities", priorities.join("\n")),
    ] {
        fields.set(name, value);
    }
    round_rule::fill(&terms.eligibility.value, fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed_terms() -> Fields {
        let mut fields = Fields::default();
        for (name, value) in [
            ("title", "Help"),
            ("kind", "upfront"),
            ("first", "2026-12-01"),
            ("last", "2026-12-31"),
            ("budget-from", "own"),
            ("budget", "1,000,000"),
            ("cap", "$50,000"),
            ("grade", "C"),
            ("reviews", "1"),
            ("citation", "board"),
            ("floors", "30 kind critical-access, rural-emergency\n12.5 % state TX"),
            ("priorities", "150 setting rural"),
            ("g1c1", "at-most"),
            ("g1c1-is", "beds 25"),
        ] {
            fields.set(name, value);
        }
        fields
    }

    #[track_caller]
    fn refuses(name: &str, value: &str) {
        let mut fields = typed_terms();
        fields.set(name, value);
        let mut errors = Errors::default();
        read(&Catalog::built_in(), &fields, &mut errors);
        assert!(errors.any(), "{name} = {value}");
    }

    #[test]
    fn terms_are_read_as_typed() {
        let mut errors = Errors::default();
        let terms = read(&Catalog::built_in(), &typed_terms(), &mut errors).unwrap();
        assert!(!errors.any());
        assert_eq!(terms.budget.value, Money::dollars(1_000_000));
        assert_eq!(terms.closes.to_string(), "2027-01-01T00:00:00Z");
        let floors: Vec<_> = terms.floors.iter().map(|floor| floor.value.basis_points).collect();
        assert_eq!(floors, [3_000, 1_250]);
        assert_eq!(terms.priorities[0].value.name, "whoever is rural");
    }

    #[test]
    fn the_scenario_brings_its_sum_and_its_days() {
        let mut fields = typed_terms();
        fields.set("budget-from", SCENARIO);
        fields.set("budget", "");
        let terms = read(&Catalog::built_in(), &fields, &mut Errors::default()).unwrap();
        assert_eq!(terms.budget.value, Money::dollars(800_000_000));
        assert_eq!(terms.budget.basis.force, Force::Scenario);
        assert_eq!(terms.budget.basis.to, Some(jiff::civil::date(2028, 9, 30)));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        refuses("budget", "0");
        refuses("cap", "much");
        refuses("first", "soon");
        refuses("grade", "Z");
        refuses("reviews", "-1");
        refuses("kind", "gift");
        refuses("floors", "many kind acute");
        refuses("floors", "30");
        refuses("priorities", "NaN kind acute");
        refuses("g1c1-is", "beds x");
        refuses("budget-from", "the moon");
    }
}
