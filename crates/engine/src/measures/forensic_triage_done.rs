//! E1.7: where the remediation table demands forensic triage, there is a record of it.

use super::{AnswersCount, Rule, outside};
use crate::ruling::LEAST_COVERAGE;
use crate::{Ground, Ruling};
use ward_domain::observation::{AssetKind, Says};

/// See the module.
pub struct ForensicTriageDone;

impl Rule for ForensicTriageDone {
    fn slug(&self) -> &'static str {
        "forensic-triage-done"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::EachSubject
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let estate = ground.estate();
        if !estate.scans.iter().any(|run| run.looks_for_vulnerabilities) {
            return Ruling::unknown(ground, ground.missing("vulnerability-scan"));
        }
        let Some(catalogue) = estate.known_exploited.as_ref().filter(|c| ground.is_fresh(c.source)) else {
            return Ruling::unknown(ground, ground.missing("known-exploited-catalogue"));
        };
        if let Some(because) = outside::cannot_judge(ground) {
            return Ruling::unknown(ground, because);
        }
        let mut ruling = Ruling::new(ground);
        // An address that nobody looked at may hide a finding that demands triage.
        outside::looked_at(ground, &mut ruling);
        look_inside(ground, &mut ruling);
        ruling.rests_on(catalogue.source);
        let table = ground.catalog().remediation_on(ground.as_of());
        for of_asset in estate.findings.chunk_by(|a, b| a.asset == b.asset) {
            if !of_asset.iter().any(|f| f.is_open() && ground.is_exploited(f.check)) {
                continue;
            }
            let (position, asset) = (of_asset[0].asset, &estate.assets[of_asset[0].asset as usize]);
            for open in outside::open_cves(ground, position) {
                let due = ground.due(table, open.cve, asset.is_public, open.severity, open.detected);
                if due.triage == Some(false) || due.is_known_exploited != Some(true) {
                    continue;
                }
                let subject = format!("{} on {}", open.cve, asset.name);
                ruling.rests_on_history(open.at.source);
                match ground.answer(Some(&subject)) {
                    Some(answer) => {
                        ruling.rests_on_answer(answer);
                        match answer.row.says {
                            Says::Yes => ruling.met(),
                            Says::NotApplicable => ruling.not_applicable(),
                            Says::No => ruling.not_met(0, &subject, &[answer.at, open.at], || {
                                format!("{} says that no triage was done.", answer.row.signer)
                            }),
                        }
                    }
                    None if due.triage == Some(true) => ruling.undecided(1, &subject, &[open.at], || {
                        "Exploited in the wild with total impact: look for signs of a break-in, and give the record of it.".to_owned()
                    }),
                    None => ruling.undecided(0, &subject, &[open.at], || {
                        let wanted = ground.feeds_wanted(&due, open.cve);
                        format!("May demand triage; not known: {}. {wanted}", due.missing.join(", "))
                    }),
                }
            }
        }
        ruling.no_cases("No open finding is in a row of the table that demands triage.");
        ruling
    }
}

/// The table demands triage inside as well. Where fewer servers and computers were scanned than any verdict asks for, or
/// where no current inventory says how many there are, the inside is one undecided subject.
fn look_inside<'g>(ground: &'g Ground<'g>, ruling: &mut Ruling<'g>) {
    let days = ground.freshness("vulnerability-scan");
    let (mut listed, mut scanned) = (0_u32, 0_u32);
    for asset in &ground.estate().assets {
        let is_computer = matches!(asset.kind, Some(AssetKind::Server | AssetKind::Workstation));
        let record = asset.inventory_record.filter(|record| ground.is_fresh(record.source));
        let Some(record) = record.filter(|_| is_computer && !asset.is_public) else { continue };
        ruling.rests_on(record.source);
        listed += 1;
        if let Some(scan) = ground.vulnerability_scan(asset, days) {
            ruling.rests_on(scan.place.source);
            scanned += 1;
        }
    }
    if listed == 0 || f64::from(scanned) < LEAST_COVERAGE * f64::from(listed) {
        ruling.undecided(0, "the devices inside", &[], || match listed {
            0 => "No current inventory lists the servers and computers inside, so nobody knows whether they were looked at."
                .to_owned(),
            _ => format!(
                "{scanned} of {listed} servers and computers of the inventory were scanned for vulnerabilities in the last {days} days."
            ),
        });
    }
}
