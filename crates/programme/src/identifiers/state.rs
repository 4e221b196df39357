//! The letters of a state.

use super::as_text;
use std::fmt;
use std::str::FromStr;

/// Two letters of a US state, the District of Columbia or a territory, as the Postal Service writes them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State([u8; 2]);

/// The text is not a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state: use its two letters, such as TX")]
pub struct NotAState(pub String);

/// 50 states, DC, and the five territories that have hospitals certified by CMS.
const STATES: &str = "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC \
                      ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY";

impl State {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("--")
    }
    /// Every one, in order of its letters.
    pub fn all() -> impl Iterator<Item = Self> {
        STATES.split(' ').filter_map(|letters| Some(Self(letters.as_bytes().try_into().ok()?)))
    }
}

impl FromStr for State {
    type Err = NotAState;
    fn from_str(text: &str) -> Result<Self, NotAState> {
        let upper = text.trim().to_ascii_uppercase();
        Self::all().find(|state| state.as_str() == upper).ok_or_else(|| NotAState(text.to_owned()))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

as_text!(State);
