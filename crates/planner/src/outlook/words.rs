//! Reasons and offers in plain words, with titles in the place of ids.

use crate::plan::{Offer, Why};
use ward_catalog::Catalog;
use ward_domain::{MeasureId, Money};

/// Why an action is in or out, as a sentence.
pub fn why(catalog: &Catalog, why: &Why) -> String {
    match why {
        Why::Closes { measures } => format!("In: it closes {}.", measures_named(catalog, measures)),
        Why::NeededFor { action } => format!("In: “{}” needs it first.", title(catalog, action)),
        Why::NoGap => "Out: what it serves is met already, or not asked of you.".to_owned(),
        Why::ClosedByOthers { by } => {
            format!("Out: “{}” closes the same gaps for less.", title(catalog, by))
        }
        Why::NeedNotToBeHad { need } => {
            format!("Out: it needs “{}” first, which you said is not for you.", title(catalog, need))
        }
        Why::NoTime => "Out: it cannot be finished within the years of the plan.".to_owned(),
        Why::OverMeans { money, hours } => {
            format!("Out: even alone it is over your means by {}.", lacks(*money, *hours))
        }
        Why::NeedIsOut { need } => {
            format!("Out: it needs “{}” first, and both together do not fit.", title(catalog, need))
        }
        Why::NoRoom { money, hours, poorer_than, .. } => {
            let lack = lacks(*money, *hours);
            match poorer_than {
                Some(other) => format!(
                    "Out: beside the rest it lacks {lack}, and for its cost “{}” closes more.",
                    title(catalog, other)
                ),
                None => {
                    format!("Out: beside the rest it lacks {lack}, and making room for it would cost more.")
                }
            }
        }
    }
}

/// What a little more would buy, as a sentence; `open` is the weight of all gaps, summed over the years.
pub fn offer(catalog: &Catalog, offer: &Offer, open: f64) -> String {
    let share = if open > 0.0 { 100.0 * offer.worth / open } else { 0.0 };
    format!(
        "With {} more, over the years together, you could also do “{}”: {share:.1} % of the open risk.",
        lacks(offer.money, offer.hours),
        title(catalog, &offer.action)
    )
}

/// The title of an action; its id when the catalogue does not know it any more.
pub fn title<'c>(catalog: &'c Catalog, action: &'c str) -> &'c str {
    catalog.actions.get(action).map_or(action, |action| action.title.as_str())
}

fn lacks(money: Money, hours: f64) -> String {
    match (money > Money::ZERO, hours > 0.0) {
        (true, true) => format!("{} and {hours:.0} hours", rounded(money)),
        (false, true) => format!("{hours:.0} hours"),
        _ => rounded(money).to_string(),
    }
}

/// Whole dollars, upwards: what lacks is never told too small.
fn rounded(money: Money) -> Money {
    Money::dollars(money.cents.saturating_add(99) / 100)
}

fn measures_named(catalog: &Catalog, measures: &[MeasureId]) -> String {
    let named: Vec<String> = measures
        .iter()
        .map(|id| match catalog.measures.get(id) {
            Some(measure) => format!("{id} {}", measure.title),
            None => id.to_string(),
        })
        .collect();
    named.join("; ")
}
