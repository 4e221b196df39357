//! The public lists of CMS: a file is kept, the changes that it would make are shown, and then they become entries.

use super::decide::decide_all;
use super::office::Office;
use super::roles::{Officer, Right};
use crate::{AppError, incoming};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::io::{BufReader, Read};
use ward_domain::Digest;
use ward_domain::record::Tally;
use ward_importers::Limits;
use ward_importers::cms::{self, CmsFile};
use ward_programme::Event;
use ward_programme::participants::merge::{Plan, plan};

/// Bytes in which the header of a list lies: that of Provider of Services is long.
const HEAD_BYTES: usize = 64 << 10;

/// A list that was read, and what it would change.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRead {
    /// The file, as it is kept.
    pub digest: Digest,
    /// Which list it is.
    pub file: CmsFile,
    /// How the record names it: the list, its day and the file.
    pub source: String,
    /// What was read, used and skipped.
    pub tally: Tally,
    /// Columns that it lacks: the heading, and what is lost.
    pub missing: Vec<(&'static str, &'static str)>,
    /// The changes.
    pub plan: Plan,
    /// Names these changes, so that nobody confirms others than were shown.
    pub seen: Digest,
}

/// Keeps a file under its digest, or refuses one that is none of the lists; then nothing is kept.
pub fn keep_list(
    office: &Office,
    who: &Officer,
    name: &str,
    content: &mut dyn Read,
) -> Result<Digest, AppError> {
    who.may(Right::ManageParticipants)?;
    let broken = |cause| AppError::BrokenOff { file: name.to_owned(), cause };
    let mut head = Vec::new();
    Read::take(&mut *content, HEAD_BYTES as u64).read_to_end(&mut head).map_err(broken)?;
    if cms::recognise(&head).is_none() {
        return Err(AppError::Invalid(not_a_list(name)));
    }
    incoming::keep(&office.store, name, &mut head.as_slice().chain(content))
}

fn not_a_list(name: &str) -> String {
    let names = CmsFile::ALL.map(CmsFile::name).join(", ");
    format!("{name} is none of the lists that Ward reads: {names}; take the CSV file that CMS publishes")
}

/// What a kept list would change today. `day` is the day of the release.
pub fn plan_list(office: &Office, who: &Officer, digest: Digest, day: Date) -> Result<ListRead, AppError> {
    who.may(Right::ManageParticipants)?;
    if !office.store.evidence().contains(digest) {
        return Err(AppError::NoSuchEvidence(digest));
    }
    let mut head = Vec::new();
    let broken = |cause| AppError::BrokenOff { file: digest.to_string(), cause };
    office
        .store
        .evidence()
        .open_checked(digest)?
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)
        .map_err(broken)?;
    let file = cms::recognise(&head).ok_or_else(|| AppError::Invalid(not_a_list(&digest.to_string())))?;
    let mut input = BufReader::new(office.store.evidence().open_checked(digest)?);
    let list = cms::read(file, &mut input, Limits::default())
        .map_err(|damaged| AppError::Invalid(format!("the list cannot be read: {damaged}")))?;
    let short: String = digest.to_string().chars().take(16).collect();
    let source = format!("{} of {day}, file {short}", file.name());
    let plan = plan(&source, day, &list.rows, &office.programme()?.participants);
    let events: Vec<_> = plan.events().collect();
    let seen = Digest(Sha256::digest(serde_json::to_vec(&events).map_err(AppError::ours)?).into());
    Ok(ListRead { digest, file, source, tally: list.tally, missing: list.missing, plan, seen })
}

/// Makes the changes that were shown, all or none. Gives the number of entries; zero when there was nothing to change.
pub fn take_list(
    office: &Office,
    who: &Officer,
    digest: Digest,
    day: Date,
    seen: Digest,
) -> Result<usize, AppError> {
    let list = plan_list(office, who, digest, day)?;
    if list.seen != seen {
        return Err(AppError::Invalid(
            "something was decided since these changes were shown: look at the new ones, then confirm"
                .to_owned(),
        ));
    }
    let events: Vec<Event> = list.plan.events().cloned().map(Event::Participants).collect();
    if events.is_empty() {
        return Ok(0);
    }
    Ok(decide_all(office, who, events)?.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedClock;
    use jiff::civil::date;
    use ward_catalog::Catalog;
    use ward_programme::participants::merge::Change;
    use ward_store::Location;

    const LIST: &str = "Facility ID,Facility Name,State,County/Parish,Hospital Type,Hospital Ownership\n\
        450001,Anne Hospital,TX,Bexar,Acute Care Hospitals,Proprietary\n\
        451302,Bede Hospital,TX,Taos,Critical Access Hospitals,Government - Local\n\
        450003,,TX,Taos,Acute Care Hospitals,Proprietary\n";

    fn office() -> (tempfile::TempDir, Office) {
        let folder = tempfile::tempdir().unwrap();
        let clock = FixedClock("2026-11-21T20:00:00Z".parse().unwrap());
        let place = Location::Folder(folder.path().to_owned());
        let office = Office::open(&place, Catalog::built_in(), Box::new(clock), || Ok([4; 32])).unwrap();
        (folder, office)
    }

    fn us() -> Officer {
        Officer::at_this_machine()
    }

    #[test]
    fn a_list_is_kept_shown_and_taken() {
        let (_folder, office) = office();
        let day = date(2026, 10, 1);
        let digest = keep_list(&office, &us(), "hgi.csv", &mut LIST.as_bytes()).unwrap();
        assert_eq!(digest, Digest(Sha256::digest(LIST).into()));
        let shown = plan_list(&office, &us(), digest, day).unwrap();
        assert_eq!((shown.plan.count(Change::New), shown.tally.skipped), (2, 1));
        assert!(shown.source.starts_with("Hospital General Information of 2026-10-01, file "));
        assert!(office.programme().unwrap().participants.is_empty(), "shown is not done");
        let taken = take_list(&office, &us(), digest, day, shown.seen).unwrap();
        assert_eq!(taken, shown.plan.events().count());
        assert_eq!(office.programme().unwrap().participants.len(), 2);
        // What was shown then is not what would be done now.
        let again = take_list(&office, &us(), digest, day, shown.seen);
        assert!(matches!(again, Err(AppError::Invalid(_))), "{again:?}");
        let shown = plan_list(&office, &us(), digest, day).unwrap();
        assert_eq!((shown.plan.changes.len(), shown.plan.unchanged), (0, 2));
        assert_eq!(take_list(&office, &us(), digest, day, shown.seen).unwrap(), 0);
    }

    #[test]
    fn what_is_no_list_is_not_kept() {
        let (_folder, office) = office();
        for bytes in [&b""[..], b"name,mail\nA,b\n", b"\x89PNG\0\0"] {
            assert!(matches!(keep_list(&office, &us(), "x", &mut &*bytes), Err(AppError::Invalid(_))));
        }
        assert!(office.store.evidence().list().unwrap().is_empty());
        let unknown = plan_list(&office, &us(), Digest([7; 32]), date(2026, 1, 1));
        assert!(matches!(unknown, Err(AppError::NoSuchEvidence(_))));
        let analyst = Officer::with("Ada", &[super::super::Role::Analyst]);
        assert!(matches!(
            keep_list(&office, &analyst, "x", &mut LIST.as_bytes()),
            Err(AppError::NotTheirs { .. })
        ));
    }
}
