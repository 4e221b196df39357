//! Adds a file: read, kept under its digest, and entered in the record. Half an import never shows.

use super::read::{FileRead, Stopped, read};
use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use std::io::{Read, Write};
use ward_domain::record::Event;
use ward_importers::{Limits, Mapping};
use ward_reports::{Input, Outcome};
use ward_store::{Extra, IncomingFile, SegmentKey};

/// A file to add.
pub struct Import<'a> {
    /// Its name; shown, never trusted.
    pub file_name: &'a str,
    /// Its bytes.
    pub content: &'a mut dyn Read,
    /// When it was exported, if the person says so; used when the file does not say.
    pub collected_on: Option<Date>,
    /// How its columns are meant (TOML).
    pub mapping: Option<&'a str>,
}

/// Longest file name that is kept.
const LONGEST_NAME: usize = 255;

/// Adds a file. A file that is damaged or of no known format leaves nothing behind, and says why.
pub fn import(ctx: &Ctx, who: &Actor, request: Import<'_>) -> Result<Input, AppError> {
    who.may(Permission::ManageEvidence)?;
    let mapping =
        request.mapping.map(Mapping::parse).transpose().map_err(|e| AppError::Mapping(e.to_string()))?;
    let file: String = request.file_name.chars().take(LONGEST_NAME).collect();
    let mut sink = Sink { incoming: ctx.store.evidence().begin()?, failed: None };
    let result = read(request.content, &mut sink, mapping.as_ref(), Limits::default());
    let result = match (result, sink.failed.take()) {
        (_, Some(error)) => return Err(error.into()),
        (Err(Stopped::Source(cause) | Stopped::Sink(cause)), None) => {
            return Err(AppError::BrokenOff { file, cause });
        }
        (Ok(result), None) => result,
    };
    let (about, observations, tally) = match result {
        FileRead::Read { about, observations, tally } => (about, observations, tally),
        FileRead::Damaged { about, why } => {
            let outcome =
                Outcome::Damaged { format: about.id.to_owned(), reason: why.to_string(), line: why.line };
            return Ok(Input { file, outcome, digest: None });
        }
        FileRead::NotRecognised(unknown) => {
            return Ok(Input {
                file,
                outcome: Outcome::NotRecognised { looks_like: unknown.looks_like },
                digest: None,
            });
        }
    };
    let kept = sink.incoming.finish()?;
    if let Some(known) = crate::record::view(ctx)?.find_in_force(kept.digest) {
        return Ok(Input {
            file,
            outcome: Outcome::SameAs { file: known.file_name.clone() },
            digest: Some(kept.digest),
        });
    }
    let given = request.collected_on.map(ward_estate::end_of_day);
    let now = ctx.clock.now();
    let collected_at = observations.collected_at.or(given).unwrap_or(now);
    let segment = super::segment::pack(&observations)?;
    let event = Event::EvidenceAdded {
        evidence: kept.digest,
        file_name: file.clone(),
        bytes: kept.bytes,
        format: about.id.to_owned(),
        format_version: about.version,
        mapping: request.mapping.map(str::to_owned),
        // A person may say when a file was exported, and not that it will be.
        collected_at: if observations.collected_at.is_some() { collected_at } else { collected_at.min(now) },
        collected_at_is_stated: observations.collected_at.is_some(),
        tally: tally.clone(),
    };
    let key = SegmentKey {
        evidence: kept.digest,
        format: about.id,
        format_version: about.version,
        mapping: request.mapping,
    };
    crate::record::append(ctx, who, event, &[Extra::Segment { key, bytes: &segment }])?;
    Ok(Input {
        file,
        outcome: Outcome::Read { format: about.id.to_owned(), tally },
        digest: Some(kept.digest),
    })
}

/// The file on its way in, remembering why it could not be written.
struct Sink {
    incoming: IncomingFile,
    failed: Option<ward_store::StoreError>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.incoming.add(bytes).map(|()| bytes.len()).map_err(|error| {
            self.failed = Some(error);
            std::io::ErrorKind::Other.into()
        })
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
