//! Numbers by which the field knows an organisation: CCN, NPI and the letters of a state. Each has one way in.

mod ccn;
mod npi;
mod state;
#[cfg(test)]
mod tests;

pub use ccn::{Ccn, CcnForm, NotACcn, Repair, Series};
pub use npi::{NotAnNpi, Npi};
pub use state::{NotAState, State};

/// Serde and `Debug` by way of the text, for a type with `Display` and `FromStr`.
macro_rules! as_text {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use as_text;
