//! `ward assess`: a posture from a folder of files, with no server and no database.

mod walk;

pub use walk::{Found, files};

use crate::evidence::digest::Hasher;
use crate::evidence::read::{FileRead, Stopped, read};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use ward_catalog::Catalog;
use ward_domain::observation::Observations;
use ward_domain::record::Tally;
use ward_domain::{Assessment, Digest, Organisation, Size};
use ward_estate::identity::Decisions;
use ward_estate::{Estate, Source, SourceId, fold};
use ward_importers::{Limits, Mapping};
use ward_reports::{Input, Outcome};

/// Ends of the names of files that say how the columns of their neighbour are meant: `staff.csv.mapping.toml`.
const MAPPING: &str = ".mapping.toml";

/// What to assess.
#[derive(Debug, Default)]
pub struct Request {
    /// Files and folders, in any order.
    pub paths: Vec<PathBuf>,
    /// The day; evidence collected later does not count.
    pub as_of: Date,
    /// Thresholds, when the person says; else what the organisation's file says, else medium.
    pub size: Option<Size>,
    /// When the files were exported, for those that do not say; else the file's own date is taken.
    pub collected_on: Option<Date>,
    /// How the columns are meant in files that no importer recognises.
    pub mapping: Option<Mapping>,
    /// Domains that the organisation owns, beside those that its file declares.
    pub domains: Vec<String>,
}

/// A report that is no file: what it is called, and its bytes, or why there are none.
pub type Looked = (String, Result<Vec<u8>, String>);

/// A posture from files.
#[derive(Debug)]
pub struct FolderPosture {
    /// What became of each file, ordered by name.
    pub inputs: Vec<Input>,
    /// The estate.
    pub estate: Estate,
    /// The verdicts.
    pub assessment: Assessment,
}

struct Kept {
    digest: Digest,
    format: &'static str,
    evidence_kind: &'static str,
    collected_at: Timestamp,
    observations: Observations,
}

/// Reads every file of the folders, folds and judges. Every file gets a verdict; nothing stops at a bad one.
pub fn assess(catalog: &Catalog, request: &Request, progress: impl FnMut(&Path)) -> FolderPosture {
    assess_and_look(catalog, request, progress, |_| None)
}

/// The same with a look from outside, once it is known what the files declare; its report is one more input.
pub fn assess_and_look(
    catalog: &Catalog,
    request: &Request,
    mut progress: impl FnMut(&Path),
    look: impl FnOnce(&Organisation) -> Option<Looked>,
) -> FolderPosture {
    let mut inputs = Vec::new();
    let mut kept: Vec<Kept> = Vec::new();
    let mut names: BTreeMap<Digest, String> = BTreeMap::new();
    for found in files(&request.paths) {
        let name = found.name();
        let path = match found.path {
            Ok(path) => path,
            Err(reason) => {
                inputs.push(Input { file: name, outcome: Outcome::Unreadable { reason }, digest: None });
                continue;
            }
        };
        progress(&path);
        let (digest, outcome, evidence) = one(&path, request);
        let outcome = match digest.and_then(|d| names.get(&d)) {
            Some(other) if evidence.is_some() => Outcome::SameAs { file: other.clone() },
            _ => {
                kept.extend(evidence);
                outcome
            }
        };
        if let (Some(digest), true) = (digest, outcome.is_read()) {
            names.entry(digest).or_insert_with(|| name.clone());
        }
        inputs.push(Input { file: name, outcome, digest });
    }
    let organisation = organisation(&kept, request);
    if let Some((file, looked)) = look(&organisation) {
        let (digest, outcome, evidence) = match looked {
            Ok(bytes) => one_of(&mut bytes.as_slice(), None, end_of_request(request)),
            Err(reason) => (None, Outcome::Unreadable { reason }, None),
        };
        kept.extend(evidence);
        inputs.push(Input { file, outcome, digest });
    }
    let sources: Vec<Source<'_>> = kept
        .iter()
        .map(|k| Source {
            id: SourceId::Evidence(k.digest),
            format: k.format,
            evidence_kind: k.evidence_kind,
            collected_at: k.collected_at,
            observations: &k.observations,
        })
        .collect();
    let estate = fold(&organisation, &sources, &Decisions::default(), request.as_of);
    let assessment = ward_engine::assess(catalog, &estate);
    FolderPosture { inputs, estate, assessment }
}

/// The newest profile among the files that counts on the day, with the size that the person asked for.
fn organisation(kept: &[Kept], request: &Request) -> Organisation {
    let last = ward_estate::end_of_day(request.as_of);
    let declared = kept
        .iter()
        .filter(|k| k.collected_at <= last)
        .filter_map(|k| Some(((k.collected_at, k.digest), k.observations.organisation.as_ref()?)))
        .max_by_key(|(when, _)| *when);
    let mut organisation = declared.map(|(_, o)| o.clone()).unwrap_or_default();
    if let Some(size) = request.size {
        organisation.size = size;
    }
    for domain in &request.domains {
        if !organisation.domains.contains(domain) {
            organisation.domains.push(domain.clone());
        }
    }
    organisation
}

fn one(path: &Path, request: &Request) -> (Option<Digest>, Outcome, Option<Kept>) {
    let unreadable = |reason: String| (None, Outcome::Unreadable { reason }, None);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return unreadable(format!("{error}. Check that you may read it")),
    };
    let beside = match mapping_beside(path) {
        Ok(beside) => beside.map(|(mapping, _)| mapping),
        Err(reason) => return unreadable(reason),
    };
    let mapping = beside.as_ref().or(request.mapping.as_ref().filter(|_| !is_mapping(path)));
    let given = request.collected_on.map(ward_estate::end_of_day);
    let fallback = given.or_else(|| changed_at(&file)).unwrap_or_else(|| end_of_request(request));
    match one_of(&mut file, mapping, fallback) {
        (digest, Outcome::NotRecognised { .. }, _) if is_mapping(path) => {
            let tally = Tally { read: 1, used: 1, ..Tally::default() };
            (digest, Outcome::Read { format: "ward-mapping".to_owned(), tally }, None)
        }
        other => other,
    }
}

fn end_of_request(request: &Request) -> Timestamp {
    ward_estate::end_of_day(request.as_of)
}

/// Reads one source; `fallback` is when it was collected, if it does not say.
fn one_of(
    source: &mut dyn Read,
    mapping: Option<&Mapping>,
    fallback: Timestamp,
) -> (Option<Digest>, Outcome, Option<Kept>) {
    let mut hasher = Hasher::default();
    let result = match read(source, &mut hasher, mapping, Limits::default()) {
        Ok(result) => result,
        Err(Stopped::Source(error) | Stopped::Sink(error)) => {
            let reason = format!("{error} while reading it. Copy it to a local disk and try again");
            return (None, Outcome::Unreadable { reason }, None);
        }
    };
    let digest = hasher.finish();
    match result {
        FileRead::Read { about, observations, tally } => {
            let collected_at = observations.collected_at.unwrap_or(fallback);
            let kept = Kept {
                digest,
                format: about.id,
                evidence_kind: about.evidence_kind,
                collected_at,
                observations: *observations,
            };
            (Some(digest), Outcome::Read { format: about.id.to_owned(), tally }, Some(kept))
        }
        FileRead::Damaged { about, why } => {
            let outcome =
                Outcome::Damaged { format: about.id.to_owned(), reason: why.to_string(), line: why.line };
            (Some(digest), outcome, None)
        }
        FileRead::NotRecognised(unknown) => {
            (Some(digest), Outcome::NotRecognised { looks_like: unknown.looks_like }, None)
        }
    }
}

/// When a file was last changed; none where that is not known.
pub fn changed_at(file: &File) -> Option<Timestamp> {
    Timestamp::try_from(file.metadata().ok()?.modified().ok()?).ok()
}

/// Whether a file says how the columns of its neighbour are meant, and is no evidence itself.
pub fn is_mapping(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(MAPPING))
}

/// What the mapping file beside a file says, and its text, when there is one; why it cannot be used, when there is one that
/// cannot.
pub fn mapping_beside(path: &Path) -> Result<Option<(Mapping, String)>, String> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(MAPPING);
    let wrong = |why: String| format!("its mapping file {} {why}", Path::new(&beside).display());
    match std::fs::read_to_string(&beside) {
        Ok(text) => match Mapping::parse(&text) {
            Ok(mapping) => Ok(Some((mapping, text))),
            Err(error) => Err(wrong(format!("is wrong: {error}"))),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(format!("cannot be read: {error}. Check that you may read it"))),
    }
}
