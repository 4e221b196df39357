//! Advisories of the made-up hospitals. What they touch is chosen, and not worked out.

use super::{Fake, Kind, now, story};
use crate::port::{AdvisoryRow, AdvisoryText, Looked, Port as _, ToldRow, Trouble};
use std::io::Read;
use ward_domain::Digest;
use ward_domain::advisory::{Advisory, Flaw, Product, Remedy, Scope, Score};
use ward_domain::assessment::EvidenceRef;
use ward_domain::exposure::{Question, State};
use ward_domain::record::{Event, Problem, Tally};
use ward_programme::help::exposure::{Contract, Found, Held, Known, Subject, expose, outage};

fn text(kind: Kind, plain: &str) -> String {
    if kind == Kind::Hostile {
        format!("{plain} {}{}", story::HOSTILE, "y".repeat(600))
    } else {
        plain.to_owned()
    }
}

/// The one advisory that the fake knows.
fn advisory(kind: Kind) -> Advisory {
    let product = |name: &str, versions: Scope| Product {
        id: name.to_owned(),
        name: text(kind, &format!("Kestrel {name}")),
        vendor: "Kestrel".to_owned(),
        product: name.to_owned(),
        versions,
        ..Product::default()
    };
    let remedy = |says: &str, url: Option<&str>| Remedy {
        kind: "vendor_fix".to_owned(),
        says: text(kind, says),
        url: url.map(str::to_owned),
        products: Vec::new(),
    };
    Advisory {
        id: text(kind, "KMSA-2026-007"),
        title: text(kind, "Kestrel Finch pump and Aviary gateway"),
        publisher: text(kind, "Kestrel Medical"),
        tlp: Some("TLP:AMBER"),
        revision: "2".to_owned(),
        status: "final".to_owned(),
        released: "2026-11-02T10:00:00Z".parse().ok(),
        products: vec![
            product("Finch pump", Scope::all()),
            product("Aviary gateway", Scope::Unclear(text(kind, "Rev J-M"))),
            product("Rookery console", Scope::all()),
        ],
        flaws: vec![
            Flaw {
                cve: "CVE-2024-0010".parse().ok(),
                title: text(kind, "Service account with a fixed password"),
                score: Some(Score { tenths: 98, scale: 3 }),
                affected: vec![0, 1],
                not_affected: vec![2],
                remedies: vec![
                    remedy("Update to 2.4.", Some("https://kestrel.example/finch")),
                    remedy("Keep pumps on a network of their own.", None),
                ],
                ..Flaw::default()
            },
            Flaw { title: text(kind, "A flaw without a number"), investigated: vec![1], ..Flaw::default() },
        ],
        has_gaps: false,
    }
}

pub(super) fn keep(fake: &Fake, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|e| Trouble::user(format!("{e}."), "Send it again."))?;
    if !bytes.starts_with(b"{\"document\"") {
        return Err(Trouble::user(format!("{file_name} is not kept: it is no advisory in CSAF"), ""));
    }
    let digest = Digest([0xad; 32]);
    if fake.kept().beside.advisories.is_empty() {
        let Advisory { id, title, publisher, released, .. } = advisory(fake.kind);
        let row = AdvisoryRow { digest, received_at: now(), id, title, publisher, released };
        fake.kept().beside.advisories.push(row.clone());
        let AdvisoryRow { id, title, publisher, released, .. } = row;
        let (file_name, bytes) = (file_name.to_owned(), bytes.len() as u64);
        fake.append(Event::AdvisoryKept {
            advisory: digest,
            file_name,
            bytes,
            id,
            title,
            publisher,
            released,
        });
    }
    Ok(digest)
}

pub(super) fn touched(fake: &Fake, question: &Question) -> Result<Looked, Trouble> {
    let posture = fake.posture(None)?;
    let at = EvidenceRef::Line(Digest([1; 32]), 7);
    let names = [
        ("Finch pump", "2.3"),
        ("Aviary gateway", "5"),
        ("Rookery console", "1"),
        ("Finch", ""),
        ("Heron", "1"),
    ];
    let devices = posture.estate.assets.len() as u32;
    let held: Vec<Held> = (0..devices)
        .zip(names.iter().cycle())
        .map(|(device, (product, version))| Held {
            subject: Subject::Device(device),
            vendor: "Kestrel".to_owned(),
            product: (*product).to_owned(),
            version: (*version).to_owned(),
            identifiers: Vec::new(),
            within: String::new(),
            doubt: "",
            at: at.clone(),
        })
        .collect();
    let contract = Contract {
        vendor: ward_domain::observation::VendorSeen {
            name: text(fake.kind, "ClearClaims"),
            service: Some(text(fake.kind, "claims")),
            tier: Some(1),
            holds_ephi: Some(true),
            ..Default::default()
        },
        at: at.clone(),
    };
    let (touches, flaws, read) = match question {
        Question::Outage { vendor, .. } => {
            let contracts = if devices > 0 { vec![contract] } else { Vec::new() };
            (outage(vendor, &contracts, &[], &held), Vec::new(), None)
        }
        Question::Flaw { cve } => {
            let advisory =
                Advisory { flaws: vec![Flaw { cve: Some(*cve), ..Flaw::default() }], ..Advisory::default() };
            let found = Found { device: 0, cve: *cve, title: text(fake.kind, "remote code execution"), at };
            let found: Vec<Found> = if devices > 0 { vec![found] } else { Vec::new() };
            let known = Known { held: &held, found: &found, is_scanned: true, ..Known::default() };
            (expose(&advisory, known), advisory.flaws, None)
        }
        Question::Advisory { file } => {
            if !fake.kept().beside.advisories.iter().any(|row| row.digest == *file) {
                return Err(Trouble::not_found("There is no such advisory."));
            }
            let advisory = advisory(fake.kind);
            let vendors = [(text(fake.kind, "Kestrel Services"), at)];
            let reason = text(fake.kind, "“Rev J-M” cannot be compared with versions");
            let tally =
                Tally { read: 3, used: 3, problems: vec![Problem { line: 0, reason }], ..Tally::default() };
            let touches = expose(&advisory, Known { held: &held, vendors: &vendors, ..Known::default() });
            (touches, advisory.flaws.clone(), Some(AdvisoryText { advisory, tally }))
        }
    };
    Ok(Looked { posture, touches, flaws, advisory: read })
}

pub(super) fn sign(fake: &Fake, question: &Question, as_read: (State, u32)) -> Result<Digest, Trouble> {
    let (state, devices) = touched(fake, question)?.touches.answer();
    if as_read != (state, devices) {
        return Err(Trouble::user("what the answer tells has changed since you read it", ""));
    }
    let digest = Digest([fake.kept().beside.told.len() as u8 + 0xb0; 32]);
    let (question, as_of) = (question.clone(), fake.today());
    let row = ToldRow { question: question.clone(), made_at: now(), as_of, state, devices, digest };
    fake.kept().beside.told.push(row);
    fake.append(Event::ExposureTold { question, as_of, state, devices, answer: digest });
    Ok(digest)
}
