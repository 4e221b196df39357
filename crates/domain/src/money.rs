//! Amounts of money.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// US dollars in whole cents. Sums are exact; what does not fit in 64 bits stays at the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money {
    /// Cents; below zero for what is owed.
    pub cents: i64,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self { cents: 0 };
    /// Whole dollars.
    pub const fn dollars(dollars: i64) -> Self {
        Self { cents: dollars.saturating_mul(100) }
    }
    /// The share of it, rounded to the cent, halves away from zero. A share that is no number gives nothing.
    pub fn share(self, share: f64) -> Self {
        Self { cents: (self.cents as f64 * share).round() as i64 }
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { cents: self.cents.saturating_add(other.cents) }
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { cents: self.cents.saturating_sub(other.cents) }
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self { cents: self.cents.saturating_neg() }
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// `$1,234.50`; whole dollars without cents.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = (self.cents.unsigned_abs() / 100).to_string();
        let cents = self.cents.unsigned_abs() % 100;
        let mut text = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        let sign = if self.cents < 0 { "-" } else { "" };
        if cents > 0 { f.pad(&format!("{sign}${text}.{cents:02}")) } else { f.pad(&format!("{sign}${text}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        let text = |cents| Money { cents }.to_string();
        assert_eq!(text(0), "$0");
        assert_eq!(text(99_900), "$999");
        assert_eq!(text(123_450), "$1,234.50");
        assert_eq!(text(-100_000_000), "-$1,000,000");
        assert_eq!(format!("{:>8}", Money::dollars(12)), "     $12");
    }

    #[test]
    fn shares_are_rounded_to_the_cent() {
        assert_eq!(Money { cents: 5 }.share(0.5), Money { cents: 3 });
        assert_eq!(Money::dollars(40_000_000).share(0.03), Money::dollars(1_200_000));
        assert_eq!(Money::dollars(1).share(f64::NAN), Money::ZERO);
    }
}
