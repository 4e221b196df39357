//! H3.3: the register says of each incident at a vendor what one's own duties depend on.

use super::{Rule, listed};
use crate::{Ground, Ruling};
use ward_domain::observation::IncidentSeen;

/// See the module.
pub struct VendorIncidentsLogged;

impl Rule for VendorIncidentsLogged {
    fn slug(&self) -> &'static str {
        "vendor-incidents-logged"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let window = ground.days("window");
        let incidents = &ground.estate().incidents;
        let name = |incident: &IncidentSeen| incident.id.clone();
        let mut ruling = listed::judge(ground, "incident-register", incidents, name, |incident, line| {
            let is_vendors = incident.row.vendor.as_deref().is_some_and(|vendor| !vendor.trim().is_empty());
            // Without a vendor it is an incident of one's own.
            line.only_if(incident, |_| Some(is_vendors), "at which vendor it happened");
            let from = line.window(window);
            let when = |i: &IncidentSeen| Some(i.noticed.or(i.vendor_aware)?.date() >= from);
            line.only_if(incident, when, "when it was noticed");
            match line.said(incident, |i| i.vendor_aware) {
                Some((aware, at)) if incident.row.noticed.is_some_and(|noticed| noticed < aware) => {
                    line.doubt(at, "it was noticed before the vendor knew; look at both times");
                }
                Some((_, at)) => line.rests_on(at),
                None => line.unsaid("when the vendor knew"),
            }
            match line.said(incident, |i| i.noticed) {
                Some((_, at)) => line.rests_on(at),
                None => line.unsaid("when you were told"),
            }
            line.must(incident, |i| i.breach_assessed, "breach assessment");
            line.must(incident, |i| i.clocks_started, "start of the clocks for own reports");
        });
        if let Some(late) = late_notices(ground) {
            ruling.note(late);
        }
        ruling.no_cases(format!("The register has no incident at a vendor in its last {window} days."));
        ruling
    }
}

/// How many notices came later than the contract allows, as far as both lists say.
fn late_notices(ground: &Ground<'_>) -> Option<String> {
    let (mut compared, mut late) = (0u32, 0u32);
    for incident in &ground.estate().incidents {
        let row = &incident.row;
        let (Some(vendor), Some(aware), Some(noticed)) = (&row.vendor, row.vendor_aware, row.noticed) else {
            continue;
        };
        let contract = ground.estate().vendors.iter().find(|v| listed::is_same(&v.name, vendor));
        let Some((hours, _)) = contract.and_then(|v| v.told.newest(|v| v.incident_notice_hours)) else {
            continue;
        };
        compared += 1;
        late += u32::from(noticed.duration_since(aware).as_secs() > i64::from(hours) * 3_600);
    }
    (compared > 0).then(|| {
        format!("Notices later than the contract allows: {late} of {compared} that could be compared.")
    })
}
