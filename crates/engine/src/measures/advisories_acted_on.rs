//! H2.2: each notice of the log was compared with what is in use, and decided within days.

use super::Rule;
use super::listed::{self, Column};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::NoticeSeen;

/// See the module.
pub struct AdvisoriesActedOn;

impl Rule for AdvisoriesActedOn {
    fn slug(&self) -> &'static str {
        "advisories-acted-on"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let (window, limit) = (ground.days("window"), ground.days("decide-within"));
        let notices = &ground.estate().notices;
        let decided = Column::new(notices, "decision", |n: &NoticeSeen| n.decided.is_some());
        let mut ruling = listed::judge(
            ground,
            "advisories",
            notices,
            |n| n.id.clone(),
            |notice, line| {
                let from = line.window(window);
                line.only_if(notice, |n| n.published.map(|day| day >= from), "when it came out");
                let due = notice.row.published.map(|day| plus(day, limit));
                line.done_by(notice, due, |n| n.decided, &decided);
                if notice.row.decided.is_some() && notice.row.applies.is_none() {
                    line.unsaid("whether the product is in use here");
                }
            },
        );
        ruling.note("Notices that nobody entered cannot be seen in a log: compare it with the pages of CISA, the FDA and your vendors.");
        ruling.no_cases(format!("The log has no notice in its last {window} days."));
        ruling
    }
}
