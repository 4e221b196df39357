//! The operator's first page: how many take part and report, where they stand on the twenty goals, how that changes, and
//! what to do next.

use crate::kit::layout::Page;
use crate::kit::parts::class;
use crate::kit::rose;
use crate::kit::search::choice;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, day_text, escaped, moment, percent, thousands};
use crate::office::{Desk, Room, to_do};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit};
use axum::extract::Query;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use ward_domain::assessment::{Grade, Status};
use ward_programme::identifiers::State;
use ward_programme::participants::Kind;
use ward_programme::standing::sector::{AdoptionPoint, By, Filter, GoalCounts, GroupCounts};
use ward_programme::standing::{GOALS, Standing, goals};

/// Months that the line of adoption looks back.
const MONTHS: i64 = 12;
/// Most alarms that are shown.
const MOST_ALARMS: usize = 5;

/// Which organisations are looked at.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Look {
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    size: String,
    /// The lowest grade of evidence with which a goal counts as met.
    #[serde(default)]
    grade: String,
}

impl Look {
    /// The filter; what cannot be read admits everyone, and the form shows so.
    fn filter(&self) -> Filter {
        Filter {
            state: self.state.parse().ok(),
            kind: Kind::from_word(&self.kind),
            size: self.size.parse().ok(),
        }
    }
    fn grade(&self) -> Option<Grade> {
        [Grade::A, Grade::B, Grade::C, Grade::D].into_iter().find(|grade| grade.as_str() == self.grade)
    }
}

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show_office(move |desk| page(desk, &look)).await
}

fn page(desk: &Desk<'_>, look: &Look) -> Result<Page, Trouble> {
    let (programme, standing) = (desk.port.programme()?, desk.port.standing()?);
    let (today, filter) = (desk.port.today(), look.filter());
    let limits = programme.participants.size_limits(today);
    let known = programme.participants.iter().filter(|one| filter.admits(one, limits)).count() as u64;
    let sector = standing.sector(&programme.participants, today, By::State, &filter);
    let all = &sector.all;
    let content = html! {
        (alarms(desk)?)
        p.lead {
            (count(known, "participant")) ", " (thousands(all.enrolled.into())) " of them enrolled. "
            (thousands(all.reported.into())) " of " (thousands(all.enrolled.into())) " enrolled have sent a signed summary."
        }
        @if programme.participants.is_empty() {
            p.note { "Nobody is known yet. Begin with the " a href="/participants/lists" { "public lists of CMS" } ", or " a href="/participants/new" { "list one by hand" } "." }
        }
        (ages(all))
        (to_do::list(desk, &programme, &standing))
        h2 { "The twenty goals" }
        (chooser(look))
        @if all.reported == 0 {
            p.none { "No organisation that fits has sent a summary yet." }
        } @else {
            (goal_bars(desk, all, look.grade()))
            (adoption(&standing.adoption(&programme.participants, &days(today), &filter)))
            (groups(&standing, desk, &filter)?)
        }
    };
    Ok(Page::new("The sector", Some(Section::Office(Room::Sector)), content))
}

/// What contradicts what was witnessed comes first: somebody has to be called.
fn alarms(desk: &Desk<'_>) -> Result<Markup, Trouble> {
    let alarms = desk.port.alarms()?;
    Ok(html! {
        @if !alarms.is_empty() {
            section.problem.alarm aria-labelledby="alarms" {
                h2 #alarms { (count(alarms.len() as u64, "alarm")) ": a history was rewritten" }
                p { "These summaries were refused and kept as proof. Call the organisation: was an old backup restored, or was something changed?" }
                ul {
                    @for alarm in alarms.iter().rev().take(MOST_ALARMS) {
                        li { a href={ "/participants/" (escaped(&alarm.participant)) } { (alarm.participant) } ", " (moment(alarm.at)) ": " (crate::kit::parts::shortened(&alarm.why, 300)) }
                    }
                }
                @if alarms.len() > MOST_ALARMS { p { "and " (alarms.len() - MOST_ALARMS) " more, older" } }
            }
        }
    })
}

/// How old the newest summaries are.
fn ages(all: &GroupCounts) -> Markup {
    let [week, month, quarter, older] = all.ages.map(|n| thousands(n.into()));
    let silent = all.enrolled - all.reported;
    html! {
        @if all.enrolled > 0 {
            dl.facts {
                div { dt { "Newest summary up to 7 days old" } dd { (week) } }
                div { dt { "8 to 30 days" } dd { (month) } }
                div { dt { "31 to 90 days" } dd { (quarter) } }
                div { dt { "Older" } dd { (older) } }
                div { dt { "Enrolled, nothing sent yet" } dd { (thousands(silent.into())) } }
            }
        }
    }
}

fn chooser(look: &Look) -> Markup {
    let states: Vec<State> = State::all().collect();
    let states: Vec<(&str, &str)> = [("", "every state")]
        .into_iter()
        .chain(states.iter().map(|state| (state.as_str(), state.as_str())))
        .collect();
    let kinds: Vec<(&str, &str)> = [("", "every class")]
        .into_iter()
        .chain(Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label())))
        .collect();
    let sizes = [("", "every size"), ("small", "small"), ("medium", "medium"), ("large", "large")];
    let grades =
        [("", "any evidence"), ("A", "A: a machine's own file"), ("B", "B or better"), ("C", "C or better")];
    html! {
        form.search method="get" action="/" role="search" aria-label="Which organisations" {
            (choice("state", "State", &states, &look.state))
            (choice("kind", "Class", &kinds, &look.kind))
            (choice("size", "Size", &sizes, &look.size))
            (choice("grade", "Met with", &grades, &look.grade))
            button type="submit" { "Show" }
        }
    }
}

/// One goal's organisations: met, met on weaker evidence than asked for, partly, not met, unknown, not applicable.
fn parts(counts: &GoalCounts, grade: Option<Grade>) -> [u32; 6] {
    let [met, partly, not_met, unknown, idle] = counts.statuses;
    let good = match grade {
        None | Some(Grade::D) => met,
        Some(Grade::A) => counts.met_by_grade[0],
        Some(Grade::B) => counts.met_by_grade[..2].iter().sum(),
        Some(Grade::C) => counts.met_by_grade[..3].iter().sum(),
    };
    [good, met - good, partly, not_met, unknown, idle]
}

fn goal_bars(desk: &Desk<'_>, all: &GroupCounts, grade: Option<Grade>) -> Markup {
    let rows = goals().zip(&all.goals).map(|(goal, counts)| {
        let parts = parts(counts, grade);
        let [met, weaker, partly, not_met, unknown, idle] = parts.map(|n| thousands(n.into()));
        [
            html! { strong { (goal) } " " (desk.goal_title(goal)) },
            html! { (stack(&parts)) span { (percent(f64::from(parts[0]) / f64::from(all.reported.max(1)))) " met" } },
            html! { (met) },
            html! { (weaker) },
            html! { (partly) },
            html! { (not_met) },
            html! { (unknown) },
            html! { (idle) },
        ]
    });
    html! {
        svg.hidden aria-hidden="true" focusable="false" { (rose::patterns()) }
        (rose::key())
        @if let Some(grade) = grade { p.quiet { "Met counts with evidence of grade " (grade.as_str()) " or better; what is met on weaker evidence stands beside it, dashed." } }
        (table(
            "How many of the organisations that report stand where, by their newest summaries",
            [text("Goal"), text("Share"), number("Met"), number("Weaker proof"), number("Partly"), number("Not met"), number("Unknown"), number("n/a")],
            rows,
            "",
        ))
        p.quiet { "Out of " (count(all.reported.into(), "organisation")) " that report. Unknown is never counted as met." }
    }
}

/// The parts as one bar; the numbers stand beside it.
fn stack(parts: &[u32; 6]) -> Markup {
    const WIDTH: f64 = 300.0;
    let classes = [
        Status::Met,
        Status::Unknown,
        Status::Partly,
        Status::NotMet,
        Status::Unknown,
        Status::NotApplicable,
    ]
    .map(class);
    let total = f64::from(parts.iter().sum::<u32>().max(1));
    let placed = parts.iter().zip(classes).enumerate().scan(0.0, |end, (place, (n, class))| {
        let start = *end;
        let width = f64::from(*n) / total * WIDTH;
        *end += width;
        Some((place, class, start, width))
    });
    html! {
        svg.shares viewBox="0 0 300 16" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (place, class, x, width) in placed.filter(|(.., width)| *width > 0.0) {
                @if place == 1 {
                    rect.may x=(format!("{x:.1}")) y="1" width=(format!("{width:.1}")) height="14" {}
                } @else {
                    rect class={ "has " (class) } fill={ "url(#p-" (class) ")" } x=(format!("{x:.1}")) y="0" width=(format!("{width:.1}")) height="16" {}
                }
            }
        }
    }
}

/// The first of each month of the last year, and today.
fn days(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    let before = (0..MONTHS).rev().filter_map(|back| first.checked_sub(back.months()).ok());
    before.chain((first != today).then_some(today)).collect()
}

fn adoption(points: &[AdoptionPoint]) -> Markup {
    let met =
        |point: &AdoptionPoint| f64::from(point.met.iter().sum::<u32>()) / f64::from(point.reported.max(1));
    let seen: Vec<&AdoptionPoint> = points.iter().filter(|point| point.reported > 0).collect();
    let last = points.len().saturating_sub(1).max(1) as f64;
    let line: Vec<String> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.reported > 0)
        .map(|(place, point)| {
            format!("{:.1} {:.1}", place as f64 / last * 300.0, 38.0 - met(point) / GOALS as f64 * 36.0)
        })
        .collect();
    html! {
        h2 { "Over time" }
        @if let (Some(first), Some(now)) = (seen.first(), seen.last()) {
            p {
                "An organisation that reports meets " strong { (format!("{:.1}", met(now))) } " of " (GOALS) " goals on average; on "
                (day(first.day)) " it was " (format!("{:.1}", met(first))) " with " (count(first.reported.into(), "organisation")) " reporting."
            }
            svg.steps viewBox="0 0 300 40" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                path.floor d="M0 38H300" {}
                path.floor d="M0 2H300" {}
                path.line d={ "M" (line.join("L")) } {}
            }
            details {
                summary { "The same as a table" }
                (table(
                    "Goals met on average, by day",
                    [text("Day"), number("Organisations that had reported"), number("Goals met, of 20")],
                    seen.iter().rev().map(|point| [day(point.day), html! { (thousands(point.reported.into())) }, html! { (format!("{:.1}", met(point))) }]),
                    "",
                ))
            }
            p.quiet { "Of the organisations that are enrolled today. Later lines count more of them: those that joined since may be weaker or stronger than the first." }
        }
    }
}

/// The same by state, class and size.
fn groups(standing: &Standing, desk: &Desk<'_>, filter: &Filter) -> Result<Markup, Trouble> {
    let programme = desk.port.programme()?;
    let made =
        By::ALL.map(|by| (by, standing.sector(&programme.participants, desk.port.today(), by, filter)));
    let heads = || [text("Group"), number("Enrolled"), number("Report"), number("Goals met on average")];
    Ok(html! {
        h2 { "By state, class and size" }
        p.quiet { "For this office only. What leaves it is " a href="/release" { "the release" } ", in which small numbers are hidden. As of " (day_text(desk.port.today())) "." }
        @for (by, sector) in &made {
            (table(
                match by { By::State => "By state", By::Kind => "By class", By::Size => "By size" },
                heads(),
                sector.groups.iter().map(|(group, counts)| {
                    let met: u32 = counts.goals.iter().map(GoalCounts::met).sum();
                    let met = (counts.reported > 0).then(|| format!("{:.1}", f64::from(met) / f64::from(counts.reported)));
                    [
                        html! { (Kind::from_word(group).filter(|_| *by == By::Kind).map_or(group.as_str(), |kind| kind.label())) },
                        html! { (thousands(counts.enrolled.into())) },
                        html! { (thousands(counts.reported.into())) },
                        html! { (met.as_deref().unwrap_or("not known")) },
                    ]
                }),
                "Nobody is enrolled.",
            ))
        }
    })
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::FakeOffice;
    let of = |name, kind, look| (name, page(&FakeOffice::of(kind).desk(), &look).unwrap());
    let look = Look { state: "TX".into(), grade: "B".into(), ..Look::default() };
    let hostile = Look { state: "<script>".into(), kind: "\"><b>".into(), ..Look::default() };
    vec![
        of("sector-empty", Of::Empty, Look::default()),
        of("sector", Of::Typical, Look::default()),
        of("sector-filtered", Of::Typical, look),
        of("sector-full", Of::Full, Look::default()),
        of("sector-hostile", Of::Hostile, hostile),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_moves_weaker_proof_aside() {
        let counts = GoalCounts { statuses: [10, 1, 2, 3, 4], met_by_grade: [4, 1, 3, 2, 0] };
        for (grade, good) in [(None, 10), (Some(Grade::A), 4), (Some(Grade::B), 5), (Some(Grade::C), 8)] {
            assert_eq!(parts(&counts, grade), [good, 10 - good, 1, 2, 3, 4], "{grade:?}");
        }
    }

    #[test]
    fn a_year_of_first_days_and_today() {
        let days = days(jiff::civil::date(2026, 11, 21));
        assert_eq!(
            (days.len(), days[0], days[12]),
            (13, jiff::civil::date(2025, 12, 1), jiff::civil::date(2026, 11, 21))
        );
    }
}
