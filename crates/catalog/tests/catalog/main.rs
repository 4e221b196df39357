//! The built-in catalogue says what its sources say, and a wrong catalogue is refused with every mistake in its place.

#![expect(clippy::float_cmp, reason = "thresholds are compared as they were written, nothing is computed")]

mod actions;
mod frameworks;
mod mistakes;
mod remediation;
mod thresholds;
