//! What the budget request for fiscal year 2025 would have taken from Medicare payments. Never enacted: a scenario.

use super::{Amounts, Column, Line, Penalty, Rule};
use crate::Refused;
use crate::participants::Kind;
use jiff::civil::Date;
use ward_catalog::{Parameter, Parameters};
use ward_domain::Money;

/// A hospital that does not meet the essential goals, in a federal fiscal year.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// What it is: acute care and critical access hospitals are spoken of.
    pub kind: Kind,
    /// Medicare payments of the year before any cut: inpatient base payments of an acute care hospital.
    pub base: Money,
    /// The market-basket increase of that year, 0.03 for 3 %. Not used for critical access hospitals.
    pub market_basket: f64,
    /// The fiscal year; 2029 begins on 1 October 2028.
    pub fiscal_year: i16,
}

/// The most that would be taken. Refused unless scenarios are asked for, for nothing of it is law.
pub fn work_out(
    parameters: &Parameters,
    payment: &Payment,
    with_scenarios: bool,
) -> Result<Penalty, Refused> {
    let first_day = Date::new(payment.fiscal_year.saturating_sub(1), 10, 1)
        .map_err(|_| Refused::new("year", format!("{} is no fiscal year", payment.fiscal_year)))?;
    if payment.base < Money::ZERO || !(0.0..=1.0).contains(&payment.market_basket) {
        let why = "the base payment must not be below zero, and the market basket is a share from 0 to 1";
        return Err(Refused::new("amount", why));
    }
    let find = |key: &str| {
        let id = format!("budget-2025/{key}");
        let found = if with_scenarios {
            parameters.scenario(&id, first_day)
        } else {
            parameters.in_force(&id, first_day)
        };
        found.map_err(|why| Refused::new("not-law", why.to_string()))
    };
    let mut penalty = Penalty {
        regime: "budget-2025".to_owned(),
        charged: Column::Regulation,
        lines: Vec::new(),
        open: Vec::new(),
    };
    let year = payment.fiscal_year;
    let mut line = |rule: &Parameter, amount: Money, says: String| {
        let (amounts, rules) = (Amounts::both(amount), vec![Rule::from(rule)]);
        penalty.lines.push(Line { says, on: first_day, amounts, rules });
    };
    match payment.kind {
        Kind::Acute => {
            let update = find("update-share")?;
            let increase = payment.base.share(payment.market_basket);
            let lost = increase.share(update.value);
            line(
                update,
                lost,
                format!(
                    "FY{year}: up to {} % of the market-basket increase of {} % on {}, which is {increase}: {lost}",
                    percent(update.value),
                    percent(payment.market_basket),
                    payment.base
                ),
            );
            // Only from its own first year on; before it, the scenario takes the update alone.
            if let Ok(base) = find("base-share") {
                let cut = payment.base.share(base.value);
                line(
                    base,
                    cut,
                    format!(
                        "FY{year}: up to {} % off the base payment of {}: {cut}",
                        percent(base.value),
                        payment.base
                    ),
                );
            }
        }
        Kind::CriticalAccess => {
            let share = find("critical-access-share")?;
            let cut = payment.base.share(share.value);
            line(
                share,
                cut,
                format!(
                    "FY{year}: up to {} % off the payment of {} to a critical access hospital: {cut}",
                    percent(share.value),
                    payment.base
                ),
            );
        }
        other => {
            let why = format!("the request says nothing of this kind: {}", other.label());
            return Err(Refused::new("kind", why));
        }
    }
    Ok(penalty)
}

/// A share in per cent, without the noise of binary fractions.
fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}
