//! Actions: what they satisfy exists, ranges run upwards, and what they need leads back to a beginning.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::wire::{Action as Written, EachSize};
use crate::{Action, BySize, Outlay, Span, wire};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<String, Action> {
    let mut ids = Seen::default();
    let mut actions = BTreeMap::new();
    for (page, file) in &files.actions {
        let mut desk = Desk { page: *page, known, found };
        desk.unique("action", &file.id, &mut ids);
        actions.insert(file.id.get_ref().clone(), action(file, &mut desk));
    }
    for (page, file) in &files.actions {
        let mut desk = Desk { page: *page, known, found };
        for need in &file.needs {
            if !actions.contains_key(need.get_ref()) {
                desk.wrong(need, format!("`needs` names `{}`, which is no action", need.get_ref()));
            } else if leads_to(need.get_ref(), file.id.get_ref(), &actions) {
                let says = format!("`{}` needs this action itself: break the circle", need.get_ref());
                desk.wrong(need, says);
            }
        }
        for resource in &file.free {
            if !files.resources.iter().any(|(_, known)| known.id.get_ref() == resource.get_ref()) {
                desk.wrong(resource, format!("`free` names `{}`, which is no resource", resource.get_ref()));
            }
        }
    }
    actions
}

fn leads_to(from: &str, wanted: &str, actions: &BTreeMap<String, Action>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if seen.insert(id) {
            open.extend(actions.get(id).into_iter().flat_map(|action| &action.needs).map(String::as_str));
        }
    }
    false
}

fn action(file: &Written, desk: &mut Desk<'_, '_>) -> Action {
    desk.named_as_file("id", &file.id);
    if file.satisfies.get_ref().is_empty() {
        desk.wrong(&file.satisfies, "`satisfies` is empty: name the measures that it meets");
    }
    let mut seen = Seen::default();
    for measure in file.satisfies.get_ref() {
        desk.unique("measure", measure, &mut seen);
        desk.measure("satisfies", measure);
    }
    Action {
        id: desk.slug("id", &file.id),
        title: desk.text("title", &file.title),
        what: desk.text("what", &file.what),
        satisfies: file.satisfies.get_ref().iter().map(|id| *id.get_ref()).collect(),
        role: file.role,
        needs: file.needs.iter().map(|id| id.get_ref().clone()).collect(),
        free: file.free.iter().map(|id| id.get_ref().clone()).collect(),
        lead_days: desk.days("lead.days", &file.lead.days),
        lead_source: desk.sources_of("lead.source", &file.lead.source),
        hours: outlay("hours", &file.hours, desk),
        dollars: outlay("dollars", &file.dollars, desk),
    }
}

fn outlay(what: &str, written: &wire::Outlay, desk: &mut Desk<'_, '_>) -> Outlay {
    Outlay {
        once: span(&format!("{what}.once"), &written.once, desk),
        yearly: span(&format!("{what}.yearly"), &written.yearly, desk),
        source: desk.sources_of(&format!("{what}.source"), &written.source),
    }
}

fn span(what: &str, written: &Spanned<EachSize<[f64; 2]>>, desk: &mut Desk<'_, '_>) -> BySize<Span> {
    let by_size = written.get_ref().0;
    for [low, high] in [by_size.small, by_size.medium, by_size.large] {
        if !(low >= 0.0 && low <= high && high < 1e10) {
            desk.wrong(written, format!("`{what}` is {low} to {high}: write the low end, then the high end"));
        }
    }
    let span = |[low, high]: [f64; 2]| Span { low, high };
    BySize { small: span(by_size.small), medium: span(by_size.medium), large: span(by_size.large) }
}
