//! What the entries of the made-up hospitals say about tasks and chosen numbers.

use ward_domain::follow_up::{ChosenNumber, NewTask, Task};
use ward_domain::observation::Observations;
use ward_domain::record::{Decision, Entry, Event};

/// Tasks, oldest first.
pub(super) fn tasks(entries: &[Entry]) -> Vec<Task> {
    let closed = |entry: u64| {
        entries.iter().find_map(|closing| match &closing.event {
            Event::DecisionMade { decision: Decision::CloseTask { task, note } } if *task == entry => {
                Some((closing.number, note.clone()))
            }
            _ => None,
        })
    };
    let of = |entry: &Entry| match &entry.event {
        Event::DecisionMade {
            decision: Decision::GiveTask { measure, subject, role, person, due, note },
        } => Some(Task {
            entry: entry.number,
            asked: NewTask {
                measure: *measure,
                subject: subject.clone(),
                role: role.clone(),
                person: person.clone(),
                due: *due,
                note: note.clone(),
            },
            closed: closed(entry.number),
        }),
        _ => None,
    };
    entries.iter().filter_map(of).collect()
}

/// Numbers that were chosen otherwise.
pub(super) fn chosen_numbers(entries: &[Entry]) -> Vec<ChosenNumber> {
    let of = |entry: &Entry| match &entry.event {
        Event::DecisionMade { decision: Decision::ChooseNumber { measure, key, value, reason } } => {
            let (key, reason) = (key.clone(), reason.clone());
            Some(ChosenNumber { entry: entry.number, measure: *measure, key, value: *value, reason })
        }
        _ => None,
    };
    entries.iter().filter_map(of).collect()
}

/// Entries that speak for themselves.
pub(super) fn spoken(entry: &Entry) -> Option<(u64, Observations)> {
    let observations = match &entry.event {
        Event::AnswerGiven { answer, .. } => {
            Observations { answers: vec![answer.clone()], ..Observations::default() }
        }
        Event::DecisionMade { decision: Decision::Except { exception } } => {
            Observations { exceptions: vec![exception.clone()], ..Observations::default() }
        }
        _ => return None,
    };
    Some((entry.number, observations))
}
