//! The National Provider Identifier.

use super::as_text;
use std::fmt;
use std::str::FromStr;

/// A National Provider Identifier: ten digits, the last of which checks the others.
///
/// The first digit does not tell a person from an organisation; the entity type field of NPPES does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Npi(u64);

/// The text is not an NPI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnNpi {
    /// Not ten digits of which the first is 1 or 2.
    #[error("`{0}` is not an NPI: an NPI has ten digits and begins with 1 or 2")]
    Form(String),
    /// The last digit is not the one that follows from the others.
    #[error("`{0}` is not an NPI: its last digit should be {1}; a digit is mistyped")]
    CheckDigit(String, u64),
}

impl Npi {
    /// What stands before the number when its check digit is worked out: the prefix of health cards in the US.
    const PREFIX: [u64; 5] = [8, 0, 8, 4, 0];

    /// The Luhn digit of nine digits with the prefix before them.
    fn check_digit(nine: &[u64]) -> u64 {
        let digits = Self::PREFIX.iter().chain(nine).rev();
        let sum: u64 = digits
            .enumerate()
            .map(|(at, digit)| if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
            .sum();
        (10 - sum % 10) % 10
    }
}

impl FromStr for Npi {
    type Err = NotAnNpi;
    fn from_str(text: &str) -> Result<Self, NotAnNpi> {
        let form = || NotAnNpi::Form(text.to_owned());
        let digits: Option<Vec<u64>> =
            text.trim().chars().map(|c| c.to_digit(10).map(u64::from)).take(11).collect();
        let digits = digits.filter(|digits| digits.len() == 10).ok_or_else(form)?;
        let (Some(1 | 2), Some((last, nine))) = (digits.first(), digits.split_last()) else {
            return Err(form());
        };
        match Self::check_digit(nine) {
            right if right == *last => Ok(Self(digits.iter().fold(0, |number, digit| number * 10 + digit))),
            right => Err(NotAnNpi::CheckDigit(text.trim().to_owned(), right)),
        }
    }
}

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

as_text!(Npi);
