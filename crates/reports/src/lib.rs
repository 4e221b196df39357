//! An assessment as others read it: the JSON contract for machines, plain text for people; and tables as Parquet.
//!
//! Reports never compute a verdict; the same input gives the same bytes.

pub mod crosswalk;
pub mod framework;
mod input;
pub mod json_v1;
pub mod live_check;
pub mod parquet;
pub mod text;

pub use input::{Input, Outcome};
