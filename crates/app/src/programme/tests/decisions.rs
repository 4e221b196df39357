//! What the office decides: entries that prove themselves, all or none, and who may.

use super::*;

on_both! {
    decisions_are_entries_that_prove_themselves
    all_decisions_or_none
    two_offices_see_each_others_decisions
    a_summary_that_cannot_be_read_is_no_refusal
    a_release_is_an_entry_and_a_kept_file
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
