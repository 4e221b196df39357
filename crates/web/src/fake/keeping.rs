//! Files that the fake keeps, as rows of its evidence and entries of its record.

use super::{Fake, decided, now};
use crate::port::{EvidenceRow, Posture};
use jiff::civil::Date;
use std::sync::Arc;
use ward_domain::Digest;
use ward_domain::observation::Observations;
use ward_domain::record::{Event, Tally};
use ward_estate::{Source, SourceId, date_of, fold, identity::Decisions};

impl Fake {
    pub(super) fn keep(
        &self,
        name: &str,
        format: &str,
        kind: &str,
        observations: Observations,
        tally: Tally,
    ) -> Digest {
        let mut bytes = [0; 32];
        bytes[0] = self.kept().files.len() as u8 + 1;
        bytes[31] = name.len() as u8;
        let digest = Digest(bytes);
        let contributed = observations.contributed();
        let used = contributed.iter().map(|(_, n)| n).sum::<u64>().max(tally.used);
        let tally = Tally { read: used + tally.skipped, used, ..tally };
        let collected_at = observations.collected_at.unwrap_or_else(now);
        let entry = self.append(Event::EvidenceAdded {
            evidence: digest,
            file_name: name.to_owned(),
            bytes: 4_096,
            format: format.to_owned(),
            format_version: 1,
            mapping: None,
            collected_at,
            collected_at_is_stated: observations.collected_at.is_some(),
            tally: tally.clone(),
        });
        let days = self.catalog.evidence_kinds.get(kind).map_or(365, |kind| kind.days.medium);
        let row = EvidenceRow {
            digest,
            file_name: name.to_owned(),
            bytes: 4_096,
            format: format.to_owned(),
            format_name: self
                .catalog
                .evidence_kinds
                .get(kind)
                .map_or_else(|| format.to_owned(), |kind| kind.name.clone()),
            entry,
            received_at: now(),
            collected_on: date_of(collected_at),
            collected_on_is_stated: observations.collected_at.is_some(),
            expires: date_of(collected_at).checked_add(jiff::Span::new().days(days + 1)).ok(),
            tally,
            contributed: contributed
                .into_iter()
                .filter(|(_, n)| *n > 0)
                .map(|(what, n)| (what.to_owned(), n))
                .collect(),
            withdrawn: None,
        };
        self.kept().files.push((row, kind.to_owned(), Arc::new(observations)));
        digest
    }

    /// What the kept files and answers come to on a day.
    pub(super) fn judged(&self, as_of: Date) -> Posture {
        let kept = self.kept();
        let spoken: Vec<(u64, Observations)> = kept.entries.iter().filter_map(decided::spoken).collect();
        let files =
            kept.files.iter().filter(|(row, ..)| row.withdrawn.is_none()).map(|(row, kind, observations)| {
                Source {
                    id: SourceId::Evidence(row.digest),
                    format: &row.format,
                    evidence_kind: kind,
                    collected_at: observations.collected_at.unwrap_or_else(now),
                    observations,
                }
            });
        let entries = spoken.iter().map(|(number, observations)| Source {
            id: SourceId::Entry(*number),
            format: "answers",
            evidence_kind: "answers",
            collected_at: now(),
            observations,
        });
        let sources: Vec<Source<'_>> = files.chain(entries).collect();
        let organisation = kept.organisation.clone().unwrap_or_default();
        let estate = fold(&organisation, &sources, &Decisions::default(), as_of);
        let assessment = ward_engine::assess(self.catalog, &estate);
        let names = kept.files.iter().map(|(row, ..)| (row.digest, row.file_name.clone())).collect();
        Posture::new(Arc::new(estate), Arc::new(assessment), names)
    }
}
