//! A register: a list of which every row is one observation. Its importer is a [`Layout`] and a function of a row.

use super::{Layout, Row, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::Observations;

/// What an importer of a register consists of.
pub(crate) trait Register: Sync {
    /// What a row becomes.
    type Seen;
    /// What it is.
    const ABOUT: &'static About;
    /// Its fields and their headings.
    const LAYOUT: &'static Layout;
    /// What the list is called when no system is known by its headings.
    const LIST: &'static str;
    /// How surely the beginning of a file is such a list.
    fn confidence(head: &Head<'_>) -> Confidence {
        recognise(head, Self::LAYOUT)
    }
    /// Where the observations go.
    fn list(observations: &mut Observations) -> &mut Vec<Self::Seen>;
    /// Makes an observation of a row, or says in a sentence why there is none. A row whose dates have to wait is read
    /// twice, so this may not depend on anything but the row.
    fn row(row: &mut Row<'_>) -> Result<Self::Seen, String>;
}

impl<R: Register> Importer for R {
    fn about(&self) -> &'static About {
        R::ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        R::confidence(head)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, R::LAYOUT)?;
        let mut observations = table.observations(R::LIST);
        *R::list(&mut observations) = table.rows(R::row)?;
        Ok(table.finish(observations))
    }
}
