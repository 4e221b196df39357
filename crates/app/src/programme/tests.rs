//! The office: what it decides, which summaries it takes, and what it refuses; on both databases.

use super::office::OPERATOR;
use super::*;
use crate::{AppError, FixedClock};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_domain::assessment::{Grade, Status};
use ward_domain::summary::{Class, GoalStanding, RecordHead, Summary};
use ward_domain::{Digest, GoalId};
use ward_ledger::{Envelope, SignedCheckpoint, SigningKey, receipt};
use ward_programme::participants::{Consent, Event as OfParticipants, ParticipantId, Profile};
use ward_programme::recognition::Event as OfTiers;
use ward_programme::{Event, Refused};
use ward_store::Location;

/// An office in a folder, on one of the databases.
struct Place {
    folder: TempDir,
    url: Option<String>,
}

impl Place {
    fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: None }
    }
    fn postgres() -> Option<Self> {
        let cluster = ward_testkit::postgres::cluster()?;
        Some(Self { folder: tempfile::tempdir().unwrap(), url: Some(cluster.create_database()) })
    }
    fn open(&self) -> Office {
        let folder: &Path = self.folder.path();
        let location = match &self.url {
            None => Location::Folder(folder.to_owned()),
            Some(url) => Location::Postgres { url: url.clone(), folder: folder.to_owned() },
        };
        Office::open(&location, Catalog::built_in(), Box::new(FixedClock(now())), || Ok([4; 32])).unwrap()
    }
    /// With two enrolled participants.
    fn open_with_two(&self) -> Office {
        let office = self.open();
        let events = ["anne", "bede"].iter().flat_map(|name| enrolled(name)).collect();
        decide_all(&office, &us(), events).unwrap();
        office
    }
}

fn now() -> Timestamp {
    "2026-11-21T20:00:00Z".parse().unwrap()
}

fn us() -> Officer {
    Officer::at_this_machine()
}

fn id(name: &str) -> ParticipantId {
    name.parse().unwrap()
}

fn key(name: &str) -> SigningKey {
    let mut secret = [0; 32];
    secret[..name.len()].copy_from_slice(name.as_bytes());
    SigningKey::new("ward/main", &secret).unwrap()
}

fn listed(name: &str) -> Event {
    let profile = Box::new(Profile { name: name.to_owned(), ..Profile::default() });
    Event::Participants(OfParticipants::Listed { participant: id(name), profile })
}

fn invited(name: &str) -> Event {
    Event::Participants(OfParticipants::Invited { participant: id(name) })
}

fn enrols(name: &str, key: &str) -> Event {
    let consent = Consent {
        given_on: "2026-11-01".parse().unwrap(),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    Event::Participants(OfParticipants::Enrolled {
        participant: id(name),
        consent,
        key: key.parse().unwrap(),
    })
}

fn enrolled(name: &str) -> Vec<Event> {
    vec![listed(name), invited(name), enrols(name, &key(name).verifying_key().to_string())]
}

fn summary(number: u64) -> Summary {
    let standing = |goal| GoalStanding {
        goal,
        status: Status::Partly,
        low: 0.2501,
        high: 0.75,
        grade: Some(Grade::C),
        coverage: 0.3333,
    };
    Summary {
        version: 1,
        number,
        as_of: "2026-11-20".parse().unwrap(),
        made_at: now() - SignedDuration::from_hours(1),
        catalogue: Catalog::built_in().version.clone(),
        class: Class::default(),
        goals: GoalId::all().map(standing).collect(),
        assessment: Digest([1; 32]),
        record: RecordHead { size: number * 10, root: Digest([u8::try_from(number % 250).unwrap(); 32]) },
    }
}

fn sealed(name: &str, summary: &Summary) -> Vec<u8> {
    ward_ledger::claim::seal(&key(name), summary).unwrap().to_bytes()
}

#[track_caller]
fn takes(office: &Office, bytes: &[u8]) -> Envelope {
    receive(office, bytes, now()).unwrap()
}

#[track_caller]
fn refuses(office: &Office, bytes: &[u8], code: &str, says: &str) {
    match receive(office, bytes, now()) {
        Err(AppError::Refused(Refused { code: found, why })) => {
            assert_eq!(found, code, "{why}");
            assert!(why.contains(says), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refuses_changed(office: &Office, change: impl FnOnce(&mut Summary), code: &str, says: &str) {
    let mut changed = summary(3);
    change(&mut changed);
    refuses(office, &sealed("anne", &changed), code, says);
}

fn numbers(office: &Office, name: &str) -> Vec<u64> {
    history(office, &us(), &id(name)).unwrap().iter().map(|(_, told)| told.number).collect()
}

/// Makes two tests of each function that takes a place.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                super::$test(&super::Place::sqlite());
            })*
        }
        mod on_postgres {
            $(#[test]
            fn $test() {
                if let Some(place) = super::Place::postgres() {
                    super::$test(&place);
                }
            })*
        }
    };
}
on_both! {
    decisions_are_entries_that_prove_themselves
    all_decisions_or_none
    two_offices_see_each_others_decisions
    a_summary_is_taken_and_answered
    the_same_file_gets_the_same_receipt
    what_does_not_follow_is_refused
    a_rewritten_history_is_an_alarm
    a_summary_that_cannot_be_read_is_no_refusal
    a_release_is_an_entry_and_a_kept_file
    whoever_does_not_take_part_is_refused
    a_batch_takes_what_it_can
    two_offices_receive_at_once
}

fn decisions_are_entries_that_prove_themselves(place: &Place) {
    let office = place.open_with_two();
    let stored = office.store.entries(OPERATOR, 0).unwrap();
    assert_eq!(stored.len(), 6);
    let tree: ward_ledger::Tree = stored.iter().map(|row| ward_ledger::tree::leaf_hash(&row.bytes)).collect();
    let note = office.store.checkpoint(OPERATOR).unwrap().unwrap().note;
    let checkpoint = SignedCheckpoint::parse(&note).unwrap();
    let checked = checkpoint.verify(&office.verifying_key()).unwrap();
    assert_eq!((checked.size, checked.root), (6, tree.root()));
    let entry: ward_programme::Entry = ward_ledger::entry::from_bytes(&stored[5].bytes).unwrap();
    assert_eq!((entry.number, entry.at, entry.actor.as_str()), (5, now(), "local"));
    let here = office.programme().unwrap();
    assert_eq!(*place.open().programme().unwrap(), *here, "the state is the fold of the record");
    assert_eq!(here.participants.len(), 2);
}

fn all_decisions_or_none(place: &Place) {
    let office = place.open_with_two();
    let twice = decide_all(&office, &us(), vec![listed("cuthbert"), listed("anne")]);
    assert!(matches!(twice, Err(AppError::Refused(_))), "{twice:?}");
    let wrong_key =
        decide_all(&office, &us(), vec![listed("dan"), invited("dan"), enrols("dan", &"x".repeat(44))]);
    assert!(matches!(wrong_key, Err(AppError::Refused(Refused { code: "key", .. }))), "{wrong_key:?}");
    assert_eq!(office.store.size(OPERATOR).unwrap(), 6);
    assert_eq!(*office.programme().unwrap(), *place.open().programme().unwrap());
    assert_eq!(decide(&office, &us(), listed("cuthbert")).unwrap().number, 6);
}

fn two_offices_see_each_others_decisions(place: &Place) {
    let (one, other) = (place.open(), place.open());
    decide(&one, &us(), listed("anne")).unwrap();
    assert!(matches!(decide(&other, &us(), listed("anne")), Err(AppError::Refused(_))));
    decide(&other, &us(), invited("anne")).unwrap();
    std::thread::scope(|scope| {
        for (office, letter) in [(&one, 'a'), (&other, 'b')] {
            scope.spawn(move || {
                (0..10).for_each(|n| drop(decide(office, &us(), listed(&format!("{letter}{n}"))).unwrap()));
            });
        }
    });
    assert_eq!(one.programme().unwrap().participants.len(), 21);
    assert_eq!(*one.programme().unwrap(), *other.programme().unwrap());
}

fn a_summary_is_taken_and_answered(place: &Place) {
    let office = place.open_with_two();
    let bytes = sealed("anne", &summary(1));
    let answer = takes(&office, &bytes);
    let opened = receipt::open(&answer.to_bytes(), &office.verifying_key()).unwrap();
    assert_eq!(opened.summary, Envelope::read(&bytes).unwrap().digest());
    assert_eq!(opened.record, summary(1).record);
    assert_eq!((opened.receipt.participant.as_str(), opened.receipt.received_at), ("anne", now()));
    takes(&office, &sealed("anne", &summary(2)));
    takes(&office, &sealed("bede", &summary(9)));
    let seen: Vec<_> = standings(&office, &us()).unwrap();
    assert_eq!(
        seen.iter().map(|(who, told)| (who.as_str(), told.number)).collect::<Vec<_>>(),
        [("anne", 2), ("bede", 9)]
    );
    assert_eq!(seen[0].1.goals, summary(2).goals, "told as it was signed");
    assert_eq!(numbers(&place.open(), "anne"), [1, 2]);
    let mut all = Vec::new();
    each_standing(&office, &us(), |_, told| all.push(told.number)).unwrap();
    assert_eq!(all, [1, 2, 9]);
}

fn the_same_file_gets_the_same_receipt(place: &Place) {
    let office = place.open_with_two();
    let (first, second) = (sealed("anne", &summary(1)), sealed("anne", &summary(2)));
    let answers = [takes(&office, &first), takes(&office, &second)];
    let later = now() + SignedDuration::from_hours(5);
    for office in [&office, &place.open()] {
        assert_eq!(receive(office, &first, later).unwrap(), answers[0]);
        assert_eq!(receive(office, &second, later).unwrap(), answers[1]);
    }
    assert_eq!(numbers(&office, "anne"), [1, 2]);
}

fn what_does_not_follow_is_refused(place: &Place) {
    let office = place.open_with_two();
    takes(&office, &sealed("anne", &summary(2)));
    refuses_changed(&office, |s| s.number = 1, "replayed", "not newer than summary 2");
    refuses_changed(
        &office,
        |s| (s.number, s.assessment.0[0]) = (2, 9),
        "replayed",
        "not newer than summary 2",
    );
    refuses_changed(&office, |s| s.as_of = "2026-11-19".parse().unwrap(), "older-day", "2026-11-19");
    let ahead = now() + SignedDuration::from_secs(601);
    refuses_changed(&office, |s| s.made_at = ahead, "from-the-future", "set the clock");
    refuses_changed(&office, |s| s.catalogue = "2020.1".to_owned(), "catalogue", "catalogue 2020.1");
    let text = String::from_utf8(sealed("anne", &summary(3))).unwrap();
    let sig = text.find("\"sig\":\"").unwrap() + 7;
    let forged =
        format!("{}{}{}", &text[..sig], if &text[sig..=sig] == "A" { "B" } else { "A" }, &text[sig + 1..]);
    refuses(&office, forged.as_bytes(), "signature", "does not fit");
    let extra = String::from_utf8(Envelope::read(text.as_bytes()).unwrap().claims().to_vec()).unwrap();
    let extra = extra.replace("\"class\":{", "\"host\":\"pacs1\",\"class\":{");
    let extra = Envelope::sign(&key("anne"), ward_ledger::statement::PAYLOAD_TYPE, extra.into_bytes());
    refuses(&office, &extra.to_bytes(), "field", "unknown field `host`");
    refuses(&office, b"not json", "not-a-summary", "not a signed envelope");
    refuses(
        &office,
        takes(&office, &sealed("anne", &summary(2))).to_bytes().as_slice(),
        "unknown-key",
        "enrol first",
    );
    // Nothing of these was kept, and what is right goes on.
    assert_eq!(numbers(&office, "anne"), [2]);
    assert_eq!(alarms(&office, &us()).unwrap(), []);
    let within = now() + SignedDuration::from_secs(599);
    takes(&office, &sealed("anne", &Summary { made_at: within, ..summary(3) }));
    accept_catalogues(&office, &us(), &["2026.9", "2026.10"], "many still have them").unwrap();
    takes(&office, &sealed("anne", &Summary { catalogue: "2026.10".to_owned(), ..summary(4) }));
    assert!(accept_catalogues(&office, &us(), &["latest"], "why not").is_err());
    assert_eq!(accepted_catalogues(&place.open()).unwrap().len(), 3, "it is in the record");
}

fn a_rewritten_history_is_an_alarm(place: &Place) {
    let office = place.open_with_two();
    takes(&office, &sealed("anne", &summary(2)));
    refuses_changed(&office, |s| s.record.size = 19, "history-rewritten", "history was rewritten");
    refuses_changed(&office, |s| s.record.size = 20, "history-rewritten", "history was rewritten");
    refuses_changed(&office, |s| s.record.size = 20, "history-rewritten", "history was rewritten");
    let raised = alarms(&office, &us()).unwrap();
    assert_eq!(raised.len(), 2, "the same file raises one alarm");
    assert!(raised.iter().all(|alarm| alarm.participant == "anne" && alarm.code == "history-rewritten"));
    // What was kept is what was signed: the operator can show it.
    let kept = &raised[0].refused;
    let type_ = ward_ledger::statement::PAYLOAD_TYPE;
    let again = Envelope::from_parts(type_, kept.payload.clone(), kept.key, kept.signature.clone());
    assert_eq!(again.digest(), kept.digest);
    assert!(ward_ledger::claim::open::<Summary>(&again, &key("anne").verifying_key()).is_ok());
    assert_eq!(numbers(&office, "anne"), [2]);
}

fn a_summary_that_cannot_be_read_is_no_refusal(place: &Place) {
    let office = place.open_with_two();
    let consent = Consent {
        given_on: "2026-11-01".parse().unwrap(),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: true,
    };
    let consented = OfParticipants::Consented { participant: id("anne"), consent };
    decide(&office, &us(), Event::Participants(consented)).unwrap();
    let tier = ward_programme::recognition::Tier {
        id: "essential".to_owned(),
        title: "Essential goals".to_owned(),
        meaning: "They are met.".to_owned(),
        goals: ward_programme::recognition::Goals::Essential,
        grade: Grade::C,
        valid_days: 365,
        freshest_days: 100,
        source: "by decision of the board".to_owned(),
    };
    decide(&office, &us(), Event::Recognition(OfTiers::TierOffered { tier })).unwrap();
    let met = |mut told: Summary| {
        told.goals.iter_mut().for_each(|goal| goal.status = Status::Met);
        told
    };
    let bytes = sealed("anne", &met(summary(1)));
    takes(&office, &bytes);
    let summary = Envelope::read(&bytes).unwrap().digest();
    let issued =
        |name: &str| OfTiers::Issued { participant: id(name), tier: "essential".to_owned(), summary };
    decide(&office, &us(), Event::Recognition(issued("anne"))).unwrap();
    // A row that cannot be read, newer than the one on which the decision rested.
    let new = ward_store::NewSummary {
        participant: "anne",
        follows: Some(1),
        number: 2,
        as_of: "2026-11-20".parse().unwrap(),
        received_at: now(),
        signed: ward_store::Signed {
            digest: Digest([9; 32]),
            key: Digest([9; 32]),
            signature: &[9; 64],
            payload: b"x",
        },
        standing: &[255],
        record_size: 20,
        record_root: [2; 32],
    };
    office.store.keep_summaries(OPERATOR, &[new], &[]).unwrap();
    let before = office.programme().unwrap();
    let again = decide(&office, &us(), Event::Recognition(issued("anne")));
    assert!(matches!(again, Err(AppError::Ours(_))), "{again:?}");
    assert!(
        matches!(place.open().programme(), Err(AppError::Ours(_))),
        "and the record is not folded otherwise"
    );
    assert_eq!(before.recognition.statements().count(), 1);
}

fn a_release_is_an_entry_and_a_kept_file(place: &Place) {
    let office = place.open();
    let names: Vec<String> = (10..50).map(|number| format!("h{number}")).collect();
    decide_all(&office, &us(), names.iter().flat_map(|name| enrolled(name)).collect()).unwrap();
    assert!(matches!(publish(&office, &us()), Err(AppError::Refused(Refused { code: "no-table", .. }))));
    let files: Vec<Vec<u8>> = (0..40)
        .map(|number| {
            let mut told = summary(1);
            told.goals.iter_mut().for_each(|goal| {
                goal.status = if number % 2 == 0 { Status::Met } else { Status::NotMet };
            });
            sealed(&names[number], &told)
        })
        .collect();
    let slices: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    assert!(receive_many(&office, &slices, now()).unwrap().iter().all(Result::is_ok));
    let release = publish(&office, &us()).unwrap();
    assert!(!release.tables.is_empty());
    for office in [&office, &place.open()] {
        assert_eq!(released(office, &us()).unwrap(), std::slice::from_ref(&release));
        assert!(matches!(publish(office, &us()), Err(AppError::Refused(Refused { code: "too-soon", .. }))));
    }
    let (_, entries) = office.record(None, 1).unwrap();
    assert!(entries[0].event.words().starts_with("a release of"), "{}", entries[0].event.words());
    let auditor = Officer::with("Ada", &[Role::Auditor]);
    assert!(matches!(publish(&office, &auditor), Err(AppError::NotTheirs { .. })));
}

fn whoever_does_not_take_part_is_refused(place: &Place) {
    let office = place.open_with_two();
    refuses(&office, &sealed("stranger", &summary(1)), "unknown-key", "enrol first");
    takes(&office, &sealed("anne", &summary(1)));
    let of = Event::Participants;
    let ended = OfParticipants::KeyEnded {
        participant: id("anne"),
        key: key("anne").verifying_key().to_string().parse().unwrap(),
        because: "lost".to_owned(),
    };
    decide(&office, &us(), of(ended)).unwrap();
    refuses(&office, &sealed("anne", &summary(2)), "key-ended", "sign with the new one");
    let left = OfParticipants::Left { participant: id("bede"), because: "moved".to_owned() };
    decide(&office, &us(), of(left)).unwrap();
    refuses(&office, &sealed("bede", &summary(1)), "left", "has left the programme");
}

fn a_batch_takes_what_it_can(place: &Place) {
    let office = place.open_with_two();
    let mut files: Vec<Vec<u8>> = (1..=20).map(|number| sealed("anne", &summary(number))).collect();
    files.push(sealed("stranger", &summary(1)));
    files.push(sealed("bede", &summary(5)));
    files.push(sealed("bede", &summary(4)));
    files.push(files[3].clone());
    files.push(sealed("bede", &summary(6)));
    let slices: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let answers = receive_many(&office, &slices, now()).unwrap();
    let codes: Vec<_> =
        answers.iter().map(|answer| answer.as_ref().err().map_or("taken", |no| no.code)).collect();
    assert_eq!(codes[..20], ["taken"; 20]);
    assert_eq!(codes[20..], ["unknown-key", "taken", "replayed", "taken", "taken"]);
    assert_eq!(answers[3].as_ref().unwrap(), answers[23].as_ref().unwrap());
    assert_eq!(numbers(&office, "anne"), (1..=20).collect::<Vec<_>>());
    assert_eq!(numbers(&office, "bede"), [5, 6]);
    let again = receive_many(&place.open(), &slices, now() + SignedDuration::from_secs(1)).unwrap();
    assert_eq!(again[0].as_ref().unwrap(), answers[0].as_ref().unwrap());
}

fn two_offices_receive_at_once(place: &Place) {
    let (one, other) = (place.open_with_two(), place.open());
    let files: Vec<Vec<u8>> = (1..=20).map(|number| sealed("anne", &summary(number))).collect();
    std::thread::scope(|scope| {
        for office in [&one, &other] {
            // The two race for each number; whoever is late is given the receipt of the first.
            scope.spawn(|| files.iter().for_each(|file| drop(receive(office, file, now()))));
        }
    });
    let kept = numbers(&one, "anne");
    assert!(kept.is_sorted() && kept.last() == Some(&20), "{kept:?}");
    assert_eq!(standings(&other, &us()).unwrap()[0].1.number, 20);
}

#[track_caller]
fn needs(officer: &Officer, event: Event, is_allowed: bool) {
    let office = Place::sqlite();
    let office = office.open();
    let decided = decide(&office, officer, event);
    assert_eq!(!matches!(decided, Err(AppError::NotTheirs { .. })), is_allowed, "{decided:?}");
}

#[test]
fn each_role_has_its_rights() {
    for role in Role::ALL {
        needs(&Officer::with("Ada", &[role]), listed("anne"), role == Role::Administrator);
    }
    needs(&Officer::with("nobody", &[]), listed("anne"), false);
    needs(&us(), listed("anne"), true);
    let office = Place::sqlite();
    let office = office.open_with_two();
    let analyst = Officer::with("Ada", &[Role::Analyst]);
    assert!(matches!(standings(&office, &analyst), Err(AppError::NotTheirs { .. })));
    assert!(matches!(history(&office, &analyst, &id("anne")), Err(AppError::NotTheirs { .. })));
    assert!(matches!(alarms(&office, &analyst), Err(AppError::NotTheirs { .. })));
    assert!(each_standing(&office, &analyst, |_, _| {}).is_ok());
    let refused = accept_catalogues(&office, &analyst, &[], "x").unwrap_err().to_string();
    assert_eq!(refused, "Ada may not do this: it takes one of these roles: administrator");
}

#[test]
fn the_operators_key_is_not_the_organisations() {
    let place = Place::sqlite();
    let office = place.open();
    let location = Location::Folder(place.folder.path().to_owned());
    let no_key = || Err(std::io::Error::other("there is one"));
    let ctx = crate::Ctx::open(&location, Catalog::built_in(), Box::new(FixedClock(now())), no_key).unwrap();
    let bare = |text: String| text.rsplit('+').next().map(str::to_owned);
    assert_ne!(bare(office.verifying_key().to_string()), bare(ctx.verifying_key().to_string()));
}
