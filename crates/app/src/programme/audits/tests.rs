//! A packet from an organisation's installation, taken in by an office: whole, changed, rewritten, boasting, hostile.

use super::*;
use crate::evidence::{Import, import};
use crate::programme::{decide_all, receive};
use crate::summary::{Asked, sign};
use crate::{Actor, Ctx, FixedClock};
use std::io::Cursor;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_domain::assessment::Status;
use ward_ledger::SigningKey;
use ward_programme::audit::{Design, FindingGrade, Stratum, redraw};
use ward_programme::participants::{Consent, Event as OfParticipants, Profile};
use ward_store::Location;

const SECRET: [u8; 32] = [3; 32];

fn us() -> Officer {
    Officer::at_this_machine()
}

fn clock(at: &str) -> FixedClock {
    FixedClock(at.parse().unwrap())
}

fn folder() -> (TempDir, Location) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    (folder, location)
}

/// A hospital with some of the files of the generated one.
fn hospital(names: &[&str]) -> (Ctx, TempDir) {
    let (folder, place) = folder();
    let ctx = Ctx::open(&place, Catalog::built_in(), Box::new(clock("2026-11-21T08:00:00Z")), || Ok(SECRET))
        .unwrap();
    for name in names {
        add(&ctx, name);
    }
    (ctx, folder)
}

fn add(ctx: &Ctx, name: &str) {
    let plan = ward_generator::Plan {
        beds: 25,
        seed: 7,
        as_of: jiff::civil::date(2026, 11, 21),
        faults: ward_generator::Faults::Planted,
    };
    let all = ward_generator::hospital(&plan);
    let file = all.files.iter().find(|file| file.name.starts_with(name)).unwrap();
    let request = Import {
        file_name: &file.name,
        content: &mut file.bytes.as_slice(),
        collected_on: Some(file.collected_on),
        mapping: None,
    };
    import(ctx, &Actor::at_this_machine(), request).unwrap();
}

fn packet(ctx: &Ctx) -> Vec<u8> {
    crate::packet::export(ctx, &Actor::at_this_machine(), Cursor::new(Vec::new())).unwrap().into_inner()
}

/// An office that has drawn one organisation, which holds that key; its notice is about the summary given.
struct Desk {
    office: Office,
    folder: TempDir,
}

impl Desk {
    fn with(summaries: &[&[u8]]) -> Self {
        let (folder, place) = folder();
        let at = |time: &str| {
            Office::open(&place, Catalog::built_in(), Box::new(clock(time)), || Ok([4; 32])).unwrap()
        };
        let office = at("2026-11-21T09:00:00Z");
        let id: ParticipantId = "anne".parse().unwrap();
        let key = SigningKey::new("ward/main", &SECRET).unwrap().verifying_key().to_string();
        let consent = Consent {
            given_on: jiff::civil::date(2026, 11, 1),
            document: None,
            in_statistics: true,
            among_peers: true,
            named_in_public: false,
        };
        let profile = Box::new(Profile { name: "St. Anne".to_owned(), ..Profile::default() });
        let enrolled = [
            OfParticipants::Listed { participant: id.clone(), profile },
            OfParticipants::Invited { participant: id.clone() },
            OfParticipants::Enrolled { participant: id.clone(), consent, key: key.parse().unwrap() },
        ];
        decide_all(&office, &us(), enrolled.map(Decided::Participants).to_vec()).unwrap();
        let receipts: Vec<_> =
            summaries.iter().map(|file| receive(&office, file, office.now()).unwrap()).collect();
        assert!(!receipts.is_empty());
        let design = Design {
            name: "Spring".to_owned(),
            confidence: 0.95,
            tolerable: 0.1,
            accepted: 0,
            deviation: FindingGrade::Minor,
            strata: vec![Stratum {
                name: "all".to_owned(),
                risk_weight: 1.0,
                because: "one".to_owned(),
                members: [id.clone()].into(),
            }],
        };
        let audit = "spring".to_owned();
        let commitment = design.commitment();
        let seed = "0123456789abcdef".to_owned();
        let sample = redraw(&design, &seed).into_iter().map(|one| one.participant).collect();
        let designed = Event::Designed { audit: audit.clone(), design: Box::new(design), commitment };
        decide(&office, &us(), Decided::Audit(designed)).unwrap();
        drop(office);
        let office = at("2026-11-21T10:00:00Z");
        let summary = Envelope::read(summaries.last().unwrap()).unwrap().digest();
        let answer_by = jiff::civil::date(2026, 12, 31);
        let what = Step::Noticed { answer_by, summary };
        let events = [
            Event::SeedPublished { audit: audit.clone(), seed, source: "a beacon".to_owned() },
            Event::Drawn { audit: audit.clone(), sample },
            Event::Case { audit, participant: id, what },
        ];
        decide_all(&office, &us(), events.map(Decided::Audit).to_vec()).unwrap();
        Self { office, folder }
    }

    fn take(&self, packet: &[u8]) -> Result<ExaminedPacket, AppError> {
        let limits = PacketLimits::default();
        take_packet(&self.office, &us(), "spring", &"anne".parse().unwrap(), &mut &*packet, &limits)
    }

    #[track_caller]
    fn refuses(&self, packet: &[u8], says: &str) {
        let before = self.office.store.evidence().list().unwrap();
        let refused = self.take(packet).unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
        assert_eq!(refused.kind(), crate::ErrorKind::User, "{refused}");
        assert_eq!(self.office.store.evidence().list().unwrap(), before, "nothing is kept");
        assert!(self.packets().is_empty());
    }

    fn packets(&self) -> Vec<ward_programme::audit::Packet> {
        let programme = self.office.programme().unwrap();
        programme.audit.get("spring").unwrap().cases[&"anne".parse().unwrap()].packets.clone()
    }
}

fn signed(ctx: &Ctx) -> Vec<u8> {
    sign(ctx, &Actor::at_this_machine(), &Asked::default(), None).unwrap().bytes
}

#[test]
fn a_packet_that_proves_the_summary_is_recorded_as_worked_out() {
    let (ctx, _folder) = hospital(&["roster"]);
    let summary = signed(&ctx);
    // The record grew since: the packet is larger than what was witnessed, and the day judged is the summary's.
    add(&ctx, "exercises");
    let desk = Desk::with(&[&summary]);
    let bytes = packet(&ctx);
    let taken = desk.take(&bytes).unwrap();
    let found = &taken.examination;
    assert_eq!((found.re_run, &found.contradiction, found.differences.len()), (ReRun::Same, &None, 0));
    assert!(found.entries > found.witnessed && found.witnessed > 0, "{found:?}");
    assert_eq!((taken.packet, taken.bytes), (Digest(Sha256::digest(&bytes).into()), bytes.len() as u64));
    let kept = desk.packets();
    assert!(kept[0].examination == *found && found.proves());
    assert!(desk.office.store.evidence().contains(taken.packet));
    let place = Location::Folder(desk.folder.path().to_owned());
    let at = Box::new(clock("2026-11-21T10:00:00Z"));
    let reopened = Office::open(&place, Catalog::built_in(), at, || Ok([4; 32])).unwrap();
    assert_eq!(
        *reopened.programme().unwrap(),
        *desk.office.programme().unwrap(),
        "the record tells all of it"
    );
    let again = desk.take(&bytes).unwrap_err().to_string();
    assert!(again.contains("taken in before"), "{again}");
    let closed =
        Event::Case { audit: "spring".into(), participant: "anne".parse().unwrap(), what: Step::Closed };
    decide(&desk.office, &us(), Decided::Audit(closed)).unwrap();
}

#[test]
fn a_summary_that_boasts_is_shown_goal_by_goal() {
    let (ctx, _folder) = hospital(&["roster"]);
    let honest = crate::summary::draft(&ctx, &Actor::at_this_machine(), &Asked::default()).unwrap();
    let mut boast = honest.clone();
    for goal in boast.goals.iter_mut().take(3) {
        (goal.status, goal.low, goal.high, goal.coverage) = (Status::Met, 1.0, 1.0, 1.0);
        goal.grade = Some(ward_domain::assessment::Grade::A);
    }
    let key = SigningKey::new("ward/main", &SECRET).unwrap();
    let bytes = ward_ledger::claim::seal(&key, &boast).unwrap().to_bytes();
    let desk = Desk::with(&[&bytes]);
    let found = desk.take(&packet(&ctx)).unwrap().examination;
    assert_eq!((found.re_run, &found.contradiction), (ReRun::Different, &None));
    let pairs: Vec<_> = found.differences.iter().map(|one| (one.claimed, one.found)).collect();
    let wanted: Vec<_> = (0..3).map(|at| (boast.goals[at], honest.goals[at])).collect();
    assert_eq!(pairs, wanted);
    let closed =
        Event::Case { audit: "spring".into(), participant: "anne".parse().unwrap(), what: Step::Closed };
    assert!(
        decide(&desk.office, &us(), Decided::Audit(closed)).is_err(),
        "a claim that is not proven is not closed"
    );
}

#[test]
fn a_rewritten_record_is_kept_as_a_contradiction() {
    let (ctx, _folder) = hospital(&["roster"]);
    let desk = Desk::with(&[&signed(&ctx)]);
    // The same key, and another history of the same length or more.
    let (other, _other) = hospital(&["exercises", "roster", "training"]);
    signed(&other);
    let taken = desk.take(&packet(&other)).unwrap();
    let found = taken.examination;
    assert!(
        found.contradiction.as_ref().is_some_and(|why| why.contains("not those that the office")),
        "{found:?}"
    );
    assert_eq!(found.re_run, ReRun::NotPossible);
    assert!(!desk.packets()[0].examination.is_whole());
}

#[test]
fn a_packet_that_is_older_than_what_was_witnessed_is_asked_for_anew() {
    let (ctx, _folder) = hospital(&["roster"]);
    let old = packet(&ctx);
    add(&ctx, "exercises");
    let desk = Desk::with(&[&signed(&ctx)]);
    desk.refuses(&old, "ask for a packet that was made later");
}

#[test]
fn what_is_no_packet_of_the_organisation_is_refused_and_leaves_nothing() {
    let (ctx, _folder) = hospital(&["roster"]);
    let desk = Desk::with(&[&signed(&ctx)]);
    let whole = packet(&ctx);
    desk.refuses(b"", "not a ZIP file");
    desk.refuses(b"PK\x03\x04 and nothing else", "not a ZIP file");
    desk.refuses(&whole[..whole.len() - 30], "not a ZIP file");
    desk.refuses(&[&whole[..], &whole[..]].concat(), "the packet");
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    desk.refuses(&changed, "does not hold");
    let (folder, place) = folder();
    let open = || Ok([9; 32]);
    let stranger =
        Ctx::open(&place, Catalog::built_in(), Box::new(clock("2026-11-21T08:00:00Z")), open).unwrap();
    add(&stranger, "roster");
    desk.refuses(&packet(&stranger), "which is no key of anne");
    drop(folder);
}

#[test]
fn limits_hold_whatever_the_zip_says() {
    let (ctx, _folder) = hospital(&["roster"]);
    let desk = Desk::with(&[&signed(&ctx)]);
    let whole = packet(&ctx);
    let within = |change: fn(&mut PacketLimits)| {
        let mut limits = PacketLimits::default();
        change(&mut limits);
        let id = "anne".parse().unwrap();
        take_packet(&desk.office, &us(), "spring", &id, &mut whole.as_slice(), &limits)
            .unwrap_err()
            .to_string()
    };
    assert!(within(|limits| limits.bytes = 100).contains("larger than 100 bytes"));
    assert!(within(|limits| limits.within.files = 3).contains("more than 3"));
    assert!(within(|limits| limits.within.record_bytes = 10).contains("larger than 10 bytes"));
    assert!(within(|limits| limits.within.evidence_bytes = 10).contains("larger than 10 bytes"));
    assert!(within(|limits| limits.within.all_evidence_bytes = 10).contains("10 bytes"));
    assert!(desk.packets().is_empty());
    let adviser = Officer::with("Ada", &[super::super::Role::Adviser]);
    let id = "anne".parse().unwrap();
    let refused =
        take_packet(&desk.office, &adviser, "spring", &id, &mut whole.as_slice(), &PacketLimits::default());
    assert!(matches!(refused, Err(AppError::NotTheirs { .. })));
}
