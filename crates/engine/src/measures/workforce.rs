//! Questions about people and accounts that several rules ask.

use crate::{Ground, Ruling};
use ward_domain::observation::{AccountKind, PersonKind, PersonStatus, Says};
use ward_estate::{Account, At, Person, Training};

/// Said of a person whom only lists name that have expired.
pub(super) const OLD_LIST: &str = "The list that names this person is too old to count.";

/// What the goals about people need before they can be judged: the kinds of evidence, each fresh; and among the rosters
/// one of employees, for a list of volunteers alone would show few departures and few new starters.
pub(super) fn missing(ground: &Ground<'_>, kinds: &[&str]) -> Option<String> {
    if let Some(kind) = kinds.iter().find(|kind| ground.fresh(kind).is_empty()) {
        return Some(ground.missing(kind));
    }
    let may_be_employee =
        |p: &Person| matches!(p.kind, None | Some(PersonKind::Employee)) && is_on_a_fresh_list(ground, p);
    let lacks_employees =
        kinds.contains(&"workforce-roster") && !ground.estate().people.iter().any(may_be_employee);
    lacks_employees
        .then(|| "The rosters list no employee. Add the list of the people on the payroll.".to_owned())
}

/// Whether a roster that is the newest of its series, and still counts, names the person.
pub(super) fn is_on_a_fresh_list(ground: &Ground<'_>, person: &Person) -> bool {
    person.rows.iter().any(|at| ground.estate().source(*at).is_current && ground.is_fresh(at.source))
}

/// Whether a person uses the account: not a service account, by the directory's own word or by a name that follows
/// the prefixes of service accounts.
pub(super) fn is_human(account: &Account, service_prefixes: &[String]) -> bool {
    account.kind != Some(AccountKind::Service) && !is_named_like_a_service(account, service_prefixes)
}

/// Whether the log-in name begins like a service account's.
pub(super) fn is_named_like_a_service(account: &Account, prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| account.log_in.starts_with(prefix.as_str()))
}

/// The prefixes, which stand in the measure about owners.
pub(super) fn service_prefixes<'g>(ground: &Ground<'g>) -> &'g [String] {
    let owner_measure =
        ground.catalog().measures.values().find(|m| m.slug == "accounts-without-living-owner");
    owner_measure.map_or(&[], |measure| measure.list("service-name-prefixes"))
}

/// The newest completion of a course whose title or track has one of the words, no older than so many days.
pub(super) fn completed<'t>(
    ground: &Ground<'_>,
    trainings: &'t [Training],
    words: &[String],
    most_days: i64,
) -> Option<&'t Training> {
    let oldest = ground.days_ago(most_days);
    courses(trainings, words)
        .filter(|t| t.completed.is_some_and(|day| oldest <= day && day <= ground.as_of()))
        .max_by_key(|t| t.completed)
}

/// The courses whose title or track has one of the words.
pub(super) fn courses<'t>(trainings: &'t [Training], words: &[String]) -> impl Iterator<Item = &'t Training> {
    trainings.iter().filter(move |t| {
        let title = t.course.to_lowercase();
        let track = t.track.as_deref().unwrap_or_default().to_lowercase();
        words.iter().map(|w| w.to_lowercase()).any(|word| title.contains(&word) || track.contains(&word))
    })
}

/// Whether the person is still with the organisation on the day, counting people who have not begun yet.
pub(super) fn is_with_us(ground: &Ground<'_>, person: &Person) -> bool {
    person.is_listed
        && person.status != Some(PersonStatus::Ended)
        && person.end.is_none_or(|end| end.date() >= ground.as_of())
}

/// Judges a measure that people answer for each person who left: the answer for that person, else an answer for all
/// that was signed after the person's last day.
pub(super) fn answered_for_departures<'g>(ground: &'g Ground<'g>, unanswered: &'static str) -> Ruling<'g> {
    if let Some(because) = missing(ground, &["workforce-roster"]) {
        return Ruling::unknown(ground, because);
    }
    let window = ground.days("window");
    let mut ruling = Ruling::new(ground);
    for source in ground.fresh("workforce-roster") {
        ruling.rests_on(source);
    }
    for person in ground.departures(window) {
        let for_all =
            ground.answer(None).filter(|a| person.end.is_some_and(|end| end.date() <= a.row.signed_on));
        let at: Vec<At> = person.at().into_iter().collect();
        // What was said of this person speaks over what was said of all, even when it has expired.
        let of_person = ground.newest_answer(Some(&person.subject));
        let Some(answer) = of_person.map_or(for_all, |answer| ground.holds(answer).then_some(answer)) else {
            ruling.undecided(0, &person.subject, &at, || unanswered.to_owned());
            continue;
        };
        ruling.rests_on_answer(answer);
        match answer.row.says {
            Says::Yes => ruling.met(),
            Says::NotApplicable => ruling.not_applicable(),
            Says::No => ruling.not_met(0, &person.subject, &[answer.at], || {
                format!("{} answered no. {}", answer.row.signer, answer.row.comment)
            }),
        }
    }
    ruling.no_cases(format!("Nobody on the roster left in the last {window} days."));
    ruling
}
