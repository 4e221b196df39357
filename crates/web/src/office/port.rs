//! What the operator's pages ask of the rest of Ward.

use crate::port::Trouble;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;
use ward_catalog::Catalog;
use ward_programme::{Entry, Event, Programme};

/// The operator's use cases.
pub trait OfficePort: Send + Sync + 'static {
    /// The office's name.
    fn name(&self) -> Result<String, Trouble>;
    /// Everything that follows from the operator's record.
    fn programme(&self) -> Result<Arc<Programme>, Trouble>;
    /// Records a decision, or says why it cannot be; gives the entry's number.
    fn decide(&self, event: Event) -> Result<u64, Trouble>;
    /// How many entries the record has, and the newest before a number.
    fn record(&self, before: Option<u64>, most: usize) -> Result<(u64, Vec<Entry>), Trouble>;
    /// The newest checkpoint as a signed note; empty while the record is.
    fn checkpoint(&self) -> Result<String, Trouble>;
    /// The key that checks it.
    fn verifying_key(&self) -> Result<String, Trouble>;
    /// The catalogue.
    fn catalog(&self) -> &Catalog;
    /// The time.
    fn now(&self) -> Timestamp;
    /// The day.
    fn today(&self) -> Date;
}
