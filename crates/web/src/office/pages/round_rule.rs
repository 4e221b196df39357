//! The eligibility rule as a form: groups of conditions, each a choice of field and a value; and its preview.

use crate::kit::form::{Errors, Field, Fields, Kind};
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, thousands};
use crate::office::answers::{Sight, sentence};
use maud::{Markup, html};
use ward_domain::assessment::{Grade, Status};
use ward_domain::ids::Tier;
use ward_domain::{GoalId, Size};
use ward_programme::eligibility::{Compare, Condition, Group, Quantity, Rule, preview};
use ward_programme::participants::{Kind as Class, Ownership, Setting};

/// Names of the fields: the group, then field and value of each condition.
type Names = (&'static str, [(&'static str, &'static str); 4]);
pub(super) const NAMES: [Names; 3] = [
    ("g1", [("g1c1", "g1c1-is"), ("g1c2", "g1c2-is"), ("g1c3", "g1c3-is"), ("g1c4", "g1c4-is")]),
    ("g2", [("g2c1", "g2c1-is"), ("g2c2", "g2c2-is"), ("g2c3", "g2c3-is"), ("g2c4", "g2c4-is")]),
    ("g3", [("g3c1", "g3c1-is"), ("g3c2", "g3c2-is"), ("g3c3", "g3c3-is"), ("g3c4", "g3c4-is")]),
];

/// Word, label, and what may be typed.
const TESTS: [(&str, &str, &str); 12] = [
    ("", "No condition", ""),
    ("kind", "It is one of these kinds", "critical-access, rural-emergency"),
    ("owner", "Its owner is one of these", "non-profit-private, district"),
    ("state", "It is in one of these states", "TX, NM"),
    ("setting", "It is rural or urban", "rural"),
    ("size", "Its HICP size is one of these", "small, medium"),
    ("designation", "Our list calls it", "sole-community"),
    ("at-least", "A number is at least", "beds 25"),
    ("at-most", "A number is at most", "operating-margin 0.02, or operating-margin per beds 0.1"),
    ("goal", "A goal is", "E3 not-met partly, or E3 met grade B"),
    ("essential", "So many essential goals are met at least", "5, or 5 grade B"),
    ("enhanced", "So many enhanced goals are met at least", "3, or 3 grade B"),
];

/// The fields of the form.
pub(super) fn show(fields: &Fields, errors: &Errors) -> Markup {
    let options: Vec<(&str, &str)> = TESTS.iter().map(|(word, label, _)| (*word, *label)).collect();
    html! {
        p { "Whoever fits at least one group may apply. In a group, every condition must hold. What is not known of somebody never makes them fit." }
        details {
            summary { "What can be typed as the value" }
            ul { @for (_, label, example) in TESTS.iter().skip(1) { li { (label) ": " code { (example) } } } }
            p { "Kinds: " @for kind in Class::ALL { code { (kind.as_str()) } " " } }
            p { "Owners: " @for owner in Ownership::ALL { code { (owner.as_str()) } " " } }
        }
        @for (place, (group, rows)) in NAMES.iter().enumerate() {
            fieldset.panel {
                legend { strong { "Group " (place + 1) } @if place > 0 { span.optional { " (leave empty when not needed)" } } }
                (Field::new(group, "What people call those in it", Kind::Text).hint("For example: small rural hospitals.").optional().show(fields, errors))
                @for (row, (test, value)) in rows.iter().enumerate() {
                    (Field::new(test, &format!("Condition {}", row + 1), Kind::Select(&options)).show(fields, errors))
                    (Field::new(value, &format!("Value of condition {}", row + 1), Kind::Text).optional().show(fields, errors))
                }
            }
        }
    }
}

/// The rule that was typed; errors beside the fields else.
pub(super) fn read(fields: &Fields, errors: &mut Errors) -> Rule {
    let mut rule = Rule::default();
    for (place, (name, rows)) in NAMES.iter().enumerate() {
        let mut all_of = Vec::new();
        for (test, value) in rows {
            match condition(fields.get(test), fields.get(value)) {
                Ok(Some(condition)) => all_of.push(condition),
                Ok(None) => {}
                Err(why) => errors.add(value, sentence(&why)),
            }
        }
        if all_of.is_empty() {
            continue;
        }
        let called = fields.get(name);
        let name = if called.is_empty() { format!("group {}", place + 1) } else { called.to_owned() };
        rule.any_of.push(Group { name, all_of });
    }
    if rule.any_of.is_empty() && !errors.any() {
        errors.add("g1c1", "Choose at least one condition: nobody can apply without");
    } else if let Err(refused) = rule.check() {
        errors.add("g1c1", sentence(&refused.why));
    }
    rule
}

/// Puts a rule into the form. Conditions that the form cannot show are named in the answer.
pub(super) fn fill(rule: &Rule, fields: &mut Fields) -> Vec<String> {
    let mut left_out = Vec::new();
    for (place, group) in rule.any_of.iter().enumerate() {
        let names = NAMES.get(place);
        if let Some((name, _)) = names {
            fields.set(name, group.name.clone());
        }
        for (row, condition) in group.all_of.iter().enumerate() {
            let at = names.and_then(|(_, rows)| rows.get(row));
            match (at, typed(condition)) {
                (Some((test, value)), Some((word, text))) => {
                    fields.set(test, word);
                    fields.set(value, text);
                }
                _ => left_out.push(condition.words()),
            }
        }
    }
    left_out
}

/// A condition as the form and the lists of floors write it: field and value. None when no field is chosen.
pub(super) fn condition(test: &str, value: &str) -> Result<Option<Condition>, String> {
    if test.is_empty() {
        return if value.is_empty() {
            Ok(None)
        } else {
            Err("choose which condition this value is for".to_owned())
        };
    }
    let example = TESTS.iter().find(|(word, ..)| *word == test).map_or("", |(_, _, example)| example);
    let wrong = || format!("this value cannot be read: write it like {example}");
    let words = || value.split([',', ' ']).filter(|word| !word.is_empty());
    let condition = match test {
        "kind" => {
            words().map(Class::from_word).collect::<Option<_>>().map(|one_of| Condition::Kind { one_of })
        }
        "owner" => words()
            .map(Ownership::from_word)
            .collect::<Option<_>>()
            .map(|one_of| Condition::Ownership { one_of }),
        "state" => words()
            .map(|word| word.parse().ok())
            .collect::<Option<_>>()
            .map(|one_of| Condition::State { one_of }),
        "setting" => Setting::from_word(value).map(|is| Condition::Setting { is }),
        "size" => words()
            .map(|word| word.parse::<Size>().ok())
            .collect::<Option<_>>()
            .map(|one_of| Condition::Size { one_of }),
        "designation" => Some(Condition::Designation { has: value.to_owned() }),
        "at-least" => limit(value, Compare::AtLeast),
        "at-most" => limit(value, Compare::AtMost),
        "goal" => goal(value),
        "essential" => goals_met(value, Tier::Essential),
        "enhanced" => goals_met(value, Tier::Enhanced),
        _ => return Err("choose a condition from the list".to_owned()),
    };
    match condition {
        Some(condition) if !value.is_empty() => Ok(Some(condition)),
        _ => Err(wrong()),
    }
}

fn quantity(word: &str) -> Quantity {
    if word == "beds" { Quantity::Beds } else { Quantity::Figure(word.to_owned()) }
}

fn limit(value: &str, is: Compare) -> Option<Condition> {
    let parts: Vec<&str> = value.split_whitespace().collect();
    let (of, limit) = match parts.as_slice() {
        [name, limit] => (quantity(name), limit),
        [top, "per", bottom, limit] => {
            (Quantity::Ratio(Box::new(quantity(top)), Box::new(quantity(bottom))), limit)
        }
        _ => return None,
    };
    let limit: f64 = limit.parse().ok().filter(|limit: &f64| limit.is_finite())?;
    Some(Condition::Number { of, is, limit })
}

/// The words before `grade`, and the grade.
fn graded(value: &str) -> Option<(Vec<&str>, Option<Grade>)> {
    let mut words: Vec<&str> = value.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    let Some(at) = words.iter().position(|word| *word == "grade") else { return Some((words, None)) };
    let grade = words.get(at + 1).and_then(|letter| read_grade(letter))?;
    let is_last = words.len() == at + 2;
    words.truncate(at);
    is_last.then_some((words, Some(grade)))
}

pub(super) fn read_grade(letter: &str) -> Option<Grade> {
    [Grade::A, Grade::B, Grade::C, Grade::D].into_iter().find(|grade| grade.as_str() == letter)
}

fn goal(value: &str) -> Option<Condition> {
    let (words, grade) = graded(value)?;
    let (first, rest) = words.split_first()?;
    let all = [Status::Met, Status::Partly, Status::NotMet, Status::Unknown, Status::NotApplicable];
    let status = |word: &&str| all.into_iter().find(|status| status.as_str() == *word);
    let one_of = rest.iter().map(status).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())?;
    Some(Condition::Goal { goal: first.parse::<GoalId>().ok()?, one_of, grade })
}

fn goals_met(value: &str, tier: Tier) -> Option<Condition> {
    let (words, grade) = graded(value)?;
    let [number] = words.as_slice() else { return None };
    Some(Condition::GoalsMet { tier, at_least: number.parse().ok()?, grade })
}

/// How a condition is typed; none for what the form has no words for.
fn typed(condition: &Condition) -> Option<(&'static str, String)> {
    let list = |words: Vec<&str>| words.join(", ");
    let at =
        |grade: &Option<Grade>| grade.map_or(String::new(), |grade| format!(" grade {}", grade.as_str()));
    Some(match condition {
        Condition::Kind { one_of } => ("kind", list(one_of.iter().map(|one| one.as_str()).collect())),
        Condition::Ownership { one_of } => ("owner", list(one_of.iter().map(|one| one.as_str()).collect())),
        Condition::State { one_of } => {
            ("state", list(one_of.iter().map(ward_programme::identifiers::State::as_str).collect()))
        }
        Condition::Setting { is } => ("setting", is.as_str().to_owned()),
        Condition::Size { one_of } => ("size", list(one_of.iter().map(|one| one.as_str()).collect())),
        Condition::Designation { has } => ("designation", has.clone()),
        Condition::Number { of, is, limit } => {
            let name = |of: &Quantity| match of {
                Quantity::Beds => Some("beds".to_owned()),
                Quantity::Figure(name) => Some(name.clone()),
                Quantity::Ratio(..) => None,
            };
            let of = match of {
                Quantity::Ratio(top, bottom) => format!("{} per {}", name(top)?, name(bottom)?),
                single => name(single)?,
            };
            (if *is == Compare::AtLeast { "at-least" } else { "at-most" }, format!("{of} {limit}"))
        }
        Condition::Goal { goal, one_of, grade } => {
            let states: Vec<&str> = one_of.iter().map(|one| one.as_str()).collect();
            ("goal", format!("{goal} {}{}", states.join(" "), at(grade)))
        }
        Condition::GoalsMet { tier, at_least, grade } => {
            let word = if *tier == Tier::Essential { "essential" } else { "enhanced" };
            (word, format!("{at_least}{}", at(grade)))
        }
    })
}

/// Whom a rule would take, of those who take part; how many, and why some are unknown.
pub(super) fn preview_of(rule: &Rule, sight: &Sight) -> Markup {
    let all = &sight.programme.participants;
    let limits = all.size_limits(ward_estate::date_of(sight.now));
    let enrolled = all.iter().filter(|one| one.is_enrolled());
    let found = preview(rule, limits, enrolled.map(|one| (one, sight.standing.latest(&one.id))));
    let all = found.yes + found.no + found.unknown;
    let share = |part: usize| if all == 0 { 0.0 } else { 100.0 * part as f64 / all as f64 };
    html! {
        p {
            "Of " (count(all as u64, "enrolled participant")) ", " strong { (thousands(found.yes as u64)) " fit" } ", "
            (thousands(found.no as u64)) " do not, and of " (thousands(found.unknown as u64)) " something that decides is not known."
        }
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.met x="0" y="0" width=(format!("{:.2}", share(found.yes))) height="4" {}
            rect.not-met x=(format!("{:.2}", share(found.yes))) y="0" width=(format!("{:.2}", share(found.no))) height="4" {}
            rect.unknown x=(format!("{:.2}", share(found.yes + found.no))) y="0" width=(format!("{:.2}", share(found.unknown))) height="4" {}
        }
        @for warning in &found.warnings { p.note { strong { "Look again: " } (sentence(warning)) "." } }
        @for (group, conditions) in rule.any_of.iter().zip(&found.conditions) {
            (table(
                &format!("Each condition of “{}” by itself, of {all}", group.name),
                [text("Condition"), number("Fit"), number("Do not"), number("Not known")],
                conditions.iter().map(|one| [
                    html! { (sentence(&one.words)) },
                    html! { (thousands(one.yes as u64)) },
                    html! { (thousands(one.no as u64)) },
                    html! { (thousands(one.unknown as u64)) },
                ]),
                "No condition.",
            ))
        }
        @if !found.by_kind.is_empty() {
            p { "Who fits: " @for (place, (kind, number)) in found.by_kind.iter().enumerate() { @if place > 0 { ", " } (number) " × " (kind.label()) } "." }
        }
    }
}

/// A rule in words.
pub(super) fn words(rule: &Rule) -> Markup {
    html! {
        @for (place, group) in rule.any_of.iter().enumerate() {
            @if place > 0 { p { "or" } }
            p { strong { (crate::kit::parts::shortened(&group.name, 120)) } ": "
                @for (row, condition) in group.all_of.iter().enumerate() { @if row > 0 { ", and " } (crate::kit::parts::shortened(&condition.words(), 300)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(test: &str, value: &str) {
        let condition = condition(test, value).unwrap().unwrap();
        let (word, again) = typed(&condition).unwrap();
        assert_eq!((word, super::condition(word, &again).unwrap().unwrap()), (test, condition));
    }

    #[track_caller]
    fn refuses(test: &str, value: &str) {
        assert!(condition(test, value).is_err(), "{test} {value}");
    }

    #[test]
    fn every_example_of_the_form_can_be_read_and_written_again() {
        for (test, _, examples) in TESTS.iter().skip(1) {
            examples.split(", or ").for_each(|example| reads(test, example));
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        refuses("kind", "hospital");
        refuses("kind", "");
        refuses("state", "XX");
        refuses("at-least", "beds many");
        refuses("at-least", "beds NaN");
        refuses("goal", "E11 met");
        refuses("goal", "E1");
        refuses("goal", "E1 met grade Z");
        refuses("essential", "five");
        refuses("nonsense", "1");
        refuses("", "TX");
    }
}
