//! One round: what its call says, what the own plan offers to ask for, the application for reading, and signing it.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, grade_letter, shortened, tag};
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, moment};
use crate::office::answers::{parse_money, typed};
use crate::port::money::{CallRow, Offer};
use crate::port::{Trouble, TroubleKind};
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use std::collections::BTreeMap;
use ward_domain::letters::{Application, Line};
use ward_domain::{Digest, GoalId, Money, ids::Tier};
use ward_planner::outlook::funding::{Ask, GoalLine};

/// Fields of a goal: its id, what is asked, by when, and whether half is kept for a year.
type Row = (&'static str, &'static str, &'static str, &'static str);

macro_rules! rows {
    ($($goal:literal)*) => {
        [$(($goal, concat!("asked-", $goal), concat!("due-", $goal), concat!("half-", $goal))),*]
    };
}
const ROWS: [Row; 20] = rows!("E1" "E2" "E3" "E4" "E5" "E6" "E7" "E8" "E9" "E10" "H1" "H2" "H3" "H4" "H5" "H6" "H7" "H8" "H9" "H10");

fn row(goal: GoalId) -> Option<&'static Row> {
    let name = goal.to_string();
    ROWS.iter().find(|row| row.0 == name)
}

pub(super) fn pays_for(tier: Tier) -> &'static str {
    match tier {
        Tier::Essential => "essential goals",
        Tier::Enhanced => "enhanced goals",
    }
}

pub(crate) async fn show(
    visit: Visit,
    Path(call): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Answer {
    visit
        .show(move |context| {
            let call = known(context, &call)?;
            let offer = context.port.funding_offer(call.digest)?;
            let is_asked = asked.contains_key("asked");
            let fields = if is_asked { Fields(asked) } else { first(&offer) };
            page(context, &call, &offer, &fields, Errors::default())
        })
        .await
}

/// Signs what was read; when it says something else by now, the page says so.
pub(crate) async fn sign(Path(call): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let call = known(context, &call)?;
            let incomplete = || Trouble::user("The form is not complete.", "Open the round again.");
            let as_read: Digest = fields.get("as-read").parse().map_err(|_| incomplete())?;
            let offer = context.port.funding_offer(call.digest)?;
            let mut errors = Errors::default();
            let asks = read(&offer, &fields, &mut errors);
            if !errors.any() {
                match context.port.sign_application(call.digest, &asks, as_read) {
                    Ok(_) => return Ok(Done::GoTo("/money#applications".to_owned())),
                    Err(trouble) if trouble.kind == TroubleKind::User => {
                        errors.add("ask", format!("It was not signed: {}", trouble.says));
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
            Ok(Done::Again(page(context, &call, &offer, &fields, errors)?))
        })
        .await
}

fn known(context: &Context<'_>, digest: &str) -> Result<CallRow, Trouble> {
    let calls = context.port.calls()?;
    let found = calls.into_iter().find(|call| call.digest.to_string() == digest);
    found.ok_or_else(|| Trouble::not_found("There is no such round here."))
}

/// What the plan offers to ask, as it is typed.
fn first(offer: &Offer) -> Fields {
    let mut fields = Fields::default();
    for ask in &offer.asks {
        if let Some((_, asked, due, _)) = row(ask.goal) {
            fields.set(asked, typed(ask.asked));
            fields.set(due, ask.due.to_string());
        }
    }
    fields
}

/// What is asked for each goal that the plan offers; a goal without an amount is not asked for.
fn read(offer: &Offer, fields: &Fields, errors: &mut Errors) -> Vec<Ask> {
    let mut asks = Vec::new();
    for line in &offer.lines {
        let Some((_, asked, due, half)) = row(line.goal) else { continue };
        if fields.get(asked).is_empty() {
            continue;
        }
        let amount = parse_money(fields.get(asked)).filter(|amount| *amount <= line.cost);
        if amount.is_none() {
            errors.add(asked, format!("Enter dollars above 0 and at most {}, or leave it empty", line.cost));
        }
        let last = fields.get(due).parse().ok();
        if last.is_none() {
            errors.add(due, "Enter a day, such as 2027-09-30");
        }
        if let (Some(asked), Some(due)) = (amount, last) {
            asks.push(Ask { goal: line.goal, asked, due, half_later: fields.get(half) == "yes" });
        }
    }
    asks
}

fn page(
    context: &Context<'_>,
    row: &CallRow,
    offer: &Offer,
    fields: &Fields,
    mut errors: Errors,
) -> Result<Page, Trouble> {
    let is_over = row.call.closes <= context.port.now();
    let asks = if errors.any() { Vec::new() } else { read(offer, fields, &mut errors) };
    let mut draft = None;
    if !errors.any() && !is_over && !offer.lines.is_empty() {
        match context.port.application_draft(row.digest, &asks) {
            Ok(made) => draft = Some(made),
            Err(trouble) if trouble.kind == TroubleKind::User => {
                errors.add("ask", crate::office::answers::sentence(&trouble.says));
            }
            Err(trouble) => return Err(trouble),
        }
    }
    let content = html! {
        (errors.summary())
        (terms(row))
        @if is_over {
            p.note #f-ask { "This round takes no applications any more." }
        } @else if offer.lines.is_empty() {
            div.note #f-ask { p { strong { "There is nothing to ask for. " } "Your plan has no action for " (pays_for(row.call.tier)) " that costs money. " a href="/plan" { "Look at the plan" } } }
        } @else {
            (ask_form(context, row, offer, fields, &errors))
            @if let Some((application, as_read)) = &draft {
                (told(context, application))
                (sign_form(context, row, fields, offer, application, *as_read))
            }
        }
    };
    Ok(Page::new(shortened(&row.call.title, 100), Some(Section::Money), content)
        .up("/money", "Money")
        .failed(errors.any()))
}

fn terms(row: &CallRow) -> Markup {
    let call = &row.call;
    html! {
        p.lead { "This round pays for " (pays_for(call.tier)) ", at most " strong { (call.cap) } " for one applicant, when the goal is met." }
        (facts([
            ("Applications from", Some(moment(call.opens))),
            ("Applications until", Some(moment(call.closes))),
            ("All the money of the round", Some(html! { (call.budget) })),
            ("Evidence that earns money", Some(html! { "grade " (call.required_grade.as_str()) " or better" })),
            ("Signed by the office", Some(html! { "round opened " (moment(call.opened_at)) ". " a href={ "/money/files/" (row.digest) } download { "Download the call" } })),
        ]))
        details {
            summary { "Who may apply, and on what the numbers stand" }
            p { "Whoever fits one of these. The office decides by its own lists and your newest summary." }
            ul { @for sentence in &call.who { li { (shortened(sentence, 400)) } } }
            ul { @for sentence in &call.grounds { li { (shortened(sentence, 400)) } } }
        }
    }
}

/// The actions by their titles.
fn titles(context: &Context<'_>, actions: &[String]) -> String {
    let title =
        |id: &String| context.catalog().actions.get(id).map_or(id.clone(), |known| known.title.clone());
    shortened(&actions.iter().map(title).collect::<Vec<_>>().join("; "), 300)
}

fn ask_form(
    context: &Context<'_>,
    call: &CallRow,
    offer: &Offer,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let line = |line: &GoalLine| {
        let Some((goal, asked, due, half)) = row(line.goal) else { return html! {} };
        html! {
            fieldset.panel {
                legend { strong { (goal) } " " (goal_title(context, line.goal)) }
                p { (titles(context, &line.actions)) ". By your plan this costs " strong { (line.cost) } " and is done by " (day(line.done)) "." }
                @if !line.left.is_empty() { p.quiet { (count(line.left.len() as u64, "gap")) " of this goal stay open even so: the goal is paid for only when all of it is met." } }
                (Field::new(asked, "What you ask for, in dollars", Kind::Text).optional().autocomplete("off").hint("Empty: not asked for.").show(fields, errors))
                (Field::new(due, "Last day on which the goal’s being met counts", Kind::Date).show(fields, errors))
                (Field::new(half, "Keep half until the goal is still met a year later", Kind::Check).optional().show(fields, errors))
            }
        }
    };
    html! {
        form.ask #f-ask method="get" action={ "/money/" (call.digest) } novalidate {
            h2 { "What to ask for" }
            p { "By your own plan with this money on top. Nothing is kept until you sign." }
            input type="hidden" name="asked" value="yes";
            @for one in &offer.lines { (line(one)) }
            p { button.second type="submit" { "Show the application with these" } }
        }
    }
}

fn goal_title(context: &Context<'_>, goal: GoalId) -> String {
    let mut goals = context.catalog().frameworks.values().flat_map(|framework| &framework.goals);
    goals.find(|known| known.id == goal).map_or("", |known| known.short_title.as_str()).to_owned()
}

/// Every field that leaves, in words, and what does not.
fn told(context: &Context<'_>, application: &Application) -> Markup {
    html! {
        h2 { "What it says" }
        (facts([
            ("Application number", Some(html! { (application.number) })),
            ("Made", Some(moment(application.made_at))),
            ("Format version", Some(html! { (application.version) })),
            ("Catalogue", Some(html! { (application.catalogue) })),
            ("Round", Some(html! { (application.round) })),
            ("Asked in all", Some(html! { strong { (application.asked()) } })),
        ]))
        (table(
            "What is asked, line by line",
            [text("Goal"), number("Level"), text("Actions"), number("Cost"), number("Asked"), number("Of it a year later"), text("By")],
            application.lines.iter().map(|line: &Line| [
                html! { (line.goal) },
                html! { (line.level) },
                html! { (titles(context, &line.actions)) },
                html! { (line.cost) },
                html! { (line.asked) },
                html! { @if line.kept_back > Money::ZERO { (line.kept_back) } @else { "nothing" } },
                day(line.due),
            ]),
            "",
        ))
        (table(
            "What you have already, of the goals of this round",
            [text("Goal"), text("Status"), text("Grade")],
            application.already.iter().map(|one| [html! { (one.goal) " " (goal_title(context, one.goal)) }, tag(one.status), grade_letter(one.grade)]),
            "No goal of this round is met, in whole or in part.",
        ))
        h2 { "What it does not say" }
        ul {
            li { "No device, host name, address, person or account." }
            li { "No finding, flaw, file, answer or comment; there is no free text in it." }
            li { "Not your organisation’s name. The office knows you by your key." }
        }
    }
}

fn sign_form(
    context: &Context<'_>,
    call: &CallRow,
    fields: &Fields,
    offer: &Offer,
    application: &Application,
    as_read: Digest,
) -> Markup {
    let kept: Vec<(&str, &str)> = offer
        .lines
        .iter()
        .filter_map(|line| row(line.goal))
        .flat_map(|(_, asked, due, half)| [*asked, *due, *half])
        .map(|name| (name, fields.get(name)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    html! {
        div.panel {
            h2 { "Sign it" }
            p { "Signing keeps application " (application.number) " in your record and makes the file to send. Nothing is sent by itself." }
            (post(&format!("/money/{}/sign", call.digest), context.token, false, html! {
                input type="hidden" name="as-read" value=(as_read);
                @for (name, value) in &kept { input type="hidden" name=(name) value=(value); }
                p { button type="submit" { "I have read it: sign it" } }
            }))
        }
    }
}

/// A fake whose first call was answered, and acknowledged.
#[cfg(test)]
pub(super) fn applied(kind: crate::fake::Kind) -> crate::fake::Fake {
    let fake = crate::fake::Fake::of(kind);
    let port = fake.context().port;
    let call = port.calls().unwrap()[0].digest;
    let asks = port.funding_offer(call).unwrap().asks;
    for _ in 0..2 {
        let (_, as_read) = port.application_draft(call, &asks).unwrap();
        port.sign_application(call, &asks, as_read).unwrap();
        port.keep_letter(b"{\"acknowledgement\"", "").unwrap();
    }
    let (_, as_read) = port.application_draft(call, &asks).unwrap();
    port.sign_application(call, &asks, as_read).unwrap();
    fake
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::{Fake, Kind as Of};
    let of = |fake: &Fake, change: fn(&mut Fields)| {
        let context = fake.context();
        let call = context.port.calls().unwrap().remove(0);
        let offer = context.port.funding_offer(call.digest).unwrap();
        let mut fields = first(&offer);
        change(&mut fields);
        page(&context, &call, &offer, &fields, Errors::default()).unwrap()
    };
    let all = |fields: &mut Fields, value: &str| {
        for (_, asked, due, _) in ROWS {
            fields.set(asked, value);
            fields.set(due, value);
        }
    };
    vec![
        ("money-call", of(&Fake::of(Of::Typical), |_| {})),
        ("money-call-hostile", of(&Fake::of(Of::Hostile), |_| {})),
        ("money-call-nothing", of(&Fake::of(Of::Typical), |fields| *fields = Fields::default())),
        ("money-call-wrong", {
            let fake = Fake::of(Of::Typical);
            let context = fake.context();
            let call = context.port.calls().unwrap().remove(0);
            let offer = context.port.funding_offer(call.digest).unwrap();
            let mut fields = Fields::default();
            all(&mut fields, "<script>x</script>");
            page(&context, &call, &offer, &fields, Errors::default()).unwrap()
        }),
    ]
}
