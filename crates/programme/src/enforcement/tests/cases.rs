//! Walks through cases, by hand and at random.

use super::*;
use crate::participants;
use proptest::prelude::*;

fn id() -> ParticipantId {
    "st-anne".parse().unwrap()
}

fn participants() -> Participants {
    let mut all = crate::shipped::nobody();
    let profile = Profile { name: "St Anne".into(), ..Profile::default() };
    let event = participants::Event::Listed { participant: id(), profile: Box::new(profile) };
    let made = Made { number: 0, at: "2026-01-01T00:00:00Z".parse().unwrap(), actor: "clerk" };
    all.apply(made, &event).unwrap();
    all
}

const CASE: CaseNumber = CaseNumber(0);

fn opened() -> Event {
    Event::CaseOpened {
        participant: id(),
        regime: "hipaa-penalties".into(),
        alleged: "no risk analysis".into(),
        served: day("2026-06-01"),
        response_due: day("2026-07-01"),
        summary: Some(4),
        exercise: false,
    }
}

fn penalty() -> Penalty {
    let rows = [violations(PROVISION, Culpability::NoKnowledge, "2026-03-01", "2026-03-10", 1, 0.0)];
    hipaa::work_out(parameters(), &inputs(&rows)).unwrap()
}

/// The event that a short word stands for: `respond 06-20`.
fn event(word: &str) -> Event {
    let (verb, rest) = word.split_once(' ').unwrap_or((word, "06-20"));
    let (on, amount) = rest.split_once(' ').unwrap_or((rest, "0"));
    let (case, on, because) = (CASE, day(&format!("2026-{on}")), "as it is".to_owned());
    let amount = Money::dollars(amount.parse().unwrap());
    match verb {
        "open" => opened(),
        "more-time" => Event::ResponseDueMoved { case, due: on, because },
        "respond" => Event::Responded { case, on, says: because },
        "guilty" => Event::Determined { case, on, violation: true, because, summary: Some(5) },
        "innocent" => Event::Determined { case, on, violation: false, because, summary: None },
        "hardship" => Event::HardshipAsked { case, on, because },
        "grant" => Event::HardshipDecided { case, on, granted: true, because },
        "deny" => Event::HardshipDecided { case, on, granted: false, because },
        "penalty" => {
            Event::PenaltySet { case, on, penalty: Box::new(penalty()), appeal_due: day("2026-09-01") }
        }
        "appeal" => Event::Appealed { case, on, because },
        "uphold" => Event::AppealDecided { case, on, outcome: AppealOutcome::Upheld, because },
        "reduce" => {
            Event::AppealDecided { case, on, outcome: AppealOutcome::Reduced { to: amount }, because }
        }
        "overturn" => Event::AppealDecided { case, on, outcome: AppealOutcome::Overturned, because },
        "settle" => Event::Settled { case, on, amount, terms: because },
        "withdraw" => Event::Withdrawn { case, on, because },
        "pay" => Event::Paid { case, on, amount },
        "close" => Event::Closed { case, on, because },
        other => panic!("no event {other}"),
    }
}

/// Applies all words; the state, and the code of the first refusal or `ok`. A refusal must change nothing.
#[track_caller]
fn run(words: &[&str]) -> (Enforcement, &'static str) {
    let (mut state, participants) = (Enforcement::default(), participants());
    for (number, word) in (0..).zip(words) {
        let before = state.clone();
        let made = Made { number, at: "2026-12-01T12:00:00Z".parse().unwrap(), actor: "judge" };
        if let Err(refused) = state.apply(made, &event(word), &participants) {
            assert_eq!(state, before, "a refusal changed something");
            return (state, refused.code);
        }
    }
    (state, "ok")
}

#[track_caller]
fn check(words: &[&str], wanted: &str) {
    let (state, code) = run(words);
    let stage = state.case(CASE).map_or("none", |case| case.stage.label());
    assert_eq!(format!("{code}: {stage}"), wanted, "{words:?}");
}

#[test]
fn a_case_to_its_end() {
    let way = ["open", "respond 06-20", "guilty 07-10", "penalty 07-20", "pay 08-01 1450", "close 09-02"];
    check(&way, "ok: closed");
    let (state, _) = run(&way);
    let case = state.case(CASE).unwrap();
    assert_eq!((case.due, case.paid), (Money::dollars(1_450), Money::dollars(1_450)));
    assert_eq!(case.summaries, [4, 5]);
    assert_eq!(case.steps.len(), way.len());
}

#[test]
fn side_doors() {
    check(&["open", "respond", "innocent 07-01", "close 07-02"], "ok: closed");
    check(&["open", "withdraw 06-10", "close 06-10"], "ok: closed");
    check(&["open", "settle 06-10 500", "pay 06-11 500", "close 06-12"], "ok: closed");
    check(&["open", "respond", "guilty 07-01", "hardship 07-02", "grant 07-03", "close 07-04"], "ok: closed");
    check(
        &[
            "open",
            "respond",
            "guilty 07-01",
            "penalty 07-02",
            "appeal 08-01",
            "overturn 08-02",
            "close 08-03",
        ],
        "ok: closed",
    );
    check(
        &[
            "open",
            "respond",
            "guilty 07-01",
            "penalty 07-02",
            "appeal 08-01",
            "reduce 08-02 100",
            "pay 08-03 100",
            "close 08-04",
        ],
        "ok: closed",
    );
}

#[test]
fn what_the_stage_does_not_allow() {
    check(&["respond"], "no-case: none");
    check(&["open", "penalty"], "stage: notice served");
    check(&["open", "close"], "stage: notice served");
    check(&["open", "respond", "respond"], "stage: response received");
    check(&["open", "respond", "guilty", "close"], "stage: violation found");
    check(&["open", "respond", "innocent", "penalty"], "stage: no violation found");
    check(&["open", "withdraw", "withdraw"], "stage: withdrawn");
}

#[test]
fn dates_hold() {
    check(&["open", "respond 05-31"], "order: notice served");
    check(&["open", "respond 12-30"], "future: notice served");
    check(&["open", "guilty 07-01"], "too-early: notice served");
    check(&["open", "guilty 07-02"], "ok: violation found");
    check(&["open", "more-time 06-30"], "due: notice served");
    check(&["open", "more-time 08-01", "guilty 07-02"], "too-early: notice served");
    check(&["open", "respond", "guilty 07-01", "penalty 07-02", "appeal 09-02"], "too-late: penalty set");
    check(
        &["open", "respond", "guilty 07-01", "penalty 07-02", "pay 07-03 1450", "close 09-01"],
        "too-early: penalty set",
    );
    check(&["open", "respond", "guilty 07-01", "penalty 09-01"], "due: violation found");
}

#[test]
fn money_holds() {
    let set = |last: &[&'static str]| [&["open", "respond", "guilty 07-01", "penalty 07-02"], last].concat();
    check(&set(&["close 09-02"]), "unpaid: penalty set");
    check(&set(&["pay 07-03 1451"]), "amount: penalty set");
    check(&set(&["pay 07-03 0"]), "amount: penalty set");
    check(&set(&["pay 07-03 100", "appeal 07-04", "overturn 07-05"]), "paid: under appeal");
    check(&set(&["pay 07-03 100", "withdraw 07-04"]), "paid: penalty set");
    check(&set(&["appeal 07-04", "reduce 07-05 1450"]), "not-less: under appeal");
    check(&set(&["appeal 07-04", "reduce 07-05 -1"]), "not-less: under appeal");
    check(&set(&["settle 07-04 -1"]), "amount: penalty set");
    check(&set(&["hardship 07-03", "pay 07-04 1450", "close 09-02"]), "hardship: penalty set");
    check(
        &["open", "respond", "guilty 07-01", "hardship 07-02", "penalty 07-03"],
        "hardship: violation found",
    );
}

#[test]
fn a_scenario_may_be_reckoned_with_in_an_exercise_alone() {
    let payment = medicare::Payment {
        kind: Kind::Acute,
        base: Money::dollars(40_000_000),
        market_basket: 0.03,
        fiscal_year: 2029,
    };
    let penalty = medicare::work_out(parameters(), &payment, true).unwrap();
    assert_eq!(penalty.check(false).unwrap_err().code, "not-law");
    assert_eq!(penalty.check(true), Ok(()));
}

#[test]
fn deadlines_are_seen() {
    let (state, _) = run(&["open"]);
    assert_eq!(state.overdue(day("2026-07-01")).count(), 0);
    assert_eq!(state.overdue(day("2026-07-02")).count(), 1);
    let (state, _) = run(&["open", "respond 07-05"]);
    assert!(state.case(CASE).unwrap().response_late);
    assert_eq!(state.overdue(day("2027-07-02")).count(), 0);
}

fn any_word() -> impl Strategy<Value = String> {
    let verbs = [
        "open",
        "more-time",
        "respond",
        "guilty",
        "innocent",
        "hardship",
        "grant",
        "deny",
        "penalty",
        "appeal",
        "uphold",
        "reduce",
        "overturn",
        "settle",
        "withdraw",
        "pay",
        "close",
    ];
    (prop::sample::select(verbs.to_vec()), 6..=9_u8, 1..=28_u8, prop::sample::select(vec![0, 100, 1_450]))
        .prop_map(|(verb, month, day, amount)| format!("{verb} {month:02}-{day:02} {amount}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever comes: a refusal changes nothing, the accepted events alone give the same state, also after JSON; paid is
    /// never more than due, and a closed case owes nothing and stays as it is.
    #[test]
    fn laws_of_cases(words in prop::collection::vec(any_word(), 1..60)) {
        let participants = participants();
        let mut state = Enforcement::default();
        let mut accepted = Vec::new();
        let at = "2026-12-01T12:00:00Z".parse().unwrap();
        let all = std::iter::once("open".to_owned()).chain(words);
        for (number, word) in (0..).zip(all) {
            let event = event(&word);
            let before = state.clone();
            let made = Made { number, at, actor: "judge" };
            if state.apply(made, &event, &participants).is_ok() {
                accepted.push((number, serde_json::to_string(&event).unwrap()));
            } else {
                prop_assert_eq!(&state, &before);
            }
            for (case, earlier) in state.cases().map(|case| (case, before.case(case.number))) {
                prop_assert!(case.paid <= case.due && case.paid >= Money::ZERO);
                if let Some(earlier) = earlier.filter(|earlier| earlier.stage == Stage::Closed) {
                    prop_assert_eq!(case, earlier);
                }
                prop_assert!(case.stage != Stage::Closed || case.outstanding() == Money::ZERO);
            }
        }
        let mut again = Enforcement::default();
        for (number, text) in &accepted {
            let event: Event = serde_json::from_str(text).unwrap();
            again.apply(Made { number: *number, at, actor: "judge" }, &event, &participants).unwrap();
        }
        prop_assert_eq!(again, state);
    }
}
