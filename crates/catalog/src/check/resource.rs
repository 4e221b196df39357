//! Resources: what they help exists, and who may have them is said in known words.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::{Eligibility, Resource, wire};
use std::collections::BTreeMap;

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<String, Resource> {
    let mut ids = Seen::default();
    let mut resources = BTreeMap::new();
    for (page, file) in &files.resources {
        let mut desk = Desk { page: *page, known, found };
        desk.unique("resource", &file.id, &mut ids);
        for action in &file.actions {
            if !files.actions.iter().any(|(_, known)| known.id.get_ref() == action.get_ref()) {
                desk.wrong(action, format!("`actions` names `{}`, which is no action", action.get_ref()));
            }
        }
        resources.insert(file.id.get_ref().clone(), resource(file, &mut desk));
    }
    resources
}

fn resource(file: &wire::Resource, desk: &mut Desk<'_, '_>) -> Resource {
    desk.named_as_file("id", &file.id);
    for goal in &file.goals {
        desk.goal("goals", goal);
    }
    for measure in &file.measures {
        desk.measure("measures", measure);
    }
    if let (Some(from), Some(to)) = (&file.from, &file.to)
        && to.get_ref().0 <= from.get_ref().0
    {
        desk.wrong(
            to,
            format!("`to` is {}, which is not after `from`, {}", to.get_ref().0, from.get_ref().0),
        );
    }
    Resource {
        id: desk.slug("id", &file.id),
        title: desk.text("title", &file.title),
        gives: desk.text("gives", &file.gives),
        goals: file.goals.iter().map(|id| *id.get_ref()).collect(),
        measures: file.measures.iter().map(|id| *id.get_ref()).collect(),
        actions: file.actions.iter().map(|id| id.get_ref().clone()).collect(),
        eligible: eligible(&file.eligible, desk),
        status: file.status,
        mark: file.mark,
        as_of: file.as_of.0,
        from: file.from.as_ref().map(|day| day.get_ref().0),
        to: file.to.as_ref().map(|day| day.get_ref().0),
        source: desk.sources_of("source", &file.source),
        ask: desk.text("ask", &file.ask),
    }
}

fn eligible(written: &wire::Eligible, desk: &mut Desk<'_, '_>) -> Eligibility {
    for kind in &written.kinds {
        if !Eligibility::KINDS.contains(&kind.get_ref().as_str()) {
            let says = format!("kind `{}` is unknown: use {}", kind.get_ref(), Eligibility::KINDS.join(", "));
            desk.wrong(kind, says);
        }
    }
    for state in &written.states {
        if state.get_ref().len() != 2 || !state.get_ref().bytes().all(|b| b.is_ascii_uppercase()) {
            desk.wrong(state, format!("state `{}` is not two capital letters", state.get_ref()));
        }
    }
    Eligibility {
        words: desk.text("eligible.words", &written.words),
        kinds: written.kinds.iter().map(|kind| kind.get_ref().clone()).collect(),
        sizes: written.sizes.clone(),
        states: written.states.iter().map(|state| state.get_ref().clone()).collect(),
        rural: written.rural,
    }
}
