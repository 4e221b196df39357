//! The terms of a round as a form, new or while it is a draft: each number with the ground on which it stands.

use super::round_rule::{self, read_grade};
use crate::kit::form::{Errors, Field, Fields, Kind as Asked, post};
use crate::kit::layout::Page;
use crate::office::answers::{Sight, absent, day, decide, money, number, sentence, start_of, told, typed};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use ward_catalog::{Catalog, Force as InCatalogue, Parameter};
use ward_domain::Money;
use ward_programme::eligibility::{Group, Rule};
use ward_programme::funding::{
    Basis, Dated, Event, Floor, Force, Kind, Priority, Round, RoundId, Stage, Terms,
};

/// The one scenario that the catalogue has money for.
pub(super) const SCENARIO: &str = "budget-2025";

pub(crate) async fn show_new(visit: Visit) -> Answer {
    visit
        .show_office(|desk| {
            let mut fields = Fields::default();
            for (name, value) in
                [("kind", "upfront"), ("grade", "C"), ("reviews", "1"), ("budget-from", "own")]
            {
                fields.set(name, value);
            }
            page(desk, None, &fields, &Errors::default(), None)
        })
        .await
}

pub(crate) async fn show_edit(visit: Visit, Path(id): Path<String>) -> Answer {
    visit
        .show_office(move |desk| {
            let id = parse(&id)?;
            let programme = desk.port.programme()?;
            let round = programme.funding.round(&id).map_err(absent)?;
            let mut fields = Fields::default();
            let left_out = fill(round, &mut fields);
            let mut errors = Errors::default();
            for condition in left_out {
                errors.add(
                    "g1c1",
                    format!("The form cannot show this condition, and would drop it: {condition}"),
                );
            }
            page(desk, Some(&id), &fields, &errors, None)
        })
        .await
}

pub(crate) async fn submit_new(posted: Posted) -> Answer {
    submit(None, posted).await
}

pub(crate) async fn submit_edit(Path(id): Path<String>, posted: Posted) -> Answer {
    submit(Some(parse(&id)?), posted).await
}

async fn submit(known: Option<RoundId>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if fields.get("do") == "preview" {
                let rule = round_rule::read(&fields, &mut errors);
                let rule = (!errors.any()).then_some(rule);
                return Ok(Done::Again(page(desk, known.as_ref(), &fields, &errors, rule.as_ref())?));
            }
            let id = known.clone().or_else(|| match fields.get("name").parse::<RoundId>() {
                Ok(id) if id.to_string() != "new" => Some(id),
                _ => {
                    errors.add(
                        "name",
                        "Enter a short name of small letters, digits and hyphens, such as upfront-2027",
                    );
                    None
                }
            });
            let terms = read(desk.port.catalog(), &fields, &mut errors);
            if let (Some(id), Some(terms), false) = (id, terms, errors.any()) {
                let (round, terms) = (id.clone(), Box::new(terms));
                let event = match known {
                    None => Event::RoundDrafted { round, terms },
                    Some(_) => Event::TermsChanged { round, terms },
                };
                let events = vec![ward_programme::Event::Funding(event)];
                if decide(desk, events, "title", &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/rounds/{id}")));
                }
            }
            Ok(Done::Again(page(desk, known.as_ref(), &fields, &errors, None)?))
        })
        .await
}

pub(super) fn parse(id: &str) -> Result<RoundId, Trouble> {
    id.parse().map_err(|_| Trouble::not_found("There is no round of that name."))
}

fn page(
    desk: &Desk<'_>,
    id: Option<&RoundId>,
    fields: &Fields,
    errors: &Errors,
    rule: Option<&Rule>,
) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    if let Some(id) = id {
        let round = sight.programme.funding.round(id).map_err(absent)?;
        if round.stage != Stage::Draft {
            return Err(Trouble::user(
                "The terms of a round stand from the moment it opens.",
                "Look at the round; for other terms draft a new one.",
            ));
        }
    }
    let action = id.map_or("/rounds/new".to_owned(), |id| format!("/rounds/{id}/terms"));
    let content = html! {
        (errors.summary())
        p.lead { "Nothing is promised before the round opens. From then on its terms cannot change." }
        (post(&action, desk.token, false, html! {
            (numbers(id.is_none(), fields, errors))
            h2 { "Who may apply" }
            @if let Some(rule) = rule {
                div.panel { h3 { "Preview, by what is known today" } (round_rule::preview_of(rule, &sight)) }
            }
            (round_rule::show(fields, errors))
            p {
                button type="submit" name="do" value="save" { "Save the draft" }
                button.second type="submit" name="do" value="preview" { "Preview who fits" }
                " " a href=(id.map_or("/rounds".to_owned(), |id| format!("/rounds/{id}"))) { "Cancel" }
            }
        }))
    };
    let title = id.map_or("New round".to_owned(), |id| format!("Terms of {id}"));
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content)
        .up("/rounds", "Rounds")
        .failed(errors.any()))
}

fn numbers(is_new: bool, fields: &Fields, errors: &Errors) -> Markup {
    let kinds = [
        ("upfront", "Upfront investment", "essential goals, for organisations with high need"),
        ("incentive", "Incentive", "enhanced goals"),
    ];
    let grounds = [
        ("own", "Our own decision", "or the law named below"),
        (
            SCENARIO,
            "The President’s budget for 2025",
            "a scenario: asked for and never enacted; adopt it before the round opens",
        ),
    ];
    let grades = [
        ("A", "A: a machine’s own file"),
        ("B", "B: a dated paper"),
        ("C", "C: an own list"),
        ("D", "D: an answer"),
    ];
    html! {
        @if is_new { (Field::new("name", "Short name", Asked::Text).hint("Stands in addresses and accounts, such as upfront-2027.").autocomplete("off").show(fields, errors)) }
        (Field::new("title", "Title for applicants", Asked::Text).show(fields, errors))
        (Field::new("kind", "What the money is for", Asked::Choice(&kinds)).show(fields, errors))
        (Field::new("first", "First day for applications", Asked::Date).hint("From midnight, UTC.").show(fields, errors))
        (Field::new("last", "Last day for applications", Asked::Date).hint("Until midnight, UTC.").show(fields, errors))
        (Field::new("budget-from", "Where the budget comes from", Asked::Choice(&grounds)).show(fields, errors))
        (Field::new("budget", "Budget in dollars", Asked::Text).hint("With the scenario: leave empty to take its whole sum.").optional().show(fields, errors))
        (Field::new("cap", "The most that one applicant can get, in dollars", Asked::Text).show(fields, errors))
        (Field::new("grade", "The lowest grade of evidence that earns money", Asked::Select(&grades)).show(fields, errors))
        (Field::new("reviews", "Reviews that each application needs", Asked::Text).hint("0 when you work alone: nobody reviews what they filed themselves.").show(fields, errors))
        (Field::new("citation", "The decision or law that says all this", Asked::Text).hint("As a person would look it up: decision of the board of 3 March 2026.").show(fields, errors))
        (Field::new("floors", "Shares of the budget that groups must get", Asked::Area).optional().hint("One a line, the most important first: per cent, field, value. For example: 30 kind critical-access").show(fields, errors))
        (Field::new("priorities", "Whose benefit counts for more", Asked::Area).optional().hint("One a line: per cent, field, value; 100 is as everyone. For example: 150 setting rural").show(fields, errors))
    }
}

fn read(catalog: &Catalog, fields: &Fields, errors: &mut Errors) -> Option<Terms> {
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
fn fill(round: &Round, fields: &mut Fields) -> Vec<String> {
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
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    let fake = FakeOffice::of(Story::Typical);
    let desk = fake.desk();
    let mut fields = Fields::default();
    let mut errors = Errors::default();
    for (name, value) in
        [("title", ""), ("cap", "<b>much</b>"), ("g1c1", "kind"), ("g1c1-is", "<img>"), ("floors", "x")]
    {
        fields.set(name, value);
    }
    read(desk.port.catalog(), &fields, &mut errors);
    let rule = crate::office::fake::money::everyone();
    vec![
        ("round-new", page(&desk, None, &Fields::default(), &Errors::default(), None).unwrap()),
        ("round-new-wrong", page(&desk, None, &fields, &errors, None).unwrap()),
        (
            "round-new-preview",
            page(&desk, None, &Fields::default(), &Errors::default(), Some(&rule)).unwrap(),
        ),
    ]
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
