//! E2.6: people report strange mail, more of them over time, and few fall for it.

use super::practice::{self, Test};
use super::subject::Subject;
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};

/// See the module.
pub struct SuspiciousMailReported;

impl Rule for SuspiciousMailReported {
    fn slug(&self) -> &'static str {
        "suspicious-mail-reported"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if ground.estate().phishing.is_empty() {
            return attested::instead(ground, ground.missing("phishing-tests"));
        }
        let fresh = ground.fresh("phishing-tests");
        if fresh.is_empty() {
            return Ruling::unknown(ground, ground.missing("phishing-tests"));
        }
        let (tests, undated) = practice::tests(ground);
        let wanted = usize::try_from(ground.days("tests")).unwrap_or_default();
        let latest = &tests[tests.len().saturating_sub(wanted)..];
        let mut ruling = Ruling::new(ground);
        for source in fresh {
            ruling.rests_on(source);
        }
        for placed in latest.iter().flat_map(|test| &test.rows) {
            ruling.rests_on_history(placed.at.source);
        }
        clicked(ground, latest, wanted).conclude(&mut ruling);
        reported(ground, latest).conclude(&mut ruling);
        let open =
            "Nobody says whether everyone has a button or an address for reports. Answer the question.";
        attested::part(ground, &mut ruling, "a way to report", open);
        if undated > 0 {
            ruling.note(format!(
                "Tests without a date, which have no place in the order and do not count: {undated}."
            ));
        }
        ruling
    }
}

fn clicked<'g>(ground: &'g Ground<'g>, latest: &[Test<'g>], wanted: usize) -> Subject<'g> {
    let mut subject = Subject::new(ground, "people who fell for it");
    let rows: Vec<_> = latest.iter().flat_map(|test| test.rows.iter().copied()).collect();
    let (at_least, at_most) = practice::share(&rows, |row| row.fell_for_it);
    let most = ground.measure().number("click-share", ground.size());
    let tests = latest.len();
    if at_least > most {
        rows.first().into_iter().for_each(|row| subject.by(row.at));
        subject.wrong(format!("{:.1} % fell for the last {tests} tests.", at_least * 100.0));
    } else if tests < wanted {
        subject.open(format!("{wanted} tests are looked at, and the files hold {tests}."));
    } else if at_most > most {
        subject.open("The results do not say of everybody whether they fell for it.");
    }
    subject
}

fn reported<'g>(ground: &'g Ground<'g>, latest: &[Test<'g>]) -> Subject<'g> {
    let mut subject = Subject::new(ground, "people who report");
    let (Some(first), Some(last)) = (latest.first(), latest.last().filter(|_| latest.len() > 1)) else {
        subject.open("One test alone does not show whether more people report.");
        return subject;
    };
    let (before, after) = (first.share(|row| row.reported), last.share(|row| row.reported));
    if after.0 > before.1 || after.0 >= 1.0 {
        return subject;
    }
    if after.1 <= before.0 {
        last.rows.first().into_iter().for_each(|row| subject.by(row.at));
        subject.wrong(format!(
            "{:.1} % reported “{}” and {:.1} % reported “{}” later.",
            before.0 * 100.0,
            first.name,
            after.0 * 100.0,
            last.name
        ));
    } else {
        subject.open("The results do not say of everybody whether they reported it.");
    }
    subject
}
