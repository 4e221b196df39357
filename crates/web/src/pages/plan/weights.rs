//! What each goal weighs in the plan, from which base rates, and the form that sets another weight.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, prose, table, text};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use maud::html;
use ward_domain::plan::Assumed;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show(|context| page(context, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let value = match fields.get("weight") {
                "" => None,
                typed => {
                    let value = super::number(typed).filter(|v| (0.0..=Assumed::Weight.most()).contains(v));
                    if value.is_none() {
                        errors.add(
                            "weight",
                            "Enter a number from 0 to 10,000, or nothing for the published one",
                        );
                    }
                    value
                }
            };
            if fields.get("reason").is_empty() {
                errors.add("reason", "Say why: somebody will ask");
            }
            let goals = &context.catalog().base_rates.goals;
            if !goals.keys().any(|goal| goal.to_string() == fields.get("goal")) {
                errors.add("goal", "Choose a goal");
            }
            if errors.any() {
                return Ok(Done::Again(page(context, &fields, &errors)?));
            }
            context.port.assume(fields.get("goal"), Assumed::Weight, value, fields.get("reason"))?;
            Ok(Done::GoTo("/plan/weights".to_owned()))
        })
        .await
}

fn page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let seen = context.port.outlook(None)?;
    let rates = &context.catalog().base_rates;
    let titles: Vec<(String, String)> = rates
        .goals
        .keys()
        .map(|goal| {
            let mut goals = context.catalog().frameworks.values().flat_map(|framework| &framework.goals);
            let title = goals.find(|known| known.id == *goal).map_or("", |known| known.short_title.as_str());
            (goal.to_string(), format!("{goal} {title}"))
        })
        .collect();
    let options: Vec<(&str, &str)> = titles.iter().map(|(id, words)| (id.as_str(), words.as_str())).collect();
    let content = html! {
        (errors.summary())
        p.lead { "A goal weighs what it stops: how often breaches happen that way, times the part that the goal stops." }
        p {
            (rates.title) ": counted from a public list, as of " (crate::kit::words::day(rates.as_of)) ", year " (rates.base_year) ", source " (rates.source)
            ". Which goal stops how much is this project’s own reading, and may be wrong for you."
        }
        (table(
            "Weights; all goals together weigh 100 before known-exploited flaws count",
            [text("Goal"), number("Published"), number("Yours"), number("Gaps"), prose("Why")],
            seen.weights.iter().map(|weight| {
                let id = weight.goal.to_string();
                let words = titles.iter().find(|(known, _)| *known == id).map_or(id.as_str(), |(_, words)| words.as_str());
                [
                    html! { a href={ "/goals/" (weight.goal) } { (words) } },
                    html! { (format!("{:.1}", weight.published)) },
                    html! { @if let Some(own) = &weight.own { strong { (own.value) } } @else { "–" } },
                    html! { (weight.gaps.len()) " of " (weight.required) },
                    html! {
                        @if let Some(own) = &weight.own { "Yours: " (shortened(&own.reason, 300)) " " }
                        (rates.goals.get(&weight.goal).map_or("", |risk| risk.because.trim()))
                    },
                ]
            }),
            "The catalogue has no goal.",
        ))
        h2 { "The ways in which harm comes" }
        (table(
            "How often breaches happen in each way",
            [text("Way"), number("Share"), text("Source")],
            rates.ways.values().map(|way| [html! { (way.says) }, html! { (crate::kit::words::percent(way.share)) }, html! { (way.source) }]),
            "None.",
        ))
        h2 { "Weigh a goal otherwise" }
        (post("/plan/weights", context.token, false, html! {
            (Field::new("goal", "Goal", Kind::Select(&options)).show(fields, errors))
            (Field::new("weight", "Your weight", Kind::Text).autocomplete("off").hint("Leave it empty to go back to the published one.").show(fields, errors))
            (Field::new("reason", "Why", Kind::Area).show(fields, errors))
            p { button type="submit" { "Use this weight" } " " a href="/plan" { "Cancel" } }
        }))
    };
    Ok(Page::new("What goals weigh", Some(Section::Plan), content).up("/plan", "Plan").failed(errors.any()))
}

#[cfg(test)]
pub(super) fn samples() -> crate::pages::Samples {
    use crate::fake::{Fake, Kind};
    let fake = Fake::of(Kind::Hostile);
    fake.context().port.assume("E3", Assumed::Weight, Some(40.0), "<script>x</script>").unwrap();
    let mut errors = Errors::default();
    errors.add("weight", "Enter a number");
    vec![
        (
            "plan-weights",
            page(&Fake::of(Kind::Typical).context(), &Fields::default(), &Errors::default()).unwrap(),
        ),
        ("plan-weights-own", page(&fake.context(), &Fields::default(), &Errors::default()).unwrap()),
        ("plan-weights-wrong", page(&fake.context(), &Fields::default(), &errors).unwrap()),
    ]
}
