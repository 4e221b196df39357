//! Walks through requests and bulletins, by hand and at random.

use super::*;

fn at(number: u64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + number.cast_signed() * 3_600).unwrap()
}

fn participants() -> Participants {
    let mut all = crate::shipped::nobody();
    let profile = Profile { name: "St Anne".into(), kind: Kind::Acute, ..Profile::default() };
    let consent = Consent {
        given_on: "2026-01-02".parse().unwrap(),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    let (anne, bert) = (id("anne"), id("bert"));
    for (number, event) in (0..).zip([
        participants::Event::Listed { participant: anne.clone(), profile: Box::new(profile.clone()) },
        participants::Event::Listed { participant: bert, profile: Box::new(profile) },
        participants::Event::Invited { participant: anne.clone() },
        participants::Event::Enrolled { participant: anne, consent, key: "k".repeat(44).parse().unwrap() },
    ]) {
        all.apply(Made { number, at: at(0), actor: "clerk" }, &event).unwrap();
    }
    all
}

/// The event that a short word stands for: `assign 3 bo`.
fn event(word: &str) -> Event {
    let mut words = word.split_whitespace();
    let verb = words.next().unwrap();
    let number = words.next().map_or(0, |number| number.parse().unwrap());
    let rest = words.next().unwrap_or("bo").to_owned();
    let (request, because, says) = (RequestNumber(number), "it is so".to_owned(), "a scan".to_owned());
    let asked = |who: &str, kind| Event::Asked {
        participant: id(who),
        kind,
        says: "please".into(),
        goals: BTreeSet::new(),
        wanted_by: Some("2026-06-10".parse().unwrap()),
    };
    match verb {
        "ask" => asked("anne", RequestKind::Scan),
        "ask-incident" => asked("anne", RequestKind::Incident),
        "ask-stranger" => asked("bert", RequestKind::Scan),
        "high" => Event::Triaged { request, priority: Priority::High, because },
        "low" => Event::Triaged { request, priority: Priority::Low, because },
        "assign" => Event::Assigned { request, to: rest, note: String::new() },
        "hand-over" => Event::Assigned { request, to: rest, note: because },
        "start" => Event::Started { request },
        "deliver" => Event::Delivered { request, result: Digest([rest.len() as u8; 32]), says },
        "accept" => Event::Accepted { request },
        "return" => Event::Returned { request, because },
        "decline" => Event::Declined { request, because },
        "publish" => Event::BulletinPublished {
            title: says,
            says: because,
            tlp: Tlp::Amber,
            audience: Audience::Enrolled,
            asks: None,
        },
        "publish-wide" => Event::BulletinPublished {
            title: says,
            says: because,
            tlp: Tlp::Amber,
            audience: Audience::Everyone,
            asks: None,
        },
        "publish-red" => Event::BulletinPublished {
            title: says,
            says: because,
            tlp: Tlp::Red,
            audience: Audience::Enrolled,
            asks: None,
        },
        "withdraw" => Event::BulletinWithdrawn { bulletin: BulletinNumber(number), because },
        other => panic!("no event {other}"),
    }
}

#[track_caller]
fn run(words: &[&str]) -> (Help, &'static str) {
    let (mut state, participants) = (Help::default(), participants());
    for (number, word) in (0..).zip(words) {
        let before = state.clone();
        if let Err(refused) =
            state.apply(Made { number, at: at(number), actor: "desk" }, &event(word), &participants)
        {
            assert_eq!(state, before, "a refusal changed something");
            return (state, refused.code);
        }
    }
    (state, "ok")
}

#[track_caller]
fn check(words: &[&str], wanted: &str) {
    let (state, code) = run(words);
    let stage = state.request(RequestNumber(0)).map_or("none", |request| request.stage.label());
    assert_eq!(format!("{code}: {stage}"), wanted, "{words:?}");
}

#[test]
fn a_request_to_its_end() {
    check(&["ask", "high 0", "assign 0 bo", "start 0", "deliver 0 a", "accept 0"], "ok: accepted");
    check(
        &["ask", "high 0", "assign 0 bo", "start 0", "deliver 0 a", "return 0", "deliver 0 ab", "accept 0"],
        "ok: accepted",
    );
    check(&["ask", "high 0", "assign 0 bo", "hand-over 0 cy", "start 0", "hand-over 0 di"], "ok: under way");
    check(&["ask", "decline 0"], "ok: declined");
}

#[test]
fn what_a_request_does_not_allow() {
    check(&["ask-stranger"], "not-enrolled: none");
    check(&["high 0"], "no-request: none");
    check(&["ask", "assign 0 bo"], "stage: asked");
    check(&["ask", "high 0", "assign 0 bo", "assign 0 bo"], "same: assigned");
    check(&["ask", "high 0", "assign 0 bo", "assign 0 cy"], "empty: assigned");
    check(&["ask", "high 0", "assign 0 bo", "deliver 0 a"], "stage: assigned");
    check(
        &["ask", "high 0", "assign 0 bo", "start 0", "deliver 0 a", "return 0", "deliver 0 b"],
        "same-file: under way",
    );
    check(&["ask", "decline 0", "decline 0"], "stage: declined");
}

#[test]
fn the_queue_has_the_new_and_the_urgent_first() {
    let (state, code) = run(&["ask", "ask", "ask-incident", "low 0", "high 1", "ask", "ask", "decline 6"]);
    assert_eq!(code, "ok");
    let queue: Vec<_> = state.queue().iter().map(|request| request.number.0).collect();
    assert_eq!(queue, [2, 5, 1, 0]);
    assert_eq!(state.queue()[3].age_hours(at(7)), 7);
    assert!(state.queue()[3].is_late("2026-06-11".parse().unwrap()));
}

#[test]
fn bulletins_reach_their_audience() {
    let (state, code) = run(&["publish", "withdraw 0"]);
    assert_eq!(code, "ok");
    let all = participants();
    assert_eq!(state.bulletins_for(&id("anne"), &all).len(), 1);
    assert_eq!(state.bulletins_for(&id("bert"), &all).len(), 0);
    assert!(state.bulletins().all(|bulletin| bulletin.withdrawn.is_some()));
    assert_eq!(run(&["publish", "withdraw 0", "withdraw 0"]).1, "withdrawn");
    assert_eq!(run(&["withdraw 0"]).1, "no-bulletin");
    assert_eq!(run(&["publish-wide"]).1, "tlp");
    assert_eq!(run(&["publish-red"]).1, "tlp");
}

fn any_word() -> impl Strategy<Value = String> {
    let verbs = [
        "ask",
        "ask-incident",
        "ask-stranger",
        "high",
        "low",
        "assign",
        "hand-over",
        "start",
        "deliver",
        "accept",
        "return",
        "decline",
        "publish",
        "publish-wide",
        "withdraw",
    ];
    let who = prop::sample::select(vec!["a", "bo", "cyd"]);
    (prop::sample::select(verbs.to_vec()), 0..4_u8, who)
        .prop_map(|(verb, number, who)| format!("{verb} {number} {who}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn laws_of_help(words in prop::collection::vec(any_word(), 0..80)) {
        let participants = participants();
        let (mut state, mut again) = (Help::default(), Help::default());
        for (number, word) in (0..).zip(words) {
            let (event, before) = (event(&word), state.clone());
            let made = Made { number, at: at(number), actor: "desk" };
            if state.apply(made, &event, &participants).is_ok() {
                let text = serde_json::to_string(&event).unwrap();
                again.apply(made, &serde_json::from_str(&text).unwrap(), &participants).unwrap();
            } else {
                prop_assert_eq!(&state, &before);
            }
        }
        prop_assert_eq!(again, state);
    }
}

#[test]
fn a_signed_request_stands_once_and_an_old_one_does_not_come_back() {
    let (all, mut help) = (participants(), Help::default());
    let signed = |who: &str, number, byte| Event::AskedBySignature {
        participant: id(who),
        kind: RequestKind::Incident,
        says: "please".into(),
        goals: BTreeSet::new(),
        wanted_by: None,
        letter: Digest([byte; 32]),
        number,
    };
    let mut take = |entry, event: &Event| {
        let before = help.clone();
        let made = Made { number: entry, at: at(entry), actor: "anne, by signature" };
        let code = help.apply(made, event, &all).err().map(|refused| refused.code);
        assert!(code.is_none() || help == before, "what is refused changes nothing");
        (code, help.request(RequestNumber(entry)).map(|request| (request.letter, request.priority)))
    };
    let known = take(1, &signed("anne", 2, 7));
    assert_eq!(known, (None, Some((Some((Digest([7; 32]), 2)), Priority::Emergency))));
    assert_eq!(take(2, &signed("anne", 2, 7)).0, Some("replayed"));
    assert_eq!(take(3, &signed("anne", 1, 8)).0, Some("replayed"));
    assert_eq!(take(4, &signed("bert", 1, 9)).0, Some("not-enrolled"));
    assert_eq!(take(5, &event("ask")), (None, Some((None, Priority::Normal))), "by telephone as before");
    assert_eq!(take(6, &signed("anne", 3, 8)).0, None);
}
