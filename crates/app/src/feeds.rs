//! Reference feeds: what others publish and verdicts rest on. A feed that is too old makes what rests on it unknown.

use crate::evidence::{Import, import};
use crate::record::{EvidenceInForce, RecordView};
use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use ward_catalog::Catalog;
use ward_collectors::{CannotFetch, Settings};
use ward_domain::Size;
use ward_estate::date_of;
use ward_importers::Limits;
use ward_reports::Input;

/// Where CISA publishes its catalogue of known exploited vulnerabilities.
pub const KEV: &str = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";

/// Most bytes of a feed that are fetched. The KEV catalogue has 2 MB in 2026.
pub const MOST_BYTES: usize = 64 << 20;

/// The kinds of evidence that are feeds, and whether each file is the whole of it.
const FEEDS: [(&str, bool); 2] = [("known-exploited-catalogue", true), ("ssvc-decisions", false)];

/// A feed, and what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What people call it.
    pub name: String,
    /// How to get it.
    pub how_to_get: String,
    /// The newest file; `None` when none is kept.
    pub kept: Option<KeptFeed>,
}

/// The newest file of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFeed {
    /// Its name as given.
    pub file_name: String,
    /// The day for which it speaks: that of its release, when it says so.
    pub released: Date,
    /// When Ward received it.
    pub received_at: Timestamp,
    /// Entries that are used; of a feed in parts, those of all files together.
    pub entries: u64,
    /// First day on which it does not count any more.
    pub expires: Date,
}

impl KeptFeed {
    /// Whether it counts on a day.
    pub fn counts_on(&self, day: Date) -> bool {
        day < self.expires
    }
}

/// All feeds, and what the record keeps of them.
pub fn kept(ctx: &Ctx, who: &Actor) -> Result<Vec<Feed>, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let size = match &view.organisation {
        Some(profile) => profile.size,
        None => crate::posture::posture(ctx, who, None)?.assessment.profile,
    };
    Ok(kept_of(&ctx.catalog, &view, size, ctx.now()))
}

fn kept_of(catalog: &Catalog, view: &RecordView, size: Size, now: Timestamp) -> Vec<Feed> {
    let of = |(kind, is_whole): (&str, bool)| {
        let known = catalog.evidence_kinds.get(kind)?;
        // What lies ahead does not count yet.
        let files: Vec<&EvidenceInForce> = view
            .in_force()
            .filter(|file| kind_of(&file.format) == kind && file.collected_at <= now)
            .collect();
        let newest = files.iter().max_by_key(|file| (file.collected_at, file.entry)).copied();
        let kept = newest.map(|file| {
            let all = || files.iter().map(|file| file.tally.used).sum();
            KeptFeed {
                file_name: file.file_name.clone(),
                released: date_of(file.collected_at),
                received_at: file.received_at,
                entries: if is_whole { file.tally.used } else { all() },
                expires: date_of(file.collected_at).saturating_add((known.days.get(size) + 1).days()),
            }
        });
        Some(Feed { name: known.name.clone(), how_to_get: known.how_to_get.clone(), kept })
    };
    FEEDS.into_iter().filter_map(of).collect()
}

/// The kind of evidence that an importer gives; empty for one that is not known.
fn kind_of(format: &str) -> &'static str {
    ward_importers::find(format).map_or("", |importer| importer.about().evidence_kind)
}

/// Fetches a feed from its publisher or a mirror. Nothing is kept.
pub fn fetch(ctx: &Ctx, address: &str, settings: &Settings) -> Result<Vec<u8>, AppError> {
    ward_collectors::fetch(address, settings, MOST_BYTES, ctx.now()).map_err(|error| match error {
        CannotFetch::Machine(_) => AppError::ours(error),
        mistake => AppError::Invalid(mistake.to_string()),
    })
}

/// Adds a feed to the record as evidence. Bytes that are no feed are refused, and nothing is kept of them.
pub fn update(ctx: &Ctx, who: &Actor, file_name: &str, bytes: &[u8]) -> Result<Input, AppError> {
    who.may(Permission::ManageEvidence)?;
    let limits = Limits::default();
    let head = ward_importers::read_head(&mut &*bytes, &limits).unwrap_or_default();
    let kind = match ward_importers::recognise(&head, None) {
        Ok(importer) => importer.about().evidence_kind,
        Err(unknown) => return Err(no_feed(file_name, &unknown.looks_like)),
    };
    if !FEEDS.iter().any(|(feed, _)| *feed == kind) {
        return Err(no_feed(file_name, kind));
    }
    let request = Import { file_name, content: &mut &*bytes, collected_on: None, mapping: None };
    import(ctx, who, request)
}

fn no_feed(file_name: &str, looks_like: &str) -> AppError {
    AppError::Invalid(format!("{file_name} is no reference feed: it looks like {looks_like}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ward_domain::Digest;
    use ward_domain::record::{Entry, Event, Tally};

    fn file(format: &str, n: u8, collected: &str, used: u64) -> Event {
        Event::EvidenceAdded {
            evidence: Digest([n; 32]),
            file_name: format!("{n}.json"),
            bytes: 1,
            format: format.to_owned(),
            format_version: 1,
            mapping: None,
            collected_at: collected.parse().unwrap(),
            collected_at_is_stated: true,
            tally: Tally { used, ..Tally::default() },
        }
    }

    #[track_caller]
    fn check(files: Vec<Event>, expected: [Option<(&str, u64, &str)>; 2]) {
        let entries: Vec<Entry> = (0..)
            .zip(files)
            .map(|(number, event)| {
                let received_at = "2026-11-21T12:00:00Z".parse().unwrap();
                Entry { number, received_at, actor: "test".to_owned(), event }
            })
            .collect();
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let feeds = kept_of(&Catalog::built_in(), &RecordView::of(&entries), Size::Medium, now);
        let found: Vec<_> = feeds
            .iter()
            .map(|feed| {
                feed.kept.as_ref().map(|k| (k.released.to_string(), k.entries, k.expires.to_string()))
            })
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|kept| kept.map(|(released, n, expires)| (released.to_owned(), n, expires.to_owned())))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_newest_catalogue_counts_for_seven_days() {
        check(vec![], [None, None]);
        let files = vec![
            file("cisa-kev", 2, "2026-11-18T10:00:00Z", 1_500),
            file("cisa-kev", 1, "2026-11-10T10:00:00Z", 1_490),
            file("nessus", 3, "2026-11-20T10:00:00Z", 7),
        ];
        check(files, [Some(("2026-11-18", 1_500, "2026-11-26")), None]);
    }
    #[test]
    fn a_catalogue_from_the_future_is_not_there_yet() {
        check(vec![file("cisa-kev", 1, "2026-12-01T00:00:00Z", 9)], [None, None]);
    }
    #[test]
    fn decisions_come_in_many_files() {
        let files =
            vec![file("cve5", 1, "2026-11-01T00:00:00Z", 1), file("cve5", 2, "2026-11-02T00:00:00Z", 1)];
        check(files, [None, Some(("2026-11-02", 2, "2027-11-03"))]);
    }
    #[test]
    fn it_counts_until_the_day_before() {
        let expires: Date = "2026-11-26".parse().unwrap();
        let released = expires;
        let kept = KeptFeed {
            file_name: String::new(),
            released,
            received_at: Timestamp::UNIX_EPOCH,
            entries: 0,
            expires,
        };
        assert!(kept.counts_on("2026-11-25".parse().unwrap()) && !kept.counts_on(expires));
    }
}
