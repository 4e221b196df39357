//! Clocks by worked examples, and incidents by hand and at random.

use super::*;
use jiff::civil::Date;
use proptest::prelude::*;
use std::sync::LazyLock;
use ward_catalog::{Catalog, Parameters};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

fn parameters() -> &'static Parameters {
    &CATALOG.parameters
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A hospital in Texas with a breach of so many people.
fn facts(people: u64) -> Facts {
    Facts {
        people: Some(people),
        residents: [("TX".parse().unwrap(), people)].into(),
        residents_complete: true,
        health_data: Some(true),
        covered_entity: Some(true),
        business_associate: Some(false),
        hospital: Some(true),
        beds: Some(120),
        critical_access: Some(false),
        substantial: Some(true),
        ransom_paid: Some(false),
        article_28: Some(false),
        listed_company: Some(false),
        california_licence: Some(false),
        part_2: Some(false),
        health_app: Some(false),
        insured: Some(false),
        ..Facts::default()
    }
}

/// All times at one instant.
fn times(text: &str) -> Times {
    let at = Some(at(text));
    Times {
        discovery: at,
        reasonable_belief: at,
        determination: at,
        payment: at,
        materiality: at,
        ..Times::default()
    }
}

fn incident(facts: Facts, times: Times) -> Incident {
    Incident { title: "test".into(), facts, times, ..Incident::default() }
}

fn find(incident: &Incident, id: ClockId, now: &str) -> Clock<'static> {
    clocks(parameters(), incident, at(now)).into_iter().find(|clock| clock.id == id).unwrap()
}

/// The deadline of a clock as text; `no`, `unknown`, or `none` without one.
#[track_caller]
fn check(id: ClockId, facts: Facts, times: Times, wanted: &str) {
    let clock = find(&incident(facts, times), id, "2026-11-21T00:00:00Z");
    let found = match (&clock.applies, clock.deadline) {
        (Applies::No(_), _) => "no".to_owned(),
        (Applies::Unknown(what), _) => format!("unknown: {what}"),
        (Applies::Yes(_), None) => "none".to_owned(),
        (Applies::Yes(_), Some(Deadline::At(at))) => at.to_string(),
        (Applies::Yes(_), Some(Deadline::On(day))) => day.to_string(),
    };
    assert_eq!(found, wanted, "{clock:#?}");
}

#[test]
fn five_hundred_is_large_for_hhs_and_not_for_the_media() {
    let discovered = || times("2026-03-02T15:00:00Z");
    check(ClockId::HipaaPeople, facts(1), discovered(), "2026-05-01");
    check(ClockId::HipaaHhsLarge, facts(499), discovered(), "no");
    check(ClockId::HipaaHhsSmall, facts(499), discovered(), "2027-03-01");
    check(ClockId::HipaaHhsLarge, facts(500), discovered(), "2026-05-01");
    check(ClockId::HipaaHhsSmall, facts(500), discovered(), "no");
    check(ClockId::HipaaMedia, facts(500), discovered(), "no");
    check(ClockId::HipaaMedia, facts(501), discovered(), "2026-05-01");
}

#[test]
fn few_people_are_told_to_hhs_after_the_year() {
    // 60 days after 31 December: 1 March, or 29 February in a leap year.
    check(ClockId::HipaaHhsSmall, facts(10), times("2027-06-01T12:00:00Z"), "2028-02-29");
    check(ClockId::HipaaHhsSmall, facts(10), times("2026-12-31T12:00:00Z"), "2027-03-01");
    check(ClockId::HipaaHhsSmall, facts(10), times("2023-01-01T12:00:00Z"), "2024-02-29");
    // The local day decides the year: 31 December in New York is 1 January in UTC.
    let late = Times { utc_offset_minutes: -300, ..times("2026-01-01T03:00:00Z") };
    check(ClockId::HipaaHhsSmall, facts(10), late, "2026-03-01");
}

#[test]
fn hours_run_by_the_clock_and_from_their_own_time() {
    let mut own = times("2026-03-02T15:00:00Z");
    own.reasonable_belief = Some(at("2026-03-03T10:30:00Z"));
    own.determination = Some(at("2026-03-04T08:00:00Z"));
    check(ClockId::CirciaIncident, facts(1), own.clone(), "2026-03-06T10:30:00Z");
    let paid = Facts { ransom_paid: Some(true), ..facts(1) };
    check(ClockId::CirciaPayment, paid, own.clone(), "2026-03-03T15:00:00Z");
    let new_york = Facts { article_28: Some(true), ..facts(1) };
    check(ClockId::NewYork, new_york.clone(), own.clone(), "2026-03-07T08:00:00Z");
    own.determination = None;
    check(ClockId::NewYork, new_york, own, "none");
}

#[test]
fn circia_looks_at_beds_and_kind_and_like_a_proposal() {
    let times = || times("2026-03-02T15:00:00Z");
    let beds = |beds, critical_access| Facts { beds, critical_access, ..facts(1) };
    check(ClockId::CirciaIncident, beds(Some(100), Some(false)), times(), "2026-03-05T15:00:00Z");
    check(ClockId::CirciaIncident, beds(Some(99), Some(false)), times(), "no");
    check(ClockId::CirciaIncident, beds(Some(25), Some(true)), times(), "2026-03-05T15:00:00Z");
    check(ClockId::CirciaIncident, beds(None, Some(false)), times(), "unknown: how many beds it has");
    check(
        ClockId::CirciaIncident,
        beds(Some(25), None),
        times(),
        "unknown: whether it is a critical access hospital",
    );
    let clock = find(&incident(facts(1), times()), ClockId::CirciaIncident, "2026-03-03T00:00:00Z");
    assert!(!clock.is_law);
    assert_eq!(clock.length.unwrap().status.label(), "proposed, not law");
    check(ClockId::CirciaIncident, facts(1), super::tests::times("2024-01-01T00:00:00Z"), "no");
}

#[test]
fn business_days_and_states() {
    let discovered = || times("2026-06-18T15:00:00Z"); // A Thursday; Juneteenth and 4 July (kept on the 3rd) follow.
    let california = Facts { california_licence: Some(true), ..facts(1) };
    check(ClockId::California, california.clone(), discovered(), "2026-07-13");
    check(ClockId::CaliforniaPatients, california, discovered(), "2026-07-13");
    let listed = Facts { listed_company: Some(true), ..facts(1) };
    check(ClockId::Sec, listed, discovered(), "2026-06-25");
    check(ClockId::TexasPeople, facts(1), discovered(), "2026-08-17");
    check(ClockId::TexasAttorneyGeneral, facts(249), discovered(), "no");
    check(ClockId::TexasAttorneyGeneral, facts(250), discovered(), "2026-07-18");
    let of =
        |state: &str, people| Facts { residents: [(state.parse().unwrap(), people)].into(), ..facts(people) };
    check(ClockId::FloridaPeople, of("FL", 1), discovered(), "2026-07-18");
    check(ClockId::FloridaAttorneyGeneral, of("FL", 499), discovered(), "no");
    check(ClockId::FloridaAttorneyGeneral, of("FL", 500), discovered(), "2026-07-18");
    check(ClockId::Tennessee, of("TN", 3), discovered(), "2026-08-02");
    check(ClockId::Tennessee, facts(3), discovered(), "no");
    let unknown = Facts { residents: [].into(), residents_complete: false, ..facts(3) };
    check(ClockId::Tennessee, unknown, discovered(), "unknown: how many residents of the state are affected");
}

#[test]
fn others() {
    let discovered = || times("2026-03-02T15:00:00Z");
    let associate = Facts { covered_entity: Some(false), business_associate: Some(true), ..facts(3) };
    check(ClockId::HipaaAssociate, associate.clone(), discovered(), "2026-05-01");
    check(ClockId::HipaaPeople, associate, discovered(), "no");
    let app = |people| Facts { health_app: Some(true), ..facts(people) };
    check(ClockId::FtcPeople, app(3), discovered(), "2026-05-01");
    check(ClockId::Ftc, app(499), discovered(), "no");
    check(ClockId::Ftc, app(500), discovered(), "2026-05-01");
    let part_2 = Facts { part_2: Some(true), ..facts(3) };
    check(ClockId::Part2People, part_2.clone(), discovered(), "2026-05-01");
    check(ClockId::Part2People, part_2, times("2026-02-15T15:00:00Z"), "no"); // Not yet.
    let insured = |hours| Facts { insured: Some(true), insurance_hours: hours, ..facts(3) };
    check(ClockId::Insurer, insured(Some(48)), discovered(), "2026-03-04T15:00:00Z");
    check(
        ClockId::Insurer,
        insured(None),
        discovered(),
        "unknown: within how many hours the policy asks for notice",
    );
}

#[test]
fn what_is_no_breach_starts_no_clock_and_what_is_not_known_is_asked() {
    let discovered = || times("2026-03-02T15:00:00Z");
    check(ClockId::HipaaPeople, Facts { secured: Some(true), ..facts(600) }, discovered(), "no");
    check(ClockId::HipaaPeople, Facts { low_probability: Some(true), ..facts(600) }, discovered(), "no");
    check(ClockId::HipaaPeople, Facts { low_probability: None, ..facts(600) }, discovered(), "2026-05-01");
    let asked = "unknown: whether health information was acquired, seen or lost";
    check(ClockId::HipaaPeople, Facts { health_data: None, ..facts(600) }, discovered(), asked);
    check(
        ClockId::HipaaHhsLarge,
        Facts { people: None, ..facts(6) },
        discovered(),
        "unknown: how many people are affected",
    );
    for clock in
        clocks(parameters(), &incident(Facts::default(), Times::default()), at("2026-03-02T15:00:00Z"))
    {
        assert!(matches!(clock.applies, Applies::Unknown(_)) && clock.deadline.is_none(), "{clock:#?}");
    }
}

#[test]
fn law_enforcement_can_let_a_notice_wait() {
    let held = |hold| Facts { hold: Some(hold), ..facts(600) };
    let discovered = || times("2026-03-02T15:00:00Z");
    check(ClockId::HipaaPeople, held(Hold::Written { until: day("2026-06-15") }), discovered(), "2026-06-15");
    check(ClockId::HipaaPeople, held(Hold::Written { until: day("2026-04-15") }), discovered(), "2026-05-01");
    check(ClockId::HipaaPeople, held(Hold::Oral { on: day("2026-04-20") }), discovered(), "2026-05-20");
    check(ClockId::TexasPeople, held(Hold::Written { until: day("2026-06-15") }), discovered(), "2026-05-01");
}

#[test]
fn overdue_at_an_instant() {
    let mut one = incident(Facts { article_28: Some(true), ..facts(600) }, times("2026-03-02T15:00:00Z"));
    let late = |one: &Incident, id, now| find(one, id, now).is_overdue;
    assert!(!late(&one, ClockId::NewYork, "2026-03-05T15:00:00Z"));
    assert!(late(&one, ClockId::NewYork, "2026-03-05T15:00:01Z"));
    assert!(!late(&one, ClockId::HipaaPeople, "2026-05-01T23:59:59Z"));
    assert!(late(&one, ClockId::HipaaPeople, "2026-05-02T00:00:00Z"));
    one.reported.insert(ClockId::NewYork, (at("2026-03-04T00:00:00Z"), "receipt".into()));
    assert!(!late(&one, ClockId::NewYork, "2026-03-06T00:00:00Z"));
}

#[test]
fn reports_say_what_is_known_and_what_is_not() {
    let one =
        incident(Facts { organisation: Some("St Anne".into()), ..facts(600) }, times("2026-03-02T15:00:00Z"));
    let made = |form| report(parameters(), &one, form, day("2026-03-03"));
    let hhs = made(Form::HhsBreachPortal);
    assert_eq!(hhs.status, "in force");
    let value =
        |label: &str| hhs.fields.iter().find(|field| field.label == label).unwrap().words().to_owned();
    assert_eq!(value("Name of the organisation"), "St Anne");
    assert_eq!(value("People affected"), "600");
    assert_eq!(value("Residents by state"), "TX 600");
    assert_eq!(value("Breach discovered"), "2026-03-02");
    assert_eq!(value("What happened"), "not known");
    assert!(hhs.missing().any(|label| label == "What happened"));
    assert_eq!(made(Form::Circia).status, "proposed, not law");
    assert_eq!(made(Form::NewYork).status, "in force");
}

#[test]
fn the_shield_is_promised_on_its_days_alone() {
    let says = |on| shield(parameters(), day(on));
    assert!(says("2026-09-30").starts_with("in force"));
    assert!(says("2025-10-15").starts_with("not protected on 2025-10-15"));
    assert!(says("2026-11-21").starts_with("not known for 2026-11-21: ask counsel"));
}

fn made(number: u64) -> Made<'static> {
    Made { number, at: at("2026-06-01T12:00:00Z"), actor: "lead" }
}

fn opened(people: u64) -> Event {
    Event::Opened {
        title: "ransomware".into(),
        facts: Box::new(facts(people)),
        times: times("2026-03-02T15:00:00Z"),
    }
}

fn shared(at_text: &str, with: &str) -> Event {
    Event::Shared(Shared {
        at: at(at_text),
        with: with.into(),
        what: "indicators".into(),
        tlp: Tlp::Amber,
        file: None,
    })
}

fn event(verb: u8, people: u64) -> Event {
    match verb {
        0 => opened(people),
        1 => Event::FactsSet { facts: Box::new(facts(people)) },
        2 => Event::TimesSet { times: times("2026-03-03T15:00:00Z"), because: "logs".into() },
        3 => Event::Reported {
            clock: ClockId::HipaaPeople,
            at: at("2026-04-01T00:00:00Z"),
            receipt: "letter".into(),
        },
        4 => shared("2026-04-01T00:00:00Z", "ISAC"),
        5 => Event::Closed { lessons: "patch".into() },
        6 => Event::Reopened { because: "again".into() },
        7 => shared("2027-04-01T00:00:00Z", "ISAC"),
        8 => shared("2026-04-01T00:00:00Z", " "),
        9 => Event::TimesSet { times: times("2026-06-02T15:00:00Z"), because: "future".into() },
        _ => Event::FactsSet { facts: Box::new(Facts { people: Some(0), ..facts(people) }) },
    }
}

#[track_caller]
fn check_events(verbs: &[u8], code: &str) {
    let mut one = Incident::default();
    let mut last = "ok";
    for (number, verb) in (0..).zip(verbs) {
        let before = one.clone();
        if let Err(refused) = one.apply(made(number), &event(*verb, 7)) {
            assert_eq!(one, before);
            last = refused.code;
        }
    }
    assert_eq!(last, code, "{verbs:?}");
}

#[test]
fn an_incident_to_its_end() {
    check_events(&[0, 1, 2, 3, 4, 5, 6, 4, 5], "ok");
    check_events(&[1], "no-incident");
    check_events(&[0, 0], "opened");
    check_events(&[0, 3, 3], "reported");
    check_events(&[0, 5, 4], "closed");
    check_events(&[0, 6], "not-closed");
    check_events(&[0, 7], "future");
    check_events(&[0, 8], "empty");
    check_events(&[0, 9], "future");
    check_events(&[0, 10], "people");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn laws_of_incidents(verbs in prop::collection::vec((0..=10_u8, 0..1_000_u64), 0..40)) {
        let (mut one, mut again) = (Incident::default(), Incident::default());
        for (number, (verb, people)) in (0..).zip(verbs) {
            let (event, before) = (event(verb, people), one.clone());
            if one.apply(made(number), &event).is_ok() {
                let text = serde_json::to_string(&event).unwrap();
                again.apply(made(number), &serde_json::from_str(&text).unwrap()).unwrap();
            } else {
                prop_assert_eq!(&one, &before);
            }
        }
        prop_assert_eq!(again, one);
    }

    /// A deadline never comes earlier when the clock starts later.
    #[test]
    fn later_starts_have_no_earlier_deadlines(first in 1_700_000_000..1_800_000_000_i64, more in 0..100_000_000_i64) {
        let of = |seconds| {
            let text = Timestamp::from_second(seconds).unwrap().to_string();
            let yes = Facts { insured: Some(true), insurance_hours: Some(48), ..facts(600) };
            clocks(parameters(), &incident(yes, times(&text)), at("2026-11-21T00:00:00Z"))
        };
        for (early, late) in of(first).into_iter().zip(of(first + more)) {
            match (early.deadline, late.deadline) {
                (Some(Deadline::At(early)), Some(Deadline::At(late))) => prop_assert!(early <= late),
                (Some(Deadline::On(early)), Some(Deadline::On(late))) => prop_assert!(early <= late),
                _ => {}
            }
        }
    }
}
