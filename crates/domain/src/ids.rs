//! Identifiers that cannot be wrong once they exist: each has one way in.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 digest; the name of an evidence file. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// The text is not 64 hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a SHA-256 digest (64 hexadecimal digits)")]
pub struct NotADigest(pub String);

impl FromStr for Digest {
    type Err = NotADigest;
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotADigest(text.to_owned()))?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

/// A CVE identifier, eight bytes: a year and a sequence number (CVE Numbering Authority rules: four or more digits).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CveId {
    year: u16,
    number: u32,
}

/// The text is not a CVE identifier.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a CVE identifier such as CVE-2024-12345")]
pub struct NotACve(pub String);

impl FromStr for CveId {
    type Err = NotACve;
    fn from_str(text: &str) -> Result<Self, NotACve> {
        let digits = |part: &str, least: usize, most: usize| {
            (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let mut parts = text.trim().split('-');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(prefix), Some(year), Some(number), None)
                if prefix.eq_ignore_ascii_case("CVE") && digits(year, 4, 4) && digits(number, 4, 9) =>
            {
                match (year.parse(), number.parse()) {
                    (Ok(year), Ok(number)) => Ok(Self { year, number }),
                    _ => Err(NotACve(text.to_owned())),
                }
            }
            _ => Err(NotACve(text.to_owned())),
        }
    }
}

impl fmt::Display for CveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CVE-{:04}-{:04}", self.year, self.number)
    }
}

impl fmt::Debug for CveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for CveId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { (self.year, self.number).serialize(s) }
    }
}

impl<'de> Deserialize<'de> for CveId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            String::deserialize(d)?.parse().map_err(D::Error::custom)
        } else {
            let (year, number) = Deserialize::deserialize(d)?;
            Ok(Self { year, number })
        }
    }
}

/// A goal of the HPH CPGs: `E1` to `E10` (essential) and `H1` to `H10` (enhanced). The numbering is this project's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalId {
    tier: Tier,
    number: u8,
}

/// The two lists of the HPH CPGs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// The ten goals that HHS asks of everyone first.
    Essential,
    /// The ten goals for organisations that have the essential ones.
    Enhanced,
}

impl GoalId {
    /// All twenty, in order: E1 to E10, then H1 to H10.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |tier| (1..=10).map(move |number| Self { tier, number });
        of(Tier::Essential).chain(of(Tier::Enhanced))
    }
    /// The tier that the first letter names.
    pub fn tier(self) -> Tier {
        self.tier
    }
    /// The number within the tier, 1 to 10.
    pub fn number(self) -> u8 {
        self.number
    }
}

/// The text is not a goal id.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a goal: goals are E1 to E10 and H1 to H10")]
pub struct NotAGoal(pub String);

impl FromStr for GoalId {
    type Err = NotAGoal;
    fn from_str(text: &str) -> Result<Self, NotAGoal> {
        let tier = match text.get(..1) {
            Some("E" | "e") => Tier::Essential,
            Some("H" | "h") => Tier::Enhanced,
            _ => return Err(NotAGoal(text.to_owned())),
        };
        match text[1..].parse() {
            Ok(number @ 1..=10) if !text[1..].starts_with(['+', '0']) => Ok(Self { tier, number }),
            _ => Err(NotAGoal(text.to_owned())),
        }
    }
}

impl fmt::Display for GoalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.tier {
            Tier::Essential => 'E',
            Tier::Enhanced => 'H',
        };
        write!(f, "{letter}{}", self.number)
    }
}

/// A measure: a goal and a number, such as `E1.1`. The same ids as `docs/measures.md`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureId {
    goal: GoalId,
    number: u8,
}

impl MeasureId {
    /// The goal that this measure belongs to.
    pub fn goal(self) -> GoalId {
        self.goal
    }
}

/// The text is not a measure id.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a measure id such as E1.1")]
pub struct NotAMeasure(pub String);

impl FromStr for MeasureId {
    type Err = NotAMeasure;
    fn from_str(text: &str) -> Result<Self, NotAMeasure> {
        let wrong = || NotAMeasure(text.to_owned());
        let (goal, number) = text.trim().split_once('.').ok_or_else(wrong)?;
        let goal = goal.parse().map_err(|_| wrong())?;
        match number.parse() {
            Ok(number @ 1..=99) if !number_has_sign(text) => Ok(Self { goal, number }),
            _ => Err(wrong()),
        }
    }
}

fn number_has_sign(text: &str) -> bool {
    text.contains(['+', '-'])
}

impl fmt::Display for MeasureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.goal, self.number)
    }
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}
as_text!(GoalId MeasureId);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn round_trips<T: FromStr + fmt::Display>(text: &str)
    where
        T::Err: fmt::Debug,
    {
        assert_eq!(text.parse::<T>().unwrap().to_string(), text);
    }

    #[test]
    fn ids_come_back_as_they_went_in() {
        round_trips::<CveId>("CVE-2024-0001");
        round_trips::<CveId>("CVE-2021-44228");
        round_trips::<GoalId>("E10");
        round_trips::<GoalId>("H1");
        round_trips::<MeasureId>("H10.6");
        round_trips::<Digest>(&"ab".repeat(32));
    }

    #[test]
    fn wrong_ids_are_refused() {
        for text in ["", "CVE-24-1", "CVE-2024-1", "CVE-2024-12345678901", "CVE-2024-1-2", "CVE-2024-12x45"] {
            assert!(text.parse::<CveId>().is_err(), "{text}");
        }
        for text in ["", "E0", "E11", "X1", "E01", "E+1", "é1"] {
            assert!(text.parse::<GoalId>().is_err(), "{text}");
        }
        for text in ["E1", "E1.", "E1.0", "E1.-1", ".1"] {
            assert!(text.parse::<MeasureId>().is_err(), "{text}");
        }
    }
}
