//! The shipped catalogue, and what tests take from it.

use crate::participants::Participants;
use jiff::civil::Date;
use std::sync::LazyLock;
use ward_catalog::{Catalog, SizeLimits, SmallestCell};

/// Read once for all tests.
pub(crate) static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

/// Participants without anybody.
pub(crate) fn nobody() -> Participants {
    Participants::new(CATALOG.size_limits.clone())
}

/// The limits of sizes on the newest day.
pub(crate) fn limits() -> SizeLimits {
    CATALOG.size_limits.on(Date::MAX)
}

/// The smallest cell on the newest day.
pub(crate) fn smallest() -> SmallestCell {
    CATALOG.smallest_cell.on(Date::MAX)
}
