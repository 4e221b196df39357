//! The judgement as a whole: over the demo hospital, and the laws that hold for any evidence.

mod demo;
mod hospital;
mod laws;
