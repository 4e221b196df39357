//! One file for each page of the operator's: handler, markup and samples.

pub(crate) mod record;
