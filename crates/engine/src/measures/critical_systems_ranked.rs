//! E7.6: the list says of each critical system who owns it, how long it may be gone, and how to work without it.

use super::listed::Column;
use super::{Rule, critical_systems};
use crate::{Ground, Ruling};
use ward_domain::observation::SystemSeen;

/// See the module.
pub struct CriticalSystemsRanked;

impl Rule for CriticalSystemsRanked {
    fn slug(&self) -> &'static str {
        "critical-systems-ranked"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let list = &ground.estate().systems;
        let fields = ground.measure().list("fields");
        let columns: Vec<_> = fields.iter().map(|field| Column::new(list, field, fills(field))).collect();
        critical_systems::each(ground, |system, line| {
            for column in &columns {
                line.names(system, column);
            }
        })
    }
}

fn fills(field: &str) -> fn(&SystemSeen) -> bool {
    match field {
        "owner" => |s| s.owner.is_some(),
        "longest outage" => |s| s.recovery_time_hours.is_some(),
        "greatest data loss" => |s| s.recovery_point_hours.is_some(),
        "manual way of working" => |s| s.fallback.is_some(),
        // A field that nobody knows is filled nowhere: the mistake shows at once.
        _ => |_| false,
    }
}
