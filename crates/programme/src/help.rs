//! Help.

use crate::participants::Participants;
use crate::{Made, Refused};
use serde::{Deserialize, Serialize};

/// What is decided here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {}

impl Event {
    /// What was decided, in a sentence for people.
    pub fn words(&self) -> String {
        match *self {}
    }
}

/// What follows from the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Help {}

impl Help {
    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(
        &mut self,
        _made: Made<'_>,
        event: &Event,
        _participants: &Participants,
    ) -> Result<(), Refused> {
        match *event {}
    }
}
