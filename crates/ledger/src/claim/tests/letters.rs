//! The formats of letters, field by field, and what is refused.

use super::*;
use crate::letters::{Letter, claimed_kind, form};
use proptest::prelude::*;
use ward_domain::assessment::{Grade, Status};
use ward_domain::ids::Tier;
use ward_domain::letters::{
    Acknowledgement, Already, Application, Call, HandOver, LetterKind, Line, Request,
};
use ward_domain::{GoalId, Money};

fn goal(text: &str) -> GoalId {
    text.parse().unwrap()
}

fn application() -> Application {
    let line = |goal_id, level, dollars| Line {
        goal: goal(goal_id),
        level,
        actions: vec!["second-factor-outside".to_owned()],
        cost: Money::dollars(dollars),
        asked: Money::dollars(dollars),
        kept_back: Money::dollars(dollars / 2),
        due: "2027-09-30".parse().unwrap(),
    };
    Application {
        version: 1,
        number: 3,
        made_at: "2026-11-21T08:30:00Z".parse().unwrap(),
        catalogue: "2026.11.2".to_owned(),
        round: "upfront-2027".to_owned(),
        lines: vec![line("E4", 1, 40_000), line("E4", 2, 60_000), line("E6", 1, 9_000)],
        already: vec![Already { goal: goal("E1"), status: Status::Met, grade: Some(Grade::A) }],
    }
}

fn call() -> Call {
    Call {
        version: 1,
        round: "upfront-2027".to_owned(),
        title: "Upfront investment 2027".to_owned(),
        tier: Tier::Essential,
        opened_at: "2026-11-01T00:00:00Z".parse().unwrap(),
        opens: "2026-11-05T00:00:00Z".parse().unwrap(),
        closes: "2027-01-05T00:00:00Z".parse().unwrap(),
        budget: Money::dollars(1_000_000),
        cap: Money::dollars(60_000),
        required_grade: Grade::C,
        who: vec!["rural hospitals: is rural and beds is at most 50".to_owned()],
        grounds: vec!["the budget: the office’s own choice, by decision of the board".to_owned()],
    }
}

fn request() -> Request {
    Request {
        version: 1,
        number: 1,
        made_at: "2026-11-21T08:30:00Z".parse().unwrap(),
        wants: "scan".to_owned(),
        says: "A scan from outside, please.".to_owned(),
        goals: vec![goal("E1"), goal("E4")],
        wanted_by: Some("2026-12-24".parse().unwrap()),
    }
}

fn acknowledgement() -> Acknowledgement {
    let received_at = "2026-11-21T09:00:00Z".parse().unwrap();
    let participant = "st-anne".to_owned();
    Acknowledgement { version: 1, participant, kind: LetterKind::Application, number: 17, received_at }
}

fn hand_over() -> HandOver {
    let delivered_at = "2026-12-01T09:00:00Z".parse().unwrap();
    HandOver { version: 1, request: Digest([5; 32]), number: 18, says: "The scan.".to_owned(), delivered_at }
}

fn payload<L: Letter>(letter: &L) -> String {
    text(&seal_about(&key(), Digest([1; 32]), letter).unwrap())
}

/// Opens a payload of that text, rightly signed.
fn opened<L: Letter>(payload: &str) -> Result<(Digest, L), String> {
    open_about(&signed(payload), &key().verifying_key()).map_err(|wrong| wrong.to_string())
}

#[test]
fn each_letter_has_these_fields_and_no_others() {
    promises(
        &payload(&application()),
        &[
            "version",
            "number",
            "made_at",
            "catalogue",
            "round",
            "lines[].goal",
            "lines[].level",
            "lines[].actions[]",
            "lines[].cost",
            "lines[].asked",
            "lines[].kept_back",
            "lines[].due",
            "already[].goal",
            "already[].status",
            "already[].grade",
        ],
    );
    promises(
        &payload(&call()),
        &[
            "version",
            "round",
            "title",
            "tier",
            "opened_at",
            "opens",
            "closes",
            "budget",
            "cap",
            "required_grade",
            "who[]",
            "grounds[]",
        ],
    );
    promises(
        &payload(&request()),
        &["version", "number", "made_at", "wants", "says", "goals[]", "wanted_by"],
    );
    promises(&payload(&acknowledgement()), &["version", "participant", "kind", "number", "received_at"]);
    promises(&payload(&hand_over()), &["version", "request", "number", "says", "delivered_at"]);
}

#[test]
fn the_bytes_of_an_application_are_a_promise() {
    let wanted = concat!(
        r#""predicateType":"urn:ward:application:v1","predicate":{"version":1,"number":3,"#,
        r#""made_at":"2026-11-21T08:30:00Z","catalogue":"2026.11.2","round":"upfront-2027","lines":[{"goal":"E4","#,
        r#""level":1,"actions":["second-factor-outside"],"cost":4000000,"asked":4000000,"kept_back":2000000,"#,
        r#""due":"2027-09-30"}"#,
    );
    assert!(payload(&application()).contains(wanted), "{}", payload(&application()));
}

#[track_caller]
fn comes_back<L: Letter + PartialEq + std::fmt::Debug>(letter: &L) {
    let sealed = seal_about(&key(), Digest([1; 32]), letter).unwrap();
    assert_eq!(claimed_kind(&sealed), Some(L::IS));
    let read = Envelope::read(&sealed.to_bytes()).unwrap();
    let (subject, back): (Digest, L) = open_about(&read, &key().verifying_key()).unwrap();
    assert_eq!((subject, &back), (Digest([1; 32]), letter));
    let stranger = SigningKey::new("ward/main", &[8; 32]).unwrap();
    assert!(open_about::<L>(&read, &stranger.verifying_key()).is_err());
}

#[test]
fn letters_come_back_as_they_went_in_and_only_with_their_key() {
    comes_back(&application());
    comes_back(&call());
    comes_back(&request());
    comes_back(&acknowledgement());
    comes_back(&hand_over());
}

#[test]
fn one_letter_is_never_another() {
    let sealed = seal_about(&key(), Digest([1; 32]), &application()).unwrap();
    let refused = open_about::<Request>(&sealed, &key().verifying_key()).unwrap_err().to_string();
    assert!(refused.contains("holds `urn:ward:application:v1` and not a request"), "{refused}");
    let kinds: BTreeSet<_> = LetterKind::ALL.iter().map(|kind| form(*kind).predicate).collect();
    assert_eq!(kinds.len(), LetterKind::ALL.len());
    assert_eq!(claimed_kind(&signed("{}")), None);
    assert_eq!(claimed_kind(&Envelope::sign(&key(), PAYLOAD_TYPE, b"\xff".to_vec())), None);
}

#[track_caller]
fn check(was: &str, becomes: &str, says: &str) {
    let refused = opened::<Application>(&changed(&payload(&application()), was, becomes)).unwrap_err();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn an_extra_field_is_refused_wherever_it_stands() {
    check(r#""predicate":{"#, r#""predicate":{"contact":"ada@example.org","#, "unknown field `contact`");
    check(r#""lines":[{"#, r#""lines":[{"hosts":["pacs1"],"#, "unknown field `hosts`");
    check(r#""already":[{"#, r#""already":[{"findings":[],"#, "unknown field `findings`");
    check(r#""number":3,"#, "", "missing field `number`");
    check(r#""number":3"#, r#""number": 3"#, "another way");
}

#[test]
fn values_that_cannot_be_are_refused() {
    check(r#""version":1"#, r#""version":2"#, "format 2");
    check(r#""number":3"#, r#""number":0"#, "its number is 0");
    check(r#""round":"upfront-2027""#, r#""round":"../2027""#, "small letters");
    check(r#""catalogue":"2026.11.2""#, r#""catalogue":"pacs1.example""#, "version of one");
    check("second-factor-outside", "Second factor for pacs1.example", "as the catalogue names them");
    check(r#""actions":["second-factor-outside"]"#, r#""actions":[]"#, "names 0 actions");
    check(r#""asked":4000000"#, r#""asked":4000001"#, "it costs $40,000");
    check(r#""asked":4000000"#, r#""asked":0"#, "above $0");
    check(r#""cost":4000000"#, r#""cost":-1"#, "above $0");
    check(r#""kept_back":2000000"#, r#""kept_back":4000000"#, "below what is asked");
    check(r#""level":2"#, r#""level":1"#, "E4 at level 1 stands twice");
    check(r#""level":1"#, r#""level":0"#, "start at 1");
    check(
        r#""goal":"E1","status""#,
        r#""goal":"E1","status":"met","grade":"A"},{"goal":"E1","status""#,
        "each once",
    );
}

#[test]
fn what_cannot_be_is_not_signed() {
    let subject = Digest([1; 32]);
    assert!(seal_about(&key(), subject, &Application { lines: Vec::new(), ..application() }).is_err());
    assert!(seal_about(&key(), subject, &Call { who: Vec::new(), ..call() }).is_err());
    assert!(seal_about(&key(), subject, &Call { cap: Money::dollars(2_000_000), ..call() }).is_err());
    assert!(seal_about(&key(), subject, &Call { title: "a\u{0}b".to_owned(), ..call() }).is_err());
    assert!(seal_about(&key(), subject, &Request { says: " ".to_owned(), ..request() }).is_err());
    assert!(
        seal_about(&key(), subject, &Request { goals: vec![goal("E4"), goal("E1")], ..request() }).is_err()
    );
    assert!(seal_about(&key(), subject, &HandOver { says: "x".repeat(5_000), ..hand_over() }).is_err());
    assert!(
        seal_about(&key(), subject, &Acknowledgement { kind: LetterKind::Call, ..acknowledgement() })
            .is_err()
    );
}

proptest! {
    #[test]
    fn any_payload_is_read_or_refused(text in ".{0,400}", cut in 0_usize..3_000) {
        let _ = opened::<Application>(&text);
        let whole = payload(&application());
        let cut: String = whole.chars().take(cut.min(whole.len() - 1)).collect();
        prop_assert!(opened::<Application>(&cut).is_err());
    }
}
