//! Frameworks: their goals and crosswalks.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::{CrosswalkLink, Framework, Goal, wire};
use std::collections::{BTreeMap, BTreeSet};

/// HHS publishes ten essential and ten enhanced goals.
const GOALS: u8 = 20;

/// How a link may have been made; see the header of `frameworks/hph-cpg.toml`.
const BASES: [&str; 4] = ["co-cited", "title-match", "derived", "judgement"];

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<String, Framework> {
    let mut seen = Seen::default();
    let mut frameworks = BTreeMap::new();
    for (page, file) in &files.frameworks {
        let mut desk = Desk { page: *page, known, found };
        desk.unique("framework", &file.id, &mut seen);
        let framework = framework(file, &mut desk);
        frameworks.insert(framework.id.clone(), framework);
    }
    frameworks
}

fn framework(file: &wire::Framework, desk: &mut Desk<'_, '_>) -> Framework {
    desk.named_as_file("id", &file.id);
    if file.goal.len() != usize::from(GOALS) {
        desk.wrong(&file.id, format!("the framework has {} goals: there must be {GOALS}", file.goal.len()));
    }
    if file.urls.is_empty() {
        desk.wrong(&file.id, "the framework names no place where it can be read: fill in `urls`");
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
    Framework {
        id: desk.slug("id", &file.id),
        title: desk.text("title", &file.title),
        publisher: desk.text("publisher", &file.publisher),
        version: desk.text("version", &file.version),
        released: file.released.0,
        legal_status: desk.text("legal_status", &file.legal_status),
        licence: desk.text("licence", &file.licence),
        checked: desk.text("checked", &file.checked),
        urls: file.urls.iter().map(|url| desk.text("urls", url)).collect(),
        goals: file.goal.iter().map(|written| goal(written, desk)).collect(),
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
    let basis = desk.text("basis", &link.basis);
    if !BASES.contains(&basis.as_str()) {
        desk.wrong(&link.basis, format!("basis `{basis}` is unknown: use {}", BASES.join(", ")));
    }
    if *link.verified.get_ref() && basis == "judgement" {
        desk.wrong(
            &link.verified,
            "a judgement of this project is not a published link: say `verified = false`",
        );
    }
    CrosswalkLink {
        to: desk.text("to", &link.to),
        id: desk.text("id", &link.id),
        title: link.title.as_ref().map(|title| desk.text("title", title)),
        is_primary: link.primary,
        is_verified: *link.verified.get_ref(),
        basis,
        source: desk.tag(&link.source),
        via: link.via.iter().map(|step| desk.text("via", step)).collect(),
    }
}
