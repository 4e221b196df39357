//! Which summaries the office takes, and what it refuses.

use super::*;

on_both! {
    a_summary_is_taken_and_answered
    the_same_file_gets_the_same_receipt
    what_does_not_follow_is_refused
    a_rewritten_history_is_an_alarm
    whoever_does_not_take_part_is_refused
    a_batch_takes_what_it_can
    two_offices_receive_at_once
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
