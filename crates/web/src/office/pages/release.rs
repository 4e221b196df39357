//! What may leave the office: the published tables, in which no count is small, and the page on which anyone may
//! read them.

use super::participant_new::blame;
use crate::kit::form::{Errors, post};
use crate::kit::layout::Page;
use crate::kit::search::choice;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, percent, thousands};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit, attachment, framed};
use axum::extract::{Path, Query};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use ward_programme::participants::Kind;
use ward_programme::standing::release::{Line, OTHER, Release};
use ward_programme::standing::sector::By;
use ward_reports::parquet::{self, Column, Values};

/// By what the tables are grouped.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Look {
    #[serde(default)]
    by: String,
}

impl Look {
    fn by(&self) -> By {
        By::ALL.into_iter().find(|by| by.as_str() == self.by).unwrap_or(By::Size)
    }
}

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show_office(move |desk| page(desk, &look, &Errors::default())).await
}

pub(crate) async fn submit(Posted { visit, .. }: Posted) -> Answer {
    visit
        .act_office(|desk| {
            let mut errors = Errors::default();
            match desk.port.publish() {
                Ok(_) => return Ok(Done::GoTo("/release".to_owned())),
                Err(refused) => blame(refused, "publish", &mut errors)?,
            }
            Ok(Done::Again(page(desk, &Look::default(), &errors)?))
        })
        .await
}

/// All tables of a release as one file: `2026-11-21.csv` or `2026-11-21.parquet`.
pub(crate) async fn download(visit: Visit, Path(file): Path<String>) -> Answer {
    let (kind, name, bytes) = visit
        .at_desk(move |desk| {
            let none = || Trouble::not_found("There is no release of that day.");
            let (day, ending) = file.rsplit_once('.').ok_or_else(none)?;
            let day: Date = day.parse().map_err(|_| none())?;
            let releases = desk.port.releases()?;
            let found = releases.iter().find(|release| release.day == day).ok_or_else(none)?;
            let (kind, bytes) = match ending {
                "csv" => ("text/csv; charset=utf-8", found.to_csv().into_bytes()),
                "parquet" => ("application/vnd.apache.parquet", to_parquet(found)?),
                _ => return Err(none()),
            };
            Ok((kind, format!("ward-release-{day}.{ending}"), bytes))
        })
        .await?;
    Ok(attachment(kind, &name, bytes))
}

/// The same rows and columns as the CSV file has.
fn to_parquet(release: &Release) -> Result<Vec<u8>, Trouble> {
    let lines = release.lines();
    let text = |name, of: fn(&Line<'_>) -> String| Column {
        name,
        values: Values::Text(lines.iter().map(of).collect()),
    };
    let counted = |name, of: fn(&Line<'_>) -> u32| Column {
        name,
        values: Values::Count(lines.iter().map(of).collect()),
    };
    let columns = [
        text("goal", |line| line.goal.to_string()),
        text("by", |line| line.by.as_str().to_owned()),
        text("group", |line| line.group.to_owned()),
        Column { name: "day", values: Values::Day(lines.iter().map(|line| line.day).collect()) },
        counted("organisations", |line| line.met + line.not_met),
        counted("met", |line| line.met),
        counted("not_met_or_unknown", |line| line.not_met),
    ];
    parquet::write(&columns)
        .map_err(|wrong| Trouble::ours(format!("{wrong}: {:?}", std::error::Error::source(&wrong))))
}

/// The page for everyone. It shows what was published and nothing else.
pub(crate) async fn show_public(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.at_desk(move |desk| Ok(framed(&public_page(desk, &look)?, ""))).await
}

fn page(desk: &Desk<'_>, look: &Look, errors: &Errors) -> Result<Page, Trouble> {
    let releases = desk.port.releases()?;
    let content = html! {
        (errors.summary())
        p.lead { "What may leave this office: numbers of " (desk.smallest(desk.port.today())) " organisations or more, of those that agreed to be counted." }
        @match releases.last() {
            None => p.none { "Nothing was published yet." },
            Some(last) => {
                p {
                    "The newest is of " (day(last.day)) ". Anyone may read it at " a href="/public/sector" { "/public/sector" } ". "
                    a href={ "/release/" (last.day) ".csv" } { "All tables as CSV" } ", "
                    a href={ "/release/" (last.day) ".parquet" } { "as Parquet" }
                }
                (tables(desk, last, look, "/release"))
                (hidden(desk, last))
            }
        }
        section #f-publish aria-labelledby="next-release" {
            h2 #next-release { "Publish anew" }
            p { "A release stays as it is for ever: the next one is made so that nothing small can be worked out from the two together. So there are few: one in " (desk.port.catalog().office_days.on(desk.port.today()).between_releases) " days at most, which is our choice." }
            (post("/release", desk.token, false, html! { button type="submit" { "Publish the tables of today" } }))
        }
        @if releases.len() > 1 {
            h2 { "Earlier releases" }
            ul { @for release in releases.iter().rev().skip(1) { li { a href={ "/release/" (release.day) ".csv" } { (day(release.day)) ", CSV" } ", " a href={ "/release/" (release.day) ".parquet" } { "Parquet" } } } }
        }
    };
    Ok(Page::new("The release", Some(Section::Office(Room::Sector)), content)
        .up("/", "The sector")
        .failed(errors.any()))
}

fn public_page(desk: &Desk<'_>, look: &Look) -> Result<Page, Trouble> {
    let releases = desk.port.releases()?;
    let content = html! {
        p.lead { "How many hospitals and clinics of the programme of " (crate::kit::parts::shortened(&desk.name, 120)) " meet the twenty cybersecurity goals of HHS." }
        @match releases.last() {
            None => p.none { "Nothing was published yet." },
            Some(last) => {
                p { "As of " (day(last.day)) ". Each organisation judged itself with evidence and signed the result. “Met” means that its evidence shows it; what nobody knows counts as not met." }
                p { "No organisation is named, and no number counts fewer than " (desk.smallest(last.day)) " of them." }
                (tables(desk, last, look, "/public/sector"))
                (hidden(desk, last))
            }
        }
    };
    Ok(Page::new("Where the sector stands", Some(Section::Office(Room::Sector)), content))
}

fn tables(desk: &Desk<'_>, release: &Release, look: &Look, action: &str) -> Markup {
    let by = look.by();
    let bys = [("size", "size"), ("kind", "class"), ("state", "state")];
    let made: Vec<_> = release.tables.iter().filter(|table| table.by == by).collect();
    let rows =
        made.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row))).map(|(table, row)| {
            let all = row.met + row.not_met;
            let kind = Kind::from_word(&row.group).filter(|_| by == By::Kind);
            let group = kind.map_or(row.group.as_str(), |kind| kind.label());
            [
                html! { strong { (table.goal) } " " (desk.goal_title(table.goal)) },
                html! { @if row.group == OTHER { "all others together" } @else { (group) } },
                html! { (thousands(all.into())) },
                html! { (thousands(row.met.into())) },
                html! { (thousands(row.not_met.into())) },
                html! { (percent(f64::from(row.met) / f64::from(all.max(1)))) },
                day(table.day),
            ]
        });
    html! {
        form.search method="get" action=(action) role="search" aria-label="Grouping" {
            (choice("by", "By", &bys, by.as_str()))
            button type="submit" { "Show" }
        }
        (table(
            "Organisations that meet each goal",
            [text("Goal"), text("Group"), number("Organisations"), number("Met"), number("Not met or not known"), number("Share met"), text("As of")],
            rows,
            "No table of this grouping can be shown: too few are counted in each.",
        ))
    }
}

/// What is not shown says so.
fn hidden(desk: &Desk<'_>, release: &Release) -> Markup {
    let smallest = desk.smallest(release.day);
    html! {
        h2 { "What is not shown" }
        p { "Groups with fewer than " (smallest) " organisations that meet a goal, or fewer than " (smallest) " that do not, are put together as “all others together”, and further groups with them where they could be worked out. " (desk.why_smallest(release.day)) }
        @if release.left_out.is_empty() {
            p { "Every table could be made." }
        } @else {
            p { (count(release.left_out.len() as u64, "table")) " left out altogether, because too few are counted:" }
            ul.columns { @for (goal, by) in &release.left_out { li { (goal) " by " (match by { By::Kind => "class", other => other.as_str() }) } } }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::FakeOffice;
    use crate::office::port::OfficePort as _;
    let none = Errors::default();
    let (empty, typical, hostile) =
        (FakeOffice::of(Of::Empty), FakeOffice::of(Of::Typical), FakeOffice::of(Of::Hostile));
    typical.publish().unwrap();
    hostile.publish().unwrap();
    let by = |by: &str| Look { by: by.to_owned() };
    let mut errors = Errors::default();
    errors.add("publish", empty.publish().unwrap_err().says);
    vec![
        ("release-empty", page(&empty.desk(), &by(""), &none).unwrap()),
        ("release-refused", page(&empty.desk(), &by(""), &errors).unwrap()),
        ("release", page(&typical.desk(), &by(""), &none).unwrap()),
        ("release-by-class", page(&typical.desk(), &by("kind"), &none).unwrap()),
        ("public-empty", public_page(&empty.desk(), &by("")).unwrap()),
        ("public", public_page(&typical.desk(), &by("state")).unwrap()),
        ("public-hostile", public_page(&hostile.desk(), &by("<b>")).unwrap()),
    ]
}
