//! What the tests of the list importers share.

use crate::{Confidence, Context, Damaged, Head, Importer, Limits, Mapping};
use jiff::Timestamp;
use ward_domain::observation::{Line, Observations};
use ward_domain::record::Tally;

/// A list, recognised and read.
pub(crate) struct Sample {
    pub(crate) confidence: Confidence,
    pub(crate) observations: Observations,
    pub(crate) tally: Tally,
}

impl Sample {
    #[track_caller]
    pub(crate) fn read(importer: &dyn Importer, text: &str) -> Self {
        Self::of(importer, text.as_bytes(), None).unwrap()
    }
    #[track_caller]
    pub(crate) fn read_mapped(importer: &dyn Importer, text: &str, mapping: &str) -> Self {
        Self::of(importer, text.as_bytes(), Some(&Mapping::parse(mapping).unwrap())).unwrap()
    }
    /// Reads bytes, and holds every importer to its word: rows read are rows used and skipped.
    #[track_caller]
    pub(crate) fn of(
        importer: &dyn Importer,
        mut bytes: &[u8],
        mapping: Option<&Mapping>,
    ) -> Result<Self, Damaged> {
        let confidence = importer.recognise(&Head::of(bytes));
        let context = Context { limits: Limits::default(), mapping };
        let reading = importer.read(&mut bytes, &context)?;
        let tally = &reading.tally;
        assert_eq!(tally.read, tally.used + tally.skipped);
        assert_eq!(reading.observations.contributed().iter().map(|(_, n)| n).sum::<u64>(), tally.used);
        Ok(Self { confidence, observations: reading.observations, tally: reading.tally })
    }
    pub(crate) fn confidence(importer: &dyn Importer, text: &str) -> Confidence {
        importer.recognise(&Head::of(text.as_bytes()))
    }
    /// There is a problem on that line that says so.
    #[track_caller]
    pub(crate) fn says(&self, line: Line, part: &str) {
        let problems = &self.tally.problems;
        assert!(problems.iter().any(|p| p.line == line && p.reason.contains(part)), "{problems:#?}");
    }
    /// There is no problem at all.
    #[track_caller]
    pub(crate) fn says_nothing(&self) {
        assert_eq!(self.tally.problems, []);
    }
}

/// An instant.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
