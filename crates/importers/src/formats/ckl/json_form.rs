//! The JSON of STIG Viewer 3: `target_data`, then `stigs`, each with its `rules`.

use super::{Checklist, Described, Item};
use crate::json::{self, Layout, Piece, Value, get, text};
use crate::settings::severity;
use crate::{Context, Damaged};
use std::io::BufRead;
use ward_domain::observation::Line;

pub(super) fn read(
    input: &mut dyn BufRead,
    context: &Context<'_>,
    list: &mut Checklist,
) -> Result<(), Damaged> {
    let mut taken = Ok(());
    json::read(input, &context.limits, Layout::Within("stigs", &["target_data"], &[]), &mut |piece| {
        match piece {
            Piece::Field(_, target) => {
                for (key, what) in [
                    ("fqdn", Described::Name),
                    ("host_name", Described::Name),
                    ("ip_address", Described::Address),
                    ("mac_address", Described::Mac),
                ] {
                    list.describe(what, &text(&target, key).unwrap_or_default());
                }
            }
            Piece::Record(line, stig) if taken.is_ok() => {
                let name =
                    text(&stig, "display_name").or_else(|| text(&stig, "stig_name")).unwrap_or_default();
                let rules = get(&stig, "rules").as_array();
                taken = rules
                    .into_iter()
                    .flatten()
                    .try_for_each(|rule| list.take(item(&name, rule), line as Line));
            }
            Piece::Record(..) => {}
        }
    })?;
    taken
}

fn item(stig: &str, rule: &Value) -> Item {
    let told = ["overrides", "severity"].iter().try_fold(rule, |value, key| Some(get(value, key)));
    let told = told.and_then(|told| text(told, "severity")).and_then(|word| severity(&word));
    let own = text(rule, "severity").and_then(|word| severity(&word)).unwrap_or_default();
    Item {
        stig: stig.to_owned(),
        id: text(rule, "group_id").or_else(|| text(rule, "rule_id")).unwrap_or_default(),
        title: text(rule, "rule_title").unwrap_or_default(),
        severity: told.map_or(own, |told| told.max(own)),
        status: text(rule, "status").unwrap_or_default(),
    }
}
