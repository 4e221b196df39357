//! H2.3: flaws that can harm patients were contained and fixed in time.

use super::Rule;
use super::listed::{self, Column};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::NoticeSeen;

/// See the module.
pub struct DeviceFlawsHandled;

impl Rule for DeviceFlawsHandled {
    fn slug(&self) -> &'static str {
        "device-flaws-handled"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let (stopgap, fix) = (ground.days("stopgap-within"), ground.days("fix-within"));
        let notices = &ground.estate().notices;
        let contained = Column::new(notices, "stopgap", |n: &NoticeSeen| n.contained.is_some());
        let fixed = Column::new(notices, "fix", |n: &NoticeSeen| n.fixed.is_some());
        let mut ruling = listed::judge(
            ground,
            "advisories",
            notices,
            |n| n.id.clone(),
            |notice, line| {
                line.only_if(notice, |n| n.is_uncontrolled, "whether the risk to patients is uncontrolled");
                line.only_if(notice, |n| n.applies, "whether the product is in use here");
                let published = notice.row.published;
                // A fix in time needs no stopgap before it.
                let either = |n: &NoticeSeen| n.contained.into_iter().chain(n.fixed).min();
                line.done_by(notice, published.map(|day| plus(day, stopgap)), either, &contained);
                line.done_by(notice, published.map(|day| plus(day, fix)), |n| n.fixed, &fixed);
            },
        );
        ruling
            .no_cases("The log has no flaw in a product in use here whose risk to patients is uncontrolled.");
        ruling
    }
}
