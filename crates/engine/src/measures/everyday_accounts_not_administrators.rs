//! E9.3: accounts for everyday work are not administrators of computers.
//!
//! An account is in order when no computer lists it. A computer whose list nobody gave could list anybody, so it counts
//! as a subject of its own that is not decided.

use super::{AnswersCount, Rule, attested, workforce};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::AssetKind;
use ward_estate::{Account, At};

/// See the module.
pub struct EverydayAccountsNotAdministrators;

impl Rule for EverydayAccountsNotAdministrators {
    fn slug(&self) -> &'static str {
        "everyday-accounts-not-administrators"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let assets = &ground.estate().assets;
        let says =
            |told: &ward_estate::Asset| told.state.rows.iter().any(|r| r.row.local_administrators.is_some());
        if !assets.iter().any(says) {
            return attested::instead(
                ground,
                "No file that was given lists the administrators of computers.",
            );
        }
        if let Some(because) = workforce::missing(ground, &["asset-inventory", "identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let mut ruling = Ruling::new(ground);
        for source in ground.fresh("identity-export").into_iter().chain(ground.fresh("asset-inventory")) {
            ruling.rests_on(source);
        }
        let administrators = administrators(ground, &mut ruling);
        let prefixes = workforce::service_prefixes(ground);
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            if !workforce::is_human(account, prefixes) || account.is_privileged == Some(true) {
                continue;
            }
            match names(account).into_iter().find_map(|name| administrators.get(name)) {
                Some((computer, at)) => ruling
                    .not_met(0, &account.log_in, &[*at], || format!("It is an administrator of {computer}.")),
                // One that is switched off would be counted for nothing.
                None if account.is_enabled.is_none() => {
                    ruling.undecided(0, &account.log_in, account.at.as_slice(), || {
                        "No export says whether it is enabled.".to_owned()
                    });
                }
                None => ruling.met(),
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, "The identity export names no everyday account.");
        }
        ruling
    }
}

/// Who administers a computer, by name without the domain, with one computer. Computers of which that is not known, and
/// those of which everybody is an administrator, become subjects.
fn administrators<'g>(ground: &'g Ground<'g>, ruling: &mut Ruling<'g>) -> BTreeMap<&'g str, (&'g str, At)> {
    let kinds = ground.measure().list("kinds");
    let everybody = ground.measure().list("everybody");
    let mut known = BTreeMap::new();
    for asset in &ground.estate().assets {
        let is_computer =
            asset.kind.map(AssetKind::as_str).is_none_or(|kind| kinds.iter().any(|wanted| wanted == kind));
        let told = asset.state.newest(|state| state.local_administrators.as_ref());
        if told.is_none() && (!is_computer || asset.inventory_record.is_none()) {
            continue;
        }
        let Some((list, at)) = told.filter(|(_, at)| ground.is_fresh(at.source)) else {
            ruling.undecided(0, &asset.name, asset.inventory_record.as_slice(), || {
                "No list that still counts says who administers this computer.".to_owned()
            });
            continue;
        };
        ruling.rests_on(at.source);
        for entry in list {
            let name = without_domain(entry);
            if everybody.iter().any(|group| group == name) {
                ruling.not_met(1, &asset.name, &[at], || {
                    format!("The group {entry} administers this computer, and everybody is in it.")
                });
            }
            known.insert(entry.as_str(), (asset.name.as_str(), at));
            known.insert(name, (asset.name.as_str(), at));
        }
    }
    known
}

/// `ana` of `hospital\ana` and of `ana@hospital.example`.
fn without_domain(entry: &str) -> &str {
    let name = entry.rsplit('\\').next().unwrap_or(entry);
    name.split('@').next().unwrap_or(name)
}

fn names(account: &Account) -> [&str; 2] {
    [account.log_in.as_str(), without_domain(&account.log_in)]
}
