//! What the made-up hospitals show from outside, what ends there soon, and what got worse.

use super::Kind;
use super::story::HOSTILE;
use crate::port::{Looks, Stated};
use jiff::Timestamp;
use jiff::civil::date;
use ward_domain::assessment::{Assessment, EvidenceRef, Range, Status};
use ward_domain::follow_up::{Drift, GoalThen, HistoryRow, Reminder, Soon, Why, Worse};
use ward_domain::live_check::{LiveCheck, Reach, Refusal, Statement, VERSION};
use ward_domain::observation::{
    Asked, CertificateSeen, DmarcSeen, MailDomainSeen, SecurityTxt, SecurityTxtSeen, SpfSeen,
    TlsEndpointSeen, TlsVersion,
};
use ward_domain::record::{Decision, Entry, Event};
use ward_domain::{Digest, MeasureId, Organisation};

pub(super) fn looks(kind: Kind, organisation: &Organisation, entries: &[Entry], now: Timestamp) -> Looks {
    let mut looks = Looks { every_days: 1, ..Looks::default() };
    for entry in entries {
        match &entry.event {
            Event::DecisionMade { decision: Decision::StateOwnership { names, by } } => {
                let (names, by) = (names.clone(), by.clone());
                looks.statement = Some(Stated { by, at: entry.received_at, names });
            }
            Event::DecisionMade { decision: Decision::LookEvery { days } } => looks.every_days = *days,
            _ => {}
        }
    }
    let has_looked = !matches!(kind, Kind::FirstRun | Kind::Empty);
    if has_looked && looks.statement.is_none() {
        // All but one name, so that the page shows both lists.
        let names = organisation.outside_names().into_iter().skip(1).collect();
        looks.statement = Some(Stated { by: text(kind, "A. Manager"), at: now, names });
    }
    let stated = looks.statement.as_ref().map(|stated| stated.names.clone()).unwrap_or_default();
    (looks.covered, looks.not_covered) =
        organisation.outside_names().into_iter().partition(|name| stated.contains(name));
    looks.next = (!looks.covered.is_empty() && looks.every_days > 0).then_some(now);
    looks.last = has_looked.then(|| (Digest([1; 32]), report(kind, now)));
    looks
}

pub(crate) fn text(kind: Kind, plain: &str) -> String {
    if kind == Kind::Hostile { format!("{plain}{HOSTILE}{}", "x".repeat(150)) } else { plain.to_owned() }
}

fn report(kind: Kind, now: Timestamp) -> LiveCheck {
    let domain = "prairiecreek.example";
    let mail = MailDomainSeen {
        domain: domain.to_owned(),
        mx: Asked::Found(vec![text(kind, "mx.prairiecreek.example")]),
        spf: Asked::Found(SpfSeen { all: Some('~'), lookups: 4, ..SpfSeen::default() }),
        dmarc: Asked::Found(DmarcSeen {
            policy: text(kind, "none"),
            percent: 100,
            at: domain.to_owned(),
            ..DmarcSeen::default()
        }),
        mta_sts: Asked::Failed(text(kind, "the name server answered SERVFAIL")),
        tls_rpt: Asked::Absent,
        ..MailDomainSeen::default()
    };
    let certificate = CertificateSeen {
        key: "rsa".to_owned(),
        key_bits: Some(2_048),
        problem: Some(text(kind, "it has expired")),
        ..CertificateSeen::default()
    };
    let server = TlsEndpointSeen {
        host: "portal.prairiecreek.example".to_owned(),
        port: 443,
        offers_tls: Asked::Found(()),
        versions: vec![(TlsVersion::Tls10, Asked::Found(())), (TlsVersion::Tls12, Asked::Found(()))],
        weak_ciphers: vec!["TLS_RSA_WITH_3DES_EDE_CBC_SHA".to_owned()],
        weak_ciphers_tried: true,
        certificate: Asked::Found(certificate),
        hsts_seconds: Asked::Absent,
        redirects_to_https: Asked::Found(()),
        ..TlsEndpointSeen::default()
    };
    let contact = SecurityTxt {
        contacts: vec![text(kind, "mailto:security@prairiecreek.example")],
        ..SecurityTxt::default()
    };
    let reach = "203.0.113.9".parse().map(|address| Reach {
        address,
        at: now,
        tried: vec![445, 3_389],
        open: vec![3_389],
        could_not: None,
    });
    LiveCheck {
        ward_check: VERSION,
        tool: "ward 0.1.0".to_owned(),
        started: now,
        ended: now,
        statement: Statement { by: text(kind, "A. Manager"), ..Statement::default() },
        mail_domains: vec![mail],
        tls_endpoints: vec![server],
        security_txts: vec![SecurityTxtSeen {
            host: domain.to_owned(),
            file: Asked::Found(contact),
            line: 0,
        }],
        reach: reach.into_iter().collect(),
        refused: vec![Refusal {
            what: text(kind, "203.0.113.12"),
            why: "it lies in a medical range".to_owned(),
        }],
        notes: vec![text(kind, "prairiecreek.example leads to www.prairiecreek.example")],
    }
}

fn measure(id: &str) -> Option<MeasureId> {
    id.parse().ok()
}

pub(super) fn soon(kind: Kind) -> Vec<Reminder> {
    if matches!(kind, Kind::FirstRun | Kind::Empty) {
        return Vec::new();
    }
    let row = |id, day, what| Some(Reminder { last_day: date(2026, 11, day), measure: measure(id)?, what });
    let rows = [
        row("E4.1", 19, Soon::Task { entry: 7, role: "hr".to_owned() }),
        row("E1.1", 24, Soon::Evidence),
        row("E3.1", 28, Soon::Answer { subject: Some(text(kind, "vpn.prairiecreek.example")) }),
    ];
    rows.into_iter().flatten().collect()
}

pub(super) fn drift(kind: Kind, file: Option<Digest>) -> Vec<Drift> {
    if !matches!(kind, Kind::Full | Kind::Hostile) {
        return Vec::new();
    }
    let row = |id, now, why| {
        Some(Worse { measure: measure(id)?, then: Status::Met, now, since: date(2026, 11, 16), why })
    };
    let evidence = file.map(|digest| EvidenceRef::Line(digest, 12));
    let case = Why::Case { subject: text(kind, "host-001"), reason: text(kind, "3 days late."), evidence };
    let worse = [
        row("E1.1", Status::NotMet, case),
        row("E4.1", Status::Unknown, Why::Expired(date(2026, 11, 16))),
        row("E3.1", Status::Partly, Why::Said(text(kind, "Half of them."))),
    ];
    let worse: Vec<Worse> = worse.into_iter().flatten().collect();
    let before = row("E6.1", Status::NotMet, Why::Said(text(kind, "Two of them.")));
    let further = worse.iter().take(1).cloned().chain(before).collect();
    vec![
        Drift { since: date(2026, 11, 13), is_other_catalogue: true, worse },
        Drift { since: date(2026, 10, 22), is_other_catalogue: false, worse: further },
    ]
}

/// Assessments of the last months, each nearer to what is known today.
pub(super) fn history(today: &Assessment, is_any: bool) -> Vec<HistoryRow> {
    let steps = if is_any { 5i8 } else { 0 };
    let then = |month: i8| {
        let share = f64::from(month) / f64::from(steps);
        let goals = today.goals.iter().map(|goal| GoalThen {
            goal: goal.id,
            status: if month == steps { goal.status } else { Status::Unknown },
            score: Range { low: goal.score.low * share, high: 1.0 - (1.0 - goal.score.high) * share },
        });
        HistoryRow {
            entry: month.unsigned_abs().into(),
            as_of: jiff::civil::date(2026, month + 6, 12),
            goals: goals.collect(),
        }
    };
    (1..=steps).map(then).collect()
}
