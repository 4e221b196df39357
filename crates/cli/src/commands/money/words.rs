//! Calls and applications, as text and as JSON.

use serde_json::{Value, json};
use std::fmt::Write as _;
use ward_app::money::{KnownApplication, KnownCall, Offer};
use ward_catalog::Catalog;
use ward_domain::Money;
use ward_domain::ids::Tier;
use ward_domain::letters::Application;
use ward_planner::outlook::words::title;
use ward_reports::text::printable;

fn pays_for(tier: Tier) -> &'static str {
    match tier {
        Tier::Essential => "essential goals",
        Tier::Enhanced => "enhanced goals",
    }
}

/// What is kept and what was signed.
pub(super) fn list(known: &[KnownCall]) -> String {
    let mut out = String::new();
    for KnownCall { call, applications, .. } in known {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "ROUND {}: {}\n  pays for {}, at most {} for one applicant; takes applications until {}",
            call.round,
            printable(&call.title),
            pays_for(call.tier),
            call.cap,
            call.closes
        );
        for one in applications {
            let answer = match &one.acknowledgement {
                Some((_, answer)) => {
                    format!("the office has it as number {}, since {}", answer.number, answer.received_at)
                }
                None => "no acknowledgement is here".to_owned(),
            };
            let (number, asked) = (one.application.number, one.application.asked());
            let _ =
                writeln!(out, "  application {number}: {asked} asked, signed {}; {answer}", one.signed_at);
        }
    }
    if out.is_empty() {
        out.push_str("No call is kept. `ward money keep FILE` keeps one that the office signed.\n");
    }
    out
}

/// The same for programs.
pub(super) fn list_json(known: &[KnownCall]) -> Value {
    let application = |one: &KnownApplication| {
        json!({
            "file": one.digest,
            "signed_at": one.signed_at,
            "application": one.application,
            "acknowledgement": one.acknowledgement.as_ref().map(|(_, answer)| answer),
        })
    };
    let call = |one: &KnownCall| {
        json!({
            "file": one.digest,
            "kept_at": one.kept_at,
            "call": one.call,
            "applications": one.applications.iter().map(application).collect::<Vec<_>>(),
        })
    };
    json!({ "calls": known.iter().map(call).collect::<Vec<_>>() })
}

/// Everything that an application says, for reading before it is sent.
pub(super) fn text(catalog: &Catalog, offer: &Offer, application: &Application) -> String {
    let mut out = String::new();
    let call = &offer.call;
    let _ = writeln!(
        out,
        "APPLICATION {} for the round {} ({}), catalogue {}",
        application.number,
        application.round,
        printable(&call.title),
        application.catalogue
    );
    let _ = writeln!(out, "  {} asked in all; one applicant can get {}", application.asked(), call.cap);
    for line in &application.lines {
        let _ = writeln!(
            out,
            "  {} at level {}: {} asked of {}, to be met by {}",
            line.goal, line.level, line.asked, line.cost, line.due
        );
        if line.kept_back > Money::ZERO {
            let _ = writeln!(out, "      {} of it when it is still met a year later", line.kept_back);
        }
        for action in &line.actions {
            let _ = writeln!(out, "      {}", title(catalog, action));
        }
    }
    for one in &application.already {
        let grade = one.grade.map_or("–", |grade| grade.as_str());
        let _ = writeln!(out, "  {} is there already: {}, grade {grade}", one.goal, one.status.label());
    }
    let _ =
        writeln!(out, "It says nothing else: no host, address, person, finding or free text, and no name.");
    let asked = |goal| application.lines.iter().any(|line| line.goal == goal);
    for line in offer.lines.iter().filter(|line| !asked(line.goal)) {
        let _ = writeln!(out, "Not asked for: {}, which costs {} by your plan", line.goal, line.cost);
    }
    out
}

/// The same for programs.
pub(super) fn json(offer: &Offer, application: &Application) -> Value {
    json!({ "call": offer.call, "lines": offer.lines, "application": application })
}
