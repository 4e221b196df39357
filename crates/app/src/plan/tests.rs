//! The plan in an organisation’s record: actions taken over, own assumptions, what was done.

use super::*;
use crate::FixedClock;
use jiff::civil::date;
use tempfile::TempDir;
use ward_domain::Money;
use ward_domain::Organisation;
use ward_domain::plan::{Assumed, Outcome};
use ward_store::Location;

fn installation() -> (Ctx, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = FixedClock("2026-11-21T20:00:00Z".parse().unwrap());
    let location = Location::Folder(folder.path().to_owned());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(clock), || Ok([3; 32])).unwrap();
    let profile = Organisation { name: "St. Anne".to_owned(), ..Organisation::default() };
    crate::organisation::change_profile(&ctx, &us(), profile).unwrap();
    (ctx, folder)
}

fn us() -> Actor {
    Actor::at_this_machine()
}

fn wish(action: &str) -> NewUndertaking {
    NewUndertaking {
        action: action.to_owned(),
        due: date(2027, 1, 31),
        role: "it".to_owned(),
        note: String::new(),
    }
}

#[track_caller]
fn refuses(result: Result<(), AppError>, says: &str) {
    let refused = result.unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn what_is_taken_on_is_a_task_until_it_ends() {
    let (ctx, _folder) = installation();
    undertake(&ctx, &us(), &wish("second-factor-outside")).unwrap();
    let task = crate::tasks::list(&ctx, &us()).unwrap().remove(0);
    assert_eq!((task.asked.due, task.closed.is_none()), (date(2027, 1, 31), true));
    let known = intentions(&ctx, &us()).unwrap().0.undertakings.remove(0);
    assert_eq!((known.task, known.outcome), (Some(task.entry), None));
    undertake(&ctx, &us(), &NewUndertaking { due: date(2027, 3, 1), ..wish("second-factor-outside") })
        .unwrap();
    let open = |ctx: &Ctx| {
        crate::tasks::list(ctx, &us()).unwrap().into_iter().filter(|t| t.closed.is_none()).count()
    };
    assert_eq!(open(&ctx), 1, "the first task is closed, the second is open");
    end(&ctx, &us(), "second-factor-outside", Outcome::Done, "").unwrap();
    assert_eq!(open(&ctx), 0);
    let seen = plan(&ctx, &us(), None).unwrap();
    assert!(!seen.awaiting_evidence.is_empty());
    refuses(end(&ctx, &us(), "second-factor-outside", Outcome::Done, ""), "recorded already");
}

#[test]
fn means_and_assumptions_are_kept_and_what_if_is_not() {
    let (ctx, _folder) = installation();
    let (_, first) = intentions(&ctx, &us()).unwrap();
    let frame = Frame { budget: Money::dollars(7_000), years: 1, ..first };
    let before = crate::record::entries(&ctx, &us()).unwrap().len();
    assert_eq!(plan(&ctx, &us(), Some(&frame)).unwrap().plan.years.len(), 1);
    assert_eq!(crate::record::entries(&ctx, &us()).unwrap().len(), before);
    set_frame(&ctx, &us(), frame.clone()).unwrap();
    assume(&ctx, &us(), "second-factor-outside", Assumed::DollarsOnce, Some(10.0), "quote").unwrap();
    let seen = plan(&ctx, &us(), None).unwrap();
    assert_eq!(seen.frame, frame);
    let number = &seen.choice("second-factor-outside").unwrap().numbers[0];
    assert_eq!(number.value().to_bits(), 10.0_f64.to_bits());
}

#[test]
fn what_cannot_be_is_refused() {
    let (ctx, _folder) = installation();
    let (_, frame) = intentions(&ctx, &us()).unwrap();
    refuses(set_frame(&ctx, &us(), Frame { years: 9, ..frame.clone() }), "one to five years");
    refuses(set_frame(&ctx, &us(), Frame { hours: f64::NAN, ..frame.clone() }), "hours a year");
    refuses(set_frame(&ctx, &us(), Frame { budget: Money { cents: -1 }, ..frame.clone() }), "budget");
    refuses(set_frame(&ctx, &us(), Frame { kind: Some("castle".into()), ..frame.clone() }), "no kind");
    refuses(set_frame(&ctx, &us(), Frame { state: Some("ZZ".into()), ..frame }), "not a state");
    let cost = |of: &str, which, value, why: &str| assume(&ctx, &us(), of, which, value, why);
    refuses(cost("second-factor-outside", Assumed::DollarsOnce, Some(-1.0), "quote"), "cannot be");
    refuses(cost("second-factor-outside", Assumed::LeadDays, Some(f64::INFINITY), "quote"), "cannot be");
    refuses(cost("second-factor-outside", Assumed::DollarsOnce, Some(1.0), " "), "comes from");
    refuses(cost("no-such", Assumed::DollarsOnce, Some(1.0), "quote"), "has no `no-such`");
    refuses(cost("second-factor-outside", Assumed::Weight, Some(1.0), "quote"), "Weight of the goal");
    refuses(undertake(&ctx, &us(), &wish("no-such")), "no action");
    let late = NewUndertaking { due: date(2026, 11, 20), ..wish("second-factor-outside") };
    refuses(undertake(&ctx, &us(), &late), "is past");
    refuses(end(&ctx, &us(), "second-factor-outside", Outcome::Dropped, ""), "say why");
    let reader = Actor::with("Ada", &[Permission::Read]);
    assert!(matches!(
        undertake(&ctx, &reader, &wish("second-factor-outside")),
        Err(AppError::NotAllowed { .. })
    ));
    assert!(plan(&ctx, &reader, None).is_ok());
}
