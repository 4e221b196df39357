//! Numbers that this project chose and an organisation may choose otherwise.

use crate::{BySize, Catalog, Measure};
use std::borrow::Cow;
use ward_domain::{MeasureId, Size};

/// Key of a measure's target among its numbers.
pub const TARGET: &str = "target";

/// Why a number cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotChangeable {
    /// There is no such measure.
    #[error("there is no measure {0}")]
    NoMeasure(MeasureId),
    /// The measure has no such number.
    #[error("{measure} has no number `{key}`; it has {has}")]
    NoNumber {
        /// Which measure.
        measure: MeasureId,
        /// What was asked for.
        key: String,
        /// What there is.
        has: String,
    },
    /// The number stands in a published text.
    #[error(
        "`{key}` of {measure} comes from {source_tag} and not from this project: it cannot be chosen otherwise"
    )]
    Published {
        /// Which measure.
        measure: MeasureId,
        /// Which number.
        key: String,
        /// Where it stands.
        source_tag: String,
    },
    /// The value makes no sense.
    #[error("{value} is no value for `{key}`: {wants}")]
    NoValue {
        /// Which number.
        key: String,
        /// What was given.
        value: String,
        /// What is wanted.
        wants: &'static str,
    },
}

impl Catalog {
    /// The published value of a number that may be chosen otherwise, for a size, with its unit.
    pub fn own_number(
        &self,
        measure: MeasureId,
        key: &str,
        size: Size,
    ) -> Result<(f64, &str), NotChangeable> {
        let found = self.measures.get(&measure).ok_or(NotChangeable::NoMeasure(measure))?;
        let (value, unit, source) = if key == TARGET {
            (found.target.get(size), "share", found.target_source.as_str())
        } else {
            let number = found.numbers.get(key).ok_or_else(|| {
                let keys: Vec<&str> =
                    [TARGET].into_iter().chain(found.numbers.keys().map(String::as_str)).collect();
                NotChangeable::NoNumber { measure, key: key.to_owned(), has: keys.join(", ") }
            })?;
            (number.value.get(size), number.unit.as_str(), number.source.as_str())
        };
        if is_own(source) {
            Ok((value, unit))
        } else {
            let (key, source_tag) = (key.to_owned(), source.to_owned());
            Err(NotChangeable::Published { measure, key, source_tag })
        }
    }

    /// Checks a value for a number that may be chosen otherwise.
    pub fn check_own_number(
        &self,
        measure: MeasureId,
        key: &str,
        size: Size,
        value: f64,
    ) -> Result<(), NotChangeable> {
        let (_, unit) = self.own_number(measure, key, size)?;
        let wants = match unit {
            "share" if !(value > 0.0 && value <= 1.0) => "a share is above 0 and at most 1",
            "share" => return Ok(()),
            _ if !(value.is_finite() && value >= 0.0 && value.fract() == 0.0 && value <= 100_000.0) => {
                "a whole number from 0 to 100,000"
            }
            _ => return Ok(()),
        };
        Err(NotChangeable::NoValue { key: key.to_owned(), value: value.to_string(), wants })
    }

    /// The catalogue with numbers chosen otherwise, for all sizes alike. What cannot be changed stays as it is.
    pub fn with_own_numbers<'k>(
        &self,
        chosen: impl Iterator<Item = (MeasureId, &'k str, f64)>,
    ) -> Cow<'_, Self> {
        let mut changed = Cow::Borrowed(self);
        for (id, key, value) in chosen {
            if self.check_own_number(id, key, Size::Medium, value).is_err() {
                continue;
            }
            if let Some(measure) = changed.to_mut().measures.get_mut(&id) {
                choose(measure, key, value);
            }
        }
        changed
    }
}

/// Whether the number itself is this project's: its first source says so, further ones only what others say.
fn is_own(sources: &str) -> bool {
    sources.split_whitespace().next().is_some_and(|tag| tag.trim_end_matches(';') == "OWN")
}

fn choose(measure: &mut Measure, key: &str, value: f64) {
    let chosen = BySize { small: value, medium: value, large: value };
    let published = measure.numbers.get(key).map_or(&measure.target, |number| &number.value);
    let said = |size| match measure.numbers.get(key) {
        Some(number) => format!("{key} {value} {} here, {} as published", number.unit, published.get(size)),
        None => format!("{:.0} % here, {:.0} % as published", value * 100.0, published.get(size) * 100.0),
    };
    let [small, medium, large] = [Size::Small, Size::Medium, Size::Large].map(said);
    let words = &mut measure.target_words;
    for (text, said) in [(&mut words.small, small), (&mut words.medium, medium), (&mut words.large, large)] {
        *text = format!("{text} ({said})");
    }
    if key == TARGET {
        measure.target = chosen;
        // A floor that is not below the target could never be reached alone.
        measure.floor =
            measure.floor.filter(|floor| [floor.small, floor.medium, floor.large].iter().all(|f| *f < value));
    } else if let Some(number) = measure.numbers.get_mut(key) {
        number.value = chosen;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> MeasureId {
        text.parse().expect("the id of a measure")
    }

    #[test]
    fn an_own_number_can_be_chosen_and_a_published_one_cannot() {
        let catalog = Catalog::built_in();
        assert_eq!(catalog.own_number(id("E4.1"), TARGET, Size::Medium), Ok((0.95, "share")));
        let changed = catalog.with_own_numbers([(id("E4.1"), TARGET, 0.9)].into_iter());
        assert!((changed.measures[&id("E4.1")].target.large - 0.9).abs() < 1e-12);
        assert!(changed.measures[&id("E4.1")].target_words.small.ends_with("(90 % here, 95 % as published)"));
        assert!(matches!(
            catalog.own_number(id("E4.1"), "max-age", Size::Small),
            Err(NotChangeable::Published { .. })
        ));
    }

    #[track_caller]
    fn check_refused(measure: &str, key: &str, value: f64, says: &str) {
        let error = Catalog::built_in().check_own_number(id(measure), key, Size::Medium, value).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        check_refused("E4.1", TARGET, 1.5, "at most 1");
        check_refused("E4.1", TARGET, 0.0, "above 0");
        check_refused("E4.1", TARGET, f64::NAN, "above 0");
        check_refused("E4.1", "no-such", 1.0, "it has target");
    }

    #[test]
    fn every_changed_number_is_seen_beside_the_published_one() {
        let catalog = Catalog::built_in();
        let own = catalog.measures.values().flat_map(|measure| {
            let keys = measure.numbers.keys().map(String::as_str);
            keys.filter(|key| catalog.own_number(measure.id, key, Size::Medium).is_ok())
                .map(move |key| (measure.id, key))
        });
        for (id, key) in own {
            let unit = &catalog.measures[&id].numbers[key].unit;
            let value = if unit == "share" { 0.25 } else { 17.0 };
            let changed = catalog.with_own_numbers([(id, key, value)].into_iter());
            let words = changed.measures[&id].target_words.get(Size::Medium);
            let published = catalog.measures[&id].number(key, Size::Medium);
            assert!(
                words.ends_with(&format!("({key} {value} {unit} here, {published} as published)")),
                "{words}"
            );
        }
    }

    #[test]
    fn a_floor_never_stands_above_the_target() {
        let catalog = Catalog::built_in();
        let changed = catalog.with_own_numbers([(id("E4.1"), TARGET, 0.5)].into_iter());
        assert!(changed.measures[&id("E4.1")].floor.is_none());
    }
}
