//! Frameworks: their provenance, and goals with their crosswalks.

use super::desk::{Desk, Seen};
use super::requirement::{self, Written};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::wire::Text;
use crate::{Basis, CrosswalkLink, Framework, Goal, LegalStatus, wire};
use std::collections::{BTreeMap, BTreeSet};

/// HHS publishes ten essential and ten enhanced goals.
const GOALS: u8 = 20;

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<String, Framework> {
    let (mut seen, mut names) = (Seen::default(), Seen::default());
    let mut frameworks = BTreeMap::new();
    let written = Written::of(files);
    for (page, file) in &files.frameworks {
        let mut desk = Desk { page: *page, known, found };
        desk.unique("framework", &file.id, &mut seen);
        for name in &file.crosswalk {
            desk.unique("crosswalk key", &name.key, &mut names);
        }
        let framework = framework(file, &written, &mut desk);
        frameworks.insert(framework.id.clone(), framework);
    }
    frameworks
}

fn framework(file: &wire::Framework, written: &Written<'_>, desk: &mut Desk<'_, '_>) -> Framework {
    desk.named_as_file("id", &file.id);
    if file.urls.is_empty() {
        desk.wrong(&file.id, "the framework names no place where it can be read: fill in `urls`");
    }
    check_dates(file, desk);
    let goals: Vec<Goal> = if file.requirement.is_empty() {
        check_goals(file, desk);
        file.goal.iter().map(|written| goal(written, desk)).collect()
    } else {
        if !file.goal.is_empty() {
            let says =
                "the framework has goals and requirements: its goals are its requirements, remove the others";
            desk.wrong(&file.id, says);
        }
        Vec::new()
    };
    let requirements = if goals.is_empty() {
        requirement::all(file, written, desk)
    } else {
        goals.iter().map(requirement::of_goal).collect()
    };
    if let Some(tag) = &file.cited_as {
        desk.tag(tag);
    }
    Framework {
        id: desk.slug("id", &file.id),
        title: desk.text("title", &file.title),
        short_title: desk.text("short_title", &file.short_title),
        publisher: desk.text("publisher", &file.publisher),
        version: desk.text("version", &file.version),
        released: file.released.0,
        legal_status: file.legal_status,
        status_words: desk.text("status_words", &file.status_words),
        from: file.from.as_ref().map(|day| day.get_ref().0),
        to: file.to.as_ref().map(|day| day.get_ref().0),
        citation: desk.text("citation", &file.citation),
        applies_to: desk.text("applies_to", &file.applies_to),
        licence: desk.text("licence", &file.licence),
        checked: desk.text("checked", &file.checked),
        urls: file.urls.iter().map(|url| desk.text("urls", url)).collect(),
        crosswalk_keys: file.crosswalk.iter().map(|name| desk.text("key", &name.key)).collect(),
        goals,
        requirements,
    }
}

/// What is not law applies from no day that a person could miss; what ends ends after it began.
fn check_dates(file: &wire::Framework, desk: &mut Desk<'_, '_>) {
    if let (Some(from), LegalStatus::Proposed | LegalStatus::Scenario) = (&file.from, file.legal_status) {
        let says = format!("a framework that is `{}` applies from no day: remove `from`", file.legal_status);
        desk.wrong(from, says);
    }
    if let (Some(from), Some(to)) = (&file.from, &file.to)
        && to.get_ref().0 <= from.get_ref().0
    {
        desk.wrong(
            to,
            "`to` is not after `from`: it is the first day on which the framework no longer applies",
        );
    }
}

fn check_goals(file: &wire::Framework, desk: &mut Desk<'_, '_>) {
    if file.goal.len() != usize::from(GOALS) {
        desk.wrong(&file.id, format!("the framework has {} goals: there must be {GOALS}", file.goal.len()));
    }
    let (mut ids, mut slugs, mut numbers) = (Seen::default(), Seen::default(), Seen::default());
    for (at, goal) in file.goal.iter().enumerate() {
        desk.unique("goal", &goal.id, &mut ids);
        desk.unique("slug", &goal.slug, &mut slugs);
        desk.unique("hhs_number", &goal.hhs_number, &mut numbers);
        if !(1..=GOALS).contains(goal.hhs_number.get_ref()) {
            desk.wrong(
                &goal.hhs_number,
                format!("hhs_number is {}: it must be from 1 to {GOALS}", goal.hhs_number.get_ref()),
            );
        }
        if at
            .checked_sub(1)
            .and_then(|before| file.goal.get(before))
            .is_some_and(|before| before.id > goal.id)
        {
            desk.wrong(
                &goal.id,
                format!("goal {} comes after a later one: keep the published order", goal.id.get_ref()),
            );
        }
    }
}

fn goal(written: &wire::Goal, desk: &mut Desk<'_, '_>) -> Goal {
    let id = *written.id.get_ref();
    if !desk.known.goals_with_measures.contains(&id) {
        desk.wrong(&written.id, format!("goal {id} has no measures: nothing could ever answer it"));
    }
    let mut seen = BTreeSet::new();
    for link in &written.crosswalk {
        if !seen.insert((link.to.get_ref(), link.id.get_ref())) {
            let says = format!(
                "goal {id} already has a link to {} {}: remove one",
                link.to.get_ref(),
                link.id.get_ref()
            );
            desk.wrong(&link.id, says);
        }
    }
    Goal {
        id,
        slug: desk.slug("slug", &written.slug),
        hhs_number: *written.hhs_number.get_ref(),
        title: desk.text("title", &written.title),
        short_title: desk.text("short_title", &written.short_title),
        outcome: desk.text("outcome", &written.outcome),
        outcome_is_verified: written.outcome_is_verified,
        plain_words: desk.text("plain_words", &written.plain_words),
        crosswalk: written.crosswalk.iter().map(|link| crosswalk_link(link, desk)).collect(),
    }
}

fn crosswalk_link(link: &wire::CrosswalkLink, desk: &mut Desk<'_, '_>) -> CrosswalkLink {
    if let Some(text) = desk.known.texts.get(link.to.get_ref())
        && !text.has(link.id.get_ref())
    {
        let says = format!("`{}` is no requirement of framework {}", link.id.get_ref(), text.framework);
        desk.wrong(&link.id, says);
    }
    CrosswalkLink {
        to: desk.text("to", &link.to),
        id: desk.text("id", &link.id),
        title: link.title.as_ref().map(|title| desk.text("title", title)),
        is_primary: link.primary,
        is_verified: *link.verified.get_ref(),
        basis: basis(&link.basis, &link.verified, desk),
        source: desk.tag(&link.source),
        via: link.via.iter().map(|step| desk.text("via", step)).collect(),
    }
}

/// How a link was made; a judgement of ours is never verified.
pub(super) fn basis(text: &Text, verified: &toml::Spanned<bool>, desk: &mut Desk<'_, '_>) -> Basis {
    let word = desk.text("basis", text);
    let Some(basis) = Basis::WRITTEN.into_iter().find(|basis| basis.as_str() == word) else {
        let words = Basis::WRITTEN.map(Basis::as_str).join(", ");
        desk.wrong(text, format!("basis `{word}` is unknown: use {words}"));
        return Basis::Judgement;
    };
    if *verified.get_ref() && basis == Basis::Judgement {
        desk.wrong(verified, "a judgement of this project is not a published link: say `verified = false`");
    }
    basis
}
