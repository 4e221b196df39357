//! Records as entries, and what follows from them at a moment.

use super::*;
use ward_domain::observation::{Observations, Says};
use ward_domain::record::{Decision, Entry, Event, Tally};
use ward_domain::{Digest, Size};
use ward_estate::identity::Decisions;
use ward_estate::{Source, SourceId, end_of_day, fold};

const NOON: &str = "2026-11-21T12:00:00Z";

fn clinic() -> Organisation {
    Organisation { domains: vec!["clinic.example".to_owned()], ..Organisation::default() }
}

fn view(events: Vec<(&str, Event)>) -> RecordView {
    let entries: Vec<Entry> = (0..)
        .zip(events)
        .map(|(number, (at, event))| Entry {
            number,
            received_at: at.parse().unwrap(),
            actor: "test".to_owned(),
            event,
        })
        .collect();
    RecordView::of(&entries)
}

fn decided(decision: Decision) -> Event {
    Event::DecisionMade { decision }
}

fn allowed(name: &str) -> Event {
    decided(Decision::StateOwnership { names: vec![name.to_owned()], by: "A. Manager".to_owned() })
}

fn looked(at: &str) -> Event {
    Event::EvidenceAdded {
        evidence: Digest([at.len() as u8; 32]),
        file_name: "ward-check.json".to_owned(),
        bytes: 1,
        format: "ward-check".to_owned(),
        format_version: 1,
        mapping: None,
        collected_at: at.parse().unwrap(),
        collected_at_is_stated: true,
        tally: Tally::default(),
    }
}

fn assessed(as_of: &str) -> Event {
    Event::AssessmentRecorded {
        as_of: as_of.parse().unwrap(),
        catalogue: "1".to_owned(),
        assessment: Digest([1; 32]),
        goals_met: 0,
    }
}

#[track_caller]
fn check_look(events: Vec<(&str, Event)>, expected: Option<&str>) {
    let next = next_look(&view(events), &clinic());
    assert_eq!(next, expected.map(|at| at.parse().unwrap()));
}

const STATED: &str = "2026-11-01T08:00:00Z";

#[test]
fn nothing_is_looked_at_without_a_statement_about_it() {
    check_look(vec![], None);
    check_look(vec![(STATED, allowed("other.example"))], None);
    check_look(vec![(STATED, allowed("clinic.example"))], Some(STATED));
}
#[test]
fn a_statement_without_names_takes_the_permission_back() {
    let none = decided(Decision::StateOwnership { names: Vec::new(), by: "A".to_owned() });
    check_look(vec![(STATED, allowed("clinic.example")), (NOON, none)], None);
}
#[test]
fn the_next_look_is_a_day_after_the_last_or_as_somebody_chose() {
    let began = || vec![(STATED, allowed("clinic.example")), (NOON, looked("2026-11-21T11:00:00Z"))];
    let chosen = |days| [began(), vec![(NOON, decided(Decision::LookEvery { days }))]].concat();
    check_look(began(), Some("2026-11-22T11:00:00Z"));
    check_look(chosen(7), Some("2026-11-28T11:00:00Z"));
    check_look(chosen(0), None);
    check_look([chosen(7), chosen(2)].concat(), Some("2026-11-23T11:00:00Z"));
}
#[test]
fn a_new_statement_is_followed_by_a_look() {
    let later = "2026-11-21T11:30:00Z";
    check_look(
        vec![
            (STATED, allowed("clinic.example")),
            (later, looked("2026-11-21T11:00:00Z")),
            (later, allowed("clinic.example")),
        ],
        Some(later),
    );
}
#[test]
fn a_report_from_the_future_does_not_stop_the_looks() {
    let report = looked("2036-01-01T00:00:00Z");
    check_look(vec![(STATED, allowed("clinic.example")), (NOON, report)], Some("2026-11-22T12:00:00Z"));
}

#[track_caller]
fn check_due(events: Vec<(&str, Event)>, now: &str, look: bool, assessment: bool) {
    assert_eq!(due(&view(events), &clinic(), now.parse().unwrap()), Due { look, assessment });
}

#[test]
fn an_assessment_is_due_once_a_day() {
    check_due(vec![], NOON, false, false);
    let file = || (STATED, looked(STATED));
    check_due(vec![file()], NOON, false, true);
    check_due(vec![file(), (NOON, assessed("2026-11-20"))], NOON, false, true);
    check_due(vec![file(), (NOON, assessed("2026-11-21"))], NOON, false, false);
    check_due(vec![file(), (NOON, assessed("2026-11-21"))], "2026-11-22T00:00:00Z", false, true);
}
#[test]
fn a_look_is_due_from_its_moment_on() {
    let events =
        || vec![(STATED, allowed("clinic.example")), (NOON, looked(NOON)), (NOON, assessed("2026-11-22"))];
    check_due(events(), "2026-11-22T11:59:59Z", false, false);
    check_due(events(), "2026-11-22T12:00:00Z", true, false);
}

/// The reminders of 2026-11-21 with these answers and tasks, as `day measure kind`.
fn reminders(answers: &[(&str, Option<&str>)], tasks: Vec<Event>) -> Vec<String> {
    let catalog = Catalog::built_in();
    let by_slug = catalog.measures.values().find(|measure| measure.slug == "incident-plan-written");
    let measure = by_slug.unwrap().id;
    let rows: Vec<Observations> = answers
        .iter()
        .map(|(signed, expires)| Observations {
            answers: vec![AnswerSeen {
                measure,
                subject: None,
                says: Says::Yes,
                signer: "A".to_owned(),
                signed_on: signed.parse().unwrap(),
                artefact: None,
                is_third_party: false,
                expires: expires.map(|day| day.parse().unwrap()),
                effective: None,
                alternate_control: None,
                is_for_review: false,
                comment: String::new(),
                line: 0,
            }],
            ..Observations::default()
        })
        .collect();
    let sources: Vec<Source<'_>> = (0..)
        .zip(rows.iter().zip(answers))
        .map(|(number, (observations, (signed, _)))| Source {
            id: SourceId::Entry(number),
            format: "record",
            evidence_kind: "answers",
            collected_at: end_of_day(signed.parse().unwrap()),
            observations,
        })
        .collect();
    let organisation = Organisation { size: Size::Medium, ..Organisation::default() };
    let estate = fold(&organisation, &sources, &Decisions::default(), "2026-11-21".parse().unwrap());
    let assessment = ward_engine::assess(&catalog, &estate);
    let tasks = view(tasks.into_iter().map(|event| (STATED, event)).collect()).tasks;
    let kind = |what: &Soon| match what {
        Soon::Task { role, .. } => format!("task of {role}"),
        Soon::Answer { .. } => "answer".to_owned(),
        Soon::Evidence => "evidence".to_owned(),
    };
    soon(&catalog, &tasks, &estate, &assessment)
        .iter()
        .map(|reminder| format!("{} {}", reminder.last_day, kind(&reminder.what)))
        .collect()
}

#[test]
fn an_answer_that_ends_within_14_days_is_told_once() {
    assert_eq!(reminders(&[("2026-11-01", Some("2026-12-05"))], vec![]), ["2026-12-05 answer"]);
    assert_eq!(reminders(&[("2026-11-01", Some("2026-11-21"))], vec![]), ["2026-11-21 answer"]);
    assert!(reminders(&[("2026-11-01", Some("2026-12-06"))], vec![]).is_empty());
    assert!(reminders(&[("2026-11-01", Some("2026-11-20"))], vec![]).is_empty());
}
#[test]
fn an_answer_that_was_given_anew_is_not_told() {
    let answers = [("2026-11-01", Some("2026-12-05")), ("2026-11-02", Some("2027-03-01"))];
    assert!(reminders(&answers, vec![]).is_empty());
}
#[test]
fn open_tasks_are_told_overdue_ones_first() {
    let task = |due: &str| {
        decided(Decision::GiveTask {
            measure: "E4.1".parse().unwrap(),
            subject: None,
            role: "hr".to_owned(),
            person: None,
            due: due.parse().unwrap(),
            note: String::new(),
        })
    };
    let close = decided(Decision::CloseTask { task: 1, note: String::new() });
    let tasks = vec![task("2026-12-05"), task("2026-11-30"), task("2026-10-01"), task("2026-12-06"), close];
    assert_eq!(reminders(&[], tasks), ["2026-10-01 task of hr", "2026-12-05 task of hr"]);
}
