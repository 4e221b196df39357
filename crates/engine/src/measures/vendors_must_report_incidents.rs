//! H3.1: vendors that are vital or see patient data must report incidents within hours.

use super::{Rule, vendors};
use crate::{Ground, Ruling};
use ward_domain::observation::VendorSeen;

/// See the module.
pub struct VendorsMustReportIncidents;

impl Rule for VendorsMustReportIncidents {
    fn slug(&self) -> &'static str {
        "vendors-must-report-incidents"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let most = ground.measure().number("notice-hours", ground.size());
        let applies = |v: &VendorSeen| match (v.holds_ephi, v.tier.map(|tier| tier == 1)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        let mut ruling = vendors::each(ground, |vendor, line| {
            line.only_if(vendor, applies, "whether it sees patient data, and its tier");
            match line.said(vendor, |v| v.incident_notice_hours) {
                Some((hours, at)) if f64::from(hours) > most => {
                    line.fault(at, format!("it may wait {hours} hours; at most {most} are wanted"));
                }
                Some((_, at)) => line.rests_on(at),
                None => line.unsaid("within how many hours it must tell of an incident"),
            }
        });
        ruling.note(format!(
            "Without such a clause the HIPAA rules allow {} days. The proposed rule (not law) asks for {} hours after a contingency plan is put to work.",
            ground.days("hipaa-days"),
            ground.days("nprm-contingency-hours"),
        ));
        ruling.no_cases("The vendor list has no vendor of tier 1 and none that sees patient data.");
        ruling
    }
}
