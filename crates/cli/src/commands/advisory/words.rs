//! What is touched and what would be told, as text and as JSON.

use super::records::All;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use ward_app::advisories::Touched;
use ward_app::record::{KeptAdvisory, ToldExposure};
use ward_domain::advisory::Flaw;
use ward_domain::exposure::{Exposure, Question, State};
use ward_domain::record::Tally;
use ward_estate::Estate;
use ward_programme::help::exposure::{Blind, Case, Reason, Subject, Touch};
use ward_reports::text::printable;

/// Each touch with its heading.
const GROUPS: [(Touch, &str); 3] = [
    (Touch::Affected, "AFFECTED"),
    (Touch::Perhaps, "MAYBE AFFECTED: LOOK AT THESE"),
    (Touch::NotAffected, "NAMED AND NOT AFFECTED"),
];

/// For people. Everything that is told has a line.
pub(super) fn text(question: &Question, touched: &Touched, read: &Exposure) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = match &touched.advisory {
        Some(read) => {
            let about = &read.advisory;
            let [id, publisher, title] =
                [&about.id, &about.publisher, &about.title].map(|text| printable(text));
            writeln!(out, "ADVISORY {id} of {publisher}: {title}")
        }
        None => writeln!(out, "QUESTION {}", printable(&question.to_string())),
    };
    if let Some(blind) = touched.touches.unsaid() {
        let _ = writeln!(out, "{}", blind.says());
    }
    for (touch, title) in GROUPS {
        let cases: Vec<_> = touched.touches.cases.iter().filter(|(_, case)| case.touch == touch).collect();
        if cases.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}");
        for (subject, case) in cases {
            let (kind, name) = named(subject, &touched.posture.estate);
            let _ = writeln!(out, "  {} ({kind})", printable(name));
            for reason in reasons(case) {
                let flaws = flaw_names(reason, &touched.flaws);
                let of = if flaws.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", printable(&flaws.into_iter().collect::<Vec<_>>().join(", ")))
                };
                let at = reason.at.as_ref().map(|at| format!("\n        {at}")).unwrap_or_default();
                let _ = writeln!(out, "      {}{of}{at}", printable(&reason.says));
            }
            if case.more > 0 {
                let _ = writeln!(out, "      and {} more reasons", case.more);
            }
        }
    }
    if !touched.touches.to_ask.is_empty() {
        let _ = writeln!(out, "\nVENDORS TO ASK, WHOSE PRODUCTS IT NAMES");
        for (vendor, at) in &touched.touches.to_ask {
            let _ = writeln!(out, "  {}\n        {at}", printable(vendor));
        }
    }
    if let Some(read) = &touched.advisory {
        not_understood(&mut out, &read.tally);
    }
    let _ = writeln!(
        out,
        "\nTHE ANSWER as of {}: {} on {} devices",
        read.as_of,
        read.state.label(),
        read.devices
    );
    let _ = writeln!(out, "  question {}", read.question);
    let _ = writeln!(out, "It says nothing else: no product, version, vendor, host or finding.");
    out
}

fn not_understood(out: &mut String, tally: &Tally) {
    if tally.problems.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nNOT UNDERSTOOD IN THIS ADVISORY");
    for problem in &tally.problems {
        let _ = writeln!(out, "  {}", printable(&problem.reason));
    }
    if tally.more_problems > 0 {
        let _ = writeln!(out, "  and {} more", tally.more_problems);
    }
}

/// The same for programs.
pub(super) fn json(question: &Question, touched: &Touched, read: &Exposure) -> Value {
    let one = |(subject, case): (&Subject, &Case)| {
        let (kind, name) = named(subject, &touched.posture.estate);
        let reason = |reason: &Reason| {
            json!({
                "says": reason.says,
                "at": reason.at.as_ref().map(ToString::to_string),
                "flaws": flaw_names(reason, &touched.flaws),
            })
        };
        json!({
            "kind": kind,
            "name": name,
            "touch": word(case.touch),
            "reasons": reasons(case).map(reason).collect::<Vec<_>>(),
            "more_reasons": case.more,
        })
    };
    let to_ask = touched.touches.to_ask.iter();
    json!({
        "question": question,
        "answer": read,
        "nothing_can_be_said_because": touched.touches.unsaid().map(Blind::says),
        "not_understood": touched.advisory.as_ref().map(|read| &read.tally),
        "touched": touched.touches.cases.iter().map(one).collect::<Vec<_>>(),
        "vendors_to_ask": to_ask.map(|(name, at)| json!({ "name": name, "at": at.to_string() })).collect::<Vec<_>>(),
    })
}

/// What is kept and what was told, oldest first.
pub(super) fn list(kept: &[KeptAdvisory], told: &[ToldExposure]) -> String {
    let mut out = String::new();
    for one in kept {
        let [id, publisher, title] = [&one.id, &one.publisher, &one.title].map(|text| printable(text));
        let (at, file) = (one.received_at, one.digest);
        let _ = writeln!(out, "ADVISORY {id} of {publisher}: {title}\n  kept {at}, file {file}");
    }
    for one in told {
        let _ = writeln!(
            out,
            "ANSWER on {}: {} on {} devices\n  as of {}, signed {}, file {}",
            printable(&one.question.to_string()),
            one.state.label(),
            one.devices,
            one.as_of,
            one.made_at,
            one.digest
        );
    }
    if out.is_empty() {
        out.push_str("No advisory is kept, and nothing was answered. `ward advisory FILE` reads one.\n");
    }
    out
}

/// The same for programs.
pub(super) fn list_json(kept: &[KeptAdvisory], told: &[ToldExposure]) -> Value {
    let advisory = |one: &KeptAdvisory| {
        json!({
            "file": one.digest,
            "id": one.id,
            "title": one.title,
            "publisher": one.publisher,
            "released": one.released,
            "kept_at": one.received_at,
        })
    };
    let answer = |one: &ToldExposure| {
        json!({
            "file": one.digest,
            "question": one.question,
            "as_of": one.as_of,
            "made_at": one.made_at,
            "state": one.state,
            "devices": one.devices,
        })
    };
    json!({
        "advisories": kept.iter().map(advisory).collect::<Vec<_>>(),
        "answers": told.iter().map(answer).collect::<Vec<_>>(),
    })
}

/// What many records say, worst first.
pub(super) fn records(all: &All) -> String {
    let mut out = String::new();
    for one in &all.seen {
        let name = if one.organisation.is_empty() { "without a name" } else { &one.organisation };
        let (name, folder) = (printable(name), printable(&one.folder));
        let newest = one.newest.map_or("no evidence".to_owned(), |day| format!("newest evidence of {day}"));
        let (state, devices, known) = (one.state.label(), one.devices, one.known);
        let _ = writeln!(out, "{state:14}  {devices:>5} of {known:>6} devices  {name} ({folder}), {newest}");
    }
    for (folder, failure) in &all.failed {
        let _ = writeln!(out, "{:14}  {}: {}", "could not look", printable(folder), printable(&failure.says));
    }
    let count = |state| all.seen.iter().filter(|one| one.state == state).count();
    let counts: Vec<_> =
        State::ALL.into_iter().map(|state| format!("{} {}", count(state), state.label())).collect();
    let affected = || all.seen.iter().filter(|one| one.state == State::Affected);
    let devices: u64 = affected().map(|one| u64::from(one.devices)).sum();
    let known: usize = all.seen.iter().map(|one| one.known).sum();
    let _ = writeln!(out, "\nrecords: {}, of which {}", all.seen.len(), counts.join(", "));
    if devices > 0 {
        let _ = writeln!(out, "devices affected: {devices} of {known}");
    }
    if !all.failed.is_empty() {
        let _ = writeln!(out, "folders that could not be looked at: {}", all.failed.len());
    }
    if !all.without.is_empty() {
        let names: Vec<_> = all.without.iter().map(|name| printable(name)).collect();
        let _ = writeln!(out, "folders without a record in them: {}", names.join(", "));
    }
    not_understood(&mut out, &all.not_understood);
    out
}

/// The same for programs.
pub(super) fn records_json(all: &All) -> Value {
    let seen = all.seen.iter().map(|one| {
        json!({
            "organisation": one.organisation,
            "folder": one.folder,
            "state": one.state,
            "devices": one.devices,
            "known_devices": one.known,
            "newest_evidence": one.newest,
        })
    });
    let failed = all.failed.iter().map(|(folder, why)| json!({ "folder": folder, "why": why.says }));
    json!({
        "records": seen.collect::<Vec<_>>(),
        "could_not_look": failed.collect::<Vec<_>>(),
        "folders_without_a_record": all.without,
        "not_understood": all.not_understood,
    })
}

/// What kind of thing, and what it is called.
fn named<'a>(subject: &'a Subject, estate: &'a Estate) -> (&'static str, &'a str) {
    match subject {
        Subject::Device(position) => {
            let asset = estate.assets.get(*position as usize);
            (
                "device",
                asset
                    .map(|asset| asset.name.as_str())
                    .filter(|name| !name.is_empty())
                    .unwrap_or("without a name"),
            )
        }
        Subject::Product(name) => ("product, by its bill of materials", name),
        Subject::System(name) => ("critical system", name),
        Subject::Vendor(name) => ("vendor", name),
    }
}

/// The reasons that make it what it is.
fn reasons(case: &Case) -> impl Iterator<Item = &Reason> {
    case.reasons.iter().filter(|reason| reason.touch == case.touch)
}

fn flaw_names(reason: &Reason, flaws: &[Flaw]) -> BTreeSet<String> {
    reason.flaws.iter().filter_map(|at| flaws.get(*at as usize)).map(Flaw::name).collect()
}

fn word(touch: Touch) -> &'static str {
    match touch {
        Touch::Affected => "affected",
        Touch::Perhaps => "perhaps",
        Touch::NotAffected => "not-affected",
    }
}
