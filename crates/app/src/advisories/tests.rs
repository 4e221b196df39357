//! From the file of an advisory to the signed answer in the operator's record, and that it names nobody and nothing.

use super::*;
use crate::evidence::{Import, import};
use crate::programme::{Office, Officer, decide, decide_all, keep_advisory, receive_answer, receive_answers};
use crate::{FixedClock, Permission};
use jiff::civil::date;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_domain::exposure::State;
use ward_generator::{Faults, Plan, hospital};
use ward_ledger::Envelope;
use ward_programme::help::exposure::{Subject, Touch};
use ward_programme::help::{Ask, Audience, BulletinNumber, Event as OfHelp};
use ward_programme::incidents::Tlp;
use ward_programme::participants::{Consent, Event as OfParticipants, Profile};
use ward_programme::{Event as Decided, Refused};
use ward_store::Location;

const NOW: &str = "2026-11-21T20:00:00Z";
const ADVISORY: &[u8] = include_bytes!("../../../cli/src/commands/demo/sector/help/advisory.json");

fn us() -> Actor {
    Actor::at_this_machine()
}

fn empty() -> (Ctx, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    let clock = FixedClock(NOW.parse().unwrap());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(clock), || Ok([3; 32])).unwrap();
    (ctx, folder)
}

/// The devices, the parts of the pump and the vendors of the generated hospital.
fn house() -> (Ctx, TempDir) {
    house_with(&["medical", "cmms", "clinical", "pump", "vendor", "systems"])
}

fn house_with(parts: &[&str]) -> (Ctx, TempDir) {
    let (ctx, folder) = empty();
    let plan = Plan { beds: 25, seed: 7, as_of: date(2026, 11, 21), faults: Faults::Planted };
    let wanted = |name: &str| parts.iter().any(|part| name.contains(part));
    let files = hospital(&plan).files.into_iter().filter(|file| wanted(&file.name.to_lowercase()));
    for file in files {
        let request = Import {
            file_name: &file.name,
            content: &mut file.bytes.as_slice(),
            collected_on: Some(file.collected_on),
            mapping: None,
        };
        import(&ctx, &us(), request).unwrap();
    }
    (ctx, folder)
}

fn kept(ctx: &Ctx) -> Question {
    Question::Advisory { file: keep(ctx, &us(), "hmsa.json", &mut &*ADVISORY).unwrap() }
}

fn outage() -> Question {
    Question::Outage { vendor: "Quillmark Clearing House".to_owned(), since: date(2026, 11, 20) }
}

#[test]
fn an_advisory_is_kept_once_and_read_again() {
    let (ctx, _folder) = house();
    let Question::Advisory { file } = kept(&ctx) else { panic!() };
    let before = crate::record::entries(&ctx, &us()).unwrap().len();
    assert_eq!(kept(&ctx), Question::Advisory { file });
    assert_eq!(crate::record::entries(&ctx, &us()).unwrap().len(), before);
    assert_eq!(read(&ctx, &us(), file).unwrap().advisory.id, "HMSA-2026-011");
    sign(&ctx, &us(), &outage(), touched(&ctx, &us(), &outage()).unwrap().touches.answer()).unwrap();
    crate::posture::record_assessment(&ctx, &us()).unwrap();
    let packet = crate::packet::export(&ctx, &us(), std::io::Cursor::new(Vec::new())).unwrap();
    let verified = crate::packet::verify(ctx.catalog(), packet, Some(&ctx.verifying_key()), true).unwrap();
    assert!(verified.verdicts_follow(), "{:?}", verified.reruns);
}

#[test]
fn what_is_no_advisory_is_not_kept() {
    let (ctx, _folder) = empty();
    for (bytes, says) in [
        (&b""[..], "no advisory in CSAF"),
        (b"{\"document\":{\"csaf_version\":\"2.0\"", "cut off"),
        (b"{\"document\":{\"csaf_version\":\"9\"}}", "CSAF 9"),
        (b"a,b\n1,2\n", "no advisory in CSAF"),
    ] {
        let refused = keep(&ctx, &us(), "x.json", &mut &*bytes).unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
    }
    assert_eq!(list(&ctx, &us()).unwrap(), []);
    let reader = Actor::with("Ada", &[Permission::Read]);
    assert!(matches!(keep(&ctx, &reader, "x", &mut &*ADVISORY), Err(AppError::NotAllowed { .. })));
    assert!(matches!(read(&ctx, &us(), Digest([9; 32])), Err(AppError::NoSuchEvidence(_))));
}

#[test]
fn an_advisory_finds_the_devices_that_it_names() {
    let (ctx, _folder) = house();
    let found = touched(&ctx, &us(), &kept(&ctx)).unwrap();
    let estate = &found.posture.estate;
    let of = |model: &str| {
        let of_model =
            (0u32..).zip(&estate.assets).filter(|(_, asset)| asset.model.as_deref() == Some(model));
        of_model
            .map(|(at, _)| found.touches.cases.get(&Subject::Device(at)).map(|case| case.touch))
            .collect::<Vec<_>>()
    };
    for (model, expected) in [
        ("Infusion Pump IP-4", Touch::Perhaps),
        ("Bedside Monitor BM-12", Touch::Perhaps),
        ("Ultrasound U5", Touch::NotAffected),
    ] {
        let touches = of(model);
        assert!(
            !touches.is_empty(),
            "{model}: {:?}",
            estate.assets.iter().map(|a| &a.model).collect::<Vec<_>>()
        );
        assert!(
            touches.iter().all(|touch| touch.is_some_and(|touch| touch <= expected)),
            "{model}: {touches:?}"
        );
    }
    let bill = Subject::Product("Infusion Pump IP-4 4.2.1".to_owned());
    assert_eq!(
        found.touches.cases.get(&bill).map(|case| case.touch),
        Some(Touch::Affected),
        "by its bill of materials"
    );
    let (state, devices) = found.touches.answer();
    assert_eq!(state, State::Affected);
    assert!(devices > 0);
}

#[test]
fn an_outage_finds_who_depends_on_the_vendor() {
    let (ctx, _folder) = house();
    let found = touched(&ctx, &us(), &outage()).unwrap().touches;
    let vendor = Subject::Vendor("Quillmark Clearing House".to_owned());
    assert_eq!(found.cases.get(&vendor).map(|case| case.touch), Some(Touch::Affected), "{found:#?}");
    let (nobody, _folder) = empty();
    let state = touched(&nobody, &us(), &outage()).unwrap().touches.answer();
    assert_eq!(state, (State::Perhaps, 0), "without a register nobody can say no");
}

#[test]
fn a_flaw_is_looked_up_in_what_is_kept() {
    let (ctx, _folder) = house();
    let flaw = Question::Flaw { cve: "CVE-2026-90011".parse().unwrap() };
    let state = |ctx: &Ctx| touched(ctx, &us(), &flaw).unwrap().touches.answer().0;
    assert_eq!(state(&ctx), State::Perhaps, "no advisory names a product, and no scan looked");
    kept(&ctx);
    assert_eq!(state(&ctx), State::Affected);
    let (scanned, _folder) = house_with(&["nessus"]);
    assert_eq!(state(&scanned), State::NotFound);
    let posture = crate::posture::posture(&scanned, &us(), None).unwrap();
    let mut later = (*posture.estate).clone();
    assert!(super::held::is_scanned(scanned.catalog(), &later));
    later.as_of = date(2027, 12, 1);
    assert!(
        !super::held::is_scanned(scanned.catalog(), &later),
        "a scan of a year ago looked for no flaw of today"
    );
}

#[test]
fn what_is_signed_is_what_was_read_and_names_nothing() {
    let (ctx, _folder) = house();
    let question = kept(&ctx);
    let read = draft(&ctx, &us(), &question).unwrap();
    let stale = sign(&ctx, &us(), &question, (State::NotFound, 0)).unwrap_err().to_string();
    assert!(stale.contains("read it again"), "{stale}");
    assert_eq!(told(&ctx, &us()).unwrap(), []);
    let signed = sign(&ctx, &us(), &question, (read.state, read.devices)).unwrap();
    assert_eq!(file(&ctx, &us(), signed.digest).unwrap(), signed.bytes);
    assert_eq!(told(&ctx, &us()).unwrap()[0].question, question);
    let payload = String::from_utf8(Envelope::read(&signed.bytes).unwrap().claims().to_vec()).unwrap();
    for word in ["ollowmere", "ump", "arrier", "ospital", "90011", "HMSA", "10."] {
        assert!(!payload.contains(word), "{word} is in {payload}");
    }
    let told = Question::Outage { vendor: " ".to_owned(), since: date(2026, 11, 20) };
    assert!(matches!(draft(&ctx, &us(), &told), Err(AppError::Invalid(_))));
    let ahead = Question::Outage { vendor: "A".to_owned(), since: date(2026, 11, 22) };
    assert!(matches!(draft(&ctx, &us(), &ahead), Err(AppError::Invalid(_))));
}

/// An office in which the house is enrolled as `anne`.
fn office(house: &Ctx) -> (Office, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Folder(folder.path().to_owned());
    let clock = FixedClock(NOW.parse().unwrap());
    let office = Office::open(&location, Catalog::built_in(), Box::new(clock), || Ok([4; 32])).unwrap();
    let participant: ward_programme::participants::ParticipantId = "anne".parse().unwrap();
    let consent = Consent {
        given_on: date(2026, 11, 1),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    let profile = Box::new(Profile { name: "Anne".to_owned(), ..Profile::default() });
    let key = house.verifying_key().to_string().parse().unwrap();
    let events = [
        OfParticipants::Listed { participant: participant.clone(), profile },
        OfParticipants::Invited { participant: participant.clone() },
        OfParticipants::Enrolled { participant, consent, key },
    ];
    decide_all(&office, &Officer::at_this_machine(), events.map(Decided::Participants).into()).unwrap();
    (office, folder)
}

fn ask(office: &Office, question: Question) -> BulletinNumber {
    let event = OfHelp::BulletinPublished {
        title: "Are you affected?".to_owned(),
        says: "Look at home".to_owned(),
        tlp: Tlp::Green,
        audience: Audience::Enrolled,
        asks: Some(Ask { question, id: String::new() }),
    };
    BulletinNumber(decide(office, &Officer::at_this_machine(), Decided::Help(event)).unwrap().number)
}

#[track_caller]
fn refuses(office: &Office, bytes: &[u8], code: &str) {
    let before = office.kept_files();
    match receive_answer(office, bytes, office.now()) {
        Err(AppError::Refused(Refused { code: found, why })) => assert_eq!(found, code, "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(office.kept_files(), before, "what is refused leaves no file");
}

#[test]
fn the_operator_takes_an_answer_once_and_to_what_it_asked() {
    let (ctx, _house) = house();
    let (office, _office) = office(&ctx);
    let question = kept(&ctx);
    let read = draft(&ctx, &us(), &question).unwrap();
    let signed = sign(&ctx, &us(), &question, (read.state, read.devices)).unwrap();
    refuses(&office, &signed.bytes, "not-asked");
    let (file, _) =
        keep_advisory(&office, &Officer::at_this_machine(), "hmsa.json", &mut &*ADVISORY).unwrap();
    assert_eq!(question, Question::Advisory { file }, "the same file is the same question on both sides");
    let bulletin = ask(&office, question.clone());
    let taken = receive_answer(&office, &signed.bytes, office.now()).unwrap();
    assert_eq!((taken.bulletin, taken.answer, taken.participant.as_str()), (bulletin, signed.digest, "anne"));
    assert!(office.kept_files().contains(&signed.digest));
    assert_eq!(
        receive_answer(&office, &signed.bytes, office.now()).unwrap(),
        taken,
        "the same file is the same entry"
    );
    let given = office.programme().unwrap().help.answers(bulletin).to_vec();
    assert_eq!((given.len(), given[0].state, given[0].devices), (1, read.state, read.devices));
    // Another answer of the same instant is an old one.
    let changed = ward_domain::exposure::Exposure { devices: read.devices + 1, ..signed.exposure };
    let again = ward_ledger::claim::seal(&ctx.key, &changed).unwrap().to_bytes();
    refuses(&office, &again, "replayed");
    let results = receive_answers(&office, &[&again, &signed.bytes], office.now()).unwrap();
    assert_eq!(
        (results[0].as_ref().unwrap_err().code, results[1].as_ref().unwrap().entry),
        ("replayed", taken.entry)
    );
}

#[test]
fn the_operator_refuses_what_does_not_follow() {
    let (ctx, _house) = house();
    let (office, _office) = office(&ctx);
    ask(&office, outage());
    let read = draft(&ctx, &us(), &outage()).unwrap();
    let sealed = |exposure: &ward_domain::exposure::Exposure| {
        ward_ledger::claim::seal(&ctx.key, exposure).unwrap().to_bytes()
    };
    refuses(&office, b"{}", "not-an-answer");
    let later = read.made_at + jiff::SignedDuration::from_hours(1);
    refuses(
        &office,
        &sealed(&ward_domain::exposure::Exposure { made_at: later, ..read.clone() }),
        "from-the-future",
    );
    let other = ward_domain::exposure::Exposure { about: ward_domain::exposure::About::Flaw, ..read.clone() };
    refuses(&office, &sealed(&other), "content");
    let stranger = ward_ledger::SigningKey::new("ward/main", &[99; 32]).unwrap();
    refuses(&office, &ward_ledger::claim::seal(&stranger, &read).unwrap().to_bytes(), "unknown-key");
    let mut bytes = sealed(&read);
    let place = bytes.windows(4).position(|part| part == b"sig\"").unwrap() + 8;
    bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
    refuses(&office, &bytes, "signature");
    let summary = crate::summary::sign(&ctx, &us(), &crate::summary::Asked::default(), None).unwrap();
    refuses(&office, &summary.bytes, "kind");
    assert_eq!(office.programme().unwrap().help.bulletins().count(), 1);
    let analyst = Officer::with("Ada", &[crate::programme::Role::Analyst]);
    assert!(matches!(
        keep_advisory(&office, &analyst, "x", &mut &*ADVISORY),
        Err(AppError::NotTheirs { .. })
    ));
}
