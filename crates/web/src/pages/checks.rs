//! Live checks: what may be looked at from outside and who says so, looking now or by itself, and what was seen last.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, name, shortened};
use crate::kit::table::{prose, table, text};
use crate::kit::words::{count, moment};
use crate::port::{Looks, Stated, Trouble};
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use maud::{Markup, html};
use ward_domain::Digest;
use ward_domain::live_check::LiveCheck;
use ward_reports::live_check::{Section as Part, Subject, sections};

/// Seconds between two looks at a page whose check runs.
const REFRESH_SECONDS: u32 = 3;
/// Most lines of a list of what could not be checked, was refused or noted.
const MOST_LINES: usize = 200;
/// Most servers and addresses that are shown in tables.
const MOST_PARTS: usize = 300;

/// How often: days, as the form sends them, and words.
const EVERY: [(&str, &str); 5] = [
    ("1", "Every day"),
    ("2", "Every second day"),
    ("7", "Every week"),
    ("30", "Every 30 days"),
    ("0", "Only when somebody asks"),
];

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show(|context| page(context, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn look(Posted { visit, .. }: Posted) -> Answer {
    visit
        .act(|context| {
            context.port.look_now()?;
            Ok(Done::GoTo("/checks".to_owned()))
        })
        .await
}

pub(crate) async fn state(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            // Whoever signs has read a list; what is signed is that list and no other.
            let names: Vec<String> = fields.lines("names").map(str::to_owned).collect();
            let is_back = fields.get("back") == "yes";
            if fields.get("by").is_empty() {
                errors.add("by", "Enter your name");
            }
            if !is_back && fields.get("sure") != "yes" {
                errors.add("sure", "Confirm that they are yours, or that you may look at them");
            }
            if !is_back && names != context.organisation.outside_names() {
                errors.add("sure", "What is declared has changed meanwhile: read the list again");
            }
            if errors.any() {
                return Ok(Done::Again(page(context, &fields, &errors)?));
            }
            context.port.state_ownership(if is_back { &[] } else { &names }, fields.get("by"))?;
            Ok(Done::GoTo("/checks".to_owned()))
        })
        .await
}

pub(crate) async fn choose(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let chosen = EVERY.iter().find(|(days, _)| *days == fields.get("every"));
            let Some(days) = chosen.and_then(|(days, _)| days.parse().ok()) else {
                let mut errors = Errors::default();
                errors.add("every", "Choose how often");
                return Ok(Done::Again(page(context, &fields, &errors)?));
            };
            context.port.look_every(days)?;
            Ok(Done::GoTo("/checks".to_owned()))
        })
        .await
}

fn page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    Ok(made(context, &context.port.looks()?, fields, errors))
}

fn made(context: &Context<'_>, looks: &Looks, fields: &Fields, errors: &Errors) -> Page {
    let declared = context.organisation.outside_names();
    let is_running = looks.running_since.is_some();
    let content = html! {
        (errors.summary())
        p.lead { "Ward looks at your domains, servers and addresses as a stranger on the Internet would. What it sees is evidence, like any file." }
        (now(context, looks))
        @if declared.is_empty() {
            div.panel {
                h2 { "Nothing is declared yet" }
                p { "Ward contacts only what you name as yours." }
                p { a.button href="/organisation" { "Name your domains" } }
            }
        } @else {
            (permission(context, looks, &declared, fields, errors))
            (how_often(context, looks, fields, errors))
        }
        (results(looks.last.as_ref()))
    };
    let mut page = Page::new("Live checks", Some(Section::Checks), content).failed(errors.any());
    page.refresh = (is_running && !errors.any()).then_some(REFRESH_SECONDS);
    page
}

/// What is going on, and the button.
fn now(context: &Context<'_>, looks: &Looks) -> Markup {
    html! {
        @if let Some(since) = looks.running_since {
            p role="status" { strong { "A look is under way" } " since " (moment(since)) ". It takes seconds to minutes. This page looks again every " (REFRESH_SECONDS) " seconds." }
        }
        @if let Some((at, why)) = &looks.trouble {
            p.note role="alert" { strong { "The last try failed" } ", " (moment(*at)) ": " (shortened(why, 400)) ". What was seen before still stands below." }
        }
        @if let Some(why) = &looks.cannot {
            p.note { "This server looks at nothing. " (shortened(why, 400)) }
        } @else if !looks.covered.is_empty() && looks.running_since.is_none() {
            (post("/checks", context.token, false, html! { button type="submit" { "Look now" } }))
            @if let Some(next) = looks.next { p.quiet { "By itself again: " (moment(next)) ", or soon after." } }
        }
    }
}

/// What is declared, who allows the look, and the form that does.
fn permission(
    context: &Context<'_>,
    looks: &Looks,
    declared: &[String],
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let list = |names: &[String]| html! { ul { @for one in names { li { (name(one, 120)) } } } };
    let stated = looks.statement.as_ref().filter(|stated| !stated.names.is_empty());
    let is_whole = looks.not_covered.is_empty() && stated.is_some();
    html! {
        section aria-labelledby="permission-heading" {
            h2 #permission-heading { "What may be looked at" }
            @match (stated, &looks.statement) {
                (Some(Stated { by, at, .. }), _) => p { (shortened(by, 80)) " stated on " (moment(*at)) " that Ward may look at:" },
                (None, Some(Stated { by, at, .. })) => p { (shortened(by, 80)) " took the permission back on " (moment(*at)) ". Nothing is contacted." },
                (None, None) => p { "Nobody has stated yet that what you declared is yours. Until then nothing is contacted." },
            }
            @if !looks.covered.is_empty() { (list(&looks.covered)) }
            @if !looks.not_covered.is_empty() {
                @if stated.is_some() { p { strong.part { "Declared and not covered" } ", so not contacted:" } } @else { p { "You declared:" } }
                (list(&looks.not_covered))
            }
            p.quiet { "Beside these, Ward asks the mail servers that your domains name. Addresses of medical devices are never contacted. " a href="/organisation" { "Change what is declared" } }
            @if is_whole {
                details.more {
                    summary { "Take the permission back" }
                    (post("/checks/statement", context.token, false, html! {
                        input type="hidden" name="back" value="yes";
                        (Field::new("by", "Your name", Kind::Text).autocomplete("name").show(fields, errors))
                        p { button.second type="submit" { "Contact nothing from now on" } }
                    }))
                }
            } @else {
                (post("/checks/statement", context.token, false, html! {
                    input type="hidden" name="names" value=(declared.join(","));
                    (Field::new("by", "Your name", Kind::Text).autocomplete("name").show(fields, errors))
                    (Field::new("sure", "All of these belong to the organisation, or it may look at them", Kind::Check)
                        .hint("Looking at machines of others without their leave can be against the law. Your statement stands in the record.")
                        .show(fields, errors))
                    p { button type="submit" { "State it, and look" } }
                }))
            }
        }
    }
}

fn how_often(context: &Context<'_>, looks: &Looks, fields: &Fields, errors: &Errors) -> Markup {
    let mut filled = fields.clone();
    let days = looks.every_days.to_string();
    let own = format!("Every {}", count(u64::from(looks.every_days), "day"));
    let mut options = EVERY.to_vec();
    if !options.iter().any(|(known, _)| *known == days) {
        options.push((&days, &own));
    }
    filled.set("every", &days);
    html! {
        section aria-labelledby="often-heading" {
            h2 #often-heading { "How often" }
            (post("/checks/every", context.token, false, html! {
                (Field::new("every", "Ward looks by itself while it runs", Kind::Select(&options)).show(&filled, errors))
                p { button.second type="submit" { "Save" } }
            }))
        }
    }
}

/// The newest report, domain by domain.
fn results(last: Option<&(Digest, LiveCheck)>) -> Markup {
    html! {
        section aria-labelledby="seen-heading" {
            h2 #seen-heading { "What was seen last" }
            @match last {
                None => p { "Nothing has been looked at yet." },
                Some((digest, report)) => {
                    @let questions = report.questions();
                    @let open = questions.iter().filter(|question| question.failed.is_some()).count();
                    p {
                        "Looked at on " (moment(report.started)) ", as " (shortened(&report.statement.by, 80)) " allowed: "
                        (count(questions.len() as u64, "question")) ", " (open) " without an answer. "
                        a href={ "/evidence/" (digest) } { "The report as evidence" }
                    }
                    (seen(report))
                    (open_questions(report))
                    (words())
                }
            }
        }
    }
}

fn seen(report: &LiveCheck) -> Markup {
    let mut parts = sections(report);
    let omitted = parts.len().saturating_sub(MOST_PARTS);
    parts.truncate(MOST_PARTS);
    let domains: Vec<String> =
        parts.iter().filter(|part| part.subject == Subject::Mail).map(|part| part.of.clone()).collect();
    let (of_none, of_domains): (Vec<Part>, Vec<Part>) =
        parts.into_iter().partition(|part| domain_of(&part.of, &domains).is_none());
    html! {
        @for domain in &domains {
            h3 { (name(domain, 120)) }
            @for part in of_domains.iter().filter(|part| domain_of(&part.of, &domains) == Some(domain)) { (answers(part)) }
        }
        @if !of_none.is_empty() {
            h3 { "Other servers and addresses" }
            @for part in &of_none { (answers(part)) }
        }
        @if omitted > 0 { p.quiet { "And " (count(omitted as u64, "more part")) " in the report." } }
    }
}

/// The domain that a host lies in: the longest one, when one lies in another.
fn domain_of<'d>(host: &str, domains: &'d [String]) -> Option<&'d String> {
    let lies_in = |domain: &&String| {
        host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    domains.iter().filter(lies_in).max_by_key(|domain| domain.len())
}

fn answers(part: &Part) -> Markup {
    let caption = match part.subject {
        Subject::Mail => format!("Mail of {}", part.title),
        Subject::Server => format!("Server {}", part.title),
        Subject::Disclosure => format!("Contact for flaws at {}", part.title),
        Subject::Ports => format!("Address {}", part.title),
    };
    let rows = part.rows.iter().map(|(label, says)| [html! { (capital(label)) }, name(says, 400)]);
    table(&shortened(&caption, 160), [text("Asked"), text("Answer")], rows, "Nothing was asked.")
}

fn capital(label: &str) -> String {
    let mut letters = label.chars();
    // `security.txt` is the name of a file.
    match letters.next() {
        Some(first) if !label.contains('.') => first.to_uppercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

/// What could not be checked, what was not contacted, and what else is worth knowing.
fn open_questions(report: &LiveCheck) -> Markup {
    let questions = report.questions();
    let open = questions.iter().filter_map(|question| Some((question, question.failed?)));
    let rows = open.take(MOST_LINES).map(|(question, why)| {
        [name(&question.of, 120), html! { (question.what) }, html! { (shortened(why, 300)) }]
    });
    let refused = report.refused.iter().take(MOST_LINES);
    html! {
        h3 { "What could not be checked" }
        (table("Questions without an answer", [text("Of"), text("Asked"), prose("Why")], rows, "Everything that was asked had an answer."))
        @if !report.refused.is_empty() {
            (table("Not contacted", [text("What"), prose("Why")], refused.map(|one| [name(&one.what, 120), html! { (shortened(&one.why, 300)) }]), ""))
        }
        @if !report.notes.is_empty() {
            h3 { "Also" }
            ul { @for note in report.notes.iter().take(MOST_LINES) { li { (shortened(note, 300)) } } }
        }
    }
}

fn words() -> Markup {
    let plain = |text: &'static str| Some(html! { (text) });
    html! {
        details.more {
            summary { "What these words mean" }
            (facts([
                ("SPF", plain("names the servers that may send mail in your name.")),
                ("DKIM", plain("signs your mail, so that receivers notice changes.")),
                ("DMARC", plain("says what becomes of mail that only claims to be yours.")),
                ("MTA-STS", plain("makes other servers deliver mail to you encrypted.")),
                ("TLS", plain("encrypts what your web and mail servers send. Versions below 1.2 are broken.")),
                ("security.txt", plain("tells finders of flaws whom to write to.")),
                ("Unknown", plain("nobody could say, which is neither good nor bad.")),
            ]))
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind as Of};
    let of = |label, kind| {
        let fake = Fake::of(kind);
        (label, page(&fake.context(), &Fields::default(), &Errors::default()).unwrap())
    };
    let fake = Fake::of(Of::Typical);
    let context = fake.context();
    let mut errors = Errors::default();
    errors.add("by", "Enter your name");
    let running = Looks { running_since: Some(jiff::Timestamp::UNIX_EPOCH), ..context.port.looks().unwrap() };
    let stuck = Looks {
        trouble: Some((jiff::Timestamp::UNIX_EPOCH, "<b>nothing</b> answered".to_owned())),
        cannot: Some("<script>".to_owned()),
        last: None,
        ..Looks::default()
    };
    let nothing = |looks: &Looks| made(&context, looks, &Fields::default(), &Errors::default());
    vec![
        of("checks-empty", Of::Empty),
        of("checks", Of::Typical),
        of("checks-hostile", Of::Hostile),
        ("checks-running", nothing(&running)),
        ("checks-stuck", nothing(&stuck)),
        ("checks-wrong", page(&Fake::of(Of::Empty).context(), &Fields::default(), &errors).unwrap()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expected: Option<&str>) {
        let domains = ["clinic.example", "lab.clinic.example", "other.example"].map(str::to_owned);
        assert_eq!(domain_of(host, &domains).map(String::as_str), expected);
    }

    #[test]
    fn servers_stand_under_their_domain() {
        check("clinic.example", Some("clinic.example"));
        check("www.clinic.example", Some("clinic.example"));
        check("www.lab.clinic.example", Some("lab.clinic.example"));
        check("notclinic.example", None);
        check("203.0.113.8", None);
    }
}
